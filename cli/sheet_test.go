// Tests that what commands print for people fits the terminal, and so do their progress bars.

package cli

import (
	"bytes"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
	"ringside/internal/steady"
)

// worked are commands that work for a while and print figures, stories or a trace. What they are asked
// is little, and they show all that they can.
var worked = []string{ // never written to
	"can stale==yes --nodes 3 --r 1 --w 1",
	"can stale==yes --nodes 3 --r 2 --w 2 --states 4000",
	"can lost>0 --nodes 3 --wipes 1 --drops 2 --w 1 --via fixed --states 20000",
	"can --tuning --rows 3/1/1 --quorum strict --repair off --states 4000",
	"lab pbs --latency lnkd-disk -n 3 --trials 2000 --operations 20",
	"lab pbs --latency ymmr -n 3 -r 1 -w 1 --trials 2000 --operations 20 --check",
	"lab tuning --trials 2000 --operations 20 --rounds 1",
	"lab balance --nodes 6 --tokens 1,2",
	"lab loss --nodes 12 --rounds 2",
	"lab loss --nodes 12 --copysets 10,20",
	"failures --nodes 12 --racks 3 --down 1,2,rack",
	"failures --nodes 6 --add n7:r1",
	"likely stale(3)==yes s.yaml --futures 50",
	"soak --ops 300",
	"check lecture-ring-1 overlap",
	"run s.txt --nodes 5",
	"replay s.yaml --plain",
	"walk cart milk --nodes 5 --racks 2",
}

// onTerminal runs a command on a terminal that is so wide; 0: on none. Its clock goes on by a second
// at each look, so that its bar is drawn each time that it may be.
func onTerminal(t *testing.T, line string, columns int) (out, errs string) {
	t.Helper()
	var printed, told bytes.Buffer
	clock := time.Unix(0, 0)
	world := World{In: strings.NewReader(""), Out: &printed, Err: &told, Columns: columns, ErrColumns: columns, ErrTerminal: columns > 0}
	world.Now = func() time.Time {
		clock = clock.Add(time.Second)
		return clock
	}
	if code := Main(strings.Fields(line), world); code > exitUnknown || code == exitUsage {
		t.Fatalf("ringside %s: exit %d\n%s", line, code, &told)
	}
	return printed.String(), told.String()
}

// sample writes a script and a session into the test's folder, which becomes the current one.
func sample(t *testing.T) {
	t.Helper()
	t.Chdir(t.TempDir())
	script := "put cart milk as ann\nrun 1ms\ncrash n1\nput a-key-of-some-length a-value-of-some-length-too at three\nget cart as bob\nrun 1s\nexpect lost == 7\n"
	if err := os.WriteFile("s.txt", []byte(script), 0o600); err != nil {
		t.Fatal(err)
	}
	onTerminal(t, "run s.txt --nodes 5 --save s.yaml", 0)
}

// TestFiguresFitTheTerminal: no line that a command prints for people is wider than the terminal but
// a replay code, which is to be copied, and none of its words is lost, but for the name of a column
// that is empty.
func TestFiguresFitTheTerminal(t *testing.T) {
	sample(t)
	code := regexp.MustCompile(`^(ringside replay )?ringside2\.\S+$`)
	took := regexp.MustCompile(`[0-9.]+ m?s\b|\b[A-Z][A-Z/()]+[A-Z)]\b:?`)
	for _, line := range worked {
		whole, _ := onTerminal(t, line, 0)
		for _, columns := range steady.First([]int{40, 60, 80, 100, 132}, 1) {
			got, _ := onTerminal(t, line, columns)
			for l := range strings.Lines(got) {
				if l = strings.TrimSuffix(l, "\n"); ansi.StringWidth(l) > columns && !code.MatchString(l) {
					t.Errorf("ringside %s on %d columns: a line of %d: %s", line, columns, ansi.StringWidth(l), l)
				}
			}
			for _, word := range strings.Fields(took.ReplaceAllString(whole, "")) {
				if !strings.Contains(got, word) {
					t.Errorf("ringside %s on %d columns: %q is lost:\n%s", line, columns, word, got)
					break
				}
			}
		}
	}
}

// TestBarsFitTheTerminal: a bar is drawn over the one before it on one line of the terminal, whatever
// it says and however narrow that is, and leaves nothing behind.
func TestBarsFitTheTerminal(t *testing.T) {
	sample(t)
	drawn := 0
	for _, line := range append([]string{"export s.yaml -o s.cast"}, worked...) {
		for _, columns := range steady.First([]int{1, 40, 7, 12, 20, 50, 80, 200}, 2) {
			_, errs := onTerminal(t, line, columns)
			cells, bar := "", false // what stands on the line
			for part := range strings.SplitAfterSeq(errs, "\r") {
				text := strings.TrimSuffix(part, "\r")
				if end := strings.LastIndexByte(text, '\n') + 1; end > 0 {
					text, cells, bar = text[end:], "", false // lines that are no bar
				}
				if w := ansi.StringWidth(text); bar && (w >= columns && w > 0 || strings.ContainsAny(text, "█░%") && w < ansi.StringWidth(strings.TrimRight(cells, " "))) {
					t.Errorf("ringside %s on %d columns: %q over %q", line, columns, text, cells)
				}
				if text != "" {
					cells = text
					drawn++
				}
				bar = strings.HasSuffix(part, "\r")
			}
			if strings.ContainsAny(cells, "█░%") {
				t.Errorf("ringside %s on %d columns: %q is left", line, columns, cells)
			}
		}
	}
	if least := steady.Rounds(100, 100, 20) * len(worked); drawn < least {
		t.Errorf("%d bars were drawn, want %d", drawn, least)
	}
}

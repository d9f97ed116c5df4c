// A test that what the program lists fits the terminal.

package cli

import (
	"bytes"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"github.com/spf13/cobra"

	"ringside/engine/script"
	"ringside/presets"
)

// TestListsFitTheTerminal: no line of a list, of an entry, or of the help of a command is
// wider than the terminal, and none of its words is lost.
func TestListsFitTheTerminal(t *testing.T) {
	lines := []string{"presets", "facts", "settings", "keys"}
	for _, f := range script.Facts() {
		lines = append(lines, "facts "+f.Name)
	}
	for _, s := range presets.Settings() {
		lines = append(lines, "settings "+s.Name)
	}
	commands := 0
	var visit func(*cobra.Command)
	visit = func(cmd *cobra.Command) {
		commands++
		path, _ := strings.CutPrefix(cmd.CommandPath(), "ringside")
		lines = append(lines, strings.TrimSpace(path+" --help"))
		for _, c := range cmd.Commands() {
			visit(c)
		}
	}
	visit(newRootCommand(newApp(World{})))
	if commands < 20 {
		t.Errorf("%d commands were tried", commands)
	}
	for _, line := range lines {
		printed := func(columns int) string {
			var out, errs bytes.Buffer
			if code := Main(strings.Fields(line), World{In: strings.NewReader(""), Out: &out, Err: &errs, Columns: columns}); code != 0 {
				t.Fatalf("ringside %s: exit %d\n%s", line, code, &errs)
			}
			return ansi.Strip(out.String())
		}
		for _, columns := range []int{40, 60, 80, 100, 132, 190} {
			got := printed(columns)
			for l := range strings.Lines(got) {
				if w := ansi.StringWidth(strings.TrimSuffix(l, "\n")); w > columns {
					t.Errorf("ringside %s on %d columns: a line of %d: %s", line, columns, w, l)
				}
			}
			for _, word := range strings.Fields(printed(0)) {
				if !strings.Contains(got, word) && word != "NAME" && word != "KIND" && word != "TITLE" && word != "ABOUT" &&
					word != string(presets.KindCluster) && word != "challenge" && word != "walkthrough" {
					t.Errorf("ringside %s on %d columns: %q is lost", line, columns, word)
				}
			}
		}
	}
}

// TestErrorsFitTheTerminal: what went wrong goes on in another line between words, and on a pipe
// stays one.
func TestErrorsFitTheTerminal(t *testing.T) {
	for _, line := range []string{"learn unknown", "--preset unknown", "facts unknown", "settings unknown", "walk --n 99", "run --no-such-flag"} {
		printed := func(columns int) string {
			var errs bytes.Buffer
			if code := Main(strings.Fields(line), World{In: strings.NewReader(""), Out: io.Discard, Err: &errs, ErrColumns: columns}); code == 0 {
				t.Fatalf("ringside %s: exit 0", line)
			}
			return errs.String()
		}
		whole := printed(0)
		if strings.Count(whole, "\n") != 1 {
			t.Errorf("ringside %s says in more than a line: %s", line, whole)
		}
		for _, columns := range []int{40, 60, 80, 190} {
			got := printed(columns)
			for l := range strings.Lines(got) {
				if w := ansi.StringWidth(strings.TrimSuffix(l, "\n")); w > columns {
					t.Errorf("ringside %s on %d columns: a line of %d: %s", line, columns, w, l)
				}
			}
			if !slices.Equal(strings.Fields(got), strings.Fields(whole)) {
				t.Errorf("ringside %s on %d columns: words are broken:\n%s", line, columns, got)
			}
		}
	}
}

// TestAHelpHasItsOwnFlags: a command's help has its own flags, and those of the cluster are
// in the program's alone.
func TestAHelpHasItsOwnFlags(t *testing.T) {
	help := func(line string) string {
		var out, errs bytes.Buffer
		if code := Main(strings.Fields(line), World{In: strings.NewReader(""), Out: &out, Err: &errs}); code != 0 {
			t.Fatalf("ringside %s: exit %d\n%s", line, code, &errs)
		}
		return out.String()
	}
	root, walk := help("--help"), help("walk --help")
	for _, s := range presets.Settings() {
		if flag := "--" + s.Name + " "; strings.Count(root, "  "+flag)+strings.Count(root, ", "+flag) != 1 || strings.Contains(walk, "  "+flag+" ") {
			t.Errorf("%s: once in ringside --help, and not in ringside walk --help", flag)
		}
	}
	if !strings.Contains(walk, "--ring ") || !strings.Contains(walk, "`ringside --help`") || help("help walk") != walk {
		t.Errorf("ringside walk --help prints\n%s", walk)
	}
}

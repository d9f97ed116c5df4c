// This file opens what releases wrote: one file of each format and one code of each version
// is kept for ever, and opens in every release to come.

package session_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"ringside/engine"
	"ringside/engine/history"
	"ringside/session"
)

// kept are the files of testdata, and what was done in each.
var kept = []struct {
	name     string
	engine   int   // the number of the engine that recorded it; 0: nobody knew
	commands []int // of each branch, with those from before it left another one
	on       int   // the branch that it was left on
	done     int   // how many commands lie before the place at which it was left
	at       time.Duration
	last     string // the last command of that branch
}{
	{"format1.yaml", 0, []int{12}, 1, 12, 14545098452, "get cart via n5"},
	{"format2.yaml", 0, []int{13, 16}, 2, 15, 10376477560, "get cart"},
	{"format2-last.yaml", 0, []int{14, 14}, 2, 14, 10 * time.Second, "put other thing"},
	{"format3.yaml", 1, []int{14, 14}, 2, 14, 10 * time.Second, "put other thing"},
	{"format3-tie.yaml", 1, []int{5}, 1, 5, 5447489, "get a"}, // which goes another way since
	{"code1-first.txt", 0, []int{12}, 1, 12, 14545098452, "get cart via n5"},
	{"code1.txt", 0, []int{16}, 1, 15, 10376477560, "get cart"},
	{"code1-last.txt", 0, []int{14}, 1, 14, 10 * time.Second, "put other thing"},
	{"code2.txt", 1, []int{14}, 1, 14, 10 * time.Second, "put other thing"},
}

// openKept opens a file of testdata, be it a code.
func openKept(t *testing.T, name string) (*history.History, session.Warning) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if strings.HasSuffix(name, ".yaml") {
		h, warning, err := session.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		return h, warning
	}
	code, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	h, warning, err := session.Decode(string(code))
	if err != nil {
		t.Fatal(err)
	}
	return h, warning
}

// TestKeptFilesOpen: all that was done is there, and the session stands where it was left.
// If something goes another way than then, one line says so.
func TestKeptFilesOpen(t *testing.T) {
	for _, k := range kept {
		t.Run(k.name, func(t *testing.T) {
			h, warning := openKept(t, k.name)
			if warning.Cut || strings.ContainsAny(warning.Text, "\n\x1b") {
				t.Errorf("not all opens, or not in one line: %+v", warning)
			}
			if k.engine == 0 && warning.Text != "" && !strings.Contains(warning.Text, "saved by an earlier release") {
				t.Errorf("it is said of an earlier format: %s", warning.Text)
			}
			if k.engine != 0 && strings.Contains(warning.Text, fmt.Sprintf("recorded by engine %d", k.engine)) != (k.engine != engine.Number) {
				t.Errorf("it was recorded by engine %d, this is %d, and it is said: %q", k.engine, engine.Number, warning.Text)
			}
			all := h.Branches()
			if on, _ := h.Branch(); len(all) != len(k.commands) || on != k.on || h.Applied() != k.done || h.Now() != k.at {
				t.Errorf("there are %d branches, and it is on %d after command %d at %v", len(all), on, h.Applied(), h.Now())
			}
			for i := range all {
				if i < len(k.commands) && all[i].Commands != k.commands[i] {
					t.Errorf("branch %d has %d commands, want %d", i+1, all[i].Commands, k.commands[i])
				}
			}
			commands := h.Commands()
			if last := commands[len(commands)-1].Command.String(); last != k.last {
				t.Errorf("the last command is %s, want %s", last, k.last)
			}
			saved, err := session.Marshal(h)
			if err != nil {
				t.Fatal(err)
			}
			again, warning, err := session.Unmarshal("again.yaml", saved)
			if err != nil || warning.Text != "" {
				t.Fatalf("saved in the format of today: %v, %s", err, warning.Text)
			}
			same(t, h, again)
		})
	}
}

// TestKeptFormatIsWritten: on every machine the session of the newest file is written as it
// was, but for turns and the checksums of lines, as long as all goes as it went. An engine
// that takes other turns to the same answers keeps its number.
func TestKeptFormatIsWritten(t *testing.T) {
	h, warning := openKept(t, "format3.yaml")
	text, err := session.Marshal(h)
	if err != nil {
		t.Fatal(err)
	}
	got, want := came(text), came(keptTexts(t)["format3.yaml"])
	if warning.Text == "" && got != want {
		t.Errorf("it is written as\n%s\nand was\n%s", got, want)
	}
	if strings.Count(want, "\n") < 9 {
		t.Errorf("of the file is compared\n%s", want)
	}
	code, _ := openKept(t, "code2.txt")
	sameBranch(t, h, code)
}

// came returns the lines of a session that say what it came to.
func came(text []byte) string {
	var lines []string
	for line := range strings.Lines(string(text)) {
		if strings.HasPrefix(line, "  result: ") || answerLine.MatchString(strings.TrimSuffix(line, "\n")) && !commandLine.MatchString(strings.TrimSuffix(line, "\n")) {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "")
}

// TestCodesKeepTheirDefaults: a code that says nothing of a setting means what the setting
// was by default when its version came to be, whatever the default is now.
func TestCodesKeepTheirDefaults(t *testing.T) {
	for _, name := range []string{"code1-first.txt", "code2.txt"} {
		h, _ := openKept(t, name)
		cfg := h.Config()
		var said []string
		for _, n := range engine.SettingNames() {
			said = append(said, n+" "+engine.SettingText(&cfg.Settings, n))
		}
		want := "rules dynamo, n 3, r 2, w 2, quorum strict, read digest, repair async, conflict siblings, sync always, latency lan, " +
			"timeout 1s, readtimeout same, handoff 3h, grace 240h, gossip 1s, antientropy off, speculative off"
		if got := strings.Join(said, ", "); !strings.HasPrefix(got, want) {
			t.Errorf("%s has %s, want %s", name, got, want)
		}
	}
}

// Tests of going back and forth in time in the explorer.

package tui

import (
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"ringside/engine"
	"ringside/tui/page"
	"ringside/tui/pane"
	"ringside/tui/workspace"
)

// fresh returns the screen of an explorer that has drawn nothing before and
// stands where m stands.
func (m *Model) fresh() string {
	c, d := *m, *m.Driver
	c.Driver = &d
	stage := workspace.Stage{Screen: m.Screen, Theme: m.Theme}
	c.frame, c.Stage, c.Walk = newFrame(), &stage, engine.Walk{}
	c.furnish()
	if c.Pages.Shows(page.Help) {
		c.book.Top().Open(page.Desk{Workspace: &c.Workspace, Host: c.Host})
	}
	c.cache = pane.NewCache()
	c.refresh()
	c.Note = m.Note
	c.draw()
	return c.shown.String()
}

// TestTravelLeavesNothing goes back and forth at random, with commands in
// between: whatever the panes keep from one frame to the next, the screen is
// always that of an explorer that has drawn nothing before.
func TestTravelLeavesNothing(t *testing.T) {
	keys := []string{
		",", ",", ",", ";", ";", ".", "U", "U", "Y", "Y", "n", "space", "r", "d", "c", "H", "N", "+", "-",
		"tab", "up", "down", "pgup", "home", "end", "enter", "esc", "f", "v", "o", "O", "left", "right",
	}
	lines := []string{
		"back 10", "back 100", "back 5000", "forward 7", "forward 100000", "switch 1", "switch 2", "put other v", "get other",
		"put cart:42 v9\nundo\nput cart:42 v10\nback 3\nredo", "run 2s", "undo\nundo\nundo", "step 40", "crash 2\nrun 1s",
	}
	rapid.Check(t, func(rt *rapid.T) {
		r := open(t, preset(t, "lecture-ring-1"), Options{}, 120, 36)
		if rapid.IntRange(0, 15).Draw(rt, "long") == 15 { // more than the log looks at in one piece
			r.pasteLines(strings.Repeat("put cart:42 milk\nuntil reply\n", 500))
		}
		r.pasteLines("put cart:42 v1\nuntil quiet")
		for range rapid.IntRange(1, 20).Draw(rt, "steps") {
			switch rapid.IntRange(0, 5).Draw(rt, "what") {
			case 0:
				r.pasteLines(rapid.SampledFrom(lines).Draw(rt, "lines"))
			case 1:
				r.wait(time.Duration(rapid.IntRange(0, 500).Draw(rt, "ms")) * time.Millisecond)
			case 2:
				r.press("/", "backspace")
				r.write(rapid.SampledFrom([]string{"", "ack", "op:2", "cart", "v10"}).Draw(rt, "filter"))
				r.press("enter")
			default:
				r.press(rapid.SampledFrom(keys).Draw(rt, "key"))
			}
			if got, want := r.content(), r.m.fresh(); got != want {
				rt.Fatalf("the screen is\n%s\nand that of a new explorer\n%s", ansi.Strip(got), ansi.Strip(want))
			}
		}
	})
}

// pasteLines carries out lines as if pasted into the command line.
func (r *rig) pasteLines(text string) {
	r.t.Helper()
	r.press("esc", "esc", "esc", "esc")
	r.send(tea.PasteMsg{Content: text + "\n"})
	for range 1000 {
		if r.m.Job == nil {
			break
		}
		r.wait(10 * time.Millisecond)
	}
	r.press("esc")
}

// TestNoTraveller: an explorer of a cluster that can't go back says so, in keys
// and in the help.
func TestNoTraveller(t *testing.T) {
	c, err := engine.New(engine.Default())
	if err != nil {
		t.Fatal(err)
	}
	r := openOn(t, c, Options{}, 120, 70)
	r.press("w", "enter", "enter")
	for _, key := range []string{",", ";", "U", "Y"} {
		r.press(key)
		if n := r.m.Note; n.Bad || !n.Refused || !strings.Contains(r.screen(), "\n this cluster can't go back in time") {
			t.Errorf("%s shows\n%s", key, r.screen())
		}
	}
	r.press("?")
	if n := strings.Count(r.screen(), "not now: this cluster can't go back in time"); n != 1 {
		t.Errorf("the help says it %d times, want once for all keys of time:\n%s", n, r.screen())
	}
}

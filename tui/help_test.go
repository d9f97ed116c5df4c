// Tests of the page of all keys: what it lists, finds and runs.

package tui

import (
	"slices"
	"strings"
	"testing"

	"ringside/engine"
	"ringside/keymaps"
	"ringside/tui/page"
)

// TestHelpListsEveryKey: whatever the keymap binds is on the page, with its keys, wherever
// it works.
func TestHelpListsEveryKey(t *testing.T) {
	for _, name := range []string{keymaps.Default, "vim"} {
		keys, err := keymaps.Load(name, nil)
		if err != nil {
			t.Fatal(err)
		}
		r := open(t, preset(t, "default"), Options{Keymap: keys}, 120, 36)
		var said strings.Builder
		for _, s := range r.m.desk.Host.Bindings().Sections {
			for _, row := range s.Rows {
				said.WriteString(row.Keys + "  " + row.What + "\n")
			}
		}
		for _, row := range keymaps.Table(keys) {
			if line := r.m.KeyLabels(row.Keys) + "  " + row.Help; len(row.Keys) > 0 && !strings.Contains(said.String(), line) {
				t.Errorf("keymap %s: %q is not listed", name, line)
			}
		}
	}
}

// TestHelpSaysWhyOfEveryKey: of each key that does nothing now the page says why: below it,
// below the title of its section if that holds for all of it, or with the one before it.
func TestHelpSaysWhyOfEveryKey(t *testing.T) {
	c, err := engine.New(engine.Default())
	if err != nil {
		t.Fatal(err)
	}
	for name, r := range map[string]*rig{
		"an explorer":                 open(t, preset(t, "default"), Options{}, 100, 400),
		"one that can't go back":      openOn(t, c, Options{}, 100, 400),
		"one in the middle of a read": open(t, preset(t, "default"), Options{}, 100, 400),
	} {
		if strings.Contains(name, "read") {
			r.press("r", "enter", "enter", ".", ".")
		}
		r.press("?")
		screen, off := strings.Join(strings.Fields(strings.ReplaceAll(r.screen(), "│", " ")), " "), 0
		for _, s := range r.m.desk.Host.Bindings().Sections {
			whole := true
			for _, row := range s.Rows {
				whole = whole && row.Off == s.Rows[0].Off
			}
			before := ""
			for _, row := range s.Rows {
				why := "not now: " + row.Off
				switch {
				case row.Off == "":
				case whole && len(s.Rows) > 1:
					off++
					if !strings.Contains(screen, s.Title+" "+why) {
						t.Errorf("%s: %s has no %q below its title", name, s.Title, why)
					}
				case row.Off == before:
					off++
					_, others, _ := strings.Cut(screen, why+" (nor ")
					if others, _, _ = strings.Cut(others, ")"); !slices.Contains(strings.Fields(others), strings.Fields(row.Keys)[0]) {
						t.Errorf("%s: of %s it is not said that it does nothing, since %s:\n%s", name, row.Keys, row.Off, r.screen())
					}
				default:
					off++
					if !strings.Contains(screen, why) {
						t.Errorf("%s: %s has no %q", name, row.Keys, why)
					}
				}
				before = row.Off
			}
		}
		if off < 10 {
			t.Errorf("%s: only %d keys do nothing", name, off)
		}
	}
}

// TestHelpFindsAndRuns: the list is narrowed down while a text is typed, and enter does what
// is chosen. What can't be done now says why, and is no failure.
func TestHelpFindsAndRuns(t *testing.T) {
	r := open(t, preset(t, "default"), Options{}, 120, 36)
	r.press("?", "/")
	r.write("list of lessons")
	r.press("enter")
	r.reads("▸C", "show or hide the list of lessons and challenges")
	if strings.Contains(r.screen(), "write a value") {
		t.Errorf("what does not match is listed:\n%s", r.screen())
	}
	r.press("enter")
	r.settle()
	if !r.m.Pages.Shows(page.Lessons) {
		t.Errorf("the lessons are not open:\n%s", r.screen())
	}
	r.press("esc", "?", "/")
	r.write("crash")
	r.press("enter", "enter")
	r.settle()
	if r.m.View.Nodes[0].Health != engine.Crashed || r.m.book.Top() != nil {
		t.Errorf("the chosen node has not crashed:\n%s", r.screen())
	}
	r.press("?", "/")
	r.write("raise or lower your hand")
	r.press("enter", "enter")
	if note := r.m.Note; note.Bad || !note.Refused || !strings.Contains(note.Text, "this is not a classroom") || !r.m.Pages.Shows(page.Help) {
		t.Errorf("it says %+v", note)
	}
	r.press("esc")
	if !r.m.Pages.Shows(page.Help) || !strings.Contains(r.screen(), "write a value") {
		t.Errorf("esc does not show all again:\n%s", r.screen())
	}
	if r.press("esc"); r.m.book.Top() != nil {
		t.Errorf("esc does not close the page:\n%s", r.screen())
	}
}

// TestHelpKeepsTheChosenInView: at every size, each binding can be chosen and is then seen.
func TestHelpKeepsTheChosenInView(t *testing.T) {
	for _, size := range [][2]int{{120, 36}, {80, 24}, {40, 12}} {
		r := open(t, preset(t, "default"), Options{}, size[0], size[1])
		r.press("?")
		n := 0
		for _, s := range r.m.desk.Host.Bindings().Sections {
			n += len(s.Rows)
		}
		for i := range n {
			if strings.Count(strings.Replace(r.screen(), "▸ Help", "", 1), "▸") != 1 {
				t.Fatalf("%v: binding %d is not seen:\n%s", size, i, r.screen())
			}
			r.press("down")
		}
		if got := r.m.Pages.Top().Cursor; got != n-1 {
			t.Errorf("%v: binding %d of %d is chosen at the end", size, got, n)
		}
	}
}

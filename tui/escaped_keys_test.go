// Tests of Escape and a key that come in one part, and of the key that draws the screen again.

package tui

import (
	"testing"

	tea "charm.land/bubbletea/v2"

	"ringside/keymaps"
	"ringside/tui/page"
	"ringside/tui/paint"
)

// escaped is a key behind an ESC, as the terminal's input gives it.
func escaped(key string) paint.EscapedKeyMsg {
	return paint.EscapedKeyMsg{WithAlt: keyPress("alt+" + key), Alone: keyPress(key)}
}

// TestEscapeAndKeyInOnePart: a key behind an ESC is Escape and then that key, unless the two
// together mean something where they come.
func TestEscapeAndKeyInOnePart(t *testing.T) {
	r := open(t, preset(t, "default"), Options{}, 80, 24)
	r.press("?")
	r.send(escaped("/"))
	if r.m.book.Top() != nil || r.m.Prompt == nil || r.m.Prompt.Label != "/" {
		t.Fatalf("the page of keys is not closed, or the filter not asked for:\n%s", r.screen())
	}
	r.send(escaped("c"))
	if r.m.Prompt != nil || len(r.m.View.Faults) != 1 {
		t.Errorf("the line is not closed, or the node has not crashed:\n%s", r.screen())
	}
	r.press(":")
	r.write("put a b")
	r.send(escaped("b")) // back by a word, as in a shell
	r.write("x")
	if p := r.m.Prompt; p == nil || p.Text() != "put a xb" {
		t.Errorf("Alt+b in a line that is typed gives\n%s", r.screen())
	}
	keys, err := keymaps.Load(keymaps.Default, map[string][]string{"help": {"alt+h"}})
	if err != nil {
		t.Fatal(err)
	}
	r = open(t, preset(t, "default"), Options{Keymap: keys}, 80, 24)
	r.send(escaped("h"))
	if !r.m.Pages.Shows(page.Help) {
		t.Errorf("a key that is bound with Alt does not do what it is bound to:\n%s", r.screen())
	}
}

// TestNothingIsBoundToAKeyWithAlt: what begins a reply of a terminal and never goes on is a key
// with Alt, to which nothing is bound: not even a message is gone after it.
func TestNothingIsBoundToAKeyWithAlt(t *testing.T) {
	for _, keys := range [][]string{{}, {"?"}, {":"}, {"k"}, {"q"}} {
		r := open(t, preset(t, "default"), Options{}, 80, 24)
		r.press("w", "enter", "enter")
		r.press(keys...)
		r.m.Say("remember this")
		r.send(newsMsg{})
		was := r.screen()
		for _, key := range []string{"alt+]", "alt+[", "alt+P", "alt+_", "alt+^"} {
			if r.press(key); r.screen() != was {
				t.Errorf("after %q %s changes the screen:\n%s", keys, key, r.screen())
			}
		}
	}
}

// TestRedrawKey: wherever one is, the key has the whole screen drawn again.
func TestRedrawKey(t *testing.T) {
	for _, keys := range [][]string{{}, {"?"}, {":"}, {"k"}, {"x"}, {"C"}, {"F"}, {"w"}} {
		r := open(t, preset(t, "default"), Options{}, 80, 24)
		r.press(keys...)
		was := r.screen()
		cmd := r.m.Update(keyPress("ctrl+l"))
		if cmd == nil || !redraws(cmd()) || r.screen() != was {
			t.Errorf("after %q the screen is not drawn again, or is another", keys)
		}
	}
}

func redraws(msg tea.Msg) bool {
	if all, ok := msg.(tea.BatchMsg); ok {
		for _, cmd := range all {
			if cmd != nil && redraws(cmd()) {
				return true
			}
		}
	}
	_, ok := msg.(paint.RedrawMsg)
	return ok
}

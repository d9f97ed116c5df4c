// Tests of terminals that are not like most: wide signs, other keyboards.

package tui

import (
	"image/color"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"ringside/internal/steady"
	"ringside/keymaps"
	"ringside/presets"
	"ringside/tui/paint"
	"ringside/tui/theme"
)

// TestWideTerminalIsDrawnInASCII: where lines and arrows take two cells, nothing but ASCII is
// drawn from then on.
func TestWideTerminalIsDrawnInASCII(t *testing.T) {
	for _, size := range [][2]int{{120, 36}, {80, 24}, {40, 12}} {
		r := open(t, preset(t, "lecture-ring-1"), Options{}, size[0], size[1])
		r.send(paint.WideMsg{})
		r.line("put cart:42 milk")
		r.settle()
		for i, c := range r.screen() {
			if c > '~' {
				t.Fatalf("%v: %q at %d of\n%s", size, c, i, r.screen())
			}
		}
	}
}

// TestPagesInASCII: no page and no lesson has anything but ASCII on a terminal that has nothing
// else, and keys that are words are told apart.
func TestPagesInASCII(t *testing.T) {
	for _, size := range steady.First([][2]int{{120, 36}, {80, 24}, {40, 12}}, 1) {
		check := func(r *rig, what string) {
			t.Helper()
			for i, c := range r.screen() {
				if c > '~' {
					t.Fatalf("%v, %s: %q at %d of\n%s", size, what, c, i, r.screen())
				}
			}
			r.lacks("updown")
			r.lacks("leftright")
		}
		for _, key := range []string{"?", "F", "P", "C", "L", "M", "Q", "K", "I", "%", "enter"} {
			r := open(t, preset(t, "default"), Options{ASCII: true}, size[0], size[1])
			r.line("put cart:42 milk")
			r.settle()
			r.line("crash n1")
			r.press(key)
			for range 6 {
				check(r, key)
				r.press("pgdown")
			}
		}
		r := open(t, preset(t, "default"), Options{ASCII: true, Learn: loaded(t, "token-ring")}, size[0], size[1])
		for range 3 {
			check(r, "a lesson")
			r.press("enter")
		}
	}
}

// TestOtherKeyboard: with a layout of another script keys work by their place, in panes, on
// pages and for the answers of a lesson; what is typed is what the keys type.
func TestOtherKeyboard(t *testing.T) {
	keys, err := keymaps.Load(keymaps.Default, nil)
	if err != nil {
		t.Fatal(err)
	}
	if keys, err = keys.WithLayout("russian"); err != nil {
		t.Fatal(err)
	}
	r := open(t, preset(t, "default"), Options{Keymap: keys}, 120, 36)
	r.press("л") // k
	r.write("ключ")
	r.press("enter", "ц") // w
	r.write("молоко")
	r.press("enter")
	r.settle()
	if op := r.m.Operation(); op == nil || op.Key != "ключ" || !strings.Contains(r.screen(), "молоко") {
		t.Errorf("the keys write nothing:\n%s", r.screen())
	}
	if r.press("Ж"); r.m.Prompt == nil { // :
		t.Error("no command line opens")
	}
	r = open(t, preset(t, "default"), Options{Keymap: keys, Learn: loaded(t, "token-ring")}, 120, 36)
	r.press("enter", "и") // b
	if step, _ := r.m.Lesson.Step(); step.Ask.Kind != presets.AskChoice || r.m.Lesson.Chosen != 1 {
		t.Errorf("the answer that is chosen is %d", r.m.Lesson.Chosen)
	}
}

// TestFaintColoursAreSaid: at the start one line says which of the user's own colours can't be
// read on the terminal's background; beside what else is said then; the next key takes it away.
func TestFaintColoursAreSaid(t *testing.T) {
	const warning = "accent #203040 has a contrast of"
	own, err := theme.NewColours(map[string]string{"accent": "#203040"})
	if err != nil {
		t.Fatal(err)
	}
	r := open(t, preset(t, "default"), Options{Colours: own}, 120, 36)
	r.reads(warning) // on a ground that is taken to be dark
	r.send(tea.BackgroundColorMsg{Color: color.White})
	r.lacks(warning)
	r.send(tea.BackgroundColorMsg{Color: color.Black})
	r.reads(warning, "(needs 4.5:1)")
	r.press("tab")
	r.lacks(warning)
	r = open(t, preset(t, "default"), Options{Colours: own, Note: "a session was kept"}, 120, 36)
	r.reads("a session was kept", warning)
	r.press("tab")
	r.lacks(warning)
}

// lacks fails the test if the screen has these words.
func (r *rig) lacks(words string) {
	r.t.Helper()
	if screen := r.screen(); strings.Contains(screen, words) {
		r.t.Errorf("the screen says %q:\n%s", words, screen)
	}
}

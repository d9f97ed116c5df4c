// The test that the foot of the screen offers nothing that can't be done.

package tui

import (
	"slices"
	"strings"
	"testing"

	"ringside/internal/steady"
	"ringside/tui/layout"
	"ringside/tui/theme"
)

// offered returns the keys that the last line of a screen names, by the names that press knows.
func offered(screen string) (keys []string) {
	lines := strings.Split(screen, "\n")
	for _, hint := range strings.Split(strings.TrimSpace(lines[len(lines)-1]), "  ") {
		key, _, _ := strings.Cut(strings.TrimSpace(hint), " ")
		switch key {
		case "":
		case "↑↓":
			keys = append(keys, "up", "down")
		case "←→":
			keys = append(keys, "left", "right")
		case "+/-":
			keys = append(keys, "+", "-")
		case "1-5":
			keys = append(keys, "1", "5")
		case "a-d", "a-c", "a-b":
			keys = append(keys, key[:1], key[2:])
		default:
			keys = append(keys, key)
		}
	}
	return keys
}

// TestFootOffersWhatCanBe presses every key that the foot names: none is refused, and none finds nothing.
func TestFootOffersWhatCanBe(t *testing.T) {
	cart := []string{"k", "c", "a", "r", "t", "enter"}
	put := append(cart[:len(cart):len(cart)], "w", "enter")
	for _, c := range steady.First([]struct {
		name string
		keys []string
	}{
		{"at the start", nil},
		{"with a key", cart},
		{"while a write is under way", put},
		{"with a crashed node", append(put[:len(put):len(put)], "n", "c")},
		{"with N, R and W of 1", []string{"R", "-", "W", "-", "N", "-", "-"}},
		{"with R of 1", []string{"R", "-"}},
		{"with W of N", []string{"W", "+"}},
		{"with N of all nodes", []string{"N", "+", "+"}},
		{"at the very beginning", append(put[:len(put):len(put)], slices.Repeat([]string{","}, 9)...)},
	}, 1) {
		for _, pane := range []string{"1", "4", "5", "F", "L", "?"} {
			at := func() *rig {
				r := open(t, preset(t, "default"), Options{Look: theme.Dark}, 160, 36)
				r.press(c.keys...)
				r.press(pane)
				return r
			}
			where := c.name + ", after " + pane
			keys := offered(at().screen())
			if len(keys) < 2 {
				t.Errorf("%s, the foot offers %q", where, keys)
			}
			for _, key := range keys {
				r := at()
				before := r.m.Note
				r.press(key)
				vain := strings.HasSuffix(r.m.Note.Text, " yet") || r.m.Note.Text == "this is the oldest one that is kept"
				if (r.m.Note.Refused || r.m.Note.Bad || vain) && r.m.Note != before {
					t.Errorf("%s, the foot offers %s, which says: %s", where, key, r.m.Note.Text)
				}
			}
		}
	}
}

// TestFootOffersWhatCanBeWhileAsked: nor is one refused while a question of a lesson is open, in
// whatever pane.
func TestFootOffersWhatCanBeWhileAsked(t *testing.T) {
	for _, name := range steady.First([]string{"token-ring", "sloppy-quorums-and-hints"}, 1) {
		for _, pane := range steady.First([]string{"", "1", "2", "3", "4", "5"}, 2) {
			at := func() *rig {
				r := open(t, preset(t, "default"), Options{Learn: loaded(t, name), Look: theme.Dark}, 160, 36)
				for moves := 0; r.m.Lesson.Asking() == nil || r.m.Lesson.Watching(); moves++ {
					if moves > 20 {
						t.Fatalf("%s asks nothing:\n%s", name, r.screen())
					}
					r.doAsToldWith("")
				}
				if pane != "" {
					r.press("esc", pane)
				}
				return r
			}
			for _, key := range offered(at().screen()) {
				r := at()
				before := r.m.Note
				if r.press(key); (r.m.Note.Refused || r.m.Note.Bad) && r.m.Note != before {
					t.Errorf("%s, in pane %q, the foot offers %s, which says: %s", name, pane, key, r.m.Note.Text)
				}
			}
		}
	}
}

// TestHiddenPanesAreAnnounced: where a pane of the cluster is out of sight, the foot says how to reach
// it, alone and in a lesson, whether a question is open or not. A screen of one pane counts them in its
// header as well.
func TestHiddenPanesAreAnnounced(t *testing.T) {
	hidden := 0
	for _, size := range [][2]int{{120, 36}, {100, 30}, {80, 24}, {60, 50}} {
		for _, name := range []string{"", "overlap", "token-ring"} {
			o := Options{Look: theme.Dark}
			if name != "" {
				o.Learn = loaded(t, name)
			}
			r := open(t, preset(t, "default"), o, size[0], size[1])
			for moves := range 12 {
				lines := strings.Split(r.screen(), "\n")
				foot := lines[len(lines)-1]
				for p := layout.Ring; p <= layout.Log; p++ {
					if r.m.Screen.Panes[p].Empty() && r.m.Prompt == nil {
						hidden++
						if !strings.Contains(foot, "panes") {
							t.Errorf("%q at %v, move %d: the %v pane is out of sight, and the foot does not say how to reach it:\n%s", name, size, moves, p, foot)
						}
						if q := r.m.Lesson.Asking(); strings.Contains(foot, "1-5 panes") && q != nil && len(q.Choices) > 0 && r.m.Focus.Teaches() {
							t.Errorf("%q at %v, move %d: 1 chooses an answer:\n%s", name, size, moves, foot)
						}
						break
					}
				}
				if name == "" {
					break
				}
				r.doAsToldWith("")
			}
		}
	}
	if hidden < 10 {
		t.Errorf("only %d screens hid a pane", hidden)
	}
}

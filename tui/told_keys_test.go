// The test that nobody is told to press a key that is refused then.

package tui

import (
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"ringside/internal/steady"
	"ringside/keymaps"
	"ringside/presets"
	"ringside/tui/class"
	"ringside/tui/pane"
	"ringside/tui/theme"
)

// spelled is a keymap in which each action has a letter of its own as its first key, which stands
// on no screen otherwise; and which action each letter is.
func spelled(t *testing.T) (*keymaps.Keymap, map[string]keymaps.Action) {
	t.Helper()
	usual, err := keymaps.Load(keymaps.Default, nil)
	if err != nil {
		t.Fatal(err)
	}
	of, overrides := make(map[string]keymaps.Action), make(map[string][]string)
	next := 'Ā'
	for _, info := range keymaps.Actions() {
		if info.Scope == keymaps.Entry || slices.Contains(info.Also, keymaps.Entry) {
			continue
		}
		letter := string(next)
		next++
		of[letter] = info.Action
		keys := usual.Keys(info.Action)
		overrides[string(info.Action)] = append([]string{letter}, keys[:min(len(keys), 2)]...)
	}
	km, err := keymaps.Load(keymaps.Default, overrides)
	if err != nil {
		t.Fatal(err)
	}
	return km, of
}

// told lists the letters of a keymap that a text names, each once.
func told(text string, of map[string]keymaps.Action) []string {
	found := make(map[string]bool)
	for _, r := range text {
		if of[string(r)] != "" {
			found[string(r)] = true
		}
	}
	return slices.Sorted(maps.Keys(found))
}

// roles are who may look at a cluster, each at a beginning.
func roles(t *testing.T, km *keymaps.Keymap) map[string]func(w, h int) *rig {
	look := Options{Look: theme.Dark, Keymap: km}
	inClass := func(change func(*chair), press ...string) func(w, h int) *rig {
		return func(w, h int) *rig {
			c := &chair{}
			r := sit(t, c, look, w, h)
			c.room.Place.Key = ""
			change(c)
			r.send(newsMsg{})
			r.press(press...)
			return r
		}
	}
	lesson := func(c *chair) {
		c.room.Lesson = &class.LessonStep{Teaching: pane.Teaching{Name: "A lesson", Step: 1, Steps: 2, Heading: "First", Say: "Look.", Chosen: -1}, Turn: 1}
	}
	asked := func(state string) func(*chair) {
		return func(c *chair) {
			of := polls()[state]
			c.room.Poll, c.mine.Answer = &of.poll, of.mine
			if of.poll.Covered = []presets.Part{presets.PartNodes}; of.poll.Revealed {
				of.poll.Covered = nil
			}
		}
	}
	all := map[string]func(w, h int) *rig{
		"alone": func(w, h int) *rig { return open(t, preset(t, "default"), look, w, h) },
		"alone with a key": func(w, h int) *rig {
			r := open(t, preset(t, "default"), look, w, h)
			r.press("k", "c", "enter", "w", "enter", "n")
			return r
		},
		"follower":           inClass(func(*chair) {}),
		"follower in lesson": inClass(lesson),
		"driver":             inClass(func(c *chair) { c.lease = &helm{} }),
		"driver in lesson":   inClass(func(c *chair) { c.lease = &helm{}; lesson(c) }),
		"instructor":         inClass(func(c *chair) { c.mine.Instructor = true }),
		"instructor drives":  inClass(func(c *chair) { c.mine.Instructor, c.lease = true, &helm{} }),
		"instructor teaches": inClass(func(c *chair) { c.mine.Instructor, c.lease = true, &helm{}; lesson(c) }),
		"looking around":     inClass(func(*chair) {}, "D"),
		"own copy":           inClass(func(*chair) {}, "B"),
		"own copy, asked":    inClass(asked("choice"), "B"),
	}
	for _, state := range []string{"choice", "nodes", "answered", "revealed"} {
		all["follower, "+state] = inClass(asked(state))
		all["driver, "+state] = inClass(func(c *chair) { c.lease = &helm{}; asked(state)(c) })
		all["instructor, "+state] = inClass(func(c *chair) { c.mine.Instructor, c.lease = true, &helm{}; lesson(c); asked(state)(c) })
	}
	for _, name := range []string{"token-ring", "gossip", "lost", "keep-writing"} {
		for steps := range 3 {
			all[fmt.Sprintf("%s, %d keys later", name, steps)] = func(w, h int) *rig {
				o := look
				o.Learn = loaded(t, name)
				r := open(t, preset(t, "default"), o, w, h)
				for range steps {
					r.goOn()
				}
				return r
			}
		}
	}
	return all
}

// goOn takes a lesson one key further: shows the answer to what is open, watches what is played,
// or goes to the next step.
func (r *rig) goOn() {
	r.t.Helper()
	switch run := r.m.Lesson; {
	case run == nil:
		r.press(".")
	case run.Watching():
		for range 200 {
			if r.wait(100 * time.Millisecond); !run.Watching() {
				return
			}
		}
	case run.Open():
		r.notYet()
		r.press("V")
	default:
		r.press("enter")
	}
}

// answering are the roles of which the answer to every key is looked at.
var answering = []string{
	"alone with a key", "follower", "driver", "instructor drives", "looking around", "own copy",
	"follower, choice", "driver, choice", "token-ring, 2 keys later", "lost, 0 keys later",
}

// TestNobodyIsToldToPressWhatIsRefused: whatever key a screen or a message names, in whatever role
// somebody is, that key is not refused there.
func TestNobodyIsToldToPressWhatIsRefused(t *testing.T) {
	km, of := spelled(t)
	sizes := [][2]int{{120, 36}, {80, 24}, {40, 12}}
	sizes = sizes[:steady.Rounds(len(sizes), 1, 1)]
	for name, at := range roles(t, km) {
		obey := func(r *rig, where, text, letter string) {
			before := r.m.Note
			if r.press(letter); (r.m.Note.Refused || r.m.Note.Bad) && r.m.Note != before {
				t.Errorf("%s, %s: told to press %s, which says: %s\n%s", name, where, of[letter], r.m.Note.Text, text)
			}
		}
		tried := make(map[string]bool)
		for _, size := range sizes {
			first := at(size[0], size[1]).screen()
			for _, letter := range steady.First(told(first, of), 1) {
				if !tried[letter] {
					tried[letter] = true
					obey(at(size[0], size[1]), "at first", first, letter)
				}
			}
		}
		if !slices.Contains(answering[:steady.Rounds(len(answering), 1, 0)], name) {
			continue
		}
		r := at(120, 36)
		for _, info := range keymaps.Actions() { // and what the answer to any key says to press
			keys := km.Keys(info.Action)
			if len(keys) == 0 || of[keys[0]] == "" || info.Action == keymaps.Quit {
				continue
			}
			r.press(keys[0])
			if r.m.Prompt == nil {
				for _, letter := range told(r.m.Note.Text, of) {
					again := at(120, 36)
					again.press(keys[0])
					if text := again.m.Note.Text; slices.Contains(told(text, of), letter) {
						obey(again, "after "+string(info.Action), text, letter)
					}
				}
			}
			r.press("esc", "esc")
		}
	}
}

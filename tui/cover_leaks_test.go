// Tests that nobody finds out the answer to a question by doing things: two students see
// the same, though their worlds differ in the answer.

package tui

import (
	"fmt"
	"image"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"ringside/engine"
	"ringside/engine/history"
	"ringside/engine/script"
	"ringside/internal/steady"
	"ringside/keymaps"
	"ringside/presets"
	"ringside/tui/class"
	"ringside/tui/layout"
	"ringside/tui/participant"
	"ringside/tui/theme"
)

// twins are two students who do the same, each in a class with another world: what one
// of them sees and the other does not is what gives the answer away.
type twins struct {
	t      *testing.T
	of     string
	worlds [2]world
	shared [2]*history.History
	chairs [2]*chair
	rigs   [2]*rig
	bad    int
}

// sitTwins sets two students before two worlds.
func sitTwins(t *testing.T, worlds [2]world, size image.Point) *twins {
	t.Helper()
	w := &twins{t: t, of: worlds[0].name + " | " + worlds[1].name, worlds: worlds}
	for i := range w.rigs {
		c := &chair{}
		w.chairs[i], w.shared[i] = c, worlds[i].h.Fork()
		w.rigs[i] = sit(t, c, Options{Look: theme.Dark}, size.X, size.Y)
		c.shown = &looked{w.shared[i]}
		c.room.Place.Key = askedKey
		w.rigs[i].send(newsMsg{})
	}
	return w
}

// both does the same in both classes.
func (w *twins) both(do func(i int, r *rig)) {
	for i, r := range w.rigs {
		do(i, r)
	}
}

// asks opens a question in both.
func (w *twins) asks(fact string, covers []presets.Part) {
	w.both(func(i int, r *rig) {
		w.chairs[i].room.Poll = &class.Poll{Number: 1, Question: "What is it?", Covered: covers}
		r.send(newsMsg{})
	})
}

// same does the same in both, and complains if they show anything else, copy anything
// else, or ask the room for anything else.
func (w *twins) same(what string, do func(r *rig)) {
	w.t.Helper()
	w.both(func(_ int, r *rig) { do(r) })
	a, b := w.rigs[0], w.rigs[1]
	why := ""
	switch {
	case a.content() != b.content():
		why = "the screens differ:\n" + differing(a.screen(), b.screen())
		if a.screen() == b.screen() {
			why = "the colours differ on\n" + a.screen()
		}
	case a.copied != b.copied:
		why = fmt.Sprintf("copied %q and %q", a.copied, b.copied)
	case !slices.Equal(w.chairs[0].said, w.chairs[1].said):
		why = fmt.Sprintf("said %q and %q", w.chairs[0].said, w.chairs[1].said)
	default:
		return
	}
	if w.bad++; w.bad < 4 {
		w.t.Errorf("%s: after %s %s", w.of, what, why)
	}
}

// differing are the lines of two screens that are not the same.
func differing(a, b string) string {
	var out strings.Builder
	other := strings.Split(b, "\n")
	for y, line := range strings.Split(a, "\n") {
		if y < len(other) && line != other[y] {
			fmt.Fprintf(&out, "%3d %s\n    %s\n", y, line, other[y])
		}
	}
	return out.String()
}

// viewpoints are where a student can be while something is asked.
func viewpoints() []string {
	return []string{"following", "looking around", "in a copy", "in a copy, answered", "in the past", "driving"}
}

// goes takes both to a place.
func (w *twins) goes(place string) {
	w.both(func(i int, r *rig) {
		c := w.chairs[i]
		switch place {
		case "looking around":
			r.press("D")
		case "in a copy, answered":
			c.mine.Answer = "something"
			fallthrough
		case "in a copy":
			r.send(participant.ReplyMsg{Reply: class.Reply{Own: w.shared[i].Fork()}})
		case "in the past":
			r.send(participant.ReplyMsg{Reply: class.Reply{Past: pastOf{w.shared[i].Fork()}}, Then: engine.Command{Verb: engine.Back, Count: 1}})
		case "driving":
			c.lease = &helm{}
			r.send(newsMsg{})
		}
	})
}

// pastOf is a past that can be looked at, as a room gives it.
type pastOf struct{ *history.History }

// keysOf are keys of all actions, but for those that leave.
func keysOf(keymap *keymaps.Keymap) (all []string) {
	for _, info := range keymaps.Actions() {
		switch info.Action {
		case keymaps.Quit, keymaps.Accept, keymaps.Cancel, keymaps.Theme, keymaps.OwnCopy, keymaps.LookAround:
			continue
		}
		keys := keymap.Keys(info.Action)
		if len(keys) > 0 && !slices.Contains(all, keys[0]) {
			all = append(all, keys[0])
		}
	}
	return all
}

// linesOf are lines of all verbs, what somebody could probe the cluster with, and what
// the explorer takes itself.
func linesOf(fact string) (all []string) {
	for _, v := range script.Verbs() {
		all = append(all, v.Example)
	}
	for _, n := range []string{"A", "B", "E", "n1"} {
		for _, line := range []string{"hang %s", "resume %s", "crash %s", "start %s", "wipe %s", "heal %s", "isolate %s", "slow %s 2", "put cart x via %s", "get cart via %s"} {
			all = append(all, fmt.Sprintf(line, n))
		}
	}
	return append(all,
		"hang A", "set w 3", "put cart x via E", "until reply", "until quiet", "run 1s", "run 1000h", "step", "step 1000",
		"drop 9999", "drop 1", "delay 1 5ms", "duplicate 2", "deliver 1", "drop D>A", "heal all", "set n 9", "set r 9", "add F", "remove F", "repair A",
		"back", "back 100000", "forward", "forward 1000", "undo", "redo", "switch 1", "switch 2", "fork",
		"expect "+fact+" == "+fact, "expect not "+fact+" == "+fact, "until not "+fact+" == "+fact, "expect holders(cart) == A", "expect inflight == 0",
		"code", "save x.yaml", "export x.svg", "export op x.mmd", "notes", "nonsense", "put", "crash Z")
}

// beginnings are what can be typed of a line, to be completed.
func beginnings() (all []string) {
	for _, v := range script.Verbs() {
		all = append(all, v.Verb.String()+" ")
	}
	return append(all, "put cart x via ", "get cart as ", "get c", "cut A ", "add F rack ", "expect replicas(", "expect value == ", "until coordinator == ")
}

// probes does of everything that there is to do every so-manieth, and compares after each.
func (w *twins) probes(fact string, part, of int) {
	turn := 0
	due := func() bool { turn++; return turn%of == part%of }
	keys := keysOf(w.rigs[0].m.Keys)
	for p := range layout.Lesson {
		w.same("going to "+p.String(), func(r *rig) { r.m.GoTo(p); r.send(newsMsg{}) })
		for _, key := range keys {
			if !due() {
				continue
			}
			w.same(fmt.Sprintf("%q in %v", key, p), func(r *rig) { r.press(key) })
			w.same(fmt.Sprintf("%q in %v and enter", key, p), func(r *rig) { r.press("enter") })
			w.same(fmt.Sprintf("%q in %v and copy", key, p), func(r *rig) { r.press("esc", "y") })
			w.both(func(_ int, r *rig) {
				r.press("esc", "esc")
				r.m.Pages.Clear()
				r.m.Picking = false
				r.m.GoTo(p)
			})
		}
	}
	for _, line := range linesOf(fact) {
		if !due() {
			continue
		}
		w.same(line, func(r *rig) { r.press(":"); r.write(line); r.press("enter"); r.wait(200 * time.Millisecond) })
		w.same("a second after "+line, func(r *rig) { r.wait(time.Second) })
		w.same("pasting "+line, func(r *rig) {
			r.press(":")
			r.send(tea.PasteMsg{Content: "set w 2\n" + line + "\n"})
			r.wait(time.Second)
		})
		w.both(func(_ int, r *rig) { r.press("esc", "esc") })
	}
	for _, line := range beginnings() {
		if !due() {
			continue
		}
		for range 3 {
			w.same("completing "+line, func(r *rig) { r.press(":"); r.write(line); r.press("tab", "tab") })
			w.both(func(_ int, r *rig) { r.press("esc") })
		}
	}
	for _, filter := range []string{"timeout", "ack", "cart", "op:1", "zebra", "B"} {
		if !due() {
			continue
		}
		w.same("filter "+filter, func(r *rig) { r.press("/"); r.write(filter); r.press("enter", "enter") })
		w.same("detail of filter "+filter, func(r *rig) { r.press("up", "enter") })
		w.both(func(_ int, r *rig) { r.press("esc", "esc", "esc") })
	}
	for x := 3; x < w.rigs[0].m.w; x += 23 {
		for y := 2; y < w.rigs[0].m.h; y += 5 {
			if !due() {
				continue
			}
			at := tea.Mouse{X: x, Y: y, Button: tea.MouseLeft}
			w.same("a click", func(r *rig) {
				r.send(tea.MouseClickMsg(at))
				r.send(tea.MouseWheelMsg(tea.Mouse{X: x, Y: y, Button: tea.MouseWheelUp}))
			})
		}
	}
}

// happens lets the class's cluster go on as an instructor has it go on, while
// everybody looks; the room tells how it goes.
func (w *twins) happens() {
	lines := []string{"put cart mule", "run 200us", "run 900us", "until reply", "get cart", "run 1ms", "until quiet", "back 3", "forward 1", "run 10s"}
	for _, line := range lines {
		w.both(func(i int, r *rig) {
			live(w.t, w.shared[i], line)
			c := w.chairs[i]
			c.room.Ahead = w.shared[i].Ahead()
			c.room.Job, c.room.Part = "", 0
			if i == 0 { // in one class it takes longer than in the other
				c.room.Job, c.room.Part = "until reply", .4
			}
			r.send(newsMsg{})
		})
		w.same("the class sees "+line, func(r *rig) { r.wait(100 * time.Millisecond) })
	}
	w.both(func(i int, r *rig) { w.chairs[i].room.Job = ""; r.send(newsMsg{}) })
}

// reveals shows the answer, and reports whether it is told now: by a line in a copy,
// and on the screens of the class.
func (w *twins) reveals(f script.Fact) (line, screen bool) {
	var notes, screens [2]string
	w.both(func(i int, r *rig) {
		c := w.chairs[i]
		told := *c.room.Poll
		told.Revealed, told.Covered = true, nil
		c.room.Poll, c.lease = &told, nil
		r.send(newsMsg{})
		r.send(participant.ReplyMsg{Reply: class.Reply{Own: w.worlds[i].h.Fork()}})
		for p := range layout.Lesson {
			r.m.Pages.Clear() // what was opened before takes all of a small screen
			r.m.GoTo(p)
			r.send(newsMsg{})
			screens[i] += r.screen()
			r.press("enter")
			screens[i] += r.screen()
		}
		r.m.Pages.Clear()
		r.press(":")
		r.write("expect " + f.String() + " == none or not " + f.String() + " == none")
		r.press("esc", ":")
		r.write("expect lost == 77 or ringversion == 77 or not " + f.String() + " == " + f.String())
		r.press("enter")
		r.wait(time.Second)
		notes[i] = r.m.Note.Text
	})
	return notes[0] != notes[1] || strings.Contains(notes[0], " is "), screens[0] != screens[1]
}

// share is which part of all that can be done is done in one world: with all facts and
// viewpoints it comes to all of it.
const share = 37

// TestWhoIsAskedLearnsNothing: of every fact there are two worlds that differ in it, and
// two students who do all that can be done, from wherever they are, see the same to the
// last byte, until the answer is shown.
func TestWhoIsAskedLearnsNothing(t *testing.T) {
	all := worlds(t)
	sizes := []image.Point{{120, 36}, {80, 24}, {160, 48}, {50, 20}}
	turn := 0
	for _, fact := range steady.First(askedFacts(), 2) {
		t.Run(fact, func(t *testing.T) {
			f, err := script.ParseFact(fact)
			if err != nil {
				t.Fatal(err)
			}
			q, err := presets.AskForFact("What is it?", fact)
			if err != nil {
				t.Fatal(err)
			}
			covers := q.Covers(nil)
			some := pairs(all, f, covers)
			for n, place := range viewpoints() {
				if few := steady.Rounds(0, 1, 1) != 0; few && (n+turn/len(viewpoints()))%len(viewpoints()) != 0 {
					turn++
					continue
				}
				pair := some[n*len(some)/len(viewpoints())]
				w := sitTwins(t, pair, sizes[turn%len(sizes)])
				turn++
				if n%2 == 0 {
					w.asks(fact, covers)
					w.goes(place)
				} else { // the question opens when one is there already
					w.goes(place)
					w.asks(fact, covers)
				}
				w.of = place + ", " + w.of
				w.both(func(_ int, r *rig) { r.press("esc") })
				w.probes(fact, turn, share)
				w.happens()
				if line, screen := w.reveals(f); !line || !screen {
					t.Errorf("%s: told by a line %v, on the screen %v, after the answer was shown", w.of, line, screen)
				}
			}
		})
	}
}

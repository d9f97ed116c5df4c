// Tests of steps to try that can't be reached any more.

package presets

import (
	"strings"
	"testing"

	"ringside/engine"
	"ringside/engine/script"
)

// TestOutOfReach: a reader who follows the solution of a step to try is never told that its goal is
// out of reach, nor is one who does something beside it. One who has made it unreachable is, until
// they undo that or begin the step again.
func TestOutOfReach(t *testing.T) {
	steps, lost := 0, 0
	for _, name := range Lessons() {
		p := loaded(t, name)
		l, err := NewWalkthroughRun(p)
		for ; err == nil && !l.Finished(); err = l.Next() {
			try := l.Trying()
			if try == nil {
				if l.Open() {
					_, err = l.Reveal()
				}
				if err != nil || l.Finished() {
					break
				}
				continue
			}
			steps++
			_, number := l.Step()
			if l.OutOfReach() {
				t.Errorf("%s, step %d is out of reach before anything is done", name, number)
			}
			for i := range try.solution {
				if err := own(l.History(), try.solution[i].String()); err != nil {
					t.Fatal(err)
				}
				if !l.Judge() && l.OutOfReach() {
					t.Errorf("%s, step %d is out of reach after line %d of its solution", name, number, i+1)
				}
			}
			if err := l.Again(); err != nil {
				t.Fatal(err)
			}
			if spoil(t, l) {
				lost++
				t.Logf("%s, step %d can be spoilt", name, number)
				if _, undone := l.History().Undo(); !undone {
					t.Fatal("nothing to undo")
				}
				if err := l.Again(); err != nil || l.OutOfReach() {
					t.Errorf("%s, step %d is out of reach when it begins again (%v)", name, number, err)
				}
			}
			if _, err = l.Reveal(); err != nil || l.Finished() {
				break
			}
		}
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	}
	t.Logf("%d of %d steps to try can be spoilt by taking all disks", lost, steps)
	if steps < 10 || lost == 0 {
		t.Errorf("%d steps to try, of which %d can be spoilt", steps, lost)
	}
}

// TestWithinReach: where the reader goes on from a first move of their own to the goal, they are not
// told on the way that it is out of reach.
func TestWithinReach(t *testing.T) {
	for _, c := range []struct{ lesson, goal, lines string }{
		{"tuning-table", "", "put cart pears via A; until quiet; set r 3; get cart via A; until quiet"},
		// A second put of pears makes a sibling, so all of the solution but its put is left to do.
		{"tuning-table", "held(A, cart) == pears and held(B, cart) == pears and verb == get and (reply == unavailable or reply == failed)", "put cart pears via A; set r 3; get cart via A; until quiet"},
	} {
		l := trying(t, c.lesson)
		if c.goal != "" {
			var err error
			if l.Trying().Goal.Expr, err = script.ParseExpr(c.goal); err != nil {
				t.Fatal(err)
			}
		}
		reached := false
		for line := range strings.SplitSeq(c.lines, "; ") {
			if err := own(l.History(), line); err != nil {
				t.Fatal(err)
			}
			if reached = l.Judge() || reached; !reached && l.OutOfReach() {
				t.Errorf("%s: after %s of %s it is said to be out of reach", c.lesson, line, c.lines)
			}
		}
		if !reached {
			v, err := l.Trying().Goal.Eval(l.History())
			t.Errorf("%s: not reached by %s: %s (%v)", c.lesson, c.lines, v.Found, err)
		}
	}
}

// spoil takes the disks of all nodes for good, and reports whether that is noticed.
func spoil(t *testing.T, l *WalkthroughRun) bool {
	t.Helper()
	for _, n := range l.History().View(engine.Watch{}).Nodes {
		if err := l.History().Apply(engine.Command{Verb: engine.Wipe, Node: n.Name}); err != nil {
			continue // it has left
		}
	}
	return l.OutOfReach()
}

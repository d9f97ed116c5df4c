// Tests of steps to try that can't be reached any more.

package presets

import (
	"testing"

	"ringside/engine"
)

// TestOutOfReach: a reader who follows the solution of a step to try is never told that its goal is
// out of reach, nor is one who does something beside it. One who has made it unreachable is, until
// they undo that or begin the step again.
func TestOutOfReach(t *testing.T) {
	steps, lost := 0, 0
	for _, name := range Lessons() {
		p, err := Load(name)
		if err != nil {
			t.Fatal(err)
		}
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

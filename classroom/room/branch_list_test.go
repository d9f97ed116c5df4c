// Tests of the branches that a class sees.

package room

import (
	"fmt"
	"testing"

	"ringside/tui/class"
)

// TestBranchesOfTheClass: everybody sees the branches of what is shown and which one that is,
// after every command, and the same list as long as there is nothing new in it: a frame makes
// none.
func TestBranchesOfTheClass(t *testing.T) {
	l := newLab(t, nil)
	ann, bob := l.join(Identity{Name: "ann", Key: "a", Instructor: true}), l.join(Identity{Name: "bob"})
	lease, _ := ann.Lease()
	was := bob.Snapshot().Room.BranchList
	for _, step := range []struct {
		line   string
		on, of int
	}{
		{"put k v", 1, 1}, {"undo", 1, 1}, {"put k w", 2, 2}, {"put k x", 2, 2}, {"fork", 3, 3}, {"switch 1", 1, 3}, {"switch 3", 3, 3},
	} {
		if r := <-lease.Do(command(t, step.line)); r.Err != nil {
			t.Fatalf("%s: %v", step.line, r.Err)
		}
		room := until(t, bob, func(s class.Snapshot) bool { return s.Room.Job == "" }).Room
		if room.Branch != step.on || len(room.Branches) != step.of || !room.Branches[step.on-1].Current {
			t.Errorf("after %s the class is on branch %d of %d, want %d of %d", step.line, room.Branch, len(room.Branches), step.on, step.of)
		}
		l.inside(func(r *Room) {
			if got, want := fmt.Sprint(room.Branches), fmt.Sprint(r.stage.Branches()); got != want {
				t.Errorf("after %s everybody sees\n%s, want\n%s", step.line, got, want)
			}
			r.outdated = true
		})
		now := bob.Snapshot().Room
		if now.BranchList != room.BranchList || &now.Branches[0] != &room.Branches[0] {
			t.Errorf("another frame after %s has another list", step.line)
		}
		if step.line != "undo" && room.BranchList == was {
			t.Errorf("after %s the list counts as the one before", step.line)
		}
		was = room.BranchList
	}
}

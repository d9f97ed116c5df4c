// A test of what begins again when the class does.

package room

import (
	"strings"
	"testing"
	"time"

	"ringside/tui/class"
)

// TestABeginningHasTheBoundsOfAClass: the cluster that a class begins again with may hold no
// more than the one before.
func TestABeginningHasTheBoundsOfAClass(t *testing.T) {
	l := newLabAt(t, &clock{now: time.Unix(1_000_000, 0)}, new(fastClock).Now, nil)
	ann := l.join(Identity{Name: "ann", Key: "a", Instructor: true})
	l.inside(func(r *Room) {
		forks := func() (n int, err error) {
			for ; n < 1000 && err == nil; n++ {
				err = line(r.history, "fork")
			}
			return n, err
		}
		before, err := forks()
		if err == nil || !strings.Contains(err.Error(), "the cluster of the class") {
			t.Errorf("after %d forks: %v", before, err)
		}
		r.say(ann, class.ParseRequest("reset class"))
		if again, err := forks(); again != before || err == nil {
			t.Errorf("after the class began again, %d forks end with %v; before, %d did", again, err, before)
		}
	})
}

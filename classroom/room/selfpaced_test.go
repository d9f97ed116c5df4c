// A test that the cluster of a lesson taken alone is bounded.

package room_test

import (
	"strings"
	"testing"

	"ringside/classroom/room"
	"ringside/engine"
	"ringside/presets"
)

// TestLessonsDoNotGrow: the cluster of a lesson taken alone has a size limit, like a
// copy, so that one student can't use up everybody's memory.
func TestLessonsDoNotGrow(t *testing.T) {
	s := open(t, nil)
	m, err := s.join(room.Identity{Name: "alice"})
	if err != nil {
		t.Fatal(err)
	}
	p, err := presets.Load("token-ring")
	if err != nil {
		t.Fatal(err)
	}
	l, err := presets.NewWalkthroughRun(p)
	if err != nil {
		t.Fatal(err)
	}
	c := m.Own(l.History())
	for i := 0; ; i++ {
		if i > 100_000 {
			t.Fatalf("still room after %d events", l.History().Position().Step)
		}
		err := c.Apply(engine.Command{Verb: engine.Crash, Node: "1"})
		if err == nil {
			err = c.Apply(engine.Command{Verb: engine.Heal, Node: "1"})
		}
		if err == nil {
			continue
		}
		if !strings.Contains(err.Error(), "this copy is full: ") {
			t.Fatal(err)
		}
		break
	}
	if c.Step() || c.Motion() != engine.Quiet {
		t.Error("time goes on in a cluster that is full")
	}
}

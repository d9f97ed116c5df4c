// Test: how many get into a class, and how many instructors into one that is full.

package classroom

import (
	"testing"

	"ringside/classroom/transport"
)

func TestPlaces(t *testing.T) {
	s := &Server{config: Config{MaxSessions: 2}, sessions: make(map[*transport.Session]bool)}
	enter := func(instructor bool) (*transport.Session, error) {
		one := new(transport.Session)
		return one, s.enter(one, instructor)
	}
	full := "the class is full: 2 are here already"
	first, err := enter(false)
	if _, second := enter(true); err != nil || second != nil {
		t.Fatalf("an empty class lets nobody in: %v, %v", err, second)
	}
	if _, err := enter(false); err == nil || err.Error() != full {
		t.Errorf("a third person gets in, or is told %v", err)
	}
	for i := range MoreInstructors {
		if _, err := enter(true); err != nil {
			t.Fatalf("instructor %d does not get into a full class: %v", i+1, err)
		}
	}
	if _, err := enter(true); err == nil || err.Error() != full {
		t.Errorf("one instructor too many gets in, or is told %v", err)
	}
	s.leave(first)
	if _, err := enter(false); err == nil || err.Error() != full {
		t.Errorf("a place that only instructors have is given to somebody else: %v", err)
	}
	if _, err := enter(true); err != nil {
		t.Errorf("no instructor gets the place of the one who has left: %v", err)
	}
}

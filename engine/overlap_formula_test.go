// This file holds what is said of R+W and N against the lecture's formula.

package engine_test

import (
	"testing"

	"ringside/engine"
	"ringside/engine/quorum"
	"ringside/engine/ring"
)

// TestSettingsMeet tries all small numbers.
func TestSettingsMeet(t *testing.T) {
	on, err := ring.New(ring.Draw(1, 5, 1))
	if err != nil {
		t.Fatal(err)
	}
	for n := 1; n <= 5; n++ {
		for r := 1; r <= n; r++ {
			for w := 1; w <= n; w++ {
				s := engine.Settings{Placement: ring.Simple(n), R: engine.Answers(r), W: engine.Answers(w)}
				if got := s.Meets(on); (got == quorum.Always) != (r+w > n) || got == quorum.SameDC {
					t.Errorf("R=%d and W=%d of %d: %v", r, w, n, got)
				}
				all := quorum.Meet(s.R.On(on, s.Placement), s.W.On(on, s.Placement))
				if got := s.Meets(on); got != all {
					t.Errorf("R=%d and W=%d of %d: %v, and by their rules %v", r, w, n, got, all)
				}
			}
		}
	}
}

// TestMeetsBetweenPlacements: between a read and a write N may have been changed. Then the
// larger N counts.
func TestMeetsBetweenPlacements(t *testing.T) {
	on, err := ring.New(ring.Draw(1, 5, 1))
	if err != nil {
		t.Fatal(err)
	}
	for n := 1; n <= 5; n++ {
		for m := 1; m <= 5; m++ {
			for r := 1; r <= n; r++ {
				for w := 1; w <= m; w++ {
					read, write := engine.Answers(r).On(on, ring.Simple(n)), engine.Answers(w).On(on, ring.Simple(m))
					if got := quorum.MeetFrom(read, 0, write, 0); got != (r+w > max(n, m)) {
						t.Errorf("R=%d of %d and W=%d of %d: %v", r, n, w, m, got)
					}
				}
			}
		}
	}
}

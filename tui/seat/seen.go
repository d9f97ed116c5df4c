// The room, as it was when a message came in.

package seat

import (
	"time"

	"ringside/engine"
	"ringside/tui/class"
	"ringside/tui/source"
)

// The room changes while a frame is being made. Everything that a message is
// handled by and that its frame is laid out and drawn from is therefore one Snapshot:
// it is taken when a message comes in, and nothing asks the room again before the
// next one.

// LookUp takes in what there is to see now, and what has changed in the room.
func (s *Seat) LookUp() {
	if s == nil {
		return
	}
	was := s.seen
	s.seen = s.room.Snapshot()
	if now := &s.seen; now.Room != was.Room || now.Mine != was.Mine || now.Lease != was.Lease {
		s.Hear()
	}
}

// Room returns the room, as it was when this message came in.
func (s *Seat) Room() *class.Room { return s.seen.Room }

// Mine returns this seat, as it was when this message came in.
func (s *Seat) Mine() *class.Mine { return s.seen.Mine }

// Lease returns what drives the shared cluster; false for all but one.
func (s *Seat) Lease() (class.Lease, bool) { return s.seen.Lease, s.seen.Lease != nil }

// Shared returns the cluster that everybody sees.
func (s *Seat) Shared() source.Shown { return seenCluster{s} }

// seenCluster is the shared cluster as it was when this message came in.
type seenCluster struct{ s *Seat }

// View returns the cluster with something watched.
func (c seenCluster) View(w engine.Watch) *engine.View { return c.s.seen.View(w) }

// Motion says what is going on.
func (c seenCluster) Motion() engine.Motion { return c.s.seen.Motion }

// Now returns the virtual time.
func (c seenCluster) Now() time.Duration { return c.s.seen.Now }

// Ahead returns how many events are recorded after the present moment.
func (c seenCluster) Ahead() int { return c.s.seen.Room.Ahead }

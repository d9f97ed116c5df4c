// The room, as it was when a message came in.

package participant

import (
	"errors"
	"time"

	"ringside/engine"
	"ringside/engine/history"
	"ringside/tui/class"
	"ringside/tui/source"
)

// The room changes while a frame is being made. Everything that a message is
// handled by and that its frame is laid out and drawn from is therefore one Snapshot:
// it is taken when a message comes in, and nothing asks the room again before the
// next one.

// LookUp takes in what there is to see now, and what has changed in the room.
func (s *Participant) LookUp() {
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
func (s *Participant) Room() *class.Room { return s.seen.Room }

// Mine returns what concerns this participant, as it was when this message came in.
func (s *Participant) Mine() *class.Mine { return s.seen.Mine }

// Lease returns what drives the shared cluster; false for all but one.
func (s *Participant) Lease() (class.Lease, bool) { return s.seen.Lease, s.seen.Lease != nil }

// Shared returns the cluster that everybody sees. The participant with the lease drives it; to all
// others it shows what happens, and says who drives.
func (s *Participant) Shared() source.Timed { return seenCluster{s} }

// seenCluster is the shared cluster as it was when this message came in.
type seenCluster struct{ s *Participant }

// News has a token whenever something has changed in the room.
func (c seenCluster) News() <-chan struct{} { return c.s.room.News() }

// Gone is closed when the participant is somebody else's.
func (c seenCluster) Gone() <-chan struct{} { return c.s.room.Gone() }

// Can returns why this participant can't have it do anything; "" if it drives.
func (c seenCluster) Can(source.Ability) string { return c.s.mayNot() }

// Do asks the room to carry a command out, if this participant drives.
func (c seenCluster) Do(cmd engine.Command) <-chan source.Reply {
	return c.ask(func(w class.Lease) <-chan source.Reply { return w.Do(cmd) })
}

// Control asks the room for something about its clock, if this participant drives.
func (c seenCluster) Control(what source.Control) <-chan source.Reply {
	return c.ask(func(w class.Lease) <-chan source.Reply { return w.Control(what) })
}

func (c seenCluster) ask(lease func(class.Lease) <-chan source.Reply) <-chan source.Reply {
	if w, ok := c.s.Lease(); ok {
		return lease(w)
	}
	reply := make(chan source.Reply, 1)
	reply <- source.Reply{Err: errors.New(c.s.mayNot())}
	return reply
}

// View returns the cluster with something watched.
func (c seenCluster) View(w engine.Watch) *engine.View { return c.s.seen.View(w) }

// Motion says what is going on.
func (c seenCluster) Motion() engine.Motion { return c.s.seen.Motion }

// Now returns the virtual time.
func (c seenCluster) Now() time.Duration { return c.s.seen.Now }

// Ahead returns how many events are recorded after the present moment.
func (c seenCluster) Ahead() int { return c.s.seen.Room.Ahead }

// Branch returns the branch that it is on, and how many there are.
func (c seenCluster) Branch() (on, of int) {
	room := c.s.seen.Room
	return room.Branch, len(room.Branches)
}

// Branches lists them.
func (c seenCluster) Branches() []history.Branch { return c.s.seen.Room.Branches }

// Revision tells one list of them from another.
func (c seenCluster) Revision() uint64 { return c.s.seen.Room.BranchList }

// The schedule: the virtual time, what is on its way, and what else is left to happen.

package engine

import (
	"time"

	"ringside/engine/event"
	"ringside/engine/node"
	"ringside/engine/ring"
	"ringside/engine/sim"
	"ringside/engine/version"
)

// schedule is the virtual time and what comes up in it. It knows when, and nothing of what
// comes of it.
type schedule struct {
	now     time.Duration
	queue   sim.Queue
	flights []flight // what the queue's items refer to
	free    []uint32 // places in flights to be used again
	motion  motion

	inFlight *inFlight // nil: not asked for yet
}

// parcel is one thing that a hung node will do when it resumes.
type parcel struct {
	kind uint8
	ref  uint32
}

// flight is a message on its way, or on its way to a disk.
type flight struct {
	node.Message
	lands time.Duration
	drawn draw   // how lands was
	life  uint32 // of the node whose disk or timer it is
	gone  bool   // it has been dropped, delivered or completed by hand; its item in the queue means nothing
	disk  bool   // it is on its way to a disk: if life is over, it will never be there
	timer node.TimerKind

	counted bool // what it brings is counted in inFlight
}

// The kinds of sim.Item.
const (
	arrival            uint8 = iota // flights[ref], of an operation, reaches its destination
	sign                            // flights[ref], a sign of life or a probe for one, reaches its destination
	disk                            // flights[ref].Set is durable at To
	backgroundWrite                 // flights[ref].Set, of no operation, is durable at To
	timer                           // what flights[ref].From wanted to be reminded of
	round                           // replicas are compared
	gossipTick                      // a node's turn to gossip: the node in the low half of ref
	gossipMessage                   // flights[ref], a gossip message, reaches its destination
	turn                            // a client of a load makes its next request: see clientBits
	coordinatorTimeout              // the coordinator of operation ref has waited long enough
	speculativeRetry                // the coordinator of operation ref may ask one replica more
	clientTimeout                   // the client of operation ref has
	request                         // held[ref] waits before a hung node; never in the queue
)

// inFlight counts the versions of one key in messages and on their way to disks. While many
// requests for a key are under way, the observer asks for them after almost every event, so
// they are gathered once and then kept up to date. It is made again when another key is asked
// for and when a node has crashed, and a clone makes its own.
type inFlight struct {
	key  event.Sym // 0: of no key
	dots map[version.Dot]int32
}

// intake is room for what a node is given, and what can be made again. A clone has its own.
type intake struct {
	merges  version.Merges
	message node.Message
	request node.Request
	sets    []*version.Set

	keys, clients names // of loads
	ring          *ring.Ring
	copies        int // how many, for which it is known who keeps the keys of loads; 0: for none
}

// space returns room for what is given to a node, so that none is allocated for it.
func (c *Cluster) space() *intake {
	if c.intake == nil {
		c.intake = new(intake)
	}
	return c.intake
}

// motion counts what is left to happen.
type motion struct {
	moving  int // messages of operations in flight, and disks writing
	waiting int // timers of operations
	probing int // probes and their timers
}

// rule is what will happen to the next messages of a link.
type rule struct {
	verb  Verb // Drop, Delay or Duplicate
	link  sim.Link
	left  int // how many messages it still applies to
	by    time.Duration
	cause uint32
}

// Now returns the virtual time since the start.
func (s *schedule) Now() time.Duration { return s.now }

// launch queues a message for its arrival.
func (s *schedule) launch(m *node.Message, lands time.Duration, drawn draw) {
	ref, f := s.keep()
	f.Message, f.lands, f.drawn = *m, lands, drawn
	s.enqueue(ref, arrival, sign)
}

// enqueue queues what flights[ref] is for the time at which it lands, as of a kind, or of
// another one if nobody waits for it.
func (s *schedule) enqueue(ref uint32, kind, unawaited uint8) {
	f := &s.flights[ref]
	s.count(f, +1)
	if background(&f.Message) {
		s.motion.probing++
		s.queue.Push(f.lands, unawaited, ref)
		return
	}
	s.motion.moving++
	s.queue.Push(f.lands, kind, ref)
}

// keep finds a free place for what an item of the queue refers to. The pointer is valid
// until the next call.
func (s *schedule) keep() (ref uint32, f *flight) {
	if last := len(s.free) - 1; last >= 0 {
		ref = s.free[last]
		s.free = s.free[:last]
		return ref, &s.flights[ref]
	}
	s.flights = append(s.flights, flight{})
	ref = uint32(len(s.flights) - 1)
	return ref, &s.flights[ref]
}

// release frees a place in flights.
func (s *schedule) release(ref uint32) {
	s.count(&s.flights[ref], -1)
	s.flights[ref] = flight{}
	s.free = append(s.free, ref)
}

// background reports whether nobody waits for a message: probes, gossip, and hints that
// are handed over.
func background(m *node.Message) bool {
	switch m.Type {
	case event.Ping, event.Pong, event.Handoff, event.HandoffAck, event.Refused:
		return m.Op == 0
	}
	return false
}

// ground takes a message out of flight. Its item stays in the queue and is skipped when it
// comes up.
func (s *schedule) ground(ref uint32) {
	s.count(&s.flights[ref], -1)
	s.flights[ref].gone = true
	if background(&s.flights[ref].Message) {
		s.motion.probing--
	} else {
		s.motion.moving--
	}
}

// grounded reports whether an item's message was taken out of flight, and skips the item.
func (s *schedule) grounded(item sim.Item) bool {
	if !s.flights[item.Ref].gone {
		return false
	}
	s.queue.Pop()
	s.release(item.Ref)
	return true
}

// queueNow makes a message arrive at once, as the next event.
func (s *schedule) queueNow(m node.Message) { s.launch(&m, s.now, draw{}) }

// flying returns the place of a message in flight.
func (s *schedule) flying(id int) (ref uint32, ok bool) {
	s.queue.Items(func(item sim.Item) {
		if item.Kind <= sign && int(s.flights[item.Ref].ID) == id && !s.flights[item.Ref].gone {
			ref, ok = item.Ref, true
		}
	})
	return ref, ok
}

// expires reports whether an item is a timer for hints whose time is over: while it runs,
// nothing is going on.
func (s *schedule) expires(item sim.Item) bool {
	return item.Kind == timer && s.flights[item.Ref].timer == node.Expire
}

// settle takes an item that came up out of the counts of what is left.
func (s *schedule) settle(item sim.Item) {
	switch item.Kind {
	case arrival, disk:
		s.motion.moving--
	case sign, backgroundWrite, round:
		s.motion.probing--
	case timer:
		if !s.expires(item) {
			s.motion.probing--
		}
	case coordinatorTimeout, speculativeRetry, clientTimeout:
		s.motion.waiting--
	}
}

// brings reports whether a flight brings versions of a key, as far as the flight itself knows.
func (f *flight) brings(key event.Sym) bool { return f.Key == key && f.Set != nil && !f.gone }

// count counts the versions of a flight that has begun (+1), or is over (-1).
func (s *schedule) count(f *flight, by int32) {
	if s.inFlight == nil || s.inFlight.key == 0 || !f.brings(s.inFlight.key) {
		return
	}
	if by < 0 && !f.counted {
		return
	}
	f.counted = by > 0
	for i := range f.Set.Siblings {
		dot := f.Set.Siblings[i].Dot
		if n := s.inFlight.dots[dot] + by; n > 0 {
			s.inFlight.dots[dot] = n
		} else {
			delete(s.inFlight.dots, dot)
		}
	}
}

// uncount makes the versions in flight be gathered anew, when more has changed than what one
// flight brings.
func (s *schedule) uncount() {
	if s.inFlight != nil {
		s.inFlight.key = 0
	}
}

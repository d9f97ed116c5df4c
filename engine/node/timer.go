// This file says of what a node asks to be reminded.

package node

import (
	"time"

	"ringside/engine/event"
	"ringside/engine/ring"
)

// TimerKind is what a timer is for.
type TimerKind uint8

const (
	// CoordinatorTimeout ends a request: those who have not answered by then keep silent. Op.
	CoordinatorTimeout TimerKind = iota
	// SpeculativeRetry lets a read ask one replica more. Op.
	SpeculativeRetry
	// Flush writes to the disk what is in memory only.
	Flush
	// Probe asks a peer that is believed down for a sign of life.
	Probe
	// HandOff hands a hint over to a peer.
	HandOff
	// Expire lets go of hints whose time is over.
	Expire
	// MembershipCheck looks how a change of membership goes on.
	MembershipCheck
)

// Timer is something that a node does after a while, unless it crashes first.
type Timer struct {
	Kind  TimerKind
	Node  ring.NodeID // whose it is
	Peer  ring.NodeID // Probe, HandOff: whom it is about
	Key   event.Sym   // HandOff: of the hint
	Op    uint32      // CoordinatorTimeout, SpeculativeRetry: the operation; a crash ends that, too
	After time.Duration
	Cause uint32 // the step at which it was planned
	// Idle: a Probe that nobody would answer as things are need not be started. A HandOff
	// that can't arrive never is. InRetry or InRetryAll comes when something has been repaired.
	Idle bool
}

// fire does what a timer was for.
func (n *Node) fire(t *Timer) {
	switch t.Kind {
	case CoordinatorTimeout:
		n.coordinatorTimeout(t.Op)
	case SpeculativeRetry:
		n.speculativeRetry(t.Op)
	case Flush:
		n.flush(t.Cause)
	case Probe:
		n.probe(t.Peer, t.Cause)
	case HandOff:
		n.handOff(t.Peer, t.Key, t.Cause)
	case Expire:
		n.expired(t.Cause)
	case MembershipCheck:
		n.membershipCheck(t.Cause)
	}
}

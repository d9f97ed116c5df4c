// This file says of what a node asks to be reminded.

package node

import (
	"time"

	"ringside/engine/ring"
)

// TimerKind is what a timer is for.
type TimerKind uint8

const (
	// Deadline ends a request: those who have not answered by then keep silent. Op.
	Deadline TimerKind = iota
	// Impatience lets a read ask one replica more. Op.
	Impatience
	// Flush writes to the disk what is in memory only.
	Flush
	// Probe asks a peer that is believed down for a sign of life.
	Probe
	// HandOff hands hints over to a peer.
	HandOff
	// Expire lets go of hints whose time is over.
	Expire
	// Tend looks how a change of membership goes on.
	Tend
)

// Timer is something that a node does after a while, unless it crashes first.
type Timer struct {
	Kind  TimerKind
	Node  ring.NodeID // whose it is
	Peer  ring.NodeID // Probe, HandOff: whom it is about
	Op    uint32      // Deadline, Impatience: the operation; a crash ends that, too
	After time.Duration
	Cause uint32 // the step at which it was planned
	// Idle: a Probe that nobody would answer as things are need not be planned. A HandOff
	// that can't arrive never is. Retry or RetryAll is called when something has been
	// mended.
	Idle bool
}

// Fire does what a timer was for.
func (n *Node) Fire(t Timer) {
	switch t.Kind {
	case Deadline:
		n.deadline(t.Op)
	case Impatience:
		n.impatience(t.Op)
	case Flush:
		n.flush(t.Cause)
	case Probe:
		n.probe(t.Peer, t.Cause)
	case HandOff:
		n.handOff(t.Peer, t.Cause)
	case Expire:
		n.Expired(t.Cause)
	case Tend:
		n.tended(t.Cause)
	}
}

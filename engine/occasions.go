package engine

// What a random draw is for: every delay has a name that an unrelated command
// cannot shift.

import (
	"time"

	"ringside/engine/event"
	"ringside/engine/node"
	"ringside/engine/ring"
	"ringside/engine/sim"
	"ringside/internal/shared"
)

// A delay is drawn by the name of its occasion: the seed, the purpose, and
//
//	a message of an operation    the operation's name, the link, the type, the round, and which
//	                             of several of that kind it is
//	a message about a key        the key, the link, the type, and how many there were before
//	a comparison of replicas     the link, the type, and how many there were before in its period
//	gossip                       the link and the turn
//	any other message            the link, the type, and how many there were before
//
// An operation is named by its client, its key, and how many operations of that
// client on that key came before it. Operation and message numbers, the numbers that
// texts have in the trace, and times that a command could shift are in no name. So a
// command that touches nothing of an operation leaves every delay of it as it was.

// nameOperation names an operation of a client on the key of a token, before which there
// were so many.
func (c *Cluster) nameOperation(client event.Sym, token ring.Token, nth uint32) uint64 {
	return sim.Name(uint64(token), uint64(ring.Hash(c.trace.Text(client))), uint64(nth)) | 1 // 0 names no operation
}

// occasion names a message, or the disk write that it asks for, for a draw.
func (c *Cluster) occasion(p sim.Purpose, m *node.Message) uint64 {
	about := uint64(m.Type)<<24 | uint64(m.Round)<<16 | uint64(m.Nth)<<8
	if m.Name != 0 {
		if m.Hint {
			about = sim.Name(about, 1+uint64(uint16(m.Owner)))
		}
		return sim.Name(m.Name, about)
	}
	var key, period uint64
	switch {
	case m.Key != 0:
		key = uint64(ring.Hash(c.trace.Text(m.Key)))
	case m.Type == event.Gossip || m.Type == event.Refused && m.ID == 0:
		return sim.Name(about, c.period(c.settings.Gossip))
	case m.Type == event.TreeAsk || m.Type == event.TreeAnswer:
		period = c.period(c.settings.Entropy)
	}
	kind := sim.Name(uint64(p), about, key, link(m))
	return sim.Name(kind, period, uint64(c.occasions.next(kind, period)))
}

// period counts the whole periods that have passed; 0 if there are none.
func (c *Cluster) period(every time.Duration) uint64 {
	if every == 0 {
		return 0
	}
	return uint64(c.now / every)
}

// link names the way from one node to another.
func link(m *node.Message) uint64 { return uint64(uint16(m.From))<<16 | uint64(uint16(m.To)) }

// occasions count what belongs to no operation: messages of a kind, by link and key.
// A clone shares them until either counts on.
type occasions struct {
	of shared.Map[uint64, tally]
}

// tally is how many there were of a kind in the last period that had any.
type tally struct{ period, n uint64 }

// next counts one more of a kind and returns how many came before it.
func (o *occasions) next(kind, period uint64) uint64 {
	of := o.of.Own()
	t := of[kind]
	if t.period != period {
		t = tally{period: period}
	}
	before := t.n
	t.n++
	of[kind] = t
	return before
}

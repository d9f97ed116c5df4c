// The names of random draws: every delay has a name that no unrelated command can change.

package engine

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
//	any other message            the link, the type, and how many there were before, since the
//	                             link has rested
//
// An operation is named by its client, its key, and how many operations of that client on
// that key came before it. No name contains operation or message numbers, the numbers of
// texts in the trace, or times that a command could shift. So a command that has nothing
// to do with an operation leaves all of that operation's delays unchanged.

// nameOperation names the nth operation of a client, whose name has a hash, on the key at a
// token.
func nameOperation(client, token ring.Token, nth uint32) uint64 {
	return sim.Name(uint64(token), uint64(client), uint64(nth)) | 1 // 0 names no operation
}

// occasion names the draw for a message, or for the disk write that it asks for.
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
	if key == 0 && period == 0 {
		return sim.Name(kind, period, c.occasions.nextSoon(kind, c.now))
	}
	return sim.Name(kind, period, c.occasions.next(kind, period))
}

// rest is after how long without a message of a kind it no longer counts how many there were
// before: those of a fault that is long over leave no delay of another one different. It is
// longer than any wait between two probes, or two checks of a change of membership.
const rest = 10 * time.Second

// period returns the number of whole periods that have passed; 0 if every is 0.
func (s *schedule) period(every time.Duration) uint64 {
	if every == 0 {
		return 0
	}
	return uint64(s.now / every)
}

// link names the directed link of a message.
func link(m *node.Message) uint64 { return uint64(uint16(m.From))<<16 | uint64(uint16(m.To)) }

// occasions counts what belongs to no operation: messages of a kind, by link and key. A
// clone shares the counts until either counts on.
type occasions struct {
	of shared.Map[uint64, tally]
}

// tally is how many there were of a kind in the last period that had any, or up to the last one.
type tally struct {
	period, n uint64
	last      time.Duration
}

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

// nextSoon is next for what has no period: those count that came with no rest in between.
func (o *occasions) nextSoon(kind uint64, now time.Duration) uint64 {
	of := o.of.Own()
	t := of[kind]
	if now-t.last > rest {
		t = tally{}
	}
	before := t.n
	t.n++
	t.last = now
	of[kind] = t
	return before
}

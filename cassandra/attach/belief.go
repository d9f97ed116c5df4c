// What each node believes of each, and on what evidence.

package attach

import (
	"errors"
	"fmt"
	"net/netip"
	"time"

	"ringside/cassandra/cql"
	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/ring"
)

// heard is what one node's own tables say of the others.
type heard struct {
	gossip map[netip.AddrPort]heartbeatState  // by the address that peers use
	links  map[netip.AddrPort]bool            // whether a connection to it is open; nil: unknown
	hints  int                                // files; -1: unknown
	moves  map[netip.AddrPort]engine.Standing // who is joining or leaving
	shut   map[netip.AddrPort]bool            // who has announced that it stops gossiping
	why    string                             // why some of it is unknown
}

// heartbeatState is how far a node's heartbeat has come, as another node has it.
type heartbeatState struct{ generation, number int64 }

// holder is a node that holds beliefs.
type holder struct {
	reached bool
	why     string        // why nothing can be asked of it, or what it must not be asked
	hints   int           // files; -1: unknown
	heardAt time.Duration // when it answered last
	of      []belief
	process
}

// belief is what one node believes of another.
type belief struct {
	said        said           // what it pushed last
	saidAt      time.Duration  // when
	heartbeat   heartbeatState // the newest that it has
	heartbeatAt time.Duration  // since when one is missed: when it was seen to move, or first seen, or called up again
	moved       bool           // it was seen to move
	asked       bool           // its heartbeats are known
	link        link
	silent      bool          // no heartbeat for a while
	gone        bool          // none at all since it was asked first, for longer than any conviction takes
	blink       time.Duration // when it was called up again right after it was called down; 0: never
	shut        bool          // it has told it that it stops gossiping
	shutAt      time.Duration // when that was heard
	answers     bool          // and it still runs, so that it may be called up again until its heartbeats are missed
}

// convictTime is after how long a node whose heartbeats are missed is believed down: some 19 s were measured on
// Cassandra 5.0 (phi 8), and no more than that on a busy machine.
const convictTime = 25 * time.Second

type said uint8

const (
	saidNothing said = iota
	heardUp
	heardDown
)

type link uint8

const (
	linkUnknown link = iota
	linkOpen
	linkClosed
)

func newHolder(n int) holder { return holder{hints: -1, why: engine.NotYet, of: make([]belief, n)} }

func (h *holder) grow(n int) {
	for len(h.of) < n {
		h.of = append(h.of, belief{})
	}
}

// verdict is what a node says of another.
func (h *holder) verdict(about ring.NodeID) engine.Heard {
	b := &h.of[about]
	switch {
	case !h.reached:
		return engine.HeardUnknown
	case b.shut && b.answers: // the next gossip about it calls it up again, and nothing tells of that
		return engine.HeardUnknown
	case b.shut:
		return engine.HeardDown
	case b.said == heardDown && !(b.moved && b.heartbeatAt > b.saidAt):
		return engine.HeardDown
	case b.gone: // it was believed down before the first answer, so that nothing is pushed of it
		return engine.HeardDown
	case b.silent:
		return engine.HeardSuspected
	case b.said != saidNothing, b.moved, b.asked && b.link == linkOpen:
		return engine.HeardUp
	}
	return engine.HeardUnknown
}

// hear takes in what a node's tables say. It reports whether something is to be told.
func (h *holder) hear(s *state, id ring.NodeID, at time.Duration, got *heard) (news bool) {
	news = h.hints != got.hints || h.why != got.why
	h.hints, h.why = got.hints, got.why
	paused := at-h.heardAt > s.silence() // whether it heard heartbeats meanwhile nobody knows
	h.heardAt = at
	if shut, ok := got.shut[s.nodes[id].internal]; ok {
		news = s.gossips(at, id, !shut) || news
	}
	for i := range s.nodes {
		if ring.NodeID(i) == id || s.nodes[i].out {
			continue
		}
		b, before := &h.of[i], h.verdict(ring.NodeID(i))
		if now, ok := got.gossip[s.nodes[i].internal]; ok {
			first := !b.asked
			if b.asked && now.generation != b.heartbeat.generation && b.blink != 0 && at-b.blink < convictTime {
				s.tell(at, id, s.nodes[i].name+" was restarted before it was believed down: of that Cassandra says down and up, one right after the other")
				b.blink, news = 0, true
			}
			if b.asked && now != b.heartbeat {
				b.moved, b.heartbeatAt = true, at
			} else if !b.asked || paused && !b.silent {
				b.heartbeatAt = at
			}
			b.heartbeat, b.asked = now, true
			if shut := got.shut[s.nodes[i].internal]; shut != b.shut {
				if b.shut, b.shutAt, news = shut, at, true; shut && first {
					s.tell(at, id, s.nodes[i].name+" had announced before this that it stops gossiping")
				} else if shut {
					s.tell(at, id, s.nodes[i].name+" has announced that it stops gossiping; if it still runs, it may be asked until its heartbeats have been missed for some 19 s")
				}
			}
		}
		if open, ok := got.links[s.nodes[i].internal]; ok {
			if b.link = linkClosed; open {
				b.link = linkOpen
			}
		}
		b.answers = b.shut && s.holders[i].reached && at-b.shutAt < convictTime
		news = news || before != h.verdict(ring.NodeID(i)) || b.silent && at == b.heartbeatAt
	}
	return news
}

// judge notes who is heard of again.
func (s *state) judge(at time.Duration, by ring.NodeID) {
	for i := range s.holders[by].of {
		b := &s.holders[by].of[i]
		if b.silent && at-b.heartbeatAt < s.options.Intervals.Silent && b.moved {
			b.silent, b.gone = false, false
			s.trace.Append(event.Event{Kind: event.Trust, At: at, Node: by, To: ring.NodeID(i), From: ring.None})
		}
	}
}

// grow notes who has been silent for too long by now.
func (r *reporter) grow() {
	at := time.Since(r.began)
	due, quiet := false, false
	r.look(func(s *state) {
		quiet = s.fallsQuiet(at)
		for h := range s.holders {
			for i := range s.holders[h].of {
				due = due || s.overdue(ring.NodeID(h), ring.NodeID(i)) || s.dead(ring.NodeID(h), ring.NodeID(i))
			}
		}
	})
	if quiet {
		r.change(func(s *state) { s.fallQuiet(at) })
	}
	if due {
		r.change(func(s *state) { s.doubt(at) })
	}
}

// doubt notes whose heartbeats nodes have missed for too long by now.
func (s *state) doubt(at time.Duration) {
	for h := range s.holders {
		for i := range s.holders[h].of {
			b := &s.holders[h].of[i]
			switch {
			case s.dead(ring.NodeID(h), ring.NodeID(i)):
				b.silent, b.gone = true, true
				s.trace.Append(event.Event{Kind: event.Suspect, At: at, Node: ring.NodeID(h), To: ring.NodeID(i), From: ring.None, Fresh: true})
			case s.overdue(ring.NodeID(h), ring.NodeID(i)):
				b.silent = true
				s.trace.Append(event.Event{
					Kind: event.Doubt, At: at, Node: ring.NodeID(h), To: ring.NodeID(i), From: ring.None,
					Arg: max(int64((s.holders[h].heardAt-b.heartbeatAt)/heartbeat), 1),
				})
			}
		}
	}
}

// heartbeat is how often a node of Cassandra gossips.
const heartbeat = time.Second

// overdue reports whether a node has not heard another's heartbeat for too long, by what it
// answered last, and that is not known yet. While it doesn't answer, nothing is missed in its name; while its gossip
// is off, it hears of nobody and goes on believing what it did.
func (s *state) overdue(by, about ring.NodeID) bool {
	b := &s.holders[by].of[about]
	up := b.moved || b.said != saidNothing || b.link == linkOpen // else it may have been down all the time, and nobody knows how long
	return !b.silent && up && s.missed(by, about, s.silence())
}

// dead reports whether a node has heard nothing of another for as long as it has been asked, and for longer than a
// node waits before it believes another down; and that is not known yet. Of a node that was down before there is
// nothing else to go by: a node pushes only what changes.
func (s *state) dead(by, about ring.NodeID) bool {
	b := &s.holders[by].of[about]
	return !b.gone && !b.moved && b.said == saidNothing && s.missed(by, about, convictTime)
}

// missed reports whether a node that is not known to believe another down had, when it answered last, heard no
// heartbeat of it for longer than a time.
func (s *state) missed(by, about ring.NodeID, longer time.Duration) bool {
	h := &s.holders[by]
	b := &h.of[about]
	return by != about && h.reached && !h.mute && b.asked && h.verdict(about) != engine.HeardDown &&
		!s.nodes[about].out && h.heardAt-b.heartbeatAt > longer
}

// silence is after how long without a heartbeat a node counts as silent. Of many nodes each
// is asked less often.
func (s *state) silence() time.Duration {
	return s.options.Intervals.Silent + s.options.gap(len(s.nodes))
}

// gap is how long it takes from asking a node to asking it again.
func (o *Options) gap(nodes int) time.Duration {
	return max(o.Intervals.Beliefs, time.Duration(nodes)*time.Second/mostAsked)
}

// reach takes in that a connection to a node is open.
func (s *state) reach(at time.Duration, id ring.NodeID) {
	h := &s.holders[id]
	h.reached, h.why = true, ""
	for i := range h.of { // what it said before may be over
		h.of[i] = belief{}
	}
	if s.trace.Len() > 0 {
		s.tell(at, id, "answers")
	}
}

// unreach takes in that there is none, and what the node's process does.
func (s *state) unreach(at time.Duration, id ring.NodeID, err error, of process) {
	h := &s.holders[id]
	why := err.Error()
	var d *cql.DialError
	if errors.As(err, &d) {
		if why = d.Why; d.Kind == cql.Unreachable && of.ours && of.health == engine.Up {
			why = "starting or ending, not listening"
		}
	}
	if s.nodes[id].standing == engine.Joining {
		why = "it is joining, and answers no clients yet"
	} else if h.reached || h.why == engine.NotYet {
		s.tell(at, id, "can't be asked: "+why)
	}
	h.reached, h.hints, h.why = false, -1, why
}

// grant is what an administrator has to say so that a user may read a table.
func grant(user string) string {
	return fmt.Sprintf("GRANT SELECT ON KEYSPACE system_views TO %s", user)
}

// Steps: what can happen in a state, and the state that each leads to.

package search

import (
	"slices"
	"time"

	"ringside/engine"
	"ringside/engine/node"
	"ringside/engine/ring"
)

// kind says what happens in a step.
type kind uint8

const (
	begins     kind = iota // a: the open request; b: through which node
	arrives                // a: the place in flight, as of the following ones
	writes                 // a disk write completes
	givesUp                // a coordinator's timeout, or that of the client of a hung one
	drops                  // a message is lost
	duplicates             // a message will arrive twice
	crashes                // a: the node
	hangs
	starts // a crashed node starts, a hung one resumes
	wipes
	powerFailures // a: the first node of the rack
	cuts          // a, b: between two nodes
	mends
	skews // a: the node; b: 0 behind, 1 ahead
	kinds
)

// move is a step as it is stored.
type move struct {
	kind  kind
	quick bool // what it asks a disk to write is on the disk at once
	a, b  int16
}

// skewed is how far a clock that goes wrong is off.
const skewed = time.Hour

// pack returns a move as a number.
func (m move) pack() uint64 {
	n := uint64(m.kind)<<1 | uint64(uint16(m.a))<<16 | uint64(uint16(m.b))<<32
	if m.quick {
		n |= 1
	}
	return n
}

func unpack(n uint64) move {
	return move{kind(n >> 1 & 0x7f), n&1 != 0, int16(n >> 16), int16(n >> 32)}
}

// moves appends what can happen in a state. fair reports whether any of it would happen by
// itself, without a fault.
func (m *model) moves(s *state, dst []move) (all []move, fair bool) {
	dst = m.beginnings(s, dst)
	for i, f := range s.flights {
		if slices.ContainsFunc(s.flights[:i], func(o *flight) bool { return o.sum == f.sum }) {
			continue // it does not matter which of two equal ones it is
		}
		k := arrives
		switch f.Kind {
		case engine.ToDisk:
			k = writes
		case engine.GiveUp, engine.ClientGivesUp:
			k = givesUp
		}
		if k != givesUp || s.left[givesUp] != 0 && m.mayGiveUp(s, f) {
			dst = append(dst, move{kind: k, a: int16(i)})
		}
	}
	fair = len(dst) > 0
	return m.faults(s, dst), fair
}

// mayGiveUp reports whether a timeout can come now. While a coordinator hangs that a client has waited
// for long enough, it is the client's.
func (m *model) mayGiveUp(s *state, f *flight) bool {
	o := s.ops[m.place(f.Op)]
	hangs := o.coordinator >= 0 && s.members[o.coordinator].health == engine.Hung
	if f.Kind == engine.ClientGivesUp {
		return hangs && !o.told
	}
	return !hangs || o.told || !s.clientMayGiveUp(f.Op)
}

// clientMayGiveUp reports whether the client of an operation has waited for long enough.
func (s *state) clientMayGiveUp(id uint32) bool {
	return slices.ContainsFunc(s.flights, func(f *flight) bool { return f.Kind == engine.ClientGivesUp && f.Op == id })
}

// beginnings appends the requests that can begin.
func (m *model) beginnings(s *state, dst []move) []move {
	for c := range m.clients {
		mine := m.clients[c]
		if int(s.clients[c]) == len(mine) || m.waits(s, c) {
			continue
		}
		r := mine[s.clients[c]]
		q := &m.open[r]
		if m.idle>>r&1 != 0 {
			continue // nor need those that its client makes later
		}
		if q.Verb == engine.Resolve && !engine.CanResolve(s.contexts[q.context].context()) {
			continue
		}
		if q.via != ring.None {
			if s.members[q.via].health != engine.Crashed {
				dst = append(dst, move{kind: begins, a: int16(r), b: int16(q.via)})
			}
			continue
		}
		some := false
		if !m.fixed {
			for id := range s.members {
				if s.members[id].health != engine.Crashed {
					some = true
					dst = append(dst, move{kind: begins, a: int16(r), b: int16(id)})
				}
			}
		}
		if !some {
			dst = append(dst, move{kind: begins, a: int16(r), b: int16(m.coordinator(s, q))})
		}
	}
	return dst
}

// waits reports whether a client waits to be told, or for another to be.
func (m *model) waits(s *state, c int) bool {
	mine, done := m.clients[c], s.clients[c]
	if done > 0 && !s.told(m, mine[done-1]) {
		return true
	}
	after := m.open[mine[done]].after
	return after >= 0 && !s.told(m, after)
}

// told reports whether the client of an open request has been told what came of it.
func (s *state) told(m *model, r int) bool {
	o := s.ops[m.before+r]
	return o != nil && o.told
}

// coordinator returns the node that a client connects to which names none.
func (m *model) coordinator(s *state, q *question) ring.NodeID {
	up := func(id ring.NodeID) bool { return s.members[id].health == engine.Up }
	for _, id := range m.ring.Replicas(nil, m.tokens[q.key], m.settings.Placement) {
		if up(id) {
			return id
		}
	}
	for id := range s.members {
		if up(ring.NodeID(id)) {
			return ring.NodeID(id)
		}
	}
	return ring.None
}

// faults appends what may go wrong, as far as the bounds let it.
func (m *model) faults(s *state, dst []move) []move {
	for i, f := range s.flights {
		if f.Kind != engine.InNetwork || slices.ContainsFunc(s.flights[:i], func(o *flight) bool { return o.sum == f.sum }) {
			continue
		}
		if s.left[drops] != 0 || s.sinks(f) {
			dst = append(dst, move{kind: drops, a: int16(i)})
		}
		if s.left[duplicates] != 0 && f.Message.Nth&twin == 0 {
			dst = append(dst, move{kind: duplicates, a: int16(i)})
		}
	}
	for i := range s.members {
		at := &s.members[i]
		add := func(k kind, may bool) {
			if may && s.left[k] != 0 {
				dst = append(dst, move{kind: k, a: int16(i)})
			}
		}
		add(crashes, at.health != engine.Crashed)
		add(hangs, at.health == engine.Up)
		add(starts, at.health != engine.Up)
		add(wipes, !at.wiped)
		add(powerFailures, s.left[powerFailures] != 0 && m.firstOfRack(i) && m.hasPower(s, i))
		if s.left[skews] != 0 && at.skew == 0 {
			dst = append(dst, move{kind: skews, a: int16(i), b: 0}, move{kind: skews, a: int16(i), b: 1})
		}
	}
	if s.left[cuts] == 0 && s.left[mends] == 0 {
		return dst
	}
	for a := range s.members {
		for b := range a {
			one, other := s.isCut(ring.NodeID(a), ring.NodeID(b)), s.isCut(ring.NodeID(b), ring.NodeID(a))
			if s.left[cuts] != 0 && !(one && other) {
				dst = append(dst, move{kind: cuts, a: int16(b), b: int16(a)})
			}
			if s.left[mends] != 0 && (one || other) {
				dst = append(dst, move{kind: mends, a: int16(b), b: int16(a)})
			}
		}
	}
	return dst
}

// sinks reports whether a message may be lost with its sender, out of no bound: a node that has
// lost its disk is gone with all that it had not got onto the wire.
func (s *state) sinks(f *flight) bool {
	from := f.Message.From
	return from >= 0 && s.members[from].wiped
}

// twin marks the second of two messages that were one, as the cluster does.
const twin = 1 << 7

// apply makes the state that a step leads to.
func (w *world) apply(from *state, m move) *state {
	s := w.begin(from)
	if s.left[m.kind] > 0 && !(m.kind == drops && s.sinks(s.flights[m.a])) {
		s.left[m.kind]--
	}
	switch id := ring.NodeID(m.a); m.kind {
	case begins:
		w.ask(int(m.a), ring.NodeID(m.b))
	case arrives:
		w.arrive(s.remove(int(m.a)))
	case writes:
		w.durable(s.remove(int(m.a)))
	case givesUp:
		w.giveUp(s.remove(int(m.a)))
	case drops:
		s.remove(int(m.a))
	case duplicates:
		u := s.flights[m.a].Underway
		u.Message.Nth |= twin
		s.add(newFlight(u))
	case crashes:
		w.crash(id)
	case hangs:
		s.member(id).health = engine.Hung
	case starts:
		w.start(id)
	case wipes:
		w.wipe(id)
	case powerFailures:
		w.powerFailure(id)
	case cuts, mends:
		w.link(id, ring.NodeID(m.b), m.kind == cuts)
	case skews:
		if m.b == 0 {
			w.overdue(id, s.nodes[id].Store.Keys())
		}
		s.member(id).skew = skewed * time.Duration(2*m.b-1)
	}
	if m.quick {
		w.writeNow()
	}
	if w.calm {
		w.prune()
	}
	for i, mine := range w.mine {
		if mine {
			w.rest(i)
		}
	}
	return s
}

// rest ends the change of a node: its digest is made, and from now on it may be copied by
// several goroutines at once.
func (w *world) rest(i int) {
	n := w.s.nodes[i]
	n.Store.Share()
	w.s.sums[i] = w.sumOf(n)
}

// writeNow completes the disk writes that the step has asked for.
func (w *world) writeNow() {
	for i, n := 0, len(w.written); i < n; i++ {
		if at := slices.Index(w.s.flights, w.written[i]); at >= 0 {
			w.durable(w.s.remove(at))
		}
	}
}

// crash ends a node's process.
func (w *world) crash(id ring.NodeID) {
	w.overdue(id, w.s.nodes[id].Store.UnsyncedKeys())
	m := w.s.member(id)
	m.health = engine.Crashed
	inbox := m.inbox
	m.inbox = nil
	w.s.removeAll(func(f *flight) bool { return f.Kind == engine.ToDisk && f.Message.To == id })
	for _, f := range inbox {
		if f.Kind == engine.AtDoor {
			w.hangUp(f.Op, 0)
		}
	}
	w.step(id, &node.Input{Kind: node.InCrash})
}

// firstOfRack reports whether no node of a node's rack comes before it.
func (m *model) firstOfRack(i int) bool { return slices.Index(m.racks, m.racks[i]) == i }

// hasPower reports whether a node of a node's rack has power.
func (m *model) hasPower(s *state, of int) bool {
	for i := range s.members {
		if m.racks[i] == m.racks[of] && !s.members[i].dark {
			return true
		}
	}
	return false
}

// powerFailure takes the power from the rack of a node: its nodes crash, and refuse nothing.
func (w *world) powerFailure(id ring.NodeID) {
	for i := range w.s.members {
		if w.racks[i] != w.racks[id] {
			continue
		}
		if w.s.members[i].health != engine.Crashed {
			w.crash(ring.NodeID(i))
		}
		w.s.member(ring.NodeID(i)).dark = true
	}
}

// wipe deletes a node's disk, and ends its process if it runs.
func (w *world) wipe(id ring.NodeID) {
	if w.s.members[id].health != engine.Crashed {
		w.crash(id)
	}
	w.overdue(id, w.s.nodes[id].Store.Keys())
	w.s.member(id).wiped = true
	n := w.own(id)
	n.Store = n.Store.Replace()
}

// start starts a crashed node from its disk, or lets a hung one go on.
func (w *world) start(id ring.NodeID) {
	m := w.s.member(id)
	was, inbox := m.health, m.inbox
	*m = member{health: engine.Up, skew: m.skew}
	if was == engine.Crashed {
		w.step(id, &node.Input{Kind: node.InStart})
		w.retry(id)
		return
	}
	w.step(id, &node.Input{Kind: node.InExpire})
	w.step(id, &node.Input{Kind: node.InPlacement})
	w.retry(id)
	for _, f := range inbox {
		switch f.Kind {
		case engine.AtDoor:
			if o := w.op(f.Op); o != nil && !o.closed {
				w.coordinate(id, f.Request)
			}
		case engine.InNetwork:
			w.message = f.Message
			w.step(id, &node.Input{Kind: node.InMessage, Message: &w.message})
		case engine.ToDisk:
			w.durable(f)
		case engine.GiveUp:
			w.step(id, &node.Input{Kind: node.InTimer, Timer: node.Timer{Kind: node.CoordinatorTimeout, Op: f.Op}})
		}
	}
}

// retry lets the running nodes plan what could not arrive before a node came back.
func (w *world) retry(back ring.NodeID) {
	for i := range w.s.members {
		switch id := ring.NodeID(i); {
		case w.s.members[i].health != engine.Up:
		case id == back:
			w.step(id, &node.Input{Kind: node.InRetryAll})
		default:
			w.step(id, &node.Input{Kind: node.InRetry, Peer: back})
		}
	}
}

// link cuts the link between two nodes, or mends it, both ways.
func (w *world) link(a, b ring.NodeID, cut bool) {
	for _, l := range [...][2]ring.NodeID{{a, b}, {b, a}} {
		was := w.s.isCut(l[0], l[1])
		w.s.setCut(l[0], l[1], cut)
		if cut || !was {
			continue
		}
		for i, id := range l {
			if w.s.members[id].health == engine.Up {
				w.step(id, &node.Input{Kind: node.InRetry, Peer: l[1-i]})
			}
		}
	}
}

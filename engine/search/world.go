// This file lets nodes take their steps in a state, and carries out what they give out, as
// the cluster does (engine/node_outputs.go), but for the time that things take: they are
// put among what is on its way, from which the search chooses.

package search

import (
	"slices"
	"time"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/node"
	"ringside/engine/oracle"
	"ringside/engine/quorum"
	"ringside/engine/ring"
	"ringside/engine/script"
	"ringside/engine/version"
	"ringside/internal/digest"
)

// world is what makes new states. Each goroutine has its own.
type world struct {
	*model
	s       *state // that is being made
	mine    []bool // of its nodes: whether it is this state's alone
	watches bool   // its observer is this state's alone
	out     []node.Output
	carried int
	written []*flight // the disk writes that the step has asked for
	message node.Message
	request node.Request
	merges  version.Merges
	demands []demanded
	news    bool // a client has been told something, or a request has begun
	told    bool // a client has been told something
	watched bool // the observer has seen a node discard or purge something, or merge siblings
	ranks   []uint32
	known   *table[digest.Sum, *flight] // what has been on its way in states that wait; nil: none have
	verdict *script.Judge
	viewer  viewer
	view    engine.View  // for expressions
	outlook outlook      // of the state whose steps ahead are counted
	spare   []*state     // whose memory the next states use
	waits   waiting      // the one whose steps are tried
	from    state        // the same, expanded
	asleep  []label      // of the same
	nodes   []*node.Node // whose memory the next copies of nodes use
}

type demanded struct {
	level quorum.Level
	is    quorum.Demand
}

var _ node.Env = (*world)(nil)

// tick is how much time passes between two requests. Where the last write wins, the order
// of timestamps is that in which the requests began; else no time passes at all.
const tick = time.Microsecond

// Now returns the virtual time.
func (w *world) Now() time.Duration {
	if w.lww {
		return w.now + time.Duration(len(w.s.begun))*tick
	}
	return w.now
}

// Settings returns the cluster's settings.
func (w *world) Settings() *node.Settings { return &w.settings }

// Clock returns the time of a node's own clock in ns.
func (w *world) Clock(id ring.NodeID) int64 { return int64(w.Now() + w.s.members[id].skew) }

// Demand returns what a level asks for on a ring.
func (w *world) Demand(level quorum.Level, r *ring.Ring) *quorum.Demand {
	for i := range w.demands {
		if w.demands[i].level == level {
			return &w.demands[i].is
		}
	}
	w.demands = append(w.demands, demanded{level, level.On(r, w.settings.Placement)})
	return &w.demands[len(w.demands)-1].is
}

// Token returns a key's position on the ring.
func (w *world) Token(key event.Sym) ring.Token { return w.tokens[key] }

// Plans reports whether a timer is worth starting: hints that could not arrive are not
// handed over, and nobody looks whether a node is up again.
func (w *world) Plans(t node.Timer) bool {
	return t.Kind == node.HandOff && !w.s.isCut(t.Node, t.Peer)
}

// Merges returns what nodes merge with.
func (w *world) Merges() *version.Merges { return &w.merges }

// begin makes a new state out of one, to be changed by one step.
func (w *world) begin(from *state) *state {
	var old *state
	if n := len(w.spare); n > 0 {
		old, w.spare = w.spare[n-1], w.spare[:n-1]
	}
	w.s = from.clone(old)
	clear(w.mine)
	w.watches, w.news, w.told, w.watched = false, false, false, false
	w.written = w.written[:0]
	return w.s
}

// drop takes back the state that was made last: nobody has it. The next ones are made of it.
func (w *world) drop() {
	for id, mine := range w.mine {
		if mine {
			w.nodes = append(w.nodes, w.s.nodes[id])
		}
	}
	w.spare, w.s = append(w.spare, w.s), nil
}

// own returns a node that this state may change.
func (w *world) own(id ring.NodeID) *node.Node {
	if !w.mine[id] {
		var old *node.Node
		if n := len(w.nodes); n > 0 {
			old, w.nodes = w.nodes[n-1], w.nodes[:n-1]
		}
		w.s.nodes[id] = w.s.nodes[id].CloneInto(w, old)
		w.mine[id], w.s.numbers[id] = true, unnumbered
	}
	return w.s.nodes[id]
}

// sees returns the observer, for telling it something.
func (w *world) sees() *oracle.Observer {
	if !w.watches {
		o := w.s.observer.CloneOfKnown() // the model has asked it for all keys
		w.s.observer, w.s.watch, w.watches = &o, unnumbered, true
	}
	return w.s.observer
}

// next returns the number of one more thing that has happened.
func (w *world) next() uint32 {
	w.s.step++
	return w.s.step
}

// step lets a node take an input in, and carries out what it gives out, in order.
func (w *world) step(id ring.NodeID, in *node.Input) {
	n := w.own(id)
	w.out = n.Step(in, w.out[:0])
	for i := range w.out {
		w.carried = i + 1
		w.out[i].Step = w.next()
		w.carryOut(&w.out[i])
	}
	n.Advance(w.out)
	w.out, w.carried = w.out[:0], 0
}

// flight returns something that is on its way: what is equal and has waited is shared.
func (w *world) flight(u *engine.Underway) *flight {
	sum := sumUnderway(u)
	if w.known != nil {
		if n, there := w.known.numbers[sum]; there {
			return w.known.all[n]
		}
	}
	return &flight{Underway: *u, sum: sum}
}

func (w *world) carryOut(o *node.Output) {
	switch o.Kind {
	case node.Recorded:
		w.observe(&o.Event, o.Set)
	case node.Sent:
		w.s.add(w.flight(&engine.Underway{Kind: engine.InNetwork, Message: o.Message}))
	case node.Written:
		f := w.flight(&engine.Underway{Kind: engine.ToDisk, Message: o.Message})
		w.s.add(f)
		w.written = append(w.written, f)
	case node.Started:
		w.startTimer(&o.Timer)
	case node.Answered:
		w.answer(&o.Reply)
	case node.Issued:
		w.issued(o.Op, o.Set)
	case node.United:
		w.united(o.Key, o.Set, o.Siblings)
	case node.Settled:
		w.over(o.Op)
	case node.Abandoned:
		w.hangUp(o.Op, o.Acks)
	}
}

// startTimer puts a coordinator's timeout among what is on its way. No other timer fires in
// a search: memory is not written to disks, hints are not handed over unless their owner
// gives a sign of life, and no read asks one replica more.
func (w *world) startTimer(t *node.Timer) {
	if t.Kind == node.CoordinatorTimeout {
		w.s.add(w.flight(&engine.Underway{Kind: engine.GiveUp, Op: t.Op}))
	}
}

// startClientTimer lets a client give up waiting for a coordinator that hangs, if anybody may give up.
func (w *world) startClientTimer(id uint32) {
	if w.q.Bounds.Timeouts > 0 && !w.s.clientMayGiveUp(id) {
		w.s.add(w.flight(&engine.Underway{Kind: engine.ClientGivesUp, Op: id}))
	}
}

// arrive takes a message out of the network: lost, held, refused or delivered.
func (w *world) arrive(f *flight) {
	m := &f.Message
	to := &w.s.members[m.To]
	switch {
	case w.s.isCut(m.From, m.To):
	case to.health == engine.Hung:
		w.park(m.To, f)
	case to.health == engine.Crashed:
		if !m.Type.Answer() && !to.dark {
			refusal := node.Refusal(m, 0)
			w.s.add(w.flight(&engine.Underway{Kind: engine.InNetwork, Message: refusal}))
		}
	default:
		w.message = *m
		w.step(m.To, &node.Input{Kind: node.InMessage, Message: &w.message})
	}
}

// park puts something in front of a hung node.
func (w *world) park(id ring.NodeID, f *flight) {
	m := w.s.member(id)
	m.inbox = append(slices.Clip(m.inbox), f)
}

// durable completes a disk write.
func (w *world) durable(f *flight) {
	if to := f.Message.To; w.s.members[to].health == engine.Hung {
		w.park(to, f)
	} else {
		w.message = f.Message
		w.step(to, &node.Input{Kind: node.InWritten, Message: &w.message})
	}
}

// giveUp lets the coordinator of an operation give up waiting, or its client. A coordinator that hangs
// does when it goes on, unless its client has done so before.
func (w *world) giveUp(f *flight) {
	o := w.op(f.Op)
	if f.Kind == engine.ClientGivesUp {
		w.hangUp(f.Op, w.s.nodes[o.coordinator].Acks(f.Op))
		return
	}
	if w.s.members[o.coordinator].health == engine.Hung {
		w.park(o.coordinator, f)
		if !o.told && !o.closed {
			w.startClientTimer(f.Op)
		}
		return
	}
	w.step(o.coordinator, &node.Input{Kind: node.InTimer, Timer: node.Timer{Kind: node.CoordinatorTimeout, Op: f.Op}})
}

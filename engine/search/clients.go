// This file lets clients ask, and tells them what came of it, as the cluster does
// (engine/client_requests.go, engine/client_answers.go).

package search

import (
	"slices"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/node"
	"ringside/engine/oracle"
	"ringside/engine/quorum"
	"ringside/engine/ring"
	"ringside/engine/version"
)

// op returns an operation by its number, which a search gives by the place of its line.
func (w *world) op(id uint32) *op { return w.s.ops[w.place(id)] }

// change returns an operation to be written to.
func (w *world) change(id uint32) *op {
	i := w.place(id)
	mine := *w.s.ops[i]
	mine.number = 0
	w.s.ops[i] = &mine
	return &mine
}

// ask begins the open request of a place, through a node.
func (w *world) ask(r int, via ring.NodeID) {
	s, q := w.s, &w.open[r]
	id := w.first + uint32(r)
	began := w.next()
	s.clients = slices.Clone(s.clients)
	s.clients[q.who]++
	s.begun = append(slices.Clip(s.begun), uint8(r))
	w.news = true
	place := w.place(id)
	o := &op{
		place: place, verb: q.verb, key: q.key, coordinator: via, began: began,
		view: &engine.OpView{ID: w.first + uint32(len(s.begun)) - 1, Verb: q.verb, Key: q.Key, Value: q.Value, Client: q.client(), Coordinator: via},
	}
	level := w.levelOf(q)
	o.need = w.waitsFor(level, via)
	o.view.Need = o.need
	before := s.contexts[q.context]
	if q.verb == event.Get {
		o.due = s.observer.Due(w.subjects[q.key], began)
	} else if before != nil && !q.Blind {
		o.seen, o.past = before.seen, before.past
	}
	s.ops[place] = o
	request := node.Request{
		Op: id, Name: uint64(id), Verb: q.verb, Key: q.key, Token: w.tokens[q.key], Value: q.Value, Seen: o.seen, Level: q.At,
	}
	switch {
	case via == ring.None:
		w.answer(&node.Reply{Op: id, Verb: q.verb, Outcome: event.Unavailable, Need: o.need})
		w.over(id)
	case s.members[via].health == engine.Hung:
		w.park(via, newFlight(engine.Underway{Kind: engine.AtDoor, Op: id, Request: request}))
		w.startClientTimer(id)
	default:
		w.coordinate(via, request)
	}
}

// coordinate gives a node a client's request.
func (w *world) coordinate(via ring.NodeID, q node.Request) {
	w.request = q
	w.step(via, &node.Input{Kind: node.InRequest, Request: &w.request})
}

func (w *world) levelOf(q *question) quorum.Level {
	switch {
	case q.At.Given():
		return q.At
	case q.verb == event.Get:
		return w.settings.R
	}
	return w.settings.W
}

// waitsFor returns how many answers a request waits for that a node coordinates.
func (w *world) waitsFor(level quorum.Level, coordinator ring.NodeID) int {
	if level.Kind == quorum.Number {
		return level.N
	}
	return w.Demand(level, w.ring).From(w.ring, coordinator)
}

// answer tells a client, unless it has been told already, or has given up.
func (w *world) answer(r *node.Reply) {
	if o := w.op(r.Op); o == nil || o.told || o.closed {
		return
	}
	o := w.change(r.Op)
	o.told = true
	w.news, w.told = true, true
	view := *o.view
	view.Outcome, view.Acks, view.Need, view.Returned = r.Outcome, r.Acks, r.Need, r.Returned
	o.view = &view
	step := w.next()
	wrote := r.Verb != event.Get && r.Outcome == event.OK
	switch at := w.contextOf(o.place); {
	case r.Verb == event.Get && (r.Outcome == event.OK || r.Outcome == event.NotFound):
		subject := w.subjects[o.key]
		if at >= 0 {
			w.put(at, clientContext{r.Returned.Seen(), w.s.observer.Past(subject, r.Returned, w.everLWW)})
		}
		w.judge(o, r, step)
	case wrote:
		by := version.Extension{Dot: r.Dot}
		if r.Dot == o.dot {
			by = version.Extension{Of: o.seen, Dot: r.Dot, To: o.made}
		}
		if at >= 0 {
			w.put(at, w.s.contexts[at].wrote(by, o.past))
		}
		w.sees().Acked(w.subjects[o.key], by, step, oracle.Copies{}, w.finder(o.key).everything)
	}
}

// put notes what a client has seen of a key.
func (w *world) put(at int, is clientContext) {
	w.s.contexts = slices.Clone(w.s.contexts)
	w.s.contexts[at] = &is
}

// wrote returns the context of a client that has written a version that builds upon past.
func (c *clientContext) wrote(by version.Extension, past *version.Context) clientContext {
	var was clientContext
	if c != nil {
		was = *c
	}
	return clientContext{was.seen.WithThat(by), version.Union(was.past, past).WithThat(by)}
}

// judge tells the observer what a read returned, and notes what is wrong with it.
func (w *world) judge(o *op, r *node.Reply, step uint32) {
	f := w.finder(o.key)
	read := oracle.Read{
		Op: r.Op, Step: step, Due: o.due, Returned: r.Returned, LWW: w.lww, EverLWW: w.everLWW, Expired: f.expired,
	}
	for _, f := range w.sees().Answered(w.subjects[o.key], read, f.copies) {
		fault := engine.ReadFault{Found: true, Op: f.Op, Dot: f.Dot}
		switch f.Wrong {
		case oracle.Missed:
			o.view.Missed = fault
		case oracle.Older:
			o.view.Older = fault
		case oracle.Resurrected:
			o.view.Resurrected = fault
		}
	}
}

// loseCoordinator tells a client that its coordinator has failed.
func (w *world) loseCoordinator(id uint32, acks int) {
	o := w.op(id)
	w.answer(&node.Reply{Op: id, Verb: o.verb, Outcome: event.CoordinatorLost, Acks: acks, Need: o.need})
}

// hangUp ends an operation whose coordinator has crashed, to which so many answers had come.
func (w *world) hangUp(id uint32, acks int) {
	if o := w.op(id); o != nil && !o.closed {
		w.loseCoordinator(id, acks)
		w.over(id)
	}
}

// over forgets an operation of which nothing more will come, with its timers.
func (w *world) over(id uint32) {
	if o := w.op(id); o == nil || o.closed {
		return
	}
	w.change(id).closed = true
	w.s.removeAll(func(f *flight) bool { return f.Kind >= engine.GiveUp && f.Op == id })
}

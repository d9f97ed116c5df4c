// Which nodes are up at each step of a trace, and which clients still wait.

package lanes

import (
	"ringside/engine/event"
	"ringside/engine/ring"
)

// account knows which nodes were not up at any step of a trace. It grows with the trace
// and, when the trace goes back, keeps what is still true, so that each event is looked at
// once.
type account struct {
	changes []change
	seen    int
	marks   []event.Mark // of every markEvery-th step
}

// change is a change of a node's health at a step: Crash, Depart, Start, Hang or Resume.
type change struct {
	step int
	node ring.NodeID
	kind event.Kind
}

// markEvery limits how many unchanged steps are forgotten when the trace goes back. A
// trace keeps that many events in one chunk.
const markEvery = 4096

// at returns the nodes that were not up after a step, each with the kind of event that
// took it down.
func (a *account) at(t *event.Trace, step int) map[ring.NodeID]event.Kind {
	a.rewind(t)
	for a.seen < step {
		a.seen++
		if a.seen%markEvery == 1 {
			a.marks = append(a.marks, t.Mark(a.seen))
		}
		if e := t.At(a.seen); changesHealth(e.Kind) {
			a.changes = append(a.changes, change{a.seen, e.Node, e.Kind})
		}
	}
	ill := make(map[ring.NodeID]event.Kind)
	for _, c := range a.changes {
		if c.step > step {
			break
		}
		noteHealth(ill, c.node, c.kind)
	}
	return ill
}

// rewind forgets what is no longer in the trace.
func (a *account) rewind(t *event.Trace) {
	keep := 0
	for keep < len(a.marks) && keep*markEvery < t.Len() && t.Mark(keep*markEvery+1) == a.marks[keep] {
		keep++
	}
	if keep == len(a.marks) && a.seen <= t.Len() {
		return
	}
	a.seen = min(a.seen, keep*markEvery, t.Len())
	a.marks = a.marks[:(a.seen+markEvery-1)/markEvery]
	for len(a.changes) > 0 && a.changes[len(a.changes)-1].step > a.seen {
		a.changes = a.changes[:len(a.changes)-1]
	}
}

// changesHealth reports whether a kind of event decides which nodes are up.
func changesHealth(k event.Kind) bool {
	switch k {
	case event.Crash, event.Hang, event.Depart, event.Start, event.Resume:
		return true
	}
	return false
}

// noteHealth applies such an event to ill.
func noteHealth(ill map[ring.NodeID]event.Kind, n ring.NodeID, k event.Kind) {
	if k == event.Start || k == event.Resume {
		delete(ill, n)
		return
	}
	ill[n] = k
}

// untold returns the clients of the operations that have no answer yet after a step.
func untold(t *event.Trace, step int) map[uint32]Lane {
	clients := make(map[uint32]Lane)
	for at := 1; at <= step; at++ {
		switch e := t.At(at); e.Kind {
		case event.Invoke:
			clients[e.Op] = ClientLane(event.Sym(e.Ref))
		case event.Reply:
			delete(clients, e.Op)
		}
	}
	return clients
}

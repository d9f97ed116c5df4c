// This file says when enough replicas have what a read returns, where the client is not
// told before: one that is about to give its copy up declines to be repaired.

package node

import (
	"slices"

	"ringside/engine/event"
	"ringside/engine/quorum"
	"ringside/engine/ring"
)

// repairable reports whether a replica takes in what it lacks: not if it has given the key up,
// or is about to.
func (n *Node) repairable(r *request, t *target) bool {
	e := n.ringVersion
	return r.plan == e && e.Next == nil || slices.Contains(n.keepers(e.coming(), r.Key), t.node)
}

// enoughRepaired reports whether so many replicas have the result of a read that no later one
// by as many answers can miss it, neither now nor when the change of membership is over;
// those that declined don't count. Where reads need not overlap, it is as many as the
// read asks for.
//
//	N 3, R 2    n1 has it, n2 lacks it and leaves    1 of 2: n3 is asked
//	N 3, R 3    n1 has it, n2 lacks it and leaves    1 of 1: the next read asks n1, too
//	dc1=2,dc2=2          the same in each data centre of which something is asked
func (r *request) enoughRepaired() bool {
	for entry, e := range r.answers.Rule() {
		replicas, declined := 0, 0
		for i := range r.targets {
			t := &r.targets[i]
			if r.parts != nil && !slices.Contains(e.Of, t.node) {
				continue
			}
			if t.owner == ring.None {
				replicas++
			}
			if t.declined && r.answers.Counts(t.node) {
				declined++
			}
		}
		if r.answers.Have(entry)-declined < min(e.Need, replicas-e.Need+1) {
			return false
		}
	}
	return true
}

// askMore asks others instead of those that declined to be repaired: their answers count
// no more.
func (n *Node) askMore(r *request, cause uint32) {
	r.read = false
	for i := range r.targets {
		t := &r.targets[i]
		if !t.declined || t.state != answered {
			continue
		}
		if r.answers.Counts(t.node) {
			r.answers.Ask(t.node)
			r.answers.Add(t.node, false)
		}
		t.state, t.behind = refused, false
	}
	for i := range r.targets { // who answered while repairs were under way
		if t := &r.targets[i]; t.state == answered && !r.answers.Counts(t.node) && r.mayCount(t) {
			n.askToo(r, t, cause)
		}
	}
	for r.answers.Outcome() == quorum.Impossible {
		if !n.askNext(r, cause) {
			n.tell(r, event.Failed, nil, cause)
			return
		}
	}
}

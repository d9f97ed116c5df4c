// This file says of a request that was answered whether anything that matters can still come
// of it, of one that was not how many answers it lacks, and of two peers whether a node makes
// any difference between them. A search of everything that can happen leaves out what follows
// from that.

package node

import (
	"slices"

	"ringside/engine/event"
	"ringside/engine/ring"
)

// Spent reports whether nothing more comes of a request than its end: its client has been
// told, and it will send nothing more. unread says that nobody will read any store again, so
// that its repairs make no difference either. It holds as long as no request is ended by a
// timer and no peer refuses.
func (n *Node) Spent(op uint32, unread bool) bool {
	r := n.requests.find(op)
	if r == nil || !r.told || r.blocked {
		return false
	}
	for i := range r.targets {
		if t := &r.targets[i]; t.owner != ring.None || t.pending {
			return false // a stand-in is told whether its hint counts
		}
	}
	repairs := r.repair != RepairOff || r.united
	return r.Verb != event.Get || !repairs || unread || r.answers.Waiting() == 0
}

// Acks returns how many answers have come to a request that the node coordinates and whose
// client still waits; 0 of any other.
func (n *Node) Acks(op uint32) int {
	if r := n.requests.find(op); r != nil && !r.told {
		return r.answers.Progress()
	}
	return 0
}

// Own says how the node's own answer may come to be one that a request of it waits for.
type Own uint8

const (
	// OwnNever: it counts already, or never will.
	OwnNever Own = iota
	// OwnLater: it may count if the node comes to stand in for another that refuses.
	OwnLater
	// OwnSoon: it may count without a message.
	OwnSoon
)

// Awaits returns how many more answers must count of a request that the node coordinates and whose
// client waits, where it asks for most; by data centre others may be missing as well. counted has a
// bit for each of the first 64 nodes whose answer counts, and own says whether the node's own may be
// one that is missing. known is false if there is no such request.
func (n *Node) Awaits(op uint32) (answers int, counted uint64, own Own, known bool) {
	r := n.requests.find(op)
	if r == nil || r.told {
		return 0, 0, OwnNever, false
	}
	for i := range r.targets {
		if t := &r.targets[i]; r.answers.Counts(t.node) {
			counted |= 1 << uint(t.node)
		}
	}
	for i, e := range r.answers.Rule() {
		answers = max(answers, e.Need-r.answers.Have(i))
	}
	switch {
	case r.answers.Counts(n.ID):
	case r.find(n.ID) != nil:
		own = OwnSoon
	case r.sloppy:
		own = OwnLater
	}
	return answers, counted, own, true
}

// Forget takes a request out that is Spent, as if nothing more could arrive of it.
func (n *Node) Forget(op uint32) { n.requests.remove(op) }

// Untouched reports whether the node coordinates nothing, is Calm, and has never made a
// version.
func (n *Node) Untouched() bool { return len(n.requests) == 0 && n.Calm() && !n.Store.Issued() }

// Calm reports whether the node believes all peers up, and keeps nothing for others.
func (n *Node) Calm() bool {
	return len(n.down) == 0 && len(n.handing) == 0 && len(n.owed) == 0 && n.Store.Hints() == 0
}

// TreatsAlike reports whether the node would go on as before if two of its peers had changed
// their places in all that it has under way.
func (n *Node) TreatsAlike(a, b ring.NodeID) bool {
	if !n.Calm() {
		return false
	}
	for _, r := range n.requests {
		x, y := r.find(a), r.find(b)
		switch {
		case x == nil && y == nil:
		case x == nil || y == nil || r.parts != nil, r.Verb == event.Get && !r.every && !r.told:
			return false
		case x.state != y.state, x.round != y.round, x.full != y.full, x.copied != y.copied, x.repairing != y.repairing, x.declined != y.declined,
			x.repairs != y.repairs, x.pending != y.pending, x.behind != y.behind, x.digest != y.digest, x.set != y.set, x.owner != y.owner:
			return false
		case r.answers.Counts(a) != r.answers.Counts(b), slices.Contains([]ring.NodeID{a, b}, n.ID):
			return false
		}
	}
	return true
}

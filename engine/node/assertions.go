// This file holds what must be true of a node whatever happens. It is true, or the
// protocol is wrong, and then nothing that it goes on to say can be believed.

package node

import "fmt"

// broken ends everything: an invariant does not hold.
func (n *Node) broken(format string, args ...any) {
	panic(fmt.Sprintf("node %d: ", n.ID) + fmt.Sprintf(format, args...))
}

// checkArrival holds what must be true of a message that comes.
func (n *Node) checkArrival(m *Message) {
	switch {
	case m.To != n.ID:
		n.broken("a message for node %d has come", m.To)
	case m.From == n.ID:
		n.broken("a message from itself has come")
	}
}

// check holds what must be true of a request after each step of it.
func (n *Node) check(r *request) {
	waiting, mending := 0, 0
	for i := range r.targets {
		t := &r.targets[i]
		if t.state == asked {
			waiting++
		}
		if t.mending {
			mending++
		}
		if t.owner == t.node {
			n.broken("operation %d: node %d stands in for itself", r.Op, t.node)
		}
	}
	switch {
	case waiting != r.answers.Waiting():
		n.broken("operation %d: %d have been asked, and the rule waits for %d", r.Op, waiting, r.answers.Waiting())
	case mending != r.mending:
		n.broken("operation %d: %d are being mended, and %d are counted", r.Op, mending, r.mending)
	case r.blocked && r.told:
		n.broken("operation %d: its client has been told, and waits for repairs", r.Op)
	case r.answers.Counted() > len(r.targets):
		n.broken("operation %d: %d answers count, of %d who could be asked", r.Op, r.answers.Counted(), len(r.targets))
	}
}

// This file holds what must be true of a node whatever happens. It is true, or the
// protocol is wrong, and then nothing that it goes on to say can be believed.

package node

import "fmt"

// violated ends everything: an invariant does not hold.
func (n *Node) violated(format string, args ...any) {
	panic(fmt.Sprintf("node %d: ", n.ID) + fmt.Sprintf(format, args...))
}

// checkArrival holds what must be true of a message that comes.
func (n *Node) checkArrival(m *Message) {
	switch {
	case m.To != n.ID:
		n.violated("a message for node %d has come", m.To)
	case m.From == n.ID:
		n.violated("a message from itself has come")
	}
}

// check holds what must be true of a request after each step of it.
func (n *Node) check(r *request) {
	waiting, repairing := 0, 0
	for i := range r.targets {
		t := &r.targets[i]
		if t.state == asked {
			waiting++
		}
		if t.repairing {
			repairing++
		}
		if t.owner == t.node {
			n.violated("operation %d: node %d stands in for itself", r.Op, t.node)
		}
	}
	switch {
	case waiting != r.answers.Waiting():
		n.violated("operation %d: %d have been asked, and the rule waits for %d", r.Op, waiting, r.answers.Waiting())
	case repairing != r.repairing:
		n.violated("operation %d: %d are being repaired, and %d are counted", r.Op, repairing, r.repairing)
	case r.blocked && r.told:
		n.violated("operation %d: its client has been told, and waits for repairs", r.Op)
	case r.answers.Counted() > len(r.targets):
		n.violated("operation %d: %d answers count, of %d who could be asked", r.Op, r.answers.Counted(), len(r.targets))
	}
}

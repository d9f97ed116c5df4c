// The change coordinator: the node that joins or leaves or, if that node is dead, some other
// one. It notifies the nodes that will take something over, and makes the next ring version
// when they all have it.

package node

import (
	"slices"

	"ringside/engine/event"
	"ringside/engine/ring"
)

// invite notifies the nodes that will take something over, if this node is the change
// coordinator, and makes the next ring version if there are none.
func (n *Node) invite(cause uint32) (again bool) {
	e := n.ringVersion
	if e.Next == nil || e.Coordinator != n.ID {
		return false
	}
	waits := false
	for _, id := range e.gainers() {
		switch {
		case slices.Contains(n.ready, id):
			continue
		case id == n.ID && n.taken():
			n.ready = append(n.ready, id)
			continue
		case id != n.ID && n.Believes(id) && !slices.Contains(n.invited, id):
			again = true
			n.expect(Message{Cause: cause, Type: event.Invite, To: id, Serial: n.life})
		}
		waits = true
	}
	if !waits {
		n.enact(cause)
	}
	return again
}

// noted notes that a peer has received an invitation or a report of this ring version. A
// change coordinator that has crashed has forgotten the reports it had, and ignores late
// messages from before.
func (n *Node) noted(m *Message) {
	switch {
	case n.ringVersion.Coordinator != n.ID:
		if m.Serial >= n.reportsTo { // it is the coordinator's answer
			n.reported, n.reportsTo = true, m.Serial
		}
	case m.Serial == n.life:
		n.invited = append(n.invited, m.From)
	}
}

// invitedIn notes in which life the change coordinator has invited the node: if it has
// crashed since the node reported to it, it has forgotten that.
func (n *Node) invitedIn(life uint32) {
	if life > n.reportsTo {
		n.reported, n.reportsTo = false, life
	}
}

// gainers returns the nodes that will become replicas of something.
func (e *RingVersion) gainers() (all []ring.NodeID) {
	for _, m := range e.Moves {
		if !slices.Contains(all, m.To) {
			all = append(all, m.To)
		}
	}
	return all
}

// readyNow notes, at the change coordinator, that a node has taken over everything that it
// will keep.
func (n *Node) readyNow(who ring.NodeID, cause uint32) {
	e := n.ringVersion
	if e.Next == nil || e.Coordinator != n.ID || slices.Contains(n.ready, who) {
		return
	}
	n.ready = append(n.ready, who)
	for _, id := range e.gainers() {
		if !slices.Contains(n.ready, id) {
			return
		}
	}
	n.enact(cause)
}

// enact makes the next ring version and announces it to all nodes.
func (n *Node) enact(cause uint32) {
	next := n.ringVersion.completed(n.now())
	o := n.output(Enacted)
	o.RingVersion, o.Cause = next, cause
	step := n.given()
	n.learn(next, step)
	n.hello(step)
}

// report tells the change coordinator that this node has taken over everything, until the
// coordinator has noted it.
func (n *Node) report(cause uint32) (again bool) {
	e := n.ringVersion
	if e.Next == nil || e.Coordinator == n.ID || n.reported || !n.gains || !n.taken() || !n.Believes(e.Coordinator) {
		return false
	}
	n.expect(Message{Cause: cause, Type: event.Ready, To: e.Coordinator})
	return true
}

// haveTaken sends the report to the change coordinator, if this node has taken over
// everything.
func (n *Node) haveTaken(cause uint32) {
	switch {
	case !n.taken():
	case n.ringVersion.Coordinator == n.ID:
		n.readyNow(n.ID, cause)
	default:
		n.report(cause)
	}
}

// deliverChange processes a message about a membership change.
func (n *Node) deliverChange(m *Message, step uint32) {
	switch m.Type {
	case event.Invite:
		if m.Plan == n.ringVersion {
			n.invitedIn(m.Serial)
		}
		n.post(&Message{Cause: step, Type: event.Noted, From: n.ID, To: m.From, Serial: m.Serial})
		if !n.checkPlanned {
			n.checkMembershipNow(step)
		}
	case event.Noted:
		if m.Plan == n.ringVersion {
			n.noted(m)
		}
	case event.Release:
		n.release(m, step)
	case event.Released:
		n.released(m, step)
	case event.Ready:
		if m.Plan != n.ringVersion { // of an earlier change: the answer brings the news, and notes nothing
			n.post(&Message{Cause: step, Type: event.Pong, From: n.ID, To: m.From})
			return
		}
		n.post(&Message{Cause: step, Type: event.Noted, From: n.ID, To: m.From, Serial: n.life})
		n.readyNow(m.From, step)
	}
}

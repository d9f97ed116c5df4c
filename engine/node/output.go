// This file holds what a node gives out, and the little that it looks at.
//
//	request, message, timer, disk ─▶ node ─▶ Output … Output ─▶ carried out, in this order
//	                                  │ ▲                            │
//	  time, settings, clock, tokens ──┘ └── Advance: their steps ◀───┘
//
// A node changes nothing but itself and its disk. Everything else that is to happen it
// says in Outputs, which are carried out when its step is over. What an output causes
// refers to it by its place: only the caller, which carries it out, knows the number of the event.

package node

import (
	"time"

	"ringside/engine/event"
	"ringside/engine/quorum"
	"ringside/engine/ring"
	"ringside/engine/version"
)

// Env is what a node looks at while it takes a step. Nothing of it changes meanwhile, and
// to look changes nothing.
type Env interface {
	// Now returns the virtual time.
	Now() time.Duration
	// Settings returns the cluster's settings; a node only reads them.
	Settings() *Settings
	// Clock returns the time of a node's own clock in ns, which may be wrong.
	Clock(id ring.NodeID) int64
	// Demand returns what a level asks for on a ring under the settings.
	Demand(level quorum.Level, r *ring.Ring) *quorum.Demand
	// Token returns a key's position on the ring.
	Token(key event.Sym) ring.Token
	// Plans reports whether a Probe or a HandOff is worth starting; see Timer.Idle.
	Plans(t Timer) bool
	// Merges returns what all nodes merge what they store with.
	Merges() *version.Merges
}

// A cause is the step of an event, or refers to one whose step a node can't know:
// reference and the place of an output of the same step of the node, or silence and a
// peer, for what keeps that peer's heartbeats away.
const (
	reference = 1 << 31
	silence   = 1<<30 | reference
)

// Refers reports whether a cause is no step, but refers to one.
func Refers(cause uint32) bool { return cause&reference != 0 }

// Referred returns the place of the output that a cause refers to, among those of the same
// step; if silent is set, it is the peer whose heartbeats are kept away.
func Referred(cause uint32) (place int, silent bool) {
	return int(cause &^ silence), cause&silence == silence
}

func silenceOf(peer ring.NodeID) uint32 { return silence | uint32(peer) }

// OutputKind says what an output is.
type OutputKind uint8

const (
	// Recorded is an event for the trace: Event, and what that refers to, as Nodes (the
	// preference list of an Invoke, who has what a Cleanup dropped), Keys (those that a
	// Cleanup dropped), Parts (of an Invoke and a Deliver: what counts by data centre), Text (Learn, Compared) and Set (of a Store or a Hint: all that is
	// kept of the key now; of a Purge: what is let go of).
	Recorded OutputKind = iota
	// Sent is a message for the network: Message. A gossip message is not numbered, and
	// leaves no event.
	Sent
	// Written is a message whose versions the node's disk is to take in. InWritten comes when
	// it has, unless the node crashes first.
	Written
	// Started is a timer: Timer. InTimer comes when its time has come, unless the node crashes
	// first.
	Started
	// Answered is what a client is told: Reply.
	Answered
	// Issued is a new version that an operation has made: Op and Set.
	Issued
	// United is a version that a read has made of siblings: Key, Set and Siblings.
	United
	// Settled: nothing more will come of an operation, Op, which was about Key. Holds: until now
	// the node has kept what it read or, to keep hints of it, what it wrote.
	Settled
	// Dropped: the node has dropped all that it had of Keys, because of Cause.
	Dropped
	// Synced: at the step Cause, what the node knew of Keys came onto its disk, instead of
	// what was there.
	Synced
	// BeliefChanged: because of Cause the node has changed its mind about a peer, so that gossip
	// must not rest.
	BeliefChanged
	// Enacted: all has moved, and RingVersion ends the change, because of Cause.
	Enacted
	// Abandoned: the node has crashed, at Cause, and was coordinating Op, to which Acks had come.
	Abandoned
)

// Output is one thing that a node gives out. Only the fields that its kind names mean
// anything.
type Output struct {
	Kind          OutputKind
	Node          ring.NodeID // whose it is
	Step          uint32      // of the event that it has led to: filled in by the caller
	Op            uint32
	Acks          int
	Cause         uint32
	Key           event.Sym
	Text          string
	Holds         bool
	Nodes         []ring.NodeID
	Keys          []event.Sym
	Parts         []Part
	Set, Siblings *version.Set
	RingVersion   *RingVersion
	Event         event.Event
	Message       Message
	Timer         Timer
	Comparison    *Comparison // of a Recorded that is Compared
	Reply         Reply
}

// output appends an output to what the node gives out, to be filled in: all that its kind
// names, since the rest is left over from others.
func (n *Node) output(kind OutputKind) *Output {
	i := len(n.out)
	if i < cap(n.out) {
		n.out = n.out[:i+1]
	} else {
		n.out = append(n.out, Output{})
	}
	o := &n.out[i]
	o.Kind, o.Node = kind, n.ID
	return o
}

// given refers to the event that the last output leads to, as the cause of what follows.
func (n *Node) given() uint32 { return reference | uint32(len(n.out)-1) }

// Advance tells the node that its outputs have been carried out, and at which steps.
func (n *Node) Advance(out []Output) {
	if !n.refers {
		return
	}
	n.refers = false
	for i := range n.down {
		settle(&n.down[i].step, out)
	}
	for _, r := range n.requests {
		settle(&r.invoked, out)
	}
}

// settle puts a step in the place of a reference to it.
func settle(step *uint32, out []Output) {
	if Refers(*step) {
		place, _ := Referred(*step)
		*step = out[place].Step
	}
}

// record adds an event to the trace, and refers to it.
func (n *Node) record(e event.Event) uint32 {
	o := n.output(Recorded)
	o.Event, o.Parts = e, nil
	return n.given()
}

// delivered is record of the delivery of a message. More may be said of it in the output until the
// next one.
func (n *Node) delivered(m *Message) (o *Output, step uint32) {
	o = n.output(Recorded)
	o.Parts = nil
	m.RecordIn(&o.Event, event.Deliver, m.Cause)
	return o, n.given()
}

// recordSet is record of an event that is about all that the node has of a key.
func (n *Node) recordSet(e event.Event, set *version.Set) uint32 {
	o := n.output(Recorded)
	o.Event, o.Set, o.Parts = e, set, nil
	return n.given()
}

// recordWith is record of an event that refers to nodes, keys or a text.
func (n *Node) recordWith(e event.Event, nodes []ring.NodeID, keys []event.Sym, text string) uint32 {
	o := n.output(Recorded)
	o.Event, o.Nodes, o.Keys, o.Text, o.Parts = e, nodes, keys, text, nil
	return n.given()
}

// post hands a copy of a message to the network, which may lose it. A message
// without a plan gets the node's ring version.
func (n *Node) post(m *Message) {
	o := n.output(Sent)
	o.Message = *m
	if m.Plan == nil && m.Type != event.Gossip {
		o.Message.Plan = n.ringVersion
	}
}

// start starts a timer, and reports whether it did; see Timer.Idle.
func (n *Node) start(t Timer) bool {
	if (t.Kind == Probe || t.Kind == HandOff) && !n.env.Plans(t) {
		return false
	}
	n.output(Started).Timer = t
	return true
}

// wakeGossip says that the node has changed its mind about a peer.
func (n *Node) wakeGossip(cause uint32) { n.output(BeliefChanged).Cause = cause }

// gone says that the node has dropped all that it had of some keys.
func (n *Node) gone(keys []event.Sym, cause uint32) {
	o := n.output(Dropped)
	o.Keys, o.Cause = keys, cause
}

func (n *Node) settings() *Settings { return n.env.Settings() }

func (n *Node) now() time.Duration { return n.env.Now() }

// clock is what the node's own clock says.
func (n *Node) clock() int64 { return n.env.Clock(n.ID) }

// token is where a key lives.
func (n *Node) token(key event.Sym) ring.Token { return n.env.Token(key) }

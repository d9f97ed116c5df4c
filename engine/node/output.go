// This file holds what a node gives out, and the little that it looks at.
//
//	request, message, timer, disk ─▶ node ─▶ Output … Output
//	                                  │ looks at: time, settings, its clock, positions of keys
//
// A node changes nothing but itself and its disk. Everything else that is to happen it
// says in Outputs, one after the other. Each is carried out before the node goes on: the
// step of an event is the cause of what follows, and the observer sees the disks as they
// were at each event.

package node

import (
	"time"

	"ringside/engine/event"
	"ringside/engine/ring"
	"ringside/engine/version"
)

// Host is everything that a node needs of the world around it.
type Host interface {
	// Now returns the virtual time.
	Now() time.Duration
	// Settings returns the cluster's settings; a node only reads them.
	Settings() *Settings
	// Clock returns the time of a node's own clock in ns, which may be wrong.
	Clock(id ring.NodeID) int64
	// Token returns a key's position on the ring.
	Token(key event.Sym) ring.Token
	// Blame returns the step that keeps a peer's heartbeats away, as an observer sees it.
	Blame(peer ring.NodeID) uint32

	// Take carries an output out, and returns what the output's kind says. It keeps nothing
	// of the output, and calls the node with nothing that leads to another one.
	Take(o *Output) uint32
}

// OutputKind says what an output is.
type OutputKind uint8

const (
	// Recorded is an event for the trace: Event, and what that refers to, as Nodes (the
	// preference list of an Invoke, who has what a Cleanup dropped), Keys (those that a
	// Cleanup dropped) and Text (Learn, Compared). Take returns its step.
	Recorded OutputKind = iota
	// Sent is a message for the network: Message. A gossip message is not numbered, and
	// leaves no event.
	Sent
	// Written is a message whose versions the node's disk is to take in. Node.Durable is
	// called when it has, unless the node crashes first.
	Written
	// Started is a timer: Timer. Node.Fire is called when its time has come. Take returns 0
	// if it is not planned; see Timer.Idle.
	Started
	// Answered is what a client is told: Reply. Take returns the step of that.
	Answered
	// Issued is a new version that an operation has made: Op and Set.
	Issued
	// United is a version that a read has made of siblings: Key, Set and Siblings.
	United
	// Settled: nothing more will come of an operation, Op, which was about Key.
	Settled
	// Dropped: the node has dropped all that it had of Keys, because of Cause.
	Dropped
	// Synced: at the step Cause, what the node knew of Keys came onto its disk, instead of
	// what was there.
	Synced
	// Stirred: because of Cause the node has changed its mind about a peer, so that gossip
	// must not rest.
	Stirred
	// Enacted: all has moved that RingVersion moves, because of Cause. Take puts in its
	// place the one that ends the change, and returns the step of that.
	Enacted
)

// Output is one thing that a node gives out. Only the fields that its kind names mean
// anything.
type Output struct {
	Kind          OutputKind
	Node          ring.NodeID // whose it is
	Op            uint32
	Cause         uint32
	Key           event.Sym
	Text          string
	Nodes         []ring.NodeID
	Keys          []event.Sym
	Set, Siblings *version.Set
	RingVersion   *RingVersion
	Event         event.Event
	Message       Message
	Timer         Timer
	Reply         Reply
}

// output returns an output to be filled in and given to take. It is always the same one.
func (n *Node) output(kind OutputKind) *Output {
	if n.out == nil {
		n.out = &Output{Node: n.ID}
	}
	n.out.Kind = kind
	return n.out
}

func (n *Node) take(o *Output) uint32 { return n.host.Take(o) }

// record adds an event to the trace and returns its step.
func (n *Node) record(e event.Event) uint32 {
	o := n.output(Recorded)
	o.Event = e
	return n.take(o)
}

// recordWith is record of an event that refers to nodes, keys or a text.
func (n *Node) recordWith(e event.Event, nodes []ring.NodeID, keys []event.Sym, text string) uint32 {
	o := n.output(Recorded)
	o.Event, o.Nodes, o.Keys, o.Text = e, nodes, keys, text
	return n.take(o)
}

// post hands a message to the network, which may lose it. A message
// without a plan gets the node's ring version.
func (n *Node) post(m Message) {
	o := n.output(Sent)
	o.Message = m
	n.take(o)
}

// start starts a timer, and reports whether it did; see Timer.Idle.
func (n *Node) start(t Timer) bool {
	o := n.output(Started)
	o.Timer = t
	return n.take(o) != 0
}

// wakeGossip says that the node has changed its mind about a peer.
func (n *Node) wakeGossip(cause uint32) {
	o := n.output(Stirred)
	o.Cause = cause
	n.take(o)
}

// gone says that the node has dropped all that it had of some keys.
func (n *Node) gone(keys []event.Sym, cause uint32) {
	o := n.output(Dropped)
	o.Keys, o.Cause = keys, cause
	n.take(o)
}

func (n *Node) settings() *Settings { return n.host.Settings() }

func (n *Node) now() time.Duration { return n.host.Now() }

// clock is what the node's own clock says.
func (n *Node) clock() int64 { return n.host.Clock(n.ID) }

// token is where a key lives.
func (n *Node) token(key event.Sym) ring.Token { return n.host.Token(key) }

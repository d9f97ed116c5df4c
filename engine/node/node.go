// Package node is the protocol: what one node does with a request, a message
// and a timer. A node is a state machine: an input goes in, outputs come out.
//
//	              Step
//	request ─▶ ┌──────────┐ ─▶ messages, disk writes, timers
//	message ─▶ │ requests │ ─▶ the client's answer
//	disk    ─▶ │ store    │ ─▶ events: what happened
//	timer   ─▶ └──────────┘
//
// It never waits, never draws a random number and never looks at another node; while it
// takes a step nothing else happens. What goes in is in input.go, what comes out, and the
// little that a node looks at, in output.go.
// Coordinator: request.go, put.go, get.go, stand_in.go; whose answers it needs is
// said by engine/quorum. Replica: replica.go. Whom it believes to be down: belief.go,
// gossip.go. What a change of membership asks of it: ring_version.go, range_transfer.go,
// change_coordinator.go, cleanup.go.
package node

import (
	"time"

	"ringside/engine/event"
	"ringside/engine/merkle"
	"ringside/engine/ring"
	"ringside/engine/store"
)

// Node is one member. Its store is the disk; the rest is memory, which a crash
// takes.
type Node struct {
	ID    ring.NodeID
	Store *store.Store

	env          Env
	out          []Output                    // what it has given out in this step
	refers       bool                        // it has noted something by its place in out
	requests     underWay                    // what it coordinates
	spare        []*request                  // finished ones, to be used again
	down         []absent                    // whom it believes down, sorted
	records      []record                    // of all nodes' heartbeats; nil while gossip sleeps
	handing      []handing                   // hints whose handoff is planned, sorted
	expiring     time.Duration               // when hints are looked through for those whose time is over; 0: not planned
	owed         []spare                     // stand-ins that have not acked a write which is over
	flushing     bool                        // a flush is planned
	merkle       *merkle.Tree                // of the store; nil until it is asked for
	sessions     map[ring.NodeID]*comparison // those under way, by peer
	compares     uint32                      // how many it has begun; on the disk, so that no late answer is taken for another's
	ringVersion  *RingVersion                // by which it goes; on the disk
	life         uint32                      // how many crashes it has had; on the disk
	promised     int                         // the ring version in which it answers no reads of what it loses; on the disk
	gains        bool                        // it comes to keep something
	transfers    []transfer                  // what it is to take over, by peer
	cleanups     []transfer                  // what it is to let go of, by peer
	ready        []ring.NodeID               // change coordinator: who has taken over all that it is to keep
	invited      []ring.NodeID               // change coordinator: who knows that there is something to keep
	reported     bool                        // the change coordinator knows that this node has taken over all
	reportsTo    uint32                      // in this life of the change coordinator
	expected     []expectation               // who has been asked and not been heard since
	checkPlanned bool                        // a membership check is planned
	tries        int                         // what the wait for the next check is multiplied by
	answering    bool                        // it goes on with an answer
	readTimes    []time.Duration             // of the latest reads that it coordinated, in the order of their ends
	sorted       []time.Duration             // scratch
	own          []Message                   // what it has answered itself meanwhile
	owners       []ring.NodeID               // scratch
	hops         []ring.NodeID               // scratch
	plans        []ring.Hop                  // scratch
}

// New returns a node with an empty disk that goes by a ring version.
func New(id ring.NodeID, e *RingVersion, env Env) *Node {
	return &Node{ID: id, env: env, ringVersion: e, Store: store.New(id)}
}

// lose takes the node's memory, as a crash does, and says which operations it was
// coordinating, oldest first.
func (n *Node) lose(cause uint32) {
	for _, r := range n.requests {
		o := n.output(Abandoned)
		o.Op, o.Cause, o.Acks = r.Op, cause, r.answers.Progress()
	}
	n.requests = nil
	n.life++
	n.down, n.records = nil, nil
	n.flushing = false
	n.Store.Lose()
	n.merkle, n.sessions = nil, nil
	n.handing, n.expiring, n.owed, n.readTimes = nil, 0, nil, nil
	n.transfers, n.cleanups, n.ready, n.invited, n.reported, n.expected, n.checkPlanned = nil, nil, nil, nil, false, nil, false
}

// Refusal returns what the machine of a crashed node answers to m, for the host
// to send.
func Refusal(m *Message, cause uint32) Message {
	return Message{Op: m.Op, Name: m.Name, Cause: cause, Key: m.Key, Type: event.Refused, From: m.To, To: m.From, Round: m.Round, Nth: m.Nth}
}

// What is on its way, and what else is left to happen.

package engine

import (
	"time"

	"ringside/engine/node"
	"ringside/engine/sim"
)

// parcel is one thing that a hung node will do when it resumes.
type parcel struct {
	kind uint8
	ref  uint32
}

// flight is a message on its way, or on its way to a disk.
type flight struct {
	node.Message
	lands time.Duration
	life  uint32 // of the node whose disk or timer it is
	gone  bool   // it has been dropped or delivered by hand; its item in the queue means nothing
	disk  bool   // it is on its way to a disk: if life is over, it will never be there
	timer node.TimerKind
}

// The kinds of sim.Item.
const (
	arrival            uint8 = iota // flights[ref], of an operation, reaches its destination
	sign                            // flights[ref], a sign of life or a probe for one, reaches its destination
	disk                            // flights[ref].Set is durable at To
	backgroundWrite                 // flights[ref].Set, of no operation, is durable at To
	timer                           // what flights[ref].From wanted to be reminded of
	round                           // replicas are compared
	gossipTick                      // a node's turn to gossip: the node in the low half of ref
	gossipMessage                   // flights[ref], a gossip message, reaches its destination
	turn                            // a client of a load makes its next request: see clientBits
	coordinatorTimeout              // the coordinator of operation ref has waited long enough
	speculativeRetry                // the coordinator of operation ref may ask one replica more
	clientTimeout                   // the client of operation ref has
	request                         // held[ref] waits before a hung node; never in the queue
)

// intake is room for what a node is given.
type intake struct {
	message node.Message
	request node.Request
}

// motion counts what is left to happen.
type motion struct {
	moving  int // messages of operations in flight, and disks writing
	waiting int // timers of operations
	probing int // probes and their timers
}

// rule is what will happen to the next messages of a link.
type rule struct {
	verb  Verb // Drop, Delay or Duplicate
	link  sim.Link
	left  int // how many messages it still applies to
	by    time.Duration
	cause uint32
}

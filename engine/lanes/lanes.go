// Package lanes lays a trace out as a space-time diagram (Lamport, "Time,
// Clocks, and the Ordering of Events in a Distributed System", 1978, figure 1):
// a lane for everybody who takes part, time downward, and messages between.
//
//	           client   n1        n2        n3
//	invoke       ├──────▸│         │         │     row 0: a message ends where it began
//	send                 ├╮        │         │     row 1: two messages begin
//	deliver              │├───────▸│         │     row 2: one of them ends
//	drop                 │╰────────┼────────×      row 3: the other is dropped
//
// A Diagram is a value made from the trace alone, so it can be had of a past
// moment and of a session from a file. It formats nothing: names, words and
// pictures are for those who show it. Clocks tells from the same events which of
// them could have known of which.
package lanes

import (
	"cmp"
	"slices"
	"time"

	"ringside/engine/event"
	"ringside/engine/ring"
)

// Kind says who has a lane.
type Kind uint8

const (
	// Client asks and is told.
	Client Kind = iota + 1
	// Node is one of the cluster's.
	Node
	// Hand is what drives the cluster: commands, settings, links.
	Hand
	// Observer knows what nobody in the cluster does: what was lost or missed, and
	// messages that disappear.
	Observer
)

// Lane is one column. Lanes can be compared.
type Lane struct {
	Kind Kind
	Who  int32 // of a node its ring.NodeID, of a client the event.Sym of its name
}

// NodeLane returns the lane of a node.
func NodeLane(n ring.NodeID) Lane { return Lane{Node, int32(n)} }

// ClientLane returns the lane of a client, which may be unnamed (0).
func ClientLane(name event.Sym) Lane { return Lane{Client, int32(name)} }

// Node returns whose lane it is; None if it is no node's.
func (l Lane) Node() ring.NodeID {
	if l.Kind != Node {
		return ring.None
	}
	return ring.NodeID(l.Who)
}

// Diagram is a part of a trace as lanes, rows and messages.
type Diagram struct {
	Lanes    []Lane // from left to right: clients as they appear, then nodes by number
	Rows     []Row
	Messages []Message
	// Ill says who was not up when the diagram begins: Crash, Hang or Depart.
	Ill map[ring.NodeID]event.Kind
	// Over is true of one operation whose client has been told and of which nothing
	// is on its way.
	Over bool
}

// Row is what happens in one lane at one moment. It takes at most one message in,
// or else gives any number out, so that a row has room for its arrows.
type Row struct {
	At    time.Duration
	Lane  Lane
	Steps []int // the events, in order
	In    int   // the message that ends here; -1: none
	Out   []int // the messages that begin here, but for those that end here too
	// Idle is true if LongIdle or more passed before it while nothing was on its
	// way: all waited for a timeout, or for a request.
	Idle bool
}

// LongIdle is how much time without anything in it is worth telling: no disk
// takes so long.
const LongIdle = 10 * time.Millisecond

// Message is an edge from one row to another.
type Message struct {
	From, To Lane
	Type     event.Type // 0: what a client asks or is told
	Began    int        // its first row; -1: before the diagram
	Ended    int        // its last row; -1: it is on its way
	Sent     int        // the step at which it was sent; 0: before the diagram
	Fate     Fate
	Why      event.Why // why it was dropped
	ID       uint32    // its number, as in View.Messages; 0: a client's
}

// Fate is what became of a message.
type Fate uint8

const (
	// Flying: nobody knows yet.
	Flying Fate = iota
	// Arrived in time, or Late: the client had been told already.
	Arrived
	Late
	// Dropped: it never arrives.
	Dropped
)

// Across reports whether a message goes from one lane to another: what a node tells
// itself takes no way.
func (m *Message) Across() bool { return m.From != m.To }

// insert adds a lane where it belongs, if it is not there yet.
func (d *Diagram) insert(l Lane) {
	if l.Kind != Client && l.Kind != Node || slices.Contains(d.Lanes, l) {
		return
	}
	var at int
	if l.Kind == Client {
		at, _ = slices.BinarySearchFunc(d.Lanes, Node, func(have Lane, k Kind) int { return cmp.Compare(have.Kind, k) })
	} else {
		at, _ = slices.BinarySearchFunc(d.Lanes, l, compareLanes)
	}
	d.Lanes = slices.Insert(d.Lanes, at, l)
}

// Column returns where a lane stands; -1 if it has no column, as the hand and
// the observer have none.
func (d *Diagram) Column(l Lane) int { return slices.Index(d.Lanes, l) }

// RowOf returns the row of a step, or of the last one before it that is in the
// diagram; -1 if there is none.
func (d *Diagram) RowOf(step int) int {
	at, found := slices.BinarySearchFunc(d.Rows, step, func(r Row, step int) int { return cmp.Compare(r.Steps[0], step) })
	if !found {
		at--
	}
	return at
}

// Package search answers what can happen in a cluster: it tries every order of what is
// left to happen, within bounds, and finds the shortest story in which something holds.
//
//	cluster at a moment ─┐
//	open requests ───────┼─▶ first state ─▶ steps ─▶ states ─▶ … ─▶ the expression holds: yes
//	bounds ──────────────┘        ▲           │         │              nothing is left:    no
//	                              └── digest ◀┴─────────┘  known already: not tried again
//
// A state is a cluster without its trace, without times and without numbers: its nodes,
// what is in flight, on its way to a disk or planned, what its clients have been told, and
// what the observer knows. A step is one thing that happens: a request begins, a message
// arrives, a disk write completes, a timer fires, or, out of the bounds, a fault. A disk
// write may complete in the step that asks for it, as on a quick disk, or in one of its own.
//
// The nodes are those of engine/node, and the observer that of engine/oracle; what is new
// here is only the order in which things happen, which nothing but the search decides
// (world.go). States are looked at in the order of the steps that led to them and of those that
// must still come at least (ahead.go, queue.go), so the first in which the expression holds
// is the end of a shortest story; of several, the one that is found first in that order is taken,
// which does not depend on how many goroutines look for it. Equal states are known by
// a digest of 128 bits. What can change no answer is not tried: what can't matter any more
// (settled_work.go), steps in both orders (sleep_sets.go), and equal nodes (symmetry.go).
// A state that waits is the numbers of its parts (collapse.go).
//
// A story is told as lines of the command language and replayed in the ordinary cluster,
// whose own observer must agree (story.go).
package search

import (
	"context"

	"ringside/engine"
	"ringside/engine/script"
)

// Question is what a search is to answer.
type Question struct {
	Cluster *engine.Cluster // at the moment at which the search begins; it is not changed
	Open    []Request       // what clients may yet ask, in the order of the lines
	Expr    script.Expr
	Finally bool // it is asked only of states in which nothing is left to happen
	Bounds  Bounds
	Fixed   bool // requests without via go where the cluster sends them, not through every node
	Workers int  // how many goroutines, at most; 0: as many as there are processors
	Without Reductions
	Memory  uint64 // how many bytes the program may have in use before the search ends; 0: as many as the machine bears
}

// Bounds are how much may go wrong, and how far the search goes.
type Bounds struct {
	Drops, Duplicates, Crashes, Hangs, Starts, Wipes, PowerFailures, Cuts, Mends, Skews int

	Timeouts int // how many coordinators may give up waiting
	Depth    int // how many steps a story may have, where the search ends early; 0: any number
	States   int // how many states may be looked at; 0: MostStates
}

// MostStates is how many states a search looks at unless something else is asked for.
const MostStates = 10_000_000

// Outcome is what a search has come to.
type Outcome uint8

const (
	// Unknown: it was stopped before it had seen everything.
	Unknown Outcome = iota
	// Yes: there is a story in which the expression holds.
	Yes
	// No: there is none, within the bounds.
	No
)

// String returns the outcome's word.
func (o Outcome) String() string { return [...]string{Unknown: "unknown", Yes: "yes", No: "no"}[o] }

// Answer is the outcome of a search, and what was searched.
type Answer struct {
	Outcome     Outcome
	Stopped     string // Unknown: why: "after 1,000 states"
	Steps       []Step // Yes: the shortest story
	Op          uint32 // Yes: the operation that facts without a number are about; 0: none is
	States      int    // that are different
	Transitions int    // steps tried
	Depth       int    // of the longest story that was looked at; Yes: of the shortest in which it holds
}

// Check returns the error that Run would return about a question, in one line.
func Check(q *Question) error {
	m, err := newModel(q)
	if err != nil {
		return err
	}
	return m.canBeUsed()
}

// Run searches. It calls progress, if it is not nil, every now and then. Once ctx is done
// it ends with Unknown. An error is about the question, in one line.
func Run(ctx context.Context, q *Question, progress func(*Answer)) (*Answer, error) {
	m, err := newModel(q)
	if err == nil {
		err = m.canBeUsed()
	}
	if err != nil {
		return nil, err
	}
	return m.search(ctx, progress)
}

// Package version says which value is newer, and when neither is.
//
//	put, context {n1:1}          put, blind
//	       │                          │
//	{n1:1 n1:2} milk           {n2:1} bread       Write: a context and one sibling
//	       └────────── Merge ─────────┘
//	{n1:1 n1:2 n2:1} milk, bread                  neither context holds the other's dot
//
// Every write is one dot, an event that its coordinator counts. A Context is
// the set of dots that somebody has seen, and a Set is what a replica keeps of
// a key: a context, and the siblings, those values that none of the seen writes
// replaced. Merging is a join: in whatever order and however often replicas
// merge what they hold, they end up equal.
//
// Sources: DeCandia et al., "Dynamo" (SOSP 2007), section 4.4; Almeida et al.,
// "Scalable and Accurate Causality Tracking for Eventually Consistent Stores"
// (DAIS 2014), whose dotted version vector sets assume that a server sees its
// own writes in order. Here any node may coordinate, so that a replica can see
// the second dot of an actor before the first: what is out of order waits in
// the context's cloud, as in Almeida, Shoker and Baquero, "Delta State
// Replicated Data Types" (2018), section 7.2.
package version

import "ringside/engine/id"

// Actor is who issues dots: a node, in one life of its disk. A node that lost
// its disk comes back with the next Epoch, so that it never issues a dot twice.
type Actor struct {
	Node  id.Node
	Epoch uint16
}

// Dot names one write: the Counter-th that Actor coordinated for the key. The
// first is 1; a dot with Counter 0 is no write, and every context contains it.
type Dot struct {
	Actor   Actor
	Counter uint32
}

// Context is the set of dots that somebody has seen of one key: for each actor
// all up to Max, and a few beyond (the cloud). Immutable; nil has seen nothing.
// The functions of this package make contexts in their one canonical form.
type Context struct {
	Seen  []Entry // sorted by actor; Max ≥ 1
	Cloud []Dot   // sorted; only dots that are not contiguous with Seen
}

// Entry says that all dots of Actor up to Max have been seen.
type Entry struct {
	Actor Actor
	Max   uint32
}

// Sibling is one value that no other value of the set replaces. Two siblings
// with the same dot are the same write and hold the same.
type Sibling struct {
	Dot       Dot
	Value     string // empty in a tombstone
	Tombstone bool
	Stamp     int64 // the coordinating node's clock, ns; decides under last-write-wins

	sum uint64 // hash of Value; 0: not known yet (see Write)
}

// Set is all that a replica knows of one key. Immutable: share it freely.
// A nil Set knows nothing. Context contains the dot of every sibling.
type Set struct {
	Context  *Context
	Siblings []Sibling // sorted by Dot
}

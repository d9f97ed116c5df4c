// Message and Reply: what nodes send to each other, and what clients receive.

package node

import (
	"time"

	"ringside/engine/event"
	"ringside/engine/merkle"
	"ringside/engine/ring"
	"ringside/engine/version"
)

// Message is what one node sends to another.
type Message struct {
	ID         uint32 // counted from 1 over the whole cluster
	Op         uint32 // the operation it belongs to; 0 for probes
	Name       uint64 // the operation's name, by which its delay is drawn; an answer has its question's
	Cause      uint32 // the step at which it was sent
	Key        event.Sym
	Type       event.Type
	Hint       bool      // Write: To keeps it for Owner, as a stand-in
	Spare      bool      // Hint: it counts for nothing, since the coordinator keeps it itself
	Why        event.Why // acks: InMemory if it is not on the disk yet
	Round      uint8     // of a read: 1 after the digests differed; Fetch, Stream: the pass of a comparison
	From, To   ring.NodeID
	Owner      ring.NodeID
	Nth        uint8           // distinguishes messages of one type that an operation sends to a node; an answer has its question's
	Serial     uint32          // TreeAsk to Stream: the number of the asker's comparison; Invite, Noted: which life of the change coordinator it belongs to
	Plan       *RingVersion    // the sender's ring version, or the one that the request was planned under
	Gossip     *Gossip         // Gossip
	Tree       *merkle.Request // TreeAsk; TreeAnswer: what it answers, which is not sent
	TreeAnswer *merkle.Answer  // TreeAnswer
	Set        *version.Set    // Write, Repair, Data: versions
	Digest     uint64          // Digest, Data: the digest of the versions
	Dot        version.Dot     // the version it is about, for the trace
	Sent       time.Duration
}

// Record returns the event that records what became of m: Send, Deliver or Drop.
func (m *Message) Record(k event.Kind, cause uint32) (e event.Event) {
	m.RecordIn(&e, k, cause)
	return e
}

// RecordIn is Record of an event that is filled in where it is to stay, as most are: there are many.
func (m *Message) RecordIn(e *event.Event, k event.Kind, cause uint32) {
	*e = event.Event{}
	e.Kind, e.Cause, e.Op, e.Msg, e.Key, e.Type = k, cause, m.Op, m.ID, m.Key, m.Type
	e.Node, e.From, e.To, e.Dot, e.Why = ring.None, m.From, m.To, m.Dot, m.Why
}

// Reply is a client's answer.
type Reply struct {
	Op         uint32
	Verb       event.Verb
	Outcome    event.Outcome
	Acks, Need int
	By         []ring.NodeID // the nodes whose answers counted, Acks of them or, if they count by data centre, at least; valid until the next Step
	Behind     []ring.NodeID // Get: which of those lacked part of what all their answers together contain; as By
	Returned   *version.Set  // Get: what was read
	Dot        version.Dot   // Put, Delete: the version written; Get: the version that siblings were merged into, if they were
	Cause      uint32        // the step that caused it
	Parts      []Part        // what Acks and Need are by data centre, if answers count so
}

// ProbeEvery is how often a node checks whether a peer that it believes down is up again
// (Dynamo paper §4.8.3: "periodically retries").
const ProbeEvery = time.Second

// SyncEvery is how often a node that acks from memory writes to its disk: as often as
// Cassandra with commitlog_sync periodic.
const SyncEvery = 10 * time.Second

// HandoffEvery is how often a node retries to hand its hints over to a peer that it
// believes up but that has not confirmed them.
const HandoffEvery = 10 * time.Second

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
	Name       uint64 // of that operation, by which its delay is drawn; an answer has its question's
	Cause      uint32 // the step at which it was sent
	Key        event.Sym
	Type       event.Type
	Hint       bool      // Write: To is to keep it for Owner, for whom it stands in
	Why        event.Why // acks: InMemory if it is not on the disk
	Round      uint8     // of a read: 1 after the digests differed; Fetch, Stream: the pass of a comparison
	From, To   ring.NodeID
	Owner      ring.NodeID
	Nth        uint8           // which of several of its type that an operation sends to a node; an answer has its question's
	Serial     uint32          // TreeAsk to Stream: which comparison of the asker it belongs to; Invite, Noted: which life of the change coordinator
	Plan       *RingVersion    // by which the sender goes, or by which it has planned the request
	Gossip     *Gossip         // Gossip
	Tree       *merkle.Request // TreeAsk
	TreeAnswer *merkle.Answer  // TreeAnswer
	Set        *version.Set    // Write, Repair, Data: versions
	Digest     uint64          // Digest, Data: the checksum of the versions
	Dot        version.Dot     // the version it is about, for the trace
	Sent       time.Duration
}

// record returns the event that says what became of m.
func (m *Message) record(k event.Kind, cause uint32) event.Event {
	return event.Event{
		Kind: k, Cause: cause, Op: m.Op, Msg: m.ID, Key: m.Key, Type: m.Type,
		Node: ring.None, From: m.From, To: m.To, Dot: m.Dot, Why: m.Why,
	}
}

// Record returns the event that says what became of m: Send, Deliver or Drop.
func (m *Message) Record(k event.Kind, cause uint32) event.Event { return m.record(k, cause) }

// Reply is what a client is told.
type Reply struct {
	Op         uint32
	Verb       event.Verb
	Outcome    event.Outcome
	Acks, Need int
	By         []ring.NodeID // whose answers counted, Acks of them; only valid during the call
	Behind     []ring.NodeID // Get: which of those lacked some of what all of them together said; as By
	Returned   *version.Set  // Get: what was read
	Dot        version.Dot   // Put, Delete: the version written; Get: the one that siblings were united in, if they were
	Cause      uint32        // the step that decided it
}

// Host is all that a node knows of the world around it.
type Host interface {
	// Now is the virtual time.
	Now() time.Duration
	// Settings are the cluster's; a node only reads them.
	Settings() *Settings
	// Send hands a message to the network, which numbers it and may lose it.
	Send(m Message)
	// Durable calls node.Durable(m) when the node's disk has taken the versions of m
	// in, unless the node crashes first.
	Durable(m Message)
	// Start starts a timer: node.Fire is called when its time has come. It reports whether
	// it did; see Timer.Idle.
	Start(t Timer) (planned bool)
	// Clock is what the node's own clock says, ns; it may be off.
	Clock(n *Node) int64
	// Gossip hands a gossip message to the network. It is not numbered, and leaves no
	// event.
	Gossip(m Message)
	// WakeGossip says that a node has changed its mind about a peer, so that gossip must not
	// rest.
	WakeGossip(cause uint32)
	// Blame is the step that keeps a peer's heartbeats away, as an observer sees it.
	Blame(peer ring.NodeID) uint32
	// Enact makes the ring version that ends the change of e, and returns it with the step
	// of that.
	Enact(e *RingVersion, cause uint32) (*RingVersion, uint32)
	// Gone says that the node has dropped all that it had of some keys.
	Gone(keys []event.Sym, cause uint32)
	// Token is where a key lives.
	Token(key event.Sym) ring.Token
	// Note keeps a text for the trace.
	Note(text string) event.Sym
	// Record adds an event to the trace and returns its step.
	Record(e event.Event) uint32
	// List keeps a list of nodes for the trace (Event.Msg of an Invoke).
	List(nodes []ring.NodeID) uint32
	// ListKeys keeps a list of keys for the trace (Event.Msg of a Cleanup).
	ListKeys(keys []event.Sym) uint32
	// Issued: the operation has made a new version, the one of that set.
	Issued(op uint32, set *version.Set)
	// United: a read of the key has made one version of siblings.
	United(key event.Sym, united, siblings *version.Set)
	// Synced: at that step what the node knew of these keys came onto its disk, instead of what was there.
	Synced(keys []event.Sym, step uint32)
	// Answer tells the client and returns the step of that.
	Answer(n *Node, r Reply) uint32
	// Settled: nothing more will come of the operation, which was about the key.
	Settled(op uint32, key event.Sym)
}

// ProbeEvery is how often a node looks whether a node that it believes down is
// up again (Dynamo paper §4.8.3: "periodically retries").
const ProbeEvery = time.Second

// SyncEvery is how often a node that acks from memory writes to its disk: as
// often as Cassandra does with commitlog_sync periodic.
const SyncEvery = 10 * time.Second

// HandoffEvery is how often a node tries to hand its hints over to somebody whom
// it believes up and from whom it has not heard that they arrived.
const HandoffEvery = 10 * time.Second

// Message and Reply, and Host: what nodes send to each other, what clients receive, and
// what a node needs of the world around it.

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
	Why        event.Why // acks: InMemory if it is not on the disk yet
	Round      uint8     // of a read: 1 after the digests differed; Fetch, Stream: the pass of a comparison
	From, To   ring.NodeID
	Owner      ring.NodeID
	Nth        uint8           // distinguishes messages of one type that an operation sends to a node; an answer has its question's
	Serial     uint32          // TreeAsk to Stream: the number of the asker's comparison; Invite, Noted: which life of the change coordinator it belongs to
	Plan       *RingVersion    // the sender's ring version, or the one that the request was planned under
	Gossip     *Gossip         // Gossip
	Tree       *merkle.Request // TreeAsk
	TreeAnswer *merkle.Answer  // TreeAnswer
	Set        *version.Set    // Write, Repair, Data: versions
	Digest     uint64          // Digest, Data: the digest of the versions
	Dot        version.Dot     // the version it is about, for the trace
	Sent       time.Duration
}

// record returns the event that records what became of m.
func (m *Message) record(k event.Kind, cause uint32) event.Event {
	return event.Event{
		Kind: k, Cause: cause, Op: m.Op, Msg: m.ID, Key: m.Key, Type: m.Type,
		Node: ring.None, From: m.From, To: m.To, Dot: m.Dot, Why: m.Why,
	}
}

// Record returns the event that records what became of m: Send, Deliver or Drop.
func (m *Message) Record(k event.Kind, cause uint32) event.Event { return m.record(k, cause) }

// Reply is a client's answer.
type Reply struct {
	Op         uint32
	Verb       event.Verb
	Outcome    event.Outcome
	Acks, Need int
	By         []ring.NodeID // the nodes whose answers counted, Acks of them; only valid during the call
	Behind     []ring.NodeID // Get: which of those lacked part of what all their answers together contain; as By
	Returned   *version.Set  // Get: what was read
	Dot        version.Dot   // Put, Delete: the version written; Get: the version that siblings were merged into, if they were
	Cause      uint32        // the step that caused it
}

// Host is everything that a node needs of the world around it.
type Host interface {
	// Now returns the virtual time.
	Now() time.Duration
	// Settings returns the cluster's settings; a node only reads them.
	Settings() *Settings
	// Send hands a message to the network, which numbers it and may lose it.
	Send(m Message)
	// Durable calls node.Durable(m) when the versions of m are on the node's disk, unless
	// the node crashes first.
	Durable(m Message)
	// Start starts a timer: node.Fire is called when it is due. It reports whether the
	// timer was started; see Timer.Idle.
	Start(t Timer) (planned bool)
	// Clock returns the time of the node's own clock in ns, which may be wrong.
	Clock(n *Node) int64
	// Gossip hands a gossip message to the network. It has no number and records no event.
	Gossip(m Message)
	// WakeGossip says that a node has changed its mind about a peer, so that gossip must
	// not sleep.
	WakeGossip(cause uint32)
	// Blame returns the step that keeps a peer's heartbeats away, as an observer sees it.
	Blame(peer ring.NodeID) uint32
	// Enact makes the ring version that completes the change of e, and returns it with the
	// step of the event.
	Enact(e *RingVersion, cause uint32) (*RingVersion, uint32)
	// Gone says that the node has dropped everything that it had of some keys.
	Gone(keys []event.Sym, cause uint32)
	// Token returns a key's position on the ring.
	Token(key event.Sym) ring.Token
	// Note stores a text for the trace.
	Note(text string) event.Sym
	// Record adds an event to the trace and returns its step.
	Record(e event.Event) uint32
	// List stores a list of nodes for the trace (Event.Msg of an Invoke).
	List(nodes []ring.NodeID) uint32
	// ListKeys stores a list of keys for the trace (Event.Msg of a Cleanup).
	ListKeys(keys []event.Sym) uint32
	// Issued says that the operation has made a new version, the one in that set.
	Issued(op uint32, set *version.Set)
	// United says that a read of the key has merged siblings into one version.
	United(key event.Sym, united, siblings *version.Set)
	// Synced says that at that step the node's versions of these keys replaced those on
	// its disk.
	Synced(keys []event.Sym, step uint32)
	// Answer gives the client its answer and returns the step of that.
	Answer(n *Node, r Reply) uint32
	// Settled says that nothing more will come of the operation on the key.
	Settled(op uint32, key event.Sym)
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

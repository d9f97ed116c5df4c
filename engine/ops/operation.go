// This file says what is known of an operation.

package ops

import (
	"time"

	"ringside/engine/event"
	"ringside/engine/oracle"
	"ringside/engine/ring"
	"ringside/engine/version"
)

// Role is why a replica is asked.
type Role uint8

const (
	// Primary: it is a replica of the key.
	Primary Role = iota
	// Fallback: it stands in for one that is believed down (For).
	Fallback
	// Pending: it is about to keep a copy, and is written to as well.
	Pending
)

// AnswerState is how far one replica has come with an operation.
type AnswerState uint8

const (
	// Idle: it is a replica of the key, but this operation did not ask it.
	Idle AnswerState = iota
	// Sent: asked, no answer yet.
	Sent
	// Stored: a write is durable there, its ack is on the way.
	Stored
	// Acked: its answer came before the client was told. Whether it counts: Answer.Counts.
	Acked
	// Late: its answer came after the client was told.
	Late
	// RefusedConn: nobody listens there.
	RefusedConn
	// Silent: the timeout passed without an answer.
	Silent
	// BelievedDown: not asked, since the coordinator believes that it is down.
	BelievedDown
	// Declined: it has given up its copy, and the coordinator did not know yet.
	Declined
)

// Answer is one replica's part in an operation.
type Answer struct {
	Node          ring.NodeID
	Role          Role
	For           ring.NodeID // Fallback: whom it stands in for
	State         AnswerState
	Sent          time.Duration // since the request; meaningless when State is Idle or BelievedDown
	Answered      time.Duration // since the request; meaningless before Acked, Late or RefusedConn
	Counts        bool          // its answer is one of those that make the quorum, or make it so far
	Decisive      bool          // its answer completed the quorum: the client was told then
	In            int           // the place of its data centre in Parts, from 1; 0 if there are none, or its answer counts nowhere
	Ended         bool          // its refusal, or its ack for a repair, did: the client was told then
	Digest        bool          // a read asked it for a checksum only
	Bytes         int           // read: of the message with its last answer; 0: there is none (yet)
	Again         bool          // read: the digests differed, and it was asked for a full copy then
	Has           version.Dot   // read: the newest version it had; zero if none
	Values        int           // read: how many versions it sent in full; 0: none
	Mismatch      bool          // read: it differed from what all that counted said together
	Outdated      bool          // write: it did not keep it, since a later version was there
	Memory        bool          // write: it has acked from memory, ahead of its disk
	Ask           Passage       // of the request to it
	Back          Passage       // of its answer
	Refusal       Passage       // of its refusal, if it refused or declined the request
	Repair        Passage       // read: of the newer versions that it was sent
	RepairAck     Passage       // read: of its ack for these
	RepairRefused bool          // read: it refused or declined these
}

// Passage is how far a message has come. Of one that was duplicated it is the best
// that became of either.
type Passage struct {
	Stage Stage
	Why   event.Why // Dropped: why
}

// Stage is where a message is.
type Stage uint8

const (
	// Unsent: there is no such message.
	Unsent Stage = iota
	// Dropped: it will never arrive, or was forgotten before anything came of it.
	Dropped
	// Flying: it is on its way, or waits in a node that hangs.
	Flying
	// Arrived: it was taken in.
	Arrived
)

// Stand is how a node stands to what an operation was about, in truth: to the
// version that a write wrote, or to all that a read returned.
type Stand struct {
	Node  ring.NodeID
	Copy  CopyState
	Disk  bool          // write: its disk has it, though it may have replaced it in memory
	Empty bool          // delete: the node knows nothing of the key at all
	Hints []KeptFor     // write: for whom the node keeps it as a hint
	Later []KeptFor     // write: for whom it keeps what replaces it as a hint, and not it
	Heirs []ring.NodeID // write: to whom it hands over what it has of the key, since it keeps that no longer
}

// KeptFor is for whom a node keeps a hint, and since when its window runs: since the last
// version came to it. One that Counts has no window: a client may have been told OK because of
// a version in it, so that all of it is kept until its owner has it.
type KeptFor struct {
	Owner  ring.NodeID
	Since  time.Duration
	Counts bool
}

// CopyState is what a node has of something.
type CopyState uint8

const (
	// NoCopy: nothing, and nothing that was written with knowledge of it.
	NoCopy CopyState = iota
	// Purged: the node had taken it into account, and has let go of the key's tombstone after its grace.
	Purged
	// Replaced: the node has taken it into account, and keeps something else.
	Replaced
	// InMemory: it, ahead of the disk.
	InMemory
	// OnDisk: it.
	OnDisk
)

// Operation is what became of a client's request, as a trace tells it.
type Operation struct {
	ID          uint32
	Verb        event.Verb
	Key         string
	Value       string // of a put
	Client      string
	Blind       bool
	Rejected    bool        // of a real cluster: the coordinator refused it, and carried nothing of it out
	Dot         version.Dot // of a put or delete, once minted
	Coordinator ring.NodeID
	Began       time.Duration
	Step        uint32        // of its Invoke event
	Outcome     event.Outcome // Pending until the client is told
	Told        time.Duration // since Began; meaningless while Pending
	Acks, Need  int           // when the client was told, or by now
	Level       string        // whose answers it waits for; "" if that is the setting's number
	Load        uint32        // the step of the command of the load that made it; 0: none did
	Parts       []Part        // Acks and Need by data centre, if answers count so
	Answers     []Answer      // in the order of the preference list
	ToldStep    uint32        // of its Reply event, 0 while Pending
	Settled     bool          // nothing more will come of it
	Bytes       int           // read: of all messages in which other nodes answered it so far, late ones included
	Returned    *version.Set  // what a read gave the client
	Overlap     []ring.NodeID // read: the replicas that answered and had acked Since
	Since       uint32        // read: the newest write acknowledged before it began, 0 if none
	Missed      ReadFault     // read: an acknowledged write that its answer does not cover
	Older       ReadFault     // read: an earlier read that had seen more
	Resurrected ReadFault     // read: the acknowledged delete of what it returned
	Counted     []ring.NodeID // whose answers made the quorum
	United      version.Dot   // read: the version that siblings were united in; zero if they were not
	State       oracle.State  // of an acknowledged write: what has become of it, or what the observer last said of it
	Promised    int           // of an acknowledged write: the durable copies that its client was promised; 0 if unknown
	Replaced    bool          // of an acknowledged write: State is that of it and of what has replaced it without being acknowledged
	Stands      []Stand       // when it was last told; who is not among them has nothing
	Symptom     uint32        // the step that says most of what it came to: see explain.Because

	Unites Uniting // of a write under the conflict policy merge: which reads unite siblings now

	KeySym event.Sym // the key in the trace

	acked   []ring.NodeID // read: whose acks made the quorum of Since
	passing []passing     // the messages of the operation
	places  []ring.NodeID // where something of the key has been stored since it began
	purged  []ring.NodeID // who has let go of what a write wrote with a tombstone that covered it
}

// Uniting says which reads of a key meet siblings, unite them and write what they made back to
// all replicas, whatever the setting of read repair. They bring a write to a replica that
// lacks it if they have seen it.
type Uniting uint8

const (
	// NoneUnites: no read does.
	NoneUnites Uniting = iota
	// OneUnites: one that asks a single replica may, having seen the write.
	OneUnites
	// AllUnite: one that asks all replicas does, having seen the write.
	AllUnite
	// SomeMay: it takes a read that asks certain nodes, or several reads.
	SomeMay
)

// Part is what an operation waits for in one data centre.
type Part struct {
	DC       string
	N        int           // how many answers count, Need at most; Unavailable: how many nodes are believed up
	Need, Of int           // of how many copies there so many must answer
	Met      time.Duration // since the request, if N is Need: when that came about
}

// Enough reports whether as many have answered as must.
func (p *Part) Enough() bool { return p.N >= p.Need }

// ReadFault is one of the three things that can be wrong with a read's answer.
// They are independent of each other.
type ReadFault struct {
	Found bool
	Op    uint32      // the write, the earlier read or the delete; 0 if it was too long ago
	Dot   version.Dot // the version that the answer lacks, or has and should not
}

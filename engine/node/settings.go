// The settings of a cluster, as its nodes read them.

package node

import (
	"time"

	"ringside/engine/event"
	"ringside/engine/quorum"
	"ringside/engine/ring"
	"ringside/engine/version"
)

// Settings are what can be changed while the cluster runs. A request keeps the settings
// with which it began.
type Settings struct {
	Rules     Rules          // whose rules a cluster goes by where no setting says it
	Placement ring.Placement // N, or the number of copies for each data centre
	R, W      quorum.Level   // which answers a read and a write wait for, unless the request says so itself
	Quorum    Quorum
	Conflict  Conflict
	Read      ReadMode
	Repair    Repair
	Latency   string        // a model's name: see latency.Models
	Timeout   time.Duration // how long a coordinator waits for answers; TimeoutOf says it of a request
	ReadWait  time.Duration // the same for reads; 0: as Timeout
	Sync      Sync          // when a write is acked
	Grace     time.Duration // how long a tombstone is kept
	Handoff   time.Duration // how long a stand-in keeps a hint that did not count toward W; 0: no stand-ins, no hints
	Gossip    time.Duration // how often a node gossips; 0: never, and nodes rely on direct evidence only
	Entropy   time.Duration // how often replicas are compared; 0: only on demand
	Speculate time.Duration // how long a read waits before it asks one more replica; 0: never
	SlowestOf uint8         // percent: it waits as long as so many of its coordinator's reads took at most; 0: Speculate says it
}

// GossipAlone reports whether gossip alone decides whom a node believes down: neither a
// refused connection nor a missed timeout does.
func (s *Settings) GossipAlone() bool { return s.Rules == Cassandra }

// CoordinatorHints reports whether a coordinator keeps hints for the replicas that a write
// does not reach. They never count toward W.
func (s *Settings) CoordinatorHints() bool { return s.Rules == Cassandra && s.Handoff != 0 }

// TimeoutOf returns how long a coordinator waits for answers to a request.
func (s *Settings) TimeoutOf(verb event.Verb) time.Duration {
	if verb == event.Get && s.ReadWait != 0 {
		return s.ReadWait
	}
	return s.Timeout
}

// Speculates reports whether a read may ask one more replica when an answer takes long.
func (s *Settings) Speculates() bool { return s.Speculate > 0 || s.SlowestOf > 0 }

// StandIns reports whether stand-ins may count toward a quorum; without hints they can't.
func (s *Settings) StandIns() bool { return s.Quorum == Sloppy && s.Handoff != 0 }

// Meets says when reads under these settings have a replica in common with the writes
// before them, as far as that follows from whose answers each waits for: for numbers,
// always if R+W > N. Under a sloppy quorum stand-ins count, too, and there is no such
// guarantee.
func (s *Settings) Meets(r *ring.Ring) quorum.Meeting {
	if s.R.Kind == quorum.Number && s.W.Kind == quorum.Number {
		if quorum.Counts(s.R.N, s.W.N, s.Placement.Kept(r, nil)) {
			return quorum.Always
		}
		return quorum.NotAlways
	}
	return quorum.Meet(s.R.On(r, s.Placement), s.W.On(r, s.Placement))
}

// Rules says whose rules a cluster goes by where no setting says it.
type Rules string

// Quorum says which nodes' answers count toward a quorum.
type Quorum string

// Conflict says what happens to concurrent values.
type Conflict string

// ReadMode says what a read asks its replicas for.
type ReadMode string

// Repair says what a read does about stale replicas.
type Repair string

// Sync says when a replica acks a write.
type Sync string

const (
	// Strict: only the N replicas of the walk count.
	Strict Quorum = "strict"
	// Sloppy: the first N that are believed up of the longer preference list count; a
	// stand-in for a replica keeps a hint (Dynamo paper §4.6).
	Sloppy Quorum = "sloppy"

	// Dynamo: direct evidence convicts a peer, and stand-ins keep hints (Dynamo paper §4.6, §4.8).
	Dynamo Rules = "dynamo"
	// Cassandra: gossip alone convicts a peer, by phi (Hayashibara et al., SRDS 2004), and
	// coordinators keep hints that never count.
	Cassandra Rules = "cassandra"

	// Siblings keeps concurrent values side by side until a client resolves them.
	Siblings Conflict = "siblings"
	// LWW keeps the value with the highest timestamp.
	LWW Conflict = "lww"
	// Merge keeps siblings, and the coordinator of a read merges them into one value and
	// writes it back (lecture: "automatically combine them into a new row").
	Merge Conflict = "merge"

	// DigestRead asks one replica for a full copy and the others for a digest.
	DigestRead ReadMode = "digest"
	// FullRead asks R replicas for full copies.
	FullRead ReadMode = "full"
	// AllRead asks all N for full copies and uses the first R.
	AllRead ReadMode = "all"

	// SyncAlways: when the write is on the disk.
	SyncAlways Sync = "always"
	// SyncPeriodic: when the write is in memory; the disk is written every SyncEvery.
	SyncPeriodic Sync = "periodic"

	// RepairOff leaves stale replicas alone.
	RepairOff Repair = "off"
	// RepairAsync repairs the replicas that answered a read, after the client has its
	// answer.
	RepairAsync Repair = "async"
	// RepairBlocking repairs them before the client gets its answer.
	RepairBlocking Repair = "blocking"
)

// policy returns the policy by which two versions of a key are merged.
func (c Conflict) policy() version.Policy {
	if c == LWW {
		return version.LastWriteWins
	}
	return version.KeepSiblings
}

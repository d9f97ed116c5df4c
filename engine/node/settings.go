package node

import (
	"time"

	"ringside/engine/quorum"
	"ringside/engine/ring"
	"ringside/engine/version"
)

// Settings are what can be changed while the cluster runs. A request keeps
// those that stood when it began.
type Settings struct {
	Placement ring.Placement // N, or copies for each data centre
	R, W      int            // how many answers a read and a write wait for
	Quorum    Quorum
	Conflict  Conflict
	Read      ReadMode
	Repair    Repair
	Latency   string        // a model's name: see sim.Models
	Timeout   time.Duration // how long a coordinator waits for answers
	Sync      Sync          // when a write is acked
	Grace     time.Duration // how long a tombstone is kept
	Handoff   time.Duration // how long a stand-in keeps a hint that did not count toward W; 0: no stand-ins, no hints
	Gossip    time.Duration // how often a node gossips; 0: never, and nodes go by what they meet themselves
	Entropy   time.Duration // how often replicas are compared; 0: only on demand
	Speculate time.Duration // how long a read waits before it asks one replica more; 0: never
}

// standIns reports whether a quorum may be made up by nodes that stand in for replicas:
// whoever keeps no hints can't.
func (s *Settings) standIns() bool { return s.Quorum == Sloppy && s.Handoff != 0 }

// Meets reports whether every read by these settings has a node in common with every write
// by others, as far as it depends on how many must answer: R+W > N. Under a sloppy
// quorum those who stand in count, too, and then nothing of the kind is promised.
func (s *Settings) Meets(write *Settings) bool {
	var nodes [ring.MaxCopies]ring.NodeID // of a key's walk
	for i := range max(s.Placement.N, write.Placement.N) {
		nodes[i] = ring.NodeID(i)
	}
	return quorum.Overlap(
		quorum.Rule{{Of: nodes[:s.Placement.N], Need: s.R}},
		quorum.Rule{{Of: nodes[:write.Placement.N], Need: write.W}})
}

// Quorum says whom a coordinator asks.
type Quorum string

// Conflict says what happens to concurrent values.
type Conflict string

// ReadMode says what a read asks for.
type ReadMode string

// Repair says what a read does about stale replicas.
type Repair string

// Sync says when a replica acks a write.
type Sync string

const (
	// Strict: only the N replicas of the walk count.
	Strict Quorum = "strict"
	// Sloppy: the first N that are believed up of the longer preference list count;
	// whoever stands in for a replica keeps a hint (Dynamo paper §4.6).
	Sloppy Quorum = "sloppy"

	// Siblings keeps concurrent values side by side until a client resolves them.
	Siblings Conflict = "siblings"
	// LWW keeps the one with the highest timestamp.
	LWW Conflict = "lww"
	// Merge keeps siblings, and the coordinator of a read makes one value of
	// them and writes it back (lecture: "automatically combine them into a new row").
	Merge Conflict = "merge"

	// DigestRead asks one replica for a full copy and the others for its checksum.
	DigestRead ReadMode = "digest"
	// FullRead asks R replicas for full copies.
	FullRead ReadMode = "full"
	// AllRead asks all N for full copies and takes the first R.
	AllRead ReadMode = "all"

	// SyncAlways: when it is on the disk.
	SyncAlways Sync = "always"
	// SyncPeriodic: when it is in memory; the disk follows every SyncEvery.
	SyncPeriodic Sync = "periodic"

	// RepairOff leaves stale replicas alone.
	RepairOff Repair = "off"
	// RepairAsync mends those that answered a read, after the client has been told.
	RepairAsync Repair = "async"
	// RepairBlocking mends them first and tells the client then.
	RepairBlocking Repair = "blocking"
)

// policy returns how two versions of a key become one.
func (c Conflict) policy() version.Policy {
	if c == LWW {
		return version.LastWriteWins
	}
	return version.KeepSiblings
}

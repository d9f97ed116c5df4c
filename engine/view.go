// View: an immutable picture of a cluster at one moment, and the types that it consists
// of.

package engine

import (
	"time"

	"ringside/engine/event"
	"ringside/engine/latency"
	"ringside/engine/load"
	"ringside/engine/merkle"
	"ringside/engine/node"
	"ringside/engine/oracle"
	"ringside/engine/ring"
	"ringside/engine/version"
)

// View is a cluster at one moment: an immutable value that any goroutine may read at any
// time. Two Views of one cluster with the same Version and Watch are equal.
type View struct {
	Version     uint64 // grows with every change of any field below
	Now         time.Duration
	Settings    Settings
	Own         *latency.Model // the cluster's own delays, which the setting latency may name; nil: it has none
	Ring        *ring.Ring
	Owed        []ring.NodeID // a node that has left the ring and still holds something: whom it waits for, since it believes them down
	Waits       string        // what such a node waits for: "waits for n3, which is down"; "" if it goes on
	RingVersion int           // the newest ring version, counted from 1
	Change      *Change       // nil: no change is in progress
	Last        *Turnover     // the last completed change; nil: one is in progress, or there never was one
	Nodes       []NodeView    // by ring.NodeID
	Messages    []MessageView // in flight, the next to arrive first
	Arrived     []MessageView // at nodes that have not taken them in: they hang, or their disks are still writing
	Ops         []*OpView     // the last MaxOps operations, and the last MaxOps of those that no load made; oldest first
	Faults      []Fault       // those there are now, oldest first
	Trace       event.Trace   // everything that has happened; its Len is the step
	Motion      Motion
	Load        *load.Result  // what has come of the newest load; nil if there was none
	Measured    []Measured    // by loads that are over, the newest last
	Tally       oracle.Tally  // what the observer has seen go wrong so far
	Comparisons []*Comparison // of Merkle trees: the last MaxComparisons that are over, oldest first
	Watch       Watch         // what the View was asked to watch; the fields below belong to it
	Copies      []Copy
	Kept        []Keeping // the versions of the key that nothing has replaced, and those lost
	Gone        int       // acknowledged writes of the key of which nothing that is left is or builds upon
	Held        []Held
	Eras        []Era     // all settings so far, oldest first
	Inside      Inside    // of the watched node
	Opinions    []Opinion // of the watched node, by ring.NodeID; its entry for itself is meaningless
	Trees       Trees     // of the watched pair
	Outside     *Outside  // of a real cluster, of which nobody knows the truth; nil: it is an embedded one
}

// Watch names what a View should cover in more detail.
type Watch struct {
	Key  string    // fills Copies, Kept and Gone
	Node string    // fills Held, Inside and Opinions
	Pair [2]string // two nodes: fills Trees
}

// Node returns the name of a node.
func (v *View) Node(id ring.NodeID) string { return v.Nodes[id].Name }

// SettingsAt returns the settings that held at a step.
func (v *View) SettingsAt(step int) *Settings {
	for i := len(v.Eras) - 1; i > 0; i-- {
		if v.Eras[i].Since <= step {
			return &v.Eras[i].Settings
		}
	}
	if len(v.Eras) > 0 {
		return &v.Eras[0].Settings
	}
	return &v.Settings
}

// Op returns the operation with a number, or nil if it is not among Ops.
func (v *View) Op(id uint32) *OpView {
	for i := len(v.Ops) - 1; i >= 0; i-- {
		if v.Ops[i].ID == id {
			return v.Ops[i]
		}
	}
	return nil
}

// Newest returns the newest operation; or, of those since the newest load began, the newest that
// it has not made itself, if there is one: a load's requests go by faster than anybody asks
// for any. Nil if there has been none.
func (v *View) Newest() *OpView {
	if len(v.Ops) == 0 {
		return nil
	}
	last := v.Ops[len(v.Ops)-1]
	for i := len(v.Ops) - 1; i >= 0; i-- {
		if o := v.Ops[i]; o.Load == 0 {
			if o.Step > last.Load {
				return o
			}
			break
		}
	}
	return last
}

// Motion says what is in progress, which decides how fast time should be shown.
type Motion uint8

const (
	// Quiet: nothing is left to happen until a command is given.
	Quiet Motion = iota
	// Background: no client waits for what is left: probes, hints, and gossip that is
	// about to change a belief.
	Background
	// Waiting: an operation waits for its timeout and nothing moves.
	Waiting
	// Moving: messages are in flight or disks are writing for an operation.
	Moving
)

// Health is the true state of a node, whatever its peers believe.
type Health uint8

// The states of health. A crashed node has lost its memory; a hung one runs on later with
// all that it had.
const (
	Up Health = iota
	Crashed
	Hung
	// Left: it was a member, or was about to become one, and no longer is.
	Left
)

// String returns the word for a node's health.
func (h Health) String() string {
	switch h {
	case Crashed:
		return "crashed"
	case Hung:
		return "hung"
	case Left:
		return "gone"
	}
	return "up"
}

// Standing is a node's true place in the membership.
type Standing uint8

// The places that a node can have in the membership.
const (
	Member Standing = iota
	// Joining: copies are moving to it.
	Joining
	// Leaving: copies are moving from it, or it still has data to hand over.
	Leaving
	Gone
)

// String returns the word for a node's standing.
func (s Standing) String() string {
	switch s {
	case Joining:
		return "joining"
	case Leaving:
		return "leaving"
	case Gone:
		return "gone"
	}
	return "member"
}

// Turnover is a completed change of membership.
type Turnover struct {
	Node          ring.NodeID
	What          string // has joined, has left
	At            time.Duration
	Before, After float64 // the share of the ring that it owned and owns
}

// Change is the change of membership in progress.
type Change struct {
	Node      ring.NodeID
	Standing  Standing   // Joining or Leaving
	Next      *ring.Ring // the ring when the change is complete
	Moves     []ring.Move
	Dead      bool   // Node has crashed and does not come back: what it alone has goes with it
	Done, All int    // of the ranges that move, as far as known: how many have been fetched, and how many there are
	Waits     string // what it waits for, if it makes no progress: "n6 believes that n4 is down"
}

// NodeView is one node.
type NodeView struct {
	ID          ring.NodeID
	Name        string
	DC, Rack    string
	Health      Health
	Skew        time.Duration // how far its clock is ahead of the true time
	Slow        int64         // factor in thousandths; 1000 is normal
	Standing    Standing
	Owed        []ring.NodeID // a node that has left the ring and still holds something: whom it waits for, since it believes them down
	Waits       string        // what such a node waits for: "waits for n3, which is down"; "" if it goes on
	RingVersion int           // the newest ring version that it knows
	Next        float64       // the share of the ring that it will own; equals Share if no change is in progress
	DownBy      []ring.NodeID // the nodes that believe it is down
	DoubtedBy   []ring.NodeID // the nodes that suspect it, and still ask it
	Keys        int           // keys it holds, tombstones included
	Hints       int           // hints that it keeps for others
	Inbox       int           // messages that wait in front of it while it hangs
	Slots       int           // its tokens
	Share       float64       // the share of the ring that it owns, 0 to 1
}

// MessageView is a message in flight.
type MessageView struct {
	ID          uint32
	Type        event.Type
	From, To    ring.NodeID
	Op          uint32
	Key         event.Sym
	Sent, Lands time.Duration
	Set         *version.Set    // the versions that it brings or answers with; nil if none
	Tree        *merkle.Request // what the comparison that it belongs to asks about; nil if it belongs to none
	For         ring.NodeID     // for whom To is to keep these as a hint; ring.None: it is to store them itself
	Doomed      bool            // it would be dropped if it arrived now: a cut link or a dead node
}

// Fault is a fault that there is now.
type Fault struct {
	Kind  FaultKind
	Node  ring.NodeID   // the faulty node; one end of a link; the first node of a place
	Peer  ring.NodeID   // the other end; None for a node
	Both  bool          // of a link: both directions, not only Node to Peer
	Text  string        // "n3 crashed", "n1 ↔ n2 cut"
	Heal  Command       // the command that heals exactly this fault
	Since time.Duration // when it began
	Step  uint32        // the event that began it
}

// FaultKind says what kind of fault it is.
type FaultKind uint8

const (
	FaultHealth   FaultKind = iota // a node is crashed or hung, with its machine and its disk in order
	FaultSlow                      // a node is slow
	FaultIsolated                  // a node runs, and all its links are cut
	FaultCut                       // a link is cut
	FaultClock                     // a node's clock is wrong
	FaultMessages                  // the next messages of a link will be dropped, delayed or duplicated
	FaultSlowLink                  // a link is slow
	FaultDisk                      // a node has lost its disk and is down
	FaultPower                     // a rack, or what is left of it, has no power
	FaultBlackout                  // a data centre has no power
	FaultGossip                    // a node runs and does not gossip, so that its peers believe it down
)

// Opinion is what one node believes of another, and on what evidence.
type Opinion = node.Opinion

// Belief is what one node believes of another.
type Belief = node.Belief

// The beliefs.
const (
	PeerUp        = node.PeerUp
	PeerSuspected = node.PeerSuspected
	PeerDown      = node.PeerDown
)

// Comparison is a comparison of two replicas by their Merkle trees. It is never changed once
// made.
type Comparison = node.Comparison

// MaxComparisons is how many comparisons that are over a View has. Those before them are there
// again when the cluster goes back to that time.
const MaxComparisons = 16

// Trees is what there is to see of the Merkle trees of two nodes.
type Trees struct {
	// Under is their comparison under way; nil: there is none.
	Under *Comparison
	// Now is what they would find if they compared now; nil if they keep no range in common.
	// Nobody sends anything for it.
	Now *Comparison
}

// Copy is what one node holds of the watched key.
type Copy struct {
	Node ring.NodeID
	Set  *version.Set
}

// Held is one key on the watched node.
type Held struct {
	Key string
	Set *version.Set
}

// Inside is the internal state of the watched node.
type Inside struct {
	Hints    []HintsFor
	Unsynced []string // the first of the keys with something that is only in memory
	Parked   []Parked // what waits in front of it while it hangs, in order
}

// MaxUnsynced is the maximum number of keys that Inside names.
const MaxUnsynced = 100

// HintsFor is the number of hints that a node keeps for another.
type HintsFor struct {
	Owner ring.NodeID
	Count int
}

// Parked is something that a hung node will process when it resumes: a message, or a
// client's request, which has no Type.
type Parked struct {
	Type event.Type
	From ring.NodeID // None: a client
	Verb event.Verb  // of a client's request
	Key  string
	Op   uint32
}

// Era is a time in which the settings stayed as they were.
type Era struct {
	Since    int // the step at which it began
	Settings Settings
}

// Keeping says where one version of the watched key is kept, as the observer knows it.
type Keeping struct {
	Op        uint32 // the operation that wrote it; 0 if that was too long ago, or if a coordinator merged it
	Dot       version.Dot
	Value     string
	Tombstone bool
	Acked     bool // its client was told that the write succeeded
	Need      int  // how many durable copies that requires
	State     oracle.State
	Disks     []ring.NodeID // replicas that have it on their disk
	Memory    []ring.NodeID // in memory only
	Hints     []HintView    // on the disks of stand-ins
	Messages  []uint32      // in flight
	Writing   []ring.NodeID // that have received it, and whose disks have not written it yet
	Survives  Domain        // the largest kind of failure that it survives
	Outlives  int           // it survives any that many failures of that kind at once
	// Clock is its vector clock: the versions that its writer had seen, and itself. nil if that
	// is not known any more.
	Clock *version.Context
}

// HintView is a hint that node On keeps for node For.
type HintView struct{ On, For ring.NodeID }

// Domain is a failure domain, smallest first. A version that survives the failure of any
// one domain of a kind also survives those before it.
type Domain uint8

const (
	// Nothing: less than a crash loses it.
	Nothing Domain = iota
	// OneCrash: a node loses its memory, but not its disk.
	OneCrash
	// OneDisk: a node loses its disk, too.
	OneDisk
	// OneRack, OneDC: all nodes of the rack or data centre lose their disks.
	OneRack
	OneDC
)

// String returns the word for scripts.
func (d Domain) String() string {
	return [...]string{Nothing: "nothing", OneCrash: "crash", OneDisk: "disk", OneRack: "rack", OneDC: "dc"}[d]
}

package engine

import (
	"time"

	"ringside/engine/event"
	"ringside/engine/node"
	"ringside/engine/oracle"
	"ringside/engine/ring"
	"ringside/engine/version"
)

// View is a cluster at one moment: an immutable value that any goroutine may
// read for as long as it likes. Two Views of one cluster with the same Version
// and Watch are the same.
type View struct {
	Version     uint64 // grows with every change of anything below
	Now         time.Duration
	Settings    Settings
	Ring        *ring.Ring
	RingVersion int           // the newest of the membership, counted from 1
	Change      *Change       // nil: nobody comes or goes
	Last        *Turnover     // the last change that is over; nil: one goes on, or there never was one
	Nodes       []NodeView    // by ring.NodeID
	Messages    []MessageView // in flight, the next to arrive first
	Ops         []*OpView     // the last MaxOps operations, oldest first
	Faults      []Fault       // what is broken now, oldest first
	Trace       event.Trace   // everything that has happened; its Len is the step
	Motion      Motion
	Tally       oracle.Tally // what the observer has seen go wrong so far
	Watch       Watch        // what was asked about, and what is known of it
	Copies      []Copy
	Kept        []Keeping // the versions of the key that nothing has replaced, and those lost
	Gone        int       // acknowledged writes of the key that nothing that is left is or builds upon
	Held        []Held
	Eras        []Era     // the settings there were, oldest first
	Inside      Inside    // of the watched node
	Opinions    []Opinion // of the watched node, by ring.NodeID; of itself too, which means nothing
}

// Watch names what a View should look at more closely.
type Watch struct {
	Key  string // fills Copies, Kept and Gone
	Node string // fills Held, Inside and Opinions
}

// Node returns the name of a node.
func (v *View) Node(id ring.NodeID) string { return v.Nodes[id].Name }

// SettingsAt returns the settings that stood at a step.
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

// Op returns the operation of a number; nil if it is none of the last.
func (v *View) Op(id uint32) *OpView {
	for i := len(v.Ops) - 1; i >= 0; i-- {
		if v.Ops[i].ID == id {
			return v.Ops[i]
		}
	}
	return nil
}

// Motion says what is going on, which decides how fast time should be shown.
type Motion uint8

const (
	// Quiet: nothing is left to happen until somebody asks for something.
	Quiet Motion = iota
	// Background: nobody waits for what is left: probes, hints, and gossip about to
	// change what somebody believes.
	Background
	// Waiting: an operation waits for its deadline and nothing moves.
	Waiting
	// Moving: messages are in flight or disks are writing for an operation.
	Moving
)

// Health is the true state of a node, whatever others believe.
type Health uint8

const (
	Up Health = iota
	Crashed
	Hung
	// Left: it was a member, or was about to become one, and is no more.
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

// Standing is a node's place in the membership, in truth.
type Standing uint8

const (
	Member Standing = iota
	// Joining: copies are moving to it.
	Joining
	// Leaving: copies are moving from it, or it still has something to hand over.
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

// Turnover is a change of membership that is over.
type Turnover struct {
	Node          ring.NodeID
	What          string // has joined, has left
	At            time.Duration
	Before, After float64 // the part of the ring that it owned and owns
}

// Change is a change of membership that is going on.
type Change struct {
	Node      ring.NodeID
	Standing  Standing   // Joining or Leaving
	Next      *ring.Ring // how the ring will be
	Moves     []ring.Move
	Done, All int    // of the ranges that move, as far as it is known: how many have been fetched, and how many are to be
	Waits     string // what it waits for, if it does not go on: "n6 believes that n4 is down"
}

// NodeView is one node.
type NodeView struct {
	ID          ring.NodeID
	Name        string
	DC, Rack    string
	Health      Health
	Skew        time.Duration // how far its clock is ahead of the truth
	Slow        int64         // thousandths of the usual time; 1000 is usual
	Standing    Standing
	RingVersion int           // the newest ring version that it knows
	Next        float64       // the part of the ring that it will own; Share, unless somebody comes or goes
	DownBy      []ring.NodeID // the nodes that believe it is down
	DoubtedBy   []ring.NodeID // the nodes that suspect it, and still ask it
	Keys        int           // keys it holds, tombstones included
	Hints       int           // versions that it keeps for others
	Inbox       int           // messages that wait in it while it hangs
	Slots       int           // its tokens
	Share       float64       // the part of the ring that it owns, 0 to 1
}

// MessageView is a message in flight.
type MessageView struct {
	ID          uint32
	Type        event.Type
	From, To    ring.NodeID
	Op          uint32
	Key         event.Sym
	Sent, Lands time.Duration
	Doomed      bool // it would be dropped if it landed now: a cut link or a dead node
}

// Fault is something that is broken now.
type Fault struct {
	Kind  FaultKind
	Node  ring.NodeID   // whose fault it is; one end of a link; the first node of a place
	Peer  ring.NodeID   // the other end; None for a node
	Both  bool          // of a link: in both directions, and not only from Node to Peer
	Text  string        // "n3 crashed", "n1 ↔ n2 cut"
	Heal  string        // the command that mends it, and nothing else
	Since time.Duration // when it began
	Step  uint32        // the event that it began with
}

// FaultKind says what is broken.
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
	FaultBlackout                  // a data centre has none
)

// Opinion is what one node thinks of another.
type Opinion = node.Opinion

// Belief is what one node takes another for.
type Belief = node.Belief

const (
	PeerUp        = node.PeerUp
	PeerSuspected = node.PeerSuspected
	PeerDown      = node.PeerDown
)

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

// Inside is what can be seen of the watched node from within.
type Inside struct {
	Hints    []HintsFor
	Unsynced []string // the keys of which something is in memory only, the first of them
	Parked   []Parked // what waits in it while it hangs, in order
}

// MaxUnsynced is how many keys Inside names at most.
const MaxUnsynced = 100

// HintsFor counts what a node keeps for another.
type HintsFor struct {
	Owner ring.NodeID
	Count int
}

// Parked is something that a hung node will take up when it resumes: a message,
// or a request of a client, which has no Type.
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
	Survives  Domain        // the largest kind of failure that it survives
	Outlives  int           // it survives any that many failures of that kind at once
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
func (d Domain) String() string { return [...]string{"nothing", "crash", "disk", "rack", "dc"}[d] }

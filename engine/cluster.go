// Package engine is the embedded cluster: a whole Dynamo-style store inside one
// process, in virtual time.
//
//	Command ─▶ Apply ─┐
//	                  ├─▶ nodes (engine/node) ─▶ messages, timers ─▶ queue (engine/sim)
//	Step, Advance ────┘          │                                    │
//	      ▲                      ▼                                    │
//	      └──────────── trace (engine/event) ◀────────────────────────┘
//	                             │
//	                           View: an immutable value for whoever looks
//
// One way in: Apply. One way out: the trace and the View. It is deterministic:
// one goroutine, integer time, order by (time, number), and every random draw
// named by what it is for.
package engine

import (
	"fmt"
	"strings"
	"time"

	"ringside/engine/event"
	"ringside/engine/node"
	"ringside/engine/ops"
	"ringside/engine/oracle"
	"ringside/engine/ring"
	"ringside/engine/sim"
	"ringside/engine/version"
	"ringside/internal/shared"
)

// Cluster is an embedded cluster and its virtual time: a pure state machine.
// Equal configurations and equal commands at equal steps give equal traces.
// It belongs to one goroutine; what others may read is the View.
type Cluster struct {
	settings     Settings
	eras         []Era               // the settings there were, oldest first
	everLWW      bool                // in one of them the last write won
	ring         *ring.Ring          // of the newest ring version
	ringVersions []*node.RingVersion // all that there have been
	leaving      []ring.NodeID       // who has left the ring and still hands things over
	seed         uint64
	members      []member
	byName       shared.Map[string, ring.NodeID]

	now      time.Duration
	queue    sim.Queue
	flights  []flight // what the queue's items refer to
	free     []uint32 // places in flights to be used again
	random   sim.Random
	model    sim.Model
	links    sim.Links
	rules    []rule // what will happen to the next messages of links
	messages uint32 // numbered so far

	trace     event.Recorder
	observer  shared.Lent[oracle.Observer]
	doubts    map[event.Sym]bool // keys of which an acknowledged write is in trouble
	landing   landing            // what is being taken in: it is out of flight, and not stored yet
	clients   contexts
	ops       operations
	held      map[uint32]node.Request // by operation: before hung nodes
	spareOps  []*operation
	opCount   uint32
	motion    motion
	gossip    gossip
	occasions occasions
	entropy   entropy
	scratch   []ring.NodeID
	weighed   weighed

	mostValues int // that a node has had of a key at once
	largest    int // bytes of the largest value
	rings      int // bytes of the rings of all ring versions

	ringVersion uint64 // of the last View
	viewed      *View
	stale       bool // something changed since viewed
	story       ops.Story
}

// member is a node and what befell it.
type member struct {
	*node.Node
	health    Health
	slow      int64         // thousandths
	skew      time.Duration // how far its clock is ahead
	powerLoss powerLoss     // why its machine has no power, if it has none: then nothing refuses a connection
	life      uint32        // how often it has crashed
	fell      uint32        // the step of its last crash or hang
	wiped     uint32        // the step at which it lost its disk, until it starts with another; 0: it has it
	slowed    uint32        // the steps since which it is as slow, and its clock as wrong, as they are
	skewed    uint32
	inbox     []parcel // what came while it hung, in order
}

// parcel is one thing that a hung node will do when it resumes.
type parcel struct {
	kind uint8
	ref  uint32
}

// flight is a message on its way, or on its way to a disk.
type flight struct {
	node.Message
	lands time.Duration
	life  uint32 // of the node whose disk or timer it is
	gone  bool   // it has been dropped or delivered by hand; its item in the queue means nothing
	disk  bool   // it is on its way to a disk: if life is over, it will never be there
	timer node.TimerKind
}

// The kinds of sim.Item.
const (
	arrival            uint8 = iota // flights[ref], of an operation, reaches its destination
	sign                            // flights[ref], a sign of life or a probe for one, reaches its destination
	disk                            // flights[ref].Set is durable at To
	backgroundWrite                 // flights[ref].Set, of no operation, is durable at To
	timer                           // what flights[ref].From wanted to be reminded of
	round                           // replicas are compared
	beat                            // a node's turn to gossip: the node in the low half of ref
	gossipMessage                   // flights[ref], a gossip message, reaches its destination
	coordinatorTimeout              // the coordinator of operation ref has waited long enough
	speculativeRetry                // the coordinator of operation ref may ask one replica more
	clientTimeout                   // the client of operation ref has
	request                         // held[ref] waits before a hung node; never in the queue
)

// landing is what there is of a key in nobody's hands but the engine's.
type landing struct {
	key event.Sym
	set *version.Set
}

// motion counts what is left to happen.
type motion struct {
	moving  int // messages of operations in flight, and disks writing
	waiting int // timers of operations
	probing int // probes and their timers
}

// Era is a time in which the settings stayed as they were.
type Era struct {
	Since    int // the step at which it began
	Settings Settings
}

// operation is a client's request until nothing more will come of it.
type operation struct {
	verb        event.Verb
	key         event.Sym
	client      event.Sym
	coordinator ring.NodeID
	need        int
	began       time.Duration
	seen        *version.Context // what the client's put carried
	past        *version.Context // what it builds upon, for the observer
	subject     oracle.Subject
	context     uint32        // the client's place in Cluster.clients
	due         oracle.Due    // what a read owes
	asked       uint32        // who was asked to keep a new version, for Trace.List
	others      []ring.NodeID // and who else: those who stand in, and those who are about to keep a copy
	ring        int           // how many ring version there were when it began
	step        uint32        // after which it began
	lww         bool          // the last write wins
	size        int           // bytes of the value that it writes
	dot         version.Dot   // of a write, once there is one
	told        bool
	timers      int
}

// New makes a cluster in which nothing has happened yet. The error names the
// field of cfg, its value and what is allowed.
func New(cfg Config) (*Cluster, error) {
	r, err := ring.New(cfg.Nodes)
	if err != nil {
		return nil, err
	}
	if err := check(&cfg.Settings, r); err != nil {
		return nil, err
	}
	c := &Cluster{
		settings:     cfg.Settings,
		eras:         []Era{{0, cfg.Settings}},
		everLWW:      cfg.Conflict == LWW,
		ring:         r,
		ringVersions: []*node.RingVersion{{Number: 1, Who: ring.None, Ring: r, Mover: ring.None, Coordinator: ring.None}},
		seed:         cfg.Seed,
		members:      make([]member, len(cfg.Nodes)),
		random:       sim.NewRandom(cfg.Seed),
		stale:        true,
	}
	c.weighed.most = MaxBytes
	c.rings = ringBytes(r)
	c.model, _ = sim.FindModel(cfg.Latency)
	for i, n := range cfg.Nodes {
		id := ring.NodeID(i)
		c.members[i] = member{Node: node.New(id, c.ringVersions[0], (*host)(c)), slow: sim.Usual}
		c.byName.Own()[n.Name] = id
	}
	return c, nil
}

// Now returns the virtual time since the start.
func (c *Cluster) Now() time.Duration { return c.now }

// Trace returns everything that has happened. It is the cluster's own: read
// only, and not while the cluster goes on (View has a snapshot).
func (c *Cluster) Trace() *event.Trace { return &c.trace.Trace }

// NodeName returns the name of a node.
func (c *Cluster) NodeName(id ring.NodeID) string { return c.ring.Nodes()[id].Name }

// Next returns when the next thing will happen; false if nothing will.
func (c *Cluster) Next() (time.Duration, bool) {
	item, ok := c.peek()
	if !ok || item.At > MaxTime || c.Full() != nil {
		return 0, false
	}
	return item.At, true
}

// peek returns the next item that still matters.
func (c *Cluster) peek() (sim.Item, bool) {
	for {
		item, ok := c.queue.Peek()
		if !ok {
			return item, false
		}
		if item.Kind >= coordinatorTimeout && c.ops.get(item.Ref) == nil {
			c.queue.Pop() // its operation was over long before
			continue
		}
		if item.Kind <= sign && c.grounded(item) {
			continue
		}
		if c.expires(item) && c.members[c.flights[item.Ref].From].life != c.flights[item.Ref].life {
			c.queue.Pop() // the node has crashed since, and plans anew when it starts
			c.release(item.Ref)
			continue
		}
		if c.dozed(item) {
			c.queue.Pop()
			if item.Kind == gossipMessage {
				c.release(item.Ref)
			}
			continue
		}
		return item, true
	}
}

// Step lets the next thing happen that leaves an event in the trace, whenever
// that is, and reports whether there was one.
func (c *Cluster) Step() bool {
	for before := c.trace.Len(); ; {
		if !c.advance() {
			return false
		}
		if c.trace.Len() > before {
			return true
		}
	}
}

// Advance lets time go on to until, or until budget things have happened or no more
// can (Full), and reports whether it got there. Time never goes back: an until that has
// passed is reached at once; and it ends at MaxTime.
func (c *Cluster) Advance(until time.Duration, budget int) bool {
	until = min(until, MaxTime)
	for {
		item, ok := c.peek()
		if !ok || item.At > until {
			break
		}
		if budget <= 0 {
			return false
		}
		budget--
		if !c.advance() {
			return false
		}
	}
	if until > c.now {
		c.now = until
		c.stale = true
	}
	return true
}

// advance lets one thing happen.
func (c *Cluster) advance() bool {
	item, ok := c.peek()
	if !ok || c.weighed.full {
		return false
	}
	c.stale = true
	if item.At > MaxTime {
		c.now = MaxTime
		return false
	}
	c.queue.Pop()
	c.now = item.At
	c.settle(item)
	c.happen(parcel{item.Kind, item.Ref})
	if len(c.leaving) > 0 {
		c.seeOff()
	}
	c.weigh()
	return true
}

// expires reports whether an item is a timer for hints whose time is over: while it runs,
// nothing is going on.
func (c *Cluster) expires(item sim.Item) bool {
	return item.Kind == timer && c.flights[item.Ref].timer == node.Expire
}

// settle takes an item that came up out of the counts of what is left.
func (c *Cluster) settle(item sim.Item) {
	switch item.Kind {
	case arrival, disk:
		c.motion.moving--
	case sign, backgroundWrite, round:
		c.motion.probing--
	case timer:
		if !c.expires(item) {
			c.motion.probing--
		}
	case coordinatorTimeout, speculativeRetry, clientTimeout:
		c.motion.waiting--
	}
}

// happen carries out an item that has come up.
func (c *Cluster) happen(p parcel) {
	switch p.kind {
	case arrival, sign:
		c.arrive(p)
	case disk, backgroundWrite:
		c.durable(p)
	case timer:
		c.timer(p)
	case round:
		c.compareAll(p.ref)
	case beat:
		c.beaten(ring.NodeID(uint16(p.ref)))
	case gossipMessage:
		c.heard(p.ref)
	case coordinatorTimeout:
		c.coordinatorTimeout(p)
	case speculativeRetry:
		c.impatient(p.ref)
	case clientTimeout:
		op := c.ops.get(p.ref)
		op.timers--
		if at := &c.members[op.coordinator]; !op.told && at.health == Hung {
			c.loseCoordinator(p.ref, op, at.fell)
			(*host)(c).Settled(p.ref, op.key)
		}
	}
}

// Motion says what is going on now.
func (c *Cluster) Motion() Motion {
	switch {
	case c.now >= MaxTime || c.weighed.full:
		return Quiet // for good
	case c.motion.moving > 0:
		return Moving
	case c.motion.waiting > 0:
		return Waiting
	case c.motion.probing > 0 || c.gossip.awake:
		return Background
	}
	return Quiet
}

// find returns the node of a name, or an error that lists those there are.
func (c *Cluster) find(name string) (ring.NodeID, error) {
	id, ok := c.byName.Rows()[name]
	if ok && c.members[id].health != Left {
		return id, nil
	}
	if ok {
		return ring.None, fmt.Errorf("%s has left; %s", event.Show(name, event.LongestShown), c.nodeList())
	}
	return ring.None, fmt.Errorf("no node %s; %s", event.Show(name, event.LongestShown), c.nodeList())
}

func (c *Cluster) nodeList() string {
	var names []string
	for i, n := range c.ring.Nodes() {
		if c.members[i].health != Left {
			names = append(names, n.Name)
		}
	}
	if len(names) > 9 {
		names = append(names[:8], fmt.Sprintf("… %s (%d)", names[len(names)-1], len(names)))
	}
	return "nodes are " + strings.Join(names, " ")
}

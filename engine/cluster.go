// Package engine is the embedded cluster: a whole Dynamo-style store inside one
// process, in virtual time.
//
//	Command ─▶ Apply ─┐
//	                  ├─▶ nodes (engine/node) ─▶ messages, timers ─▶ queue (engine/sim)
//	Step, Advance ────┘          │                                    │
//	      ▲                      ▼                                    │
//	      └──────────── trace (engine/event) ◀────────────────────────┘
//	                             │
//	                           View: an immutable value for readers
//
// One way in: Apply. One way out: the trace and the View. It is deterministic:
// one goroutine, integer time, order by (time, number), and every random draw
// named by what it is for.
package engine

import (
	"time"

	"ringside/engine/event"
	"ringside/engine/latency"
	"ringside/engine/node"
	"ringside/engine/ops"
	"ringside/engine/oracle"
	"ringside/engine/ring"
	"ringside/engine/sim"
	"ringside/internal/shared"
)

// Cluster is an embedded cluster and its virtual time: a pure state machine.
// Equal configurations and equal commands at equal steps give equal traces.
// It belongs to one goroutine; what others may read is the View.
type Cluster struct {
	roster
	schedule
	settings Settings
	eras     []Era // the settings there were, oldest first
	everLWW  bool  // in one of them the last write won
	moved    bool  // copies were placed otherwise in one of them than in another
	seed     uint64

	random   sim.Random
	model    *latency.Model
	own      *latency.Model // nil: there is none
	links    sim.Links
	rules    []rule // what will happen to the next messages of links
	messages uint32 // numbered so far

	trace       event.Recorder
	observer    shared.Lent[oracle.Observer]
	doubts      doubts
	intake      *intake       // scratch
	outputs     []node.Output // of the step that a node has just taken
	carried     int           // how many of them have been carried out, or are about to be
	changing    *changing     // scratch
	clients     contexts
	ops         operations
	held        map[uint32]node.Request // by operation: before hung nodes
	spareOps    []*operation
	opCount     uint32
	lastAsked   uint32        // the newest operation that no load made
	load        *loading      // the newest; nil if there was none
	loads       uint32        // how many there have been
	measured    []Measured    // by those that are over, oldest first; replaced, and never written to
	sent        event.Traffic // bytes of messages, by what they bring
	gossip      gossip
	occasions   occasions
	entropy     entropy
	comparisons []*Comparison // the last that are over
	scratch     []ring.NodeID
	line        []byte     // scratch
	demands     []demanded // of the levels that were asked for, under the settings
	weighed     weighed
	past        past

	mostValues int // that a node has had of a key at once
	largest    int // bytes of the largest value
	rings      int // bytes of the rings of all ring versions

	ringVersion uint64 // of the last View
	viewed      *View
	stale       bool // something changed since viewed
	story       ops.Story
	asked       ops.Story // of requests that no load made; told since the first load began
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
	if err := checkModel(&cfg.Settings, cfg.Model); err != nil {
		return nil, err
	}
	c := &Cluster{
		roster: roster{
			ring:         r,
			ringVersions: []*node.RingVersion{{Number: 1, Who: ring.None, Ring: r, Mover: ring.None, Coordinator: ring.None}},
			members:      make([]member, len(cfg.Nodes)),
		},
		settings: cfg.Settings,
		eras:     []Era{{0, cfg.Settings}},
		everLWW:  cfg.Conflict == LWW,
		seed:     cfg.Seed,
		random:   sim.NewRandom(cfg.Seed),
		stale:    true,
	}
	c.weighed.most = MaxBytes
	c.rings = ringBytes(r)
	c.own, c.model = cfg.Model, modelOf(&cfg.Settings, cfg.Model)
	for i, n := range cfg.Nodes {
		id := ring.NodeID(i)
		c.members[i] = member{Node: node.New(id, c.ringVersions[0], (*host)(c)), slow: sim.Usual}
		c.byName.Own()[n.Name] = id
	}
	return c, nil
}

// Trace returns everything that has happened. It is the cluster's own: read
// only, and not while the cluster goes on (View has a snapshot).
func (c *Cluster) Trace() *event.Trace { return &c.trace.Trace }

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
		if item.Kind <= backgroundWrite && c.grounded(item) {
			continue
		}
		if c.expires(item) && c.members[c.flights[item.Ref].From].life != c.flights[item.Ref].life {
			c.queue.Pop() // the node has crashed since, and plans anew when it starts
			c.release(item.Ref)
			continue
		}
		if c.beforeSleep(item) {
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
		if !c.come(item) {
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
	return ok && c.come(item)
}

// come lets the next item happen, which peek has returned.
func (c *Cluster) come(item sim.Item) bool {
	if c.weighed.full {
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
	c.forget()
	return true
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
	case gossipTick:
		c.tickGossip(ring.NodeID(uint16(p.ref)))
	case turn:
		c.takeTurn(p.ref)
	case gossipMessage:
		c.takeGossip(p.ref)
	case coordinatorTimeout:
		c.coordinatorTimeout(p)
	case speculativeRetry:
		c.retrySpeculatively(p.ref)
	case clientTimeout:
		op := c.ops.get(p.ref)
		op.timers--
		if at := &c.members[op.coordinator]; !op.told && at.health == Hung {
			c.loseCoordinator(p.ref, op, at.fell)
			c.over(p.ref, op.key, uint32(c.trace.Len()))
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

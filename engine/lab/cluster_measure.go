// What the cluster itself does under a latency model: writes and reads of fresh keys, and
// when they were answered.

package lab

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"
	"sync"
	"time"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/ring"
	"ringside/internal/parallel"
)

// Measurement is one way to run the cluster: each write has a fresh key and goes through a
// node that keeps no copy of it. Reads ask all N replicas, through such a node, too, and
// nothing is repaired. One read begins at the write's ack, another one some time after it.
type Measurement struct {
	Trials                 // Count is how many writes
	Levels                 // that have a meaning for the copies
	After  []time.Duration // when second reads begin, in turns
}

// Measured is what was measured.
type Measured struct {
	Reads, Writes Sample
	// Visible is when the reads at the ack would have seen the write if they had begun
	// later: by how much the first of the replicas that answered got the write after the
	// read's request.
	Visible Sample
	// Consistent are the shares of reads that returned the write.
	Consistent []Share
}

// Share is how many of some reads, at one time after the ack, returned the write.
type Share struct {
	After    time.Duration
	Of, Seen int
}

// margin is how many standard errors an interval goes to each side. Chance alone leaves
// one in 16,000 outside.
const margin = 4

// P returns the share, and its interval (Wilson, 1927).
func (s Share) P() (p, low, high float64) {
	if s.Of == 0 {
		return 0, 0, 1
	}
	n, p := float64(s.Of), float64(s.Seen)/float64(s.Of)
	const z = margin * margin
	mid := (p + z/(2*n)) / (1 + z/n)
	off := margin * math.Sqrt(p*(1-p)/n+z/(4*n*n)) / (1 + z/n)
	return p, max(mid-off, 0), min(mid+off, 1)
}

// Sample are measured durations, in order.
type Sample []time.Duration

// Quantile returns the duration that a share of them, in millionths, does not exceed, and
// the interval that the true one is in. Its end is unknown, and a negative number, if there
// are too few for it.
func (s Sample) Quantile(share uint64) (d, low, high time.Duration) {
	if len(s) == 0 {
		return 0, 0, -1
	}
	n, p := float64(len(s)), float64(share)/1e6
	off := margin * math.Sqrt(n*p*(1-p))
	at := int(math.Ceil(n*p)) - 1
	low, high = 0, -1
	if from := int(math.Floor(float64(at) - off)); from >= 0 {
		low = s[from]
	}
	if to := int(math.Ceil(float64(at) + off)); to < len(s) {
		high = s[to]
	}
	return s[at], low, high
}

// chunk is how many writes a cluster gets before a new one is made, so that none grows large.
const chunk = 250

// What draws are for.
const measuring = 0x656e67

// Run does the writes and reads on all cores. done is told how many writes are done, from
// one goroutine at a time. The result depends on the measurement alone.
func (m Measurement) Run(ctx context.Context, done func(writes int)) (*Measured, error) {
	runs := make([]*run, (m.Count+chunk-1)/chunk)
	errs := make([]error, len(runs))
	var telling sync.Mutex
	writes := 0
	err := parallel.For(ctx, len(runs), func(i int) {
		count := min(chunk, m.Count-i*chunk)
		runs[i], errs[i] = m.run(i, count)
		telling.Lock()
		defer telling.Unlock()
		if writes += count; done != nil {
			done(writes)
		}
	})
	if err != nil {
		return nil, err
	}
	all := &Measured{}
	for _, d := range append([]time.Duration{0}, m.After...) {
		all.Consistent = append(all.Consistent, Share{After: d})
	}
	for i, r := range runs {
		if errs[i] != nil {
			return nil, errs[i]
		}
		all.Reads, all.Writes, all.Visible = append(all.Reads, r.Reads...), append(all.Writes, r.Writes...), append(all.Visible, r.Visible...)
		for i := range r.Consistent {
			all.Consistent[i].Of += r.Consistent[i].Of
			all.Consistent[i].Seen += r.Consistent[i].Seen
		}
	}
	slices.Sort(all.Reads)
	slices.Sort(all.Writes)
	slices.Sort(all.Visible)
	return all, nil
}

// run is one cluster, and what was measured on it.
type run struct {
	Measured
	m       *Measurement
	cluster *engine.Cluster
	ring    *ring.Ring
	draws   stream
	read    int // events of the trace that have been looked at

	asked   uint32 // the last operation
	replies map[uint32]reply
	arrival map[leg]time.Duration
	atAck   [][2]uint32 // a write, and the read that began at its ack
}

// reply is what a client was told, and whose answers counted.
type reply struct {
	outcome event.Outcome
	took    time.Duration
	by      []ring.NodeID
}

// leg is a request to a node, of an operation.
type leg struct {
	op   uint32
	node ring.NodeID
}

// config is a cluster with one node more than there are copies in each data centre.
func (m *Measurement) config(seed uint64) engine.Config {
	cfg := engine.Default()
	cfg.Seed, cfg.Latency, cfg.Model = seed, engine.OwnLatency, &m.Model
	cfg.R, cfg.W, cfg.Read, cfg.Repair = m.R, m.W, engine.AllRead, engine.RepairOff
	cfg.Handoff, cfg.Gossip, cfg.Entropy, cfg.Speculate, cfg.Timeout = 0, 0, 0, 0, time.Hour
	cfg.Nodes, cfg.Placement = m.cluster(seed)
	return cfg
}

func (m *Measurement) run(number, count int) (*run, error) {
	r := &run{m: m, draws: newStream(m.Seed, measuring, m.stream(m.R), m.stream(m.W), uint64(number)), replies: make(map[uint32]reply), arrival: make(map[leg]time.Duration)}
	cfg := m.config(r.draws.next())
	var err error
	if r.cluster, err = engine.New(cfg); err != nil {
		return nil, fmt.Errorf("lab: %w", err)
	}
	if r.ring, err = ring.New(cfg.Nodes); err != nil {
		return nil, fmt.Errorf("lab: %w", err)
	}
	for _, d := range append([]time.Duration{0}, m.After...) {
		r.Consistent = append(r.Consistent, Share{After: d})
	}
	for i := range count {
		if err := r.one(number*chunk+i, cfg.Placement); err != nil {
			return nil, err
		}
	}
	for r.cluster.Step() { // what is still on its way to replicas
	}
	r.look()
	for _, p := range r.atAck {
		write, read := p[0], p[1]
		seen := time.Duration(math.MaxInt64)
		for _, node := range r.replies[read].by {
			seen = min(seen, r.arrival[leg{write, node}]-r.arrival[leg{read, node}])
		}
		r.Visible = append(r.Visible, max(seen, 0))
	}
	return r, nil
}

// one writes a fresh key and reads it twice. The second read does not wait for the first.
func (r *run) one(number int, placement ring.Placement) error {
	key := "k" + strconv.Itoa(number)
	replicas := r.ring.Replicas(nil, ring.Hash(key), placement)
	write, err := r.ask(engine.Command{Verb: engine.Put, Key: key, Value: "v"}, replicas)
	if err != nil {
		return err
	}
	if err := r.wait(write); err != nil {
		return err
	}
	r.Writes = append(r.Writes, r.replies[write].took)
	ack := r.cluster.Now()
	slots := []int{0}
	if turns := len(r.m.After); turns > 0 {
		slots = append(slots, 1+number%turns)
	}
	var reads []uint32
	for _, slot := range slots {
		r.cluster.Advance(ack+r.Consistent[slot].After, math.MaxInt)
		read, err := r.ask(engine.Command{Verb: engine.Get, Key: key}, replicas)
		if err != nil {
			return err
		}
		reads = append(reads, read)
	}
	for i, read := range reads {
		if err := r.wait(read); err != nil {
			return err
		}
		r.Reads = append(r.Reads, r.replies[read].took)
		share := &r.Consistent[slots[i]]
		share.Of++
		if r.replies[read].outcome == event.OK {
			share.Seen++
		}
	}
	r.atAck = append(r.atAck, [2]uint32{write, reads[0]})
	return nil
}

// ask makes a request through a node that has no copy, and returns its operation.
func (r *run) ask(cmd engine.Command, replicas []ring.NodeID) (uint32, error) {
	var others []ring.NodeID
	for i := range r.ring.Nodes() {
		if id := ring.NodeID(i); !slices.Contains(replicas, id) {
			others = append(others, id)
		}
	}
	cmd.Via = r.ring.Nodes()[others[r.draws.below(len(others))]].Name
	if err := r.cluster.Apply(cmd); err != nil {
		return 0, fmt.Errorf("lab: %w", err)
	}
	r.look()
	return r.asked, nil
}

// wait lets time go on until an operation is answered.
func (r *run) wait(op uint32) error {
	for {
		r.look()
		if got, ok := r.replies[op]; ok {
			if got.outcome != event.OK && got.outcome != event.NotFound {
				return fmt.Errorf("lab: a request ended with %s", got.outcome)
			}
			return nil
		}
		if !r.cluster.Step() {
			return fmt.Errorf("lab: a request was never answered: %w", r.cluster.Full())
		}
	}
}

// look notes what has happened since it last looked: requests, their arrival and replies.
func (r *run) look() {
	t := r.cluster.Trace()
	for ; r.read < t.Len(); r.read++ {
		switch e := t.At(r.read + 1); {
		case e.Kind == event.Invoke:
			r.asked = e.Op
		case e.Kind == event.Store && e.Op != 0:
			r.arrival[leg{e.Op, e.Node}] = e.At
		case e.Kind == event.Deliver && (e.Type == event.ReadData || e.Type == event.ReadDigest):
			r.arrival[leg{e.Op, e.To}] = e.At
		case e.Kind == event.Reply:
			r.replies[e.Op] = reply{e.Outcome, time.Duration(e.Arg), slices.Clone(t.NodesOf(e))}
		}
	}
}

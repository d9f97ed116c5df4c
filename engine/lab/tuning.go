// The lecture's tuning table: what each choice of R and W costs and what it is worth, each
// cell measured on the cluster itself.

package lab

import (
	"context"
	"fmt"
	"sync"
	"time"

	"ringside/engine/latency"
	"ringside/internal/parallel"
)

// Tuning is a tuning table to be measured, for some pairs of levels.
//
//	latency, at once   Measurement: fresh keys through a node that keeps no copy
//	refused            0, 1, 2 of the nodes that keep the key are crashed
//	stale, older       8 clients, 5 keys, half of the requests are puts
//	lost               at the ack the coordinator is cut off from all nodes, with what it has
//	                   sent and has not arrived, and 1 or 2 of the key's nodes lose their disks
type Tuning struct {
	Trials // Count is how many there are of the model
	Pairs  []Levels
	Writes int // of the cluster, for each R and W, whose latency is measured
	Rounds int // for each R and W: of requests while nodes are down, of loads, of losses
}

// MostDown is up to how many nodes are down, or lose their disks.
const MostDown = 2

// Tuned is what is known of one R and W.
type Tuned struct {
	Levels
	Model  *Expected
	Engine *Measured
	// RefusedReads and RefusedWrites are, by how many nodes are down from 0, the shares of
	// requests that did not succeed.
	RefusedReads, RefusedWrites []Share
	// Stale and Older are the shares of a load's reads that missed an acknowledged write,
	// and that knew less than a read that was over before they began.
	Stale, Older Share
	// Lost are, by how many disks are gone from 1, the shares of acknowledged writes of
	// which no copy is left.
	Lost []Share
	// RefusedReadsFormula and RefusedWritesFormula are the shares that the levels ask for,
	// by how many nodes are down from 0.
	RefusedReadsFormula, RefusedWritesFormula []float64
}

// down returns up to how many of the nodes that keep a key can be gone.
func (t *Tuning) down() int { return min(MostDown, t.N) }

// What is in a round, for each R and W.
const (
	loadSize    = 200 // requests of a load
	loadKeys    = 5   // that they are about
	loadClients = 8   // who make them
	lostWrites  = 50  // of which some are lost
	// refusedPairs is how many gets and puts are made for each number of nodes that are down.
	refusedPairs = 25
)

// Work returns how much work the table is, in the units of Run's done: about what a write
// of the cluster takes.
func (t *Tuning) Work() int {
	return t.Count/trialsPerWrite + len(t.cells())*(t.Writes+t.pieces()*writesPerPiece)
}

const (
	trialsPerWrite = 100 // trials of the model that take as long as a write of the cluster
	writesPerPiece = 50  // writes that take as long as a piece of a round
)

// pieces returns in how many pieces the rounds of a cell are done: refusals, loads, and
// losses by how many disks are gone.
func (t *Tuning) pieces() int { return (2 + t.down()) * t.Rounds }

func (t *Tuning) cells() (all []Tuned) {
	for _, p := range t.Pairs {
		all = append(all, Tuned{Levels: p})
	}
	return all
}

// Run measures the table on all cores. done is told how much of Work is done, from one
// goroutine at a time. The result depends on the table alone. The error is that of the
// context.
func (t Tuning) Run(ctx context.Context, done func(work int)) ([]Tuned, error) {
	cells := t.cells()
	before := 0
	expected, err := t.model(ctx, func(trials int) { done(trials / trialsPerWrite) })
	if err != nil {
		return nil, err
	}
	before = t.Count / trialsPerWrite
	for i := range cells {
		c := &cells[i]
		c.Model = expected[i]
		for k := range t.down() + 1 {
			c.RefusedReadsFormula = append(c.RefusedReadsFormula, t.refused(c.Model.read, k))
			c.RefusedWritesFormula = append(c.RefusedWritesFormula, t.refused(c.Model.write, k))
		}
		m := Measurement{Trials: t.Trials, Levels: c.Levels}
		m.Count = t.Writes
		if c.Engine, err = m.Run(ctx, func(writes int) { done(before + writes) }); err != nil {
			return nil, err
		}
		before += t.Writes
	}
	if err := t.runPieces(ctx, cells, func(pieces int) { done(before + pieces*writesPerPiece) }); err != nil {
		return nil, err
	}
	return cells, nil
}

// model returns what trials give for each pair of levels: for those of numbers from one run for
// all, since how many answers count says it all.
func (t *Tuning) model(ctx context.Context, done func(trials int)) ([]*Expected, error) {
	var others []Levels
	var at []int
	all := make([]*Expected, len(t.Pairs))
	for i, p := range t.Pairs {
		read, write, err := t.demands(p)
		if err != nil {
			return nil, err
		}
		if r, w := t.byCount(read), t.byCount(write); r > 0 && w > 0 {
			all[i] = &Expected{read: read, write: write, r: r, w: w}
		} else {
			others, at = append(others, p), append(at, i)
		}
	}
	if len(others) < len(all) {
		pbs, err := t.Trials.Run(ctx, done)
		if err != nil {
			return nil, err
		}
		gone, err := t.lostModel(ctx)
		if err != nil {
			return nil, err
		}
		for _, e := range all {
			if e != nil {
				e.pbs, e.lost = pbs, gone[e.w-1]
			}
		}
	}
	if len(others) > 0 {
		expected, err := t.expect(ctx, others, t.down())
		if err != nil {
			return nil, err
		}
		for k, e := range expected {
			all[at[k]] = e
		}
	}
	done(t.Count)
	return all, nil
}

// Kinds of pieces, in their order.
const (
	refusing = iota
	loading
	losing // one kind for each number of disks
)

// tuningPiece is what one piece of work gives.
type tuningPiece struct {
	shares []Share // what they are depends on the piece
	err    error
}

// runPieces measures what takes clusters of its own.
func (t *Tuning) runPieces(ctx context.Context, cells []Tuned, done func(pieces int)) error {
	each := t.pieces()
	results := make([]tuningPiece, len(cells)*each)
	var telling sync.Mutex
	finished := 0
	err := parallel.For(ctx, len(results), func(i int) {
		c, number := &cells[i/each], i%each
		s := &scenario{Measurement: Measurement{Trials: t.Trials, Levels: c.Levels}, draws: newStream(t.Seed, tuning, t.stream(c.R), t.stream(c.W), uint64(number))}
		switch kind := number / t.Rounds; kind {
		case refusing:
			results[i] = s.refusals(t.down(), refusedPairs)
		case loading:
			results[i] = s.load()
		default:
			results[i] = s.losses(1+kind-losing, lostWrites)
		}
		telling.Lock()
		defer telling.Unlock()
		finished++
		done(finished)
	})
	if err != nil {
		return err
	}
	for i := range cells {
		if err := cells[i].gather(results[i*each:(i+1)*each], t.Rounds, t.down()); err != nil {
			return err
		}
	}
	return nil
}

// gather adds up the pieces of a cell.
func (c *Tuned) gather(pieces []tuningPiece, rounds, down int) error {
	c.RefusedReads, c.RefusedWrites, c.Lost = make([]Share, down+1), make([]Share, down+1), make([]Share, down)
	for number, p := range pieces {
		if p.err != nil {
			return fmt.Errorf("lab: %w", p.err)
		}
		switch kind := number / rounds; kind {
		case refusing:
			for k := range down + 1 {
				c.RefusedReads[k].add(p.shares[2*k])
				c.RefusedWrites[k].add(p.shares[2*k+1])
			}
		case loading:
			c.Stale.add(p.shares[0])
			c.Older.add(p.shares[1])
		default:
			c.Lost[kind-losing].add(p.shares[0])
		}
	}
	return nil
}

func (s *Share) add(t Share) {
	s.Of += t.Of
	s.Seen += t.Seen
}

// lostModel returns, by W and by how many disks are gone, the share of writes that are
// lost: from how many replicas the write has reached when its W-th ack arrives. It is lost
// if these are among those whose disks are gone.
func (t *Tuning) lostModel(ctx context.Context) ([][]float64, error) {
	batches := (t.Count + batch - 1) / batch
	reached := make([][MaxN][MaxN + 1]int, batches) // by W, and by how many it has reached
	err := parallel.For(ctx, batches, func(i int) {
		draws := newStream(t.Seed, tuningReach, uint64(i))
		for range min(batch, t.Count-i*batch) {
			t.reach(&draws, &reached[i])
		}
	})
	if err != nil {
		return nil, err
	}
	lost := make([][]float64, t.N)
	for w := range lost {
		lost[w] = make([]float64, t.down())
		for k := range lost[w] {
			total := 0.0
			for d := 1; d <= k+1; d++ {
				n := 0
				for i := range reached {
					n += reached[i][w][d]
				}
				total += float64(float64(n) * choose(t.N-d, k+1-d) / choose(t.N, k+1))
			}
			lost[w][k] = total / float64(t.Count)
		}
	}
	return lost, nil
}

// reach is one trial of a write: for each W, how many replicas it has reached by its ack.
func (t *Tuning) reach(draws *stream, to *[MaxN][MaxN + 1]int) {
	var there, back [MaxN]time.Duration
	home := -1
	if t.Model.Spread() {
		home = draws.below(t.N)
	}
	for i := range t.N {
		far := home >= 0 && i != home
		there[i] = t.Model.Flight(latency.Write, draws.next(), far)
		acked := there[i] + t.Model.Disk(draws.next()) + t.Model.Flight(latency.Ack, draws.next(), far)
		at := i
		for ; at > 0 && back[at-1] > acked; at-- {
			back[at] = back[at-1]
		}
		back[at] = acked
	}
	for w := range t.N {
		reached := 0
		for i := range t.N {
			if there[i] <= back[w] {
				reached++
			}
		}
		to[w][reached]++
	}
}

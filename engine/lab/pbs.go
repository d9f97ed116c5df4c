// Probabilistically bounded staleness (Bailis et al., VLDB 2012): how old reads are, and
// how long reads and writes take, for every R and W at once.

package lab

import (
	"context"
	"math/bits"
	"sync"
	"time"

	"ringside/engine/latency"
	"ringside/engine/quorum"
	"ringside/engine/ring"
	"ringside/internal/parallel"
)

// MaxN is how many copies PBS can look at.
const MaxN = 16

// Trials are random trials of the WARS model (§5.1 of the paper): a write that goes to all
// N replicas, through a coordinator that is none of them, and a read of all N that begins
// some time after the write's ack.
type Trials struct {
	Model latency.Model
	N     int // from 1 to MaxN
	// Copies are how many of the N each data centre keeps; nil: all are in one or, under a
	// model of such clusters, each in one of its own. PBS has them nil.
	Copies []ring.Copies
	Count  int
	Seed   uint64
}

// PBS is what trials give. R and W are from 1 to N.
type PBS struct {
	Trials
	reads, writes [2]sum // there and back, of one replica: R+S and W+A; second those of another data centre, less the way between
	visible       []sum  // by R and W: how long after the ack reads begin to see the write
}

// Read returns the latency that a share of reads, in millionths, does not exceed.
func (p *PBS) Read(r int, share uint64) time.Duration { return p.nth(&p.reads, r, share) }

// Write returns the latency that a share of writes, in millionths, does not exceed.
func (p *PBS) Write(w int, share uint64) time.Duration { return p.nth(&p.writes, w, share) }

// nth returns the quantile of when the nth of the replicas has answered. That follows from
// when one answers, since they do so independently of each other; to count it in the trials
// would be several times less precise, as rare as a slow nth answer is.
func (p *PBS) nth(one *[2]sum, nth int, share uint64) time.Duration {
	answered := func(d time.Duration) float64 {
		near := one[0].atMost(d)
		if !p.Model.Spread() {
			return atLeast(nth, p.N, near)
		}
		far := one[1].atMost(d - 2*p.Model.Far())
		return float64(near*atLeast(nth-1, p.N-1, far)) + float64((1-near)*atLeast(nth, p.N-1, far))
	}
	lo, hi := time.Duration(-1), time.Duration(longest)
	for hi-lo > 1 {
		if mid := lo + (hi-lo)/2; answered(mid) < float64(share)/1e6 {
			lo = mid
		} else {
			hi = mid
		}
	}
	return hi
}

// atLeast returns the probability that k or more of n happen, each with probability p. The
// conversions keep platforms from rounding once where others round twice.
func atLeast(k, n int, p float64) (total float64) {
	for i := max(k, 0); i <= n; i++ {
		term := choose(n, i)
		for j := range n {
			if j < i {
				term *= p
			} else {
				term *= float64(1 - p)
			}
		}
		total = float64(total + float64(term))
	}
	return total
}

// Visibility returns how long after a write's ack a share of reads, in millionths, sees
// it: the paper's t-visibility. It is the quantile of the times at which each single trial
// turns from stale to consistent.
func (p *PBS) Visibility(r, w int, share uint64) time.Duration {
	return p.visible[(r-1)*p.N+w-1].quantile(share)
}

// Consistent returns the share of reads that see a write if they begin t after its ack.
func (p *PBS) Consistent(r, w int, t time.Duration) float64 {
	return p.visible[(r-1)*p.N+w-1].atMost(t)
}

// batch is how many trials have a stream of draws of their own.
const batch = 1 << 14

// What draws are for.
const (
	pbsTrials = iota + 0x505253
	pbsVersions
	levelTrials
)

// counts are what one worker has counted.
type counts struct {
	trial
	reads, writes [2]histogram
	visible       []histogram
}

// Run does the trials on all cores. done, if there is one, is told how many are done, from
// one goroutine at a time. The result depends on the trials alone. The error is that of
// the context.
func (t Trials) Run(ctx context.Context, done func(trials int)) (*PBS, error) {
	p := &PBS{Trials: t}
	var sharing sync.Mutex
	var idle, all []*counts // counts add up to the same, however they are shared out
	told := 0
	err := parallel.For(ctx, (t.Count+batch-1)/batch, func(number int) {
		sharing.Lock()
		var c *counts
		if last := len(idle) - 1; last >= 0 {
			c, idle = idle[last], idle[:last]
		} else {
			c = newCounts(&p.Model, t.N)
			all = append(all, c)
		}
		sharing.Unlock()
		trials := min(batch, t.Count-number*batch)
		c.begin(t.Seed, number)
		c.run(trials)
		sharing.Lock()
		defer sharing.Unlock()
		idle = append(idle, c)
		if told += trials; done != nil {
			done(told)
		}
	})
	if err != nil {
		return nil, err
	}
	gather := func(pick func(*counts) *histogram) sum {
		var of []*histogram
		for _, c := range all {
			of = append(of, pick(c))
		}
		return merge(of...)
	}
	for far := range 2 {
		p.reads[far] = gather(func(c *counts) *histogram { return &c.reads[far] })
		p.writes[far] = gather(func(c *counts) *histogram { return &c.writes[far] })
	}
	for i := range t.N * t.N {
		p.visible = append(p.visible, gather(func(c *counts) *histogram { return &c.visible[i] }))
	}
	return p, nil
}

func newCounts(m *latency.Model, n int) *counts {
	c := &counts{visible: make([]histogram, n*n)}
	c.model, c.n, c.disks = m, n, !m.DiskFree()
	return c
}

// trial is one trial at a time. Two things make rare trials less a matter of luck, and
// change no probability. The writes' delays are a Latin hypercube sample (McKay, Beckman
// and Conover, Technometrics 1979): in each batch a replica has one of each 16,384th part
// of them, in random order. And since no replica is special, each trial of a write counts
// with each turn of the trial of a read, so that each replica is the first to answer once.
type trial struct {
	model *latency.Model
	n     int
	disks bool // a write takes the time of a disk, too
	drawn int  // of the batch
	draws stream
	parts [MaxN][batch]uint16 // which part a replica's write has, by trial
	write [MaxN]int64         // W+A, in order
	late  [MaxN]int64         // W, by replica
	read  [MaxN]int64         // R+S, in order
	asked [MaxN]int64         // R of the replica with that read
	who   [MaxN]int           // that replica
}

// begin makes the draws those of a batch.
func (t *trial) begin(seed uint64, number int) {
	t.draws = newStream(seed, pbsTrials, uint64(number))
	t.drawn = 0
	for i := range t.n {
		parts := &t.parts[i]
		for k := range parts { // Fisher and Yates, from the inside out
			j := t.draws.below(k + 1)
			parts[k] = parts[j]
			parts[j] = uint16(k)
		}
	}
}

// run does trials and counts what they give.
func (c *counts) run(trials int) {
	n := c.n
	for range trials {
		c.draw()
		for turn := range n {
			row := c.visible[:n*n]
			earliest := int64(longest) // W−R of those that have answered: when the first of them sees the write
			for r := range n {
				who := c.who[r] + turn
				if who >= n {
					who -= n
				}
				earliest = min(earliest, c.late[who]-c.asked[r])
				for w := range n {
					row[w].add(earliest - c.write[w])
				}
				row = row[n:]
			}
		}
	}
}

// draw draws the four legs of each replica, counts them there and back, and puts them in
// the order of their times.
func (c *counts) draw() {
	t := &c.trial
	writing, reading := t.n, t.n // whose data centre the coordinators are in
	far := t.model.Spread()
	if far {
		writing, reading = t.draws.below(t.n), t.draws.below(t.n)
	}
	const within = 64 - 14 // bits of a draw, but for those of its part
	for i := range t.n {
		part := uint64(t.parts[i][t.drawn])
		w := int64(t.model.Flight(latency.Write, part<<within|t.draws.next()>>(64-within), far && i != writing))
		if t.disks {
			w += int64(t.model.Disk(t.draws.next()))
		}
		a := int64(t.model.Flight(latency.Ack, t.draws.next(), far && i != writing))
		r := int64(t.model.Flight(latency.Read, t.draws.next(), far && i != reading))
		s := int64(t.model.Flight(latency.Response, t.draws.next(), far && i != reading))
		c.count(&c.writes, w+a, far && i != writing)
		c.count(&c.reads, r+s, far && i != reading)
		t.late[i] = w
		at := i
		for ; at > 0 && t.write[at-1] > w+a; at-- {
			t.write[at] = t.write[at-1]
		}
		t.write[at] = w + a
		for at = i; at > 0 && t.read[at-1] > r+s; at-- {
			t.read[at], t.asked[at], t.who[at] = t.read[at-1], t.asked[at-1], t.who[at-1]
		}
		t.read[at], t.asked[at], t.who[at] = r+s, r, i
	}
	t.drawn++
}

// count counts a way there and back. Of another data centre it is counted without the way
// between the two, which would hide the rest.
func (c *counts) count(to *[2]histogram, ns int64, far bool) {
	if far {
		to[1].add(ns - 2*int64(c.model.Far()))
	} else {
		to[0].add(ns)
	}
}

// Missed returns the probability that a read of R random replicas has none in common with
// a write to W random ones, out of N (§3.1 of the paper): C(N−W, R) / C(N, R).
func Missed(n, r, w int) float64 {
	if quorum.Counts(r, w, n) {
		return 0
	}
	return choose(n-w, r) / choose(n, r)
}

// WithinVersions returns the probability that a read of R random replicas finds one of the
// last k versions, each written to W random ones: 1 − Missed^k (the paper's k-staleness).
func WithinVersions(n, r, w, k int) float64 {
	missed := 1.0
	for range k {
		missed *= Missed(n, r, w)
	}
	return 1 - missed
}

// CountVersions measures what WithinVersions says, for each k up to most: in each trial a
// read asks R random replicas, and versions are written to W random ones each.
func CountVersions(n, r, w, most, trials int, seed uint64) []float64 {
	draws := newStream(seed, pbsVersions)
	found := make([]int, most)
	for range trials {
		read := some(&draws, n, r)
		for k := range most {
			if bits.OnesCount32(read&some(&draws, n, w)) > 0 {
				for i := k; i < most; i++ {
					found[i]++
				}
				break
			}
		}
	}
	share := make([]float64, most)
	for i, f := range found {
		share[i] = float64(f) / float64(trials)
	}
	return share
}

// some draws k of n, as a set of bits: Floyd's algorithm.
func some(draws *stream, n, k int) (set uint32) {
	for j := n - k; j < n; j++ {
		bit := uint32(1) << draws.below(j+1)
		if set&bit != 0 {
			bit = 1 << j
		}
		set |= bit
	}
	return set
}

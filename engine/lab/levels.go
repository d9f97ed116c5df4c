// Levels of any kind on copies in one data centre or several: what trials give for them, and
// what follows from the rules alone.

package lab

import (
	"context"
	"math/bits"
	"strconv"
	"sync"
	"time"

	"ringside/engine"
	"ringside/engine/latency"
	"ringside/engine/quorum"
	"ringside/engine/ring"
	"ringside/internal/parallel"
)

// Levels are whose answers reads and writes wait for.
type Levels struct{ R, W engine.Level }

// Numbers returns the levels of every R and W up to n.
func Numbers(n int) (all []Levels) {
	for r := 1; r <= n; r++ {
		for w := 1; w <= n; w++ {
			all = append(all, Levels{engine.Answers(r), engine.Answers(w)})
		}
	}
	return all
}

// copies returns how many copies each data centre keeps: those that were asked for, or one
// each, or all in one.
func (t *Trials) copies() (all []ring.Copies) {
	switch {
	case t.Copies != nil:
		return t.Copies
	case !t.Model.Spread():
		return []ring.Copies{{DC: ring.DefaultDC, N: t.N}}
	}
	for i := range t.N {
		all = append(all, ring.Copies{DC: "dc" + strconv.Itoa(i+1), N: 1})
	}
	return all
}

// cluster returns the nodes and the placement of the clusters that are measured: in each data
// centre one more than it keeps copies.
func (t *Trials) cluster(seed uint64) ([]ring.Node, ring.Placement) {
	copies := t.copies()
	if len(copies) == 1 && t.Copies == nil {
		return ring.Draw(seed, t.N+1, 8), ring.Simple(t.N)
	}
	nodes := ring.Draw(seed, t.N+len(copies), 8)
	left := make([]int, len(copies))
	for i := range copies {
		left[i] = copies[i].N + 1
	}
	dc := 0
	for i := range nodes {
		for left[dc] == 0 {
			dc = (dc + 1) % len(copies)
		}
		nodes[i].DC = copies[dc].DC
		left[dc]--
		dc = (dc + 1) % len(copies)
	}
	return nodes, ring.PerDC(copies...)
}

// Demand returns what a level asks for where the trials have their copies. The error is one
// line: the level has no meaning there.
func (t *Trials) Demand(l engine.Level) (quorum.Demand, error) {
	nodes, placement := t.cluster(0)
	on, err := ring.New(nodes)
	if err != nil {
		return quorum.Demand{}, err
	}
	return l.For(on, placement)
}

// demands returns what reads and writes ask for.
func (t *Trials) demands(p Levels) (read, write quorum.Demand, err error) {
	if read, err = t.Demand(p.R); err == nil {
		write, err = t.Demand(p.W)
	}
	return read, write, err
}

// stream names a level among the draws of an experiment: equal demands have equal names.
func (t *Trials) stream(l engine.Level) uint64 {
	if d, err := t.Demand(l); err == nil && !d.Split() {
		return uint64(d.Least())
	}
	return uint64(ring.Hash(l.String()))
}

// dcs returns the data centre of each replica, as an index into Ring.DCs, and how many there
// are.
func (t *Trials) dcs() (of []int, count int) {
	nodes, placement := t.cluster(0)
	on, err := ring.New(nodes)
	if err != nil {
		return make([]int, t.N), 1
	}
	for dc, name := range on.DCs() {
		n := t.N
		for _, c := range placement.PerDC {
			if c.DC == name {
				n = c.N
			}
		}
		for range n {
			of = append(of, dc)
		}
	}
	return of, len(on.DCs())
}

// byCount returns of how many answers, from anywhere, a level is met; 0 if it counts them by
// data centre, or the trials' copies are where only counting them by rule is exact.
func (t *Trials) byCount(d quorum.Demand) int {
	if len(t.Copies) > 1 || d.Split() {
		return 0
	}
	return d.Least()
}

// Expected is what trials give for a read's level and a write's.
type Expected struct {
	pbs         *PBS
	r, w        int
	reads       sum
	writes      sum
	visible     sum
	lost        []float64
	read, write quorum.Demand
}

// Read returns the latency that a share of reads, in millionths, does not exceed.
func (e *Expected) Read(share uint64) time.Duration {
	if e.pbs != nil {
		return e.pbs.Read(e.r, share)
	}
	return e.reads.quantile(share)
}

// Write returns the latency that a share of writes, in millionths, does not exceed.
func (e *Expected) Write(share uint64) time.Duration {
	if e.pbs != nil {
		return e.pbs.Write(e.w, share)
	}
	return e.writes.quantile(share)
}

// Consistent returns the share of reads that see a write if they begin t after its ack.
func (e *Expected) Consistent(t time.Duration) float64 {
	if e.pbs != nil {
		return e.pbs.Consistent(e.r, e.w, t)
	}
	return e.visible.atMost(t)
}

// Visibility returns how long after a write's ack a share of reads, in millionths, sees it.
func (e *Expected) Visibility(share uint64) time.Duration {
	if e.pbs != nil {
		return e.pbs.Visibility(e.r, e.w, share)
	}
	return e.visible.quantile(share)
}

// Lost returns the share of acknowledged writes of which no copy is left if so many disks go
// at the ack.
func (e *Expected) Lost(disks int) float64 { return e.lost[disks-1] }

// need is what an operation waits for in each data centre, by that of its coordinator.
type need struct {
	parts [][]quorum.Part
}

func newNeed(d quorum.Demand, dcs int) (n need) {
	for dc := range dcs {
		n.parts = append(n.parts, d.Parts(nil, dc))
	}
	return n
}

// met returns after how many of the answers, in the order in which they come, a request is
// met that a node of the data centre home coordinates; all of them if it never is.
func (n *need) met(home int, order []int, dc []int) int {
	var have [MaxN]int
	parts := n.parts[home]
	for i, who := range order {
		enough := true
		for p := range parts {
			if parts[p].DC == quorum.Anywhere || parts[p].DC == dc[who] {
				have[p]++
			}
			enough = enough && have[p] >= parts[p].Need
		}
		if enough {
			return i + 1
		}
	}
	return len(order)
}

// levelCounts are what a worker has counted, for each pair of levels.
type levelCounts struct {
	reads, writes, visible []histogram
	reached                [][MaxN + 1]int
}

func newLevelCounts(pairs int) *levelCounts {
	return &levelCounts{
		reads: make([]histogram, pairs), writes: make([]histogram, pairs), visible: make([]histogram, pairs),
		reached: make([][MaxN + 1]int, pairs),
	}
}

// expect does trials for each pair of levels. The result depends on the trials alone.
func (t *Trials) expect(ctx context.Context, pairs []Levels, disks int) ([]*Expected, error) {
	all := make([]*Expected, len(pairs))
	var reads, writes []need
	dc, dcs := t.dcs()
	for i, p := range pairs {
		read, write, err := t.demands(p)
		if err != nil {
			return nil, err
		}
		all[i] = &Expected{read: read, write: write, r: t.byCount(read), w: t.byCount(write)}
		reads, writes = append(reads, newNeed(read, dcs)), append(writes, newNeed(write, dcs))
	}
	var sharing sync.Mutex
	var idle, counted []*levelCounts // counts add up to the same, however they are shared out
	err := parallel.For(ctx, (t.Count+batch-1)/batch, func(number int) {
		sharing.Lock()
		var c *levelCounts
		if last := len(idle) - 1; last >= 0 {
			c, idle = idle[last], idle[:last]
		} else {
			c = newLevelCounts(len(pairs))
			counted = append(counted, c)
		}
		sharing.Unlock()
		draws := newStream(t.Seed, levelTrials, uint64(number))
		for range min(batch, t.Count-number*batch) {
			t.levelTrial(&draws, c, reads, writes, dc, dcs)
		}
		sharing.Lock()
		defer sharing.Unlock()
		idle = append(idle, c)
	})
	if err != nil {
		return nil, err
	}
	for i, e := range all {
		var rs, ws, vs []*histogram
		reached := [MaxN + 1]int{}
		for _, c := range counted {
			rs, ws, vs = append(rs, &c.reads[i]), append(ws, &c.writes[i]), append(vs, &c.visible[i])
			for d, n := range c.reached[i] {
				reached[d] += n
			}
		}
		e.reads, e.writes, e.visible = merge(rs...), merge(ws...), merge(vs...)
		e.lost = t.lostOf(reached, disks)
	}
	return all, nil
}

// lostOf returns, by how many disks are gone, the share of writes that are lost which have
// reached so many replicas: those whose replicas are all among the disks that go.
func (t *Trials) lostOf(reached [MaxN + 1]int, most int) []float64 {
	lost := make([]float64, most)
	for k := range lost {
		for d := 1; d <= k+1; d++ {
			lost[k] += float64(float64(reached[d]) * choose(t.N-d, k+1-d) / choose(t.N, k+1))
		}
		lost[k] /= float64(t.Count)
	}
	return lost
}

// levelTrial is one trial of a write and a read, judged for each pair of levels.
func (t *Trials) levelTrial(draws *stream, c *levelCounts, reads, writes []need, dc []int, dcs int) {
	writing, reading := 0, 0
	if dcs > 1 {
		writing, reading = draws.below(dcs), draws.below(dcs)
	}
	var there, kept, acked, asked, answered [MaxN]int64
	var byAck, byAnswer [MaxN]int
	sorted := func(order *[MaxN]int, at *[MaxN]int64, i int) {
		k := i
		for ; k > 0 && at[order[k-1]] > at[i]; k-- {
			order[k] = order[k-1]
		}
		order[k] = i
	}
	for i := range t.N {
		far, back := dc[i] != writing, dc[i] != reading
		there[i] = int64(t.Model.Flight(latency.Write, draws.next(), far))
		kept[i] = there[i] + int64(t.Model.Disk(draws.next()))
		acked[i] = kept[i] + int64(t.Model.Flight(latency.Ack, draws.next(), far))
		asked[i] = int64(t.Model.Flight(latency.Read, draws.next(), back))
		answered[i] = asked[i] + int64(t.Model.Flight(latency.Response, draws.next(), back))
		sorted(&byAck, &acked, i)
		sorted(&byAnswer, &answered, i)
	}
	for i := range reads {
		last := acked[byAck[writes[i].met(writing, byAck[:t.N], dc)-1]]
		heard := byAnswer[:reads[i].met(reading, byAnswer[:t.N], dc)]
		c.writes[i].add(last)
		c.reads[i].add(answered[heard[len(heard)-1]])
		earliest, reached := int64(longest), 0
		for _, who := range heard {
			earliest = min(earliest, kept[who]-asked[who])
		}
		c.visible[i].add(earliest - last)
		for k := range t.N {
			if there[k] <= last {
				reached++
			}
		}
		c.reached[i][reached]++
	}
}

// Stale returns the share of stale reads if the levels decide it: none where each read meets
// each write, whichever nodes coordinate them.
func (e *Expected) Stale() (share float64, known bool) {
	return 0, quorum.Meet(e.read, e.write) == quorum.Always
}

// Older returns the share of older reads if the level decides it: none where each read asks
// all n replicas, since it then also asks those that an earlier read had its answer from.
func (e *Expected) Older(n int) (share float64, known bool) { return 0, e.read.Least() == n }

// LostFormula returns the share of lost writes if the level decides it: none while fewer disks
// go than have acknowledged, all if all n go.
func (e *Expected) LostFormula(n, disks int) (share float64, known bool) {
	if disks >= n {
		return 1, true
	}
	return 0, e.write.Least() > disks
}

// refused returns which share of the requests is refused with some of the nodes down that
// keep the key: over all sets of so many, and all data centres that may coordinate.
func (t *Trials) refused(d quorum.Demand, down int) float64 {
	dc, dcs := t.dcs()
	refused, all := 0, 0
	for set := range uint32(1) << t.N {
		if bits.OnesCount32(set) != down {
			continue
		}
		for home := range dcs {
			all++
			for _, p := range d.Parts(nil, home) {
				up := 0
				for i := range t.N {
					if set>>i&1 == 0 && (p.DC == quorum.Anywhere || p.DC == dc[i]) {
						up++
					}
				}
				if up < p.Need {
					refused++
					break
				}
			}
		}
	}
	return float64(refused) / float64(all)
}

// This file measures what the number of tokens a node does to losing data: how many sets of
// replicas there are, which pairs of nodes break a quorum, and how likely it is that nodes
// which go at once are all that keep something.

package lab

import (
	"context"
	"fmt"
	"slices"
	"sort"
	"strconv"

	"ringside/engine/ring"
	"ringside/internal/count"
	"ringside/internal/parallel"
)

// LossOptions is what Loss measures.
type LossOptions struct {
	Nodes  int
	Tokens []int
	Copies int // the replication factor
	Racks  int // of the rack rule; nodes are dealt to them in turn
	Dead   int // how many nodes go at once; 0: one in a hundred, and at least Copies
	Rounds int // rings that are drawn for each number of tokens
	Trials int // of Dead nodes on each ring, where it is more than Copies
	Seed   uint64
}

// StandardLoss are the options of the figures in the vnode paper: 96 nodes, three copies.
func StandardLoss() LossOptions {
	return LossOptions{Nodes: 96, Tokens: []int{1, 2, 4, 8, 16, 32, 64, 128, 256}, Copies: 3, Racks: 3, Rounds: 10, Trials: 2000, Seed: 1}
}

// Validate returns an error that says which option can't be.
func (o LossOptions) Validate() error {
	switch {
	case o.Nodes < 1 || o.Nodes > ring.MaxNodes:
		return fmt.Errorf("nodes: %s is not allowed (allowed: 1 to %s)", count.Number(o.Nodes), count.Number(ring.MaxNodes))
	case o.Copies < 1 || o.Copies > min(o.Nodes, mostLossCopies):
		return fmt.Errorf("rf: %s on %s (allowed: 1 to %d)", count.Of(o.Copies, "copy"), count.Of(o.Nodes, "node"), min(o.Nodes, mostLossCopies))
	case o.Racks < 1 || o.Racks > o.Nodes:
		return fmt.Errorf("racks: %d for %s (allowed: 1 to %s)", o.Racks, count.Of(o.Nodes, "node"), count.Number(o.Nodes))
	case o.Dead < 0 || o.Dead > o.Nodes:
		return fmt.Errorf("dead: %d of %s (allowed: 1 to %s)", o.Dead, count.Of(o.Nodes, "node"), count.Number(o.Nodes))
	case o.Rounds < 1 || o.Rounds > maxRounds:
		return fmt.Errorf("rounds: %s is not allowed (allowed: 1 to %s)", count.Number(o.Rounds), count.Number(maxRounds))
	case o.Trials < 1 || o.Trials > maxRounds:
		return fmt.Errorf("trials: %s is not allowed (allowed: 1 to %s)", count.Number(o.Trials), count.Number(maxRounds))
	}
	return checkTokens(o.Tokens, o.Nodes)
}

// mostLossCopies is the largest replication factor that Loss takes.
const mostLossCopies = 16

// Gone returns how many nodes go at once.
func (o *LossOptions) Gone() int {
	if o.Dead > 0 {
		return o.Dead
	}
	return min(o.Nodes, max(o.Copies, (o.Nodes+50)/100))
}

// LossRow is what one number of tokens comes to under one placement.
type LossRow struct {
	Nodes, Tokens, Copies, Dead int
	Rack                        bool     // the rack rule places copies
	Sets                        Estimate // distinct sets of replicas
	Pairs                       Estimate // the part of all pairs of nodes that breaks a quorum of some range
	Loss                        Estimate // P(loss) by the copysets formula, of the ring's sets
	Exact                       Estimate // the part of all sets of Dead nodes that loses data: counted, or found by trials
	Counted                     bool     // Exact is counted
	Neighbours                  Estimate // how many nodes share a range with a node
	Formula                     float64  // the neighbours by the vnode paper's formula; 0: it is not about such a placement
	Outages                     float64  // outages a century by its formula; 0: likewise
}

// Loss measures all numbers of tokens, under the simple rule and then under the rack rule.
// It calls done, from any goroutine, when one more of so many pieces of work is done.
func Loss(ctx context.Context, o LossOptions, done func(pieces int)) ([]LossRow, error) {
	if err := o.Validate(); err != nil {
		return nil, err
	}
	rows := 2 * len(o.Tokens)
	rounds := make([]lossRound, rows*o.Rounds)
	err := parallel.For(ctx, len(rounds), func(i int) {
		row := i / o.Rounds
		rounds[i] = o.round(o.Tokens[row%len(o.Tokens)], row >= len(o.Tokens), i%o.Rounds)
		done(len(rounds))
	})
	if err != nil {
		return nil, err
	}
	all := make([]LossRow, rows)
	for i := range all {
		tokens, rack := o.Tokens[i%len(o.Tokens)], i >= len(o.Tokens)
		mine := rounds[i*o.Rounds:][:o.Rounds]
		of := func(what func(lossRound) float64) Estimate {
			var values []float64
			for _, r := range mine {
				values = append(values, what(r))
			}
			return estimate(values)
		}
		all[i] = LossRow{
			Nodes: o.Nodes, Tokens: tokens, Copies: o.Copies, Dead: o.Gone(), Rack: rack, Counted: o.Gone() <= o.Copies,
			Sets:       of(func(r lossRound) float64 { return r.sets }),
			Pairs:      of(func(r lossRound) float64 { return r.pairs }),
			Loss:       of(func(r lossRound) float64 { return CopysetLoss(o.Nodes, o.Copies, o.Gone(), r.sets) }),
			Exact:      of(func(r lossRound) float64 { return r.exact }),
			Neighbours: of(func(r lossRound) float64 { return r.neighbours }),
		}
		if rack && o.Racks == o.Copies && o.Copies > 1 {
			v := VNodes{Nodes: o.Nodes, Copies: o.Copies, Tokens: tokens}
			all[i].Formula, all[i].Outages = v.Neighbours(), v.Outages()
		}
	}
	return all, nil
}

// lossRound is what one ring gives.
type lossRound struct{ sets, pairs, exact, neighbours float64 }

// round measures one ring, drawn as the cluster draws it.
func (o *LossOptions) round(tokens int, rack bool, number int) lossRound {
	nodes := ring.Draw(newStream(o.Seed, uint64(tokens), uint64(number)).state, o.Nodes, tokens)
	for i := range nodes {
		nodes[i].Rack = "r" + strconv.Itoa(i%o.Racks+1)
	}
	r, err := ring.New(nodes)
	if err != nil {
		panic(err) // the options are valid
	}
	p := ring.Simple(o.Copies)
	if rack {
		p = ring.PerDC(ring.Copies{DC: ring.DefaultDC, N: o.Copies})
	}
	sets := replicaSets(r, p)
	near := make([]uint64, (o.Nodes*o.Nodes+63)/64) // a bit for each pair: they share a range
	shared := 0
	for _, s := range sets {
		for i, a := range s[:o.Copies] {
			for _, b := range s[:i] {
				at := uint(b)*uint(o.Nodes) + uint(a)
				if bit := uint64(1) << (at % 64); near[at/64]&bit == 0 {
					near[at/64] |= bit
					shared++
				}
			}
		}
	}
	return lossRound{
		sets: float64(len(sets)), pairs: o.quorumPairs(shared),
		exact:      o.exact(sets, newStream(o.Seed, 2, uint64(tokens), uint64(number))),
		neighbours: 2 * float64(shared) / float64(o.Nodes),
	}
}

// quorumPairs returns the part of all pairs of nodes that break a quorum, of which so many
// share a range.
func (o *LossOptions) quorumPairs(shared int) float64 {
	pairs := float64(o.Nodes) * float64(o.Nodes-1) / 2
	switch breaks := o.Copies - (o.Copies/2 + 1) + 1; {
	case pairs == 0 || breaks > 2:
		return 0
	case breaks == 1: // either of the two does already
		return 1
	}
	return float64(shared) / pairs
}

// replicaSet is the nodes that keep a range, ascending; the places behind them are 0.
type replicaSet [mostLossCopies]ring.NodeID

func compareSets(a, b replicaSet) int { return slices.Compare(a[:], b[:]) }

// replicaSets returns the distinct sets of replicas of a ring, in order.
func replicaSets(r *ring.Ring, p ring.Placement) []replicaSet {
	sets := make([]replicaSet, r.Len())
	for i := range sets {
		_, upTo := r.Range(i)
		found := r.Replicas(sets[i][:0], upTo, p)
		slices.Sort(found)
	}
	sort.Slice(sets, func(i, j int) bool { return compareSets(sets[i], sets[j]) < 0 })
	return slices.Compact(sets)
}

// exact returns the part of all sets of dead nodes that has a set of replicas within it.
func (o *LossOptions) exact(sets []replicaSet, s stream) float64 {
	dead := o.Gone()
	switch {
	case dead < o.Copies:
		return 0
	case dead == o.Copies:
		return float64(len(sets)) / choose(o.Nodes, dead)
	case dead == o.Nodes:
		return 1
	}
	down, order := make([]bool, o.Nodes), make([]int, o.Nodes)
	for i := range order {
		order[i] = i
	}
	lost := 0
	for range o.Trials {
		for i := range dead {
			j := i + s.below(o.Nodes-i)
			order[i], order[j] = order[j], order[i]
			down[order[i]] = true
		}
		if slices.ContainsFunc(sets, func(set replicaSet) bool { return allDown(set[:o.Copies], down) }) {
			lost++
		}
		for _, n := range order[:dead] {
			down[n] = false
		}
	}
	return float64(lost) / float64(o.Trials)
}

func allDown(set []ring.NodeID, down []bool) bool {
	for _, n := range set {
		if !down[n] {
			return false
		}
	}
	return true
}

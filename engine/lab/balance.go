// This file measures how evenly the Dynamo paper's three strategies spread the keys
// (DeCandia et al., SOSP 2007, section 6.2, Figure 8).

package lab

import (
	"context"
	"fmt"
	"math/bits"
	"slices"
	"sort"

	"ringside/engine/ring"
	"ringside/internal/count"
	"ringside/internal/parallel"
)

// The strategies of the paper. A load is a node's share of the keys, counted over all N
// replicas, which are the first N distinct nodes clockwise.
const (
	// RandomTokens: T random tokens a node, and the tokens divide the keys.
	RandomTokens = iota + 1
	// EqualPartitions: T random tokens a node, and the keys in Q equal partitions, each on
	// the nodes that follow its end. The paper says only that Q is much larger than N and
	// S·T; 1,024 gives its curve.
	EqualPartitions
	// DealtPartitions: Q equal partitions, of which each of S nodes is dealt T = Q/S.
	DealtPartitions
)

// BalanceOptions is what Balance measures.
type BalanceOptions struct {
	Nodes      int
	Copies     int // N of the paper
	Partitions int // Q of strategy 2
	Tokens     []int
	Rounds     int // of rings with few tokens; large ones differ less, and have fewer
	Seed       uint64
}

// Figure8 are the options of the paper's figure.
func Figure8() BalanceOptions {
	o := BalanceOptions{Nodes: 30, Copies: 3, Partitions: 1024, Rounds: 400, Seed: 1}
	for t := 2; t <= 1024; t *= 2 {
		o.Tokens = append(o.Tokens, t)
	}
	return o
}

// Validate returns an error that says which option can't be.
func (o BalanceOptions) Validate() error {
	switch {
	case o.Nodes < 1 || o.Nodes > ring.MaxNodes:
		return fmt.Errorf("nodes: %s is not allowed (allowed: 1 to %s)", count.Number(o.Nodes), count.Number(ring.MaxNodes))
	case o.Copies < 1 || o.Copies > min(o.Nodes, ring.MaxCopies):
		return fmt.Errorf("n: %s on %s (allowed: 1 to %d)", count.Of(o.Copies, "copy"), count.Of(o.Nodes, "node"), min(o.Nodes, ring.MaxCopies))
	case o.Partitions < 1 || o.Partitions > ring.MaxSlots:
		return fmt.Errorf("partitions: %s is not allowed (allowed: 1 to %s)", count.Number(o.Partitions), count.Number(ring.MaxSlots))
	case o.Rounds < 1 || o.Rounds > maxRounds:
		return fmt.Errorf("rounds: %s is not allowed (allowed: 1 to %s)", count.Number(o.Rounds), count.Number(maxRounds))
	}
	return checkTokens(o.Tokens, o.Nodes)
}

const maxRounds = 1_000_000

// mostTokens is how many tokens all nodes of an experiment may have.
const mostTokens = 1 << 22

func checkTokens(tokens []int, nodes int) error {
	if len(tokens) == 0 {
		return fmt.Errorf("tokens: none are given; say one number or more, from 1 to %s", count.Number(mostTokens/nodes))
	}
	for _, t := range tokens {
		if t < 1 || t > mostTokens/nodes {
			return fmt.Errorf("tokens: %s on each of %s is not allowed (allowed: 1 to %s)", count.Number(t), count.Of(nodes, "node"), count.Number(mostTokens/nodes))
		}
	}
	return nil
}

// BalancePoint is one point of the figure: the mean load of a node divided by the largest.
type BalancePoint struct {
	Strategy int
	Tokens   int      // T
	Metadata int      // nodes × T
	Model    Estimate // of this file's own rings
	Engine   Estimate // of the rings that the cluster uses
	Paper    float64  // read off the figure, ±.01; 0: not read
}

// Deviation returns how far the model is from the figure.
func (p BalancePoint) Deviation() float64 { return p.Model.Mean - p.Paper }

// figure8 is what was read off the figure, by T, for strategies 1, 2, 3.
var figure8 = [...]struct {
	tokens int
	points [3]float64
}{
	{2, [3]float64{.52, .53, .86}},
	{8, [3]float64{.69, .70, .90}},
	{32, [3]float64{.82, .82, .94}},
	{128, [3]float64{.91, .88, .97}},
	{1024, [3]float64{.96, .84, .99}},
}

// paper returns the figure's point; 0 if it is not about such a cluster or was not read.
func (o *BalanceOptions) paper(strategy, tokens int) float64 {
	if o.Nodes != 30 || o.Copies != 3 || strategy == EqualPartitions && o.Partitions != 1024 {
		return 0
	}
	for _, f := range figure8 {
		if f.tokens == tokens {
			return f.points[strategy-1]
		}
	}
	return 0
}

// rounds returns how many rings of so many tokens a node are measured. The spread of their
// efficiencies falls as the tokens grow, but not where they share out few partitions.
func (o *BalanceOptions) rounds(strategy, tokens int) int {
	least := 20
	if strategy == EqualPartitions {
		least = 100
	}
	return min(o.Rounds, max(least, o.Rounds*32/tokens))
}

// Balance measures all points, strategy by strategy. It calls done, from any goroutine,
// when one more of so many pieces of work is done.
func Balance(ctx context.Context, o BalanceOptions, done func(pieces int)) ([]BalancePoint, error) {
	if err := o.Validate(); err != nil {
		return nil, err
	}
	type piece struct{ point, round int }
	var points []BalancePoint
	var models, engines [][]float64
	var pieces []piece
	for strategy := RandomTokens; strategy <= DealtPartitions; strategy++ {
		for _, t := range o.Tokens {
			for round := range o.rounds(strategy, t) {
				pieces = append(pieces, piece{len(points), round})
			}
			points = append(points, BalancePoint{Strategy: strategy, Tokens: t, Metadata: o.Nodes * t, Paper: o.paper(strategy, t)})
			models = append(models, make([]float64, o.rounds(strategy, t)))
			engines = append(engines, make([]float64, (o.rounds(strategy, t)+1)/2)) // they take longer
		}
	}
	err := parallel.For(ctx, len(pieces), func(i int) {
		p := pieces[i]
		strategy, t := points[p.point].Strategy, points[p.point].Tokens
		models[p.point][p.round] = o.modelRound(strategy, t, p.round)
		if p.round < len(engines[p.point]) {
			engines[p.point][p.round] = o.engineRound(strategy, t, p.round)
		}
		done(len(pieces))
	})
	if err != nil {
		return nil, err
	}
	for i := range points {
		points[i].Model, points[i].Engine = estimate(models[i]), estimate(engines[i])
	}
	return points, nil
}

// token is a place on the ring, from its bottom, and whose it is.
type token struct {
	at   uint64
	node int32
}

// modelRound returns the efficiency of one random ring.
func (o *BalanceOptions) modelRound(strategy, tokens, round int) float64 {
	s := newStream(o.Seed, uint64(strategy), uint64(tokens), uint64(round))
	owners := make([]token, o.Nodes*tokens)
	for i := range owners {
		owners[i] = token{at: s.next(), node: int32(i / tokens)}
	}
	if strategy == DealtPartitions { // the tokens are the ends of equal partitions, shuffled
		for i := len(owners) - 1; i > 0; i-- {
			j := s.below(i + 1)
			owners[i].node, owners[j].node = owners[j].node, owners[i].node
		}
	} else {
		sort.Slice(owners, func(i, j int) bool { return owners[i].at < owners[j].at })
	}
	load := make([]float64, o.Nodes)
	switch strategy {
	case RandomTokens:
		before := owners[len(owners)-1].at
		for i, t := range owners {
			o.give(load, owners, i, part(t.at-before))
			before = t.at
		}
	case EqualPartitions:
		next := 0
		for q := range o.Partitions {
			end, _ := bits.Div64(uint64(q), 0, uint64(o.Partitions)) // (q/Q)·2^64: the ends of the Q partitions
			for next < len(owners) && owners[next].at < end {
				next++
			}
			o.give(load, owners, next%len(owners), 1/float64(o.Partitions))
		}
	default:
		for i := range owners {
			o.give(load, owners, i, 1/float64(len(owners)))
		}
	}
	return efficiency(load)
}

// part is so many of the 2^64 tokens as a share of the ring: of a token that is alone, 0 are all.
func part(tokens uint64) float64 {
	if tokens == 0 {
		return 1
	}
	return float64(tokens) / (1 << 64)
}

// give adds a share of the keys to the nodes that keep it.
func (o *BalanceOptions) give(load []float64, owners []token, from int, share float64) {
	var taken [ring.MaxCopies]int32
	found := 0
	for i := from; found < o.Copies; i++ {
		if i == len(owners) {
			i = 0
		}
		if n := owners[i].node; !slices.Contains(taken[:found], n) {
			taken[found] = n
			found++
			load[n] += share
		}
	}
}

// efficiency is the mean load divided by the largest.
func efficiency(load []float64) float64 {
	sum := 0.0
	for _, l := range load {
		sum += l
	}
	return min(sum/float64(len(load))/slices.Max(load), 1) // not above 1 by rounding
}

// engineRound returns the efficiency of one ring as the cluster would have it: with tokens
// drawn as it draws them, and replicas found by its own walk.
func (o *BalanceOptions) engineRound(strategy, tokens, round int) float64 {
	seed := newStream(o.Seed, 1<<32, uint64(tokens), uint64(round)).state
	nodes := ring.Draw(seed, o.Nodes, tokens)
	if strategy == DealtPartitions {
		nodes = ring.Deal(seed, o.Nodes, tokens)
	}
	r, err := ring.New(nodes)
	if err != nil {
		panic(err) // the options are valid
	}
	load := make([]float64, o.Nodes)
	var replicas []ring.NodeID
	give := func(end ring.Token, share float64) {
		replicas = r.Replicas(replicas[:0], end, ring.Simple(o.Copies))
		for _, n := range replicas {
			load[n] += share
		}
	}
	if strategy == EqualPartitions {
		for q := range o.Partitions {
			end, _ := bits.Div64(uint64(q), 0, uint64(o.Partitions))
			give(ring.Token(end^1<<63), 1/float64(o.Partitions))
		}
		return efficiency(load)
	}
	for i := range r.Len() {
		after, upTo := r.Range(i)
		give(upTo, part(uint64(upTo)-uint64(after)))
	}
	return efficiency(load)
}

// Tests of the three strategies, against the paper's figure and each other.

package lab

import (
	"context"
	"math"
	"runtime"
	"slices"
	"sync/atomic"
	"testing"
)

// points measures some of the figure.
func points(t *testing.T, o BalanceOptions) []BalancePoint {
	t.Helper()
	var done, pieces atomic.Int64
	all, err := Balance(context.Background(), o, func(of int) { done.Add(1); pieces.Store(int64(of)) })
	if err != nil {
		t.Fatal(err)
	}
	if done.Load() != pieces.Load() {
		t.Errorf("%d of %d pieces of work are said to be done", done.Load(), pieces.Load())
	}
	return all
}

// TestBalanceIsTheFigure compares every point that was read off Figure 8, ±.02.
func TestBalanceIsTheFigure(t *testing.T) {
	o := Figure8()
	o.Tokens = []int{2, 8, 32, 128, 1024}
	if testing.Short() {
		o.Tokens, o.Rounds = o.Tokens[:4], 200
	}
	all := points(t, o)
	compared := 0
	for _, p := range all {
		if p.Paper == 0 {
			t.Errorf("strategy %d has no figure for %d tokens", p.Strategy, p.Tokens)
		}
		compared++
		if math.Abs(p.Model.Mean-p.Paper) > .02 || math.Abs(p.Engine.Mean-p.Paper) > .02 {
			t.Errorf("strategy %d, %d tokens: model %.3f, engine %.3f, paper %.2f", p.Strategy, p.Tokens, p.Model.Mean, p.Engine.Mean, p.Paper)
		}
		if d := p.Model.Mean - p.Engine.Mean; math.Abs(d) > 4*math.Hypot(p.Model.Error(), p.Engine.Error()) {
			t.Errorf("strategy %d, %d tokens: model %.4f and engine %.4f are too far apart", p.Strategy, p.Tokens, p.Model.Mean, p.Engine.Mean)
		}
		if p.Metadata != 30*p.Tokens {
			t.Errorf("%d tokens: metadata %d", p.Tokens, p.Metadata)
		}
	}
	if compared != 3*len(o.Tokens) {
		t.Errorf("%d points", compared)
	}
}

// TestBalanceDependsOnTheOptionsAlone: neither on how many cores there are, nor on which
// other points are asked for.
func TestBalanceDependsOnTheOptionsAlone(t *testing.T) {
	o := Figure8()
	o.Tokens, o.Rounds = []int{2, 8}, 30
	want := points(t, o)
	before := runtime.GOMAXPROCS(1)
	alone := points(t, o)
	runtime.GOMAXPROCS(before)
	if !slices.Equal(alone, want) {
		t.Errorf("on one core %v, on %d %v", alone, before, want)
	}
	o.Tokens = []int{8}
	for i, p := range points(t, o) {
		if p != want[2*i+1] {
			t.Errorf("strategy %d by itself: %v, beside another %v", p.Strategy, p, want[2*i+1])
		}
	}
	o.Seed++
	if slices.Equal(points(t, o)[:1], want[1:2]) {
		t.Error("another seed gives the same")
	}
}

// TestLoadsOfSmallRings: what can be seen without drawing.
func TestLoadsOfSmallRings(t *testing.T) {
	for _, o := range []BalanceOptions{
		{Nodes: 1, Copies: 1, Partitions: 8, Tokens: []int{1, 3}, Rounds: 3},
		{Nodes: 4, Copies: 4, Partitions: 8, Tokens: []int{1, 3}, Rounds: 3}, // everybody has everything
	} {
		for _, p := range points(t, o) {
			if math.Abs(p.Model.Mean-1) > 1e-12 || math.Abs(p.Engine.Mean-1) > 1e-12 {
				t.Errorf("%d nodes, %d copies, strategy %d: model %v, engine %v", o.Nodes, o.Copies, p.Strategy, p.Model, p.Engine)
			}
		}
	}
	// One copy: with dealt partitions all nodes have the same.
	o := BalanceOptions{Nodes: 7, Copies: 1, Partitions: 8, Tokens: []int{5}, Rounds: 3}
	if p := points(t, o)[2]; math.Abs(p.Model.Mean-1) > 1e-12 || math.Abs(p.Engine.Mean-1) > 1e-12 {
		t.Errorf("dealt partitions of one copy: %v", p)
	}
}

func TestBalanceEndsWhenItIsStopped(t *testing.T) {
	ctx, stop := context.WithCancel(context.Background())
	var done atomic.Int64
	_, err := Balance(ctx, Figure8(), func(int) {
		if done.Add(1) == 3 {
			stop()
		}
	})
	if err == nil || int(done.Load()) > 3+runtime.GOMAXPROCS(0) {
		t.Errorf("%v after %d pieces", err, done.Load())
	}
}

func BenchmarkBalance(b *testing.B) {
	o := Figure8()
	for b.Loop() {
		if _, err := Balance(context.Background(), o, func(int) {}); err != nil {
			b.Fatal(err)
		}
	}
}

// TestOneTokenIsTheWholeRing: of one token alone the range is the whole ring, and no part of nothing.
func TestOneTokenIsTheWholeRing(t *testing.T) {
	points, err := Balance(context.Background(), BalanceOptions{Nodes: 1, Copies: 1, Tokens: []int{1}, Partitions: 4, Rounds: 1, Seed: 1}, func(int) {})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range points {
		if p.Model.Mean != 1 || p.Engine.Mean != 1 {
			t.Errorf("strategy %d: %v by the model, %v by the engine, want 1", p.Strategy, p.Model.Mean, p.Engine.Mean)
		}
	}
}

// Tests of the queue, of draws and of links.

package sim_test

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"ringside/engine/ring"
	"ringside/engine/sim"
	_ "ringside/internal/steady"
)

// TestQueueOrder compares the queue with a sorted list, with pushes and pops in any order
// and both ways of pushing.
func TestQueueOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var q sim.Queue
		var model []sim.Item
		var seq uint64
		for range rapid.IntRange(1, 200).Draw(t, "moves") {
			if rapid.IntRange(0, 2).Draw(t, "pop") == 0 {
				got, ok := q.Peek()
				q.Pop()
				if ok != (len(model) > 0) {
					t.Fatalf("Peek says %v with %d items waiting", ok, len(model))
				}
				if ok {
					if got != model[0] {
						t.Fatalf("Peek gives %v, want %v", got, model[0])
					}
					model = model[1:]
				}
				continue
			}
			at := time.Duration(rapid.IntRange(0, 20).Draw(t, "at"))
			seq++
			item := sim.Item{At: at, Seq: seq, Ref: uint32(seq * 7), Kind: uint8(seq % 5)}
			if rapid.Bool().Draw(t, "last") {
				q.PushLast(at, item.Kind, item.Ref)
			} else {
				q.Push(at, item.Kind, item.Ref)
			}
			model = append(model, item)
			slices.SortStableFunc(model, func(a, b sim.Item) int { return int(a.At - b.At) })
		}
		if q.Len() != len(model) {
			t.Fatalf("Len is %d, want %d", q.Len(), len(model))
		}
		var left []sim.Item
		q.Items(func(i sim.Item) { left = append(left, i) })
		slices.SortFunc(left, func(a, b sim.Item) int {
			if a.At != b.At {
				return int(a.At - b.At)
			}
			return int(a.Seq) - int(b.Seq)
		})
		if !slices.Equal(left, model) {
			t.Fatalf("Items gives %v, want %v", left, model)
		}
	})
}

// TestDrawsAreNamed: a draw depends only on the name of its occasion, and every part of
// the name matters.
func TestDrawsAreNamed(t *testing.T) {
	r := sim.NewRandom(1)
	first := r.Draw(sim.Flight, 5, 7)
	seen := map[uint64]bool{first: true}
	for i := range uint64(1000) {
		seen[r.Draw(sim.DiskWrite, i, 1<<40+i)] = true
	}
	if len(seen) != 1001 {
		t.Errorf("1001 occasions drew %d different numbers", len(seen))
	}
	if r.Draw(sim.Flight, 5, 7) != first {
		t.Error("the same occasion drew something else after other draws")
	}
	for _, other := range []uint64{
		r.Draw(sim.DiskWrite, 5, 7), r.Draw(sim.Flight, 7, 5), r.Draw(sim.Flight, 6, 7),
		r.Draw(sim.Flight, 5, 8), sim.NewRandom(2).Draw(sim.Flight, 5, 7),
	} {
		if seen[other] {
			t.Errorf("two occasions drew the same %x", other)
		}
		seen[other] = true
	}
}

func TestLinks(t *testing.T) {
	var l sim.Links
	ab, ba := sim.Link{From: 0, To: 1}, sim.Link{From: 1, To: 0}
	if l.IsCut(ab) || l.Factor(ab) != sim.Usual {
		t.Error("a new network is broken")
	}
	if !l.Cut(ab, 7) || l.Cut(ab, 7) || !l.IsCut(ab) || l.IsCut(ba) {
		t.Error("Cut does not cut one direction, once")
	}
	l.Cut(ba, 8)
	l.Cut(sim.Link{From: ring.NodeID(0), To: 2}, 9)
	if got := l.AllCut(); !slices.Equal(got, []sim.Link{ab, {From: 0, To: 2}, ba}) {
		t.Errorf("AllCut is %v", got)
	}
	if !l.Mend(ab) || l.Mend(ab) || l.IsCut(ab) {
		t.Error("a cut link is not mended, once")
	}
	l.Slow(ab, 5000, 7)
	if l.Factor(ab) != 5000 || len(l.AllSlow()) != 1 {
		t.Error("Slow does not slow")
	}
	l.Slow(ab, sim.Usual, 8)
	if l.Factor(ab) != sim.Usual || len(l.AllSlow()) != 0 {
		t.Error("the usual factor is still listed as slow")
	}
}

// BenchmarkQueue is one push and one pop with 1,000 items waiting.
func BenchmarkQueue(b *testing.B) {
	var q sim.Queue
	r := sim.NewRandom(1)
	for i := range 1000 {
		q.Push(time.Duration(r.Draw(sim.Flight, uint64(i), 0)%1_000_000), 0, 0)
	}
	for b.Loop() {
		item, _ := q.Peek()
		q.Pop()
		q.Push(item.At+time.Duration(r.Draw(sim.Flight, item.Seq, 0)%1_000_000), 0, 0)
	}
}

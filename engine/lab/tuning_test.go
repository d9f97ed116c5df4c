// Tests of the tuning table: against what R and W decide, and against the model.

package lab

import (
	"context"
	"errors"
	"math"
	"reflect"
	"runtime"
	"testing"

	"ringside/engine/latency"
	"ringside/internal/steady"
)

// tune measures a table.
func tune(t *testing.T, name string, n, writes int, seed uint64) []Tuned {
	t.Helper()
	m, ok := latency.Find(name)
	if !ok {
		t.Fatalf("no model %s", name)
	}
	cells, err := Tuning{Trials: Trials{Model: m, N: n, Count: 30_000, Seed: seed}, Pairs: Numbers(n), Writes: writes, Rounds: 6}.Run(context.Background(), func(int) {})
	if err != nil {
		t.Fatal(err)
	}
	return cells
}

// TestTuningAgrees: each cell is what R and W decide, and where they do not the model's
// figure is within the interval of what the cluster measures.
func TestTuningAgrees(t *testing.T) {
	for _, of := range steady.First([]struct {
		name string
		n    int
	}{{"lnkd-ssd", 3}, {"lnkd-disk", 3}, {"ymmr", 3}, {"wan", 3}, {"lan", 2}, {"fixed", 1}}, 1) {
		cells := tune(t, of.name, of.n, 100, 1)
		if len(cells) != of.n*of.n {
			t.Fatalf("%s: %d cells", of.name, len(cells))
		}
		for i := range cells {
			c := &cells[i]
			near := func(what string, s Share, want float64, known bool, slack float64) {
				t.Helper()
				if p, low, high := s.P(); known && (want < low-slack || want > high+slack) || s.Of == 0 {
					t.Errorf("%s R=%v W=%v %s: %.4f of %d, want %.4f", of.name, c.R, c.W, what, p, s.Of, want)
				}
			}
			exactly := func(what string, s Share, want float64, known bool) {
				t.Helper()
				if p, _, _ := s.P(); known && p != want || s.Of == 0 {
					t.Errorf("%s R=%v W=%v %s: %v of %d, want %v", of.name, c.R, c.W, what, p, s.Of, want)
				}
			}
			for down := range c.RefusedReads {
				exactly("reads refused", c.RefusedReads[down], c.RefusedReadsFormula[down], true)
				exactly("writes refused", c.RefusedWrites[down], c.RefusedWritesFormula[down], true)
			}
			never, known := c.Model.Stale()
			exactly("stale", c.Stale, never, known)
			never, known = c.Model.Older(of.n)
			exactly("older", c.Older, never, known)
			for k, lost := range c.Lost {
				never, known := c.Model.LostFormula(of.n, k+1)
				exactly("lost", lost, never, known)
				near("lost", lost, c.Model.Lost(k+1), true, .002)
				if known && c.Model.Lost(k+1) != never {
					t.Errorf("%s W=%v: %v are lost with %d disks by the model", of.name, c.W, c.Model.Lost(k+1), k+1)
				}
			}
			at := c.Engine.Consistent[0]
			near("consistent", at, c.Model.Consistent(0), true, .002)
		}
	}
}

// TestTuningShowsWhatItIsFor: without overlap reads are stale, with it they can still be
// older than an earlier one, and a single ack is not durable.
func TestTuningShowsWhatItIsFor(t *testing.T) {
	cells := tune(t, "lnkd-disk", 3, 10, 1)
	at := func(r, w int) *Tuned { return &cells[(r-1)*3+w-1] }
	if at(1, 1).Stale.Seen == 0 || at(2, 2).Older.Seen == 0 || at(1, 3).Older.Seen == 0 {
		t.Errorf("nothing is stale or older: %+v %+v %+v", at(1, 1).Stale, at(2, 2).Older, at(1, 3).Older)
	}
	if at(3, 1).Lost[0].Seen == 0 || at(2, 2).Lost[1].Seen == 0 {
		t.Errorf("nothing is lost: %+v %+v", at(3, 1).Lost, at(2, 2).Lost)
	}
}

// TestLostModel holds the model of lost writes against a sum over all sets of disks.
func TestLostModel(t *testing.T) {
	m, _ := latency.Find("lnkd-disk")
	tab := Tuning{Trials: Trials{Model: m, N: 4, Count: 5_000, Seed: 3}}
	got, err := tab.lostModel(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	draws := newStream(3, tuningReach, 0)
	var reached [MaxN][MaxN + 1]int
	for range tab.Count {
		tab.reach(&draws, &reached)
	}
	for w := range 4 {
		lost := [2]float64{}
		for d, n := range reached[w] {
			for gone := range 1 << 4 { // the first d have it: no replica is special
				k := 0
				for bit := range 4 {
					k += gone >> bit & 1
				}
				if (k == 1 || k == 2) && d > 0 && gone&(1<<d-1) == 1<<d-1 {
					lost[k-1] += float64(n) / float64(tab.Count) / []float64{4, 6}[k-1]
				}
			}
		}
		for k := range lost {
			if math.Abs(lost[k]-got[w][k]) > 1e-9 {
				t.Errorf("W=%d, %d disks: %v, want %v", w+1, k+1, got[w][k], lost[k])
			}
		}
	}
}

// TestTuningDependsOnTheSeedAlone: not on how many workers there are; a signal stops it.
func TestTuningDependsOnTheSeedAlone(t *testing.T) {
	writes := steady.Rounds(300, 300, 30)
	first := tune(t, "lnkd-ssd", 2, writes, 1)
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(5))
	if again := tune(t, "lnkd-ssd", 2, writes, 1); !reflect.DeepEqual(first, again) {
		t.Error("five workers give something else")
	}
	if reflect.DeepEqual(first[0].Engine, tune(t, "lnkd-ssd", 2, writes, 2)[0].Engine) {
		t.Error("another seed gives the same")
	}
}

// TestTuningIsStopped: wherever it is, the context's cause ends it; and what it says to be
// done never gets less, and ends at all of it.
func TestTuningIsStopped(t *testing.T) {
	m, _ := latency.Find("fixed")
	tab := Tuning{Trials: Trials{Model: m, N: 1, Count: 20_000, Seed: 1}, Pairs: Numbers(1), Writes: 300, Rounds: 2}
	last := 0
	if _, err := tab.Run(context.Background(), func(done int) {
		if done < last {
			t.Errorf("%d are done after %d", done, last)
		}
		last = done
	}); err != nil || last != tab.Work() {
		t.Fatalf("%v; in the end %d of %d are done", err, last, tab.Work())
	}
	why := errors.New("enough")
	for _, at := range []int{1, tab.Count/trialsPerWrite + 1, tab.Count/trialsPerWrite + tab.Writes + 1} {
		ctx, stop := context.WithCancelCause(context.Background())
		cells, err := tab.Run(ctx, func(done int) {
			if done >= at {
				stop(why)
			}
		})
		if cells != nil || !errors.Is(err, why) {
			t.Errorf("stopped at %d: %d cells, %v", at, len(cells), err)
		}
	}
}

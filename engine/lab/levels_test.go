// Tests of what the lab gives for levels: against the trials of numbers, against the cluster,
// and against what is counted by hand.

package lab

import (
	"context"
	"math"
	"reflect"
	"testing"
	"time"

	"ringside/engine"
	"ringside/engine/latency"
	"ringside/engine/quorum"
	"ringside/engine/ring"
	"ringside/internal/steady"
)

// levels parses a read's level and a write's.
func levels(t *testing.T, r, w string) (l Levels) {
	t.Helper()
	for _, of := range []struct {
		word string
		to   *engine.Level
	}{{r, &l.R}, {w, &l.W}} {
		var err error
		if *of.to, err = quorum.ParseLevel(of.word); err != nil {
			t.Fatal(err)
		}
	}
	return l
}

// TestLevelsAreNumbers: where a level is a number of answers from anywhere, the trials that
// follow its rule give what those of the number give, to the precision of both.
func TestLevelsAreNumbers(t *testing.T) {
	for _, name := range []string{"lnkd-ssd", "lnkd-disk", "wan", "lan"} {
		p := trials(t, name, 3, 200_000)
		pairs := Numbers(3)
		expected, err := p.Trials.expect(context.Background(), pairs, 2)
		if err != nil {
			t.Fatal(err)
		}
		for i, e := range expected {
			r, w := pairs[i].R.N, pairs[i].W.N
			near := func(what string, got, want time.Duration, part float64) {
				if off := math.Abs(float64(got - want)); off > part*float64(want)+float64(10*time.Microsecond) {
					t.Errorf("%s R=%d W=%d %s: %v by the rule, %v by the number", name, r, w, what, got, want)
				}
			}
			near("read", e.Read(990_000), p.Read(r, 990_000), .05)
			near("write", e.Write(990_000), p.Write(w, 990_000), .05)
			near("half of the reads", e.Read(500_000), p.Read(r, 500_000), .02)
			for _, after := range []time.Duration{0, time.Millisecond, 20 * time.Millisecond} {
				if got, want := e.Consistent(after), p.Consistent(r, w, after); math.Abs(got-want) > .005 {
					t.Errorf("%s R=%d W=%d: %.4f consistent after %v by the rule, %.4f by the number", name, r, w, got, after, want)
				}
			}
		}
	}
}

// TestLevelsAgree: what the cluster measures at levels that count by data centre agrees with
// the trials, and with what the levels alone decide.
func TestLevelsAgree(t *testing.T) {
	two := []ring.Copies{{DC: "east", N: 3}, {DC: "west", N: 2}}
	for _, of := range steady.First([]struct {
		model  string
		copies []ring.Copies
		n      int
		r, w   string
	}{
		{"lnkd-disk", two, 5, "local_quorum", "local_quorum"},
		{"lnkd-disk", two, 5, "local_one", "each_quorum"},
		{"lnkd-disk", two, 5, "one", "west=1"},
		{"lan", two, 5, "each_quorum", "quorum"},
		{"lan", two, 5, "local_one", "local_one"},
		{"wan", nil, 3, "local_one", "local_one"},
		{"wan", nil, 3, "dc1=1,dc3=1", "two"},
		{"lnkd-ssd", []ring.Copies{{DC: "east", N: 3}}, 3, "local_one", "local_quorum"},
	}, 2) {
		m, _ := latency.Find(of.model)
		tab := Tuning{
			Trials: Trials{Model: m, N: of.n, Copies: of.copies, Count: 30_000, Seed: 1},
			Pairs:  []Levels{levels(t, of.r, of.w)}, Writes: 400, Rounds: 10,
		}
		cells, err := tab.Run(context.Background(), func(int) {})
		if err != nil {
			t.Fatal(err)
		}
		c := &cells[0]
		name := of.model + " " + of.r + "/" + of.w
		share := func(what string, s Share, want float64, known bool) {
			if p, low, high := s.P(); known && (want < low-.005 || want > high+.005) || s.Of == 0 {
				t.Errorf("%s %s: %.4f of %d, want %.4f", name, what, p, s.Of, want)
			}
		}
		for down := range c.RefusedReads {
			share("reads refused", c.RefusedReads[down], c.RefusedReadsFormula[down], true)
			share("writes refused", c.RefusedWrites[down], c.RefusedWritesFormula[down], true)
		}
		never, known := c.Model.Stale()
		share("stale", c.Stale, never, known)
		for k, lost := range c.Lost {
			share("lost", lost, c.Model.Lost(k+1), true)
			if want, known := c.Model.LostFormula(of.n, k+1); known && math.Abs(c.Model.Lost(k+1)-want) > 1e-9 {
				t.Errorf("%s: %v are lost with %d disks by the model, want %v", name, c.Model.Lost(k+1), k+1, want)
			}
		}
		share("consistent at once", c.Engine.Consistent[0], c.Model.Consistent(0), true)
		for _, part := range []uint64{100_000, 500_000, 950_000} {
			for _, l := range []struct {
				what  string
				from  Sample
				model time.Duration
			}{{"read", c.Engine.Reads, c.Model.Read(part)}, {"write", c.Engine.Writes, c.Model.Write(part)}} {
				d, low, high := l.from.Quantile(part)
				if l.model < low-low/50 || high >= 0 && l.model > high+high/50 {
					t.Errorf("%s %s: %v (%v to %v), and %v by the model", name, l.what, d, low, high, l.model)
				}
			}
		}
	}
}

// TestRefusedByRule holds shares of refused requests against ones counted by hand: of the
// two replicas of west, of three and two, that local_quorum asks for there, one is down in 2 of
// 5 cases; and east, which coordinates half of the requests, can do without one.
func TestRefusedByRule(t *testing.T) {
	m, _ := latency.Find("lan")
	tr := Trials{Model: m, N: 5, Copies: []ring.Copies{{DC: "east", N: 3}, {DC: "west", N: 2}}}
	for _, of := range []struct {
		level string
		down  int
		want  float64
	}{
		{"local_quorum", 0, 0}, {"local_quorum", 1, .2}, {"each_quorum", 1, .4}, {"west=1", 2, .1},
		{"one", 2, 0}, {"all", 1, 1}, {"quorum", 2, 0}, {"4", 2, 1},
	} {
		d, err := tr.Demand(levels(t, of.level, "one").R)
		if err != nil {
			t.Fatal(err)
		}
		if got := tr.refused(d, of.down); math.Abs(got-of.want) > 1e-9 {
			t.Errorf("%s with %d down: %v is refused, want %v", of.level, of.down, got, of.want)
		}
	}
}

// TestEqualDemandsAreEqual: two names of one demand give one result, to the bit.
func TestEqualDemandsAreEqual(t *testing.T) {
	m, _ := latency.Find("lnkd-disk")
	run := func(r, w string) Tuned {
		cells, err := Tuning{Trials: Trials{Model: m, N: 3, Count: 10_000, Seed: 1}, Pairs: []Levels{levels(t, r, w)}, Writes: 50, Rounds: 1}.
			Run(context.Background(), func(int) {})
		if err != nil {
			t.Fatal(err)
		}
		cells[0].Levels, cells[0].Model = Levels{}, nil
		return cells[0]
	}
	if !reflect.DeepEqual(run("2", "1"), run("quorum", "local_one")) {
		t.Error("quorum and local_one of three copies are not 2 and 1")
	}
}

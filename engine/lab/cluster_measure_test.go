// Tests of what the cluster measures, against the model.

package lab

import (
	"context"
	"errors"
	"reflect"
	"runtime"
	"slices"
	"testing"
	"time"

	"ringside/engine"
	"ringside/engine/latency"
	"ringside/internal/steady"
)

// measure runs the cluster under a model.
func measure(t *testing.T, m Measurement) *Measured {
	t.Helper()
	got, err := m.Run(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// TestClusterAgreesWithModel: latencies, t-visibility and shares of consistent reads that
// the model gives are within the intervals of those that the cluster measures.
func TestClusterAgreesWithModel(t *testing.T) {
	after := []time.Duration{time.Millisecond, 20 * time.Millisecond}
	for _, name := range steady.First([]string{"lnkd-ssd", "lnkd-disk", "ymmr", "wan", "lan", "fixed"}, 1) {
		p := trials(t, name, 3, 500_000)
		for _, c := range [][2]int{{1, 1}, {2, 1}, {1, 2}, {3, 2}} {
			r, w := c[0], c[1]
			got := measure(t, Measurement{Trials: Trials{Model: p.Model, N: 3, Count: 1500, Seed: 1}, Levels: Levels{engine.Answers(r), engine.Answers(w)}, After: after})
			within := func(what string, d, low, high, model time.Duration) {
				if model < low-low/100 || high >= 0 && model > high+high/100 {
					t.Errorf("%s R=%d W=%d %s: %v (%v to %v), and %v by the model", name, r, w, what, d, low, high, model)
				}
			}
			for _, share := range []uint64{100_000, 500_000, 950_000, 990_000} {
				d, low, high := got.Reads.Quantile(share)
				within("read", d, low, high, p.Read(r, share))
				d, low, high = got.Writes.Quantile(share)
				within("write", d, low, high, p.Write(w, share))
				d, low, high = got.Visible.Quantile(share)
				within("t-visibility", d, low, high, p.Visibility(r, w, share))
			}
			for _, s := range got.Consistent {
				share, low, high := s.P()
				if model := p.Consistent(r, w, s.After); model < low-.001 || model > high+.001 {
					t.Errorf("%s R=%d W=%d after %v: %v consistent (%v to %v), and %v by the model", name, r, w, s.After, share, low, high, model)
				}
			}
		}
	}
}

// TestClusterSeesWhatItSays: a read at the ack returns the write if it would have to begin
// no later to see it, and only then.
func TestClusterSeesWhatItSays(t *testing.T) {
	m, _ := latency.Find("lnkd-disk")
	got := measure(t, Measurement{Trials: Trials{Model: m, N: 3, Count: 600, Seed: 1}, Levels: Numbers(1)[0]})
	at, _ := slices.BinarySearch(got.Visible, 1)
	if seen := got.Consistent[0].Seen; seen != at || seen == 0 || seen == 600 {
		t.Errorf("%d of 600 reads returned the write, and %d could have", seen, at)
	}
}

// TestMeasurementDependsOnTheSeedAlone: not on how many workers there are.
func TestMeasurementDependsOnTheSeedAlone(t *testing.T) {
	model, _ := latency.Find("ymmr")
	m := Measurement{Trials: Trials{Model: model, N: 2, Count: 2*chunk + 3, Seed: 1}, Levels: Numbers(1)[0], After: []time.Duration{time.Second}}
	first := measure(t, m)
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(5))
	if again := measure(t, m); !reflect.DeepEqual(first, again) {
		t.Error("five workers give something else")
	}
	if m.Seed = 2; reflect.DeepEqual(first, measure(t, m)) {
		t.Error("another seed gives the same")
	}
	ctx, stop := context.WithCancelCause(context.Background())
	why := errors.New("enough")
	m.Count = 1 << 20
	if _, err := m.Run(ctx, func(int) { stop(why) }); !errors.Is(err, why) {
		t.Errorf("stopped: %v", err)
	}
}

// TestMeasurementIsPlain: the cluster of a measurement has nothing that could save a read,
// and no replica coordinates.
func TestMeasurementIsPlain(t *testing.T) {
	for _, name := range []string{"wan", "lan"} {
		model, _ := latency.Find(name)
		m := Measurement{Trials: Trials{Model: model, N: 3, Count: 1, Seed: 1}, Levels: Numbers(1)[0]}
		cfg := m.config(7)
		if cfg.Repair != engine.RepairOff || cfg.Read != engine.AllRead || cfg.Handoff != 0 || cfg.Gossip != 0 || cfg.Entropy != 0 || cfg.Quorum != engine.Strict {
			t.Errorf("%s: %+v", name, cfg.Settings)
		}
		if len(cfg.Nodes) <= cfg.Placement.N {
			t.Errorf("%s: %d nodes for %d copies leave none to coordinate", name, len(cfg.Nodes), cfg.Placement.N)
		}
	}
}

// TestIntervals: known ones.
func TestIntervals(t *testing.T) {
	if p, low, high := (Share{Of: 100, Seen: 100}).P(); p != 1 || high != 1 || low < .85 || low > .87 {
		t.Errorf("100 of 100: %v, %v to %v", p, low, high)
	}
	s := make(Sample, 10_000)
	for i := range s {
		s[i] = time.Duration(i + 1)
	}
	if d, low, high := s.Quantile(500_000); d != 5000 || low != 4800 || high != 5200 {
		t.Errorf("the median of 1 to 10,000 is %d, %d to %d", d, low, high)
	}
	if d, _, high := s.Quantile(999_000); d != 9990 || high != -1 {
		t.Errorf("the 99.9th percentile of 1 to 10,000 is %d, to %d", d, high)
	}
}

// Tests of the staleness trials: against the figures of the paper's model, against sorted
// trials, and that nothing but the seed decides.

package lab

import (
	"context"
	"errors"
	"math"
	"reflect"
	"runtime"
	"slices"
	"testing"
	"time"

	"ringside/engine/latency"
	"ringside/internal/steady"
)

// trials runs trials of a model.
func trials(t testing.TB, name string, n, count int) *PBS {
	t.Helper()
	m, ok := latency.Find(name)
	if !ok {
		t.Fatalf("no model %s", name)
	}
	p, err := Trials{Model: m, N: n, Count: count, Seed: 1}.Run(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

const p999 = 999_000

// TestPBSFigures holds the 99.9th percentiles of N=3 against those of 4,000,000 trials with
// the paper's formulas: latencies within 2.5%, t-visibility within 3%, probabilities
// within half a point.
func TestPBSFigures(t *testing.T) {
	within := func(what string, got time.Duration, wantMs, tolerance float64) {
		t.Helper()
		if ms := float64(got) / 1e6; math.Abs(ms-wantMs) > tolerance*wantMs {
			t.Errorf("%s: %.4g ms, want %v ± %v %%", what, ms, wantMs, tolerance*100)
		}
	}
	for _, m := range steady.First([]struct {
		name       string
		consistent float64 // at once, for R=W=1
		cells      [][5]float64
	}{
		{"lnkd-ssd", .9736, [][5]float64{{1, 1, .657, .657, 1.97}, {2, 1, 1.634, .657, 0}, {2, 2, 1.634, 1.638, 0}, {1, 3, .657, 4.091, 0}}},
		{"lnkd-disk", .4370, [][5]float64{{1, 1, .654, 10.93, 51.9}, {2, 1, 1.629, 10.93, 14.15}, {2, 2, 1.629, 20.96, 0}, {1, 3, .654, 112.1, 0}}},
	}, 1) {
		p := trials(t, m.name, 3, 2_000_000)
		if got := p.Consistent(1, 1, 0); math.Abs(got-m.consistent) > .005 {
			t.Errorf("%s: P(consistent) at once is %.4f, want %.4f", m.name, got, m.consistent)
		}
		for _, c := range m.cells {
			r, w := int(c[0]), int(c[1])
			within(m.name+" read", p.Read(r, p999), c[2], .025)
			within(m.name+" write", p.Write(w, p999), c[3], .025)
			within(m.name+" t-visibility", p.Visibility(r, w, p999), c[4], .03)
		}
	}
}

// TestPBSIsExact: quantiles and shares are those of the same trials, sorted. Latencies come
// from when single replicas answer, so they are only near.
func TestPBSIsExact(t *testing.T) {
	const count = 3 * batch / 2
	p := trials(t, "wan", 3, count)
	c := newCounts(&p.Model, 3)
	var visible, reads []int64
	for i := range count {
		if i%batch == 0 {
			c.begin(1, i/batch)
		}
		c.draw()
		reads = append(reads, c.read[1])
		for turn := range 3 { // R=2, W=1
			first, second := c.late[(c.who[0]+turn)%3]-c.asked[0], c.late[(c.who[1]+turn)%3]-c.asked[1]
			visible = append(visible, max(0, min(first, second)-c.write[0]))
		}
	}
	slices.Sort(visible)
	slices.Sort(reads)
	for _, share := range []uint64{1, 500_000, 900_000, p999, 1_000_000} {
		for _, of := range []struct {
			what   string
			sorted []int64
			got    time.Duration
			off    float64
		}{{"visible", visible, p.Visibility(2, 1, share), .002}, {"read", reads, p.Read(2, share), .03}} {
			want := of.sorted[(len(of.sorted)*int(share)+999_999)/1_000_000-1]
			if share > 1 && share < 1_000_000 && math.Abs(float64(int64(of.got)-want)) > of.off*float64(want) {
				t.Errorf("%s: the %d-millionth quantile is %d, want %d", of.what, share, of.got, want)
			}
		}
	}
	for _, d := range []time.Duration{0, 50 * time.Millisecond, time.Hour} {
		at, _ := slices.BinarySearch(visible, int64(d)+1)
		if got, want := p.Consistent(2, 1, d), float64(at)/float64(len(visible)); math.Abs(got-want) > .001 {
			t.Errorf("P(consistent) after %v is %v, want %v", d, got, want)
		}
	}
}

// TestPBSDependsOnTheSeedAlone: not on how many workers there are.
func TestPBSDependsOnTheSeedAlone(t *testing.T) {
	first := trials(t, "ymmr", 2, 5*batch+7)
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(7))
	if again := trials(t, "ymmr", 2, 5*batch+7); !reflect.DeepEqual(first, again) {
		t.Error("seven workers give something else")
	}
	m, _ := latency.Find("ymmr")
	other, err := Trials{Model: m, N: 2, Count: 5*batch + 7, Seed: 2}.Run(context.Background(), nil)
	if err != nil || reflect.DeepEqual(first.visible, other.visible) {
		t.Errorf("another seed gives the same (%v)", err)
	}
}

// TestPBSOverlap: if R+W > N each read sees the write, and only then always; all trials
// are told once.
func TestPBSOverlap(t *testing.T) {
	for n := 1; n <= 5; n++ {
		p := trials(t, "lnkd-disk", n, 20_000)
		for r := 1; r <= n; r++ {
			for w := 1; w <= n; w++ {
				if got := p.Consistent(r, w, 0); (got == 1) != (r+w > n) {
					t.Errorf("N=%d R=%d W=%d: P(consistent) at once is %v", n, r, w, got)
				}
			}
		}
	}
}

// TestPBSIsStopped: the context's cause ends it.
func TestPBSIsStopped(t *testing.T) {
	m, _ := latency.Find("lan")
	ctx, stop := context.WithCancelCause(context.Background())
	why := errors.New("enough")
	p, err := Trials{Model: m, N: 3, Count: 1 << 30, Seed: 1}.Run(ctx, func(int) { stop(why) })
	if p != nil || !errors.Is(err, why) {
		t.Errorf("stopped: %v", err)
	}
}

// TestVersions holds the closed form for k versions against the paper's figures, and the
// count of trials against the closed form.
func TestVersions(t *testing.T) {
	for k, want := range []float64{.3333, .5556, .7037} {
		if got := WithinVersions(3, 1, 1, k+1); math.Abs(got-want) > 5e-5 {
			t.Errorf("within %d versions: %.4f, want %.4f", k+1, got, want)
		}
	}
	for _, c := range [][3]int{{3, 1, 1}, {3, 2, 1}, {5, 2, 2}, {3, 2, 2}} {
		for k, got := range CountVersions(c[0], c[1], c[2], 4, 200_000, 1) {
			if want := WithinVersions(c[0], c[1], c[2], k+1); math.Abs(got-want) > .005 {
				t.Errorf("N, R, W %v within %d versions: counted %.4f, want %.4f", c, k+1, got, want)
			}
		}
	}
}

// TestBuckets: every duration is within the edges of its bucket, which are side by side.
func TestBuckets(t *testing.T) {
	next := int64(0)
	for b := range buckets {
		least, width := edges(b)
		if least != next || bucket(least) != b || bucket(least+width-1) != b {
			t.Fatalf("bucket %d begins at %d, want %d, and is %d wide", b, least, next, width)
		}
		next = least + width
	}
	if next-1 != longest {
		t.Errorf("the last bucket ends at %d", next-1)
	}
}

// BenchmarkPBS is one trial of N=3: twelve draws, and all nine R, W.
func BenchmarkPBS(b *testing.B) {
	for _, name := range []string{"lnkd-ssd", "lnkd-disk", "wan"} {
		b.Run(name, func(b *testing.B) {
			trials(b, name, 3, b.N)
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "trials/s")
		})
	}
}

// TestPBSPaper holds the models against what the paper prints: latencies within 2.5%, probabilities
// within half a point, and times of t-visibility at most 18% above the paper's, which are too short.
func TestPBSPaper(t *testing.T) {
	for _, name := range steady.First([]string{"lnkd-ssd", "lnkd-disk", "ymmr", "wan"}, 1) {
		p := trials(t, name, 3, 1_000_000)
		for _, f := range pbsTable {
			if f.Latency != name {
				continue
			}
			off := func(got time.Duration, want float64) float64 { return float64(got)/1e6/want - 1 }
			if read, write := off(p.Read(f.R, p999), f.Read), off(p.Write(f.W, p999), f.Write); math.Abs(read) > .025 || math.Abs(write) > .025 {
				t.Errorf("%s R=%d W=%d: reads are off by %.3f, writes by %.3f", name, f.R, f.W, read, write)
			}
			for at, want := range f.Consistent {
				if got := p.Consistent(f.R, f.W, at); math.Abs(got-want) > .005 {
					t.Errorf("%s R=%d W=%d: P(consistent) after %v is %.4f, and %.3f in the paper", name, f.R, f.W, at, got, want)
				}
			}
			if m := f.ReadMedian; m > 0 && math.Abs(off(p.Read(f.R, 500_000), m)) > .025 {
				t.Errorf("%s R=%d: the median of reads is %v, and %v ms in the paper", name, f.R, p.Read(f.R, 500_000), m)
			}
			if m := f.WriteMedian; m > 0 && math.Abs(off(p.Write(f.W, 500_000), m)) > .025 {
				t.Errorf("%s W=%d: the median of writes is %v, and %v ms in the paper", name, f.W, p.Write(f.W, 500_000), m)
			}
			visible := p.Visibility(f.R, f.W, p999)
			if f.Visibility == 0 && visible != 0 || f.Visibility > 0 && (off(visible, f.Visibility) < 0 || off(visible, f.Visibility) > .18) {
				t.Errorf("%s R=%d W=%d: t-visibility is %v, and %v ms in the paper", name, f.R, f.W, visible, f.Visibility)
			}
		}
	}
}

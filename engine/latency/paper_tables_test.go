// Tests that the tables of the PBS paper's distributions are what its formulas give, and
// their generator: go test ./engine/latency -run TestTables -rewrite.

package latency

import (
	"encoding/binary"
	"flag"
	"math"
	"os"
	"slices"
	"testing"
	"time"
)

var rewrite = flag.Bool("rewrite", false, "write the tables anew")

// mixture is a distribution of the PBS paper's Table 3: a Pareto body and an exponential
// tail, in milliseconds.
type mixture struct {
	name              string
	table             *table
	body              float64 // the share of the Pareto distribution
	least, shape, exp float64 // of the Pareto distribution, and the rate of the exponential one
}

// mixtures are the paper's. It prints a shape of 3.35 for ymmr's writes; its simulator and
// its results use 3.5.
var mixtures = []mixture{
	{"lnkdSSD", &lnkdSSD, .9122, .235, 10, 1.66},
	{"lnkdDisk", &lnkdDisk, .38, 1.05, 1.51, .183},
	{"ymmrWrite", &ymmrWrite, .939, 3, 3.5, .0028},
	{"ymmrRest", &ymmrRest, .982, 1.5, 3.8, .0217},
}

// longer returns the share of delays that are longer than ns.
func (m *mixture) longer(ns int64) float64 {
	ms := float64(ns) / 1e6
	pareto := 1.0
	if ms > m.least {
		pareto = math.Pow(m.least/ms, m.shape)
	}
	return m.body*pareto + (1-m.body)*math.Exp(-m.exp*ms)
}

// at returns the shortest delay that a share of no more than q exceeds.
func (m *mixture) at(q float64) int64 {
	lo, hi := int64(-1), int64(1)<<60 // longer(lo) > q >= longer(hi)
	for hi-lo > 1 {
		if mid := lo + (hi-lo)/2; m.longer(mid) > q {
			lo = mid
		} else {
			hi = mid
		}
	}
	return hi
}

// bend returns where the body begins, and how far that is from the last delay but one of the table
// to the shortest; 0 if it is not between them.
func (m *mixture) bend() (ns, from int64) {
	ns = int64(math.Round(m.least * 1e6))
	part := m.longer(ns)
	if before := share(halvings*steps - 1); part > before {
		return ns, int64(math.Round((part - before) / (1 - before) * (1 << inPair)))
	}
	return 0, 0
}

// TestTables computes each entry again. A platform's math may differ in the last bits.
func TestTables(t *testing.T) {
	if *rewrite {
		generate(t)
		return
	}
	for _, m := range mixtures {
		if bend, from := m.bend(); m.table.bend != bend || max(m.table.from-from, from-m.table.from) > 1 {
			t.Errorf("%s: a bend of %d from %d on, and the formula gives %d from %d on", m.name, m.table.bend, m.table.from, bend, from)
		}
		for i, got := range m.table.delays {
			want := m.at(share(i))
			if off := max(got-want, want-got); float64(off) > 1+1e-9*float64(want) {
				t.Fatalf("%s[%d] is %d, and the formula gives %d", m.name, i, got, want)
			}
		}
	}
}

// generate writes the file that unpack reads.
func generate(t *testing.T) {
	var b []byte
	for _, m := range mixtures {
		before := int64(0)
		for i := range slices.Backward(m.table.delays[:]) {
			now := m.at(share(i))
			b = binary.AppendUvarint(b, uint64(now-before))
			before = now
		}
	}
	if err := os.WriteFile("paper_tables.bin", b, 0o666); err != nil {
		t.Fatal(err)
	}
}

// TestDrawsFollowTheFormulas: whatever the bits, a draw exceeds as large a share of the
// distribution as the bits say, from the middle far into the tail.
func TestDrawsFollowTheFormulas(t *testing.T) {
	for _, m := range mixtures {
		for q := 1.0; q > 1e-9; q *= .9871 {
			got := m.table.draw(uint64(q * (1 << 63) * 1.9999999))
			want := m.at(q)
			if off := math.Abs(float64(got)/float64(want) - 1); off > .002 && q < .95 {
				t.Errorf("%s: a share of %.3g takes longer than %v, want %v", m.name, q, got, time.Duration(want))
			}
		}
		most := 1. / 256 // half of what is between two delays, if the body begins between two in the middle
		if m.table.from > 0 {
			most = .0005
		}
		for _, part := range []float64{.5, .9, .99, .999, 1, 1.001, 1.1} { // of where the body begins
			ns := time.Duration(part * m.least * 1e6)
			if got, want := m.table.shorter(ns), 1-m.longer(int64(ns)); math.Abs(got-want) > most {
				t.Errorf("%s: a share of %.5f takes less than %v, want %.5f", m.name, got, ns, want)
			}
		}
	}
}

// shorter returns which share of the draws is shorter than a delay.
func (t *table) shorter(d time.Duration) float64 {
	lo, hi := uint64(0), uint64(1<<24) // a draw falls as its bits rise
	for lo < hi {
		if mid := (lo + hi) / 2; t.draw(mid<<40) >= d {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return 1 - float64(lo)/(1<<24)
}

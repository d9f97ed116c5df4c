// This file plays transcripts of levels, and holds them against plain counting.

package quorum_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/cockroachdb/datadriven"
	"pgregory.net/rapid"

	"ringside/engine/id"
	"ringside/engine/quorum"
	"ringside/engine/ring"
)

// TestLevelTranscripts runs testdata/levels, which are to be read. Each command is about a
// ring of dcs=N data centres with three racks of two nodes, and copies placed as rf says.
//
//	needs      what each level asks for when dc1 coordinates
//	down       whether a read and a write at each level are met, for coordinators of dc1
//	           and of the last data centre, with nobody down, the first replica, the rack
//	           of the first replica, and its data centre
//	overlap    when a read at the row's level meets a write at the column's
//	parse      each line as a level, and what it asks for
//	next       of each line the level before and after it, and how else it can be written
func TestLevelTranscripts(t *testing.T) {
	datadriven.Walk(t, "testdata/levels", func(t *testing.T, path string) {
		datadriven.RunTest(t, path, func(t *testing.T, d *datadriven.TestData) string {
			var dcs int
			var rf string
			d.ScanArgs(t, "dcs", &dcs)
			d.ScanArgs(t, "rf", &rf)
			p, err := ring.ParsePlacement(strings.ReplaceAll(rf, "/", ","))
			if err != nil {
				t.Fatal(err)
			}
			r := levelRing(t, 1, dcs, 3, 2)
			switch d.Cmd {
			case "needs":
				return needs(r, p)
			case "down":
				return downs(r, p)
			case "overlap":
				return overlaps(r, p)
			case "parse":
				return parses(r, p, d.Input)
			case "next":
				return nexts(r, p, d.Input)
			}
			t.Fatalf("%s: unknown command %q", d.Pos, d.Cmd)
			return ""
		})
	})
}

// nexts lists the neighbours of levels.
func nexts(r *ring.Ring, p ring.Placement, lines string) string {
	var out strings.Builder
	for line := range strings.Lines(lines) {
		level, err := quorum.ParseLevel(line)
		if err != nil {
			return err.Error() + "\n"
		}
		fmt.Fprintf(&out, "%s: also %s\n", level, level.Renamed(r, p))
		for _, by := range []int{-1, +1} {
			if next, err := level.Next(by, r, p); err != nil {
				fmt.Fprintf(&out, "  %+d  %s\n", by, err)
			} else {
				fmt.Fprintf(&out, "  %+d  %s\n", by, next)
			}
		}
	}
	return out.String()
}

// TestMoreIsNeverLess goes from every level to the next ones: none further on waits for fewer answers,
// and from each the last is all.
func TestMoreIsNeverLess(t *testing.T) {
	for _, dcs := range []int{1, 2, 3} {
		r := levelRing(t, 1, dcs, 1, 3)
		p := ring.Placement{N: 3 * dcs}
		for dc := range dcs {
			p.PerDC = append(p.PerDC, ring.Copies{DC: r.DCs()[dc], N: 3})
		}
		for _, from := range quorum.Levels() {
			for at := from; ; {
				next, err := at.Next(+1, r, p)
				if err != nil {
					if at.Kind != quorum.All {
						t.Errorf("%d data centres: from %s the last is %s", dcs, from, at)
					}
					break
				}
				if before, after := at.On(r, p).Least(), next.On(r, p).Least(); after < before {
					t.Errorf("%d data centres: %s waits for %d answers, and the next, %s, for %d", dcs, at, before, next, after)
					break
				}
				at = next
			}
		}
	}
}

// levelRing draws a ring of data centres dc1, dc2, … with racks r1, r2, … of some nodes.
func levelRing(t fataler, seed uint64, dcs, racks, inRack int) *ring.Ring {
	nodes := ring.Draw(seed, dcs*racks*inRack, 4)
	for i := range nodes {
		nodes[i].DC = fmt.Sprintf("dc%d", i%dcs+1)
		nodes[i].Rack = fmt.Sprintf("r%d", i/dcs%racks+1)
	}
	r, err := ring.New(nodes)
	if err != nil {
		t.Fatalf("%v", err)
	}
	return r
}

type fataler interface {
	Fatalf(format string, args ...any)
}

// allLevels are the levels with names, and the numbers up to four.
func allLevels() []quorum.Level {
	all := quorum.Levels()
	for n := range 4 {
		all = append(all, quorum.Level{N: n + 1})
	}
	return all
}

func ruleText(r *ring.Ring, rule quorum.Rule) string {
	var parts []string
	for _, e := range rule {
		var names []string
		for _, n := range e.Of {
			names = append(names, r.Nodes()[n].Name)
		}
		parts = append(parts, fmt.Sprintf("%d of %s", e.Need, strings.Join(names, " ")))
	}
	return strings.Join(parts, ", ")
}

func needs(r *ring.Ring, p ring.Placement) string {
	var out strings.Builder
	replicas := r.Replicas(nil, 0, p)
	for _, l := range allLevels() {
		d, err := l.For(r, p)
		if err != nil {
			fmt.Fprintln(&out, err)
			continue
		}
		fmt.Fprintf(&out, "%-12s  %s\n", l, ruleText(r, d.Rule(nil, replicas, r, 0)))
	}
	return out.String()
}

// failures are who is down, by the heading of the column.
var failures = []struct {
	name string
	down func(first, n *ring.Node) bool
}{
	{"none", func(_, _ *ring.Node) bool { return false }},
	{"node", func(first, n *ring.Node) bool { return n.Name == first.Name }},
	{"rack", func(first, n *ring.Node) bool { return n.DC == first.DC && n.Rack == first.Rack }},
	{"dc", func(first, n *ring.Node) bool { return n.DC == first.DC }},
}

func downs(r *ring.Ring, p ring.Placement) string {
	var out strings.Builder
	replicas := r.Replicas(nil, 0, p)
	first := &r.Nodes()[replicas[0]]
	fmt.Fprintf(&out, "replicas")
	for _, n := range replicas {
		node := r.Nodes()[n]
		fmt.Fprintf(&out, " %s(%s/%s)", node.Name, node.DC, node.Rack)
	}
	fmt.Fprintf(&out, "\n%-14s%-8s%-12s%-12s%-12s%s\n", "level", "from", "none", "node", "rack", "dc")
	for _, l := range allLevels() {
		d, err := l.For(r, p)
		if err != nil {
			continue
		}
		for dc, name := range r.DCs() {
			if dc > 0 && (dc < len(r.DCs())-1 || !d.Local()) {
				continue
			}
			if !d.Local() {
				name = "any"
			}
			fmt.Fprintf(&out, "%-14s%-8s", l, name)
			for _, f := range failures {
				fmt.Fprintf(&out, "%-12v", request(d.Rule(nil, replicas, r, dc), replicas,
					func(n id.Node) bool { return f.down(first, &r.Nodes()[n]) }))
			}
			out.WriteString("\n")
		}
	}
	text := out.String()
	var trimmed strings.Builder
	for line := range strings.Lines(text) {
		trimmed.WriteString(strings.TrimRight(line, " \n") + "\n")
	}
	return trimmed.String()
}

// request is the outcome of a read that asks every node that is up, and likewise a write: they
// differ in what is asked, and not in who must answer.
func request(rule quorum.Rule, replicas []id.Node, down func(id.Node) bool) quorum.Outcome {
	var r quorum.Record
	r.Begin(rule)
	for _, n := range replicas {
		r.Ask(n)
		r.Add(n, !down(n))
	}
	return r.Outcome()
}

func overlaps(r *ring.Ring, p ring.Placement) string {
	var out strings.Builder
	var levels []quorum.Level
	for _, l := range allLevels() {
		if _, err := l.For(r, p); err == nil {
			levels = append(levels, l)
		}
	}
	for _, read := range levels {
		by := make(map[quorum.Meeting][]string)
		for _, write := range levels {
			reads, _ := read.For(r, p)
			writes, _ := write.For(r, p)
			m := quorum.Meet(reads, writes)
			by[m] = append(by[m], write.String())
		}
		fmt.Fprintf(&out, "read %s\n", read)
		for _, m := range []quorum.Meeting{quorum.Always, quorum.SameDC, quorum.NotAlways} {
			if by[m] != nil {
				fmt.Fprintf(&out, "  %-24s%s\n", m, strings.Join(by[m], " "))
			}
		}
	}
	return out.String()
}

func parses(r *ring.Ring, p ring.Placement, input string) string {
	var out strings.Builder
	for line := range strings.SplitSeq(input, "\n") {
		l, err := quorum.ParseLevel(line)
		if err != nil {
			fmt.Fprintln(&out, err)
			continue
		}
		d, err := l.For(r, p)
		if err != nil {
			fmt.Fprintln(&out, err)
			continue
		}
		fmt.Fprintf(&out, "%s: %s\n", l, ruleText(r, d.Rule(nil, r.Replicas(nil, 0, p), r, 0)))
	}
	return out.String()
}

// TestLevelsAreWhatIsCounted compares each level, on random rings with random nodes down,
// with a plain count of the replicas that are up.
func TestLevelsAreWhatIsCounted(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		dcs := rapid.IntRange(1, 3).Draw(t, "dcs")
		r := levelRing(t, rapid.Uint64().Draw(t, "seed"), dcs, rapid.IntRange(1, 3).Draw(t, "racks"), 2)
		var copies []ring.Copies
		for i, name := range r.DCs() {
			if n := rapid.IntRange(0, 2).Draw(t, "copies"); n > 0 || i == 0 {
				copies = append(copies, ring.Copies{DC: name, N: max(n, 1)})
			}
		}
		p := ring.PerDC(copies...)
		if rapid.Bool().Draw(t, "simple") {
			p = ring.Simple(p.N)
		}
		replicas := r.Replicas(nil, ring.Token(rapid.Int64().Draw(t, "token")), p)
		down := rapid.Uint64().Draw(t, "down")
		from := rapid.IntRange(0, dcs-1).Draw(t, "from")
		for _, l := range allLevels() {
			d, err := l.For(r, p)
			if wrong := counted(r, p, l, replicas, from, down); (err != nil) != (wrong == nil) {
				t.Fatalf("%s on %s: %v, and counting says %v", l, p, err, wrong)
			} else if err != nil {
				continue
			} else if got := d.Rule(nil, replicas, r, from).Met(func(n id.Node) bool { return down>>n&1 == 0 }); got != *wrong {
				t.Fatalf("%s on %s from dc%d with %b down: met %v, want %v", l, p, from+1, down, got, *wrong)
			}
		}
	})
}

// counted says whether a level is met; nil if it has no meaning.
func counted(r *ring.Ring, p ring.Placement, l quorum.Level, replicas []id.Node, from int, down uint64) *bool {
	dcs := r.DCs()
	up, copies := make([]int, len(dcs)), make([]int, len(dcs))
	all := 0
	for _, n := range replicas {
		at := slices.Index(dcs, r.Nodes()[n].DC)
		copies[at]++
		if down>>n&1 == 0 {
			up[at]++
			all++
		}
	}
	n := len(replicas)
	met := true
	switch l.String() {
	case "one", "1":
		met = all >= 1
	case "two", "2":
		met = all >= 2
	case "three", "3":
		met = all >= 3
	case "4":
		met = all >= 4
	case "quorum":
		met = 2*all > n
	case "all":
		met = all == n
	case "local_one":
		met = up[from] > 0
	case "local_quorum":
		met = 2*up[from] > copies[from]
	case "each_quorum":
		for i := range dcs {
			met = met && (copies[i] == 0 || 2*up[i] > copies[i])
		}
	}
	asks := map[string]int{"2": 2, "two": 2, "3": 3, "three": 3, "4": 4}[l.String()]
	split := l.Local() || l.Kind == quorum.EachQuorum
	if asks > n || split && !p.Racks() && len(dcs) > 1 {
		return nil
	}
	return &met
}

// TestLevelsMeetAsTheirRulesDo compares Meet with the overlap of the rules themselves, for
// every pair of levels and of coordinators' data centres.
func TestLevelsMeetAsTheirRulesDo(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 30 {
		dcs := 1 + rng.IntN(3)
		r := levelRing(t, rng.Uint64(), dcs, 2, 2)
		copies := make([]ring.Copies, dcs)
		for i := range copies {
			copies[i] = ring.Copies{DC: r.DCs()[i], N: 1 + rng.IntN(4)}
		}
		p := ring.PerDC(copies...)
		replicas := r.Replicas(nil, ring.Token(rng.Int64()), p)
		for _, read := range allLevels() {
			for _, write := range allLevels() {
				reads, err := read.For(r, p)
				writes, err2 := write.For(r, p)
				if err != nil || err2 != nil {
					continue
				}
				want := quorum.Always
				for a := range dcs {
					for b := range dcs {
						if quorum.Overlap(reads.Rule(nil, replicas, r, a), writes.Rule(nil, replicas, r, b)) {
							continue
						}
						if want = min(want, quorum.SameDC); a == b {
							want = quorum.NotAlways
						}
					}
				}
				if got := quorum.Meet(reads, writes); got != want {
					t.Fatalf("read %s, write %s on %s: %v, want %v", read, write, p, got, want)
				}
			}
		}
	}
}

// TestRulesOfLevelsReuseMemory: a coordinator makes a rule for each request, of whatever
// level, in the same memory, and the replicas stay what they were.
func TestRulesOfLevelsReuseMemory(t *testing.T) {
	r := levelRing(t, 1, 2, 3, 2)
	p := ring.PerDC(ring.Copies{DC: "dc1", N: 3}, ring.Copies{DC: "dc2", N: 3})
	replicas := r.Replicas(nil, 0, p)
	kept := slices.Clone(replicas)
	var demands []quorum.Demand
	for _, l := range quorum.Levels() {
		d, err := l.For(r, p)
		if err != nil {
			t.Fatal(err)
		}
		demands = append(demands, d)
	}
	var rule quorum.Rule
	play := func() {
		for _, d := range demands {
			for dc := range 2 {
				rule = d.Rule(rule[:0], replicas, r, dc)
			}
		}
	}
	play()
	if n := testing.AllocsPerRun(100, play); n > 0 {
		t.Errorf("%v allocations", n)
	}
	if !slices.Equal(replicas, kept) {
		t.Errorf("the replicas are %v now, and were %v", replicas, kept)
	}
}

// TestNodeOutCoordinates: a node that has not come yet, or has left, coordinates for its
// data centre; one in a data centre that the ring doesn't have can meet no local level.
func TestNodeOutCoordinates(t *testing.T) {
	nodes := ring.Draw(1, 4, 2)
	nodes[2].DC, nodes[2].Out = "dc1", true
	nodes[3].DC, nodes[3].Out = "dc9", true
	r, err := ring.New(nodes)
	if err != nil {
		t.Fatal(err)
	}
	p := ring.Simple(2)
	d, err := quorum.Level{Kind: quorum.LocalOne}.For(r, p)
	if err != nil {
		t.Fatal(err)
	}
	everybody := func(id.Node) bool { return true }
	for n, want := range map[id.Node]bool{0: true, 2: true, 3: false} {
		if got := d.Rule(nil, r.Replicas(nil, 0, p), r, r.DC(n)).Met(everybody); got != want {
			t.Errorf("from n%d: met %v", n+1, got)
		}
	}
}

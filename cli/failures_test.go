// Tests of what the failures command prints for other programs, against a look at every
// range.

package cli

import (
	"bytes"
	"encoding/json"
	"errors"
	"math"
	"slices"
	"strings"
	"syscall"
	"testing"

	"ringside/engine"
	"ringside/engine/ring"
	"ringside/presets"
)

// twoDataCentres returns the preset of two data centres: the seed of its tokens, what its
// cluster is made of, and its ring.
func twoDataCentres(t *testing.T) (uint64, engine.Config, *ring.Ring) {
	t.Helper()
	preset, err := presets.Load("two-dcs")
	if err != nil {
		t.Fatal(err)
	}
	cfg, err := preset.Plan().Config()
	if err != nil {
		t.Fatal(err)
	}
	r, err := ring.New(cfg.Nodes)
	if err != nil {
		t.Fatal(err)
	}
	return preset.Plan().Seed, cfg, r
}

// TestFailuresJSONIsWhatAllRangesSay: every row of the two data centres' preset, counted
// again range by range.
func TestFailuresJSONIsWhatAllRangesSay(t *testing.T) {
	_, cfg, r := twoDataCentres(t)
	var out, errs bytes.Buffer
	if code := Main([]string{"failures", "--preset", "two-dcs", "--down", "1,2,3,rack,dc", "--json"}, World{Out: &out, Err: &errs}); code != 0 {
		t.Fatalf("exit %d: %s", code, &errs)
	}
	rows := 0
	seen := make(map[string]int)
	for dec := json.NewDecoder(&out); dec.More(); rows++ {
		var row struct {
			Level, From               string
			Down                      []string
			Reads, Writes, Both, Data float64
		}
		if err := dec.Decode(&row); err != nil {
			t.Fatal(err)
		}
		seen[row.Level]++
		lost := share(r, cfg.Placement, func(up map[string]int) bool { return !levelMet(row.Level, row.From, up) }, row.Down)
		gone := share(r, cfg.Placement, func(up map[string]int) bool { return up["dc1"]+up["dc2"] == 0 }, row.Down)
		for what, pair := range map[string][2]float64{"reads": {row.Reads, lost}, "writes": {row.Writes, lost}, "both": {row.Both, lost}, "data": {row.Data, gone}} {
			if math.Abs(pair[0]-pair[1]) > 1e-15 {
				t.Errorf("%s from %s with %v down: %s %v, want %v", row.Level, row.From, row.Down, what, pair[0], pair[1])
			}
		}
	}
	// 6 nodes, 15 pairs, 20 triples, 4 racks, 2 data centres; six levels that don't depend
	// on the coordinator, two that have a row for either data centre.
	if rows != 47*10 || seen["quorum"] != 47 || seen["local_quorum"] != 94 {
		t.Errorf("%d rows: %v", rows, seen)
	}
}

// share adds up the ranges for which lost is true of the replicas that are up in each data
// centre.
func share(r *ring.Ring, p ring.Placement, lost func(map[string]int) bool, down []string) (sum float64) {
	for i := range r.Len() {
		after, upTo := r.Range(i)
		up := make(map[string]int)
		for _, n := range r.Replicas(nil, upTo, p) {
			if node := r.Nodes()[n]; !slices.Contains(down, node.Name) {
				up[node.DC]++
			}
		}
		if lost(up) {
			sum += float64(uint64(upTo)-uint64(after)) / (1 << 64)
		}
	}
	return sum
}

// levelMet says what a level means where every key has two copies in dc1 and two in dc2.
func levelMet(level, from string, up map[string]int) bool {
	all := up["dc1"] + up["dc2"]
	switch level {
	case "one":
		return all >= 1
	case "two":
		return all >= 2
	case "three", "quorum":
		return all >= 3
	case "all":
		return all == 4
	case "local_one":
		return up[from] >= 1
	case "local_quorum":
		return up[from] == 2
	}
	return up["dc1"] == 2 && up["dc2"] == 2
}

// TestFailuresWhenNobodyReads: it ends quietly when its reader goes, and says so when its
// output fails.
func TestFailuresWhenNobodyReads(t *testing.T) {
	for _, args := range []string{"failures --nodes 300 --json", "failures --nodes 100 --json --down 3 --level one", "failures"} {
		for err, want := range map[error]int{syscall.EPIPE: 0, errors.New("disk full"): exitUsage} {
			var errs bytes.Buffer
			code := Main(strings.Fields(args), World{Out: &closedAfter{left: 100, err: err}, Err: &errs})
			if code != want || want != 0 && !strings.Contains(errs.String(), "disk full") {
				t.Errorf("%s into %v: exit %d, %s", args, err, code, &errs)
			}
		}
	}
}

// TestFailuresOfAChangeIsWhatAllRangesSay: every row before and after a change of the ring, counted again range by range:
// what is added owns its ranges, what is removed owns none, and nobody keeps more copies than before.
func TestFailuresOfAChangeIsWhatAllRangesSay(t *testing.T) {
	seed, cfg, before := twoDataCentres(t)
	first := before.Nodes()[0]
	for _, change := range []struct {
		flags   string
		added   []string // their racks, dc1/r1
		removed []string
	}{
		{flags: "--add x=dc1/r1", added: []string{"dc1/r1"}},
		{flags: "--add x=dc2/new --add y=dc1/r2", added: []string{"dc2/new", "dc1/r2"}},
		{flags: "--remove " + first.Name, removed: []string{first.Name}},
		{flags: "--add x=dc1/r1 --remove " + first.Name, added: []string{"dc1/r1"}, removed: []string{first.Name}},
	} {
		nodes := slices.Clone(cfg.Nodes)
		for i, place := range change.added {
			now, err := ring.New(slices.Clone(nodes))
			if err != nil {
				t.Fatal(err)
			}
			dc, rack, _ := strings.Cut(place, "/")
			tokens := now.DrawMarks(seed, len(nodes), len(first.Tokens))
			nodes = append(nodes, ring.Node{Name: string(rune('x' + i)), DC: dc, Rack: rack, Tokens: tokens})
		}
		for i := range nodes {
			nodes[i].Out = slices.Contains(change.removed, nodes[i].Name)
		}
		after, err := ring.New(nodes)
		if err != nil {
			t.Fatal(err)
		}
		var out, errs bytes.Buffer
		args := append(strings.Fields("failures --preset two-dcs --down 1,2,rack,dc --json"), strings.Fields(change.flags)...)
		if code := Main(args, World{Out: &out, Err: &errs}); code != 0 {
			t.Fatalf("%s: exit %d: %s", change.flags, code, &errs)
		}
		rows, differ := map[string]int{}, 0
		for dec := json.NewDecoder(&out); dec.More(); {
			var row struct {
				Ring, Level, From string
				Down              []string
				Reads, Data       float64
			}
			if err := dec.Decode(&row); err != nil {
				t.Fatal(err)
			}
			rows[row.Ring]++
			r := map[string]*ring.Ring{"before": before, "after": after}[row.Ring]
			if r == nil {
				t.Fatalf("%s: a row of the ring %q", change.flags, row.Ring)
			}
			lost := share(r, cfg.Placement, func(up map[string]int) bool { return !levelMet(row.Level, row.From, up) }, row.Down)
			gone := share(r, cfg.Placement, func(up map[string]int) bool { return up["dc1"]+up["dc2"] == 0 }, row.Down)
			if math.Abs(row.Reads-lost) > 1e-15 || math.Abs(row.Data-gone) > 1e-15 {
				t.Errorf("%s: %s, %s from %s with %v down: reads %v, data %v, want %v, %v", change.flags, row.Ring, row.Level, row.From, row.Down, row.Reads, row.Data, lost, gone)
			}
			if other := share(before, cfg.Placement, func(up map[string]int) bool { return !levelMet(row.Level, row.From, up) }, row.Down); other != lost {
				differ++
			}
		}
		if rows["before"] == 0 || rows["after"] == 0 || differ == 0 {
			t.Errorf("%s: rows %v, %d of them not as before", change.flags, rows, differ)
		}
	}
}

// Tests of the embedded clusters, of the transcripts of files, and of hostile files.

package presets

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/cockroachdb/datadriven"

	"ringside/engine"
	"ringside/engine/ring"
)

// TestDefaultIsTheEngines: the default preset is the engine's own default cluster.
func TestDefaultIsTheEngines(t *testing.T) {
	p := loaded(t, Default)
	if got, want := p.Config(), engine.Default(); !reflect.DeepEqual(got, want) {
		t.Errorf("preset default is\n%+v\nengine.Default() is\n%+v", got, want)
	}
}

func TestEveryPresetLoads(t *testing.T) {
	names := Names()
	if names[0] != Default || !slices.IsSorted(names[1:]) {
		t.Errorf("names are %v: want %s first, the others sorted", names, Default)
	}
	for _, name := range names {
		p, err := Load(name)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if p.Name != name || p.Title == name || p.About == "" {
			t.Errorf("%s: name %q, title %q, about %q: each preset has its own words", name, p.Name, p.Title, p.About)
		}
		if _, err := p.Plan().Config(); err != nil {
			t.Errorf("%s: its plan cannot be: %v", name, err)
		}
		if _, err := engine.New(p.Config()); err != nil {
			t.Errorf("%s: no cluster can be made from it: %v", name, err)
		}
	}
}

// TestLecture checks the rings against the slides: the order of the computers, and all
// eight starts at three copies.
func TestLecture(t *testing.T) {
	for _, c := range []struct{ preset, clockwise, replicas string }{
		{"lecture-ring-1", "1 2 4 1 3 4 2 3", "124 241 413 134 342 423 231 312"},
		{"lecture-ring-2", "1 2 1 4 3 4 2 3", "124 214 143 432 342 423 231 312"},
	} {
		r := mustRing(t, c.preset)
		if got := clockwise(r); got != c.clockwise {
			t.Errorf("%s: clockwise %s, the slide has %s", c.preset, got, c.clockwise)
		}
		if got := starts(r, ring.Simple(3)); got != c.replicas {
			t.Errorf("%s: starts give %s, the slides %s", c.preset, got, c.replicas)
		}
		for i := 1; i < r.Len(); i++ {
			if gap := r.Slot(i).Token - r.Slot(i-1).Token; gap != 1<<61 {
				t.Errorf("%s: slots %d and %d are %d apart, want an eighth of the ring", c.preset, i, i+1, gap)
			}
		}
	}
}

// TestTwoDCs: two copies in each data centre, never two on one rack.
func TestTwoDCs(t *testing.T) {
	p := loaded(t, "two-dcs")
	r := mustRing(t, "two-dcs")
	for i := range r.Len() {
		racks := make(map[string]int)
		for _, id := range r.Replicas(nil, r.Slot(i).Token, p.Config().Placement) {
			n := r.Nodes()[id]
			racks[n.DC+"/"+n.Rack]++
		}
		if len(racks) != 4 {
			t.Errorf("slot %d: copies on racks %v, want one on each of four", i, racks)
		}
	}
}

func TestConfigIsTheCallersOwn(t *testing.T) {
	p := loaded(t, "two-dcs")
	cfg := p.Config()
	cfg.Nodes[0].Tokens[0].Label = "changed"
	cfg.Placement.PerDC[0].N = 99
	plan := p.Plan()
	plan.Nodes[0].Tokens[0].Label = "changed"
	if again := p.Config(); again.Nodes[0].Tokens[0].Label == "changed" || again.Placement.PerDC[0].N == 99 {
		t.Error("a change of what Config returned changed the preset")
	}
}

// TestFiles parses what people might write; the transcripts show the results.
func TestFiles(t *testing.T) {
	datadriven.Walk(t, "testdata", func(t *testing.T, path string) {
		if path == winsFile { // which has a test of its own
			return
		}
		datadriven.RunTest(t, path, func(t *testing.T, d *datadriven.TestData) string {
			switch d.Cmd {
			case "preset":
				p, err := Parse(fileName(d), []byte(d.Input))
				if err != nil {
					return err.Error()
				}
				return describe(p)
			case "ring":
				nodes, err := ParseRing(fileName(d), []byte(d.Input))
				if err != nil {
					return err.Error()
				}
				return describeNodes(nodes)
			case "load":
				_, err := Load(strings.TrimSpace(d.Input))
				return fmt.Sprint(err)
			}
			return walkThrough(t, d)
		})
	})
}

func fileName(d *datadriven.TestData) string {
	if d.HasArg("crlf") {
		d.Input = strings.ReplaceAll(d.Input, "\n", "\r\n")
	}
	return "mine.yaml"
}

func describe(p *Preset) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n", p.Title)
	for _, s := range Settings() {
		from := "default"
		if line, ok := p.Line(s.Name); ok {
			from = fmt.Sprintf("line %d", line)
		}
		fmt.Fprintf(&b, "%s %s (%s)\n", s.Name, s.Get(p.Plan()), from)
	}
	cfg := p.Config()
	fmt.Fprintf(&b, "placed %s on\n%s", cfg.Placement, describeNodes(cfg.Nodes))
	return b.String()
}

func describeNodes(nodes []ring.Node) string {
	var b strings.Builder
	for _, n := range nodes {
		fmt.Fprintf(&b, "%s %s/%s", n.Name, n.DC, n.Rack)
		for _, m := range n.Tokens {
			fmt.Fprintf(&b, " %s=%d", m.Label, m.Token)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func TestFilesOnDisk(t *testing.T) {
	dir := t.TempDir()
	write := func(name, content string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	good := write("good.yaml", "format: 1\ncluster: {n: 1, r: 1, w: 1}\n")
	if p, err := Load(good); err != nil || p.Config().Placement.N != 1 || p.Name != good {
		t.Errorf("Load(%s) = %+v, %v; want the file's preset under the name given", good, p, err)
	}
	noSuch := filepath.Join(dir, "none.yaml")
	odd := write("a\x1b[2J b.yaml", "format: 2")
	large := write("large.yaml", strings.Repeat("# \n", 1<<20))
	for _, c := range []struct{ path, want string }{
		{noSuch, "preset " + noSuch + ": no such file or directory"},
		{dir, "preset " + dir + ": not a regular file"},
		{large, "preset " + large + ": the file is larger than 1048576 bytes, the most that is read"},
		{odd, fmt.Sprintf(`%q:1: format: is not one that this program reads; it reads format: 1`, odd)},
	} {
		if _, err := Load(c.path); err == nil || err.Error() != c.want {
			t.Errorf("Load(%q):\n%v\nwant\n%s", c.path, err, c.want)
		}
	}
}

// FuzzParse: whatever the bytes, parsing ends in a possible cluster or in one line of
// plain text.
func FuzzParse(f *testing.F) {
	for _, name := range All() {
		data, err := readBuiltIn(fileOf(name))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Add([]byte("a: &a [*a, *a]\n"))
	f.Add([]byte("nodes: [{name: \"\\e[2J\", tokens: [1]}]"))
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := Parse("fuzz.yaml", data)
		plain(t, err)
		if err == nil {
			if _, err := engine.New(p.Config()); err != nil {
				t.Errorf("accepted, but no cluster: %v", err)
			}
		}
		_, err = ParseRing("fuzz.yaml", data)
		plain(t, err)
	})
}

// plain fails unless an error is one line that is safe on a terminal.
func plain(t *testing.T, err error) {
	if err == nil {
		return
	}
	for _, c := range err.Error() {
		if c < ' ' || c == 0x7f || c >= 0x80 && c < 0xa0 {
			t.Fatalf("the error has the control character %U: %q", c, err)
		}
	}
}

func mustRing(t *testing.T, preset string) *ring.Ring {
	t.Helper()
	p := loaded(t, preset)
	r, err := ring.New(p.Config().Nodes)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// clockwise names the nodes of all slots in order.
func clockwise(r *ring.Ring) string {
	names := make([]string, r.Len())
	for i := range names {
		names[i] = r.Nodes()[r.Slot(i).Node].Name
	}
	return strings.Join(names, " ")
}

// starts names the replicas of a walk from each slot.
func starts(r *ring.Ring, p ring.Placement) string {
	all := make([]string, r.Len())
	for i := range all {
		for _, id := range r.Replicas(nil, r.Slot(i).Token, p) {
			all[i] += r.Nodes()[id].Name
		}
	}
	return strings.Join(all, " ")
}

// A cluster that lists its nodes may be larger than other presets, by the lines of its
// nodes alone.
func TestLargeClustersOnDisk(t *testing.T) {
	path := filepath.Join(t.TempDir(), "large.yaml")
	var b []byte
	b = append(b, "format: 1\ncluster:\n  nodes:\n"...)
	token := 0
	for n := range 500 {
		b = fmt.Appendf(b, "    - {name: n%d, tokens: [%d", n, token)
		for range 200 {
			token += 92233720368547
			b = fmt.Appendf(b, ", %d", token)
		}
		b = append(b, "]}\n"...)
		token++
	}
	if len(b) < 3<<19 {
		t.Fatalf("the file has only %d bytes", len(b))
	}
	for _, c := range []struct{ more, want string }{
		{"", ""},
		{strings.Repeat("# nothing\n", 110_000), "larger than 1048576 bytes"},
	} {
		if err := os.WriteFile(path, append(slices.Clone(b), c.more...), 0o600); err != nil {
			t.Fatal(err)
		}
		p, err := Load(path)
		if c.want == "" && (err != nil || len(p.Config().Nodes) != 500) || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%q: %v", c.want, err)
		}
	}
}

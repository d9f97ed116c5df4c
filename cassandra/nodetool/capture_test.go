// What was printed by real clusters is read, and the rings that are made of it place keys
// where the servers did.

package nodetool

import (
	"encoding/hex"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"ringside/engine"
	"ringside/engine/ring"
	"ringside/presets"
)

// captured reads files from testdata, one after the other.
func captured(t testing.TB, files ...string) *Cluster {
	t.Helper()
	c, err := Read("captured", captures(t, files...))
	if err != nil {
		t.Fatalf("%v: %v", files, err)
	}
	return c
}

func captures(t testing.TB, files ...string) (all []byte) {
	t.Helper()
	for _, f := range files {
		data, err := os.ReadFile(filepath.Join("testdata", f))
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, data...)
	}
	return all
}

// opened is the cluster after it has been written as a preset and read back.
func opened(t testing.TB, c *Cluster, o Options) *presets.Preset {
	t.Helper()
	text, err := c.Preset(o)
	if err != nil {
		t.Fatal(err)
	}
	p, err := presets.Parse("mine.yaml", text)
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return p
}

// Every tool shows the same ring of the same cluster.
func TestEveryToolShowsTheSameRing(t *testing.T) {
	want := opened(t, captured(t, "six/ring.txt"), Options{}).Config().Nodes
	if len(want) != 6 || want[3].DC != "dc1" || want[3].Rack != "r2" || len(want[3].Tokens) != 8 {
		t.Fatalf("nodes %v", want)
	}
	for _, files := range [][]string{
		{"six/ring-pp.txt"}, {"six/ring-n22.txt"},
		{"six/status.txt", "six/ring.txt"}, {"six/ring.txt", "six/status-pp.txt"},
		{"six/describering-n31.txt"}, {"six/describering-pp.txt"}, {"six/describering-s3.txt"},
		{"six/peers-star.txt"}, {"six/peers-expand.txt"},
		{"six/peers-star.txt", "six/ring.txt"}, {"six/describering-s3.txt", "six/ring.txt", "six/status-n22.txt"},
		{"six/describe.txt", "six/ring.txt"},
	} {
		got := opened(t, captured(t, files...), Options{}).Config().Nodes
		if !slices.EqualFunc(got, want, func(a, b ring.Node) bool {
			return a.Name == b.Name && a.DC == b.DC && a.Rack == b.Rack && slices.Equal(a.Tokens, b.Tokens)
		}) {
			t.Errorf("%v: %v\nwant %v", files, got, want)
		}
	}
}

// A preset of a real cluster behaves as its twin does: when a node dies, too, and not just in where
// the copies are.
func TestRulesOfTheServer(t *testing.T) {
	got := opened(t, captured(t, "three/nodetool-ring.txt"), Options{}).Config().Settings
	want := engine.Default().Settings
	if err := engine.FindSetting("rules").Put(&want, string(engine.CassandraRules)); err != nil {
		t.Fatal(err)
	}
	for _, s := range engine.AllSettings() {
		if slices.Contains([]string{"n", "r", "w", "placement", "copies"}, s.Name) {
			continue
		}
		if is, as := s.Text(&got), s.Text(&want); is != as {
			t.Errorf("%s is %s; under the server's rules it is %s", s.Name, is, as)
		}
	}
}

// system.peers_v2 leaves out the node that was asked, and that is said.
func TestPeersAlone(t *testing.T) {
	c := captured(t, "six/peers-few.txt")
	if len(c.Nodes) != 5 || len(c.Notes) == 0 || !strings.Contains(c.Notes[0], "the node that was asked is missing") {
		t.Errorf("%d nodes, notes %q", len(c.Nodes), c.Notes)
	}
}

// A node that joins is left out, one that is down keeps its place.
func TestNodesThatComeAndGo(t *testing.T) {
	c := captured(t, "six/status-joining.txt", "six/ring-joining.txt")
	notes := strings.Join(c.Notes, "\n")
	if len(c.Nodes) != 6 || !c.Nodes[5].Down || !strings.Contains(notes, "127.0.0.7 is joining") || !strings.Contains(notes, "127.0.0.6 was down") {
		t.Errorf("%d nodes, notes\n%s", len(c.Nodes), notes)
	}
	if c = captured(t, "six/ring-down.txt"); len(c.Nodes) != 6 || !c.Nodes[5].Down {
		t.Errorf("%d nodes, the last down: %v", len(c.Nodes), c.Nodes[5].Down)
	}
}

func TestHostIDsAreKept(t *testing.T) {
	for _, files := range [][]string{{"six/status.txt", "six/ring.txt"}, {"six/peers-star.txt"}, {"six/peers-expand.txt"}} {
		c := captured(t, files...)
		if id := c.Nodes[0].HostID; id != "38b20dd0-c690-4e6f-afcf-b3f986d35619" {
			t.Errorf("%v: host id %q", files, id)
		}
		text, err := c.Preset(Options{})
		if err != nil || !strings.Contains(string(text), "# host id 38b20dd0-c690-4e6f-afcf-b3f986d35619\n") {
			t.Errorf("%v: the preset does not say it (%v)", files, err)
		}
	}
}

// The replication of a keyspace: from describecluster, cqlsh, DESCRIBE KEYSPACE, or seen in
// the endpoints.
func TestReplication(t *testing.T) {
	for _, c := range []struct {
		files    []string
		keyspace string
		want     string
	}{
		{[]string{"six/ring.txt"}, "", "dc1=3,dc2=2,cassandra"},
		{[]string{"six/describering-n31.txt"}, "", "dc1=3,dc2=1,cassandra"},
		{[]string{"six/describering-pp.txt", "six/ring.txt"}, "", "dc1=3,dc2=1,cassandra"},
		{[]string{"six/describering-s3.txt"}, "", "3"},
		{[]string{"six/describe.txt", "six/ring.txt"}, "", "dc1=3,dc2=1,cassandra"},
		{[]string{"six/peers-expand.txt"}, "n22", "dc1=2,dc2=2,cassandra"},
		{[]string{"six/peers-expand.txt"}, "s9", "9"},
		{[]string{"six/peers-expand.txt"}, "n97", "dc1=9,dc2=7,cassandra"},
		{[]string{"six/peers-expand.txt"}, "system_traces", "2"},
		{[]string{"three/nodetool-describecluster.txt", "three/nodetool-ring.txt"}, "n3", "dc1=3,cassandra"},
		{[]string{"three/nodetool-describecluster.txt", "three/nodetool-ring.txt"}, "", "1"},
		{[]string{"three/nodetool-describering-s3.txt"}, "", "dc1=3,cassandra"}, // as many copies as nodes: either rule
	} {
		p := opened(t, captured(t, c.files...), Options{Keyspace: c.keyspace})
		placement := p.Config().Placement
		slices.SortFunc(placement.PerDC, func(a, b ring.Copies) int { return strings.Compare(a.DC, b.DC) })
		if got := placement.String(); got != c.want {
			t.Errorf("%v, keyspace %q: %s, want %s", c.files, c.keyspace, got, c.want)
		}
	}
}

// The nodes that keep a key are those that the server named, in its order, for keyspaces
// of every kind: simple, fewer racks than copies, several data centres, one data centre
// only, more copies than nodes.
func TestEndpointsAreTheServers(t *testing.T) {
	four := map[string]ring.Placement{"s2": ring.Simple(2), "s3": ring.Simple(3), "s4": ring.Simple(4)}
	for _, c := range []struct {
		endpoints  string
		ring       []string
		placements map[string]ring.Placement
		keys       int
	}{
		{"six/endpoints.tsv", []string{"six/peers-expand.txt"}, nil, 8 * 303},
		{"three/endpoints.tsv", []string{"three/nodetool-ring.txt", "three/nodetool-describecluster.txt"}, nil, 6 * 151},
		{"four/endpoints.tsv", []string{"four/nodetool-ring.txt"}, four, 3 * 151},
	} {
		cluster := captured(t, c.ring...)
		on, err := ring.New(opened(t, cluster, Options{}).Config().Nodes)
		if err != nil {
			t.Fatal(err)
		}
		if c.placements == nil {
			c.placements = make(map[string]ring.Placement)
			for _, k := range cluster.Keyspaces {
				c.placements[k.Name] = k.Placement
			}
		}
		keys := 0
		for line := range strings.Lines(string(captures(t, c.endpoints))) {
			f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
			p, ok := c.placements[f[0]]
			if !ok {
				t.Fatalf("%s: no keyspace %s", c.endpoints, f[0])
			}
			key := []byte(f[1])
			if c.endpoints != "six/endpoints.tsv" {
				if key, err = hex.DecodeString(f[1]); err != nil {
					t.Fatal(err)
				}
			}
			var names []string
			for _, n := range on.Replicas(nil, ring.Hash(string(key)), p) {
				names = append(names, on.Nodes()[n].Name)
			}
			if got := strings.Join(names, ","); got != f[2] {
				t.Errorf("%s: keyspace %s, key %q: %s, the server says %s", c.endpoints, f[0], key, got, f[2])
			}
			keys++
		}
		if keys != c.keys {
			t.Errorf("%s: %d keys, want %d", c.endpoints, keys, c.keys)
		}
	}
}

// A text that is cut off after any of its lines is not taken for another ring.
func TestCutOff(t *testing.T) {
	for _, c := range []struct {
		files []string
		row   string // what every line that counts has
	}{
		{[]string{"three/nodetool-ring.txt"}, "Normal"},
		{[]string{"three/nodetool-describering-s3.txt"}, "TokenRange("},
	} {
		lines := strings.SplitAfter(string(captures(t, c.files...)), "\n")
		last := 0
		for i, line := range lines {
			if strings.Contains(line, c.row) {
				last = i
			}
		}
		for i := range last {
			if !strings.Contains(strings.Join(lines[:i+1], ""), c.row) {
				continue
			}
			if _, err := Read("cut", []byte(strings.Join(lines[:i+1], ""))); err == nil {
				t.Errorf("%v: after line %d of %d it is taken for a whole ring", c.files, i+1, last+1)
			}
		}
	}
}

// A row that is missing in the middle is missed where the text says how many there are.
func TestMissingRow(t *testing.T) {
	for _, files := range [][]string{
		{"six/status.txt", "six/ring.txt"}, {"six/describering-s3.txt"},
	} {
		lines := strings.SplitAfter(string(captures(t, files...)), "\n")
		tried := 0
		for i, line := range lines {
			if !strings.Contains(line, " Normal ") && !strings.Contains(line, "TokenRange(") {
				continue
			}
			tried++
			if _, err := Read("holes", []byte(strings.Join(slices.Delete(slices.Clone(lines), i, i+1), ""))); err == nil {
				t.Errorf("%v: without line %d it is taken for a whole ring: %s", files, i+1, line)
			}
		}
		if tried != 48 {
			t.Errorf("%v: %d lines were left out, want 48", files, tried)
		}
	}
}

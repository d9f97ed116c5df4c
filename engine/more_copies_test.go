// A test of clusters with more copies than nodes.

package engine

import (
	"testing"

	"ringside/engine/quorum"
	"ringside/engine/ring"
)

// Where there are fewer nodes than copies, whether reads meet writes depends on the number of nodes; and only
// Cassandra's rules, and its rule of placement, allow it.
func TestMoreCopiesThanNodes(t *testing.T) {
	nodes := ring.Draw(1, 3, 4)
	r, err := ring.New(nodes)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		copies, read, write string
		want                quorum.Meeting
	}{
		{"5", "1", "3", quorum.Always},
		{"5", "one", "three", quorum.Always},
		{"5", "1", "2", quorum.NotAlways},
		{"5", "quorum", "quorum", quorum.Always},
		{"5", "one", "all", quorum.Always}, // which no write is told to have met
		{"dc1=4,cassandra", "one", "local_quorum", quorum.Always},
		{"dc1=4,cassandra", "one", "two", quorum.NotAlways},
	} {
		cfg := Config{Nodes: nodes, Seed: 1, Settings: usual()}
		for name, to := range map[string]string{"n": c.copies, "r": c.read, "w": c.write} {
			if cfg.Settings, err = With(cfg.Settings, name, to); err != nil {
				t.Fatal(err)
			}
		}
		if got := cfg.Meets(r); got != c.want {
			t.Errorf("%s copies on 3 nodes, %s/%s: %s, want %s", c.copies, c.read, c.write, got, c.want)
		}
		_, err := New(cfg)
		if allowed := cfg.Placement.AtOnce; (err == nil) != allowed {
			t.Errorf("%s copies on 3 nodes: %v", c.copies, err)
		}
		cfg.Rules = CassandraRules
		if cfg.Conflict = LWW; CheckRules(&cfg.Settings) == nil {
			if _, err = New(cfg); err != nil {
				t.Errorf("%s copies on 3 nodes by Cassandra's rules: %v", c.copies, err)
			}
		}
	}
}

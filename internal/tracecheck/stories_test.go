// The engine's stories, replayed by the checker.

package tracecheck_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/cockroachdb/datadriven"

	"ringside/engine"
	"ringside/engine/ring"
	"ringside/engine/script"
)

// TestStories replays the stories that the engine's transcripts tell.
func TestStories(t *testing.T) {
	datadriven.Walk(t, "../../engine/testdata/stories", func(t *testing.T, path string) {
		var cfg engine.Config
		var c *engine.Cluster
		var r *script.Runner
		check := func() {
			if c != nil && checked(t, path, trace(cfg, c)).Events == 0 {
				t.Errorf("%s: nothing happened", path)
			}
		}
		datadriven.RunTest(t, path, func(t *testing.T, d *datadriven.TestData) string {
			switch d.Cmd {
			case "cluster":
				check()
				cfg = cast(t, d)
				var err error
				if c, err = engine.New(cfg); err != nil {
					t.Fatal(err)
				}
				r = script.NewRunner(c)
			case "run":
				for line := range strings.Lines(d.Input) {
					if cmd, err := script.Parse(line); err == nil && cmd.Verb != 0 {
						_ = carryOut(r, cmd) // some are there to be refused
					}
				}
			}
			return d.Expected // which the engine's own test holds
		})
		check()
	})
}

// cast returns the cluster of a story: the nodes that it names, with consecutive tokens
// from a key's position on.
func cast(t *testing.T, d *datadriven.TestData) engine.Config {
	cfg := engine.Default()
	cfg.Latency, cfg.Gossip, cfg.Nodes = "fixed", 0, nil
	first := "cart"
	d.MaybeScanArgs(t, "walk", &first)
	for _, arg := range d.CmdArgs {
		if arg.Key != "nodes" {
			continue
		}
		gap := ^uint64(0) / uint64(len(arg.Vals))
		for i, name := range arg.Vals {
			at := ring.Token(uint64(ring.Hash(first)) + 1 + uint64(i)*gap)
			cfg.Nodes = append(cfg.Nodes, ring.Node{Name: name, DC: "dc1", Rack: "r1", Tokens: []ring.Mark{{Token: at, Label: fmt.Sprint("t", i+1)}}})
		}
	}
	cfg.Placement, cfg.R, cfg.W = ring.Simple(min(3, len(cfg.Nodes))), engine.Answers(2), engine.Answers(2)
	for _, arg := range d.CmdArgs {
		switch arg.Key {
		case "nodes", "walk":
		case "racks":
			for i, place := range arg.Vals {
				cfg.Nodes[i].DC, cfg.Nodes[i].Rack, _ = strings.Cut(place, "/")
			}
		default:
			var err error
			if cfg.Settings, err = engine.With(cfg.Settings, arg.Key, arg.Vals[0]); err != nil {
				t.Fatal(err)
			}
		}
	}
	return cfg
}

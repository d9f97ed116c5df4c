// Transcripts: stories about a cluster, played from testdata/stories.

package engine_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/cockroachdb/datadriven"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/explain"
	"ringside/engine/ring"
	"ringside/engine/script"
)

// TestTranscripts plays the files of testdata/stories: each is a story that a person can
// read. Directives:
//
//	cluster nodes=(A,B,C) [n= r= w= …]   a new cluster; the nodes' tokens follow each other, so that
//	                                     the walk of every key is a rotation of the list; walk= a key
//	                                     whose walk begins at the first node; racks=(dc1/r1,dc1/r2,…)
//	                                     where each node stands, dc1/r1 if it is not said
//	run                                  lines of the command language; prints what happened; what they
//	                                     expect must hold
//	versions key=K                       what each node holds of a key, as the Dynamo paper writes it
//	ops                                  the operations so far, and what each comes to
//	faults                               the current faults, since when, and what heals each
//	walk key=K                           the walk of a key
//	because kind=K                       how the newest event of a kind came about
//	kept key=K                           who has it, how safe that is, and what the observer counts
//
// Regenerate with: go test ./engine -run Transcripts -rewrite
func TestTranscripts(t *testing.T) {
	datadriven.Walk(t, "testdata/stories", func(t *testing.T, path string) {
		var s *stage
		datadriven.RunTest(t, path, func(t *testing.T, d *datadriven.TestData) string {
			if d.Cmd == "cluster" {
				s = newStage(t, d)
				return ""
			}
			switch d.Cmd {
			case "run":
				return s.run(t, d)
			case "versions":
				return s.versions(d)
			case "ops":
				return s.ops()
			case "faults":
				return s.faults()
			case "walk":
				return s.walk(d)
			case "because":
				return s.because(d)
			case "kept":
				return s.kept(d)
			}
			d.Fatalf(t, "no directive %s", d.Cmd)
			return ""
		})
	})
}

// stage is the cluster of a transcript.
type stage struct {
	c      *engine.Cluster
	runner *script.Runner
	told   int // steps printed so far
}

func newStage(t *testing.T, d *datadriven.TestData) *stage {
	cfg := engine.Default()
	cfg.Latency, cfg.Gossip = "fixed", 0
	var nodes []string
	for _, arg := range d.CmdArgs {
		if arg.Key == "nodes" {
			nodes = arg.Vals
		}
	}
	first := "cart"
	d.MaybeScanArgs(t, "walk", &first)
	cfg.Nodes = around(nodes, ring.Hash(first))
	for _, arg := range d.CmdArgs {
		for i, place := range arg.Vals {
			if arg.Key == "racks" {
				cfg.Nodes[i].DC, cfg.Nodes[i].Rack, _ = strings.Cut(place, "/")
			}
		}
	}
	cfg.Placement, cfg.R, cfg.W = ring.Simple(min(3, len(nodes))), engine.Answers(2), engine.Answers(2)
	c, err := engine.New(withArgs(t, cfg, d))
	if err != nil {
		d.Fatalf(t, "%v", err)
	}
	return &stage{c: c, runner: script.NewRunner(c)}
}

// around spaces one token for each node evenly, the first node's just after a key's.
func around(names []string, key ring.Token) []ring.Node {
	nodes := make([]ring.Node, len(names))
	gap := ^uint64(0) / uint64(len(names))
	for i, name := range names {
		token := ring.Token(uint64(key) + 1 + uint64(i)*gap)
		nodes[i] = ring.Node{Name: name, DC: "dc1", Rack: "r1", Tokens: []ring.Mark{{Token: token, Label: fmt.Sprint("t", i+1)}}}
	}
	return nodes
}

func withArgs(t *testing.T, cfg engine.Config, d *datadriven.TestData) engine.Config {
	for _, arg := range d.CmdArgs {
		if arg.Key == "nodes" || arg.Key == "walk" || arg.Key == "racks" {
			continue
		}
		var err error
		if cfg.Settings, err = engine.With(cfg.Settings, arg.Key, arg.Vals[0]); err != nil {
			d.Fatalf(t, "%v", err)
		}
	}
	return cfg
}

// faults prints the current faults.
func (s *stage) faults() string {
	var out strings.Builder
	for _, f := range s.c.View(engine.Watch{}).Faults {
		fmt.Fprintf(&out, "%9.3f  %-45s %s\n", float64(f.Since.Microseconds())/1000, f.Text, f.Heal)
	}
	return out.String()
}

// run executes lines and prints what happens, without the fine print.
func (s *stage) run(t *testing.T, d *datadriven.TestData) string {
	var out strings.Builder
	for _, line := range strings.Split(d.Input, "\n") {
		cmd, err := script.Parse(line)
		if err == nil && cmd.Verb != 0 {
			err = s.exec(cmd)
		}
		s.print(&out)
		if failure := (*script.Failure)(nil); errors.As(err, &failure) {
			d.Fatalf(t, "%v", err) // a story that proves nothing is no story
		}
		if err != nil {
			fmt.Fprintf(&out, "error: %v\n", err)
		}
	}
	return out.String()
}

func (s *stage) exec(cmd engine.Command) error {
	if err := s.runner.Exec(cmd); err != nil {
		return err
	}
	for {
		if done, err := s.runner.Advance(1000); done || err != nil {
			return err
		}
	}
}

func (s *stage) print(out *strings.Builder) {
	tr := s.c.Trace()
	for step := s.told + 1; step <= tr.Len(); step++ {
		if e := tr.At(step); !e.Fine() {
			fmt.Fprintf(out, "%9.3f  %v\n", e.At.Seconds()*1000, explain.Event(tr, step, s.c.NodeName))
		}
	}
	s.told = tr.Len()
}

func (s *stage) versions(d *datadriven.TestData) string {
	var key string
	for _, arg := range d.CmdArgs {
		if arg.Key == "key" {
			key = arg.Vals[0]
		}
	}
	v := s.c.View(engine.Watch{Key: key})
	var out strings.Builder
	for _, n := range v.Nodes {
		fmt.Fprintf(&out, "%-4s", n.Name)
		held := " nothing"
		for _, copy := range v.Copies {
			if copy.Node == n.ID {
				held = " " + string(copy.Set.Seen().Append(nil, v.Node))
				for _, sib := range copy.Set.Siblings {
					what := event.Quote(sib.Value)
					if sib.Tombstone {
						what = "(deleted)"
					}
					held += " " + event.DotText(sib.Dot, v.Node) + "=" + what
				}
			}
		}
		out.WriteString(held + "\n")
	}
	return out.String()
}

func (s *stage) ops() string {
	var out strings.Builder
	v := s.c.View(engine.Watch{})
	for _, o := range v.Ops {
		fmt.Fprintf(&out, "op %d %s %s: %s, %d of %d", o.ID, o.Verb, o.Key, o.Outcome, o.Acks, o.Need)
		if o.Verb == event.Get && o.Outcome == event.OK {
			fmt.Fprintf(&out, ", %s", strings.Join(o.Returned.Values(), " | "))
		}
		fmt.Fprintf(&out, "\n  %s\n", explain.Why(v, o))
	}
	return out.String()
}

func (s *stage) because(d *datadriven.TestData) string {
	var kind string
	d.ScanArgs(&testing.T{}, "kind", &kind)
	var out strings.Builder
	for step := s.c.Trace().Len(); step > 0; step-- {
		if s.c.Trace().At(step).Kind.String() == kind {
			for _, r := range explain.Because(s.c.View(engine.Watch{}), step) {
				fmt.Fprintf(&out, "%4d  %s%s\n", r.Step, strings.Repeat("  ", r.Depth), r.Text)
			}
			return out.String()
		}
	}
	d.Fatalf(&testing.T{}, "nothing of the kind %s has happened", kind)
	return ""
}

func (s *stage) kept(d *datadriven.TestData) string {
	var key string
	d.ScanArgs(&testing.T{}, "key", &key)
	v := s.c.View(engine.Watch{Key: key})
	var out strings.Builder
	fmt.Fprintf(&out, "%s\n", explain.Durability(v))
	for _, k := range v.Kept {
		fmt.Fprintf(&out, "  op %d %s acked %v: %s, survives %s\n", k.Op, event.DotText(k.Dot, v.Node), k.Acked, k.State, k.Survives)
	}
	return out.String()
}

func (s *stage) walk(d *datadriven.TestData) string {
	var out strings.Builder
	v := s.c.View(engine.Watch{})
	var key string
	d.ScanArgs(&testing.T{}, "key", &key)
	for _, h := range v.Walk(key).Hops {
		fmt.Fprintf(&out, "%-4s %s\n", v.Node(h.Node), v.Ring.Explain(h))
	}
	return out.String()
}

// Small clusters, and questions about them, for the tests inside this package and outside of it.

package search

import (
	"strings"
	"testing"

	"ringside/engine"
	"ringside/engine/ring"
	"ringside/engine/script"
)

// SmallCluster returns a cluster of so many nodes, named A, B, …, after lines of the command
// language. Each key is on three of them at most.
func SmallCluster(t testing.TB, n int, lines string) *engine.Cluster {
	t.Helper()
	cfg := engine.Default()
	cfg.Nodes = ring.Draw(1, n, 8)
	for i := range cfg.Nodes {
		cfg.Nodes[i].Name = string(rune('A' + i))
	}
	cfg.Gossip, cfg.Placement = 0, ring.Simple(min(n, 3))
	c, err := engine.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	Play(t, c, lines)
	return c
}

// Play plays lines of the command language.
func Play(t testing.TB, c *engine.Cluster, lines string) {
	t.Helper()
	run := script.NewRunner(c)
	for line := range strings.Lines(lines) {
		cmd, err := script.Parse(strings.TrimSpace(line))
		if err == nil && cmd.Verb != 0 {
			err = run.Exec(cmd)
		}
		for done := false; err == nil && !done; {
			done, err = run.Advance(1000)
		}
		if err != nil {
			t.Fatalf("%s: %v", line, err)
		}
	}
}

// Ask makes a question with the requests of some lines.
func Ask(t testing.TB, c *engine.Cluster, expr, open string, b Bounds) *Question {
	t.Helper()
	e, err := script.ParseExpr(expr)
	if err != nil {
		t.Fatal(err)
	}
	q := &Question{Cluster: c, Expr: e, Bounds: b}
	for line := range strings.Lines(open) {
		r, err := ParseRequest(strings.TrimSpace(line))
		if err != nil {
			t.Fatal(err)
		}
		if r.Verb != 0 {
			q.Open = append(q.Open, r)
		}
	}
	return q
}

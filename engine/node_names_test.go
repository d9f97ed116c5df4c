// Tests of names of nodes in commands.

package engine_test

import (
	"testing"

	"ringside/engine"
	"ringside/engine/ring"
)

// TestLinksOfNamesWithDashes: `slow A-B` finds the two ends also where names have dashes; what can be
// read in two ways is refused.
func TestLinksOfNamesWithDashes(t *testing.T) {
	cfg := engine.Default()
	cfg.Nodes = ring.Draw(1, 5, 4)
	for i, name := range []string{"db-1.example", "db-2.example", "c", "a-b", "b-c"} {
		cfg.Nodes[i].Name = name
	}
	cfg.Nodes = append(cfg.Nodes, ring.Draw(2, 1, 4)...)
	cfg.Nodes[5].Name = "a"
	c, err := engine.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	for name, known := range map[string]bool{
		"db-1.example-db-2.example": true, "c-db-1.example": true, "db-1.example": true,
		"a-b-c":                     false, // a and b-c, or a-b and c
		"db-1.example-db-3.example": false, "-c": false,
	} {
		if err := c.Clone().Apply(engine.Command{Verb: engine.Slow, Node: name, Factor: 5000}); (err == nil) != known {
			t.Errorf("slow %s: %v", name, err)
		}
	}
}

// TestRulesAreSetAgain: `set rules cassandra` sets all that it says it sets, also where they hold already.
func TestRulesAreSetAgain(t *testing.T) {
	cfg := engine.Default()
	c, err := engine.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	rules := engine.Command{Verb: engine.Set, Name: "rules", To: "cassandra"}
	for _, cmd := range []engine.Command{rules, {Verb: engine.Set, Name: "timeout", To: "1s"}, rules} {
		if err := c.Apply(cmd); err != nil {
			t.Fatal(err)
		}
	}
	if got := c.View(engine.Watch{}).Settings.Timeout.Seconds(); got != 2 {
		t.Errorf("the timeout is %v s, want 2", got)
	}
}

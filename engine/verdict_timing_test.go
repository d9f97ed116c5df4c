// What one step of a node changes is judged as a whole.

package engine_test

import (
	"testing"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/ring"
)

// TestOneStepIsJudgedAsAWhole: when a node lets go of several hints of several keys at once, each
// key is judged after the last of its hints. Before that, what the trace tells and what the
// stores have are not the same.
func TestOneStepIsJudgedAsAWhole(t *testing.T) {
	cfg := engine.Default()
	cfg.Nodes = ring.Draw(1, 3, 8)
	var err error
	if cfg.Settings, err = engine.With(cfg.Settings, "rules", "cassandra"); err != nil {
		t.Fatal(err)
	}
	cfg.R, cfg.W = engine.Answers(1), engine.Answers(1)
	keys := []string{"apple", "plum", "cherry"}
	lines := "isolate n1\n"
	for _, value := range []string{"1", "2"} {
		for _, key := range keys {
			lines += "put " + key + " " + value + " via n1 blind\n"
		}
		lines += "run 20s\n"
	}
	c := scripted(t, cfg, lines+"set handoff 30ms\n")
	told := 0
	judged := make(map[event.Sym]int)
	for step := 1; step <= c.Trace().Len(); step++ {
		switch e := c.Trace().At(step); e.Kind {
		case event.Unhint:
			if at := judged[e.Key]; at != 0 {
				t.Errorf("step %d lets go of a hint of a key that was judged at step %d", step, at)
			}
		case event.Shadowed:
			told++
			judged[e.Key] = step
		}
	}
	if told != len(keys) {
		t.Errorf("%d first values are told to be shadowed, want %d: without hints nothing has them", told, len(keys))
	}
}

// Tests of random scripts: they reach everything that they are meant to reach, play the
// same on a cluster and on a history, and can be typed.

package randomscript_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/randomscript"
	"ringside/engine/script"
	_ "ringside/internal/steady"
)

// TestScriptsReachEverything: two hundred scripts have every fault, every request, newcomers,
// links cut one way and both, and messages in flight. A generator that has stopped drawing
// something would let the tests that stand on it pass.
func TestScriptsReachEverything(t *testing.T) {
	seen := make(map[string]bool)
	scripts := rapid.Custom(func(t *rapid.T) []randomscript.Line {
		w := randomscript.Small(3, 2, 2)
		w.Faults = append(slices.Clone(w.Faults), engine.Wipe)
		w.ChangeMembers()
		return w.Script(t)
	})
	for number := range 200 {
		for _, l := range scripts.Example(number) {
			c := l.Command
			seen[c.Verb.String()] = true
			for what, is := range map[string]bool{
				"a newcomer": strings.HasPrefix(c.Node, "x"), "one way": c.OneWay, "in flight": c.Msg > 0,
				"of a link": c.Verb == engine.Drop && c.Peer != "", "via": c.Via != "", "blind": c.Blind,
				"of alice": c.Client == "alice", "of nobody in particular": c.Client == "",
				"cart:42": c.Key == "cart:42", "a clock behind": c.For < 0, "a pause": l.After > 1e9,
				"at once": l.After < 1e6,
			} {
				seen[what] = seen[what] || is
			}
		}
	}
	want := []string{"a newcomer", "one way", "in flight", "of a link", "via", "blind", "of alice", "of nobody in particular",
		"cart:42", "a clock behind", "a pause", "at once", "put", "get", "delete", "wipe", "add", "remove"}
	for _, v := range randomscript.Faults {
		want = append(want, v.String())
	}
	for _, what := range want {
		if !seen[what] {
			t.Errorf("no script has %s", what)
		}
	}
}

// TestLinesCanBeTyped: each line of a script is one that somebody can type, and means the
// same then.
func TestLinesCanBeTyped(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := randomscript.Any(t)
		for _, l := range w.Script(t) {
			line := l.String()
			if l.After > 0 {
				var wait string
				wait, line, _ = strings.Cut(line, "; ")
				if run, err := script.Parse(wait); err != nil || run != (engine.Command{Verb: engine.Run, For: l.After}) {
					t.Fatalf("%q of %q is %v, %v", wait, l, run, err)
				}
			}
			if got, err := script.Parse(line); err != nil || got.String() != l.Command.String() {
				t.Fatalf("%q is %v, %v", line, got, err)
			}
		}
	})
}

// TestPlayAndRecord: a cluster and a history that follow one script have one trace.
func TestPlayAndRecord(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := randomscript.Any(t)
		lines := w.Script(t)
		c, h := randomscript.Play(t, w, lines), randomscript.Record(t, w, lines)
		if a, b := randomscript.Trace(c), randomscript.Trace(h); !bytes.Equal(a, b) {
			t.Fatalf("the traces differ:\n%s\nand\n%s", a, b)
		}
		if got := bytes.Count(randomscript.Trace(c), []byte("\n")); got != c.Trace().Len() {
			t.Fatalf("%d lines of %d events", got, c.Trace().Len())
		}
	})
}

// TestHealAll: after anything at all, healing leaves no fault, nobody crashed and nothing
// under way.
func TestHealAll(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := randomscript.Small(3, 2, 2)
		c := randomscript.Play(t, w, w.Script(t))
		randomscript.HealAll(t, c)
		v := c.View(engine.Watch{})
		for _, n := range v.Nodes {
			if n.Health != engine.Up {
				t.Fatalf("%s is %v", n.Name, n.Health)
			}
		}
		if len(v.Faults) > 0 || len(v.Messages) > 0 {
			t.Fatalf("faults %v, messages %v", v.Faults, v.Messages)
		}
	})
}

// TestKeepDisks: a world that keeps its disks draws no wipe and takes no crashed node out,
// and another world does.
func TestKeepDisks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lines := []randomscript.Line{
			{Command: engine.Command{Verb: engine.Crash, Node: "n5"}},
			{Command: engine.Command{Verb: engine.Remove, Node: "n5"}},
		}
		w := randomscript.Small(3, 2, 2)
		w.Faults = []engine.Verb{engine.Crash, engine.Wipe}
		removed := func() bool {
			c := randomscript.Play(t, w, lines)
			return slices.ContainsFunc(c.View(engine.Watch{}).Nodes, func(n engine.NodeView) bool {
				return n.Name == "n5" && n.Standing != engine.Member
			})
		}
		if !removed() {
			t.Fatal("a crashed node can't be taken out")
		}
		w.KeepDisks()
		if removed() || slices.Contains(w.Faults, engine.Wipe) {
			t.Fatalf("a disk can be lost: taken out %v, faults %v", removed(), w.Faults)
		}
		c := randomscript.Play(t, w, lines[:1])
		if !randomscript.Crashed(c, "n5") || randomscript.Crashed(c, "n1") || randomscript.Crashed(c, "n99") {
			t.Fatal("n5 alone is crashed")
		}
	})
}

// TestWorldsShareNothing: a world that changes what may happen to it changes that of no
// other one.
func TestWorldsShareNothing(t *testing.T) {
	faults := slices.Clone(randomscript.Faults)
	a, b := randomscript.Small(3, 2, 2), randomscript.Small(3, 2, 2)
	a.ChangeMembers()
	if !slices.Equal(b.Faults, faults) || !slices.Equal(randomscript.Faults, faults) || !slices.Contains(a.Faults, engine.Add) {
		t.Errorf("one has %v, the other %v", a.Faults, b.Faults)
	}
}

// TestBusy: a history that is to be long is, and has a write of each key.
func TestBusy(t *testing.T) {
	h := randomscript.Busy(t, 7, 500)
	if h.Trace().Len() < 500 {
		t.Errorf("%d events", h.Trace().Len())
	}
	v := h.View(engine.Watch{})
	if len(v.Nodes) != 16 || v.Motion >= engine.Waiting {
		t.Errorf("%d nodes, %v", len(v.Nodes), v.Motion)
	}
	written := make(map[event.Sym]bool)
	for step := 1; step <= h.Trace().Len(); step++ {
		if e := h.Trace().At(step); e.Kind == event.Store {
			written[e.Key] = true
		}
	}
	if len(written) != 7 {
		t.Errorf("%d keys are written, want 7", len(written))
	}
}

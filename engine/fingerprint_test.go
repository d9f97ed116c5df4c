// This file holds the form of a cluster's state against what happens to the cluster: equal
// states have equal forms, and whatever changes one changes its part of the form.

package engine_test

import (
	"bytes"
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/history"
	"ringside/engine/randomscript"
	"ringside/engine/script"
)

var parts = [...]engine.Part{engine.PartStores, engine.PartBeliefs, engine.PartMessages}

func form(c interface {
	Form(engine.Part, func([]byte))
}, p engine.Part) (all []byte) {
	c.Form(p, func(piece []byte) { all = append(all, piece...) })
	return all
}

// after makes a cluster and does what lines say; run lets time go on.
func after(t *testing.T, lines ...string) *engine.Cluster {
	t.Helper()
	cfg := engine.Default()
	cfg.Latency, cfg.Gossip = "fixed", 0
	c, err := engine.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range lines {
		cmd, err := script.Parse(line)
		if err == nil && cmd.Verb == engine.Run {
			c.Advance(c.Now()+cmd.For, 1_000_000)
			continue
		}
		if err == nil {
			err = c.Apply(cmd)
		}
		if err != nil {
			t.Fatalf("%s: %v", line, err)
		}
	}
	return c
}

// TestFormsTell: what differs in one thing differs in the part of the form that has it,
// and in no other; and what does not differ has one form.
func TestFormsTell(t *testing.T) {
	for _, tt := range []struct {
		name    string
		a, b    []string
		differs []engine.Part
	}{
		{"nothing", []string{"put cart milk", "run 5s"}, []string{"put cart milk", "run 2s", "run 3s"}, nil},
		{
			"the order in which keys were first named",
			[]string{"run 1s", "get a as x", "run 1s", "put b 1", "run 2s", "put a 1", "run 5s"},
			[]string{"run 1s", "get b as x", "run 1s", "put b 1", "run 2s", "put a 1", "run 5s"}, nil,
		},
		{"a value", []string{"put cart milk", "run 5s"}, []string{"put cart bread", "run 5s"}, []engine.Part{engine.PartStores}},
		{"a delete for a value", []string{"put cart milk", "run 5s"}, []string{"delete cart", "run 5s"}, []engine.Part{engine.PartStores}},
		{"a key", []string{"put cart milk", "run 5s"}, []string{"put car tmilk", "run 5s"}, []engine.Part{engine.PartStores}},
		{"what has been seen", []string{"put cart milk", "run 5s", "put cart milk", "run 5s"}, []string{"run 5s", "put cart milk", "run 5s"}, []engine.Part{engine.PartStores}},
		{
			"what a disk has of what a memory has",
			[]string{"set sync periodic", "put cart milk", "run 1s"},
			[]string{"set sync periodic", "put cart milk", "run 11s"}, []engine.Part{engine.PartStores},
		},
		{
			"for whom a stand-in keeps it",
			[]string{"set quorum sloppy", "crash n2", "run 1s", "put cart milk via n4", "run 5s"},
			[]string{"set quorum strict", "crash n2", "run 1s", "put cart milk via n4", "run 5s"}, []engine.Part{engine.PartStores},
		},
		{"how a node is", []string{"crash n2"}, []string{"hang n2"}, []engine.Part{engine.PartStores}},
		{"a clock", nil, []string{"skew n2 5s"}, []engine.Part{engine.PartStores}},
		{"how slow a node is", nil, []string{"slow n2 3"}, []engine.Part{engine.PartStores}},
		{"a member", nil, []string{"add n9", "run 60s"}, []engine.Part{engine.PartStores}},
		{"a message", []string{"get cart"}, []string{"run 1ns"}, []engine.Part{engine.PartMessages}},
		{"when a message lands", []string{"get cart"}, []string{"run 1ns", "get cart"}, []engine.Part{engine.PartMessages}},
		{"what a message carries", []string{"put cart milk"}, []string{"put cart bread"}, []engine.Part{engine.PartMessages}},
		{"what waits before a hung node", []string{"hang n2", "get cart via n2"}, []string{"hang n2"}, []engine.Part{engine.PartMessages}},
		{
			"whom a node takes for down",
			[]string{"put cart milk", "run 5s", "crash n2", "get cart via n1", "get cart via n3", "get cart via n4", "get cart via n5", "run 900ms"},
			[]string{"put cart milk", "run 5s", "crash n2", "run 900ms"}, []engine.Part{engine.PartBeliefs},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			a, b := after(t, tt.a...), after(t, tt.b...)
			for _, p := range parts {
				want := false
				for _, d := range tt.differs {
					want = want || d == p
				}
				if got := !bytes.Equal(form(a, p), form(b, p)); got != want {
					t.Errorf("part %d differs: %v, want %v", p, got, want)
				}
			}
		})
	}
}

// TestFormsFollow: whatever is stored, believed, sent or delivered on any random course
// changes its part of the form at once; and the same moment has the same form, whichever way
// it was come to.
func TestFormsFollow(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := randomscript.Any(t)
		h := randomscript.Record(t, w, w.Script(t))
		h.Seek(0)
		type seen struct {
			at    history.Moment
			forms [len(parts)][]byte
		}
		look := func() (s seen) {
			s.at = h.Position()
			for i, p := range parts {
				s.forms[i] = form(h, p)
			}
			return s
		}
		all := []seen{look()}
		for h.Ahead() > 0 && h.Step() {
			was, now := all[len(all)-1], look()
			all = append(all, now)
			for step := was.at.Step + 1; step <= now.at.Step; step++ {
				e := h.Trace().At(step)
				var changed engine.Part
				switch e.Kind {
				case event.Store:
					if !e.Fresh {
						continue
					}
					changed = engine.PartStores
				case event.Send, event.Deliver:
					changed = engine.PartMessages
				case event.Suspect:
					changed = engine.PartBeliefs
				default:
					continue
				}
				if bytes.Equal(was.forms[changed], now.forms[changed]) && now.at.Step == was.at.Step+1 {
					t.Fatalf("step %d, %v, changes nothing of part %d", step, e.Kind, changed)
				}
			}
		}
		s := rapid.SampledFrom(all).Draw(t, "moment")
		if err := h.Go(s.at); err != nil {
			t.Fatal(err)
		}
		for i, again := range look().forms {
			if !bytes.Equal(again, s.forms[i]) {
				t.Fatalf("at %v again, part %d has another form", s.at, i)
			}
		}
	})
}

// BenchmarkForm writes the state of a cluster with 10,000 keys.
func BenchmarkForm(b *testing.B) {
	c, err := engine.New(engine.Default())
	if err != nil {
		b.Fatal(err)
	}
	for i := range 10_000 {
		if err := c.Apply(engine.Command{Verb: engine.Put, Key: fmt.Sprint("key", i), Value: "value"}); err != nil {
			b.Fatal(err)
		}
	}
	c.Advance(c.Now()+10*time.Second, 100_000_000)
	for b.Loop() {
		for _, p := range parts {
			c.Form(p, func([]byte) {})
		}
	}
}

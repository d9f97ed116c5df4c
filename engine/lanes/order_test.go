// Property tests of the clocks, and of diagrams that are read as the trace grows.

package lanes_test

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/explain"
	"ringside/engine/history"
	"ringside/engine/lanes"
	"ringside/engine/ring"
	_ "ringside/internal/steady"
)

// wild plays a random script with faults on a cluster.
func wild(t *rapid.T) *engine.Cluster {
	cfg := engine.Default()
	cfg.Seed = rapid.Uint64().Draw(t, "seed")
	c, err := engine.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	node := rapid.SampledFrom([]string{"n1", "n2", "n3", "n4", "n5"})
	for range rapid.IntRange(1, 25).Draw(t, "commands") {
		cmd := engine.Command{Verb: rapid.SampledFrom([]engine.Verb{
			engine.Put, engine.Put, engine.Put, engine.Get, engine.Get, engine.Delete, engine.Crash, engine.Start,
			engine.Hang, engine.Resume, engine.Cut, engine.Heal, engine.Drop, engine.Duplicate, engine.Delay, engine.AntiEntropy,
		}).Draw(t, "verb")}
		switch cmd.Verb {
		case engine.Put, engine.Get, engine.Delete:
			cmd.Key, cmd.Value = rapid.SampledFrom([]string{"a", "b"}).Draw(t, "key"), "v"
			cmd.Client = rapid.SampledFrom([]string{"", "ann", "bob"}).Draw(t, "client")
			if cmd.Verb != engine.Put {
				cmd.Value = ""
			}
		case engine.Drop, engine.Duplicate, engine.Delay:
			cmd.Node, cmd.Peer, cmd.For = node.Draw(t, "from"), node.Draw(t, "to"), time.Millisecond
			if rapid.Bool().Draw(t, "in flight") {
				cmd.Node, cmd.Peer, cmd.Msg = "", "", rapid.IntRange(1, 40).Draw(t, "message")
			}
		default:
			cmd.Node, cmd.Peer = node.Draw(t, "node"), node.Draw(t, "peer")
		}
		_ = c.Apply(cmd) // one that can't be changes nothing
		c.Advance(c.Now()+time.Duration(rapid.IntRange(0, 2_000_000).Draw(t, "ns")), 1_000_000)
	}
	c.Advance(c.Now()+2*time.Second, 1_000_000)
	return c
}

// TestClocksTellWhatHappenedBefore compares vector clocks with the order that they
// represent, computed the slow way: everything that can be reached along lanes, messages
// and causes.
func TestClocksTellWhatHappenedBefore(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := wild(t)
		tr := c.Trace()
		var stamps []lanes.Stamp
		for s := range lanes.Clocks(tr, lanes.Of(tr, lanes.Part{Signs: true})) {
			stamps = append(stamps, s)
		}
		reached := reachable(tr, stamps)
		for b := range stamps {
			knows := make(map[lanes.Lane]int)
			for _, tick := range stamps[b].Knows {
				knows[tick.Lane] = tick.N
			}
			knows[stamps[b].Lane] = stamps[b].Own
			for a := range b {
				if got := knows[stamps[a].Lane] >= stamps[a].Own; got != reached[b][a] {
					t.Fatalf("step %d %v before step %d %v: the clocks say %v, the trace %v",
						stamps[a].Step, explain.Event(tr, stamps[a].Step, c.NodeName), stamps[b].Step, explain.Event(tr, stamps[b].Step, c.NodeName),
						got, reached[b][a])
				}
			}
		}
	})
}

// reachable returns for each event the earlier events that lead to it. Every event is a
// node of the graph, whether or not it is in the diagram.
func reachable(tr *event.Trace, stamps []lanes.Stamp) []map[int]bool {
	place := make(map[int]int) // of steps among the stamps
	last := make(map[lanes.Lane]int)
	sends := make(map[uint32]int)
	all := make([]map[int]bool, 0, len(stamps))
	unpicked := make(map[int]map[int]bool)
	join := func(into map[int]bool, step int) {
		from := unpicked[step]
		if i, ok := place[step]; ok {
			from = all[i]
			into[i] = true
		}
		for i := range from {
			into[i] = true
		}
	}
	for step, next := 1, 0; next < len(stamps); step++ {
		e, into := tr.At(step), make(map[int]bool)
		if e.Cause != 0 && !causedElsewhere(tr, e) {
			join(into, int(e.Cause))
		}
		if e.Kind == event.Send {
			sends[e.Msg] = step
		}
		if send, ok := sends[e.Msg]; ok && (e.Kind == event.Deliver || e.Kind == event.Drop) && e.From != e.To {
			join(into, send)
		}
		if step != stamps[next].Step {
			unpicked[step] = into
			continue
		}
		if before, ok := last[stamps[next].Lane]; ok {
			join(into, before)
		}
		last[stamps[next].Lane] = step
		place[step] = len(all)
		all = append(all, into)
		next++
	}
	return all
}

// causedElsewhere reports whether the cause of an event happened on another node, from which no
// message told of it.
func causedElsewhere(tr *event.Trace, e *event.Event) bool {
	if e.Kind != event.Suspect && e.Kind != event.Doubt && e.Kind != event.Trust {
		return false
	}
	cause := tr.At(int(e.Cause))
	return cause.Kind != event.Deliver && cause.Node != ring.None && cause.Node != e.Node
}

// TestReadingAsItGrows compares the diagram of a trace that was read bit by bit with the
// diagram of the whole, also after going back in time.
func TestReadingAsItGrows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		part := lanes.Part{Signs: rapid.Bool().Draw(t, "signs")}
		var r lanes.Reader
		h, err := history.New(engine.Default())
		if err != nil {
			t.Fatal(err)
		}
		for range 30 {
			cmd := engine.Command{Verb: rapid.SampledFrom([]engine.Verb{engine.Put, engine.Put, engine.Crash, engine.Start, engine.Hang}).Draw(t, "verb")}
			if cmd.Node = "n" + rapid.StringMatching("[1-5]").Draw(t, "node"); cmd.Verb == engine.Put {
				cmd = engine.Command{Verb: engine.Put, Key: "k", Value: "v"}
			}
			_ = h.Apply(cmd) // one that can't be changes nothing
			if part.Op, part.From = rapid.Uint32Range(0, 5).Draw(t, "op"), 0; rapid.Bool().Draw(t, "from") {
				part.From = rapid.IntRange(0, h.Trace().Len()).Draw(t, "step")
			}
			for range rapid.IntRange(0, 12).Draw(t, "steps") {
				h.Step()
			}
			if rapid.IntRange(0, 5).Draw(t, "back?") == 0 {
				h.Back(rapid.IntRange(1, 20).Draw(t, "back"))
			}
			want, got := dump(lanes.Of(h.Trace(), part)), dump(r.Read(h.Trace(), part))
			if got != want {
				t.Fatalf("read bit by bit:\n%s\nread at once:\n%s", got, want)
			}
		}
	})
}

func dump(d *lanes.Diagram) string {
	return fmt.Sprintf("%v\n%v\n%v\n%v %v", d.Lanes, d.Rows, d.Messages, d.Ill, d.Over)
}

// Loads in random scripts, and settings that change while they run; and the test of what is
// said of the end of a load.

package engine_test

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"
	"time"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/explain"
	"ringside/engine/load"
)

// loadedKeys is how many keys the loads of random scripts are about.
const loadedKeys = 3

// sentenceKeys are the keys of random scripts: those of their commands, and those of their
// loads. It is never written to.
var sentenceKeys = []string{"a", "b", "key-1", "key-2", "key-3"}

// busy puts small loads into a script, lets some of its requests be about the loads' keys, and
// changes settings in the middle.
func (s *sentencePlay) busy(seed uint64) {
	r := rand.New(rand.NewPCG(seed, 18))
	for i := range s.moments {
		cmd := &s.moments[i].cmd
		if cmd.Verb <= engine.Delete && r.IntN(2) == 0 {
			cmd.Key, cmd.Client = sentenceKeys[2+r.IntN(loadedKeys)], pick(r, cmd.Client, "client-1", "client-2")
		}
	}
	add := func(cmd engine.Command) {
		m := sentenceMoment{after: time.Duration(r.IntN(1_000_000)), cmd: cmd, looks: []int{r.IntN(4), 4 + r.IntN(40)}}
		s.moments = slices.Insert(s.moments, r.IntN(len(s.moments)+1), m)
	}
	for range 1 + r.IntN(2) {
		add(engine.Command{Verb: engine.Load, Work: load.Workload{
			Count: 1 + r.IntN(12), Puts: pick(r, 0, 500, 800, load.Thousand), Keys: 1 + r.IntN(loadedKeys), Zipf: pick(r, 0, 990), Clients: 1 + r.IntN(3), Rate: pick(r, 0, 0, 500, 5000), Spread: r.IntN(2) == 0,
		}})
	}
	if r.IntN(4) == 0 {
		add(engine.Command{Verb: engine.Load, To: engine.LoadOff})
	}
	for range r.IntN(3) {
		add(changed(r, s.cfg.Placement.N))
	}
}

// changed draws a setting and its new value.
func changed(r *rand.Rand, n int) engine.Command {
	cmd := engine.Command{Verb: engine.Set, Name: pick(r, "n", "r", "r", "w", "w", "quorum", "read", "repair", "sync", "timeout", "grace", "handoff", "antientropy", "gossip", "speculative", "latency")}
	switch cmd.Name {
	case "n", "r", "w":
		cmd.To = strconv.Itoa(1 + r.IntN(n))
	case "timeout", "grace":
		cmd.To = pick(r, "1s", "5s", "30ms")
	case "handoff", "antientropy", "gossip", "speculative":
		cmd.To = pick(r, "off", "2s", "10s")
	default:
		cmd.To = pick(r, engine.FindSetting(cmd.Name).Words()...)
	}
	return cmd
}

// loadIsOver reports whether so many requests of the load that ends with the event had been
// answered, none of them later, and the load had no others that are still to begin or under way.
func (l *line) loadIsOver(c *explain.Claim) bool {
	at := link{observation: l.observation, t: l.t}
	began, _ := at.last(l.step, func(e *event.Event) bool { // the newest load; one ends before another begins
		return e.Kind == event.Command && slices.Contains(l.loads, l.t.Text(e.Text))
	})
	asked, answered := make(map[uint32]bool), 0
	for step := began; step <= l.step; step++ {
		switch e := l.t.At(step); {
		case e.Kind == event.Invoke && int(e.Cause) == began:
			asked[e.Op] = true
		case e.Kind == event.Reply && asked[e.Op]:
			answered++
		}
	}
	return began > 0 && answered == c.N && len(asked) == answered
}

// TestLoadIsOver: the line about the end of a load says how many of its requests have been
// answered by then, whether it ran to its end or was ended, and that is so once.
func TestLoadIsOver(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 10))
	for range 200 {
		c, err := engine.New(engine.Default())
		if err != nil {
			t.Fatal(err)
		}
		w := load.Workload{Count: 1 + r.IntN(30), Puts: r.IntN(load.Thousand + 1), Keys: 1 + r.IntN(5), Clients: 1 + r.IntN(4), Rate: pick(r, 0, 1000)}
		if err := c.Apply(engine.Command{Verb: engine.Load, Work: w}); err != nil {
			t.Fatal(err)
		}
		if c.Advance(c.Now()+time.Duration(r.IntN(20_000_000)), 1_000_000); r.IntN(2) == 0 {
			_ = c.Apply(engine.Command{Verb: engine.Load, To: engine.LoadOff}) // unless it is over
		}
		for c.Motion() >= engine.Waiting {
			c.Step()
		}
		tr, answered, ends := c.Trace(), 0, 0
		for step := 1; step <= tr.Len(); step++ {
			switch tr.At(step).Kind {
			case event.Reply:
				answered++
			case event.Loaded:
				ends++
				for _, claim := range explain.Told(tr, step) {
					if claim.Kind == explain.LoadIsOver && claim.N != answered {
						t.Errorf("%v: it is said that %d are answered, and %d are", w, claim.N, answered)
					}
				}
			}
		}
		if ends != 1 || answered != c.View(engine.Watch{}).Load.Answered() {
			t.Errorf("%v: it ended %d times, after %d answers", w, ends, answered)
		}
	}
}

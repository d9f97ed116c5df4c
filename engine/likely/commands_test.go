// A command reveals no delay: the futures before it and after it are the same ones.

package likely_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/history"
	"ringside/engine/likely"
	"ringside/engine/ring"
	"ringside/engine/script"
	"ringside/internal/steady"
)

// steered returns a random session: requests, and commands that act on what is under way, many of
// them at one time. The commands can be typed.
func steered(t testing.TB, seed uint64) *history.History {
	t.Helper()
	random := rand.New(rand.NewPCG(seed, 0))
	cfg := engine.Default()
	cfg.Nodes, cfg.Seed, cfg.Gossip = ring.Draw(1, 3, 8), seed, 0
	h, err := history.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	do := func(format string, args ...any) {
		cmd, err := script.Parse(fmt.Sprintf(format, args...))
		if err != nil {
			t.Fatal(err)
		}
		_ = h.Apply(cmd) // one that makes no sense now changes nothing
	}
	one := func(words ...string) string { return words[random.IntN(len(words))] }
	node := func() string { return one("n1", "n2", "n3") }
	do("set r %d", 1+random.IntN(2))
	do("set w %d", 1+random.IntN(2))
	do("set repair %s", one("off", "async", "blocking"))
	ops := 0
	for range 14 + random.IntN(14) {
		message := 1
		if flying := h.View(engine.Watch{}).Messages; len(flying) > 0 {
			message = int(flying[random.IntN(len(flying))].ID)
		}
		switch random.IntN(21) {
		case 0, 1, 2:
			do("put cart %s via %s", one("milk", "tea", "eggs"), node())
			ops++
		case 3, 4:
			do("get cart via %s", node())
			ops++
		case 5:
			do("drop %d", message)
		case 6, 7:
			do("delay %d %dus", message, 1+random.IntN(900))
		case 8, 9:
			do("deliver %d", message)
		case 10:
			if seed%2 == 0 { // a write that is there twice leaves open which one sync means
				do("duplicate %d", message)
			}
		case 11, 12:
			if seed%2 == 1 {
				do("sync %s %d", node(), 1+random.IntN(max(ops, 1)))
			}
		case 13:
			do("timeout %d", 1+random.IntN(max(ops, 1)))
		case 14:
			do("slow %s %s", node(), one("0.1", "1", "30"))
		case 15:
			do("slow n1-n2 %s", one("0.1", "1", "30"))
		case 16:
			do("%s", one("cut n1 n3", "heal all", "set latency wan", "set latency lan", "delay n1>n2 300us", "duplicate n2>n1"))
		case 17:
			do("%s %s", one("crash", "start", "hang", "hang"), node())
		case 18:
			h.Step()
		case 19:
			do("resume n1")
			do("resume n2")
			do("resume n3")
		case 20:
			h.Advance(h.Position().Now+time.Duration(random.IntN(400))*time.Microsecond, 1000)
		}
	}
	h.Advance(h.Position().Now+time.Millisecond, 1000)
	return h
}

// TestACommandRevealsNoDelay: where the next step of a session is a command that comes at once, the
// futures after it are those before it, event by event. What a command decides is decided in each
// of them, and nothing else is: so what holds in all of them before it does so after it. Messages
// of no operation keep their delays, so a command that sends one, as that a node has come back,
// does reveal them.
func TestACommandRevealsNoDelay(t *testing.T) {
	const futures = 3
	compared := make(map[engine.Verb]int)
	for seed := range uint64(steady.Rounds(80, 80, 8)) {
		h := steered(t, seed)
		all := h.Commands()
		for h.Seek(0); h.Applied() < len(all); {
			at, next := h.Position(), all[h.Applied()]
			if next.At.Step != at.Step || next.At.Now != at.Now {
				h.Step()
				continue
			}
			var before [futures]string
			for n := range before {
				before[n] = told(likely.Future(h, uint64(n)), at.Step)
			}
			if h.Step(); sendsOfNoOperation(h, at.Step, h.Position().Step) {
				continue
			}
			compared[next.Verb]++
			for n := range before {
				if after := told(likely.Future(h, uint64(n)), at.Step); after != before[n] {
					t.Errorf("session %d: future %d at step %d goes on otherwise after %q:%s", seed, n, at.Step, next.Command, parting(before[n], after))
				}
			}
		}
	}
	for _, verb := range []engine.Verb{
		engine.Put, engine.Get, engine.Set, engine.Crash, engine.Hang, engine.Resume, engine.Cut, engine.Slow,
		engine.Drop, engine.Delay, engine.Duplicate, engine.Deliver, engine.SyncDisk, engine.TimeOut,
	} {
		if !steady.Raced && compared[verb] < 5 {
			t.Errorf("%s is %d times a step of its own", verb, compared[verb])
		}
	}
}

// told returns the events after a step, one a line.
func told(c *engine.Cluster, from int) string {
	var b []byte
	for step := from + 1; step <= c.Trace().Len(); step++ {
		b = c.Trace().AppendJSON(b, step, func(id ring.NodeID) string { return fmt.Sprint(id) })
		b = append(b, '\n')
	}
	return string(b)
}

// parting returns the first lines in which two texts differ.
func parting(a, b string) string {
	one, other := strings.Split(a, "\n"), strings.Split(b, "\n")
	for i := range min(len(one), len(other)) {
		if one[i] != other[i] {
			return "\n" + one[i] + "\n" + other[i]
		}
	}
	return " one goes on"
}

// sendsOfNoOperation reports whether something is sent between two steps that belongs to no operation.
func sendsOfNoOperation(h *history.History, from, to int) bool {
	for step := from + 1; step <= to; step++ {
		if e := h.Trace().At(step); e.Kind == event.Send && e.Op == 0 {
			return true
		}
	}
	return false
}

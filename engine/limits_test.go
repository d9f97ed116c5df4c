// This file meets every limit of a cluster: one line says so, the cluster is as it
// was, and what is allowed still is.

package engine_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"ringside/engine"
	"ringside/internal/heap"
	"ringside/internal/steady"
)

// limited is a cluster with fixed delays, on which lines are tried.
type limited struct {
	t testing.TB
	c *engine.Cluster
}

func newLimited(t testing.TB, change func(*engine.Config)) limited {
	t.Helper()
	cfg := engine.Default()
	cfg.Latency, cfg.Gossip = "fixed", 0
	if change != nil {
		change(&cfg)
	}
	c, err := engine.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return limited{t, c}
}

func (l limited) do(cmd engine.Command) {
	l.t.Helper()
	if err := l.c.Apply(cmd); err != nil {
		l.t.Fatal(err)
	}
}

func (l limited) settle() {
	for l.c.Motion() >= engine.Waiting {
		l.c.Step()
	}
}

// refuses fails unless a command is refused in one line that says some words, and the
// cluster stays as it is.
func (l limited) refuses(cmd engine.Command, words ...string) {
	l.t.Helper()
	was, at := l.c.Trace().Len(), l.c.Now()
	err := l.c.Apply(cmd)
	if err == nil {
		l.t.Fatalf("%.60s is not refused", cmd)
	}
	for _, w := range words {
		if !strings.Contains(err.Error(), w) {
			l.t.Errorf("%.60s is refused with %q, which does not say %q", cmd, err, w)
		}
	}
	if text := err.Error(); strings.Contains(text, "\n") || len(text) > 300 {
		l.t.Errorf("not one line: %q", text)
	}
	if l.c.Trace().Len() != was || l.c.Now() != at {
		l.t.Errorf("%.60s was refused and left something", cmd)
	}
}

func blind(i int) engine.Command {
	return engine.Command{Verb: engine.Put, Key: "cart", Value: fmt.Sprint("v", i), Blind: true}
}

// TestSiblingsEnd: a key can have so many values at once, whether they come one after
// the other, at one instant, or as hints, and can be resolved then.
func TestSiblingsEnd(t *testing.T) {
	for name, pause := range map[string]bool{"one after the other": true, "at one instant": false} {
		t.Run(name, func(t *testing.T) {
			l := newLimited(t, nil)
			for i := range engine.MaxSiblings {
				l.do(blind(i))
				if pause {
					l.settle()
				}
			}
			l.refuses(blind(0), "put cart", "1,000 values at once", "resolve")
			l.refuses(engine.Command{Verb: engine.Put, Key: "cart", Value: "x", Client: "bob"}, "1,000 values")
			l.refuses(engine.Command{Verb: engine.Delete, Key: "cart", Client: "bob"}, "delete cart", "1,000 values")
			l.do(engine.Command{Verb: engine.Put, Key: "toys", Value: "ball"}) // another key has none of it
			l.settle()
			l.do(engine.Command{Verb: engine.Get, Key: "cart"})
			l.settle()
			l.do(engine.Command{Verb: engine.Resolve, Key: "cart", Value: "one"})
			l.settle()
			l.do(blind(0))
			l.settle()
			for _, held := range l.c.View(engine.Watch{Key: "cart"}).Copies {
				if held.Set != nil && len(held.Set.Siblings) != 2 {
					t.Errorf("after it was resolved %d values are left, want 2", len(held.Set.Siblings))
				}
			}
		})
	}
}

func TestSiblingsEndInHints(t *testing.T) {
	l := newLimited(t, func(c *engine.Config) { c.Quorum, c.W = engine.Sloppy, engine.Answers(1) })
	var replicas []string
	l.do(engine.Command{Verb: engine.Put, Key: "cart", Value: "v"})
	l.settle()
	for _, held := range l.c.View(engine.Watch{Key: "cart"}).Copies {
		if held.Set != nil {
			replicas = append(replicas, l.c.NodeName(held.Node))
		}
	}
	for _, name := range replicas {
		l.do(engine.Command{Verb: engine.Wipe, Node: name})
	}
	most := engine.MaxSiblings + 10 // the first ones find out that the replicas are down
	for i := range steady.Rounds(most, most, 20) {
		if err := l.c.Apply(blind(i)); err != nil {
			if !strings.Contains(err.Error(), "1,000 values at once") || i < engine.MaxSiblings/2 {
				t.Errorf("after %d: %v", i, err)
			}
			return
		}
		l.settle()
	}
	if !steady.Raced {
		t.Errorf("%d values went into hints", most)
	}
}

// TestHeldBytesEnd: the values of a key together are no larger than that, under a
// policy that makes one of them too.
func TestHeldBytesEnd(t *testing.T) {
	for _, conflict := range []engine.Conflict{engine.Siblings, engine.Merge} {
		l := newLimited(t, func(c *engine.Config) { c.Conflict = conflict })
		for i := range engine.MaxHeld/engine.MaxValue - 1 {
			l.do(engine.Command{Verb: engine.Put, Key: "cart", Value: strings.Repeat(string(rune('a'+i)), engine.MaxValue), Blind: true})
			l.settle()
			l.do(engine.Command{Verb: engine.Get, Key: "cart", Client: "bob"})
			l.settle()
		}
		l.do(blind(0))
		l.settle()
		l.refuses(engine.Command{Verb: engine.Put, Key: "cart", Value: strings.Repeat("z", engine.MaxValue), Blind: true}, "more than 4 MiB together")
	}
}

func TestTextsEnd(t *testing.T) {
	l := newLimited(t, nil)
	long := strings.Repeat("x", engine.MaxValue)
	l.do(engine.Command{Verb: engine.Put, Key: long[:engine.MaxKey], Value: long, Client: long[:engine.MaxClient]})
	l.settle()
	l.refuses(engine.Command{Verb: engine.Put, Key: "k", Value: long + "x"}, "1048577 bytes", "at most 1048576")
	l.refuses(engine.Command{Verb: engine.Get, Key: long}, "the key has 1048576 bytes", "at most 65536")
	l.refuses(engine.Command{Verb: engine.Get, Key: "k", Client: long}, "name has 1048576 bytes", "at most 1024")
	l.refuses(engine.Command{Verb: engine.Get}, "the key is empty")
}

// TestRequestsUnderWayEnd: so many at one instant, to keys of their own and to a node
// that hangs, and as many again when they are over.
func TestRequestsUnderWayEnd(t *testing.T) {
	for _, hangs := range steady.First([]bool{false, true}, 1) {
		l := newLimited(t, nil)
		name := l.c.NodeName(0)
		if hangs {
			l.do(engine.Command{Verb: engine.Hang, Node: name})
		}
		for range steady.Rounds(2, 2, 1) {
			for i := range engine.MaxOpen {
				l.do(engine.Command{Verb: engine.Get, Key: fmt.Sprint("key", i), Via: name})
			}
			l.refuses(engine.Command{Verb: engine.Get, Key: "one more"}, "10,000 requests are under way", "until quiet")
			l.settle()
		}
	}
}

func TestRulesAndChangesEnd(t *testing.T) {
	l := newLimited(t, nil)
	a, b := l.c.NodeName(0), l.c.NodeName(1)
	for range engine.MaxRules {
		l.do(engine.Command{Verb: engine.Drop, Node: a, Peer: b})
	}
	l.refuses(engine.Command{Verb: engine.Drop, Node: a, Peer: b}, "1,000 commands wait")
	l.do(engine.Command{Verb: engine.Deliver, Node: a, Peer: b})
	l.do(engine.Command{Verb: engine.Drop, Node: a, Peer: b})
	for i := range engine.MaxChanges {
		l.do(engine.Command{Verb: engine.Set, Name: "r", To: fmt.Sprint(1 + i%3)})
	}
	l.refuses(engine.Command{Verb: engine.Set, Name: "r", To: "1"}, "10,000 times")
}

// TestTimeEnds: however time is let go on, the clock ends after 100 years; nothing
// overflows, and nothing goes on for ever.
func TestTimeEnds(t *testing.T) {
	for name, goOn := range map[string]func(c *engine.Cluster){
		"at once":            func(c *engine.Cluster) { c.Advance(1<<63-1, 1<<30) },
		"by the longest run": func(c *engine.Cluster) { c.Advance(c.Now()+1000*time.Hour, 1<<30) },
	} {
		t.Run(name, func(t *testing.T) {
			l := newLimited(t, func(c *engine.Config) { c.Gossip = time.Second })
			l.do(engine.Command{Verb: engine.Put, Key: "cart", Value: "milk"})
			for range 2600 {
				was := l.c.Now()
				goOn(l.c)
				if l.c.Now() < was || l.c.Now() > engine.MaxTime {
					t.Fatalf("%v after %v", l.c.Now(), was)
				}
			}
			if l.c.Now() != engine.MaxTime || l.c.Full() == nil || l.c.Motion() != engine.Quiet || l.c.Step() {
				t.Errorf("at %v it is not over: %v, motion %v", l.c.Now(), l.c.Full(), l.c.Motion())
			}
			if _, more := l.c.Next(); more {
				t.Error("something is still to come")
			}
			l.refuses(engine.Command{Verb: engine.Put, Key: "cart", Value: "bread"}, "100 years")
			l.refuses(engine.Command{Verb: engine.Crash, Node: l.c.NodeName(0)}, "100 years")
		})
	}
}

// TestStepsEndWithTime: what would happen after the end does not, and the clock stands
// at the end.
func TestStepsEndWithTime(t *testing.T) {
	l := newLimited(t, nil)
	l.c.Advance(engine.MaxTime-time.Nanosecond, 1<<30)
	l.do(engine.Command{Verb: engine.Put, Key: "cart", Value: "milk"})
	for range 100 {
		l.c.Step()
	}
	if l.c.Now() != engine.MaxTime || l.c.Full() == nil {
		t.Errorf("steps lead to %v, %v; time ends at %v", l.c.Now(), l.c.Full(), engine.MaxTime)
	}
}

// TestBytesAreHonest: what a cluster is said to take is what it takes, within a factor
// of two, whatever it is that takes it.
func TestBytesAreHonest(t *testing.T) {
	many := steady.Rounds(20_000, 20_000, 2_000)
	value := strings.Repeat("x", 100_000)
	for name, play := range map[string]func(l limited){
		"many events of few keys": func(l limited) {
			for i := range many {
				l.do(engine.Command{Verb: engine.Put, Key: fmt.Sprint("key", i%10), Value: "v"})
				l.settle()
			}
		},
		"many keys": func(l limited) {
			for i := range many {
				l.do(engine.Command{Verb: engine.Put, Key: fmt.Sprint("key", i), Value: "v"})
				l.settle()
			}
		},
		"large values": func(l limited) {
			for i := range 200 {
				l.do(engine.Command{Verb: engine.Put, Key: fmt.Sprint("key", i), Value: value + fmt.Sprint(i)})
				l.settle()
			}
		},
		"many siblings": func(l limited) {
			for i := range many {
				l.do(engine.Command{Verb: engine.Put, Key: fmt.Sprint("key", i%100), Value: "v", Blind: true})
				l.settle()
			}
		},
		"siblings that are read": func(l limited) {
			for i := range 900 {
				l.do(blind(i))
				l.settle()
				l.do(engine.Command{Verb: engine.Get, Key: "cart", Client: fmt.Sprint("client", i%9)})
				l.settle()
			}
		},
		"many clients": func(l limited) {
			for i := range many {
				l.do(engine.Command{Verb: engine.Get, Key: fmt.Sprint("key", i%10), Client: fmt.Sprint("client", i)})
				l.settle()
			}
		},
		"requests under way": func(l limited) {
			for i := range engine.MaxOpen {
				l.do(engine.Command{Verb: engine.Put, Key: fmt.Sprint("key", i), Value: "v"})
			}
		},
		"changes of settings": func(l limited) {
			for i := range engine.MaxChanges {
				l.do(engine.Command{Verb: engine.Set, Name: "r", To: fmt.Sprint(1 + i%3)})
			}
		},
		"comings and goings": func(l limited) {
			for i := range 100 {
				l.do(engine.Command{Verb: engine.Add, Node: fmt.Sprint("x", i)})
				l.c.Advance(l.c.Now()+time.Hour, 1<<30)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			var said int
			took := heap.Growth(func() any {
				l := newLimited(t, nil)
				play(l)
				said = l.c.Bytes()
				return l.c
			})
			t.Logf("%s: takes %.1f MiB, said are %.1f", name, float64(took)/(1<<20), float64(said)/(1<<20))
			if float64(said) > 2*float64(took) || float64(took) > 2*float64(said) {
				t.Errorf("it takes %d bytes, and is said to take %d", took, said)
			}
		})
	}
}

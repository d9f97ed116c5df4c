// This file has sentences about single moments that random scripts seldom come to.

package engine_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/explain"
	"ringside/engine/ring"
)

// TestDroppedByTheRightCommand: a message that was dropped by you is traced to the
// command that named its link, and not to one whose link only begins alike.
func TestDroppedByTheRightCommand(t *testing.T) {
	cfg := engine.Default()
	cfg.Nodes = ring.Draw(1, 24, 4)
	cfg.Placement, cfg.Latency, cfg.W = ring.Simple(24), "fixed", engine.Answers(24)
	c, err := engine.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	apply := applying(t, c)
	for _, to := range []string{"n2", "n20", "n21"} {
		apply(engine.Command{Verb: engine.Drop, Node: "n1", Peer: to})
	}
	apply(engine.Command{Verb: engine.Put, Key: "a", Value: "v", Via: "n1"})
	c.Advance(c.Now()+time.Second, 1_000_000)
	v := c.View(engine.Watch{})
	found := 0
	for step := 1; step <= v.Trace.Len(); step++ {
		e := v.Trace.At(step)
		if e.Kind != event.Drop {
			continue
		}
		found++
		chain := explain.Because(v, step)
		last := chain[len(chain)-1].Text
		if want := "the command: drop n1>" + v.Node(e.To); last != want {
			t.Errorf("%v: it ends with %q, and not with %q", explain.Event(&v.Trace, step, v.Node), last, want)
		}
	}
	if found != 3 {
		t.Errorf("%d messages were dropped, not 3", found)
	}
}

// TestOnTheDiskAlready: under periodic sync, a repair that brings a version which is on
// the disk already does not make it a version that is in memory only.
func TestOnTheDiskAlready(t *testing.T) {
	cfg := engine.Default()
	cfg.Placement, cfg.Latency, cfg.Sync, cfg.W = ring.Simple(3), "fixed", engine.SyncPeriodic, engine.Answers(3)
	c, err := engine.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	apply := applying(t, c)
	quiet := func() {
		for c.Motion() > engine.Background {
			c.Step()
		}
		c.Advance(c.Now()+30_000_000_000, 1_000_000)
	}
	apply(engine.Command{Verb: engine.Put, Key: "a", Value: "v"})
	quiet()
	apply(engine.Command{Verb: engine.Put, Key: "a", Value: "w", Blind: true})
	var doubled bool
	for !doubled {
		for _, m := range c.View(engine.Watch{}).Messages {
			if m.Type == event.Write {
				apply(engine.Command{Verb: engine.Duplicate, Msg: int(m.ID)})
				apply(engine.Command{Verb: engine.Delay, Msg: int(m.ID), For: 20_000_000_000})
				doubled = true
				break
			}
		}
		if !doubled {
			c.Step()
		}
	}
	quiet()
	again := 0
	tr := c.Trace()
	for step := 1; step <= tr.Len(); step++ {
		e := tr.At(step)
		if e.Kind != event.Store {
			continue
		}
		line, brief := explain.Event(tr, step, c.NodeName).String(), explain.Brief(tr, step, c.NodeName)
		if has := strings.Contains(line, "already"); has {
			again++
			if strings.Contains(line, "memory") || !strings.Contains(line, "durable") || !strings.HasPrefix(brief, "has ") {
				t.Errorf("%s (%s): its disk has it", line, brief)
			}
		} else if !strings.Contains(line, "in memory only") {
			t.Errorf("%s: the disk has not got it yet", line)
		}
	}
	if again != 1 {
		t.Errorf("it was taken in again %d times, not once", again)
	}
}

// TestMoreOfTheSame: of many versions that become unreachable at once only some are told
// by name, and of the others how many.
func TestMoreOfTheSame(t *testing.T) {
	cfg := engine.Default()
	cfg.Placement, cfg.Latency, cfg.W, cfg.R = ring.Simple(1), "fixed", engine.Answers(1), engine.Answers(1)
	c, err := engine.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	apply := applying(t, c)
	for i := range 60 {
		apply(engine.Command{Verb: engine.Put, Key: strconv.Itoa(i), Value: "v"})
	}
	c.Advance(c.Now()+time.Second, 1_000_000)
	home := c.View(engine.Watch{}).Walk("0").Replicas[0]
	before := c.Trace().Len()
	apply(engine.Command{Verb: engine.Crash, Node: c.NodeName(home)})
	told := 0
	for step := before + 1; step <= c.Trace().Len(); step++ {
		for _, claim := range explain.Told(c.Trace(), step) {
			switch claim.Kind {
			case explain.OnlyOnDown:
				told++
			case explain.MoreOf:
				told += claim.N
				if line := explain.Event(c.Trace(), step, c.NodeName).Inline(); line != fmt.Sprintf("observer unreachable: %d more", claim.N) {
					t.Errorf("it says %q of %d more", line, claim.N)
				}
			}
		}
	}
	if has := engine.DisksOf(c)[home].Len(); told != has || has <= 8 {
		t.Errorf("%d are said to be unreachable, and %d are", told, has)
	}
}

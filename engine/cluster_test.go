package engine_test

import (
	"testing"
	"time"

	"ringside/engine"
)

func TestSmoke(t *testing.T) {
	c, err := engine.New(engine.Default())
	if err != nil {
		t.Fatal(err)
	}
	do := func(cmd engine.Command) {
		t.Helper()
		if err := c.Apply(cmd); err != nil {
			t.Fatal(err)
		}
		for c.Motion() >= engine.Waiting {
			c.Step()
		}
	}
	do(engine.Command{Verb: engine.Put, Key: "cart", Value: "milk"})
	do(engine.Command{Verb: engine.Get, Key: "cart"})
	do(engine.Command{Verb: engine.Crash, Node: "n1"})
	do(engine.Command{Verb: engine.Put, Key: "cart", Value: "eggs"})
	do(engine.Command{Verb: engine.Get, Key: "cart"})
	do(engine.Command{Verb: engine.Isolate, Node: "n2"})
	do(engine.Command{Verb: engine.Put, Key: "cart", Value: "ham"})
	do(engine.Command{Verb: engine.Get, Key: "cart"})
	do(engine.Command{Verb: engine.Heal})
	do(engine.Command{Verb: engine.Get, Key: "cart"})
	c.Advance(c.Now()+10*time.Second, 1000)
	tr := c.Trace()
	for s := 1; s <= tr.Len(); s++ {
		t.Log(s, tr.At(s).Cause, tr.At(s).At, tr.Line(s, c.NodeName))
	}
	for _, o := range c.View(engine.Watch{}).Ops {
		t.Log(o.ID, o.Verb, o.Outcome, o.Why)
	}
}

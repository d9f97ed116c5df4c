// This file holds what the trace says of a store (how many values, on the disk or
// only in memory) against the stores themselves.

package engine_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/explain"
)

// TestManySiblingsAreCounted: 300 values are 300 in the log, in JSON, in the answer
// and on the nodes.
func TestManySiblingsAreCounted(t *testing.T) {
	const values = 300
	c, err := engine.New(engine.Default())
	if err != nil {
		t.Fatal(err)
	}
	apply := func(cmd engine.Command) {
		t.Helper()
		if err := c.Apply(cmd); err != nil {
			t.Fatal(err)
		}
		for c.Motion() >= engine.Waiting {
			c.Step()
		}
	}
	for i := range values {
		apply(engine.Command{Verb: engine.Put, Key: "cart", Value: fmt.Sprint("v", i), Blind: true})
	}
	apply(engine.Command{Verb: engine.Get, Key: "cart"})

	tr := c.Trace()
	var stored, data, reply string
	for step := 1; step <= tr.Len(); step++ {
		line := explain.Event(tr, step, c.NodeName).String()
		switch e := tr.At(step); {
		case e.Kind == event.Store:
			stored = line + "\n" + explain.Brief(tr, step, c.NodeName) + "\n" + string(tr.AppendJSON(nil, step, c.NodeName))
		case e.Kind == event.Deliver && e.Type == event.Data:
			data = line + "\n" + explain.Brief(tr, step, c.NodeName)
		case e.Kind == event.Reply && e.Verb == event.Get:
			reply = string(tr.AppendJSON(nil, step, c.NodeName))
		}
	}
	for _, want := range []string{"now 300 siblings", `"siblings":300,`} {
		if !strings.Contains(stored, want) {
			t.Errorf("the last store does not say %s:\n%s", want, stored)
		}
	}
	if n := strings.Count(data, "and 299 more"); n != 2 {
		t.Errorf("the read's data does not say twice that there are 299 more:\n%s", data)
	}
	var answer struct{ Values []string }
	if err := json.Unmarshal([]byte(reply), &answer); err != nil || len(answer.Values) != values {
		t.Errorf("the read returns %d values, %v", len(answer.Values), err)
	}
	for _, held := range c.View(engine.Watch{Key: "cart"}).Copies {
		if held.Set != nil && len(held.Set.Siblings) != values {
			t.Errorf("%s holds %d", c.NodeName(held.Node), len(held.Set.Siblings))
		}
	}
}

// TestOutdatedInMemoryIsNotDurable: where the disk is written periodically, a version
// that comes too late has changed the memory alone, and JSON says so.
func TestOutdatedInMemoryIsNotDurable(t *testing.T) {
	for _, sync := range []engine.Sync{engine.SyncPeriodic, engine.SyncAlways} {
		cfg := engine.Default()
		cfg.Sync, cfg.Conflict = sync, engine.LWW
		c, err := engine.New(cfg)
		if err != nil {
			t.Fatal(err)
		}
		ahead, behind := cfg.Nodes[0].Name, cfg.Nodes[1].Name
		for _, cmd := range []engine.Command{
			{Verb: engine.Skew, Node: ahead, For: 1e9},
			{Verb: engine.Put, Key: "cart", Value: "newer", Via: ahead},
			{Verb: engine.Put, Key: "cart", Value: "older", Via: behind, Client: "bob"},
		} {
			if err := c.Apply(cmd); err != nil {
				t.Fatal(err)
			}
			for c.Motion() >= engine.Waiting {
				c.Step()
			}
		}
		tr, outdated := c.Trace(), 0
		for step := 1; step <= tr.Len(); step++ {
			e := tr.At(step)
			if e.Kind != event.Store {
				continue
			}
			if e.Why == event.Outdated {
				outdated++
			}
			want := fmt.Sprintf(`"durable":%v`, sync == engine.SyncAlways)
			if line := string(tr.AppendJSON(nil, step, c.NodeName)); !strings.Contains(line, want) {
				t.Errorf("sync %s: %s does not say %s", sync, line, want)
			}
		}
		if outdated == 0 {
			t.Errorf("sync %s: nothing came too late", sync)
		}
	}
}

// This file tests what the list of faults says of the messages that are to be dropped,
// delayed or doubled, and measures how long it takes with many of them.

package engine_test

import (
	"fmt"
	"runtime"
	"slices"
	"testing"
	"time"

	"ringside/engine"
	"ringside/engine/ring"
)

// ruled returns a cluster of 40 nodes in which so many commands wait for the next messages
// of so many links.
func ruled(t testing.TB, rules, links int) *engine.Cluster {
	cfg := engine.Default()
	cfg.Nodes = ring.Draw(1, 40, 1)
	c, err := engine.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	for i := range rules {
		link := i % links
		from, to := link/39, link%39
		if to >= from {
			to++
		}
		cmd := engine.Command{Verb: engine.Drop, Node: fmt.Sprint("n", from+1), Peer: fmt.Sprint("n", to+1)}
		switch i / links % 3 {
		case 1:
			cmd.Verb, cmd.For = engine.Delay, 5*time.Millisecond
		case 2:
			cmd.Verb, cmd.Count = engine.Duplicate, 2
		}
		if err := c.Apply(cmd); err != nil {
			t.Fatalf("%v: %v", cmd, err)
		}
	}
	return c
}

// TestFaultsOfMessages: one entry for each link, oldest first, which names all that waits
// for its messages in the order of the commands.
func TestFaultsOfMessages(t *testing.T) {
	var got []string
	for _, f := range engine.Faults(ruled(t, 8, 3)) {
		got = append(got, f.Text+" ("+f.Heal.String()+")")
	}
	want := []string{
		"n1 → n2 next dropped, next delayed 5ms, next 2 doubled (deliver n1>n2)",
		"n1 → n3 next dropped, next delayed 5ms, next 2 doubled (deliver n1>n3)",
		"n1 → n4 next dropped, next delayed 5ms (deliver n1>n4)",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
}

// TestFaultsOfMessagesGrowLinearly: four times as many commands for one link take about
// four times the memory.
func TestFaultsOfMessagesGrowLinearly(t *testing.T) {
	bytes := func(rules int) uint64 {
		c := ruled(t, rules, 1)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		for range 20 {
			engine.Faults(c)
		}
		runtime.ReadMemStats(&after)
		return after.TotalAlloc - before.TotalAlloc
	}
	if few, many := bytes(engine.MaxRules/4), bytes(engine.MaxRules); many > 8*few {
		t.Errorf("%d commands take %d bytes, and a quarter of them %d", engine.MaxRules, many, few)
	}
}

func BenchmarkFaults(b *testing.B) {
	for _, rules := range []int{250, engine.MaxRules} {
		for _, links := range []int{1, rules} {
			b.Run(fmt.Sprintf("%d rules on %d links", rules, links), func(b *testing.B) {
				c := ruled(b, rules, links)
				b.ReportAllocs()
				for b.Loop() {
					engine.Faults(c)
				}
			})
		}
	}
}

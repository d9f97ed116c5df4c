// What is compared of two runs, one of which has unrelated lines: every event with all its
// fields, and operations at one instant.

package engine_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/randomscript"
)

// told reads the events of a run for happenings.
type told struct {
	*engine.Cluster
	without map[string]bool // commands that were put in
	strange map[uint32]bool // their steps
	other   map[uint32]bool // operations on other keys
	rank    map[uint32]int  // the other operations' place among themselves, by number
	earlier time.Duration
}

// happenings returns the events of a run as JSON, with all times earlier by the given
// duration; it omits the events of the inserted lines and the comparisons of replicas, which
// are about all keys. Instead of numbers, which the inserted lines shift, operations have
// their place among those that are left, and causes are described; steps and messages have
// none.
func happenings(t *rapid.T, c *engine.Cluster, earlier time.Duration, without []randomscript.Line) (all []string) {
	r := &told{c, make(map[string]bool), make(map[uint32]bool), make(map[uint32]bool), make(map[uint32]int), earlier}
	for _, m := range without {
		r.without[m.Command.String()] = true
	}
	events := c.Trace()
	for step := 1; step <= events.Len(); step++ {
		switch e := events.At(step); {
		case e.Kind == event.Command:
			r.strange[uint32(step)] = r.without[events.Text(e.Text)]
		case e.Op == 0:
		case r.elsewhere(e):
			r.other[e.Op] = true
		case e.Kind == event.Invoke:
			r.rank[e.Op] = len(r.rank) + 1
		}
	}
	for step := 1; step <= events.Len(); step++ {
		if e := events.At(step); !r.leaves(e, uint32(step)) {
			all = append(all, fmt.Sprintf("%020d %s", e.At-earlier, r.text(t, e, step)))
		}
	}
	slices.Sort(all) // what happens at one instant may be told in another order
	return all
}

// elsewhere reports whether an event is about a key of the inserted lines.
func (r *told) elsewhere(e *event.Event) bool {
	return e.Key != 0 && strings.HasPrefix(r.Trace().Text(e.Key), "other")
}

// leaves reports whether an event is left out. What a node believes never is: where runs are
// compared, all believe the same, whichever of several answers at one instant was the first.
func (r *told) leaves(e *event.Event, step uint32) bool {
	if believes(e) {
		return false
	}
	return r.strange[step] || e.Op == 0 && r.strange[e.Cause] || r.elsewhere(e) || r.other[e.Op] ||
		strings.HasPrefix(e.Type.String(), "tree") || e.Kind == event.Compared || e.Kind == event.Flush
}

// text returns an event without the numbers that other lines shift: its JSON, in which they
// stand before any text of a client, but for what a read is said to have missed.
func (r *told) text(t *rapid.T, e *event.Event, step int) string {
	line := string(r.Trace().AppendJSON(nil, step, r.NodeName))
	instead := func(name string, number uint32, text string) {
		field := fmt.Sprintf(",%q:%d", name, number)
		before, after, found := strings.Cut(line, field)
		if !found {
			t.Fatalf("no %s in %s", field, line)
		}
		line = before + text + after
	}
	line = line[strings.Index(line, `"kind":`):] // without its step and its time
	if e.Op != 0 && believes(e) {
		instead("op", e.Op, "")
	} else if e.Op != 0 {
		instead("op", e.Op, fmt.Sprint(", operation ", r.rank[e.Op]))
	}
	if e.Msg != 0 && (e.Kind == event.Send || e.Kind == event.Deliver || e.Kind == event.Drop || e.Kind == event.Delay) {
		instead("msg", e.Msg, "")
	}
	if e.Cause != 0 && (believes(e) || e.Type == event.Gossip) { // which is because of the last that may have woken it
		instead("cause", e.Cause, "")
	} else if e.Cause != 0 {
		instead("cause", e.Cause, ", because of "+r.cause(e.Cause))
	}
	switch other := fmt.Sprint(", operation ", r.rank[e.Ref]); {
	case e.Ref == 0:
	case e.Kind == event.Missed:
		instead("missed_op", e.Ref, other)
	case e.Kind == event.Older:
		instead("earlier_op", e.Ref, other)
	case e.Kind == event.Resurrected:
		instead("delete_op", e.Ref, other)
	}
	return line
}

// cause describes the event that caused another, unless that is about all keys: nodes that
// do something on their own may have been made to by any.
func (r *told) cause(step uint32) string {
	e := r.Trace().At(int(step))
	switch {
	case believes(e):
		return fmt.Sprint(e.At-r.earlier, e.Kind, " ", e.Node, e.To)
	case e.Op == 0:
		return "something about all keys"
	}
	return fmt.Sprint(e.At-r.earlier, e.Kind, " ", e.Type, " ", e.Node, e.From, e.To, " ", r.Trace().Text(e.Key), " ", e.Dot)
}

// TestUnrelatedAtOneInstant: operations that begin at the same nanosecond, so that
// timestamps tie, come out the same with requests about other keys at that nanosecond.
func TestUnrelatedAtOneInstant(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w := randomscript.Small(3, 2, 2)
		w.Config.Seed = rapid.Uint64().Draw(t, "seed")
		w.Config.Conflict = rapid.SampledFrom([]engine.Conflict{engine.Siblings, engine.Merge, engine.LWW}).Draw(t, "conflict")
		request := func(key, client string) randomscript.Line {
			cmd := engine.Command{Verb: rapid.SampledFrom([]engine.Verb{engine.Put, engine.Put, engine.Delete, engine.Get}).Draw(t, "verb"), Key: key, Client: client}
			cmd.Via = rapid.SampledFrom(w.Config.Nodes[:3]).Draw(t, "via").Name
			if cmd.Verb == engine.Put {
				cmd.Blind = rapid.Bool().Draw(t, "blind")
				cmd.Value = rapid.SampledFrom([]string{"A", "B", "C"}).Draw(t, "value")
			}
			return randomscript.Line{Command: cmd}
		}
		var plain, with, others []randomscript.Line
		for burst := range rapid.IntRange(1, 3).Draw(t, "bursts") {
			for i := range rapid.IntRange(2, 4).Draw(t, "requests") {
				for k := range rapid.IntRange(0, 2).Draw(t, "others") {
					others = append(others, request(fmt.Sprint("other", burst, i, k), "zoe"))
					with = append(with, others[len(others)-1])
				}
				m := request("plum", fmt.Sprint("c", i))
				plain, with = append(plain, m), append(with, m)
			}
			rest := randomscript.Line{After: time.Minute, Command: engine.Command{Verb: engine.Get, Key: "plum", Via: "n1", Client: "ann"}}
			plain, with = append(plain, rest), append(with, rest)
		}
		a, b := randomscript.Play(t, w, plain), randomscript.Play(t, w, with)
		randomscript.Rest(t, a)
		randomscript.Rest(t, b)
		compareRuns(t, happenings(t, a, 0, nil), happenings(t, b, 0, others))
	})
}

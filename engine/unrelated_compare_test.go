// What is compared of two runs, one of which has unrelated lines: every event with all its
// fields, and operations at one instant.

package engine_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"ringside/engine"
	"ringside/engine/randomscript"
)

// told reads the events of a run for happenings.
type told struct {
	events  []map[string]any
	strange map[float64]bool // steps of commands that were put in
	other   map[float64]bool // operations on other keys
	rank    map[float64]int  // the other operations' place among themselves, by number
	earlier time.Duration
}

// happenings returns the events of a run as JSON, with all times earlier by the given
// duration; it omits the events of the inserted lines and the comparisons of replicas, which
// are about all keys. Instead of numbers, which the inserted lines shift, operations have
// their place among those that are left, and causes are described; steps and messages have
// none.
func happenings(t *rapid.T, c *engine.Cluster, earlier time.Duration, without []randomscript.Line) (all []string) {
	var inserted []string
	for _, m := range without {
		inserted = append(inserted, m.Command.String())
	}
	r := &told{strange: make(map[float64]bool), other: make(map[float64]bool), rank: make(map[float64]int), earlier: earlier}
	for step, line := range strings.Split(strings.TrimSpace(string(randomscript.Trace(c))), "\n") {
		e := make(map[string]any)
		if err := json.Unmarshal([]byte(line), &e); err != nil {
			t.Fatal(err)
		}
		r.events = append(r.events, e)
		key, _ := e["key"].(string)
		text, _ := e["text"].(string)
		op, _ := e["op"].(float64)
		if e["kind"] == "command" && slices.Contains(inserted, text) {
			r.strange[float64(step+1)] = true
		}
		switch {
		case op == 0:
		case strings.HasPrefix(key, "other"):
			r.other[op] = true
		case e["kind"] == "invoke":
			r.rank[op] = len(r.rank) + 1
		}
	}
	for step, e := range r.events {
		if !r.leaves(e, step) {
			all = append(all, fmt.Sprintf("%020d %s", r.at(e), r.text(t, e)))
		}
	}
	slices.Sort(all) // what happens at one instant may be told in another order
	return all
}

// leaves reports whether an event is left out.
func (r *told) leaves(e map[string]any, step int) bool {
	key, _ := e["key"].(string)
	what, _ := e["type"].(string)
	op, _ := e["op"].(float64)
	cause, _ := e["cause"].(float64)
	kind := e["kind"]
	return r.strange[float64(step+1)] || op == 0 && r.strange[cause] || strings.HasPrefix(key, "other") || r.other[op] ||
		strings.HasPrefix(what, "tree") || kind == "compared" || kind == "flush"
}

func (r *told) at(e map[string]any) int64 { return int64(e["at_ns"].(float64)) - int64(r.earlier) }

// text returns an event without the numbers that other lines shift.
func (r *told) text(t *rapid.T, e map[string]any) string {
	out := make(map[string]any)
	for name, v := range e {
		switch name {
		case "step", "msg", "at_ns":
		case "op", "missed_op", "earlier_op", "delete_op":
			out[name] = fmt.Sprint("operation ", r.rank[v.(float64)])
		case "cause":
			out[name] = r.cause(v.(float64))
		default:
			out[name] = v
		}
	}
	b, err := json.Marshal(out)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// cause describes the event that caused another, unless that is about all keys: nodes that
// do something on their own may have been made to by any.
func (r *told) cause(step float64) string {
	e := r.events[int(step)-1]
	if op, _ := e["op"].(float64); op == 0 {
		return ""
	}
	return fmt.Sprintln(r.at(e), e["kind"], e["type"], e["node"], e["from"], e["to"], e["key"], e["version"])
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

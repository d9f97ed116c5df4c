// Unrelated lines change nothing: what becomes of an operation, and when, depends only on
// what takes part in it.

package engine_test

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/randomscript"
	"ringside/engine/ring"
)

// unrelated says which lines to add to a random script that touch none of its operations.
type unrelated struct {
	where string // before the script, in between, over by then, or a pause that makes all of it later
	by    time.Duration
	lines []randomscript.Line
}

// TestUnrelatedLinesChangeNothing: a script runs the same, to the nanosecond,
// with lines in it that touch nothing of its operations: requests about other keys,
// a clock that is off by a little, a setting that is never reached, a slow link that
// nobody uses, a pause before all of it, or faults that were healed long before. This
// holds for every event of the operations, and for what nodes do on their own
// (docs/ARCHITECTURE.md, promise 2).
//
// There is one exception. A request tells its coordinator who is up and who is not: a node
// that answers an unrelated request is believed up by that, as a node that refuses it is
// believed down. So a line that changes what any node believes touches everything after
// that; until then it changes nothing.
func TestUnrelatedLinesChangeNothing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w := randomscript.Any(t)
		anySettings(t, &w)
		w.Config.Grace, w.Config.Timeout = 240*time.Hour, time.Second // lines set these
		w.Faults, w.Newcomers = append(slices.Clip(randomscript.Faults), engine.Wipe), nil
		w.Faults = slices.DeleteFunc(w.Faults, func(v engine.Verb) bool { return v == engine.Heal || v == engine.Skew }) // there may be a slow link and a wrong clock more
		w.Config.Latency = "lan"
		w.Config.SlowestOf = 0 // a percentile goes by what else its coordinator has read
		u := unrelated{where: rapid.SampledFrom([]string{"before", "between", "later", "over"}).Draw(t, "where")}
		switch u.where {
		case "over":
			w.Faults = slices.DeleteFunc(w.Faults, func(v engine.Verb) bool { return v == engine.Wipe })
		case "between":
			// The next message of a link may be one of an unrelated request.
			w.Faults = slices.DeleteFunc(w.Faults, func(v engine.Verb) bool {
				return v == engine.Drop || v == engine.Delay || v == engine.Duplicate || v == engine.Deliver
			})
		case "later":
			// What is due at full periods of the clock is not later for a pause.
			w.Config.Gossip, w.Config.Entropy, w.Config.Sync = 0, 0, engine.SyncAlways
			w.Config.Rules = engine.DynamoRules // Cassandra's need gossip
			u.by = time.Duration(rapid.Int64Range(1, 20e9).Draw(t, "by"))
		}
		if u.where == "over" {
			u.lines = overLines(t, w)
		}
		start := randomscript.Line{After: 30 * time.Second, Command: engine.Command{Verb: engine.Set, Name: "timeout", To: "900ms"}}
		script := append([]randomscript.Line{start}, slices.DeleteFunc(w.Script(t), func(m randomscript.Line) bool { return m.Command.Msg != 0 })...) // messages have other numbers then
		if u.where == "over" {
			noneTooSlow(script)
		}
		plain := randomscript.Play(t, w, script)
		randomscript.Rest(t, plain)
		end := plain.Now() + 10*time.Second // the other requests are over by then, too
		healAll(plain, end)
		if u.where != "over" {
			u.lines = unrelatedLines(t, w, plain)
		}
		with := randomscript.Play(t, w, u.into(t, script))
		randomscript.Rest(t, with)
		healAll(with, end+u.by)
		inserted := u.lines
		if u.where == "over" {
			inserted = nil // they are all over by then
		}
		a, b := happenings(t, plain, 0, nil), happenings(t, with, u.by, inserted)
		switch u.where {
		case "over":
			a, b = since(a, 30*time.Second), since(b, 30*time.Second)
		case "between":
			if slices.ContainsFunc(u.lines, func(m randomscript.Line) bool { return m.Command.Key != "" }) {
				alike := believedAlike(plain, with)
				a, b = until(a, alike), until(b, alike)
			}
		}
		if inNumbers(a) || inNumbers(b) {
			a, b = withoutStates(a), withoutStates(b)
		}
		compareRuns(t, a, b)
	})
}

// noneTooSlow leaves no node of a script so slow that it misses a timeout, over three legs
// between data centres: who has missed one is believed down until there is any sign of life,
// and the answer to an unrelated request is one. What is compared is then compared to its end.
func noneTooSlow(script []randomscript.Line) {
	for i := range script {
		if cmd := &script[i].Command; cmd.Verb == engine.Slow {
			cmd.Factor = min(cmd.Factor, 8000)
		}
	}
}

// into inserts the lines into a script.
func (u unrelated) into(t *rapid.T, script []randomscript.Line) []randomscript.Line {
	script = slices.Clone(script)
	switch u.where {
	case "later":
		script[0].After += u.by
	case "over":
		for _, line := range u.lines {
			script[0].After -= line.After
		}
	case "between":
		for i := 0; i < len(u.lines); i++ {
			at := rapid.IntRange(1, len(script)).Draw(t, "at")
			if u.lines[i].Command.Verb == engine.Cut { // and mended at once
				script = slices.Insert(script, at, u.lines[i], u.lines[i+1])
				i++
				continue
			}
			script = slices.Insert(script, at, u.lines[i])
		}
		return script
	}
	return append(slices.Clone(u.lines), script...)
}

// unrelatedLines draws lines that touch nothing of what a script is about.
func unrelatedLines(t *rapid.T, w randomscript.World, plain *engine.Cluster) (lines []randomscript.Line) {
	quiet, replicas, whole := quietLinks(plain), onlyReplicas(plain), wholeLinks(plain)
	for i := range rapid.IntRange(1, 5).Draw(t, "lines") {
		kinds := []string{"get", "get", "grace"}
		if w.Config.Entropy == 0 {
			kinds = append(kinds, "put", "put", "delete") // no other key shares a comparison with it
		}
		if len(replicas) > 0 {
			kinds = append(kinds, "skew")
		}
		if len(quiet) > 0 && w.Config.Gossip == 0 {
			kinds = append(kinds, "slow")
		}
		if len(whole) > 0 {
			kinds = append(kinds, "blip")
		}
		cmd := engine.Command{Key: "other" + strconv.Itoa(i), Client: rapid.SampledFrom([]string{"", "alice", "zoe"}).Draw(t, "other client")}
		node := rapid.SampledFrom(w.Config.Nodes).Draw(t, "other node").Name
		switch rapid.SampledFrom(kinds).Draw(t, "kind") {
		case "get":
			cmd.Verb, cmd.Via = engine.Get, node
		case "put":
			cmd.Verb, cmd.Via, cmd.Value = engine.Put, node, "v"
		case "delete":
			cmd.Verb, cmd.Via = engine.Delete, node
		case "grace":
			cmd = engine.Command{Verb: engine.Set, Name: "grace", To: fmt.Sprintf("%dh", 241+i)}
		case "skew":
			cmd = engine.Command{Verb: engine.Skew, Node: rapid.SampledFrom(replicas).Draw(t, "replica"), For: time.Duration(1+i) * time.Millisecond}
		case "blip":
			link := rapid.SampledFrom(whole).Draw(t, "link")
			cmd = engine.Command{Verb: engine.Cut, Node: link[0], Peer: link[1]}
			lines = append(lines, randomscript.Line{Command: cmd})
			cmd.Verb = engine.Mend
		case "slow":
			link := rapid.SampledFrom(quiet).Draw(t, "link")
			cmd = engine.Command{Verb: engine.Slow, Node: link[0], Peer: link[1], Factor: 1500}
		}
		lines = append(lines, randomscript.Line{Command: cmd})
	}
	return lines
}

// overLines draws lines to put first, whose effects end before the script begins: they heal
// what they break, and reset what they set.
func overLines(t *rapid.T, w randomscript.World) (lines []randomscript.Line) {
	for i := range rapid.IntRange(1, 4).Draw(t, "lines") {
		a := rapid.SampledFrom(w.Config.Nodes).Draw(t, "a").Name
		b := rapid.SampledFrom(w.Config.Nodes).Draw(t, "b").Name
		with := func(verb engine.Verb) engine.Command { return engine.Command{Verb: verb, Node: a} }
		link := func(verb engine.Verb) engine.Command { return engine.Command{Verb: verb, Node: a, Peer: b} }
		set := func(name, to string) engine.Command { return engine.Command{Verb: engine.Set, Name: name, To: to} }
		pairs := [][2]engine.Command{
			{with(engine.Crash), with(engine.Start)}, {with(engine.Hang), with(engine.Resume)}, {with(engine.Isolate), with(engine.Mend)},
			{{Verb: engine.Skew, Node: a, For: time.Second}, {Verb: engine.Skew, Node: a}},
			{{Verb: engine.Slow, Node: a, Factor: 5000}, {Verb: engine.Slow, Node: a, Factor: 1000}},
			{set("repair", "off"), set("repair", string(w.Config.Repair))}, {set("read", "all"), set("read", string(w.Config.Read))},
			{set("grace", "1h"), set("grace", "240h")}, {set("timeout", "3s"), set("timeout", "1s")},
			{{Verb: engine.Power, Node: w.Config.Nodes[0].DC + "/" + w.Config.Nodes[0].Rack}, {Verb: engine.Power, Node: w.Config.Nodes[0].DC + "/" + w.Config.Nodes[0].Rack, To: engine.PowerOn}},
		}
		if a != b {
			pairs = append(pairs, [2]engine.Command{link(engine.Cut), link(engine.Mend)})
		}
		for k := range rapid.IntRange(0, 5).Draw(t, "puts") { // of other keys, meanwhile
			pair := rapid.SampledFrom(pairs).Draw(t, "pair")
			put := engine.Command{Verb: engine.Put, Key: fmt.Sprint("other", i, k), Value: "v"}
			lines = append(lines, randomscript.Line{After: 0, Command: pair[0]}, randomscript.Line{After: time.Millisecond, Command: put}, randomscript.Line{After: 40 * time.Millisecond, Command: pair[1]})
		}
	}
	return lines
}

// since leaves out what happened before a time.
func since(happenings []string, at time.Duration) []string {
	return slices.DeleteFunc(happenings, func(h string) bool { return h < fmt.Sprintf("%020d", int64(at)) })
}

// until leaves out what happened from a time on.
func until(happenings []string, at time.Duration) []string {
	return slices.DeleteFunc(happenings, func(h string) bool { return h >= fmt.Sprintf("%020d", int64(at)) })
}

// believedAlike returns until when all nodes believe the same of each other in two runs.
func believedAlike(a, b *engine.Cluster) time.Duration {
	as, bs := beliefs(a), beliefs(b)
	for i := range max(len(as), len(bs)) {
		switch {
		case i == len(as):
			return bs[i].At
		case i == len(bs):
			return as[i].At
		case as[i] != bs[i]:
			return min(as[i].At, bs[i].At)
		}
	}
	return math.MaxInt64
}

// belief is that a node begins to believe another one up or down, or to doubt it.
type belief struct {
	At         time.Duration
	Kind       event.Kind
	Node, Whom ring.NodeID
}

// believes reports whether the event is a change of what a node believes about another.
func believes(e *event.Event) bool {
	return e.Kind == event.Suspect || e.Kind == event.Trust || e.Kind == event.Doubt
}

// beliefs lists what nodes came to believe of each other, in order of time.
func beliefs(c *engine.Cluster) (all []belief) {
	for step := 1; step <= c.Trace().Len(); step++ {
		if e := c.Trace().At(step); believes(e) {
			all = append(all, belief{e.At, e.Kind, e.Node, e.To})
		}
	}
	slices.SortFunc(all, func(a, b belief) int {
		return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.Node, b.Node), cmp.Compare(a.Whom, b.Whom), cmp.Compare(a.Kind, b.Kind))
	})
	return all
}

// healAll starts nodes that are down and mends links that are cut, one by one, and gives
// all nodes time to notice. What was only slow stays slow.
func healAll(c *engine.Cluster, at time.Duration) {
	c.Advance(at, 1_000_000)
	for id := range ring.NodeID(5) {
		for _, verb := range []engine.Verb{engine.Start, engine.Resume, engine.Mend} {
			c.Apply(engine.Command{Verb: verb, Node: c.NodeName(id)}) // an error says that there was nothing to heal
		}
	}
	c.Advance(at+time.Minute, 1_000_000)
}

// inNumbers reports whether the trace has only the number of some of the observer's states,
// because there were many at one step: possibly more of them for keys that are not compared.
func inNumbers(happenings []string) bool {
	return slices.ContainsFunc(happenings, func(h string) bool { return strings.Contains(h, `"more":`) })
}

// withoutStates leaves the observer's states out.
func withoutStates(happenings []string) []string {
	return slices.DeleteFunc(happenings, func(h string) bool {
		for _, k := range []event.Kind{event.Safe, event.AtRisk, event.Unreachable, event.InFlight} {
			if strings.Contains(h, fmt.Sprintf(`"kind":%q`, k.String())) {
				return true
			}
		}
		return false
	})
}

// quietLinks lists the pairs of nodes between which no message was sent.
func quietLinks(c *engine.Cluster) (quiet [][2]string) {
	used := make(map[[2]ring.NodeID]bool)
	for step := 1; step <= c.Trace().Len(); step++ {
		if e := c.Trace().At(step); e.Kind == event.Send {
			used[[2]ring.NodeID{min(e.From, e.To), max(e.From, e.To)}] = true
		}
	}
	for a := range ring.NodeID(5) {
		for b := a + 1; b < 5; b++ {
			if !used[[2]ring.NodeID{a, b}] {
				quiet = append(quiet, [2]string{c.NodeName(a), c.NodeName(b)})
			}
		}
	}
	return quiet
}

// wholeLinks lists the pairs of nodes between which no link was cut.
func wholeLinks(c *engine.Cluster) (whole [][2]string) {
	cut := make(map[[2]ring.NodeID]bool)
	for step := 1; step <= c.Trace().Len(); step++ {
		if e := c.Trace().At(step); e.Kind == event.Cut {
			cut[[2]ring.NodeID{min(e.From, e.To), max(e.From, e.To)}] = true
		}
	}
	for a := range ring.NodeID(5) {
		for b := a + 1; b < 5; b++ {
			if !cut[[2]ring.NodeID{a, b}] {
				whole = append(whole, [2]string{c.NodeName(a), c.NodeName(b)})
			}
		}
	}
	return whole
}

// onlyReplicas lists the nodes that coordinate nothing, so that no version has a stamp
// of their clocks.
func onlyReplicas(c *engine.Cluster) (names []string) {
	for id := range ring.NodeID(5) {
		names = append(names, c.NodeName(id))
	}
	for step := 1; step <= c.Trace().Len(); step++ {
		if e := c.Trace().At(step); e.Kind == event.Invoke && e.Node != ring.None {
			names = slices.DeleteFunc(names, func(name string) bool { return name == c.NodeName(e.Node) })
		}
	}
	return names
}

// compareRuns fails with the first event that one run has and the other has not.
func compareRuns(t *rapid.T, plain, with []string) {
	for i := range max(len(plain), len(with)) {
		a, b := "nothing", "nothing"
		if i < len(plain) {
			a = plain[i]
		}
		if i < len(with) {
			b = with[i]
		}
		if a != b {
			t.Fatalf("event %d of %d is\n%s\nwithout the unrelated lines, and with them\n%s", i+1, len(plain), a, b)
		}
	}
}

// TestWhatIf: a hint is handed over at the same nanosecond with an unrelated line in front,
// whatever that line adds to the trace.
func TestWhatIf(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w := randomscript.Small(3, 2, 2)
		w.Config.Seed, w.Config.Quorum = rapid.Uint64().Draw(t, "seed"), engine.Sloppy
		script := []randomscript.Line{
			{After: 0, Command: engine.Command{Verb: engine.Crash, Node: "n2"}},
			{After: 20 * time.Second, Command: engine.Command{Verb: engine.Put, Key: "cart", Value: "A", Via: "n5"}},
			{After: 20 * time.Second, Command: engine.Command{Verb: engine.Start, Node: "n2"}},
			{After: 20 * time.Second, Command: engine.Command{Verb: engine.Get, Key: "cart", Via: "n5"}},
		}
		fronts := [][]randomscript.Line{
			{{After: 0, Command: engine.Command{Verb: engine.Slow, Node: "n4", Peer: "n3", Factor: 1500}}},
			{{After: 0, Command: engine.Command{Verb: engine.Skew, Node: "n3", For: time.Millisecond}}},
			{{After: 0, Command: engine.Command{Verb: engine.Set, Name: "grace", To: "241h"}}},
			{{After: 0, Command: engine.Command{Verb: engine.Set, Name: "speculative", To: "1h"}}, {After: 0, Command: engine.Command{Verb: engine.Set, Name: "speculative", To: "off"}}},
		}
		plain := randomscript.Play(t, w, script)
		randomscript.Rest(t, plain)
		alone := happenings(t, plain, 0, nil)
		if !slices.ContainsFunc(alone, func(h string) bool { return strings.Contains(h, `"kind":"unhint"`) }) {
			t.Fatal("no hint is handed over")
		}
		front := rapid.SampledFrom(fronts).Draw(t, "front")
		with := randomscript.Play(t, w, append(slices.Clone(front), script...))
		randomscript.Rest(t, with)
		compareRuns(t, alone, happenings(t, with, 0, front))
	})
}

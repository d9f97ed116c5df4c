// Mutations of true traces, and how many of them the checker finds.

package tracecheck_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"ringside/internal/steady"
	"ringside/internal/tracecheck"
)

// mutation is one way to make a true trace false. It reports whether it could change line
// i.
type mutation struct {
	name  string
	floor int // percent of these that must be noticed, with room for what is no lie
	apply func(d dice, lines *[]tracecheck.Line, i int) bool
}

// field changes one field of lines of some kinds.
func field(name string, floor int, kinds string, change func(d dice, l *tracecheck.Line)) mutation {
	return mutation{name, floor, func(d dice, lines *[]tracecheck.Line, i int) bool {
		l := &(*lines)[i]
		if !slices.Contains(strings.Fields(kinds), l.Kind) {
			return false
		}
		before := fmt.Sprint(*l)
		change(d, l)
		return fmt.Sprint(*l) != before
	}}
}

// ofVersions are the messages that carry versions or acknowledge them.
var ofVersions = []string{"write", "ack", "data", "checksum", "repair", "repair ack", "handoff", "handoff ack", "stream"}

// another returns another version of a key, if the trace has one.
func another(d dice, lines []tracecheck.Line, l *tracecheck.Line) string {
	var all []string
	for i := range lines {
		if o := &lines[i]; o.Key == l.Key && o.Version != "" && o.Version != l.Version && !slices.Contains(all, o.Version) {
			all = append(all, o.Version)
		}
	}
	if len(all) == 0 {
		return l.Version
	}
	return pick(d, all...)
}

// remove removes a line and makes its cause the cause of what it caused.
func remove(lines *[]tracecheck.Line, i int) {
	gone := (*lines)[i]
	*lines = slices.Delete(*lines, i, i+1)
	for j := range *lines {
		l := &(*lines)[j]
		if l.Cause == gone.Step {
			l.Cause = gone.Cause
		}
		if l.Cause > gone.Step {
			l.Cause--
		}
		if l.Step > gone.Step {
			l.Step--
		}
	}
}

// insert inserts a line at index i and moves what follows a step back.
func insert(lines *[]tracecheck.Line, i int, l tracecheck.Line) {
	for j := range *lines {
		o := &(*lines)[j]
		if o.Cause >= i {
			o.Cause++
		}
		if o.Step >= i {
			o.Step++
		}
	}
	l.Step = i
	*lines = slices.Insert(*lines, i, l)
}

// removes removes lines of some kinds, selected by which.
func removes(name string, floor int, which func(l *tracecheck.Line) bool) mutation {
	return mutation{"without " + name, floor, func(d dice, lines *[]tracecheck.Line, i int) bool {
		if !which(&(*lines)[i]) {
			return false
		}
		remove(lines, i)
		return true
	}}
}

var mutations = []mutation{
	field("latency", 92, "reply", func(d dice, l *tracecheck.Line) { l.Latency += int64(1 + d.IntN(1000)) }),
	field("acks", 92, "reply", func(d dice, l *tracecheck.Line) { l.Acks += pick(d, -1, 1) }),
	field("need", 92, "reply", func(d dice, l *tracecheck.Line) { l.Need += pick(d, -1, 1) }),
	field("level", 92, "invoke", func(d dice, l *tracecheck.Line) {
		if l.Level != "" {
			l.Level += "x"
		}
	}),
	field("answers of a data centre", 88, "deliver", func(d dice, l *tracecheck.Line) {
		if l.Parts != nil && !l.Late { // what comes late decides nothing
			l.Parts = slices.Clone(l.Parts)
			l.Parts[0].Acks += pick(d, -1, 1)
		}
	}),
	field("a data centre", 92, "reply", func(d dice, l *tracecheck.Line) {
		if l.Parts != nil && l.Outcome != "coordinatorlost" {
			l.Parts = l.Parts[1:]
		}
	}),
	field("copies", 85, "reply", func(d dice, l *tracecheck.Line) {
		if l.Copies > 0 {
			l.Copies += pick(d, -1, 1)
		}
	}),
	field("values", 92, "reply", func(d dice, l *tracecheck.Line) {
		switch len(l.Values) {
		case 0:
			l.Values = []string{"x"}
		default:
			l.Values = slices.Clone(l.Values)
			l.Values[d.IntN(len(l.Values))] += "x"
		}
	}),
	field("order of values", 92, "reply", func(d dice, l *tracecheck.Line) {
		l.Values = slices.Clone(l.Values)
		slices.Reverse(l.Values)
	}),
	field("outcome", 92, "reply", func(d dice, l *tracecheck.Line) {
		l.Outcome = pick(d, "ok", "notfound", "unavailable", "failed", "timeout", "coordinatorlost")
	}),
	field("by", 92, "reply", func(d dice, l *tracecheck.Line) {
		if len(l.By) > 0 {
			l.By = l.By[1:]
		}
	}),
	field("behind", 92, "reply", func(d dice, l *tracecheck.Line) {
		if len(l.Behind) > 0 {
			l.Behind = l.Behind[1:]
		} else if len(l.By) > 0 {
			l.Behind = l.By[:1]
		}
	}),
	field("fresh", 92, "store", func(d dice, l *tracecheck.Line) { l.Fresh = !l.Fresh }),
	field("durable", 85, "store", func(d dice, l *tracecheck.Line) { l.Durable = !l.Durable }),
	field("siblings", 92, "store", func(d dice, l *tracecheck.Line) { l.Siblings += pick(d, -1, 1) }),
	field("value written", 92, "invoke", func(d dice, l *tracecheck.Line) { l.Value += "x" }),
	field("client", 92, "invoke", func(d dice, l *tracecheck.Line) { l.Client += "x" }),
	field("late", 85, "deliver", func(d dice, l *tracecheck.Line) {
		if l.Op != 0 && slices.Contains([]string{"ack", "data", "checksum"}, l.Type) {
			l.Late = !l.Late
		}
	}),
	field("age", 92, "purge", func(d dice, l *tracecheck.Line) { l.Age++ }),
	field("keys flushed", 92, "flush", func(d dice, l *tracecheck.Line) { l.Keys++ }),
	field("node", 85, "store hint unhint purge flush", func(d dice, l *tracecheck.Line) { l.Node = pick(d, "n1", "n2") }),
	field("receiver", 85, "send deliver drop", func(d dice, l *tracecheck.Line) { l.To = pick(d, "n1", "n2") }),
	field("type", 85, "send deliver drop", func(d dice, l *tracecheck.Line) { l.Type = pick(d, "write", "repair", "ack", "data", "checksum") }),
	field("why", 80, "drop", func(d dice, l *tracecheck.Line) {
		l.Why = pick(d, "the link is cut", "the node is down", "the node has left", "it was forgotten in the crash")
	}),
	field("copies of a verdict", 85, "safe atrisk", func(d dice, l *tracecheck.Line) { l.Copies += pick(d, -1, 1) }),
	field("what a verdict counts", 85, "atrisk unreachable", func(d dice, l *tracecheck.Line) { l.Replaced = !l.Replaced }),
	{"another verdict", 85, func(d dice, lines *[]tracecheck.Line, i int) bool {
		l := &(*lines)[i]
		all := []string{"safe", "atrisk", "unreachable", "inflight", "lost"}
		if !slices.Contains(all, l.Kind) || l.Key == "" {
			return false
		}
		before := l.Kind
		l.Kind = pick(d, all...)
		return l.Kind != before
	}},
	removes("a verdict", 85, func(l *tracecheck.Line) bool {
		return l.Key != "" && slices.Contains([]string{"atrisk", "unreachable", "inflight", "lost", "missed", "older"}, l.Kind)
	}),
	{"a read that missed something", 85, func(d dice, lines *[]tracecheck.Line, i int) bool {
		l := (*lines)[i]
		if l.Kind != "reply" || l.Verb != "get" || l.Outcome != "ok" || i+1 < len(*lines) && (*lines)[i+1].Kind == "missed" {
			return false
		}
		insert(lines, i+1, tracecheck.Line{At: l.At, Kind: "missed", Op: l.Op, Cause: l.Step, Key: l.Key, Version: another(d, *lines, &l)})
		return true
	}},
	field("ringversion", 92, "enact", func(d dice, l *tracecheck.Line) { l.RingVersion++ }),
	{"version", 80, func(d dice, lines *[]tracecheck.Line, i int) bool {
		l := &(*lines)[i]
		if l.Version == "" || (l.Kind == "send" || l.Kind == "deliver") && !slices.Contains(ofVersions, l.Type) {
			return false
		}
		before := l.Version
		l.Version = another(d, *lines, l)
		return l.Version != before
	}},
	{"a command less", 50, func(d dice, lines *[]tracecheck.Line, i int) bool {
		l := &(*lines)[i]
		if l.Kind != "command" {
			return false
		}
		l.Text = "get nothing"
		return true
	}},
	removes("a store", 85, func(l *tracecheck.Line) bool { return l.Kind == "store" && l.Fresh }),
	removes("a hint", 60, func(l *tracecheck.Line) bool { return l.Kind == "hint" || l.Kind == "unhint" }),
	removes("a request", 92, func(l *tracecheck.Line) bool { return l.Kind == "invoke" }),
	removes("an answer in time", 85, func(l *tracecheck.Line) bool {
		return l.Kind == "deliver" && !l.Late && l.Op != 0 && slices.Contains([]string{"ack", "data", "checksum"}, l.Type)
	}),
	removes("a message", 85, func(l *tracecheck.Line) bool { return l.Kind == "send" }),
	removes("a reply", 80, func(l *tracecheck.Line) bool { return l.Kind == "reply" && l.Outcome != "timeout" }),
	removes("a fall", 70, func(l *tracecheck.Line) bool { return l.Kind == "crash" || l.Kind == "wipe" }),
	removes("a return", 80, func(l *tracecheck.Line) bool { return l.Kind == "start" || l.Kind == "resume" }),
	{"a delivery twice", 92, func(d dice, lines *[]tracecheck.Line, i int) bool {
		l := (*lines)[i]
		if l.Kind != "deliver" || l.Msg == 0 {
			return false
		}
		insert(lines, i+1, l)
		return true
	}},
	{"two events in the wrong order", 10, func(d dice, lines *[]tracecheck.Line, i int) bool {
		if i+1 >= len(*lines) {
			return false
		}
		a, b := (*lines)[i], (*lines)[i+1]
		if a.At == b.At || a.Kind == "command" || b.Kind == "command" || b.Cause == a.Step {
			return false
		}
		a.At, b.At = b.At, a.At
		for j := range *lines {
			switch o := &(*lines)[j]; o.Cause {
			case a.Step:
				o.Cause = b.Step
			case b.Step:
				o.Cause = a.Step
			}
		}
		a.Step, b.Step = b.Step, a.Step
		(*lines)[i], (*lines)[i+1] = b, a
		return true
	}},
}

// where returns the first line that differs.
func where(a, b []tracecheck.Line) string {
	for i := range a {
		if x, y := fmt.Sprintf("%+v", a[i]), fmt.Sprintf("%+v", b[min(i, len(b)-1)]); x != y {
			return "\n\t" + short(x) + "\n\t" + short(y)
		}
	}
	return "at the end"
}

// short removes empty fields.
func short(line string) string {
	var out []string
	for word := range strings.FieldsSeq(line) {
		if !strings.HasSuffix(word, ":") && !strings.HasSuffix(word, ":0") && !strings.HasSuffix(word, ":[]") && !strings.HasSuffix(word, ":false") {
			out = append(out, word)
		}
	}
	return strings.Join(out, " ")
}

// TestItCanFail makes true traces false in every way of the table, and counts how many of
// these changes are found. What is not found is mostly no falsehood: a late answer more or
// less, two events that might have happened in either order.
func TestItCanFail(t *testing.T) {
	tries, caught := make([]int, len(mutations)), make([]int, len(mutations))
	each := steady.Rounds(60, 15, 1)
	for number := uint64(0); number < 400 && slices.Min(tries) < each; number++ {
		s := draw(*seed+1000, number)
		tr, err := s.play()
		if err != nil {
			t.Fatal(err)
		}
		lines, err := tracecheck.Read(bytes.NewReader(tr))
		if err != nil {
			t.Fatal(err)
		}
		if len(tracecheck.Check(lines).Findings) > 0 {
			continue
		}
		d := s.dice()
		for k, m := range mutations {
			for range 3 {
				if tries[k] >= each || len(lines) < 3 {
					break
				}
				lie := slices.Clone(lines)
				i := 1 + d.IntN(len(lie)-1)
				for n := 0; n < len(lie) && !m.apply(d, &lie, i); n++ {
					i = 1 + i%(len(lie)-1)
				}
				if slices.EqualFunc(lie, lines, func(a, b tracecheck.Line) bool { return fmt.Sprint(a) == fmt.Sprint(b) }) {
					break
				}
				tries[k]++
				if len(tracecheck.Check(lie).Findings) > 0 {
					caught[k]++
				} else if testing.Verbose() {
					t.Logf("%s goes unnoticed: %s", m.name, where(lines, lie))
				}
			}
		}
	}
	all, found := 0, 0
	for k, m := range mutations {
		all, found = all+tries[k], found+caught[k]
		t.Logf("%-32s %3d of %3d", m.name, caught[k], tries[k])
		if tries[k] == 0 {
			t.Errorf("%s: no trace has such a line", m.name)
		} else if !steady.Raced && caught[k]*100 < m.floor*tries[k] { // a few say nothing of a share
			t.Errorf("%s: %d of %d are noticed; want %d%%", m.name, caught[k], tries[k], m.floor)
		}
	}
	share := 100 * float64(found) / float64(all)
	t.Logf("%d of %d lies are noticed, %.1f%%", found, all, share)
	if !steady.Raced && share < 93 {
		t.Errorf("only %.1f%% of the lies are noticed; want 93", share)
	}
}

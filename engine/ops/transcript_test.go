// This file makes operations out of traces that no cluster has made.

package ops_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/cockroachdb/datadriven"

	"ringside/engine/event"
	"ringside/engine/ops"
	"ringside/engine/ring"
	"ringside/engine/version"
)

// TestTranscripts runs testdata/transcripts, which are to be read. Each "trace" adds
// events to what there is, one a line: when, what, and the fields that it has, such
// as "250us send write op=1 from=n1 to=n2 msg=1". Lists of nodes are n1,n2. It prints
// the operations that come of it. "trace anew" begins with an empty trace.
func TestTranscripts(t *testing.T) {
	datadriven.Walk(t, "testdata/transcripts", func(t *testing.T, path string) {
		w := new(worksheet)
		datadriven.RunTest(t, path, func(t *testing.T, d *datadriven.TestData) string {
			if d.HasArg("anew") {
				w = new(worksheet)
			}
			for line := range strings.Lines(d.Input) {
				w.add(t, strings.Fields(line))
			}
			w.story.Tell(&w.trace.Trace, w.begun, nil)
			return w.print(t)
		})
	})
}

type worksheet struct {
	trace event.Recorder
	story ops.Story
	begun uint32
}

// wordOf finds the value of an enum that has a word.
func wordOf[T interface {
	~uint8
	String() string
}](t *testing.T, word string) T {
	for v := range T(100) {
		if v.String() == word {
			return v
		}
	}
	t.Fatalf("nothing is called %q", word)
	return 0
}

func node(name string) ring.NodeID {
	n, _ := strconv.Atoi(strings.TrimPrefix(name, "n"))
	return ring.NodeID(n)
}

func nodes(list string) (all []ring.NodeID) {
	for name := range strings.SplitSeq(list, ",") {
		all = append(all, node(name))
	}
	return all
}

// dot reads n1:2.
func dot(s string) version.Dot {
	who, count, _ := strings.Cut(s, ":")
	n, _ := strconv.Atoi(count)
	return version.Dot{Actor: version.Actor{Node: node(who)}, Counter: uint32(n)}
}

func (w *worksheet) add(t *testing.T, f []string) {
	at, err := time.ParseDuration(f[0])
	if err != nil {
		t.Fatal(err)
	}
	e := event.Event{At: at, Kind: wordOf[event.Kind](t, f[1]), Node: ring.None, From: ring.None, To: ring.None}
	for _, field := range f[2:] {
		name, value, _ := strings.Cut(field, "=")
		number, _ := strconv.Atoi(value)
		switch name {
		case "op":
			e.Op = uint32(number)
		case "msg", "cause", "ref":
			*map[string]*uint32{"msg": &e.Msg, "cause": &e.Cause, "ref": &e.Ref}[name] = uint32(number)
		case "n", "need":
			*map[string]*uint8{"n": &e.N, "need": &e.Need}[name] = uint8(number)
		case "node", "from", "to":
			*map[string]*ring.NodeID{"node": &e.Node, "from": &e.From, "to": &e.To}[name] = node(value)
		case "list":
			e.Msg = w.trace.AddNodes(nodes(value))
		case "behind":
			e.Text = w.trace.AddBehind(nodes(value))
		case "key":
			e.Key = w.trace.Intern(value)
		case "value":
			e.Text = w.trace.Intern(value)
		case "client":
			e.Ref = uint32(w.trace.Intern(value))
		case "dot":
			e.Dot = dot(value)
		case "verb":
			e.Verb = wordOf[event.Verb](t, value)
		case "type":
			e.Type = wordOf[event.Type](t, strings.ReplaceAll(value, "-", " "))
		case "outcome":
			e.Outcome = wordOf[event.Outcome](t, value)
		case "why":
			e.Why = wordOf[event.Why](t, strings.ReplaceAll(value, "-", " "))
		case "late":
			e.Late = true
		case "fresh":
			e.Fresh = true
		default:
			t.Fatalf("no field is called %q", name)
		}
	}
	if e.Kind == event.Invoke {
		w.begun++
	}
	w.trace.Append(e)
}

var (
	states = map[ops.AnswerState]string{
		ops.Idle: "idle", ops.Sent: "asked", ops.Stored: "stored", ops.Acked: "acked", ops.Late: "late",
		ops.RefusedConn: "refused", ops.Silent: "silent", ops.BelievedDown: "believed down", ops.Declined: "declined",
	}
	stages = map[ops.Stage]string{ops.Dropped: "dropped", ops.Flying: "flying", ops.Arrived: "arrived"}
)

func (w *worksheet) print(t *testing.T) string {
	var out strings.Builder
	names := func(n ring.NodeID) string { return "n" + strconv.Itoa(int(n)) }
	list := func(all []ring.NodeID) (s string) {
		for _, n := range all {
			s += " " + names(n)
		}
		return s
	}
	for _, o := range w.story.Recent() {
		fmt.Fprintf(&out, "op %d %v %s by %s via %s: %v, %d of %d", o.ID, o.Verb, strings.TrimSpace(o.Key+" "+o.Value), o.Client, names(o.Coordinator), o.Outcome, o.Acks, o.Need)
		if o.ToldStep > 0 {
			fmt.Fprintf(&out, " after %v", o.Told)
		}
		if len(o.Counted) > 0 {
			fmt.Fprintf(&out, ", by%s", list(o.Counted))
		}
		for _, fact := range []struct {
			is   bool
			what string
		}{
			{o.Settled, "settled"}, {slices.ContainsFunc(o.Answers, func(a ops.Answer) bool { return a.Again }), "second round"}, {o.State != 0, o.State.String()},
			{o.Missed.Found, fmt.Sprint("missed op ", o.Missed.Op)}, {o.Since > 0, fmt.Sprintf("since op %d, in both:%s", o.Since, list(o.Overlap))},
		} {
			if fact.is {
				out.WriteString("; " + fact.what)
			}
		}
		out.WriteByte('\n')
		for _, a := range o.Answers {
			fmt.Fprintf(&out, "  %s %s", names(a.Node), states[a.State])
			if a.Role == ops.Fallback {
				fmt.Fprintf(&out, " for %s", names(a.For))
			}
			for _, p := range []struct {
				what string
				ops.Passage
			}{{"request", a.Ask}, {"answer", a.Back}, {"refusal", a.Refusal}, {"repair", a.Repair}, {"repair ack", a.RepairAck}} {
				if p.Stage != ops.Unsent {
					fmt.Fprintf(&out, ", %s %s", p.what, stages[p.Stage])
				}
				if p.Stage == ops.Dropped {
					fmt.Fprintf(&out, " (%v)", p.Why)
				}
			}
			for _, fact := range []struct {
				is   bool
				what string
			}{{a.Decisive, "decisive"}, {a.Mismatch, "behind"}, {a.Outdated, "outdated"}, {a.Memory, "in memory"}} {
				if fact.is {
					out.WriteString(", " + fact.what)
				}
			}
			out.WriteByte('\n')
		}
		if len(o.Stands) > 0 {
			t.Error("nobody has looked how the nodes stand to it")
		}
	}
	return out.String()
}

// TestStoryGoesOn shows that it is all one whether a trace is told at once or event by
// event, also when there are more operations than are kept, and that what was given
// out is not changed by what is told later.
func TestStoryGoesOn(t *testing.T) {
	var w worksheet
	var often ops.Story
	var given, copies []*ops.Operation
	for op := range 3 * ops.Max {
		for _, line := range []string{
			"1ms invoke op=%d verb=put key=k client=c value=v dot=n1:1 node=n1 list=n1,n2,n3 need=2",
			"1ms send op=%d type=write from=n1 to=n2 msg=1 cause=1",
			"2ms store op=%d key=k dot=n1:1 node=n2",
			"2ms deliver op=%d type=ack from=n2 to=n1 msg=2 n=1",
			"3ms reply op=%d verb=put key=k node=n1 outcome=ok n=2 need=2 list=n1,n2 cause=1",
		} {
			w.add(t, strings.Fields(fmt.Sprintf(line, op+1)))
			often.Tell(&w.trace.Trace, w.begun, nil)
			if o := often.Recent()[len(often.Recent())-1]; op%16 == 0 {
				c := *o
				c.Answers = slices.Clone(o.Answers)
				given, copies = append(given, o), append(copies, &c)
			}
		}
	}
	once := new(ops.Story)
	once.Tell(&w.trace.Trace, w.begun, nil)
	all, want := often.Recent(), once.Recent()
	if len(all) != ops.Max || len(want) != ops.Max {
		t.Fatalf("%d and %d operations, want %d", len(all), len(want), ops.Max)
	}
	for i := range all {
		if got, want := fmt.Sprintf("%+v", *all[i]), fmt.Sprintf("%+v", *want[i]); got != want {
			t.Fatalf("told often:\n%s\nonce:\n%s", got, want)
		}
	}
	for i := range given {
		if got, want := fmt.Sprintf("%+v", *given[i]), fmt.Sprintf("%+v", *copies[i]); got != want {
			t.Fatalf("it was given out as\n%s\nand is now\n%s", want, got)
		}
	}
}

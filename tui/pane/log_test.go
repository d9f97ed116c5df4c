// Tests of the log: its filter, its index, moving, and causes.

package pane

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/ring"
	"ringside/tui/theme"
)

// TestFilter checks which events of the half written cluster each filter shows: 1
// command, 2 invoke, 3–4 sends to n2 and n4, 5 deliver, 6 store, 7 send ack, 8 drop, 9
// deliver ack, 10 reply.
func TestFilter(t *testing.T) {
	s := halfWritten(t)
	for _, c := range []struct {
		filter string
		level  Level
		want   string
	}{
		{"", Everything, "1 2 3 4 5 6 7 8 9 10"},
		{"", Story, "1 2 3 4 6 8 9 10"},
		{"n2", Everything, "3 5 6 7 9"},
		{"N2 ack", Everything, "7 9"},
		{"n2 ack", Story, "9"},
		{"drop", Story, "8"},
		{"op:17", Story, "2 3 4 6 8 9 10"},
		{"op:3", Everything, ""},
		{"op:", Everything, ""},
		{"op:0", Everything, ""},
		{"MILK", Everything, "1 2"},
		{"cart:4", Story, "1 2 3 4 6 8 9 10"},
		{"you", Story, "2"},
		{"ok", Story, "10"},
		{"put", Story, "1 2 10"},
		{"n4 drop", Story, "8"},
		{"no such thing", Story, ""},
	} {
		var x logIndex
		x.update(&s.View.Trace, s.View.Ring, c.filter, c.level)
		if got := strings.Trim(fmt.Sprint(x.steps), "[]"); got != c.want {
			t.Errorf("%q shows %s, want %s", c.filter, got, c.want)
		}
	}
}

// longTrace is a trace of n events of op 1 and up, ten each, every seventh of which is
// fine print.
func longTrace(n int) *event.Recorder {
	t := &event.Recorder{}
	for i := range n {
		e := event.Event{Kind: event.Send, Type: event.Write, At: time.Duration(i) * ms, Op: uint32(i/10 + 1),
			Cause: uint32(i), Node: ring.None, From: ring.NodeID(i % 5), To: ring.NodeID((i + 1) % 5)}
		if i%7 == 0 {
			e.Kind = event.Settle
		}
		if i%50 == 0 {
			e.Key = t.Intern(fmt.Sprintf("key%d", i%500))
		}
		t.Append(e)
	}
	return t
}

// TestIndexFollowsATraceThatGrowsAndBranches compares the index kept over many changes
// with a new one.
func TestIndexFollowsATraceThatGrowsAndBranches(t *testing.T) {
	r := makeRing(t, ring.Draw(1, 5, 2))
	rapid.Check(t, func(t *rapid.T) {
		var x logIndex
		trace := longTrace(rapid.IntRange(0, 9000).Draw(t, "begins with"))
		filter, level := "", Story
		for range rapid.IntRange(1, 8).Draw(t, "changes") {
			switch rapid.IntRange(0, 3).Draw(t, "what") {
			case 0:
				for range rapid.IntRange(0, 5000).Draw(t, "events") {
					trace.Append(event.Event{Kind: event.Crash, Node: ring.NodeID(trace.Len() % 5)})
				}
			case 1: // back in time, and something else happens
				keep := rapid.IntRange(0, trace.Len()).Draw(t, "back to")
				branch := &event.Recorder{}
				for step := 1; step <= keep; step++ {
					e := *trace.At(step)
					e.Key = branch.Intern(trace.Text(e.Key))
					branch.Append(e)
				}
				branch.Append(event.Event{Kind: event.Hang, Node: 1})
				trace = branch
			case 2:
				filter = rapid.SampledFrom([]string{"", "n1", "key1", "crash", "hang n2"}).Draw(t, "filter")
			case 3:
				level = Level(rapid.IntRange(0, 1).Draw(t, "level"))
			}
			x.update(&trace.Trace, r, filter, level)
			var fresh logIndex
			fresh.update(&trace.Trace, r, filter, level)
			if !slices.Equal(x.steps, fresh.steps) || x.seen != trace.Len() {
				t.Fatalf("%d lines of %d events, want %d", len(x.steps), trace.Len(), len(fresh.steps))
			}
		}
	})
}

func TestALongTraceIsSearchedInParts(t *testing.T) {
	s := sceneOf(atRest(makeRing(t, ring.Draw(1, 5, 2))), "", theme.Options{})
	s.View.Trace = longTrace(2*scanAtOnce + 10).Snapshot()
	s.Log.Filter = "n1"
	p := &Log{}
	calls := 0
	for p.Lines(s, 80, 10); p.Busy(s); p.Lines(s, 80, 10) {
		calls++
		if _, notes := p.Title(s); !strings.Contains(strings.Join(notes, " "), "to search") {
			t.Errorf("while searching the title says %q", notes)
		}
	}
	if calls != 2 {
		t.Errorf("%d calls to search %d events, want 2 more than the first", calls, s.View.Trace.Len())
	}
}

// TestMove walks through a log of 42 lines, of which the last is step 49, in a window of 10.
func TestMove(t *testing.T) {
	s := sceneOf(atRest(makeRing(t, ring.Draw(1, 5, 2))), "", theme.Options{})
	s.View.Trace = longTrace(50).Snapshot()
	p := &Log{}
	var got []string
	for _, lines := range []int{-1, -8, -1, 1, -100, 5, 9, 100, -3} {
		s.Log = p.Move(s, lines, 10)
		got = append(got, fmt.Sprintf("%+d: step %d top %d follow %v", lines, s.Log.Step, s.Log.Top, s.Log.Follow))
	}
	s.Log = p.Show(s, 29, 10) // fine print: the line before it
	got = append(got, fmt.Sprintf("show 29: step %d top %d", s.Log.Step, s.Log.Top))
	want := `-1: step 48 top 32 follow false
-8: step 39 top 32 follow false
-1: step 38 top 31 follow false
+1: step 39 top 31 follow false
-100: step 2 top 0 follow false
+5: step 7 top 0 follow false
+9: step 18 top 5 follow false
+100: step 49 top 32 follow true
-3: step 46 top 32 follow false
show 29: step 28 top 23`
	if g := strings.Join(got, "\n"); g != want {
		t.Errorf("got\n%s\nwant\n%s", g, want)
	}
	if n := p.Count(s); n != 42 {
		t.Errorf("%d lines", n)
	}
}

// TestLateEvents: what is learned late is listed where it happened, under any filter, and the selected line stays where it
// is on the screen; a trace that goes back forgets it.
func TestLateEvents(t *testing.T) {
	s := sceneOf(atRest(makeRing(t, ring.Draw(1, 5, 2))), "", theme.Options{})
	var r event.Recorder
	happens := func(at ...int) {
		for _, at := range at {
			r.Append(event.Event{Kind: event.Told, At: time.Duration(at) * time.Second, Node: ring.None, From: ring.None, To: ring.None, Text: r.Add(fmt.Sprintf("at %d", at))})
		}
		s.View = &engine.View{Ring: s.View.Ring, Nodes: s.View.Nodes, Trace: r.Snapshot()}
	}
	p := &Log{}
	shown := func() (times string, selected int) {
		selected = -1
		for y, line := range p.Lines(s, 60, 4) {
			if strings.Contains(line, s.Theme.Signs.Here) {
				selected = y
			}
			_, at, _ := strings.Cut(ansi.Strip(line), "at ")
			times += " " + strings.Trim(at, " ↑↓")
		}
		return strings.TrimSpace(times), selected
	}
	happens(10, 20, 30, 50, 60, 70)
	s.Log = p.Show(s, 4, 4)
	s.Log = p.Move(s, -1, 4)
	before, y := shown()
	happens(5, 15, 40, 25, 70, 80)
	after, stays := shown()
	if before != "30 50 60 70" || after != "30 40 50 60" || y != stays || p.At(s, y, 4) != 3 {
		t.Errorf("%q, selected %d of step 3; then %q, selected %d of step %d", before, y, after, stays, p.At(s, stays, 4))
	}
	if s.Log = p.Move(s, -1, 4); s.Log.Step != 10 {
		t.Errorf("the line before that at 30 is step %d", s.Log.Step)
	}
	s.Log = p.Move(s, 100, 4)
	if got, _ := shown(); got != "60 70 70 80" || !s.Log.Follow {
		t.Errorf("the newest are %q, following %t", got, s.Log.Follow)
	}
	for _, filter := range []string{"", "at", "0"} {
		var fresh logIndex
		fresh.update(&s.View.Trace, s.View.Ring, filter, Story)
		for i, step := range fresh.steps {
			if row := fresh.rowOf(int(step)); row != i || i > 0 && s.View.Trace.At(int(fresh.steps[i-1])).At > s.View.Trace.At(int(step)).At {
				t.Errorf("filter %q: %v, step %d is in row %d", filter, fresh.steps, step, row)
			}
		}
	}
}

// TestCauses selects the ack's sending: its causes and effects are marked, the send to
// the other replica and its drop are not.
func TestCauses(t *testing.T) {
	s := selectedReply(t)
	var marks strings.Builder
	for _, line := range (&Log{}).Lines(s, 90, 10) {
		marks.WriteString(string([]rune(ansi.Strip(line))[1]))
	}
	if got, want := marks.String(), "│││ ││▸ ││"; got != want {
		t.Errorf("marks %q, want %q", got, want)
	}
}

// TestScrollingALongLogCostsNoMoreThanAShortOne counts allocations for a frame
// in which the selection moves.
func TestScrollingALongLogCostsNoMoreThanAShortOne(t *testing.T) {
	cost := func(events int) float64 {
		s := sceneOf(atRest(makeRing(t, ring.Draw(1, 5, 2))), "", theme.Options{})
		s.View.Trace = longTrace(events).Snapshot()
		p := &Log{}
		for p.Lines(s, 100, 20); p.Busy(s); p.Lines(s, 100, 20) {
		}
		return testing.AllocsPerRun(20, func() {
			s.Log = p.Move(s, -1, 20)
			p.Lines(s, 100, 20)
		})
	}
	short, long := cost(100), cost(1_000_000)
	if long > 1.5*short+10 {
		t.Errorf("%v allocations a frame with 1,000,000 events, %v with 100", long, short)
	}
}

// TestSpread: every slot gets a cell of its own, in order, at least the given gap from
// the next if possible, and its own cell if there is room for all.
func TestSpread(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cells := rapid.IntRange(1, 80).Draw(t, "cells")
		ideal := rapid.SliceOfN(rapid.IntRange(0, cells-1), 1, cells).Draw(t, "ideal")
		slices.Sort(ideal)
		gap := rapid.IntRange(1, 4).Draw(t, "gap")
		at := spread(ideal, cells, gap)
		gap = min(gap, cells/len(ideal))
		apart := true
		for i := range at {
			if at[i] < 0 || at[i] >= cells || i > 0 && at[i]-at[i-1] < gap {
				t.Fatalf("%v spread over %d cells with gap %d is %v", ideal, cells, gap, at)
			}
			apart = apart && (i == 0 || ideal[i]-ideal[i-1] >= gap)
		}
		fits := ideal[len(ideal)-1] <= cells-1 && ideal[0] >= 0
		if apart && fits && !slices.Equal(at, ideal) {
			t.Fatalf("%v has room but was moved to %v", ideal, at)
		}
	})
}

// TestFilterOfReplies: what a reply has in the place of a text is none: it is found under
// nobody else's words, and a filter looks at the replies of a session of any length.
func TestFilterOfReplies(t *testing.T) {
	var r event.Recorder
	zebra := r.Intern("zebra")
	add := func(e event.Event) {
		e.Node, e.From, e.To = ring.None, ring.None, ring.None
		r.Append(e)
	}
	add(event.Event{Kind: event.Command, Text: zebra})
	for _, list := range []event.Sym{zebra, 5000, 1 << 30} {
		add(event.Event{Kind: event.Reply, Op: 1, Text: list})
	}
	var x logIndex
	x.update(&r.Trace, halfWritten(t).View.Ring, "zebra", Everything)
	if got := fmt.Sprint(x.steps); got != "[1]" {
		t.Errorf("zebra is found in the events %s", got)
	}
}

// TestALogShowsWhatANewOneWould: the words that it keeps are those of other themes and
// traces for nobody.
func TestALogShowsWhatANewOneWould(t *testing.T) {
	kept := new(Log)
	for _, s := range []Scene{hostile(t), halfWritten(t), afterRead(t)} {
		s.Log.Level = Everything
		for _, ascii := range []bool{true, false, true} {
			s.Theme = theme.New(theme.Options{ASCII: ascii})
			got, want := kept.Lines(s, 100, 12), new(Log).Lines(s, 100, 12)
			if !slices.Equal(got, want) {
				t.Errorf("in ASCII %t: got\n%s\nwant\n%s", ascii, strings.Join(got, "\n"), strings.Join(want, "\n"))
			}
		}
	}
}

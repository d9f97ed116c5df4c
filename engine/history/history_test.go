// Tests of histories: recording, travelling, forking and branching.

package history_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"ringside/engine"
	"ringside/engine/history"
	"ringside/engine/randomscript"
	"ringside/engine/script"
)

// finish goes to the end of the recording, and lets whatever is under way happen.
func finish(t *rapid.T, h *history.History) []byte {
	if err := h.Go(h.End()); err != nil {
		t.Fatal(err)
	}
	for i := 0; h.Motion() > engine.Background; i++ {
		if i > 1_000_000 || !h.Step() && h.Motion() > engine.Background {
			t.Fatal("no rest")
		}
	}
	return randomscript.Trace(h)
}

func prefix(t *rapid.T, whole, part []byte) {
	t.Helper()
	if !bytes.HasPrefix(whole, part) {
		t.Fatal("the trace is not a beginning of the original")
	}
}

// TestHistoryIsTheCluster: recording changes nothing, and playing the recording gives the
// same bytes.
func TestHistoryIsTheCluster(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := randomscript.Any(t)
		script := w.Script(t)
		c, h := randomscript.Play(t, w, script), randomscript.Record(t, w, script)
		if !bytes.Equal(randomscript.Trace(c), randomscript.Trace(h)) {
			t.Fatal("the history's trace is not the cluster's")
		}
		courses, current := h.Courses()
		again, deviations, err := history.Replay(w.Config, courses, current, nil)
		if err != nil || len(deviations) > 0 {
			t.Fatalf("Replay: %v, %v", deviations, err)
		}
		if again.Position() != h.Position() || !bytes.Equal(randomscript.Trace(h), randomscript.Trace(again)) {
			t.Fatal("the replay's trace is not the original's")
		}
	})
}

// TestTravel: wherever and however one travels, the trace there is a prefix of the
// original, and going on from there gives the whole again.
func TestTravel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := randomscript.Any(t)
		h := randomscript.Record(t, w, w.Script(t))
		whole := finish(t, h)
		end, commands := h.End(), h.Commands()
		moves := map[string]func(*rapid.T){
			"seek": func(t *rapid.T) {
				step := rapid.IntRange(-2, end.Step+2).Draw(t, "step")
				h.Seek(step)
				if at := h.Position().Step; at < min(step, end.Step) {
					t.Fatalf("sought step %d of %d, stands at %d", step, end.Step, at)
				}
			},
			"go": func(t *rapid.T) {
				if len(commands) == 0 {
					return
				}
				to := rapid.SampledFrom(commands).Draw(t, "command").At
				if err := h.Go(to); err != nil {
					t.Fatal(err)
				}
			},
			"back and forward": func(t *rapid.T) {
				h.Seek(rapid.IntRange(0, end.Step).Draw(t, "step"))
				at := h.Position()
				n := h.Back(rapid.IntRange(1, 20).Draw(t, "n"))
				if h.Forward(n); h.Position().Step != at.Step {
					t.Fatalf("back and forth by %d events from %v leads to %v", n, at, h.Position())
				}
			},
			"step": func(t *rapid.T) {
				before := h.Position()
				if before.Step < end.Step && (!h.Step() || h.Position().Step <= before.Step) {
					t.Fatalf("no step at %v, with the end at %v", before, end)
				}
			},
			"run": func(t *rapid.T) {
				until := h.Now() + time.Duration(rapid.IntRange(0, 5_000_000).Draw(t, "ns"))
				if until < end.Now { // at that very time more might happen than is recorded
					h.Advance(until, 1_000_000)
				}
			},
			"undo and redo": func(t *rapid.T) {
				at := h.Position()
				undone := 0
				for range rapid.IntRange(1, 5).Draw(t, "undo") {
					if _, ok := h.Undo(); ok {
						undone++
					}
				}
				for range undone {
					if _, ok := h.Redo(); !ok {
						t.Fatal("what was undone can't be redone")
					}
				}
				if got := h.Position(); got != at {
					t.Fatalf("undo and redo of %d lead from %v to %v", undone, at, got)
				}
			},
			"": func(t *rapid.T) { prefix(t, whole, randomscript.Trace(h)) },
		}
		t.Repeat(moves)
		if h.End() != end || len(h.Branches()) != 1 {
			t.Fatalf("travelling has changed the recording: it ended at %v, and ends at %v, in %d branches", end, h.End(), len(h.Branches()))
		}
		if !bytes.Equal(finish(t, h), whole) {
			t.Fatal("going on gives another trace")
		}
	})
}

// TestForkGoesOn: a fork continues as the original would, and neither sees what happens to
// the other.
func TestForkGoesOn(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := randomscript.Any(t)
		script := w.Script(t)
		cut := rapid.IntRange(0, len(script)).Draw(t, "cut")
		whole := randomscript.Record(t, w, script)
		h := randomscript.Record(t, w, script[:cut])
		fork := h.Fork()
		goOn := func(h *history.History, rest []randomscript.Line) {
			for _, m := range rest {
				h.Advance(h.Now()+m.After, 1_000_000)
				_ = h.Apply(m.Command)
			}
		}
		before := randomscript.Trace(h)
		goOn(fork, script[cut:])
		if !bytes.Equal(randomscript.Trace(h), before) {
			t.Fatal("the fork has changed the original")
		}
		goOn(h, append(slices.Clone(script[cut:]), script[:cut]...))
		if !bytes.Equal(randomscript.Trace(fork), randomscript.Trace(whole)) {
			t.Fatal("the fork did not go on as the original would have")
		}
		fork.Seek(0)
		if !bytes.Equal(finish(t, fork), finish(t, whole)) {
			t.Fatal("the fork's past is not the original's")
		}
	})
}

// TestBranchesAreKept: a command after going back leaves the recording as it was, on a
// branch of its own.
func TestBranchesAreKept(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := randomscript.Any(t)
		h := randomscript.Record(t, w, w.Script(t))
		traces := [][]byte{finish(t, h)}
		for range rapid.IntRange(1, 4).Draw(t, "branches") {
			h.Seek(rapid.IntRange(0, h.End().Step).Draw(t, "step"))
			if rapid.IntRange(0, 3).Draw(t, "split") == 0 {
				if err := h.Split(); err != nil {
					t.Fatal(err)
				}
			}
			goes := h.End()
			ahead, at, all := h.Ahead(), h.Position(), len(h.Branches())
			err := h.Apply(w.Requests(t, w))
			now := h.Branches()
			switch {
			case err != nil && (len(now) != all || h.Position() != at || h.End() != goes):
				t.Fatalf("a command that can't be has changed something: %v", err)
			case err == nil && ahead > 0 && len(now) == all && h.End() != goes:
				t.Fatalf("%d recorded events were lost", ahead)
			}
			for _, m := range w.Script(t)[:1] {
				h.Advance(h.Now()+m.After, 1_000_000)
				_ = h.Apply(m.Command)
			}
			now = h.Branches()
			current := slices.IndexFunc(now, func(b history.Branch) bool { return b.Current })
			trace := finish(t, h)
			if current == len(traces) {
				traces = append(traces, trace)
			} else {
				traces[current] = trace
			}
			for len(traces) < len(now) {
				t.Fatalf("%d branches, %d known", len(now), len(traces))
			}
			to := rapid.IntRange(1, len(now)).Draw(t, "switch")
			if err := h.Switch(to); err != nil {
				t.Fatal(err)
			}
			prefix(t, traces[to-1], randomscript.Trace(h))
		}
		for i, want := range traces {
			if err := h.Switch(i + 1); err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(finish(t, h), want) {
				t.Fatalf("branch %d of %d is not as it was", i+1, len(traces))
			}
		}
	})
}

// TestForksOnManyGoroutines: forks share what can't change, and each may travel on its own
// goroutine.
func TestForksOnManyGoroutines(t *testing.T) {
	h, err := history.New(engine.Default())
	if err != nil {
		t.Fatal(err)
	}
	h.KeepEvery(200)
	goOn := func(h *history.History, key string) {
		for i := range 50 {
			if err := h.Apply(engine.Command{Verb: engine.Put, Key: key, Value: fmt.Sprint(i)}); err != nil {
				t.Error(err)
			}
			h.Advance(h.Now()+2*time.Millisecond, 1000)
		}
	}
	goOn(h, "cart")
	whole := randomscript.Trace(h)
	done := make(chan []byte)
	for i := range 4 {
		fork := h.Fork()
		go func() {
			goOn(fork, fmt.Sprint("key", i))
			fork.Seek(fork.End().Step * i / 4)
			fork.View(engine.Watch{Key: "cart"})
			fork.Seek(h.End().Step)
			done <- randomscript.Trace(fork)
		}()
	}
	for range 4 {
		if got := <-done; !bytes.HasPrefix(got, whole) {
			t.Error("a fork's past is not the original's")
		}
	}
	goOn(h, "cart")
}

// TestTravellersSeeNewViews: the Version of a View changes when time has moved, in either
// direction, and only then.
func TestTravellersSeeNewViews(t *testing.T) {
	h, err := history.New(engine.Default())
	if err != nil {
		t.Fatal(err)
	}
	last := h.View(engine.Watch{})
	for _, move := range []func(){
		func() { _ = h.Apply(engine.Command{Verb: engine.Put, Key: "cart", Value: "milk"}) },
		func() { h.Advance(time.Second, 1000) },
		func() { h.Back(2) },
		func() { h.Forward(1) },
		func() { h.Undo() },
		func() { h.Redo() },
		func() { h.Seek(3) },
		func() { _ = h.Apply(engine.Command{Verb: engine.Get, Key: "cart"}) },
		func() { _ = h.Switch(1) },
		func() { h.Seek(0) },
		func() { h.Step() },
	} {
		move()
		v := h.View(engine.Watch{})
		if v.Version <= last.Version || v.Trace.Len() != h.Position().Step || v.Now != h.Now() {
			t.Errorf("view %d of step %d at %v after view %d; the history is at %v", v.Version, v.Trace.Len(), v.Now, last.Version, h.Position())
		}
		if again := h.View(engine.Watch{}); again != v {
			t.Error("looking twice gives two views")
		}
		last = v
	}
}

var _ script.Cluster = (*history.History)(nil)

// TestHistoryStory travels back and forth in one small story.
func TestHistoryStory(t *testing.T) {
	cfg := engine.Default()
	cfg.Latency = "fixed"
	h, err := history.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	say := func(what string, extra ...any) {
		p, e := h.Position(), h.End()
		fmt.Fprintf(&out, "%-22s step %2d of %2d, %v, branch %d of %d, %d of %d commands%s\n", what, p.Step, e.Step, p.Now,
			slices.IndexFunc(h.Branches(), func(b history.Branch) bool { return b.Current })+1, len(h.Branches()),
			h.Applied(), len(h.Commands()), fmt.Sprint(extra...))
	}
	do := func(cmd engine.Command) {
		if err := h.Apply(cmd); err != nil {
			t.Fatal(err)
		}
		say(cmd.String())
	}
	run := func(d time.Duration) {
		h.Advance(h.Now()+d, 1000)
		say("run " + d.String())
	}
	undo := func() { cmd, ok := h.Undo(); say("undo", ": ", cmd, " ", ok) }
	redo := func() { cmd, ok := h.Redo(); say("redo", ": ", cmd, " ", ok) }
	put := func(v string) engine.Command { return engine.Command{Verb: engine.Put, Key: "cart", Value: v} }
	undo()
	do(put("milk"))
	run(time.Second)
	do(put("bread"))
	run(1500 * time.Microsecond)
	undo()
	undo()
	undo()
	redo()
	redo()
	redo()
	say(fmt.Sprint("back 3: ", h.Back(3)))
	say(fmt.Sprint("forward 2: ", h.Forward(2)))
	say(fmt.Sprint("forward 9: ", h.Forward(9)))
	undo()
	do(put("eggs"))
	run(time.Second)
	if err := h.Switch(1); err != nil {
		t.Fatal(err)
	}
	say("switch 1")
	undo()
	do(put("bread")) // the very command that is recorded: no branch
	say("switch 7", ": ", h.Switch(7))
	for _, b := range h.Branches() {
		fmt.Fprintf(&out, "branch %d: %d commands from %q, left branch %d at step %d, ends at step %d\n",
			b.ID, b.Commands, b.First, b.Parent, b.From.Step, b.End.Step)
	}
	want := strings.TrimLeft(`
undo                   step  0 of  0, 0s, branch 1 of 1, 0 of 0 commands:  false
put cart milk          step  4 of  4, 0s, branch 1 of 1, 1 of 1 commands
run 1s                 step 15 of 15, 1s, branch 1 of 1, 1 of 1 commands
put cart bread         step 19 of 19, 1s, branch 1 of 1, 2 of 2 commands
run 1.5ms              step 27 of 27, 1.0015s, branch 1 of 1, 2 of 2 commands
undo                   step 15 of 27, 1s, branch 1 of 1, 1 of 2 commands: put cart bread true
undo                   step  0 of 27, 0s, branch 1 of 1, 0 of 2 commands: put cart milk true
undo                   step  0 of 27, 0s, branch 1 of 1, 0 of 2 commands:  false
redo                   step 15 of 27, 1s, branch 1 of 1, 1 of 2 commands: put cart milk true
redo                   step 27 of 27, 1.0015s, branch 1 of 1, 2 of 2 commands: put cart bread true
redo                   step 27 of 27, 1.0015s, branch 1 of 1, 2 of 2 commands:  false
back 3: 4              step 23 of 27, 1.001s, branch 1 of 1, 2 of 2 commands
forward 2: 2           step 25 of 27, 1.0011s, branch 1 of 1, 2 of 2 commands
forward 9: 2           step 27 of 27, 1.0015s, branch 1 of 1, 2 of 2 commands
undo                   step 15 of 27, 1s, branch 1 of 1, 1 of 2 commands: put cart bread true
put cart eggs          step 19 of 19, 1s, branch 2 of 2, 2 of 2 commands
run 1s                 step 30 of 30, 2s, branch 2 of 2, 2 of 2 commands
switch 1               step 27 of 27, 1.0015s, branch 1 of 2, 2 of 2 commands
undo                   step 15 of 27, 1s, branch 1 of 2, 1 of 2 commands: put cart bread true
put cart bread         step 19 of 27, 1s, branch 1 of 2, 2 of 2 commands
switch 7               step 19 of 27, 1s, branch 1 of 2, 2 of 2 commands: no branch 7: there are 1 to 2
branch 1: 2 commands from "put cart milk", left branch 0 at step 0, ends at step 27
branch 2: 2 commands from "put cart eggs", left branch 1 at step 15, ends at step 30
`, "\n")
	if got := out.String(); got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}

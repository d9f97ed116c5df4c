// Tests of visiting the ends of all branches.

package history_test

import (
	"bytes"
	"errors"
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"ringside/engine"
	"ringside/engine/history"
	"ringside/engine/randomscript"
)

// visits is a visitor that keeps what it is shown.
type visits struct {
	t      rapid.TB
	common []byte // the trace of what it has in common with the branch that it left
	shown  map[int]shown
}

// shown is what a cluster was when it was shown.
type shown struct {
	trace []byte
	form  string
	now   time.Duration
}

func (v visits) Part(_ int, at *engine.Cluster) history.Visitor {
	return visits{v.t, randomscript.Trace(at), v.shown}
}

func (v visits) End(branch int, at *engine.Cluster) {
	if _, twice := v.shown[branch]; twice {
		v.t.Fatalf("the end of branch %d is shown twice", branch)
	}
	trace := randomscript.Trace(at)
	if !bytes.HasPrefix(trace, v.common) {
		v.t.Fatalf("branch %d does not begin with what it was shown to have in common with another one", branch)
	}
	v.shown[branch] = shown{trace, formOf(at), at.Now()}
}

// formOf is all that is known of what a cluster or a history is now.
func formOf(of interface {
	Form(engine.Part, func([]byte))
}) string {
	var b []byte
	for _, part := range []engine.Part{engine.PartStores, engine.PartBeliefs, engine.PartMessages} {
		of.Form(part, func(piece []byte) { b = append(b, piece...) })
	}
	return string(b)
}

// branching is a history with branches that leave each other everywhere.
func branching(t *rapid.T) *history.History {
	w := randomscript.Any(t)
	h := randomscript.Record(t, w, w.Script(t))
	if rapid.Bool().Draw(t, "keyframes") {
		h.KeepEvery(rapid.IntRange(1, 50).Draw(t, "every"))
	}
	for range rapid.IntRange(0, 12).Draw(t, "detours") {
		switch rapid.IntRange(0, 3).Draw(t, "how") {
		case 0:
			h.Seek(rapid.IntRange(0, h.End().Step).Draw(t, "step"))
		case 1:
			if err := h.Switch(rapid.IntRange(1, len(h.Branches())).Draw(t, "branch")); err != nil {
				t.Fatal(err)
			}
		case 2:
			if err := h.Split(); err != nil {
				t.Fatal(err)
			}
		case 3:
			h.Back(rapid.IntRange(1, 5).Draw(t, "back"))
		}
		h.Advance(h.Now()+time.Duration(rapid.IntRange(0, 3e9).Draw(t, "ns")), 500)
		_ = h.Apply(w.Requests(t, w))
		h.Advance(h.Now()+time.Duration(rapid.IntRange(0, 3e6).Draw(t, "ns")), 500)
	}
	return h
}

// TestTourShowsEveryEnd: each branch is shown once, at its end as it is if it is taken up and
// gone along, and the history stays as it is.
func TestTourShowsEveryEnd(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := branching(t)
		was := fmt.Sprint(h.Position(), h.Branches())
		v := visits{t, nil, make(map[int]shown)}
		if err := h.Tour(v, func() bool { return true }); err != nil {
			t.Fatal(err)
		}
		if is := fmt.Sprint(h.Position(), h.Branches()); is != was {
			t.Fatalf("the history was %s, and is %s", was, is)
		}
		for _, b := range h.Branches() {
			one := h.Fork()
			if err := errors.Join(one.Switch(b.ID), one.Go(b.End)); err != nil {
				t.Fatal(err)
			}
			got, ok := v.shown[b.ID]
			if !ok {
				t.Fatalf("branch %d is not shown", b.ID)
			}
			if got.now != one.Now() || got.form != formOf(one) || !bytes.Equal(got.trace, randomscript.Trace(one)) {
				t.Fatalf("branch %d is shown at %v with %d bytes of a trace, and ends at %v with %d, or something else differs",
					b.ID, got.now, len(got.trace), one.Now(), len(randomscript.Trace(one)))
			}
		}
	})
}

// counts is a visitor that looks at nothing.
type counts struct{ ends *int }

func (c counts) Part(int, *engine.Cluster) history.Visitor { return c }
func (c counts) End(int, *engine.Cluster)                  { *c.ends++ }

// TestTourMakesNothingTwice: however many branches there are, and wherever they leave each
// other, a tour makes no more events than there are.
func TestTourMakesNothingTwice(t *testing.T) {
	for name, next := range map[string]func(h *history.History, end, i int){
		"each leaves the one before": func(h *history.History, _, _ int) { h.Back(2) },
		"all leave the first": func(h *history.History, end, i int) {
			if err := h.Switch(1); err != nil {
				t.Fatal(err)
			}
			h.Seek(end * i / 300)
		},
	} {
		t.Run(name, func(t *testing.T) {
			h, err := history.New(engine.Default())
			if err != nil {
				t.Fatal(err)
			}
			put := func(i int) {
				if err := h.Apply(engine.Command{Verb: engine.Put, Key: "k", Value: fmt.Sprint("v", i)}); err != nil {
					t.Fatal(err)
				}
			}
			for i := range 300 {
				put(i)
				h.Advance(h.Now()+10*time.Millisecond, 1<<20)
			}
			end := h.End().Step
			for i := range 300 {
				next(h, end, i)
				put(i)
				h.Step()
			}
			work := 0
			for _, b := range h.Branches() {
				work += b.End.Step + b.End.Turn - b.From.Step - b.From.Turn
			}
			pauses, ends := 0, 0
			if err := h.Tour(counts{&ends}, func() bool { pauses++; return true }); err != nil {
				t.Fatal(err)
			}
			if of := len(h.Branches()); ends != of || pauses*history.PauseEvery > work {
				t.Errorf("%d of %d branches are shown; %d things have been made for that, and there are %d", ends, of, pauses*history.PauseEvery, work)
			}
			if err := h.Tour(counts{&ends}, func() bool { return false }); !errors.Is(err, history.ErrStopped) {
				t.Errorf("a tour that is to stop ends with %v", err)
			}
		})
	}
}

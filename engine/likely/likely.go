// Package likely answers how likely something was at each step of a session: in how many
// futures, in which the same commands come at the same times and all delays that are still
// open are drawn anew, it holds at the end.
//
//	session   ──1──2──3──4──5── end          step   of 1,000 futures
//	                │                          1         402
//	                ├── future 1 ── end          2         402
//	                ├── future 2 ── end          3         911
//	                └── …                        4       1,000   point of no return
//
// A future that is drawn at one step has the same delays as the future of the same number at
// another one, but for what was over between them: so the shares of two steps differ by what
// happened between them and not by chance.
package likely

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/history"
	"ringside/engine/script"
	"ringside/engine/sim"
	"ringside/internal/count"
	"ringside/internal/nearest"
	"ringside/internal/parallel"
)

const (
	// UsualFutures is how many futures each step has unless something else is asked for.
	UsualFutures = 1000
	// MostFutures is how many a step may have.
	MostFutures = 100_000
	// MostSteps is how many steps a session may have.
	MostSteps = 2_000
)

// Question is what is asked of a session.
type Question struct {
	Expr    script.Expr // facts of an operation that name none are about the session's last one
	Futures int         // of each step; 0: UsualFutures
	Workers int         // how many goroutines, at most; 0: as many as there are processors
}

// Chance is how likely it was at a step.
type Chance struct {
	Step  int           // how many events had happened
	Now   time.Duration // the virtual time
	Holds int           // in how many of the futures it holds at the end
}

// Answer is how likely something was at each step.
type Answer struct {
	Futures int // of each step
	Holds   bool
	Steps   []Chance // in their order, from the beginning
	// Certain is the place among Steps from which on it is as the session ends in every future:
	// the point of no return. It is 0 if that is so from the beginning, and -1 if it is not
	// even so at the end.
	Certain int
}

// Check returns an error if the question can't be asked of a session: h must be at its end.
func (q *Question) Check(h *history.History) error {
	switch {
	case q.Futures < 0 || q.Futures > MostFutures:
		return fmt.Errorf("%d futures: not allowed (allowed: 1 to %s)", q.Futures, engine.Count(MostFutures))
	case h.End().Step > MostSteps:
		return fmt.Errorf("the session has %s steps (allowed: at most %s)", engine.Count(h.End().Step), engine.Count(MostSteps))
	case len(h.Commands()) == 0:
		return fmt.Errorf("nothing has been done in the session")
	}
	if _, err := q.Expr.Eval(h); err != nil {
		return err
	}
	if err := knowsKeys(q.Expr, h); err != nil {
		return err
	}
	var names []string
	for _, n := range h.View(engine.Watch{}).Nodes {
		names = append(names, n.Name)
	}
	return q.Expr.NamesOnly(names)
}

// knowsKeys returns an error if an expression names a key that no command of a session is about: in no future that can
// be otherwise. A load draws its keys itself.
func knowsKeys(e script.Expr, h *history.History) error {
	var known []string
	for _, c := range h.Commands() {
		switch {
		case c.Verb == engine.Load:
			return nil
		case c.Key != "" && !slices.Contains(known, c.Key):
			known = append(known, c.Key)
		}
	}
	for _, key := range e.KeysNamed() {
		if !slices.Contains(known, key) {
			return fmt.Errorf("%s: nothing in the session is about the key %s%s", e, event.Show(key, event.LongestShown), nearest.List("keys", known))
		}
	}
	return nil
}

// Run goes through a session, which is on the branch that is asked about, and leaves it at its
// end. It calls progress, if it is not nil, after each step. An error is about the question,
// or ctx's cause.
func Run(ctx context.Context, h *history.History, q Question, progress func(done, of int)) (*Answer, error) {
	if q.Futures == 0 {
		q.Futures = UsualFutures
	}
	end := h.End()
	if err := h.Go(end); err != nil {
		return nil, err
	}
	if err := q.Check(h); err != nil {
		return nil, err
	}
	if ops := h.View(engine.Watch{}).Ops; len(ops) > 0 {
		// A future's last request may be another one, where a command was left out of it.
		q.Expr = q.Expr.About(ops[len(ops)-1].ID)
	}
	verdict, _ := q.Expr.Eval(h)
	a := &Answer{Futures: q.Futures, Holds: verdict.Holds}
	h.Seek(0)
	all := h.Commands()
	draw := drawing{Question: q, end: end.Now, about: about(q.Expr)}
	for {
		at := h.Position()
		one := Chance{Step: at.Step, Now: at.Now}
		var err error
		if one.Holds, err = draw.futures(ctx, h.Cluster(), at, all[h.Applied():]); err != nil {
			return nil, err
		}
		a.Steps = append(a.Steps, one)
		if progress != nil {
			progress(at.Step, end.Step)
		}
		if at.Step >= end.Step || !h.Step() {
			break
		}
	}
	a.settle()
	return a, h.Go(end)
}

// settle finds the point of no return.
func (a *Answer) settle() {
	want := 0
	if a.Holds {
		want = a.Futures
	}
	a.Certain = -1
	for i := len(a.Steps) - 1; i >= 0 && a.Steps[i].Holds == want; i-- {
		a.Certain = i
	}
}

// pieceFutures is how many futures a goroutine takes at a time.
const pieceFutures = 25

// drawing is the futures of a session, which are drawn on several goroutines.
type drawing struct {
	Question
	end   time.Duration // of the session
	about []uint32      // the operations that are asked about; nil: all, perhaps
	spare sync.Pool     // of *engine.Scratch
}

// about returns the operations that an expression is about; nil if it may be about all of them.
func about(e script.Expr) []uint32 {
	ops := []uint32{}
	for _, call := range e.Calls() {
		if call.Sees == 0 || call.Of && call.Number == 0 {
			return nil
		}
		if call.Of {
			ops = append(ops, call.Number)
		}
	}
	return ops
}

// futures counts in how many futures of a cluster, which is at a moment of the session, it holds
// at the end.
func (d *drawing) futures(ctx context.Context, c *engine.Cluster, at history.Moment, rest []history.Recorded) (holds int, err error) {
	c.View(engine.Watch{}) // what has happened so far is told once
	if d.about != nil {
		c.Attend(d.about)
	}
	c.Clone() // from now on nothing is written when it is copied
	pieces := (d.Futures + pieceFutures - 1) / pieceFutures
	counts := make([]int, pieces)
	err = parallel.Up(ctx, pieces, d.Workers, func(i int) {
		scratch, _ := d.spare.Get().(*engine.Scratch)
		if scratch == nil {
			scratch = new(engine.Scratch)
		}
		defer d.spare.Put(scratch)
		for n := i * pieceFutures; n < min((i+1)*pieceFutures, d.Futures); n++ {
			one := c.CloneIn(scratch)
			if d.future(one, uint64(n), at, rest) {
				counts[i]++
			}
			one.Release(scratch)
		}
	})
	for _, n := range counts {
		holds += n
	}
	return holds, err
}

// mostEvents is how many events a future may have beyond those of the session.
const mostEvents = 20_000

// future lets a copy of the cluster go on with other delays, and reports whether it holds at
// the end. Nothing holds of an operation or a node that is not there.
func (d *drawing) future(c *engine.Cluster, n uint64, at history.Moment, rest []history.Recorded) bool {
	d.goOn(c, n, at, rest)
	return script.NewJudge(d.Expr).HoldsFor(c, nil)
}

// goOn lets a copy of the cluster go on with other delays to the end: when the session's time is
// over, and its requests are. A command that can't be carried out there, as the delivery of a
// message that is not on its way, is left out.
//
// Commands of one time come in the session's order with what happens at that time: what a command
// completes at once may still have to wait for the command after it.
func (d *drawing) goOn(c *engine.Cluster, n uint64, at history.Moment, rest []history.Recorded) {
	c.Reseed(sim.Name(n, 0x6c696b656c79))
	for i := range rest {
		budget := mostEvents
		if next := rest[i].At; next.Now == at.Now {
			budget = min(budget, next.Turn-at.Turn)
		}
		at = rest[i].At
		c.Advance(at.Now, budget)
		_ = c.Apply(rest[i].Command)
	}
	c.Advance(d.end, mostEvents)
	for range mostEvents {
		if c.Motion() <= engine.Background || !c.Step() {
			break
		}
	}
}

// Share returns the share of the futures of a place among Steps in which it holds, from 0 to 1.
func (a *Answer) Share(i int) float64 { return float64(a.Steps[i].Holds) / float64(a.Futures) }

// Ends says how the session ends, and since when every future that was drawn ends so.
func (a *Answer) Ends() string {
	of, all := count.Of(a.Futures, "future"), count.All(a.Futures, "future")
	text, in, yet := "it does not hold; ", "in none of "+of, "yet in some of "+of
	if a.Holds {
		text, in, yet = "it holds; ", "in "+all, "yet not in "+all
	}
	switch last := a.Steps[len(a.Steps)-1].Holds; {
	case a.Certain < 0 && !a.Holds && last == a.Futures:
		return "it does not hold yet; it does in " + all + " of its last step"
	case a.Certain < 0 && a.Holds && last == 0:
		return text + "yet in none of " + of + " of its last step"
	case a.Certain < 0:
		return text + yet + " of its last step"
	case a.Certain == 0:
		return text + in + " from the beginning"
	}
	return text + fmt.Sprintf("%s from step %d on", in, a.Steps[a.Certain].Step)
}

// Runner: carries out commands on a cluster, those that take virtual time piece by piece.

package script

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/internal/timespan"
)

// Cluster is what a Runner controls. *engine.Cluster is one.
type Cluster interface {
	Views
	Apply(engine.Command) error
	Now() time.Duration
	Step() bool
	Advance(until time.Duration, budget int) bool
	Motion() engine.Motion
	Trace() *event.Trace
	// Full returns the reason why nothing more can happen, or nil.
	Full() error
}

// Runner carries out commands on a cluster. A command that changes the cluster takes
// effect at once; one that takes virtual time is begun by Exec and continued by Advance, a
// bounded piece at a time, so that a long run can be displayed and interrupted.
//
//	err := r.Exec(cmd)
//	for done := false; err == nil && !done; {
//		done, err = r.Advance(10_000)
//	}
type Runner struct {
	cluster Cluster
	cmd     engine.Command                          // the command in progress
	full    bool                                    // the cluster was already full when it began
	advance func(budget int) (done bool, err error) // an error always ends the command
}

// NewRunner returns a Runner that controls c.
func NewRunner(c Cluster) *Runner { return &Runner{cluster: c} }

// Busy returns the command that Advance would continue; false if there is none.
func (r *Runner) Busy() (engine.Command, bool) { return r.cmd, r.advance != nil }

// Cancel abandons the command in progress. The cluster stays as it is.
func (r *Runner) Cancel() { r.cmd, r.advance = engine.Command{}, nil }

// Exec carries out a command, or begins it if it takes time; then Busy reports true.
// Travelling takes no time: a Traveller does it at once, or it is refused. While a command
// that takes time is in progress, Exec refuses a second one; a command that changes the
// cluster is still applied. An error is that of Apply, an *Error or an *EvalError about an
// expression, or a *Failure.
func (r *Runner) Exec(cmd engine.Command) error {
	if !cmd.Verb.MovesTime() {
		return r.cluster.Apply(cmd)
	}
	if r.advance != nil {
		return fmt.Errorf("%s: %s is still running", cmd, r.cmd)
	}
	advance, err := r.goal(cmd)
	if err == nil && advance != nil {
		r.cmd, r.advance, r.full = cmd, advance, r.cluster.Full() != nil
	}
	return err
}

// Advance continues what Exec began, for at most budget events, and reports whether it is
// done; true if nothing is in progress.
func (r *Runner) Advance(budget int) (done bool, err error) {
	if r.advance == nil {
		return true, nil
	}
	done, err = r.advance(budget)
	if full := r.cluster.Full(); full != nil && err == nil && !(done && (r.full || r.cmd.Verb == engine.Run)) {
		done, err = true, fmt.Errorf("%s: %w", r.cmd, full)
	}
	if done {
		r.Cancel()
	}
	return done, err
}

// goal returns the function that carries a command out piece by piece; nil if it is done.
func (r *Runner) goal(cmd engine.Command) (func(int) (bool, error), error) {
	if full := r.cluster.Full(); full != nil && (cmd.Verb == engine.Run || cmd.Verb == engine.Step) {
		return nil, fmt.Errorf("%s: %w", cmd, full)
	}
	switch cmd.Verb {
	case engine.Run:
		if cmd.For <= 0 || cmd.For > longestRun {
			return nil, fmt.Errorf("%s: out of range (allowed: more than 0, at most 1000h)", cmd)
		}
		until := r.cluster.Now() + cmd.For
		if until > engine.MaxTime {
			return nil, fmt.Errorf("%s: virtual time ends 100 years after the start, which is in %s", cmd, timespan.Text(engine.MaxTime-r.cluster.Now()))
		}
		return func(budget int) (bool, error) { return r.cluster.Advance(until, budget), nil }, nil
	case engine.Step:
		return r.steps(cmd.Count), nil
	case engine.Until:
		return r.until(cmd)
	case engine.Expect:
		return r.expect(cmd)
	case engine.Back, engine.Forward, engine.Undo, engine.Redo, engine.Switch, engine.Fork:
		return nil, Travel(r.cluster, cmd)
	}
	return nil, fmt.Errorf("%s: not a command that takes time", cmd)
}

// steps lets that many events happen, or as many as there are, and what happens in one go with
// the last of them. A real cluster may have no news: then a moment of waiting counts as one.
func (r *Runner) steps(left int) func(int) (bool, error) {
	return func(budget int) (bool, error) {
		for left > 0 {
			if budget--; budget < 0 {
				return false, nil
			}
			before := r.cluster.Trace().Len()
			if !r.cluster.Step() {
				return true, nil
			}
			left -= max(r.cluster.Trace().Len()-before, 1)
		}
		return true, nil
	}
}

func (r *Runner) until(cmd engine.Command) (func(int) (bool, error), error) {
	switch cmd.Expr {
	case goalQuiet:
		return r.watch(func() (bool, error) { return r.resting(), nil }, nil), nil
	case goalReply:
		op := r.cluster.View(engine.Watch{}).Newest()
		if op == nil {
			return nil, fmt.Errorf("%s: there has been no request yet", cmd)
		}
		return r.watch(func() (bool, error) { return !r.pending(op.ID), nil }, nil), nil
	}
	e, err := ParseExpr(cmd.Expr)
	if err != nil {
		return nil, err
	}
	now := r.cluster.View(engine.Watch{})
	if err := e.awaitable(now); err != nil {
		return nil, fmt.Errorf("%s: %w", cmd, err)
	}
	var last Verdict
	holds := func() (bool, error) {
		last, err = e.Eval(r.cluster)
		if errors.Is(err, errNotSaidYet) || err != nil && underLoad(r.cluster.View(engine.Watch{})) {
			err = nil // the node will say so; the load's next request may be one that has the fact
		}
		return last.Holds, err
	}
	return r.watch(holds, func() error {
		return &Failure{Verb: engine.Until, Expr: e.String(), Found: last.Found, Real: now.Outside != nil}
	}), nil
}

// underLoad reports whether a load still makes requests by itself.
func underLoad(v *engine.View) bool { return v.Load != nil && !v.Load.Over }

// awaitable returns an error if the expression compares a fact that nothing which may still happen
// makes known: of a request or a load, where there has been none.
func (e Expr) awaitable(v *engine.View) error {
	for i, f := range e.facts {
		switch {
		case e.saysSo(e.root, i):
		case f.ofOperation() && len(f.args) == 0 && v.Newest() == nil && !underLoad(v):
			return &EvalError{Fact: f.String(), Err: errors.New("there has been no request yet")}
		case f.ofLoad() && v.Load == nil:
			return &EvalError{Fact: f.String(), Err: errors.New("there has been no load yet")}
		}
	}
	return nil
}

// expect evaluates the expression now, unless it depends on the reply to an operation that
// has no answer yet: then time advances until it has.
func (r *Runner) expect(cmd engine.Command) (func(int) (bool, error), error) {
	e, err := ParseExpr(cmd.Expr)
	if err != nil {
		return nil, err
	}
	judge := func() error {
		v, err := e.Eval(r.cluster)
		if err != nil || v.Holds {
			return err
		}
		return &Failure{Verb: engine.Expect, Expr: e.String(), Found: v.Found}
	}
	waits := e.waitsFor(r.cluster.View(engine.Watch{}))
	if len(waits) == 0 {
		return nil, judge()
	}
	answered := r.watch(func() (bool, error) { return !slices.ContainsFunc(waits, r.pending), nil }, nil)
	return func(budget int) (bool, error) {
		done, err := answered(budget)
		if done && err == nil {
			err = judge()
		}
		return done, err
	}, nil
}

// waitsFor lists the operations whose replies the expression depends on and that have no
// answer yet.
func (e Expr) waitsFor(v *engine.View) (ids []uint32) {
	for _, f := range e.facts {
		if !f.reply {
			continue
		}
		if op, err := operation(v, f.args, true); err == nil && op != nil && op.Outcome == event.Pending {
			ids = append(ids, op.ID)
		}
	}
	return ids
}

// pending reports whether an operation is kept and has no answer yet.
func (r *Runner) pending(id uint32) bool {
	ops := r.cluster.View(engine.Watch{}).Ops
	i := slices.IndexFunc(ops, func(o *engine.OpView) bool { return o.ID == id })
	return i >= 0 && ops[i].Outcome == event.Pending
}

// resting reports whether nothing happens any more but probes of suspected nodes.
func (r *Runner) resting() bool {
	m := r.cluster.Motion()
	return m == engine.Quiet || m == engine.Background
}

// giveUpAfter is how much virtual time may pass with nothing but probes before `until` gives
// up, since probes of a node that stays down never end.
const giveUpAfter = time.Minute

// watch lets events happen one after the other until the goal is reached. If nothing is
// left to happen before that, the result is that of stuck.
func (r *Runner) watch(reached func() (bool, error), stuck func() error) func(int) (bool, error) {
	idle := time.Duration(-1) // since when there have been only probes
	giveUp := func() (bool, error) {
		if full := r.cluster.Full(); full != nil {
			return true, fmt.Errorf("%s: %w", r.cmd, full)
		}
		if stuck == nil {
			return true, nil
		}
		return true, stuck()
	}
	return func(budget int) (bool, error) {
		for ; ; budget-- {
			if ok, err := reached(); ok || err != nil {
				return true, err
			}
			switch {
			case !r.resting():
				idle = -1
			case idle < 0:
				idle = r.cluster.Now()
			case r.cluster.Now()-idle > giveUpAfter:
				return giveUp()
			}
			if budget <= 0 {
				return false, nil
			}
			if !r.cluster.Step() {
				return giveUp()
			}
		}
	}
}

// Failure is an expectation that did not hold.
type Failure struct {
	Line  int         // of the script, counted from 1; 0 outside of one
	Verb  engine.Verb // Expect; or Until, when nothing more was going to happen
	Expr  string      // what was expected
	Found string      // the value of each fact in it
	Real  bool        // of a real cluster, of which nobody knows what is left to happen
}

// Error returns the failure as one line: line 5, expect reply == ok: reply is timeout.
func (f *Failure) Error() string {
	var b strings.Builder
	if f.Line > 0 {
		fmt.Fprintf(&b, "line %d, ", f.Line)
	}
	fmt.Fprintf(&b, "%s %s: ", f.Verb, f.Expr)
	switch {
	case f.Real:
		fmt.Fprintf(&b, "not within %v, and ", giveUpAfter)
	case f.Verb == engine.Until:
		b.WriteString("nothing is left to happen, and ")
	}
	b.WriteString(f.Found)
	return b.String()
}

// slice is the number of events between two pauses of a script.
const slice = 10_000

// RunFile carries out a script line by line, and after the last line lets time advance
// until nothing is in progress, so that every request gets its answer. It calls pause
// after every command, and repeatedly during long ones; an error from pause ends the
// script. Any error ends it, and names its line. pause may be nil.
func (r *Runner) RunFile(src io.Reader, pause func() error) error {
	if pause == nil {
		pause = func() error { return nil }
	}
	script := NewReader(src)
	for {
		cmd, err := script.Next()
		end := errors.Is(err, io.EOF)
		switch {
		case end:
			cmd = engine.Command{Verb: engine.Until, Expr: goalQuiet}
		case err != nil:
			return err
		}
		err, paused := r.finish(cmd, pause)
		if paused || end {
			return err
		}
		if err != nil {
			return AtLine(script.Line(), err)
		}
	}
}

// finish carries out a command to its end, and reports whether the error is that of pause.
func (r *Runner) finish(cmd engine.Command, pause func() error) (err error, paused bool) {
	err = r.Exec(cmd)
	for done := false; err == nil && !done; {
		if done, err = r.Advance(slice); err != nil {
			break
		}
		if err = pause(); err != nil {
			r.Cancel()
			return err, true
		}
	}
	return err, false
}

// AtLine adds a line number to an error that has none.
func AtLine(line int, err error) error {
	var failure *Failure
	var bad *Error
	switch {
	case errors.As(err, &failure):
		failure.Line = line
	case errors.As(err, &bad):
		bad.Line = line
	case !strings.HasPrefix(err.Error(), "line "):
		return fmt.Errorf("line %d, %w", line, err)
	}
	return err
}

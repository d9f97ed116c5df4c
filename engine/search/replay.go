// This file tells a story to the ordinary cluster, whose observer has the last word.

package search

import (
	"fmt"
	"time"

	"ringside/engine"
	"ringside/engine/script"
	"ringside/engine/version"
)

// moment is how much time a replay lets pass after each step: so little that nothing happens
// in it but what the step has made happen.
const moment = time.Nanosecond

// Told is a step of a story as it was replayed.
type Told struct {
	Commands []engine.Command // the first makes it happen; others complete the disk writes of a quick disk
	Why      string
}

// Replay does the steps of a story in the ordinary cluster, which must be at the moment at
// which the search began, and holds the expression against what comes of it. An error means
// that the cluster does not agree; that is a mistake in this program.
func Replay(c script.Cluster, q *Question, a *Answer) (all []Told, err error) {
	r := script.NewRunner(struct{ script.Cluster }{c})
	do := func(cmd engine.Command) error {
		err := r.Exec(cmd)
		for done := false; err == nil && !done; {
			done, err = r.Advance(1000)
		}
		return err
	}
	if s := q.Cluster.View(engine.Watch{}).Settings.Latency; s != "lan" && s != "fixed" {
		if err := do(engine.Command{Verb: engine.Set, Name: "latency", To: "fixed"}); err != nil {
			return nil, err
		}
	}
	if q.Cluster.View(engine.Watch{}).Settings.Conflict == engine.LWW {
		// What was written at this very moment has the older timestamp, as in the search (world.Now).
		if err := do(engine.Command{Verb: engine.Run, For: moment}); err != nil {
			return nil, err
		}
	}
	for i := range a.Steps {
		one := &a.Steps[i]
		told := Told{Why: one.Why}
		for _, cmd := range one.commands(c.View(engine.Watch{})) {
			told.Commands = append(told.Commands, cmd)
			if err = do(cmd); err == nil {
				err = do(engine.Command{Verb: engine.Run, For: moment})
			}
			if err != nil {
				return all, fmt.Errorf("step %d of the story (%s) can't be replayed: %w", i+1, cmd, err)
			}
		}
		all = append(all, told)
	}
	expr := q.Expr
	if a.Op != 0 {
		expr = expr.About(a.Op)
	}
	verdict, err := expr.Eval(c)
	switch {
	case verdict.Holds:
	case err != nil:
		return all, fmt.Errorf("the story was replayed, and %w", err)
	default:
		return all, fmt.Errorf("the story was replayed, and the cluster does not agree that %s: %s", expr, verdict.Found)
	}
	return all, nil
}

// commands returns the lines that make a step happen in a cluster.
func (s *Step) commands(v *engine.View) []engine.Command {
	var first engine.Command
	switch s.kind {
	case begins:
		first = s.request
	case arrives:
		first = engine.Command{Verb: engine.Deliver, Msg: s.message(v)}
	case writes:
		first = engine.Command{Verb: engine.SyncDisk, Node: s.node, Count: int(s.u.Message.Op)}
	case givesUp:
		first = engine.Command{Verb: engine.TimeOut, Count: int(s.u.Op)}
	case drops:
		first = engine.Command{Verb: engine.Drop, Msg: s.message(v)}
	case duplicates:
		first = engine.Command{Verb: engine.Duplicate, Msg: s.message(v)}
	case starts:
		first = engine.Command{Verb: engine.Start, Node: s.node}
		if s.was == engine.Hung {
			first.Verb = engine.Resume
		}
	case skews:
		first = engine.Command{Verb: engine.Skew, Node: s.node, For: -skewed}
		if s.ahead {
			first.For = skewed
		}
	default:
		first = engine.Command{Verb: map[kind]engine.Verb{
			crashes: engine.Crash, hangs: engine.Hang, wipes: engine.Wipe, powerFailures: engine.Power, cuts: engine.Cut, mends: engine.Mend,
		}[s.kind], Node: s.node, Peer: s.peer}
	}
	all := []engine.Command{first}
	for _, q := range s.quick {
		all = append(all, engine.Command{Verb: engine.SyncDisk, Node: q.node, Count: int(q.op)})
	}
	return all
}

// message returns the number that the cluster has given the message that a step is about.
// Of several alike it is the first: which it is makes no difference.
func (s *Step) message(v *engine.View) int {
	best := 0
	for i := range v.Messages {
		m, u := &v.Messages[i], &s.u.Message
		alike := m.Type == u.Type && m.From == u.From && m.To == u.To && m.Op == u.Op && v.Trace.Text(m.Key) == s.key && sameDots(m.Set, u.Set)
		if alike && (best == 0 || int(m.ID) < best) {
			best = int(m.ID)
		}
	}
	return best
}

// sameDots reports whether two sets are of the same writes. The search's own have other
// timestamps.
func sameDots(a, b *version.Set) bool {
	if a == nil || b == nil || len(a.Siblings) != len(b.Siblings) {
		return (a == nil) == (b == nil)
	}
	for i := range a.Siblings {
		if a.Siblings[i].Dot != b.Siblings[i].Dot {
			return false
		}
	}
	return version.Compare(a.Context, b.Context) == version.Same
}

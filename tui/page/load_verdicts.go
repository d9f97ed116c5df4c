// What can happen under the settings of each row of the tuning table: a search each, on the
// side, one after the other.

package page

import (
	"context"
	"fmt"

	tea "charm.land/bubbletea/v2"

	"ringside/engine"
	"ringside/engine/history"
	"ringside/engine/search"
)

// The facts of a get that a row has verdicts of.
const (
	staleFact = "stale"
	olderFact = "older"
)

// leastRows is from how many settings on there is a table: one is what the page says anyway.
const leastRows = 2

// verdicts are the answers that there are, and the search that goes on.
type verdicts struct {
	key     string // that the requests are about
	answers map[doubt]search.Outcome
	query   query[doubt, search.Outcome]
}

// doubt is a question about a row: whether a fact of a get can hold under its settings, in the
// cluster as it is otherwise.
type doubt struct {
	engine.Tuning
	fact   string
	others string // the settings and faults that matter, too
}

// others are the settings that decide with R and W what can happen, and the faults.
func others(v *engine.View) string {
	s := &v.Settings
	return fmt.Sprint(s.Quorum, s.Read, s.Repair, s.Conflict, s.Sync, s.Rules, len(v.Faults), v.RingVersion)
}

// about returns the question of a fact under some settings of a cluster.
func (*verdicts) about(t engine.Tuning, fact, others string) doubt {
	t.Latency = "" // a search tries every order, whatever takes how long
	return doubt{t, fact, others}
}

// of returns the newest answer to a question.
func (a *verdicts) of(t engine.Tuning, fact string) (outcome search.Outcome, known bool) {
	if a == nil {
		return 0, false
	}
	outcome, known = a.answers[a.about(t, fact, a.query.asked.others)]
	return outcome, known
}

// work begins the search for the next answer; nil if there is none to search for now.
func (a *verdicts) work(d Desk) tea.Cmd {
	v := d.View
	if len(v.Measured) < leastRows || v.Motion > engine.Background || v.Change != nil {
		return nil
	}
	about := others(v)
	for i := range v.Measured {
		for _, fact := range []string{staleFact, olderFact} {
			q := a.about(v.Measured[i].Tuning, fact, about)
			if _, known := a.answers[q]; known {
				continue
			}
			if a.key == "" { // a lesson has brought the page into view
				a.key = keyOf(d)
			}
			h, err := d.Fork()
			if err != nil {
				return nil
			}
			key, class := a.key, d.Class() != nil
			return a.query.ask(q, func(ctx context.Context) (search.Outcome, error) { return q.search(ctx, h, key, class) })
		}
	}
	return nil
}

// take takes an answer in, and reports whether it is one of these.
func (a *verdicts) take(msg Message) bool {
	if !a.query.take(msg) {
		return false
	}
	if a.query.has(a.query.asked) {
		if a.answers == nil {
			a.answers = make(map[doubt]search.Outcome)
		}
		a.answers[a.query.asked] = a.query.answer
	}
	return true
}

// isOwn reports whether the searches begin in the session's own cluster.
func isOwn(v *engine.View) bool { return len(v.Faults) > 0 || v.RingVersion > 1 }

// empty returns a cluster with the ring and the settings of a session in which nothing has happened
// yet: a row is about R and W, not about what the key has been through, and nodes that hold the same
// are searched once. While there are faults, or once the ring has changed, it is the session's own.
func empty(h *history.History) (*engine.Cluster, error) {
	v := h.Cluster().View(engine.Watch{})
	if isOwn(v) {
		return h.Cluster().Clone(), nil
	}
	cfg := h.Config()
	cfg.Settings = v.Settings
	return engine.New(cfg)
}

// search looks for an answer. What can't be asked is not known.
func (q doubt) search(ctx context.Context, h *history.History, key string, class bool) (search.Outcome, error) {
	c, err := empty(h)
	if err != nil {
		return search.Unknown, nil // the settings of a session don't fit the ring that it began with
	}
	for _, set := range [][2]string{{"r", "1"}, {"w", "1"}, {"n", q.N}, {"r", q.R}, {"w", q.W}} {
		if err := c.Apply(engine.Command{Verb: engine.Set, Name: set[0], To: set[1]}); err != nil {
			return search.Unknown, nil // the settings are no longer possible
		}
	}
	l, err := search.ParseLine(q.fact + " == yes")
	if err != nil {
		return search.Unknown, err
	}
	ask := &search.Question{Cluster: c, Open: search.UsualRequests(key), Expr: l.Expr, Bounds: l.Bounds}
	limit := CanTime
	ask.Bounds.States = canStates
	if class {
		ask.Bounds.States, ask.Workers, limit = classStates, 1, classTime
	}
	short, end := context.WithTimeout(ctx, limit)
	defer end()
	answer, err := search.Run(short, ask, nil)
	switch {
	case ctx.Err() != nil:
		return search.Unknown, ctx.Err()
	case err != nil:
		return search.Unknown, nil // nothing can be found out of this cluster
	}
	return answer.Outcome, nil
}

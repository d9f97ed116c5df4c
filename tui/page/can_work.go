// The search of the page of what can happen: it goes on on the side, and tells how far it is.

package page

import (
	"context"
	"errors"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"ringside/engine"
	"ringside/engine/history"
	"ringside/engine/search"
)

const (
	// canStates and CanTime are how far a search on the screen goes; ringside can goes farther.
	canStates = 500_000
	// CanTime is how long it takes at most.
	CanTime = time.Minute
	// classStates and classTime are how far it goes in a class, where it has one processor: others
	// wait to search, and all of them want their screens drawn.
	classStates = 20_000
	classTime   = 10 * time.Second
)

// asking is a question about what can happen from a moment on.
type asking struct {
	q       *search.Question
	from    *history.History // at that moment
	news    chan search.Answer
	ended   chan struct{} // closed: nobody waits for news any more
	done    chan struct{} // closed: there is no more news
	halt    chan struct{} // closed: no more is to be searched
	halted  bool
	time    time.Duration
	waits   bool // a command waits for news
	stopped bool
	now     search.Answer // as it was heard last
}

// found is the answer.
type found struct {
	search.Answer
	told []search.Told // the story
	err  error
}

// searchMsg: there is news of a search.
type searchMsg struct {
	of  *asking
	now search.Answer
}

func (searchMsg) page() {}

// AskCan reads a line, and returns the question that it asks of a session where it is. Where no
// requests are named and nothing is on its way, it is about the usual ones.
func AskCan(h *history.History, line, key string) (*search.Question, error) {
	l, err := search.ParseLine(line)
	if err != nil {
		return nil, err
	}
	l.Bounds.States = canStates
	q := &search.Question{Cluster: h.Cluster(), Open: l.Open, Expr: l.Expr, Bounds: l.Bounds}
	if q.Open == nil && q.Cluster.Motion() <= engine.Background {
		q.Open = search.UsualRequests(key)
	}
	return q, search.Check(q)
}

// newAsking reads a line as AskCan does.
func newAsking(h *history.History, line, key string, class bool) (*asking, error) {
	q, err := AskCan(h, line, key)
	if err != nil {
		return nil, err
	}
	a := &asking{q: q, from: h, news: make(chan search.Answer, 1), ended: make(chan struct{}), done: make(chan struct{}), halt: make(chan struct{}), time: CanTime}
	if class {
		q.Bounds.States, q.Workers, a.time = classStates, 1, classTime
	}
	return a, nil
}

// search looks for the answer, and replays a story before it is told.
func (a *asking) search(ctx context.Context) (*found, error) {
	defer close(a.done)
	short, end := context.WithTimeout(ctx, a.time)
	defer end()
	go func() {
		select {
		case <-a.halt:
			end()
		case <-short.Done():
		}
	}()
	answer, err := search.Run(short, a.q, a.tell)
	if err != nil {
		return &found{err: err}, nil
	}
	f := &found{Answer: *answer}
	if answer.Outcome == search.Yes {
		f.told, f.err = search.Replay(a.from.Fork(), a.q, answer)
	}
	return f, nil
}

// tell tells how far the search is; what was not heard yet is forgotten.
func (a *asking) tell(now *search.Answer) {
	select {
	case <-a.news:
	default:
	}
	a.news <- *now
}

// wait returns a command that waits for news; nil if one waits already.
func (a *asking) wait() tea.Cmd {
	if a.waits || a.stopped {
		return nil
	}
	a.waits = true
	return func() tea.Msg {
		select {
		case now := <-a.news:
			return searchMsg{a, now}
		case <-a.done:
		case <-a.ended:
		}
		return searchMsg{of: a}
	}
}

// interrupt ends the search: what it has come to is told.
func (a *asking) interrupt() {
	if !a.halted {
		a.halted = true
		close(a.halt)
	}
}

// stop ends the waiting for news.
func (a *asking) stop() {
	if !a.stopped {
		a.stopped = true
		close(a.ended)
	}
}

// errElsewhere is why a story can't be opened.
var errElsewhere = errors.New("the cluster has moved on since the question was asked; ask again")

// way returns how a fork of the history on the screen comes to the first step of a story: on the
// branch on which it was opened before, or on a new one.
func (a *asking) way(f *found) func(fork *history.History) error {
	at := a.from.Position()
	on, _ := a.from.Branch()
	return func(fork *history.History) error {
		if now, _ := fork.Branch(); now != on {
			return errElsewhere
		}
		if err := fork.Go(at); err != nil {
			return err
		}
		if again := branchOf(fork, f); again > 0 {
			if err := fork.Switch(again); err != nil {
				return err
			}
		} else {
			if err := fork.Split(); err != nil {
				return err
			}
			if _, err := search.Replay(fork, a.q, &f.Answer); err != nil {
				return err
			}
		}
		if err := fork.Go(at); err != nil {
			return err
		}
		begin(fork, f)
		return nil
	}
}

// begin goes to just after what makes the first step of a story happen. The line before it, if
// there is one, sets the latency that stories are told with.
func begin(h *history.History, f *found) {
	if len(f.told) == 0 {
		return
	}
	first := f.told[0].Commands[0].String()
	for cmd, more := h.Redo(); more && cmd.String() != first; cmd, more = h.Redo() {
	}
}

// branchOf returns the branch of the present moment on which a story has been told, and nothing else
// was done; 0 if there is none.
func branchOf(h *history.History, f *found) int {
	var lines []string
	for _, t := range f.told {
		for _, cmd := range t.Commands {
			lines = append(lines, cmd.String())
		}
	}
	on, _ := h.Branch()
	for _, b := range h.Branches() {
		if b.Parent != on || b.From != h.Position() || b.Own < len(lines) || b.Own > len(lines)+1 { // one may set the latency
			continue
		}
		other := h.Fork()
		if other.Switch(b.ID) != nil {
			continue
		}
		all := other.Commands()
		if slices.EqualFunc(all[len(all)-len(lines):], lines, func(r history.Recorded, line string) bool { return r.Command.String() == line }) {
			return b.ID
		}
	}
	return 0
}

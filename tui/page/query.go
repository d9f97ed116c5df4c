// Work on the side: what a page wants to know and what takes too long for a frame.

package page

import (
	"context"

	tea "charm.land/bubbletea/v2"
)

// query is a question whose answer is worked out on the side. Only the newest question
// counts: another one ends the work on the one before.
type query[Q comparable, A any] struct {
	asked  Q
	job    *job // the work on it; nil: nothing has been asked
	answer A
	of     Q    // what the answer is to
	known  bool // there is an answer
}

// job is the work on one question.
type job struct {
	end  context.CancelFunc
	done bool
}

// answerMsg brings an answer.
type answerMsg[A any] struct {
	of     *job
	answer A
	err    error
}

func (answerMsg[A]) page() {}

// slots has room for as many questions as are worked on at once, in all sessions of a process:
// each may take all the cores there are.
var slots = make(chan struct{}, 1)

// ask begins to work on a question, unless that has begun already. work is called on
// another goroutine, and gives up when its context ends.
func (s *query[Q, A]) ask(q Q, work func(context.Context) (A, error)) tea.Cmd {
	if s.job != nil && s.asked == q {
		return nil
	}
	s.stop()
	ctx, end := context.WithCancel(context.Background())
	mine := &job{end: end}
	s.asked, s.job = q, mine
	return func() tea.Msg {
		defer end()
		msg := answerMsg[A]{of: mine}
		select {
		case slots <- struct{}{}:
			defer func() { <-slots }()
			if msg.err = ctx.Err(); msg.err == nil {
				msg.answer, msg.err = work(ctx)
			}
		case <-ctx.Done():
			msg.err = ctx.Err()
		}
		return msg
	}
}

// take takes an answer in, and reports whether it is one of this query's.
func (s *query[Q, A]) take(msg Message) bool {
	m, ok := msg.(answerMsg[A])
	if !ok || m.of != s.job {
		return false
	}
	s.job.done = true
	if m.err == nil {
		s.answer, s.of, s.known = m.answer, s.asked, true
	}
	return true
}

// has reports whether there is the answer to a question.
func (s *query[Q, A]) has(q Q) bool { return s.known && s.of == q }

// stop ends the work that goes on, and forgets that it was asked for.
func (s *query[Q, A]) stop() {
	if s.job != nil && !s.job.done {
		s.job.end()
		s.job = nil
	}
}

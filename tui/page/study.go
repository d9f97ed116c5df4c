// Work on the side: what a page wants to know and what takes too long for a frame.

package page

import (
	"context"

	tea "charm.land/bubbletea/v2"
)

// study is a question whose answer is worked out on the side. Only the newest question
// counts: another one ends the work on the one before.
type study[Q comparable, A any] struct {
	asked  Q
	going  bool // work on asked goes on
	number uint64
	end    context.CancelFunc
	answer A
	of     Q    // what the answer is to
	known  bool // there is an answer
}

// studied brings an answer.
type studied[Q comparable, A any] struct {
	to     *study[Q, A]
	number uint64
	answer A
	err    error
}

func (studied[Q, A]) page() {}

// benches is how many questions are worked on at once, in all sessions of a process: each
// takes all the cores there are.
var benches = make(chan struct{}, 1)

// ask begins to work on a question, unless that has been done. work is called on another
// goroutine, and gives up when its context ends.
func (s *study[Q, A]) ask(q Q, work func(context.Context) (A, error)) tea.Cmd {
	if s.asked == q && (s.going || s.known) {
		return nil
	}
	s.stop()
	ctx, end := context.WithCancel(context.Background())
	s.number++
	s.asked, s.going, s.end = q, true, end
	number := s.number
	return func() tea.Msg {
		msg := studied[Q, A]{to: s, number: number}
		select {
		case benches <- struct{}{}:
			defer func() { <-benches }()
			msg.answer, msg.err = work(ctx)
		case <-ctx.Done():
			msg.err = ctx.Err()
		}
		return msg
	}
}

// take takes an answer in, and reports whether it is one of this study's.
func (s *study[Q, A]) take(msg Message) bool {
	m, ok := msg.(studied[Q, A])
	if !ok || m.to != s {
		return false
	}
	if m.number == s.number {
		s.going = false
		if m.err == nil {
			s.answer, s.of, s.known = m.answer, s.asked, true
		}
	}
	return true
}

// current reports whether there is an answer to what was asked last.
func (s *study[Q, A]) current() bool { return s.known && s.of == s.asked }

// stop ends the work that goes on.
func (s *study[Q, A]) stop() {
	if s.going {
		s.end()
		s.going = false
		s.number++
	}
}

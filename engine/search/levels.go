// This file goes through the states level by level, on all processors.

package search

import (
	"context"
	"errors"
	"fmt"

	"ringside/engine"
	"ringside/internal/digest"
	"ringside/internal/parallel"
)

const (
	// pieceStates is how many states a goroutine takes at a time, and batchPieces how many of
	// these pieces there are until what was found is put together. Neither depends on how
	// many goroutines there are, so that the answer does not either.
	pieceStates = 32
	batchPieces = 32
	// mostFrontier is how many states may wait to be looked at, each with all that is in it.
	mostFrontier = 500_000
)

// reached is a state that may be new.
type reached struct {
	sum  digest.Sum
	s    *state
	from uint32
	by   move
	op   uint32
	yes  bool
	over bool // the expression can't begin to hold in anything that follows
}

// waiting is a state whose steps are still to be tried.
type waiting struct {
	s  *state
	at uint32
}

// exploring is a search under way.
type exploring struct {
	*model
	known  *visited
	answer Answer
	worlds []*world
	found  [batchPieces][]reached
	tried  [batchPieces]int
	end    [batchPieces]*reached // the first state of a piece in which nothing is left to happen, and the expression holds
}

func (m *model) search(ctx context.Context, progress func(*Answer)) (*Answer, error) {
	x := &exploring{model: m, known: newVisited()}
	for range batchPieces {
		x.worlds = append(x.worlds, m.newWorld())
	}
	w := x.worlds[0]
	w.s, w.news = m.initial, true
	x.known.add(w.digest(), 0, move{})
	x.answer.States = 1
	if !m.q.Finally {
		if op, yes := w.holds(); yes {
			return x.yes(op, 0), nil
		}
	}
	level := []waiting{{m.initial, 0}}
	for depth := 0; len(level) > 0; depth++ {
		if depth == m.q.Bounds.Depth && depth > 0 && !m.q.Finally {
			break
		}
		x.answer.Depth = depth
		next, done, err := x.level(ctx, level, progress)
		if done || err != nil {
			return &x.answer, err
		}
		level = next
	}
	x.answer.Outcome = No
	return &x.answer, nil
}

// level tries the steps of all states of a level, and returns those that are new. done
// reports whether there is nothing more to do.
func (x *exploring) level(ctx context.Context, level []waiting, progress func(*Answer)) (next []waiting, done bool, err error) {
	most := x.q.Bounds.States
	if most == 0 {
		most = MostStates
	}
	for from := 0; from < len(level); from += batchPieces * pieceStates {
		batch := level[from:min(from+batchPieces*pieceStates, len(level))]
		pieces := (len(batch) + pieceStates - 1) / pieceStates
		err := parallel.Up(ctx, pieces, x.q.Workers, func(i int) {
			x.piece(i, batch[i*pieceStates:min((i+1)*pieceStates, len(batch))])
		})
		if err != nil {
			x.stopped(err)
			return nil, true, nil
		}
		end := x.gather(pieces, &next)
		clear(batch) // what they hold is not needed any more
		x.answer.States = x.known.len()
		if progress != nil {
			progress(&x.answer)
		}
		switch {
		case end:
			return nil, true, nil
		case x.known.len() > most:
			x.answer.Stopped = fmt.Sprintf("at its bound of %s states", engine.Count(most))
			return nil, true, nil
		case len(next) > mostFrontier:
			x.answer.Stopped = fmt.Sprintf("since %s states wait to be looked at, and memory is not for more", engine.Count(len(next)))
			return nil, true, nil
		}
	}
	return next, false, nil
}

// stopped says why a search ends without an answer.
func (x *exploring) stopped(err error) {
	x.answer.Stopped = "when it was stopped"
	if errors.Is(err, context.DeadlineExceeded) {
		x.answer.Stopped = "when its time was over"
	}
}

// piece tries the steps of some states.
func (x *exploring) piece(i int, some []waiting) {
	w := x.worlds[i]
	x.found[i], x.tried[i], x.end[i] = x.found[i][:0], 0, nil
	last := x.q.Bounds.Depth > 0 && x.answer.Depth == x.q.Bounds.Depth
	var moves []move
	for _, from := range some {
		var fair bool
		moves, fair = x.moves(from.s, moves[:0])
		if x.q.Finally && !fair && x.end[i] == nil {
			w.s = from.s
			if op, yes := w.holds(); yes {
				x.end[i] = &reached{from: from.at, op: op}
			}
		}
		if last {
			continue
		}
		for _, m := range moves {
			x.try(i, from, m)
			if len(w.written) > 0 && m.kind != starts {
				m.quick = true
				x.try(i, from, m)
			}
		}
	}
}

// try makes the state that a step leads to, and keeps it if it may be new.
func (x *exploring) try(i int, from waiting, m move) {
	w := x.worlds[i]
	s := w.apply(from.s, m)
	x.tried[i]++
	r := reached{sum: w.digest(), s: s, from: from.at, by: m}
	// What a client is told belongs to the step: of the state that it leads to nothing else
	// may depend on it. So that is asked also if the state is known.
	told := w.news && !x.q.Finally
	if told {
		r.op, r.yes = w.holds()
	}
	if !r.yes && x.known.has(r.sum) {
		return
	}
	if !told && !x.q.Finally {
		r.op, r.yes = w.holds()
	}
	r.over = !x.plain && x.settled(s)
	x.found[i] = append(x.found[i], r)
}

// gather puts together what the pieces of a batch have found, in their order, and reports
// whether that is the end of a story.
func (x *exploring) gather(pieces int, next *[]waiting) (end bool) {
	for i := range pieces {
		x.answer.Transitions += x.tried[i]
	}
	for i := range pieces {
		if e := x.end[i]; e != nil {
			x.yes(e.op, e.from)
			return true
		}
		for j := range x.found[i] {
			r := &x.found[i][j]
			at, fresh := x.known.add(r.sum, r.from, r.by)
			if r.yes {
				x.yes(r.op, r.from, r.by)
				x.answer.States = x.known.len()
				return true
			}
			if !fresh {
				continue
			}
			if !r.over {
				*next = append(*next, waiting{r.s, at})
			}
		}
		clear(x.found[i])
	}
	return false
}

// yes notes that the expression holds in a state, after the last step perhaps.
func (x *exploring) yes(op, at uint32, last ...move) *Answer {
	x.answer.Outcome, x.answer.Op = Yes, op
	x.answer.Steps = x.model.story(append(x.known.path(at), last...))
	x.answer.Depth = len(x.answer.Steps)
	return &x.answer
}

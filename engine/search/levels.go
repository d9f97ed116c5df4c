// This file goes through the states, those that are as far from the beginning and from the end at a
// time, on all processors.

package search

import (
	"context"
	"errors"
	"fmt"

	"ringside/engine"
	"ringside/internal/count"
	"ringside/internal/digest"
	"ringside/internal/heap"
	"ringside/internal/parallel"
)

const (
	// pieceStates is how many states a goroutine takes at a time, and batchPieces how many of
	// these pieces there are until what was found is put together. Neither depends on how
	// many goroutines there are, so that the answer does not either.
	pieceStates = 32
	batchPieces = 32
	// mostWaiting is how many bytes the states may take that wait to be looked at. More than twice
	// as many would have no place in records.
	mostWaiting = engine.MaxBytes
	// depthSteps is more than the steps of an observer, each with a number, that can lie in one
	// step of a search.
	depthSteps = 1 << 16
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

	ahead  int // how many steps must still come at least
	label  label
	sleeps []label // which steps need not be tried in it
}

// exploring is a search under way.
type exploring struct {
	*model
	known  *visited
	parts  *parts
	queue  queue
	steps  int // that have led to the states that are looked at now
	answer Answer
	beyond bool // the bound of steps is passed, only to see whether it has cut anything off
	most   int  // how many states may be found
	full   bool // there are more
	worlds []*world
	found  [batchPieces][]reached
	tried  [batchPieces]int
	labels [batchPieces][]label  // of the steps of a state that have been tried
	slept  [batchPieces][]label  // what sleeps in the states that are found
	end    [batchPieces]*reached // the first state of a piece in which nothing is left to happen, and the expression holds
	next   waiting               // scratch
}

func (m *model) search(ctx context.Context, progress func(*Answer)) (*Answer, error) {
	x := m.begin()
	if w := x.worlds[0]; !m.q.Finally {
		if op, yes := w.holds(); yes {
			return x.yes(op, 0), nil
		}
	}
	var beyond []uint32 // the states at the bound of steps
	for level, steps := x.queue.next(); len(level.places) > 0; level, steps = x.queue.next() {
		x.steps = steps
		x.answer.Depth = max(x.answer.Depth, steps)
		last := steps == m.q.Bounds.Depth && steps > 0
		if last {
			beyond = append(beyond, level.places...)
		}
		if !last || m.q.Finally {
			if x.level(ctx, level.places, progress, last) {
				return &x.answer, nil
			}
		}
		if !last {
			x.queue.done(level)
		}
	}
	if len(beyond) > 0 && x.goesOn(ctx, beyond) {
		x.answer.Stopped = "at its bound of " + count.Of(m.q.Bounds.Depth, "step")
		return &x.answer, nil
	}
	x.answer.Outcome = No
	return &x.answer, nil
}

// goesOn reports whether there is anything to find in one more step than the bound allows: if not, the
// bound has cut nothing off. It leaves the answer as it was.
func (x *exploring) goesOn(ctx context.Context, level []uint32) bool {
	was := x.answer
	defer func() { x.answer = was }()
	x.beyond, x.steps = true, x.q.Bounds.Depth
	const batch = batchPieces * pieceStates
	for from := 0; from < len(level); from += batch { // mostly the first batch is enough
		if x.level(ctx, level[from:min(from+batch, len(level))], nil, false) || x.queue.waits > 0 {
			return true
		}
	}
	return false
}

// begin returns a search that has found the first state, which waits.
func (m *model) begin() *exploring {
	x := &exploring{model: m, known: newVisited(), parts: newParts(len(m.initial.nodes), len(m.initial.ops)), most: m.q.Bounds.States}
	if x.most == 0 {
		x.most = MostStates
	}
	for range batchPieces {
		w := m.newWorld()
		w.known = &x.parts.flights
		x.worlds = append(x.worlds, w)
	}
	w := x.worlds[0]
	w.s, w.news = m.initial, true
	x.known.add(w.digest(), 0, move{}, 0)
	x.answer.States = 1
	if ahead := w.stepsAhead(m.initial); ahead < never {
		x.known.waits[0] = 1 + x.queue.add(&waiting{parts: x.parts.collapse(m.initial, nil)}, 0, ahead)
	}
	return x
}

// level tries the steps of some states that as many steps have led to, and lets those wait that are
// new. It reports whether there is nothing more to do. If keep is set, the states wait for more.
func (x *exploring) level(ctx context.Context, level []uint32, progress func(*Answer), keep bool) (done bool) {
	for from := 0; from < len(level); from += batchPieces * pieceStates {
		batch := level[from:min(from+batchPieces*pieceStates, len(level))]
		pieces := (len(batch) + pieceStates - 1) / pieceStates
		err := parallel.Up(ctx, pieces, x.q.Workers, func(i int) {
			x.piece(i, batch[i*pieceStates:min((i+1)*pieceStates, len(batch))])
		})
		if err != nil {
			x.stopped(err)
			return true
		}
		for _, place := range batch {
			if at := x.queue.state(place); x.known.waits[at] == place+1 && !keep {
				x.known.waits[at] = 0
			}
		}
		end := x.gather(pieces)
		for i := 0; i < len(batch) && !keep; i++ {
			x.queue.read(batch[i], &x.next)
			x.parts.forget(x.next.parts)
		}
		x.answer.States = x.known.len()
		if progress != nil {
			progress(&x.answer)
		}
		switch {
		case end:
			return true
		case x.full:
			x.answer.Stopped = "at its bound of " + count.Of(x.most, "state")
			return true
		case heap.Live() > x.memory():
			x.answer.Stopped = "because the program has more than " + engine.Size(int(x.memory())) + " of memory in use"
			return true
		case x.queue.bytes > mostWaiting:
			x.answer.Stopped = fmt.Sprintf("since %s states wait to be looked at, and take %s", engine.Count(x.queue.waits), engine.Size(mostWaiting))
			return true
		}
	}
	return false
}

// stopped says why a search ends without an answer.
func (x *exploring) stopped(err error) {
	x.answer.Stopped = "by you"
	if errors.Is(err, context.DeadlineExceeded) {
		x.answer.Stopped = "when its time was up"
	}
}

// piece tries the steps of some states.
func (x *exploring) piece(i int, some []uint32) {
	w := x.worlds[i]
	x.found[i], x.slept[i], x.tried[i], x.end[i] = x.found[i][:0], x.slept[i][:0], 0, nil
	last := x.q.Bounds.Depth > 0 && x.steps == x.q.Bounds.Depth && !x.beyond
	var moves []move
	step := x.initial.step + uint32(x.steps)*depthSteps
	for _, place := range some {
		if x.known.waits[x.queue.state(place)] != place+1 {
			continue // it was found again in fewer steps
		}
		x.queue.read(place, &w.waits)
		w.asleep = w.asleep[:0]
		for _, n := range w.waits.sleeps {
			w.asleep = append(w.asleep, x.parts.labels.all[n])
		}
		var fair bool
		x.parts.expand(w.waits.parts, &w.from, step)
		moves, fair = x.moves(&w.from, moves[:0])
		if x.q.Finally && !fair && x.end[i] == nil {
			w.s = &w.from
			if op, yes := w.holds(); yes {
				x.end[i] = &reached{from: w.waits.at, op: op}
			}
		}
		if last {
			continue
		}
		x.trySteps(i, moves)
	}
}

// trySteps tries the steps of the state that is expanded, but for those that lead to nothing new.
func (x *exploring) trySteps(i int, moves []move) {
	w, begin := x.worlds[i], len(x.found[i])
	s := &w.from
	x.labels[i] = x.labels[i][:0]
	if x.equal {
		moves = x.once(s, moves)
	}
	for _, m := range moves {
		quick := false
		if is := x.sleeping(s, w.asleep, m); is != nil {
			quick = is.writes
		} else {
			quick = x.try(i, w.waits.at, m)
		}
		if m.quick = true; quick && m.kind != starts && x.sleeping(s, w.asleep, m) == nil {
			x.try(i, w.waits.at, m)
		}
	}
	if x.q.Without.Orders {
		return
	}
	for j := begin; j < len(x.found[i]); j++ {
		if r := &x.found[i][j]; !r.over {
			first := len(x.slept[i])
			x.slept[i] = x.after(&r.label, w.asleep, x.labels[i], x.slept[i])
			r.sleeps = x.slept[i][first:len(x.slept[i]):len(x.slept[i])]
		}
	}
}

// sleeping returns the label of a step that need not be tried; nil if it must be.
func (x *exploring) sleeping(s *state, sleeps []label, m move) *label {
	if len(sleeps) == 0 {
		return nil
	}
	return asleep(sleeps, x.name(s, m))
}

// try makes the state that a step leads to from the one that is expanded, and keeps it if it may be new. It reports whether
// the step has asked for a disk write.
func (x *exploring) try(i int, at uint32, m move) (writes bool) {
	w := x.worlds[i]
	s := w.apply(&w.from, m)
	x.tried[i]++
	r := reached{sum: w.digest(), s: s, from: at, by: m}
	if !x.q.Without.Orders {
		r.label = w.touched(&w.from, m)
		x.labels[i] = append(x.labels[i], r.label)
	}
	writes = len(w.written) > 0
	// What a client is told belongs to the step: of the state that it leads to nothing else
	// may depend on it. So that is asked also if the state is known.
	told := w.news && !x.q.Finally
	if told {
		r.op, r.yes = w.holds()
	}
	if at, known := x.known.find(r.sum); known && !r.yes {
		switch steps := x.known.steps(at); {
		case steps <= x.steps || steps == x.steps+1 && x.q.Without.Orders:
			w.drop()
			return writes
		case steps == x.steps+1:
			r.s = nil // only what sleeps in it may become less
		}
	}
	if !told && !x.q.Finally {
		r.op, r.yes = w.holds()
	}
	if r.s != nil {
		r.ahead = w.stepsAhead(s)
	}
	r.over = !x.q.Without.Late && x.settled(s) || r.ahead >= never
	if r.s == nil {
		w.drop()
	}
	x.found[i] = append(x.found[i], r)
	return writes
}

// gather puts together what the pieces of a batch have found, in their order, and reports
// whether that is the end of a story.
func (x *exploring) gather(pieces int) (end bool) {
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
			if r.yes {
				if !x.exceeds(r.sum) {
					x.known.add(r.sum, r.from, r.by, x.steps+1)
				}
				x.yes(r.op, r.from, r.by)
				x.answer.States = x.known.len()
				return true
			}
			if x.exceeds(r.sum) { // a story may yet end in this batch
				x.full = true
				continue
			}
			switch at, fresh := x.known.add(r.sum, r.from, r.by, x.steps+1); {
			case !fresh && x.known.steps(at) <= x.steps: // it was found in fewer steps
			case !fresh:
				if place := x.known.waits[at]; place > 0 {
					x.queue.narrow(place-1, &x.next, func(label uint32) bool {
						return asleep(r.sleeps, x.parts.labels.all[label].id) != nil
					})
				}
			case !r.over:
				x.next = waiting{at, x.parts.collapse(r.s, x.next.parts[:0]), x.parts.ofLabels(r.sleeps, x.next.sleeps[:0])}
				x.known.waits[at] = 1 + x.queue.add(&x.next, x.steps+1, r.ahead)
			}
			if r.s != nil {
				x.worlds[i].recycle(r.s, x.parts)
			}
		}
		clear(x.found[i])
	}
	return false
}

// exceeds reports whether one more state would be more than may be found.
func (x *exploring) exceeds(sum digest.Sum) bool {
	if x.known.len() < x.most {
		return false
	}
	_, known := x.known.find(sum)
	return !known
}

// yes notes that the expression holds in a state, after the last step perhaps.
func (x *exploring) yes(op, at uint32, last ...move) *Answer {
	x.answer.Outcome, x.answer.Op = Yes, op
	x.answer.Steps = x.model.story(append(x.known.path(at), last...))
	x.answer.Depth = len(x.answer.Steps)
	return &x.answer
}

// This file goes to other moments of a branch.

package history

import (
	"fmt"
	"slices"

	"ringside/engine"
	"ringside/internal/timespan"
)

// Seek goes to a step of the branch, back or forth: to the earliest moment by
// which that event has happened. Steps that are not recorded are the nearest
// that are.
func (h *History) Seek(step int) {
	h.undone = nil
	h.seek(step)
}

func (h *History) seek(step int) {
	step = max(0, min(step, h.on.end.Step))
	if h.given || step == h.live.Trace().Len() {
		return
	}
	h.load(Moment{Step: step, Turn: -1}) // before anything silent that follows the step before
	h.toward = step
	for h.live.Trace().Len() < step && h.onward() {
	}
	if !h.given {
		h.mark()
	}
}

// Go goes to a moment of the branch exactly. The error says that the branch
// has no such moment; then it stands at the nearest.
func (h *History) Go(to Moment) error {
	h.undone = nil
	h.travel(to)
	if got := h.Position(); got != to {
		return fmt.Errorf("no moment at step %d, turn %d, %s: the nearest is step %d, turn %d, %s",
			to.Step, to.Turn, timespan.Text(to.Now), got.Step, got.Turn, timespan.Text(got.Now))
	}
	return nil
}

// travel goes to a moment that is recorded.
func (h *History) travel(to Moment) {
	if to.Compare(h.on.end) > 0 {
		to = h.on.end
	}
	if h.given || to == h.Position() { // what was given up shares its frames with others, and lets them be
		return
	}
	h.load(to)
	h.toward = to.Step
	for (h.live.Trace().Len() < to.Step || h.turn < to.Turn) && h.onward() {
	}
	if !h.given { // else there is more to come before that time
		h.idle(to.Now)
		h.mark()
	}
}

// onward lets one more thing happen on the way to another moment, and says whether the
// way goes on.
func (h *History) onward() bool {
	if h.pause != nil {
		if h.walked++; h.walked%pauseEvery == 0 {
			h.Pause()
		}
	}
	return !h.given && h.once()
}

// Pause makes a pause, if there are any, and reports whether to go on: somebody who does
// more with a history than going to another moment makes them now and then.
func (h *History) Pause() bool {
	if h.pause != nil && !h.given && !h.pause() {
		h.given = true
	}
	return !h.given
}

// pauseEvery is how many things happen on the way between two pauses.
const pauseEvery = 200

// Pausing has a pause called again and again on the way to another moment, so that a
// long way can be gone a piece at a time. Once that has said no, the history is of no
// use any more: it is somewhere on the way. Nil is none, and a Fork has none.
func (h *History) Pausing(pause func() bool) { h.pause, h.walked = pause, 0 }

// Way says how much of the way to another moment is behind it, from 0 to 1.
func (h *History) Way() float64 {
	whole := h.toward - h.began
	if whole <= 0 {
		return 0
	}
	return min(max(float64(h.live.Trace().Len()-h.began)/float64(whole), 0), 1)
}

// Become takes over all that a fork of this history has come to, which is given away.
// What this one has done since, apart from being viewed, is forgotten. A reader sees
// a new View.
func (h *History) Become(fork *History) {
	live, effort := fork.live, fork.effort+h.effort-fork.forked
	live.Succeed(h.live)
	*h = *fork
	h.effort, h.seen = effort, nil
}

// load begins at the last moment not after to that needs no replay: here, or a
// keyframe. What is at the end of the recording is kept as a keyframe.
func (h *History) load(to Moment) {
	here := h.Position()
	f := h.on.frameBefore(to)
	if here.Compare(to) <= 0 && here.Compare(f.at) >= 0 {
		return
	}
	h.leave()
	h.start(f)
}

// mark makes a keyframe of where a journey has led, if it took long to make again what
// lies between: a person who goes back a little mostly does it again, from close by.
func (h *History) mark() {
	here := h.Position()
	if h.on.end.Compare(here) <= 0 {
		return // leave sees to the end
	}
	h.live.Tidy()
	since := here.work() - h.on.frameBefore(here).at.work()
	if held := h.live.Holds(); since > h.every/nearPart && since > held/2 {
		i, _ := h.on.find(here)
		h.copied(h.live)
		h.on.frames = slices.Insert(h.on.frames, i, keyframe{here, h.live.Frozen(), h.live.StateBytes()})
		h.on.thin(max(leastFrames, min(mostFrames, mostHeld/max(held, 1))))
		h.spareEnough()
	}
}

// leave keeps the end of the recording, if this is it: it need not be made
// again.
func (h *History) leave() {
	if here := h.Position(); here == h.on.end {
		h.on.tip = keyframe{here, h.live, h.live.StateBytes()}
	}
}

// start goes on from a keyframe of the branch.
func (h *History) start(f keyframe) {
	h.take(f.c)
	h.turn = f.at.Turn
	h.began = f.at.Step
	h.next = h.on.log.from(f.at.Step)
}

// Back goes back by n events, and returns by how many it did. Those that happened in one go,
// as all that one message or command leads to at once, are not parted: where the nth is among
// them it goes back to before them, so that Forward with what it returned leads here again.
func (h *History) Back(n int) int {
	h.undone = nil
	here := h.live.Trace().Len()
	if n > here { // before the first event there may be time in which nothing happened
		h.travel(Moment{})
		return here
	}
	step := h.on.stops.by(here - max(n, 0))
	h.seek(step)
	return here - step
}

// Forward goes n events into what is recorded, and returns how many there were. Events that
// happened in one go are not parted: where the nth is among them it goes to after them.
// Behind the last event it goes to the end of the recording.
func (h *History) Forward(n int) int {
	h.undone = nil
	here, ahead := h.live.Trace().Len(), h.Ahead()
	if n > ahead {
		h.travel(h.on.end)
		return ahead
	}
	step := h.on.stops.from(here + max(n, 0))
	h.seek(step)
	return step - here
}

// Ahead returns how many events are recorded after the present moment.
func (h *History) Ahead() int { return h.on.end.Step - h.live.Trace().Len() }

// Undo goes back to just before the last command, and returns that; false if
// there is none. Nothing is lost: Redo comes back here.
func (h *History) Undo() (engine.Command, bool) {
	if h.next == 0 {
		return engine.Command{}, false
	}
	last := h.on.log.entry(h.next - 1)
	here := h.Position()
	h.travel(last.At)
	h.undone = append(h.undone, here)
	return last.Command, true
}

// Redo goes to where Undo was called, and if nothing has been undone to just
// after the next recorded command; it returns the first command on the way,
// false if there is none ahead.
func (h *History) Redo() (engine.Command, bool) {
	if h.next == h.on.log.len() {
		return engine.Command{}, false
	}
	first := h.on.log.entry(h.next)
	if last := len(h.undone) - 1; last >= 0 {
		to := h.undone[last]
		h.undone = h.undone[:last]
		if to.Compare(h.Position()) > 0 {
			h.travel(to)
			return first.Command, true
		}
	}
	h.travel(first.At)
	h.once()
	return first.Command, true
}

// This file keeps a cluster as it was now and then, so that going back makes little again.

package history

import (
	"slices"

	"ringside/engine"
)

// keyframe is a cluster as it was at a moment. It is never advanced, only
// cloned, so branches and forks share it.
type keyframe struct {
	at   Moment
	c    *engine.Cluster // nil: none
	size int             // about how many bytes it takes that are not the trace's
}

const (
	// frameEvery is how much work lies between two new keyframes, at least.
	frameEvery = 1 << 14
	// nearPart: where a journey ends a keyframe is made if the one before is further
	// away than that part of frameEvery.
	nearPart = 64
	// newPart: a new keyframe comes after a 32nd part of the whole history, at the
	// soonest.
	newPart = 32
	// mostFrames is how many keyframes a branch keeps, besides its start and tip;
	// and fewer, but not fewer than leastFrames, if all together they would hold
	// more than mostHeld keys.
	mostFrames  = 12
	leastFrames = 3
	mostHeld    = 100_000
	// restingFrames is how many a branch keeps that nobody is on.
	restingFrames = 3
)

// work is what it takes to make a moment again, in things that happen and
// events that they leave.
func (m Moment) work() int { return m.Step + m.Turn }

// keep makes a keyframe of the present moment if it is time for one. A cluster
// that holds much takes longer to copy, and of a long history most keyframes are
// dropped again: both are copied less often.
func (h *History) keep(m Moment) {
	b := h.on
	since := m.work() - b.frames[len(b.frames)-1].at.work()
	if since < h.every || since < m.work()/newPart {
		return
	}
	held := h.live.Holds()
	if since < held {
		return
	}
	h.copied(h.live)
	b.frames = append(b.frames, keyframe{m, h.live.Frozen(), h.live.StateBytes()})
	b.thin(max(leastFrames, min(mostFrames, mostHeld/max(held, 1))))
}

// thin drops keyframes until no more than most are left beside the start. It
// leaves a quarter alone, the newest, since one mostly goes back a little; of the
// others it takes the one whose neighbours are closest to each other, so that
// they end up evenly far apart, however much has happened.
func (b *branch) thin(most int) {
	fresh := max(most/4, 1)
	for len(b.frames)-1 > most {
		drop, least := 1, 0
		for i := 1; i < len(b.frames)-fresh; i++ {
			gap := b.frames[i+1].at.work() - b.frames[i-1].at.work()
			if least == 0 || gap < least {
				drop, least = i, gap
			}
		}
		b.frames = slices.Delete(b.frames, drop, drop+1)
	}
}

// rest lets go of what a branch can do without while nobody is on it.
func (b *branch) rest() { b.thin(restingFrames) }

// find returns the keyframe of a moment.
func (b *branch) find(m Moment) (int, bool) {
	return slices.BinarySearchFunc(b.frames, m, func(f keyframe, m Moment) int { return f.at.Compare(m) })
}

// frameBefore returns the last keyframe that is not after m.
func (b *branch) frameBefore(m Moment) keyframe {
	i, found := b.find(m)
	if !found {
		i--
	}
	f := b.frames[max(i, 0)]
	if b.tip.c != nil && b.tip.at.Compare(m) <= 0 && b.tip.at.Compare(f.at) > 0 {
		return b.tip
	}
	return f
}

// stops are the steps at which something had just happened, a bit each: where
// Back and Forward halt. The start is one always. They grow at the end alone, so that
// branches share all pieces but the last.
type stops []*stopPiece

const (
	stopBits  = 12
	pieceMask = 1<<stopBits - 1
)

type stopPiece [1 << stopBits / 64]uint64

func (s *stops) add(step int) {
	for step>>stopBits >= len(*s) {
		*s = append(*s, new(stopPiece))
	}
	(*s)[step>>stopBits][step&pieceMask>>6] |= 1 << (step & 63)
}

func (s stops) has(step int) bool {
	return step == 0 || step>>stopBits < len(s) && s[step>>stopBits][step&pieceMask>>6]&(1<<(step&63)) != 0
}

// by returns the last stop that is not after a step.
func (s stops) by(step int) int {
	for !s.has(step) {
		step--
	}
	return step
}

// from returns the first stop that is not before a step, which has one.
func (s stops) from(step int) int {
	for !s.has(step) {
		step++
	}
	return step
}

// upTo returns the stops up to a step, to be added to independently.
func (s stops) upTo(step int) stops {
	c := slices.Clone(s[:min(step>>stopBits+1, len(s))])
	last := len(c) - 1
	if last < 0 {
		return c
	}
	piece := *c[last]
	c[last] = &piece
	if last == step>>stopBits {
		at := step & pieceMask
		clear(piece[at>>6+1:])
		piece[at>>6] &= 1<<(step&63+1) - 1
	}
	return c
}

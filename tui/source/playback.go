// Playback, the speed at which virtual time follows real time.

package source

import (
	"fmt"
	"time"

	"ringside/engine"
)

// Playback says how fast virtual time follows real time.
//
//	Moving      at the chosen speed, slow enough to watch a message travel
//	Waiting     1×, since there is nothing to watch but a timeout
//	Background  1×
//	Quiet       not at all: there are no frames, and nothing uses the processor;
//	            but in the past 1×, to what is recorded next
type Playback struct {
	Playing bool
	Speed   int       // index into speeds, for Moving
	last    time.Time // when time was last let go on; zero while it stands
}

// speeds are how many real seconds one virtual second takes.
var speeds = [...]int{10000, 5000, 2000, 1000, 500, 200, 100, 50, 20, 10, 5, 2, 1}

// usualSpeed is 1/1000×: a message between two machines of one room takes about
// half a millisecond, and so half a second to cross the screen.
const usualSpeed = 3

// The times between two frames. While only a timeout or a probe is left, the next event
// decides, up to slowFrame, so that the time shown goes on.
const (
	FramesPerSecond = 30
	FrameTime       = time.Second / FramesPerSecond
	slowFrame       = time.Second / 4
	// longestFrame is how much real time one frame makes up for: after the program was
	// stopped, the cluster goes on from where it was.
	longestFrame = 300 * time.Millisecond
	// FrameBudget is how many events may happen in the cluster in one frame.
	FrameBudget = 20_000
)

// NewPlayback returns the usual speed, playing.
func NewPlayback() Playback { return Playback{Playing: true, Speed: usualSpeed} }

// factor returns how many real nanoseconds one virtual nanosecond takes.
func (p *Playback) factor(m engine.Motion) time.Duration {
	if m == engine.Waiting || m == engine.Background {
		return 1
	}
	return time.Duration(speeds[p.Speed])
}

// Ratio returns the speed as it is shown: 1/1000×.
func (p *Playback) Ratio(m engine.Motion) string {
	if f := p.factor(m); f > 1 {
		return fmt.Sprintf("1/%d×", f)
	}
	return "1×"
}

// FactorFor returns how many real nanoseconds one virtual nanosecond takes while messages
// travel for moving in all: as usual, or fewer if they would take longer than longest.
func FactorFor(moving, longest time.Duration) time.Duration {
	i := usualSpeed
	for i < len(speeds)-1 && moving*time.Duration(speeds[i]) > longest {
		i++
	}
	return time.Duration(speeds[i])
}

// Faster changes the speed by so many places, and reports whether it could.
func (p *Playback) Faster(by int) bool {
	was := p.Speed
	p.Speed = min(max(p.Speed+by, 0), len(speeds)-1)
	return p.Speed != was
}

// Stop forgets when time was last advanced, so that the pause is not made up for.
func (p *Playback) Stop() { p.last = time.Time{} }

// Hold discards the real time up to now.
func (p *Playback) Hold(now time.Time) { p.last = now }

// Start starts the clock now, unless it runs already.
func (p *Playback) Start(now time.Time) {
	if p.last.IsZero() {
		p.last = now
	}
}

// Sync brings a cluster up to the present, if its time runs.
func (p *Playback) Sync(c Cluster, now time.Time) {
	if p.Playing && !p.last.IsZero() && Motion(c) != engine.Quiet {
		p.Advance(c, now)
	}
}

// Advance advances the cluster by the real time that has passed until now. What is going
// on may change in between, and with it the speed: each stretch up to the next event has
// its own.
func (p *Playback) Advance(c Cluster, now time.Time) {
	left := FrameTime
	if !p.last.IsZero() {
		left = min(now.Sub(p.last), longestFrame)
	}
	p.last = now
	for range FrameBudget {
		now := Motion(c)
		if now == engine.Quiet || left <= 0 {
			return
		}
		factor := p.factor(now)
		until := c.Now() + left/factor
		if next, ok := c.Next(); ok && next < until {
			until = max(next, c.Now())
		}
		left -= (until - c.Now()) * factor
		if !c.Advance(until, FrameBudget) {
			return
		}
		if left < factor { // less than a virtual nanosecond
			return
		}
	}
}

// Wait returns how long it is until the next frame; false if none is needed.
func (p *Playback) Wait(c Cluster) (time.Duration, bool) {
	now := Motion(c)
	switch {
	case !p.Playing || now == engine.Quiet:
		return 0, false
	case now == engine.Moving:
		return FrameTime, true
	}
	if next, ok := c.Next(); ok {
		return min(max(next-c.Now(), FrameTime), slowFrame), true
	}
	return slowFrame, true
}

// Package player shows step by step what a lesson has played.
//
// What a step plays is over at once, and then is watched: time is turned back to
// where it began and goes by again, slowly enough to see messages travel. Stretches
// in which nothing arrives are cut short, so that a message over a slow link or a
// timeout is waited for no longer than an eye needs, and what goes on by itself for
// hours goes by in seconds.
//
//	Begin ─▶ watching ── On, a frame ─┬─▶ watching
//	            │                     └─▶ over ── End ─▶ where the lesson is
//	            └── Stray: somebody has done something else meanwhile
//
// One person's explorer and the room of a class play their lessons with it. It has no
// screen, and its clock is theirs.
package player

import (
	"time"

	"ringside/engine"
	"ringside/engine/history"
	"ringside/presets"
)

const (
	// lullLeast is the virtual time to the next event from which on it is a lull.
	lullLeast = 4 * time.Millisecond
	// lullEnd is how much of a lull is shown, at its end.
	lullEnd = time.Millisecond
	// pause is how long the picture stands where a lull was cut.
	pause = 300 * time.Millisecond
	// passing is how long it takes to watch what nobody waits for, if it is all, at so
	// many frames a second.
	passing, framesPerSecond = 3 * time.Second, 30
	// watchable is how many events are shown at the usual speed; more go faster.
	watchable = 120
	// budget is how many things may happen in one frame.
	budget = 20_000
)

// Clock lets the time of a cluster go by as real time passes.
type Clock interface {
	// Advance lets it go on for the real time that has passed until now.
	Advance(c Stretch, now time.Time)
	// Hold lets the real time until now count for nothing.
	Hold(now time.Time)
	// Speed and SetSpeed are about how fast; Faster raises it by so many places, and
	// reports whether it could.
	Speed() int
	SetSpeed(int)
	Faster(by int) bool
	// Play lets time go on, or stand.
	Play(bool)
}

// Stretch is a cluster whose time ends.
type Stretch struct {
	*history.History
	end time.Duration
}

// Advance lets time go on, but not beyond the end.
func (s Stretch) Advance(to time.Duration, budget int) bool {
	return s.History.Advance(min(to, s.end), budget)
}

// Player is a lesson, and how far it is watched.
type Player struct {
	*presets.WalkthroughRun
	watching bool
	stands   time.Time // until when time stands, for the eye to follow
	speed    int       // that was chosen before
}

// New returns a player for a lesson. Nothing is watched yet.
func New(l *presets.WalkthroughRun) *Player { return &Player{WalkthroughRun: l} }

// Watching reports whether what was played last is being watched.
func (p *Player) Watching() bool { return p.watching }

// Begin goes back to where the last move of the lesson began, and lets time pass. It
// returns false if there is nothing to watch; then the lesson is where it should be.
func (p *Player) Begin(c Clock) bool {
	from, goal := p.Played()
	if from == goal || p.History().Go(from) != nil {
		return false
	}
	p.watching, p.stands, p.speed = true, time.Time{}, c.Speed()
	for n := goal.Step - from.Step; n > watchable && c.Faster(+1); n /= 2 {
	}
	c.Play(true)
	return true
}

// On lets time go on for one frame of what is watched, and reports whether it is over:
// then it is to be ended.
func (p *Player) On(c Clock, now time.Time) (over bool) {
	if now.Before(p.stands) {
		c.Hold(now)
		return false
	}
	_, goal := p.Played()
	h := p.History()
	next, ok := h.Next()
	if !ok || next > goal.Now {
		next = goal.Now
	}
	before := h.Position()
	switch moving := h.Motion() == engine.Moving; {
	case moving && next-h.Now() <= lullLeast:
		c.Advance(Stretch{h, goal.Now}, now)
	case moving:
		h.Advance(next-lullEnd, budget)
		c.Hold(now)
		p.stands = now.Add(pause)
	default:
		p.pass(Stretch{h, goal.Now})
		c.Hold(now)
	}
	next, ok = h.Next()
	return h.Position() == before || h.Position().Compare(goal) >= 0 || h.Now() >= goal.Now && (!ok || next > goal.Now)
}

// pass lets the next things happen where nothing travels for a client: gossip, hints
// and repairs, or a command. There are as many to a frame as make all of them last
// about as long as passing takes.
func (p *Player) pass(s Stretch) {
	from, goal := p.Played()
	frames := int(passing * framesPerSecond / time.Second)
	for range max((goal.Turn-from.Turn)/frames, 1) {
		next, ok := s.Next()
		if !ok {
			next = s.end
		}
		s.Advance(next, 1)
		if s.Motion() == engine.Moving || s.Now() >= s.end {
			return
		}
	}
}

// Stray ends the watching where somebody has done something else meanwhile, and time
// goes on from there.
func (p *Player) Stray(c Clock) bool {
	if !p.watching || p.Where() != presets.Astray && !p.Acts() {
		return false
	}
	p.watching = false
	c.SetSpeed(p.speed)
	return true
}

// Rest has time stand, whatever is watched: the lesson has been returned to.
func (p *Player) Rest(c Clock) {
	p.watching = false
	c.Play(false)
}

// End goes to the end of what is watched, where time stands. The error says why it
// could not.
func (p *Player) End(c Clock) error {
	var err error
	if p.watching {
		c.SetSpeed(p.speed)
		err = p.Return()
	}
	p.Rest(c)
	return err
}

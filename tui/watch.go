package tui

import (
	"time"

	"ringside/engine"
	"ringside/presets"
	"ringside/tui/layout"
	"ringside/tui/source"
)

// What a lesson plays is over at once, and then is watched: time is turned back
// to where it began and goes by again, slowly enough to see messages travel.
// Stretches in which nothing arrives are cut short, so that a message over a slow
// link or a deadline is waited for no longer than an eye needs, and what goes on
// by itself for hours goes by in seconds.
const (
	// lullLeast is the virtual time to the next event from which on it is a lull.
	lullLeast = 4 * time.Millisecond
	// lullEnd is how much of a lull is shown, at its end.
	lullEnd = time.Millisecond
	// beatTime is how long the picture stands where a lull was cut.
	beatTime = 300 * time.Millisecond
	// passing is how long it takes to watch what nobody waits for, if it is all.
	passing = 3 * time.Second
	// watchable is how many events are shown at the usual speed; more go faster.
	watchable = 120
)

// watchPlayed goes back to where the last move began, and lets time pass.
func (m *Model) watchPlayed() {
	l := m.lesson
	from, goal := l.Played()
	if from == goal || l.History().Go(from) != nil {
		m.endWatch()
		return
	}
	l.watching, l.resting, l.beat = true, false, time.Time{}
	l.speed = m.pace.Speed
	for n := goal.Step - from.Step; n > watchable && m.pace.Faster(+1); n /= 2 {
	}
	m.pace.Playing = true
	m.pace.Stop()
	m.told = lastTold(m.cluster.View(m.Watch))
}

// watchOn lets time go on for one frame of what is watched.
func (m *Model) watchOn() {
	l, now := m.lesson, m.clock.Now()
	if m.unseen() || now.Before(l.beat) {
		m.pace.Hold(now)
		return
	}
	_, goal := l.Played()
	h := l.History()
	next, ok := h.Next()
	if !ok || next > goal.Now {
		next = goal.Now
	}
	before := h.Position()
	switch moving := h.Motion() == engine.Moving; {
	case moving && next-h.Now() <= lullLeast:
		m.pace.Advance(until{h, goal.Now}, now)
	case moving:
		h.Advance(next-lullEnd, source.FrameBudget)
		m.pace.Hold(now)
		l.beat = now.Add(beatTime)
	default:
		l.pass(until{h, goal.Now})
		m.pace.Hold(now)
	}
	if next, ok := h.Next(); h.Position() == before || h.Position().Compare(goal) >= 0 || h.Now() >= goal.Now && (!ok || next > goal.Now) {
		m.endWatch()
	}
}

// pass lets the next things happen where nothing travels for a client: gossip, hints
// and repairs, or a command. There are as many to a frame as make all of them last
// about as long as passing takes.
func (l *lesson) pass(c until) {
	from, goal := l.Played()
	for range max((goal.Turn-from.Turn)/int(passing/source.FrameTime), 1) {
		next, ok := c.Next()
		if !ok {
			next = c.goal
		}
		c.Advance(next, 1)
		if c.Motion() == engine.Moving || c.Now() >= c.goal {
			return
		}
	}
}

// until is a cluster whose time ends.
type until struct {
	*engine.History
	goal time.Duration
}

// Advance lets time go on, but not beyond the end.
func (c until) Advance(to time.Duration, budget int) bool {
	return c.History.Advance(min(to, c.goal), budget)
}

// unseen says whether what is watched is not in view: on a narrow screen that
// shows the lesson.
func (m *Model) unseen() bool {
	return m.Screen.Shape == layout.Narrow && m.Focus == layout.Lesson
}

// keepWatch ends the watching where the reader has done something else meanwhile.
func (m *Model) keepWatch() {
	if l := m.lesson; l != nil && l.watching && l.Where() == presets.Astray {
		l.watching, m.pace.Speed = false, l.speed
	}
}

// endWatch goes to the end of what is watched.
func (m *Model) endWatch() {
	m.endAnyJob()
	l := m.lesson
	if l.watching {
		m.pace.Speed = l.speed
		if err := l.Return(); err != nil {
			m.fail(err.Error())
		}
	}
	m.atRest()
}

// atRest has time stand where the lesson is.
func (m *Model) atRest() {
	l := m.lesson
	l.watching, l.resting = false, true
	m.pace.Playing = false
	m.pace.Stop()
	m.told = lastTold(m.cluster.View(m.Watch))
	m.Op = 0
}

// wake lets time go on if it is the lesson that has it stand.
func (m *Model) wake() {
	if m.lesson != nil && m.lesson.resting {
		m.lesson.resting = false
		m.pace.Playing = true
		m.pace.Stop()
	}
}

// inLesson says whether what is looked at is what the lesson has played, and not
// what the reader does.
func (m *Model) inLesson() bool { return m.lesson != nil && (m.lesson.watching || m.lesson.resting) }

// aheadShown is how many events the header says are recorded ahead: those of a
// lesson that is where it should be are no news.
func (m *Model) aheadShown() int {
	if m.inLesson() || m.lesson != nil && m.lesson.Open() {
		return 0
	}
	return m.ahead
}

// atCalm says whether time stands where a lesson is and nothing waits for it.
func (m *Model) atCalm() bool {
	return m.lesson != nil && m.lesson.resting && m.cluster.Motion() <= engine.Background
}

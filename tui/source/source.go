// Package source defines what a screen may know about a cluster: what it looks like now,
// how it is driven, how fast its time passes, and whether time can go back in it.
//
//	Shown    ◀─ Source     it lives elsewhere: what is asked of it is answered later,
//	         │             and it says what it can't do, and why
//	         ◀─ Cluster    it is driven from here: the embedded engine
//	         ◀─ Traveller  its time goes both ways
//	         ◀─ Keeper     its session can be kept
//	Playback ──▶ Cluster.Advance, as real time passes
package source

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/history"
	"ringside/engine/script"
)

// Shown is a cluster that can be looked at and nothing else.
type Shown interface {
	// View returns the cluster as it is now; the same pointer while nothing changes.
	View(engine.Watch) *engine.View
	// Motion says what is going on.
	Motion() engine.Motion
	// Now returns the virtual time.
	Now() time.Duration
}

// Cluster is a cluster that the explorer drives. The embedded engine is one; a
// live cluster can be attached behind the same face.
type Cluster interface {
	Shown
	// Apply carries a command out now; after an error nothing has changed.
	Apply(engine.Command) error
	// Advance lets virtual time go on to until, or until budget things have
	// happened, and reports whether it got there.
	Advance(until time.Duration, budget int) bool
	// Step lets the next thing happen that can be told, and reports whether there was one.
	Step() bool
	// Trace returns what has happened up to now.
	Trace() *event.Trace
	// Next returns when the next thing will happen; false if nothing will.
	Next() (time.Duration, bool)
	// Full says why nothing more can happen; nil if it can.
	Full() error
}

// Keeper is a Cluster whose session can be kept. *history.History is one.
type Keeper interface {
	// Fork returns a history that may be given to another goroutine.
	Fork() *history.History
	// Revision grows with every command that is recorded.
	Revision() uint64
}

// Traveller is a Cluster whose time goes both ways. *history.History is one. What
// is recorded ahead of the present moment happens again when time passes it, and
// stays aside as a branch of its own if something else is done before.
type Traveller interface {
	script.Traveller
	// Ahead returns how many events are recorded after the present moment.
	Ahead() int
	// Branches lists the courses of events that are recorded.
	Branches() []history.Branch
}

// Ahead returns how many events are recorded after the present moment of a
// cluster, 0 for one that can't travel.
func Ahead(c Shown) int {
	if t, ok := c.(interface{ Ahead() int }); ok {
		return t.Ahead()
	}
	return 0
}

// Motion says what is going on. To get to what is recorded ahead time has to
// pass, even where else nothing would happen.
func Motion(c Shown) engine.Motion {
	m := c.Motion()
	if m == engine.Quiet && Ahead(c) > 0 {
		return engine.Waiting
	}
	return m
}

// Branch returns the branch that a cluster is on, and how many there are; 0 for one
// that can't travel.
func Branch(c Shown) (on, of int) {
	if c, ok := c.(interface{ Branch() (on, of int) }); ok { // without a list of all
		return c.Branch()
	}
	all := Branches(c)
	for _, b := range all {
		if b.Current {
			on = b.ID
		}
	}
	return on, len(all)
}

// Branches lists the branches of a cluster; nil for one that can't travel.
func Branches(c Shown) []history.Branch {
	if c, ok := c.(interface{ Branches() []history.Branch }); ok {
		return c.Branches()
	}
	return nil
}

// Revision grows with every command that a cluster records; 0 for one that records none.
func Revision(c Shown) uint64 {
	if c, ok := c.(interface{ Revision() uint64 }); ok {
		return c.Revision()
	}
	return 0
}

// Clock is real time.
type Clock interface {
	Now() time.Time
	// After returns a command that gives the message after d.
	After(d time.Duration, msg tea.Msg) tea.Cmd
}

// SystemClock is the computer's clock.
type SystemClock struct{}

// Now returns the time.
func (SystemClock) Now() time.Time { return time.Now() }

// After returns a command that gives the message after d.
func (SystemClock) After(d time.Duration, msg tea.Msg) tea.Cmd {
	return tea.Tick(d, func(time.Time) tea.Msg { return msg })
}

package tui

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"ringside/engine"
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
	// happened, and says whether it got there.
	Advance(until time.Duration, budget int) bool
	// Step lets the next thing happen that can be told, and says whether there was one.
	Step() bool
	// Next returns when the next thing will happen; false if nothing will.
	Next() (time.Duration, bool)
	// Full says why nothing more can happen; nil if it can.
	Full() error
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

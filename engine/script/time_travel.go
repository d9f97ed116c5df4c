// Commands that travel through the recorded history.

package script

import (
	"fmt"
	"time"

	"ringside/engine"
)

// Traveller is a Cluster that can go to another recorded moment. *history.History is one.
// Back and Forward count events, and return by how many they went: a few more than they were
// told where several happened in one go, which are not parted.
type Traveller interface {
	Back(events int) int
	Forward(events int) int
	Undo() (engine.Command, bool)
	Redo() (engine.Command, bool)
	Switch(branch int) error
}

// Splitter is a Traveller that can begin a branch at the present moment.
type Splitter interface{ Split() error }

// Travel carries out a travelling command on a cluster that is a Traveller. The error says
// why it was not possible: the cluster keeps no history, or there is nothing at that
// moment.
func Travel(c interface{ Now() time.Duration }, cmd engine.Command) error {
	t, ok := c.(Traveller)
	if !ok {
		return fmt.Errorf("%s: this cluster can't go back in time", cmd.Verb)
	}
	if m, ok := c.(interface{ Afford() error }); ok { // it takes as long as it took the first time
		if err := m.Afford(); err != nil {
			return fmt.Errorf("%s: %w", cmd, err)
		}
	}
	was := c.Now()
	switch cmd.Verb {
	case engine.Back:
		// Before the first event, as after the last, there may be time in which nothing
		// happened.
		if t.Back(max(cmd.Count, 1)) == 0 && c.Now() == was {
			return fmt.Errorf("%s: this is the beginning", cmd)
		}
	case engine.Forward:
		if t.Forward(max(cmd.Count, 1)) == 0 && c.Now() == was {
			return fmt.Errorf("%s: no later event is recorded", cmd)
		}
	case engine.Undo:
		if _, ok := t.Undo(); !ok {
			return fmt.Errorf("%s: no command has been given yet", cmd)
		}
	case engine.Redo:
		if _, ok := t.Redo(); !ok {
			return fmt.Errorf("%s: no later command is recorded", cmd)
		}
	case engine.Fork:
		s, ok := c.(Splitter)
		if !ok {
			return fmt.Errorf("%s: you can only look at this cluster; make a copy first", cmd)
		}
		if err := s.Split(); err != nil {
			return fmt.Errorf("%s: %w", cmd.Verb, err)
		}
	case engine.Switch:
		if err := t.Switch(cmd.Count); err != nil {
			return fmt.Errorf("%s: %w", cmd, err)
		}
	}
	return nil
}

package tui

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/script"
	"ringside/keymaps"
	"ringside/tui/draw"
	"ringside/tui/source"
	"ringside/tui/workspace"
)

func travelIntents(all map[keymaps.Action]intent) {
	beginning := func(m *Model) string {
		if m.View.Trace.Len() == 0 {
			return "this is the beginning"
		}
		return ""
	}
	end := func(m *Model) string {
		if m.ahead == 0 {
			return "nothing is recorded ahead"
		}
		return ""
	}
	for action, way := range map[keymaps.Action]struct {
		command engine.Command
		off     func(*Model) string
	}{
		keymaps.Back: {engine.Command{Verb: engine.Back, Count: 1}, beginning}, keymaps.Undo: {engine.Command{Verb: engine.Undo}, beginning},
		keymaps.Forward: {engine.Command{Verb: engine.Forward, Count: 1}, end}, keymaps.Redo: {engine.Command{Verb: engine.Redo}, end},
	} {
		all[action] = intent{
			needs: source.Travel, drives: true, travels: true, line: way.command.String(),
			do:  func(m *Model) tea.Cmd { m.run(way.command); return nil },
			off: way.off,
		}
	}
}

// travel goes to another moment, where time stands.
func (m *Model) travel(cmd engine.Command) error {
	if _, ok := m.cluster.(source.Traveller); !ok && m.seat != nil {
		m.awaitThen(m.seat.Say("past"), cmd)
		return nil
	}
	m.sync()
	from := m.cluster.View(m.Watch)
	if err := script.Travel(m.cluster, cmd); err != nil {
		return err
	}
	m.arrive(cmd, from)
	return nil
}

// arrive makes the screen forget what has not happened yet at the moment that
// time was taken to, and says what that command did.
func (m *Model) arrive(cmd engine.Command, from *engine.View) {
	m.pace.Playing = false
	m.pace.Stop()
	at := m.cluster.View(m.Watch)
	m.told = workspace.LastTold(at)
	if !keeps(at, m.Op) || cmd.Verb == engine.Switch {
		m.Op = 0
	}
	if m.Log.Step > at.Trace.Len() || cmd.Verb == engine.Switch {
		m.Follow()
	}
	if m.covers() {
		return
	}
	switch cmd.Verb {
	case engine.Undo:
		m.say("undone: " + commandAfter(&from.Trace, at.Trace.Len()) + "; " + m.keyName(keymaps.Redo) + " does it again")
	case engine.Redo:
		m.say("done again: " + commandAfter(&at.Trace, from.Trace.Len()))
	case engine.Switch:
		m.say(fmt.Sprintf("branch %d, as it was left", cmd.Count))
	case engine.Fork:
		m.say(source.Forked(m.cluster, m.keyName(keymaps.Command)))
	}
}

// keeps reports whether a View has an operation.
func keeps(v *engine.View, id uint32) bool {
	for _, op := range v.Ops {
		if op.ID == id {
			return true
		}
	}
	return false
}

// commandAfter returns the line of the first command after a step.
func commandAfter(t *event.Trace, step int) string {
	for step++; step <= t.Len(); step++ {
		if e := t.At(step); e.Kind == event.Command {
			return draw.CleanTo(t.Text(e.Text), 60)
		}
	}
	return ""
}

// change carries out a command that changes the cluster, and notes whether a
// branch begins with it.
func (m *Model) change(cmd engine.Command) error {
	if m.challengeRun != nil {
		if err := m.challengeRun.Refuses(cmd); err != nil {
			return err
		}
	}
	left, before := source.Branch(m.cluster)
	err := m.driven.Apply(cmd)
	if now, after := source.Branch(m.cluster); after > before && !m.learning() { // a lesson says so itself
		m.parted = source.Parted(now, left, m.keyName(keymaps.Command))
	}
	return err
}

// tellBranch says that a branch has begun, unless something went wrong.
func (m *Model) tellBranch() {
	if m.parted != "" && !m.note.bad && m.prompt == nil {
		m.say(m.parted)
	}
	m.parted = ""
}

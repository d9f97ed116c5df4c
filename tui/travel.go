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
	m.told = lastTold(at)
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
		m.say(forked(m.cluster, m.keyName(keymaps.Command)))
	}
}

// forked says that a branch begins, and how the one that it leaves is taken up
// again.
func forked(c source.Shown, command string) string {
	on, _ := source.Branch(c)
	for _, b := range c.(source.Traveller).Branches() {
		if b.ID == on {
			return fmt.Sprintf("branch %d begins here; %sswitch %d takes up the one before", on, command, b.Parent)
		}
	}
	return ""
}

// lastTold returns the newest operation whose outcome is known; 0 if there is
// none.
func lastTold(v *engine.View) uint32 {
	for i := len(v.Ops) - 1; i >= 0; i-- {
		if v.Ops[i].Outcome != event.Pending {
			return v.Ops[i].ID
		}
	}
	return 0
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
	if m.attempt != nil {
		if err := m.attempt.Refuses(cmd); err != nil {
			return err
		}
	}
	left, before := source.Branch(m.cluster)
	err := m.driven.Apply(cmd)
	if now, after := source.Branch(m.cluster); after > before && !m.learning() { // a lesson says so itself
		m.parted = parted(now, left, m.keyName(keymaps.Command))
	}
	return err
}

// parted says that a branch has begun, and how the one before is taken up again.
func parted(now, left int, command string) string {
	return fmt.Sprintf("branch %d begins here; %sswitch %d takes up what was recorded", now, command, left)
}

// tellBranch says that a branch has begun, unless something went wrong.
func (m *Model) tellBranch() {
	if m.parted != "" && !m.note.bad && m.prompt == nil {
		m.say(m.parted)
	}
	m.parted = ""
}

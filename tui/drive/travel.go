// Other moments, and branches.

package drive

import (
	"fmt"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/script"
	"ringside/keymaps"
	"ringside/tui/draw"
	"ringside/tui/source"
	"ringside/tui/workspace"
)

// travel goes to another moment, where time stands.
func (d *Driver) travel(cmd engine.Command) error {
	if _, ok := d.Cluster.(source.Traveller); !ok && d.Gate.Class() != nil {
		d.Gate.Past(cmd)
		return nil
	}
	d.Sync()
	from := d.Cluster.View(d.Watch)
	if err := script.Travel(d.Cluster, cmd); err != nil {
		return err
	}
	d.arrive(cmd, from)
	return nil
}

// arrive makes the screen forget what has not happened yet at the moment that
// time was taken to, and says what that command did.
func (d *Driver) arrive(cmd engine.Command, from *engine.View) {
	d.Playback.Playing = false
	d.Playback.Stop()
	at := d.Cluster.View(d.Watch)
	d.Told = workspace.LastTold(at)
	if !keeps(at, d.Op) || cmd.Verb == engine.Switch {
		d.Op = 0
	}
	if d.Log.Step > at.Trace.Len() || cmd.Verb == engine.Switch {
		d.Follow()
	}
	if d.Covers() {
		return
	}
	switch cmd.Verb {
	case engine.Undo:
		d.Say("undone: " + commandAfter(&from.Trace, at.Trace.Len()) + "; " + d.KeyName(keymaps.Redo) + " does it again")
	case engine.Redo:
		d.Say("done again: " + commandAfter(&at.Trace, from.Trace.Len()))
	case engine.Switch:
		d.Say(fmt.Sprintf("branch %d, as it was left", cmd.Count))
	case engine.Fork:
		d.Say(source.Forked(d.Cluster, d.KeyName(keymaps.Command)))
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

// TellBranch says that a branch has begun, unless something went wrong.
func (d *Driver) TellBranch() {
	if d.parted != "" && !d.Note.Bad && !d.Note.Refused && d.Prompt == nil {
		d.Say(d.parted)
	}
	d.parted = ""
}

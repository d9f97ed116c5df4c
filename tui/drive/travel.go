// Other moments, and branches.

package drive

import (
	"fmt"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/keymaps"
	"ringside/tui/draw"
	"ringside/tui/source"
	"ringside/tui/workspace"
)

// travel begins to go to another moment, where time stands. What is near is there at
// once; on a long way the screen shows the moment that is left, until a job arrives.
func (d *Driver) travel(cmd engine.Command) {
	if _, ok := d.Cluster.(source.Traveller); !ok && d.Gate.Class() != nil {
		d.Gate.Past(cmd)
		return
	}
	trip, arrive, err := d.depart(cmd)
	if err != nil {
		d.Fail(err.Error())
		return
	}
	d.Start(source.Job{
		Name: cmd.String(), Part: trip.Part, Done: arrive, Stop: trip.Cancel,
		Slice: func(int) (bool, error) { return trip.Advance() },
	})
}

// Lead begins to go a way that is no command's, and says with then how that has ended: at
// once where it is short, else later, and never if it is stopped.
func (d *Driver) Lead(name string, way source.Way, then func(error)) {
	d.Sync()
	trip, err := source.Lead(d.Cluster, name, way)
	if err != nil {
		d.Fail(err.Error())
		return
	}
	d.Start(source.Job{
		Name: name, Plays: true, Part: trip.Part, Stop: trip.Cancel,
		Slice: func(int) (done bool, _ error) { done, err = trip.Advance(); return done || err != nil, nil },
		Done:  func() { then(err) },
	})
}

// Leads reports whether a way is being gone that Lead has begun, and says so if it is.
func (d *Driver) Leads() bool {
	if d.Job.OfLesson() {
		d.Refuse(d.Busy())
	}
	return d.Job.OfLesson()
}

// depart begins a trip, and returns what to do when it has arrived.
func (d *Driver) depart(cmd engine.Command) (trip source.Trip, arrive func(), err error) {
	d.Sync()
	from := d.Cluster.View(d.Watch)
	trip, err = source.Depart(d.Cluster, cmd)
	return trip, func() { d.arrive(cmd, from) }, err
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
		d.Say("undone: " + commandAfter(&from.Trace, at.Trace.Len()) + "; " + d.KeyName(keymaps.Redo) + " redoes it")
	case engine.Redo:
		d.Say("redone: " + commandAfter(&at.Trace, from.Trace.Len()))
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

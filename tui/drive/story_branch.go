// A story that was found is gone through on a branch of its own, and escape comes back from it.

package drive

import (
	"errors"

	"ringside/engine"
	"ringside/engine/history"
	"ringside/tui/source"
)

// story is the branch of a story, and how to come back from it.
type story struct {
	of     source.Shown
	branch int // 0: none
	from   int
	at     history.Moment
	back   func()
}

// Fork returns a copy of the cluster on the screen with its past, or says why there is none.
func (d *Driver) Fork() (*history.History, error) {
	d.Sync()
	if k, ok := d.Cluster.(source.Keeper); ok {
		return k.Fork(), d.Gate.Afford()
	}
	if d.View.Outside != nil {
		return nil, errors.New(d.OrTwin("what a real cluster does next can't be searched"))
	}
	return nil, errors.New("this cluster keeps no record here; make a copy of your own first")
}

// Branch begins a branch at the present moment for a story, goes there as way says, and tells
// then on which branch the cluster is. Escape comes back from it, and calls back.
func (d *Driver) Branch(name string, way source.Way, then func(branch int), back func()) {
	if d.Job != nil {
		d.Refuse(d.Busy())
		return
	}
	d.Sync()
	from, ok := d.Cluster.(interface{ Position() history.Moment })
	if !ok {
		d.Refuse(name + ": this cluster has no branches here")
		return
	}
	left := story{of: d.Cluster, at: from.Position(), back: back}
	left.from, _ = source.Branch(d.Cluster)
	d.leave(name, way, func(on int) {
		left.branch = on
		d.story = left
		then(on)
	})
}

// ComeBack leaves the branch of a story or the twin of a real cluster, if it is on the screen, and
// reports whether it is.
func (d *Driver) ComeBack() bool {
	if d.Twin {
		d.GoHome()
		d.View = d.Cluster.View(d.Watch)
		return true
	}
	s := d.story
	if on, _ := source.Branch(d.Cluster); s.branch == 0 || s.of != d.Cluster || s.branch != on {
		return false
	}
	d.leave("back", func(fork *history.History) error {
		if err := fork.Switch(s.from); err != nil {
			return err
		}
		return fork.Go(s.at)
	}, func(int) {
		d.story = story{}
		s.back()
	})
	return true
}

// leave goes to another branch, and says then to which.
func (d *Driver) leave(name string, way source.Way, then func(branch int)) {
	from := d.Cluster.View(d.Watch)
	trip, err := source.Lead(d.Cluster, name, way)
	if err != nil {
		d.Fail(err.Error())
		return
	}
	d.Start(source.Job{
		Name: name, Part: trip.Part, Stop: trip.Cancel,
		Slice: func(int) (bool, error) { return trip.Advance() },
		Done: func() {
			on, _ := source.Branch(d.Cluster)
			d.arrive(engine.Command{Verb: engine.Switch, Count: on}, from)
			then(on)
		},
	})
}

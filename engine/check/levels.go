// This file says of a read that has missed a write whether their levels should have kept it
// from that.

package check

import (
	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/quorum"
	"ringside/engine/ring"
)

// meets reports whether a read and the write that it has missed always have a replica in
// common, as their levels, and the data centres of their coordinators, have it.
func (f *Follower) meets(c Cluster, t *event.Trace, missed *event.Event) bool {
	v := c.View(engine.Watch{})
	read, from := demandOf(v, t, f.invoked(t, missed.Op))
	write, to := demandOf(v, t, f.began[missed.Ref])
	return quorum.MeetFrom(read, from, write, to)
}

// invoked returns the step at which an operation was asked for, before the present one.
func (f *Follower) invoked(t *event.Trace, op uint32) int {
	for step := f.step; step > 0; step-- {
		if e := t.At(step); e.Kind == event.Invoke && e.Op == op {
			return step
		}
	}
	return 0
}

// demandOf returns what the operation that was asked for at a step waited for, and in which
// data centre its coordinator is. It is not asked of one that nobody took.
func demandOf(v *engine.View, t *event.Trace, step int) (d quorum.Demand, dc int) {
	e := t.At(step)
	level := v.Settings.W
	if e.Verb == event.Get {
		level = v.Settings.R
	}
	if own, err := quorum.ParseLevel(t.LevelOf(e)); err == nil {
		level = own
	}
	if e.Node == ring.None {
		return level.On(v.Ring, v.Settings.Placement), -1
	}
	return level.On(v.Ring, v.Settings.Placement), v.Ring.DC(e.Node)
}

// How many requests a goal needs at least that have not been made: a series of commands with fewer
// left to give can't reach it.

package presets

import (
	"bytes"
	"slices"

	"ringside/engine"
	"ringside/engine/script"
)

// asked is what has been asked of a cluster, as far as a goal may need it.
type asked struct {
	writes bool // something was written, or deleted, that a replica may not have
	gets   int  // after the first write
	newest engine.Verb
	open   bool // the newest request may still be under way
}

// with returns what has been asked once a command was given.
func (a asked) with(cmd engine.Command) asked {
	switch cmd.Verb {
	case engine.Put, engine.Delete, engine.Resolve:
		a.writes = true
	case engine.Load: // it may be any
		a.writes, a.gets, a.open = true, a.gets+2, true
		return a
	case engine.Get:
		if a.writes {
			a.gets++
		}
	default:
		return a
	}
	a.newest, a.open = cmd.Verb, true
	return a
}

// owed returns how many requests must still be made at least before a goal can hold, as far as it
// speaks of the newest request; what else it asks for may hold at once.
func (a asked) owed(goal script.Want) int {
	// What a read missed is settled once it has been told: if it is all that the goal asks for,
	// and does not hold by then, another read is needed.
	settled := len(goal.Parts) == 0 && !a.open
	return a.lacks(goal, settled)
}

func (a asked) lacks(w script.Want, settled bool) (n int) {
	for i, part := range w.Parts {
		m := a.lacks(part, settled)
		if i == 0 || w.All && m > n || !w.All && m < n {
			n = m
		}
	}
	if len(w.Parts) > 0 || w.Call.FactInfo == nil || !w.Fixed || w.Call.Number != 0 {
		return n
	}
	switch {
	case (w.Call.Name == "value" || w.Call.Name == "values" || w.Call.Name == "writers") && !w.TakesNothing():
		if a.newest != engine.Get { // no other request has a value
			return 1
		}
	case w.Call.Name == "stale" && !w.TakesWord("no"):
		return a.reads(1, settled) // it misses what was written before
	case w.Call.Name == "older" && !w.TakesWord("no"):
		return a.reads(2, settled) // and what another read returned before
	}
	return 0
}

// reads returns how many requests lack until the newest is a read, of so many after the first write.
// settled says that it must be another one than the newest now.
func (a asked) reads(of int, settled bool) int {
	switch {
	case !a.writes:
		return 1 + of
	case a.newest != engine.Get || settled:
		return max(of-a.gets, 1)
	}
	return max(of-a.gets, 0)
}

// ofReplies reports whether all that a goal asks for is settled once the newest request has been
// answered.
func ofReplies(w script.Want) bool {
	for _, part := range w.Parts {
		if !ofReplies(part) {
			return false
		}
	}
	if len(w.Parts) > 0 {
		return true
	}
	switch w.Call.Name {
	case "reply", "value", "values", "writers", "stale", "older", "resurrected":
		return w.Fixed && w.Call.Number == 0
	}
	return false
}

// loses are the verbs after which a node may no longer have what it had.
func loses() []string {
	var all []string
	for _, v := range []engine.Verb{engine.Crash, engine.Wipe, engine.Power, engine.Blackout, engine.Remove, engine.Add, engine.Set, engine.Start, engine.Heal} {
		all = append(all, v.String())
	}
	return all
}

// settledStart reports whether a challenge begins where every replica has what was written, and
// none of its commands makes one lose it: a read can then only miss what is yet to be written.
func (c *Challenge) settledStart(start *engine.Cluster) bool {
	if c.Verbs == nil || slices.ContainsFunc(c.Verbs, func(verb string) bool { return slices.Contains(loses(), verb) }) {
		return false
	}
	stores := func(c *engine.Cluster) (all []byte) {
		c.Form(engine.PartStores, func(piece []byte) { all = append(all, piece...) })
		return all
	}
	later := start.Clone()
	return runs(later, "until quiet") && later.Trace().Len() == start.Trace().Len() &&
		later.Apply(engine.Command{Verb: engine.AntiEntropy, Node: "all"}) == nil && runs(later, "until quiet") &&
		bytes.Equal(stores(later), stores(start))
}

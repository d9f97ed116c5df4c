// What an expression asks for, as far as it can be said how many steps that takes at least.

package search

import (
	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/script"
)

// aim is what must become so for an expression, or a part of it, to hold.
type aim struct {
	parts []aim
	all   bool   // all parts must be so; else one of them
	is    goal   // where there are no parts
	op    uint32 // of which operation; 0: of the one that is asked about
	reads bool   // only a get has it
}

// goal is what must happen before a comparison can come out as it must. What is said of an
// operation is said of the one that the aim names by its number, or of the one that is asked about.
type goal uint8

const (
	anything     goal = iota // no more is known
	begun                    // the operation has begun
	told                     // its client has been told something
	timedOut                 // its coordinator has given up waiting
	answered                 // enough replicas have answered
	returned                 // enough replicas have answered, and of a read: with a version
	missed                   // it has missed a write that was acknowledged when it began
	outdated                 // it knows less than a read that was over when it began
	acknowledged             // some write has been acknowledged, of any key
	shadowed                 // an acknowledged write has been shadowed, of any key
)

// aimOf says what an expression asks for.
func aimOf(w script.Want) aim {
	if len(w.Parts) > 0 || w.Call.FactInfo == nil {
		a := aim{all: w.All}
		for _, part := range w.Parts {
			a.parts = append(a.parts, aimOf(part))
		}
		return a
	}
	a := aim{op: w.Call.Number}
	if !w.Fixed {
		return a
	}
	switch w.Call.Name {
	case "lost", "shadowed", "atrisk", "unreachable":
		if !w.TakesNumber(0) {
			if a.is = acknowledged; w.Call.Name == "shadowed" {
				a.is = shadowed
			}
		}
	case "written", "key", "need", "acks", "coordinator":
		a.is = begun
	case "reply":
		a.is = goalOfReply(&w)
	case "value", "values", "writers":
		if a.is, a.reads = returned, true; w.TakesNothing() {
			a.is = told
		}
	case "stale", "older", "resurrected":
		a.is, a.reads = map[string]goal{"stale": missed, "older": outdated, "resurrected": answered}[w.Call.Name], true
		if w.TakesWord("no") {
			a.is = told
		}
	}
	return a
}

// goalOfReply says what must happen for a reply to be one that is asked for.
func goalOfReply(w *script.Want) goal {
	takes := func(o event.Outcome) bool { return w.TakesWord(o.String()) }
	bad := takes(event.Unavailable) || takes(event.Failed) || takes(event.CoordinatorLost)
	switch {
	case w.TakesWord("none"):
		return anything
	case takes(event.Pending):
		return begun
	case bad:
		return told
	case !takes(event.Timeout) && takes(event.NotFound):
		return answered
	case !takes(event.Timeout):
		return returned
	case takes(event.OK) || takes(event.NotFound):
		return told
	}
	return timedOut
}

// reached reports whether a goal was reached with what a client has been told. Where it was not, it
// never will be.
func (g goal) reached(v *engine.OpView) bool {
	switch g {
	case timedOut:
		return v.Outcome == event.Timeout
	case answered:
		return v.Outcome == event.OK || v.Outcome == event.NotFound
	case returned:
		return v.Outcome == event.OK
	case missed:
		return v.Missed.Found
	case outdated:
		return v.Older.Found
	}
	return true
}

// idle reports whether nothing is known of what an expression asks for.
func (a *aim) idle() bool {
	for i := range a.parts {
		if !a.parts[i].idle() {
			return false
		}
	}
	return len(a.parts) > 0 || a.is == anything
}

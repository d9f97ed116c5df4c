// This file tells the requests that somebody has asked for from those of a load, which come
// by the thousand.

package ops

import (
	"slices"
	"strings"

	"ringside/engine/event"
)

// asked is what a story needs to tell the two apart.
type asked struct {
	alone bool   // it tells of those that no load made, and of no others
	begun uint32 // if so: the newest of them when it last told

	cause  uint32      // the step of the last command that was looked at
	isLoad bool        // whether that command begins a load
	passed []event.Sym // keys that a load has begun to write since the last write that s tells of
}

// Asked returns a story that goes on from s and from now on tells of those operations alone that
// no load makes, of the last Max of them. So a load does not push them out. It reads every event
// as long as there is one of them.
func (s *Story) Asked() Story {
	c := s.Clone()
	c.asked.alone = true
	c.ops = slices.DeleteFunc(c.ops, func(o *Operation) bool { return o.Load != 0 })
	return c
}

// hasNone reports whether no operation has begun since the last telling of which s tells, and
// notes which is the newest.
func (a *asked) hasNone(newest uint32) bool {
	was := a.begun
	a.begun = newest
	return a.alone && newest == was
}

func (a *asked) clone() asked {
	c := *a
	c.passed = slices.Clone(a.passed)
	return c
}

// LoadOf returns the step of the command of the load that made the request which an Invoke
// begins; 0 if none did.
func LoadOf(t *event.Trace, invoke *event.Event) uint32 { return new(asked).load(t, invoke) }

// load is LoadOf. The command is looked at once for all requests of a load.
func (a *asked) load(t *event.Trace, invoke *event.Event) uint32 {
	if invoke.Cause == 0 {
		return 0
	}
	if invoke.Cause != a.cause {
		e := t.At(int(invoke.Cause))
		a.cause, a.isLoad = invoke.Cause, e.Kind == event.Command && strings.HasPrefix(t.Text(e.Text), "load ")
	}
	if !a.isLoad {
		return 0
	}
	return a.cause
}

// tellsOf reports whether s tells of the request that an Invoke begins.
func (s *Story) tellsOf(t *event.Trace, invoke *event.Event) bool {
	a := &s.asked
	switch {
	case !a.alone:
		return true
	case a.load(t, invoke) == 0:
		if i := slices.Index(a.passed, invoke.Key); i >= 0 && invoke.Verb != event.Get {
			a.passed = slices.Delete(a.passed, i, i+1)
		}
		return true
	case invoke.Verb != event.Get && !a.overtaken(invoke.Key) && s.about(invoke.Key):
		a.passed = append(a.passed, invoke.Key)
	}
	return false
}

// overtaken reports whether a write that s does not tell of may be newer than those of the key
// that it tells of.
func (a *asked) overtaken(key event.Sym) bool { return slices.Contains(a.passed, key) }

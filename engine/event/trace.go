// Trace: the recorded events, for reading.

package event

import (
	"ringside/engine/id"
	"ringside/engine/ring"
	"ringside/engine/version"
	"ringside/internal/shared"
)

// Sym is the number of a text of the trace.
type Sym = id.Sym

const (
	chunkBits = 12
	chunkSize = 1 << chunkBits
)

// Trace is what has happened so far, in order, for reading: a Recorder's own trace, which
// grows, or a Snapshot, which does not change.
type Trace struct {
	texts  id.Texts
	chunks []*chunk
	sets   shared.List[*version.Set]
	lists  lists
	keys   shared.List[Sym]
	parts  shared.List[partAt]
	length int

	thinned int // how many chunks Forget has looked through
}

// Len returns the number of events.
func (t *Trace) Len() int { return t.length }

// At returns the event at a step, 1 ≤ step ≤ Len; the zero Event if it has been forgotten
// (Recorder.Forget).
func (t *Trace) At(step int) *Event {
	i := step - 1
	return &t.chunks[i>>chunkBits].events()[i&(chunkSize-1)]
}

// SetOf returns the versions that the read with Reply e returned, or nil.
func (t *Trace) SetOf(e *Event) *version.Set {
	if e.Kind != Reply {
		return nil
	}
	return t.setOf(e)
}

// CoveredBy returns what the node of a Purge had taken into account of its key, which it
// forgets with the tombstone; nil if the trace does not say.
func (t *Trace) CoveredBy(e *Event) *version.Context {
	if e.Kind != Purge {
		return nil
	}
	return t.setOf(e).Seen()
}

// setOf returns the set that an event refers to, or nil.
func (t *Trace) setOf(e *Event) *version.Set {
	if e.Kind != Reply && e.Kind != Purge || e.Ref == 0 {
		return nil
	}
	return t.sets.At(int(e.Ref - 1))
}

// Words returns the symbol of the text that an event has, whatever it is: a value, a line,
// how something went; 0 if it has none.
func (e *Event) Words() Sym {
	if e.Kind == Reply {
		return 0 // Text is a list
	}
	return e.Text
}

// BehindOf returns the nodes whose answers counted for a Reply but lacked some of what all
// counted answers together contained.
func (t *Trace) BehindOf(e *Event) []ring.NodeID {
	if e.Kind != Reply {
		return nil
	}
	return t.List(uint32(e.Text))
}

// List returns the nodes that AddNodes stored under a number; none for 0.
func (t *Trace) List(number uint32) []ring.NodeID {
	if number == 0 {
		return nil
	}
	return t.lists.list(number)
}

// NodesOf returns the list of nodes that belongs to an Invoke (the preference list), a
// Reply (whose answers counted) or a Cleanup (the nodes that have the dropped keys).
func (t *Trace) NodesOf(e *Event) []ring.NodeID {
	switch e.Kind {
	case Invoke, Reply:
		return t.List(e.Msg)
	case Cleanup:
		return t.List(e.Ref)
	}
	return nil
}

// KeysOf returns the keys that a node dropped in the Cleanup e.
func (t *Trace) KeysOf(e *Event) (list []Sym) {
	if e.Kind != Cleanup {
		return nil
	}
	from := int64(e.Msg)
	for i := from; i < min(from+e.Arg, int64(t.keys.Len())); i++ {
		list = append(list, t.keys.At(int(i)))
	}
	return list
}

// Text returns the text of a symbol.
func (t *Trace) Text(s Sym) string { return t.texts.Text(s) }

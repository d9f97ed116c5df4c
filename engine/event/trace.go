package event

import (
	"ringside/engine/id"
	"ringside/engine/ring"
	"ringside/engine/version"
	"ringside/internal/shared"
)

// Sym is a text of a trace.
type Sym = id.Sym

const (
	chunkBits = 12
	chunkSize = 1 << chunkBits
)

// Trace is what has happened so far, in order, to be read: a Recorder's own while it
// goes on, or a Snapshot, which stays as it is.
type Trace struct {
	texts  id.Texts
	chunks []*chunk
	sets   shared.List[*version.Set]
	lists  lists
	keys   shared.List[Sym]
	length int
}

// Len returns the number of events.
func (t *Trace) Len() int { return t.length }

// At returns the event at a step, 1 ≤ step ≤ Len.
func (t *Trace) At(step int) *Event {
	i := step - 1
	return &t.chunks[i>>chunkBits].events()[i&(chunkSize-1)]
}

// SetOf returns what the read whose Reply is e returned; nil if nothing.
func (t *Trace) SetOf(e *Event) *version.Set {
	if e.Kind != Reply || e.Ref == 0 {
		return nil
	}
	return t.sets.At(int(e.Ref - 1))
}

// BehindOf returns which of the answers that counted for a Reply lacked some of what
// all of them together said.
func (t *Trace) BehindOf(e *Event) []ring.NodeID {
	if e.Kind != Reply {
		return nil
	}
	return t.List(uint32(e.Text))
}

// List returns the nodes that AddNodes keeps under a number; none for 0.
func (t *Trace) List(number uint32) []ring.NodeID {
	if number == 0 {
		return nil
	}
	return t.lists.list(number)
}

// NodesOf returns the list that goes with an Invoke (the preference list), a Reply
// (whose answers counted) or a Cleanup (who has what was let go of).
func (t *Trace) NodesOf(e *Event) []ring.NodeID {
	switch e.Kind {
	case Invoke, Reply:
		return t.List(e.Msg)
	case Cleanup:
		return t.List(e.Ref)
	}
	return nil
}

// KeysOf returns the keys that a node has let go of, by the Cleanup e.
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

package event

import (
	"unsafe"

	"ringside/engine/id"
	"ringside/engine/ring"
	"ringside/engine/version"
	"ringside/internal/shared"
)

// Sym and Symbols are texts of a trace and the table of them.
type (
	Sym     = id.Sym
	Symbols = id.Symbols
)

const (
	chunkBits = 12
	chunkSize = 1 << chunkBits
)

// Trace is what has happened so far, in order. It grows in chunks and never
// changes what it holds, so a Snapshot may be read while the original grows.
type Trace struct {
	Symbols
	chunks []*chunk
	sets   shared.List[*version.Set]
	lists  lists
	keys   shared.List[Sym]
	length int
	packs  bool // see Pack
	packed int  // bytes of the chunks that are packed
	kept   int  // bytes of sets, as far as they are nobody else's
}

// Len returns the number of events.
func (t *Trace) Len() int { return t.length }

// At returns the event at a step, 1 ≤ step ≤ Len.
func (t *Trace) At(step int) *Event {
	i := step - 1
	return &t.chunks[i>>chunkBits].events()[i&(chunkSize-1)]
}

// Append adds e and returns its step.
func (t *Trace) Append(e Event) uint32 {
	i := t.length & (chunkSize - 1)
	if i == 0 {
		t.grow()
	}
	t.chunks[len(t.chunks)-1].open.Load()[i] = e
	t.length++
	return uint32(t.length)
}

// AddSet keeps what a read returned and gives the number that Event.Ref holds.
func (t *Trace) AddSet(s *version.Set) uint32 {
	if s == nil {
		return 0
	}
	if n := len(s.Siblings); n > 1 { // a single value is mostly what replicas hold, or held
		t.kept += n * int(unsafe.Sizeof(version.Sibling{}))
	}
	t.sets.Add(s)
	return uint32(t.sets.Len())
}

// SetOf returns what the read whose Reply is e returned; nil if nothing.
func (t *Trace) SetOf(e *Event) *version.Set {
	if e.Kind != Reply || e.Ref == 0 {
		return nil
	}
	return t.sets.At(int(e.Ref - 1))
}

// AddNodes keeps a list of nodes and gives the number that Event.Msg holds.
func (t *Trace) AddNodes(list []ring.NodeID) uint32 {
	return t.lists.add(list)
}

// AddBehind keeps the list of BehindOf and gives what Event.Text holds; 0 for nobody.
func (t *Trace) AddBehind(list []ring.NodeID) Sym {
	if len(list) == 0 {
		return 0
	}
	return Sym(t.lists.add(list))
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

// NodesOf returns the list that goes with an Invoke (the preference list) or a
// Reply (whose answers counted).
func (t *Trace) NodesOf(e *Event) []ring.NodeID {
	if e.Kind != Invoke && e.Kind != Reply {
		return nil
	}
	return t.List(e.Msg)
}

// AddKeys keeps keys and gives the number that Event.Msg holds.
func (t *Trace) AddKeys(list []Sym) uint32 {
	first := t.keys.Len()
	for _, key := range list {
		t.keys.Add(key)
	}
	return uint32(first)
}

// KeysOf returns the keys that a node has let go of, by the Shed e.
func (t *Trace) KeysOf(e *Event) (list []Sym) {
	if e.Kind != Shed {
		return nil
	}
	from := int64(e.Msg)
	for i := from; i < min(from+e.Arg, int64(t.keys.Len())); i++ {
		list = append(list, t.keys.At(int(i)))
	}
	return list
}

// Snapshot returns the trace as it is now, safe to read from another goroutine
// while t grows.
func (t *Trace) Snapshot() Trace {
	s := Trace{Symbols: t.Symbols.Snapshot(), sets: t.sets.Freeze(), lists: t.lists.freeze(), keys: t.keys.Freeze(), length: t.length}
	s.chunks = t.chunks[:len(t.chunks):len(t.chunks)]
	return s
}

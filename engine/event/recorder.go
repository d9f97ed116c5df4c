// This file adds to a trace.

package event

import (
	"ringside/engine/id"
	"ringside/engine/ring"
	"ringside/engine/version"
)

// Recorder is a trace that goes on. It grows in chunks and never changes what it
// holds, so a Snapshot may be read while it grows.
type Recorder struct {
	Trace
	symbols id.Symbols          // of the texts
	mine    int                 // up to where the last chunk is this recorder's to write to
	packs   bool                // see Pack
	packed  int                 // bytes of the chunks that are packed
	kept    int                 // bytes of sets, as far as they are nobody else's
	shown   int                 // how many of the first chunks somebody else may have, too
	spare   []*[chunkSize]Event // room of forgotten events, to be used again
	copied  bool                // the last chunk was made for this recorder, and no other has it
}

// Append adds e and returns its step.
func (r *Recorder) Append(e Event) uint32 { return r.Record(&e) }

// Record adds a copy of what e points at and returns its step.
func (r *Recorder) Record(e *Event) uint32 {
	*r.Next() = *e
	return uint32(r.length)
}

// Next adds an event, to be filled in where it is: all of it, since it may be left over from
// another one. It is valid until the next one is added.
func (r *Recorder) Next() *Event {
	i := r.length & (chunkSize - 1)
	if i == 0 {
		r.grow()
		r.mine = 0
	}
	if i >= r.mine {
		r.ownLast(i)
	}
	r.length++
	return &r.chunks[len(r.chunks)-1].open.Load()[i]
}

// AddCovered keeps what a tombstone that a node lets go of covers, and gives the number that
// Event.Ref holds.
func (r *Recorder) AddCovered(all *version.Context) uint32 {
	return r.AddSet(&version.Set{Context: all})
}

// AddSet keeps what a read returned and gives the number that Event.Ref holds.
func (r *Recorder) AddSet(s *version.Set) uint32 {
	if s == nil {
		return 0
	}
	r.kept += heldBy(s)
	r.sets.Add(s)
	return uint32(r.sets.Len())
}

// AddNodes keeps a list of nodes and gives the number that Event.Msg holds.
func (r *Recorder) AddNodes(list []ring.NodeID) uint32 {
	return r.lists.add(list)
}

// AddBehind keeps the list of BehindOf and gives what Event.Text holds; 0 for nobody.
func (r *Recorder) AddBehind(list []ring.NodeID) Sym {
	if len(list) == 0 {
		return 0
	}
	return Sym(r.lists.add(list))
}

// AddKeys keeps keys and gives the number that Event.Msg holds.
func (r *Recorder) AddKeys(list []Sym) uint32 {
	first := r.keys.Len()
	for _, key := range list {
		r.keys.Add(key)
	}
	return uint32(first)
}

// Snapshot returns the trace as it is now, safe to read from another goroutine
// while r goes on.
func (r *Recorder) Snapshot() Trace {
	r.lend()
	return Trace{
		texts: r.texts.Clone(), chunks: r.chunks[:len(r.chunks):len(r.chunks)],
		sets: r.sets.Clone(), lists: r.lists.clone(), keys: r.keys.Clone(), parts: r.parts.Clone(), length: r.length,
		thinned: r.thinned,
	}
}

// lend notes that somebody else has the chunks that there are. Nothing is written if that is known.
func (r *Recorder) lend() {
	if n := len(r.chunks); r.shown != n {
		r.shown = n
	}
}

// Intern returns the symbol of a text, always the same one for the same text.
func (r *Recorder) Intern(s string) Sym { return r.symbols.Intern(&r.texts, s) }

// Add keeps a text under a symbol of its own, without looking whether it is there
// already: for texts that seldom repeat, such as values.
func (r *Recorder) Add(s string) Sym { return r.texts.Add(s) }

// AddBytes is Add of a text that stands where the next one will.
func (r *Recorder) AddBytes(b []byte) Sym { return r.texts.AddBytes(b) }

// Find returns the symbol that Intern gave a text, and whether it did.
func (r *Recorder) Find(s string) (Sym, bool) { return r.symbols.Find(s) }

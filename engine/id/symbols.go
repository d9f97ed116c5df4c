package id

import (
	"maps"
	"unsafe"

	"ringside/internal/shared"
)

// Sym is a text's place in a Symbols table; the zero Sym is the empty text.
type Sym uint32

// Symbols keeps the texts of a trace. It only ever grows, so a copy of the
// struct is a consistent snapshot that may be read while the original grows.
// Only the original may add to it.
type Symbols struct {
	texts shared.List[string]
	index index
	bytes int // of all texts
}

// index finds the symbols of texts. Clones share it until one of them grows.
type index struct {
	of   map[string]Sym
	lent bool // somebody else may have it, too
}

func (x *index) add(s string, sym Sym) {
	if x.lent {
		x.of, x.lent = maps.Clone(x.of), false
	}
	if x.of == nil {
		x.of = make(map[string]Sym)
	}
	x.of[s] = sym
}

// Intern returns the symbol of s, always the same one for the same text.
func (t *Symbols) Intern(s string) Sym {
	if s == "" {
		return 0
	}
	if sym, ok := t.index.of[s]; ok {
		return sym
	}
	sym := t.Add(s)
	t.index.add(s, sym)
	return sym
}

// Add stores s under a symbol of its own, without looking whether it is there
// already: for texts that seldom repeat, such as values.
func (t *Symbols) Add(s string) Sym {
	if s == "" {
		return 0
	}
	t.texts.Add(s)
	t.bytes += len(s)
	return Sym(t.texts.Len())
}

// Find returns the symbol that Intern gave s, and whether it did. Only the
// original may be asked, not a snapshot.
func (t *Symbols) Find(s string) (Sym, bool) {
	if s == "" {
		return 0, true
	}
	sym, ok := t.index.of[s]
	return sym, ok
}

// Text returns the text of a symbol.
func (t *Symbols) Text(s Sym) string {
	if s == 0 {
		return ""
	}
	return t.texts.At(int(s - 1))
}

// Snapshot returns a table with the texts there are now, safe to read from
// another goroutine while t grows.
func (t *Symbols) Snapshot() Symbols {
	return Symbols{texts: t.texts.Freeze()}
}

// Clone returns a table that grows independently of t. The texts are shared, and
// the index is until either grows. What nobody goes on with may be cloned by
// several goroutines at once, if it has been cloned before.
func (t *Symbols) Clone() Symbols {
	if !t.index.lent {
		t.index.lent = true
	}
	c := *t
	c.texts = t.texts.Clone()
	return c
}

// What a text takes in memory beside its bytes, and what finding it again does.
const (
	perText = int(unsafe.Sizeof(""))
	perName = 40
)

// Bytes returns about how much memory the table takes, with all texts. It is quickly
// said: nothing is counted anew.
func (t *Symbols) Bytes() int {
	return t.bytes + t.texts.Len()*perText + len(t.index.of)*perName
}

// This file keeps texts under numbers.

package id

import (
	"unsafe"

	"ringside/internal/shared"
)

// Sym is a text's place among Texts; the zero Sym is the empty text.
type Sym uint32

// Texts are the texts of symbols. They only ever get more, so a Clone may be read
// while the original grows. They don't know where a text stands: see Symbols.
type Texts struct {
	list  shared.List[string]
	bytes int    // of all texts
	room  []byte // in which AddBytes puts the next ones
}

// roomSize is how many bytes AddBytes takes at a time, at most: a clone begins with little,
// since most don't live long.
const (
	leastRoom = 512
	roomSize  = 4 << 10
)

// Text returns the text of a symbol.
func (t *Texts) Text(s Sym) string {
	if s == 0 {
		return ""
	}
	return t.list.At(int(s - 1))
}

// Add stores s under a symbol of its own, without looking whether it is there
// already: for texts that seldom repeat, such as values.
func (t *Texts) Add(s string) Sym {
	if s == "" {
		return 0
	}
	t.list.Add(s)
	t.bytes += len(s)
	return Sym(t.list.Len())
}

// AddBytes is Add of a text that stands where the next one will. Short texts share a piece
// of memory, since there are so many of them.
func (t *Texts) AddBytes(b []byte) Sym {
	switch {
	case len(b) == 0:
		return 0
	case len(b) > leastRoom:
		return t.Add(string(b))
	case len(b) > cap(t.room)-len(t.room):
		t.room = make([]byte, 0, min(roomSize, max(leastRoom, 2*cap(t.room))))
	}
	at := len(t.room)
	t.room = append(t.room, b...) // where nothing else is ever written
	return t.Add(unsafe.String(&t.room[at], len(b)))
}

// Clone returns texts that grow independently of t, and may be read while t grows.
func (t *Texts) Clone() Texts { return Texts{list: t.list.Clone(), bytes: t.bytes} }

// Symbols finds the symbols of texts. Clones share what it knows until one of them
// learns more.
type Symbols struct {
	of shared.Map[string, Sym]
}

// Intern returns the symbol of s among some texts, always the same one for the same
// text: one that is not there yet is added.
func (x *Symbols) Intern(texts *Texts, s string) Sym {
	if s == "" {
		return 0
	}
	if sym, ok := x.of.Rows()[s]; ok {
		return sym
	}
	sym := texts.Add(s)
	x.of.Own()[s] = sym
	return sym
}

// Find returns the symbol that Intern gave s, and whether it did.
func (x *Symbols) Find(s string) (Sym, bool) {
	if s == "" {
		return 0, true
	}
	sym, ok := x.of.Rows()[s]
	return sym, ok
}

// Clone returns symbols that go on independently of x.
func (x *Symbols) Clone() Symbols { return Symbols{x.of.Lend()} }

// What a text takes in memory beside its bytes, and what finding it again does.
const (
	perText = int(unsafe.Sizeof(""))
	perName = 40
)

// Bytes returns about how much memory the texts take. It is quickly said: nothing is
// counted anew.
func (t *Texts) Bytes() int { return t.bytes + t.list.Len()*perText }

// Bytes returns about how much memory finding the symbols takes, without the texts.
func (x *Symbols) Bytes() int { return len(x.of.Rows()) * perName }

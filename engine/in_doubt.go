// The keys in doubt: those of which an acknowledged write is in trouble.

package engine

import (
	"slices"

	"ringside/engine/event"
)

// doubts are the keys of which an acknowledged write is in trouble.
type doubts map[event.Sym]bool

// add puts a key among them.
func (d *doubts) add(key event.Sym) {
	if *d == nil {
		*d = make(doubts)
	}
	(*d)[key] = true
}

// keys returns them sorted.
func (d doubts) keys() []event.Sym {
	keys := make([]event.Sym, 0, len(d))
	// any order: they are sorted below.
	for key := range d {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

// shaken returns the keys of which a copy may be lost when a node falls: those that it
// had, and those that may have been on their way to its disk.
func (d doubts) shaken(had []event.Sym) []event.Sym {
	if len(d) == 0 {
		return had
	}
	all := append(d.keys(), had...)
	slices.Sort(all)
	return slices.Compact(all)
}

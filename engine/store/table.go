package store

import (
	"maps"

	"ringside/engine/id"
)

// table is a map by key that a clone shares until one of the two is written to:
// most of what is cloned, a keyframe or a fork, never is.
type table[V any] struct {
	rows map[id.Sym]V
	lent bool // somebody else may have rows, too
}

// own returns the rows to be written to.
func (t *table[V]) own() map[id.Sym]V {
	if t.lent {
		t.rows, t.lent = maps.Clone(t.rows), false
	}
	if t.rows == nil {
		t.rows = make(map[id.Sym]V)
	}
	return t.rows
}

// lend returns a table of the same rows. What nobody goes on with may be lent by
// several goroutines at once, if it has been lent before: then nothing is written.
func (t *table[V]) lend() table[V] {
	if !t.lent {
		t.lent = true
	}
	return *t
}

// clear forgets all rows.
func (t *table[V]) clear() {
	if t.lent {
		*t = table[V]{}
		return
	}
	clear(t.rows)
}

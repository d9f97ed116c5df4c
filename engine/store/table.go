// This file keeps what there is of each key in one piece of memory.

package store

import (
	"slices"

	"ringside/engine/id"
	"ringside/engine/version"
	"ringside/internal/prefetch"
)

// row is what there is of one key. A key that has one keeps it.
type row struct {
	key    id.Sym // 0: the row is free
	issued uint32
	stamp  int64        // of the latest that was issued
	set    *version.Set // nil: nothing is known
}

// table is rows, each where its key says or as soon behind that as there was room, so that to
// find one in a large table costs one look into what is seldom at hand. The zero table is empty.
type table struct {
	rows []row // a power of two of them, at most three quarters used
	used int
}

const (
	fewRows = 8
	// spread is 2^64 over the golden ratio: keys that follow each other come to stand
	// far apart.
	spread = 0x9e3779b97f4a7c15
)

// set returns what is known of a key; nil if nothing.
func (t *table) set(key id.Sym) *version.Set {
	if len(t.rows) == 0 {
		return nil
	}
	return t.rows[t.seek(key)].set
}

// row returns the row of a key, to be written to; a new one if it has none. It is valid until
// the next call.
func (t *table) row(key id.Sym) *row {
	if len(t.rows) > 0 {
		if r := &t.rows[t.seek(key)]; r.key != 0 {
			return r
		}
	}
	if t.used*4 >= len(t.rows)*3 {
		t.grow()
	}
	t.used++
	r := &t.rows[t.seek(key)]
	r.key = key
	return r
}

// all calls yield with each row that is used, in no particular order.
func (t *table) all(yield func(*row) bool) {
	for i := range t.rows {
		if r := &t.rows[i]; r.key != 0 && !yield(r) {
			return
		}
	}
}

// first returns where a key stands if no other stands there.
func (t *table) first(key id.Sym) uint64 {
	return uint64(key) * spread >> 32 & uint64(len(t.rows)-1)
}

// seek returns where a key stands, or else where it would.
func (t *table) seek(key id.Sym) uint64 {
	last := uint64(len(t.rows) - 1)
	for at := t.first(key); ; at = (at + 1) & last {
		if k := t.rows[at].key; k == key || k == 0 {
			return at
		}
	}
}

// grow makes the table twice as long.
func (t *table) grow() {
	old := t.rows
	t.rows = make([]row, max(fewRows, 2*len(old)))
	for i := range old {
		if key := old[i].key; key != 0 {
			t.rows[t.seek(key)] = old[i]
		}
	}
}

// prefetch asks the processor for what set of a key is going to look at.
func (t *table) prefetch(key id.Sym) {
	if len(t.rows) > 0 {
		prefetch.Line(&t.rows[t.first(key)])
	}
}

// clone returns an equal table.
func (t *table) clone() table { return table{slices.Clone(t.rows), t.used} }

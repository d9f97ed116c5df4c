// This file shares what will seldom be written to again.

package shared

import "maps"

// Lent is a value that copies share until one of them is written to: most of what is
// copied, a keyframe or a fork, never is. A writer asks Own first; one that
// copies takes what Lend returns.
type Lent[T any] struct {
	value T
	lent  bool // somebody else may have it, too
}

// Hold makes a value one that can be shared.
func Hold[T any](value T) Lent[T] { return Lent[T]{value: value} }

// Get returns the value, to be read.
func (l *Lent[T]) Get() *T { return &l.value }

// Own returns the value, to be written to: its own, which clone makes if somebody else
// may have it, too.
func (l *Lent[T]) Own(clone func(*T) T) *T {
	if l.lent {
		l.value, l.lent = clone(&l.value), false
	}
	return &l.value
}

// Lend returns one of the same value. What nobody goes on with may be lent by several
// goroutines at once, if it has been lent before: then nothing is written.
func (l *Lent[T]) Lend() Lent[T] {
	if !l.lent {
		l.lent = true
	}
	return *l
}

// Map is a map that copies share in the same way. The zero Map is empty.
type Map[K comparable, V any] struct {
	rows Lent[map[K]V]
}

// Rows returns the map, to be read; it may be nil.
func (m *Map[K, V]) Rows() map[K]V { return m.rows.value }

// Own returns the map, to be written to.
func (m *Map[K, V]) Own() map[K]V {
	if m.rows.lent {
		m.rows = Hold(maps.Clone(m.rows.value))
	}
	if m.rows.value == nil {
		m.rows.value = make(map[K]V)
	}
	return m.rows.value
}

// Lend returns a map of the same rows.
func (m *Map[K, V]) Lend() Map[K, V] { return Map[K, V]{m.rows.Lend()} }

// Clear forgets all rows.
func (m *Map[K, V]) Clear() {
	if m.rows.lent {
		*m = Map[K, V]{}
		return
	}
	clear(m.rows.value)
}

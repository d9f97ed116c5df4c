// Package prefetch asks the processor to fetch what is soon going to be read. Nothing that
// is computed depends on it, only how long it takes: from a large table, what is seldom read
// comes a hundred times as slowly as the rest, unless it was asked for in time.
package prefetch

import "unsafe"

// lineSize is how many bytes are fetched at once, or half of it.
const lineSize = 64

// Line asks for the line of memory in which *p begins. The pointer may be nil.
func Line[T any](p *T) { line(unsafe.Pointer(p)) }

// Item asks for the line in which the i-th of some items begins; for none if there is no such item.
func Item[T any](items []T, i int) {
	if uint(i) < uint(len(items)) {
		line(unsafe.Pointer(&items[i]))
	}
}

// All asks for all lines of *p; for none if the pointer is nil.
func All[T any](p *T) {
	if p == nil {
		return
	}
	first := uintptr(unsafe.Pointer(p)) % lineSize // it need not begin where a line does
	for at := uintptr(0); at < first+unsafe.Sizeof(*p); at += lineSize {
		line(unsafe.Add(unsafe.Pointer(p), max(at, first)-first))
	}
}

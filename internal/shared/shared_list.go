// Package shared is lists and maps that copies of something big share, so that a
// copy costs next to nothing for as long as nobody goes on with it.
package shared

import (
	"math/bits"
	"slices"
	"sync/atomic"
)

// List is a list that only grows, in pieces, so that growing copies no more than one of
// them. Copies made by Clone share all of it: of those that grow, the first goes on in
// the last piece, and each other one takes a piece of its own, with little more room than
// it needs: most copies don't live long. The zero List is empty.
type List[T any] struct {
	pieces []*piece[T]
	length int
}

type piece[T any] struct {
	items []T // as many as it has room for
	used  Used
}

const (
	pieceBits = 10
	pieceSize = 1 << pieceBits
	leastRoom = 16
)

// Room returns how much room a piece is to have of which so much is going to be used: twice that, but no more than most.
func Room(used, most int) int {
	return min(most, max(leastRoom, 1<<bits.Len(uint(2*used-1))))
}

// Used is how much of a piece of memory is used that several may add to: who adds
// takes what is free, if nobody has before.
type Used struct{ n atomic.Int64 }

// Take takes n more behind the first at; false if somebody else has what is there.
func (u *Used) Take(at, n int) bool { return u.n.CompareAndSwap(int64(at), int64(at+n)) }

// Give gives back what is taken behind the first so many. Only who has it may do so.
func (u *Used) Give(at int) { u.n.Store(int64(at)) }

// Len returns how many items the list has.
func (l *List[T]) Len() int { return l.length }

// At returns what was added as the i-th, counted from 0.
func (l *List[T]) At(i int) T { return l.pieces[i>>pieceBits].items[i&(pieceSize-1)] }

// Add appends an item.
func (l *List[T]) Add(item T) {
	at, last := l.length&(pieceSize-1), len(l.pieces)-1
	switch {
	case at == 0 && last >= 0:
		l.pieces = append(l.pieces, newPiece[T](nil, 1, pieceSize))
	case at == 0:
		l.pieces = append(l.pieces, newPiece[T](nil, 1, leastRoom))
	case at == len(l.pieces[last].items) || !l.pieces[last].used.Take(at, 1):
		mine := newPiece(l.pieces[last].items[:at], at+1, Room(at+1, pieceSize))
		l.pieces = slices.Clone(l.pieces)
		l.pieces[last] = mine
	}
	l.pieces[len(l.pieces)-1].items[at] = item
	l.length++
}

// newPiece returns a piece that begins with some items, and of which so much is used.
func newPiece[T any](items []T, used, room int) *piece[T] {
	p := &piece[T]{items: make([]T, room)}
	copy(p.items, items)
	p.used.Take(0, used)
	return p
}

// Drop puts the zero value in the place of some items, given in rising order. Copies keep
// what they have.
func (l *List[T]) Drop(items []int) {
	if len(items) == 0 {
		return
	}
	l.pieces = slices.Clone(l.pieces)
	var zero T
	for at, last := 0, -1; at < len(items); at++ {
		i := items[at] >> pieceBits
		if i != last {
			n := min(l.length-i<<pieceBits, pieceSize)
			l.pieces[i], last = newPiece(l.pieces[i].items[:n], n, len(l.pieces[i].items)), i
		}
		l.pieces[i].items[items[at]&(pieceSize-1)] = zero
	}
}

// Clone returns a list that grows independently of l, and may be read while l grows.
func (l *List[T]) Clone() List[T] {
	return List[T]{l.pieces[:len(l.pieces):len(l.pieces)], l.length}
}

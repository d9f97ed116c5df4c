// Package shared is lists and maps that copies of something big share, so that a
// copy costs next to nothing for as long as nobody goes on with it.
package shared

import "slices"

// List is a list that only grows, in pieces, so that what is in it never moves and
// growing never copies it. A copy of the struct is the list as it was then, and
// may be read while the original grows. The zero List is empty.
type List[T any] struct {
	pieces []*[pieceSize]T
	length int
}

const (
	pieceBits = 10
	pieceSize = 1 << pieceBits
)

// Len returns how many items the list has.
func (l *List[T]) Len() int { return l.length }

// At returns what was added as the i-th, counted from 0.
func (l *List[T]) At(i int) T { return l.pieces[i>>pieceBits][i&(pieceSize-1)] }

// Add appends an item.
func (l *List[T]) Add(item T) {
	at := l.length & (pieceSize - 1)
	if at == 0 {
		l.pieces = append(l.pieces, new([pieceSize]T))
	}
	l.pieces[len(l.pieces)-1][at] = item
	l.length++
}

// Freeze returns the list as it is, never to be added to.
func (l *List[T]) Freeze() List[T] {
	return List[T]{l.pieces[:len(l.pieces):len(l.pieces)], l.length}
}

// Clone returns a list that grows independently of l. Full pieces are shared.
func (l *List[T]) Clone() List[T] {
	c := l.Freeze()
	if used := c.length & (pieceSize - 1); used > 0 {
		last := new([pieceSize]T)
		copy(last[:used], c.pieces[len(c.pieces)-1][:used])
		c.pieces = slices.Clone(c.pieces)
		c.pieces[len(c.pieces)-1] = last
	}
	return c
}

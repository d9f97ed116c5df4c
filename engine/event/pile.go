package event

import (
	"slices"

	"ringside/engine/ring"
)

// pile is a list that only grows, in pieces, so that what is in it never moves and
// growing never copies it. A copy of the struct is the list as it was then, and
// may be read while the original grows. The zero pile is empty.
type pile[T any] struct {
	pieces []*[pieceSize]T
	length int
}

const (
	pieceBits = 10
	pieceSize = 1 << pieceBits
)

// at returns what was added as the i-th, counted from 0.
func (p *pile[T]) at(i int) T { return p.pieces[i>>pieceBits][i&(pieceSize-1)] }

func (p *pile[T]) add(item T) {
	at := p.length & (pieceSize - 1)
	if at == 0 {
		p.pieces = append(p.pieces, new([pieceSize]T))
	}
	p.pieces[len(p.pieces)-1][at] = item
	p.length++
}

// freeze returns the list as it is, never to be added to.
func (p *pile[T]) freeze() pile[T] {
	return pile[T]{p.pieces[:len(p.pieces):len(p.pieces)], p.length}
}

// clone returns a list that grows independently of p. Full pieces are shared.
func (p *pile[T]) clone() pile[T] {
	c := p.freeze()
	if used := c.length & (pieceSize - 1); used > 0 {
		last := new([pieceSize]T)
		copy(last[:used], c.pieces[len(c.pieces)-1][:used])
		c.pieces = slices.Clone(c.pieces)
		c.pieces[len(c.pieces)-1] = last
	}
	return c
}

// lists is a pile of lists of nodes. Each stands behind its length, and none is
// torn between two pieces.
type lists struct {
	pieces [][]ring.NodeID
	used   int // of the last piece
}

// add keeps a list and returns its number, which is not 0.
func (l *lists) add(list []ring.NodeID) uint32 {
	need := len(list) + 2 // so that the place behind the length is still in the piece
	if last := len(l.pieces) - 1; last < 0 || len(l.pieces[last])-l.used < need {
		l.pieces = append(l.pieces, make([]ring.NodeID, max(pieceSize, need)))
		l.used = 0
	}
	last := len(l.pieces) - 1
	piece, at := l.pieces[last], l.used
	piece[at] = ring.NodeID(len(list))
	copy(piece[at+1:], list)
	l.used += 1 + len(list)
	return uint32(last<<pieceBits | at + 1)
}

// list returns the list of a number. Read only.
func (l *lists) list(number uint32) []ring.NodeID {
	piece, at := l.pieces[number>>pieceBits], number&(pieceSize-1)
	n := uint32(piece[at-1])
	return piece[at : at+n : at+n]
}

// freeze returns the lists as they are, never to be added to.
func (l *lists) freeze() lists {
	return lists{l.pieces[:len(l.pieces):len(l.pieces)], l.used}
}

// clone returns lists that grow independently of l. Full pieces are shared.
func (l *lists) clone() lists {
	c := l.freeze()
	if last := len(c.pieces) - 1; last >= 0 {
		c.pieces = slices.Clone(c.pieces)
		c.pieces[last] = slices.Clone(c.pieces[last])
	}
	return c
}

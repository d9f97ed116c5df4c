// This file keeps lists of nodes: whose answers counted, whom a request asked.
package event

import (
	"slices"

	"ringside/engine/ring"
)

// pieceSize is how many nodes a piece of lists has room for.
const (
	pieceBits = 10
	pieceSize = 1 << pieceBits
)

// lists is lists of nodes, kept in pieces. Each stands behind its length, and none is
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

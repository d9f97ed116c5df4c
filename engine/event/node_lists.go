// This file keeps lists of nodes: whose answers counted, whom a request asked.

package event

import (
	"slices"

	"ringside/engine/ring"
	"ringside/internal/shared"
)

// pieceSize is how many nodes a piece of lists has room for.
const (
	pieceBits = 10
	pieceSize = 1 << pieceBits
)

// lists is lists of nodes, kept in pieces. Each stands behind its length, and none is
// torn between two pieces. Clones share the pieces, as those of a shared.List do.
type lists struct {
	pieces []*listPiece
	used   int // of the last piece
}

type listPiece struct {
	nodes []ring.NodeID
	used  shared.Used
}

// add keeps a list and returns its number, which is not 0.
func (l *lists) add(list []ring.NodeID) uint32 {
	need := len(list) + 2 // so that the place behind the length is still in the piece
	last := len(l.pieces) - 1
	switch {
	case last < 0 || pieceSize-l.used < need:
		l.pieces = append(l.pieces, newListPiece(nil, need-1, max(pieceSize, need)))
		l.used = 0
		last++
	case len(l.pieces[last].nodes)-l.used < need || !l.pieces[last].used.Take(l.used, need-1):
		mine := newListPiece(l.pieces[last].nodes[:l.used], l.used+need-1, shared.Room(l.used+need, pieceSize)) // what is behind may be written to meanwhile
		l.pieces = slices.Clone(l.pieces)
		l.pieces[last] = mine
	}
	nodes, at := l.pieces[last].nodes, l.used
	nodes[at] = ring.NodeID(len(list))
	copy(nodes[at+1:], list)
	l.used += 1 + len(list)
	return uint32(last<<pieceBits | at + 1)
}

// newListPiece returns a piece that begins with some nodes, and of which so much is used.
func newListPiece(nodes []ring.NodeID, used, room int) *listPiece {
	p := &listPiece{nodes: make([]ring.NodeID, room)}
	copy(p.nodes, nodes)
	p.used.Take(0, used)
	return p
}

// list returns the list of a number. Read only.
func (l *lists) list(number uint32) []ring.NodeID {
	nodes, at := l.pieces[number>>pieceBits].nodes, number&(pieceSize-1)
	n := uint32(nodes[at-1])
	return nodes[at : at+n : at+n]
}

// clone returns lists that grow independently of l, and may be read while l grows.
func (l *lists) clone() lists {
	return lists{l.pieces[:len(l.pieces):len(l.pieces)], l.used}
}

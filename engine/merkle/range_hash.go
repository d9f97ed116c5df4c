// Reading the tree: the hash of a range, and the keys in it.

package merkle

import (
	"ringside/engine/id"
	"ringside/engine/ring"
)

// Root returns the hash of all keys that the tree holds in a range. It walks to a leaf
// twice and does not allocate.
func (t *Tree) Root(r Range) Hash {
	if r.After == r.UpTo {
		return t.nodes[0].Hash
	}
	h := t.upTo(height(r.UpTo)).minus(t.upTo(height(r.After)))
	if r.wraps() {
		h = h.plus(t.nodes[0].Hash)
	}
	return h
}

// upTo returns the hash of all keys of at most a given height: those of the subtrees below
// the path to the last place at that height, and those in the leaf there that are not
// above it.
func (t *Tree) upTo(at uint64) (h Hash) {
	n := &t.nodes[0]
	for depth := uint(0); n.link > 0; depth++ {
		pair := n.link
		if depth < tokenBits && at>>(tokenBits-1-depth)&1 == 0 {
			n = &t.nodes[pair]
			continue
		}
		h = h.plus(t.nodes[pair].Hash)
		n = &t.nodes[pair+1]
	}
	l := &t.leaves[-n.link]
	for i := uint32(0); i < n.Keys && l.at[i] <= at; i++ {
		h = h.plus(Hash{Sum: l.sum[i], Keys: 1})
	}
	return h
}

// Item is one key of a range with the hash of its version.
type Item struct {
	Token ring.Token
	Key   id.Sym
	Sum   uint64
}

// Items appends the keys that the tree holds in a range: clockwise from its beginning,
// keys of equal token in the order of their symbols.
func (t *Tree) Items(dst []Item, r Range) []Item {
	from, to := height(r.After), height(r.UpTo)
	const top = 1<<64 - 1
	if !r.wraps() {
		return t.items(dst, 0, 0, 0, span{from + 1, to})
	}
	if from < top {
		dst = t.items(dst, 0, 0, 0, span{from + 1, top})
	}
	return t.items(dst, 0, 0, 0, span{0, to})
}

// span is the heights from low to high, both inclusive.
type span struct{ low, high uint64 }

// items appends the keys of a subtree within a span, in ascending order. bottom is the
// lowest height of the subtree.
func (t *Tree) items(dst []Item, n int32, depth uint, bottom uint64, s span) []Item {
	of := &t.nodes[n]
	if of.link > 0 {
		middle := bottom
		if depth < tokenBits {
			middle |= 1 << (tokenBits - 1 - depth)
		}
		if s.low < middle || depth >= tokenBits {
			dst = t.items(dst, of.link, depth+1, bottom, s)
		}
		if s.high >= middle {
			dst = t.items(dst, of.link+1, depth+1, middle, s)
		}
		return dst
	}
	l := &t.leaves[-of.link]
	for i := uint32(0); i < of.Keys && l.at[i] <= s.high; i++ {
		if l.at[i] >= s.low {
			dst = append(dst, Item{Token: token(l.at[i]), Key: l.key[i], Sum: l.sum[i]})
		}
	}
	return dst
}

// Package merkle says what differs between two replicas of a range of tokens.
//
//	            all tokens: 9 keys, Σ                an inner node: the sum of the two below
//	          ┌──────────┴──────────┐
//	     4 keys, Σ             5 keys, Σ
//	   ┌─────┴─────┐         ┌─────┴─────┐
//	 ● ● ●         ●        ● ●        ● ● ●         a leaf: a few keys, in order
//	────────────────────────────────────────▶ token
//	       └────── a range ──────┘                   upTo(its end) − upTo(its beginning)
//
// A Tree holds one checksum for each key of a node and is kept up to date as
// the node stores: a write changes the sums along one path. Its inner nodes
// halve the token space, and its leaves hold a few keys each. A subtree's hash
// is the sum, modulo 2^64, of its keys' hashes: so a new version is one
// subtraction and one addition at each level, and the hash of any range, not
// only of a subtree, is the difference of two walks from the root. Vnodes'
// ranges align with nothing, and this is how they are compared all the same.
//
// Two replicas exchange hashes (Session asks, Tree.Answer answers): equal hashes
// end the matter in one round; where they differ the range is cut into parts,
// down to ranges of so few keys that these are listed one by one.
//
//	session ── round 1: (5, 90] is 8f3a…, 40 keys ─────▶ replica
//	        ◀─ differs; its 16 parts are 11e0…, 2 keys · 9b07…, 3 keys · … ──
//	        ── round 2: (20, 25] is 30c4…, 3 keys ─────▶
//	        ◀─ differs; it has cart, order and user, of these hashes ──
//	        ▷ push user, pull order
//
// Source: DeCandia et al., "Dynamo" (SOSP 2007), section 4.7, which keeps one
// tree for each range. Sums for hashes are AdHash of Bellare and Micciancio, "A
// New Paradigm for Collision-free Hashing" (EUROCRYPT 1997). With 64 bits and a
// mixer that is no cryptographic hash they guard against accidents only: two
// sets that differ have equal hashes by one chance in 2^64, and an adversary who
// chooses the versions can make such sets (Wagner, "A Generalized Birthday
// Problem", CRYPTO 2002).
package merkle

import (
	"slices"

	"ringside/engine/id"
)

// A leaf is cut in two when it is to hold more than leafKeys, and an inner node
// becomes a leaf when no more than mergeKeys are left below it. The gap between
// the two keeps a key that comes and goes from cutting and merging each time.
const (
	leafKeys  = 16
	mergeKeys = 8
)

// A key's place in the tree is the bits of its token and then those of its
// symbol, so that keys of one token have places of their own.
const (
	tokenBits = 64
	placeBits = tokenBits + 32
)

// Tree holds one hash for each key of one node, in two arrays without pointers.
// What it answers depends only on what it holds, not on how that came to be.
// It is not safe for use by several goroutines. Make one with New.
type Tree struct {
	nodes    []node // the first is the root; the others come in pairs
	leaves   []leaf // the first is none
	freePair int32  // a pair of nodes to use again, linked by the first's link; 0: none
	freeLeaf int32  // a leaf to use again, linked by its first height; 0: none

	way   [placeBits + 1]int32 // the nodes from the root to where descend went last
	depth uint                 // how deep the last of them is
}

// node is a subtree: all keys whose places begin with the bits of the path that
// leads to it.
type node struct {
	Hash
	// link is the place of the lower child if it is positive, the upper one being
	// the next. Else there is no child, and -link is the leaf that holds the Keys;
	// 0 if there are none.
	link int32
}

// leaf holds the keys of a node without children, in order of their places: as
// many as the node says.
type leaf struct {
	at  [leafKeys]uint64 // the heights of the tokens
	sum [leafKeys]uint64
	key [leafKeys]id.Sym
}

// New returns an empty tree.
func New() *Tree {
	return &Tree{nodes: make([]node, 1), leaves: make([]leaf, 1)}
}

// Len returns how many keys the tree holds.
func (t *Tree) Len() int { return int(t.nodes[0].Keys) }

// Clone returns a tree of its own that holds the same: two arrays are copied.
func (t *Tree) Clone() *Tree {
	c := *t
	c.nodes, c.leaves = slices.Clone(t.nodes), slices.Clone(t.leaves)
	return &c
}

// bit returns one bit of a key's place, 0 ≤ depth < placeBits.
func bit(at uint64, key id.Sym, depth uint) int32 {
	if depth < tokenBits {
		return int32(at >> (tokenBits - 1 - depth) & 1)
	}
	return int32(key >> (placeBits - 1 - depth) & 1)
}

// descend goes from the root to the node without children where a key belongs,
// remembers the way and returns that node.
func (t *Tree) descend(at uint64, key id.Sym) *node {
	n, depth := int32(0), uint(0)
	for link := t.nodes[0].link; link > 0; link = t.nodes[n].link {
		n = link + bit(at, key, depth)
		depth++
		t.way[depth] = n
	}
	t.depth = depth
	return &t.nodes[n]
}

// find returns the first of n keys that does not come before a key, and whether
// it is that one.
func (l *leaf) find(at uint64, key id.Sym, n uint32) (i uint32, found bool) {
	for i < n && (l.at[i] < at || l.at[i] == at && l.key[i] < key) {
		i++
	}
	return i, i < n && l.at[i] == at && l.key[i] == key
}

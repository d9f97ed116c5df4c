// Changing the tree: adding and removing keys, and splitting and merging leaves.

package merkle

import (
	"ringside/engine/id"
	"ringside/engine/ring"
)

// Update sets the version of a key, whatever it was before. The token must be the key's
// own, the same each time. It walks to the leaf once, adds to the sums on the way, and
// allocates only when the tree has more leaves than ever before.
func (t *Tree) Update(token ring.Token, key id.Sym, digest uint64) {
	at, sum := height(token), keySum(token, key, digest)
	n := t.descend(at, key)
	l := &t.leaves[-n.link]
	i, found := l.find(at, key, n.Keys)
	if found {
		old := l.sum[i]
		l.sum[i] = sum
		t.add(Hash{Sum: sum - old})
		return
	}
	if n.link == 0 || n.Keys == leafKeys {
		n = t.makeRoom(at, key)
		l = &t.leaves[-n.link]
		i, _ = l.find(at, key, n.Keys)
	}
	copy(l.at[i+1:], l.at[i:n.Keys])
	copy(l.sum[i+1:], l.sum[i:n.Keys])
	copy(l.key[i+1:], l.key[i:n.Keys])
	l.at[i], l.sum[i], l.key[i] = at, sum, key
	t.add(Hash{Sum: sum, Keys: 1})
}

// Remove removes a key of which the node holds nothing any more, not even a tombstone, and
// reports whether the tree had it.
func (t *Tree) Remove(token ring.Token, key id.Sym) bool {
	at := height(token)
	n := t.descend(at, key)
	l := &t.leaves[-n.link]
	i, found := l.find(at, key, n.Keys)
	if !found {
		return false
	}
	old := l.sum[i]
	copy(l.at[i:], l.at[i+1:n.Keys])
	copy(l.sum[i:], l.sum[i+1:n.Keys])
	copy(l.key[i:], l.key[i+1:n.Keys])
	if n.Keys == 1 {
		t.dropLeaf(n)
	}
	t.add(Hash{}.minus(Hash{Sum: old, Keys: 1}))
	t.merge()
	return true
}

// add adds to the hashes of all nodes on the path.
func (t *Tree) add(h Hash) {
	for _, n := range t.way[:t.depth+1] {
		t.nodes[n].Hash = t.nodes[n].plus(h)
	}
}

// makeRoom extends the path of a new key until it ends at a leaf that is not full, and
// returns the node there. This ends, since any two places differ in some bit.
func (t *Tree) makeRoom(at uint64, key id.Sym) *node {
	n := t.way[t.depth]
	for t.nodes[n].Keys == leafKeys {
		t.cut(n, t.depth)
		n = t.nodes[n].link + bit(at, key, t.depth)
		t.depth++
		t.way[t.depth] = n
	}
	if t.nodes[n].link == 0 {
		t.nodes[n].link = -t.newLeaf()
	}
	return &t.nodes[n]
}

// cut gives two children to a node with a leaf, full or not.
func (t *Tree) cut(n int32, depth uint) {
	pair := t.newPair()
	whole := t.nodes[n]
	l := &t.leaves[-whole.link]
	var low, high node
	for low.Keys < whole.Keys && bit(l.at[low.Keys], l.key[low.Keys], depth) == 0 {
		low.Hash = low.plus(Hash{Sum: l.sum[low.Keys], Keys: 1})
	}
	high.Hash = whole.minus(low.Hash)
	switch {
	case low.Keys == 0:
		high.link = whole.link
	case high.Keys == 0:
		low.link = whole.link
	default:
		low.link, high.link = whole.link, -t.newLeaf()
		from, to := &t.leaves[-low.link], &t.leaves[-high.link]
		copy(to.at[:], from.at[low.Keys:whole.Keys])
		copy(to.sum[:], from.sum[low.Keys:whole.Keys])
		copy(to.key[:], from.key[low.Keys:whole.Keys])
	}
	t.nodes[pair], t.nodes[pair+1] = low, high
	t.nodes[n].link = pair
}

// merge turns the highest subtree on the path that has few enough keys into one leaf.
// Before the removal every inner node had more, so only nodes on the path can be affected.
func (t *Tree) merge() {
	for _, n := range t.way[:t.depth] {
		if t.nodes[n].Keys <= mergeKeys {
			into := t.newLeaf()
			t.gather(n, into, 0)
			t.nodes[n].link = -into
			return
		}
	}
}

// gather moves the keys of a subtree into a leaf that may already hold some, leaves
// nothing below its node, and returns how many keys the leaf then holds.
func (t *Tree) gather(n, into int32, held uint32) uint32 {
	from := &t.nodes[n]
	if pair := from.link; pair > 0 {
		held = t.gather(pair+1, into, t.gather(pair, into, held))
		t.nodes[pair], t.nodes[pair+1] = node{link: t.freePair}, node{}
		t.freePair = pair
		return held
	}
	if from.link == 0 {
		return held
	}
	l, to := &t.leaves[-from.link], &t.leaves[into]
	copy(to.at[held:], l.at[:from.Keys])
	copy(to.sum[held:], l.sum[:from.Keys])
	copy(to.key[held:], l.key[:from.Keys])
	t.dropLeaf(from)
	return held + from.Keys
}

// newPair returns the index of two new nodes.
func (t *Tree) newPair() int32 {
	if pair := t.freePair; pair != 0 {
		t.freePair = t.nodes[pair].link
		return pair
	}
	t.nodes = append(t.nodes, node{}, node{})
	return int32(len(t.nodes) - 2)
}

// newLeaf returns the index of a new leaf.
func (t *Tree) newLeaf() int32 {
	if i := t.freeLeaf; i != 0 {
		t.freeLeaf = int32(t.leaves[i].at[0])
		return i
	}
	t.leaves = append(t.leaves, leaf{})
	return int32(len(t.leaves) - 1)
}

// dropLeaf takes a node's leaf away for reuse.
func (t *Tree) dropLeaf(n *node) {
	i := -n.link
	t.leaves[i].at[0] = uint64(t.freeLeaf)
	t.freeLeaf, n.link = i, 0
}

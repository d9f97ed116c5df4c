package node

import (
	"ringside/engine/event"
	"ringside/engine/ring"
	"ringside/engine/version"
)

// A deleted key leaves a tombstone, so that a replica that missed the delete is
// told. After the grace period the tombstone goes too, to make room; a replica
// that has missed it until then brings the value back.

// purge drops what is known of a key if that is nothing but tombstones older
// than the grace period, by the node's own clock. It returns what is left.
func (n *Node) purge(key event.Sym, cause uint32) (left *version.Set) {
	set := n.Store.Get(key)
	if set == nil || set.Live() {
		return set
	}
	youngest := set.Newest()
	if n.clock()-youngest.Stamp <= int64(n.settings().Grace) {
		return set
	}
	step := n.record(event.Event{ // while it is still there to be seen
		Kind: event.Purge, Cause: cause, Key: key, Dot: youngest.Dot,
		Arg: n.clock() - youngest.Stamp, Node: n.ID, From: ring.None, To: ring.None,
	})
	n.Store.Drop(key)
	if n.merkle != nil {
		n.merkle.Remove(n.token(key), key)
	}
	n.gone([]event.Sym{key}, step) // with the tombstone, what the disk had is gone, which may be another version
	return nil
}

// compact purges all keys, before trees are compared.
func (n *Node) compact(cause uint32) {
	for _, key := range n.Store.Keys() {
		n.purge(key, cause)
	}
}

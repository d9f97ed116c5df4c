// Tombstones: a deleted key leaves one, so that a replica that missed the delete learns of
// it. After the grace period the tombstone is purged to free space; a replica that has
// missed it until then brings the value back.

package node

import (
	"time"

	"ringside/engine/event"
	"ringside/engine/ring"
	"ringside/engine/version"
)

// purge drops a key of which the node has nothing but tombstones older than the grace
// period, by the node's own clock. It returns what is left. After a change of the conflict
// policy there may be no tombstone either (see version.Policy), and so nothing to purge.
func (n *Node) purge(key event.Sym, cause uint32) (left *version.Set) {
	set := n.Store.Get(key)
	if !Expired(set, n.clock(), n.settings().Grace) {
		return set
	}
	youngest := set.Newest()
	step := n.recordSet(event.Event{
		Kind: event.Purge, Cause: cause, Key: key, Dot: youngest.Dot,
		Arg: n.clock() - youngest.Stamp, Node: n.ID, From: ring.None, To: ring.None,
	}, set)
	n.Store.Drop(key)
	if n.merkle != nil {
		n.merkle.Remove(n.token(key), key)
	}
	n.gone([]event.Sym{key}, step) // with the tombstone goes what the disk had, which may be another version
	return nil
}

// Expired reports whether a node drops a set by a time of its own clock in ns, if it is asked
// for the key: the set has tombstones and nothing else, and all are older than grace.
func Expired(set *version.Set, clock int64, grace time.Duration) bool {
	if set.Live() { // as nearly always
		return false
	}
	youngest := set.Newest()
	return youngest != nil && clock-youngest.Stamp > int64(grace)
}

// compact purges all keys, before trees are compared.
func (n *Node) compact(cause uint32) {
	for _, key := range n.Store.Keys() {
		n.purge(key, cause)
	}
}

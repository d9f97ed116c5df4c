// What a pending replica waits for.

package explain

import "ringside/engine"

// PendingReplica says when a pending replica becomes one; name is that of the node that joins
// or leaves.
func PendingReplica(c *engine.Change, name string) string {
	if c.Standing == engine.Leaving {
		return "pending: a replica once " + name + " has left"
	}
	return "pending: a replica once " + name + " has joined"
}

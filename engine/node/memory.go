// This file says how much a node remembers of others.

package node

// Known returns about how many peers the node has something noted about, its view of
// what it takes memory for besides its store.
func (n *Node) Known() int {
	return len(n.down) + len(n.records) + len(n.expected) + len(n.ready) + len(n.invited)
}

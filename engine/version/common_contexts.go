// The contexts that most keys have: the first writes of one node. There is one of each.

package version

import "ringside/engine/id"

// How many nodes, and how many writes of each, have their contexts here.
const (
	commonNodes  = 32
	commonWrites = 128
)

// commonContexts are the contexts of one entry of the first nodes in the first life of their
// disks, by node and Max. It is never written to. Where each key has one coordinator, nearly all
// contexts are among them: a few thousand that are at hand, instead of several for each key.
var commonContexts = func() *[commonNodes][commonWrites]Context {
	all := new([commonNodes][commonWrites]Context)
	entries := new([commonNodes * commonWrites]Entry)
	for node := range all {
		for i := range all[node] {
			at := node*commonWrites + i
			entries[at] = Entry{Actor{Node: id.Node(node)}, uint32(i + 1)}
			all[node][i].Seen = entries[at : at+1 : at+1]
		}
	}
	return all
}()

// common returns the context of an entry if it is one of the common ones; else nil.
func common(e Entry) *Context {
	if uint16(e.Actor.Node) >= commonNodes || e.Actor.Epoch != 0 || e.Max-1 >= commonWrites {
		return nil
	}
	return &commonContexts[e.Actor.Node][e.Max-1]
}

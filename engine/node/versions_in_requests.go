// This file tells what versions there are in requests under way.

package node

import (
	"ringside/engine/event"
	"ringside/engine/version"
)

// Carried calls each with the versions of a key that requests under way may yet write
// somewhere: what reads have read, what a write under a sloppy quorum may give to one more
// stand-in, and what a coordinator may keep as a hint of its own.
func (n *Node) Carried(key event.Sym, each func(*version.Set)) {
	for _, r := range n.requests {
		if r.Key != key {
			continue
		}
		if r.Verb != event.Get {
			if r.holds() {
				each(r.written)
			}
			continue
		}
		each(r.result)
		for i := range r.targets {
			each(r.targets[i].set)
		}
	}
}

// holds reports whether what a request is about may yet be written somewhere by its coordinator:
// a read's repairs, a write's hints, and what a write may still give to a stand-in.
func (r *request) holds() bool {
	return r.Verb == event.Get || r.sloppy && !r.told || r.hints && r.written != nil
}

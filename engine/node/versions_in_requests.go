// This file tells what versions there are in requests under way.

package node

import (
	"ringside/engine/event"
	"ringside/engine/version"
)

// Carried calls each with the versions of a key that requests under way may yet write
// somewhere: what reads have read, and what a write under a sloppy quorum
// may give to one more stand-in.
func (n *Node) Carried(key event.Sym, each func(*version.Set)) {
	for _, r := range n.requests {
		if r.Key != key {
			continue
		}
		if r.Verb != event.Get {
			if r.sloppy && !r.told {
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

// This file tells what versions there are in requests under way.
package node

import (
	"ringside/engine/event"
	"ringside/engine/version"
)

// Carried calls each with the versions of a key that requests under way have read and
// may yet write back, in any order.
func (n *Node) Carried(key event.Sym, each func(*version.Set)) {
	// any order: whoever asks wants all of it.
	for _, r := range n.requests {
		if r.Key != key || r.Verb != event.Get {
			continue
		}
		each(r.result)
		for i := range r.targets {
			each(r.targets[i].set)
		}
	}
}

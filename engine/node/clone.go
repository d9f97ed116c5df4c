// Clone of a node.

package node

import (
	"slices"

	"ringside/engine/ring"
	"ringside/engine/store"
)

// Clone returns an equal node that goes on independently of n, in surroundings that have the
// same operations under the same numbers.
func (n *Node) Clone(env Env) *Node {
	both := new(struct {
		node Node
		disk store.Store
	})
	c := &both.node
	*c = *n
	c.env = env
	c.Store = &both.disk
	n.Store.CloneInto(c.Store)
	c.requests = slices.Clone(n.requests)
	for i, r := range c.requests {
		c.requests[i] = r.clone()
	}
	c.down, c.records = slices.Clone(n.down), slices.Clone(n.records)
	c.handing, c.owed, c.own = slices.Clone(n.handing), slices.Clone(n.owed), slices.Clone(n.own)
	if n.merkle != nil {
		c.merkle = n.merkle.Clone()
	}
	if n.sessions != nil {
		c.sessions = make(map[ring.NodeID]*comparison, len(n.sessions))
		// any order: the sessions are copied independently.
		for peer, s := range n.sessions {
			c.sessions[peer] = &comparison{s.Clone(), s.purpose, s.number}
		}
	}
	c.transfers, c.cleanups = cloneTransfers(n.transfers), cloneTransfers(n.cleanups)
	c.ready, c.invited, c.expected = slices.Clone(n.ready), slices.Clone(n.invited), slices.Clone(n.expected)
	c.readTimes = slices.Clone(n.readTimes)
	c.out, c.spare, c.hops, c.plans, c.owners, c.sorted = nil, nil, nil, nil, nil, nil
	return c
}

func (r *request) clone() *request {
	c := new(request)
	*c = *r
	c.answers = r.answers.Clone()
	c.targets = slices.Clone(r.targets)
	c.by, c.behind, c.parts = slices.Clone(r.by), slices.Clone(r.behind), slices.Clone(r.parts)
	return c
}

// Clone of a node.

package node

import (
	"slices"

	"ringside/engine/ring"
	"ringside/engine/store"
)

// Clone returns an equal node that goes on independently of n, in surroundings that have the
// same operations under the same numbers.
func (n *Node) Clone(env Env) *Node { return n.CloneInto(env, nil) }

// CloneInto is Clone that uses the memory of old, a node that is no longer used; nil: new memory.
func (n *Node) CloneInto(env Env, old *Node) *Node {
	c := old
	if c == nil {
		both := new(struct {
			node Node
			disk store.Store
		})
		c = &both.node
		c.Store = &both.disk
	}
	disk, requests := c.Store, c.requests
	*c = *n
	c.env = env
	c.Store = disk
	n.Store.CloneInto(c.Store)
	c.requests = cloneRequests(n.requests, requests)
	c.down, c.records = slices.Clone(n.down), slices.Clone(n.records)
	c.handing, c.owed, c.own = slices.Clone(n.handing), slices.Clone(n.owed), slices.Clone(n.own)
	if n.merkle != nil {
		c.merkle = n.merkle.Clone()
	}
	if n.sessions != nil {
		c.sessions = make(map[ring.NodeID]*comparison, len(n.sessions))
		// any order: the sessions are copied independently.
		for peer, s := range n.sessions {
			c.sessions[peer] = &comparison{s.Clone(), s.purpose, s.number, s.asked, s.began}
		}
	}
	c.transfers, c.cleanups = cloneTransfers(n.transfers), cloneTransfers(n.cleanups)
	c.ready, c.invited, c.expected = slices.Clone(n.ready), slices.Clone(n.invited), slices.Clone(n.expected)
	c.readTimes = slices.Clone(n.readTimes)
	c.out, c.spare, c.hops, c.plans, c.owners, c.sorted = nil, nil, nil, nil, nil, nil
	return c
}

// cloneRequests clones requests into the memory of those of a node that is no longer used.
func cloneRequests(all, into []*request) []*request {
	left := into
	into = slices.Grow(into[:0], len(all))[:len(all)]
	for i, r := range all {
		var c *request
		if i < len(left) {
			c = left[i]
		}
		into[i] = r.clone(c)
	}
	return into
}

// clone clones a request into the memory of one that is no longer used; nil: into new memory.
func (r *request) clone(c *request) *request {
	if c == nil {
		c = new(request)
	}
	answers, targets, by, behind := c.answers, c.targets, c.by, c.behind
	*c = *r
	c.answers = r.answers.CloneInto(&answers)
	c.targets = append(targets[:0], r.targets...)
	c.by, c.behind, c.parts = append(by[:0], r.by...), append(behind[:0], r.behind...), slices.Clone(r.parts)
	return c
}

// What comparisons of Merkle trees have shown, for those who look at the cluster.

package engine

import (
	"slices"

	"ringside/engine/merkle"
	"ringside/engine/ring"
)

// All returns those that there are, what they would find at the end.
func (t *Trees) All() (all []*Comparison) {
	for _, c := range []*Comparison{t.Under, t.Now} {
		if c != nil {
			all = append(all, c)
		}
	}
	return all
}

// trees looks at the Merkle trees of two nodes.
func (c *Cluster) trees(pair [2]string) (t Trees) {
	a, err := c.find(pair[0])
	if err != nil {
		return t
	}
	b, err := c.find(pair[1])
	if err != nil || a == b {
		return t
	}
	asks, answers := c.members[a].Node, c.members[b].Node
	if t.Under = asks.Under(b); t.Under == nil {
		t.Under = answers.Under(a)
	}
	if shared := c.sharedBy(a, b); len(shared.ranges) > 0 {
		t.Now = asks.Would(answers, shared.ranges)
	}
	return t
}

// sharedBy returns the ranges of which two nodes are replicas, whether they are up or not.
func (c *Cluster) sharedBy(a, b ring.NodeID) sharing {
	s := sharing{asker: a, peer: b}
	var replicas []ring.NodeID
	for i := range c.ring.Len() {
		after, upTo := c.ring.Range(i)
		replicas = c.ring.Replicas(replicas[:0], upTo, c.settings.Placement)
		if slices.Contains(replicas, a) && slices.Contains(replicas, b) {
			s.add(merkle.Range{After: after, UpTo: upTo})
		}
	}
	return s
}

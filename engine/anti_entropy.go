// Anti-entropy carried out: who compares which ranges with whom, on command or in a round.

package engine

import (
	"errors"
	"fmt"

	"ringside/engine/merkle"
	"ringside/engine/node"
	"ringside/engine/ring"
	"ringside/engine/sim"
)

// prepareRepair prepares anti-entropy: between one node and all nodes that share ranges
// with it, or between all such pairs.
func (c *Cluster) prepareRepair(cmd Command) (func(uint32), error) {
	only := ring.None
	if cmd.Node != "" && cmd.Node != "all" {
		id, err := c.find(cmd.Node)
		if err != nil {
			return nil, fmt.Errorf("repair: %w", err)
		}
		if is := c.members[id].health; is != Up {
			return nil, fmt.Errorf("repair %s: it is %s", cmd.Node, is)
		}
		only = id
	}
	shared := c.sharedRanges(only)
	if len(shared) == 0 {
		return nil, errors.New("repair: no two nodes that are up keep copies of the same keys")
	}
	return func(cause uint32) {
		for _, s := range shared {
			c.compare(&s, cause)
		}
	}, nil
}

// compareAnew starts periodic comparison with a new period, or stops it. As long as all
// replicas are equal no round is due, as in a cluster that has had this period from the start.
func (c *Cluster) compareAnew(cause uint32) {
	c.entropy.wound++
	c.entropy.due = false
	for i := range c.members {
		c.members[i].unlike = unlike{}
	}
	for _, s := range c.sharedRanges(ring.None) {
		if c.differ(&s) {
			c.mayDifferAt(s.asker, unlike{reached: cause})
			c.mayDifferAt(s.peer, unlike{reached: cause})
		}
	}
}

// compareAll holds a round: the nodes that share ranges in which they differ compare them.
func (c *Cluster) compareAll(wound uint32) {
	if wound != c.entropy.wound {
		return
	}
	c.entropy.due = false
	since := make([]unlike, len(c.members))
	for i := range c.members {
		since[i], c.members[i].unlike = c.members[i].unlike, unlike{}
	}
	for _, s := range c.sharedRanges(ring.None) {
		why := since[s.asker].either(since[s.peer])
		switch {
		case why.cause() == 0 || !c.meet(&s) || !c.differ(&s):
		case c.members[s.asker].Compares(s.peer):
			c.mayDifferAt(s.asker, why) // that may leave something to be found
		default:
			c.compare(&s, why.cause())
		}
	}
}

// meet reports whether two nodes can compare: otherwise there will be another event when they can.
func (c *Cluster) meet(s *sharing) bool {
	return c.members[s.asker].health == Up && c.members[s.peer].health == Up &&
		!c.links.IsCut(sim.Link{From: s.asker, To: s.peer}) && !c.links.IsCut(sim.Link{From: s.peer, To: s.asker})
}

// differ reports whether two nodes differ in the ranges that they share.
func (c *Cluster) differ(s *sharing) bool {
	return c.members[s.asker].Differs(c.members[s.peer].Node, s.ranges)
}

// compare lets a node compare with another what both are replicas of.
func (c *Cluster) compare(s *sharing, cause uint32) {
	c.step(s.asker, &node.Input{Kind: node.InCompare, Peer: s.peer, Ranges: s.ranges, Cause: cause})
}

// sharing is two nodes and the ranges of which both are replicas.
type sharing struct {
	asker, peer ring.NodeID
	ranges      []merkle.Range
}

// sharedRanges lists the ranges that each pair of nodes shares, for nodes that are up. If
// only is given, it lists that node's pairs, with the node as the asker.
func (c *Cluster) sharedRanges(only ring.NodeID) (all []sharing) {
	at := make(map[[2]ring.NodeID]int)
	for i := range c.ring.Len() {
		after, upTo := c.ring.Range(i)
		c.scratch = c.ring.Replicas(c.scratch[:0], upTo, c.settings.Placement)
		for j, a := range c.scratch {
			for _, b := range c.scratch[j+1:] {
				asker, peer := min(a, b), max(a, b)
				if peer == only {
					asker, peer = peer, asker
				}
				if only != ring.None && asker != only || c.members[asker].health != Up || c.members[peer].health == Crashed {
					continue
				}
				pair := [2]ring.NodeID{asker, peer}
				k, known := at[pair]
				if !known {
					k = len(all)
					at[pair] = k
					all = append(all, sharing{asker: asker, peer: peer})
				}
				all[k].add(merkle.Range{After: after, UpTo: upTo})
			}
		}
	}
	return all
}

// add appends a range, and joins it with the previous one if they touch.
func (s *sharing) add(r merkle.Range) {
	if last := len(s.ranges) - 1; last >= 0 && s.ranges[last].UpTo == r.After && s.ranges[last].After != r.UpTo {
		s.ranges[last].UpTo = r.UpTo
		return
	}
	s.ranges = append(s.ranges, r)
}

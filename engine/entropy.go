package engine

import (
	"errors"
	"fmt"

	"ringside/engine/event"
	"ringside/engine/merkle"
	"ringside/engine/ring"
)

// prepareRepair begins anti-entropy: of one node with all who share ranges with
// it, or of all such pairs.
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
			c.members[s.asker].AntiEntropy(s.peer, s.ranges, cause)
		}
	}, nil
}

// entropy is the periodic comparison of replicas. As with gossip, only those
// rounds are held that may find something: one is due at the next full period
// after a node has stored something new, has come back, has not got what was
// streamed to it, or others come to keep copies. A round that finds all equal is the last, until then.
type entropy struct {
	due   bool
	wound uint32 // how often the period was changed: rounds of before mean nothing
	cause uint32 // the step that made the round due
}

// unlike notes an event after which replicas may differ.
func (c *Cluster) unlike(e *event.Event, step uint32) {
	switch e.Kind {
	case event.Store:
		if !e.Fresh {
			return
		}
	case event.Drop:
		if e.Why != event.ByHand {
			return // it will be another event when its link is mended or its node starts
		}
	case event.Start, event.Resume, event.Mend, event.Enact:
	default:
		return
	}
	c.compareSoon(step)
}

// compareSoon makes a round due, if there are any.
func (c *Cluster) compareSoon(cause uint32) {
	if period := c.settings.Entropy; period > 0 && !c.entropy.due {
		c.entropy.due, c.entropy.cause = true, cause
		c.motion.probing++
		c.queue.Push((c.now/period+1)*period, round, c.entropy.wound)
	}
}

// compareAnew begins periodic comparison with another period, or ends it.
func (c *Cluster) compareAnew(cause uint32) {
	c.entropy.wound++
	c.entropy.due = false
	c.compareSoon(cause)
}

// compareAll holds a round: all who share ranges compare them.
func (c *Cluster) compareAll(wound uint32) {
	if wound != c.entropy.wound {
		return
	}
	c.entropy.due = false
	for _, s := range c.sharedRanges(ring.None) {
		c.members[s.asker].AntiEntropy(s.peer, s.ranges, c.entropy.cause)
	}
}

// sharing is two nodes and the ranges that both are replicas of.
type sharing struct {
	asker, peer ring.NodeID
	ranges      []merkle.Range
}

// sharedRanges lists, for each pair of nodes that are up, what they share; of
// one node only, if it is named, which is then the asker.
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

// add appends a range, as one with the one before if they touch.
func (s *sharing) add(r merkle.Range) {
	if last := len(s.ranges) - 1; last >= 0 && s.ranges[last].UpTo == r.After && s.ranges[last].After != r.UpTo {
		s.ranges[last].UpTo = r.UpTo
		return
	}
	s.ranges = append(s.ranges, r)
}

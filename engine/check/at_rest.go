// The invariants of a cluster that has been healed and repaired and is at rest.

package check

import (
	"fmt"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/ring"
	"ringside/engine/version"
)

// The rules for a cluster that has been healed and repaired and is at rest.
const (
	RuleHealed    = "heal all leaves nothing broken"
	RuleAnswered  = "at rest no request waits for an answer"
	RuleConverged = "after healing and anti-entropy all replicas of a key are equal"
	RuleDigests   = "equal digests mean equal versions, and different ones different versions"
	RuleNoHints   = "after healing and anti-entropy no hint is left"
	RuleQuiet     = "at rest nothing is in flight"
	RuleLeft      = "at rest nobody is still leaving"
	RuleHolds     = "a node that has left holds nothing"
)

// Settled checks a cluster that has been healed and repaired, with no writes since, for
// the given keys.
func Settled(c Cluster, keys []string) error {
	v := c.View(engine.Watch{})
	if len(v.Faults) > 0 {
		return &Violation{Rule: RuleHealed, What: v.Faults[0].Text}
	}
	for _, m := range v.Messages {
		if !m.Type.Probe() {
			return &Violation{Rule: RuleQuiet, What: fmt.Sprintf("message %d, a %v from %s to %s", m.ID, m.Type, v.Node(m.From), v.Node(m.To))}
		}
	}
	for i := range v.Nodes {
		n := &v.Nodes[i]
		switch {
		case n.Standing == engine.Leaving:
			return &Violation{Rule: RuleLeft, What: fmt.Sprintf("%s is, with %d keys and %d hints", n.Name, n.Keys, n.Hints)}
		case n.Standing == engine.Gone && n.Keys+n.Hints > 0:
			return &Violation{Rule: RuleHolds, What: fmt.Sprintf("%s holds %d keys and %d hints", n.Name, n.Keys, n.Hints)}
		case n.Hints > 0:
			return &Violation{Rule: RuleNoHints, What: fmt.Sprintf("%s keeps %d", n.Name, n.Hints)}
		}
	}
	for _, key := range keys {
		if err := converged(c, key); err != nil {
			return err
		}
	}
	return nil
}

// converged compares what the replicas of a key hold.
func converged(c Cluster, key string) error {
	v := c.View(engine.Watch{Key: key})
	held := make(map[ring.NodeID]*version.Set)
	for _, copy := range v.Copies {
		held[copy.Node] = copy.Set
	}
	replicas := v.Walk(key).Replicas
	if len(replicas) == 0 {
		return nil
	}
	first := replicas[0]
	for _, id := range replicas[1:] {
		same := version.Equal(held[id], held[first])
		if same != (held[id].Digest() == held[first].Digest()) {
			return &Violation{Rule: RuleDigests, What: fmt.Sprintf("%s on %s and %s", event.Quote(key), v.Node(first), v.Node(id))}
		}
		if !same {
			return &Violation{Rule: RuleConverged, What: fmt.Sprintf("%s: %s holds %s and %s holds %s",
				event.Quote(key), v.Node(first), words(v, held[first]), v.Node(id), words(v, held[id]))}
		}
	}
	return nil
}

// words describes what a replica holds.
func words(v *engine.View, s *version.Set) string {
	if s == nil || len(s.Siblings) == 0 {
		return "nothing"
	}
	all := ""
	for i, one := range s.Siblings {
		if i > 0 {
			all += " | "
		}
		value := "deleted"
		if !one.Tombstone {
			value = event.Show(one.Value, event.LongestShown)
		}
		all += value + " " + event.DotText(one.Dot, v.Node)
	}
	return all
}

// Known checks a cluster at rest against what its clients were told, whatever the observer
// says: if acknowledged writes are promised to be kept, the replicas of each key together
// hold every one of them or a version that replaced it, unless a delete removed it and its
// tombstone has been purged since.
func (f *Follower) Known(c Cluster) error {
	known := make(map[event.Sym]*version.Set)
	for _, w := range f.acked {
		all, looked := known[w.key]
		if !looked {
			v := c.View(engine.Watch{Key: c.Trace().Text(w.key)})
			for _, copy := range v.Copies {
				all = version.Merge(all, copy.Set)
			}
			known[w.key] = all
		}
		if !all.Seen().Contains(w.dot) && f.purged[w.key] < w.asked {
			return &Violation{Rule: RuleKnown, What: fmt.Sprintf("nobody knows %s of op %d", event.DotText(w.dot, c.NodeName), w.op)}
		}
	}
	return nil
}

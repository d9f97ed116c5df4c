// This file holds the hops of walks, and the words for them, against the tokens, the
// membership, the beliefs, and what coordinators do.

package engine_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/ring"
)

// walks holds the walk to each key, as it is shown, against the truth.
func (w *observation) walks(told *audit) error {
	v := w.c.View(engine.Watch{})
	for _, key := range w.keys() {
		x := walked{v: v, walk: v.Walk(key), told: told}
		if err := x.judge(); err != nil {
			return fmt.Errorf("the walk to %s: %w", key, err)
		}
		if v.Motion <= engine.Background && v.Trace.Len()%5 == 0 {
			if err := x.play(w.c); err != nil {
				return fmt.Errorf("the walk to %s: %w", key, err)
			}
		}
	}
	return nil
}

// walked is a walk, and how much of it has been looked at.
type walked struct {
	v        *engine.View
	walk     engine.Walk
	told     *audit
	slot     int // of the last hop
	replicas []ring.NodeID
	standIns map[ring.NodeID]ring.NodeID // of the replicas that have one: which
	aside    []ring.NodeID               // nodes that were passed over because of their rack
}

// judge holds every hop, its words, and who stands in, against the truth.
func (x *walked) judge() error {
	x.standIns = make(map[ring.NodeID]ring.NodeID)
	for i, h := range x.walk.Hops {
		x.told.hop(h.Reason)
		text := x.v.Ring.Explain(h)
		if !x.inPlace(i, h) {
			return fmt.Errorf("hop %d, %+v, %q, is out of place", i, h, text)
		}
		if !x.holds(i, h) {
			return fmt.Errorf("hop %d, %+v, %q: that is not so", i, h, text)
		}
		if err := x.words(h, text); err != nil {
			return fmt.Errorf("hop %d, %q: %w", i, text, err)
		}
		switch h.Decision {
		case ring.Replica:
			x.replicas = append(x.replicas, h.Node)
		case ring.Fallback:
			x.standIns[h.For] = h.Node
		}
	}
	return x.complete()
}

// inPlace reports whether a hop goes to the next slot clockwise, or back to one that was
// set aside, and whether it goes past the top where it says so.
func (x *walked) inPlace(i int, h ring.Hop) bool {
	slots := x.v.Ring
	if slots.Slot(int(h.Slot)).Node != h.Node {
		return false
	}
	if h.Decision == ring.Replica && h.Reason == ring.SetAside {
		return slices.Contains(x.aside, h.Node) && !h.Wraps
	}
	next, wraps := x.slot+1, false
	if i == 0 {
		for next = 0; next < slots.Len() && slots.Slot(next).Token < x.walk.Token; next++ {
		}
	}
	if next == slots.Len() {
		next, wraps = 0, true
	}
	x.slot = next
	return next == int(h.Slot) && wraps == h.Wraps
}

// holds reports whether the reason of a hop is true.
func (x *walked) holds(i int, h ring.Hop) bool {
	n := &x.v.Nodes[h.Node]
	taken := slices.Contains(x.replicas, h.Node)
	_, late := x.standIn(h.Node)
	switch h.Decision {
	case ring.Replica:
		if taken {
			return false
		}
	case ring.Fallback:
		_, has := x.standIns[h.For]
		known := true
		for _, by := range x.v.Nodes {
			known = known && (by.Health != engine.Up || by.Standing == engine.Joining || slices.Contains(x.v.Nodes[h.For].DownBy, by.ID))
		}
		return x.v.Settings.StandIns() && !taken && !late && !has && n.Health == engine.Up && x.v.Nodes[h.For].Health != engine.Up &&
			slices.Contains(x.walk.Replicas, h.For) && known == (h.Reason == ring.StandsIn) && !x.leaves(h.Node) && !x.pending(h.Node)
	}
	switch h.Reason {
	case ring.First:
		return i == 0
	case ring.Next:
		return len(x.v.Settings.Placement.PerDC) == 0
	case ring.IsReplica:
		return taken
	case ring.StandsAlready:
		return late
	case ring.IsDown:
		return n.Health != engine.Up
	case ring.Leaves:
		return x.leaves(h.Node)
	case ring.IsPending:
		return x.pending(h.Node)
	}
	return x.holdsOfRack(h, n)
}

// holdsOfRack reports whether a reason of the rack rule is true.
func (x *walked) holdsOfRack(h ring.Hop, n *engine.NodeView) bool {
	wanted, here, racks, taken := 0, 0, make(map[string]bool), make(map[string]bool)
	for _, c := range x.v.Settings.Placement.PerDC {
		if c.DC == n.DC {
			wanted = c.N
		}
	}
	for _, id := range x.replicas {
		if x.v.Nodes[id].DC == n.DC {
			taken[x.v.Nodes[id].Rack] = true
			here++
		}
	}
	members := 0
	for id, node := range x.v.Ring.Nodes() {
		if !node.Out && node.DC == n.DC {
			racks[x.v.Nodes[id].Rack] = true
			members++
		}
	}
	switch h.Reason {
	case ring.NewRack:
		return !taken[n.Rack] && here < wanted
	case ring.RackTaken:
		first := !slices.Contains(x.aside, h.Node)
		x.aside = append(x.aside, h.Node)
		return first && taken[n.Rack] && len(taken) < len(racks)
	case ring.SetAside:
		aside := slices.Contains(x.aside, h.Node)
		return aside && taken[n.Rack] && (len(taken) < len(racks)) == (h.Decision == ring.Skip)
	case ring.RacksDone:
		return len(taken) == len(racks) && here < wanted
	case ring.RackRepeat:
		return taken[n.Rack] && here < wanted && len(racks) < wanted
	case ring.RepeatsDone:
		return taken[n.Rack] && len(racks) < wanted && wanted-here == len(racks)-len(taken)
	case ring.RackUsed:
		return taken[n.Rack] && len(racks) >= wanted
	case ring.DCFull:
		return here == min(wanted, members) && wanted > 0
	case ring.DCUnasked:
		return wanted == 0 && len(x.v.Settings.Placement.PerDC) > 0
	}
	return false
}

// standIn returns for which replica a node stands in, as far as the walk has gone.
func (x *walked) standIn(id ring.NodeID) (ring.NodeID, bool) {
	for owner, by := range x.standIns {
		if by == id {
			return owner, true
		}
	}
	return ring.None, false
}

func (x *walked) leaves(id ring.NodeID) bool {
	return x.v.Nodes[id].Standing == engine.Leaving
}

// pending reports whether a node is about to keep the key, and does not yet.
func (x *walked) pending(id ring.NodeID) bool {
	c := x.v.Change
	return c != nil && !slices.Contains(x.walk.Replicas, id) &&
		slices.Contains(c.Next.Replicas(nil, x.walk.Token, x.v.Settings.Placement), id)
}

// complete reports whether each replica that is down has its stand-in, if there is anybody
// for it, and whether the list of the replicas is that of the hops.
func (x *walked) complete() error {
	if !slices.Equal(x.replicas, x.walk.Replicas) {
		return fmt.Errorf("the replicas are %v, and the hops take %v", x.walk.Replicas, x.replicas)
	}
	missing, free := 0, 0
	for i, node := range x.v.Ring.Nodes() {
		id := ring.NodeID(i)
		up := x.v.Nodes[i].Health == engine.Up
		switch {
		case node.Out:
		case slices.Contains(x.replicas, id) && !up:
			missing++
		case !slices.Contains(x.replicas, id) && up && !x.leaves(id) && !x.pending(id):
			free++
		}
	}
	if !x.v.Settings.StandIns() {
		missing = 0
	}
	if want := min(missing, free); len(x.standIns) != want {
		return fmt.Errorf("%d nodes stand in, and not %d", len(x.standIns), want)
	}
	return nil
}

// hopPhrases are what the words for a hop can say, each of the node that it names, or of
// the hop's own if it names none.
var hopPhrases = []struct {
	like *regexp.Regexp
	is   func(x *walked, id ring.NodeID) bool
}{
	{regexp.MustCompile(`skip: (\w+) is already a replica`), func(x *walked, id ring.NodeID) bool { return slices.Contains(x.walk.Replicas, id) }},
	{regexp.MustCompile(`(?:stands in for|fallback: for) (\w+)`), func(x *walked, id ring.NodeID) bool { return x.v.Nodes[id].Health != engine.Up }},
	{regexp.MustCompile(`skip: (\w+) is down`), func(x *walked, id ring.NodeID) bool { return x.v.Nodes[id].Health != engine.Up }},
	{regexp.MustCompile(`skip: (\w+) already stands in`), func(x *walked, id ring.NodeID) bool { _, is := x.standIn(id); return is }},
	{regexp.MustCompile(`skip: (\w+) is leaving`), (*walked).leaves},
	{regexp.MustCompile(`skip: (\w+) is a pending replica`), (*walked).pending},
	{regexp.MustCompile(`skip: (\w+) is set aside`), func(x *walked, id ring.NodeID) bool { return slices.Contains(x.aside, id) }},
}

// words holds what the words for a hop say of nodes against the truth, and whether they say
// how the hop was decided.
func (x *walked) words(h ring.Hop, text string) error {
	if (h.Decision == ring.Skip) != strings.HasPrefix(text, "skip: ") || (h.Decision == ring.Fallback) != strings.HasPrefix(text, "fallback: ") {
		return fmt.Errorf("it is a %v", h.Decision)
	}
	for _, p := range hopPhrases {
		if m := p.like.FindStringSubmatch(text); m != nil {
			i := slices.IndexFunc(x.v.Nodes, func(n engine.NodeView) bool { return n.Name == m[1] })
			if i < 0 || !p.is(x, ring.NodeID(i)) {
				return fmt.Errorf("%q is not true", m[0])
			}
		}
	}
	return nil
}

// play writes the key through every node that is up, each in a copy of the cluster, and
// holds who stands in there against the walk, if all know who is down.
func (x *walked) play(c *engine.Cluster) error {
	for _, by := range x.v.Nodes {
		if by.Health != engine.Up || by.Standing != engine.Member || by.RingVersion != x.v.RingVersion {
			continue
		}
		if slices.ContainsFunc(x.v.Nodes, func(n engine.NodeView) bool {
			return n.Standing != engine.Gone && n.ID != by.ID && slices.Contains(n.DownBy, by.ID) != (n.Health != engine.Up)
		}) {
			continue // it takes somebody for up or down who is not
		}
		d := c.Clone()
		before := d.Trace().Len()
		if d.Apply(engine.Command{Verb: engine.Put, Key: x.walk.Key, Value: "walked", Client: "walker", Via: by.Name}) != nil {
			continue
		}
		d.Advance(d.Now(), 1_000) // the coordinator takes the request at once, or not
		found, invoked := make(map[ring.NodeID]ring.NodeID), false
		for step := before + 1; step <= d.Trace().Len(); step++ {
			switch e := d.Trace().At(step); e.Kind {
			case event.Invoke:
				invoked = e.Node == by.ID
			case event.StandIn:
				found[e.From] = e.To
			}
		}
		if !invoked {
			continue
		}
		x.told.played++
		for owner, id := range x.standIns {
			if found[owner] != id {
				return fmt.Errorf("%s stands in for %s, it says; through %s it is %v", x.v.Node(id), x.v.Node(owner), by.Name, found)
			}
		}
		if len(found) != len(x.standIns) {
			return fmt.Errorf("%v stand in, it says; through %s it is %v", x.standIns, by.Name, found)
		}
	}
	return nil
}

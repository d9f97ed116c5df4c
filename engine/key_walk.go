// The walk that finds a key's replicas, as a View shows it.

package engine

import (
	"slices"

	"ringside/engine/ring"
)

// Walk is how a key's replicas are found: every hop with its reason.
type Walk struct {
	Key      string
	Token    ring.Token
	Hops     []ring.Hop    // the slots looked at, in order
	Replicas []ring.NodeID // the primaries, in the order of the walk: the preference list
	Pending  []PendingHop  // those that are about to be replicas, in the order of the ring to come
}

// PendingHop is a node that is about to keep a copy of a key, because another joins or leaves
// or it does so itself. Writes go to it as well, beside the N replicas.
type PendingHop struct {
	Node ring.NodeID
	Slot int32 // index into the slots of the ring to come
}

// PendingOf returns who is about to keep a copy of what has this token; nothing while no change
// of membership is in progress.
func (v *View) PendingOf(token ring.Token) (all []PendingHop) {
	if v.Change == nil {
		return nil
	}
	now := v.Ring.Replicas(nil, token, v.Settings.Placement)
	for _, h := range v.Change.Next.Walk(nil, token, v.Settings.Placement) {
		if h.Decision == ring.Replica && !slices.Contains(now, h.Node) {
			all = append(all, PendingHop{h.Node, h.Slot})
		}
	}
	return all
}

// Walk returns how a key's replicas are found under the View's settings. It is the walk
// that coordinators use. If stand-ins may count, those for replicas that are down follow
// after the replicas: a coordinator that does not know yet who is down comes to these once
// it does.
func (v *View) Walk(key string) Walk {
	w := Walk{Key: key, Token: ring.Hash(key)}
	w.Pending = v.PendingOf(w.Token)
	if !v.Settings.StandIns() {
		w.Hops = v.Ring.Walk(nil, w.Token, v.Settings.Placement)
	} else {
		w.Hops = v.Ring.Preference(nil, w.Token, v.Settings.Placement, v.takesPart(w.Token))
	}
	for i := range w.Hops {
		switch h := &w.Hops[i]; {
		case h.Decision == ring.Replica:
			w.Replicas = append(w.Replicas, h.Node)
		case h.Decision == ring.Fallback && !v.knownDown(h.For):
			h.Reason = ring.StandsInOnce
		case h.Reason == ring.IsDown && v.Nodes[h.Node].Health == Up:
			if h.Reason = ring.IsPending; v.Change.Next.Nodes()[h.Node].Out {
				h.Reason = ring.Leaves
			}
		}
	}
	return w
}

// takesPart returns who takes part in requests for a token: every node that is up and is a replica,
// or may stand in for one. A node that leaves, or that is about to become a replica itself,
// stands in for nobody.
func (v *View) takesPart(token ring.Token) func(ring.NodeID) bool {
	if v.Change == nil {
		return func(id ring.NodeID) bool { return v.Nodes[id].Health == Up }
	}
	now := v.Ring.Replicas(nil, token, v.Settings.Placement)
	next := v.Change.Next
	then := next.Replicas(nil, token, v.Settings.Placement)
	return func(id ring.NodeID) bool {
		return v.Nodes[id].Health == Up &&
			(slices.Contains(now, id) || !next.Nodes()[id].Out && !slices.Contains(then, id))
	}
}

// knownDown reports whether every node of the ring that is up believes another down.
func (v *View) knownDown(id ring.NodeID) bool {
	for i, n := range v.Ring.Nodes() {
		if !n.Out && v.Nodes[i].Health == Up && !slices.Contains(v.Nodes[id].DownBy, ring.NodeID(i)) {
			return false
		}
	}
	return true
}

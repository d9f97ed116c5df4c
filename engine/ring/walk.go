// The walk around the ring that finds a key's replicas and stand-ins.

package ring

// Walk appends to dst every slot that the walk from a key's token visits, in order, with
// the decision and its reason, and returns dst. The hops with Decision Replica are what
// Replicas returns: both run the same steps. The walk ends as soon as there is nothing
// left to find, and never visits a slot twice.
func (r *Ring) Walk(dst []Hop, from Token, p Placement) []Hop {
	if p.Racks() || p.N > fewCopies {
		return r.longWalk(dst, from, p)
	}
	var few [fewCopies]NodeID
	w := walker{taken: few[:], need: min(p.N, r.on)}
	w.enter(r, from)
	w.run(&dst)
	return dst
}

// longWalk is Walk with room for any placement. It is separate because clearing that room takes
// longer than a short walk.
func (r *Ring) longWalk(dst []Hop, from Token, p Placement) []Hop {
	var room scratch
	rack := room.rules()
	w := r.begin(from, p, &room, &rack)
	w.run(&dst)
	return dst
}

// Replicas appends to dst the nodes that keep a key's copies, in the order in which the
// walk takes them, and returns dst: the preference list. It does not allocate if dst has
// room.
func (r *Ring) Replicas(dst []NodeID, from Token, p Placement) []NodeID {
	switch {
	case p.N > fewCopies || len(p.PerDC) > fewCopies:
		return r.manyReplicas(dst, from, p)
	case p.Racks():
		return r.fewOnRacks(dst, from, p)
	}
	var few [fewCopies]NodeID
	w := walker{taken: few[:], need: min(p.N, r.on)}
	w.enter(r, from)
	w.run(nil)
	return append(dst, w.taken[:w.found]...)
}

// fewOnRacks is Replicas for few copies by a rack rule.
func (r *Ring) fewOnRacks(dst []NodeID, from Token, p Placement) []NodeID {
	var room fewScratch
	rack := rackRule{quotas: room.quotas[:], aside: room.aside[:]}
	w := walker{taken: room.taken[:], need: rack.fill(r, p), rack: &rack}
	w.enter(r, from)
	w.run(nil)
	return append(dst, w.taken[:w.found]...)
}

// manyReplicas is Replicas with room for any placement. It is separate because clearing
// that room takes longer than a short walk.
func (r *Ring) manyReplicas(dst []NodeID, from Token, p Placement) []NodeID {
	var room scratch
	rack := room.rules()
	w := r.begin(from, p, &room, &rack)
	w.run(nil)
	return append(dst, w.taken[:w.found]...)
}

// Preference appends to dst the walk's hops, followed by those that find a stand-in for
// each replica that is down, and returns dst. Continuing clockwise from where the walk
// ended, every node that is up and holds no copy stands in for the first replica that has
// no stand-in yet. It ends when every such replica has one, or when every node has been
// visited: under the simple rule after one lap, under the rack rule back where the walk
// ended, since nodes that the walk passed over for their rack or data centre may be
// stand-ins. With all nodes up it equals Walk.
func (r *Ring) Preference(dst []Hop, from Token, p Placement, up func(NodeID) bool) []Hop {
	var room scratch
	rack := room.rules()
	w := r.begin(from, p, &room, &rack)
	w.run(&dst)
	limit := len(r.tokens)
	if w.rack != nil {
		limit += w.steps - 1 // the slot at which it ended is decided for good
	}
	clear(room.met[:]) // of the nodes set aside
	primaries := w.taken[:w.found]
	for _, n := range primaries {
		room.met.add(n)
	}
	for _, n := range primaries {
		if !up(n) {
			dst = w.standIn(n, len(primaries), up, limit, dst)
		}
	}
	return dst
}

package ring

// Walk appends to dst every slot that the walk from a key's token looks at, in
// order, with what was decided and why, and returns it. The hops whose Decision
// is Replica are what Replicas returns: the two run the same steps. The walk
// ends as soon as nothing is left to find, and never looks at a slot twice.
func (r *Ring) Walk(dst []Hop, from Token, p Placement) []Hop {
	var room scratch
	w := r.begin(from, p, &room)
	w.run(&dst)
	return dst
}

// Replicas appends to dst the nodes that keep a key's copies, in the order in
// which the walk takes them, and returns it: the preference list. It does not
// allocate if dst has room.
func (r *Ring) Replicas(dst []NodeID, from Token, p Placement) []NodeID {
	if p.Racks() || p.N > fewCopies {
		return r.manyReplicas(dst, from, p)
	}
	var few [fewCopies]NodeID
	w := walker{taken: few[:], need: min(p.N, r.on)}
	w.enter(r, from)
	w.run(nil)
	return append(dst, w.taken[:w.found]...)
}

// manyReplicas is Replicas with room for any placement. The two are apart
// because making that room takes longer than a short walk.
func (r *Ring) manyReplicas(dst []NodeID, from Token, p Placement) []NodeID {
	var room scratch
	w := r.begin(from, p, &room)
	w.run(nil)
	return append(dst, w.taken[:w.found]...)
}

// Preference appends to dst the walk's hops and then those by which each replica
// that is down gets a stand-in, and returns it: going on clockwise from where
// the walk ended, every node that is up and holds no copy stands in for the
// first replica that has none yet. It ends when all have one, or when every
// node has been looked at: under the simple rule with the lap, under the rack
// rule back where the walk ended, because what the walk passed over for its
// rack or data centre may well stand in. With all nodes up it equals Walk.
func (r *Ring) Preference(dst []Hop, from Token, p Placement, up func(NodeID) bool) []Hop {
	var room scratch
	w := r.begin(from, p, &room)
	w.run(&dst)
	limit := len(r.tokens)
	if w.rack != nil {
		limit += w.steps - 1 // the slot at which it ended has been decided for good
	}
	clear(room.met[:]) // of those set aside
	primaries := w.taken[:w.found]
	for _, n := range primaries {
		room.met.add(n)
	}
	for _, n := range primaries {
		if !up(n) {
			dst = w.standIn(n, up, limit, dst)
		}
	}
	return dst
}

// The rack rules: replicas on as many racks of each data centre as possible.

package ring

// rackRule is the state of a rack rule during a walk. By that of the Cassandra drivers
// (java-driver, NetworkTopologyReplicationStrategy), in each data centre that gets copies,
// the walk
//
//	takes      a node whose rack has none,
//	sets aside a node whose rack has one, while another rack has none;
//	takes back those set aside, in their order, when every rack has one,
//	takes      any node from then on,
//
// until the data centre has its copies, or a copy on each of its nodes. By that of
// Cassandra's server (NetworkTopologyStrategy.DatacenterEndpoints) it sets nothing aside:
// as many copies as the racks are too few for are taken as they come, and every other one
// only in a rack that has none. Both choose the same nodes, in another order.
type rackRule struct {
	quotas []quota // room for them
	dcs    int     // how many of quotas are used
	aside  []int32 // slots at which a node was set aside, in order: room for as many as the walk may take
	set    int     // how many slots are in aside
	atOnce bool    // by the server's rule
	done   int     // index into quotas of the one whose last rack has just got its copy; -1: none
}

// quota is the progress in one data centre. It is small, since a walk of many copies begins by
// clearing MaxCopies of them.
type quota struct {
	dc         int16 // index into domains.dcs
	racks      int16 // racks that have no copy yet; by the server's rule all racks
	want, have uint8 // copies
	aside      uint8 // nodes set aside
	repeats    uint8 // by the server's rule: how many more copies may be in a rack that has one
}

// fill prepares the rule and returns how many copies it will find in all.
func (k *rackRule) fill(r *Ring, p Placement) int {
	k.done, k.atOnce = -1, p.AtOnce
	need := 0
	for _, c := range p.PerDC {
		dc, known := r.dcNames[c.DC]
		want := min(c.N, len(k.aside)-need)
		if !known || want <= 0 {
			continue
		}
		repeats := max(0, want-r.dcs[dc].racks)
		want = min(want, r.dcs[dc].nodes)
		k.quotas[k.dcs] = quota{dc: dc, want: uint8(want), racks: int16(r.dcs[dc].racks), repeats: uint8(repeats)}
		k.dcs++
		need += want
	}
	return need
}

// quota returns the index of a data centre in quotas; -1 if it gets no copies.
func (k *rackRule) quota(dc int16) int {
	for i := range k.quotas[:k.dcs] {
		if k.quotas[i].dc == dc {
			return i
		}
	}
	return -1
}

// judgeRack applies the rack rule to the node of one slot.
func (w *walker) judgeRack(n NodeID, slot int32) (Decision, Reason) {
	i := w.rack.quota(w.r.dcOf[n])
	if i < 0 {
		return Skip, DCUnasked
	}
	q := &w.rack.quotas[i]
	switch {
	case w.tookAlready(n):
		return Skip, IsReplica
	case q.have == q.want:
		return Skip, DCFull
	case w.rack.atOnce:
		return w.judgeAtOnce(q, n)
	case q.racks == 0:
		w.takeFor(q, n)
		return Replica, RacksDone
	case w.holds(n):
		return Skip, SetAside
	case w.rackTaken(n):
		w.setAside(q, n, slot)
		return Skip, RackTaken
	}
	w.takeFor(q, n)
	if q.racks--; q.racks == 0 {
		w.rack.done = i
	}
	return Replica, NewRack
}

// judgeAtOnce applies the server's rule to a node of a data centre that needs copies.
func (w *walker) judgeAtOnce(q *quota, n NodeID) (Decision, Reason) {
	switch {
	case !w.rackTaken(n):
		w.takeFor(q, n)
		return Replica, NewRack
	case q.repeats > 0:
		q.repeats--
		w.takeFor(q, n)
		return Replica, RackRepeat
	case int16(q.want) > q.racks: // there were some
		return Skip, RepeatsDone
	}
	return Skip, RackUsed
}

func (w *walker) takeFor(q *quota, n NodeID) {
	q.have++
	w.take(n)
}

// setAside remembers a node for takeBack, if it may still be needed.
func (w *walker) setAside(q *quota, n NodeID, slot int32) {
	if w.met != nil {
		w.met.add(n)
	}
	if q.aside+1 < q.want {
		q.aside++
		w.rack.aside[w.rack.set] = slot
		w.rack.set++
	}
}

// isAside reports whether a node has been set aside, and may still be needed.
func (w *walker) isAside(n NodeID) bool {
	for _, slot := range w.rack.aside[:w.rack.set] {
		if w.r.owners[slot] == n {
			return true
		}
	}
	return false
}

// takeBack takes the nodes that were set aside in the data centre whose last rack has just
// got its copy, in their order and as far as they are needed.
func (w *walker) takeBack(show *[]Hop) {
	k := w.rack
	q := &k.quotas[k.done]
	k.done = -1
	for _, slot := range k.aside[:k.set] {
		n := w.r.owners[slot]
		if w.r.dcOf[n] != q.dc || q.have == q.want {
			continue
		}
		w.takeFor(q, n)
		if show != nil {
			*show = append(*show, Hop{Slot: slot, Node: n, Decision: Replica, Reason: SetAside, For: None})
		}
	}
}

// rackTaken reports whether a node's rack has a copy.
func (w *walker) rackTaken(n NodeID) bool {
	for _, t := range w.taken[:w.found] {
		if w.r.rackOf[t] == w.r.rackOf[n] {
			return true
		}
	}
	return false
}

// The hops of a walk: what was decided about each slot, and why.

package ring

// Decision is what the walk decided about one slot.
type Decision uint8

const (
	// Replica: the slot's node is a replica.
	Replica Decision = iota + 1
	// Skip: it is not; Reason says why.
	Skip
	// Fallback: it stands in for a replica that is down (Hop.For).
	Fallback
)

// Reason says why a slot was taken or skipped.
type Reason uint8

const (
	// First: the first token ≥ the key's.
	First Reason = iota + 1
	// Next: the next node clockwise without a copy.
	Next
	// IsReplica: its node was already taken (one node is one failure domain).
	IsReplica
	// NewRack: the first replica in its rack.
	NewRack
	// RackTaken: its rack has a replica, and another rack of its data centre has none.
	// Its node is set aside.
	RackTaken
	// SetAside: its node was passed over earlier because of its rack. It is skipped again
	// while another rack still has none, and taken once every rack has one: then Slot
	// is where it was passed over.
	SetAside
	// RacksDone: every rack of its data centre has a replica now.
	RacksDone
	// DCFull: its data centre has all its replicas.
	DCFull
	// StandsIn: Hop.For is down.
	StandsIn
	// StandsInOnce: it is, and some do not know that yet. A walk of the ring alone, which
	// does not know who knows what, has no such hop, nor one of the last two.
	StandsInOnce
	// IsDown: it could be a stand-in, but is down itself.
	IsDown
	// StandsAlready: its node stands in for another replica.
	StandsAlready
	// DCUnasked: its data centre gets no replicas.
	DCUnasked
	// Leaves: it could be a stand-in, but is leaving.
	Leaves
	// IsPending: it could be a stand-in, but is about to become a replica.
	IsPending
	// RackRepeat: its rack has a replica, and its data centre has fewer racks than copies.
	// Like the next two it is of Cassandra's rule alone.
	RackRepeat
	// RepeatsDone: its rack has a replica, and as many racks have been repeated as the data
	// centre has copies more than racks.
	RepeatsDone
	// RackUsed: its rack has a replica, and its data centre has as many racks as copies.
	RackUsed
)

// Hop is one step of a walk.
type Hop struct {
	Slot     int32 // index into Ring.Slots
	Node     NodeID
	Decision Decision
	Reason   Reason
	Wraps    bool   // the walk went past the top of the ring to get here
	For      NodeID // Fallback: the replica that it stands in for; None otherwise
}

// String returns the decision in one word.
func (d Decision) String() string {
	switch d {
	case Replica:
		return "replica"
	case Skip:
		return "skip"
	case Fallback:
		return "fallback"
	}
	return "undecided"
}

// String returns the reason in a few words, without node names.
func (r Reason) String() string {
	switch r {
	case First:
		return "first"
	case Next:
		return "next"
	case IsReplica:
		return "a replica"
	case NewRack:
		return "new rack"
	case RackTaken:
		return "rack taken"
	case SetAside:
		return "set aside"
	case RacksDone:
		return "racks done"
	case DCFull:
		return "dc full"
	case StandsIn:
		return "stands in"
	case StandsInOnce:
		return "if known down"
	case IsDown:
		return "down"
	case StandsAlready:
		return "standing in"
	case DCUnasked:
		return "dc not asked"
	case Leaves:
		return "leaving"
	case IsPending:
		return "pending"
	case RackRepeat:
		return "rack repeated"
	case RepeatsDone:
		return "repeats used"
	case RackUsed:
		return "rack used"
	}
	return "unknown"
}

// Explain returns why a hop was decided as it was, in one line of plain words, with the
// ring's node names. Names that are not plain text are quoted. It says what the walk does,
// and nothing of what the nodes store: that a node is a replica does not mean that it has
// a copy.
func (r *Ring) Explain(h Hop) string {
	n := &r.nodes[h.Node]
	switch h.Reason {
	case First:
		if h.Wraps {
			return "no token ≥ hash: the lowest of all"
		}
		return "first token ≥ hash"
	case Next:
		return "next node clockwise"
	case IsReplica:
		return "skip: " + show(n.Name) + " is already a replica"
	case NewRack:
		return "first replica in rack " + show(n.Rack)
	case RackTaken:
		return "skip: rack " + show(n.Rack) + " already has one"
	case SetAside:
		if h.Decision == Skip {
			return "skip: " + show(n.Name) + " is set aside, rack " + show(n.Rack) + " already has one"
		}
		return "set aside before: now every rack of " + show(n.DC) + " has one"
	case RacksDone:
		return "every rack of " + show(n.DC) + " has one"
	case DCFull:
		return "skip: " + show(n.DC) + " has all its replicas"
	case StandsIn:
		return "fallback: stands in for " + show(r.nodes[h.For].Name)
	case StandsInOnce:
		return "fallback: for " + show(r.nodes[h.For].Name) + " once it is known to be down"
	case IsDown:
		return "skip: " + show(n.Name) + " is down"
	case StandsAlready:
		return "skip: " + show(n.Name) + " already stands in"
	case DCUnasked:
		return "skip: " + show(n.DC) + " gets no replicas"
	case Leaves:
		return "skip: " + show(n.Name) + " is leaving"
	case IsPending:
		return "skip: " + show(n.Name) + " is a pending replica"
	case RackRepeat:
		return "rack " + show(n.Rack) + " again: " + show(n.DC) + " has fewer racks than copies"
	case RepeatsDone:
		return "skip: rack " + show(n.Rack) + " has one, and the copies left are for other racks"
	case RackUsed:
		return "skip: rack " + show(n.Rack) + " has one, and " + show(n.DC) + " has a rack for every copy"
	}
	return h.Decision.String()
}

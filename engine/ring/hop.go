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
	// HoldsCopy: its node was already taken (one node is one failure domain).
	HoldsCopy
	// NewRack: the first copy in its rack.
	NewRack
	// RackTaken: its rack has a copy, and another rack of its data centre has none.
	// Its node is set aside.
	RackTaken
	// SetAside: its node was passed over earlier because of its rack. It is skipped again
	// while another rack still has no copy, and taken once every rack has one: then Slot
	// is where it was passed over.
	SetAside
	// RacksDone: every rack of its data centre has a copy now.
	RacksDone
	// DCFull: its data centre has all its copies.
	DCFull
	// StandsIn: Hop.For is down.
	StandsIn
	// IsDown: it could be a stand-in, but is down itself.
	IsDown
	// DCUnasked: its data centre gets no copies.
	DCUnasked
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
	case HoldsCopy:
		return "holds a copy"
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
	case IsDown:
		return "down"
	case DCUnasked:
		return "dc not asked"
	}
	return "unknown"
}

// Explain returns why a hop was decided as it was, in one line of plain words, with the
// ring's node names. Names that are not plain text are quoted.
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
	case HoldsCopy:
		return "skip: " + show(n.Name) + " already holds a copy"
	case NewRack:
		return "first copy in rack " + show(n.Rack)
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
		return "skip: " + show(n.DC) + " has all its copies"
	case StandsIn:
		return "fallback: stands in for " + show(r.nodes[h.For].Name)
	case IsDown:
		return "skip: " + show(n.Name) + " is down"
	case DCUnasked:
		return "skip: " + show(n.DC) + " keeps no copies"
	}
	return h.Decision.String()
}

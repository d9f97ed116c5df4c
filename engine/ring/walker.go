package ring

// fewCopies is up to how many copies it is quicker to look through the nodes
// taken than to keep a set of them.
const fewCopies = 8

// scratch is what a walk of any placement writes on. It belongs to the caller,
// and a walker keeps no pointers but to it, so that both stay on the stack.
type scratch struct {
	taken [2 * MaxCopies]NodeID // the replicas, and a stand-in for each
	met   nodeSet
	rack  rackRule
}

// nodeSet is a set of nodes.
type nodeSet [(MaxNodes + 63) / 64]uint64

func (s *nodeSet) add(n NodeID)      { s[uint16(n)/64] |= 1 << (uint16(n) % 64) }
func (s *nodeSet) has(n NodeID) bool { return s[uint16(n)/64]&(1<<(uint16(n)%64)) != 0 }

// walker is a walk under way. It decides slot by slot, whoever asks: Walk shows
// each hop, Replicas keeps only the nodes taken.
type walker struct {
	r     *Ring
	start int       // the first slot
	top   int       // which step is the first past the top of the ring
	steps int       // how many have been made
	need  int       // how many copies have not been found
	taken []NodeID  // room for the nodes taken
	found int       // how many those are
	met   *nodeSet  // the nodes taken or set aside; nil: look through taken
	rack  *rackRule // nil: the simple rule
}

// begin makes a walker for any placement; it takes no more than MaxCopies.
func (r *Ring) begin(from Token, p Placement, room *scratch) walker {
	w := walker{taken: room.taken[:], met: &room.met}
	if p.Racks() {
		w.rack = &room.rack
		w.need = w.rack.fill(r, p.PerDC)
	} else {
		w.need = min(p.N, r.on, MaxCopies)
	}
	w.enter(r, from)
	return w
}

// enter goes to the first slot.
func (w *walker) enter(r *Ring, from Token) {
	w.r = r
	w.start = r.Find(from)
	if from <= r.tokens[w.start] { // else it is above them all: the first step is past the top
		w.top = len(r.tokens) - w.start
	}
}

// run takes steps until nothing is left to find, each slot at most once. It
// appends the hops to show; if that is nil, nobody wants to see them.
func (w *walker) run(show *[]Hop) {
	for w.need > 0 && w.steps < len(w.r.owners) {
		h := w.hop()
		if w.rack == nil {
			h.Decision, h.Reason = w.judge(h.Node)
		} else {
			h.Decision, h.Reason = w.judgeRack(h.Node, h.Slot)
		}
		if w.steps == 0 && h.Decision == Replica {
			h.Reason = First
		}
		w.steps++
		if show != nil {
			*show = append(*show, h)
		}
		if w.rack != nil && w.rack.done >= 0 {
			w.takeBack(show)
		}
	}
}

// standIn goes on to the next node that is up and has no copy, lets it stand in
// for a replica, and appends the hops to show. It makes no more than limit steps
// in all.
func (w *walker) standIn(missing NodeID, up func(NodeID) bool, limit int, show []Hop) []Hop {
	for w.steps < limit {
		h := w.hop()
		w.steps++
		switch {
		case w.holds(h.Node):
			h.Decision, h.Reason = Skip, HoldsCopy
		case !up(h.Node):
			h.Decision, h.Reason = Skip, IsDown
		default:
			h.Decision, h.Reason, h.For = Fallback, StandsIn, missing
			w.take(h.Node)
			return append(show, h)
		}
		show = append(show, h)
	}
	return show
}

// hop returns the step that comes next, about which nothing has been decided.
func (w *walker) hop() Hop {
	slot := w.start + w.steps
	for slot >= len(w.r.owners) {
		slot -= len(w.r.owners)
	}
	return Hop{Slot: int32(slot), Node: w.r.owners[slot], Wraps: w.steps == w.top, For: None}
}

// judge is the simple rule: any node that was not taken yet.
func (w *walker) judge(n NodeID) (Decision, Reason) {
	if w.holds(n) {
		return Skip, HoldsCopy
	}
	w.take(n)
	return Replica, Next
}

func (w *walker) take(n NodeID) {
	w.taken[w.found] = n
	w.found++
	w.need--
	if w.met != nil {
		w.met.add(n)
	}
}

// holds reports whether a node has been taken or set aside.
func (w *walker) holds(n NodeID) bool {
	if w.met != nil {
		return w.met.has(n)
	}
	return w.tookAlready(n)
}

// tookAlready reports whether a node has been taken.
func (w *walker) tookAlready(n NodeID) bool {
	for _, t := range w.taken[:w.found] {
		if t == n {
			return true
		}
	}
	return false
}

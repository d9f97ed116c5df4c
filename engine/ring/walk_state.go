// The state of a walk that is under way.

package ring

// fewCopies is the number of copies up to which searching the taken nodes is faster than
// keeping a set of them.
const fewCopies = 8

// scratch is the working memory of a walk of any placement. It belongs to the caller, and
// a walker only points to it, so that both stay on the stack.
type scratch struct {
	taken  [2 * MaxCopies]NodeID // the replicas, and a stand-in for each
	met    nodeSet
	quotas [MaxCopies]quota
	aside  [MaxCopies]int32
}

// rules returns the rules of racks with this room.
func (s *scratch) rules() rackRule { return rackRule{quotas: s.quotas[:], aside: s.aside[:]} }

// fewScratch is that of a walk on racks of few copies whose hops are not needed.
type fewScratch struct {
	taken  [fewCopies]NodeID
	quotas [fewCopies]quota
	aside  [fewCopies]int32
}

// nodeSet is a set of nodes.
type nodeSet [(MaxNodes + 63) / 64]uint64

func (s *nodeSet) add(n NodeID)      { s[uint16(n)/64] |= 1 << (uint16(n) % 64) }
func (s *nodeSet) has(n NodeID) bool { return s[uint16(n)/64]&(1<<(uint16(n)%64)) != 0 }

// walker is a walk under way. It decides slot by slot; Walk reports each hop, Replicas
// keeps only the nodes taken.
type walker struct {
	r     *Ring
	start int       // the first slot
	top   int       // the first step past the top of the ring
	steps int       // how many steps have been made
	need  int       // how many copies have not been found
	taken []NodeID  // room for the nodes taken
	found int       // how many are in taken
	met   *nodeSet  // the nodes taken or set aside; nil: search taken, and those aside, instead
	rack  *rackRule // the rules of racks; nil: the simple rule
}

// begin returns a walker for any placement; it takes at most MaxCopies.
func (r *Ring) begin(from Token, p Placement, room *scratch, rack *rackRule) walker {
	w := walker{taken: room.taken[:], met: &room.met}
	if p.Racks() {
		w.rack = rack
		w.need = rack.fill(r, p)
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
	if from <= r.tokens[w.start] { // else the token is above them all: the first step is past the top
		w.top = len(r.tokens) - w.start
	}
}

// run makes steps until there is nothing left to find, each slot at most once. It appends
// the hops to show; nil means that they are not needed.
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

// standIn goes on to the next node that is up and has no part in the walk yet, makes it the
// stand-in of a replica, and appends the hops to show. It makes no more than limit steps in
// all. The first of the nodes taken are the replicas.
func (w *walker) standIn(missing NodeID, replicas int, up func(NodeID) bool, limit int, show []Hop) []Hop {
	for w.steps < limit {
		h := w.hop()
		h.Wraps = h.Wraps || w.steps == w.top+len(w.r.owners) // for the second time
		w.steps++
		switch {
		case w.holds(h.Node):
			h.Decision, h.Reason = Skip, IsReplica
			for _, other := range w.taken[replicas:w.found] {
				if other == h.Node {
					h.Reason = StandsAlready
				}
			}
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

// hop returns the next step, undecided.
func (w *walker) hop() Hop {
	slot := w.start + w.steps
	for slot >= len(w.r.owners) {
		slot -= len(w.r.owners)
	}
	return Hop{Slot: int32(slot), Node: w.r.owners[slot], Wraps: w.steps == w.top, For: None}
}

// judge is the simple rule: any node that is not taken yet.
func (w *walker) judge(n NodeID) (Decision, Reason) {
	if w.holds(n) {
		return Skip, IsReplica
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
	return w.tookAlready(n) || w.rack != nil && w.isAside(n)
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

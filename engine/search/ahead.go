// How many steps must still come, at least, before the expression can hold. A search looks first at
// the states with the fewest steps in all, those that led there and those ahead (A*, after P. Hart,
// N. Nilsson and B. Raphael, "A Formal Basis for the Heuristic Determination of Minimum Cost Paths",
// 1968): so it finds a long story before it has tried all shorter ways to nowhere.
//
//	stale == yes, R=W=2    the put begins, a write arrives, its ack arrives         3
//	                       then the get begins, a read arrives, its answer arrives  3, 6 in all
//
// The number is made of nothing but what the expression asks for (wanted.go). It never says too
// much, and no step takes more than one off it, so the first story that is found is a shortest one:
//
//   - Each answer arrives at the coordinator in a step of its own, and before that its question at
//     the replica, in a step of its own, in which a disk write may complete. So an answer that is on
//     its way is 1 step away, and another 2. The coordinator's own costs none: it may count in the
//     step of another. If it is not among those who are asked, it may come to stand in for one
//     that refuses: 1, in which the refusal arrives. The answers of a node count once, however many
//     are on their way, and not if one counts already: so neither a duplicate nor a node that
//     resumes with many questions before it takes off more than one.
//   - What lies before a hung coordinator costs nothing more, but the coordinator must resume: 1.
//   - A request begins in a step of its own, after its client and the one whom it waits for have been
//     told. What they are told may be the work of a fault, or come in the step in which their
//     request begins: unless nothing can fail, no more is counted than that the request begins, or,
//     if it has, that its end is a step.
//   - A read misses only what was acknowledged when it began. If nothing was, a write must be
//     acknowledged first, and all steps of that come before those of the read. If the read has begun
//     before, it will never be stale, and the state is not looked at. A read that is to be older
//     than another follows that in the same way; the other must have returned something, so if
//     nobody has written the key, somebody must begin to, in a step that is none of those of reads.
//   - Where several things must be so, the most steps of one of them are taken, since they may share
//     steps; where one of several is enough, the fewest.
//
// In each of these a step that is counted is one that must be taken, and a step that is taken is
// counted once in each sum. So a sum, the greatest of some sums and the least of some become less by
// one at most in a step.

package search

import (
	"math/bits"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/node"
	"ringside/engine/ring"
)

// never is the number of steps ahead of a state that leads to none in which the expression holds.
const never = 1 << 13

// mostNodesAhead is how many nodes a cluster has at most if steps are counted: a word has a bit for
// each of those whose answers are on their way.
const mostNodesAhead = 64

// foresight is what the bound knows of a question.
type foresight struct {
	aim    aim
	used   bool                 // else every state has one step ahead
	sure   bool                 // a request ends by its answers only
	least  []int                // of each open request: the steps from when it has begun until it is answered; never: it can't be
	quick  []int                // until its client is told something, if sure
	after  [][]int              // of each: the open requests whose clients must have been told before
	before []uint16             // a bit for each open request that has to begin before it
	writes map[event.Sym]uint16 // by key: a bit for each open request that writes
	blank  map[event.Sym]bool   // keys of which there is no version anywhere yet
	plain  bool                 // it can be said how far a shadowed write is (ahead_shadowed.go)
	copies map[event.Sym]int    // by key: its replicas
}

// prepareAhead makes the bound of a question.
func (m *model) prepareAhead() {
	a := &m.ahead
	a.aim = aimOf(m.q.Expr.Wants())
	a.used = !m.q.Without.Far && !m.q.Finally && len(m.names) <= mostNodesAhead && !a.aim.idle()
	if !a.used {
		return
	}
	a.sure = m.endsByAnswers()
	a.writes, a.blank = make(map[event.Sym]uint16), make(map[event.Sym]bool)
	w := m.newWorld()
	for i := range m.open {
		q := &m.open[i]
		least, quick := w.leastOf(q)
		a.least, a.quick = append(a.least, least), append(a.quick, quick)
		after, before := m.precede(i), uint16(0)
		for _, p := range after {
			before |= 1<<p | a.before[p]
		}
		a.after, a.before = append(a.after, after), append(a.before, before)
		if q.verb != event.Get {
			a.writes[q.key] |= 1 << i
		}
		a.blank[q.key] = m.isBlank(q.key)
	}
	m.prepareShadowed()
}

// precede returns the open requests whose clients must have been told before one begins.
func (m *model) precede(r int) (all []int) {
	mine := m.clients[m.open[r].who]
	for i, p := range mine {
		if p == r && i > 0 {
			all = append(all, mine[i-1])
		}
	}
	if after := m.open[r].after; after >= 0 {
		all = append(all, after)
	}
	return all
}

// endsByAnswers reports whether nothing can end a request but its answers.
func (m *model) endsByAnswers() bool {
	b, s := &m.q.Bounds, m.initial
	if b.Timeouts+b.Crashes+b.Hangs+b.Wipes+b.PowerFailures > 0 {
		return false
	}
	for i, n := range s.nodes {
		if s.members[i].health != engine.Up || len(s.members[i].inbox) > 0 || !n.Calm() {
			return false
		}
	}
	for _, f := range s.flights {
		if f.Message.Type == event.Refused || f.Message.Type == event.Moved {
			return false
		}
	}
	return true
}

// isBlank reports whether there is no version of a key anywhere in the first state.
func (m *model) isBlank(key event.Sym) bool {
	s := m.initial
	if acked, read := s.observer.Owed(m.subjects[key]); acked || read || len(s.observer.Writes(key)) > 0 {
		return false
	}
	for i, n := range s.nodes {
		known, onDisk := n.Store.Both(key)
		if known != nil || onDisk != nil || n.Store.Hints() > 0 || len(s.members[i].inbox) > 0 {
			return false
		}
	}
	for _, o := range s.ops[:m.before] {
		if o.key == key && o.verb != event.Get {
			return false
		}
	}
	for _, f := range s.flights {
		if f.Kind <= engine.ToDisk && f.Message.Key == key && f.Message.Set != nil {
			return false
		}
	}
	return true
}

// leastOf returns how many steps there are at least from when an open request has begun until it is
// answered, and until its client is told something if nothing fails.
func (w *world) leastOf(q *question) (least, quick int) {
	least, quick = never, never
	level := w.levelOf(q)
	replicas := w.ring.Replicas(nil, w.tokens[q.key], w.settings.Placement)
	for i := range w.names {
		id := ring.NodeID(i)
		if q.via != ring.None && q.via != id {
			continue
		}
		need, met := level.N, true
		if level.Kind != 0 {
			need, met = 0, true
			for _, part := range w.Demand(level, w.ring).Parts(nil, w.ring.DC(id)) {
				need, met = max(need, part.Need), met && part.Need <= part.Of
			}
		}
		own := w.settings.StandIns()
		for _, r := range replicas {
			own = own || r == id
		}
		if own {
			need--
		}
		if quick = min(quick, 2*need); met {
			least = min(least, 2*need)
		} else {
			quick = 0
		}
	}
	return least, max(0, quick)
}

// outlook is what one state has ahead, by place of operations: scratch of a world.
type outlook struct {
	ends   []int    // until it is answered; never: it can't be
	tells  []int    // until its client is told something
	starts []int    // of one that has not begun: until it can
	coming []uint64 // a bit for each node whose answer is on its way to the coordinator
	begun  uint16   // a bit for each open request
}

// stepsAhead returns how many steps must still come, at least, before the expression can begin to
// hold; never: it can't. In a state in which it does not hold it is 1 at least.
func (w *world) stepsAhead(s *state) int {
	if !w.ahead.used {
		return 1
	}
	w.measure(s)
	least := never
	if !w.asking.binds {
		least = w.toward(s, &w.ahead.aim, -1)
	}
	for i := 0; i < len(s.ops) && w.asking.binds; i++ {
		if o := w.initial.ops[i]; o == nil || !o.told { // else it is not asked about
			least = min(least, w.toward(s, &w.ahead.aim, i))
		}
	}
	return max(1, least)
}

// measure works out how far the operations of a state are from their ends.
func (w *world) measure(s *state) {
	f, n := &w.outlook, len(s.ops)
	if len(f.ends) < n {
		f.ends, f.tells, f.starts, f.coming = make([]int, n), make([]int, n), make([]int, n), make([]uint64, n)
	}
	clear(f.coming)
	for _, u := range s.flights {
		if i := w.placeOfAnswer(s, u); i >= 0 {
			f.coming[i] |= 1 << u.Message.From
		}
	}
	f.begun = 0
	for i, o := range s.ops {
		r := i - w.before
		if o != nil && r >= 0 {
			f.begun |= 1 << r
		}
		switch {
		case o == nil:
			f.starts[i] = 0
			for _, p := range w.ahead.after[r] {
				f.starts[i] = max(f.starts[i], f.tells[w.before+p])
			}
			f.ends[i], f.tells[i] = f.starts[i]+1+w.ahead.least[r], f.starts[i]+1
			if w.ahead.sure {
				f.tells[i] += w.ahead.quick[r]
			}
		case o.told:
			f.ends[i], f.tells[i] = 0, 0
		default:
			f.ends[i], f.tells[i] = w.answersAhead(s, i), 1
			if w.ahead.sure {
				f.tells[i] = f.ends[i]
			}
		}
	}
}

// placeOfAnswer returns the place of the operation to whose coordinator something brings an answer
// that may count; -1: of none.
func (w *world) placeOfAnswer(s *state, u *flight) int {
	m := &u.Message
	if u.Kind != engine.InNetwork || m.Op == 0 {
		return -1
	}
	switch m.Type {
	case event.WriteAck, event.Data, event.Digest:
	default:
		return -1
	}
	i := w.place(m.Op)
	if i >= len(s.ops) || s.ops[i] == nil || w.idAt(i) != m.Op || s.ops[i].told || s.ops[i].coordinator != m.To {
		return -1
	}
	return i
}

// answersAhead returns how many steps there are at least until an operation that has begun, and
// whose client waits, is answered.
func (w *world) answersAhead(s *state, place int) int {
	id := s.ops[place].coordinator
	steps := 0
	var here uint64 // whose answers lie before it
	if at := &s.members[id]; at.health == engine.Hung {
		steps++
		for _, u := range at.inbox {
			if w.placeOfAnswer(s, u) == place {
				here |= 1 << u.Message.From
			}
		}
	}
	lacks, counted, own, known := s.nodes[id].Awaits(w.idAt(place))
	if !known { // it lies before a hung coordinator
		if place >= w.before && steps > 0 {
			steps += w.ahead.least[place-w.before]
		}
		return max(1, steps)
	}
	coming := bits.OnesCount64(w.outlook.coming[place] &^ here &^ counted)
	lacks -= bits.OnesCount64(here &^ counted)
	switch own {
	case node.OwnSoon:
		lacks--
	case node.OwnLater:
		coming++
	}
	if lacks > 0 {
		steps += lacks + max(0, lacks-coming)
	}
	return max(1, steps)
}

// toward returns how many steps there are at least until what an aim says can be so, of the
// operation of a place where it names none.
func (w *world) toward(s *state, a *aim, place int) int {
	if len(a.parts) > 0 {
		steps := 0
		for i := range a.parts {
			one := w.toward(s, &a.parts[i], place)
			switch {
			case i == 0:
				steps = one
			case a.all:
				steps = max(steps, one)
			default:
				steps = min(steps, one)
			}
		}
		return steps
	}
	switch {
	case a.is == anything:
		return 0
	case a.is == acknowledged:
		return w.towardAck(s, 0)
	case a.is == shadowed:
		return w.towardShadowed(s)
	case a.op == 0:
		return w.towardGoal(s, a, place, 0)
	case a.op < w.first:
		if i := w.place(a.op); i < w.before && w.ids[i] == a.op {
			return w.towardGoal(s, a, i, 0)
		}
		return 0
	}
	others := int(a.op-w.first) - len(s.begun) // that must begin before it
	if others < 0 {
		return w.towardGoal(s, a, w.before+int(s.begun[a.op-w.first]), 0)
	}
	steps := never
	for i := w.before; i < len(s.ops); i++ {
		if s.ops[i] == nil {
			steps = min(steps, w.towardGoal(s, a, i, others))
		}
	}
	return steps
}

// asks returns what the operation of a place is, and of which key.
func (w *world) asks(s *state, place int) (event.Verb, event.Sym) {
	if o := s.ops[place]; o != nil {
		return o.verb, o.key
	}
	q := &w.open[place-w.before]
	return q.verb, q.key
}

// towardGoal returns how many steps there are at least until what a goal says is so of the
// operation of a place, which must not begin before so many steps.
func (w *world) towardGoal(s *state, a *aim, place, wait int) int {
	f, o, r := &w.outlook, s.ops[place], place-w.before
	verb, key := w.asks(s, place)
	switch {
	case a.reads && verb != event.Get:
		return never
	case o != nil && o.told:
		if w.asking.remembers && a.is.reached(o.view) {
			return 0
		}
		return never // or it would have held when its client was told
	}
	if o != nil {
		acked, read := o.due.Owes()
		switch {
		case a.is == begun:
			return 0
		case a.is == told:
			return f.tells[place]
		case a.is == timedOut:
			return 1
		case a.is == missed && !acked, a.is == outdated && !read:
			return never
		case a.is == returned && verb == event.Get:
			return w.towardVersion(place, key)
		}
		return f.ends[place]
	}
	start := max(wait, f.starts[place])
	acked, read := s.observer.Owed(w.subjects[key])
	switch a.is {
	case begun:
		return start + 1
	case told:
		return start + max(1, f.tells[place]-f.starts[place])
	case timedOut:
		return start + 2
	case returned:
		if verb == event.Get {
			return max(start+1+w.ahead.least[r], w.towardVersion(place, key))
		}
	case missed:
		if !acked {
			start = max(start, w.towardAck(s, key))
		}
	case outdated:
		if !read {
			start = max(start, w.towardRead(s, place, key))
		}
	}
	return min(never, start+1+w.ahead.least[r])
}

// towardAck returns how many steps there are at least until a write of a key is acknowledged; 0:
// of any key.
func (w *world) towardAck(s *state, key event.Sym) int {
	if key == 0 {
		for _, k := range w.keys {
			if acked, _ := s.observer.Owed(w.subjects[k]); acked {
				return 0
			}
		}
	}
	steps := never
	for i, o := range s.ops {
		if o != nil && o.told {
			continue
		}
		verb, of := w.asks(s, i)
		if verb != event.Get && (key == 0 || of == key) {
			steps = min(steps, w.outlook.ends[i])
		}
	}
	return steps
}

// towardRead returns how many steps there are at least until a read of a key but that of a place has
// returned something.
func (w *world) towardRead(s *state, but int, key event.Sym) int {
	steps := never
	for i, o := range s.ops {
		if i == but || o != nil && o.told {
			continue
		}
		if verb, of := w.asks(s, i); verb == event.Get && of == key {
			steps = min(steps, w.towardVersion(i, key))
		}
	}
	return steps
}

// towardVersion returns how many steps there are at least until a read is answered with a version.
// Of a key that nobody has written, a write must begin, in a step that is not among those that
// the read waits for unless it is one of the requests that come before it.
func (w *world) towardVersion(place int, key event.Sym) int {
	f, a := &w.outlook, &w.ahead
	steps, writes := f.ends[place], a.writes[key]
	if !a.blank[key] || writes&f.begun != 0 {
		return steps
	}
	switch r := place - w.before; {
	case writes == 0:
		return never
	case r < 0 || a.before[r]&writes == 0:
		steps++
	}
	return steps
}

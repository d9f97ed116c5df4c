// The observer's part: what has become of acknowledged writes, by the rules of the
// design and from the model alone.

package tracecheck

import "slices"

// judge is what the verdicts need besides the stores.
type judge struct {
	pasts  map[reader]marks // what clients have read builds upon, in truth
	mixed  bool             // the conflict policy was changed to or from lww: reads are not judged
	vague  bool             // some changes were told only by number
	shaken map[*key]bool    // keys of which something has changed since the states were compared
	own    map[int][]int    // by step: lines at which what it brought its own node is taken in
}

// where says where a version is to be found.
type where struct{ disks, memory, up int }

// copies looks for a version, or for any of several, on every node.
func (m *model) copies(k *key, some ...*write) (all where) {
	for _, n := range m.nodes {
		in := func(s *set) bool { return slices.ContainsFunc(some, s.has) }
		on := in(n.disk[k.name])
		for _, of := range n.hints { // any order: it is there or not
			if h, ok := of[k.name]; ok && in(h.set) {
				on = true
			}
		}
		switch {
		case on:
			all.disks++
		case in(n.known[k.name]):
			all.memory++
		default:
			continue
		}
		if n.health == up {
			all.up++
		}
	}
	return all
}

// past is what the values of a set build upon in truth, themselves included.
func (m *model) past(k *key, s *set) (past marks) {
	s.kept().all(func(i int) { past = past.or(k.writes[i].past) })
	return past
}

// passing calls f with all that there is of a key in messages, on the way to disks,
// and in requests under way.
func (m *model) passing(k *key, f func(*set)) {
	k.flying = slices.DeleteFunc(k.flying, func(msg *message) bool { return msg.over && !msg.writing })
	for _, msg := range k.flying {
		if !msg.over || msg.writing && m.nodes[msg.to].crash < msg.taken && msg.Type != "stream" {
			f(msg.content)
		}
	}
	for _, o := range k.oplist {
		if (o.Verb == "get" || o.settings.hints()) && o.begun && !o.over && !m.finished(o) {
			o.carries(f)
		}
	}
}

// carries calls f with all that a read has been given and has made of it.
func (o *op) carries(f func(*set)) {
	if o.write != nil {
		f(o.write.alone())
	}
	f(o.result)
	for _, s := range o.lates {
		f(s)
	}
	for _, a := range o.heard { // any order: each is by itself
		if a.full {
			f(a.given)
		}
	}
}

// inHand calls f with what is being taken in or about to be sent at this very moment:
// it is in no message, and in no store either.
func (m *model) inHand(k *key, f func(*set)) {
	now := m.now()
	for _, msg := range k.flying {
		if msg.writing && m.nodes[msg.to].crash < msg.taken {
			f(msg.content) // what is streamed to a node that leaves it does not take
		}
	}
	for _, o := range k.oplist {
		if m.perhaps(o) {
			o.carries(f)
		}
		if o.write != nil && o.at == now {
			f(o.write.alone())
		}
	}
	for i := m.at; i > 0 && m.steps[i].At == now; i-- {
		if s := &m.steps[i]; s.Key == k.name && s.content != nil && (s.Kind == "deliver" || s.Kind == "store" || s.Kind == "hint") {
			f(s.content)
		}
	}
}

// perhaps reports whether a request may still hold what it was about: a read of which it
// can't be told what it waits for, or a write that may still turn to a stand-in.
func (m *model) perhaps(o *op) bool {
	if o.over || !o.begun {
		return false
	}
	return o.blurred || o.write != nil && o.settings.standIns() && !m.finished(o)
}

// finished reports whether nothing more will come of a request, since all have answered.
func (m *model) finished(o *op) bool {
	if o.reply == nil && !o.deserted {
		return false
	}
	for _, n := range o.waits { // any order: all must have
		if n > 0 {
			return false
		}
	}
	return true
}

// fate is what has become of an acknowledged write.
type fate struct {
	state string
	where where
	heirs bool   // where is that of what has replaced it, too
	other string // what it may be called, too
}

// judged works out what has become of an acknowledged write. It is superseded for good
// by an acknowledged write that builds upon it; by anything else as long as that, or
// what builds upon it, is anywhere, and only on as many disks as that is.
// With inHand counts what is in the hands of a node at this moment, too.
func (m *model) judged(k *key, w *write, inHand bool) fate {
	f := m.standing(k, w, inHand)
	if f.other == "" && k.mayBeClosed.has(w.index) {
		f.other = "superseded"
	}
	return f
}

func (m *model) standing(k *key, w *write, inHand bool) fate {
	if k.closed.has(w.index) {
		return fate{state: "superseded"}
	}
	for _, v := range k.writes {
		if v != w && v.acked != 0 && v.past.has(w.index) {
			return fate{state: "superseded"}
		}
	}
	moving, gone := false, false
	both := []*write{w}
	for _, v := range k.writes {
		if v == w || !v.past.has(w.index) {
			continue
		}
		if c := m.copies(k, v); c.disks+c.memory > 0 {
			both = append(both, v)
		}
		gone = true
	}
	if len(both) > 1 {
		switch c := m.copies(k, both...); {
		case m.everLWW && w.outdone(k):
			return fate{state: "superseded"}
		case c.up == 0:
			return fate{state: "unreachable", where: c, heirs: true}
		case c.disks < w.op.promised:
			return fate{state: "atrisk", where: c, heirs: true}
		}
		return fate{state: "superseded"}
	}
	c := m.copies(k, w)
	flies := false
	look := func(s *set) {
		flies = flies || s.has(w)
		if gone {
			s.kept().all(func(i int) { moving = moving || i != w.index && k.writes[i].past.has(w.index) })
		}
	}
	m.passing(k, look)
	if inHand {
		m.inHand(k, look)
	}
	switch {
	case c.disks+c.memory == 0 && flies && moving: // both are true
		return fate{state: "inflight", where: c, other: "superseded"}
	case c.disks+c.memory == 0 && flies:
		return fate{state: "inflight", where: c}
	case c.disks+c.memory == 0 && moving:
		return fate{state: "superseded"}
	case c.disks+c.memory == 0 && m.everLWW && w.outdone(k):
		return fate{state: "shadowed"}
	case c.disks+c.memory == 0 && m.everLWW && (w.discarded || inHand || m.takenIn(k, w)):
		return fate{state: "lost", other: "shadowed"} // discarded, and what it was discarded for may be gone
	case c.disks+c.memory == 0:
		return fate{state: "lost"}
	case c.up == 0:
		return fate{state: "unreachable", where: c}
	case c.disks < w.op.promised:
		return fate{state: "atrisk", where: c}
	}
	return fate{state: "safe", where: c}
}

// takenIn reports whether anything that is left has taken a write into account.
func (m *model) takenIn(k *key, w *write) (found bool) {
	look := func(s *set) { found = found || s.ctx().has(w.index) }
	for _, n := range m.nodes {
		look(n.known[k.name])
		look(n.disk[k.name])
		for _, of := range n.hints { // any order: one is enough
			look(of[k.name].set)
		}
	}
	m.passing(k, look)
	return found
}

// outdone reports whether a write was discarded somewhere for one that was acknowledged.
func (w *write) outdone(k *key) bool {
	return slices.ContainsFunc(w.rivals, func(v *write) bool { return v.acked != 0 || k.letGo(v.index) })
}

// discards notes what a store has discarded where the last write wins.
func (m *model) discards(k *key, now *set) {
	best := k.best(now.kept())
	if best == nil {
		return
	}
	now.seen.not(now.there).all(func(i int) {
		if w := k.writes[i]; !best.past.has(i) {
			w.discarded = true
			if !slices.Contains(w.rivals, best) {
				w.rivals = append(w.rivals, best)
			}
		}
	})
}

// acknowledged notes the state that a reply tells.
func (m *model) acknowledged(k *key, w *write) {
	w.state = "safe"
	if m.copies(k, w).disks < w.op.promised {
		w.state = "atrisk"
	}
}

// verdict compares what the observer says of a write with the model.
func (m *model) verdict(l *Line) {
	m.report.Verdicts++
	switch l.Kind {
	case "missed", "older", "resurrected":
		m.said(l)
		return
	}
	if l.Key == "" {
		m.vague = true
		return
	}
	o := m.op(l.Op)
	if o == nil || o.write == nil || o.write.acked == 0 || o.Line.Key != l.Key || o.write.name != l.Version {
		m.wrong("%s is said of %s %s, which no client was promised", l.Kind, l.Key, l.Version)
		return
	}
	w := o.write
	got := m.judged(o.key, w, false)
	if got.state != l.Kind && got.other != l.Kind {
		for _, held := range o.key.oplist { // a node that goes on takes up what waited before it
			if !held.begun && !held.over && held.reply == nil && m.running(held.node) {
				m.begin(held)
			}
		}
		got = m.judged(o.key, w, true)
	}
	if got.state != l.Kind && got.other != l.Kind {
		m.wrong("op %d is said to be %s, and is %s", o.id, l.Kind, got.state)
	}
	if l.Kind == "safe" || l.Kind == "atrisk" {
		if got.where.disks != l.Copies || l.Need != o.promised {
			m.wrong("op %d is on %d disks of %d, not on %d of %d", o.id, got.where.disks, o.promised, l.Copies, l.Need)
		}
	}
	if l.Replaced != got.heirs {
		m.wrong("op %d: what has replaced it counts: %v", o.id, got.heirs)
	}
	w.state = l.Kind
}

// said checks what the observer says of a read; see reads.go.
func (m *model) said(l *Line) {
	o := m.op(l.Op)
	if o == nil || o.reply == nil || o.reply.Step != l.Cause || o.Verb != "get" {
		m.wrong("%s is said of op %d, which has not just read", l.Kind, l.Op)
		return
	}
	if o.said == nil {
		o.said = make(map[string]*Line)
	}
	by := map[string]int{"missed": l.MissedOp, "older": l.EarlierOp, "resurrected": l.DeleteOp}[l.Kind]
	if other := m.op(by); by != 0 && (other == nil || other.reply == nil || other.reply.Step > o.Step || (other.Verb == "get") != (l.Kind == "older") || l.Kind == "resurrected" && other.Verb != "delete" || l.Kind == "missed" && other.write.name != l.Version) {
		m.wrong("op %d is said to have %s what op %d had, which was not over, or is another", o.id, l.Kind, by)
	}
	if o.said[l.Kind] != nil {
		m.wrong("%s is said twice of op %d", l.Kind, l.Op)
	}
	o.said[l.Kind] = l
}

// touched notes of which key something may have changed.
func (m *model) touched(l *Line) {
	switch l.Kind {
	case "crash", "start", "hang", "resume", "wipe", "depart", "flush", "cleanup":
		for _, k := range m.keys { // any order: all of them
			m.shaken[k] = true
		}
	case "send", "command", "suspect", "trust", "cut", "mend", "pass":
		return
	}
	if l.Key != "" && l.Kind != "send" {
		m.shaken[m.keyOf(l.Key)] = true
	}
}

// byName is how many writes of a key the observer knows by name at least. What becomes
// of older ones that were shadowed for good it counts, and does not tell.
const byName = 16

// compare holds what the observer has said of all writes so far against the model.
func (m *model) compare() {
	for k := range m.shaken { // any order: what is wrong is told in any
		for _, w := range k.writes {
			if w.acked == 0 {
				continue
			}
			got := m.judged(k, w, false)
			if got.state != w.state && got.other != w.state && (slices.ContainsFunc(k.oplist, m.perhaps) || slices.ContainsFunc(k.flying, func(msg *message) bool { return msg.writing })) {
				got = m.judged(k, w, true)
			}
			gone := w.state == "lost" || w.state == "shadowed"
			switch {
			case got.state == w.state || got.other == w.state:
			case (got.state == "superseded" || got.other == "superseded") && !gone: // the write that does it tells that
			case got.state == "superseded" && w.state == "shadowed" && len(k.writes)-w.index > byName: // it is not known by name any more
			case m.vague && !gone && got.state != "lost" && got.state != "shadowed":
			default:
				m.wrong("op %d (%s %s) is %s, and the observer's last word is %s", w.op.id, k.name, w.name, got.state, w.state)
			}
		}
	}
	clear(m.shaken)
}

// end is when no line is left: nothing is owed, and no client still waits who must have
// been told.
func (m *model) end() {
	m.collect()
	m.compare()
	m.owesHints()
	now := m.lines[len(m.lines)-1].At
	for _, o := range m.ops[1:] {
		if o.reply == nil && now > max(o.at, o.Line.At)+2*o.settings.timeoutOf(o.Verb) {
			m.wrong("op %d was invoked at step %d, and its client was never told", o.id, o.Step)
		}
	}
}

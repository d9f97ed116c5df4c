// Hints: what nodes keep for others, and when they let go of it.

package tracecheck

// hint keeps versions for somebody else.
func (m *model) hint(l *Line) {
	m.alive(l.Node, l)
	id, owner := m.id(l.Node), m.id(l.To)
	content, _, known := m.arriving(l, id)
	if !known || content == nil {
		return
	}
	k := m.keyOf(l.Key)
	m.carries(l, k, content)
	m.steps[l.Step].content = content
	if o := m.op(l.Op); o != nil {
		if want, ok := o.standins[id]; (!ok || want != owner) && !m.ownHint(o, l) {
			m.wrong("%s keeps a hint for %s, for whom it does not stand in", l.Node, l.To)
		}
	}
	n := m.nodes[id]
	if n.hints[owner] == nil {
		n.hints[owner] = make(map[string]hint)
	}
	h, ok := n.hints[owner][l.Key]
	switch {
	case l.Op != 0:
		h.since = l.At
	case !ok:
		h.since = m.sinceOf(l, id)
	}
	h.set = k.merge(h.set, content, false)
	n.hints[owner][l.Key] = h
}

// ownHint reports whether a hint is a coordinator's own: for a replica that it has passed over,
// or that has not answered in time.
func (m *model) ownHint(o *op, l *Line) bool {
	because := m.cause(l)
	if o.node != m.id(l.Node) || o.node == m.id(l.To) || because.Op != o.id {
		return false
	}
	return because.Kind == "pass" && because.To == l.To || because.Kind == "settle" && o.silent[m.id(l.To)]
}

// hintsFor notes the hints that a coordinator gives to its disk when it passes a replica over, or
// at the end of its wait.
func (m *model) hintsFor(o *op, l *Line) {
	if o == nil || o.write == nil || !o.settings.hints() || m.nodes[o.node].leaving {
		return
	}
	owners := 1
	if l.Kind == "settle" {
		owners = 0
		o.silent = make(map[int]bool)
		for id, n := range m.nodes {
			if _, stands := o.standins[id]; o.waits["write "+n.name] > 0 && !stands && id != o.node {
				o.silent[id] = true
				owners++
			}
		}
	}
	for range owners {
		msg := &message{Line: l, from: o.node, to: o.node, owner: -1, content: o.write.alone(), over: true, writing: true, taken: m.at}
		m.hinting[l.Step] = append(m.hinting[l.Step], msg)
		o.key.flying = append(o.key.flying, msg)
	}
}

// owesHints checks, at the end, that coordinators have kept the hints that they owe.
func (m *model) owesHints() {
	now := m.lines[len(m.lines)-1].At
	for step, left := range m.hinting { // any order: each is by itself
		for _, msg := range left {
			if n := m.nodes[msg.to]; n.health == up && n.crash < msg.taken && now-m.steps[step].At > 5e9 {
				m.wrong("%s keeps no hint because of step %d", n.name, step)
			}
		}
	}
}

// hintLanded ends a hint's way to its coordinator's disk; nil if there is none.
func (m *model) hintLanded(step int) *message {
	left := m.hinting[step]
	if len(left) == 0 {
		return nil
	}
	m.hinting[step] = left[1:]
	left[0].writing = false
	return left[0]
}

// sinceOf is when a hint that is passed on was first kept.
func (m *model) sinceOf(l *Line, id int) int64 {
	first := l.At
	for _, of := range m.nodes[id].hints { // any order: the smallest counts
		if h, ok := of[l.Key]; ok {
			first = min(first, h.since)
		}
	}
	return first
}

// unhint lets go of a hint: its owner has it, or others keep it now, or its time is
// over.
func (m *model) unhint(l *Line) {
	m.alive(l.Node, l)
	id, owner := m.id(l.Node), m.id(l.To)
	n, k := m.nodes[id], m.keyOf(l.Key)
	h, ok := n.hints[owner][l.Key]
	if !ok {
		m.wrong("%s lets go of a hint for %s that it does not keep", l.Node, l.To)
		return
	}
	m.carries(l, k, h.set)
	because := m.cause(l)
	switch l.Why {
	case "":
		if because.Kind != "deliver" || because.Type != "handoff ack" || because.From != l.To || because.To != l.Node || !because.content.equal(h.set) {
			m.wrong("%s lets go of a hint for %s, which has not said that it has it", l.Node, l.To)
		}
	case "it is kept for others now":
		if !m.elsewhere(k, h.set, id, owner) {
			m.wrong("%s passes a hint of %s on, and nobody has it", l.Node, l.Key)
		}
	case "its time is over":
		if m.settings.handoff > 0 && l.At-h.since <= m.settings.handoff {
			m.wrong("%s lets go of a hint after %d ns; hints are kept for %d", l.Node, l.At-h.since, m.settings.handoff)
		}
	default:
		m.wrong("%s lets go of a hint: %q", l.Node, l.Why)
	}
	delete(n.hints[owner], l.Key)
}

// elsewhere reports whether a node has all of a hint as a replica, or keeps it for
// another.
func (m *model) elsewhere(k *key, s *set, id, owner int) bool {
	n := m.nodes[id]
	covers := func(t *set) bool { return len(s.seen.not(t.ctx())) == 0 || s.seen.not(t.ctx()).count() == 0 }
	if covers(n.disk[k.name]) {
		return true
	}
	for other, of := range n.hints { // any order: one is enough
		if h, ok := of[k.name]; ok && other != owner && covers(h.set) {
			return true
		}
	}
	return false
}

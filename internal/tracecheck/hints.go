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
		if want, ok := o.standins[id]; !ok || want != owner {
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
		if l.At-h.since <= m.settings.handoff {
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

// The observer's part: what has become of acknowledged writes, and which reads were
// wrong, by the rules of the design and from the model alone.
package tracecheck

// judge is what the verdicts need besides the stores.
type judge struct {
	pasts map[reader]marks // what clients have read builds upon, in truth
}

// where says where a version is to be found.
type where struct{ disks, memory, up int }

// copies looks for a version on every node.
func (m *model) copies(k *key, w *write) (all where) {
	for _, n := range m.nodes {
		on := n.disk[k.name].has(w)
		for _, of := range n.hints { // any order: it is there or not
			if h, ok := of[k.name]; ok && h.set.has(w) {
				on = true
			}
		}
		switch {
		case on:
			all.disks++
		case n.known[k.name].has(w):
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

func (m *model) due(o *op)             {}
func (m *model) closes(k *key, s *set) {}
func (m *model) judgeRead(o *op)       {}
func (m *model) acknowledged(w *write) {}
func (m *model) verdict(l *Line)       {}
func (m *model) touched(l *Line)       {}

// end is when no line is left: nothing is owed, and no client still waits who must have
// been told.
func (m *model) end() {
	m.collect()
	now := m.lines[len(m.lines)-1].At
	for _, o := range m.ops[1:] {
		if o.reply == nil && now > max(o.at, o.Line.At)+2*o.settings.timeout {
			m.wrong("op %d was invoked at step %d, and its client was never told", o.id, o.Step)
		}
	}
}

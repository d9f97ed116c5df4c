// Reads that repair before they answer: when one has to ask further replicas, because those
// that it wanted to repair give the key up and declined.

package tracecheck

// declined reports whether a replica declined to be repaired: then the answer to the last of
// the other repairs may end the read, if there is nobody else to ask.
func (o *op) declined() bool {
	for _, a := range o.heard { // any order: one is enough
		if a.declined {
			return true
		}
	}
	return false
}

// repaired looks, after an answer to a read that waits for its repairs, whether all of them
// have been answered, and whether so many replicas then have what it returns that later
// reads can't miss it. If not, those that declined count no more, and others are asked.
func (m *model) repaired(o *op, l *Line) {
	if !o.decided || o.reply != nil || l.Type == "refused" && !o.heard[m.id(l.From)].no {
		return // a repair that is refused ends the read
	}
	for id := range m.nodes {
		if o.waits["repair "+m.name(id)] > 0 {
			return
		}
	}
	if m.keptEnough(o) {
		return
	}
	for id, a := range o.heard { // any order: each is by itself
		_, stands := o.standins[id]
		switch {
		case a.declined:
			a.used, a.no, a.behind = false, true, false
		case a.no:
		case a.used && !stands:
			a.digest = o.result // it has been repaired
		case a.used, m.shareOf(o, id) == nil:
		default:
			a.again, a.counts = true, false
		}
	}
	o.decided, o.met = false, 0
	m.count(o)
}

// keptEnough reports whether, wherever answers are asked for, so many replicas have what a
// read returns that a later one can't miss it.
func (m *model) keptEnough(o *op) bool {
	for _, s := range o.shares {
		kept, replicas := s.have, 0
		for id, a := range o.heard { // any order: they are counted
			if a.declined && a.used && m.shareOf(o, id) == s {
				kept--
			}
		}
		for _, name := range o.PreferenceList {
			if s.dc == "" || m.nodes[m.id(name)].dc == s.dc {
				replicas++
			}
		}
		if kept < min(s.need, replicas-s.need+1) {
			return false
		}
	}
	return true
}

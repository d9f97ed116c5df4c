// What is wrong with a read, by the rules of the design.

package tracecheck

import "slices"

// due notes what a read that begins now owes its client.
func (m *model) due(o *op) {
	for _, w := range o.key.writes {
		if w.acked != 0 {
			o.owed = o.owed.with(w.index)
		}
	}
	o.wasRead = slices.Clone(o.key.reads)
}

// closes notes that a tombstone was let go of after its grace: what it covered is owed
// to nobody.
func (m *model) closes(k *key, tombstones *set) {
	for _, t := range k.siblings(tombstones) {
		k.closed = k.closed.or(t.past)
		if !t.op.sweeps {
			continue
		}
		for _, w := range k.writes { // where the last write wins it covers all that is older
			if w.acked != 0 && (w.acked < t.op.Step || t.beats(w) && !t.precedes(w)) {
				k.closed = k.closed.with(w.index)
			}
		}
	}
}

// judgeRead works out what is wrong with a read that was just answered, and holds what
// the observer says of it against that when the clock goes on.
func (m *model) judgeRead(o *op) {
	k := o.key
	closed := k.closed
	defer func() { k.reads = append(k.reads, o) }()
	if m.mixed {
		return
	}
	var missed, older, perhaps marks
	if m.everLWW {
		missed = m.outrun(k, o, closed)
		older, perhaps = m.overtaken(k, o, closed)
	} else { // an answer is its values and its context: a delete is missed, too, though nothing is found
		missed = o.owed.not(o.result.ctx()).not(closed)
		older = m.forgot(k, o, closed)
		perhaps = older
	}
	for _, w := range k.siblings(o.result) {
		if w.seenAt == 0 {
			w.seenAt = m.at
		}
	}
	back, perhapsBack := m.back(k, o, closed)
	m.owes("the observer says what is wrong with it", func() bool {
		m.hold(k, o, "resurrected", back, perhapsBack)
		m.hold(k, o, "missed", missed, missed)
		m.hold(k, o, "older", older, perhaps)
		o.wrong = len(o.said) > 0
		return true
	})
}

// back is the values that a read returned although an acknowledged delete had removed
// them before it began: for sure, if its tombstone was let go of; perhaps, if all that is
// known of the delete is gone.
func (m *model) back(k *key, o *op, closed marks) (must, may marks) {
	o.owed.all(func(i int) {
		d := k.writes[i]
		if !d.delete {
			return
		}
		for _, v := range k.siblings(o.result) {
			switch sweeps := d.op.sweeps && (v.acked != 0 && v.acked < d.op.Step || d.beats(v)); {
			case v.delete || v == d:
			case d.past.has(v.index) && closed.has(i):
				must = must.with(v.index)
			case (d.past.has(v.index) || sweeps) && (closed.has(i) || m.copies(k, d) == where{}):
				may = may.with(v.index)
			}
		}
	})
	return must, may.or(must)
}

// hold compares what is wrong with a read with what the observer has said.
func (m *model) hold(k *key, o *op, kind string, wrong, perhaps marks) {
	l := o.said[kind]
	switch {
	case l == nil && wrong.count() > 0:
		var names []string
		wrong.all(func(i int) { names = append(names, k.writes[i].name) })
		m.wrong("op %d has %s %v, and the observer does not say so", o.id, kind, names)
	case l != nil && perhaps.count() == 0:
		m.wrong("op %d is said to have %s %s, and has not", o.id, kind, l.Version)
	case l != nil && (k.byName[l.Version] == nil || !perhaps.has(k.byName[l.Version].index)):
		m.wrong("op %d is said to have %s %s, and it is another that it has", o.id, kind, l.Version)
	}
}

// forgot is what reads that were over before this one began had returned, and it does
// not know. What a coordinator has made of siblings is worth what it was made of.
func (m *model) forgot(k *key, o *op, closed marks) (older marks) {
	known := o.result.ctx().or(closed)
	for _, w := range k.writes {
		if w.op.Verb == "get" && w.built.not(known).count() == 0 {
			known = known.with(w.index)
		}
	}
	for _, earlier := range o.wasRead {
		older = older.or(earlier.result.ctx().not(known))
	}
	return older
}

// Where the last write wins a key is a register. A write is over when a client has
// learned that it has happened: its own, or one that has read it.

// over returns the step at which a write was over; 0: it never was, and may take effect
// at any time.
func (w *write) over() int {
	if w.acked != 0 && (w.seenAt == 0 || w.acked < w.seenAt) {
		return w.acked
	}
	return w.seenAt
}

// precedes reports whether a write was over before another began.
func (w *write) precedes(v *write) bool { return w.over() != 0 && w.over() < v.op.Step }

// answers are the writes that give the answer of a read: what it returned, or any
// acknowledged delete if there was no value.
func (k *key) answers(s *set) (all []*write, live bool) {
	live = k.live(s)
	for _, w := range k.writes {
		if s.has(w) && w.delete != live || !live && w.delete && w.acked != 0 {
			all = append(all, w)
		}
	}
	return all, live
}

// outrun is the acknowledged writes that began after all that a read may have returned
// was over.
func (m *model) outrun(k *key, o *op, closed marks) (missed marks) {
	given, live := k.answers(o.result)
	o.owed.not(closed).all(func(i int) {
		w := k.writes[i]
		before := func(g *write) bool {
			if !live && g.delete && g.acked != 0 { // that a read found no value before may have other reasons
				return g != w && g.acked < w.op.Step
			}
			return g != w && g.precedes(w)
		}
		if (live || !w.delete) && !slices.ContainsFunc(given, func(g *write) bool { return !before(g) }) {
			missed = missed.with(i)
		}
	})
	return missed
}

// overtaken is what earlier reads have returned that comes after all that this one may
// have returned: by real order, and for concurrent writes by timestamp. What was over
// before a read began that returned another write rightly may be said to come before
// that one, too.
func (m *model) overtaken(k *key, o *op, closed marks) (must, may marks) {
	given, live := k.answers(o.result)
	for _, e := range o.wasRead {
		for _, u := range k.siblings(e.result) {
			if closed.has(u.index) || o.result.has(u) || !live && u.delete {
				continue
			}
			sure, shown := true, true
			for _, g := range given {
				first := g.precedes(u) || !u.precedes(g) && u.beats(g)
				sure = sure && first
				shown = shown && (first || g.over() != 0 && g.over() < e.Step && !e.wrong)
			}
			if sure {
				must = must.with(u.index)
			}
			if shown {
				may = may.with(u.index)
			}
		}
	}
	return must, may.or(must)
}

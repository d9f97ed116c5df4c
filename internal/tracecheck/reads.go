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

// letGo is a tombstone that a node has let go of after its grace, and what it covered.
type letGo struct {
	delete *write
	covers marks
}

// closes notes that tombstones were let go of after their grace: what they build upon is
// superseded for good, and what they covered is owed to nobody. One of which no client was told
// that it has happened leaves alone what it has not reached.
func (m *model) closes(k *key, tombstones *set) {
	for _, t := range k.siblings(tombstones) {
		sure, perhaps := t.past, t.past
		if t.acked == 0 {
			sure, perhaps = t.past.not(m.unreached(k, t, true)), t.past.not(m.unreached(k, t, false))
		}
		k.closed, k.mayBeClosed = k.closed.or(sure), k.mayBeClosed.or(perhaps)
		at := slices.IndexFunc(k.let, func(l letGo) bool { return l.delete == t })
		if at < 0 {
			k.let, at = append(k.let, letGo{delete: t}), len(k.let)
		}
		k.let[at].covers = k.let[at].covers.or(m.covers(k, t)) // another node may let go of it when there is more
	}
}

// unreached is what a tombstone builds upon and has not removed everywhere: versions that nodes
// have, and what those replace. With moving it has what may be about to reach one, too: the
// trace does not tell what the step that lets the tombstone go has taken in besides.
func (m *model) unreached(k *key, t *write, moving bool) (all marks) {
	t.past.all(func(i int) {
		if w := k.writes[i]; w != t && m.left(k, w, moving) {
			all = all.or(w.past)
		}
	})
	return all
}

// overdue is what a node has of a key if that is nothing but tombstones whose grace is over by
// its clock; else nil.
func (m *model) overdue(n *node, k *key) *set {
	known := n.known[k.name]
	best := k.best(known.kept())
	if best == nil || k.live(known) || m.now()+n.skew-best.stamp <= m.settings.grace {
		return nil
	}
	return known
}

// tooLate notes that a node can no longer let go of tombstones of some keys whose grace is over:
// it is as if it had.
func (m *model) tooLate(n *node, of func(key string) bool) {
	for name := range n.known { // any order: each is by itself
		if k := m.keyOf(name); of(name) {
			if set := m.overdue(n, k); set != nil {
				m.closes(k, set)
			}
		}
	}
}

// every is all keys of a node.
func every(string) bool { return true }

// covers is what nobody owes any more because of a tombstone that was let go of.
func (m *model) covers(k *key, t *write) marks {
	covers := t.past
	for _, w := range k.writes { // where the last write wins it covers all that is older
		if t.op.sweeps && w.acked != 0 && (w.acked < t.op.Step || t.beats(w) && !t.precedes(w)) {
			covers = covers.with(w.index)
		}
	}
	return covers
}

// expired is the tombstones that a node would let go of if it were asked for the key.
func (m *model) expired(k *key) (all []letGo) {
	for _, n := range m.nodes {
		for _, t := range k.siblings(m.overdue(n, k)) {
			all = append(all, letGo{t, m.covers(k, t)})
		}
	}
	return all
}

// now is the time of the line that is looked at.
func (m *model) now() int64 { return m.lines[m.line-1].At }

// letGo reports whether a write was let go of, or covered by such a one.
func (k *key) letGo(i int) bool {
	return slices.ContainsFunc(k.let, func(t letGo) bool { return t.covers.has(i) })
}

// left reports whether a version is anywhere. What may be on its way counts only if it is
// to be counted.
func (m *model) left(k *key, w *write, moving bool) (yes bool) {
	if m.copies(k, w) != (where{}) {
		return true
	}
	if moving {
		look := func(s *set) { yes = yes || s.has(w) }
		m.passing(k, look)
		m.inHand(k, look)
	}
	return yes
}

// known reports whether anybody still knows that a delete has removed a value: its tombstone is
// somewhere, or something that has taken its place and that the read owes. Where the last write
// wins, that is what came after it and beats the value; else what builds upon it, unless
// that was returned beside the value.
func (m *model) known(k *key, d, value *write, o *op, moving bool) bool {
	if m.left(k, d, moving) {
		return true
	}
	for _, w := range k.writes {
		owed := o.owed.has(w.index)
		switch {
		case w == d || w == value:
		case o.settings.lww():
			after := w.past.has(d.index) || d.precedes(w) || !w.precedes(d) && w.beats(d)
			if owed && after && w.beats(value) && m.left(k, w, moving) {
				return true
			}
		case !w.past.has(d.index), k.letGo(d.index) && o.result.ctx().has(w.index):
		case owed && !k.letGo(w.index), (owed || !k.letGo(d.index)) && m.left(k, w, moving):
			return true
		}
	}
	return false
}

// owedToNobody is what a read need not know of: what was covered by tombstones that were let
// go of, or could be at any time. One that covered a value that the read returned counts only
// when nobody knows of it.
func (m *model) owedToNobody(k *key, o *op, moving bool) (all marks) {
	for _, t := range slices.Concat(k.let, m.expired(k)) {
		back := slices.ContainsFunc(k.siblings(o.result), func(v *write) bool { return !v.delete && t.covers.has(v.index) && m.known(k, t.delete, v, o, moving) })
		if !back {
			all = all.or(t.covers)
		}
	}
	return all
}

// judgeRead works out what is wrong with a read that was just answered, and holds what
// the observer says of it against that when the clock goes on.
func (m *model) judgeRead(o *op) {
	k := o.key
	defer func() { k.reads = append(k.reads, o) }()
	if m.mixed {
		return
	}
	missed, older, _ := m.lacks(k, o, m.owedToNobody(k, o, false))
	mayMissed, _, mayOlder := m.lacks(k, o, m.owedToNobody(k, o, true))
	for _, w := range k.siblings(o.result) {
		if w.seenAt == 0 {
			w.seenAt = m.at
		}
	}
	back, perhapsBack := m.back(k, o)
	m.owes("the observer says what is wrong with it", func() bool {
		m.hold(k, o, "resurrected", back, perhapsBack)
		m.hold(k, o, "missed", missed, mayMissed)
		m.hold(k, o, "older", older, mayOlder)
		o.wrong = len(o.said) > 0
		return true
	})
}

// lacks is what a read should know of and does not: acknowledged writes, and what earlier
// reads had returned; of those what it may be said to lack, too.
func (m *model) lacks(k *key, o *op, closed marks) (missed, older, perhaps marks) {
	if m.everLWW {
		older, perhaps = m.overtaken(k, o, closed)
		return m.outrun(k, o, closed), older, perhaps
	}
	// An answer is its values and its context: a delete is missed, too, though nothing is found.
	older = m.forgot(k, o, closed)
	return o.owed.not(o.result.ctx()).not(closed), older, older
}

// back is the values that a read returned although an acknowledged delete had removed them
// before it began: for sure, if its tombstone was let go of and nobody knows of it; perhaps,
// if no node has it. Where the last write wins a delete removes only what it beats.
func (m *model) back(k *key, o *op) (must, may marks) {
	o.owed.all(func(i int) {
		d := k.writes[i]
		if !d.delete {
			return
		}
		for _, v := range d.beside(k.siblings(o.result)) {
			removed := d.past.has(v.index)
			if d.op.sweeps {
				removed = d.beats(v) && (removed || v.acked != 0 && v.acked < d.op.Step || !d.precedes(v))
			}
			switch {
			case v.delete || v == d || !removed:
			case k.letGo(i) && !m.known(k, d, v, o, true):
				must = must.with(v.index)
			case !m.known(k, d, v, o, false):
				may = may.with(v.index)
			}
		}
	})
	return must, may.or(must)
}

// beside adds to values those that reads have united in them after a delete, and without having
// seen it.
func (w *write) beside(values []*write) (all []*write) {
	for _, v := range values {
		all = append(all, v)
		if v.made >= w.acked && !v.past.has(w.index) {
			all = append(all, w.beside(v.of)...)
		}
	}
	return all
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

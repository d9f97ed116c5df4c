// States that wait are kept small: each part of a state (a node, something in flight, an
// operation, and the rest) is kept once, however many states have it, and a state is the numbers
// of its parts (collapse compression, after G. Holzmann, "State Compression in SPIN", 1997).

package search

import (
	"ringside/engine"
	"ringside/engine/node"
	"ringside/engine/oracle"
	"ringside/internal/digest"
)

// parts are all parts of states that have waited, and the labels of steps that sleep in some.
// While no state is collapsed, several goroutines may expand some at once.
type parts struct {
	observers observers
	rest      table[digest.Sum, rest]
	nodes     []table[digest.Sum, kept] // by node
	ops       []table[digest.Sum, *op]  // by place
	flights   table[digest.Sum, *flight]
	labels    table[label, label]
}

// table numbers the parts of a kind by their digests, or by what they are.
type table[K comparable, T any] struct {
	numbers map[K]uint32
	all     []T
}

// number returns the number of a part, which is kept if it is the first of its digest.
func (t *table[K, T]) number(sum K, part T) uint32 {
	if n, known := t.numbers[sum]; known {
		return n
	}
	if t.numbers == nil {
		t.numbers = make(map[K]uint32)
	}
	n := uint32(len(t.all))
	t.numbers[sum] = n
	t.all = append(t.all, part)
	return n
}

// observers are those of the states that wait. States that differ in nothing that it has seen
// share one.
type observers struct {
	all  []*oracle.Observer
	held []uint32 // how many states that wait have it
	free []uint32 // numbers of none
}

// hold notes that a state waits with an observer, and returns its number. It is given one if it is
// unnumbered.
func (o *observers) hold(n uint32, one *oracle.Observer) uint32 {
	if n == unnumbered {
		if last := len(o.free) - 1; last >= 0 {
			n, o.free = o.free[last], o.free[:last]
		} else {
			n, o.all, o.held = uint32(len(o.all)), append(o.all, nil), append(o.held, 0)
		}
		o.all[n] = one
	}
	o.held[n]++
	return n
}

// drop notes that a state with an observer waits no more.
func (o *observers) drop(n uint32) {
	if o.held[n]--; o.held[n] == 0 {
		o.all[n] = nil
		o.free = append(o.free, n)
	}
}

// kept is a node with its digest.
type kept struct {
	n   *node.Node
	sum digest.Sum
}

// rest is what seldom changes in a state.
type rest struct {
	members  []member
	clients  []uint8
	contexts []*clientContext
	cuts     []uint64
	begun    []uint8
	left     budget
}

// of reports whether a rest is that of a state that was made of one with it.
func (r *rest) of(s *state) bool {
	return s.left == r.left && same(s.members, r.members) && same(s.clients, r.clients) && same(s.contexts, r.contexts) &&
		same(s.cuts, r.cuts) && same(s.begun, r.begun)
}

// same reports whether two lists are one. A list of a state is never written to.
func same[T any](a, b []T) bool {
	return len(a) == len(b) && (len(a) == 0 || &a[0] == &b[0])
}

// unnumbered is for a part whose number is not known.
const unnumbered = ^uint32(0)

func newParts(nodes, ops int) *parts {
	return &parts{nodes: make([]table[digest.Sum, kept], nodes), ops: make([]table[digest.Sum, *op], ops)}
}

// collapse appends the numbers of a state's parts: its observer, the rest, the nodes, the
// operations, and what is in flight, in order.
func (p *parts) collapse(s *state, numbers []uint32) []uint32 {
	numbers = append(numbers, p.observers.hold(s.watch, s.observer))
	if n := s.rest; len(p.rest.all) > 0 && p.rest.all[n].of(s) {
		numbers = append(numbers, n)
	} else {
		n := p.rest.number(s.restSum(), rest{s.members, s.clients, s.contexts, s.cuts, s.begun, s.left})
		numbers = append(numbers, n)
	}
	for i, n := range s.numbers {
		if n == unnumbered {
			n = p.nodes[i].number(s.sums[i], kept{s.nodes[i], s.sums[i]})
		}
		numbers = append(numbers, n)
	}
	for i, o := range s.ops {
		numbers = append(numbers, p.ofOp(i, o))
	}
	for _, f := range s.flights {
		if f.number == 0 {
			n := p.flights.number(f.sum, f)
			p.flights.all[n].number = n + 1
			numbers = append(numbers, n)
		} else {
			numbers = append(numbers, f.number-1)
		}
	}
	return numbers
}

// forget notes that a state with these parts waits no more.
func (p *parts) forget(numbers []uint32) { p.observers.drop(numbers[0]) }

// ofLabels appends the numbers of labels.
func (p *parts) ofLabels(some []label, numbers []uint32) []uint32 {
	for _, t := range some {
		numbers = append(numbers, p.labels.number(t, t))
	}
	return numbers
}

// ofOp returns the number of an operation; 0 is none.
func (p *parts) ofOp(place int, o *op) uint32 {
	t := &p.ops[place]
	if len(t.all) == 0 {
		t.all = append(t.all, nil)
	}
	switch {
	case o == nil:
		return 0
	case o.number == 0:
		n := t.number(o.digest(), o)
		t.all[n].number = n
		return n
	}
	return o.number
}

// expand makes the state of numbers again, in place of dst, which nobody uses any more. Its
// steps go on from one that is later than those of all its parts.
func (p *parts) expand(numbers []uint32, dst *state, step uint32) {
	watch, others := numbers[0], numbers[1]
	numbers = numbers[2:]
	r := &p.rest.all[others]
	*dst = state{
		nodes: dst.nodes[:0], sums: dst.sums[:0], numbers: append(dst.numbers[:0], numbers[:len(p.nodes)]...), rest: others, ops: dst.ops[:0], flights: dst.flights[:0],
		members: r.members, clients: r.clients, contexts: r.contexts, cuts: r.cuts, begun: r.begun, left: r.left,
		observer: p.observers.all[watch], watch: watch, step: step,
	}
	for i := range p.nodes {
		k := &p.nodes[i].all[numbers[i]]
		dst.nodes, dst.sums = append(dst.nodes, k.n), append(dst.sums, k.sum)
	}
	numbers = numbers[len(p.nodes):]
	for i := range p.ops {
		dst.ops = append(dst.ops, p.ops[i].all[numbers[i]])
	}
	for _, n := range numbers[len(p.ops):] {
		dst.add(p.flights.all[n])
	}
}

// exactly is the rank of a step where each counts by itself.
func exactly(step uint32) uint64 { return uint64(step) }

// digest returns the digest of all of an operation.
func (o *op) digest() (d digest.Sum) {
	d.Add(uint64(uint16(o.coordinator)) | uint64(o.need)<<16)
	d.AddBool(o.told)
	d.AddBool(o.closed)
	d.Add(uint64(o.began))
	o.seen.AddTo(&d)
	o.past.AddTo(&d)
	o.due.AddTo(&d, exactly)
	o.dot.AddTo(&d)
	o.made.AddTo(&d)
	v := o.view
	d.Add(uint64(v.ID) | uint64(v.Outcome)<<32 | uint64(uint16(v.Coordinator))<<40)
	d.Add(uint64(v.Acks) | uint64(v.Need)<<32)
	v.Returned.AddTo(&d)
	for _, f := range []*engine.ReadFault{&v.Missed, &v.Older, &v.Resurrected} {
		d.AddBool(f.Found)
		d.Add(uint64(f.Op))
		f.Dot.AddTo(&d)
	}
	return d
}

// restSum returns the digest of what seldom changes in a state.
func (s *state) restSum() (d digest.Sum) {
	for i := range s.members {
		m := &s.members[i]
		m.addTo(&d)
		d.AddInt(len(m.inbox))
		for _, f := range m.inbox {
			f.Request.Seen.AddTo(&d)
		}
	}
	for _, n := range s.clients {
		d.Add(uint64(n))
	}
	for _, c := range s.contexts {
		d.AddBool(c != nil)
		if c != nil {
			c.seen.AddTo(&d)
			c.past.AddTo(&d)
		}
	}
	for _, word := range s.cuts {
		d.Add(word)
	}
	for _, r := range s.begun {
		d.Add(uint64(r))
	}
	for _, n := range s.left {
		d.AddInt(int(n))
	}
	return d
}

// recycle gives back a state that has been collapsed, or that is not needed: what it shares with
// no other is used for the next ones.
func (w *world) recycle(s *state, p *parts) {
	for i, n := range s.nodes {
		if s.numbers[i] != unnumbered || len(w.nodes) >= mostSpare {
			continue
		}
		if at, known := p.nodes[i].numbers[s.sums[i]]; known && p.nodes[i].all[at].n != n {
			w.nodes = append(w.nodes, n)
		}
	}
	clear(s.ops)
	clear(s.flights)
	if len(w.spare) < mostSpare {
		w.spare = append(w.spare, s)
	}
}

// mostSpare is how many states, and how many nodes, are kept whose memory the next ones use.
const mostSpare = 4 * pieceStates

// Random histories of a few replicas, compared with a plain model.

package version

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"ringside/engine/ring"
)

// reference is a replica's knowledge in plain form: every dot that it has seen, and the
// writes that no other seen write replaced.
type reference struct {
	seen map[Dot]bool
	vals map[Dot]string
}

func newReference() *reference {
	return &reference{seen: map[Dot]bool{}, vals: map[Dot]string{}}
}

func (r *reference) clone() *reference {
	return &reference{seen: maps.Clone(r.seen), vals: maps.Clone(r.vals)}
}

func (r *reference) merge(o *reference) {
	for d := range r.vals {
		if _, there := o.vals[d]; !there && o.seen[d] {
			delete(r.vals, d)
		}
	}
	for d, v := range o.vals {
		if !r.seen[d] {
			r.vals[d] = v
		}
	}
	maps.Copy(r.seen, o.seen)
}

// history is a key's life on a few replicas: puts by clients that have read somewhere,
// each stored by only some of the replicas, and exchanges between replicas. Every step is
// applied to Sets and to references.
type history struct {
	sets     []*Set
	refs     []*reference
	clients  []*Context   // what each client has read
	read     []*reference // the same
	counters map[Actor]uint32
	writes   map[Dot]map[Dot]bool // what each write's context contained
}

const (
	historyNodes    = 4
	historyReplicas = 3
	historyClients  = 3
)

func newHistory() *history {
	h := &history{
		sets: make([]*Set, historyReplicas), clients: make([]*Context, historyClients),
		counters: map[Actor]uint32{}, writes: map[Dot]map[Dot]bool{},
	}
	for range historyReplicas {
		h.refs = append(h.refs, newReference())
	}
	for range historyClients {
		h.read = append(h.read, newReference())
	}
	return h
}

// put makes a client write through some node, stored at once by a random choice of
// replicas. Some dots reach no replica until later, or ever.
func (h *history) put(t *rapid.T) {
	client := rapid.IntRange(0, historyClients-1).Draw(t, "client")
	actor := Actor{Node: ring.NodeID(rapid.IntRange(0, historyNodes-1).Draw(t, "node"))}
	h.counters[actor]++
	d := Dot{Actor: actor, Counter: h.counters[actor]}
	value := fmt.Sprintf("v%d", len(h.writes)+1)

	set := Write(h.clients[client], Sibling{Dot: d, Value: value})
	ref := h.read[client].clone()
	h.writes[d] = maps.Clone(ref.seen)
	ref.seen[d], ref.vals = true, map[Dot]string{d: value}

	for i := range h.sets {
		if rapid.Bool().Draw(t, "arrives") {
			h.sets[i] = Merge(h.sets[i], set)
			h.refs[i].merge(ref)
		}
	}
}

func (h *history) exchange(t *rapid.T) {
	i := rapid.IntRange(0, historyReplicas-1).Draw(t, "from")
	j := rapid.IntRange(0, historyReplicas-1).Draw(t, "to")
	h.sets[j] = Merge(h.sets[j], h.sets[i])
	h.refs[j].merge(h.refs[i])
}

func (h *history) get(t *rapid.T) {
	client := rapid.IntRange(0, historyClients-1).Draw(t, "client")
	i := rapid.IntRange(0, historyReplicas-1).Draw(t, "replica")
	h.clients[client] = h.sets[i].Seen()
	h.read[client] = h.refs[i].clone()
}

// check compares every replica with its reference, and accounts for each write that a
// replica has seen and does not hold.
func (h *history) check(t *rapid.T) {
	for i, s := range h.sets {
		ref := h.refs[i]
		for d := range h.writes {
			if s.Seen().Contains(d) != ref.seen[d] {
				t.Fatalf("replica %d: %v seen: %v, should be %v", i, d, s.Seen().Contains(d), ref.seen[d])
			}
			if s.Has(d) != (ref.vals[d] != "") {
				t.Fatalf("replica %d: %v held: %v, should be %v", i, d, s.Has(d), ref.vals[d] != "")
			}
			if s.Seen().Contains(d) && !s.Has(d) && !h.replaced(s, d) {
				t.Fatalf("replica %d dropped %v, which no write that it has seen had seen", i, d)
			}
		}
		for _, sib := range sliceOf(s) {
			if ref.vals[sib.Dot] != sib.Value {
				t.Fatalf("replica %d: %v holds %q, should be %q", i, sib.Dot, sib.Value, ref.vals[sib.Dot])
			}
		}
		canonical(t, s)
	}
}

// replaced reports whether some write that s has seen had d in its context.
func (h *history) replaced(s *Set, d Dot) bool {
	for other, saw := range h.writes {
		if saw[d] && s.Seen().Contains(other) {
			return true
		}
	}
	return false
}

func sliceOf(s *Set) []Sibling {
	if s == nil {
		return nil
	}
	return s.Siblings
}

// canonical fails unless s is in canonical form.
func canonical(t *rapid.T, s *Set) {
	if s == nil {
		return
	}
	for i := range s.Siblings {
		if i > 0 && s.Siblings[i-1].Dot.Compare(s.Siblings[i].Dot) >= 0 {
			t.Fatalf("siblings out of order: %v", s.Siblings)
		}
		if !s.Context.Contains(s.Siblings[i].Dot) {
			t.Fatalf("the context %v lacks the sibling %v", s.Context, s.Siblings[i].Dot)
		}
	}
	canonicalContext(t, s.Context)
}

func canonicalContext(t *rapid.T, c *Context) {
	if c == nil {
		return
	}
	for i, e := range c.Seen {
		if e.Max == 0 || i > 0 && c.Seen[i-1].Actor.Compare(e.Actor) >= 0 {
			t.Fatalf("entries not canonical: %v", c.Seen)
		}
	}
	for i, d := range c.Cloud {
		if d.Counter <= c.Max(d.Actor)+1 || i > 0 && c.Cloud[i-1].Compare(d) >= 0 {
			t.Fatalf("cloud not canonical: %v with %v", c.Cloud, c.Seen)
		}
	}
}

// TestHistories: on random histories every replica always knows what the reference knows,
// drops no write that no later writer had seen, and once all have exchanged everything
// they are equal.
func TestHistories(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := newHistory()
		t.Repeat(map[string]func(*rapid.T){"put": h.put, "exchange": h.exchange, "get": h.get, "": h.check})

		all, order := (*Set)(nil), rapid.Permutation([]int{0, 1, 2}).Draw(t, "order")
		for _, i := range order {
			all = Merge(all, h.sets[i])
		}
		for i := range h.sets {
			if end := Merge(h.sets[i], all); !Equal(end, all) || end.Digest() != all.Digest() {
				t.Fatalf("replica %d ends with %v, the others with %v", i, end, all)
			}
		}
	})
}

// TestLastWriteWinsHistories: under last write wins every replica holds exactly the
// largest of the writes that it has received, in any order.
func TestLastWriteWinsHistories(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		writes := rapid.SliceOfN(drawSibling(), 1, 12).Draw(t, "writes")
		for i := range writes {
			writes[i].Dot = Dot{Actor: Actor{Node: ring.NodeID(i % 3)}, Counter: uint32(i/3 + 1)}
		}
		order := rapid.Permutation(writes).Draw(t, "order")
		var s *Set
		for i, w := range order {
			s = MergeLWW(s, Write(s.Seen(), w))
			best := slices.MaxFunc(order[:i+1], func(a, b Sibling) int {
				switch {
				case a.Beats(&b):
					return +1
				case b.Beats(&a):
					return -1
				}
				return 0
			})
			if len(s.Siblings) != 1 || s.Siblings[0].Dot != best.Dot || !s.Context.Contains(w.Dot) {
				t.Fatalf("after %v: %v, should hold %v", w, s, best)
			}
		}
	})
}

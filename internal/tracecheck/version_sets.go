// What a node knows of a key, as sets of numbered writes.

package tracecheck

import (
	"cmp"
	"math/bits"
	"slices"
	"strconv"
	"strings"
)

// marks is a set of writes of one key, by number. It is never changed once made.
type marks []uint64

func (a marks) has(i int) bool { return i/64 < len(a) && a[i/64]>>(i%64)&1 == 1 }

func (a marks) with(i int) marks {
	c := make(marks, max(len(a), i/64+1))
	copy(c, a)
	c[i/64] |= 1 << (i % 64)
	return c
}

// both makes a set word by word.
func both(a, b marks, f func(x, y uint64) uint64) marks {
	c := make(marks, max(len(a), len(b)))
	for i := range c {
		c[i] = f(a.word(i), b.word(i))
	}
	return c
}

func (a marks) word(i int) uint64 {
	if i < len(a) {
		return a[i]
	}
	return 0
}

func (a marks) or(b marks) marks  { return both(a, b, func(x, y uint64) uint64 { return x | y }) }
func (a marks) not(b marks) marks { return both(a, b, func(x, y uint64) uint64 { return x &^ y }) }
func (a marks) and(b marks) marks { return both(a, b, func(x, y uint64) uint64 { return x & y }) }

func (a marks) equal(b marks) bool {
	for i := range max(len(a), len(b)) {
		if a.word(i) != b.word(i) {
			return false
		}
	}
	return true
}

func (a marks) count() (n int) {
	for _, w := range a {
		n += bits.OnesCount64(w)
	}
	return n
}

// all calls f with every number in the set, smallest first.
func (a marks) all(f func(i int)) {
	for i, w := range a {
		for ; w != 0; w &= w - 1 {
			f(i*64 + bits.TrailingZeros64(w))
		}
	}
}

// write is one version of a key.
type write struct {
	index   int
	name    string // as in the trace; "" while no line has told it
	node    int    // who issued it, in which life of its disk, as the so-manieth
	epoch   int
	counter int
	value   string
	delete  bool
	stamp   int64
	built   marks    // what it replaces, as its context says
	of      []*write // the siblings that a read has made it of
	made    int      // the step at which it did
	past    marks    // what it builds upon in truth, without what was only discarded
	op      *op
	acked   int    // the step at which its client was told that it is OK; 0: never
	state   string // as the observer told last

	discarded bool     // somewhere, for another that had not seen it
	rivals    []*write // for which
	seenAt    int      // the step at which a read first returned it; 0: none has
}

// beats says which of two writes the last-write-wins rule keeps.
func (w *write) beats(v *write) bool {
	if w.stamp != v.stamp {
		return w.stamp > v.stamp
	}
	if w.delete != v.delete {
		return w.delete
	}
	return cmp.Or(strings.Compare(w.value, v.value), w.compare(v)) > 0
}

// compare orders writes as their dots are ordered.
func (w *write) compare(v *write) int {
	return cmp.Or(cmp.Compare(w.node, v.node), cmp.Compare(w.epoch, v.epoch), cmp.Compare(w.counter, v.counter))
}

// key is all that was ever written of one.
type key struct {
	name        string
	writes      []*write
	byName      map[string]*write
	issued      map[[2]int]int // by node and epoch
	closed      marks          // tombstones that were let go of, with all that they build upon and have removed
	let         []letGo        // the same tombstones, with what nobody owes any more because of them
	mayBeClosed marks          // the same, if nothing was on its way then
	reads       []*op          // that were answered with what was read, in order
	oplist      []*op
	flying      []*message // that carry versions of it, or are on their way to a disk
}

// set is what somebody knows of a key; nil: nothing. It is never changed.
type set struct {
	seen  marks // writes that have been taken into account
	there marks // those of them that are kept
}

func (s *set) ctx() marks {
	if s == nil {
		return nil
	}
	return s.seen
}

func (s *set) kept() marks {
	if s == nil {
		return nil
	}
	return s.there
}

func (s *set) has(w *write) bool { return w != nil && s != nil && s.there.has(w.index) }

func (s *set) equal(t *set) bool { return s.ctx().equal(t.ctx()) && s.kept().equal(t.kept()) }

// merge is what is known when a and b are.
func (k *key) merge(a, b *set, lww bool) *set {
	if a == nil && b == nil {
		return nil
	}
	out := &set{seen: a.ctx().or(b.ctx())}
	if lww {
		if best := k.best(a.kept().or(b.kept())); best != nil {
			out.there = marks(nil).with(best.index)
		}
		return out
	}
	// Kept is what both have, and what one has and the other has never seen.
	out.there = a.kept().and(b.kept()).or(a.kept().not(b.ctx())).or(b.kept().not(a.ctx()))
	return out
}

// best is the write that beats all others of some; nil if there are none.
func (k *key) best(of marks) (best *write) {
	of.all(func(i int) {
		if w := k.writes[i]; best == nil || w.beats(best) {
			best = w
		}
	})
	return best
}

// newest names a whole set, as traces do: by its best write.
func (k *key) newest(s *set) string {
	if w := k.best(s.kept()); w != nil {
		return w.name
	}
	return ""
}

// values are what a client is given of a set, in the order of the writes.
func (k *key) values(s *set) (out []string) {
	for _, w := range k.siblings(s) {
		if !w.delete {
			out = append(out, w.value)
		}
	}
	return out
}

func (k *key) siblings(s *set) (all []*write) {
	s.kept().all(func(i int) { all = append(all, k.writes[i]) })
	slices.SortFunc(all, (*write).compare)
	return all
}

// live reports whether a set has a value.
func (k *key) live(s *set) bool {
	return slices.ContainsFunc(k.siblings(s), func(w *write) bool { return !w.delete })
}

// unite makes one value of several comma-separated lists: each element once, in
// the order in which they first stand.
func unite(values []string) string {
	var out []string
	seen := make(map[string]bool)
	for _, v := range values {
		for _, e := range strings.Split(v, ",") {
			if e = strings.Trim(e, " \t\n\v\f\r\u0085\u00a0"); !seen[e] {
				seen[e] = true
				out = append(out, e)
			}
		}
	}
	return strings.Join(out, ",")
}

// cutName takes the name of a version apart: n4:7, or n4'1:7 of a node that has
// lost its disk once.
func cutName(name string, nodes map[string]int) (node, epoch, counter int, ok bool) {
	colon := strings.LastIndexByte(name, ':')
	if colon < 0 {
		return 0, 0, 0, false
	}
	counter, err := strconv.Atoi(name[colon+1:])
	if err != nil || counter < 1 {
		return 0, 0, 0, false
	}
	actor := name[:colon]
	if node, ok = nodes[actor]; ok {
		return node, 0, counter, true
	}
	quote := strings.LastIndexByte(actor, '\'')
	if quote < 0 {
		return 0, 0, 0, false
	}
	epoch, err = strconv.Atoi(actor[quote+1:])
	node, ok = nodes[actor[:quote]]
	return node, epoch, counter, ok && err == nil && epoch > 0
}

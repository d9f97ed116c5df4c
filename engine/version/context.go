// Contexts: which versions a client or a replica has seen, as version vectors with a cloud
// of single dots.

package version

import "cmp"

// Compare orders actors by node, then by epoch: -1, 0 or +1.
func (a Actor) Compare(b Actor) int {
	if a.Node != b.Node {
		return cmp.Compare(a.Node, b.Node)
	}
	return cmp.Compare(a.Epoch, b.Epoch)
}

// Compare orders dots by actor, then by counter: -1, 0 or +1. It is the order in which
// they are stored, not the order of events.
func (d Dot) Compare(e Dot) int {
	if d.Actor != e.Actor {
		return d.Actor.Compare(e.Actor)
	}
	return cmp.Compare(d.Counter, e.Counter)
}

// Max returns the counter up to which all dots of an actor have been seen; 0 if the first
// has not been.
func (c *Context) Max(a Actor) uint32 {
	if c == nil {
		return 0
	}
	for i := range c.Seen {
		if c.Seen[i].Actor == a {
			return c.Seen[i].Max
		}
	}
	return 0
}

// Empty reports whether nothing has been seen.
func (c *Context) Empty() bool { return c == nil || len(c.Seen) == 0 && len(c.Cloud) == 0 }

// Contains reports whether d has been seen.
func (c *Context) Contains(d Dot) bool {
	if c == nil {
		return d.Counter == 0
	}
	if d.Counter <= c.Max(d.Actor) {
		return true
	}
	if len(c.Cloud) == 0 {
		return false
	}
	low, high := 0, len(c.Cloud)
	for want := d.order(); low < high; {
		if mid := (low + high) / 2; c.Cloud[mid].order() < want {
			low = mid + 1
		} else {
			high = mid
		}
	}
	return low < len(c.Cloud) && c.Cloud[low] == d
}

// order returns a number that grows with the order of Compare.
func (d Dot) order() uint64 {
	return uint64(uint16(d.Actor.Node))<<48 | uint64(d.Actor.Epoch)<<32 | uint64(d.Counter)
}

// Covers reports whether c has seen everything that other has seen.
func (c *Context) Covers(other *Context) bool {
	if c == other || other == nil {
		return true
	}
	if c == nil {
		return len(other.Seen) == 0 && len(other.Cloud) == 0
	}
	// Both are canonical: dot Max+1 is not in c's cloud, so a run that is longer
	// than c's own can't be made up from c's cloud.
	i := 0
	for _, e := range other.Seen {
		for i < len(c.Seen) && c.Seen[i].Actor.Compare(e.Actor) < 0 {
			i++
		}
		if i == len(c.Seen) || c.Seen[i].Actor != e.Actor || c.Seen[i].Max < e.Max {
			return false
		}
	}
	for _, d := range other.Cloud {
		if !c.Contains(d) {
			return false
		}
	}
	return true
}

// Beyond returns a dot that c has seen and other has not, the last one of its actor, and
// whether there is one.
func (c *Context) Beyond(other *Context) (d Dot, found bool) {
	if c == nil {
		return d, false
	}
	for i := len(c.Cloud) - 1; i >= 0; i-- {
		if !other.Contains(c.Cloud[i]) {
			return c.Cloud[i], true
		}
	}
	for _, e := range c.Seen {
		for n := e.Max; n > other.Max(e.Actor); n-- {
			if d := (Dot{e.Actor, n}); !other.Contains(d) {
				return d, true
			}
		}
	}
	return d, false
}

// CountBeyond returns how many dots c has seen and other has not.
func (c *Context) CountBeyond(other *Context) (n int) {
	if c == nil {
		return 0
	}
	for _, d := range c.Cloud {
		if !other.Contains(d) {
			n++
		}
	}
	for _, e := range c.Seen {
		for i := other.Max(e.Actor) + 1; i <= e.Max; i++ {
			if !other.Contains(Dot{e.Actor, i}) {
				n++
			}
		}
	}
	return n
}

// With returns the context that has also seen d; c itself if it already has.
func (c *Context) With(d Dot) *Context {
	if c.Contains(d) {
		return c
	}
	switch {
	case c == nil && d.Counter == 1:
		return oneEntry(Entry{d.Actor, 1})
	case c != nil && len(c.Cloud) == 0: // the common case
		if len(c.Seen) == 1 && c.Seen[0].Actor == d.Actor && c.Seen[0].Max+1 == d.Counter {
			return oneEntry(Entry{d.Actor, d.Counter})
		}
		if len(c.Seen) == 1 && c.Seen[0].Actor == d.Actor { // what lies between was not seen
			return oneAndDot(c.Seen[0], d)
		}
		for i := range c.Seen {
			if e := &c.Seen[i]; e.Actor == d.Actor && e.Max+1 == d.Counter {
				more := contextWith(c.Seen, nil)
				more.Seen[i].Max++
				return more
			}
		}
	}
	return join(c, &Context{Cloud: []Dot{d}})
}

// Extension is what a context became with one more dot. The writer, the replicas and the
// observer mostly extend the same context by the same write: they then share what it became.
type Extension struct {
	Of  *Context
	Dot Dot
	To  *Context // Of.With(Dot); nil: not made yet
}

// WithThat is With(e.Dot), and returns e.To if c is what was extended.
func (c *Context) WithThat(e Extension) *Context {
	if c == e.Of && e.To != nil {
		return e.To
	}
	return c.With(e.Dot)
}

// oneEntry returns the context of one entry, in one allocation or none.
func oneEntry(e Entry) *Context {
	if c := common(e); c != nil {
		return c
	}
	both := &struct {
		context Context
		entry   [1]Entry
	}{entry: [1]Entry{e}}
	both.context.Seen = both.entry[:]
	return &both.context
}

// oneAndDot returns the context of one entry and a dot beyond it, in one allocation.
func oneAndDot(e Entry, d Dot) *Context {
	all := &struct {
		context Context
		entry   [1]Entry
		dot     [1]Dot
	}{entry: [1]Entry{e}, dot: [1]Dot{d}}
	all.context = Context{Seen: all.entry[:], Cloud: all.dot[:]}
	return &all.context
}

// Union returns the context that has seen what a or b has; one of them, preferably a, if
// it covers the other.
func Union(a, b *Context) *Context {
	switch {
	case a.Covers(b):
		if a == nil {
			return b // may be empty but not nil
		}
		return a
	case b.Covers(a):
		return b
	}
	return join(a, b)
}

// Order is the relation of two contexts.
type Order uint8

const (
	// Same: both have seen the same.
	Same Order = iota
	// Before: the second has seen everything that the first has, and more.
	Before
	// After: the first has seen everything that the second has, and more.
	After
	// Concurrent: each has seen something that the other has not.
	Concurrent
)

// Compare returns the relation of a to b.
func Compare(a, b *Context) Order {
	switch forth, back := a.Covers(b), b.Covers(a); {
	case forth && back:
		return Same
	case forth:
		return After
	case back:
		return Before
	}
	return Concurrent
}

// join returns the canonical context of all dots of a and b, which need not be canonical
// as long as they are sorted. It merges both, actor by actor.
func join(a, b *Context) *Context {
	if a == nil {
		a = &Context{}
	}
	if b == nil {
		b = &Context{}
	}
	as, ac, bs, bc := a.Seen, a.Cloud, b.Seen, b.Cloud
	if e, all := joinOne(a, b); all {
		return oneEntry(e)
	}
	var entries [few]Entry
	var dots [few]Dot
	out := Context{Seen: entries[:0], Cloud: dots[:0]}
	for {
		actor, ok := least(as, ac, bs, bc)
		if !ok {
			return contextWith(out.Seen, out.Cloud)
		}
		var top uint32
		as, top = takeEntry(as, actor, top)
		bs, top = takeEntry(bs, actor, top)
		var d Dot
		entry := len(out.Seen)
		out.Seen = append(out.Seen, Entry{Actor: actor, Max: top})
		for {
			if d, ok = takeDot(&ac, &bc, actor); !ok {
				break
			}
			switch e := &out.Seen[entry]; {
			case d.Counter <= e.Max:
			case d.Counter == e.Max+1:
				e.Max++
			default:
				out.Cloud = append(out.Cloud, d)
			}
		}
		if out.Seen[entry].Max == 0 {
			out.Seen = out.Seen[:entry]
		}
	}
}

// joinOne is join if it comes to one entry and no cloud, of one actor who has issued all
// dots of a and b: as of a key whose writes always had the same coordinator.
func joinOne(a, b *Context) (e Entry, all bool) {
	if len(a.Seen) != 1 || len(b.Seen) != 1 || a.Seen[0].Actor != b.Seen[0].Actor {
		return e, false
	}
	e = Entry{a.Seen[0].Actor, max(a.Seen[0].Max, b.Seen[0].Max)}
	ac, bc := a.Cloud, b.Cloud
	for len(ac)+len(bc) > 0 {
		d, ok := takeDot(&ac, &bc, e.Actor)
		switch {
		case !ok || d.Counter > e.Max+1:
			return e, false
		case d.Counter == e.Max+1:
			e.Max++
		}
	}
	return e, true
}

// least returns the smallest actor at the heads of the four lists; false if all are empty.
func least(as []Entry, ac []Dot, bs []Entry, bc []Dot) (actor Actor, ok bool) {
	look := func(a Actor) {
		if !ok || a.Compare(actor) < 0 {
			actor, ok = a, true
		}
	}
	if len(as) > 0 {
		look(as[0].Actor)
	}
	if len(ac) > 0 {
		look(ac[0].Actor)
	}
	if len(bs) > 0 {
		look(bs[0].Actor)
	}
	if len(bc) > 0 {
		look(bc[0].Actor)
	}
	return actor, ok
}

// takeEntry removes the head of list if it is actor's, and returns the rest and the larger
// of its Max and top.
func takeEntry(list []Entry, actor Actor, top uint32) ([]Entry, uint32) {
	if len(list) == 0 || list[0].Actor != actor {
		return list, top
	}
	return list[1:], max(top, list[0].Max)
}

// takeDot removes actor's smallest dot from the heads of two sorted lists, from both if
// both have it.
func takeDot(a, b *[]Dot, actor Actor) (d Dot, ok bool) {
	inA := len(*a) > 0 && (*a)[0].Actor == actor
	inB := len(*b) > 0 && (*b)[0].Actor == actor
	switch {
	case inA && inB:
		d = Dot{Actor: actor, Counter: min((*a)[0].Counter, (*b)[0].Counter)}
	case inA:
		d = (*a)[0]
	case inB:
		d = (*b)[0]
	default:
		return Dot{}, false
	}
	if inA && (*a)[0] == d {
		*a = (*a)[1:]
	}
	if inB && (*b)[0] == d {
		*b = (*b)[1:]
	}
	return d, true
}

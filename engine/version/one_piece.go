// This file makes sets and contexts in one piece of memory if they are small, as most are:
// there are many of them, and to read one costs as much as the number of its pieces.

package version

// roomFor returns a set without siblings that has room for some.
func roomFor(siblings int) *Set {
	switch siblings {
	case 1:
		all := new(struct {
			set  Set
			room [1]Sibling
		})
		all.set.Siblings = all.room[:0]
		return &all.set
	case 2:
		all := new(struct {
			set  Set
			room [2]Sibling
		})
		all.set.Siblings = all.room[:0]
		return &all.set
	case 3:
		all := new(struct {
			set  Set
			room [3]Sibling
		})
		all.set.Siblings = all.room[:0]
		return &all.set
	case 4:
		all := new(struct {
			set  Set
			room [4]Sibling
		})
		all.set.Siblings = all.room[:0]
		return &all.set
	}
	return &Set{Siblings: make([]Sibling, 0, siblings)}
}

// contextWith returns the context of some entries and some dots beyond them. It keeps neither
// slice.
func contextWith(seen []Entry, cloud []Dot) *Context {
	var c *Context
	switch len(seen) {
	case 1:
		if len(cloud) == 0 {
			return oneEntry(seen[0])
		}
		all := &struct {
			context Context
			room    [1]Entry
		}{room: [1]Entry(seen)}
		c, all.context.Seen = &all.context, all.room[:]
	case 2:
		all := &struct {
			context Context
			room    [2]Entry
		}{room: [2]Entry(seen)}
		c, all.context.Seen = &all.context, all.room[:]
	case 3:
		all := &struct {
			context Context
			room    [3]Entry
		}{room: [3]Entry(seen)}
		c, all.context.Seen = &all.context, all.room[:]
	default:
		c = &Context{Seen: append([]Entry(nil), seen...)}
	}
	if len(cloud) > 0 {
		c.Cloud = append([]Dot(nil), cloud...)
	}
	return c
}

// few is how many entries and dots join makes a context of without room of its own for them.
const few = 16

package event

import "slices"

// Clone returns a trace that goes on independently of t. What has happened is
// shared, not copied, but for the last chunk, which both will write to.
func (t *Trace) Clone() Trace {
	c := t.Freeze()
	c.sets, c.lists, c.keys = t.sets.Clone(), t.lists.clone(), t.keys.Clone()
	if used := c.length & (chunkSize - 1); used > 0 {
		c.chunks = slices.Clone(c.chunks)
		c.chunks[len(c.chunks)-1] = c.chunks[len(c.chunks)-1].clone(used)
	}
	return c
}

// Freeze returns the trace as it is now, to be kept and to be cloned, but never
// to be added to: it shares even the last chunk. Unlike a Snapshot it can be the
// beginning of another trace.
func (t *Trace) Freeze() Trace {
	c := *t
	c.Symbols = t.Symbols.Clone()
	c.chunks = t.chunks[:len(t.chunks):len(t.chunks)]
	c.sets = t.sets.Freeze()
	c.lists = t.lists.freeze()
	c.keys = t.keys.Freeze()
	return c
}

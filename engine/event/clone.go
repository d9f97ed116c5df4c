// Clone of a recorder.

package event

// Clone returns a recorder that goes on independently of r. Past events are shared, not
// copied: of the clones, the first to append does so in the last chunk, and each other one
// copies its part of that chunk. A recorder that no longer records may be cloned by
// several goroutines at once, if it has been cloned before.
func (r *Recorder) Clone() Recorder {
	r.yield()
	snapshot := r.Snapshot()
	c := *r
	if r.copied { // both have it now
		r.copied = false
	}
	c.Trace, c.spare, c.copied = snapshot, nil, false
	c.symbols = r.symbols.Clone()
	return c
}

package event

// Clone returns a recorder that goes on independently of r. What has happened is
// shared, not copied: of those that go on, the first does so in the last chunk, and
// each other one copies what it has of that. What nobody goes on with may be cloned by
// several goroutines at once, if it has been cloned before.
func (r *Recorder) Clone() Recorder {
	r.yield()
	c := *r
	c.Trace = r.Snapshot()
	c.symbols = r.symbols.Clone()
	return c
}

// Which sibling names a set in the trace.

package version

// Newest returns the sibling by whose dot a trace names the whole set: the one
// that would win under last-write-wins. It is nil if there is none.
func (s *Set) Newest() *Sibling {
	if s == nil || len(s.Siblings) == 0 {
		return nil
	}
	best := &s.Siblings[0]
	for i := range s.Siblings[1:] {
		if sib := &s.Siblings[i+1]; sib.Beats(best) {
			best = sib
		}
	}
	return best
}

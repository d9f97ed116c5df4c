// Merges that replicas share.

package version

// Merger merges two sets: a Policy, or Merges, which give the same.
type Merger interface {
	Merge(a, b *Set) *Set
}

// Merges merges by a policy and remembers what it has made last. The replicas of a key mostly
// take in the same sets in the same order: what comes of it is made once, and they share it.
// It belongs to one goroutine; the zero Merges keeps siblings.
type Merges struct {
	policy Policy
	made   [1 << madeBits]made
}

const madeBits = 6

type made struct{ a, b, of *Set }

// By returns m with a policy.
func (m *Merges) By(p Policy) *Merges {
	if m.policy != p {
		*m = Merges{policy: p}
	}
	return m
}

// Merge returns the merge of a and b under the policy.
func (m *Merges) Merge(a, b *Set) *Set {
	if a == nil || b == nil || a == b || len(b.Siblings) == 0 {
		return m.policy.Merge(a, b)
	}
	e := &m.made[uint64(b.Siblings[0].Stamp)*mix0>>(64-madeBits)]
	if e.a == a && e.b == b {
		return e.of
	}
	of := m.policy.Merge(a, b)
	if of != a && of != b {
		*e = made{a, b, of}
	}
	return of
}

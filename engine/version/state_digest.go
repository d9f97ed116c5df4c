// This file takes sets into 128-bit digests of states.

package version

import "ringside/internal/digest"

// AddTo takes everything in s into a digest. Sets that are equal add the same.
func (s *Set) AddTo(d *digest.Sum) {
	if s == nil {
		d.Add(mix0)
		return
	}
	s.Context.AddTo(d)
	d.AddInt(len(s.Siblings))
	for i := range s.Siblings {
		s.Siblings[i].AddTo(d)
	}
}

// AddTo takes everything in s into a digest.
func (s *Sibling) AddTo(d *digest.Sum) {
	sum, kind := s.sum, uint64(0)
	if sum == 0 {
		sum = textSum(s.Value)
	}
	if s.Tombstone {
		kind = 1
	}
	d.Add(s.Dot.order())
	d.Add(kind)
	d.Add(uint64(s.Stamp))
	d.Add(sum)
}

// AddTo takes a dot into a digest.
func (d Dot) AddTo(s *digest.Sum) { s.Add(d.order()) }

// AddTo takes what c has seen into a digest. A context that has seen nothing adds the same
// as none.
func (c *Context) AddTo(d *digest.Sum) {
	if c == nil {
		d.Add(mix2)
		d.Add(mix3)
		return
	}
	for _, e := range c.Seen {
		d.Add(Dot{e.Actor, e.Max}.order())
	}
	d.Add(mix2)
	for _, dot := range c.Cloud {
		d.Add(dot.order())
	}
	d.Add(mix3)
}

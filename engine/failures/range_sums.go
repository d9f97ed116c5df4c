// This file adds up the ranges, once for everything that can be asked.

package failures

import (
	"cmp"
	"slices"

	"ringside/engine/quorum"
	"ringside/engine/ring"
)

// term is one thing that can be lost: the ranges for which every one of some demands is
// unmet. All sums are modulo 2^64.
type term struct {
	key     string
	demands [][]quorum.Part

	base   uint64   // what is lost with nobody down
	single []uint64 // by position: what its going adds to that
	pair   []uint64 // by pairAt: what their going together adds to what each adds alone
	triple []uint64 // as Analysis.triples: likewise
	group  []uint64 // by group: what its going adds to base
}

// stretch is a range while it is added up: its replicas by position, and how many of them
// there are, and are down, in each data centre.
type stretch struct {
	width      uint64 // 0 is all of the ring
	replicas   []int
	dcs        []int // of the replicas
	have, down []int
	downs      int
	members    []members
}

// members are the replicas, by index, that are in a group.
type members struct {
	group   int
	indexes []int
}

// lost reports whether the range is lost with the replicas that are down.
func (t *term) lost(s *stretch) bool {
	for _, parts := range t.demands {
		met := true
		for _, p := range parts {
			up := len(s.replicas) - s.downs
			if p.DC != quorum.Anywhere {
				up = s.have[p.DC] - s.down[p.DC]
			}
			if up < p.Need {
				met = false
				break
			}
		}
		if met {
			return false
		}
	}
	return true
}

// without returns 1 if the range is lost with some of its replicas down, and 0 otherwise.
func (t *term) without(s *stretch, indexes ...int) uint64 {
	for _, i := range indexes {
		s.down[s.dcs[i]]++
	}
	s.downs = len(indexes)
	lost := t.lost(s)
	for _, i := range indexes {
		s.down[s.dcs[i]]--
	}
	s.downs = 0
	if lost {
		return 1
	}
	return 0
}

// tripled is a triple that has a range in common, and what its going adds by term.
type tripled struct {
	key  uint64
	adds []uint64
}

// tripleKey orders positions i < j < k.
func tripleKey(i, j, k int) uint64 { return uint64(i)<<32 | uint64(j)<<16 | uint64(k) }

// measure adds up all ranges.
func (a *Analysis) measure(p ring.Placement, down int, groups [][]ring.NodeID) {
	in := a.membership(groups)
	dcs := len(a.r.DCs())
	s := stretch{have: make([]int, dcs), down: make([]int, dcs)}
	var ids []ring.NodeID
	var triples []tripled
	for slot := range a.r.Len() {
		after, upTo := a.r.Range(slot)
		ids = a.r.Replicas(ids[:0], upTo, p)
		s.width = uint64(upTo) - uint64(after)
		s.replicas, s.dcs = s.replicas[:0], s.dcs[:0]
		clear(s.have)
		for _, n := range ids {
			s.replicas = append(s.replicas, a.at[n])
		}
		slices.Sort(s.replicas)
		for _, at := range s.replicas {
			s.dcs = append(s.dcs, a.dcs[at])
			s.have[a.dcs[at]]++
		}
		if slot == 0 {
			a.sample = slices.Clone(s.replicas)
			for _, at := range a.sample {
				a.inSample[at] = true
			}
		}
		s.gather(in)
		for _, t := range a.terms {
			t.addNodes(&s, down, len(a.nodes))
			none := t.without(&s)
			for _, m := range s.members {
				t.group[m.group] += (t.without(&s, m.indexes...) - none) * s.width
			}
		}
		if down > 2 {
			triples = a.addTriples(&s, triples)
		}
	}
	a.foldTriples(triples)
	a.finishGroups(groups)
}

// addNodes adds a range to what nodes and pairs lose.
func (t *term) addNodes(s *stretch, down, nodes int) {
	none := t.without(s)
	t.base += none * s.width
	for i, at := range s.replicas {
		one := t.without(s, i)
		t.single[at] += (one - none) * s.width
		if down < 2 {
			continue
		}
		for j := range i {
			both := t.without(s, j, i)
			if adds := both - one - t.without(s, j) + none; adds != 0 {
				t.pair[pairAt(nodes, s.replicas[j], at)] += adds * s.width
			}
		}
	}
}

// gather finds the groups that have replicas of the range. in lists the groups by position.
func (s *stretch) gather(in [][]int) {
	s.members = s.members[:0]
	for i, at := range s.replicas {
		for _, g := range in[at] {
			m := slices.IndexFunc(s.members, func(m members) bool { return m.group == g })
			if m < 0 {
				m = len(s.members)
				if m == cap(s.members) {
					s.members = append(s.members, members{})
				}
				s.members = s.members[:m+1]
				s.members[m] = members{g, s.members[m].indexes[:0]}
			}
			s.members[m].indexes = append(s.members[m].indexes, i)
		}
	}
}

// addTriples appends what a range adds for each triple of its replicas.
func (a *Analysis) addTriples(s *stretch, all []tripled) []tripled {
	n := len(s.replicas)
	for k := range n {
		for j := range k {
			for i := range j {
				adds := make([]uint64, len(a.terms))
				some := false
				for x, t := range a.terms {
					adds[x] = t.without(s, i, j, k) - t.without(s, i, j) - t.without(s, i, k) - t.without(s, j, k) +
						t.without(s, i) + t.without(s, j) + t.without(s, k) - t.without(s)
					some = some || adds[x] != 0
					adds[x] *= s.width
				}
				if some {
					all = append(all, tripled{tripleKey(s.replicas[i], s.replicas[j], s.replicas[k]), adds})
				}
			}
		}
	}
	return all
}

// foldTriples sorts the triples and adds up those that are the same.
func (a *Analysis) foldTriples(all []tripled) {
	slices.SortFunc(all, func(x, y tripled) int { return cmp.Compare(x.key, y.key) })
	for _, t := range all {
		last := len(a.triples) - 1
		if last < 0 || a.triples[last] != t.key {
			last++
			a.triples = append(a.triples, t.key)
			for _, term := range a.terms {
				term.triple = append(term.triple, 0)
			}
		}
		for x, term := range a.terms {
			term.triple[last] += t.adds[x]
		}
	}
}

// membership lists the groups of each position.
func (a *Analysis) membership(groups [][]ring.NodeID) [][]int {
	in := make([][]int, len(a.nodes))
	for g, members := range groups {
		for _, n := range members {
			if at := a.at[n]; at >= 0 && !slices.Contains(in[at], g) {
				in[at] = append(in[at], g)
			}
		}
	}
	return in
}

// finishGroups turns the groups' sums into shares.
func (a *Analysis) finishGroups(groups [][]ring.NodeID) {
	for g, members := range groups {
		var set []int
		for _, n := range members {
			if at := a.at[n]; at >= 0 && !slices.Contains(set, at) {
				set = append(set, at)
			}
		}
		shares := make([]Share, len(a.terms))
		for x, t := range a.terms {
			shares[x] = a.share(t, t.base+t.group[g], set...)
		}
		a.groups = append(a.groups, shares)
	}
}

// share makes a share of a sum modulo 2^64: 0 is nothing or all, and then any one range
// tells which.
func (a *Analysis) share(t *term, sum uint64, set ...int) Share {
	if sum != 0 {
		return Share{Part: sum}
	}
	dcs := len(a.r.DCs())
	s := stretch{replicas: a.sample, have: make([]int, dcs), down: make([]int, dcs)}
	for _, at := range a.sample {
		s.have[a.dcs[at]]++
		if slices.Contains(set, at) {
			s.down[a.dcs[at]]++
			s.downs++
		}
	}
	return Share{Whole: t.lost(&s)}
}

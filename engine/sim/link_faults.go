// Faults of the network: cut and slow links.

package sim

import (
	"cmp"
	"sort"

	"ringside/engine/ring"
)

// Usual is the factor, in thousandths, of a node or a link that is not slow.
const Usual = 1000

// Link is one direction between two nodes.
type Link struct{ From, To ring.NodeID }

// Links are the faults of the network: which directions are cut and which are slow, and
// since which step of the trace. Healthy links are not listed.
type Links struct {
	cut  map[Link]uint32
	slow map[Link]slowness
}

type slowness struct {
	factor int64
	since  uint32
}

// Cut makes the link drop everything that arrives over it from now on, and reports whether
// it was intact before.
func (l *Links) Cut(k Link, since uint32) bool {
	if l.IsCut(k) {
		return false
	}
	if l.cut == nil {
		l.cut = make(map[Link]uint32)
	}
	l.cut[k] = since
	return true
}

// Mend heals the link and reports whether it was cut.
func (l *Links) Mend(k Link) bool {
	was := l.IsCut(k)
	delete(l.cut, k)
	return was
}

// IsCut reports whether the link is cut.
func (l *Links) IsCut(k Link) bool {
	if len(l.cut) == 0 {
		return false
	}
	_, is := l.cut[k]
	return is
}

// CutSince returns the step since which a cut link has been cut.
func (l *Links) CutSince(k Link) uint32 { return l.cut[k] }

// Slow makes messages sent from now on take factor thousandths of their normal time.
func (l *Links) Slow(k Link, factor int64, since uint32) {
	if factor == Usual {
		delete(l.slow, k)
		return
	}
	if l.slow == nil {
		l.slow = make(map[Link]slowness)
	}
	l.slow[k] = slowness{factor, since}
}

// SlowSince returns the step at which a slow link got its present factor.
func (l *Links) SlowSince(k Link) uint32 { return l.slow[k].since }

// Factor returns the link's factor in thousandths.
func (l *Links) Factor(k Link) int64 {
	if len(l.slow) > 0 {
		if f, ok := l.slow[k]; ok {
			return f.factor
		}
	}
	return Usual
}

// AllCut returns the links that are cut, sorted.
func (l *Links) AllCut() []Link { return sorted(l.cut) }

// AllSlow returns the links that are slow, sorted.
func (l *Links) AllSlow() []Link { return sorted(l.slow) }

func sorted[V any](m map[Link]V) []Link {
	all := make([]Link, 0, len(m))
	// any order: they are sorted below.
	for k := range m {
		all = append(all, k)
	}
	sort.Slice(all, func(i, j int) bool {
		return cmp.Or(cmp.Compare(all[i].From, all[j].From), cmp.Compare(all[i].To, all[j].To)) < 0
	})
	return all
}

// Package failures says exactly what a ring loses when nodes go: which share of it can't
// be read, written, either, or has no copy left.
//
//	ring, placement ──▶ ranges with their replicas ──┐
//	levels ──▶ how many of them must answer ─────────┴─▶ New ──▶ Each, Group: shares of 2^64
//
// It is not simulated. A range is lost to a level when too few of its replicas are up, and
// the ranges' widths are added in whole numbers. Of all sets of up to three nodes only
// those with a range in common need be looked at together: the share that a set loses is
// made of what its nodes lose alone, what its pairs lose beyond that, and what its triples
// lose beyond those.
//
// Quorums are strict here: a stand-in's ack does not count.
package failures

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"ringside/engine/quorum"
	"ringside/engine/ring"
)

// MaxDown is how many nodes a set of Each may have.
const MaxDown = 3

// Question asks what is lost to reads at one level and writes at another, coordinated by
// nodes of one data centre.
type Question struct {
	Read, Write quorum.Demand
	From        int // an index into Ring.DCs; it matters to local levels only
}

// Share is a part of the ring.
type Share struct {
	Part  uint64 // of 2^64
	Whole bool   // all of it; then Part is 0
}

// Float returns the share as a part of 1.
func (s Share) Float() float64 {
	if s.Whole {
		return 1
	}
	return float64(s.Part) / (1 << 64)
}

// None reports whether nothing is lost.
func (s Share) None() bool { return s == Share{} }

// Compare orders shares by size.
func (s Share) Compare(o Share) int {
	switch {
	case s.Whole == o.Whole:
		return cmp.Compare(s.Part, o.Part)
	case s.Whole:
		return 1
	}
	return -1
}

// Loss is where in a list of shares the answers to a question stand: two questions may
// have one answer.
type Loss struct{ Reads, Writes, Both, Data int }

// Analysis is what a ring loses when up to three of its nodes go, or when the nodes of
// some groups do. It is immutable, and any goroutine may read it.
type Analysis struct {
	r      *ring.Ring
	nodes  []ring.NodeID // on the ring; a node's place in it is its position
	at     []int         // positions by NodeID; -1: not on the ring
	dcs    []int         // by position
	terms  []*term
	losses []Loss
	groups [][]Share // by group, by term

	triples []uint64 // tripleKey of those with a range in common, in order

	sample   []int  // the replicas of one range, by position
	inSample []bool // by position
}

// New analyses a ring. It is ready for sets of up to down nodes, 1 to MaxDown, and for the
// groups, of which a node may be in several.
func New(r *ring.Ring, p ring.Placement, questions []Question, down int, groups [][]ring.NodeID) *Analysis {
	a := &Analysis{r: r, at: make([]int, len(r.Nodes()))}
	for i := range r.Nodes() {
		a.at[i] = -1
		if !r.Nodes()[i].Out {
			a.at[i] = len(a.nodes)
			a.nodes = append(a.nodes, ring.NodeID(i))
			a.dcs = append(a.dcs, r.DC(ring.NodeID(i)))
		}
	}
	a.inSample = make([]bool, len(a.nodes))
	data := a.term(down, len(groups), []quorum.Part{{DC: quorum.Anywhere, Need: 1}})
	for _, q := range questions {
		read, write := q.Read.Parts(nil, q.From), q.Write.Parts(nil, q.From)
		a.losses = append(a.losses, Loss{
			Reads: a.term(down, len(groups), read), Writes: a.term(down, len(groups), write),
			Both: a.term(down, len(groups), read, write), Data: data,
		})
	}
	a.measure(p, down, groups)
	return a
}

// Nodes returns the nodes on the ring by position. Read only.
func (a *Analysis) Nodes() []ring.NodeID { return a.nodes }

// Loss returns where the answers to the i-th question stand in the lists of shares.
func (a *Analysis) Loss(i int) Loss { return a.losses[i] }

// Terms returns how many shares such a list has.
func (a *Analysis) Terms() int { return len(a.terms) }

// Group returns what is lost when all nodes of the i-th group go. Read only.
func (a *Analysis) Group(i int) []Share { return a.groups[i] }

// term returns the place of the term that is lost when all of some demands are, and adds
// it if it is new.
func (a *Analysis) term(down, groups int, demands ...[]quorum.Part) int {
	var keys []string
	for _, parts := range demands {
		key := ""
		for _, p := range parts {
			key += fmt.Sprintf(" %d of %d", p.Need, p.DC)
		}
		if !slices.Contains(keys, key) {
			keys = append(keys, key)
		}
	}
	if len(keys) == 1 {
		demands = demands[:1]
	}
	slices.Sort(keys)
	key := strings.Join(keys, ",")
	if i := slices.IndexFunc(a.terms, func(t *term) bool { return t.key == key }); i >= 0 {
		return i
	}
	n := len(a.nodes)
	t := &term{key: key, demands: demands, single: make([]uint64, n), group: make([]uint64, groups)}
	if down > 1 {
		t.pair = make([]uint64, n*(n-1)/2)
	}
	a.terms = append(a.terms, t)
	return len(a.terms) - 1
}

// pairAt returns where the pair of positions i < j stands among n nodes.
func pairAt(n, i, j int) int { return i*(2*n-i-1)/2 + j - i - 1 }

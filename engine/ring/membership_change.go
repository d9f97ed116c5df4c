// Rings with one node more or less, and the ranges that move between two rings.

package ring

import "slices"

// With returns the ring with one more node, at the end of the list. The error is that of
// New.
func (r *Ring) With(n Node) (*Ring, error) { return New(append(slices.Clip(r.nodes), n)) }

// Without returns the ring without a node's tokens. The node keeps its place in the list.
// The error is that of New: it was the last node.
func (r *Ring) Without(id NodeID) (*Ring, error) {
	nodes := slices.Clone(r.nodes)
	nodes[id].Out = true
	return New(nodes)
}

// Move is a range of which To gains a copy and From loses one, or only lends its own where
// there are more copies than nodes: the tokens above After, up to and including UpTo.
type Move struct {
	After, UpTo Token
	From, To    NodeID
}

// Moves returns what moves when one ring replaces another, in the order of the tokens.
// Adjacent ranges with the same From and To are joined. Both rings must list the same
// nodes, with or without tokens.
func Moves(before, after *Ring, p Placement) (all []Move) {
	tokens := slices.Concat(before.tokens, after.tokens)
	slices.Sort(tokens)
	tokens = slices.Compact(tokens)
	var olds, news, gained []NodeID
	last := tokens[len(tokens)-1]
	for _, upTo := range tokens {
		olds, news = before.Replicas(olds[:0], upTo, p), after.Replicas(news[:0], upTo, p)
		gained = gained[:0]
		for _, n := range news {
			if !slices.Contains(olds, n) {
				gained = append(gained, n)
			}
		}
		for _, n := range olds {
			if len(gained) > 0 && !slices.Contains(news, n) {
				all = add(all, Move{last, upTo, n, gained[0]})
				gained = gained[1:]
			}
		}
		if len(olds) > 0 { // fewer nodes than copies: nobody gives a copy up
			for _, n := range gained {
				all = add(all, Move{last, upTo, olds[0], n})
			}
		}
		last = upTo
	}
	return all
}

// add appends a move, and joins it with the previous one if they touch.
func add(all []Move, m Move) []Move {
	for i := len(all) - 1; i >= 0 && i >= len(all)-2*MaxCopies; i-- {
		if a := &all[i]; a.UpTo == m.After && a.From == m.From && a.To == m.To {
			a.UpTo = m.UpTo
			return all
		}
	}
	return append(all, m)
}

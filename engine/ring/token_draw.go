// Tokens drawn from a seed.

package ring

import (
	"math"
	"math/bits"
	"strconv"
)

// The failure domain of Draw's nodes unless the caller changes it.
const (
	DefaultDC   = "dc1"
	DefaultRack = "r1"
)

// Draw returns nodes n1, n2, … with vnodes tokens each, drawn from the seed and labelled
// t1, t2, … node by node as in the lecture. All are in DefaultDC and DefaultRack. Each
// token depends only on the seed, its node and its number, so one more node or vnode
// leaves all others where they were; a token that is already taken, or MinToken, is drawn
// again.
func Draw(seed uint64, nodes, vnodes int) []Node {
	if nodes <= 0 {
		return nil
	}
	vnodes = max(vnodes, 0)
	taken := make(map[Token]struct{}, nodes*vnodes)
	drawn := make([]Node, nodes)
	for i := range drawn {
		marks := make([]Mark, vnodes)
		for k := range marks {
			t := drawToken(seed, i, k, taken)
			taken[t] = struct{}{}
			marks[k] = Mark{Token: t, Label: "t" + strconv.Itoa(i*vnodes+k+1)}
		}
		drawn[i] = Node{Name: "n" + strconv.Itoa(i+1), DC: DefaultDC, Rack: DefaultRack, Tokens: marks}
	}
	return drawn
}

// DrawMarks returns the tokens that Draw would give to one more node on a ring, node
// number counted from 0. None of them is on the ring already.
func (r *Ring) DrawMarks(seed uint64, number, vnodes int) []Mark {
	taken := make(map[Token]struct{}, len(r.tokens)+vnodes)
	for _, t := range r.tokens {
		taken[t] = struct{}{}
	}
	marks := make([]Mark, vnodes)
	for k := range marks {
		t := drawToken(seed, number, k, taken)
		taken[t] = struct{}{}
		marks[k] = Mark{Token: t, Label: "t" + strconv.Itoa(number*vnodes+k+1)}
	}
	return marks
}

// Deal returns nodes n1, n2, … whose tokens cut the ring into equal partitions, vnodes for
// each node, dealt at random (Dynamo's strategy 3: Q/S partitions for each of S nodes). All
// partitions are equal but for rounding. Names and labels are those of Draw.
func Deal(seed uint64, nodes, vnodes int) []Node {
	if nodes <= 0 {
		return nil
	}
	vnodes = max(vnodes, 0)
	cards := make([]int, nodes*vnodes) // whose each partition is
	for i := range cards {
		cards[i] = i / vnodes
	}
	state := split(seed, 1)
	for i := len(cards) - 1; i > 0; i-- {
		j, _ := bits.Mul64(split(state, uint64(i)), uint64(i+1))
		cards[i], cards[j] = cards[j], cards[i]
	}
	dealt := make([]Node, nodes)
	for i := range dealt {
		dealt[i] = Node{Name: "n" + strconv.Itoa(i+1), DC: DefaultDC, Rack: DefaultRack, Tokens: make([]Mark, 0, vnodes)}
	}
	for i, node := range cards {
		end := uint64(math.MaxUint64) // of the last partition: the top of the ring
		if i+1 < len(cards) {
			end, _ = bits.Div64(uint64(i+1), 0, uint64(len(cards)))
		}
		n := &dealt[node]
		n.Tokens = append(n.Tokens, Mark{Token: Token(end ^ 1<<63), Label: "t" + strconv.Itoa(node*vnodes+len(n.Tokens)+1)})
	}
	return dealt
}

// drawToken returns the first free token of the sequence of a node's vnode.
func drawToken(seed uint64, node, vnode int, taken map[Token]struct{}) Token {
	state := split(split(split(seed, 0), uint64(node)), uint64(vnode))
	for try := uint64(0); ; try++ {
		t := Token(split(state, try))
		if _, there := taken[t]; !there && t != MinToken {
			return t
		}
	}
}

// split returns the n-th child of a state: SplitMix64's step and mixer (Steele, Lea,
// Flood: Fast Splittable Pseudorandom Number Generators, 2014), computed directly for the
// n-th place.
func split(state, n uint64) uint64 {
	z := state + (n+1)*0x9e3779b97f4a7c15
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

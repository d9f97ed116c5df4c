// Package ring says where a key lives.
//
//	key ── Murmur3 ──▶ token ── first slot ≥ token ──▶ walk clockwise ──▶ replicas
//
// A ring is the sorted list of all tokens of all nodes. A node owns the range
// (previous token, its token]; a key's walk starts at the first token that is
// not smaller than the key's own and goes on clockwise, wrapping past the top,
// until enough distinct nodes have been found. A Ring never changes once made.
package ring

import (
	"cmp"
	"fmt"
	"math"
	"math/bits"
	"slices"
	"sync"

	"ringside/engine/id"
	"ringside/internal/printable"
)

// Token is a position on the ring, the signed 64-bit half of Murmur3 that
// Cassandra's Murmur3Partitioner uses.
type Token int64

// NodeID is a node's index in the slice that the ring was made from.
type NodeID = id.Node

// None stands where there is no node.
const None = id.None

const (
	// MaxNodes is how many nodes a ring can have.
	MaxNodes = math.MaxInt16
	// MaxSlots is how many tokens all nodes together can have.
	MaxSlots = 1 << 24
)

// Mark is one place of a node on the ring, with the label it is shown by
// (t1, t2, … as in the lecture; may be empty).
type Mark struct {
	Token Token
	Label string
}

// Node is a member of the ring: a name, its failure domains, and its tokens.
// Racks of the same name in two data centres are two racks.
type Node struct {
	Name, DC, Rack string
	Tokens         []Mark
	// Out: it has its place among the nodes and none on the ring, because it has not
	// come yet or has left. So the others keep their NodeIDs.
	Out bool
}

// Slot is one token of the ring and whose it is.
type Slot struct {
	Token Token
	Node  NodeID
	Label string
}

// Ring is the sorted list of all tokens. It is immutable, and any goroutine may
// read it.
type Ring struct {
	nodes  []Node
	on     int // how many of them are on the ring
	names  map[string]NodeID
	tokens []Token // by slot, ascending
	owners []NodeID
	marks  []uint32 // by slot: which of its owner's Tokens it is
	bucket []int32  // by the token's high bits: the first slot of that bucket or a later one
	shift  uint8    // what leaves those high bits
	shares []uint64 // by node, modulo 2^64: only a node alone has all of it, and 0 here
	domains
	slots func() []Slot
}

// New makes a ring of nodes, whose order gives them their NodeIDs. It keeps the
// nodes' Tokens, which must not be changed from then on. The error names the
// node that cannot be: without a name, with another's name, without a token,
// with another's token; or says that there are none, or too many.
func New(nodes []Node) (*Ring, error) {
	r := &Ring{nodes: slices.Clone(nodes)}
	if err := r.checkNodes(); err != nil {
		return nil, err
	}
	if err := r.sortTokens(); err != nil {
		return nil, err
	}
	r.fillBuckets()
	r.fillShares()
	r.domains = domainsOf(r.nodes)
	r.slots = sync.OnceValue(r.listSlots)
	return r, nil
}

// checkNodes looks at each node alone, and names them.
func (r *Ring) checkNodes() error {
	if len(r.nodes) == 0 {
		return fmt.Errorf("ring: no nodes; it needs at least one")
	}
	if len(r.nodes) > MaxNodes {
		return fmt.Errorf("ring: %d nodes; at most %d are allowed", len(r.nodes), MaxNodes)
	}
	r.names = make(map[string]NodeID, len(r.nodes))
	total := 0
	for i := range r.nodes {
		n := &r.nodes[i]
		if n.Name == "" {
			return fmt.Errorf("ring: node number %d has no name; every node needs one of its own", i+1)
		}
		if first, taken := r.names[n.Name]; taken {
			return fmt.Errorf("ring: nodes number %d and %d are both named %s; every node needs a name of its own", first+1, i+1, show(n.Name))
		}
		if len(n.Tokens) == 0 && !n.Out {
			return fmt.Errorf("ring: node %s has no token; every node needs at least one", show(n.Name))
		}
		r.names[n.Name] = NodeID(i)
		if !n.Out {
			r.on++
			total += len(n.Tokens)
		}
	}
	if r.on == 0 {
		return fmt.Errorf("ring: all nodes are out; it needs at least one")
	}
	if total > MaxSlots {
		return fmt.Errorf("ring: %d tokens in all; at most %d are allowed", total, MaxSlots)
	}
	return nil
}

// sortTokens lays out all tokens in order, and refuses two alike. What a walk
// reads is kept in arrays as narrow as can be: a large ring is far away in
// memory, and it is the distance that takes the time.
func (r *Ring) sortTokens() error {
	type place struct {
		token Token
		mark  uint32
		node  NodeID
	}
	total := 0
	for i := range r.nodes {
		if !r.nodes[i].Out {
			total += len(r.nodes[i].Tokens)
		}
	}
	places := make([]place, 0, total)
	for i := range r.nodes {
		if r.nodes[i].Out {
			continue
		}
		for k, m := range r.nodes[i].Tokens {
			places = append(places, place{token: m.Token, mark: uint32(k), node: NodeID(i)})
		}
	}
	slices.SortFunc(places, func(a, b place) int {
		return cmp.Or(cmp.Compare(a.token, b.token), cmp.Compare(a.node, b.node))
	})
	r.tokens = make([]Token, len(places))
	r.owners = make([]NodeID, len(places))
	r.marks = make([]uint32, len(places))
	for i, p := range places {
		if i > 0 && p.token == places[i-1].token {
			return r.sameToken(places[i-1].node, p.node, p.token)
		}
		r.tokens[i], r.owners[i], r.marks[i] = p.token, p.node, p.mark
	}
	return nil
}

func (r *Ring) sameToken(a, b NodeID, t Token) error {
	if a == b {
		return fmt.Errorf("ring: node %s has token %d twice; no two tokens may be equal", show(r.nodes[a].Name), t)
	}
	return fmt.Errorf("ring: nodes %s and %s both have token %d; no two tokens may be equal",
		show(r.nodes[a].Name), show(r.nodes[b].Name), t)
}

// A bucket has bucketSlots slots on average, up to a factor of two, if tokens
// are spread evenly; in one with more than crowdedSlots they are not.
const (
	bucketSlots  = 32
	crowdedSlots = 4 * bucketSlots
)

// fillBuckets cuts the ring into equal stretches, so that Find looks at a few
// neighbours rather than along the path of a binary search, nowhere near each
// other in memory. There are few enough of them to stay in the processor's
// cache.
func (r *Ring) fillBuckets() {
	width := bits.Len(uint(len(r.tokens) / bucketSlots)) // 2^width buckets
	r.shift = uint8(64 - width)
	r.bucket = make([]int32, 1<<width+1)
	next := 0
	for i, t := range r.tokens {
		for b := int(height(t) >> r.shift); next <= b; next++ {
			r.bucket[next] = int32(i)
		}
	}
	for ; next < len(r.bucket); next++ {
		r.bucket[next] = int32(len(r.tokens))
	}
}

// height is how far above the bottom of the ring a token is.
func height(t Token) uint64 { return uint64(t) ^ 1<<63 }

func (r *Ring) fillShares() {
	r.shares = make([]uint64, len(r.nodes))
	before := r.tokens[len(r.tokens)-1]
	for i, t := range r.tokens {
		r.shares[r.owners[i]] += uint64(t) - uint64(before)
		before = t
	}
}

func (r *Ring) listSlots() []Slot {
	slots := make([]Slot, len(r.tokens))
	for i := range slots {
		slots[i] = r.Slot(i)
	}
	return slots
}

// Len returns how many slots there are: all tokens of all nodes.
func (r *Ring) Len() int { return len(r.tokens) }

// Nodes returns the nodes by NodeID. It is the ring's own: read only.
func (r *Ring) Nodes() []Node { return r.nodes }

// Size returns how many nodes are on the ring.
func (r *Ring) Size() int { return r.on }

// Lookup returns the node of that name, and whether there is one.
func (r *Ring) Lookup(name string) (NodeID, bool) {
	id, ok := r.names[name]
	return id, ok
}

// Slot returns the i-th slot from the bottom of the ring, 0 ≤ i < Len.
func (r *Ring) Slot(i int) Slot {
	return Slot{Token: r.tokens[i], Node: r.owners[i], Label: r.Label(i)}
}

// Label returns what the i-th slot is shown by; it may be empty.
func (r *Ring) Label(i int) string { return r.nodes[r.owners[i]].Tokens[r.marks[i]].Label }

// Slots returns all slots in order of their tokens. The list is put together
// when it is first asked for, and then kept: read only.
func (r *Ring) Slots() []Slot { return r.slots() }

// Find returns the slot whose range holds t: the first whose token is not
// smaller, or slot 0 if t is above them all.
func (r *Ring) Find(t Token) int {
	h := height(t)
	b := h >> r.shift
	low, high := int(r.bucket[b]), int(r.bucket[b+1])
	if high-low > crowdedSlots {
		at, _ := slices.BinarySearch(r.tokens[low:high], t)
		return r.round(low + at)
	}
	// As far into the bucket's slots as t is into the bucket, and then look about.
	ahead, _ := bits.Mul64(h<<(64-r.shift), uint64(high-low))
	at := low + int(ahead)
	for at > low && r.tokens[at-1] >= t {
		at--
	}
	for at < high && r.tokens[at] < t {
		at++
	}
	return r.round(at)
}

// round brings the slot after the last back to the bottom.
func (r *Ring) round(slot int) int {
	if slot == len(r.tokens) {
		return 0
	}
	return slot
}

// Range returns the tokens that the i-th slot is the first for: those above
// after, up to and including upTo. In a ring of one slot the two are equal and
// the range is everything.
func (r *Ring) Range(i int) (after, upTo Token) {
	before := i - 1
	if before < 0 {
		before = len(r.tokens) - 1
	}
	return r.tokens[before], r.tokens[i]
}

// Share returns how many of the 2^64 tokens node n is the first replica for, as
// hi·2^64 + lo: hi is 1 only for a node alone. All nodes' shares sum to exactly
// 2^64.
func (r *Ring) Share(n NodeID) (hi, lo uint64) {
	if r.on == 1 && !r.nodes[n].Out {
		return 1, 0
	}
	return 0, r.shares[n]
}

// Fraction returns Share as a part of the whole, 0 to 1: for showing.
func (r *Ring) Fraction(n NodeID) float64 {
	hi, lo := r.Share(n)
	return float64(hi) + float64(lo)/(1<<64)
}

// show returns a name that is safe to print: quoted if it holds anything that
// is not a plain character.
func show(name string) string {
	for _, c := range name {
		if printable.Hidden(c) {
			return printable.Quote(name)
		}
	}
	return name
}

// Tests of the tree: its laws, its equality with a rebuilt tree, and its ranges.

package merkle

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"math/bits"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"ringside/engine/id"
	"ringside/engine/ring"
)

// aToken draws tokens that are far apart, adjacent, equal, at the bottom and at the top of
// the ring.
func aToken() *rapid.Generator[ring.Token] {
	return rapid.Map(rapid.OneOf(
		rapid.Int64(),
		rapid.Int64Range(-6, 6),
		rapid.Int64Range(math.MaxInt64-3, math.MaxInt64),
		rapid.Int64Range(math.MinInt64, math.MinInt64+3),
	), func(n int64) ring.Token { return ring.Token(n) })
}

func aRange(t *rapid.T, name string) Range {
	return Range{After: aToken().Draw(t, name+" after"), UpTo: aToken().Draw(t, name+" up to")}
}

// held is a replica: its tree, and its contents in plain form: each key's token is at its
// index in tokens, and its digest exists if the key does.
type held struct {
	tree    *Tree
	tokens  []ring.Token
	digests map[id.Sym]uint64
}

// empty draws the tokens of some keys, none of which is stored yet: few enough for one
// leaf, or enough for many.
func empty(t *rapid.T) *held {
	least := rapid.SampledFrom([]int{1, 5 * leafKeys}).Draw(t, "at least")
	return &held{
		tree:    New(),
		tokens:  rapid.SliceOfN(aToken(), least, 7*leafKeys).Draw(t, "tokens"),
		digests: make(map[id.Sym]uint64),
	}
}

func (h *held) clone() *held {
	return &held{tree: h.tree.Clone(), tokens: h.tokens, digests: maps.Clone(h.digests)}
}

func (h *held) token(key id.Sym) ring.Token { return h.tokens[key-1] }

func (h *held) put(key id.Sym, digest uint64) {
	h.digests[key] = digest
	h.tree.Update(h.token(key), key, digest)
}

// change stores a version of some key or, removals times in ten, removes the key. There
// are few digests, so that replicas come to agree again.
func (h *held) change(t *rapid.T, removals int) {
	key := id.Sym(rapid.IntRange(1, len(h.tokens)).Draw(t, "key"))
	if rapid.IntRange(1, 10).Draw(t, "remove?") > removals {
		h.put(key, rapid.Uint64Range(0, 2).Draw(t, "digest"))
		return
	}
	_, there := h.digests[key]
	delete(h.digests, key)
	if h.tree.Remove(h.token(key), key) != there {
		t.Fatalf("Remove says %v of key %d", !there, key)
	}
}

// changes grows and shrinks the replica for a while.
func (h *held) changes(t *rapid.T, most int, what string) {
	removals := rapid.SampledFrom([]int{1, 3, 9}).Draw(t, what+", removals in ten")
	least := rapid.SampledFrom([]int{0, most * 3 / 4}).Draw(t, what+", at least")
	for range rapid.IntRange(least, most).Draw(t, what) {
		h.change(t, removals)
	}
}

// rebuilt returns a tree built in one go from the contents.
func (h *held) rebuilt() *Tree {
	t := New()
	for i, token := range h.tokens {
		if digest, there := h.digests[id.Sym(i+1)]; there {
			t.Update(token, id.Sym(i+1), digest)
		}
	}
	return t
}

// keys returns the keys of a range clockwise, straight from the definition.
func (h *held) keys(r Range) []id.Sym {
	var keys []id.Sym
	for i, token := range h.tokens {
		if _, there := h.digests[id.Sym(i+1)]; there && r.Contains(token) {
			keys = append(keys, id.Sym(i+1))
		}
	}
	slices.SortFunc(keys, func(a, b id.Sym) int {
		return cmp.Or(cmp.Compare(r.offset(h.token(a)), r.offset(h.token(b))), cmp.Compare(a, b))
	})
	return keys
}

// same reports whether two replicas hold the same in a range.
func (h *held) same(o *held, r Range) bool {
	return len(differing(h, o, r).all) == 0
}

// check checks a tree against the invariants of its shape.
func check(t interface{ Fatalf(string, ...any) }, tree *Tree) {
	nodes, leaves := 1, 1
	var last *Item
	var walk func(n int32, depth uint, path string) Hash
	walk = func(n int32, depth uint, path string) (sum Hash) {
		of := tree.nodes[n]
		if of.link > 0 {
			if of.Keys <= mergeKeys {
				t.Fatalf("the inner node %q has %d keys", path, of.Keys)
			}
			nodes += 2
			sum = walk(of.link, depth+1, path+"0").plus(walk(of.link+1, depth+1, path+"1"))
		} else if of.link < 0 {
			leaves++
			l := &tree.leaves[-of.link]
			for i := range of.Keys {
				if place := fmt.Sprintf("%064b%032b", l.at[i], l.key[i]); place[:depth] != path {
					t.Fatalf("%s stands in the leaf of %q", place, path)
				}
				item := Item{Token: token(l.at[i]), Key: l.key[i], Sum: l.sum[i]}
				if last != nil && cmp.Or(cmp.Compare(last.Token, item.Token), cmp.Compare(last.Key, item.Key)) >= 0 {
					t.Fatalf("%v and %v are out of order", *last, item)
				}
				sum = sum.plus(Hash{Sum: item.Sum, Keys: 1})
				last = &item
			}
			if of.Keys == 0 {
				t.Fatalf("the leaf of %q is empty", path)
			}
		}
		if sum != of.Hash {
			t.Fatalf("the node %q says %v and has %v", path, of.Hash, sum)
		}
		return sum
	}
	walk(0, 0, "")
	for i := tree.freePair; i != 0; i = tree.nodes[i].link {
		nodes += 2
	}
	for i := tree.freeLeaf; i != 0; i = int32(tree.leaves[i].at[0]) {
		leaves++
	}
	if nodes != len(tree.nodes) || leaves != len(tree.leaves) {
		t.Fatalf("%d of %d nodes and %d of %d leaves are in use or free", nodes, len(tree.nodes), leaves, len(tree.leaves))
	}
}

// TestIncrementalIsRebuilt: after any changes a tree gives the same answers as one built
// in one go, for any range.
func TestIncrementalIsRebuilt(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := empty(t)
		for range rapid.IntRange(1, 4).Draw(t, "seasons") {
			h.changes(t, 200, "changes")
			check(t, h.tree)
		}
		built := h.rebuilt()
		if h.tree.Len() != len(h.digests) || h.tree.Root(All()) != built.Root(All()) {
			t.Fatalf("%d keys, %v; should be %d, %v", h.tree.Len(), h.tree.Root(All()), len(h.digests), built.Root(All()))
		}
		r := aRange(t, "range")
		want := h.keys(r)
		items := h.tree.Items(nil, r)
		var sum Hash
		for i, item := range items {
			sum = sum.plus(Hash{Sum: item.Sum, Keys: 1})
			if i >= len(want) || item.Key != want[i] || item.Token != h.token(item.Key) ||
				item.Sum != keySum(item.Token, item.Key, h.digests[item.Key]) {
				t.Fatalf("%v holds %v, should be keys %v", r, items, want)
			}
		}
		if len(items) != len(want) || h.tree.Root(r) != sum || built.Root(r) != sum {
			t.Fatalf("%v: %v, rebuilt %v, its %d keys %v; should be %d keys", r, h.tree.Root(r), built.Root(r), len(items), sum, len(want))
		}
	})
}

// TestEqualSetsHaveEqualRoots: equal sets have equal roots, and no others do.
func TestEqualSetsHaveEqualRoots(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := empty(t)
		b := a.clone()
		a.changes(t, 100, "changes of a")
		if rapid.Bool().Draw(t, "agree but for some") {
			b.digests, b.tree = maps.Clone(a.digests), a.rebuilt()
			b.changes(t, 2, "some")
		} else {
			b.changes(t, 100, "changes of b")
		}
		r := aRange(t, "range")
		if same := a.same(b, r); same != (a.tree.Root(r) == b.tree.Root(r)) {
			t.Fatalf("%v: the sets are equal: %v; their roots are %v and %v", r, same, a.tree.Root(r), b.tree.Root(r))
		}
	})
}

// TestCloneIsIndependent: changes to one do not affect the other.
func TestCloneIsIndependent(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := empty(t)
		a.changes(t, 100, "changes before")
		b := a.clone()
		for range rapid.IntRange(1, 100).Draw(t, "changes after") {
			rapid.SampledFrom([]*held{a, b}).Draw(t, "which").change(t, 4)
		}
		for _, h := range []*held{a, b} {
			check(t, h.tree)
			if got, want := h.tree.Items(nil, All()), h.rebuilt().Items(nil, All()); !slices.Equal(got, want) {
				t.Fatalf("a tree holds %v, should be %v", got, want)
			}
		}
	})
}

// TestManyKeysOfOneToken: keys of one token are distinguished by their symbols.
func TestManyKeysOfOneToken(t *testing.T) {
	tree := New()
	for key := id.Sym(100); key > 0; key-- {
		tree.Update(7, key, 1)
	}
	tree.Update(8, 101, 1)
	check(t, tree)
	if one, both := tree.Root(Range{6, 7}).Keys, tree.Root(Range{6, 8}).Keys; one != 100 || both != 101 {
		t.Errorf("(6, 7] has %d keys and (6, 8] %d, should be 100 and 101", one, both)
	}
	for i, item := range tree.Items(nil, Range{6, 7}) {
		if want := (Item{7, id.Sym(i + 1), keySum(7, id.Sym(i+1), 1)}); item != want {
			t.Fatalf("item %d of (6, 7] is %v, should be %v", i, item, want)
		}
	}
	if n := len(tree.Items(nil, Range{6, 7})); n != 100 {
		t.Errorf("(6, 7] lists %d keys, should be 100", n)
	}
	for key := id.Sym(1); key <= 100; key++ {
		tree.Remove(7, key)
	}
	check(t, tree)
	if tree.Len() != 1 || tree.nodes[0].link > 0 {
		t.Errorf("with %d key left the root is no leaf", tree.Len())
	}
}

// TestSplitCoversTheRange: the parts are consecutive, cover all of the range's tokens and
// differ in size by at most one.
func TestSplitCoversTheRange(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r, fan := aRange(t, "range"), rapid.IntRange(1, 40).Draw(t, "fan")
		parts := r.Split(nil, fan)
		if len(parts) != r.parts(fan) {
			t.Fatalf("%v in %d has %d parts, announced %d", r, fan, len(parts), r.parts(fan))
		}
		at, least, most, sum, carries := r.After, uint64(math.MaxUint64), uint64(0), uint64(0), uint64(0)
		for _, p := range parts {
			if p.After != at {
				t.Fatalf("%v in %d: %v does not follow %d", r, fan, p, at)
			}
			at = p.UpTo
			var carry uint64
			sum, carry = bits.Add64(sum, p.width(), 0)
			carries += carry
			if fan > 1 {
				least, most = min(least, p.width()), max(most, p.width())
			}
		}
		if at != r.UpTo || sum != r.width() || fan > 1 && most-least > 1 {
			t.Fatalf("%v in %d: parts of %d to %d tokens end at %d", r, fan, least, most, at)
		}
		if whole := r.After == r.UpTo && fan > 1; whole != (carries == 1) {
			t.Fatalf("%v in %d: the parts go %d times round", r, fan, carries)
		}
	})
}

func TestRangeContains(t *testing.T) {
	const bottom, top = math.MinInt64, math.MaxInt64
	for _, c := range []struct {
		r       Range
		in, out []ring.Token
	}{
		{Range{10, 20}, []ring.Token{11, 20}, []ring.Token{10, 21, bottom, top}},
		{Range{20, 10}, []ring.Token{21, top, bottom, 10}, []ring.Token{20, 11}},
		{Range{5, 5}, []ring.Token{5, 6, 4, bottom, top}, nil},
		{Range{top, bottom}, []ring.Token{bottom}, []ring.Token{top, 0}},
		{All(), []ring.Token{bottom, 0, top}, nil},
	} {
		for _, token := range c.in {
			if !c.r.Contains(token) {
				t.Errorf("%v lacks %d", c.r, token)
			}
		}
		for _, token := range c.out {
			if c.r.Contains(token) {
				t.Errorf("%v has %d", c.r, token)
			}
		}
	}
}

// TestKeySum: the sums are part of the meaning of a trace, and every bit of the input
// matters.
func TestKeySum(t *testing.T) {
	if got := keySum(-3758069500696749310, 1, 42); got != 0x6dd1866486d0608c {
		t.Errorf("keySum is %#x", got)
	}
	rapid.Check(t, func(t *rapid.T) {
		token, key, digest := aToken().Draw(t, "token"), id.Sym(rapid.Uint32().Draw(t, "key")), rapid.Uint64().Draw(t, "digest")
		sum, flips := keySum(token, key, digest), 0
		for bit := range 64 {
			flips += bits.OnesCount64(sum ^ keySum(token^1<<bit, key, digest))
			flips += bits.OnesCount64(sum ^ keySum(token, key, digest^1<<bit))
			flips += bits.OnesCount64(sum ^ keySum(token, key^1<<(bit/2), digest))
		}
		if mean := flips / (3 * 64); mean < 29 || mean > 34 {
			t.Fatalf("flipping one bit flips %d of 64", mean)
		}
	})
}

// TestKeysThatSwapVersionsDiffer: sums could not see the swap if a key's hash did not
// cover the key and the version together.
func TestKeysThatSwapVersionsDiffer(t *testing.T) {
	a, b := New(), New()
	a.Update(1, 1, 100)
	a.Update(2, 2, 200)
	b.Update(1, 1, 200)
	b.Update(2, 2, 100)
	if a.Root(All()) == b.Root(All()) {
		t.Error("two keys that swapped their versions have the same root")
	}
}

func TestHashString(t *testing.T) {
	for want, h := range map[string]Hash{
		"nothing":          {},
		"00000001, 1 key":  {Sum: 1 << 32, Keys: 1},
		"fedcba98, 0 keys": {Sum: 0xfedcba9876543210},
	} {
		if h.String() != want {
			t.Errorf("%#v is %q, should be %q", h, h.String(), want)
		}
	}
}

// TestSteadyStateAllocatesNothing: once a tree has had as many keys as now, updating and
// querying it allocate nothing.
func TestSteadyStateAllocatesNothing(t *testing.T) {
	tree := filled(5000)
	n := uint64(0)
	if allocs := testing.AllocsPerRun(1000, func() {
		n++
		key := id.Sym(n%5000 + 1)
		tree.Update(tokenOf(key), key, n)
		tree.Remove(tokenOf(key), key)
		tree.Update(tokenOf(key), key, n+1)
		tree.Root(Range{tokenOf(key), tokenOf(key + 1)})
	}); allocs != 0 {
		t.Errorf("%v allocations a run", allocs)
	}
}

// tokenOf spreads keys over the ring as Murmur3 does.
func tokenOf(key id.Sym) ring.Token { return ring.Token(mix(uint64(key) * golden)) }

// filled returns a tree of the keys 1 to n.
func filled(n int) *Tree {
	t := New()
	for key := id.Sym(1); int(key) <= n; key++ {
		t.Update(tokenOf(key), key, uint64(key))
	}
	return t
}

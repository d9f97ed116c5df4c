// Benchmarks of the tree and of exchanges.

package merkle

import (
	"testing"
	"unsafe"

	"ringside/engine/id"
	"ringside/engine/ring"
)

const manyKeys = 100_000

// BenchmarkUpdate: a new version of an existing key, the cost that every write pays.
func BenchmarkUpdate(b *testing.B) {
	t := filled(manyKeys)
	b.ReportAllocs()
	for n := uint64(1); b.Loop(); n++ {
		key := id.Sym(n*7919%manyKeys + 1)
		t.Update(tokenOf(key), key, n)
	}
}

// BenchmarkComeAndGo: a key is removed and added again.
func BenchmarkComeAndGo(b *testing.B) {
	t := filled(manyKeys)
	b.ReportAllocs()
	for n := uint64(1); b.Loop(); n++ {
		key := id.Sym(n*7919%manyKeys + 1)
		t.Remove(tokenOf(key), key)
		t.Update(tokenOf(key), key, n)
	}
}

// BenchmarkFill: a tree built from nothing; also the memory per key.
func BenchmarkFill(b *testing.B) {
	b.ReportAllocs()
	var t *Tree
	for b.Loop() {
		t = filled(manyKeys)
	}
	used := cap(t.nodes)*int(unsafe.Sizeof(node{})) + cap(t.leaves)*int(unsafe.Sizeof(leaf{}))
	b.ReportMetric(float64(used)/manyKeys, "B/key")
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/manyKeys, "ns/key")
}

// BenchmarkRoot: the hash of a range that is aligned with no node.
func BenchmarkRoot(b *testing.B) {
	t := filled(manyKeys)
	b.ReportAllocs()
	var sum uint64
	for n := uint64(1); b.Loop(); n++ {
		r := Range{ring.Token(mix(n)), ring.Token(mix(n + 1))}
		sum += t.Root(r).Sum
	}
}

// BenchmarkExchange: two replicas of 100,000 keys, compared completely.
func BenchmarkExchange(b *testing.B) {
	left, right, _ := tenApart(manyKeys)
	for _, c := range []struct {
		name string
		a, b *Tree
	}{
		{"equal", left, left.Clone()},
		{"ten differ", left, right},
		{"all differ", left, New()},
		{"all missing", New(), left},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			var tally Tally
			for b.Loop() {
				_, tally = meet(NewSession(Limits{}, All()), c.a, c.b)
			}
			b.ReportMetric(float64(2*tally.Rounds), "messages")
			b.ReportMetric(float64(tally.Compared), "ranges")
		})
	}
}

// BenchmarkClone: what a fork or a keyframe costs for one node's tree.
func BenchmarkClone(b *testing.B) {
	t := filled(manyKeys)
	b.ReportAllocs()
	for b.Loop() {
		t.Clone()
	}
}

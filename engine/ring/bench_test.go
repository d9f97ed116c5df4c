// Benchmarks of a ring of 1000 nodes with 256 vnodes each.

package ring

import "testing"

// The largest ring that must be supported: 1000 nodes of 256 vnodes.
const (
	manyNodes  = 1000
	manyVnodes = 256
)

func largeRing(b *testing.B) *Ring {
	b.Helper()
	r, err := New(Draw(1, manyNodes, manyVnodes))
	if err != nil {
		b.Fatal(err)
	}
	return r
}

func BenchmarkReplicas1000x256(b *testing.B) {
	r := largeRing(b)
	for _, p := range []Placement{Simple(3), Simple(100), PerDC(Copies{DC: DefaultDC, N: 3})} {
		b.Run(p.String(), func(b *testing.B) {
			dst := make([]NodeID, 0, MaxCopies)
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				dst = r.Replicas(dst[:0], Token(split(7, uint64(i))), p)
			}
		})
	}
}

func BenchmarkWalk1000x256(b *testing.B) {
	r := largeRing(b)
	dst := make([]Hop, 0, 64)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		dst = r.Walk(dst[:0], Token(split(7, uint64(i))), Simple(3))
	}
}

func BenchmarkBuild1000x256(b *testing.B) {
	nodes := Draw(1, manyNodes, manyVnodes)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := New(nodes); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkDraw1000x256(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		Draw(1, manyNodes, manyVnodes)
	}
}

func BenchmarkHash(b *testing.B) {
	for _, key := range []string{"cart:42", "customer/0123456789/orders/2026"} {
		b.Run(key, func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(key)))
			var sum Token
			for b.Loop() {
				sum += Hash(key)
			}
		})
	}
}

func BenchmarkFind1000x256(b *testing.B) {
	r := largeRing(b)
	n := 0
	for i := 0; b.Loop(); i++ {
		n += r.Find(Token(split(7, uint64(i))))
	}
}

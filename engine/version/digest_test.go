// Tests and benchmarks of digests.

package version

import (
	"math/bits"
	"slices"
	"strings"
	"testing"

	"ringside/engine/ring"
)

func write(node ring.NodeID, counter uint32, value string) *Set {
	return Write(nil, Sibling{Dot: Dot{Actor: Actor{Node: node}, Counter: counter}, Value: value})
}

// TestDigestSees: each part of a set alone changes the digest.
func TestDigestSees(t *testing.T) {
	base := Sibling{Dot: Dot{Actor: Actor{Node: 1, Epoch: 1}, Counter: 2}, Value: "milk", Stamp: 7}
	change := map[string]func(*Sibling){
		"nothing":    func(*Sibling) {},
		"node":       func(s *Sibling) { s.Dot.Actor.Node = 2 },
		"epoch":      func(s *Sibling) { s.Dot.Actor.Epoch = 2 },
		"counter":    func(s *Sibling) { s.Dot.Counter = 3 },
		"value":      func(s *Sibling) { s.Value = "silk" },
		"longer":     func(s *Sibling) { s.Value = "milk\x00" },
		"shorter":    func(s *Sibling) { s.Value = "" },
		"tombstone":  func(s *Sibling) { s.Tombstone = true },
		"stamp":      func(s *Sibling) { s.Stamp = 8 },
		"stamp sign": func(s *Sibling) { s.Stamp = -7 },
	}
	seen := map[uint64]string{(*Set)(nil).Digest(): "nil"}
	for name, f := range change {
		s := base
		f(&s)
		d := Write(nil, s).Digest()
		if other, twice := seen[d]; twice {
			t.Errorf("%s and %s have the same digest", name, other)
		}
		seen[d] = name
	}
	context := write(1, 1, "v").Context
	for name, c := range map[string]*Context{
		"seen 1": context, "seen 2": context.With(Dot{Actor: Actor{Node: 1}, Counter: 2}),
		"cloud 3": context.With(Dot{Actor: Actor{Node: 1}, Counter: 3}), "another": context.With(Dot{Actor: Actor{Node: 3}, Counter: 1}),
	} {
		d := (&Set{Context: c}).Digest()
		if other, twice := seen[d]; twice {
			t.Errorf("the context %s and %s have the same digest", name, other)
		}
		seen[d] = name
	}
}

// TestDigestForms: a digest does not depend on how a set was made, nor on whether its
// values' sums are known.
func TestDigestForms(t *testing.T) {
	made := write(1, 1, strings.Repeat("milk", 100))
	bare := &Set{Context: made.Context, Siblings: slices.Clone(made.Siblings)}
	bare.Siblings[0].sum = 0
	if made.Digest() != bare.Digest() {
		t.Error("the sum that Write keeps is not the one that Digest makes")
	}
	if (*Set)(nil).Digest() != (&Set{Context: &Context{}}).Digest() {
		t.Error("a nil set and an empty one differ")
	}
	if !Equal(nil, &Set{Context: &Context{}}) {
		t.Error("a nil set does not equal an empty one")
	}
}

// TestDigestStaysTheSame pins one digest: traces contain them, and they must be the same
// on every platform and in every release that reads old sessions.
func TestDigestStaysTheSame(t *testing.T) {
	s := Merge(write(1, 1, "milk"), write(2, 3, strings.Repeat("bread", 10)))
	if got, want := s.Digest(), uint64(0xabddce45b9e9cacf); got != want {
		t.Errorf("digest %#x, was %#x", got, want)
	}
}

// TestDigestAvalanche: flipping any bit of a value flips each bit of the digest about half
// of the time.
func TestDigestAvalanche(t *testing.T) {
	for _, size := range []int{1, 7, 8, 9, 16, 33} {
		var flips [64]int
		trials := 0
		for seed := range 64 {
			text := make([]byte, size)
			for i := range text {
				text[i] = byte(seed * (i + 3))
			}
			before := write(1, 1, string(text)).Digest()
			for bit := range size * 8 {
				text[bit/8] ^= 1 << (bit % 8)
				diff := before ^ write(1, 1, string(text)).Digest()
				text[bit/8] ^= 1 << (bit % 8)
				for ; diff != 0; diff &= diff - 1 {
					flips[bits.TrailingZeros64(diff)]++
				}
				trials++
			}
		}
		for bit, n := range flips {
			// 512 trials or more: 0.5 ± 0.12 is beyond 5 standard deviations.
			if share := float64(n) / float64(trials); share < 0.38 || share > 0.62 {
				t.Errorf("values of %d bytes: bit %d flips in %.0f%% of cases", size, bit, 100*share)
			}
		}
	}
}

func BenchmarkDigest(b *testing.B) {
	s := Merge(Merge(write(1, 1, "milk"), write(2, 1, "bread")), write(3, 1, strings.Repeat("x", 1<<20)))
	b.ReportAllocs()
	var sum uint64
	for b.Loop() {
		sum += s.Digest()
	}
	if sum == 0 {
		b.Fatal("no digest")
	}
}

func BenchmarkWrite(b *testing.B) {
	seen := Merge(write(1, 1, "milk"), write(2, 1, "bread")).Context
	next := Sibling{Dot: Dot{Actor: Actor{Node: 1}, Counter: 2}, Value: "eggs"}
	b.ReportAllocs()
	for b.Loop() {
		if Write(seen, next) == nil {
			b.Fatal("no set")
		}
	}
}

func BenchmarkWriteMegabyte(b *testing.B) {
	next := Sibling{Dot: Dot{Actor: Actor{Node: 1}, Counter: 2}, Value: strings.Repeat("x", 1<<20)}
	b.SetBytes(1 << 20)
	for b.Loop() {
		if Write(nil, next) == nil {
			b.Fatal("no set")
		}
	}
}

func BenchmarkMerge(b *testing.B) {
	stored := Merge(write(1, 1, "milk"), write(2, 1, "bread"))
	newer := Write(stored.Context, Sibling{Dot: Dot{Actor: Actor{Node: 1}, Counter: 2}, Value: "eggs"})
	concurrent := write(3, 1, "tea")
	for name, with := range map[string]*Set{"known": write(2, 1, "bread"), "newer": newer, "concurrent": concurrent} {
		for policy, merge := range map[string]func(a, b *Set) *Set{"siblings": Merge, "lww": MergeLWW} {
			start := stored
			if policy == "lww" {
				start = MergeLWW(stored, stored)
			}
			b.Run(name+"/"+policy, func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if merge(start, with) == nil {
						b.Fatal("no set")
					}
				}
			})
		}
	}
}

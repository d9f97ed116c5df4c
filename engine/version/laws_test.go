// Property tests of the laws of merges, contexts and digests.

package version

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"ringside/engine/ring"
	_ "ringside/internal/steady"
)

// drawDot draws from few dots, so that sets have much in common.
func drawDot() *rapid.Generator[Dot] {
	return rapid.Custom(func(t *rapid.T) Dot {
		return Dot{
			Actor: Actor{
				Node:  ring.NodeID(rapid.IntRange(0, 2).Draw(t, "node")),
				Epoch: rapid.Uint16Range(0, 1).Draw(t, "epoch"),
			},
			Counter: rapid.Uint32Range(1, 5).Draw(t, "counter"),
		}
	})
}

// contextOf builds a context one dot after the other.
func contextOf(dots []Dot) (c *Context) {
	for _, d := range dots {
		c = c.With(d)
	}
	return c
}

// drawSibling draws a write without a dot, with many ties.
func drawSibling() *rapid.Generator[Sibling] {
	return rapid.Custom(func(t *rapid.T) Sibling {
		s := Sibling{Stamp: rapid.Int64Range(0, 2).Draw(t, "stamp"), Tombstone: rapid.Bool().Draw(t, "tombstone")}
		if !s.Tombstone {
			s.Value = rapid.SampledFrom([]string{"", "a", "b", "ab", "\xff"}).Draw(t, "value")
		}
		return s
	})
}

// writeOf returns the one write that a dot stands for in every draw.
func writeOf(d Dot) Sibling {
	n := int(d.Counter)*7 + int(d.Actor.Node)*3 + int(d.Actor.Epoch)
	s := Sibling{Dot: d, Stamp: int64(n % 3), Tombstone: n%5 == 0}
	if !s.Tombstone {
		s.Value = fmt.Sprint("v", n%4)
	}
	return s
}

// drawSet draws a set with any context and any of the writes in it as siblings; sometimes
// nil.
func drawSet() *rapid.Generator[*Set] {
	return rapid.Custom(func(t *rapid.T) *Set {
		dots := rapid.SliceOfN(drawDot(), 0, 12).Draw(t, "seen")
		if len(dots) == 0 && rapid.Bool().Draw(t, "nil") {
			return nil
		}
		keep := rapid.SliceOfN(rapid.Bool(), len(dots), len(dots)).Draw(t, "keep")
		s := &Set{Context: contextOf(dots)}
		for i, d := range dots {
			if keep[i] && !s.Has(d) {
				s.Siblings = append(s.Siblings, writeOf(d))
			}
		}
		slices.SortFunc(s.Siblings, func(a, b Sibling) int { return a.Dot.Compare(b.Dot) })
		return s
	})
}

// single draws what last write wins produces: a set of at most one sibling.
func single() *rapid.Generator[*Set] {
	return rapid.Map(drawSet(), func(s *Set) *Set { return MergeLWW(s, s) })
}

func same(t *rapid.T, law string, a, b *Set) {
	t.Helper()
	if !Equal(a, b) {
		t.Fatalf("%s:\n%+v\n%+v", law, a, b)
	}
	if a.Digest() != b.Digest() {
		t.Fatalf("%s: equal sets with digests %x and %x", law, a.Digest(), b.Digest())
	}
	canonical(t, a)
	canonical(t, b)
}

// TestMergeLaws: merging is commutative and associative under both policies, for any sets;
// merging in again what was merged changes nothing; and a merge is idempotent, for last
// write wins once a set has been reduced to one sibling.
func TestMergeLaws(t *testing.T) {
	for name, policy := range map[string]Policy{"siblings": KeepSiblings, "last write wins": LastWriteWins} {
		t.Run(name, rapid.MakeCheck(func(t *rapid.T) {
			a, b, c := drawSet().Draw(t, "a"), drawSet().Draw(t, "b"), drawSet().Draw(t, "c")
			merge := policy.Merge
			ab := merge(a, b)
			same(t, "commutative", ab, merge(b, a))
			same(t, "associative", merge(ab, c), merge(a, merge(b, c)))
			same(t, "absorbs", merge(ab, b), ab)
			same(t, "idempotent", merge(ab, ab), ab)
			same(t, "reduces first or last", merge(merge(a, a), b), ab)
			if policy == KeepSiblings {
				same(t, "idempotent", merge(a, a), a)
			} else if one := single().Draw(t, "one"); len(sliceOf(one)) > 1 {
				t.Fatalf("%d siblings survive", len(one.Siblings))
			}
		}))
	}
}

// TestMergeKeepsPointers: if one of the two is already the result, that very set is
// returned, and nothing is allocated.
func TestMergeKeepsPointers(t *testing.T) {
	for name, policy := range map[string]Policy{"siblings": KeepSiblings, "last write wins": LastWriteWins} {
		t.Run(name, rapid.MakeCheck(func(t *rapid.T) {
			a, b := single().Draw(t, "a"), single().Draw(t, "b")
			if policy == KeepSiblings {
				a, b = drawSet().Draw(t, "a of any size"), drawSet().Draw(t, "b of any size")
			}
			out := policy.Merge(a, b)
			if Equal(out, a) && out != a && a != nil {
				t.Fatal("the result equals the first and is another")
			}
			if Equal(out, b) && out != b && out != a && b != nil {
				t.Fatal("the result equals the second and is another")
			}
			if n := testing.AllocsPerRun(1, func() { policy.Merge(out, a); policy.Merge(b, out) }); n != 0 {
				t.Fatalf("merging in what is known allocates %v times", n)
			}
		}))
	}
}

// TestMergeKeepsConcurrent: a sibling is dropped only if the other set has seen it
// replaced, and a replaced one never comes back.
func TestMergeKeepsConcurrent(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := drawSet().Draw(t, "a"), drawSet().Draw(t, "b")
		out := Merge(a, b)
		for _, s := range slices.Concat(sliceOf(a), sliceOf(b)) {
			gone := a.Seen().Contains(s.Dot) && !a.Has(s.Dot) || b.Seen().Contains(s.Dot) && !b.Has(s.Dot)
			if out.Has(s.Dot) == gone {
				t.Fatalf("%v kept: %v, replaced: %v", s.Dot, out.Has(s.Dot), gone)
			}
		}
	})
}

// TestContextLaws: contexts are sets of dots, with the laws of sets.
func TestContextLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		dots := rapid.SliceOfN(drawDot(), 0, 12).Draw(t, "dots")
		more := rapid.SliceOfN(drawDot(), 0, 12).Draw(t, "more")
		a, b := contextOf(dots), contextOf(more)
		ab := Union(a, b)
		canonicalContext(t, a)
		canonicalContext(t, ab)
		if shuffled := contextOf(rapid.Permutation(dots).Draw(t, "shuffled")); !slices.Equal(entries(a), entries(shuffled)) {
			t.Fatalf("the order of arrival shows: %v, %v", a, shuffled)
		}
		for _, probe := range everyDot() {
			inA, inB := slices.Contains(dots, probe), slices.Contains(more, probe)
			if a.Contains(probe) != inA || ab.Contains(probe) != (inA || inB) {
				t.Fatalf("%v: in a %v (should be %v), in the union %v", probe, a.Contains(probe), inA, ab.Contains(probe))
			}
		}
		aInB := !slices.ContainsFunc(dots, func(d Dot) bool { return !slices.Contains(more, d) })
		bInA := !slices.ContainsFunc(more, func(d Dot) bool { return !slices.Contains(dots, d) })
		if a.Covers(b) != bInA || b.Covers(a) != aInB {
			t.Fatalf("a covers b: %v (should be %v), b covers a: %v (should be %v)", a.Covers(b), bInA, b.Covers(a), aInB)
		}
		want := map[[2]bool]Order{{true, true}: Same, {true, false}: Before, {false, true}: After, {false, false}: Concurrent}[[2]bool{aInB, bInA}]
		if got := Compare(a, b); got != want {
			t.Fatalf("compare: %v, should be %v", got, want)
		}
		if bInA && a != nil && ab != a || aInB && !bInA && ab != b {
			t.Fatal("a union that is one of the two is another context")
		}
		if Compare(ab, Union(b, a)) != Same || Union(ab, a) != ab && ab != nil {
			t.Fatal("the union is no union")
		}
	})
}

// entries returns the dots of a context.
func entries(c *Context) (out []Dot) {
	if c == nil {
		return nil
	}
	for _, e := range c.Seen {
		out = append(out, Dot{Actor: e.Actor, Counter: e.Max})
	}
	return append(out, c.Cloud...)
}

// everyDot returns all dots that drawDot can draw.
func everyDot() (out []Dot) {
	for node := range ring.NodeID(3) {
		for epoch := range uint16(2) {
			for counter := range uint32(5) {
				out = append(out, Dot{Actor: Actor{Node: node, Epoch: epoch}, Counter: counter + 1})
			}
		}
	}
	return out
}

// TestDigests: sets are equal exactly if their digests are.
func TestDigests(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := drawSet().Draw(t, "a"), drawSet().Draw(t, "b")
		if Equal(a, b) != (a.Digest() == b.Digest()) {
			t.Fatalf("equal: %v, digests %x and %x", Equal(a, b), a.Digest(), b.Digest())
		}
	})
}

// TestExtensionIsWith holds that what is shared is what With would have made, for the
// context that was extended and for any other one.
func TestExtensionIsWith(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		of := contextOf(rapid.SliceOfN(drawDot(), 0, 6).Draw(t, "of"))
		other := contextOf(rapid.SliceOfN(drawDot(), 0, 6).Draw(t, "other"))
		d := drawDot().Draw(t, "dot")
		e := Extension{Of: of, Dot: d, To: of.With(d)}
		if of.WithThat(e) != e.To {
			t.Fatalf("what %v became with %v is not shared", of, d)
		}
		for _, c := range []*Context{of, other, nil} {
			if got, want := c.WithThat(e), c.With(d); Compare(got, want) != Same {
				t.Fatalf("%v with %v is %v, want %v", c, d, got, want)
			}
			if got, want := c.WithThat(Extension{Dot: d}), c.With(d); Compare(got, want) != Same {
				t.Fatalf("%v with %v, which nobody has, is %v, want %v", c, d, got, want)
			}
		}
	})
}

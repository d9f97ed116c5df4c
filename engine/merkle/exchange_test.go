// Tests of exchanges: they find exactly what differs, over good and bad networks, at a
// bounded cost.

package merkle

import (
	"cmp"
	"math"
	"math/bits"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"ringside/engine/id"
	"ringside/engine/ring"
	_ "ringside/internal/steady"
)

// differ is what two replicas must stream to agree on a range, by definition.
type differ struct{ push, pull, all []id.Sym }

func differing(a, b *held, r Range) (d differ) {
	for i, token := range a.tokens {
		key := id.Sym(i + 1)
		mine, here := a.digests[key]
		theirs, there := b.digests[key]
		if !r.Contains(token) || here == there && mine == theirs {
			continue
		}
		d.all = append(d.all, key)
		if here {
			d.push = append(d.push, key)
		}
		if there {
			d.pull = append(d.pull, key)
		}
	}
	return d
}

// pair draws two replicas that agree on most keys or on none.
func pair(t *rapid.T) (a, b *held) {
	a = empty(t)
	a.changes(t, 200, "changes")
	b = a.clone()
	if rapid.IntRange(0, 5).Draw(t, "b is empty") == 0 {
		b.digests, b.tree = make(map[id.Sym]uint64), New()
	}
	b.changes(t, 20, "changes of b")
	return a, b
}

// disjoint draws ranges between some tokens of the ring, the last of which may
// wrap, or all tokens.
func disjoint(t *rapid.T) (ranges []Range) {
	cuts := rapid.SliceOfNDistinct(aToken(), 1, 9, rapid.ID[ring.Token]).Draw(t, "cuts")
	slices.Sort(cuts)
	for i, upTo := range cuts {
		r := Range{After: cuts[(i+len(cuts)-1)%len(cuts)], UpTo: upTo}
		if len(cuts) == 1 || rapid.IntRange(0, 2).Draw(t, "leave out") > 0 {
			ranges = append(ranges, r)
		}
	}
	return ranges
}

func someLimits(t *rapid.T) Limits {
	return Limits{
		Fan:   rapid.SampledFrom([]int{0, 2, 3, 16, 100}).Draw(t, "fan"),
		List:  rapid.SampledFrom([]int{0, 1, 2, 5}).Draw(t, "list"),
		Batch: rapid.SampledFrom([]int{0, 1, 2, 5}).Draw(t, "batch"),
	}
}

// most is the maximum number of rounds that differing keys can cost. Each key is below one
// part of each level, and a request that is not full covers the rest of a level.
func most(l Limits, ranges, differ int) int {
	l = l.filled()
	levels := 1 + 64
	if l.Fan > 2 {
		levels = 1 + int(math.Ceil(64/math.Log2(float64(l.Fan))))
	}
	return levels + (ranges+differ*levels)/l.Batch
}

// TestExchangeFindsWhatDiffers: an exchange finds exactly the differences, both ways, in
// any ranges, however often messages are lost, late and duplicated; then both agree.
func TestExchangeFindsWhatDiffers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := pair(t)
		ranges, limits := disjoint(t), someLimits(t)
		var want differ
		for _, r := range ranges {
			d := differing(a, b, r)
			want.push, want.pull, want.all = append(want.push, d.push...), append(want.pull, d.pull...), append(want.all, d.all...)
		}
		got, tally := meetBadly(t, NewSession(limits, ranges...), a.tree, b.tree)
		slices.Sort(got.Push)
		slices.Sort(got.Pull)
		slices.Sort(want.push)
		slices.Sort(want.pull)
		if !slices.Equal(got.Push, want.push) || !slices.Equal(got.Pull, want.pull) {
			t.Fatalf("push %v pull %v, should be %v and %v", got.Push, got.Pull, want.push, want.pull)
		}
		if tally.Keys != len(want.all) || tally.Push != len(want.push) || tally.Pull != len(want.pull) {
			t.Fatalf("%+v, should be %d keys, %d to push, %d to pull", tally, len(want.all), len(want.push), len(want.pull))
		}
		if limit := most(limits, len(ranges), len(want.all)); tally.Rounds > limit {
			t.Fatalf("%d keys in %d ranges took %d rounds, should be %d at most", len(want.all), len(ranges), tally.Rounds, limit)
		}
		for _, key := range want.all {
			a.put(key, 99)
			b.put(key, 99)
		}
		got, again := meet(NewSession(limits, ranges...), a.tree, b.tree)
		batch := limits.filled().Batch
		if len(got.Push)+len(got.Pull) > 0 || again != (Tally{Rounds: (len(ranges) + batch - 1) / batch, Compared: len(ranges)}) {
			t.Fatalf("equal replicas: %+v, %+v", got, again)
		}
	})
}

// meet runs a session to its end and returns everything that it found.
func meet(s *Session, a, b *Tree) (all Stream, _ Tally) {
	for {
		q, ok := s.Ask(a)
		if !ok {
			return all, s.Tally()
		}
		found, _ := s.Take(a, b.Answer(q))
		all.Push, all.Pull = append(all.Push, found.Push...), append(all.Pull, found.Pull...)
	}
}

// meetBadly is meet over a bad network: requests are repeated, answers arrive again much
// later, and sometimes a clone continues the session.
func meetBadly(t *rapid.T, s *Session, a, b *Tree) (all Stream, _ Tally) {
	var old []Answer
	for {
		q, ok := s.Ask(a)
		if !ok {
			break
		}
		answer := b.Answer(q)
		switch rapid.IntRange(0, 9).Draw(t, "network") {
		case 0: // lost
			continue
		case 1: // an old answer comes first
			for _, o := range old {
				if _, taken := s.Take(a, o); taken {
					t.Fatalf("the answer of round %d was taken again", o.Round)
				}
			}
		case 2: // cut off
			bad := answer
			bad.Verdicts = bad.Verdicts[:len(bad.Verdicts)-1]
			if _, taken := s.Take(a, bad); taken {
				t.Fatalf("an answer without its last verdict was taken")
			}
		case 3:
			gone := s
			s = s.Clone()
			gone.Take(a, answer)
		}
		found, taken := s.Take(a, answer)
		if !taken {
			t.Fatalf("the answer of round %d was not taken", answer.Round)
		}
		old = append(old, answer)
		all.Push, all.Pull = append(all.Push, found.Push...), append(all.Pull, found.Pull...)
	}
	for _, o := range old {
		if _, taken := s.Take(a, o); taken {
			t.Fatalf("the answer of round %d was taken after the end", o.Round)
		}
	}
	return all, s.Tally()
}

// TestExchangeWhileBothChange: the exchange ends, and finds every key that differed
// throughout.
func TestExchangeWhileBothChange(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := pair(t)
		still := differing(a, b, All()).all
		touch := func(h *held, who string) {
			if !rapid.Bool().Draw(t, who) {
				return
			}
			h.change(t, 3)
			now := differing(a, b, All()).all
			still = slices.DeleteFunc(still, func(key id.Sym) bool { return !slices.Contains(now, key) })
		}
		s := NewSession(someLimits(t), All())
		var found []id.Sym
		for rounds := 0; !s.Done(); rounds++ {
			if rounds > 20_000 {
				t.Fatalf("no end after %d rounds", rounds)
			}
			q, _ := s.Ask(a.tree)
			touch(b, "b changes")
			answer := b.tree.Answer(q)
			touch(a, "a changes")
			stream, _ := s.Take(a.tree, answer)
			found = append(append(found, stream.Push...), stream.Pull...)
		}
		for _, key := range still {
			if !slices.Contains(found, key) {
				t.Fatalf("key %d differed all the time and was not found: %v", key, found)
			}
		}
	})
}

// TestStreamsAreInOrderOfTheRing: the keys of a stream are sorted from the beginning of
// the range.
func TestStreamsAreInOrderOfTheRing(t *testing.T) {
	r := Range{After: 40, UpTo: -40}
	a, b := New(), New()
	tokens := []ring.Token{50, math.MaxInt64, math.MinInt64, -50}
	for i, token := range tokens {
		a.Update(token, id.Sym(9-i), 1)
		b.Update(token, id.Sym(9-i), 2)
	}
	a.Update(0, 1, 1) // outside
	got, tally := meet(NewSession(Limits{}, r), a, b)
	if want := []id.Sym{9, 8, 7, 6}; !slices.Equal(got.Push, want) || !slices.Equal(got.Pull, want) {
		t.Errorf("push %v, pull %v, should both be %v", got.Push, got.Pull, want)
	}
	if want := (Tally{Rounds: 1, Compared: 1, Listed: 1, Keys: 4, Push: 4, Pull: 4}); tally != want {
		t.Errorf("%+v, should be %+v", tally, want)
	}
}

// TestTakeRefusesWhatDoesNotFit: an answer whose verdicts do not fit the question, or
// state wrong lengths, changes nothing.
func TestTakeRefusesWhatDoesNotFit(t *testing.T) {
	a, b := filled(100), filled(200)
	s := NewSession(Limits{}, All())
	q, _ := s.Ask(a)
	good := b.Answer(q)
	for name, spoil := range map[string]func(*Answer){
		"another round":       func(x *Answer) { x.Round++ },
		"no verdict":          func(x *Answer) { x.Verdicts = nil },
		"two verdicts":        func(x *Answer) { x.Verdicts = append(slices.Clone(x.Verdicts), Verdict{Found: Equal}) },
		"an unknown finding":  func(x *Answer) { x.Verdicts = []Verdict{{}} },
		"a hash is missing":   func(x *Answer) { x.Hashes = x.Hashes[1:] },
		"a part too few":      func(x *Answer) { x.Verdicts, x.Hashes = []Verdict{{Cut, 15}}, x.Hashes[1:] },
		"hashes of nobody":    func(x *Answer) { x.Verdicts = []Verdict{{Found: Equal}} },
		"less than no items":  func(x *Answer) { *x = Answer{Round: x.Round, Verdicts: []Verdict{{Listed, -1}}} },
		"items that are none": func(x *Answer) { *x = Answer{Round: x.Round, Verdicts: []Verdict{{Listed, 3}}} },
	} {
		bad := good
		spoil(&bad)
		if _, taken := s.Take(a, bad); taken || s.Tally() != (Tally{}) {
			t.Errorf("%s: the answer was taken", name)
		}
	}
	if _, taken := s.Take(a, good); !taken {
		t.Error("the answer itself was not taken")
	}
}

// TestNothingToCompare: a session over no ranges is done from the start.
func TestNothingToCompare(t *testing.T) {
	s := NewSession(Limits{})
	if _, ok := s.Ask(New()); ok || !s.Done() {
		t.Error("it asks about something")
	}
}

// TestBatchesOfRanges: ranges are asked about in order, a batch at a time, and the
// caller's list stays as it is.
func TestBatchesOfRanges(t *testing.T) {
	ranges := []Range{{0, 10}, {10, 20}, {20, 30}}
	a, b := New(), New()
	for key := id.Sym(1); key <= 30; key++ {
		a.Update(ring.Token(key), key, 1)
	}
	s := NewSession(Limits{Fan: 2, List: 1, Batch: 1}, ranges...)
	for i, r := range []Range{{0, 10}, {10, 20}, {20, 30}} {
		q, _ := s.Ask(a)
		if len(q.Parts) != 1 || q.Parts[0] != (Part{Range: r, Hash: a.Root(r)}) {
			t.Fatalf("round %d asks about %v, should be %v", q.Round, q.Parts, r)
		}
		s.Take(a, b.Answer(q))
		if want := (Tally{Rounds: i + 1, Compared: i + 1, Listed: i + 1, Keys: 10 * (i + 1), Push: 10 * (i + 1)}); s.Tally() != want {
			t.Fatalf("after round %d: %+v, should be %+v", q.Round, s.Tally(), want)
		}
		if ranges[i] != r {
			t.Fatalf("the caller's range %v became %v", r, ranges[i])
		}
	}
	if !s.Done() {
		t.Error("three batches were not all")
	}
}

// TestTenAmongAHundredThousand: the cost of ten differing keys. There is one request and
// one answer for each level of the cut.
func TestTenAmongAHundredThousand(t *testing.T) {
	a, b, want := tenApart(100_000)
	got, tally := meet(NewSession(Limits{}, All()), a, b)
	both := append(slices.Clone(got.Push), got.Pull...)
	slices.Sort(both)
	if both = slices.Compact(both); !slices.Equal(both, want) {
		t.Errorf("found %v, should be %v", both, want)
	}
	if tally.Rounds > 5 || tally.Keys != 10 || tally.Compared > 1+16*(1+10+10+1) || tally.Listed > 10 {
		t.Errorf("%+v", tally)
	}
	s := NewSession(Limits{}, All())
	if _, equal := meet(s, a, a.Clone()); equal != (Tally{Rounds: 1, Compared: 1}) {
		t.Errorf("equal trees: %+v", equal)
	}
}

// TestRoundsGrowWithWhatDiffers: rounds depend on the differences rather than on the
// number of keys; a hundred times the keys cost two more levels.
func TestRoundsGrowWithWhatDiffers(t *testing.T) {
	var rounds []int
	for _, keys := range []int{1_000, 10_000, 100_000} {
		a, b, _ := tenApart(keys)
		_, tally := meet(NewSession(Limits{}, All()), a, b)
		rounds = append(rounds, tally.Rounds)
	}
	if !slices.IsSorted(rounds) || rounds[2]-rounds[0] > bits.Len(100)/4+1 {
		t.Errorf("rounds at 1,000, 10,000 and 100,000 keys: %v", rounds)
	}
}

// tenApart returns two replicas of n keys that differ in ten: four have another version,
// three are missing in one of them, and three in the other.
func tenApart(n int) (a, b *Tree, keys []id.Sym) {
	a = filled(n)
	b = a.Clone()
	for i := range 10 {
		key := id.Sym(1 + i*n/10)
		keys = append(keys, key)
		switch {
		case i < 4:
			b.Update(tokenOf(key), key, math.MaxUint64)
		case i < 7:
			b.Remove(tokenOf(key), key)
		default:
			a.Remove(tokenOf(key), key)
		}
	}
	slices.SortFunc(keys, cmp.Compare[id.Sym])
	return a, b, keys
}

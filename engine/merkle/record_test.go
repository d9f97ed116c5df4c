// Tests of what is kept of an exchange: it adds up, and it is what the two trees hold.

package merkle

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"ringside/engine/id"
)

// TestSeenIsWhatWasExchanged: of an exchange between trees that stand still, every row has the
// hashes of the two trees; a range that was cut is all its parts, and one that was listed has
// below it exactly the keys that differ.
func TestSeenIsWhatWasExchanged(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := pair(t)
		ranges, limits := disjoint(t), someLimits(t)
		seen := Compare(a.tree, b.tree, limits, ranges...)
		if len(seen.Rows) > MaxRows || (seen.Left > 0) != (len(seen.Rows) == MaxRows) && seen.Left > 0 {
			t.Fatalf("%d rows are kept, %d are not", len(seen.Rows), seen.Left)
		}
		parts, keys := make([]Hash, len(seen.Rows)), make([]id.Sym, 0)
		for i, row := range seen.Rows {
			if row.Under >= i {
				t.Fatalf("row %d stands before its range, row %d", i, row.Under)
			}
			if row.IsKey {
				keys = append(keys, row.Key)
				if row.Mine == row.Theirs || seen.Rows[row.Under].Found != Listed {
					t.Fatalf("a key that does not differ, or is not listed: %+v", row)
				}
				continue
			}
			if row.Mine != a.tree.Root(row.Range) || row.Theirs != b.tree.Root(row.Range) {
				t.Fatalf("%+v, should be %v and %v", row, a.tree.Root(row.Range), b.tree.Root(row.Range))
			}
			if (row.Found == Equal) != (row.Mine == row.Theirs) || row.Round == 0 {
				t.Fatalf("%+v", row)
			}
			if row.Under >= 0 {
				parts[row.Under] = parts[row.Under].plus(row.Theirs)
			}
		}
		if seen.Left > 0 {
			return
		}
		for i, row := range seen.Rows {
			if row.Found == Cut && parts[i] != row.Theirs {
				t.Fatalf("the parts of %v add up to %v, should be %v", row.Range, parts[i], row.Theirs)
			}
		}
		var want []id.Sym
		for _, r := range ranges {
			want = append(want, differing(a, b, r).all...)
		}
		slices.Sort(keys)
		slices.Sort(want)
		if !slices.Equal(keys, want) {
			t.Fatalf("keys %v, should be %v", keys, want)
		}
	})
}

// TestSeenAlongTheWay: while an exchange is under way, what has not been answered yet says so.
func TestSeenAlongTheWay(t *testing.T) {
	a, b := filled(1000), filled(1000)
	b.Update(tokenOf(7), 7, 99)
	s := NewSession(Limits{}, All())
	q, _ := s.Ask(a)
	if at := s.Seen().Rows; len(at) != 1 || at[0].Round != 0 || at[0].Found != 0 || at[0].Mine != a.Root(All()) {
		t.Fatalf("before the first answer: %+v", at)
	}
	s.Take(a, b.Answer(q))
	rows := s.Seen().Rows
	if len(rows) != 1+defaultFan || rows[0].Found != Cut || rows[0].Round != 1 {
		t.Fatalf("after the first answer: %+v", rows)
	}
	waiting := slices.DeleteFunc(slices.Clone(rows), func(r Row) bool { return r.Round > 0 })
	if len(waiting) != 1 || !waiting[0].Range.Contains(tokenOf(7)) || waiting[0].Found != 0 {
		t.Fatalf("waiting: %+v", waiting)
	}
}

// TestSeenIsBounded: of a long exchange the first rows are kept, and the others counted.
func TestSeenIsBounded(t *testing.T) {
	const keys = 5000
	seen := Compare(filled(keys), New(), Limits{}, All())
	if len(seen.Rows) != MaxRows || seen.Tally.Keys != keys {
		t.Fatalf("%d rows, %+v", len(seen.Rows), seen.Tally)
	}
	if all := seen.Tally.Compared + seen.Tally.Keys; len(seen.Rows)+seen.Left != all {
		t.Errorf("%d rows and %d that are not kept, should be %d", len(seen.Rows), seen.Left, all)
	}
}

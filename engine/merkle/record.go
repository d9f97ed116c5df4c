// What an exchange has shown, kept so that it can be looked at.

package merkle

import (
	"slices"

	"ringside/engine/id"
)

// MaxRows bounds how much of one exchange is kept: of larger ones the rest is only counted.
const MaxRows = 1024

// Exchange is what the two sides of an exchange have told each other so far: the hashes that
// went over the network, and what they showed to differ. Nothing of it is worked out
// afterwards. It is never changed once made.
type Exchange struct {
	Tally Tally
	Rows  []Row // those of a range come after it, in the order in which they were compared
	Left  int   // rows that are not kept, since there are more than MaxRows
}

// Row is one range of an exchange, or one key that differs.
type Row struct {
	Range  Range   // of a key: the one in which it was listed
	Under  int     // the row of the range that this is a part of, or was listed in; -1: a whole range
	Round  int     // in which it was answered; of a part whose hashes are equal: that of its range; 0: not yet
	Found  Finding // Equal, Cut or Listed; 0: the hashes differ, and it has not been looked into yet
	IsKey  bool    // it is a key that differs
	Key    id.Sym
	Mine   Hash // what the asker holds there
	Theirs Hash // and the other; of a range that has not been answered yet: nothing
}

// record is what a session keeps for its Exchange. The numbers in asked and pending are the
// rows of the session's own asked and pending ranges; -1 for a range without a row.
type record struct {
	rows           []Row
	asked, pending []int
	left           int
	in             int // the row in which keys are being listed; -1: it is not kept
}

func (r *record) begin(ranges []Range) {
	for _, whole := range ranges {
		r.await(r.add(Row{Range: whole, Under: -1}))
	}
}

func (r *record) clone() record {
	return record{slices.Clone(r.rows), slices.Clone(r.asked), slices.Clone(r.pending), r.left, r.in}
}

// add keeps a row, and returns its number; -1 if there is no room for it.
func (r *record) add(row Row) int {
	if len(r.rows) == MaxRows {
		r.left++
		return -1
	}
	r.rows = append(r.rows, row)
	return len(r.rows) - 1
}

// await notes the row of a range that is pending.
func (r *record) await(row int) { r.pending = append(r.pending, row) }

// advance follows the session: n pending ranges are asked about.
func (r *record) advance(n int) {
	r.asked = append(r.asked[:0], r.pending[:n]...)
	r.pending = r.pending[:copy(r.pending, r.pending[n:])]
}

// of returns the row of the i-th range that is asked about; nil if it has none.
func (r *record) of(i int) *Row {
	if row := r.asked[i]; row >= 0 {
		return &r.rows[row]
	}
	return nil
}

// asks takes in what the asker says of a range.
func (r *record) asks(i int, mine Hash) {
	if row := r.of(i); row != nil {
		row.Mine = mine
	}
}

// answered takes in what came of a range.
func (r *record) answered(i, round int, found Finding, theirs Hash) {
	if row := r.of(i); row != nil {
		row.Round, row.Found, row.Theirs = round, found, theirs
	}
}

func (r *record) equal(i, round int) {
	if row := r.of(i); row != nil {
		r.answered(i, round, Equal, row.Mine)
	}
}

func (r *record) cut(i, round int, hashes []Hash) {
	var sum Hash
	for _, h := range hashes {
		sum = sum.plus(h)
	}
	r.answered(i, round, Cut, sum)
}

func (r *record) listed(i, round int, items []Item) {
	r.in = r.asked[i]
	var sum Hash
	for _, item := range items {
		sum = sum.plus(Hash{Sum: item.Sum, Keys: 1})
	}
	r.answered(i, round, Listed, sum)
}

// part keeps a part of the i-th range, and returns its row.
func (r *record) part(i int, part Range, mine, theirs Hash) int {
	whole := r.of(i)
	if whole == nil {
		r.left++
		return -1
	}
	row := Row{Range: part, Under: r.asked[i], Mine: mine, Theirs: theirs}
	if mine == theirs {
		row.Round, row.Found = whole.Round, Equal
	}
	return r.add(row)
}

// key keeps a key that differs, of the range that is being listed.
func (r *record) key(mine, theirs *Item) {
	if r.in < 0 {
		r.left++
		return
	}
	row := Row{Range: r.rows[r.in].Range, Under: r.in, Round: r.rows[r.in].Round, Found: Listed, IsKey: true}
	for _, side := range []struct {
		item *Item
		hash *Hash
	}{{mine, &row.Mine}, {theirs, &row.Theirs}} {
		if side.item != nil {
			row.Key, *side.hash = side.item.Key, Hash{Sum: side.item.Sum, Keys: 1}
		}
	}
	r.add(row)
}

// Seen returns what the exchange has shown so far.
func (s *Session) Seen() Exchange {
	return Exchange{Tally: s.tally, Rows: slices.Clone(s.seen.rows), Left: s.seen.left}
}

// Compare carries out a whole exchange at once, between two trees that stand still: what two
// replicas would find if they compared now.
func Compare(mine, theirs *Tree, limits Limits, ranges ...Range) Exchange {
	s := NewSession(limits, ranges...)
	for q, more := s.Ask(mine); more; q, more = s.Ask(mine) {
		s.Take(mine, theirs.Answer(q))
	}
	return s.Seen()
}

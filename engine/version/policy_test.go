// Ties between writes, decided as Cassandra does.

package version

import "testing"

// TestTies checks Cassandra's rule (db/rows/Cells.java, resolveRegular): the higher
// timestamp; a tombstone beats a live cell with the same timestamp; then the larger value,
// compared as unsigned bytes. The last rows are ours: equal in all of that.
func TestTies(t *testing.T) {
	dot := func(counter uint32) Dot { return Dot{Actor: Actor{Node: 1}, Counter: counter} }
	for _, c := range []struct {
		rule          string
		winner, loser Sibling
	}{
		{"higher timestamp", Sibling{Stamp: 2, Value: "a"}, Sibling{Stamp: 1, Value: "b"}},
		{"higher timestamp, below zero", Sibling{Stamp: -1, Value: "a"}, Sibling{Stamp: -2, Value: "b"}},
		{"higher timestamp before tombstone", Sibling{Stamp: 2, Value: "a"}, Sibling{Stamp: 1, Tombstone: true}},
		{"tombstone beats value", Sibling{Stamp: 1, Tombstone: true}, Sibling{Stamp: 1, Value: "zz"}},
		{"larger value", Sibling{Stamp: 1, Value: "b"}, Sibling{Stamp: 1, Value: "a"}},
		{"longer value", Sibling{Stamp: 1, Value: "ab"}, Sibling{Stamp: 1, Value: "a"}},
		{"first byte decides", Sibling{Stamp: 1, Value: "b"}, Sibling{Stamp: 1, Value: "az"}},
		{"bytes are unsigned", Sibling{Stamp: 1, Value: "\x80"}, Sibling{Stamp: 1, Value: "\x7f"}},
		{"anything beats the empty value", Sibling{Stamp: 1, Value: "\x00"}, Sibling{Stamp: 1}},
		{"larger dot", Sibling{Stamp: 1, Value: "a", Dot: dot(9)}, Sibling{Stamp: 1, Value: "a", Dot: dot(8)}},
		{"larger dot of tombstones", Sibling{Tombstone: true, Dot: dot(9)}, Sibling{Tombstone: true, Dot: dot(8)}},
	} {
		if c.winner.Dot.Counter == 0 {
			c.winner.Dot, c.loser.Dot = dot(1), dot(2)
		}
		if !c.winner.Beats(&c.loser) || c.loser.Beats(&c.winner) || c.winner.Beats(&c.winner) {
			t.Errorf("%s: the winner does not win, or not alone", c.rule)
		}
		a, b := Write(nil, c.winner), Write(nil, c.loser)
		for _, s := range []*Set{MergeLWW(a, b), MergeLWW(b, a)} {
			if len(s.Siblings) != 1 || s.Siblings[0].Dot != c.winner.Dot {
				t.Errorf("%s: merging leaves %v", c.rule, s.Siblings)
			}
		}
	}
}

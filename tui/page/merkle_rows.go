// A comparison of Merkle trees as rows: ranges, their parts, and the keys that differ.

package page

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/merkle"
	"ringside/engine/ring"
	"ringside/internal/nearest"
	"ringside/tui/draw"
	"ringside/tui/pane"
	"ringside/tui/theme"
)

// TreeRow is a range, a part or a key of a comparison; or several ranges or parts that stand
// side by side and are the same on both, in one row.
type TreeRow struct {
	merkle.Row
	Stem []int // the wires before it, one for each level, as the sums of the sides they go to
	Many int   // how many ranges or parts it stands for; 0: one
	Part int   // which part of its range it is, from 1; 0: it is none
	Of   int   // of so many
	Over bool  // the comparison is over: what it says was so then
	Then bool  // the hashes differed, but nothing below did any more: what was missing had come meanwhile
	Some bool  // keys are listed below, but some that were missing had come meanwhile
}

// TreeRows returns the rows of a comparison in the order of the tree. Unless all are wanted,
// neighbours that are the same on both are one row.
func TreeRows(c *engine.Comparison, all bool) (rows []TreeRow) {
	under := make([][]int, len(c.Rows)+1)
	for i, row := range c.Rows {
		under[row.Under+1] = append(under[row.Under+1], i)
	}
	then, some := vanished(c), partly(c)
	var grow func(of int, stem []int)
	grow = func(of int, stem []int) {
		next := 0
		for i := 0; i < len(under[of]); i = next {
			row := TreeRow{Row: c.Rows[under[of][i]], Stem: slices.Clip(stem), Over: c.Step > 0, Then: then[under[of][i]], Some: some[under[of][i]]}
			next = i + 1
			for ; !all && row.Found == merkle.Equal && next < len(under[of]) && c.Rows[under[of][next]].Found == merkle.Equal; next++ {
				row.Mine.Keys += c.Rows[under[of][next]].Mine.Keys
				row.Theirs.Keys = row.Mine.Keys
			}
			if next > i+1 {
				row.Many = next - i
			}
			below := stem
			if of > 0 {
				joint, wire := theme.North|theme.East|theme.South, theme.North|theme.South
				if next == len(under[of]) {
					joint, wire = theme.North|theme.East, 0
				}
				row.Stem, below = append(row.Stem, joint), append(slices.Clip(stem), wire)
				if !row.IsKey {
					row.Part, row.Of = i+1, len(under[of])
				}
			}
			rows = append(rows, row)
			grow(under[of][i]+1, below)
		}
	}
	grow(0, nil)
	return rows
}

// vanished says of each row whether its hashes differed, and nothing below it did when that was
// compared: something else, such as a comparison with a third replica, had brought what was
// missing. Where not all rows are kept it is not known.
func vanished(c *engine.Comparison) []bool {
	then := make([]bool, len(c.Rows))
	for i, row := range c.Rows {
		then[i] = c.Left == 0 && !row.IsKey && (row.Found == merkle.Cut || row.Found == merkle.Listed)
	}
	for i := len(c.Rows) - 1; i >= 0; i-- { // what is below a row comes after it
		if row := c.Rows[i]; row.Under >= 0 && row.Found != merkle.Equal && !then[i] {
			then[row.Under] = false
		}
	}
	return then
}

// partly says of each row that was listed whether the keys below it account for the numbers
// that the two had told each other before; if they do not, keys have come meanwhile.
func partly(c *engine.Comparison) []bool {
	more := make([]int, len(c.Rows)) // how many keys the asker has more, by the keys that are listed
	for _, row := range c.Rows {
		if row.IsKey && c.Left == 0 {
			more[row.Under] += int(row.Mine.Keys) - int(row.Theirs.Keys)
		}
	}
	some := make([]bool, len(c.Rows))
	for i, row := range c.Rows {
		some[i] = c.Left == 0 && !row.IsKey && row.Found == merkle.Listed && more[i] != int(row.Mine.Keys)-int(row.Theirs.Keys)
	}
	return some
}

// What says what a row is about.
func (r *TreeRow) What(v *engine.View) string {
	switch {
	case r.IsKey:
		return event.Show(v.Trace.Text(r.Key), 40)
	case r.Many > 0 && r.Part > 0:
		return fmt.Sprintf("parts %d to %d", r.Part, r.Part+r.Many-1)
	case r.Many > 0:
		return fmt.Sprintf("%d ranges", r.Many)
	case r.Part > 0:
		return fmt.Sprintf("part %d of %d", r.Part, r.Of)
	}
	return rangeName(v.Ring, r.Range)
}

// rangeName is a range by the tokens between which it lies, as the ring names them; by numbers
// if it has another end.
func rangeName(r *ring.Ring, of merkle.Range) string {
	after, upTo := slotOf(r, of.After), slotOf(r, of.UpTo)
	switch {
	case of.After == of.UpTo:
		return "the whole ring"
	case after == "" || upTo == "":
		return of.String()
	}
	return "(" + after + ", " + upTo + "]"
}

// slotOf is the label of a token; "" if no node has it.
func slotOf(r *ring.Ring, t ring.Token) string {
	for i := range r.Len() {
		if s := r.Slot(i); s.Token == t {
			return cmp.Or(s.Label, r.Nodes()[s.Node].Name) // a node's only token has no name of its own
		}
	}
	return ""
}

// Verdict says what came of a row, in a few words.
func (r *TreeRow) Verdict(asker, peer string) string {
	differs := "differs"
	if r.Over {
		differs = "differed"
	}
	switch {
	case r.IsKey && r.Theirs == (merkle.Hash{}):
		return "only " + asker
	case r.IsKey && r.Mine == (merkle.Hash{}):
		return "only " + peer
	case r.IsKey && r.Over:
		return "versions differed"
	case r.IsKey:
		return "versions differ"
	case r.Found == merkle.Equal:
		return "the same"
	case r.Then:
		return "then the same"
	case r.Found == merkle.Cut:
		return differs + ": split"
	case r.Found == merkle.Listed:
		return differs + ": listed"
	case r.Under < 0:
		return "no answer yet"
	}
	return differs
}

// word is Verdict in a word for a narrow column, without a tense.
func (r *TreeRow) word() string {
	switch {
	case r.IsKey:
		return "unlike"
	case r.Found == merkle.Equal || r.Then:
		return "same"
	case r.Found == merkle.Cut:
		return "split"
	case r.Found == merkle.Listed:
		return "listed"
	case !r.answered():
		return "asked"
	}
	return "unlike"
}

// answered reports whether the other node has said what it has.
func (r *TreeRow) answered() bool { return r.IsKey || r.Found != 0 || r.Under >= 0 }

// checksum shows the hash of a row; of several together there is none to show.
func (r *TreeRow) checksum(h merkle.Hash) string {
	switch {
	case h.Keys == 0:
		return "nothing"
	case r.Many > 0:
		return ""
	}
	return h.Digits()
}

// Line says all of a row in one line.
func (r *TreeRow) Line(v *engine.View, asker, peer string) string {
	what, says, has, they, split, lists := r.What(v), "says", "has", "they differ", "is split", "lists"
	if r.Over {
		says, has, they, split, lists = "said", "had", "they differed", "was split", "listed"
	}
	switch {
	case r.Many > 0:
		return fmt.Sprintf("%s: the same, %s", what, keyCount(r.Mine.Keys))
	case r.IsKey && (r.Mine == (merkle.Hash{}) || r.Theirs == (merkle.Hash{})):
		return fmt.Sprintf("%s: %s %s it", what, r.Verdict(asker, peer), has)
	case r.IsKey:
		return fmt.Sprintf("%s: %s %s %s, %s %s %s; %s", what, asker, says, r.Mine.Digits(), peer, says, r.Theirs.Digits(), r.Verdict(asker, peer))
	case r.Found == merkle.Equal:
		return fmt.Sprintf("%s: the same, %v", what, r.Mine)
	case r.Found == 0 && r.Under < 0:
		return fmt.Sprintf("%s: %s %s %v; no answer yet", what, asker, says, r.Mine)
	}
	switch {
	case r.Then:
		they = "they differed, and then were the same: what was missing had come meanwhile"
	case r.Found == merkle.Cut:
		they += ", so it " + split + " into parts"
	case r.Found == merkle.Listed:
		they += ", so " + peer + " " + lists + " its keys"
		if r.Some {
			they += "; some had come meanwhile"
		}
	}
	return fmt.Sprintf("%s: %s %s %v, %s %s %v; %s", what, asker, says, r.Mine, peer, says, r.Theirs, they)
}

func keyCount(n uint32) string {
	if n == 1 {
		return "1 key"
	}
	return strconv.FormatUint(uint64(n), 10) + " keys"
}

// TreeHeading says who compares, when, and what it has come to.
func TreeHeading(v *engine.View, c *engine.Comparison) (who, came string) {
	asker, peer := v.Node(c.Asker), v.Node(c.Peer)
	t := c.Tally
	differ, none := counted(t.Keys, "key differs", "keys differ"), "no key differs"
	if c.Step > 0 {
		differ, none = counted(t.Keys, "key differed", "keys differed"), "no key differed"
	}
	if t.Keys == 0 {
		differ = none
	}
	came = fmt.Sprintf("%s in %s; %s", counted(t.Compared, "hash", "hashes"), counted(t.Rounds, "round", "rounds"), differ)
	switch {
	case c.Step > 0:
		who = fmt.Sprintf("%s asked %s at %s s, done in %s", asker, peer, pane.Seconds(c.Began), event.Millis(c.Ended-c.Began))
	case c.Under:
		who = fmt.Sprintf("%s has asked %s since %s s, and goes on", asker, peer, pane.Seconds(c.Began))
		came = fmt.Sprintf("%s in %s so far", counted(t.Compared, "hash", "hashes"), counted(t.Rounds, "round", "rounds"))
	default:
		who = fmt.Sprintf("%s and %s as they are now; nothing is sent for this", asker, peer)
	}
	return who, came
}

func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}

// ComparisonsOf lists what there is to see of two nodes' trees: the comparisons that are over,
// oldest first, the one under way, and at the end what they would find now.
func ComparisonsOf(v *engine.View, a, b ring.NodeID) (all []*engine.Comparison) {
	for _, c := range v.Comparisons {
		if c.Asker == a && c.Peer == b || c.Asker == b && c.Peer == a {
			all = append(all, c)
		}
	}
	return append(all, v.Trees.All()...)
}

// ComparisonAsked reads which two nodes a line names: none, or two of them, and "now" for what
// they would find now.
func ComparisonAsked(v *engine.View, line string) (a, b string, now bool, err error) {
	f := strings.Fields(line)
	if len(f) == 3 && f[2] == "now" {
		now, f = true, f[:2]
	}
	if len(f) == 0 {
		return "", "", false, nil
	}
	if len(f) != 2 {
		return "", "", false, errors.New("name two nodes, as in merkle n1 n2; and now for what they would find now")
	}
	for _, name := range f {
		if _, ok := v.Ring.Lookup(name); !ok {
			var all []string
			for i := range v.Nodes {
				all = append(all, v.Nodes[i].Name)
			}
			return "", "", false, fmt.Errorf("there is no node %s%s", strconv.Quote(draw.CleanTo(name, 40)), nearest.Among(name, "nodes", all))
		}
	}
	if f[0] == f[1] {
		return "", "", false, errors.New("name two different nodes")
	}
	return f[0], f[1], now, nil
}

// Telling returns the newest comparison that has found a difference, or else the newest; nil if
// there is none.
func Telling(v *engine.View) *engine.Comparison {
	for _, c := range slices.Backward(v.Comparisons) {
		if c.Tally.Keys > 0 {
			return c
		}
	}
	if n := len(v.Comparisons); n > 0 {
		return v.Comparisons[n-1]
	}
	return nil
}

// NewestOf returns the newest comparison that was made, of those of two nodes; or what they would
// find now, if that is wanted or there is none. It is nil if there is nothing.
func NewestOf(all []*engine.Comparison, now bool) *engine.Comparison {
	last := len(all) - 1
	switch {
	case last < 0:
		return nil
	case now || last == 0 || all[last].Under || all[last].Step > 0:
		return all[last]
	}
	return all[last-1]
}

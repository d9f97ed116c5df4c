// This file holds consistency levels: how they are written, and what each asks for on a
// ring.

package quorum

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"ringside/engine/id"
	"ringside/engine/ring"
	"ringside/internal/count"
	"ringside/internal/nearest"
)

// Kind is the kind of a Level: a number, counts for data centres, or a name.
type Kind uint8

const (
	// Number: Level.N replicas, wherever they are.
	Number Kind = iota
	// PerDC: so many replicas in each data centre that Level.Counts names.
	PerDC
	// One, Two and Three are numbers under Cassandra's names.
	One
	Two
	Three
	// Quorum: a majority of all copies, wherever they are.
	Quorum
	// All: every copy.
	All
	// LocalOne: one replica in the coordinator's data centre.
	LocalOne
	// LocalQuorum: a majority of the copies in the coordinator's data centre.
	LocalQuorum
	// EachQuorum: a majority in every data centre that keeps copies. Cassandra has it for
	// writes, and since 3.0 for reads too (CASSANDRA-9602).
	EachQuorum
	// Any: of a write, no replica at all where the coordinator keeps a hint instead. Only a real
	// cluster has it: For refuses it.
	Any
)

// Answers is the level of so many replicas, wherever they are.
func Answers(n int) Level { return Level{N: n} }

// Given reports whether it is a level at all: the zero Level is none.
func (l Level) Given() bool { return l != Level{} }

var kinds = [...]string{One: "one", Two: "two", Three: "three", Quorum: "quorum", All: "all",
	LocalOne: "local_one", LocalQuorum: "local_quorum", EachQuorum: "each_quorum", Any: "any"}

// Level says how many replicas must answer a request, as a user writes it. Reads and
// writes have the same levels. Its zero value is 0 replicas. Levels can be compared.
type Level struct {
	Kind   Kind
	N      int    // Number: how many
	Counts string // PerDC: as in dc1=1,dc2=2
}

// Levels returns the levels that have names and that the embedded cluster has, in the order in which
// they are shown.
func Levels() (all []Level) {
	for k := One; k <= EachQuorum; k++ {
		all = append(all, Level{Kind: k})
	}
	return all
}

// String returns the level as ParseLevel reads it.
func (l Level) String() string {
	switch l.Kind {
	case Number:
		return strconv.Itoa(l.N)
	case PerDC:
		return l.Counts
	}
	return kinds[l.Kind]
}

// Local reports whether the level counts only the coordinator's data centre.
func (l Level) Local() bool { return l.Kind == LocalOne || l.Kind == LocalQuorum }

// ParseLevel parses "2", "quorum" or "LOCAL_QUORUM", and "dc1=1,dc2=2". The error says
// what is wrong with s; For checks whether a ring's copies can meet the level.
func ParseLevel(s string) (Level, error) {
	word := strings.ToLower(strings.TrimSpace(s))
	if n, err := strconv.Atoi(word); err == nil && n >= 1 && n <= ring.MaxCopies {
		return Level{N: n}, nil
	} else if err == nil {
		return Level{}, fmt.Errorf("level %d: not a level (allowed: 1 to N)", n)
	}
	if strings.Contains(word, "=") {
		return parseCounts(s)
	}
	if i := slices.Index(kinds[One:], word); i >= 0 {
		return Level{Kind: One + Kind(i)}, nil
	}
	names := kinds[One:Any]
	return Level{}, fmt.Errorf("level %q: there is no such level%s (%s)", s, nearest.Hint(word, names), allowedLevels)
}

const allowedLevels = "allowed: 1 to 255, one, two, three, quorum, all, local_one, local_quorum, each_quorum, or counts for data centres, as in dc1=1,dc2=2"

// parseCounts parses counts for data centres.
func parseCounts(s string) (Level, error) {
	var parts []string
	var seen []string
	for part := range strings.SplitSeq(s, ",") {
		dc, need, ok := strings.Cut(part, "=")
		dc, need = strings.TrimSpace(dc), strings.TrimSpace(need)
		n, err := strconv.Atoi(need)
		switch {
		case !ok || dc == "":
			return Level{}, fmt.Errorf("level %q: %q is not a data centre and a number of its replicas, as in dc1=1", s, part)
		case err != nil || n < 1 || n > ring.MaxCopies:
			return Level{}, fmt.Errorf("level %q: %q is not a number of replicas (allowed: 1 to %d)", s, need, ring.MaxCopies)
		case slices.Contains(seen, dc):
			return Level{}, fmt.Errorf("level %q: data centre %q is named twice; once is enough", s, dc)
		}
		seen = append(seen, dc)
		parts = append(parts, dc+"="+strconv.Itoa(n))
	}
	return Level{Kind: PerDC, Counts: strings.Join(parts, ",")}, nil
}

// Demand is what a level asks for where copies are placed in one way: the level, worked
// out once, from which the rule of each request is made. The zero Demand asks for nothing.
type Demand struct {
	scope  scope
	need   int   // anywhere: how many
	needs  []int // local, each: how many, by data centre as in Ring.DCs
	copies []int // how many copies each data centre keeps; nil: they fall anywhere
	total  int   // copies in all
	kept   int   // on how many nodes they are: fewer, if there are fewer nodes than copies
	keptIn []int // copies, by nodes
}

type scope uint8

const (
	anywhere scope = iota // need replicas, wherever they are
	local                 // needs[the coordinator's data centre] replicas there
	each                  // needs[d] replicas in every data centre d
)

// For returns what the level asks for on a ring whose copies are placed by p. The error
// is one line: the level asks for more copies than there are, names a data centre that
// keeps none, or counts data centres where the placement doesn't: the simple rule over
// several, where it depends on the key how many copies a data centre has.
func (l Level) For(r *ring.Ring, p ring.Placement) (Demand, error) {
	if l.Kind == Any {
		return Demand{}, fmt.Errorf("level any: is a level of real clusters only, where a hint alone meets a write (%s)", allowedLevels)
	}
	dcs := r.DCs()
	both := make([]int, 2*len(dcs))
	d := Demand{total: p.N, copies: both[:len(dcs)], keptIn: both[len(dcs):]}
	d.kept = p.Kept(r, d.keptIn)
	switch {
	case p.Racks():
		for _, c := range p.PerDC {
			if i := slices.Index(dcs, c.DC); i >= 0 {
				d.copies[i] = c.N
			}
		}
	case len(dcs) == 1:
		d.copies[0] = p.N
	default:
		d.copies, d.keptIn = nil, nil
	}
	if d.copies == nil && (l.Local() || l.Kind == EachQuorum || l.Kind == PerDC) {
		return Demand{}, fmt.Errorf("level %s: has no meaning under the simple placement over %d data centres, where a key has "+
			"its copies anywhere; say quorum or a number, or place copies for each data centre, as in %s",
			show(l), len(dcs), word(dcs[0]+"=2"))
	}
	if l.Kind == PerDC {
		return d, d.fillCounts(l, dcs)
	}
	d.fill(l.Kind, l.N)
	if l.Kind == Number && l.N > p.N {
		return Demand{}, fmt.Errorf("level %s: is more than N, which is %d (allowed: 1 to %[2]d)", show(l), p.N)
	}
	if d.scope == anywhere && (d.need < 1 || d.need > p.N) {
		return Demand{}, fmt.Errorf("level %s: needs %s of each key, and there are %d (allowed: 1 to %[3]d)", show(l), count.Of(d.need, "copy"), p.N)
	}
	return d, nil
}

// On is For for a request that is planned under a ring version that nobody checked its
// level against: what has no meaning there asks for as much of all copies, as in
// Cassandra under its simple strategy, and for no more than there are.
func (l Level) On(r *ring.Ring, p ring.Placement) Demand {
	d, err := l.For(r, p)
	if err == nil {
		return d
	}
	d = Demand{total: p.N}
	d.kept = p.Kept(r, nil)
	switch l.Kind {
	case LocalOne:
		d.need = 1
	case LocalQuorum, EachQuorum:
		d.need = Majority(p.N)
	case PerDC:
		for part := range strings.SplitSeq(l.Counts, ",") {
			_, need, _ := strings.Cut(part, "=")
			n, _ := strconv.Atoi(need) // ParseLevel has read it
			d.need += n
		}
	default:
		d.fill(l.Kind, l.N)
	}
	d.need = max(1, min(d.need, p.N))
	return d
}

// fill works out a level that names no data centre.
func (d *Demand) fill(k Kind, n int) {
	switch k {
	case Number:
		d.need = n
	case One, Two, Three:
		d.need = int(k-One) + 1
	case Quorum:
		d.need = Majority(d.total)
	case All:
		d.need = d.total
	case LocalOne, LocalQuorum:
		d.scope, d.needs = local, make([]int, len(d.copies))
		for i, n := range d.copies {
			d.needs[i] = 1
			if k == LocalQuorum {
				d.needs[i] = Majority(n) // of no copies it is 1, as in Cassandra: never met
			}
		}
	case EachQuorum:
		d.scope, d.needs = each, make([]int, len(d.copies))
		for i, n := range d.copies {
			if n > 0 {
				d.needs[i] = Majority(n)
			}
		}
	}
}

// fillCounts works out a level that counts the replicas of named data centres.
func (d *Demand) fillCounts(l Level, dcs []string) error {
	d.scope, d.needs = each, make([]int, len(dcs))
	for part := range strings.SplitSeq(l.Counts, ",") {
		dc, need, _ := strings.Cut(part, "=")
		i := slices.Index(dcs, dc)
		if i < 0 {
			return fmt.Errorf("level %s: names data centre %q, which does not exist%s", show(l), dc, nearest.List("known", quoted(dcs)))
		}
		if d.copies[i] == 0 {
			return fmt.Errorf("level %s: names data centre %q, which keeps no copies, so none of its nodes can answer", show(l), dc)
		}
		n, err := strconv.Atoi(need)
		if err != nil || n < 1 || n > d.copies[i] {
			return fmt.Errorf("level %s: needs %s in %q, which keeps %d of each key (allowed: 1 to %[4]d)", show(l), count.Of(n, "copy"), dc, d.copies[i])
		}
		d.needs[i] = n
	}
	return nil
}

// Majority returns how many of n copies are more than half of them: what Cassandra calls a quorum.
func Majority(n int) int { return n/2 + 1 }

// show returns a level that is safe to print: data centres can have any name.
func show(l Level) string {
	if l.Kind == PerDC {
		return strconv.Quote(l.Counts)
	}
	return l.String()
}

// word writes a text as a word of a command, in quotes if it needs them.
func word(s string) string {
	if q := strconv.Quote(s); strings.ContainsAny(s, " #'") || q != `"`+s+`"` {
		return q
	}
	return s
}

func quoted(names []string) []string {
	names = slices.Clone(names)
	for i := range names {
		names[i] = strconv.Quote(names[i])
	}
	return names
}

// Split reports whether answers count by data centre.
func (d Demand) Split() bool { return d.scope != anywhere && len(d.needs) > 1 }

// Least returns of how many replicas, at least, the answers meet the demand, whichever
// node coordinates.
func (d Demand) Least() int {
	least := 0
	for dc := range d.needs {
		if n := d.Count(dc); n > 0 && (d.scope == each || d.copies[dc] > 0) && (least == 0 || n < least) {
			least = n
		}
	}
	if d.scope == anywhere {
		return d.need
	}
	return least
}

// Count returns how many answers a request waits for that a node of the data centre dc
// coordinates; Least, if no node does.
func (d Demand) Count(dc int) (count int) {
	switch d.scope {
	case local:
		if dc < 0 || dc >= len(d.needs) {
			return d.Least()
		}
		return d.needs[dc]
	case each:
		for _, need := range d.needs {
			count += need
		}
		return count
	}
	return d.need
}

// Local reports whether it depends on the coordinator's data centre who must answer.
func (d Demand) Local() bool { return d.scope == local }

// From returns how many answers a request waits for that a node of a ring coordinates; Least,
// if it is ring.None.
func (d Demand) From(r *ring.Ring, coordinator ring.NodeID) int {
	if coordinator == ring.None {
		return d.Least()
	}
	return d.Count(r.DC(coordinator))
}

// Rule appends to dst the entries for a request about a key with those replicas, which a
// node of the data centre dc (an index into Ring.DCs) coordinates, and returns dst: one
// entry, or one for each data centre of which something is asked. While a node joins, the
// entries of the old replicas and then those of the new ones make the rule of a write.
// It copies replicas into the memory of the entries that dst has room for.
func (d Demand) Rule(dst Rule, replicas []id.Node, r *ring.Ring, dc int) Rule {
	switch d.scope {
	case local:
		need := 1 // no data centre of the ring: never met
		if dc >= 0 && dc < len(d.needs) {
			need = d.needs[dc]
		}
		return within(dst, replicas, r, dc, need)
	case each:
		for dc, need := range d.needs {
			if need > 0 {
				dst = within(dst, replicas, r, dc, need)
			}
		}
		return dst
	}
	return append(dst, Entry{Of: append(room(dst), replicas...), Need: d.need})
}

// within appends the entry that asks for replicas of one data centre.
func within(dst Rule, replicas []id.Node, r *ring.Ring, dc, need int) Rule {
	of := room(dst)
	for _, n := range replicas {
		if r.DC(n) == dc {
			of = append(of, n)
		}
	}
	return append(dst, Entry{Of: of, Need: need})
}

// room returns the memory of the entry that a rule has room for.
func room(dst Rule) []id.Node {
	if len(dst) == cap(dst) {
		return nil
	}
	return dst[:len(dst)+1][len(dst)].Of[:0]
}

// Meeting says when a read meets the last write: when every set of replicas that may
// answer the one has a replica in common with every set that may answer the other.
type Meeting uint8

const (
	// NotAlways: they can miss each other.
	NotAlways Meeting = iota
	// SameDC: they meet if nodes of the same data centre coordinate both.
	SameDC
	// Always: they meet wherever they are coordinated.
	Always
)

var meetings = [...]string{NotAlways: "not always", SameDC: "in the same data centre", Always: "always"}

// String returns the words for when they meet.
func (m Meeting) String() string { return meetings[m] }

// Meet says when reads that ask for one thing and writes that ask for another meet. Where
// a demand can't be met, as a local one in a data centre without copies, there is nothing
// to miss. Demands of different placements meet if the simple rule placed both, and so
// the fewer copies are among the others.
func Meet(read, write Demand) Meeting {
	m := Always
	if !alike(read, write) {
		return NotAlways
	}
	froms := max(1, len(read.copies))
	for from := range froms {
		for to := range froms {
			if Overlap(read.example(from), write.example(to)) {
				continue
			}
			if from == to {
				return NotAlways
			}
			m = SameDC
		}
	}
	return m
}

// MeetFrom reports whether a read that a node of one data centre coordinates meets a write
// that a node of another one does.
func MeetFrom(read Demand, from int, write Demand, to int) bool {
	return alike(read, write) && Overlap(read.example(from), write.example(to))
}

// alike reports whether the replicas of two demands can be numbered in the same way.
func alike(a, b Demand) bool {
	return a.total == b.total && slices.Equal(a.copies, b.copies) || a.copies == nil && b.copies == nil ||
		len(a.copies) == 1 && len(b.copies) == 1
}

// example returns the rule for a key whose replicas are numbered data centre by data
// centre: whether rules overlap depends only on how many there are in each.
func (d Demand) example(from int) (rule Rule) {
	next := 0
	take := func(count int) []id.Node {
		of := make([]id.Node, count)
		for i := range of {
			of[i] = id.Node(next)
			next++
		}
		return of
	}
	if d.scope == anywhere {
		return Simple(d.need, take(d.kept)...)
	}
	for dc, n := range d.keptIn {
		of := take(n)
		if need := d.needs[dc]; d.scope == local && dc == from || d.scope == each && need > 0 {
			rule = append(rule, Entry{Of: of, Need: need})
		}
	}
	return rule
}

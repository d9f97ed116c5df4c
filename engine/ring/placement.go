// Placement: how many copies a key has, and by which rule their nodes are chosen.

package ring

import (
	"fmt"
	"strconv"
	"strings"

	"ringside/internal/count"
	"ringside/internal/nearest"
)

// MaxCopies is the maximum number of copies of a key.
const MaxCopies = 255

// Copies is the number of copies for one data centre.
type Copies struct {
	DC string
	N  int
}

// Placement says how many nodes keep a copy of a key, and which rule chooses them.
type Placement struct {
	N     int      // copies in all
	PerDC []Copies // copies for each data centre, on different racks first; nil: the simple rule
	// AtOnce: with PerDC, what its racks are too few for is taken as it comes, as Cassandra's
	// server does it. Else it is set aside until every rack has a copy, as its drivers do it.
	AtOnce bool
}

// Names of the rules that choose the nodes.
const (
	SimpleRule    = "simple"
	RackRule      = "rack"
	CassandraRule = "cassandra"
)

// Simple returns the placement of n copies clockwise on distinct nodes.
func Simple(n int) Placement { return Placement{N: n} }

// PerDC returns the placement by the rack rule: the given number of copies in each named
// data centre, on as many of its racks as possible.
func PerDC(copies ...Copies) Placement {
	p := Placement{PerDC: copies}
	for _, c := range copies {
		p.N += c.N
	}
	return p
}

// Racks reports whether the nodes are chosen for each data centre, on different racks
// first.
func (p Placement) Racks() bool { return len(p.PerDC) > 0 }

// Rule returns the name of the rule that chooses the nodes.
func (p Placement) Rule() string {
	switch {
	case !p.Racks():
		return SimpleRule
	case p.AtOnce:
		return CassandraRule
	}
	return RackRule
}

// String returns the placement as ParsePlacement reads it: "3", "dc1=2,dc2=2", and under
// Cassandra's rule "dc1=2,dc2=2,cassandra".
func (p Placement) String() string {
	if p.Rule() == CassandraRule {
		return p.Counts() + "," + CassandraRule
	}
	return p.Counts()
}

// Counts returns how many copies there are, without the rule: "3", "dc1=2,dc2=2".
func (p Placement) Counts() string {
	if !p.Racks() {
		return strconv.Itoa(p.N)
	}
	parts := make([]string, len(p.PerDC))
	for i, c := range p.PerDC {
		parts[i] = c.DC + "=" + strconv.Itoa(c.N)
	}
	return strings.Join(parts, ",")
}

// ParsePlacement parses "3" as the simple placement of three copies, "dc1=2,dc2=2" as two
// copies in each of two data centres by the rack rule, and "dc1=2,dc2=2,cassandra" as the
// same by Cassandra's. The error says what is wrong with s; Validate checks whether a ring
// can hold the placement.
func ParsePlacement(s string) (Placement, error) {
	if !strings.Contains(s, "=") {
		n, err := parseCopies(s, ", or so many for each data centre, as in dc1=2,dc2=2")
		if err != nil {
			return Placement{}, fmt.Errorf("placement %q: %w", s, err)
		}
		return Simple(n), nil
	}
	var copies []Copies
	counts, atOnce := strings.CutSuffix(s, ","+CassandraRule)
	for part := range strings.SplitSeq(counts, ",") {
		dc, count, ok := strings.Cut(part, "=")
		dc = strings.TrimSpace(dc)
		if !ok || dc == "" {
			return Placement{}, fmt.Errorf("placement %q: %q is not a data centre and its copies, as in dc1=2", s, part)
		}
		n, err := parseCopies(count, "")
		if err != nil {
			return Placement{}, fmt.Errorf("placement %q: %s: %w", s, show(dc), err)
		}
		copies = append(copies, Copies{DC: dc, N: n})
	}
	p := PerDC(copies...)
	p.AtOnce = atOnce
	if err := p.checkCounts(); err != nil {
		return Placement{}, fmt.Errorf("placement %q: %w", s, err)
	}
	return p, nil
}

// parseCopies reads a number of copies. or is what else would have been allowed.
func parseCopies(s, or string) (int, error) {
	n, err := strconv.Atoi(strings.TrimSpace(s))
	if err != nil || n < 1 || n > MaxCopies {
		return 0, fmt.Errorf("%q is not a number of copies (allowed: 1 to %d%s)", strings.TrimSpace(s), MaxCopies, or)
	}
	return n, nil
}

// Validate returns an error if the ring cannot hold the placement: too few or too many
// copies in all or for a data centre, a data centre that does not exist or is named twice.
func (p Placement) Validate(r *Ring) error {
	if err := p.ValidateOver(r); err != nil {
		return err
	}
	if !p.Racks() {
		if p.N > r.on {
			return fmt.Errorf("%s: the ring has %s (allowed: %s)", count.Of(p.N, "copy"), count.Of(r.on, "node"), upTo(min(r.on, MaxCopies)))
		}
		return nil
	}
	for _, c := range p.PerDC {
		if have := r.dcs[r.dcNames[c.DC]].nodes; c.N > have {
			return fmt.Errorf("placement %s: data centre %s has %s (allowed: %s there)",
				show(p.Counts()), show(c.DC), count.Of(have, "node"), upTo(min(have, MaxCopies)))
		}
	}
	return nil
}

// upTo says how many copies are allowed where there is room for so many.
func upTo(copies int) string {
	switch copies {
	case 0:
		return "none"
	case 1:
		return "1 copy"
	}
	return fmt.Sprintf("1 to %d copies", copies)
}

// ValidateOver is Validate, except that there may be more copies than nodes, as in
// Cassandra: then a walk takes every node.
func (p Placement) ValidateOver(r *Ring) error {
	if err := p.checkCounts(); err != nil {
		return fmt.Errorf("placement %s: %w", show(p.Counts()), err)
	}
	for _, c := range p.PerDC {
		if _, known := r.dcNames[c.DC]; !known {
			return fmt.Errorf("placement %s: there is no data centre %s%s", show(p.Counts()), show(c.DC), r.listDCs())
		}
	}
	return nil
}

// Over returns a line for each part of the ring that is asked for more copies than it has
// nodes; nil if there is none.
func (p Placement) Over(r *Ring) (notes []string) {
	if !p.Racks() && p.N > r.on {
		notes = append(notes, fmt.Sprintf("%s, and the ring has %s: %s", count.Of(p.N, "copy"), count.Of(r.on, "node"), eachKeeps(r.on)))
	}
	for _, c := range p.PerDC {
		if dc, known := r.dcNames[c.DC]; known && c.N > r.dcs[dc].nodes {
			have := r.dcs[dc].nodes
			notes = append(notes, fmt.Sprintf("%s in %s, which has %s: %s", count.Of(c.N, "copy"), show(c.DC), count.Of(have, "node"), eachKeeps(have)))
		}
	}
	return notes
}

// eachKeeps says which of so many nodes keep a copy, if all do.
func eachKeeps(nodes int) string {
	switch nodes {
	case 0:
		return "none is kept there"
	case 1:
		return "it keeps one"
	}
	return "each of them keeps one"
}

// Kept returns on how many nodes of the ring a key has copies: as many as it is to have, as far
// as there are nodes. It fills in, unless that is empty, with as many for each data centre, as in DCs,
// where the placement counts by data centre, or there is only one.
func (p Placement) Kept(r *Ring, in []int) (all int) {
	if !p.Racks() {
		all = min(p.N, r.on)
		if len(in) == 1 {
			in[0] = all
		}
		return all
	}
	for _, c := range p.PerDC {
		if dc, known := r.dcNames[c.DC]; known {
			n := min(c.N, r.dcs[dc].nodes)
			if all += n; len(in) > 0 {
				in[dc] = n
			}
		}
	}
	return all
}

// checkCounts checks what can be checked without a ring.
func (p Placement) checkCounts() error {
	total := 0
	for i, c := range p.PerDC {
		if c.N < 1 || c.N > MaxCopies {
			return fmt.Errorf("%s in %s (allowed: 1 to %d)", count.Of(c.N, "copy"), show(c.DC), MaxCopies)
		}
		for _, other := range p.PerDC[:i] {
			if other.DC == c.DC {
				return fmt.Errorf("data centre %s is named twice; once is enough", show(c.DC))
			}
		}
		total += c.N
	}
	if p.Racks() && total != p.N {
		return fmt.Errorf("its N is %d, but the data centres' copies sum to %d; they must agree", p.N, total)
	}
	if p.N < 1 || p.N > MaxCopies {
		return fmt.Errorf("%s (allowed: 1 to %d)", count.Of(p.N, "copy"), MaxCopies)
	}
	return nil
}

// DCs returns the names of the data centres, in the order of the nodes that first name
// them.
func (r *Ring) DCs() []string {
	names := make([]string, len(r.dcs))
	for i := range r.dcs {
		names[i] = r.dcs[i].name
	}
	return names
}

// DCName returns the name of a data centre, an index into DCs; "" for one that is none.
func (r *Ring) DCName(dc int) string {
	if dc < 0 || dc >= len(r.dcs) {
		return ""
	}
	return r.dcs[dc].name
}

// listDCs returns the end of an error about a data centre that there is not.
func (r *Ring) listDCs() string {
	names := r.DCs()
	for i := range names {
		names[i] = show(names[i])
	}
	return nearest.List("known", names)
}

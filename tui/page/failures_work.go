// What the page of failures works out on the side.

package page

import (
	"context"

	"ringside/engine"
	"ringside/engine/failures"
	"ringside/engine/quorum"
	"ringside/engine/ring"
)

// lossQuestion is what is lost of a ring under its settings when nodes are gone.
type lossQuestion struct {
	ring                *ring.Ring
	copies, read, write string
	dc                  int    // the data centre of the coordinator
	gone                string // by node: 1 or 0
}

// losses is what is lost.
type losses struct {
	now    lossRow   // as the settings are
	levels []lossRow // at the levels that have names, and a meaning here
	also   []failures.Share
	why    [2]string // how few nodes break the present reads, and the writes; the second is "" if it's the same
	pairs  failures.Tally
	nodes  []ring.NodeID   // by the positions of the pairs
	ranges []failures.Lost // by slot
	from   string          // the coordinator's data centre, if there are several; "": it does not matter
}

// lossRow is what is lost to one level.
type lossRow struct {
	name                string
	reads, writes, data failures.Share
}

// alsoRows is up to how many rows it is worked out what their going, too, would lose; of more, only
// for those in view.
const alsoRows = 100

// alsoQuestion is what the going of some rows, too, would lose.
type alsoQuestion struct {
	lossQuestion
	first, rows int
}

// workOutAlso works that out, row by row.
func workOutAlso(q alsoQuestion, s *engine.Settings, gone []bool, rows []failing) ([]failures.Share, error) {
	_, questions, err := questionsAbout(q.lossQuestion, s)
	if err != nil {
		return nil, err
	}
	out := nodesOf(gone)
	var groups [][]ring.NodeID
	for _, r := range rows[q.first : q.first+q.rows] {
		groups = append(groups, append(append([]ring.NodeID{}, out...), r.nodes...))
	}
	a := failures.New(q.ring, s.Placement, questions[:1], 1, groups)
	var also []failures.Share
	for g := range groups {
		at, lost := a.Loss(0), a.Group(g)
		also = append(also, larger(lost[at.Reads], lost[at.Writes]))
	}
	return also, nil
}

// nodesOf lists the nodes that are gone.
func nodesOf(gone []bool) (out []ring.NodeID) {
	for n, g := range gone {
		if g {
			out = append(out, ring.NodeID(n))
		}
	}
	return out
}

// workOut works out what is lost.
func workOut(ctx context.Context, q lossQuestion, s *engine.Settings, gone []bool, rows []failing) (*losses, error) {
	names, questions, err := questionsAbout(q, s)
	if err != nil {
		return nil, err
	}
	out := nodesOf(gone)
	groups := [][]ring.NodeID{out}
	if len(rows) <= alsoRows {
		for _, r := range rows {
			groups = append(groups, append(append([]ring.NodeID{}, out...), r.nodes...))
		}
	}
	a := failures.New(q.ring, s.Placement, questions, 2, groups)
	l := &losses{}
	if dcs := q.ring.DCs(); len(dcs) > 1 {
		l.from = dcs[q.dc]
	}
	for i, name := range names {
		at, lost := a.Loss(i), a.Group(0)
		row := lossRow{name, lost[at.Reads], lost[at.Writes], lost[at.Data]}
		if i == 0 {
			l.now = row
		} else {
			l.levels = append(l.levels, row)
		}
	}
	for g := range groups[1:] {
		at, lost := a.Loss(0), a.Group(g+1)
		l.also = append(l.also, larger(lost[at.Reads], lost[at.Writes]))
	}
	l.why[0] = failures.Why(questions[0].Read, q.dc, q.ring.DCs())
	if why := failures.Why(questions[0].Write, q.dc, q.ring.DCs()); why != l.why[0] {
		l.why[1] = why
	}
	for first := range a.Nodes() {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		a.Each(2, first, func(set []int, lost []failures.Share) {
			l.pairs.Add(set, larger(lost[a.Loss(0).Reads], lost[a.Loss(0).Writes]))
		})
	}
	l.nodes, l.ranges = a.Nodes(), failures.Ranges(q.ring, s.Placement, questions[0], out)
	return l, nil
}

// larger returns the larger share.
func larger(a, b failures.Share) failures.Share {
	if a.Compare(b) < 0 {
		return b
	}
	return a
}

// questionsAbout asks about the present levels first, then about those that have names.
func questionsAbout(q lossQuestion, s *engine.Settings) (names []string, all []failures.Question, err error) {
	read, err := s.R.For(q.ring, s.Placement)
	if err != nil {
		return nil, nil, err
	}
	write, err := s.W.For(q.ring, s.Placement)
	if err != nil {
		return nil, nil, err
	}
	names = append(names, "R "+q.read+"  W "+q.write)
	all = append(all, failures.Question{Read: read, Write: write, From: q.dc})
	for _, level := range quorum.Levels() {
		if d, err := level.For(q.ring, s.Placement); err == nil { // else it has no meaning here
			names = append(names, level.String())
			all = append(all, failures.Question{Read: d, Write: d, From: q.dc})
		}
	}
	return names, all, nil
}

// failing is what can be taken away at once: a node, a rack or a data centre.
type failing struct {
	name  string
	nodes []ring.NodeID
	whole bool // a rack or a data centre
}

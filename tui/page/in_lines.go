// What the pages of failures, of the lab and of loads find, in lines: for those who have no pages.

package page

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/failures"
	"ringside/engine/history"
	"ringside/engine/lab"
	"ringside/engine/quorum"
	"ringside/engine/search"
	"ringside/internal/count"
	"ringside/internal/nearest"
	"ringside/tui/draw"
	"ringside/tui/theme"
)

// FailureLines says what can't be read or written if nodes are gone, given by their names, or those that
// are down if none is given, and what one node, rack or data centre more would take.
func FailureLines(ctx context.Context, v *engine.View, gone []string) ([]string, error) {
	down := asFound(v)
	out := down
	if len(gone) > 0 {
		out = make([]bool, len(down))
	}
	nodes := v.Ring.Nodes()
	for _, name := range gone {
		found := false
		for i := range nodes { // a node, a rack or a data centre
			if n := &nodes[i]; !n.Out && (n.Name == name || n.DC+"/"+n.Rack == name || n.DC == name) {
				out[i], found = true, true
			}
		}
		if !found {
			var known []string
			for _, row := range canGo(v.Ring) {
				known = append(known, row.name)
			}
			return nil, fmt.Errorf("there is no node, rack or data centre %s%s", strconv.Quote(draw.CleanTo(name, 40)), nearest.Among(name, "known", known))
		}
	}
	s := v.Settings
	q := lossQuestion{ring: v.Ring, copies: s.Placement.String(), read: s.R.String(), write: s.W.String(), gone: asText(out)}
	p := &failuresPage{of: v.Ring, rows: canGo(v.Ring), gone: out}
	l, err := workOut(ctx, q, &s, out, p.rows)
	if err != nil {
		return nil, err
	}
	lines := []string{"nobody is gone; " + l.now.told()}
	if names := p.goneNames(); names != "" {
		if len(gone) == 0 {
			names += ", as found"
		}
		lines[0] = "gone: " + names + "; " + l.now.told()
	}
	there := &failuresPage{of: v.Ring, rows: p.rows, gone: make([]bool, len(out))}
	for n := range down {
		there.gone[n] = down[n] && !out[n]
	}
	if names := there.goneNames(); names != "" {
		lines = append(lines, "taken as there, though down now: "+names)
	}
	if l.why[1] == "" {
		lines = append(lines, l.why[0])
	} else {
		lines = append(lines, "reads: "+l.why[0], "writes: "+l.why[1])
	}
	if l.from != "" {
		lines = append(lines, coordinatorText(l.from))
	}
	for i := range p.rows {
		if r := &p.rows[i]; i < len(l.also) && !p.allGone(r) {
			lines = append(lines, "  with "+r.name+" too: "+shareText(l.also[i]))
		}
	}
	lines = append(lines, l.pairsTold(v)...)
	for i := range l.levels {
		lines = append(lines, l.levels[i].told())
	}
	return lines, nil
}

// told says what a level loses, in words.
func (r *lossRow) told() string {
	name := strings.Join(strings.Fields(r.name), " ")
	return fmt.Sprintf("lost of the ring at %s: reads %s, writes %s, data %s", name, shareText(r.reads), shareText(r.writes), shareText(r.data))
}

// pairsTold says what two nodes take with them.
func (l *losses) pairsTold(v *engine.View) []string {
	t := &l.pairs
	names := func(set []int) string {
		var all []string
		for _, at := range set {
			all = append(all, v.Node(l.nodes[at]))
		}
		return strings.Join(all, "+")
	}
	list := func(some []failures.Found, share bool) string {
		var all []string
		for _, f := range some[:min(len(some), 3)] {
			text := names(f.Set)
			if share {
				text += " " + shareText(f.Lost)
			}
			all = append(all, text)
		}
		return strings.Join(all, ", ")
	}
	switch {
	case t.Sets == 0:
		return nil
	case t.Hit == 0:
		return []string{fmt.Sprintf("no two nodes take anything with them (%s)", count.Of(t.Sets, "pair"))}
	}
	lines := []string{fmt.Sprintf("%s of %s take something with them; the worst: %s", engine.Count(t.Hit), count.Of(t.Sets, "pair"), list(t.Worst, true))}
	if harmless := list(t.Harmless, false); harmless != "" {
		lines = append(lines, "harmless, among others: "+harmless)
	}
	return lines
}

// LabLines says what each R and W costs under a cluster's delays, and how stale reads are.
func LabLines(ctx context.Context, v *engine.View) ([]string, error) {
	c := labCellOf(v)
	q := c.labQuestion
	if q.n > q.most() {
		return nil, fmt.Errorf("it can look at up to %d copies, and N is %d", q.most(), q.n)
	}
	t, known := q.trials(coarseTrials)
	if !known {
		return nil, fmt.Errorf("no model of the delays %s is known", draw.CleanTo(q.latency, 40))
	}
	all, err := t.Map(ctx, labAfters[:1])
	if err != nil {
		return nil, err
	}
	lines := []string{fmt.Sprintf("N %d, delays %s, %s: 99.9%% of reads and of writes within, reads stale that begin at the ack, nodes that may be down", q.n, draw.Clean(q.latency), count.Of(t.Count, "trial"))}
	for r := 1; r <= q.n; r++ {
		for w := 1; w <= q.n; w++ {
			line := fmt.Sprintf("  R %d W %d: read %s, write %s, stale %s, down %d", r, w, event.Millis(all.Read(r)), event.Millis(all.Write(w)), percentText(all.Stale(r, w, 0)), q.n-max(r, w))
			if c.levels == (lab.Levels{R: engine.Answers(r), W: engine.Answers(w)}) {
				line += "; these are set"
			}
			lines = append(lines, line)
		}
	}
	if l := c.levels; l.R.Kind != quorum.Number || l.W.Kind != quorum.Number {
		of, err := t.Expect(ctx, l)
		if err != nil {
			return nil, err
		}
		lines = append(lines, draw.Clean(fmt.Sprintf("  R %s W %s: read %s, write %s, stale %s; these are set; the numbers above are of answers from anywhere",
			l.R, l.W, event.Millis(of.Read(999_000)), event.Millis(of.Write(999_000)), percentText(1-of.Consistent(0)))))
	}
	return lines, nil
}

// MeasuredLines are the tuning table of the loads that are over: a line for each R and W, with what
// can happen under them by a search each, which is about a key and ends with ctx; none before there
// are two. h is a fork of the session.
func MeasuredLines(ctx context.Context, v *engine.View, h *history.History, key string) []string {
	if len(v.Measured) < leastRows {
		return nil
	}
	can := func(m *engine.Measured, fact string) string {
		outcome, err := (*verdicts)(nil).about(m.Tuning, fact, "").search(ctx, h, key, false)
		switch {
		case err == nil && outcome == search.Yes:
			return "yes"
		case err == nil && outcome == search.No:
			return "no"
		}
		return "not known"
	}
	from := "in an empty cluster without faults"
	if isOwn(v) {
		from = "from here on"
	}
	lines := []string{"99% of gets and of puts within, refused, gets that were stale and older, by each R and W; can: whether some order of " +
		search.OpenText(search.UsualRequests(key)) + " makes one so, " + from}
	for i := range v.Measured {
		m := &v.Measured[i]
		cells := make(map[string]string)
		for _, c := range (*tuningTable)(nil).columns() {
			if c.head != "can" {
				cells[c.head], _ = c.cell(&tuningTable{theme: &theme.Theme{}}, m)
			}
		}
		line := fmt.Sprintf("  N %s R %s W %s, %s: gets %s ms, puts %s ms, %s refused, %s stale (can: %s), %s older (can: %s)",
			m.N, m.R, m.W, delaysOf(m), cells["gets p99"], cells["puts p99"], cells["refused"],
			cells["stale"], can(m, staleFact), cells["older"], can(m, olderFact))
		if m.Tuning == v.Tuning() {
			line += "; these are set"
		}
		lines = append(lines, draw.Clean(line))
	}
	return lines
}

// The tuning table on the page of a load: what the loads of this session have measured under
// each R and W, and beside it what can happen under them.

package page

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/load"
	"ringside/engine/search"
	"ringside/tui/draw"
	"ringside/tui/theme"
)

// wideAt is how wide a page must be for all columns, and their whole heads.
const wideAt = 84

// tuningTable is a row for each R and W under which a load has measured something.
//
//	 N R W      gets p50    p99  puts p50    p99  refused  stale  can  older  can
//	 3 3 1           2.3    7.1       0.1    0.4       0%      0   no      0   no
//	▸3 1 3           0.0    0.2       2.2    6.8       0%      0   no      0  yes
type tuningTable struct {
	rows     []engine.Measured
	now      engine.Tuning // those of the cluster
	own      bool          // verdicts are about the cluster as it is, and not about an empty one
	verdicts *verdicts
	theme    *theme.Theme
	w        int
}

// tableColumn is a column of numbers: its head, and what a row has in it.
type tableColumn struct {
	head   string
	narrow string // the head where there is little room, if it is another one
	least  int    // how wide the page must be for it
	cell   func(t *tuningTable, m *engine.Measured) (string, theme.Ink)
}

// columns are those behind the name of a row.
func (*tuningTable) columns() []tableColumn {
	took := func(of func(*engine.Measured) (engine.Timed, time.Duration)) func(*tuningTable, *engine.Measured) (string, theme.Ink) {
		return func(t *tuningTable, m *engine.Measured) (string, theme.Ink) {
			if all, d := of(m); all.Answered > 0 {
				return strings.TrimSuffix(event.Millis(d), " ms"), t.theme.Text
			}
			return "-", t.theme.Dim
		}
	}
	wrong := func(of func(*engine.Measured) int) func(*tuningTable, *engine.Measured) (string, theme.Ink) {
		return func(t *tuningTable, m *engine.Measured) (string, theme.Ink) {
			n := of(m)
			if n > 0 {
				return engine.Count(n), t.theme.Bad
			}
			return "0", t.theme.Text
		}
	}
	can := func(fact string) func(*tuningTable, *engine.Measured) (string, theme.Ink) {
		return func(t *tuningTable, m *engine.Measured) (string, theme.Ink) { return t.verdict(m, fact) }
	}
	return []tableColumn{
		{"gets p50", "", wideAt, took(func(m *engine.Measured) (engine.Timed, time.Duration) { return m.Gets, m.Gets.P50 })},
		{"gets p99", "gets", 0, took(func(m *engine.Measured) (engine.Timed, time.Duration) { return m.Gets, m.Gets.P99 })},
		{"puts p50", "", wideAt, took(func(m *engine.Measured) (engine.Timed, time.Duration) { return m.Puts, m.Puts.P50 })},
		{"puts p99", "puts", 0, took(func(m *engine.Measured) (engine.Timed, time.Duration) { return m.Puts, m.Puts.P99 })},
		{"refused", "", 50, func(t *tuningTable, m *engine.Measured) (string, theme.Ink) { return t.refused(m) }},
		{"stale", "", 0, wrong(func(m *engine.Measured) int { return m.Missed })},
		{"can", "", 0, can(staleFact)},
		{"older", "", 0, wrong(func(m *engine.Measured) int { return m.Older })},
		{"can", "", 0, can(olderFact)},
	}
}

// delaysOf says under which delays a row was measured, and which nodes were asked.
func delaysOf(m *engine.Measured) string {
	if m.Spread {
		return "latency " + m.Latency + ", via " + load.AnyNode
	}
	return "latency " + m.Latency
}

// refused is how many of all requests were not told OK.
func (t *tuningTable) refused(m *engine.Measured) (string, theme.Ink) {
	if n := m.Requests - m.Gets.Served - m.Puts.Served; n > 0 {
		return fmt.Sprintf("%d%%", (n*100+m.Requests-1)/m.Requests), t.theme.Bad
	}
	return "0%", t.theme.Text
}

// verdict is what a search has found out under the settings of a row.
func (t *tuningTable) verdict(m *engine.Measured, fact string) (string, theme.Ink) {
	outcome, known := t.verdicts.of(m.Tuning, fact)
	switch {
	case !known:
		return t.theme.Signs.More, t.theme.Dim
	case outcome == search.Yes:
		return "yes", t.theme.Bad
	case outcome == search.No:
		return "no", t.theme.Good
	}
	return "?", t.theme.Doubt
}

// write appends the table to a text.
func (t *tuningTable) write(to *text) {
	if len(t.rows) < leastRows {
		return
	}
	wide, all := t.w >= wideAt, slices.DeleteFunc(t.columns(), func(c tableColumn) bool { return t.w < c.least })
	name, latencies := 10, "latencies"
	column := func(c tableColumn) int { return draw.Width(c.head) + 2 }
	if !wide {
		name, latencies = 8, "the 99th percentile"
		if t.w < 42 { // as beside other panes at 80 cells
			name = 6
		}
		column = func(c tableColumn) int { return max(draw.Width(c.head)+1, min(len(c.narrow), 1)*6) }
	}
	head := draw.Fit(" N R W", name)
	for i := range all {
		if !wide && all[i].narrow != "" {
			all[i].head = all[i].narrow
		}
		head += right(all[i].head, column(all[i]))
	}
	to.wrapped(" ", "What your loads measured under each R and W: "+latencies+" in ms, what was wrong with gets, and what can be.", t.w-1, t.theme.Value)
	to.add(span{text: head, ink: t.theme.Dim})
	delays := ""
	for i := range t.rows {
		m := &t.rows[i]
		if under := delaysOf(m); under != delays {
			delays = under
			to.add(span{text: " " + draw.Clean(delays), ink: t.theme.Dim})
		}
		mark, ink := " ", t.theme.Text
		if m.Tuning == t.now {
			mark, ink = t.theme.Signs.Here, t.theme.Strong
		}
		label := draw.Clean(m.N + " " + m.R + " " + m.W)
		if draw.Width(label) > name-1 { // levels have long names
			to.add(span{text: mark, ink: t.theme.Accent}, span{text: label, ink: ink})
			mark, label = " ", ""
		}
		line := []span{{text: mark, ink: t.theme.Accent}, {text: draw.Fit(label, name-1), ink: ink}}
		for _, c := range all {
			cell, ink := c.cell(t, m)
			line = append(line, span{text: right(cell, column(c)), ink: ink})
		}
		to.add(line...)
	}
	from := "nothing was written before, no message is lost and no node fails"
	if t.own {
		from = "from here on, with the faults that there are and no others"
	}
	to.wrapped(" ", t.theme.Spell("can: in some order of "+search.OpenText(search.UsualRequests(t.verdicts.key))+
		"; "+from+". 0 beside yes: it did not happen in your load, and it may. "+t.theme.Signs.More+": searched now. ?: not known, the search took too long."), t.w-1, t.theme.Dim)
	to.add()
}

// The page of the lab: what each R and W costs, and how stale reads are.

package page

import (
	"context"
	"fmt"
	"image"
	"time"

	tea "charm.land/bubbletea/v2"

	"ringside/engine"
	"ringside/engine/lab"
	"ringside/engine/latency"
	"ringside/engine/ring"
	"ringside/keymaps"
	"ringside/tui/draw"
	"ringside/tui/layout"
	"ringside/tui/pane"
	"ringside/tui/workspace"
)

// Lab is the page of the lab.
const Lab workspace.PageKind = "lab"

// labPage is a map over R and W, and a curve of the present ones: the model of
// probabilistically bounded staleness under the cluster's own delays, and on the curve
// what the engine itself measures. The arrows change R and W of the cluster.
//
//	p99.9 of a read, ms                │ P(fresh) by the time after the ack
//	        W 1     W 2     W 3        │ 100%      ..:::········
//	 R 1    1.2     1.2     1.2        │      ..··●
//	 R 2   [2.3]    2.3     2.3        │  ●··
type labPage struct {
	base
	shows    labMap
	after    int // of labAfters
	coarse   query[labQuestion, *lab.Map]
	fine     query[labQuestion, *lab.Map]
	roughly  query[labCell, *lab.Expected] // of levels that the map's trials do not know
	exactly  query[labCell, *lab.Expected]
	measured query[labCell, *lab.Measured]

	drawn labStamp
	lines []string
	cells []labHit // of the map that was drawn
}

// About describes the page.
func (*labPage) About() About {
	return About{
		Kind: Lab, Place: layout.Over, Scope: keymaps.Details, Covers: everything(),
		Key: Key{Action: keymaps.LabPage, Group: "Show"}, Command: true,
	}
}

// Name is the page's.
func (*labPage) Name(Desk) string { return "Lab" }

// Title returns the page's name, and whose delays the model has.
func (p *labPage) Title(s pane.Scene) (string, []string) {
	return "Lab", []string{"delays " + draw.Clean(s.View.Settings.Latency), fmt.Sprintf("N %d", s.View.Settings.Placement.N)}
}

// Open begins with how stale reads are at the ack.
func (p *labPage) Open(d Desk) (tea.Cmd, bool) {
	if q := labQuestionOf(d.View); q.n > q.most() {
		where := ""
		if q.copies != "" {
			where = " in several data centres"
		}
		d.Refuse(fmt.Sprintf("lab: it can look at up to %d copies%s, and N is %d", q.most(), where, q.n))
		return nil, false
	}
	p.stop()
	*p = labPage{shows: staleMap}
	return nil, true
}

// Close ends the work that goes on.
func (p *labPage) Close(Desk, workspace.Open) { p.stop() }

func (p *labPage) stop() {
	p.coarse.stop()
	p.fine.stop()
	p.roughly.stop()
	p.exactly.stop()
	p.measured.stop()
}

// Keep closes the page if N becomes more than can be looked at.
func (p *labPage) Keep(d Desk) bool {
	q := labQuestionOf(d.View)
	return q.n <= q.most()
}

// most is up to how many copies can be looked at.
func (q labQuestion) most() int {
	if q.copies != "" {
		return lab.MostMapped
	}
	return lab.MaxN
}

// trials returns so many of the question's trials; it has none for a model that is not known.
func (q labQuestion) trials(count int) (t lab.Trials, known bool) {
	t = lab.Trials{N: q.n, Count: count, Seed: 1}
	if placement, err := ring.ParsePlacement(q.copies); err == nil {
		t.Copies = placement.PerDC
	}
	if q.own != nil {
		t.Model = *q.own
		return t, true
	}
	if t.Model, known = latency.Find(q.latency); q.one {
		t.Model = t.Model.Together()
	}
	return t, known
}

// labPoints are at how many times after the ack the engine's reads begin.
const labPoints = 5

// Work does few trials, then many, then runs the engine.
func (p *labPage) Work(d Desk) tea.Cmd {
	cell := labCellOf(d.View)
	q := cell.labQuestion
	few, known := q.trials(coarseTrials)
	if !known {
		return nil
	}
	many := few
	if many.Count = fineTrials; few.Rules() {
		many.Count = ruleTrials
	}
	mapOf := func(t lab.Trials) func(context.Context) (*lab.Map, error) {
		return func(ctx context.Context) (*lab.Map, error) { return t.Map(ctx, labAfters) }
	}
	levelsOf := func(t lab.Trials) func(context.Context) (*lab.Expected, error) {
		return func(ctx context.Context) (*lab.Expected, error) { return t.Expect(ctx, cell.levels) }
	}
	switch {
	case !p.coarse.has(q):
		return p.coarse.ask(q, mapOf(few))
	case p.now(cell) == nil:
		return p.roughly.ask(cell, levelsOf(few))
	case !p.fine.has(q):
		return p.fine.ask(q, mapOf(many))
	case p.all(q).Known(cell.levels) == nil && !p.exactly.has(cell):
		return p.exactly.ask(cell, levelsOf(many))
	case !p.measured.has(cell):
		m := lab.Measurement{Trials: few, Levels: cell.levels}
		m.Count = labWrites
		for i := range labPoints { // beside those at the ack
			m.After = append(m.After, longest(p.now(cell))*time.Duration(i+1)/labPoints)
		}
		return p.measured.ask(cell, func(ctx context.Context) (*lab.Measured, error) { return m.Run(ctx, nil) })
	}
	return nil
}

// all returns the best trials that there are of the map; nil if there are none yet.
func (p *labPage) all(q labQuestion) *lab.Map {
	switch {
	case p.fine.has(q):
		return p.fine.answer
	case p.coarse.has(q):
		return p.coarse.answer
	}
	return nil
}

// now returns the best trials that there are of the present R and W; nil if there are none
// yet.
func (p *labPage) now(c labCell) *lab.Expected {
	switch all := p.all(c.labQuestion); {
	case all != nil && all.Known(c.levels) != nil:
		return all.Known(c.levels)
	case p.exactly.has(c):
		return p.exactly.answer
	case p.roughly.has(c):
		return p.roughly.answer
	}
	return nil
}

// Hear takes answers.
func (p *labPage) Hear(_ Desk, msg Message) bool {
	return p.coarse.take(msg) || p.fine.take(msg) || p.roughly.take(msg) || p.exactly.take(msg) || p.measured.take(msg)
}

// Move changes R, upward and downward, or W of the cluster; or by whole pages the time
// after the ack.
func (p *labPage) Move(d Desk, s workspace.Step) {
	c := labCellOf(d.View)
	switch {
	case s == workspace.PageUp || s == workspace.PageDown:
		p.after = min(max(p.after-s.By(1), 0), len(labAfters)-1)
	case s.Sideways():
		p.set(d, "w", c.w, c.w+s.By(1), c.n)
	default:
		p.set(d, "r", c.r, c.r+s.By(1), c.n)
	}
}

// Click gives the cluster the R and W of a cell of the map.
func (p *labPage) Click(d Desk, at image.Point) {
	at = inside(d, at)
	for _, hit := range p.cells {
		if at.In(hit.place) {
			c := labCellOf(d.View)
			p.set(d, "r", c.r, hit.r, c.n)
			p.set(d, "w", c.w, hit.w, c.n)
			return
		}
	}
}

// Scroll does nothing: the wheel changes no cluster.
func (*labPage) Scroll(Desk, int) {}

func (p *labPage) set(d Desk, name string, was, to, n int) {
	if to = min(max(to, 1), n); to != was {
		level := d.View.Settings.R
		if name == "w" {
			level = d.View.Settings.W
		}
		d.Run(engine.Command{Verb: engine.Set, Name: name, To: level.Like(to, d.View.Ring, d.View.Settings.Placement).String()})
	}
}

// Act shows another map.
func (p *labPage) Act(_ Desk, a keymaps.Action) (Act, bool) {
	if a != keymaps.Detail {
		return Act{}, false
	}
	return Act{Do: func() tea.Cmd { p.shows = (p.shows + 1) % labMaps; return nil }}, true
}

// Hints are the keys of the page.
func (p *labPage) Hints(Desk) []Hint {
	hints := []Hint{
		{Action: keymaps.Escape}, {Action: keymaps.Detail, Word: "another map"},
		{Action: keymaps.Up, And: keymaps.Down, Word: "R"}, {Action: keymaps.Left, And: keymaps.Right, Word: "W"},
	}
	if p.shows == staleMap {
		hints = append(hints, Hint{Action: keymaps.PageUp, Word: "later"}, Hint{Action: keymaps.PageDown, Word: "sooner"})
	}
	return hints
}

// Lines returns h lines of w cells.
func (p *labPage) Lines(s pane.Scene, w, h int) []string {
	cell := labCellOf(s.View)
	stamp := labStamp{all: p.all(cell.labQuestion), now: p.now(cell), cell: cell, shows: p.shows, after: p.after, theme: s.Theme, w: w, h: h}
	if p.measured.has(cell) {
		stamp.measured = p.measured.answer
	}
	if p.lines != nil && p.drawn == stamp {
		return p.lines
	}
	p.drawn = stamp
	d := labDrawing{labStamp: stamp, c: draw.NewCanvas(w, h)}
	d.c.More = s.Theme.Signs.More
	d.write()
	p.lines, p.cells = d.c.Lines(), d.cells
	return p.lines
}

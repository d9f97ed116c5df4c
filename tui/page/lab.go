// The page of the lab: what each R and W costs, and how stale reads are.

package page

import (
	"context"
	"fmt"
	"time"

	tea "charm.land/bubbletea/v2"

	"ringside/engine"
	"ringside/engine/lab"
	"ringside/engine/latency"
	"ringside/keymaps"
	"ringside/tui/draw"
	"ringside/tui/layout"
	"ringside/tui/pane"
	"ringside/tui/theme"
	"ringside/tui/workspace"
)

// Lab is the page of the lab.
const Lab workspace.PageKind = "lab"

// labPage is a map over R and W, and a curve of the present ones: the model of
// probabilistically bounded staleness under the cluster's own delays, and on the curve
// what the engine itself measures. The arrows change R and W of the cluster.
//
//	p99.9 of a read, ms                │ P(fresh) by the time after the ack
//	        W 1     W 2     W 3        │ 100 %      ..:::········
//	 R 1    1.2     1.2     1.2        │      ..··●
//	 R 2   [2.3]    2.3     2.3        │  ●··
type labPage struct {
	base
	shows    labMap
	after    int // of labAfters
	coarse   study[labQuestion, *lab.PBS]
	fine     study[labQuestion, *lab.PBS]
	measured study[labCell, *lab.Measured]

	drawn labStamp
	lines []string
}

// labQuestion is whose trials are wanted.
type labQuestion struct {
	latency string
	n       int
	seed    uint64
}

// labCell is one R and W of them.
type labCell struct {
	labQuestion
	r, w int
}

// labMap is what the map over R and W shows.
type labMap uint8

// The maps.
const (
	readMap labMap = iota
	writeMap
	staleMap
	downMap
	labMaps // how many there are
)

// labAfters are the times after the ack of which the share of stale reads can be shown.
var labAfters = []time.Duration{
	0, 100 * time.Microsecond, 200 * time.Microsecond, 500 * time.Microsecond,
	time.Millisecond, 2 * time.Millisecond, 5 * time.Millisecond, 10 * time.Millisecond, 20 * time.Millisecond,
	50 * time.Millisecond, 100 * time.Millisecond, 200 * time.Millisecond, 500 * time.Millisecond, time.Second,
}

// How many trials there are at first, and later; and how many writes the engine does.
const (
	coarseTrials = 1 << 15
	fineTrials   = 1_000_000
	labWrites    = 6_000
)

// labStamp is what the page was drawn from.
type labStamp struct {
	pbs      *lab.PBS
	measured *lab.Measured
	cell     labCell
	shows    labMap
	after    int
	theme    *theme.Theme
	w, h     int
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
	q := labQuestionOf(d)
	if q.n > lab.MaxN {
		d.Refuse(fmt.Sprintf("lab: it can look at up to %d copies, and N is %d", lab.MaxN, q.n))
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
	p.measured.stop()
}

// Keep closes the page if N becomes more than can be looked at.
func (p *labPage) Keep(d Desk) bool { return labQuestionOf(d).n <= lab.MaxN }

// labQuestionOf returns whose trials the cluster's settings ask for.
func labQuestionOf(d Desk) labQuestion {
	return labQuestion{latency: d.View.Settings.Latency, n: d.View.Settings.Placement.N, seed: 1}
}

func labCellOf(d Desk) labCell {
	return labCellIn(labQuestionOf(d), d.View)
}

// labCellIn returns the cell of the cluster's settings. The map has numbers: of other levels
// it marks of how many replicas, at least, the answers are enough.
func labCellIn(q labQuestion, v *engine.View) labCell {
	r, w := v.Settings.R.On(v.Ring, v.Settings.Placement), v.Settings.W.On(v.Ring, v.Settings.Placement)
	return labCell{q, r.Least(), w.Least()}
}

// labPoints are at how many times after the ack the engine's reads begin.
const labPoints = 5

// Work does few trials, then many, then runs the engine.
func (p *labPage) Work(d Desk) tea.Cmd {
	cell := labCellOf(d)
	q := cell.labQuestion
	model, known := latency.Find(q.latency)
	if !known {
		return nil
	}
	trials := func(count int) func(context.Context) (*lab.PBS, error) {
		return func(ctx context.Context) (*lab.PBS, error) {
			return lab.Trials{Model: model, N: q.n, Count: count, Seed: q.seed}.Run(ctx, nil)
		}
	}
	switch {
	case !p.coarse.has(q):
		return p.coarse.ask(q, trials(coarseTrials))
	case !p.fine.has(q):
		return p.fine.ask(q, trials(fineTrials))
	case !p.measured.has(cell):
		m := lab.Measurement{Trials: lab.Trials{Model: model, N: q.n, Count: labWrites, Seed: q.seed}, Levels: lab.Levels{R: engine.Answers(cell.r), W: engine.Answers(cell.w)}}
		for i := range labPoints { // beside those at the ack
			m.After = append(m.After, p.longest(cell)*time.Duration(i+1)/labPoints)
		}
		return p.measured.ask(cell, func(ctx context.Context) (*lab.Measured, error) { return m.Run(ctx, nil) })
	}
	return nil
}

// pbs returns the best trials that there are; nil if there are none yet.
func (p *labPage) pbs(q labQuestion) *lab.PBS {
	switch {
	case p.fine.has(q):
		return p.fine.answer
	case p.coarse.has(q):
		return p.coarse.answer
	}
	return nil
}

// longest is the time after the ack up to which the curve of fresh reads is drawn.
func (p *labPage) longest(c labCell) time.Duration {
	return max(p.pbs(c.labQuestion).Visibility(c.r, c.w, 999_000)*6/5, time.Millisecond)
}

// Hear takes answers.
func (p *labPage) Hear(_ Desk, msg Message) bool {
	return p.coarse.take(msg) || p.fine.take(msg) || p.measured.take(msg)
}

// Move changes R, upward and downward, or W of the cluster; or by whole pages the time
// after the ack.
func (p *labPage) Move(d Desk, s workspace.Step) {
	c := labCellOf(d)
	switch {
	case s == workspace.PageUp || s == workspace.PageDown:
		p.after = min(max(p.after-s.By(1), 0), len(labAfters)-1)
	case s.Sideways():
		p.set(d, "w", c.w, c.w+s.By(1), c.n)
	default:
		p.set(d, "r", c.r, c.r+s.By(1), c.n)
	}
}

func (p *labPage) set(d Desk, name string, was, to, n int) {
	if to = min(max(to, 1), n); to != was {
		level := d.View.Settings.R
		if name == "w" {
			level = d.View.Settings.W
		}
		d.Run("set " + name + " " + level.Like(to, d.View.Ring, d.View.Settings.Placement).String())
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
	of := &s.View.Settings
	cell := labCellIn(labQuestion{of.Latency, of.Placement.N, 1}, s.View)
	stamp := labStamp{pbs: p.pbs(cell.labQuestion), cell: cell, shows: p.shows, after: p.after, theme: s.Theme, w: w, h: h}
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
	p.lines = d.c.Lines()
	return p.lines
}

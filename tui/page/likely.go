// The page of how likely an outcome was: at each step, and since when it could not be stopped.

package page

import (
	"context"
	"fmt"
	"image"
	"strings"

	tea "charm.land/bubbletea/v2"

	"ringside/engine"
	"ringside/engine/explain"
	"ringside/engine/history"
	"ringside/engine/likely"
	"ringside/engine/ring"
	"ringside/engine/script"
	"ringside/keymaps"
	"ringside/tui/draw"
	"ringside/tui/layout"
	"ringside/tui/pane"
	"ringside/tui/source"
	"ringside/tui/theme"
	"ringside/tui/workspace"
)

// Likely is the page of how likely an outcome was.
const Likely workspace.PageKind = "likely"

// likelyPage has a line for each step of the session, with the share of the futures in which an
// expression holds at the end. It begins at the point of no return; enter goes to a step.
//
//	stale(2) == yes
//	it holds; in all 1,000 futures from step 9 on
//	▁▂▂▃▃███
//	point of no return: n2 → client OK op 2
//	   step          ms   holds
//	      8         1.0   41.2%  ████▏       n3 → n2 data n1:1 op 2
//	▸     9         1.3  100.0%  ██████████  n2 → client OK op 2
//
// What happened at the chosen step stands over the list in full, however narrow the page is.
type likelyPage struct {
	base
	expr  script.Expr
	from  *history.History // at the moment at which it was asked
	on    int              // the branch
	query query[*history.History, *chances]

	drawn likelyStamp
	lines []string
}

// chances is how likely it was, with what happened at each step.
type chances struct {
	*likely.Answer
	events []string
	err    error
}

// likelyStamp is what the page was drawn from.
type likelyStamp struct {
	of       *chances
	from     *history.History
	theme    *theme.Theme
	w, h, at int
}

// likelyFutures is how many futures each step has on the screen.
const likelyFutures = likely.UsualFutures

// About describes the page.
func (*likelyPage) About() About {
	return About{
		Kind: Likely, Place: layout.Beside, Scope: keymaps.Details, Covers: everything(), Private: true,
		Key: Key{Action: keymaps.LikelyPage, Group: "Show"},
	}
}

// Name is the page's.
func (*likelyPage) Name(Desk) string { return "Since when?" }

// Title returns the page's name.
func (*likelyPage) Title(pane.Scene) (string, []string) { return "Since when?", nil }

// Open asks of the expression that was typed, or of what the chosen operation came to.
func (p *likelyPage) Open(d Desk) (tea.Cmd, bool) {
	p.query.stop()
	text := d.Question
	d.Question = ""
	if d.View.Outside != nil {
		d.Refuse(d.OrTwin("since when: the other futures of a real cluster can't be known"))
		return nil, false
	}
	if text == "" {
		text = likely.DefaultExpression(d.Operation())
	}
	if text == "" {
		d.Say("since when: no operation has ended yet; " + d.KeyName(keymaps.Command) + "likely EXPRESSION asks about anything")
		return nil, false
	}
	e, err := script.ParseExpr(text)
	var h *history.History
	if err == nil {
		h, err = d.Fork()
	}
	if err == nil {
		err = h.Go(h.End())
	}
	if err == nil {
		q := likely.Question{Expr: e, Futures: likelyFutures}
		err = q.Check(h)
	}
	if err != nil {
		d.Fail("likely: " + err.Error())
		return nil, false
	}
	*p = likelyPage{expr: e, from: h, on: d.BranchShown()[0]}
	d.Pages.Top().Cursor = 0
	return nil, true
}

// Resume asks what was typed meanwhile.
func (p *likelyPage) Resume(d Desk) {
	if d.Question != "" {
		p.Open(d)
	}
}

// Close ends the work.
func (p *likelyPage) Close(Desk, workspace.Open) { p.query.stop() }

// Work draws the futures.
func (p *likelyPage) Work(Desk) tea.Cmd {
	if p.from == nil || p.query.has(p.from) {
		return nil
	}
	h, e := p.from, p.expr
	return p.query.ask(h, func(ctx context.Context) (*chances, error) {
		f := h.Fork()
		a, err := likely.Run(ctx, f, likely.Question{Expr: e, Futures: likelyFutures}, nil)
		if err != nil {
			return &chances{err: err}, ctx.Err()
		}
		c := &chances{Answer: a}
		for _, one := range a.Steps {
			text := "the beginning"
			if one.Step > 0 {
				text = explain.Event(f.Trace(), one.Step, func(id ring.NodeID) string { return f.NodeName(id) }).Inline()
			}
			c.events = append(c.events, text)
		}
		return c, nil
	})
}

// Hear takes the answer in, and chooses the point of no return.
func (p *likelyPage) Hear(d Desk, msg Message) bool {
	if !p.query.take(msg) {
		return false
	}
	if c := p.chances(); c != nil && c.err == nil && d.Pages.Shows(Likely) {
		d.Pages.Top().Cursor = max(c.Certain, 0)
	}
	if c := p.chances(); c != nil && c.err == nil {
		d.Ribbon = p.ribbonOf(c)
	}
	return true
}

// ribbonOf returns what stands over the log from now on.
func (p *likelyPage) ribbonOf(c *chances) *pane.Ribbon {
	shares, certain := make([]float64, len(c.Steps)), 0
	for i := range shares {
		shares[i] = c.Share(i)
	}
	if c.Certain > 0 {
		certain = c.Steps[c.Certain].Step
	}
	return pane.NewRibbon(p.from.View(engine.Watch{}), p.on, shares, certain)
}

// chances returns the answer; nil if there is none yet.
func (p *likelyPage) chances() *chances {
	if p.from == nil || !p.query.has(p.from) {
		return nil
	}
	return p.query.answer
}

// Move chooses another step.
func (p *likelyPage) Move(d Desk, s workspace.Step) {
	if c := p.chances(); c != nil && c.err == nil {
		top := d.Pages.Top()
		top.Cursor = min(max(top.Cursor+s.By(max(d.PageSize().Y-likelyTop(d.PageSize().X), 1)), 0), len(c.Steps)-1)
	}
}

// Click chooses a step.
func (p *likelyPage) Click(d Desk, at image.Point) {
	if c := p.chances(); c != nil && c.err == nil {
		size := d.PageSize()
		y := inside(d, at).Y - likelyTop(size.X)
		if row := p.first(d.Pages.Top().Cursor, size.Y-likelyTop(size.X)) + y; y >= 0 && row < len(c.Steps) {
			d.Pages.Top().Cursor = row
		}
	}
}

// Act goes to the chosen step.
func (p *likelyPage) Act(d Desk, a keymaps.Action) (Act, bool) {
	if a != keymaps.Detail {
		return Act{}, false
	}
	c := p.chances()
	if c == nil || c.err != nil {
		return Act{Off: "still drawing futures"}, true
	}
	at := d.Pages.Top().Cursor
	step := c.Steps[min(max(at, 0), len(c.Steps)-1)].Step
	cmd := source.ToStep(d.View.Trace.Len(), step)
	if cmd.Count == 0 {
		return Act{Off: "you are at that step"}, true
	}
	return Act{Do: func() tea.Cmd { d.Run(cmd); return nil }}, true
}

// Hints are the keys of the page.
func (p *likelyPage) Hints(Desk) []Hint {
	hints := []Hint{{Action: keymaps.Escape}}
	if c := p.chances(); c != nil && c.err == nil {
		hints = append(hints, Hint{Action: keymaps.Detail, Word: "go there"}, choose)
	}
	return append(hints, Hint{Action: keymaps.Command, Word: "ask about another: likely …"})
}

const (
	// likelyChosen is the line at which the chosen step is told in full.
	likelyChosen = 3
	// likelyNarrow is the width in which that takes two lines, and in which the times are left out.
	likelyNarrow = 60
	// likelyBars is the width from which on the shares are bars, too.
	likelyBars = 84
)

// likelyTop returns the line at which the steps begin.
func likelyTop(w int) int {
	if w < likelyNarrow {
		return likelyChosen + 3
	}
	return likelyChosen + 2
}

// first is the first step that is in view in so many lines.
func (p *likelyPage) first(at, room int) int {
	room = max(room, 1)
	return max(min(at-room/2, len(p.query.answer.Steps)-room), 0)
}

// Lines returns h lines of w cells; the step of Cursor is in view.
func (p *likelyPage) Lines(s pane.Scene, w, h int) []string {
	stamp := likelyStamp{of: p.chances(), from: p.from, theme: s.Theme, w: w, h: h, at: s.Cursor}
	if p.lines != nil && p.drawn == stamp {
		return p.lines
	}
	p.drawn = stamp
	c, th := draw.NewCanvas(w, h), s.Theme
	c.More = th.Signs.More
	switch of := stamp.of; {
	case of == nil:
		c.TextTo(1, 0, w, th.Spell(draw.CleanTo(p.expr.String(), w)), th.Value)
		c.TextTo(1, 2, w, th.Spell(fmt.Sprintf("drawing %s futures at each step …", engine.Count(likelyFutures))), th.Dim)
	case of.err != nil:
		c.TextTo(1, 0, w, th.Spell(draw.CleanTo(of.err.Error(), w)), th.Bad)
	default:
		p.draw(c, th, w, h, s.Cursor)
	}
	p.lines = c.Lines()
	return p.lines
}

// draw draws the steps around the chosen one.
func (p *likelyPage) draw(c *draw.Canvas, th *theme.Theme, w, h, at int) {
	of, top := p.query.answer, likelyTop(w)
	c.TextTo(1, 0, w, th.Spell(draw.CleanTo(p.expr.String(), w)), th.Value)
	ends := of.Ends()
	if draw.Width(ends) > w-2 { // in all, or in none, says whether it holds
		_, ends, _ = strings.Cut(ends, "; ")
	}
	c.TextTo(1, 1, w, th.Spell(ends), th.Strong)
	p.ribbon(c, th, w, at)
	p.chosen(c, th, w, at)
	holds, text := 25, 27
	if w < likelyNarrow {
		holds, text = 15, 17
	} else {
		c.TextRight(17, top-1, "ms", th.Dim)
	}
	c.TextRight(7, top-1, "step", th.Dim)
	c.TextRight(holds, top-1, "holds", th.Dim)
	const bar = 10
	sign := "█"
	if th.ASCII {
		sign = "#"
	}
	if w >= likelyBars {
		text += bar + 1
	}
	from := p.first(at, h-top)
	for i, y := from, top; i < len(of.Steps) && y < h; i, y = i+1, y+1 {
		ink := th.Text
		if i == at {
			c.Set(1, y, th.Signs.Here, th.Accent)
			ink = th.Strong
		}
		if i == of.Certain && i > 0 {
			ink = th.Accent
		}
		one := of.Steps[i]
		c.TextRight(7, y, fmt.Sprint(one.Step), th.Dim)
		if w >= likelyNarrow {
			c.TextRight(17, y, fmt.Sprintf("%.1f", float64(one.Now)/1e6), th.Dim)
		}
		c.TextRight(holds, y, fmt.Sprintf("%.1f%%", 100*of.Share(i)), shareInk(of.Share(i), th))
		if w >= likelyBars {
			for x := range int(of.Share(i)*bar + .5) {
				c.Set(26+x, y, sign, shareInk(of.Share(i), th))
			}
		}
		c.TextTo(text, y, w, th.Spell(draw.Clean(of.events[i])), ink)
	}
	if from > 0 {
		c.Set(w-1, top, th.Signs.Up, th.Dim)
	}
	if from+h-top < len(of.Steps) {
		c.Set(w-1, h-1, th.Signs.Down, th.Dim)
	}
}

// chosen tells what happened at the chosen step, in all the lines over the list that are left.
func (p *likelyPage) chosen(c *draw.Canvas, th *theme.Theme, w, at int) {
	of := p.query.answer
	at = min(max(at, 0), len(of.Steps)-1)
	text, ink := fmt.Sprintf("step %d: ", of.Steps[at].Step), th.Text
	if at == of.Certain && at > 0 {
		text, ink = "point of no return: ", th.Accent
	}
	lines := draw.Wrap(th.Spell(text+draw.Clean(of.events[at])), w-2)
	for i, room := 0, likelyTop(w)-1-likelyChosen; i < min(len(lines), room); i++ {
		line := lines[i]
		if i == room-1 && len(lines) > room {
			line += " " + lines[room] // and is cut where the page ends
		}
		c.TextTo(1, likelyChosen+i, w, line, ink)
	}
}

// ribbon draws the shares of all steps in one line, low to high, as many steps to a cell as it
// takes; what is chosen stands out.
func (p *likelyPage) ribbon(c *draw.Canvas, th *theme.Theme, w, at int) {
	of := p.query.answer
	cells := min(len(of.Steps), w-2)
	for x := range cells {
		from, to := x*len(of.Steps)/cells, (x+1)*len(of.Steps)/cells
		share := of.Share(to - 1)
		ink := shareInk(share, th)
		if from <= at && at < to {
			ink = th.Accent
		}
		c.Set(1+x, 2, string(pane.ShareSign(share, th.ASCII)), ink)
	}
}

// shareInk is the ink of a share: amber where it is open.
func shareInk(share float64, th *theme.Theme) theme.Ink {
	if share > 0 && share < 1 {
		return th.Doubt
	}
	return th.Text
}

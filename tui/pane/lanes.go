// The lanes of an operation: a space-time diagram, laid out in lines and columns.

package pane

import (
	"strconv"

	"ringside/engine/event"
	"ringside/engine/explain"
	"ringside/engine/lanes"
	"ringside/tui/draw"
	"ringside/tui/theme"
)

// Lanes draws one operation as a space-time diagram: a lane for each participant, time
// downward, a line for what happens in one lane at one moment.
//
//	 ms     you      ▲ n2      ■ n4      ★ n5
//	0.0      ├─────────────────────────────▸│     put cart milk
//	         │         │         │     ╭─────┤     write n5:1
//	0.3      │         │         │     ╎     ╋     stored n5:1; ack, 1 of 2
//	0.6      │         │         │◂────┤     │     write n5:1
//	0.7      │         │         ╋──╮  ╎     │     stored n5:1; ack
//
// A message leaves its lane where it is sent, runs down beside it for as long as it
// travels, and crosses to the other lane where it arrives. Messages that are sent
// together run down together, so a request and its copies look like a tree.
type Lanes struct {
	last   picture
	reader lanes.Reader
}

// Title returns the pane's name, with the request and its outcome.
func (p *Lanes) Title(s Scene) (string, []string) {
	if s.Op == nil {
		return "Lanes", nil
	}
	d := operationDrawing{Scene: &s, op: s.Op}
	return "Lanes #" + strconv.Itoa(int(s.Op.ID)), []string{label(d.asked(mostKey, 20)).String(), label(d.outcome()).String()}
}

// about is what the picture depends on.
func (p *Lanes) about(s Scene, w, h int) stamp {
	of := s.stamp(w, h)
	of.op, of.lanes, of.focused, of.invite = s.Op, s.lanesPlace(), s.Focused, s.Invite
	return of
}

func (p *Lanes) kind() kind      { return lanesKind }
func (p *Lanes) fresh() pictured { return new(Lanes) }

// Lines returns the selected operation in h lines of w cells.
func (p *Lanes) Lines(s Scene, w, h int) []string {
	of := p.about(s, w, h)
	if p.last.is(&of) && !p.Busy(s) {
		return p.last.lines
	}
	p.paint(s, w, h)
	return p.last.keep(of)
}

func (p *Lanes) paint(s Scene, w, h int) {
	p.last.begin(s.Theme, w, h)
	switch {
	case h <= 0:
	case s.Op == nil:
		p.last.TextTo(1, min(h-1, 1), w, "no request yet"+s.invitation(), s.Theme.Dim)
	default:
		d := newSpaceTime(&s, p.diagram(&s), &p.last.canvas, w, h)
		d.draw()
	}
}

// diagram returns the diagram of the selected operation, as far as it is read.
func (p *Lanes) diagram(s *Scene) *lanes.Diagram {
	return p.reader.Read(&s.View.Trace, lanes.Part{Op: s.Op.ID, From: int(s.Op.Step)})
}

// Busy reports whether part of the trace has not been read yet: the next Lines goes on.
func (p *Lanes) Busy(s Scene) bool {
	if s.Op == nil {
		return false
	}
	p.diagram(&s)
	return p.reader.Behind(&s.View.Trace) > 0
}

// Step returns the event that is selected; 0 if there is none.
func (p *Lanes) Step(s Scene) int {
	if s.Op == nil {
		return 0
	}
	d := p.diagram(&s)
	if row := selectedRow(d, s.lanesPlace()); row >= 0 {
		return d.Rows[row].Steps[0]
	}
	return 0
}

// Move returns the place that many rows further down. On the newest row the diagram
// follows what comes.
func (p *Lanes) Move(s Scene, rows int) LanesPlace {
	to := s.lanesPlace()
	if s.Op == nil {
		return to
	}
	d := p.diagram(&s)
	last := len(d.Rows) - 1
	if last < 0 {
		return to
	}
	row := min(max(selectedRow(d, to)+rows, 0), last)
	to.Step = d.Rows[row].Steps[0]
	if row == last && rows > 0 && !d.Over {
		to.Step = 0
	}
	return to
}

// At returns the place at a line of the picture, and whether there is a row.
func (p *Lanes) At(s Scene, y, w, h int) (to LanesPlace, ok bool) {
	to = s.lanesPlace()
	if s.Op == nil || y < 1 {
		return to, false
	}
	d := newSpaceTime(&s, p.diagram(&s), &p.last.canvas, w, h)
	line := d.top + y - 1
	if y > d.room() || line >= len(d.lines) || d.lines[line].kind != rowLine {
		return to, false
	}
	to.Step = d.d.Rows[d.lines[line].row].Steps[0]
	return to, true
}

// Begin returns where to begin: at the first row of an operation that is over, else at
// the newest, to follow it.
func (p *Lanes) Begin(s Scene) LanesPlace {
	to := LanesPlace{}
	if s.Op == nil {
		return to
	}
	to.Op = s.Op.ID
	if d := p.diagram(&s); d.Over {
		to.Step = d.Rows[0].Steps[0]
	}
	return to
}

// Shift returns the place that many lanes further to the right, in w × h cells, and
// whether there are more lanes than fit.
func (p *Lanes) Shift(s Scene, by, w, h int) (to LanesPlace, shifts bool) {
	to = s.lanesPlace()
	if s.Op == nil {
		return to, false
	}
	d := newSpaceTime(&s, p.diagram(&s), &p.last.canvas, w, h)
	hidden := max(len(d.d.Lanes)-d.fit, 0)
	to.Left = min(max(to.Left+by, 0), hidden)
	return to, hidden > 0
}

func selectedRow(d *lanes.Diagram, at LanesPlace) int {
	if at.Step == 0 {
		return len(d.Rows) - 1
	}
	return max(d.RowOf(at.Step), min(0, len(d.Rows)-1))
}

func newSpaceTime(s *Scene, d *lanes.Diagram, c *draw.Canvas, w, h int) *spaceTime {
	p := &spaceTime{Scene: s, c: c, d: d, w: w, h: h, chosen: -1}
	p.list()
	p.arrange()
	if s.lanesPlace().Step != 0 {
		p.chosen = selectedRow(d, s.lanesPlace())
	}
	cursor := len(p.lines)
	if p.chosen >= 0 {
		cursor = p.lineOf[p.chosen]
	}
	p.top, _ = window(len(p.lines), p.room(), cursor)
	p.plant()
	return p
}

func (p *spaceTime) draw() {
	p.head()
	right := p.w
	if p.labelAt > 0 {
		right = p.labelAt - 1
	}
	p.wires.reset(p.first-2, right, p.room())
	p.lanes()
	p.connect()
	p.wires.draw(p.c, 1, p.Theme)
	shown := ""
	for y := range min(p.room(), len(p.lines)-p.top) {
		shown = p.legend(y+1, p.lines[p.top+y], shown)
	}
	p.detail()
	p.why(1 + len(p.lines))
	p.more(p.c, 1, p.room(), p.top > 0, p.top+p.room() < len(p.lines))
}

// head writes the names of the lanes.
func (p *spaceTime) head() {
	p.c.TextRight(p.timeTo, 0, "ms", p.Theme.Dim)
	for i := p.left; i < p.left+p.fit && i < len(p.d.Lanes); i++ {
		l, x, end := p.d.Lanes[i], p.x(i), p.x(i+1)-1
		if i == p.left+p.fit-1 {
			end = p.w - 1
			if p.labelAt > 0 {
				end = p.labelAt + leastName
			}
		}
		if l.Kind == lanes.Client {
			name := p.shortName(p.View.Trace.Text(event.Sym(l.Who)), leastName)
			at := max(x-draw.Width(name)/2, p.timeTo+1)
			p.c.Text(at, 0, p.shortName(name, end-at), p.Theme.Strong)
			continue
		}
		glyph, ink := p.Theme.Node(int(l.Node()))
		p.c.Set(x, 0, glyph, ink)
		at := p.c.Text(x+2, 0, p.nameIn(l.Node(), min(end-x-2, longestName)), ink)
		switch p.d.Ill[l.Node()] {
		case event.Crash, event.Depart:
			p.c.TextTo(at+1, 0, end, p.Theme.Signs.Refused, p.Theme.Bad)
		case event.Hang:
			p.c.TextTo(at+1, 0, end, p.Theme.Signs.Hung, p.Theme.Doubt)
		}
	}
	if p.left > 0 {
		p.c.Set(p.first-2, 0, p.Theme.Signs.Left, p.Theme.Accent)
	}
	if p.left+p.fit < len(p.d.Lanes) {
		p.c.Set(p.w-1, 0, p.Theme.Signs.Right, p.Theme.Accent)
	}
}

// legend writes the text to the left and the right of a line: the time, if it has
// changed, and what happens. It returns the time that was shown last.
func (p *spaceTime) legend(y int, line laneLine, shown string) string {
	th := p.Theme
	words, ink := p.words(line)
	switch line.kind {
	case gapLine:
		p.c.TextRight(p.timeTo, y, th.Signs.Gap, th.Dim)
	case nowLine:
		p.c.TextRight(p.timeTo, y, tenths(p.last()), th.Accent)
	default:
		now := tenths(p.d.Rows[line.row].At - p.d.Rows[0].At)
		if line.row == p.chosen {
			p.c.Set(0, y, th.Signs.Here, th.Accent)
			p.c.TextRight(p.timeTo, y, now, th.Strong)
			ink = th.Strong
		} else if now != shown {
			p.c.TextRight(p.timeTo, y, now, th.Dim)
		}
		shown = now
	}
	if p.labelAt > 0 {
		p.c.TextTo(p.labelAt, y, p.w-2, words, ink)
	}
	return shown
}

// detail writes to the last line what happens in the selected row, or in the newest one,
// if lines have no labels of their own.
func (p *spaceTime) detail() {
	if p.labelAt > 0 || p.h <= 4 || len(p.d.Rows) == 0 {
		return
	}
	row := p.chosen
	if row < 0 {
		row = len(p.d.Rows) - 1
	}
	x, r := 1, &p.d.Rows[row]
	if r.In >= 0 {
		x = p.laneTag(x, p.d.Messages[r.In].From)
		x = p.c.TextTo(x, p.h-1, p.w, " "+p.Theme.Signs.To+" ", p.Theme.Dim)
	}
	if r.Lane.Kind == lanes.Client || r.Lane.Kind == lanes.Node {
		x = p.laneTag(x, r.Lane) + 1
	}
	for i, out := range r.Out {
		if i == 0 {
			x = p.c.TextTo(x, p.h-1, p.w, p.Theme.Signs.To+" ", p.Theme.Dim)
		}
		x = p.laneTag(x, p.d.Messages[out].To) + 1
	}
	words, ink := p.words(laneLine{rowLine, row})
	p.c.TextTo(x, p.h-1, p.w, words, ink)
}

// why writes below the diagram why the operation came out as it did, and what the signs
// mean, if there is room.
func (p *spaceTime) why(y int) {
	if p.labelAt == 0 {
		return
	}
	th := p.Theme
	lines := draw.Wrap(th.Spell(draw.Clean(explain.Why(p.View, p.Op))), p.w-whyAt-2)
	if y++; y+len(lines) > p.h {
		return
	}
	p.c.TextTo(2, y, p.w, "why", th.Accent)
	for _, line := range lines {
		p.c.TextTo(whyAt+1, y, p.w, line, th.Strong)
		y++
	}
	if y++; y >= p.h {
		return
	}
	x := 2
	for _, sign := range []struct {
		sign, word string
		ink        theme.Ink
	}{
		{th.Wires.Joints[theme.East|theme.West] + th.Wires.RightHead, "arrives", th.Text},
		{th.Wires.Across + th.Wires.RightHead, "arrives late", th.Dim},
		{th.Signs.Doomed, "lost, or would be", th.Bad},
		{th.Signs.Durable, "on the disk", th.Good},
		{th.Signs.Memory, "in memory only", th.Doubt},
		{th.Signs.HungLane, "hangs", th.Doubt},
	} {
		if x+len("  ")+draw.Width(sign.sign)+draw.Width(sign.word) > p.w {
			return
		}
		x = p.c.Text(x, y, sign.sign, sign.ink) + 1
		x = p.c.Text(x, y, sign.word, th.Dim) + 3
	}
}

// laneTag writes the name of a lane in the last line.
func (p *spaceTime) laneTag(x int, l lanes.Lane) int {
	if l.Kind == lanes.Node {
		return p.tag(p.c, x, p.h-1, p.w, l.Node())
	}
	return p.c.TextTo(x, p.h-1, p.w, p.shortName(p.View.Trace.Text(event.Sym(l.Who)), leastName), p.Theme.Strong)
}

// The log: one event per line, and the causes of the selected one.

package pane

import (
	"strconv"
	"strings"

	"ringside/engine/event"
	"ringside/engine/explain"
	"ringside/engine/ring"
	"ringside/tui/draw"
	"ringside/tui/theme"
)

// Log lists what happened, one event per line, and marks those that caused the selected
// one or were caused by it.
type Log struct {
	last  picture
	index logIndex
	words map[logEvent]logWords
	names longestNameOf
}

// longestNameOf is how many cells the longest name of a ring's nodes takes. It is measured
// once for each ring.
type longestNameOf struct {
	ring  *ring.Ring
	theme *theme.Theme
	cells int
}

func (l *longestNameOf) measure(s *Scene) int {
	if l.ring != s.View.Ring || l.theme != s.Theme {
		*l = longestNameOf{ring: s.View.Ring, theme: s.Theme}
		for i := range s.View.Nodes {
			l.cells = max(l.cells, draw.Width(s.Theme.Spell(draw.Clean(s.View.Nodes[i].Name))))
		}
	}
	return l.cells
}

// logEvent identifies an event, whose words are always the same: a trace never changes or
// moves what it holds. Names in them are spelled in ASCII where the theme is, and as long as the
// pane allows.
type logEvent struct {
	*event.Event
	ascii bool
	names int
}

// logWords are the words of an event.
type logWords struct {
	at string
	explain.Line
}

// maxWords is for how many events a log keeps the words.
const maxWords = 256

// Title returns the pane's name, the level and the filter, whether it follows the newest
// line, and the unit of its first column.
func (p *Log) Title(s Scene) (string, []string) {
	notes := make([]string, 0, 5)
	notes = append(notes, s.Log.Level.String())
	if s.Log.Filter != "" {
		if p.index.filter != nil && p.index.typed == s.Log.Filter {
			notes = append(notes, Matches(len(p.index.steps)))
		}
		notes = append(notes, "filter "+s.text(s.Log.Filter, 30))
	}
	if n := p.index.behind(&s.View.Trace); n > 0 && p.index.filter != nil && p.index.typed == s.Log.Filter {
		notes = append(notes, strconv.Itoa(n)+" to search")
	}
	if s.Log.Follow {
		notes = append(notes, "following")
	}
	notes = append(notes, "in s")
	if s.Ribbon != nil {
		notes = append(notes, s.Ribbon.text(s.Theme.ASCII))
	}
	return "Log", notes
}

// about is what the picture depends on.
func (p *Log) about(s Scene, w, h int) stamp {
	of := s.stamp(w, h)
	of.log, of.focused, of.invite, of.ribbon = s.Log, s.Focused, s.Invite, s.Ribbon
	return of
}

func (p *Log) kind() kind      { return logKind }
func (p *Log) fresh() pictured { return new(Log) }

// Lines returns the log in h lines of w cells.
func (p *Log) Lines(s Scene, w, h int) []string {
	of := p.about(s, w, h)
	if p.last.is(&of) && !p.Busy(s) {
		return p.last.lines
	}
	p.update(&s)
	p.last.begin(s.Theme, w, h)
	s.nameCells = usualName(w)
	scene := s // s itself does not escape, for calls that draw nothing
	d := logDrawing{Scene: &scene, c: &p.last.canvas, x: &p.index, words: p.wordsOf, w: w, h: LogRows(w, h), nameW: p.names.measure(&scene)}
	d.draw()
	d.whole(h)
	return p.last.keep(of)
}

// wordsOf returns the words of the event at a step. Most rows stay from one picture to the
// next.
func (p *Log) wordsOf(s *Scene, step int) logWords {
	e := logEvent{s.View.Trace.At(step), s.Theme.ASCII, s.nameCells}
	words, known := p.words[e]
	if !known {
		if p.words == nil || len(p.words) >= maxWords {
			p.words = make(map[logEvent]logWords, maxWords)
		}
		words = logWords{Seconds(e.At), explain.Event(&s.View.Trace, step, s.name)}
		if p.names.cells > s.nameCells { // its own column has more room than a sentence
			words.Who = explain.Event(&s.View.Trace, step, s.View.Node).Who
		}
		p.words[e] = words
	}
	return words
}

// Busy reports whether part of the trace has not been searched yet: the next Lines goes
// on.
func (p *Log) Busy(s Scene) bool {
	return p.index.filter != nil && p.index.behind(&s.View.Trace) > 0
}

// Move returns the place after moving the selection by so many lines in a window of h
// lines. On the newest line the log follows again.
func (p *Log) Move(s Scene, lines, h int) LogPlace {
	p.update(&s)
	to := s.Log
	if len(p.index.steps) == 0 {
		return to
	}
	row, last := p.row(&s), len(p.index.steps)-1
	row = max(min(row+lines, last), 0)
	to.Step = int(p.index.steps[row])
	to.Follow = row == last && lines >= 0
	to.Top, to.Row = p.top(&s, row, h), row+1
	return to
}

// Show returns the place at which a step is selected, or the last one before it that
// passes the filter.
func (p *Log) Show(s Scene, step, h int) LogPlace {
	p.update(&s)
	to := s.Log
	to.Follow = false
	if len(p.index.steps) == 0 {
		to.Step = 0
		return to
	}
	row := p.index.rowOf(step)
	to.Step = int(p.index.steps[row])
	to.Top, to.Row = p.top(&s, row, h), row+1
	return to
}

// At returns the step in a line of a window of h lines; 0 if there is none.
func (p *Log) At(s Scene, y, h int) (step int) {
	p.update(&s)
	if len(p.index.steps) == 0 {
		return 0
	}
	if i := p.top(&s, p.row(&s), h) + y; y >= 0 && i < len(p.index.steps) {
		return int(p.index.steps[i])
	}
	return 0
}

// Count returns how many lines pass the filter, as far as the trace has been searched.
func (p *Log) Count(s Scene) int {
	p.update(&s)
	return len(p.index.steps)
}

func (p *Log) update(s *Scene) {
	p.index.update(&s.View.Trace, s.View.Ring, s.Log.Filter, s.Log.Level)
}

// row returns the selected row.
func (p *Log) row(s *Scene) int {
	if s.Log.Follow || s.Log.Step == 0 {
		return len(p.index.steps) - 1
	}
	return p.index.rowOf(s.Log.Step)
}

// top returns the first row of a window of h lines that contains row and moves as little
// as possible.
func (p *Log) top(s *Scene, row, h int) int {
	return topFor(s.Log.now(p.row(s)), row, len(p.index.steps), h)
}

func topFor(at LogPlace, row, rows, h int) int {
	h = max(h, 1)
	top := at.Top
	if at.Follow {
		top = rows - h
	}
	top = max(min(top, row), row-h+1)
	return max(min(top, rows-h), 0)
}

// logDrawing is the log being drawn.
type logDrawing struct {
	*Scene
	c    *draw.Canvas
	x    *logIndex
	w, h int

	nameW int // of the longest name of a node
	words func(s *Scene, step int) logWords

	markAt, timeTo, whoAt, whatAt, noteAt int             // columns; timeTo is where times end
	chain                                 map[uint32]bool // the steps that led to the selected one
}

func (d *logDrawing) draw() {
	rows := len(d.x.steps)
	if d.h == 0 {
		return
	}
	if rows == 0 {
		text := "nothing has happened yet"
		if d.Log.Filter != "" {
			text = "nothing matches " + d.text(d.Log.Filter, 30)
		}
		y := min(d.h-1, 1)
		if d.Log.Filter == "" && d.Invite != "" {
			d.c.TextTo(1, y, d.w, d.Invite, d.Theme.Text)
			y--
		}
		d.c.TextTo(1, y, d.w, text, d.Theme.Dim)
		return
	}
	selected := rows - 1
	if !d.Log.Follow && d.Log.Step != 0 {
		selected = d.x.rowOf(d.Log.Step)
	}
	top := topFor(d.Log.now(selected), selected, rows, d.h)
	end := min(top+d.h, rows)
	d.layout()
	first := d.x.steps[top]
	if d.x.late { // then it need not be the oldest
		first = 0
	}
	d.findChain(d.x.steps[selected], first)
	for i := top; i < end; i++ {
		d.row(i-top, d.x.steps[i], i == selected)
	}
	d.more(d.c, 0, d.h-1, top > 0, end < rows)
}

// layout places the columns. They depend on the cluster and on the width alone, so that
// nothing shifts as time goes on: times have room up to 9999 s, and two of the longest
// names stand beside each other if they take no more than two fifths of the width.
func (d *logDrawing) layout() {
	d.markAt, d.timeTo = 1, 3
	gap, least, arrow := 2, 14, len(" > ")
	if d.w < 60 {
		d.markAt, d.timeTo, gap, least, arrow = 0, 1, 1, 10, len(">")
	}
	d.timeTo += max(len(Seconds(d.View.Now)), len("0000.0000"))
	d.whoAt = d.timeTo + gap
	d.whatAt = d.whoAt + max(least, min(d.nameW+arrow+max(d.nameW, len("client"))+gap, d.w*2/5))
	d.noteAt = d.w
	if d.w >= noteWidth {
		d.noteAt = max(d.w*2/3, d.whatAt+24)
	}
}

// maxChain bounds how far back causes are followed.
const maxChain = 4096

// findChain follows the selected event's causes back to the first that could be in the
// window.
func (d *logDrawing) findChain(selected, first uint32) {
	d.chain = make(map[uint32]bool)
	for n := 0; selected != 0 && n < maxChain; n++ {
		d.chain[selected] = true
		if selected < first {
			return
		}
		selected = d.View.Trace.At(int(selected)).Cause
	}
}

// chained reports whether an event caused the selected one or was caused by it.
func (d *logDrawing) chained(step, selected uint32) bool {
	if step <= selected {
		return d.chain[step]
	}
	for n := 0; step > selected && n < maxChain; n++ {
		step = d.View.Trace.At(int(step)).Cause
	}
	return step == selected
}

func (d *logDrawing) row(y int, step uint32, selected bool) {
	th, e := d.Theme, d.View.Trace.At(int(step))
	line := d.fitting(int(step))
	text := th.Text
	if e.Fine() {
		text = th.Dim
	}
	switch e.Kind {
	case event.Crash, event.Wipe, event.Drop, event.Missed, event.Older, event.Resurrected, event.Lost:
		text = th.Bad
	case event.AtRisk, event.Unreachable, event.InFlight, event.Shadowed, event.Hang, event.GossipOff, event.Suspect, event.Cut, event.Pass, event.StandIn:
		text = th.Doubt
	case event.Reply:
		_, text = outcome(e.Outcome, th)
	}
	if selected {
		if d.Focused || !d.Log.Follow {
			d.c.Set(d.markAt, y, th.Signs.Here, th.Accent)
		}
		if d.Focused {
			text = th.Strong
		}
	} else if !d.Log.Follow && d.chained(step, d.selectedStep()) {
		d.c.Set(d.markAt, y, th.Signs.Cause, th.Accent)
	}
	d.c.TextRight(d.timeTo, y, line.at, th.Dim)
	d.who(y, line.Who)
	d.whatAndNote(y, th.Spell(line.What), th.Spell(line.Note), text)
}

// fitting returns the words of the event at a step, with shorter names where they have no room else:
// a text that is cut at its end loses what tells two names apart.
func (d *logDrawing) fitting(step int) logWords {
	line := d.words(d.Scene, step)
	for range 2 { // another name, too, may be in it
		over := d.whatAt + draw.Width(d.Theme.Spell(line.What)) - (d.w - 2)
		if note := draw.Width(d.Theme.Spell(line.Note)); note > 0 && d.noteAt < d.w {
			over += note + 2
		}
		if over <= 0 || d.nameCells <= leastName {
			break
		}
		shorter := *d.Scene
		shorter.nameCells = max(d.nameCells-over, leastName)
		line = d.words(&shorter, step)
	}
	return line
}

// whatAndNote draws the rest of a line. The note stands in its column, or, if the event's
// text reaches into that, as far to the right as it can; a long one begins before its column.
func (d *logDrawing) whatAndNote(y int, what, note string, ink theme.Ink) {
	end := d.w - 2 // the last column is for the marks of hidden lines
	if note != "" && d.noteAt < d.w {
		at := d.noteAt
		if to := d.whatAt + draw.Width(what) + 2; to > at {
			at = max(end-draw.Width(note), at)
		} else {
			at = max(min(at, end-draw.Width(note)), to)
		}
		d.c.TextTo(at, y, end, note, d.Theme.Dim)
		end = at - 2
	}
	d.c.TextTo(d.whatAt, y, end, what, ink)
}

// who draws the first column, each node's name in its colour. Two names that do not fit are
// both shortened, so that neither disappears.
func (d *logDrawing) who(y int, who string) {
	x, end, to := d.whoAt, d.whatAt-1, " "+d.Theme.Signs.To+" "
	if d.w < 60 {
		to = d.Theme.Signs.To
	}
	from, dest, two := strings.Cut(who, " → ")
	if !two {
		d.c.Text(x, y, d.shortName(from, end-x), d.inkOf(from))
		return
	}
	room := end - x - draw.Width(to)
	half := max(room-room/2, room-draw.Width(d.shortName(dest, room))) // the first has what the second leaves
	x = d.c.Text(x, y, d.shortName(from, half), d.inkOf(from))
	x = d.c.TextTo(x, y, end, to, d.Theme.Dim)
	d.c.Text(x, y, d.shortName(dest, end-x), d.inkOf(dest))
}

func (d *logDrawing) inkOf(name string) theme.Ink {
	if n, ok := d.View.Ring.Lookup(name); ok {
		_, ink := d.Theme.Node(int(n))
		return ink
	}
	return d.Theme.Dim
}

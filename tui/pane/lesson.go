// The lesson's pane: its text, its question, and what to press.

package pane

import (
	"image"
	"slices"
	"strconv"
	"strings"

	"ringside/tui/draw"
	"ringside/tui/theme"
)

// LessonPane shows what there is to read, to answer and to press: in a column, or, if the
// pane is wide and low, with the question beside the text. An open question that is out of sight
// below begins in the last line. Cursor is how far it is
// scrolled down.
type LessonPane struct {
	last    picture
	say     [][]part // the text as it is set
	sayOf   sayStamp
	entryAt image.Point
}

type sayStamp struct {
	text  string
	w     int
	theme *theme.Theme
}

// ToEnd is a Cursor that shows the end of the question or, if it has been answered and what follows is
// long, the verdict in the first line.
const ToEnd = 1 << 20

// Bottom is a Cursor that shows the end, whatever stands there.
const Bottom = ToEnd + 1

// Title returns the pane's name, the lesson's, and the progress.
func (p *LessonPane) Title(s Scene) (string, []string) {
	t := s.Lesson
	if t == nil {
		return "Lesson", nil
	}
	if t.Steps == 0 {
		return s.text(t.Name, 40), nil
	}
	return "Lesson", []string{s.text(t.Name, 40)}
}

// Lines returns the lesson in h lines of w cells.
func (p *LessonPane) Lines(s Scene, w, h int) []string {
	of := s.stamp(w, h)
	of.view = nil // it shows nothing of the cluster
	of.lesson, of.cursor, of.focused = s.Lesson, s.Cursor, s.Focused
	if p.last.is(&of) {
		return p.last.lines
	}
	p.last.begin(s.Theme, w, h)
	p.entryAt = image.Pt(-1, -1)
	p.paint(s, w, h)
	return p.last.keep(of)
}

// EntryAt returns the cell of the cursor in the line being typed, as it was drawn last;
// false if that is not in view.
func (p *LessonPane) EntryAt() (x, y int, ok bool) {
	return p.entryAt.X, p.entryAt.Y, p.entryAt.Y >= 0 && p.entryAt.X < p.last.of.w
}

// Overflow returns how far Cursor can go.
func (p *LessonPane) Overflow(s Scene, w, h int) int {
	if s.Lesson == nil || w < 1 {
		return 0
	}
	d := p.set(s, w, h)
	room := max(h-len(d.press), 0)
	return max(len(d.left)-room, len(d.right)-room, 0)
}

// End returns the Cursor for which ToEnd stands.
func (p *LessonPane) End(s Scene, w, h int) int {
	if s.Lesson == nil || w < 1 {
		return 0
	}
	d := p.set(s, w, h)
	if d.right != nil {
		return atVerdict(d.right, ToEnd)
	}
	return atVerdict(d.left, ToEnd)
}

// atVerdict returns where lines are scrolled to: of ToEnd at most to the verdict.
func atVerdict(lines []setLine, cursor int) int {
	if at := slices.IndexFunc(lines, func(l setLine) bool { return l.verdict }); at >= 0 && cursor == ToEnd {
		return at
	}
	return cursor
}

// AnswerAt returns which of the answers to choose from stands at a cell, if any does.
func (p *LessonPane) AnswerAt(s Scene, at image.Point, w, h int) (i int, ok bool) {
	if s.Lesson == nil || w < 1 {
		return 0, false
	}
	d := p.set(s, w, h)
	lines, cursor := d.left, s.Cursor
	if d.right != nil {
		if at.X < d.leftW {
			return 0, false
		}
		lines = d.right
	}
	from, to := scrolled(len(lines), max(h-len(d.press), 0), atVerdict(lines, cursor))
	if line := from + at.Y; line < to && at.Y >= 0 {
		i = lines[line].answer
	}
	return i - 1, i > 0
}

// paint is separate from Lines so that an existing picture costs nothing.
func (p *LessonPane) paint(s Scene, w, h int) {
	if s.Lesson == nil || w < 1 || h < 1 {
		return
	}
	d := p.set(s, w, h)
	c := &p.last.canvas
	room := max(h-len(d.press), 0)
	left := s.Cursor
	if d.right != nil && left >= ToEnd {
		left = 0 // the reader looks at the question
	}
	p.column(c, &d, d.left, 0, d.leftW, room, left)
	if d.right != nil {
		p.column(c, &d, d.right, d.leftW, w, room, s.Cursor)
	}
	for i, line := range d.press {
		line.draw(c, 1, h-len(d.press)+i, w)
	}
}

// column draws lines between two columns, scrolled.
func (p *LessonPane) column(c *draw.Canvas, d *setting, lines []setLine, x, end, h, cursor int) {
	from, to := scrolled(len(lines), h, atVerdict(lines, cursor))
	for i := from; i < to; i++ {
		l := &lines[i]
		fact(l.parts).draw(c, x+1+l.indent, i-from, end-1)
		if l.right != nil {
			fact(l.right).draw(c, end-1-fact(l.right).width(), i-from, end)
		}
		if l.entry {
			p.entryAt = image.Pt(x+1+fact(l.parts[:1]).width(), i-from)
			if d.Lesson.Entry != nil {
				p.entryAt.X += d.Lesson.Entry.Column
			}
		}
	}
	if from > 0 {
		c.Set(end-1, 0, d.Theme.Signs.Up, d.Theme.Dim)
	}
	if to < len(lines) && h > 0 {
		c.Set(end-1, h-1, d.Theme.Signs.Down, d.Theme.Dim)
	}
	if below := slices.IndexFunc(lines, func(l setLine) bool { return l.asks }); below >= to && h > 3 {
		for at := x; at < end-1; at++ {
			c.Set(at, h-1, " ", d.Theme.Text)
		}
		c.TextTo(x+1, h-1, end-1, draw.CutWith(d.text(d.Lesson.Question, 40*max(end, 1)), max(end-x-3, 1), d.Theme.Signs.More), d.Theme.Strong)
	}
}

// setting is a lesson set in lines.
type setting struct {
	*Scene
	left, right []setLine // right is nil if everything is in one column
	leftW       int
	press       []fact
}

// setLine is one line: its words, its indentation, and what stands at the right end.
type setLine struct {
	parts   []part
	right   []part
	indent  int
	entry   bool // it is being typed
	asks    bool // it begins an open question
	verdict bool // it begins the verdict
	answer  int  // it is one of the answers, from 1; 0: none
}

// besides is the width from which on the question stands beside the text in a pane of at
// most low lines.
const besides, low = 64, 16

// set sets the lesson for w × h cells.
func (p *LessonPane) set(s Scene, w, h int) setting {
	scene := s
	d := setting{Scene: &scene, leftW: w}
	beside := w >= besides && h <= low && s.Lesson.Question != ""
	if beside {
		d.leftW = w * 11 / 20
	}
	d.press = d.pressing(w, h)
	d.left = d.heading(d.leftW)
	if !beside {
		d.left = append(d.left, setLine{})
	}
	d.left = append(d.left, p.reading(s, d.leftW)...)
	asked := d.asking(w - map[bool]int{true: d.leftW}[beside])
	switch {
	case beside:
		d.right = asked
	case len(asked) > 0:
		d.left = append(append(d.left, setLine{}), asked...)
	}
	if over := len(d.left) - (h - len(d.press)); over > 0 && h < low { // rather tight than out of sight
		d.left = slices.DeleteFunc(d.left, func(l setLine) bool {
			drop := over > 0 && len(l.parts) == 0
			if drop {
				over--
			}
			return drop
		})
	}
	return d
}

// EntryRoom returns how many cells of the typed line fit.
func (p *LessonPane) EntryRoom(w, h int) int {
	if w >= besides && h <= low {
		w -= w * 11 / 20
	}
	return max(w-4, 1)
}

// heading names the step and shows the progress: 3/5 ███░░, or 3/5 alone where the bar would
// take the place of the name.
func (d *setting) heading(w int) []setLine {
	t := d.Lesson
	name, far := d.text(t.Heading, 4*max(w, 1)), []part{{d.text(t.Marks, 20), d.Theme.Dim}}
	if t.Steps > 0 {
		number := strconv.Itoa(t.Step) + "/" + strconv.Itoa(t.Steps)
		far = []part{{number + " ", d.Theme.Dim}, {d.bar(), d.Theme.Accent}}
		if draw.Width(name) > w-3-fact(far).width() {
			far = []part{{number, d.Theme.Dim}}
		}
	}
	room := w - 3 - fact(far).width()
	var lines []setLine
	for i, line := range draw.Wrap(name, max(room, 8)) {
		l := setLine{parts: []part{{line, d.Theme.Strong}}}
		if i == 0 {
			l.right = far
		}
		lines = append(lines, l)
	}
	return lines
}

// longestBar is the most cells of the bar.
const longestBar = 10

// bar shows how many of the steps are reached.
func (d *setting) bar() string {
	full, empty := "█", "░"
	if d.Theme.ASCII {
		full, empty = "#", "."
	}
	n, of := d.Lesson.Step, max(d.Lesson.Steps, 1)
	if of > longestBar {
		n, of = max(n*longestBar/of, 1), longestBar
	}
	return strings.Repeat(full, min(n, of)) + strings.Repeat(empty, max(of-n, 0))
}

// reading sets the text of the step.
func (p *LessonPane) reading(s Scene, w int) (lines []setLine) {
	of := sayStamp{s.Lesson.Say, w - 2, s.Theme}
	if p.say == nil || p.sayOf != of {
		p.say, p.sayOf = markdown(of.text, of.w, of.theme), of
	}
	for _, parts := range p.say {
		lines = append(lines, setLine{parts: parts})
	}
	return lines
}

// asking sets the question, and the notes.
func (d *setting) asking(w int) (lines []setLine) {
	t, th := d.Lesson, d.Theme
	add := func(more ...setLine) {
		if len(lines) > 0 && len(more) > 0 {
			lines = append(lines, setLine{})
		}
		lines = append(lines, more...)
	}
	if t.Question != "" {
		question := d.wrapped("", t.Question, w, th.Strong, th.Strong)
		if t.Verdict == nil {
			question = append(question, d.answering(w)...)
			question[0].asks = true
		}
		add(question...)
	}
	for i, hint := range t.Hints {
		said := d.said("hint ", hint, w, th.Key)
		if i > 0 {
			lines = append(lines, said...)
			continue
		}
		add(said...)
	}
	if t.Verdict != nil {
		add(d.verdict(w)...)
	}
	for _, told := range t.Told {
		if told.Plain {
			add(d.wrapped(told.Label+" ", told.Text, w, th.Accent, th.Text)...)
		} else {
			add(d.said(told.Label+" ", told.Text, w, th.Accent)...)
		}
	}
	if t.Note != "" {
		add(d.wrapped(th.Signs.Silent+" ", t.Note, w, th.Doubt, th.Doubt)...)
	}
	if t.End != "" {
		add(d.wrapped("", t.End, w, th.Text, th.Text)...)
	}
	return lines
}

// wrapped sets words after a label, with a hanging indent.
func (d *setting) wrapped(label, words string, w int, labelInk, ink theme.Ink) (lines []setLine) {
	indent := draw.Width(label)
	for i, line := range draw.Wrap(d.text(words, 40*max(w, 1)), max(w-2-indent, 8)) {
		l := setLine{parts: []part{{line, ink}}, indent: indent}
		if i == 0 && label != "" {
			l = setLine{parts: []part{{label, labelInk}, {line, ink}}}
		}
		lines = append(lines, l)
	}
	return lines
}

// said sets short Markdown after a label, with a hanging indent.
func (d *setting) said(label, text string, w int, ink theme.Ink) (lines []setLine) {
	indent := draw.Width(label)
	for i, parts := range markdown(text, max(w-2-indent, 8), d.Theme) {
		l := setLine{parts: parts, indent: indent}
		if i == 0 {
			l = setLine{parts: append([]part{{label, ink}}, parts...)}
		}
		lines = append(lines, l)
	}
	return lines
}

// answering sets the choices, or the line to type into.
func (d *setting) answering(w int) (lines []setLine) {
	t, th := d.Lesson, d.Theme
	for i, c := range t.Choices {
		mark, ink := " ", th.Text
		if i == t.Chosen {
			mark, ink = th.Signs.Here, th.Strong
		}
		answer := d.wrapped(mark+" "+string(rune('a'+i))+"  ", c, w, th.Key, ink)
		for j := range answer {
			answer[j].answer = i + 1
		}
		lines = append(lines, answer...)
	}
	switch {
	case t.Choices != nil:
	case t.Entry != nil:
		lines = append(lines, setLine{parts: []part{{th.Signs.Here + " ", th.Accent}, {t.Entry.Text, th.Strong}}, entry: true})
	default:
		wants := d.wrapped(th.Signs.Here+" ", t.Wants, w, th.Accent, th.Dim)
		if t.Types {
			wants[0].entry = true
		}
		lines = append(lines, wants...)
	}
	return lines
}

// verdict sets the answer beside the truth, and why.
func (d *setting) verdict(w int) (lines []setLine) {
	v, th := d.Lesson.Verdict, d.Theme
	switch {
	case v.Given == "":
		lines = d.wrapped(th.Signs.To+" ", v.Truth, w, th.Accent, th.Strong)
	case v.Right:
		lines = d.wrapped(th.Signs.Tick+" "+v.Word()+": ", v.Truth, w, th.Good, th.Strong)
	default:
		lines = d.wrapped(th.Signs.No+" wrong:  ", v.Given, w, th.Bad, th.Text)
		lines = append(lines, d.wrapped("  answer: ", v.Truth, w, th.Text, th.Strong)...)
		if v.Misconception != "" {
			lines = append(lines, d.wrapped("  ", "misconception: "+v.Misconception, w, th.Text, th.Text)...)
		}
	}
	lines[0].verdict = true
	return append(lines, d.said("why ", v.Why, w, th.Accent)...)
}

// pressing sets what to press, in as few lines as possible; the key that continues comes
// first.
func (d *setting) pressing(w, h int) (lines []fact) {
	if h < 4 {
		return nil
	}
	var line fact
	for i, p := range d.Lesson.Press {
		words := fact{{d.text(p.Key, 20), d.Theme.Key}, {" " + d.text(p.What, 40), d.Theme.Dim}}
		if i == 0 {
			words[1].ink = d.Theme.Text
		}
		if len(line) > 0 && line.width()+3+words.width() > w-2 {
			lines, line = append(lines, line), nil
			if len(lines) == 2 || h < 12 {
				return lines
			}
		}
		if len(line) > 0 {
			line = append(line, part{"   ", d.Theme.Dim})
		}
		line = append(line, words...)
	}
	if len(line) > 0 {
		lines = append(lines, line)
	}
	return lines
}

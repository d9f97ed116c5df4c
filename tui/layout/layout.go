// Package layout says where on the screen everything is.
//
//	Wide                      Classic                  Tall             Narrow
//	┌ header ─────────────┐   ┌ header ────────────┐   ┌ header ────┐   ┌ header ────┐
//	│ Ring     │ Walk     │   │ Ring     │ Walk    │   │ Ring       │   │            │
//	│          │          │   │          ├─────────┤   ├────────────┤   │  one pane  │
//	├──────────┼──────────┤   │          │ Operat. │   │ Nodes      │   │            │
//	│ Nodes    │ Operation│   ├──────────┤         │   ├────────────┤   └ footer ────┘
//	├──────────┴──────────┤   │ Nodes    │         │   │ Walk       │
//	│ Log                 │   ├──────────┴─────────┤   ├────────────┤
//	└ footer ─────────────┘   │ Log                │   │ Operation  │
//	                          └ footer ────────────┘   ├────────────┤
//	                                                   │ Log        │
//	                                                   └ footer ────┘
//
// On a Classic screen the pane that has the focus has most room, and others keep the lines
// that matter most; a very wide one has the four beside each other. In a lesson there is one
// more pane: a column at the right of a Wide screen, a strip below on a Classic or a Tall
// one, where on a Classic one two panes are above it.
//
// Arrange is a pure function from the size of the terminal and what is being
// done to rectangles. They cover the screen exactly and never overlap, whatever
// the size; one that there is no room for is empty.
package layout

import (
	"cmp"
	"image"
)

// Pane is one of the views of the cluster, in the order that tab visits them.
type Pane uint8

// The panes, in that order.
const (
	Ring Pane = iota
	Walk
	Nodes
	Operation
	Log
	// Lesson is there only while something is being learned.
	Lesson
	// Panes is how many there are.
	Panes
)

// Teaches reports whether it is the pane of what is being learned: it is about the others,
// and there only while there is something to read.
func (p Pane) Teaches() bool { return p == Lesson }

// Upper reports whether it is one of those above the log, of which State.Upper is the last
// that had the focus.
func (p Pane) Upper(learning bool) bool { return p < Log || p == Log && learning }

// String returns the pane's name as it stands on the screen.
func (p Pane) String() string {
	return [...]string{Ring: "Ring", Walk: "Walk", Nodes: "Nodes", Operation: "Operation", Log: "Log", Lesson: "Lesson", Panes: "?"}[min(p, Panes)]
}

// Page is how much of the body is given to something that is not a pane.
type Page uint8

const (
	// NoPage: the panes have it all.
	NoPage Page = iota
	// Beside: the page stands beside the pane that has the focus, which stays in
	// view where there is room for two.
	Beside
	// Above: the page takes the place of all panes above the log.
	Above
	// Over: the page takes the place of all panes.
	Over
)

// State is what the division depends on beside the size.
type State struct {
	// Focus is the pane that has the focus, which is in view unless a page takes
	// its place.
	Focus Pane
	// Upper is the pane above a lesson that had the focus last: in Classic it stays, with
	// its neighbour, while the lesson has the focus.
	Upper Pane
	// Lesson is true while something is being learned.
	Lesson bool
	// Page is what something else takes the place of.
	Page Page
	// Prompt is true if a line is being typed in the footer, which then has a
	// row even where there is no room for hints.
	Prompt bool
	// Note is how many rows a message takes above the footer, where there is
	// room for them: from the log, or from the one pane of a Narrow screen.
	Note int
	// PollBanner is how many rows something that everybody is to see takes above that, and
	// PollLeast with how many it does where they are short.
	PollBanner, PollLeast int
	// PollPacks is true if it needs no more rows than that unless it can have all.
	PollPacks bool
	// Operating is true if Operation has something to show.
	Operating bool
	Clocks    bool // Walk has vector clocks to show below its hops, and needs the rows of Operation
	// Ranges is true while what is being learned speaks of ranges, which only Ring shows.
	Ranges bool
	// NodesCovered is true while Nodes has nothing to show.
	NodesCovered bool
	RoundRing    int // how high Ring must be to be round; 0: that does not matter
}

// Screen is the division of one screen. Everything that does not appear is
// empty.
type Screen struct {
	Shape      Shape
	Header     image.Rectangle
	Panes      [Panes]image.Rectangle
	Page       image.Rectangle
	PollBanner image.Rectangle
	Note       image.Rectangle
	Footer     image.Rectangle
}

// leastOnPaper is how many rows a pane must have to be worth its place on paper.
const leastOnPaper = 5

// Around returns the smallest rectangle around the panes that are worth their place on paper, but
// the hidden ones; if one of those would be in it, that of the largest pane. The ring is never
// hidden: it does not show what is covered of it.
func (s *Screen) Around(hidden [Panes]bool) image.Rectangle {
	hidden[Ring] = false
	var all, largest image.Rectangle
	for p, at := range s.Panes {
		if hidden[p] || at.Dy() < leastOnPaper {
			continue
		}
		all = all.Union(at)
		if at.Dx()*at.Dy() > largest.Dx()*largest.Dy() {
			largest = at
		}
	}
	for p, at := range s.Panes {
		if hidden[p] && at.Overlaps(all) {
			return largest
		}
	}
	return all
}

// wholeBanner is how many rows of a poll banner fit even on a low screen, and leastAsked how many
// the pane of a Narrow screen keeps while what is asked needs the others.
const wholeBanner, leastAsked = 7, 2

// Arrange divides a screen of w × h cells; negative sizes count as 0.
func Arrange(w, h int, st State) Screen {
	w, h = max(w, 0), max(h, 0)
	s := Screen{Shape: ShapeOf(w, h)}
	body := image.Rect(0, 0, w, h)
	// The rows at the edges, in the order of how much they are needed. What is
	// in the middle always keeps one, unless the line being typed needs it.
	if st.Prompt && h >= 1 || h >= 3 {
		s.Footer, body = bottom(body)
	}
	if body.Dy() >= 2 {
		s.Header, body = top(body)
	}
	most := max(body.Dy()/2, min(body.Dy()-4, wholeBanner))
	if s.Shape == Narrow { // who can't read a question can't answer it
		most = max(most, min(st.PollLeast, body.Dy()-leastAsked))
	}
	pollBanner := min(st.PollBanner, most)
	if lacks := leastRound + stripAsked + pollBanner - body.Dy(); st.Lesson && s.Shape == Classic && lacks > 0 {
		pollBanner = min(pollBanner, max(pollBanner-lacks, st.PollLeast))
	}
	if st.PollPacks && (pollBanner < st.PollBanner || s.Shape == Classic && body.Dy()-pollBanner < roundAsked) {
		pollBanner = min(pollBanner, st.PollLeast)
	}
	beside := besideNote
	if s.Shape == Narrow {
		beside = leastNarrow
	}
	note := min(st.Note, max((body.Dy()-pollBanner)/2, body.Dy()-pollBanner-beside))
	whole := body
	whole.Max.Y -= pollBanner
	s.Note = image.Rect(body.Min.X, body.Max.Y-note, body.Max.X, body.Max.Y) // its last line is the footer's
	s.PollBanner = image.Rect(body.Min.X, s.Note.Min.Y-pollBanner, body.Max.X, s.Note.Min.Y)
	body.Max.Y = s.PollBanner.Min.Y
	if st.Page == Over || st.Page != NoPage && s.Shape == Narrow {
		s.Page = body
		return s
	}
	switch {
	case s.Shape == Wide && st.Lesson:
		rows := max(whole.Dy()*27/100, min(wholeOperation, whole.Dy()/3))
		if pollBanner > 0 { // it takes rows from the log, and from a ring that is round without them
			rows = max(rows, min(wholeOperation, whole.Dy()-leastLog-cmp.Or(st.RoundRing, fullRound)))
		}
		s.wide(s.column(whole), 10, rows, pollBanner)
	case s.Shape == Wide:
		s.wide(whole, 8, max(whole.Dy()*27/100, fiveNodes), pollBanner)
	case s.Shape == Classic && st.Lesson:
		s.pairs(s.strip(whole, pollBanner, stripMost), st)
	case s.Shape == Classic && w >= RowWidth:
		s.sideBySide(whole)
	case s.Shape == Classic:
		s.classic(whole, st, pollBanner)
	case s.Shape == Tall && st.Lesson:
		s.stack(s.strip(whole, pollBanner, max(stripMost, min(tallStripMost, whole.Dy()-stackLeast))))
	case s.Shape == Tall:
		s.stack(whole)
	case st.Lesson:
		s.Panes[min(st.Focus, Lesson)] = body
	default:
		s.Panes[min(st.Focus, Log)] = body
	}
	// A message takes its rows from what is at the bottom and moves nothing else.
	if s.Shape != Narrow {
		for p := range s.Panes {
			s.Panes[p] = s.Panes[p].Intersect(body)
		}
	}
	switch st.Page {
	case Beside:
		s.beside(st.Focus)
	case Above:
		s.give(Ring, Walk, Nodes, Operation)
	}
	return s
}

// beside gives the page the place of those panes above the log that don't have
// the focus: the right ones, or the left ones if one of those has it. On a
// Classic screen whose log has the focus, both.
func (s *Screen) beside(focus Pane) {
	give := []Pane{Walk, Operation}
	switch {
	case focus == Walk || focus == Operation:
		give = []Pane{Ring, Nodes}
	case focus == Log && s.Shape == Classic:
		give = []Pane{Ring, Walk, Nodes, Operation}
	}
	s.give(give...)
}

// give lets the page have the place of panes.
func (s *Screen) give(panes ...Pane) {
	for _, p := range panes {
		s.Page = s.Page.Union(s.Panes[p])
		s.Panes[p] = image.Rectangle{}
	}
	if s.Page.Empty() { // the log alone is above a lesson's strip
		log := s.Panes[Log]
		x := log.Min.X + log.Dx()*9/20
		s.Panes[Log].Max.X, s.Page = x, image.Rect(x, log.Min.Y, log.Max.X, log.Max.Y)
	}
}

// The width of a lesson's column and the height of its strip, in cells: three
// tenths of the screen and half of it, within these.
const (
	columnLeast, columnMost = 36, 46
	stripLeast, stripMost   = 8, 12
	stripAsked              = 6 // while something is asked

	// On a Tall screen, which is narrow, a text takes more lines.
	tallStripMost = 24
	stackLeast    = 31 // what the panes above it need
)

// besideNote is how many rows the panes keep of a screen with a long message, and leastNarrow
// how many the one of a Narrow screen does.
const besideNote, leastNarrow = 7, 4

// leastRound is how high the ring must be to be round, and fullRound how high one with many
// tokens: a question does not make it flat as long as others can give it the rows. With what stands
// below it in Classic that takes roundAsked.
const leastRound, fullRound, roundAsked = 11, 14, 18

// column gives a lesson the right of a Wide screen, and returns the rest.
func (s *Screen) column(body image.Rectangle) (rest image.Rectangle) {
	x := body.Max.X - min(max(body.Dx()*3/10, columnLeast), columnMost)
	s.Panes[Lesson] = image.Rect(x, body.Min.Y, body.Max.X, body.Max.Y)
	body.Max.X = x
	return body
}

// strip gives a lesson the bottom of a Classic or Tall screen, at most so many rows, and
// returns the rest. A question has taken some of it.
func (s *Screen) strip(body image.Rectangle, asked, most int) (rest image.Rectangle) {
	rows := min(max(body.Dy()/2, stripLeast), most)
	switch left := body.Dy(); {
	case asked == 0:
	case left-fullRound >= stripLeast:
		rows = min(rows, left-fullRound)
	case left-leastRound >= stripAsked:
		rows = min(rows, left-leastRound)
	}
	y := body.Max.Y - rows
	s.Panes[Lesson] = image.Rect(body.Min.X, y, body.Max.X, body.Max.Y)
	body.Max.Y = y
	return body
}

// fiveNodes is how high Nodes must be to show the usual cluster: a border, a
// heading, five lines, a border.
const fiveNodes = 8

// wholeOperation is how high Operation must be beside a lesson to show three replicas, how
// two quorums overlap, and why.
const wholeOperation = 11

// wide gives the ring nearly half of the height, since it is drawn round, and
// the panes that say what was decided and what came of it more of the width: to
// the left is so much, in twentieths. Nodes and Operation have so many rows, and a question
// has taken some.
func (s *Screen) wide(body image.Rectangle, left, rows, asked int) {
	x := body.Min.X + body.Dx()*left/20
	high := body.Dy() * 47 / 100
	if asked > 0 {
		high = max(high, min(fullRound, body.Dy()-rows-leastLog))
	}
	upper := body.Min.Y + high
	lower := upper + rows
	s.Panes[Ring] = image.Rect(body.Min.X, body.Min.Y, x, upper)
	s.Panes[Walk] = image.Rect(x, body.Min.Y, body.Max.X, upper)
	s.Panes[Nodes] = image.Rect(body.Min.X, upper, x, lower)
	s.Panes[Operation] = image.Rect(x, upper, body.Max.X, lower)
	s.Panes[Log] = image.Rect(body.Min.X, lower, body.Max.X, body.Max.Y)
}

// The least rows that a pane without the focus has on a Classic screen, borders included:
// the chosen node, the key with its first replicas, the newest events. roundRing is how high
// the ring must be for its labels, and threeReplicas how high Operation is for those of N 3.
const (
	leastNodes, leastWalk, leastLog = 3, 5, 4
	leastOperation                  = 7
	roundRing, threeReplicas        = 15, 10
	enough                          = 34 // rows for all panes above the log
)

// classic shows all panes: the one with the focus has most room in its column. A question has
// taken so many rows; Nodes gives its own to a ring that is not round else, or if it is covered.
func (s *Screen) classic(body image.Rectangle, st State, asked int) {
	h, focus := body.Dy(), st.Focus
	log := max(h/5, leastLog, h-enough)
	if focus == Log {
		log = max(h*2/5, log)
	}
	if lacks := leastRound + leastNodes - (h - log); asked > 0 && lacks > 0 && log-lacks >= leastLog-1 {
		log -= lacks
	}
	upper := h - log
	x, y := body.Min.X+body.Dx()*9/20, body.Min.Y+upper
	ring := min(max(roundRing, min((x-body.Min.X)/2, upper-fiveNodes)), upper-leastNodes)
	if asked > 0 && focus != Nodes && (st.NodesCovered || ring < st.RoundRing) && ring < fullRound && h-leastLog+1 >= fullRound {
		log = min(log, h-fullRound)
		upper = h - log
		y, ring = body.Min.Y+upper, upper
	}
	if focus == Nodes {
		ring = max(upper-max(fiveNodes, upper-ring), 3)
	}
	walk := leastWalk
	if asked > 0 && upper-walk > leastOperation { // which nodes, and in which order: its third one is seen, too
		walk++
	}
	operation := min(max(threeReplicas, upper*2/5), upper-walk)
	switch focus {
	case Operation:
		operation = upper - max(leastWalk, upper/3)
	case Walk:
		operation = leastOperation
	}
	nodesAt, operationAt := body.Min.Y+ring, y-operation
	s.Panes[Ring] = image.Rect(body.Min.X, body.Min.Y, x, nodesAt)
	s.Panes[Nodes] = image.Rect(body.Min.X, nodesAt, x, y)
	s.Panes[Walk] = image.Rect(x, body.Min.Y, body.Max.X, operationAt)
	s.Panes[Operation] = image.Rect(x, operationAt, body.Max.X, y)
	s.Panes[Log] = image.Rect(body.Min.X, y, body.Max.X, body.Max.Y)
}

// sideBySide shows four panes beside each other, and the log below.
func (s *Screen) sideBySide(body image.Rectangle) {
	y := body.Max.Y - max(body.Dy()/4, leastLog)
	x := body.Min.X
	for i, p := range []Pane{Ring, Nodes, Walk, Operation} {
		to := body.Min.X + body.Dx()*(i+1)/4
		s.Panes[p] = image.Rect(x, body.Min.Y, to, y)
		x = to
	}
	s.Panes[Log] = image.Rect(body.Min.X, y, body.Max.X, body.Max.Y)
}

// stack shows all panes below each other. The ring has what the others leave, and of the log
// what it needs to be round.
func (s *Screen) stack(body image.Rectangle) {
	h, y := body.Dy(), body.Max.Y
	log, operation := h/6, max(h/5, min(threeReplicas, h/4))
	if lacks := leastRound - (h - log - operation - h/6 - h/7); lacks > 0 {
		log = max(log-lacks, min(log, leastLog))
	}
	nodes := max(h/7, min(fiveNodes, h-log-operation-h/6-fullRound))
	for _, part := range []struct {
		pane Pane
		rows int
	}{{Log, log}, {Operation, operation}, {Walk, h / 6}, {Nodes, nodes}} {
		s.Panes[part.pane] = image.Rect(body.Min.X, y-part.rows, body.Max.X, y)
		y -= part.rows
	}
	s.Panes[Ring] = image.Rect(body.Min.X, body.Min.Y, body.Max.X, y)
}

// pairs shows, above a lesson, Ring and Walk, or Nodes and Operation, or the log: those of which
// one has the focus, or had it last. Operation is there in any case once it has something to
// show. Where there is room for all panes, they are as without a lesson.
func (s *Screen) pairs(body image.Rectangle, st State) {
	shown := st.Focus
	if shown > Log {
		shown = st.Upper
	}
	if body.Dy() >= roomForAll {
		if st.Focus > Log { // each has what it needs
			st.Focus = Ring
		}
		s.classic(body, st, 0)
		return
	}
	x, y := body.Min.X+body.Dx()*9/20, body.Max.Y
	if st.Operating && !(st.Clocks && shown == Walk && st.Focus > Log) && shown != Operation && shown != Nodes && body.Dy() >= leastOperation+leastLog {
		y -= leastOperation
		if shown == Walk { // it has the focus, and Operation its first and last lines
			y = body.Max.Y - leastWalk
		}
	}
	left, right := Ring, Walk
	switch {
	case st.Ranges && shown != Ring:
		right = shown
	case shown == Log:
		if s.Panes[Log] = body; y < body.Max.Y {
			x = body.Min.X + body.Dx()*11/20
			s.Panes[Log].Max.X = x
			s.Panes[Operation] = image.Rect(x, body.Min.Y, body.Max.X, body.Max.Y)
		}
		return
	case shown == Nodes, shown == Operation:
		left, right = Nodes, Operation
	}
	s.Panes[left] = image.Rect(body.Min.X, body.Min.Y, x, body.Max.Y)
	s.Panes[right] = image.Rect(x, body.Min.Y, body.Max.X, y)
	if y < body.Max.Y {
		s.Panes[Operation] = image.Rect(x, y, body.Max.X, body.Max.Y)
	}
}

// roomForAll is how many rows above a lesson all panes have room in.
const roomForAll = 26

// top and bottom split one row off.
func top(r image.Rectangle) (row, rest image.Rectangle) {
	y := r.Min.Y + 1
	return image.Rect(r.Min.X, r.Min.Y, r.Max.X, y), image.Rect(r.Min.X, y, r.Max.X, r.Max.Y)
}

func bottom(r image.Rectangle) (row, rest image.Rectangle) {
	y := r.Max.Y - 1
	return image.Rect(r.Min.X, y, r.Max.X, r.Max.Y), image.Rect(r.Min.X, r.Min.Y, r.Max.X, y)
}

// At returns the pane at a cell, and whether there is one.
func (s *Screen) At(x, y int) (Pane, bool) {
	for p := range Panes {
		if (image.Point{X: x, Y: y}).In(s.Panes[p]) {
			return p, true
		}
	}
	return 0, false
}

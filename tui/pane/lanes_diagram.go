// The diagram of the lanes: which line and which column is what.

package pane

import (
	"slices"
	"strings"
	"time"

	"ringside/engine/explain"
	"ringside/engine/lanes"
	"ringside/engine/ring"
	"ringside/tui/draw"
)

// lanesPlace returns the place in the selected operation: a place of another operation
// does not count.
func (s *Scene) lanesPlace() LanesPlace {
	if s.Op == nil || s.Lanes.Op == s.Op.ID {
		return s.Lanes
	}
	return LanesPlace{Op: s.Op.ID}
}

// spaceTime is a diagram being drawn.
type spaceTime struct {
	*Scene
	c    *draw.Canvas
	d    *lanes.Diagram
	w, h int

	lines  []laneLine
	lineOf []int   // by row
	trunks []trunk // in the order in which they begin
	chosen int     // the selected row; -1: none

	timeTo  int // the column where times end
	first   int // the column of the first lane in view
	pitch   int // from one lane to the next
	fit     int // how many lanes are in view
	left    int // the first of them
	labelAt int // the column of labels; 0: one label stands in the last line
	top     int // the first line in view
	wires   wires
}

// laneLine is one line of the diagram: a row, a stretch in which nothing happens, or the
// present with the messages in flight.
type laneLine struct {
	kind lineKind
	row  int
}

type lineKind uint8

const (
	rowLine lineKind = iota
	gapLine
	nowLine
)

const (
	// narrowPitch leaves two trunks room beside a lane, labelPitch three.
	narrowPitch, labelPitch, widePitch = 6, 8, 20
	leastLabel, mostLabel              = 26, 50
)

// list makes a line of each row, with a gap before those that come long after the
// previous one.
func (p *spaceTime) list() {
	flying := false
	for i := range p.d.Messages {
		flying = flying || p.d.Messages[i].Fate == lanes.Flying
	}
	for i := range p.d.Rows {
		if p.d.Rows[i].Idle {
			p.lines = append(p.lines, laneLine{gapLine, i})
		}
		p.lineOf = append(p.lineOf, len(p.lines))
		p.lines = append(p.lines, laneLine{rowLine, i})
	}
	if flying {
		p.lines = append(p.lines, laneLine{nowLine, len(p.d.Rows)})
	}
}

// arrange places the columns.
func (p *spaceTime) arrange() {
	n := max(len(p.d.Lanes), 1)
	p.timeTo = 1 + max(len("0000"), len(tenths(p.last())))
	p.first = p.timeTo + 4
	room := p.w - p.first - 4
	if n := len(p.d.Lanes); n > 0 {
		room -= min(draw.Width(p.name(p.d.Lanes[n-1].Node())), leastName/2)
	}
	switch {
	case (n-1)*labelPitch+leastLabel <= room:
		p.pitch = min(max((room-mostLabel)/max(n-1, 1), labelPitch), widePitch)
		p.fit = n
		p.labelAt = p.first + (n-1)*p.pitch + 5
	default:
		p.pitch = min(max(room/max(n-1, 1), narrowPitch), widePitch)
		p.fit = min(max(room/p.pitch+1, 1), n)
	}
	p.left = min(max(p.lanesPlace().Left, 0), n-p.fit)
}

// last is how long after the first row the last one is, or the present.
func (p *spaceTime) last() time.Duration {
	switch n := len(p.d.Rows); {
	case n == 0:
		return 0
	case !p.d.Over && p.View.Now > p.d.Rows[n-1].At:
		return p.View.Now - p.d.Rows[0].At
	default:
		return p.d.Rows[n-1].At - p.d.Rows[0].At
	}
}

// room is how many lines of the diagram fit below its head.
func (p *spaceTime) room() int {
	if p.labelAt == 0 && p.h > 4 {
		return p.h - 2
	}
	return max(p.h-1, 0)
}

// tenths writes a time in milliseconds, without the unit.
func tenths(t time.Duration) string { return strings.TrimSuffix(millis(t), " ms") }

// x returns the column of a lane; it may be out of view.
func (p *spaceTime) x(lane int) int { return p.first + (lane-p.left)*p.pitch }

// brief says what happened in a row, each thing once.
func (p *spaceTime) brief(row *lanes.Row) string {
	var all []string
	for _, step := range row.Steps {
		words := p.Theme.Spell(draw.Clean(explain.Brief(&p.View.Trace, step, func(n ring.NodeID) string { return p.name(n) })))
		if !slices.Contains(all, words) {
			all = append(all, words)
		}
	}
	return strings.Join(all, "; ")
}

// trunk is the way down beside a lane that messages share: those that are sent in one row
// to the same side.
type trunk struct {
	lane, side int // the column's number; -1 to the left, +1 to the right
	x          int
	from, to   int // lines
	messages   []int
}

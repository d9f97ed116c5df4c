// SVG pictures of the lanes: messages between nodes, with time downward.

package export

import (
	"encoding/xml"
	"fmt"
	"math"
	"strings"
	"unicode/utf8"

	"ringside/engine/event"
	"ringside/engine/explain"
	"ringside/engine/lanes"
	"ringside/engine/ring"
)

// The picture's dimensions, in its own units.
const (
	svgRow      = 26  // from one row to the next
	svgTop      = 104 // the first row
	svgLeft     = 112 // the first lane
	svgPitch    = 128 // from one lane to the next; less if there are many
	svgLeast    = 56
	svgMost     = 1200 // the most width for all lanes before they move closer
	svgLetter   = 7.83 // the width of a letter in a label, in the widest of the fonts, DejaVu Sans Mono
	svgLongest  = 110  // letters of a label
	svgMargin   = 28
	svgHeadRoom = 9 // between an arrow's head and the lane
)

// svgGlyphs are the nodes' glyphs, as in the explorer.
var svgGlyphs = [...]string{"●", "▲", "◆", "■", "★", "▼", "◇", "□"}

// svgInks are the colours of the classes, for light paper and for dark, in the order in
// which nodes take them. No colour carries a meaning alone.
var svgInks = []struct{ class, light, dark string }{
	{"n0", "#006f5f", "#35c7a4"}, {"n1", "#a82678", "#ffa9d0"}, {"n2", "#5f5f00", "#d5dc5a"}, {"n3", "#5b3fc4", "#a88df5"},
	{"n4", "#002f4f", "#a5e8f5"}, {"n5", "#7a5530", "#dcc8a0"}, {"n6", "#005faf", "#5aa9e6"},
	{"ink", "#202124", "#d8d8d8"}, {"dim", "#626262", "#949494"}, {"good", "#0f6b2c", "#7bd88f"},
	{"doubt", "#8a6500", "#ffb454"}, {"bad", "#b00020", "#ff6b68"}, {"paper", "#fbfbf8", "#16181c"},
}

// svgColours is how many of them are for nodes.
const svgColours = 7

// svgTick stands for a version that is on the disk: it is drawn, because the width of a
// letter is not reliable.
const svgTick = "tick"

// svgStyle is the picture's style sheet. The viewer chooses light or dark; a viewer
// without that choice shows the light one. It has no variables, because only browsers
// support them.
func svgStyle() string {
	var b strings.Builder
	b.WriteString(`svg { font: 13px ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace }
.title { font-weight: bold; font-size: 15px } .mark { text-anchor: middle; font-weight: bold; font-size: 15px } .name { text-anchor: middle; font-weight: bold } .at { text-anchor: end }
.lane { stroke-width: 1; opacity: 0.55 } .hung { stroke-dasharray: 2 5 }
.message { stroke-width: 1.4; fill: none } .late, .flying { stroke-dasharray: 6 4 } .told { stroke-width: 2.4 } .tick { stroke-width: 4 } .head { stroke: none }
`)
	inks := func(dark bool) {
		for _, i := range svgInks {
			ink := i.light
			if dark {
				ink = i.dark
			}
			fmt.Fprintf(&b, ".%s { fill: %s } .message.%[1]s, .lane.%[1]s { fill: none; stroke: %[2]s }\n", i.class, ink)
		}
	}
	inks(false)
	b.WriteString("@media (prefers-color-scheme: dark) {\n")
	inks(true)
	b.WriteString("}\n")
	return b.String()
}

// picture is a document being drawn.
type picture struct {
	*document
	pitch  float64
	label  float64 // where labels begin
	bottom float64
	y      []float64 // of each row
}

// svg draws the lanes with time downward, and messages from where and when they were sent
// to where and when they arrived.
func (s *document) svg() {
	p := &picture{document: s}
	p.place()
	width := p.label + p.longest() + svgMargin
	fmt.Fprintf(&s.out, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %.0f %.0f" width="%.0f" height="%.0f" role="img" aria-labelledby="title desc">`+"\n",
		width, p.bottom+svgMargin, width, p.bottom+svgMargin)
	fmt.Fprintf(&s.out, "<title id=\"title\">%s</title>\n<desc id=\"desc\">%s</desc>\n<style>\n%s</style>\n", svgText(s.headline()), svgText(s.summary()), svgStyle())
	s.out.WriteString(`<rect class="paper" width="100%" height="100%"/>` + "\n")
	fmt.Fprintf(&s.out, `<text class="title ink" x="%d" y="34">%s</text>`+"\n", svgMargin, svgText(s.headline()))
	p.heads()
	p.lanes()
	for i := range s.d.Messages {
		p.message(&s.d.Messages[i])
	}
	for i := range s.d.Rows {
		p.row(i, &s.d.Rows[i])
	}
	s.out.WriteString("</svg>\n")
}

// place computes the columns and the rows.
func (p *picture) place() {
	n := float64(max(len(p.d.Lanes)-1, 1))
	p.pitch = max(min(svgPitch, svgMost/n), svgLeast)
	p.label = svgLeft + p.pitch*float64(len(p.d.Lanes)-1) + 44
	y := float64(svgTop)
	for i := range p.d.Rows {
		if p.d.Rows[i].Idle {
			y += svgRow
		}
		p.y = append(p.y, y)
		y += svgRow
	}
	p.bottom = y
}

func (p *picture) x(l lanes.Lane) float64 { return svgLeft + p.pitch*float64(p.d.Column(l)) }

// longest returns the width of the longest label.
func (p *picture) longest() float64 {
	most := 40
	for i := range p.d.Rows {
		most = max(most, utf8.RuneCountInString(svgCut(p.words(&p.d.Rows[i]))))
	}
	return float64(most) * svgLetter
}

// heads writes the names of the lanes.
func (p *picture) heads() {
	fmt.Fprintf(&p.out, `<text class="dim at" x="%d" y="%d">ms</text>`+"\n", svgLeft-36, svgTop-32)
	for _, l := range p.d.Lanes {
		if l.Kind != lanes.Node {
			fmt.Fprintf(&p.out, `<text class="name ink" x="%.1f" y="%d">%s</text>`+"\n", p.x(l), svgTop-32, svgText(p.names[l]))
			continue
		}
		fmt.Fprintf(&p.out, `<text class="name %s" x="%.1f" y="%d">%s %s</text>`+"\n", svgNode(l.Node()), p.x(l), svgTop-32,
			svgGlyphs[int(l.Node())%len(svgGlyphs)], svgText(p.names[l]))
	}
}

func svgNode(n ring.NodeID) string { return fmt.Sprintf("n%d", int(n)%svgColours) }

// lanes draws the line of each lane: solid while its node is up, dashed while it is hung,
// none while it is down.
func (p *picture) lanes() {
	for _, l := range p.d.Lanes {
		from, state := float64(svgTop-20), p.d.Ill[l.Node()]
		for i := range p.d.Rows {
			for _, step := range p.d.Rows[i].Steps {
				e := p.Trace.At(step)
				if e.Node != l.Node() || l.Kind != lanes.Node {
					continue
				}
				switch e.Kind {
				case event.Crash, event.Hang, event.Depart:
					p.lane(l, from, p.y[i], state)
					from, state = p.y[i], e.Kind
				case event.Start, event.Resume:
					p.lane(l, from, p.y[i], state)
					from, state = p.y[i], 0
				}
			}
		}
		p.lane(l, from, p.bottom, state)
	}
}

// lane draws a stretch of a lane.
func (p *picture) lane(l lanes.Lane, from, to float64, state event.Kind) {
	class := "lane dim"
	switch {
	case state == event.Crash, state == event.Depart, to <= from:
		return
	case state == event.Hang:
		class += " hung"
	}
	fmt.Fprintf(&p.out, `<line class="%s" x1="%.1f" y1="%.1f" x2="%.1f" y2="%.1f"/>`+"\n", class, p.x(l), from, p.x(l), to)
}

// message draws a message. A lost one ends half way if the link or a user dropped it, and
// at the lane if its node was down; one in flight ends half way to the bottom of the
// picture.
func (p *picture) message(m *lanes.Message) {
	if p.d.Column(m.From) < 0 || p.d.Column(m.To) < 0 || !m.Across() {
		return
	}
	x1, x2 := p.x(m.From), p.x(m.To)
	y1, y2 := p.bottom, p.bottom
	if m.Ended >= 0 {
		y1, y2 = p.y[m.Ended], p.y[m.Ended]
	}
	if m.Began >= 0 {
		y1 = p.y[m.Began]
	}
	way := 1.0
	switch {
	case m.Fate == lanes.Flying, m.Fate == lanes.Dropped && m.Why != event.NodeDown && m.Why != event.Forgotten:
		way = 0.55
	}
	if way == 1 {
		x2 -= svgHeadRoom * sign(x2-x1)
	}
	x2, y2 = x1+(x2-x1)*way, y1+(y2-y1)*way
	class := map[lanes.Fate]string{lanes.Arrived: "ink", lanes.Late: "late dim", lanes.Dropped: "bad", lanes.Flying: "flying dim"}[m.Fate]
	if m.Type == 0 {
		class = "told " + class
	}
	var words string
	if m.Ended >= 0 {
		words = p.words(&p.d.Rows[m.Ended])
	} else {
		words = explain.Brief(p.Trace, m.Sent, p.node) + ", " + explain.UnderWay(p.Trace, p.d, m, p.node)
	}
	fmt.Fprintf(&p.out, `<path class="message %s" d="M%.1f %.1fL%.1f %.1f"><title>%s → %s: %s</title></path>`+"\n",
		class, x1, y1, x2, y2, svgText(p.names[m.From]), svgText(p.names[m.To]), svgText(words))
	if m.Fate == lanes.Dropped {
		fmt.Fprintf(&p.out, `<text class="mark bad" x="%.1f" y="%.1f">×</text>`+"\n", x2, y2+4.5)
		return
	}
	p.head(x1, y1, x2, y2, class)
}

// head draws an arrow's head at the end of a line.
func (p *picture) head(x1, y1, x2, y2 float64, class string) {
	const length, width = 9, 3.6
	d := math.Hypot(x2-x1, y2-y1)
	ux, uy := (x2-x1)/d, (y2-y1)/d
	bx, by := x2-ux*length, y2-uy*length
	fmt.Fprintf(&p.out, `<path class="head %s" d="M%.1f %.1fL%.1f %.1fL%.1f %.1fz"/>`+"\n", class,
		x2, y2, bx-uy*width, by+ux*width, bx+uy*width, by-ux*width)
}

func sign(x float64) float64 { return math.Copysign(1, x) }

// row draws the time, the label and the mark of a row.
func (p *picture) row(i int, row *lanes.Row) {
	y := p.y[i]
	if row.Idle {
		fmt.Fprintf(&p.out, `<text class="dim" x="%.1f" y="%.1f">%s</text>`+"\n", p.label, y-svgRow+4.5, svgText(p.idle(i)))
	}
	at := strings.TrimSuffix(event.Millis(p.since(i)), " ms")
	if i == 0 || at != strings.TrimSuffix(event.Millis(p.since(i-1)), " ms") {
		fmt.Fprintf(&p.out, `<text class="dim at" x="%d" y="%.1f">%s</text>`+"\n", svgLeft-36, y+4.5, at)
	}
	mark, class := p.mark(row)
	if x := p.x(row.Lane); p.d.Column(row.Lane) < 0 {
		// without a lane there are only words
	} else if mark == svgTick {
		fmt.Fprintf(&p.out, `<path class="tick message good" d="M%.1f %.1fh14"><title>durable</title></path>`+"\n", x-7, y)
	} else if mark != "" {
		fmt.Fprintf(&p.out, `<circle class="paper" cx="%.1f" cy="%.1f" r="8"/><text class="mark %s" x="%.1f" y="%.1f">%s</text>`+"\n", x, y, class, x, y+5, mark)
	}
	fmt.Fprintf(&p.out, `<text class="%s" x="%.1f" y="%.1f">%s</text>`+"\n", class, p.label, y+4.5, svgText(svgCut(p.words(row))))
}

// mark returns the sign of the most important thing in a row, and the class of its words.
func (p *picture) mark(row *lanes.Row) (sign, class string) {
	class = "ink"
	if row.In >= 0 {
		switch m := &p.d.Messages[row.In]; m.Fate {
		case lanes.Dropped:
			class = "bad"
		case lanes.Late:
			class = "dim"
		}
	}
	for _, step := range row.Steps {
		switch e := p.Trace.At(step); e.Kind {
		case event.Store, event.Hint:
			if e.Why == event.InMemory {
				sign, class = "○", "doubt"
			} else if e.Kind == event.Hint || e.Fresh {
				sign = svgTick // the words stay as they are
			}
		case event.Crash, event.Wipe, event.Depart:
			sign, class = "×", "bad"
		case event.Hang:
			sign, class = "‖", "doubt"
		case event.Suspect, event.Settle:
			sign, class = "!", "doubt"
		case event.Lost, event.Shadowed, event.Missed, event.Older, event.Resurrected:
			class = "bad"
		case event.AtRisk, event.Unreachable, event.InFlight:
			class = "doubt"
		case event.Start, event.Resume:
			sign, class = "✓", "good"
		case event.Reply:
			switch {
			case e.Outcome <= event.NotFound:
				sign, class = "✓", "good"
			case e.Outcome == event.Timeout || e.Outcome == event.CoordinatorLost:
				sign, class = "!", "doubt"
			default:
				sign, class = "×", "bad"
			}
		}
	}
	return sign, class
}

// svgCut shortens a label.
func svgCut(words string) string {
	if utf8.RuneCountInString(words) <= svgLongest {
		return words
	}
	return string([]rune(words)[:svgLongest-1]) + "…"
}

// svgText writes text with everything escaped that XML would interpret.
func svgText(text string) string {
	var b strings.Builder
	if err := xml.EscapeText(&b, []byte(text)); err != nil {
		panic("export: a strings.Builder that takes no text: " + err.Error()) // it can't fail
	}
	return b.String()
}

// Animations: many screens, one after the other, in one SVG.

package picture

import (
	"fmt"
	"html"
	"sort"
	"strings"
	"time"

	uv "github.com/charmbracelet/ultraviolet"
)

// Frame is a screen, from a time on until that of the next.
type Frame struct {
	At    time.Duration
	Cells Cells
}

// Animate returns frames as an animated picture, which begins again after the whole time. All
// frames have the size of the first, which is shown at 0.
//
// Each stretch of text is drawn once, with the times at which it is seen: most of a screen
// stays as it is from frame to frame. The style sheet shows and hides it; there are no
// scripts, so that pages show it which allow none. A viewer that does not animate, or a
// reader who wants no motion, sees the last frame.
func Animate(frames []Frame, whole time.Duration, c Colours) string {
	if len(frames) == 0 {
		return ""
	}
	f := &animation{colours: c, whole: whole, seen: make(map[stretch][]span), classes: make(map[string]string)}
	for i := range frames {
		until := whole
		if i+1 < len(frames) {
			until = frames[i+1].At
		}
		f.take(frames[i].Cells, span{frames[i].At, until})
	}
	return f.svg(frames[0].Cells.Width(), frames[0].Cells.Height())
}

// stretch is some text in one style at one place.
type stretch struct {
	x, y, cells int
	text        string
	style       style
}

type style struct {
	ink, paper  string
	bold, faint bool
}

// span is from one time up to another.
type span struct{ from, to time.Duration }

// animation is one that is being made.
type animation struct {
	colours Colours
	whole   time.Duration
	order   []stretch // as they are first seen
	seen    map[stretch][]span
	classes map[string]string // by what they say
	sheet   strings.Builder
}

// take adds a frame.
func (f *animation) take(cells Cells, when span) {
	for _, s := range stretches(cells, f.colours) {
		spans, known := f.seen[s]
		if !known {
			f.order = append(f.order, s)
		}
		if last := len(spans) - 1; last >= 0 && spans[last].to == when.from {
			spans[last].to = when.to
		} else {
			spans = append(spans, when)
		}
		f.seen[s] = spans
	}
}

// stretches returns all text of a screen, and all that has a background of its own.
func stretches(term Cells, c Colours) (all []stretch) {
	for y := range term.Height() {
		for x := 0; x < term.Width(); {
			var s stretch
			s, x = nextStretch(term, x, y, c)
			if s.style.paper != c.Paper {
				all = append(all, s)
				continue
			}
			all = append(all, s.words()...)
		}
	}
	return all
}

// nextStretch returns the cells from x on that share a style, and where the next begin.
func nextStretch(term Cells, x, y int, c Colours) (s stretch, next int) {
	first := term.CellAt(x, y)
	s = stretch{x: x, y: y, style: style{ink: c.Ink, paper: c.Paper}}
	if first == nil {
		return s, x + 1
	}
	s.style = style{
		ink: hex(first.Style.Fg, c.Ink), paper: hex(first.Style.Bg, c.Paper),
		bold: first.Style.Attrs&uv.AttrBold != 0, faint: first.Style.Attrs&uv.AttrFaint != 0,
	}
	if first.Style.Attrs&uv.AttrReverse != 0 {
		s.style.ink, s.style.paper = s.style.paper, s.style.ink
	}
	var text strings.Builder
	for next = x; next < term.Width(); {
		cell := term.CellAt(next, y)
		if cell == nil || !cell.Style.Equal(&first.Style) {
			break
		}
		if cell.Content == "" {
			text.WriteByte(' ')
		} else {
			text.WriteString(cell.Content)
		}
		next += max(cell.Width, 1)
	}
	s.text, s.cells = text.String(), next-x
	return s, next
}

// words cuts a stretch where there are two blanks or more: what stands between them changes
// for reasons of its own. Text of wide characters stays whole, since its cells are not its
// characters.
func (s stretch) words() (all []stretch) {
	runes := []rune(s.text)
	if len(runes) != s.cells {
		if strings.TrimSpace(s.text) == "" {
			return nil
		}
		return []stretch{s}
	}
	for i := 0; i < len(runes); {
		if runes[i] == ' ' {
			i++
			continue
		}
		end := i
		for end < len(runes) && !(runes[end] == ' ' && (end+1 == len(runes) || runes[end+1] == ' ')) {
			end++
		}
		all = append(all, stretch{x: s.x + i, y: s.y, cells: end - i, text: string(runes[i:end]), style: s.style})
		i = end
	}
	return all
}

// svg writes the animation.
func (f *animation) svg(w, h int) string {
	var body strings.Builder
	for _, s := range f.order {
		f.draw(&body, s)
	}
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %.0f %d" xml:space="preserve">`+"\n",
		float64(w)*cellWidth+2*margin, h*cellHeight+2*margin)
	fmt.Fprintf(&b, "<style>\ntext { font: 14px ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace; white-space: pre }\n%s"+
		"@media (prefers-reduced-motion: reduce) { * { animation: none !important } }\n</style>\n", f.sheet.String())
	fmt.Fprintf(&b, `<rect width="100%%" height="100%%" rx="8" fill="%s"/>`+"\n", f.colours.Paper)
	b.WriteString(body.String())
	b.WriteString("</svg>\n")
	return b.String()
}

// draw draws a stretch, with the classes of its style and of its times. The text is as long as
// its cells, whatever face the reader has.
func (f *animation) draw(b *strings.Builder, s stretch) {
	spans, hidden := f.seen[s], ""
	when := f.times(spans)
	if spans[len(spans)-1].to < f.whole { // it is not in the last frame
		hidden = ` visibility="hidden"`
	}
	x, y, width := margin+float64(s.x)*cellWidth, margin+s.y*cellHeight, float64(s.cells)*cellWidth
	if s.style.paper != f.colours.Paper {
		fmt.Fprintf(b, `<rect class="%s" x="%.1f" y="%d" width="%.1f" height="%d" fill="%s"%s/>`+"\n", when, x, y, width, cellHeight, s.style.paper, hidden)
	}
	if strings.TrimSpace(s.text) != "" {
		fmt.Fprintf(b, `<text class="%s" x="%.1f" y="%d" textLength="%.1f"%s>%s</text>`+"\n",
			strings.TrimSpace(f.style(s.style)+" "+when), x, y+14, width, hidden, html.EscapeString(s.text))
	}
}

// style returns the class of a style.
func (f *animation) style(s style) string {
	rule := "fill: " + s.ink
	if s.bold {
		rule += "; font-weight: bold"
	}
	if s.faint {
		rule += "; opacity: 0.6"
	}
	return f.class("s", rule, func(name string) string { return fmt.Sprintf(".%s { %s }\n", name, rule) })
}

// times returns the class of what is seen at some times; "" if always.
func (f *animation) times(spans []span) string {
	if len(spans) == 1 && spans[0] == (span{0, f.whole}) {
		return ""
	}
	steps := map[time.Duration]string{0: "hidden"}
	for _, s := range spans {
		steps[s.from] = "visible"
		if s.to < f.whole {
			steps[s.to] = "hidden"
		}
	}
	times := make([]time.Duration, 0, len(steps))
	for at := range steps {
		times = append(times, at)
	}
	sort.Slice(times, func(i, j int) bool { return times[i] < times[j] })
	var frames strings.Builder
	for _, at := range times {
		fmt.Fprintf(&frames, " %.3f%% { visibility: %s }", 100*at.Seconds()/f.whole.Seconds(), steps[at])
	}
	return f.class("t", frames.String(), func(name string) string {
		return fmt.Sprintf("@keyframes %[1]s {%[2]s }\n.%[1]s { animation: %[1]s %.3[3]fs step-end infinite }\n", name, frames.String(), f.whole.Seconds())
	})
}

// class returns the class with a rule, which is written into the style sheet once.
func (f *animation) class(prefix, key string, rule func(name string) string) string {
	name, ok := f.classes[prefix+key]
	if !ok {
		name = fmt.Sprintf("%s%d", prefix, len(f.classes))
		f.classes[prefix+key] = name
		f.sheet.WriteString(rule(name))
	}
	return name
}

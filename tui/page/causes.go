// The page of how an event came about.

package page

import (
	"image"
	"slices"
	"strconv"
	"strings"

	"ringside/engine/event"
	"ringside/engine/explain"
	"ringside/engine/ring"
	"ringside/keymaps"
	"ringside/tui/draw"
	"ringside/tui/layout"
	"ringside/tui/pane"
	"ringside/tui/workspace"
)

// Causes is the page of how the selected event came about.
const Causes workspace.PageKind = "causes"

// causes tells how the selected event came about: in words, from the symptom back
// to the fault and the setting that made it possible; then event by event, the
// first at the top; then what came of it at once.
//
//	op 4 missed n4:7, written by op 3
//	 ← R+W=2 is not above N=3 (r is 1 since step 12 …)
//	 ← the write of op 3 from n4 to n2 was dropped: the link is cut
//	    the command: cut n4 n2
//
//	event by event
//	 1.2809 s  you       put cart:42 "milk"
//	 1.2809 s  n4 → n2   write cart:42 n4:7          so
//	▸1.2811 s  n2        stored cart:42 n4:7         so
//
//	what came of it
//	 1.2842 s  n2 → n4   ack durable
type causes struct {
	base
	of    causeStamp
	text  text
	lines []string
	steps map[int]int // the event that a line of the text tells

	reasons    []explain.Reason // of a step, which what comes later does not change
	reasonsOf  event.Mark
	reasonStep int
}

type causeStamp struct {
	last         event.Mark // with the length it tells one trace from another
	length, step int
	w, h, cursor int
	theme        any
}

// maxCauses bounds how far back a chain is told.
const maxCauses = 200

// Title returns the page's name.
func (p *causes) Title(s pane.Scene) (string, []string) {
	return "How it came about", []string{"event " + strconv.Itoa(s.Log.Step)}
}

// Lines returns h lines of w cells, scrolled by Cursor.
func (p *causes) Lines(s pane.Scene, w, h int) []string {
	if p.tell(s, w, h) {
		p.lines = p.text.window(w, h, s.Cursor, s.Theme)
	}
	return p.lines
}

// About describes the page.
func (*causes) About() About {
	return About{Kind: Causes, Place: layout.Beside, Scope: keymaps.Details, Covers: everything()}
}

// Name is the page's.
func (*causes) Name(Desk) string { return "Cause" }

// Keep has the page closed when the event is not there any more.
func (*causes) Keep(d Desk) bool { return d.Log.Step != 0 && d.Log.Step <= d.View.Trace.Len() }

// Close has the log follow again if it did before.
func (*causes) Close(d Desk, was workspace.Open) {
	if was.Following {
		d.Follow()
	}
}

// Scroll scrolls.
func (p *causes) Scroll(d Desk, by int) {
	size, top := d.PageSize(), d.Pages.Top()
	p.tell(p.Scene(d), size.X, size.Y)
	p.of = causeStamp{}
	top.Cursor = min(max(top.Cursor+by, 0), p.text.overflow(size.Y))
}

// Move chooses by single steps another event: the one above or below in the log, the
// cause of this one, or the first that came of it. It scrolls by larger ones.
func (p *causes) Move(d Desk, s workspace.Step) {
	if !s.Single() {
		p.Scroll(d, s.By(max(d.PageSize().Y, 1)))
		return
	}
	d.Pages.Top().Cursor = 0
	t, step := &d.View.Trace, d.SelectedStep()
	switch {
	case step == 0: // the past that is shown now has no event yet
	case s == workspace.ColumnLeft:
		if cause := int(t.At(step).Cause); cause != 0 {
			d.SelectStep(cause)
		}
	case s == workspace.ColumnRight:
		for at := step + 1; at <= min(t.Len(), step+effectsWithin); at++ {
			if int(t.At(at).Cause) == step {
				d.SelectStep(at)
				return
			}
		}
	default:
		d.MoveLog(s)
	}
}

// Click chooses the event in a line.
func (p *causes) Click(d Desk, at image.Point) {
	size, top := d.PageSize(), d.Pages.Top()
	p.tell(p.Scene(d), size.X, size.Y)
	p.of = causeStamp{}
	if step, ok := p.steps[min(top.Cursor, p.text.overflow(size.Y))+inside(d, at).Y]; ok {
		top.Cursor = 0
		d.SelectStep(step)
	}
}

// Hints are the keys of the page.
func (*causes) Hints(Desk) []Hint {
	return []Hint{
		{Action: keymaps.Escape}, choose,
		{Action: keymaps.Left, And: keymaps.Right, Word: "cause and effect"}, {Action: keymaps.Copy},
	}
}

// tell writes the page, and reports whether it had to.
func (p *causes) tell(s pane.Scene, w, h int) bool {
	of := causeStamp{length: s.View.Trace.Len(), step: s.Log.Step, w: w, h: h, cursor: s.Cursor, theme: s.Theme}
	if of.length > 0 {
		of.last = s.View.Trace.Mark(of.length)
	}
	if p.lines != nil && p.of == of {
		return false
	}
	p.of, p.text, p.steps = of, text{}, make(map[int]int)
	if of.step < 1 || of.step > of.length {
		return true
	}
	chain := chainOf(&s.View.Trace, of.step)
	if reasons := p.because(s, of.step); tellMore(reasons, chain) {
		p.words(s, reasons, w)
	}
	if len(chain) == maxCauses {
		p.text.add(span{text: s.Theme.Spell(" … earlier causes are left out"), ink: s.Theme.Dim})
	}
	for i, at := range chain {
		p.event(s, at, w, at == of.step, i > 0)
	}
	p.effects(s, of.step, w)
	return true
}

// because returns the chain in words, which takes a look at much of the trace.
func (p *causes) because(s pane.Scene, step int) []explain.Reason {
	if mark := s.View.Trace.Mark(step); p.reasonStep != step || p.reasonsOf != mark {
		p.reasonStep, p.reasonsOf, p.reasons = step, mark, explain.Because(s.View, step)
	}
	return p.reasons
}

// tellMore reports whether the words tell anything that the events of the chain do
// not tell by themselves.
func tellMore(reasons []explain.Reason, chain []int) bool {
	return slices.ContainsFunc(reasons, func(r explain.Reason) bool { return !slices.Contains(chain, r.Step) })
}

// words writes the chain of causes in sentences, each farther in than what it is
// the cause of.
func (p *causes) words(s pane.Scene, reasons []explain.Reason, w int) {
	th := s.Theme
	for _, r := range reasons {
		text := th.Spell(draw.Clean(r.Text))
		indent, mark, ink := " ", "", th.Text
		switch r.Depth {
		case 0:
			ink = th.Strong
		case 1:
			indent, mark = "   ", th.Signs.Back
		default:
			indent, ink = "     ", th.Dim
		}
		for i, line := range draw.Wrap(text, max(w-len(indent)-1, 8)) {
			if i == 0 && mark != "" {
				p.text.add(span{text: " " + mark + " ", ink: th.Accent}, span{text: line, ink: ink})
				continue
			}
			p.text.add(span{text: indent + line, ink: ink})
		}
	}
	p.text.add()
	p.text.add(span{text: " event by event", ink: th.Dim})
}

// chainOf returns the steps that led to a step, itself last.
func chainOf(t *event.Trace, step int) []int {
	var chain []int
	for step != 0 && len(chain) < maxCauses {
		chain = append(chain, step)
		step = int(t.At(step).Cause)
	}
	for i, j := 0, len(chain)-1; i < j; i, j = i+1, j-1 {
		chain[i], chain[j] = chain[j], chain[i]
	}
	return chain
}

// maxEffects is how many of the things that came of an event are told, and
// effectsWithin how far behind it they are looked for.
const maxEffects, effectsWithin = 50, 100_000

func (p *causes) effects(s pane.Scene, step, w int) {
	t := &s.View.Trace
	found := 0
	for at := step + 1; at <= min(t.Len(), step+effectsWithin) && found < maxEffects; at++ {
		if int(t.At(at).Cause) != step {
			continue
		}
		if found == 0 {
			p.text.add()
			p.text.add(span{text: " what came of it", ink: s.Theme.Dim})
		}
		found++
		p.event(s, at, w, false, false)
	}
}

// event writes one event in a line, its note below it where it does not fit.
func (p *causes) event(s pane.Scene, step, w int, selected, caused bool) {
	th, e := s.Theme, s.View.Trace.At(step)
	defer func(from int) {
		for y := from; y < len(p.text.lines); y++ {
			p.steps[y] = step
		}
	}(len(p.text.lines))
	line := explain.Event(&s.View.Trace, step, func(n ring.NodeID) string { return nameOf(s, n) })
	mark, ink := "  ", th.Text
	switch {
	case selected:
		mark, ink = th.Signs.Here+" ", th.Strong
	case caused:
		mark = th.Signs.Cause + " "
	}
	at := pane.Seconds(e.At) + " s  "
	what, note := th.Spell(line.What+leg(e)), th.Spell(line.Note)
	room := w - 2 - len(at) - whoWidth - 2
	if note != "" && draw.Width(what)+3+draw.Width(note) <= room {
		what += draw.Spaces(room-draw.Width(what)-draw.Width(note)) + note
		note = ""
	}
	told := append([]span{{text: mark, ink: th.Accent}, {text: at, ink: th.Dim}}, who(s, line.Who)...)
	if draw.Width(what) > room+1 { // in lines of its own, with the note
		p.text.add(told...)
		p.text.wrapped(wrapIndent, draw.Clean(what), w-1, ink)
		if note != "" {
			p.text.wrapped(wrapIndent, draw.Clean(note), w-1, th.Dim)
		}
		return
	}
	p.text.add(append(told, span{text: what, ink: ink})...)
	if note != "" {
		p.text.add(span{text: draw.Spaces(2+len(at)+whoWidth+1) + note, ink: th.Dim})
	}
}

// wrapIndent stands before what has no room beside the time and the nodes.
const wrapIndent = "     "

// leg says of an answer whether it leaves or arrives, which its line alone does
// not: the log tells only one end of each message.
func leg(e *event.Event) string {
	switch {
	case !e.Type.Answer():
		return ""
	case e.Kind == event.Send:
		return " sent"
	case e.Kind == event.Deliver:
		return " arrived"
	}
	return ""
}

// who returns the first column, each node's name in its colour.
func who(s pane.Scene, text string) []span {
	text = draw.Fit(s.Theme.Spell(draw.Clean(text)), whoWidth) + " "
	var all []span
	for text != "" {
		word, rest, _ := strings.Cut(text, " ")
		ink := s.Theme.Dim
		if n, ok := s.View.Ring.Lookup(word); ok {
			_, ink = s.Theme.Node(int(n))
		}
		all = append(all, span{text: word, ink: ink}, span{text: " "})
		text = rest
	}
	return all
}

const whoWidth = 12

func nameOf(s pane.Scene, n ring.NodeID) string {
	if n < 0 || int(n) >= len(s.View.Nodes) {
		return s.Theme.Signs.Nobody
	}
	return draw.Name(s.View.Nodes[n].Name, whoWidth, s.Theme.Signs.More)
}

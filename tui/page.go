package tui

import (
	"strings"

	"ringside/keymaps"
	"ringside/tui/draw"
	"ringside/tui/layout"
	"ringside/tui/pane"
	"ringside/tui/theme"
)

// pageKind is what takes the place of all panes.
type pageKind uint8

const (
	noPage pageKind = iota
	helpPage
	nodePage
	causePage
	faultPage
	rosterPage
	notesPage
	lanesPage
	shelfPage
)

// place says where the page stands: the help over all panes, the lanes above the
// log, the rest beside the pane that it tells more of.
func (k pageKind) place() layout.Page {
	return [...]layout.Page{noPage: layout.NoPage, helpPage: layout.Over, nodePage: layout.Beside, causePage: layout.Beside, faultPage: layout.Beside, rosterPage: layout.Beside, notesPage: layout.Over, lanesPage: layout.Above, shelfPage: layout.Over}[k]
}

// page is what lies over the panes, and how far it is scrolled.
type page struct {
	kind   pageKind
	cursor int
	line   string   // of the row that is chosen on the page of faults
	from   pageKind // the page that it was opened from

	following bool       // of the lanes: the log followed when they were opened
	level     pane.Level // of the causes of a row of the lanes: how much the log told before
}

// pageScene is what the page is drawn from.
func (m *Model) pageScene() pane.Scene {
	s := m.scene(m.focus)
	s.Focused, s.Cursor = true, m.page.cursor
	if m.page.kind == faultPage {
		s.Invite = m.keyName(keymaps.Left) + m.keyName(keymaps.Right) + " another node"
	}
	return s
}

// movePage scrolls the page. On a page that tells more of what is chosen a
// single step chooses another.
func (m *Model) movePage(s step) {
	size, _ := inner(m.screen.Page, m.screen.Shape)
	one := s == lineUp || s == lineDown || s == columnLeft || s == columnRight
	most := 0
	switch {
	case m.page.kind == helpPage:
		most = m.frame.help.Overflow(m.pageScene(), size.X, size.Y)
	case m.page.kind == shelfPage:
		m.moveShelf(s)
		return
	case m.page.kind == nodePage && one:
		m.moveNode(s.by(1))
		m.page.cursor = 0
		return
	case m.page.kind == notesPage:
		most = m.frame.notes.overflow(size.Y)
	case m.page.kind == rosterPage:
		most = m.frame.roster.overflow(size.Y)
	case m.page.kind == nodePage:
		most = m.frame.node.Overflow(m.pageScene(), size.X, size.Y)
	case m.page.kind == faultPage:
		m.moveFault(s)
		return
	case m.page.kind == lanesPage:
		m.moveLanes(s)
		return
	case one:
		m.moveCause(s)
		m.page.cursor = 0
		return
	default:
		most = m.frame.cause.Overflow(m.pageScene(), size.X, size.Y)
	}
	m.page.cursor = min(max(m.page.cursor+s.by(max(size.Y, 1)), 0), most)
}

// moveCause chooses the event above or below in the log, the cause of the chosen
// one, or the first that came of it.
func (m *Model) moveCause(s step) {
	t, step := &m.view.Trace, m.selectedStep()
	if step == 0 {
		return // the past that is shown now has no event yet
	}
	switch s {
	case columnLeft:
		if cause := int(t.At(step).Cause); cause != 0 {
			m.selectStep(cause)
		}
	case columnRight:
		for at := step + 1; at <= min(t.Len(), step+effectsWithin); at++ {
			if int(t.At(at).Cause) == step {
				m.selectStep(at)
				return
			}
		}
	default:
		m.moveLog(s)
	}
}

// selectStep selects an event in the log. One that is fine print brings out all.
func (m *Model) selectStep(step int) {
	if m.log.Level == pane.Story && m.view.Trace.At(step).Fine() {
		m.log.Level = pane.Everything
	}
	m.log = m.frame.log.Show(m.scene(layout.Log), step, m.rows(layout.Log))
}

// detail shows more of what is chosen in the pane that has the focus, or closes
// it again.
func (m *Model) detail() {
	if m.page.kind == faultPage {
		m.takeFault()
		return
	}
	if m.page.kind == lanesPage {
		m.lanesCause()
		return
	}
	if m.page.kind != noPage {
		m.closePage()
		return
	}
	switch m.focus {
	case layout.Log:
		if m.view.Trace.Len() == 0 {
			m.say("nothing has happened yet")
			return
		}
		step := m.selectedStep()
		if step == 0 {
			m.say("no event is shown")
			return
		}
		m.log = m.frame.log.Show(m.scene(layout.Log), step, m.rows(layout.Log))
		m.page = page{kind: causePage}
	case layout.Ring, layout.Nodes:
		m.page = page{kind: nodePage}
	case layout.Operation:
		m.operationCause()
	case layout.Walk:
		m.goTo(layout.Log)
		m.filterOperation()
	}
}

// operationCause tells how what became of the operation that is shown came about.
func (m *Model) operationCause() {
	op := m.operation()
	if op == nil {
		m.say("nothing asked yet")
		return
	}
	following := m.log.Follow
	m.goTo(layout.Log)
	m.selectStep(int(max(op.Symptom, op.Step)))
	m.page = page{kind: causePage, following: following}
}

// text is a page of words: lines of spans, wrapped and scrolled by whoever
// draws it.
type text struct {
	lines [][]span
}

func (t *text) add(all ...span) { t.lines = append(t.lines, all) }

// wrapped adds words, broken into lines of at most w cells, each after an indent.
func (t *text) wrapped(indent, words string, w int, ink theme.Ink) {
	for _, line := range draw.Wrap(words, max(w-draw.Width(indent), 8)) {
		t.add(span{text: indent + line, ink: ink})
	}
}

// window draws h lines of w cells, from the cursor-th line on.
func (t *text) window(w, h, cursor int, th *theme.Theme) []string {
	c := draw.NewCanvas(w, h)
	from := max(min(cursor, len(t.lines)-h), 0)
	for y := range min(h, len(t.lines)-from) {
		x := 0
		for _, s := range t.lines[from+y] {
			x = c.TextTo(x, y, w, s.text, s.ink)
		}
	}
	if from > 0 {
		c.Set(w-1, 0, th.Signs.Up, th.Dim)
	}
	if from+h < len(t.lines) {
		c.Set(w-1, h-1, th.Signs.Down, th.Dim)
	}
	return c.Lines()
}

func (t *text) overflow(h int) int { return max(len(t.lines)-h, 0) }

// firstLine returns the text up to the first line break, and whether there is
// anything behind it.
func firstLine(s string) (line string, more bool) {
	line, rest, _ := strings.Cut(s, "\n")
	return strings.TrimSuffix(line, "\r"), rest != ""
}

package tui

import (
	"fmt"
	"image"

	tea "charm.land/bubbletea/v2"

	"ringside/engine"
	"ringside/engine/ring"
	"ringside/keymaps"
	"ringside/tui/layout"
	"ringside/tui/workspace"
)

// step is a movement in a pane, in lines; whole pages and ends have their own.
type step uint8

const (
	lineUp step = iota
	lineDown
	columnLeft
	columnRight
	pageUp
	pageDown
	toStart
	toEnd
)

// by returns the movement in lines where a page has so many; ends are as far as
// it goes.
func (s step) by(page int) int {
	const far = 1 << 30
	return [...]int{-1, 1, -1, 1, -page, page, -far, far}[s]
}

func moveIntents(all map[keymaps.Action]intent) {
	for action, s := range map[keymaps.Action]step{
		keymaps.Up: lineUp, keymaps.Down: lineDown, keymaps.Left: columnLeft, keymaps.Right: columnRight,
		keymaps.PageUp: pageUp, keymaps.PageDown: pageDown, keymaps.Home: toStart, keymaps.End: toEnd,
	} {
		all[action] = look(func(m *Model) { m.move(s) })
	}
	all[keymaps.NextPane] = look(func(m *Model) {
		if m.Focus == layout.Lesson { // it is about this one
			m.goTo(min(m.Upper, layout.Log))
			return
		}
		m.goTo((m.Focus + 1) % m.panes())
	})
	all[keymaps.PreviousPane] = look(func(m *Model) { m.goTo((m.Focus + m.panes() - 1) % m.panes()) })
	all[keymaps.Detail] = intent{looks: true, do: func(m *Model) tea.Cmd {
		switch {
		case m.Page.Kind == shelfPage:
			return m.takeBook(false)
		case m.Focus != layout.Lesson || m.Page.Kind != noPage:
		case m.lesson != nil:
			return m.goOnWithLesson()
		case m.attempt != nil:
			m.askCommand()
			return nil
		}
		m.detail()
		return nil
	}}
	all[keymaps.NextOp] = look(func(m *Model) { m.turnOp(+1) })
	all[keymaps.PreviousOp] = look(func(m *Model) { m.turnOp(-1) })
}

// goTo gives a pane the focus.
func (m *Model) goTo(p layout.Pane) {
	if p != m.Focus {
		m.Page = workspace.Page{}
	}
	m.Focus = p
	if p < layout.Log || p == layout.Log && m.learning() {
		m.Upper = p
	}
}

// panes is how many there are: the lesson's only in one.
func (m *Model) panes() layout.Pane {
	if !m.learning() {
		return layout.Lesson
	}
	return layout.Panes
}

// move chooses or scrolls in the pane that has the focus, or on the page that
// lies over all.
func (m *Model) move(s step) {
	if m.Page.Kind != noPage {
		m.movePage(s)
		return
	}
	switch m.Focus {
	case layout.Ring, layout.Nodes:
		m.moveNode(s.by(m.rows(m.Focus)))
	case layout.Log:
		m.moveLog(s)
	case layout.Lesson:
		m.moveLesson(s)
	case layout.Operation:
		if s == columnLeft || s == columnRight {
			m.turnOp(s.by(1))
			return
		}
		m.scroll(m.Focus, s.by(m.rows(m.Focus)))
	default:
		m.scroll(m.Focus, s.by(m.rows(m.Focus)))
	}
}

// rows is how many lines of a pane are in view.
func (m *Model) rows(p layout.Pane) int {
	size, _ := inner(m.screen.Panes[p], m.screen.Shape)
	return max(size.Y, 1)
}

func (m *Model) scroll(p layout.Pane, by int) {
	size, _ := inner(m.screen.Panes[p], m.screen.Shape)
	most := 0
	switch p {
	case layout.Walk:
		most = m.frame.walk.Overflow(m.scene(p), size.X, size.Y)
	case layout.Operation:
		most = m.frame.operation.Overflow(m.scene(p))
	case layout.Lesson:
		most = m.frame.lesson.Overflow(m.scene(p), size.X, size.Y)
	}
	m.Scrolls[p] = min(max(min(m.Scrolls[p], most)+by, 0), most)
}

// moveNode chooses a node so many places on; a single step goes round, and while
// the other end of a link is being picked, past the first one.
func (m *Model) moveNode(by int) {
	n := len(m.view.Nodes)
	to := int(m.Node) + by
	if by == 1 || by == -1 {
		to = (to + n) % n
		if m.picking != nil && ring.NodeID(to) == m.picking.from {
			to = (to + by + n) % n
		}
	}
	m.Node = ring.NodeID(min(max(to, 0), n-1))
}

// turnOp shows an operation so many before or after the one that is shown.
func (m *Model) turnOp(by int) {
	ops := m.view.Ops
	if len(ops) == 0 {
		m.say("no operation yet")
		return
	}
	at, now := len(ops)-1, m.operation()
	for i, op := range ops {
		if op == now {
			at = i
		}
	}
	at += by
	if at < 0 || at >= len(ops) {
		m.say(map[bool]string{true: "this is the first that is kept", false: "this is the latest"}[at < 0])
		return
	}
	m.showOp(ops[at])
}

// showOp shows an operation and has its key in hand. The latest is followed.
func (m *Model) showOp(op *engine.OpView) {
	m.Op = op.ID
	if op == latest(m.view) {
		m.Op = 0
	}
	m.Key = op.Key
	if m.Page.Kind == lanesPage {
		m.beginLanes()
	}
	m.Scrolls[layout.Operation] = 0
}

// picking is the choice of the other end of a link to cut.
type picking struct{ from ring.NodeID }

// pickKey handles a key while the other end is being chosen, and says whether it
// was for that.
func (m *Model) pickKey(key string) bool {
	a, ok := m.keys.Match(keymaps.Dialog, key)
	if !ok {
		a, _ = m.keys.Match(keymaps.Nodes, key)
	}
	switch a {
	case keymaps.Confirm:
		from := m.picking.from
		m.picking = nil
		m.apply(engine.Command{Verb: engine.Cut, Node: m.nodeName(from), Peer: m.nodeName(m.Node)})
		m.Node = from
	case keymaps.Refuse, keymaps.Escape:
		m.Node, m.picking = m.picking.from, nil
	case keymaps.Up, keymaps.Left:
		m.moveNode(-1)
	case keymaps.Down, keymaps.Right:
		m.moveNode(+1)
	default:
		return false
	}
	return true
}

// pickLine says what is being picked.
func (m *Model) pickLine() string {
	return fmt.Sprintf("cut %s %s %s", m.nodeName(m.picking.from), m.theme.Signs.Cut, m.nodeName(m.Node))
}

// press routes a key: to what is being typed, to what lies over the panes, else
// to the pane that has the focus.
func (m *Model) press(msg tea.KeyPressMsg) tea.Cmd {
	key := msg.String()
	switch key {
	case "ctrl+c": // whatever the keymap says
		return m.interrupt()
	case "ctrl+z": // the terminal is in raw mode, where the shell does not see it
		if m.seat != nil {
			return nil // it would be the server that stops
		}
		return tea.Suspend
	}
	if m.prompt != nil {
		return m.promptKey(msg)
	}
	m.asked, m.note = m.note.leaving, note{}
	if m.picking != nil {
		if m.pickKey(key) {
			return nil
		}
		m.Node, m.picking = m.picking.from, nil
	}
	if m.lesson != nil && (m.chooseLetter(key) || m.typeDigit(key)) {
		return nil
	}
	for _, scope := range m.scopes() {
		if a, ok := m.keys.Match(scope, key); ok {
			return m.act(a)
		}
	}
	return nil
}

// scopes are where a key is looked for. A page that stands beside the panes has
// its own keys and leaves them theirs.
func (m *Model) scopes() []keymaps.Scope {
	here := [layout.Panes]keymaps.Scope{
		keymaps.Ring, keymaps.Walk, keymaps.Nodes, keymaps.Operation, keymaps.Log, keymaps.Lesson,
	}[m.Focus]
	switch m.Page.Kind {
	case helpPage:
		return []keymaps.Scope{keymaps.Help}
	case shelfPage:
		return []keymaps.Scope{keymaps.Shelf}
	case nodePage, causePage, faultPage, rosterPage, notesPage, lanesPage:
		return []keymaps.Scope{keymaps.Details, here}
	}
	return []keymaps.Scope{here}
}

// paste puts text into what is being typed; with nothing open it goes into the
// command line, where it can be looked at before it is carried out.
func (m *Model) paste(text string) tea.Cmd {
	if m.prompt == nil {
		m.note = note{}
		m.Page = workspace.Page{}
		m.picking = nil
		m.askCommand()
		if line, more := firstLine(text); !more {
			text = line
		}
	}
	return m.promptPaste(text)
}

// click gives the pane under the pointer the focus, or chooses the row of the
// lanes.
func (m *Model) click(at tea.Mouse) {
	if m.prompt != nil || at.Button != tea.MouseLeft || m.following() {
		return
	}
	if (image.Point{X: at.X, Y: at.Y}).In(m.screen.Page) {
		m.clickLanes(at.Y - m.screen.Page.Min.Y)
		return
	}
	if p, ok := m.screen.At(at.X, at.Y); ok {
		m.goTo(p)
	}
}

// wheel scrolls what is under the pointer.
func (m *Model) wheel(at tea.Mouse) {
	s := lineDown
	switch at.Button {
	case tea.MouseWheelUp:
		s = lineUp
	case tea.MouseWheelDown:
	default:
		return
	}
	if (image.Point{X: at.X, Y: at.Y}).In(m.screen.Page) {
		m.movePage(s)
		return
	}
	p, ok := m.screen.At(at.X, at.Y)
	if !ok || m.prompt != nil || m.following() {
		return
	}
	if p == layout.Lesson { // where a step would choose an answer
		m.scroll(p, s.by(1))
		return
	}
	was, page := m.Focus, m.Page.Kind
	m.Focus, m.Page.Kind = p, noPage
	m.move(s)
	m.Focus, m.Page.Kind = was, page
}

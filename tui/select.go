package tui

import (
	"fmt"
	"image"
	"strings"

	tea "charm.land/bubbletea/v2"

	"ringside/engine"
	"ringside/engine/ring"
	"ringside/keymaps"
	"ringside/tui/layout"
	"ringside/tui/page"
	"ringside/tui/workspace"
)

func moveIntents(all map[keymaps.Action]intent) {
	for action, s := range map[keymaps.Action]workspace.Step{
		keymaps.Up: workspace.LineUp, keymaps.Down: workspace.LineDown, keymaps.Left: workspace.ColumnLeft, keymaps.Right: workspace.ColumnRight,
		keymaps.PageUp: workspace.PageUp, keymaps.PageDown: workspace.PageDown, keymaps.Home: workspace.ToStart, keymaps.End: workspace.ToEnd,
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
		case m.Focus != layout.Lesson || m.open() != nil:
		case m.lesson != nil:
			return m.goOnWithLesson()
		case m.attempt != nil:
			m.askCommand()
			return nil
		}
		return m.detail()
	}}
	all[keymaps.NextOp] = look(func(m *Model) { m.turnOp(+1) })
	all[keymaps.PreviousOp] = look(func(m *Model) { m.turnOp(-1) })
}

// goTo gives a pane the focus.
func (m *Model) goTo(p layout.Pane) {
	if p != m.Focus {
		m.Pages.Clear()
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

// detail shows more of what is chosen in the pane that has the focus, or closes
// it again.
func (m *Model) detail() tea.Cmd {
	if m.open() != nil {
		m.closePage()
		return nil
	}
	switch m.Focus {
	case layout.Log:
		if m.View.Trace.Len() == 0 {
			m.say("nothing has happened yet")
			return nil
		}
		step := m.SelectedStep()
		if step == 0 {
			m.say("no event is shown")
			return nil
		}
		m.ShowStep(step)
		return m.show(page.Causes)
	case layout.Ring, layout.Nodes:
		return m.show(page.Node)
	case layout.Operation:
		return m.operationCause()
	case layout.Walk:
		m.goTo(layout.Log)
		m.filterOperation()
	}
	return nil
}

// operationCause tells how what became of the operation that is shown came about.
func (m *Model) operationCause() tea.Cmd {
	op := m.Operation()
	if op == nil {
		m.say("nothing asked yet")
		return nil
	}
	following := m.Log.Follow
	m.goTo(layout.Log)
	m.SelectStep(int(max(op.Symptom, op.Step)))
	cmd := m.show(page.Causes)
	m.Pages.Top().Following = following
	return cmd
}

// move chooses or scrolls in the pane that has the focus, or on the page that
// lies over all.
func (m *Model) move(s workspace.Step) {
	if open := m.open(); open != nil {
		open.Move(m.desk(), s)
		return
	}
	switch m.Focus {
	case layout.Ring, layout.Nodes:
		m.moveNode(s.By(m.Rows(m.Focus)))
	case layout.Log:
		m.MoveLog(s)
	case layout.Lesson:
		m.moveLesson(s)
	case layout.Operation:
		if s == workspace.ColumnLeft || s == workspace.ColumnRight {
			m.turnOp(s.By(1))
			return
		}
		m.scroll(m.Focus, s.By(m.Rows(m.Focus)))
	default:
		m.scroll(m.Focus, s.By(m.Rows(m.Focus)))
	}
}

func (m *Model) scroll(p layout.Pane, by int) {
	size, _ := workspace.Inner(m.Screen.Panes[p], m.Screen.Shape)
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

// moveNode chooses a node so many places on; while the other end of a link is being
// picked, a single step goes past the first one.
func (m *Model) moveNode(by int) {
	m.MoveNode(by)
	if m.picking != nil && m.Node == m.picking.from && (by == 1 || by == -1) {
		m.MoveNode(by)
	}
}

// turnOp shows an operation so many before or after the one that is shown.
func (m *Model) turnOp(by int) {
	if why := m.TurnOperation(by); why != "" {
		m.say(why)
	}
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
		m.apply(engine.Command{Verb: engine.Cut, Node: m.NodeName(from), Peer: m.NodeName(m.Node)})
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
	return fmt.Sprintf("cut %s %s %s", m.NodeName(m.picking.from), m.Theme.Signs.Cut, m.NodeName(m.Node))
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
	open := m.open()
	switch {
	case open == nil:
		return []keymaps.Scope{here}
	case open.About().Alone:
		return []keymaps.Scope{open.About().Scope}
	}
	return []keymaps.Scope{open.About().Scope, here}
}

// firstLine returns the text up to the first line break, and whether there is
// anything behind it.
func firstLine(s string) (line string, more bool) {
	line, rest, _ := strings.Cut(s, "\n")
	return strings.TrimSuffix(line, "\r"), rest != ""
}

// paste puts text into what is being typed; with nothing open it goes into the
// command line, where it can be looked at before it is carried out.
func (m *Model) paste(text string) tea.Cmd {
	if m.prompt == nil {
		m.note = note{}
		m.Pages.Clear()
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
	if (image.Point{X: at.X, Y: at.Y}).In(m.Screen.Page) {
		if open := m.open(); open != nil {
			open.Click(m.desk(), at.Y-m.Screen.Page.Min.Y)
		}
		return
	}
	if p, ok := m.Screen.At(at.X, at.Y); ok {
		m.goTo(p)
	}
}

// wheel scrolls what is under the pointer.
func (m *Model) wheel(at tea.Mouse) {
	s := workspace.LineDown
	switch at.Button {
	case tea.MouseWheelUp:
		s = workspace.LineUp
	case tea.MouseWheelDown:
	default:
		return
	}
	if (image.Point{X: at.X, Y: at.Y}).In(m.Screen.Page) {
		m.move(s)
		return
	}
	p, ok := m.Screen.At(at.X, at.Y)
	if !ok || m.prompt != nil || m.following() {
		return
	}
	if p == layout.Lesson { // where a step would choose an answer
		m.scroll(p, s.By(1))
		return
	}
	was, open := m.Focus, m.Pages
	m.Focus, m.Pages = p, workspace.Pages{}
	m.move(s)
	m.Focus, m.Pages = was, open
}

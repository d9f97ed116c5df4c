package tui

import (
	"image"
	"strings"

	tea "charm.land/bubbletea/v2"

	"ringside/keymaps"
	"ringside/tui/draw"
	"ringside/tui/layout"
	"ringside/tui/workspace"
)

// prompt is a question in the last line of the screen, and what is to be done
// with its answer.
//
//	key ▸ cart:42│
type prompt struct {
	label string
	line  editor
	// fresh is true while the text is a suggestion that nobody has touched: the
	// first character typed takes its place.
	fresh bool
	// typed is told the text after each change; nil if nobody wants to know.
	typed func(m *Model, text string)
	// enter is given the answer, after the prompt has been closed.
	enter func(m *Model, text string) tea.Cmd
	// back undoes what typed has done; nil if nothing.
	back func(m *Model)
	// recall is set where up and down bring back earlier lines.
	recall *recall
	// complete returns the candidates for the word before the cursor and where
	// in the line it begins; nil where there is no completion.
	complete func(m *Model, line string) (from int, words []string)
	// answers is true for the answer to a question of a lesson, which is typed
	// below the question where there is room.
	answers bool
	// poll is the number of the class's question that it answers; 0: none.
	poll int
	// lines is true where a pasted text is a line for each of its lines.
	lines bool
}

func (m *Model) ask(p prompt) {
	if p.recall == nil {
		p.fresh = p.line.text != "" && !p.answers
	}
	m.prompt = &p
	m.note = note{}
}

// promptKey handles a key while something is being typed.
func (m *Model) promptKey(msg tea.KeyPressMsg) tea.Cmd {
	p, key := m.prompt, msg.String()
	action, _ := m.keys.Match(keymaps.Entry, key)
	completing := action == keymaps.Complete && p.complete != nil
	switch {
	case action == keymaps.Accept:
		return m.answer()
	case action == keymaps.Cancel, action == keymaps.Quit, key == "backspace" && p.line.text == "" && p.recall != nil:
		m.closePrompt()
		return nil
	case completing:
		m.completeWord(p)
	case p.recall != nil && (action == keymaps.HistoryOlder || action == keymaps.HistoryNewer):
		p.line = newEditor(p.recall.move(p.line.text, action == keymaps.HistoryOlder))
	case p.fresh && (key == "backspace" || key == "delete"):
		p.line = editor{}
	case p.line.key(key):
	case msg.Text != "":
		p.put(msg.Text)
	default:
		return nil
	}
	p.fresh = false
	if !completing {
		m.note = note{}
	}
	m.promptChanged()
	return nil
}

// put types text, in place of a suggestion that nobody has touched.
func (p *prompt) put(text string) {
	if p.fresh {
		p.line, p.fresh = editor{}, false
	}
	p.line.insert(text)
}

// promptPaste puts pasted text in. Where a prompt takes lines, each whole line
// is entered; what comes after the last newline stays to be edited.
func (m *Model) promptPaste(text string) tea.Cmd {
	p := m.prompt
	if !p.lines || !strings.ContainsAny(text, "\r\n") {
		p.put(text)
		m.promptChanged()
		return nil
	}
	text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
	p.put(text)
	all := strings.Split(p.line.text, "\n")
	p.line = newEditor(all[len(all)-1])
	m.promptChanged()
	return m.runLines(all[:len(all)-1])
}

func (m *Model) promptChanged() {
	if m.prompt.typed != nil {
		m.prompt.typed(m, m.prompt.line.text)
	}
}

func (m *Model) answer() tea.Cmd {
	p := m.prompt
	m.prompt = nil
	m.note = note{}
	return p.enter(m, p.line.text)
}

func (m *Model) closePrompt() {
	p := m.prompt
	m.prompt = nil
	m.note = note{}
	if p.back != nil {
		p.back(m)
	}
}

// completeWord puts in what all candidates have in common, and lists them if
// there is more than one.
func (m *Model) completeWord(p *prompt) {
	before := p.line.text[:p.line.at]
	from, words := p.complete(m, before)
	switch len(words) {
	case 0:
		m.say("nothing to complete here")
		return
	case 1:
		p.line.cut(from, p.line.at)
		p.line.insert(words[0] + " ")
		m.note = note{}
		return
	}
	if same := commonPrefix(words); len(same) > p.line.at-from {
		p.line.cut(from, p.line.at)
		p.line.insert(same)
	}
	m.say(strings.Join(words, "  "))
}

func commonPrefix(words []string) string {
	same := words[0]
	for _, w := range words[1:] {
		for !strings.HasPrefix(w, same) {
			same = same[:len(same)-1]
		}
	}
	return same
}

// promptLine draws the prompt into w cells and returns the column of the cursor.
func (m *Model) promptLine(w int) (string, int) {
	p, th := m.prompt, m.Theme
	c := draw.NewCanvas(w, 1)
	label := " " + p.label + " "
	if draw.Width(label)+8 > w {
		label = ""
	}
	x := c.Text(0, 0, label, th.Accent)
	if label != "" && len(p.label) > 1 { // : and / are signs themselves
		x = c.Text(x, 0, th.Signs.Here+" ", th.Accent)
	}
	shown, column := p.line.window(w-x, th.Signs.More)
	ink := th.Strong
	if p.fresh {
		ink = th.Dim
	}
	c.Text(x, 0, shown, ink)
	return c.Lines()[0], min(x+column, max(w-1, 0))
}

// promptBelow says whether something is typed in the last line of the screen.
func (m *Model) promptBelow() bool {
	return m.prompt != nil && !(m.prompt.answers && m.InView(layout.Lesson))
}

// cursorAt returns where the cursor stands while something is typed, and whether
// there is room for it.
func (m *Model) cursorAt() (image.Point, bool) {
	switch f := m.Screen.Footer; {
	case m.prompt == nil:
		return image.Point{}, false
	case m.promptBelow():
		_, column := m.promptLine(f.Dx())
		return image.Pt(column, f.Min.Y), !f.Empty()
	}
	r := m.Screen.Panes[layout.Lesson]
	size, _ := workspace.Inner(r, m.Screen.Shape)
	x, y, ok := m.entry().EntryAt()
	border := (r.Dx() - size.X) / 2
	return r.Min.Add(image.Pt(x+border, y+border)), ok
}

// recall steps through earlier lines, from the newest; what was being typed
// comes back behind the newest.
type recall struct {
	lines []string
	at    int // len(lines): the line that is being typed
	typed string
}

func newRecall(lines []string) *recall { return &recall{lines: lines, at: len(lines)} }

func (r *recall) move(current string, older bool) string {
	if r.at == len(r.lines) {
		r.typed = current
	}
	if older {
		r.at = max(r.at-1, 0)
	} else {
		r.at = min(r.at+1, len(r.lines))
	}
	if r.at == len(r.lines) {
		return r.typed
	}
	return r.lines[r.at]
}

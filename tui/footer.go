package tui

import (
	"fmt"
	"slices"

	"ringside/keymaps"
	"ringside/presets"
	"ringside/tui/bar"
	"ringside/tui/draw"
	"ringside/tui/layout"
	"ringside/tui/page"
	"ringside/tui/pane"
)

// footerLine is the last line of the screen: what is being typed, else a
// message, else the keys that matter now.
func (m *Model) footerLine(w int) string {
	switch {
	case m.promptBelow():
		line, _ := m.prompt.Draw(w, m.Theme)
		return line
	case m.note.text != "":
		above := m.Screen.Note.Dy()
		return m.says().Lines(w, above+1)[above]
	}
	return m.hintLine(w)
}

// says is what the foot of the screen says.
func (m *Model) says() bar.Message {
	return bar.Message{Text: m.note.text, Bad: m.note.bad, Doubt: m.note.doubt, Theme: m.Theme}
}

// noteAboveLines returns the lines of the message above the footer.
func (m *Model) noteAboveLines(w, rows int) []string {
	if m.promptBelow() {
		return m.says().Lines(w, rows)
	}
	return m.says().Lines(w, rows+1)[:rows]
}

// noteAbove is how many lines of the message stand above the footer: all while
// something is typed in it, else all but the last.
func (m *Model) noteAbove() int {
	if m.note.text == "" {
		return 0
	}
	rows := m.says().Rows(m.w)
	if !m.promptBelow() {
		rows--
	}
	return max(rows, 0)
}

// hintLine shows as many keys as there is room for, the help always among them.
func (m *Model) hintLine(w int) string {
	c := draw.NewCanvas(w, 1)
	x := 1
	if m.job != nil {
		x = c.TextTo(x, 0, w, draw.CleanTo(m.job.name, w/2)+" is going on", m.Theme.Accent) + 2
		if m.job.part != nil && x+barWidth < w {
			x = c.Text(x, 0, m.bar(m.job.part()), m.Theme.Accent) + 2
		}
	}
	if m.Picking {
		x = c.TextTo(x, 0, w, m.pickLine(), m.Theme.Accent) + 2
	}
	last := bar.Hint{Key: m.keyName(keymaps.Bindings), Word: "help"}
	end := w - last.Width() - 2
	hints := m.hints()
	if m.Screen.Shape == layout.Narrow && m.open() == nil {
		var first []pane.Press
		switch {
		case m.lesson != nil:
			first = m.lesson.Hints(m.lessonDesk())
		case m.challengeRun != nil:
			first = m.challengeRun.Hints(m.lessonDesk())
		}
		for i, p := range first {
			hints = slices.Insert(hints, i, bar.Hint{Key: p.Key, Word: p.What})
		}
	}
	for _, h := range hints {
		if x+h.Width() > end {
			break
		}
		x = h.Draw(c, x, m.Theme) + 2
	}
	if x+last.Width() <= w {
		last.Draw(c, x, m.Theme)
	}
	return c.Lines()[0]
}

// hints returns the keys that matter now, the most important first.
func (m *Model) hints() []bar.Hint {
	all := make([]bar.Hint, 0, 16)
	add := func(h bar.Hint) {
		if !slices.Contains(all, h) {
			all = append(all, h)
		}
	}
	for _, on := range m.hintsNow() {
		if m.disabled(on.Action) != "" {
			continue
		}
		if h, ok := m.hint(on); ok {
			add(h)
		}
	}
	return all
}

// hint words a key for the foot of the screen; false if the keymap has none.
func (m *Model) hint(on page.Hint) (bar.Hint, bool) {
	key, ok := m.footKeys[on.Action]
	if !ok {
		return bar.Hint{}, false
	}
	h := bar.Hint{Key: m.keyLabel(key), Word: on.Word}
	if on.And != "" {
		h.Key += m.keyName(on.And)
	}
	if h.Word == "" {
		h.Word = m.hintWord(on.Action)
	}
	if on.Action == keymaps.Raise {
		h.Key += "/" + m.keyName(keymaps.Lower)
	}
	return h, true
}

// hintWord is what an action does now, in a word or two.
func (m *Model) hintWord(a keymaps.Action) string {
	switch {
	case (a == keymaps.LookAround || a == keymaps.OwnCopy) && m.seat != nil && (m.seat.inOwn || m.seat.looks):
		return "the class"
	case a == keymaps.OwnCopy && m.seat != nil && m.seat.study.Name != "":
		return "your lesson"
	case (a == keymaps.Crash || a == keymaps.Heal || a == keymaps.Hang) && !m.covers(presets.CoverMembers):
		return m.words[a] + " " + m.Theme.Say(draw.CleanTo(m.NodeName(m.Node), 8))
	case a == keymaps.Play && !m.pace.Playing:
		return "play"
	case a == keymaps.Raise:
		return m.knobName()
	case a == keymaps.Confirm:
		return "cut"
	case a == keymaps.Refuse:
		return "back"
	}
	return m.words[a]
}

// knobName names what raise and lower change.
func (m *Model) knobName() string {
	if m.Screen.Shape == layout.Narrow {
		return upper(m.knob)
	}
	return "change " + upper(m.knob)
}

// hintsNow are the keys that matter now, the most important first.
func (m *Model) hintsNow() []page.Hint {
	open := m.open()
	switch {
	case m.job != nil:
		return page.Hints(keymaps.Escape)
	case m.Picking:
		return page.Hints(keymaps.Confirm, keymaps.Up, keymaps.Refuse)
	case m.pageCovered(): // what it would have keys for would tell
		return page.Hints(keymaps.Escape)
	case open != nil:
		return open.Hints(m.desk())
	}
	all := append(page.Hints(m.classHints()...), m.panels[m.Focus].Hints(m.panelDesk())...)
	more := []keymaps.Action{keymaps.Play}
	if !m.pace.Playing {
		more = append(more, keymaps.Step, keymaps.Back)
		if m.ahead > 0 && !m.covers(presets.CoverClock) {
			more = append(more, keymaps.Forward)
		}
	}
	if !m.covers("operation") { // whether a client waits would tell
		more = append(more, keymaps.StepReply)
	}
	more = append(more, keymaps.NextPane, keymaps.Command, keymaps.Raise)
	if len(m.View.Faults) > 0 && !m.covers("nodes") {
		more = append(more, keymaps.Faults, keymaps.HealAll)
	}
	more = append(more, keymaps.Filter, keymaps.EditKey, keymaps.Faults, keymaps.Quit, keymaps.Lessons)
	return append(all, page.Hints(more...)...)
}

// headerLine is the first line of the screen.
func (m *Model) headerLine(w int) string {
	now := bar.Header{
		Title: m.title, View: m.View, Theme: m.Theme, Playing: m.runs(), Calm: m.atCalm(),
		Ratio: m.Theme.Say(m.pace.Ratio(m.motionShown())), Shape: m.Screen.Shape, Place: m.place(), Ahead: m.aheadShown(),
		Badge: m.badge(), Covered: m.covers(), CoversNodes: m.covers("nodes"),
		CoversSettings: m.covers(presets.CoverSettings), CoversClock: m.covers(presets.CoverClock),
	}
	if f := m.frame; now != f.headerOf || w != f.headerWidth {
		f.headerOf, f.headerWidth, f.header = now, w, now.Line(w)
	}
	return m.frame.header
}

// place names what a narrow screen shows, and where it stands among the panes.
func (m *Model) place() string {
	if m.pageCovered() {
		return "Covered"
	}
	if open := m.open(); open != nil {
		return open.Name(m.desk())
	}
	return fmt.Sprintf("%v %d/%d", m.Focus, m.Focus+1, m.panes())
}

package tui

import (
	"fmt"
	"slices"
	"strings"

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
		line, _ := m.Prompt.Draw(w, m.Theme)
		return line
	case m.Note.Text != "":
		above := m.Screen.Note.Dy()
		return m.says().Lines(w, above+1)[above]
	}
	return m.hintLine(w)
}

// says is what the foot of the screen says.
func (m *Model) says() bar.Message {
	return bar.Message{Text: m.Note.Text, Bad: m.Note.Bad, Doubt: m.Note.Doubt, Theme: m.Theme}
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
	if m.Note.Text == "" {
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
	if m.Job != nil {
		x = c.TextTo(x, 0, w, draw.CleanTo(m.Job.Name, w/2)+" is going on", m.Theme.Accent) + 2
		if m.Job.Part != nil && x+barWidth < w {
			x = c.Text(x, 0, m.bar(m.Job.Part()), m.Theme.Accent) + 2
		}
	}
	if m.Picking {
		x = c.TextTo(x, 0, w, m.desk.PickLine(), m.Theme.Accent) + 2
	}
	last := bar.Hint{Key: m.KeyName(keymaps.Bindings), Word: "help"}
	end := w - last.Width() - 2
	hints := m.hints()
	if m.Screen.Shape == layout.Narrow && m.book.Top() == nil {
		var first []pane.Press
		switch {
		case m.Lesson != nil:
			first = m.Lesson.Hints(m.LessonDesk())
		case m.ChallengeRun != nil:
			first = m.ChallengeRun.Hints(m.LessonDesk())
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
	h := bar.Hint{Key: m.KeyLabel(key), Word: on.Word}
	if on.And != "" {
		h.Key += m.KeyName(on.And)
	}
	if h.Word == "" {
		h.Word = m.hintWord(on.Action)
	}
	if on.Action == keymaps.Raise {
		h.Key += "/" + m.KeyName(keymaps.Lower)
	}
	return h, true
}

// hintWord is what an action does now, in a word or two.
func (m *Model) hintWord(a keymaps.Action) string {
	switch {
	case m.seat.HintWord(a) != "":
		return m.seat.HintWord(a)
	case (a == keymaps.Crash || a == keymaps.Heal || a == keymaps.Hang) && !m.Covers(presets.CoverMembers):
		return m.words[a] + " " + m.Theme.Say(draw.CleanTo(m.NodeName(m.Node), 8))
	case a == keymaps.Play && !m.Pace.Playing:
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
		return strings.ToUpper(m.Knob)
	}
	return "change " + strings.ToUpper(m.Knob)
}

// hintsNow are the keys that matter now, the most important first.
func (m *Model) hintsNow() []page.Hint {
	switch {
	case m.Job != nil:
		return page.Hints(keymaps.Escape)
	case m.Picking:
		return page.Hints(keymaps.Confirm, keymaps.Up, keymaps.Refuse)
	case m.book.Top() != nil:
		return m.book.Hints()
	}
	all := append(page.Hints(m.seat.Hints()...), m.panels[m.Focus].Hints(m.desk.PanelDesk())...)
	more := []keymaps.Action{keymaps.Play}
	if !m.Pace.Playing {
		more = append(more, keymaps.Step, keymaps.Back)
		if m.Ahead > 0 && !m.Covers(presets.CoverClock) {
			more = append(more, keymaps.Forward)
		}
	}
	if !m.Covers("operation") { // whether a client waits would tell
		more = append(more, keymaps.StepReply)
	}
	more = append(more, keymaps.NextPane, keymaps.Command, keymaps.Raise)
	if len(m.View.Faults) > 0 && !m.Covers("nodes") {
		more = append(more, keymaps.Faults, keymaps.HealAll)
	}
	more = append(more, keymaps.Filter, keymaps.EditKey, keymaps.Faults, keymaps.Quit, keymaps.Lessons)
	return append(all, page.Hints(more...)...)
}

// headerLine is the first line of the screen.
func (m *Model) headerLine(w int) string {
	now := bar.Header{
		Title: m.Title, View: m.View, Theme: m.Theme, Playing: m.Runs(), Calm: m.atCalm(),
		Ratio: m.Theme.Say(m.Pace.Ratio(m.MotionShown())), Shape: m.Screen.Shape, Place: m.place(), Ahead: m.aheadShown(),
		Badge: m.seat.Badge(), Covered: m.Covers(), CoversNodes: m.Covers("nodes"),
		CoversSettings: m.Covers(presets.CoverSettings), CoversClock: m.Covers(presets.CoverClock),
	}
	if f := m.frame; now != f.headerOf || w != f.headerWidth {
		f.headerOf, f.headerWidth, f.header = now, w, now.Line(w)
	}
	return m.frame.header
}

// place names what a narrow screen shows, and where it stands among the panes.
func (m *Model) place() string {
	if m.book.Top() != nil {
		return m.book.Name()
	}
	return fmt.Sprintf("%v %d/%d", m.Focus, m.Focus+1, m.Panes())
}

// footKeys returns the key of each action that the foot of the screen shows: enter and
// esc before others.
func footKeys(keys *keymaps.Keymap) map[keymaps.Action]string {
	all := make(map[keymaps.Action]string)
	for _, info := range keymaps.Actions() {
		for i, k := range keys.Keys(info.Action) {
			if i == 0 || k == "enter" || k == "esc" {
				all[info.Action] = k
			}
		}
	}
	return all
}

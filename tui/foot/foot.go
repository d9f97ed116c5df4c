// Package foot draws the last line of the screen: what is being typed, else the keys that
// matter now, beside or below a message.
//
//	entry.Line, bar.Note, or what the page, the pane and the class have keys for ─▶ Foot.Line
package foot

import (
	"ringside/keymaps"
	"ringside/tui/action"
	"ringside/tui/bar"
	"ringside/tui/draw"
	"ringside/tui/layout"
	"ringside/tui/page"
	"ringside/tui/participant"
)

// Foot is the foot of one explorer's screen.
type Foot struct {
	action.Desk
	Participant *participant.Participant  // nil: alone
	words       map[keymaps.Action]string // what each action does
	keys        map[keymaps.Action]string // and the key that is shown for it

	now   []page.Hint // the memory of the previous hintsNow, and of the previous hints
	shown []bar.Hint
}

// New returns a foot that says nothing yet.
func New(d action.Desk, s *participant.Participant) *Foot {
	f := &Foot{Desk: d, Participant: s, words: make(map[keymaps.Action]string), keys: footKeys(d.Keys)}
	for _, info := range keymaps.Actions() {
		f.words[info.Action] = info.Short
	}
	return f
}

// Line is the last line of the screen: what is being typed, else the keys that matter
// now, behind a message that is short, or a message that has no other place.
func (f *Foot) Line(w int) string {
	switch {
	case f.PromptBelow():
		line, _ := f.Prompt.Draw(w, f.Theme)
		return line
	case f.Note.Text == "":
		return f.hintLine(w)
	}
	switch {
	case f.beside(w):
		return draw.Line(w, func(c *draw.Canvas) { f.drawHints(c, f.says().Draw(c, w)+gap, w) })
	case f.Screen.Note.Dy() > 0:
		return f.hintLine(w)
	}
	return f.says().Lines(w, 1)[0]
}

// gap is how many cells keep a message and the keys apart.
const gap = 4

// forKeys is how much of a line is left for the keys beside a message: four or five of them.
const forKeys = 42

// beside reports whether the message stands before the keys, in their line: else it has lines of
// its own above them.
func (f *Foot) beside(w int) bool {
	m := f.says()
	return m.Rows(w) <= 1 && m.Width(w)+gap+forKeys <= w
}

// says is what the foot of the screen says.
func (f *Foot) says() bar.Message {
	return bar.Message{Text: f.Note.Text, Bad: f.Note.Bad, Doubt: f.Note.Doubt, Theme: f.Theme}
}

// NoteLines returns the lines of the message above the footer.
func (f *Foot) NoteLines(w, rows int) []string { return f.says().Lines(w, rows) }

// NoteRows is how many lines of the message stand above the footer: all, unless it stands in it.
func (f *Foot) NoteRows(w int) int {
	if f.Note.Text == "" || !f.PromptBelow() && f.beside(w) {
		return 0
	}
	return f.says().Rows(w)
}

// PromptBelow reports whether something is typed in the last line of the screen.
func (f *Foot) PromptBelow() bool {
	return f.Prompt != nil && !(f.Prompt.Answers && f.InView(layout.Lesson))
}

// Package foot draws the last line of the screen: what is being typed, else a message,
// else the keys that matter now.
//
//	entry.Line, bar.Note, or what the page, the pane and the class have keys for ─▶ Foot.Line
package foot

import (
	"ringside/keymaps"
	"ringside/tui/action"
	"ringside/tui/bar"
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

// Line is the last line of the screen: what is being typed, else a
// message, else the keys that matter now.
func (f *Foot) Line(w int) string {
	switch {
	case f.PromptBelow():
		line, _ := f.Prompt.Draw(w, f.Theme)
		return line
	case f.Note.Text != "":
		above := f.Screen.Note.Dy()
		return f.says().Lines(w, above+1)[above]
	}
	return f.hintLine(w)
}

// says is what the foot of the screen says.
func (f *Foot) says() bar.Message {
	return bar.Message{Text: f.Note.Text, Bad: f.Note.Bad, Doubt: f.Note.Doubt, Theme: f.Theme}
}

// NoteLines returns the lines of the message above the footer.
func (f *Foot) NoteLines(w, rows int) []string {
	if f.PromptBelow() {
		return f.says().Lines(w, rows)
	}
	return f.says().Lines(w, rows+1)[:rows]
}

// NoteRows is how many lines of the message stand above the footer: all while
// something is typed in it, else all but the last.
func (f *Foot) NoteRows(w int) int {
	if f.Note.Text == "" {
		return 0
	}
	rows := f.says().Rows(w)
	if !f.PromptBelow() {
		rows--
	}
	return max(rows, 0)
}

// PromptBelow reports whether something is typed in the last line of the screen.
func (f *Foot) PromptBelow() bool {
	return f.Prompt != nil && !(f.Prompt.Answers && f.InView(layout.Lesson))
}

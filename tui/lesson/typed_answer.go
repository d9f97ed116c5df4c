// Answers that are typed: what is typed while the question is open begins the answer, until
// the reader says "not yet".

package lesson

import (
	"slices"
	"unicode"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"

	"ringside/keymaps"
	"ringside/presets"
	"ringside/tui/entry"
	"ringside/tui/layout"
	"ringside/tui/pane"
)

// An answer begins with any letter, and most letters are commands. So while a typed answer is
// open and the lesson has the focus, what is typed is the answer:
//
//	 types ── letter, digit ─▶ line ── enter ─▶ judged
//	   ▲  ◀── esc: cleared ─────┤
//	   │                        │ esc, while it is empty
//	 enter, l, m ◀── not yet ◀── esc ── letters are commands

// typed reports whether a key, by the name that keymaps give it, types a character with which
// an answer begins: a letter or a digit. Others stay commands, such as : and ?; for an answer
// that begins with one of them enter opens the line first.
func typed(key string) bool {
	r, size := utf8.DecodeRuneInString(key)
	return size == len(key) && (unicode.IsLetter(r) || unicode.IsDigit(r))
}

// Types reports whether a letter or a digit begins the answer now.
func (l *Lesson) Types(d Desk) bool {
	if l == nil || l.later || d.Typing() != nil || !d.Focus.Teaches() || d.Pages.Top() != nil {
		return false
	}
	if c := d.Class(); c != nil && c.Asked() != nil { // the answer that is wanted is another one
		return false
	}
	q := l.Asking()
	return q != nil && q.Kind != presets.AskChoice
}

// Commands reports whether a key, by its name in the keymap, does what the keymap says: what
// would be typed as the answer, or chooses one, does not.
func (l *Lesson) Commands(d Desk, key string) bool {
	if l == nil {
		return true
	}
	_, taken := l.picks(d, key)
	return !taken && (!typed(key) || !l.Types(d))
}

// begins begins the answer with a character, and reports whether it does.
func (l *Lesson) begins(d Desk, text string) bool {
	if !typed(text) || !l.Types(d) {
		return false
	}
	l.AskFor(d, text)
	return true
}

// AskFor opens the line in which the answer is typed.
func (l *Lesson) AskFor(d Desk, text string) {
	l.later = false
	d.GoTo(layout.Lesson)
	d.Pages.Clear()
	l.typing = text
	d.Ask(entry.Question{
		Label: "answer", Text: text, Answers: true,
		Typed: func(text string) { l.typing = text },
		Enter: func(text string) tea.Cmd { l.Say(d, text); return nil },
		Back:  func() { l.later = l.typing == "" },
	})
	d.Scrolls[layout.Lesson] = pane.ToEnd
}

// NotYet makes letters commands again while a typed answer is open, and reports whether they
// were not.
func (l *Lesson) NotYet(d Desk) bool {
	if !l.Types(d) {
		return false
	}
	l.later = true
	d.Say("letters are commands now; " + d.KeyName(keymaps.ToLesson) + " goes back to the answer")
	return true
}

// Hint shows one more hint, and reports whether there was one. It is asked for because of the
// answer: what is typed next is the answer again.
func (l *Lesson) Hint() bool {
	l.later = false
	return l.Player.Hint()
}

// CancelWord is what the key that closes the line of the answer does to it.
func (l *Lesson) CancelWord() string {
	if l != nil && l.typing != "" {
		return "clear"
	}
	return "commands"
}

// typedHints are the keys of an open typed answer while what is typed begins it, of which later
// are those that matter. Those that would be typed come after esc. That one can type comes
// second at the latest, so that even a narrow screen has room for it.
func (l *Lesson) typedHints(d Desk, later []pane.Press) (all []pane.Press) {
	esc, ok := d.Key(keymaps.Escape)
	var after []pane.Press
	for _, p := range later {
		switch {
		case !typed(p.Key):
			all = append(all, p)
		case ok:
			after = append(after, pane.Press{Key: esc + " " + p.Key, What: p.What})
		}
	}
	all = slices.Insert(all, min(1, len(all)), pane.Press{Key: "type", What: "your answer"})
	return append(all, after...)
}

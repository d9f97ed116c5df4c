// Package entry is a line that is typed at the foot of the screen: a question, what is
// typed in answer to it, and the line as it is drawn.
//
//	key ─▶ Line.Key ─┬─ Changed ─▶ Question.Typed
//	                 ├─ Entered ─▶ Question.Enter
//	                 └─ Cancelled ─▶ Question.Back
package entry

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"ringside/keymaps"
	"ringside/tui/draw"
	"ringside/tui/theme"
)

// Question is a question, and what is to be done with its answer.
//
//	key ▸ cart:42│
type Question struct {
	Label string
	// Text is offered as the answer: the first character typed takes its place.
	Text string
	// Typed is called with the text after each change; it may be nil.
	Typed func(text string)
	// Enter is given the answer, after the line has been closed.
	Enter func(text string) tea.Cmd
	// Back undoes what Typed has done; nil if nothing.
	Back func()
	// Recalls is true where up and down bring back earlier lines, which are these.
	Recalls bool
	History []string
	// Complete returns the candidates for the word before the cursor and where
	// in the line it begins; nil where there is no completion.
	Complete func(line string) (from int, words []string)
	// Answers is true for the answer to a question of a lesson, which is typed
	// below the question where there is room. Text is then not taken away.
	Answers bool
	// Poll is the number of the class's question that it answers; 0: none.
	Poll int
	// Lines is true where a pasted text is a line for each of its lines, and Breaks where it is
	// kept with its line breaks; else its first line is taken.
	Lines, Breaks bool
}

// Line is a question and what is typed.
type Line struct {
	Question
	line   editor
	fresh  bool    // the text is a suggestion that nobody has touched
	held   bool    // the text is a pasted line that is whole, and that nobody has touched
	recall *recall // nil where there is none
	find   *find   // nil while no earlier line is looked for
	offer  *offer  // nil unless the latest key has listed candidates
}

// offer is the candidates that have been listed, for the key to put them in one after the other.
type offer struct {
	words []string
	from  int // where the word begins that they complete
	next  int // which of them comes next
}

// New returns a line in which nothing has been typed.
func New(q Question) *Line {
	l := &Line{Question: q, line: newEditor(q.Text)}
	l.fresh = q.Text != "" && !q.Recalls && !q.Answers
	if q.Recalls {
		l.recall = newRecall(q.History)
	}
	return l
}

// Text returns what is typed.
func (l *Line) Text() string { return l.line.text }

// Put has a text in the line instead, to be changed.
func (l *Line) Put(text string) { l.line = newEditor(text) }

// Hold has a whole line in it instead, to be looked at before it is entered. What is pasted then
// is another line.
func (l *Line) Hold(line string) {
	l.Put(line)
	l.held = true
}

// Outcome says what a key did.
type Outcome uint8

// The outcomes of a key.
const (
	Ignored Outcome = iota
	Changed
	Completed // as Changed, and there is something to say of it
	Entered
	Cancelled
)

// Key handles a key. What there is to say of a completion is said.
func (l *Line) Key(keys *keymaps.Keymap, msg tea.KeyPressMsg) (is Outcome, say string) {
	key := msg.String()
	action, _ := keys.Match(keymaps.Entry, key)
	is = Changed
	if action != keymaps.Complete {
		l.offer = nil
	}
	switch {
	case l.find != nil && l.findKey(action, key, msg.Text):
		l.changed()
		return Changed, ""
	case action == keymaps.Accept:
		return Entered, ""
	case action == keymaps.Cancel, action == keymaps.Quit, key == "backspace" && l.line.text == "" && l.recall != nil:
		return Cancelled, ""
	case action == keymaps.Complete && l.Complete != nil:
		is, say = Completed, l.completeWord()
	case l.recall != nil && action == keymaps.HistoryFind:
		l.find = &find{was: l.line, at: len(l.recall.lines)}
	case l.recall != nil && (action == keymaps.HistoryOlder || action == keymaps.HistoryNewer):
		l.line = newEditor(l.recall.move(l.line.text, action == keymaps.HistoryOlder))
	case l.fresh && (key == "backspace" || key == "delete"):
		l.line = editor{}
	case l.line.key(key):
	case msg.Text != "":
		l.put(msg.Text)
	default:
		return Ignored, ""
	}
	l.fresh, l.held = false, false
	l.changed()
	return is, say
}

// Means reports whether a key does anything here.
func (l *Line) Means(keys *keymaps.Keymap, msg tea.KeyPressMsg) bool {
	if _, ok := keys.Match(keymaps.Entry, msg.String()); ok {
		return true
	}
	same := l.line // it is a value
	return msg.Text != "" || same.key(msg.String())
}

// put types text, in place of a suggestion that nobody has touched.
func (l *Line) put(text string) {
	if l.fresh {
		l.line, l.fresh = editor{}, false
	}
	l.line.insert(text)
}

// Paste puts pasted text in, or the first line of it that isn't empty. Where the question takes
// lines, each whole line is returned; what comes after the last newline stays to be edited.
func (l *Line) Paste(text string) (lines []string) {
	if !l.Lines && !l.Breaks {
		text = firstLine(text)
	}
	l.offer = nil
	if l.held {
		text, l.held = "\n"+text, false
	}
	if !l.Lines || !strings.ContainsAny(text, "\r\n") {
		l.put(text)
		l.changed()
		return nil
	}
	text = newlines(text)
	l.find = nil
	l.put(text)
	all := strings.Split(l.line.text, "\n")
	l.line = newEditor(all[len(all)-1])
	l.changed()
	return all[:len(all)-1]
}

// newlines returns a text whose lines end in a newline each, as a terminal may not paste them.
func newlines(text string) string {
	return strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
}

// WholeLine returns the line of a pasted text that is a single one, and ends.
func WholeLine(text string) (line string, ok bool) {
	line, rest, ok := strings.Cut(newlines(text), "\n")
	return line, ok && rest == ""
}

// firstLine returns the first line of a text that isn't empty.
func firstLine(text string) string {
	text = strings.TrimLeft(text, "\r\n")
	if end := strings.IndexAny(text, "\r\n"); end >= 0 {
		text = text[:end]
	}
	return text
}

func (l *Line) changed() {
	if l.Typed != nil {
		l.Typed(l.line.text)
	}
}

// completeWord puts in what all candidates have in common, and returns them if there
// is more than one. Again, it puts them in one after the other.
func (l *Line) completeWord() (say string) {
	if o := l.offer; o != nil {
		l.line.cut(o.from, l.line.at)
		l.line.insert(o.words[o.next])
		o.next = (o.next + 1) % len(o.words)
		return strings.Join(o.words, "  ")
	}
	before := l.line.text[:l.line.at]
	from, words := l.Complete(before)
	switch len(words) {
	case 0:
		return "nothing to complete here"
	case 1:
		l.line.cut(from, l.line.at)
		l.line.insert(words[0])
		if !strings.HasSuffix(words[0], "/") { // a folder goes on
			l.line.insert(" ")
		}
		return ""
	}
	if same := commonPrefix(words); len(same) > l.line.at-from {
		l.line.cut(from, l.line.at)
		l.line.insert(same)
	}
	l.offer = &offer{words: words, from: from}
	return strings.Join(words, "  ")
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

// Draw draws the line into w cells and returns the column of the cursor.
func (l *Line) Draw(w int, th *theme.Theme) (string, int) {
	label := " " + l.label() + " "
	if draw.Width(label)+8 > w {
		label = ""
	}
	ink := th.Strong
	if l.fresh {
		ink = th.Dim
	}
	cursor := 0
	line := draw.Line(w, func(c *draw.Canvas) {
		x := c.Text(0, 0, label, th.Accent)
		if label != "" && len(l.label()) > 1 { // : and / are signs themselves
			x = c.Text(x, 0, th.Signs.Here+" ", th.Accent)
		}
		shown, column := l.Window(w-x, th.Signs.More)
		c.Text(x, 0, shown, ink)
		cursor = min(x+column, max(w-1, 0))
	})
	return line, cursor
}

// label is the question, or what is looked for among earlier lines.
func (l *Line) label() string {
	if l.find == nil {
		return l.Label
	}
	text := draw.CleanTo(l.find.text, 24)
	if l.find.none {
		return "no earlier line has " + text
	}
	return "find " + text
}

// Window returns what w cells show of what is typed, and the column of the cursor. more
// stands where text is cut off.
func (l *Line) Window(w int, more string) (shown string, column int) {
	return l.line.window(w, more)
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

// StartingWith returns those of the words that begin with what has been typed.
func StartingWith(typed string, words []string) (some []string) {
	for _, w := range words {
		if strings.HasPrefix(w, typed) {
			some = append(some, w)
		}
	}
	return some
}

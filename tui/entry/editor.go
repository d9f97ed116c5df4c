// A line of text being edited: its text, its cursor, and the part that fits on the
// screen.

package entry

import (
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"

	"ringside/tui/draw"
)

// editor is one line of text being typed. It keeps whatever is put into it, byte for byte
// and however long; what it shows is clean, and no more than fits. (The text input of
// bubbles drops control characters when they are pasted and shows bidirectional ones as
// they are.)
type editor struct {
	text string
	at   int // where the cursor is, in bytes; never inside a grapheme
}

func newEditor(text string) editor { return editor{text: text, at: len(text)} }

func (e *editor) insert(s string) {
	e.text = e.text[:e.at] + s + e.text[e.at:]
	e.at += len(s)
}

// key edits the line as a key says and reports whether the key means anything here. Keys
// that type a character come as text, through insert.
func (e *editor) key(name string) bool {
	switch name {
	case "left", "ctrl+b":
		e.at -= len(e.before())
	case "right", "ctrl+f":
		e.at += len(e.after())
	case "home", "ctrl+a":
		e.at = 0
	case "end", "ctrl+e":
		e.at = len(e.text)
	case "alt+left", "ctrl+left", "alt+b":
		e.at = e.wordStart()
	case "alt+right", "ctrl+right", "alt+f":
		e.at = e.wordEnd()
	case "backspace", "ctrl+h", "shift+backspace":
		e.cut(e.at-len(e.before()), e.at)
	case "delete", "ctrl+d":
		e.cut(e.at, e.at+len(e.after()))
	case "ctrl+w", "alt+backspace", "ctrl+backspace":
		e.cut(e.wordStart(), e.at)
	case "ctrl+u":
		e.cut(0, e.at)
	case "ctrl+k":
		e.cut(e.at, len(e.text))
	default:
		return false
	}
	return true
}

func (e *editor) cut(from, to int) {
	e.text = e.text[:from] + e.text[to:]
	e.at = from
}

// longestGrapheme bounds, in bytes, how far back a grapheme is looked for; a longer one
// (a letter with dozens of marks) is edited in pieces.
const longestGrapheme = 128

// before returns the grapheme to the left of the cursor, "" at the start.
func (e *editor) before() string {
	last := ""
	for s := tailOf(e.text[:e.at], longestGrapheme); s != ""; s = s[len(last):] {
		last, _ = ansi.FirstGraphemeCluster(s, ansi.GraphemeWidth)
	}
	return last
}

// after returns the grapheme under the cursor, "" at the end.
func (e *editor) after() string {
	g, _ := ansi.FirstGraphemeCluster(headOf(e.text[e.at:], longestGrapheme), ansi.GraphemeWidth)
	return g
}

func (e *editor) wordStart() int {
	i := e.at
	for i > 0 && e.text[i-1] == ' ' {
		i--
	}
	for i > 0 && e.text[i-1] != ' ' {
		i--
	}
	return i
}

func (e *editor) wordEnd() int {
	i := e.at
	for i < len(e.text) && e.text[i] == ' ' {
		i++
	}
	for i < len(e.text) && e.text[i] != ' ' {
		i++
	}
	return i
}

// window returns what w cells show of the text, clean, and the column of the cursor in
// it. more is the sign for cut text.
func (e *editor) window(w int, more string) (shown string, column int) {
	if w <= 0 {
		return "", 0
	}
	// The cursor needs a cell of its own after the text.
	right := draw.CleanTo(headOf(e.text[e.at:], 8*w), w)
	keep := min(draw.Width(right), w/4)
	left, whole := e.leftOf(w - 1 - keep)
	if !whole && w > 1 {
		left, _ = e.leftOf(w - 1 - keep - draw.Width(more))
		left = more + left
	}
	column = draw.Width(left)
	return left + draw.CutWith(right, w-column, more), column
}

// leftOf returns the last graphemes before the cursor, clean, that fit in w cells, and
// whether these are all of them.
func (e *editor) leftOf(w int) (shown string, whole bool) {
	before := tailOf(e.text[:e.at], 8*max(w, 1)+longestGrapheme)
	var graphemes []string
	for s := before; s != ""; {
		g, _ := ansi.FirstGraphemeCluster(s, ansi.GraphemeWidth)
		graphemes = append(graphemes, g)
		s = s[len(g):]
	}
	i := len(graphemes)
	for i > 0 {
		clean := draw.Clean(graphemes[i-1])
		if w -= draw.Width(clean); w < 0 {
			break
		}
		shown = clean + shown
		i--
	}
	return shown, i == 0 && len(before) == e.at
}

// tailOf and headOf return at most about n bytes of one end of s, cut between
// two characters.
func tailOf(s string, n int) string {
	if len(s) <= n {
		return s
	}
	i := len(s) - n
	for i < len(s) && !utf8.RuneStart(s[i]) {
		i++
	}
	return s[i:]
}

func headOf(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

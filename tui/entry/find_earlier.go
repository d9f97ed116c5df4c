// Finding an earlier line by a part of it, while that is typed.

package entry

import (
	"slices"
	"strings"

	"ringside/keymaps"
)

// find is the search for an earlier line: the line shows the newest that contains what is
// typed. Any key that edits goes on with the line that was found.
type find struct {
	text string // that is looked for
	was  editor // the line before
	at   int    // the place of the line that is shown among the earlier ones
	none bool   // no earlier line contains it
}

// findKey handles a key while an earlier line is looked for. It reports false if the search
// ends with it, and the key is then for the line that was found.
func (l *Line) findKey(a keymaps.Action, key, text string) bool {
	f := l.find
	switch {
	case a == keymaps.HistoryFind:
		l.findFrom(f.at - 1)
	case a == keymaps.Cancel, a == keymaps.Quit, key == "ctrl+g":
		l.line, l.find = f.was, nil
	case key == "backspace", key == "ctrl+h":
		if f.text == "" {
			l.line, l.find = f.was, nil
			return true
		}
		e := newEditor(f.text)
		e.key("backspace")
		f.text = e.text
		l.findFrom(len(l.recall.lines) - 1)
	case text != "":
		f.text += text
		l.findFrom(f.at)
	default:
		l.find = nil
		return false
	}
	return true
}

// findFrom shows the newest line from a place on that contains what is looked for. If there is
// no other, the line stays; if there is none at all, it is the line before, so that Enter does
// nothing that was not looked for.
func (l *Line) findFrom(at int) {
	l.find.none = false
	for i := min(at, len(l.recall.lines)-1); i >= 0; i-- {
		if line := l.recall.lines[i]; l.finds(line) {
			l.find.at, l.line = i, newEditor(line)
			return
		}
	}
	if !slices.ContainsFunc(l.recall.lines, l.finds) {
		l.find.none, l.line = true, l.find.was
	}
}

// finds reports whether a line contains what is looked for. Case does not count.
func (l *Line) finds(line string) bool {
	return strings.Contains(strings.ToLower(line), strings.ToLower(l.find.text))
}

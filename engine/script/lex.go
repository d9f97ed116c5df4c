// The lexer: splits a line into words.

package script

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// word is one word of a line.
type word struct {
	text   string
	quoted bool
	from   int // where it begins in the line, in bytes
	to     int // where it ends, quotes included
}

// lexer splits a line into words.
type lexer struct {
	line string
	at   int // the position up to which the line has been read
}

// newLexer checks that the text is a single line. A line break at its end is not part of
// it.
func newLexer(line string) (*lexer, *Error) {
	l := &lexer{line: strings.TrimSuffix(strings.TrimSuffix(line, "\n"), "\r")}
	if !utf8.ValidString(l.line) {
		at := 0
		for r, size := utf8.DecodeRuneInString(l.line); r != utf8.RuneError || size != 1; r, size = utf8.DecodeRuneInString(l.line[at:]) {
			at += size
		}
		return nil, l.wrong(l.line[at:at+1], at, "not UTF-8", `write it between double quotes as \xff`)
	}
	if i := strings.IndexAny(l.line, "\r\n"); i >= 0 {
		return nil, l.wrong(l.line[i:i+1], i, "a command is one line", `write the line break between double quotes as \n`)
	}
	return l, nil
}

// wrong returns an error about what begins at a byte of the line.
func (l *lexer) wrong(text string, at int, problem, hint string) *Error {
	return &Error{Column: utf8.RuneCountInString(l.line[:at]) + 1, Word: text, Problem: problem, Hint: hint}
}

func (l *lexer) wrongWord(w word, problem, hint string) *Error {
	return l.wrong(w.text, w.from, problem, hint)
}

func blank(c byte) bool { return c == ' ' || c == '\t' }

// skip moves to the beginning of the next word, and reports whether there is one.
func (l *lexer) skip() bool {
	for l.at < len(l.line) && blank(l.line[l.at]) {
		l.at++
	}
	if l.at < len(l.line) && l.line[l.at] == '#' && (l.at == 0 || blank(l.line[l.at-1])) {
		l.at = len(l.line)
	}
	return l.at < len(l.line)
}

// next returns the next word; false if there is none.
func (l *lexer) next() (word, bool, *Error) {
	if !l.skip() {
		return word{}, false, nil
	}
	from := l.at
	switch l.line[from] {
	case '"', '\'':
		w, err := l.quoted()
		if err == nil && l.at < len(l.line) && !blank(l.line[l.at]) {
			err = l.wrong(l.line[from:l.at+1], from, "something follows the closing quote", "put a blank between words")
		}
		return w, true, err
	}
	for l.at < len(l.line) && !blank(l.line[l.at]) {
		l.at++
	}
	return word{text: l.line[from:l.at], from: from, to: l.at}, true, nil
}

// quoted reads a quoted word, which begins here.
func (l *lexer) quoted() (word, *Error) {
	from, mark := l.at, l.line[l.at]
	for i := from + 1; i < len(l.line); i++ {
		switch {
		case l.line[i] == '\\' && mark == '"':
			i++
		case l.line[i] == mark:
			l.at = i + 1
			w := word{text: l.line[from+1 : i], quoted: true, from: from, to: l.at}
			if mark == '"' {
				text, err := strconv.Unquote(l.line[from:l.at])
				if err != nil {
					return w, l.wrong(l.line[from:l.at], from, "not a text with Go's escapes",
						`write a backslash as \\, or use single quotes, which have no escapes`)
				}
				w.text = text
			}
			return w, nil
		}
	}
	return word{}, l.wrong(l.line[from:], from, "the closing quote is missing", "end it with "+string(mark))
}

// Cleaning and splitting the text that people type: names, messages and commands.

package room

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"ringside/engine/event"
	"ringside/internal/nearest"
	"ringside/tui/draw"
)

// mostName is how many characters of a name are kept, and mostText of a message, a
// question or an answer.
const (
	mostName = 20
	mostText = 240
)

// CleanName returns a name that may stand on everybody's screen and in logs and files:
// what a terminal would obey or nobody would see is escaped, and a long name is cut.
// Nobody's name is "guest".
func CleanName(raw string) string {
	name := draw.CleanTo(strings.ToValidUTF8(strings.TrimSpace(raw), "\uFFFD"), mostName)
	name = strings.Map(func(c rune) rune {
		if unicode.IsSpace(c) || c == '"' || c == '\'' || c == '\\' || c == '`' {
			return '_' // so that it can be typed as one word
		}
		return c
	}, name)
	if name == "" {
		return "guest"
	}
	return name
}

// cleanText is CleanName for what somebody says.
func cleanText(raw string) string {
	return draw.CleanTo(strings.ToValidUTF8(strings.TrimSpace(raw), "\uFFFD"), mostText)
}

// split splits a line into words, which may be quoted.
func split(line string) (words []string, err error) {
	for {
		line = strings.TrimLeft(line, " \t")
		switch {
		case line == "":
			return words, nil
		case line[0] == '"':
			quoted, err := strconv.QuotedPrefix(line)
			if err != nil {
				return nil, fmt.Errorf("%s: the closing quote is missing, or an escape is wrong", event.Show(line, 30))
			}
			word, _ := strconv.Unquote(quoted)
			words, line = append(words, word), line[len(quoted):]
		default:
			end := strings.IndexAny(line, " \t")
			if end < 0 {
				end = len(line)
			}
			words, line = append(words, line[:end]), line[end:]
		}
	}
}

// first splits off the first word.
func first(line string) (word, rest string) {
	word, rest, _ = strings.Cut(strings.TrimSpace(line), " ")
	return word, strings.TrimSpace(rest)
}

// sameBase reports whether a name is base, or base followed by a number.
func sameBase(name, base string) bool {
	rest, ok := strings.CutPrefix(name, base+"-")
	if !ok || rest == "" {
		return false
	}
	r, _ := utf8.DecodeRuneInString(rest)
	return unicode.IsDigit(r) && strings.Trim(rest, "0123456789") == ""
}

func nobody(name string, here []string) error {
	return fmt.Errorf("nobody here is called %s%s; @ shows who is here", event.Show(name, mostName), nearest.Hint(name, here))
}

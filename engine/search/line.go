// A question in one line, as it is typed.

package search

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"ringside/engine/event"
	"ringside/engine/script"
)

// LineHelp says what a question in one line is made of.
const LineHelp = "EXPRESSION [with REQUEST; REQUEST…] [within 1 drop 2 crashes 9 steps]"

// Line is a question in one line.
type Line struct {
	Expr   script.Expr
	Open   []Request // nil: none are named
	Bounds Bounds
}

// ParseLine reads a question: an expression, the open requests behind "with", and behind
// "within" what may go wrong, and of how many steps a story may be.
func ParseLine(line string) (l Line, err error) {
	line = strings.TrimSpace(line)
	expr, bounds, bounded := cutWord(line, "within")
	expr, open, opens := cutWord(expr, "with")
	if l.Expr, err = script.ParseExpr(strings.TrimSpace(expr)); err != nil {
		return l, err
	}
	if opens {
		if l.Open, err = readRequests(open); err != nil {
			return l, err
		}
	}
	if bounded {
		return l, l.Bounds.read(bounds)
	}
	return l, nil
}

// readRequests reads requests with semicolons between them.
func readRequests(text string) (open []Request, err error) {
	for part := range splitOutside(text, ';') {
		r, err := ParseRequest(strings.TrimSpace(part))
		if err != nil {
			return nil, err
		}
		if r.Verb != 0 {
			open = append(open, r)
		}
	}
	if open == nil {
		return nil, fmt.Errorf("with: name the requests that are open, as in with put cart milk as ann; get cart as bob")
	}
	return open, nil
}

// read reads bounds: a number and a kind of fault each, as in 1 drop 2 crashes.
func (b *Bounds) read(text string) error {
	words := strings.FieldsFunc(text, func(r rune) bool { return r == ' ' || r == ',' || r == '\t' })
	words = slices.DeleteFunc(words, func(w string) bool { return w == "and" })
	if len(words) == 0 || len(words)%2 != 0 {
		return fmt.Errorf("within: a number and a kind each, as in within 1 drop 2 crashes (kinds: %s, steps)", list(b.kinds()))
	}
	var said []*int
	for i := 0; i < len(words); i += 2 {
		n, err := strconv.Atoi(words[i])
		if err != nil || n < 0 || n > MostFaults {
			return fmt.Errorf("within %s %s: not a number of them (allowed: 0 to %d)", event.Show(words[i], 20), event.Show(words[i+1], 20), MostFaults)
		}
		to := b.named(words[i+1])
		if to == nil {
			return fmt.Errorf("within %d %s: no such kind (allowed: %s, steps)", n, event.Show(words[i+1], 20), list(b.kinds()))
		}
		switch {
		case slices.Contains(said, to):
			return fmt.Errorf("within: %s is said twice; say it once", words[i+1])
		case to == &b.Depth && n == 0:
			return fmt.Errorf("within 0 steps: nothing can happen (allowed: 1 to %d; without steps a story may have any number)", MostFaults)
		}
		*to, said = n, append(said, to)
	}
	return nil
}

func (b *Bounds) kinds() (names []string) {
	for _, f := range b.Faults() {
		names = append(names, f.Name)
	}
	return names
}

// named returns the bound of a word, in the singular or the plural; nil if it is none.
func (b *Bounds) named(word string) *int {
	if word == "step" || word == "steps" {
		return &b.Depth
	}
	for _, f := range b.Faults() {
		if word == f.Name || word == one(f.Name) {
			return f.N
		}
	}
	return nil
}

// cutWord cuts a text at the first place where a word stands outside quotes.
func cutWord(text, word string) (before, after string, found bool) {
	quoted := false
	for i := 0; i < len(text); i++ {
		switch {
		case quoted && text[i] == '\\':
			i++
		case text[i] == '"':
			quoted = !quoted
		case quoted || !strings.HasPrefix(text[i:], word):
		case (i == 0 || text[i-1] == ' ') && (i+len(word) == len(text) || text[i+len(word)] == ' '):
			return text[:i], text[i+len(word):], true
		}
	}
	return text, "", false
}

// splitOutside calls yield with the parts of a text between separators outside quotes.
func splitOutside(text string, at byte) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		from, quoted := 0, false
		for i := 0; i <= len(text); i++ {
			if quoted && i+1 < len(text) && text[i] == '\\' {
				i++
				continue
			}
			if i < len(text) && text[i] == '"' {
				quoted = !quoted
			}
			if i == len(text) || text[i] == at && !quoted {
				if !yield(text[from:i]) {
					return
				}
				from = i + 1
			}
		}
	}
}

// Mermaid sequence diagrams of a trace.

package export

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"ringside/engine/event"
	"ringside/engine/explain"
	"ringside/engine/lanes"
	"ringside/engine/ring"
)

// mermaid writes a sequence diagram (mermaid.js.org/syntax/sequenceDiagram.html). It has
// arrows where messages arrive and no time axis, so the time is part of each text.
// Clients are actors, everything that moves nothing is a note, and late messages are
// dotted.
func (s *document) mermaid() {
	fmt.Fprintf(&s.out, "sequenceDiagram\n    accTitle: %s\n    accDescr: %s\n", mermaidName(s.headline()), mermaidName(s.summary()))
	for _, l := range s.d.Lanes {
		word := "participant"
		if l.Kind == lanes.Client {
			word = "actor"
		}
		fmt.Fprintf(&s.out, "    %s %s as %s\n", word, mermaidID(l), mermaidName(s.names[l]))
	}
	for _, l := range s.d.Lanes {
		if k := s.d.Ill[l.Node()]; l.Kind == lanes.Node && k != 0 {
			s.note(l, map[event.Kind]string{event.Crash: "is down", event.Hang: "hangs", event.Depart: "is gone"}[k])
		}
	}
	for i := range s.d.Rows {
		row := &s.d.Rows[i]
		if row.Idle {
			s.noteAll(s.idle(i))
		}
		s.mermaidRow(i, row)
	}
	for i := range s.d.Messages {
		if m := &s.d.Messages[i]; m.Fate == lanes.Flying {
			fmt.Fprintf(&s.out, "    %s-)%s: %s\n", mermaidID(m.From), mermaidID(m.To),
				mermaidText(explain.Brief(s.Trace, m.Sent, s.node)+", "+explain.UnderWay(s.Trace, s.d, m, s.node)))
		}
	}
}

// mermaidRow writes one row: its arrow, or a note. A message is described where it
// arrives.
func (s *document) mermaidRow(i int, row *lanes.Row) {
	at := " (" + event.Millis(s.since(i)) + ")"
	words := s.words(row)
	if row.In < 0 {
		words = s.unsent(row)
		if words == "" {
			return
		}
		if s.d.Column(row.Lane) < 0 {
			s.noteAll(words + at)
			return
		}
		s.note(row.Lane, words+at)
		return
	}
	m := &s.d.Messages[row.In]
	if s.d.Column(m.From) < 0 || s.d.Column(m.To) < 0 {
		s.noteAll(words + at)
		return
	}
	arrow := "->>"
	switch {
	case m.Fate == lanes.Dropped:
		arrow = "-x"
	case m.Fate == lanes.Late:
		arrow = "-->>"
	}
	fmt.Fprintf(&s.out, "    %s%s%s: %s\n", mermaidID(m.From), arrow, mermaidID(m.To), mermaidText(words+at))
}

// unsent says what happens in a row, apart from what it sends.
func (s *document) unsent(row *lanes.Row) string {
	rest := lanes.Row{}
	for _, step := range row.Steps {
		if s.Trace.At(step).Kind != event.Send {
			rest.Steps = append(rest.Steps, step)
		}
	}
	return s.words(&rest)
}

func (s *document) note(l lanes.Lane, words string) {
	fmt.Fprintf(&s.out, "    Note over %s: %s\n", mermaidID(l), mermaidText(words))
}

// noteAll writes a note across all lanes.
func (s *document) noteAll(words string) {
	first, last := mermaidID(s.d.Lanes[0]), mermaidID(s.d.Lanes[len(s.d.Lanes)-1])
	if first != last {
		first += "," + last
	}
	fmt.Fprintf(&s.out, "    Note over %s: %s\n", first, mermaidText(words))
}

// mermaidID returns a name for a lane that has no other meaning in Mermaid.
func mermaidID(l lanes.Lane) string {
	if n := l.Node(); n != ring.None {
		return fmt.Sprintf("n%d", n)
	}
	return fmt.Sprintf("c%d", l.Who)
}

// mermaidText writes a text after a statement's colon: everything is text up to the end
// of the line, except what begins an entity or ends a statement. A text that begins with
// "wrap:" is escaped, because Mermaid would wrap it.
func mermaidText(text string) string {
	allowed := " ,.+'()/_→…:-|"
	if strings.HasPrefix(text, "wrap") || strings.HasPrefix(text, "nowrap") {
		allowed = strings.ReplaceAll(allowed, ":", "")
	}
	return mermaidOnly(text, allowed)
}

// mermaidName writes a name or a title, in which a colon has a meaning too.
func mermaidName(text string) string { return mermaidOnly(text, " ,.+'()/_→…") }

// mermaidOnly writes letters, digits and allowed characters as they are, and the rest as
// codes, so that Mermaid and HTML interpret no part of the text; also the first letter of
// the word "end", which would close a block.
func mermaidOnly(text, allowed string) string {
	var b strings.Builder
	for i, r := range text {
		switch {
		case r == 'e' && isWordEnd(text, i):
			fmt.Fprintf(&b, "#%d;", r)
		case unicode.IsLetter(r), unicode.IsDigit(r), strings.ContainsRune(allowed, r):
			b.WriteRune(r)
		default:
			fmt.Fprintf(&b, "#%d;", r)
		}
	}
	return b.String()
}

// isWordEnd reports whether the word "end" is at that place in a text.
func isWordEnd(text string, at int) bool {
	before, _ := utf8.DecodeLastRuneInString(text[:at])
	rest, found := strings.CutPrefix(text[at:], "end")
	after, _ := utf8.DecodeRuneInString(rest)
	return found && !unicode.IsLetter(before) && !unicode.IsLetter(after)
}

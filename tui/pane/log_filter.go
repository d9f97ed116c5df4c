// The log's filter: words that an event must match.

package pane

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"ringside/engine/event"
	"ringside/engine/ring"
	"ringside/tui/narrow"
)

// filter decides which events the log shows: those of its level that match all of its
// words. A word is a node's name, a kind (send, drop, crash …), what a message asks
// (write, ack, checksum …), an outcome, op:17, or a part of a key, of a value or of a
// command. A node's name is only that: n1 is no part of n10. A word with ! before it must
// not match.
type filter struct {
	level Level
	words []word
}

// word is one word of a filter, with everything it can mean.
type word struct {
	not      bool   // it must not match
	isOp     bool   // op:17, and then nothing else
	op       uint32 //
	node     ring.NodeID
	kinds    uint64 // by event.Kind
	types    uint64 // by event.Type
	outcomes uint64 // by event.Outcome
	verbs    uint64 // by event.Verb
	text     string // in lower case
	found    []tri  // by event.Sym: whether the text is in it
}

// tri is an answer that may not have been computed yet.
type tri uint8

const (
	unknown tri = iota
	yes
	no
)

// newFilter parses what was typed. Case does not matter.
func newFilter(typed string, level Level, r *ring.Ring) *filter {
	f := &filter{level: level}
	for _, typed := range narrow.Words(typed) {
		w := newWord(typed.Text, r)
		w.not = typed.Not
		f.words = append(f.words, w)
	}
	return f
}

func newWord(text string, r *ring.Ring) word {
	w := word{node: ring.None, text: text}
	if number, isOp := strings.CutPrefix(text, "op:"); isOp {
		n, err := strconv.ParseUint(number, 10, 32)
		if err != nil || n == 0 {
			n = 1<<32 - 1 // no operation has this number: nothing is found
		}
		w.isOp, w.op = true, uint32(n)
		return w
	}
	for i, n := range r.Nodes() {
		if strings.ToLower(n.Name) == text {
			w.node = ring.NodeID(i)
			return w
		}
	}
	w.kinds = having(text, func(i int) string { return event.Kind(i).String() })
	w.types = having(text, func(i int) string { return event.Type(i).String() })
	w.outcomes = having(text, func(i int) string { return event.Outcome(i).String() })
	w.verbs = having(text, func(i int) string { return event.Verb(i).String() })
	return w
}

// having returns the set of the numbers below 64 whose names begin with text, or of which it is
// the past tense: the log says dropped of a drop.
func having(text string, name func(int) string) uint64 {
	var set uint64
	for i := range 64 {
		if n := name(i); strings.HasPrefix(n, text) || n != "" && slices.Contains([]string{n + "d", n + "ed", n + n[len(n)-1:] + "ed"}, text) {
			set |= 1 << i
		}
	}
	return set
}

// lets reports whether an event passes the filter.
func (f *filter) lets(t *event.Trace, e *event.Event) bool {
	if f.level == Story && e.Fine() {
		return false
	}
	for i := range f.words {
		if f.words[i].means(t, e) == f.words[i].not {
			return false
		}
	}
	return true
}

// means reports whether an event matches the word.
func (w *word) means(t *event.Trace, e *event.Event) bool {
	if w.isOp {
		return e.Op == w.op
	}
	if w.node != ring.None && (e.Node == w.node || e.From == w.node || e.To == w.node) {
		return true
	}
	if w.kinds>>(e.Kind&63)&1 == 1 {
		return true
	}
	switch e.Kind {
	case event.Send, event.Deliver, event.Drop:
		if w.types>>(e.Type&63)&1 == 1 {
			return true
		}
	case event.Reply:
		if w.outcomes>>(e.Outcome&63)&1 == 1 || w.verbs>>(e.Verb&63)&1 == 1 {
			return true
		}
	case event.Invoke:
		if w.verbs>>(e.Verb&63)&1 == 1 || w.in(t, event.Sym(e.Ref)) {
			return true
		}
	}
	return w.in(t, e.Key) || w.in(t, e.Words())
}

// in reports whether the word is a part of a text. It looks at each text once.
func (w *word) in(t *event.Trace, s event.Sym) bool {
	if s == 0 {
		return false
	}
	for len(w.found) <= int(s) {
		w.found = append(w.found, make([]tri, int(s)+1-len(w.found)+64)...)
	}
	if w.found[s] == unknown {
		w.found[s] = no
		text := strings.ToLower(t.Text(s))
		if w.node == ring.None && strings.Contains(text, w.text) || w.node != ring.None && hasWord(text, w.text) {
			w.found[s] = yes
		}
	}
	return w.found[s] == yes
}

// hasWord reports whether a text has a word that is no part of a longer one.
func hasWord(text, word string) bool {
	for from := 0; ; {
		i := strings.Index(text[from:], word)
		if i < 0 {
			return false
		}
		i += from
		before, _ := utf8.DecodeLastRuneInString(text[:i])
		after, _ := utf8.DecodeRuneInString(text[i+len(word):])
		if !ofWord(before) && !ofWord(after) {
			return true
		}
		from = i + 1
	}
}

func ofWord(r rune) bool { return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r)) }

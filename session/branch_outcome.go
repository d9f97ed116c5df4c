// This file says what a recorded branch came to: what each client was told, and the state of
// the cluster at its end. That is what is compared when a session is opened.
//
// It is written in forms of its own, so that nothing but what happened has a part in it:
// not the events of the trace, their fields, their order or their wording, nor steps.

package session

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/ring"
	"ringside/engine/version"
	"ringside/internal/printable"
	"ringside/internal/timespan"
)

// outcome is everything that is compared of a branch.
type outcome struct {
	answers []answer // to the requests of its own
	sums    sums
	brief   bool // of the answers only the outcomes are known
}

// sums are checksums: of all answers, those of the branches before it too, and of each
// part of the state at the end. They are kept in this order.
type sums [allSums]sum

// What a sum is of.
const (
	ofAnswers = iota
	ofStores
	ofBeliefs
	ofMessages
	allSums // how many there are
)

// sumWords say what differs if a sum does; sumParts are the parts of the state
// that the sums are of. Neither is ever written to.
var (
	sumWords = [...]string{
		ofAnswers: "what clients were told", ofStores: "what the nodes hold",
		ofBeliefs: "which nodes are believed down", ofMessages: "what is under way",
	}
	sumParts = [...]engine.Part{ofStores: engine.PartStores, ofBeliefs: engine.PartBeliefs, ofMessages: engine.PartMessages}
)

type sum [8]byte

// differs says which of the sums differ, in words; "" if none does.
func (s *sums) differs(now *sums, bytes int) string {
	for i, what := range sumWords {
		if string(s[i][:bytes]) != string(now[i][:bytes]) {
			return what
		}
	}
	return ""
}

func (s *sums) String() string {
	var words []string
	for i := range s {
		words = append(words, hex.EncodeToString(s[i][:]))
	}
	return strings.Join(words, " ")
}

// readSums is the inverse of String.
func readSums(text string) (s sums, ok bool) {
	words := strings.Split(text, " ")
	if len(words) != len(s) {
		return s, false
	}
	for i, w := range words {
		if len(w) != hex.EncodedLen(len(s[i])) {
			return s, false
		}
		if _, err := hex.Decode(s[i][:], []byte(w)); err != nil {
			return s, false
		}
	}
	return s, true
}

// answer is what became of one request.
type answer struct {
	op      uint32 // its number, counted from 1
	outcome byte   // see letters
	took    time.Duration
	sum     uint32 // of all that is compared of it, the request included
	text    string // what a read returned, as people read it
	about   string // what the client asked for, and when; "" of one that was read from a file
	size    int    // how many bytes of a file it takes, at most
}

// letters are how outcomes are kept, and words how they are told; neither is the engine's,
// whose own may change. In a code they are kept by their place in this list.
var letters = [...]struct {
	outcome event.Outcome
	letter  byte
	word    string
}{
	{event.Pending, 'p', "no answer yet"},
	{event.OK, 'o', "ok"},
	{event.NotFound, 'n', "not found"},
	{event.Unavailable, 'u', "unavailable"},
	{event.Failed, 'f', "failed"},
	{event.Timeout, 't', "timeout"},
	{event.CoordinatorLost, 'l', "coordinator lost"},
}

// unheardOf is the letter of an outcome that has none.
const unheardOf = '?'

func letterOf(o event.Outcome) byte {
	for i := range letters {
		if letters[i].outcome == o {
			return letters[i].letter
		}
	}
	return unheardOf
}

// asking is a request, and what its client was told.
type asking struct {
	op            uint32
	invoke, reply *event.Event // nil: not yet
}

// appendAsking appends a request and its answer in the form that is compared. Each text
// stands behind its length.
func appendAsking(dst []byte, t *event.Trace, a *asking, name func(ring.NodeID) string) []byte {
	text := func(s string) { dst = append(binary.AppendUvarint(dst, uint64(len(s))), s...) }
	e := a.invoke
	if e == nil {
		dst, e = append(dst, '-'), a.reply
	}
	dst = append(dst, verbLetters[e.Verb])
	text(t.Text(e.Key))
	if a.invoke != nil {
		text(t.Text(event.Sym(e.Ref)))
		text(name(e.Node))
		dst = binary.AppendVarint(dst, int64(e.At))
		if e.Verb == event.Put {
			text(t.Text(e.Text))
		}
	}
	if a.reply == nil {
		return append(dst, 'p')
	}
	dst = binary.AppendVarint(append(dst, letterOf(a.reply.Outcome)), int64(a.reply.At))
	if e.Verb == event.Get {
		return t.SetOf(a.reply).AppendForm(dst, name)
	}
	return a.reply.Dot.AppendForm(dst, name)
}

var (
	verbLetters = [...]byte{event.Put: 'p', event.Get: 'g', event.Delete: 'd'}
	verbWords   = [...]string{event.Put: "put", event.Get: "get", event.Delete: "delete"}
)

func newAnswer(t *event.Trace, a asking, form []byte) answer {
	whole := sha256.Sum256(form)
	n := answer{op: a.op, outcome: 'p', sum: binary.BigEndian.Uint32(whole[:]), about: about(t, &a), size: leastAnswer}
	if a.reply != nil {
		n.outcome, n.took = letterOf(a.reply.Outcome), time.Duration(a.reply.Arg)
		if set := t.SetOf(a.reply); set != nil {
			n.size += min(len(set.Siblings), mostTold) * (longestTold*utf8.UTFMax + 1)
			n.text = returned(set)
		}
	}
	return n
}

// leastAnswer is how many bytes of a file an answer takes besides the values that a read
// returned, at most.
const leastAnswer = 96

// mostTold and longestTold are of how many values a line tells, and how much of each.
const (
	mostTold    = 3
	longestTold = 40
)

// returned says what a read returned.
func returned(set *version.Set) string {
	var told []string
	values := set.Values()
	for i, v := range values {
		if i == mostTold {
			told = append(told, fmt.Sprintf("and %d more", len(values)-i))
			break
		}
		told = append(told, event.Show(v, longestTold))
	}
	return strings.Join(told, " ")
}

// about says what a client asked for and when.
func about(t *event.Trace, a *asking) string {
	e := a.invoke
	if e == nil {
		e = a.reply
	}
	s := verbWords[e.Verb] + " " + event.Show(t.Text(e.Key), longestTold)
	if e.Verb == event.Put && e.Kind == event.Invoke {
		s += " " + event.Show(t.Text(e.Text), longestTold)
	}
	return s + " at " + timespan.Text(e.At)
}

// line is how a file has an answer: op letter time checksum text.
func (a *answer) line() string {
	s := fmt.Sprintf("%d %c %v %08x", a.op, a.outcome, a.took, a.sum)
	if a.text != "" {
		s += " " + a.text
	}
	return s
}

// readAnswer is the inverse of line.
func readAnswer(line string) (a answer, err error) {
	words := strings.SplitN(line, " ", 5)
	if len(words) >= 4 && len(words[1]) == 1 {
		op, err1 := strconv.ParseUint(words[0], 10, 32)
		took, err2 := time.ParseDuration(words[2])
		check, err3 := strconv.ParseUint(words[3], 16, 32)
		if err1 == nil && err2 == nil && err3 == nil && op > 0 {
			a = answer{op: uint32(op), outcome: words[1][0], took: took, sum: uint32(check)}
			if len(words) > 4 {
				a.text = words[4]
			}
			return a, nil
		}
	}
	return a, fmt.Errorf("%s is not an answer: its number, a letter, a time and a checksum", strconv.Quote(clip(line)))
}

// says tells an answer to people: ok, milk, after 2ms.
func (a *answer) says() string {
	word := "an answer that this program does not know"
	for i := range letters {
		if letters[i].letter == a.outcome {
			word = letters[i].word
		}
	}
	if a.text != "" {
		word += ", " + plain(a.text)
	}
	if a.outcome != 'p' && a.took > 0 {
		word += ", after " + timespan.Text(a.took)
	}
	return word
}

// plain makes what a file says safe to show on a line.
func plain(s string) string {
	const most = 160
	if len(s) > most {
		s = s[:most] + "…"
	}
	return strings.Map(func(r rune) rune {
		if printable.Hidden(r) {
			return '?'
		}
		return r
	}, strings.ToValidUTF8(s, "?"))
}

// unlike finds the first answer that is not as it was, as far as both have them, and says
// what differs of it; "" if all are.
func (o *outcome) unlike(now *outcome) (at int, what string) {
	for i := range min(len(o.answers), len(now.answers)) {
		was, is := &o.answers[i], &now.answers[i]
		if was.outcome == is.outcome && (o.brief || was.op == is.op && was.sum == is.sum) {
			continue
		}
		before, after := was.says(), is.says()
		if before == after {
			return i, is.about + ": the request, or what came of it, is not the one that was recorded"
		}
		return i, fmt.Sprintf("%s: the answer was %s, and now is %s", is.about, before, after)
	}
	return 0, ""
}

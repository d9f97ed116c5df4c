// Expressions: facts compared with values, their canonical form, and their evaluation.

package script

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/internal/timespan"
)

// Expr is a condition that `expect` and `until` evaluate: facts about a cluster compared
// with values. ParseExpr makes one; it is immutable.
//
//	reply == ok and (replicas(cart) == 4,2,3 or not holders(cart) contains n1)
type Expr struct {
	root  *term
	facts []*call // in the order in which they are written
}

// term is a part of an expression.
type term struct {
	kind  termKind
	terms []*term // of and, or: two or more; of not: one
	left  int     // of a comparison or a bare fact: index into Expr.facts
	op    string
	right operand
}

type termKind uint8

const (
	isOr termKind = iota
	isAnd
	isNot
	isComparison
	isFact // a fact that is yes or no, without a comparison
)

// operand is what a fact is compared with: another fact or a value.
type operand struct {
	fact  int // index into Expr.facts; -1: none
	value value
}

// call is a fact with its arguments.
type call struct {
	*FactInfo
	args []string
}

// The reserved words of expressions.
const (
	wordAnd      = "and"
	wordOr       = "or"
	wordNot      = "not"
	wordContains = "contains"
	wordNone     = "none"
)

// Judges reports whether a command evaluates facts of the cluster: expect, and until,
// except with its goals quiet and reply.
func Judges(cmd engine.Command) bool {
	return cmd.Expr != "" && !(cmd.Verb == engine.Until && (cmd.Expr == goalQuiet || cmd.Expr == goalReply))
}

// The goals of until that are not expressions.
const (
	goalQuiet = "quiet"
	goalReply = "reply"
)

// String returns the canonical form of the expression.
func (e Expr) String() string {
	if e.root == nil {
		return ""
	}
	var b strings.Builder
	e.print(&b, e.root)
	return b.String()
}

func (e Expr) print(b *strings.Builder, t *term) {
	switch t.kind {
	case isOr, isAnd:
		for i, part := range t.terms {
			if i > 0 {
				b.WriteString(map[termKind]string{isOr: " or ", isAnd: " and "}[t.kind])
			}
			e.printPart(b, part, t.kind == isAnd && part.kind == isOr)
		}
	case isNot:
		b.WriteString("not ")
		e.printPart(b, t.terms[0], t.terms[0].kind <= isAnd)
	case isFact:
		b.WriteString(e.facts[t.left].String())
	case isComparison:
		left := e.facts[t.left]
		b.WriteString(left.String() + " " + t.op + " ")
		if t.right.fact >= 0 {
			b.WriteString(e.facts[t.right.fact].String())
		} else {
			b.WriteString(t.right.value.literal(left.typ))
		}
	}
}

func (e Expr) printPart(b *strings.Builder, t *term, parens bool) {
	if parens {
		b.WriteByte('(')
		defer b.WriteByte(')')
	}
	e.print(b, t)
}

// String returns the fact as it is written: held(n1, cart).
func (c *call) String() string {
	if len(c.args) == 0 {
		return c.Name
	}
	words := make([]string, len(c.args))
	for i, a := range c.args {
		words[i] = plain(a)
	}
	return c.Name + "(" + strings.Join(words, ", ") + ")"
}

// plain returns a text as it is written in an expression.
func plain(s string) string {
	special := s == wordAnd || s == wordOr || s == wordNot || s == wordContains || s == wordNone
	if special || strings.ContainsAny(s, "=!<>") {
		return event.Quoted(s)
	}
	return event.Quote(s)
}

// valueType is the type of a fact.
type valueType uint8

const (
	number  valueType = iota // 2
	latency                  // 1.5ms
	oneOf                    // one of a few words
	text                     // any text
	list                     // texts
	yesNo                    // yes or no
)

// value is the value of a fact, or the value that it is compared with.
type value struct {
	none    bool     // there is no value
	unknown bool     // there is no value yet, or a word that says so: nobody has answered, nothing was asked
	n       int64    // number; latency in nanoseconds
	text    string   // oneOf, yesNo, text
	list    []string // list; text: all texts, if there are several instead of one
}

// unknownYet is the value of a fact of which nothing is known yet. It is never written to.
var unknownYet = value{none: true, unknown: true}

// orNone has a fact of words say that there is no value, by the word none.
func (v value) orNone() value {
	if v.none {
		v.none, v.text = false, wordNone
	}
	return v
}

// literal returns the value as it is written on the right of a comparison.
func (v value) literal(as valueType) string {
	if v.none {
		return wordNone
	}
	// A bare word that is also the name of a fact of the same type would mean the fact.
	quote := func(s string) string {
		if f := FindFact(s); f != nil && f.typ == as && f.standsAlone() {
			return event.Quoted(s)
		}
		return plain(s)
	}
	switch as {
	case number:
		return strconv.FormatInt(v.n, 10)
	case latency:
		return timespan.Text(time.Duration(v.n))
	case text:
		return quote(v.text)
	case list:
		words := make([]string, len(v.list))
		for i, s := range v.list {
			words[i] = quote(s)
		}
		return strings.Join(words, ",")
	}
	return v.text
}

// shownValue is the maximum number of characters of a text that a verdict shows.
const shownValue = 64

// found returns the value as a verdict shows it.
func (v value) found(typ valueType) string {
	show := func(s string) string { return event.Show(s, shownValue) }
	switch {
	case v.none:
		return wordNone
	case typ == text && len(v.list) > 0:
		return strconv.Itoa(len(v.list)) + " values: " + found(v.list, show)
	case typ == text:
		return show(v.text)
	case typ == list:
		return found(v.list, show)
	}
	return v.literal(typ)
}

// shownItems is the maximum number of texts of a list that a verdict shows.
const shownItems = 8

func found(texts []string, show func(string) string) string {
	if len(texts) == 0 {
		return wordNone
	}
	return strings.Join(shown(texts, show), ",")
}

// shown returns what a list of texts shows: the first of them, and how many more there are.
func shown(texts []string, show func(string) string) []string {
	words := make([]string, min(len(texts), shownItems))
	for i := range words {
		words[i] = show(texts[i])
	}
	if more := len(texts) - len(words); more > 0 {
		words = append(words, "… and "+strconv.Itoa(more)+" more")
	}
	return words
}

// Verdict is the result of an expression.
type Verdict struct {
	Holds bool
	Found string // the value of each fact in it: reply is timeout, acks is 1
}

// Views is what an expression is evaluated on. *engine.Cluster is one.
type Views interface {
	View(engine.Watch) *engine.View
}

// Eval evaluates the expression now. An error means that a fact in it is not there: that of a node
// or an operation that does not exist, or of a put where only a get has it. To the verdict it is
// then one that is not known yet, so that a caller who waits for it may ignore the error.
func (e Expr) Eval(views Views) (Verdict, error) {
	look := newLook(views, e.facts...)
	values := make([]value, len(e.facts))
	var told []string
	var absent error
	for i, f := range e.facts {
		var err error
		if values[i], err = f.of(look); err != nil {
			values[i] = unknownYet
			absent = cmp.Or(absent, error(&EvalError{Fact: f.String(), Err: err}))
		}
		if is := f.String() + " is " + values[i].found(f.typ); !slices.Contains(told, is) {
			told = append(told, is)
		}
	}
	return Verdict{Holds: e.truth(e.root, values) == isTrue, Found: strings.Join(told, ", ")}, absent
}

// EvalError is the reason why a fact has no value.
type EvalError struct {
	Fact string
	Err  error
}

// Error returns the fact and the reason.
func (e *EvalError) Error() string { return e.Fact + ": " + e.Err.Error() }

// Unwrap returns the underlying error.
func (e *EvalError) Unwrap() error { return e.Err }

// This file says what must become so for an expression to hold: what a search looks forward to.

package script

import "ringside/engine/event"

// Want is what an expression, or a part of it, asks for: one comparison, or several wants.
type Want struct {
	Parts []Want
	All   bool // all parts must be so; else one of them
	Call  Call // of a single comparison: the fact that is compared
	Fixed bool // and it is compared with a value, not with another fact

	e    Expr
	term *term
	not  bool // it must be false
}

// Wants returns what the expression asks for.
func (e Expr) Wants() Want {
	if e.root == nil {
		return Want{All: true}
	}
	return e.want(e.root, e.Calls(), false)
}

func (e Expr) want(t *term, calls []Call, not bool) Want {
	switch t.kind {
	case isNot:
		return e.want(t.terms[0], calls, !not)
	case isAnd, isOr:
		w := Want{All: (t.kind == isAnd) != not}
		for _, part := range t.terms {
			w.Parts = append(w.Parts, e.want(part, calls, not))
		}
		return w
	}
	return Want{Call: calls[t.left], Fixed: t.kind == isFact || t.right.fact < 0, e: e, term: t, not: not}
}

// TakesWord reports whether the comparison comes out as it must where the fact is a word: that of an
// outcome, yes or no. The fact is one of words, and Fixed.
func (w *Want) TakesWord(word string) bool {
	return w.takes(value{text: word, unknown: word == wordNone || word == event.Pending.String()})
}

// TakesNumber is TakesWord for a fact that is a number.
func (w *Want) TakesNumber(n int64) bool { return w.takes(value{n: n}) }

// TakesNothing is TakesWord for a read that returned nothing; the fact is value or values.
func (w *Want) TakesNothing() bool { return w.takes(value{none: w.Call.typ == text}) }

func (w *Want) takes(v value) bool {
	values := make([]value, len(w.e.facts))
	values[w.term.left] = v
	is := w.e.truth(w.term, values)
	if w.not {
		is = isTrue - is
	}
	return is == isTrue
}

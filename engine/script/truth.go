// Whether an expression holds, where some of its facts may not be known yet.

package script

import (
	"slices"

	"ringside/engine/event"
)

// truth is whether a part of an expression holds. As in SQL, a comparison with a fact that is not
// known yet is neither true nor false, and so is its negation: as long as no reply has come, neither
// reply == ok holds nor reply != ok nor not reply == ok. A fact that is not there is not known either,
// such as that of an operation that has not begun yet.
type truth uint8

const (
	isFalse   truth = iota
	isUnknown       // it depends on a fact that is not known yet
	isTrue
)

func truthOf(is bool) truth {
	if is {
		return isTrue
	}
	return isFalse
}

// truth returns whether a part of the expression holds if its facts have some values.
func (e Expr) truth(t *term, values []value) truth {
	return e.truthBy(t, func(fact int) value { return values[fact] })
}

// truthBy is truth that asks for the values of facts, by their indices, and only for those on which it
// depends.
func (e Expr) truthBy(t *term, of func(fact int) value) truth {
	switch t.kind {
	case isOr:
		most := isFalse
		for i := 0; i < len(t.terms) && most != isTrue; i++ {
			most = max(most, e.truthBy(t.terms[i], of))
		}
		return most
	case isAnd:
		least := isTrue
		for i := 0; i < len(t.terms) && least != isFalse; i++ {
			least = min(least, e.truthBy(t.terms[i], of))
		}
		return least
	case isNot:
		return isTrue - e.truthBy(t.terms[0], of)
	case isFact:
		is := of(t.left)
		if is.unknown {
			return isUnknown
		}
		return truthOf(is.text == yes)
	}
	f := e.facts[t.left]
	left, right, ordered := of(t.left), t.right.value, f.ordered
	if t.right.fact >= 0 {
		right = of(t.right.fact)
		ordered = ordered && e.facts[t.right.fact].ordered
	}
	if (left.unknown || right.unknown) && !f.saysSo(t.right) {
		return isUnknown
	}
	return truthOf(compare(f.typ, ordered, left, t.op, right))
}

// saysSo reports whether a fact is compared with a word that it has for not being known yet:
// reply == pending asks for just that.
func (f *FactInfo) saysSo(with operand) bool {
	return f.typ == oneOf && with.fact < 0 && (with.value.text == wordNone || with.value.text == event.Pending.String())
}

// saysSo reports whether a fact of the expression, by its index, is only asked whether it is known yet.
func (e Expr) saysSo(t *term, fact int) bool {
	if t.kind == isComparison && t.left == fact {
		return e.facts[fact].saysSo(t.right)
	}
	return slices.ContainsFunc(t.terms, func(part *term) bool { return e.saysSo(part, fact) })
}

// This file evaluates expressions for a search: quickly, and about an operation that it
// chooses itself.

package script

import (
	"fmt"
	"slices"
	"strconv"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/internal/nearest"
)

// Judge evaluates one expression over and over, without new memory. It is for one goroutine at a time.
type Judge struct {
	expr  Expr
	look  look
	value func(fact int) value
}

// NewJudge returns a Judge of an expression.
func NewJudge(e Expr) *Judge {
	j := &Judge{expr: e, look: look{bound: true, quick: true}}
	j.value = func(fact int) value {
		f := e.facts[fact]
		j.look.watchFor(f)
		is, err := f.eval(&j.look, f.args)
		if err != nil {
			return unknownYet
		}
		return is
	}
	return j
}

// HoldsFor reports whether the expression holds if facts of an operation that name none are about
// op; nil: about none. A fact that is not there is one that is not known, as in the verdict of Eval. Facts on
// which the answer does not depend are not looked at.
func (j *Judge) HoldsFor(views Views, op *engine.OpView) bool {
	j.look.views, j.look.now, j.look.op = views, nil, op
	return j.holds(j.expr.root)
}

// holds reports whether a part of the expression is true: not, for which more must be known, whether it is
// false or unknown.
func (j *Judge) holds(t *term) bool {
	switch t.kind {
	case isAnd:
		for _, part := range t.terms {
			if !j.holds(part) {
				return false
			}
		}
		return true
	case isOr:
		return slices.ContainsFunc(t.terms, j.holds)
	}
	return j.expr.truthBy(t, j.value) == isTrue
}

// Absent returns the reason why a fact has no value if facts of an operation that name none are about
// none, as Eval does; nil if each has one or may get one.
func (e Expr) Absent(views Views) error {
	look := look{views: views, bound: true}
	for _, f := range e.facts {
		look.watchFor(f)
		if _, err := f.eval(&look, f.args); err != nil {
			return &EvalError{Fact: f.String(), Err: err}
		}
	}
	return nil
}

// About returns the expression with the number of an operation in all facts of an operation
// that name none.
func (e Expr) About(op uint32) Expr {
	facts := make([]*call, len(e.facts))
	for i, f := range e.facts {
		if facts[i] = f; f.ofOperation() && len(f.args) == 0 {
			facts[i] = &call{f.FactInfo, []string{strconv.FormatUint(uint64(op), 10)}}
		}
	}
	return Expr{e.root, facts}
}

// Compared calls yield with each comparison of a fact with words: the fact, and the words as they are written.
func (e Expr) Compared(yield func(of Call, words []string) bool) {
	if e.root == nil {
		return
	}
	calls := e.Calls()
	var each func(t *term) bool
	each = func(t *term) bool {
		for _, part := range t.terms {
			if !each(part) {
				return false
			}
		}
		v := &t.right.value
		switch f := calls[t.left]; {
		case t.kind != isComparison || t.right.fact >= 0 || v.none:
		case f.typ == list:
			return yield(f, v.list)
		case f.typ == text && t.op != wordContains: // else the text is a part of a word
			return yield(f, []string{v.text})
		}
		return true
	}
	each(e.root)
}

// KeysNamed lists the keys that the expression is about: of its facts, and that it compares with.
func (e Expr) KeysNamed() []string {
	keys := e.Keys()
	for f, words := range e.Compared {
		if f.Name == "key" {
			keys = append(keys, words...)
		}
	}
	return keys
}

// NamesOnly returns an error if the expression compares names of nodes with one that is not among them: in no state
// that can be so.
func (e Expr) NamesOnly(nodes []string) error {
	for f, words := range e.Compared {
		for _, word := range words {
			if f.nodes && !slices.Contains(nodes, word) {
				return fmt.Errorf("%s: no node %s%s", e, event.Show(word, event.LongestShown), nearest.List("nodes", nodes))
			}
		}
	}
	return nil
}

// Searchable lists the facts that a search can look at besides those of an operation.
func Searchable() (names []string) {
	for _, f := range facts {
		if f.Sees != 0 && !f.ofOperation() {
			names = append(names, f.Name)
		}
	}
	return names
}

// ofOperation reports whether the fact is about an operation.
func (f *FactInfo) ofOperation() bool {
	return slices.ContainsFunc(f.Args, func(a Arg) bool { return a.Kind == Count && a.Optional })
}

// Call is a fact of an expression, as a search looks at it.
type Call struct {
	*FactInfo
	Text   string   // as it is written
	Args   []string // as they are written
	Of     bool     // it is about an operation
	Number uint32   // which; 0: none is named
}

// Calls lists the facts in the order in which they are written.
func (e Expr) Calls() (all []Call) {
	for _, f := range e.facts {
		c := Call{FactInfo: f.FactInfo, Text: f.String(), Args: f.args, Of: f.ofOperation()}
		if c.Of && len(f.args) > 0 {
			n, _ := strconv.ParseUint(f.args[0], 10, 32)
			c.Number = uint32(n)
		}
		all = append(all, c)
	}
	return all
}

// This file evaluates expressions for a search: quickly, and about an operation that it
// chooses itself.

package script

import (
	"slices"
	"strconv"

	"ringside/engine"
)

// HoldsFor reports whether the expression holds if facts of an operation that name none are
// about op; nil: about none. An error is as for Eval, and may be ignored as there.
func (e Expr) HoldsFor(views Views, op *engine.OpView) (bool, error) {
	look := look{views: views, bound: true, op: op}
	var few [4]value
	values := few[:]
	if len(e.facts) > len(few) {
		values = make([]value, len(e.facts))
	}
	var absent error
	for i, f := range e.facts {
		var err error
		look.watchFor(f)
		if values[i], err = f.eval(&look, f.args); err != nil {
			values[i] = unknownYet
			if absent == nil {
				absent = &EvalError{Fact: f.String(), Err: err}
			}
		}
	}
	return e.truth(e.root, values) == isTrue, absent
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

// Fact: a single fact, queried outside an expression.

package script

import "time"

// Fact is one fact about a cluster: replicas(cart). ParseFact makes one; it is immutable.
type Fact struct{ call *call }

// FactType is the type of a fact.
type FactType uint8

const (
	// NumberFact is a whole number.
	NumberFact FactType = iota
	// DurationFact is a duration.
	DurationFact
	// WordFact is one of a few words.
	WordFact
	// TextFact is one text.
	TextFact
	// ListFact is any number of texts.
	ListFact
)

// ParseFact parses a fact with its arguments. An error is an *Error.
func ParseFact(s string) (Fact, error) {
	l, bad := newLexer(s)
	if bad != nil {
		return Fact{}, bad
	}
	p := &exprParser{lexer: l}
	if bad := p.advance(); bad != nil {
		return Fact{}, bad
	}
	info, bad := p.factName()
	if bad != nil {
		return Fact{}, bad
	}
	if _, bad = p.call(info); bad != nil {
		return Fact{}, bad
	}
	if p.tok.kind != tokEnd {
		return Fact{}, p.wrongHere("not expected here", "this is to be one fact alone, like "+info.example())
	}
	return Fact{p.facts[0]}, nil
}

// ReplicasOf returns the fact replicas(KEY).
func ReplicasOf(key string) Fact {
	return Fact{&call{FactInfo: FindFact("replicas"), args: []string{key}}}
}

// example returns the fact without the comparison of its example.
func (f *FactInfo) example() string {
	e, err := ParseExpr(f.Example)
	if err != nil {
		return f.Syntax()
	}
	return e.facts[0].String()
}

// String returns the canonical form of the fact.
func (f Fact) String() string { return f.call.String() }

// Name returns the fact's name, without its arguments.
func (f Fact) Name() string { return f.call.Name }

// Type returns the type of the fact.
func (f Fact) Type() FactType {
	switch f.call.typ {
	case number:
		return NumberFact
	case latency:
		return DurationFact
	case text:
		return TextFact
	case list:
		return ListFact
	}
	return WordFact
}

// Nodes reports whether the fact consists of names of nodes.
func (f Fact) Nodes() bool { return f.call.nodes }

// Ordered reports whether the fact is a list whose order counts.
func (f Fact) Ordered() bool { return f.call.ordered }

// Words returns the values that a WordFact can have; nil for other types.
func (f Fact) Words() []string { return f.call.Words() }

// Told is the value of a fact at one moment.
type Told struct {
	None     bool // there is no value
	Number   int64
	Duration time.Duration
	Texts    []string // one for a word; one for a text, or all if there are several
}

// Tell evaluates the fact now. An error is an *EvalError: a node or an operation that it
// names does not exist.
func (f Fact) Tell(views Views) (Told, error) {
	v, err := f.call.of(newLook(views))
	if err != nil {
		return Told{}, &EvalError{Fact: f.String(), Err: err}
	}
	return v.told(f.call.typ), nil
}

// told returns the value of a fact of a type.
func (v value) told(typ valueType) Told {
	t := Told{None: v.none}
	switch typ {
	case number:
		t.Number = v.n
	case latency:
		t.Duration = time.Duration(v.n)
	case list:
		t.Texts = v.list
	default:
		if t.Texts = v.list; len(v.list) == 0 && !v.none {
			t.Texts = []string{v.text}
		}
	}
	return t
}

// Keys returns the keys that the fact names.
func (f Fact) Keys() []string { return f.call.keys() }

// Keys returns the keys that the expression names.
func (e Expr) Keys() (keys []string) {
	for _, c := range e.facts {
		keys = append(keys, c.keys()...)
	}
	return keys
}

func (c *call) keys() (keys []string) {
	for i, a := range c.args {
		if c.Args[i].Kind == Key {
			keys = append(keys, a)
		}
	}
	return keys
}

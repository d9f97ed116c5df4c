package script

import "time"

// Fact is one thing that can be asked of a cluster, by itself: replicas(cart).
// ParseFact makes one; it never changes.
type Fact struct{ call *call }

// FactType is what kind of thing a fact is.
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

// ParseFact reads a fact with its arguments. An error is an *Error.
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

// example is the fact alone, as its example has it.
func (f *FactInfo) example() string {
	e, err := ParseExpr(f.Example)
	if err != nil {
		return f.Syntax()
	}
	return e.facts[0].String()
}

// String returns the fact in its one canonical form.
func (f Fact) String() string { return f.call.String() }

// Name returns the fact's name, without its arguments.
func (f Fact) Name() string { return f.call.Name }

// Type returns what kind of thing the fact is.
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

// Ordered reports whether it is a list whose order counts.
func (f Fact) Ordered() bool { return f.call.ordered }

// Words lists what a WordFact can be; nil for others.
func (f Fact) Words() []string { return f.call.Words() }

// Told is what a fact is at one moment.
type Told struct {
	None     bool // there is nothing to tell
	Number   int64
	Duration time.Duration
	Texts    []string // of a word one; of a text one, or the several where one was asked for
}

// Tell looks what the fact is now. An error is an *EvalError: a node or an
// operation that it speaks of does not exist.
func (f Fact) Tell(views Views) (Told, error) {
	v, err := f.call.eval(&look{views: views}, f.call.args)
	if err != nil {
		return Told{}, &EvalError{Fact: f.String(), Err: err}
	}
	t := Told{None: v.none}
	switch f.Type() {
	case NumberFact:
		t.Number = v.n
	case DurationFact:
		t.Duration = time.Duration(v.n)
	case ListFact:
		t.Texts = v.list
	default:
		if t.Texts = v.list; len(v.list) == 0 && !v.none {
			t.Texts = []string{v.text}
		}
	}
	return t, nil
}

// Keys returns the keys that the fact speaks of.
func (f Fact) Keys() []string { return f.call.keys() }

// Keys returns the keys that the expression speaks of.
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

// The parser of expressions.

package script

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// deepest is the maximum nesting of parentheses and nots.
const deepest = 100

// ParseExpr parses an expression. An error is an *Error.
//
//	expression = and { "or" and } .
//	and        = not { "and" not } .
//	not        = "not" not | "(" expression ")" | comparison .
//	comparison = fact [ operator ( fact | value { "," value } ) ] .
//	fact       = name [ "(" word { "," word } ")" ] .
//
// The right side is a value of the fact's type, unless it is the bare name of another fact
// of that type. The value none means that there is nothing: no value, no nodes. The order
// of a list counts only for replicas. Of a fact that is not known yet nothing holds; see truth.
func ParseExpr(s string) (Expr, error) {
	l, bad := newLexer(s)
	if bad != nil {
		return Expr{}, bad
	}
	e, bad := parseExpr(l)
	if bad != nil {
		return Expr{}, bad
	}
	return e, nil
}

// parseExpr parses the rest of the line.
func parseExpr(l *lexer) (Expr, *Error) {
	p := &exprParser{lexer: l}
	if bad := p.advance(); bad != nil {
		return Expr{}, bad
	}
	root, bad := p.or()
	if bad == nil && p.tok.kind != tokEnd {
		bad = p.wrongHere("not expected here", `after a comparison come "and", "or" or the end; a text with blanks needs quotes`)
	}
	if bad != nil {
		return Expr{}, bad
	}
	return Expr{root: root, facts: p.facts}, nil
}

// token is a word, an operator, or one of ( ) and comma.
type token struct {
	word
	kind tokenKind
}

type tokenKind uint8

const (
	tokEnd tokenKind = iota
	tokWord
	tokOperator
	tokOpen
	tokClose
	tokComma
)

type exprParser struct {
	*lexer
	tok   token // the next one
	depth int
	facts []*call
}

// advance reads the next token.
func (p *exprParser) advance() *Error {
	if !p.skip() {
		p.tok = token{word: word{from: p.at, to: p.at}}
		return nil
	}
	from := p.at
	take := func(kind tokenKind, n int) *Error {
		p.at += n
		p.tok = token{word{text: p.line[from:p.at], from: from, to: p.at}, kind}
		return nil
	}
	switch c := p.line[from]; c {
	case '(':
		return take(tokOpen, 1)
	case ')':
		return take(tokClose, 1)
	case ',':
		return take(tokComma, 1)
	case '=', '!', '<', '>':
		if from+1 < len(p.line) && p.line[from+1] == '=' {
			return take(tokOperator, 2)
		}
		if c == '=' || c == '!' {
			return p.wrong(string(c), from, "not an operator", "did you mean "+string(c)+"=?")
		}
		return take(tokOperator, 1)
	case '"', '\'':
		w, bad := p.quoted()
		p.tok = token{w, tokWord}
		return bad
	}
	n := strings.IndexAny(p.line[from:], " \t(),=!<>")
	if n < 0 {
		n = len(p.line) - from
	}
	return take(tokWord, n)
}

// is reports whether the next token is this bare word.
func (p *exprParser) is(word string) bool {
	return p.tok.kind == tokWord && !p.tok.quoted && p.tok.text == word
}

// wrongHere returns an error about the next token.
func (p *exprParser) wrongHere(problem, hint string) *Error {
	if p.tok.kind == tokEnd {
		return p.wrong(strings.TrimSpace(p.line), p.tok.from, "it breaks off here", hint)
	}
	return p.wrongWord(p.tok.word, problem, hint)
}

func (p *exprParser) or() (*term, *Error) { return p.join(isOr, wordOr, p.and) }

func (p *exprParser) and() (*term, *Error) { return p.join(isAnd, wordAnd, p.not) }

// join parses parts with a word between them.
func (p *exprParser) join(kind termKind, between string, part func() (*term, *Error)) (*term, *Error) {
	whole := &term{kind: kind}
	for {
		t, bad := part()
		if bad != nil {
			return nil, bad
		}
		if t.kind == kind {
			whole.terms = append(whole.terms, t.terms...)
		} else {
			whole.terms = append(whole.terms, t)
		}
		if !p.is(between) {
			break
		}
		if bad := p.advance(); bad != nil {
			return nil, bad
		}
	}
	if len(whole.terms) == 1 {
		return whole.terms[0], nil
	}
	return whole, nil
}

func (p *exprParser) not() (*term, *Error) {
	negated, open := p.is(wordNot), p.tok.kind == tokOpen
	if !negated && !open {
		return p.comparison()
	}
	if p.depth++; p.depth > deepest {
		return nil, p.wrongHere("nested too deeply", fmt.Sprintf("at most %d parentheses and nots stand inside one another", deepest))
	}
	defer func() { p.depth-- }()
	if bad := p.advance(); bad != nil {
		return nil, bad
	}
	if negated {
		t, bad := p.not()
		return &term{kind: isNot, terms: []*term{t}}, bad
	}
	t, bad := p.or()
	if bad != nil {
		return nil, bad
	}
	if p.tok.kind != tokClose {
		return nil, p.wrongHere("not expected here", `after a comparison come "and", "or" or the closing parenthesis`)
	}
	return t, p.advance()
}

func (p *exprParser) comparison() (*term, *Error) {
	start := p.tok
	info, bad := p.factName()
	if bad != nil {
		return nil, bad
	}
	t := &term{kind: isComparison, right: operand{fact: -1}}
	if t.left, bad = p.call(info); bad != nil {
		return nil, bad
	}
	if p.tok.kind != tokOperator && !p.is(wordContains) {
		if info.typ == yesNo {
			t.kind = isFact
			return t, nil
		}
		if p.tok.kind == tokWord && !p.is(wordAnd) && !p.is(wordOr) {
			return nil, p.wrongHere("not an operator", listed("operators", operators(info.typ)))
		}
		return nil, p.wrongWord(start.word, "is not compared with anything", "write for example "+info.Example)
	}
	t.op = p.tok.text
	if !slices.Contains(operators(info.typ), t.op) {
		return nil, p.wrongHere(fmt.Sprintf("%s can't be compared by it", info.Name), listed("operators", operators(info.typ)))
	}
	if bad := p.advance(); bad != nil {
		return nil, bad
	}
	t.right, bad = p.operand(info)
	return t, bad
}

// factName returns the fact that the next token names.
func (p *exprParser) factName() (*FactInfo, *Error) {
	const begins = "a comparison begins with a fact, like reply == ok"
	if p.tok.kind != tokWord {
		return nil, p.wrongHere("not expected here", begins)
	}
	if p.tok.quoted {
		return nil, p.wrongHere("a text in quotes", begins)
	}
	if f := FindFact(p.tok.text); f != nil {
		return f, nil
	}
	return nil, p.wrongHere("not known", among(p.tok.text, "facts", FactNames()))
}

// call parses a fact's arguments; its name is the next token.
func (p *exprParser) call(info *FactInfo) (index int, bad *Error) {
	c := &call{FactInfo: info}
	name := p.tok
	if bad := p.advance(); bad != nil {
		return 0, bad
	}
	if p.tok.kind == tokOpen {
		if of := FindFact(info.ofKey); of != nil && p.keyFollows() {
			info, c.FactInfo = of, of
		}
		if c.args, bad = p.args(info); bad != nil {
			return 0, bad
		}
	}
	if problem := info.wrongCount(len(c.args)); problem != "" {
		return 0, p.wrongWord(name.word, problem, "write it as "+info.Syntax())
	}
	p.facts = append(p.facts, c)
	return len(p.facts) - 1, nil
}

// wrongCount says what is wrong with so many arguments of a fact; "" if nothing is.
func (f *FactInfo) wrongCount(n int) string {
	switch {
	case n == 0 && f.least() > 1:
		return "it needs arguments"
	case n == 0 && f.least() == 1:
		return "it needs an argument"
	case n < f.least():
		return "it needs one more argument"
	case n > 0 && len(f.Args) == 0:
		return "it takes no arguments"
	case n > len(f.Args):
		return "too many arguments"
	}
	return ""
}

// keyFollows reports whether what follows the parenthesis is no number.
func (p *exprParser) keyFollows() bool {
	ahead := *p.lexer
	return ahead.skip() && (ahead.line[ahead.at] < '0' || ahead.line[ahead.at] > '9') && ahead.line[ahead.at] != ')'
}

// args parses words in parentheses; the opening one is the next token.
func (p *exprParser) args(info *FactInfo) (args []string, bad *Error) {
	for p.tok.kind != tokClose {
		if bad := p.advance(); bad != nil {
			return nil, bad
		}
		if p.tok.kind != tokWord {
			return nil, p.wrongHere("not expected here", "write it as "+info.Syntax())
		}
		arg := p.tok.text
		if len(args) < len(info.Args) {
			is, wrong, hint := factArgument(info.Args[len(args)].Kind, arg)
			if wrong != "" {
				return nil, p.wrongHere(wrong, hint)
			}
			arg = is
		}
		args = append(args, arg)
		if bad := p.advance(); bad != nil {
			return nil, bad
		}
		if p.tok.kind != tokComma && p.tok.kind != tokClose {
			return nil, p.wrongHere("not expected here", "write it as "+info.Syntax())
		}
	}
	return args, p.advance()
}

// operand parses what a fact is compared with.
func (p *exprParser) operand(left *FactInfo) (operand, *Error) {
	if p.tok.kind == tokWord && !p.tok.quoted {
		if f := FindFact(p.tok.text); f != nil && f.typ == left.typ {
			ahead := *p.lexer
			if f.standsAlone() || ahead.skip() && ahead.line[ahead.at] == '(' {
				i, bad := p.call(f)
				return operand{fact: i}, bad
			}
		}
	}
	o := operand{fact: -1}
	var words []token
	for {
		switch {
		case p.tok.kind != tokWord:
			return o, p.wrongHere("not expected here", left.Is())
		case p.is(wordAnd), p.is(wordOr), p.is(wordNot), p.is(wordContains):
			return o, p.wrongHere("not a value", "put it in quotes if it is meant as one")
		}
		words = append(words, p.tok)
		if bad := p.advance(); bad != nil {
			return o, bad
		}
		if p.tok.kind != tokComma {
			break
		}
		if left.typ != list {
			return o, p.wrongHere(left.Name+" is not a list", left.Is()+"; put a text with a comma in quotes")
		}
		if bad := p.advance(); bad != nil {
			return o, bad
		}
	}
	var bad *Error
	o.value, bad = p.literal(left, words)
	return o, bad
}

// literal parses words as a value of the fact's type.
func (p *exprParser) literal(f *FactInfo, words []token) (v value, bad *Error) {
	w := words[0]
	refuse := func(hint string) *Error { return p.wrongWord(w.word, "not a value of "+f.Name, hint) }
	if !w.quoted && w.text == wordNone && len(words) == 1 && (f.typ == text || f.typ == list) {
		return value{none: true}, nil
	}
	switch f.typ {
	case number:
		n, err := strconv.ParseInt(w.text, 10, 64)
		if err != nil {
			return v, refuse(f.Is())
		}
		v.n = n
	case latency:
		d, err := time.ParseDuration(w.text)
		if err != nil {
			return v, refuse(f.Is())
		}
		v.n = int64(d)
	case oneOf, yesNo:
		if !slices.Contains(f.Words(), w.text) {
			return v, refuse(among(w.text, "allowed", f.Words()))
		}
		v.text = w.text
	case text:
		v.text = w.text
	case list:
		for _, w := range words {
			v.list = append(v.list, w.text)
		}
	}
	return v, nil
}

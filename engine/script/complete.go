// Completion: the words that can stand at the cursor of a line.

package script

import (
	"slices"
	"strings"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/load"
)

// Known is the names that a completion may offer, in the order in which it offers them.
type Known struct {
	Nodes, Keys, Clients []string
	Racks, DCs           []string // racks as DC/RACK
}

// Complete returns the words that can replace the word before the cursor, and where in the
// line that word begins, in bytes; line is the text before the cursor. The words are
// written as the language reads them, quoted if necessary. There are no completions for
// values, numbers and durations.
func Complete(line string, known Known) (from int, words []string) {
	l := &lexer{line: line}
	var before []word
	for {
		at := l.at
		w, ok, bad := l.next()
		if bad != nil {
			return len(line), nil // an open quote, a broken escape
		}
		if !ok {
			if l.at = at; strings.Contains(line[at:], "#") {
				return len(line), nil // a comment
			}
			break
		}
		before = append(before, w)
	}
	last := word{from: len(line), to: len(line)}
	if n := len(before); n > 0 && before[n-1].to == len(line) {
		last, before = before[n-1], before[:n-1]
	}
	if len(before) == 0 {
		return last.from, matching(last.text, verbNames())
	}
	v, ok := Find(before[0].text)
	if !ok {
		return len(line), nil
	}
	if kind := v.expression(); kind != 0 {
		return completeExpr(line, before[0].to, kind, known)
	}
	return last.from, matching(last.text, candidates(&v, before[1:], known))
}

// matching returns the names that begin with what has been typed.
func matching(typed string, names []string) (out []string) {
	for _, name := range names {
		if strings.HasPrefix(name, typed) && !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return out
}

// quoteAll writes names as words of a line.
func quoteAll(names []string) []string {
	out := make([]string, len(names))
	for i, s := range names {
		out[i] = event.Quote(s)
	}
	return out
}

// candidates lists what can stand in the place of a verb's next argument, after the given
// words.
func candidates(v *VerbInfo, typed []word, known Known) []string {
	rest := slices.Clone(v.Args)
	setting := ""
	for i := 0; i < len(typed); i++ {
		at := slices.IndexFunc(rest, func(a Arg) bool { return a.Word == "" || a.Word == typed[i].text && !typed[i].quoted })
		if at < 0 {
			return nil
		}
		arg := rest[at]
		if arg.Word != "" && arg.Kind != Flag {
			if i++; i == len(typed) {
				return names(arg.Kind, setting, known)
			}
		}
		if arg.Kind == Setting {
			setting = typed[i].text
		}
		rest = slices.Delete(rest, at, at+1)
	}
	var out []string
	for _, arg := range rest {
		if arg.Word == "" {
			out = append(out, names(arg.Kind, setting, known)...)
			if !arg.Optional {
				return out
			}
			continue
		}
		out = append(out, arg.Word)
	}
	return out
}

// names lists the names that an argument can have.
func names(kind Kind, setting string, known Known) []string {
	switch kind {
	case Key:
		return quoteAll(known.Keys)
	case Client:
		return quoteAll(known.Clients)
	case Node:
		return quoteAll(known.Nodes)
	case Rack:
		return quoteAll(known.Racks)
	case DC:
		return quoteAll(known.DCs)
	case Level:
		return engine.FindSetting("r").Words()
	case Requests:
		return []string{engine.LoadOff}
	case AnyNode:
		return []string{load.AnyNode}
	case OnOff:
		return []string{engine.GossipOn, engine.GossipOff}
	case Outcome:
		return outcomeWords()[1:]
	case Cargo:
		return cargoWords()
	case Percent:
		return []string{"50", "95", "99", "99.9", "100"}
	case NodeOrAll:
		return append([]string{allNodes}, quoteAll(known.Nodes)...)
	case Link:
		return links(known.Nodes)
	case Setting:
		return engine.SettingNames()
	case SettingValue:
		if k := engine.FindSetting(setting); k != nil {
			return k.Words()
		}
	}
	return nil
}

// allNodes is what heal takes instead of a node.
const allNodes = "all"

// manyNodes is the number of nodes from which links are not listed.
const manyNodes = 8

// links lists the nodes and, if they are few, the links between them.
func links(nodes []string) []string {
	out := make([]string, len(nodes))
	for i, n := range nodes {
		if out[i] = event.Quote(n); strings.Contains(n, "-") {
			out[i] = event.Quoted(n) // a bare dash would make it a link
		}
	}
	if len(nodes) > manyNodes {
		return out
	}
	for i, a := range nodes {
		for _, b := range nodes[i+1:] {
			if !strings.Contains(a+b, "-") {
				out = append(out, event.Quote(a+"-"+b))
			}
		}
	}
	return out
}

// completeExpr completes an expression, which begins after start.
func completeExpr(line string, start int, kind Kind, known Known) (from int, words []string) {
	p := &exprParser{lexer: &lexer{line: line, at: start}}
	var before []token
	for {
		if bad := p.advance(); bad != nil {
			return len(line), nil
		}
		if p.tok.kind == tokEnd {
			break
		}
		before = append(before, p.tok)
	}
	last := token{word: word{from: len(line), to: len(line)}}
	if n := len(before); n > 0 && before[n-1].kind == tokWord && before[n-1].to == len(line) {
		last, before = before[n-1], before[:n-1]
	}
	out := exprCandidates(before, known)
	if kind == Goal && len(before) == 0 {
		out = append([]string{goalQuiet}, out...) // quiet is only a goal; reply is also a fact
	}
	return last.from, matching(last.text, out)
}

// exprCandidates lists what can follow the tokens of an expression.
func exprCandidates(before []token, known Known) []string {
	n := len(before)
	if n == 0 {
		return starts()
	}
	switch last := before[n-1]; last.kind {
	case tokOpen, tokComma:
		if f, arg := argument(before); f != nil {
			if arg < len(f.Args) {
				return names(f.Args[arg].Kind, "", known)
			}
			return nil
		}
		if last.kind == tokComma {
			return quoteAll(known.Nodes)
		}
		return starts()
	case tokOperator:
		return values(before[:n-1], known)
	case tokWord:
		switch {
		case last.text == wordAnd || last.text == wordOr || last.text == wordNot:
			return starts()
		case last.text == wordContains:
			return values(before[:n-1], known)
		case n > 1 && (before[n-2].kind == tokOperator || before[n-2].kind == tokComma || before[n-2].text == wordContains):
			return []string{wordAnd, wordOr}
		}
		if f := FindFact(last.text); f != nil {
			return operators(f.typ)
		}
	case tokClose:
		if f := called(before); f != nil {
			return operators(f.typ)
		}
		return []string{wordAnd, wordOr}
	}
	return nil
}

// starts lists what can begin a comparison.
func starts() []string { return append(FactNames(), wordNot) }

// argument returns the fact whose parenthesis is open at the end, and the index of its
// next argument; nil if there is none.
func argument(before []token) (*FactInfo, int) {
	commas := 0
	for i := len(before) - 1; i > 0; i-- {
		switch before[i].kind {
		case tokComma:
			commas++
		case tokOpen:
			return FindFact(before[i-1].text), commas
		case tokClose, tokOperator:
			return nil, 0
		}
	}
	return nil, 0
}

// called returns the fact whose arguments end the tokens; nil if the closing parenthesis
// belongs to something else.
func called(before []token) *FactInfo {
	for i := len(before) - 2; i > 0; i-- {
		switch before[i].kind {
		case tokOpen:
			return FindFact(before[i-1].text)
		case tokClose, tokOperator:
			return nil
		}
	}
	return nil
}

// values lists what the fact that ends the tokens can be compared with.
func values(before []token, known Known) []string {
	if len(before) == 0 {
		return nil
	}
	f := FindFact(before[len(before)-1].text)
	if before[len(before)-1].kind == tokClose {
		f = called(before)
	}
	if f == nil {
		return nil
	}
	switch {
	case f.typ == oneOf || f.typ == yesNo:
		return f.Words()
	case f.nodes:
		return append(quoteAll(known.Nodes), wordNone)
	case f.typ == text || f.typ == list:
		return []string{wordNone}
	}
	return nil
}

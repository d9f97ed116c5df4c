// Tests of the stack of open pages.

package workspace

import (
	"fmt"
	"strings"
	"testing"
)

func (p *Pages) kinds() string {
	var all []string
	for _, o := range p.all[:p.n] {
		all = append(all, fmt.Sprintf("%s:%d", o.Kind, o.Cursor))
	}
	return strings.Join(all, " ")
}

func TestPages(t *testing.T) {
	var p Pages
	want := func(kinds string) {
		t.Helper()
		if got := p.kinds(); got != kinds {
			t.Fatalf("%q is open, want %q", got, kinds)
		}
	}
	if p.Top() != nil || p.Pop() != (Open{}) {
		t.Fatal("something is open in a stack that is empty")
	}
	p.Push(Open{Kind: "lanes"})
	p.Push(Open{Kind: "causes"})
	p.Top().Cursor = 3
	want("lanes:0 causes:3")
	p.Push(Open{Kind: "lanes", Cursor: 1}) // a page is open once
	want("causes:3 lanes:1")
	if !p.Raise("causes") || p.Raise("help") {
		t.Fatal("what is open is raised, and nothing else")
	}
	want("lanes:1 causes:3")
	p.Raise("lanes")
	for _, kind := range []PageKind{"help", "node", "faults"} {
		p.Push(Open{Kind: kind})
	}
	want("lanes:1 help:0 node:0 faults:0") // the lowest is forgotten
	if !p.Shows("faults") || p.Shows("node") {
		t.Fatal("another page is seen than the last one")
	}
	private := func(kind PageKind) bool { return kind == "help" }
	own, others := p.Only(private), p.Only(func(kind PageKind) bool { return !private(kind) })
	if own.kinds() != "help:0" || others.kinds() != "lanes:1 node:0 faults:0" {
		t.Fatalf("%q and %q, want the page that is private and the others", own.kinds(), others.kinds())
	}
	p = others.Over(own)
	want("lanes:1 node:0 faults:0 help:0")
	p.Pop()
	p.Pop()
	var same Pages
	same.Push(Open{Kind: "lanes", Cursor: 1})
	same.Push(Open{Kind: "node"})
	if p != same {
		t.Fatalf("%v and %v have the same pages open and differ", p, same)
	}
}

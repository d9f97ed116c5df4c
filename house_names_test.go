// Pages, panes and what a question covers have names that are values: nobody writes one as
// a bare word.

//go:build !race

package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"slices"
	"strings"
	"testing"
)

// nameTypes are the types of such names.
var nameTypes = []string{"ringside/tui/workspace.PageKind", "ringside/presets.Part"}

// TestNamesOfPagesAreValues: wherever such a name is written out, it is where the constant is
// declared. A bare word that nobody declares would cover nothing, and nobody would know.
func TestNamesOfPagesAreValues(t *testing.T) {
	packages := list(t, "-export", "-deps", "./tui/...", "./classroom/...", "./cli")
	declared := make(map[string]int)
	for _, p := range packages {
		part, _, _ := strings.Cut(strings.TrimPrefix(p.ImportPath, "ringside/"), "/")
		if !slices.Contains([]string{"presets", "tui", "classroom", "cli"}, part) {
			continue
		}
		fset := token.NewFileSet()
		files := parsed(t, fset, p)
		info := &types.Info{Types: make(map[ast.Expr]types.TypeAndValue)}
		if _, err := (&types.Config{Importer: exported(fset, packages)}).Check(p.ImportPath, fset, files, info); err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			bare, consts := bareWords(f, info, nameTypes)
			for _, at := range bare {
				t.Errorf("%v: a page, a pane or a cover is named by a bare word; use the constant", fset.Position(at))
			}
			for name, n := range consts { // any order: they are counted
				declared[name] += n
			}
		}
	}
	for _, name := range nameTypes {
		if declared[name] < 9 {
			t.Errorf("%d constants of type %s were found; was it looked at?", declared[name], name)
		}
	}
}

// bareWords returns where a file writes a text of one of the types elsewhere than as the
// value of a constant, and how many constants of each type it declares. The empty text is no
// name.
func bareWords(f *ast.File, info *types.Info, of []string) (bare []token.Pos, consts map[string]int) {
	consts = make(map[string]int)
	typeOf := func(e ast.Expr) string {
		if of := info.TypeOf(e); of != nil { // the path of an import has no type
			return of.String()
		}
		return ""
	}
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.GenDecl:
			if n.Tok != token.CONST {
				return true
			}
			for _, spec := range n.Specs {
				for _, value := range spec.(*ast.ValueSpec).Values {
					if name := typeOf(value); slices.Contains(of, name) {
						consts[name]++
					}
				}
			}
			return false
		case *ast.BasicLit:
			if n.Value != `""` && slices.Contains(of, typeOf(n)) {
				bare = append(bare, n.Pos())
			}
		}
		return true
	})
	return bare, consts
}

// TestBareWordsAreFound shows that the scan above can fail.
func TestBareWordsAreFound(t *testing.T) {
	const src = `package p
type Kind string
const Help Kind = "help"
func show(k Kind) bool { return k == "" }
func f(k Kind, s string) {
	show("lanes")
	switch k { case "log", Help: }
	_ = k == "nodes"
	_ = []Kind{"ring", Help}
	_ = Kind("walk")
	_ = Kind(s)
	_ = s == "nodes"
}`
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "p.go", src, 0)
	if err != nil {
		t.Fatal(err)
	}
	info := &types.Info{Types: make(map[ast.Expr]types.TypeAndValue)}
	if _, err := (&types.Config{}).Check("p", fset, []*ast.File{f}, info); err != nil {
		t.Fatal(err)
	}
	bare, consts := bareWords(f, info, []string{"p.Kind"})
	var lines []int
	for _, at := range bare {
		lines = append(lines, fset.Position(at).Line)
	}
	if want := []int{6, 7, 8, 9, 10}; !slices.Equal(lines, want) || consts["p.Kind"] != 1 {
		t.Errorf("found in lines %v, want %v; %d constants, want 1", lines, want, consts["p.Kind"])
	}
}

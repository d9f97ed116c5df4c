// One table says what is safe to print: nothing asks Go's own instead.

//go:build !race

package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"testing"
)

// TestOnePrintableTable: only internal/printable asks strconv or unicode what can be
// printed, for both let characters pass that nobody can see.
func TestOnePrintableTable(t *testing.T) {
	fset := token.NewFileSet()
	looked := 0
	for _, p := range list(t, "./...") {
		if p.ImportPath == "ringside/internal/printable" {
			continue
		}
		for _, name := range p.GoFiles {
			f, err := parser.ParseFile(fset, filepath.Join(p.Dir, name), nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			looked++
			for _, at := range printTables(f) {
				t.Errorf("%s: ask internal/printable what can be printed", fset.Position(at))
			}
		}
	}
	if looked < 200 {
		t.Errorf("only %d files were looked at", looked)
	}
}

// TestPrintTablesAreFound shows that the test above can fail.
func TestPrintTablesAreFound(t *testing.T) {
	const src = `package p
var a = strconv.IsPrint('a')
var b = strings.ContainsFunc("b", unicode.IsGraphic)
var c = unicode.IsSpace(' ')
var d = strconv.QuoteToGraphic("d")
`
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "p.go", src, 0)
	if err != nil {
		t.Fatal(err)
	}
	var lines []int
	for _, at := range printTables(f) {
		lines = append(lines, fset.Position(at).Line)
	}
	if want := []int{2, 3, 5}; !slices.Equal(lines, want) {
		t.Errorf("found in lines %v, want %v", lines, want)
	}
}

// printTables returns where a file uses a table of Go's of what can be printed.
func printTables(f *ast.File) (found []token.Pos) {
	ast.Inspect(f, func(n ast.Node) bool {
		s, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		pkg, ok := s.X.(*ast.Ident)
		if !ok || pkg.Name != "strconv" && pkg.Name != "unicode" {
			return true
		}
		switch s.Sel.Name {
		case "IsPrint", "IsGraphic", "QuoteToGraphic", "QuoteRuneToGraphic":
			found = append(found, s.Pos())
		}
		return true
	})
	return found
}

// The test that times are written one way: 1000h, and not 1000h0m0s.

//go:build !race

package main

import (
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"slices"
	"strings"
	"testing"
)

// goWrites are the functions that write durations as Go does: what does it shorter, and the
// two that write session files, whose format that is.
var goWrites = []string{"ringside/internal/timespan.Text", "ringside/session.when", "ringside/session.line"}

// TestDurationsAreWrittenShort: what people read has durations as they are typed, which
// timespan.Text writes; Go's own text of a duration, in an argument of fmt or by String, ends in
// zeros. What is no text for people is listed here.
func TestDurationsAreWrittenShort(t *testing.T) {
	eachPackage(t, func(path string, fset *token.FileSet, imp types.Importer, files []*ast.File) {
		for _, at := range longDurations(t, fset, imp, path, files) {
			t.Errorf("%v: write it with timespan.Text", fset.Position(at))
		}
	})
}

// longDurations returns where durations are written as Go writes them.
func longDurations(t *testing.T, fset *token.FileSet, imp types.Importer, path string, files []*ast.File) (found []token.Pos) {
	t.Helper()
	info := &types.Info{Types: make(map[ast.Expr]types.TypeAndValue), Uses: make(map[*ast.Ident]types.Object)}
	if _, err := (&types.Config{Importer: imp}).Check(path, fset, files, info); err != nil {
		t.Fatal(err)
	}
	is := func(e ast.Expr) bool {
		typ := info.Types[e].Type
		return typ != nil && types.TypeString(typ, nil) == "time.Duration" && info.Types[e].Value == nil
	}
	for _, f := range files {
		for _, d := range f.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && slices.Contains(goWrites, path+"."+fn.Name.Name) {
				continue
			}
			ast.Inspect(d, func(n ast.Node) bool {
				call, ok := n.(*ast.CallExpr)
				if !ok {
					return true
				}
				if s, ok := call.Fun.(*ast.SelectorExpr); ok && s.Sel.Name == "String" && is(s.X) || formats(info, call, is) {
					found = append(found, call.Pos())
				}
				return true
			})
		}
	}
	return found
}

// formats reports whether a call gives something to fmt, or to a function like those of fmt,
// that is not counted in numbers: one of its last arguments, of any type, is that, and its
// format, if it has one, has a verb for texts.
func formats(info *types.Info, call *ast.CallExpr, is func(ast.Expr) bool) bool {
	sig, ok := info.Types[call.Fun].Type.(*types.Signature)
	if !ok || !sig.Variadic() || call.Ellipsis.IsValid() {
		return false
	}
	last := sig.Params().Len() - 1
	if types.TypeString(sig.Params().At(last).Type(), nil) != "[]any" || !slices.ContainsFunc(call.Args[last:], is) {
		return false
	}
	if last == 0 || info.Types[call.Args[last-1]].Value == nil {
		return true
	}
	format := info.Types[call.Args[last-1]].Value.ExactString()
	return strings.Contains(format, "%v") || strings.Contains(format, "%s")
}

// TestLongDurationsAreFound shows that the test above can fail.
func TestLongDurationsAreFound(t *testing.T) {
	const src = `package p
import ("fmt"; "time")
var d time.Duration
var a = d.String()
var b = fmt.Sprintf("%v", d)
var c = fmt.Errorf("%d of %s", 3, d)
var e = fmt.Sprint("after ", d)
var f = fmt.Sprintf("1/%d", d)
var g = fmt.Sprintf("%s", "none")
`
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "p.go", src, 0)
	if err != nil {
		t.Fatal(err)
	}
	exports := make(map[string]string)
	for _, p := range list(t, "-export", "-deps", "fmt", "time") {
		exports[p.ImportPath] = p.Export
	}
	imp := importer.ForCompiler(fset, "gc", func(path string) (io.ReadCloser, error) { return os.Open(exports[path]) })
	var lines []int
	for _, at := range longDurations(t, fset, imp, "p", []*ast.File{f}) {
		lines = append(lines, fset.Position(at).Line)
	}
	if want := []int{4, 5, 6, 7}; !slices.Equal(lines, want) {
		t.Errorf("found in lines %v, want %v", lines, want)
	}
}

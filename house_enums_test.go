// The test that lists which an enumeration indexes say which constant each place is for.

//go:build !race

package main

import (
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"testing"
)

// TestEnumsIndexKeyedLists: a list that an enumeration indexes is written with its
// constants as keys ([...]string{Crash: "crash"}), so that a constant added in the middle
// can't shift the others to the wrong word.
func TestEnumsIndexKeyedLists(t *testing.T) {
	lists := 0
	eachPackage(t, func(path string, fset *token.FileSet, imp types.Importer, files []*ast.File) {
		unkeyed, n := unkeyedLists(t, fset, imp, path, files)
		lists += n
		for _, at := range unkeyed {
			t.Errorf("%v: an enumeration indexes this list: key its elements by the constants", fset.Position(at))
		}
	})
	if lists < 30 {
		t.Errorf("only %d lists are indexed by enumerations: the scan misses some", lists)
	}
}

// TestUnkeyedListsAreFound shows that the scan above can fail.
func TestUnkeyedListsAreFound(t *testing.T) {
	const src = `package p
type kind uint8
const (
	a kind = iota
	b
)
type offset int // no enumeration: it has no constants
var words = [...]string{"a", "b"}
var keyed = [...]string{a: "a", b: "b"}
var half = []string{a: "a", "b"}
func f(k kind, i int, o offset) []string {
	local := []string{"a", "b"}
	return []string{
		words[k], local[int(k)], [2]string{"a", "b"}[k], half[k], g(words[:], int(k)), // 5 faults
		keyed[k], [...]string{a: "a"}[k], words[i], words[o], words[0], g(words[:], i),
	}
}
func g(of []string, i int) string { return of[i] }`
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "p.go", src, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	if unkeyed, n := unkeyedLists(t, fset, importer.Default(), "p", []*ast.File{f}); len(unkeyed) != 5 || n != 7 {
		t.Errorf("found %d of 5 faults in %d of 7 lists", len(unkeyed), n)
	}
}

// unkeyedLists returns the index expressions of a package in which an enumeration indexes
// a list whose elements are not all keyed, and how many lists enumerations index in all.
func unkeyedLists(t *testing.T, fset *token.FileSet, imp types.Importer, path string, files []*ast.File) (unkeyed []token.Pos, lists int) {
	t.Helper()
	info := &types.Info{Types: make(map[ast.Expr]types.TypeAndValue), Defs: make(map[*ast.Ident]types.Object), Uses: make(map[*ast.Ident]types.Object)}
	if _, err := (&types.Config{Importer: imp}).Check(path, fset, files, info); err != nil {
		t.Fatal(err)
	}
	written := make(map[types.Object]*ast.CompositeLit) // the literal that a variable begins with
	note := func(name, value ast.Expr) {
		id, named := name.(*ast.Ident)
		if l, ok := value.(*ast.CompositeLit); ok && named && info.Defs[id] != nil {
			written[info.Defs[id]] = l
		}
	}
	visit(files, func(n ast.Node) {
		switch n := n.(type) {
		case *ast.ValueSpec:
			for i, v := range n.Values {
				note(n.Names[i], v)
			}
		case *ast.AssignStmt:
			for i, v := range n.Rhs {
				note(n.Lhs[i], v)
			}
		}
	})
	enum := func(e ast.Expr) bool { return isEnum(info.TypeOf(converted(info, e))) }
	visit(files, func(n ast.Node) {
		var list ast.Expr
		switch n := n.(type) {
		case *ast.IndexExpr:
			if enum(n.Index) {
				list = n.X
			}
		case *ast.CallExpr: // word(words[:], uint8(kind)) indexes as well
			if len(n.Args) != 2 || !enum(n.Args[1]) {
				return
			}
			if s, ok := n.Args[0].(*ast.SliceExpr); ok {
				list = s.X
			}
		}
		l, ok := list.(*ast.CompositeLit)
		if id, named := list.(*ast.Ident); named {
			l, ok = written[info.Uses[id]]
		}
		if !ok || len(l.Elts) == 0 {
			return
		}
		if _, ofMap := info.TypeOf(l).Underlying().(*types.Map); ofMap {
			return
		}
		lists++
		for _, e := range l.Elts {
			if _, keyed := e.(*ast.KeyValueExpr); !keyed {
				unkeyed = append(unkeyed, n.Pos())
				return
			}
		}
	})
	return unkeyed, lists
}

// visit calls f with every node of some files.
func visit(files []*ast.File, f func(ast.Node)) {
	for _, file := range files {
		ast.Inspect(file, func(n ast.Node) bool {
			f(n)
			return true
		})
	}
}

// converted returns what an expression was before it was converted to another type.
func converted(info *types.Info, e ast.Expr) ast.Expr {
	for {
		switch n := e.(type) {
		case *ast.ParenExpr:
			e = n.X
			continue
		case *ast.CallExpr:
			if len(n.Args) == 1 && info.Types[n.Fun].IsType() {
				e = n.Args[0]
				continue
			}
		}
		return e
	}
}

// isEnum reports whether a type is a defined integer type with constants of its own.
func isEnum(of types.Type) bool {
	named, ok := of.(*types.Named)
	if !ok || named.Obj().Pkg() == nil {
		return false
	}
	if basic, ok := named.Underlying().(*types.Basic); !ok || basic.Info()&types.IsInteger == 0 {
		return false
	}
	scope := named.Obj().Pkg().Scope()
	constants := 0
	for _, name := range scope.Names() {
		if c, ok := scope.Lookup(name).(*types.Const); ok && types.Identical(c.Type(), named) {
			constants++
		}
	}
	return constants > 1
}

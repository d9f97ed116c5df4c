// This file tests the inside of the largest packages: that their files call downwards, and
// that the explorer's root stays as small as it is.

//go:build !race

package main

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// large are the packages whose files are held against each other, each with the type that
// its files share, if they do: its methods stand in many of them, and to name it says nothing.
var large = map[string]string{"tui": "Model", "engine": "Cluster", "cli": "app", "tui/page": "", "tui/pane": "Scene"}

// upward are the arrows that close a circle, and may. docs/ARCHITECTURE.md says why.
var upward = map[string][]arrow{
	"tui":    {{"offscreen.go", "model.go"}},
	"engine": {{"faults.go", "cluster.go"}, {"network.go", "message_faults.go"}},
}

// arrow goes from a file to one that declares what it uses.
type arrow struct{ from, to string }

func (a arrow) String() string { return a.from + " → " + a.to }

// TestArrowsBetweenFiles: without the arrows that may close one, there is no circle of files
// in a large package; and those that may are there, and are explained.
func TestArrowsBetweenFiles(t *testing.T) {
	page, err := os.ReadFile("docs/ARCHITECTURE.md")
	if err != nil {
		t.Fatal(err)
	}
	for root := range large { // any order: each is looked at by itself
		arrows := arrowsIn(t, root)
		for _, up := range upward[root] {
			if arrows[up] == nil {
				t.Errorf("%s: %v is not there any more", root, up)
			}
			if said := fmt.Sprintf("`%s/%s` → `%s/%s`", root, up.from, root, up.to); !bytes.Contains(page, []byte(said)) {
				t.Errorf("docs/ARCHITECTURE.md does not say why there is %s", said)
			}
			delete(arrows, up)
		}
		if ring := circle(arrows); ring != nil {
			t.Errorf("%s: files call each other in a circle:", root)
			for _, a := range ring {
				t.Errorf("\t%v: %s", a, strings.Join(arrows[a], " "))
			}
		}
	}
}

// TestArrowsInCirclesAreFound shows that the search above can fail.
func TestArrowsInCirclesAreFound(t *testing.T) {
	down := map[arrow][]string{{"a", "b"}: nil, {"a", "c"}: nil, {"b", "c"}: nil, {"d", "b"}: nil}
	if got := circle(down); got != nil {
		t.Errorf("a circle of %v in what only runs down", got)
	}
	down[arrow{"c", "d"}] = nil
	if got, want := circle(down), []arrow{{"b", "c"}, {"c", "d"}, {"d", "b"}}; !slices.Equal(got, want) {
		t.Errorf("found %v, want %v", got, want)
	}
}

// circle returns arrows that lead from a file back to it; nil if none do.
func circle(arrows map[arrow][]string) []arrow {
	next := make(map[string][]string)
	for a := range arrows { // any order: it is sorted
		next[a.from] = append(next[a.from], a.to)
	}
	var files []string
	for f := range next { // any order: it is sorted
		slices.Sort(next[f])
		files = append(files, f)
	}
	slices.Sort(files)
	done := make(map[string]bool)
	var path []string
	var visit func(f string) []arrow
	visit = func(f string) (ring []arrow) {
		if i := slices.Index(path, f); i >= 0 {
			for j, from := range path[i:] {
				ring = append(ring, arrow{from, append(path[i:], f)[j+1]})
			}
			return ring
		}
		if done[f] {
			return nil
		}
		path = append(path, f)
		for _, to := range next[f] {
			if ring := visit(to); ring != nil {
				return ring
			}
		}
		path, done[f] = path[:len(path)-1], true
		return nil
	}
	for _, f := range files {
		if ring := visit(f); ring != nil {
			return ring
		}
	}
	return nil
}

// arrowsIn returns which files of a package use what others of it declare, and what that
// is. Fields don't count, nor does what a method belongs to.
func arrowsIn(t *testing.T, root string) map[arrow][]string {
	t.Helper()
	fset := token.NewFileSet()
	pkg, files, info := checked(t, fset, root)
	file := func(at token.Pos) string { return filepath.Base(fset.Position(at).Filename) }
	owner := make(map[*ast.Ident]bool)
	for _, f := range files {
		for _, d := range f.Decls {
			if d, ok := d.(*ast.FuncDecl); ok && d.Recv != nil {
				ast.Inspect(d.Recv, func(n ast.Node) bool {
					if id, ok := n.(*ast.Ident); ok {
						owner[id] = true
					}
					return true
				})
			}
		}
	}
	arrows := make(map[arrow][]string)
	for id, obj := range info.Uses { // any order: it is sorted
		_, method := obj.(*types.Func)
		if obj.Pkg() != pkg || owner[id] || obj.Name() == large[root] || !method && obj.Parent() != pkg.Scope() {
			continue
		}
		if a := (arrow{file(id.Pos()), file(obj.Pos())}); a.from != a.to && !slices.Contains(arrows[a], obj.Name()) {
			arrows[a] = append(arrows[a], obj.Name())
		}
	}
	for a := range arrows { // any order: each is sorted
		slices.Sort(arrows[a])
	}
	if len(arrows) < 10 {
		t.Fatalf("%s has %d arrows; was it looked at?", root, len(arrows))
	}
	return arrows
}

// checked parses a package and finds out what its names mean.
func checked(t *testing.T, fset *token.FileSet, root string) (pkg *types.Package, files []*ast.File, info *types.Info) {
	t.Helper()
	packages := list(t, "-export", "-deps", "./"+root)
	info = &types.Info{Uses: make(map[*ast.Ident]types.Object)}
	i := slices.IndexFunc(packages, func(p listed) bool { return p.ImportPath == "ringside/"+root })
	files = parsed(t, fset, packages[i])
	pkg, err := (&types.Config{Importer: exported(fset, packages)}).Check("ringside/"+root, fset, files, info)
	if err != nil {
		t.Fatal(err)
	}
	return pkg, files, info
}

// What the explorer's root may hold: it routes messages and composes the frame.
const (
	mostRootLines   = 1450
	mostRootMethods = 45 // of Model
)

// TestArchitectureOfTheExplorer: the explorer's root does not grow again, and outside of layout nobody
// asks case by case which pane or which page it is.
func TestArchitectureOfTheExplorer(t *testing.T) {
	lines, methods := 0, 0
	names := panesAndPages(t)
	err := filepath.WalkDir("tui", func(path string, entry os.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		code, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		fset := token.NewFileSet()
		f, err := parser.ParseFile(fset, path, code, 0)
		if err != nil {
			return err
		}
		if filepath.Dir(path) == "tui" {
			lines += bytes.Count(code, []byte("\n"))
			methods += methodsOf(f, "Model")
		}
		if filepath.Dir(path) != filepath.Join("tui", "layout") {
			for _, at := range asksWhich(f, names) {
				t.Errorf("%v: asks which pane or page it is; let that say what is special about it", fset.Position(at))
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if lines > mostRootLines || methods > mostRootMethods {
		t.Errorf("the root of tui has %d lines and %d methods of Model, allowed are %d and %d: what grows wants a package of its own",
			lines, methods, mostRootLines, mostRootMethods)
	}
	if lines == 0 || methods == 0 {
		t.Error("the root was not looked at")
	}
}

// methodsOf counts the methods of a type in a file.
func methodsOf(f *ast.File, name string) (n int) {
	for _, d := range f.Decls {
		d, ok := d.(*ast.FuncDecl)
		if !ok || d.Recv == nil {
			continue
		}
		of := d.Recv.List[0].Type
		if star, ok := of.(*ast.StarExpr); ok {
			of = star.X
		}
		if id, ok := of.(*ast.Ident); ok && id.Name == name {
			n++
		}
	}
	return n
}

// panesAndPages returns how the panes and the pages are named outside of their packages:
// the constants of layout.Pane, and what a page says that it is.
func panesAndPages(t *testing.T) map[string]bool {
	t.Helper()
	names := make(map[string]bool)
	inspect(t, "tui/layout/*.go", func(n ast.Node) {
		consts, ok := n.(*ast.GenDecl)
		if !ok || consts.Tok != token.CONST {
			return
		}
		if of, ok := consts.Specs[0].(*ast.ValueSpec).Type.(*ast.Ident); !ok || of.Name != "Pane" {
			return
		}
		for _, spec := range consts.Specs {
			if name := spec.(*ast.ValueSpec).Names[0].Name; name != "Panes" { // how many there are
				names["layout."+name] = true
			}
		}
	})
	inspect(t, "tui/page/*.go", func(n ast.Node) {
		if kind, ok := n.(*ast.KeyValueExpr); ok && fmt.Sprint(kind.Key) == "Kind" {
			if name, ok := kind.Value.(*ast.Ident); ok {
				names["page."+name.Name] = true
			}
		}
	})
	for _, name := range []string{"layout.Ring", "layout.Lesson", "page.Help", "page.Lanes"} {
		if !names[name] {
			t.Errorf("%s is not among %v", name, names)
		}
	}
	return names
}

// inspect calls f with all that is in the files of a pattern.
func inspect(t *testing.T, pattern string, f func(ast.Node)) {
	t.Helper()
	paths, err := filepath.Glob(pattern)
	if err != nil || len(paths) == 0 {
		t.Fatalf("%s: %d files, %v", pattern, len(paths), err)
	}
	for _, path := range paths {
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			f(n)
			return true
		})
	}
}

// asksWhich lists the places in a file where something is compared with one of the names.
func asksWhich(f *ast.File, names map[string]bool) (found []token.Pos) {
	ask := func(all ...ast.Expr) {
		for _, e := range all {
			if s, ok := e.(*ast.SelectorExpr); ok && names[fmt.Sprintf("%v.%s", s.X, s.Sel.Name)] {
				found = append(found, s.Pos())
			}
		}
	}
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CaseClause:
			ask(n.List...)
		case *ast.BinaryExpr:
			switch n.Op {
			case token.EQL, token.NEQ, token.LSS, token.LEQ, token.GTR, token.GEQ:
				ask(n.X, n.Y)
			}
		}
		return true
	})
	return found
}

// TestArchitectureQuestionsAreFound shows that the scan above can fail.
func TestArchitectureQuestionsAreFound(t *testing.T) {
	const src = `package p
func f(p layout.Pane, k string) {
	switch p { case layout.Log: }
	switch { case k == "" || p < layout.Log: }
	switch k { case page.Help: }
	p = layout.Log
}
func (m *Model) g() {}
func (Model) h() {}
`
	f, err := parser.ParseFile(token.NewFileSet(), "p.go", src, 0)
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]bool{"layout.Log": true, "page.Help": true}
	if found, n := asksWhich(f, names), methodsOf(f, "Model"); len(found) != 3 || n != 2 {
		t.Errorf("%d questions and %d methods found, want 3 and 2", len(found), n)
	}
}

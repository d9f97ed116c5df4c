// The tests of documentation comments: what is exported says what it is, and each package
// has one comment.

//go:build !race

package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// TestExportedNamesAreDocumented: every exported declaration has a comment that begins
// with its name (an article may precede that of a type), and every package has exactly one
// comment, which begins with "Package" and its name. Commands and tests are left out.
func TestExportedNamesAreDocumented(t *testing.T) {
	complaints, names, err := undocumented(os.DirFS("."))
	if err != nil {
		t.Fatal(err)
	}
	if names < 1000 {
		t.Errorf("only %d exported names were found: the walk misses some", names)
	}
	for _, c := range complaints {
		t.Error(c)
	}
}

// TestMissingCommentsAreFound shows that the test above can fail.
func TestMissingCommentsAreFound(t *testing.T) {
	files := fstest.MapFS{
		"p/good.go": {Data: []byte(`// Package p does things.
package p

// Word is one.
type Word int

// The words.
const (
	A Word = iota // the first
	B             // the second
)

// C is one, too.
const C Word = 2

// A List has them.
type List struct{ Words []Word }

// Len returns how many there are.
func (l *List) Len() int { return len(l.Words) }

type hidden int

func (hidden) Exported() {}

func (hidden) Known() {}
`)},
		"p/bad.go": {Data: []byte(`// Package p does others.
package p

type Bare int

func (Bare) Silent() {}

// It says something.
func Pronoun() {}

// Worded is another name.
func Word2() {}

// D and E.
var D, E int

const F = 1
`)},
		"p/q/q.go":        {Data: []byte("// This file says.\n\npackage q\n")},
		"p/q/q_test.go":   {Data: []byte("package q\n\nfunc Silent() {}\n")},
		"cmd/main.go":     {Data: []byte("package main\n\nfunc Silent() {}\n")},
		"p/testdata/x.go": {Data: []byte("package x\n\nfunc Silent() {}\n")},
	}
	got, _, err := undocumented(files)
	want := []string{
		"p has 2 package comments: one says what the package is",
		`p/bad.go:12: Word2 needs a comment that begins with its name`,
		`p/bad.go:17: F needs a comment that begins with its name`,
		`p/bad.go:4: Bare needs a comment that begins with its name`,
		`p/bad.go:6: Silent needs a comment that begins with its name`,
		`p/bad.go:9: Pronoun needs a comment that begins with its name`,
		"p/q has 0 package comments: one says what the package is",
	}
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("found\n%s\n%v; want\n%s", strings.Join(got, "\n"), err, strings.Join(want, "\n"))
	}
}

// undocumented returns, sorted, what is wrong with the documentation of all packages but
// commands, and how many exported names there are. Hidden folders and testdata are left out.
func undocumented(root fs.FS) (complaints []string, names int, err error) {
	comments := make(map[string]int) // of each package, by folder
	fset := token.NewFileSet()
	err = fs.WalkDir(root, ".", func(file string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && file != "." && (entry.Name() == "testdata" || strings.HasPrefix(entry.Name(), ".")):
			return fs.SkipDir
		case entry.IsDir() || path.Ext(file) != ".go" || strings.HasSuffix(file, "_test.go"):
			return nil
		}
		source, err := fs.ReadFile(root, file)
		if err != nil {
			return err
		}
		f, err := parser.ParseFile(fset, file, source, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil || f.Name.Name == "main" {
			return err
		}
		comments[path.Dir(file)] += 0
		if f.Doc != nil {
			comments[path.Dir(file)]++
			if !strings.HasPrefix(f.Doc.Text(), "Package "+f.Name.Name+" ") {
				complaints = append(complaints, fmt.Sprintf("%s: the package comment begins with %q", file, "Package "+f.Name.Name))
			}
		}
		for _, decl := range f.Decls {
			bare, n := bareNames(decl)
			names += n
			for _, name := range bare {
				complaints = append(complaints, fmt.Sprintf("%s:%d: %s needs a comment that begins with its name",
					file, fset.Position(name.Pos()).Line, name.Name))
			}
		}
		return nil
	})
	for folder, n := range comments {
		if n != 1 {
			complaints = append(complaints, fmt.Sprintf("%s has %d package comments: one says what the package is", folder, n))
		}
	}
	slices.Sort(complaints)
	return complaints, names, err
}

// bareNames returns the exported names of a declaration that have no comment of their own
// or one that begins otherwise, and how many exported names there are in all. In a group
// in parentheses the comment of the group will do, or one at or above a name before it.
func bareNames(decl ast.Decl) (bare []*ast.Ident, names int) {
	look := func(name *ast.Ident, documented bool) {
		if name.IsExported() {
			names++
			if !documented {
				bare = append(bare, name)
			}
		}
	}
	switch d := decl.(type) {
	case *ast.FuncDecl:
		if d.Recv == nil || receiver(d).IsExported() {
			look(d.Name, begins(d.Doc, d.Name))
		}
	case *ast.GenDecl:
		covered := false
		for _, spec := range d.Specs {
			switch s := spec.(type) {
			case *ast.TypeSpec:
				covered = s.Doc != nil || s.Comment != nil || covered
				grouped := d.Lparen.IsValid() && (d.Doc != nil || covered)
				look(s.Name, grouped || begins(s.Doc, s.Name) || begins(d.Doc, s.Name))
			case *ast.ValueSpec:
				covered = s.Doc != nil || s.Comment != nil || covered
				for _, name := range s.Names {
					grouped := d.Lparen.IsValid() && (d.Doc != nil || covered)
					look(name, grouped || begins(d.Doc, s.Names[0]))
				}
			}
		}
	}
	return bare, names
}

// receiver returns the name of the type that a method belongs to.
func receiver(d *ast.FuncDecl) *ast.Ident {
	of := d.Recv.List[0].Type
	for {
		switch n := of.(type) {
		case *ast.StarExpr:
			of = n.X
		case *ast.IndexExpr:
			of = n.X
		case *ast.IndexListExpr:
			of = n.X
		default:
			return of.(*ast.Ident)
		}
	}
}

// begins reports whether a comment begins with a name, which an article may precede.
func begins(doc *ast.CommentGroup, name *ast.Ident) bool {
	words := strings.Fields(doc.Text())
	if len(words) > 1 && slices.Contains([]string{"A", "An", "The"}, words[0]) {
		words = words[1:]
	}
	return len(words) > 1 && strings.TrimRight(words[0], ":,.") == name.Name
}

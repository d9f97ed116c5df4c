// Tests of the house's rules: which package may import which, and what the engine must
// not use.

//go:build !race

package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// strangers name what must import nothing of another part, however deep: a checker of
// traces is worth something only as long as it shares nothing with what made them.
var strangers = map[string]string{"ringside/internal/tracecheck": "ringside/"}

// owned names the libraries that only one part of the house may import.
var owned = map[string]string{
	"github.com/spf13/cobra": "ringside/cli",
	"github.com/spf13/viper": "ringside/cli",
	"charm.land/wish/v2":     "ringside/classroom",
}

// heavy names the libraries that no part of the house may import. A template may call any
// exported method by its name, so a program with one keeps all of them, of every type.
var heavy = map[string]string{
	"text/template": "4 MB of the binary",
	"html/template": "4 MB of the binary",
}

type listed struct {
	ImportPath   string
	Dir          string
	Export       string
	GoFiles      []string
	Imports      []string
	TestImports  []string
	XTestImports []string
}

func list(t *testing.T, args ...string) (all []listed) {
	t.Helper()
	cmd := exec.Command("go", append([]string{"list", "-json=ImportPath,Dir,Export,GoFiles,Imports,TestImports,XTestImports"}, args...)...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: %v\n%s", cmd, err, stderr.String())
	}
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var p listed
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
}

// parsed parses the files of a package, with their comments.
func parsed(t *testing.T, fset *token.FileSet, p listed) (files []*ast.File) {
	t.Helper()
	for _, name := range p.GoFiles {
		f, err := parser.ParseFile(fset, filepath.Join(p.Dir, name), nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, f)
	}
	return files
}

// exported imports packages from what the compiler has written of them.
func exported(fset *token.FileSet, packages []listed) types.Importer {
	exports := make(map[string]string)
	for _, p := range packages {
		exports[p.ImportPath] = p.Export
	}
	return importer.ForCompiler(fset, "gc", func(path string) (io.ReadCloser, error) { return os.Open(exports[path]) })
}

// TestArrowsPointDown holds every import against the drawing of the house.
func TestArrowsPointDown(t *testing.T) {
	house := drawing(t)
	for _, p := range list(t, "./...") {
		for _, path := range p.Imports {
			if owner, ok := owned[path]; ok && p.ImportPath != owner {
				t.Errorf("%s imports %s, which only %s may", p.ImportPath, path, owner)
			}
			if cost, ok := heavy[path]; ok {
				t.Errorf("%s imports %s, which costs %s", p.ImportPath, path, cost)
			}
			if stranger, ok := strangers[p.ImportPath]; ok && strings.HasPrefix(path, stranger) {
				t.Errorf("%s imports %s, and must share nothing with it", p.ImportPath, path)
			}
			if ours(path) && !house.allows(p.ImportPath, path) {
				t.Errorf("%s imports %s: the arrow does not point down in the drawing of docs/ARCHITECTURE.md", p.ImportPath, path)
			}
		}
	}
}

// TestRandomTestsAreSteady: a package whose tests draw random scripts plays the same ones
// in every run, unless other seeds are asked for.
func TestRandomTestsAreSteady(t *testing.T) {
	random := 0
	for _, p := range list(t, "./...") {
		tests := slices.Concat(p.TestImports, p.XTestImports)
		if !slices.Contains(tests, "pgregory.net/rapid") {
			continue
		}
		random++
		if !slices.Contains(tests, "ringside/internal/steady") {
			t.Errorf("the tests of %s import rapid, but not ringside/internal/steady", p.ImportPath)
		}
	}
	if random == 0 {
		t.Error("no package has random tests")
	}
}

// pure reports whether a package must be a pure state machine.
func pure(path string) bool {
	return path == "ringside/engine" || strings.HasPrefix(path, "ringside/engine/")
}

// TestEngineIsPure scans everything under engine for what would make two runs
// differ: clocks, global randomness, the outside world, goroutines, and map
// order that nobody has accounted for ("// any order: why" above the loop).
func TestEngineIsPure(t *testing.T) {
	packages := list(t, "-export", "-deps", "./engine/...")
	fset := token.NewFileSet()
	imp := exported(fset, packages)
	checked := 0
	for _, p := range packages {
		if !pure(p.ImportPath) {
			continue
		}
		files := parsed(t, fset, p)
		info := &types.Info{Types: make(map[ast.Expr]types.TypeAndValue), Uses: make(map[*ast.Ident]types.Object)}
		if _, err := (&types.Config{Importer: imp}).Check(p.ImportPath, fset, files, info); err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			checked++
			for _, complaint := range impurities(fset, f, info) {
				t.Error(complaint)
			}
		}
	}
	if checked == 0 {
		t.Fatal("no file under engine was looked at")
	}
}

// impurities lists what a file under engine must not hold.
func impurities(fset *token.FileSet, f *ast.File, info *types.Info) (found []string) {
	complain := func(n ast.Node, what string) { found = append(found, fset.Position(n.Pos()).String()+": "+what) }
	for _, spec := range f.Imports {
		switch path := strings.Trim(spec.Path.Value, `"`); {
		case path == "os" || path == "net" || strings.HasPrefix(path, "net/") || strings.HasPrefix(path, "math/rand") ||
			path == "crypto/rand" || strings.HasPrefix(path, "charm.land/") ||
			strings.HasPrefix(path, "github.com/charmbracelet/"):
			complain(spec, "imports "+path)
		}
	}
	excused := make(map[int]bool)
	for _, group := range f.Comments {
		if strings.Contains(group.Text(), "any order: ") {
			excused[fset.Position(group.End()).Line+1] = true
		}
	}
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.GoStmt:
			complain(n, "starts a goroutine")
		case *ast.RangeStmt:
			_, isMap := info.TypeOf(n.X).Underlying().(*types.Map)
			if isMap && !excused[fset.Position(n.Pos()).Line] {
				complain(n, "ranges over a map without saying why the order can't matter")
			}
		case *ast.Ident:
			if fn, ok := info.Uses[n].(*types.Func); ok && fn.Pkg() != nil && fn.Pkg().Path() == "time" {
				switch fn.Name() {
				case "Now", "Since", "Until", "Sleep", "After", "Tick", "NewTimer", "NewTicker", "AfterFunc":
					complain(n, "calls time."+fn.Name())
				}
			}
		}
		return true
	})
	return found
}

// TestImpuritiesAreFound shows that the scan above can fail.
func TestImpuritiesAreFound(t *testing.T) {
	const src = `package p
import ("time"; "os")
var _ = os.Args
func f(m map[int]int) time.Time {
	for range m {}
	// any order: nothing happens.
	for range m {}
	go f(nil)
	return time.Now()
}`
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "p.go", src, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	info := &types.Info{Types: make(map[ast.Expr]types.TypeAndValue), Uses: make(map[*ast.Ident]types.Object)}
	imp := exported(fset, list(t, "-export", "-deps", "time", "os"))
	if _, err := (&types.Config{Importer: imp}).Check("p", fset, []*ast.File{f}, info); err != nil {
		t.Fatal(err)
	}
	want := []string{
		"p.go:2:17: imports os",
		"p.go:5:2: ranges over a map without saying why the order can't matter",
		"p.go:8:2: starts a goroutine",
		"p.go:9:14: calls time.Now",
	}
	if got := impurities(fset, f, info); !slices.Equal(got, want) {
		t.Errorf("found %q, want %q", got, want)
	}
}

// eachPackage calls scan with the parsed files of each of our packages, and what its types are
// checked with.
func eachPackage(t *testing.T, scan func(path string, fset *token.FileSet, imp types.Importer, files []*ast.File)) {
	t.Helper()
	fset := token.NewFileSet()
	exports := make(map[string]string)
	var ours []listed
	for _, p := range list(t, "-export", "-deps", "./...") {
		exports[p.ImportPath] = p.Export
		if p.ImportPath == "ringside" || strings.HasPrefix(p.ImportPath, "ringside/") {
			ours = append(ours, p)
		}
	}
	imp := importer.ForCompiler(fset, "gc", func(path string) (io.ReadCloser, error) { return os.Open(exports[path]) })
	for _, p := range ours {
		var files []*ast.File
		for _, name := range p.GoFiles {
			f, err := parser.ParseFile(fset, filepath.Join(p.Dir, name), nil, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			files = append(files, f)
		}
		scan(p.ImportPath, fset, imp, files)
	}
}

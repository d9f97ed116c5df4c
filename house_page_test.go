// docs/ARCHITECTURE.md says what is there: its drawing is the plan that imports are held
// against, and every file, function and type that it names exists.

//go:build !race

package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// plan is the drawing of the house: its packages from the top down, one a line. Of a line
// that ends in "/" all packages below a folder stand there.
type plan []string

// drawing reads the plan in docs/ARCHITECTURE.md.
func drawing(t *testing.T) plan {
	t.Helper()
	page, err := os.ReadFile("docs/ARCHITECTURE.md")
	if err != nil {
		t.Fatal(err)
	}
	p := planOf(string(page))
	if len(p) < 50 {
		t.Fatalf("the drawing has %d lines; has it another form now?", len(p))
	}
	return p
}

// planOf reads the first drawing of a page.
func planOf(page string) (p plan) {
	_, rest, _ := strings.Cut(page, "\n```\n")
	text, _, _ := strings.Cut(rest, "\n```")
	for line := range strings.Lines(text) {
		name, _, _ := strings.Cut(line, " ")
		switch name = strings.TrimSpace(name); {
		case name == "":
		case name == "main.go":
			p = append(p, "ringside")
		case strings.HasSuffix(name, "…"):
			p = append(p, "ringside/"+strings.TrimSuffix(name, "…"))
		default:
			p = append(p, "ringside/"+strings.TrimSuffix(name, "/"))
		}
	}
	return p
}

// ours reports whether a package is one of the house.
func ours(path string) bool { return path == "ringside" || strings.HasPrefix(path, "ringside/") }

// line returns the line of a package in the plan, and whether the line is of a whole folder;
// -1 if it stands nowhere.
func (p plan) line(path string) (at int, folder bool) {
	if at = slices.Index(p, path); at >= 0 {
		return at, false
	}
	for at, name := range p {
		if strings.HasSuffix(name, "/") && (path+"/" == name || strings.HasPrefix(path, name)) {
			return at, true
		}
	}
	return -1, false
}

// allows reports whether one package may import another.
func (p plan) allows(from, to string) bool {
	above, folder := p.line(from)
	below, _ := p.line(to)
	return above >= 0 && (above < below || above == below && folder)
}

// TestDrawingIsTheHouse: every package stands in the drawing, and every line of it is a
// package or a folder of them.
func TestDrawingIsTheHouse(t *testing.T) {
	house := drawing(t)
	drawn := make([]bool, len(house))
	for _, p := range list(t, "./...") {
		at, _ := house.line(p.ImportPath)
		if at < 0 {
			t.Errorf("docs/ARCHITECTURE.md has no line for %s", p.ImportPath)
			continue
		}
		drawn[at] = true
	}
	for at, name := range house {
		if !drawn[at] {
			t.Errorf("docs/ARCHITECTURE.md draws %s, which is not there", name)
		}
		if slices.Contains(house[:at], name) {
			t.Errorf("docs/ARCHITECTURE.md draws %s twice", name)
		}
	}
}

// TestWrongDrawingsAreFound shows that the test of arrows can fail.
func TestWrongDrawingsAreFound(t *testing.T) {
	p := planOf("# A page\n\n```\nmain.go   all\na/   one\n\na/b/   two\ntools/…  many\n```\n\n```\nc/ other\n```\n")
	if want := (plan{"ringside", "ringside/a", "ringside/a/b", "ringside/tools/"}); !slices.Equal(p, want) {
		t.Fatalf("the drawing is %q, want %q", p, want)
	}
	for _, c := range []struct {
		from, to string
		may      bool
	}{
		{"ringside", "ringside/a/b", true},
		{"ringside/a", "ringside/a/b", true},
		{"ringside/a/b", "ringside/a", false},
		{"ringside/a", "ringside/a", false},
		{"ringside/tools/x", "ringside/tools/y", true},
		{"ringside/tools/x", "ringside/a", false},
		{"ringside/nowhere", "ringside/a", false},
		{"ringside/a", "ringside/nowhere", false},
	} {
		if p.allows(c.from, c.to) != c.may {
			t.Errorf("may %s import %s: %v", c.from, c.to, !c.may)
		}
	}
}

// TestArchitectureIsThere: whatever docs/ARCHITECTURE.md names is there. An identifier is
// declared in a file or a package that the same paragraph names.
func TestArchitectureIsThere(t *testing.T) {
	page, err := os.ReadFile("docs/ARCHITECTURE.md")
	if err != nil {
		t.Fatal(err)
	}
	named, missing := missingOf(string(page))
	for _, what := range missing {
		t.Errorf("docs/ARCHITECTURE.md names %s", what)
	}
	if named < 100 {
		t.Errorf("%d things are named; has the page another form now?", named)
	}
}

// TestMissingThingsAreFound shows that the test above can fail.
func TestMissingThingsAreFound(t *testing.T) {
	const page = "`main.go`, `main`, and `nothing`.\n\n" +
		"1. `main` alone.\n2. `cli.Main`, `cli.Nobody`, `cli/nofile.go`\n\n" +
		"| `keymaps` | `Match` |\n| a | `Match` |\n\n" +
		"`go test ./cli -run TestReadmeTables -rewrite`, `go test ./cli -run TestNothing`, `ringside check`\n\n" +
		"```\n`not/read`\n```\n"
	named, missing := missingOf(page)
	want := []string{
		"nothing, which no file or package of its paragraph declares",
		"main, which no file or package of its paragraph declares",
		"cli.Nobody, which is not declared there",
		"cli/nofile.go, which is not there",
		"Match, which no file or package of its paragraph declares",
		"TestNothing, which is no test of cli",
	}
	if named != 13 || !slices.Equal(missing, want) {
		t.Errorf("%d are named, missing %q, want 13 and %q", named, missing, want)
	}
}

var (
	ticked     = regexp.MustCompile("`[^`]+`")
	drawn      = regexp.MustCompile("(?s)\n```\n.*?\n```")
	pieces     = regexp.MustCompile(`\n\n|\n(?:\d+\. |- |\|)`)
	identifier = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)
	qualified  = regexp.MustCompile(`^([a-z]+)\.([A-Z][A-Za-z0-9_]*)$`)
	testRun    = regexp.MustCompile(`^go test \./(\S+) -run (\S+)`)
)

// missingOf counts what a page names between backticks, and lists what is not there.
func missingOf(page string) (named int, missing []string) {
	for _, piece := range pieces.Split(drawn.ReplaceAllString(page, "\n"), -1) {
		var words, places []string
		for _, word := range ticked.FindAllString(piece, -1) {
			word = strings.Trim(word, "`")
			words = append(words, word)
			if _, err := os.Stat(word); err == nil {
				places = append(places, word)
			}
		}
		for _, word := range words {
			named++
			switch q, run := qualified.FindStringSubmatch(word), testRun.FindStringSubmatch(word); {
			case slices.Contains(places, word) || strings.HasPrefix(word, "-") || strings.HasPrefix(word, "ringside "):
			case run != nil:
				if !declares(run[1], run[2]) {
					missing = append(missing, run[2]+", which is no test of "+run[1])
				}
			case strings.Contains(word, "/") || strings.HasSuffix(word, ".go"):
				missing = append(missing, word+", which is not there")
			case q != nil:
				if !declares(q[1], q[2]) {
					missing = append(missing, word+", which is not declared there")
				}
			case identifier.MatchString(word):
				if !slices.ContainsFunc(places, func(place string) bool { return declares(place, word) }) {
					missing = append(missing, word+", which no file or package of its paragraph declares")
				}
			}
		}
	}
	return named, missing
}

// declares reports whether a Go file, or one of those of a folder, declares a name: as a
// function, a method, a type, a constant or a variable.
func declares(place, name string) bool {
	files := []string{place}
	if !strings.HasSuffix(place, ".go") {
		files, _ = filepath.Glob(filepath.Join(place, "*.go"))
	}
	return slices.ContainsFunc(files, func(file string) bool {
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		if err != nil {
			return false
		}
		return slices.ContainsFunc(f.Decls, func(d ast.Decl) bool {
			switch d := d.(type) {
			case *ast.FuncDecl:
				return d.Name.Name == name
			case *ast.GenDecl:
				return slices.ContainsFunc(d.Specs, func(s ast.Spec) bool {
					switch s := s.(type) {
					case *ast.TypeSpec:
						return s.Name.Name == name
					case *ast.ValueSpec:
						return slices.ContainsFunc(s.Names, func(n *ast.Ident) bool { return n.Name == name })
					}
					return false
				})
			}
			return false
		})
	})
}

// Phrases that no screen, help, error, lesson or document uses any more.

package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// oddPhrases are grammatical, and not what an engineer would say. Each has a plain
// replacement.
var oddPhrases = []struct{ odd, plain string }{
	{`\bin hand\b`, "chosen"},
	{`\blet(s)? time go on, or halt`, "play or pause"},
	{`\b[Ww]hat else could (be|befall)\b`, "what else can happen"},
	{`\bnobody listens\b`, "connection refused"},
	{`\bby hand\b`, "by you"},
	{`\bthe word of \w+ alone\b`, "only n3 was asked"},
	{`\blast (op|pane)\b`, "previous operation, previous pane"},
	{`\bone word too many\b`, "unexpected argument"},
	{`\bof the ring that is drawn and\b`, "seed of the ring"},
	{`\bbe shown something\b`, "take a lesson"},
	{`\bcould not be \d|\band changed nothing\b`, "refused, without effect"},
	{`\bwould tell you\b`, "give the answer away"},
	{`\bsend away who\b`, "disconnect after"},
	{`\bread meets\b`, "asks"},
	{`\bhold it still\b`, "still hold it"},
	{`\bwhat does an? (read|write) come to\b`, "what is the client told"},
	{`\bby way of\b`, "through"},
	{`\b(lines?|commands?|objects?|files?|events?|requests?|tokens?|one) an? (line|event|row|page|command|key|step|round|node)\b`, "per"},
	{`(^|[\s(])\.\d+ ?(ms|s|µs|%)`, "0.1 ms"},
}

// TestNoOddPhrases: none of them is in a string of the program, in a preset or in the
// README. (Comments and tests are for who reads the code.)
func TestNoOddPhrases(t *testing.T) {
	var odd []*regexp.Regexp
	for _, p := range oddPhrases {
		odd = append(odd, regexp.MustCompile(`(?i)`+p.odd))
	}
	read := 0
	check := func(where, text string) {
		read++
		text = strings.Join(strings.Fields(text), " ") // a phrase may be broken over lines
		for n, re := range odd {
			if found := re.FindString(text); found != "" {
				t.Errorf("%s says %q: say %q", where, found, oddPhrases[n].plain)
			}
		}
	}
	err := filepath.WalkDir(".", func(path string, d os.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (d.Name() == "testdata" || strings.HasPrefix(d.Name(), ".") && path != "."):
			return filepath.SkipDir
		case strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_test.go"):
			return stringsOf(path, check)
		case strings.HasSuffix(path, ".yaml"), path == "README.md":
			text, err := os.ReadFile(path)
			check(path, string(text))
			return err
		}
		return nil
	})
	if err != nil || read < 1000 {
		t.Fatalf("read %d texts: %v", read, err)
	}
}

// stringsOf calls check with every string of a source file.
func stringsOf(path string, check func(where, text string)) error {
	files := token.NewFileSet()
	f, err := parser.ParseFile(files, path, nil, parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	ast.Inspect(f, func(n ast.Node) bool {
		if s, ok := n.(*ast.BasicLit); ok && s.Kind == token.STRING {
			if text, err := strconv.Unquote(s.Value); err == nil {
				check(files.Position(s.Pos()).String(), text)
			}
		}
		return true
	})
	return nil
}

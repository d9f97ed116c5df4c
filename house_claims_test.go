// What screens and exports say of messages and versions comes from engine/explain, where it is
// held against the stores: their own literals have none of its words.

//go:build !race

package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// claiming is what a literal says that claims something of a message, a version or an answer.
var claiming = regexp.MustCompile(`\b(acknowledged|acked|stale|durable|on (its|the) way|was lost|were lost|lost by|read by|deleted by|replaced|superseded|outranked|in flight|had seen|not seen|repaired|has a later)\b`)

// claims are the literals that may: each is a name or a count, or says what is to be chosen.
var claims = map[string]string{
	"stale gets":                "the name of a count of a load",
	"write acknowledged within": "the name of a curve of the lab",
	"stale reads, ":             "the name of a scale of the lab",
	"The model: the coordinator keeps no copy, reads ask all %d, nothing is repaired, %s":                                   "what the lab's model assumes",
	"N %d, delays %s, %s: 99.9%% of reads and of writes within, reads stale that begin at the ack, nodes that may be down":  "the head of the lab's table",
	"  R %d W %d: read %s, write %s, stale %s, down %d":                                                                     "a row of that table",
	"  R %s W %s: read %s, write %s, stale %s; these are set; the numbers above are of answers from anywhere":               "a row of that table",
	"what each R and W costs in latency under these delays, and how stale reads are":                                        "says what a line prints",
	"99% of gets and of puts within, refused, gets that were stale and older, by each R and W; can: whether some order of ": "the head of a table of counts",
	"  N %s R %s W %s, %s: gets %s ms, puts %s ms, %s refused, %s stale (can: %s), %s older (can: %s)":                      "a row of that table",
	"stale": "the name of a count of the observer",
	"no message of the operation is on its way to ":                                         "from View.Messages, by number",
	"A space-time diagram of %s. Messages between nodes: %d, of which %d were lost, in %s.": "counts the drop events of the diagram",
}

func TestScreensClaimNothingThemselves(t *testing.T) {
	read := 0
	for _, dir := range []string{"tui/pane", "tui/page", "tui/panel", "tui/bar", "tui/foot", "tui/plain", "tui/handout", "tui/lesson", "export"} {
		err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			set := token.NewFileSet()
			file, err := parser.ParseFile(set, path, nil, 0)
			if err != nil {
				return err
			}
			ast.Inspect(file, func(n ast.Node) bool {
				lit, ok := n.(*ast.BasicLit)
				if !ok || lit.Kind != token.STRING {
					return true
				}
				read++
				text, _ := strconv.Unquote(lit.Value)
				if found := claiming.FindString(text); found != "" && !strings.HasPrefix(text, "<") && claims[text] == "" {
					t.Errorf("%v: %q says %q; let engine/explain say it, where it is checked", set.Position(lit.Pos()), text, found)
				}
				return true
			})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if read < 1000 {
		t.Errorf("only %d literals were read", read)
	}
}

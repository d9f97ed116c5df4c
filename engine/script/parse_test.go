// Transcripts of the parser, of completion and of the help.

package script

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/cockroachdb/datadriven"

	"ringside/engine"
)

// TestTranscripts runs testdata/transcripts, which are meant to be read. Each line of a
// block is processed on its own:
//
//	parse      the command in its canonical form, or the error with its column
//	expr       the expression in its canonical form, or the error with its column
//	complete   what tab offers at the end of the line, and for which word
//	verbs      the help
//	facts      the help of expressions
//
// A line may contain Go escapes if it begins with a backquote.
func TestTranscripts(t *testing.T) {
	do := map[string]func(line string) string{
		"parse": func(line string) string {
			cmd, err := Parse(line)
			switch {
			case err != nil:
				return where(err)
			case cmd.Verb == 0:
				return "nothing"
			}
			return cmd.String()
		},
		"expr": func(line string) string {
			e, err := ParseExpr(line)
			if err != nil {
				return where(err)
			}
			return e.String()
		},
		"complete": func(line string) string {
			line = strings.TrimSuffix(line, "|")
			from, words := Complete(line, Known{
				Nodes: []string{"n1", "n2", "n3", "dc1-n4"}, Keys: []string{"cart", "two words"}, Clients: []string{"ann", "you"},
				Racks: []string{"dc1/r1", "dc1/r2", "east/a b"}, DCs: []string{"dc1", "east"},
			})
			return fmt.Sprintf("%q: %s", line[from:], strings.Join(words, " "))
		},
	}
	datadriven.Walk(t, "testdata/transcripts", func(t *testing.T, path string) {
		datadriven.RunTest(t, path, func(t *testing.T, d *datadriven.TestData) string {
			var out strings.Builder
			switch d.Cmd {
			case "verbs":
				for _, v := range Verbs() {
					fmt.Fprintf(&out, "%s\n    %s\n    %s\n", v.Syntax(), v.Help, v.Example)
				}
			case "facts":
				for _, f := range Facts() {
					fmt.Fprintf(&out, "%s\n    %s\n    %s\n", f.Syntax(), f.Help, f.Example)
				}
			}
			for line := range strings.Lines(d.Input) {
				line = strings.TrimSuffix(line, "\n")
				if escaped, ok := strings.CutPrefix(line, "`"); ok {
					var err error
					if line, err = strconv.Unquote(`"` + escaped + `"`); err != nil {
						t.Fatalf("%s: %s: %v", d.Pos, escaped, err)
					}
				}
				out.WriteString(do[d.Cmd](line) + "\n")
			}
			return out.String()
		})
	})
}

// where shows an error with the column that its text leaves out.
func where(err error) string {
	var bad *Error
	if errors.As(err, &bad) {
		return fmt.Sprintf("%d: %v", bad.Column, err)
	}
	return "not an *Error: " + err.Error()
}

// TestExamples: the examples in the help parse, and are canonical.
func TestExamples(t *testing.T) {
	seen := map[engine.Verb]bool{}
	for _, v := range Verbs() {
		cmd, err := Parse(v.Example)
		if err != nil || cmd.Verb != v.Verb || cmd.String() != v.Example {
			t.Errorf("the example of %s: %q is %q, %v", v.Verb, v.Example, cmd, err)
		}
		if v.Help == "" || seen[v.Verb] {
			t.Errorf("%s has no help, or stands there twice", v.Verb)
		}
		seen[v.Verb] = true
	}
	for verb := engine.Put; verb <= engine.Fork; verb++ {
		if !seen[verb] {
			t.Errorf("the verb %s is not in the table", verb)
		}
	}
	for _, f := range Facts() {
		e, err := ParseExpr(f.Example)
		if err != nil || e.String() != f.Example || e.facts[0].Name != f.Name {
			t.Errorf("the example of %s: %q is %q, %v", f.Name, f.Example, e, err)
		}
	}
}

// TestDepth: parentheses and nots may be nested up to the limit, and no deeper.
func TestDepth(t *testing.T) {
	nested := func(depth int) string {
		return strings.Repeat("(not ", depth/2) + "missed" + strings.Repeat(")", depth/2)
	}
	if _, err := ParseExpr(nested(deepest)); err != nil {
		t.Error(err)
	}
	for _, s := range []string{nested(deepest + 2), strings.Repeat("not ", 1_000_000) + "missed"} {
		if _, err := ParseExpr(s); err == nil || !strings.Contains(err.Error(), "nested too deeply; at most 100") {
			t.Errorf("%.60s…: %v", s, err)
		}
	}
}

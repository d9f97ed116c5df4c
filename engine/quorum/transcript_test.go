// This file plays transcripts of rules and answers.

package quorum_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/cockroachdb/datadriven"

	"ringside/engine/id"
	"ringside/engine/quorum"
)

// TestTranscripts runs testdata/transcripts, which are to be read.
//
//	record     a rule, one entry a line ("2 of n1 n2 n3"), and what happens then:
//	           "ask n1 n2", "n1 answers", "n1 refuses", "n4 stands in for n3",
//	           "begin anew" with the same rule
//	overlap    two rules; the entries of one begin with read, those of the other with write
func TestTranscripts(t *testing.T) {
	datadriven.Walk(t, "testdata/transcripts", func(t *testing.T, path string) {
		datadriven.RunTest(t, path, func(t *testing.T, d *datadriven.TestData) string {
			switch d.Cmd {
			case "record":
				return record(t, d.Input)
			case "overlap":
				return overlap(t, d.Input)
			}
			t.Fatalf("%s: unknown command %q", d.Pos, d.Cmd)
			return ""
		})
	})
}

func record(t *testing.T, input string) string {
	var out strings.Builder
	var rule quorum.Rule
	var r quorum.Record
	for line := range strings.Lines(input) {
		f := strings.Fields(line)
		switch {
		case len(f) > 1 && f[1] == "of":
			rule = append(rule, entry(t, f))
			r.Begin(rule)
			continue
		case f[0] == "begin":
			r.Begin(rule)
		case f[0] == "ask":
			for _, n := range f[1:] {
				r.Ask(node(t, n))
			}
		case f[1] == "answers", f[1] == "refuses":
			r.Add(node(t, f[0]), f[1] == "answers")
		case f[1] == "stands":
			r.StandIn(node(t, f[0]), node(t, f[4]))
		default:
			t.Fatalf("unknown: %q", line)
		}
		fmt.Fprintf(&out, "%-24s %-10s %d of %d, %d waited for\n",
			strings.TrimSpace(line), r.Outcome(), r.Counted(), r.Rule().Need(), r.Waiting())
	}
	return out.String()
}

func overlap(t *testing.T, input string) string {
	rules := map[string]quorum.Rule{}
	for line := range strings.Lines(input) {
		f := strings.Fields(line)
		rules[f[0]] = append(rules[f[0]], entry(t, f[1:]))
	}
	read, write := rules["read"], rules["write"]
	if quorum.Overlap(read, write) != quorum.Overlap(write, read) {
		t.Fatalf("it depends on the order:\n%s", input)
	}
	if quorum.Overlap(read, write) {
		return "they always meet\n"
	}
	return "they need not meet\n"
}

// entry reads "2 of n1 n2 n3".
func entry(t *testing.T, f []string) quorum.Entry {
	need, err := strconv.Atoi(f[0])
	if err != nil || f[1] != "of" {
		t.Fatalf("%q is no entry: %v", f, err)
	}
	e := quorum.Entry{Need: need}
	for _, n := range f[2:] {
		e.Of = append(e.Of, node(t, n))
	}
	if len(slices.Compact(slices.Sorted(slices.Values(e.Of)))) != len(e.Of) {
		t.Fatalf("%q names a node twice", f)
	}
	return e
}

func node(t *testing.T, name string) id.Node {
	n, err := strconv.Atoi(strings.TrimPrefix(name, "n"))
	if err != nil {
		t.Fatal(err)
	}
	return id.Node(n)
}

// Transcripts of diagrams.

package lanes_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/cockroachdb/datadriven"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/explain"
	"ringside/engine/lanes"
	"ringside/engine/script"
)

// TestTranscripts prints diagrams as text. Directives:
//
//	run [op=N] [steps=(A,B)] [signs]   lines of the command language on five new nodes, and the diagram
//	                                   of what happened: all of it, of an operation, or of some steps
//	clocks [op=N]                      the same events with their vector clocks
//
// Of each row: the time since the first, the lane, the message that ends there or those
// that begin, and the event. Regenerate with: go test ./engine/lanes -rewrite
func TestTranscripts(t *testing.T) {
	datadriven.Walk(t, "testdata/transcripts", func(t *testing.T, path string) {
		var c *engine.Cluster
		datadriven.RunTest(t, path, func(t *testing.T, d *datadriven.TestData) string {
			if d.Cmd == "run" {
				c = play(t, d.Input)
			}
			p := lanes.Part{Signs: d.HasArg("signs")}
			if d.HasArg("op") {
				d.ScanArgs(t, "op", &p.Op)
			}
			if d.HasArg("steps") {
				d.ScanArgs(t, "steps", &p.From, &p.To)
			}
			diagram := lanes.Of(c.Trace(), p)
			if d.Cmd == "clocks" {
				return clocks(c, diagram)
			}
			return rows(c, diagram)
		})
	})
}

// play runs a script on five nodes whose messages take a fixed time.
func play(t testing.TB, lines string) *engine.Cluster {
	t.Helper()
	cfg := engine.Default()
	cfg.Latency = "fixed"
	c, err := engine.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	if err := script.NewRunner(c).RunFile(strings.NewReader(lines), nil); err != nil {
		t.Fatal(err)
	}
	return c
}

func laneName(c *engine.Cluster, l lanes.Lane) string {
	switch l.Kind {
	case lanes.Client:
		return c.Trace().Text(event.Sym(l.Who))
	case lanes.Node:
		return c.NodeName(l.Node())
	case lanes.Hand:
		return "(hand)"
	}
	return "(observer)"
}

func rows(c *engine.Cluster, d *lanes.Diagram) string {
	var b strings.Builder
	for i, l := range d.Lanes {
		if i > 0 {
			b.WriteString(" | ")
		}
		b.WriteString(laneName(c, l))
		if l.Kind == lanes.Node && d.Ill[l.Node()] != 0 {
			fmt.Fprintf(&b, " (%v)", d.Ill[l.Node()])
		}
	}
	fmt.Fprintln(&b)
	for i := range d.Rows {
		row := &d.Rows[i]
		if row.Idle {
			b.WriteString("    ⋮\n")
		}
		fmt.Fprintf(&b, "%8.3f  %-10s", float64(row.At-d.Rows[0].At)/float64(time.Millisecond), laneName(c, row.Lane))
		if row.In >= 0 {
			m := &d.Messages[row.In]
			fmt.Fprintf(&b, " <- %s", laneName(c, m.From))
			if m.Began != i {
				fmt.Fprintf(&b, " from row %d", m.Began)
			}
			if m.Fate != lanes.Arrived {
				fmt.Fprintf(&b, " %s", [...]string{"flying", "", "late", "dropped"}[m.Fate])
			}
		}
		for _, out := range row.Out {
			m := &d.Messages[out]
			fmt.Fprintf(&b, " -> %s to row %d", laneName(c, m.To), m.Ended)
		}
		for _, step := range row.Steps {
			fmt.Fprintf(&b, " [%s]", explain.Brief(c.Trace(), step, c.NodeName))
		}
		fmt.Fprintln(&b)
	}
	if d.Over {
		b.WriteString("over\n")
	}
	return b.String()
}

func clocks(c *engine.Cluster, d *lanes.Diagram) string {
	var b strings.Builder
	for s := range lanes.Clocks(c.Trace(), d) {
		fmt.Fprintf(&b, "%3d %-10s %d", s.Step, laneName(c, s.Lane), s.Own)
		for _, tick := range s.Knows {
			fmt.Fprintf(&b, " %s:%d", laneName(c, tick.Lane), tick.N)
		}
		fmt.Fprintf(&b, "  %s\n", explain.Brief(c.Trace(), s.Step, c.NodeName))
	}
	return b.String()
}

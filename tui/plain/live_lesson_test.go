// Tests of a lesson on a cluster that is known from outside only: an embedded one in the place of
// real nodes.

package plain

import (
	"slices"
	"strings"
	"testing"

	"github.com/cockroachdb/datadriven"

	"ringside/engine"
	"ringside/engine/history"
	"ringside/presets"
	"ringside/tui/draw"
	"ringside/tui/source"
)

// fromOutside is a cluster of which is known what a real one of one's own tells.
type fromOutside struct{ source.Cluster }

func (c fromOutside) View(w engine.Watch) *engine.View {
	v := *c.Cluster.View(w)
	o := engine.Outside{What: "cassandra 5.0.9 at 10.0.0.1", Own: true, Reads: true, Writes: true, Keyspace: "ringside"}
	for who := range v.Nodes {
		h := engine.Holder{Reached: v.Nodes[who].Health == engine.Up, Hints: -1, Of: make([]engine.Heard, len(v.Nodes))}
		for whom := range v.Nodes {
			h.Of[whom] = engine.HeardUp
			for _, by := range v.Nodes[whom].DownBy {
				if int(by) == who {
					h.Of[whom] = engine.HeardDown
				}
			}
		}
		o.Holders = append(o.Holders, h)
	}
	v.Outside = &o
	return &v
}

// live takes a lesson on nodes with other names, whose time can't be turned back, and returns what
// is printed.
func live(t *testing.T, name, lines string) string {
	t.Helper()
	lesson, err := presets.LoadOn(name, []string{"10.0.0.1", "10.0.0.2", "10.0.0.3"})
	if err != nil {
		return err.Error() + "\n"
	}
	c, err := history.New(lesson.Config())
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	if err := Run(t.Context(), Options{Cluster: fromOutside{c}, Learn: lesson, In: strings.NewReader(lines), Out: &out}); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// TestLiveLesson runs transcripts of a lesson on real nodes.
func TestLiveLesson(t *testing.T) {
	datadriven.RunTest(t, "testdata/live_lesson", func(t *testing.T, d *datadriven.TestData) string {
		return live(t, d.Cmd, d.Input)
	})
}

// TestLinesOnATerminal: where lines stand on a terminal they break between words.
func TestLinesOnATerminal(t *testing.T) {
	lesson, err := presets.LoadOn("project-6", []string{"10.0.0.1", "10.0.0.2", "10.0.0.3"})
	if err != nil {
		t.Fatal(err)
	}
	c, err := history.New(lesson.Config())
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	o := Options{Cluster: fromOutside{c}, Learn: lesson, In: strings.NewReader("next\nreveal\nnext\nreveal\n"), Out: &out, Columns: func() int { return 40 }}
	if err := Run(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(out.String()) {
		if line = strings.TrimSuffix(line, "\n"); draw.Width(line) > 40 {
			t.Errorf("%d cells: %q", draw.Width(line), line)
		}
	}
	whole := live(t, "project-6", "next\nreveal\nnext\nreveal\n")
	if got, want := strings.Fields(out.String()), strings.Fields(whole); !slices.Equal(got, want) {
		t.Errorf("the words are %q, want %q", got, want)
	}
}

// TestLiveLessonShown: who has each answer shown, and a way to do what is to be tried, comes to the
// end of a lesson.
func TestLiveLessonShown(t *testing.T) {
	out := live(t, "project-6", strings.Repeat("next\nreveal\n", 7)+"next\nnext\n")
	if !strings.HasSuffix(out, "\nthat was the last step: 0 of 7 right\nsome nodes are still down; ringside cassandra up starts them\n") {
		t.Error(out)
	}
	for _, want := range []string{"the answer: timeout, after 5 s", "the answer: unavailable, at once", "done: Get a write at QUORUM refused"} {
		if !strings.Contains(out, "\n"+want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
}

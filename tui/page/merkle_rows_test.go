// Tests of the words about a comparison of Merkle trees.

package page

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"ringside/engine"
	"ringside/engine/merkle"
	"ringside/engine/script"
	"ringside/tui/pane"
	"ringside/tui/theme"
)

// comparedTwice is a cluster of three in which n1 has missed keys, and then compares with both
// others at once: n2 answers soon and sends what is missing, so that some of it has come before
// n3's answer has.
const comparedTwice = `set antientropy off
set handoff off
set repair off
isolate n1
load 60 puts keys 60 rate 20000
run 3s
heal all
run 4s
slow n3 20
repair n1
until quiet`

func compared(t *testing.T) (v *engine.View, of map[string]*engine.Comparison) {
	t.Helper()
	cfg := engine.Default()
	cfg.Nodes = cfg.Nodes[:3]
	c, err := engine.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	if err := script.NewRunner(c).RunFile(strings.NewReader(comparedTwice), nil); err != nil {
		t.Fatal(err)
	}
	v, of = c.View(engine.Watch{}), make(map[string]*engine.Comparison)
	for _, made := range v.Comparisons {
		of[v.Node(made.Peer)] = made
	}
	if of["n2"] == nil || of["n3"] == nil {
		t.Fatalf("compared: %+v", v.Comparisons)
	}
	return v, of
}

// TestTheSameMeanwhile: of a range whose hashes differed the page does not say that it differs if
// no key of it did any more when the keys were listed; and it says so if only some were left.
func TestTheSameMeanwhile(t *testing.T) {
	v, of := compared(t)
	for peer, want := range map[string]int{"n2": 0, "n3": 1} {
		var none, few int
		for _, row := range TreeRows(of[peer], true) {
			line, verdict := row.Line(v, "n1", peer), row.Verdict("n1", peer)
			if row.IsKey || row.Found != merkle.Listed {
				continue
			}
			below := 0
			for _, key := range of[peer].Rows {
				if key.IsKey && key.Range == row.Range {
					below++
				}
			}
			if same := below == 0; same != (verdict == "then the same") || same != strings.Contains(line, "and then were the same") ||
				same == strings.Contains(line, peer+" listed its keys") {
				t.Errorf("%s: %d keys are listed below %q, %q", peer, below, verdict, line)
			}
			if below == 0 {
				none++
			}
			if strings.Contains(line, "; some had come meanwhile") {
				few++
			}
		}
		if none != want || few != want {
			t.Errorf("%s: nothing was left of %d ranges, and less than was missing of %d; both should be %d", peer, none, few, want)
		}
	}
}

// TestPastComparisons: what a comparison has found is told in the past once it is over, since it
// may not be so any more; what two replicas would find now in the present.
func TestPastComparisons(t *testing.T) {
	v, of := compared(t)
	now := *of["n2"]
	now.Step = 0
	for _, c := range []*engine.Comparison{of["n2"], &now} {
		_, came := TreeHeading(v, c)
		all := came
		for _, row := range TreeRows(c, true) {
			all += "\n" + row.Verdict("n1", "n2") + "\n" + row.Line(v, "n1", "n2")
		}
		for _, word := range strings.FieldsFunc(all, func(r rune) bool { return strings.ContainsRune(" ,;:\n", r) }) {
			switch word {
			case "differ", "differs", "says", "has", "lists":
				if c.Step > 0 {
					t.Errorf("it is over, and %q in %q", word, all)
				}
			case "differed", "said", "had", "listed":
				if c.Step == 0 && word != "listed" {
					t.Errorf("it is so now, and %q in %q", word, all)
				}
			}
		}
	}
}

// TestMerkleVerdictInEachRow: at any width the heading is read to its end, and each row says what
// came of it; in the ink of doubt stands only what differed to the end.
func TestMerkleVerdictInEachRow(t *testing.T) {
	v, of := compared(t)
	now := *of["n3"]
	now.Step, now.Under = 0, false
	th := theme.New(theme.Options{Dark: true})
	for w := 38; w < 120; w++ {
		for _, shown := range []*engine.Comparison{of["n2"], of["n3"], &now} {
			p := &merklePage{seen: []*engine.Comparison{shown}, all: true}
			lines := strings.Split(ansi.Strip(strings.Join(p.Lines(pane.Scene{View: v, Theme: th}, w, 60), "\n")), "\n")
			who, came := TreeHeading(v, shown)
			if head := strings.Join(strings.Fields(strings.Join(lines[:p.top-1], " ")), " "); head != who+" "+came {
				t.Fatalf("%d columns: the heading is %q, want %q and %q", w, head, who, came)
			}
			for i, row := range p.rows[:min(30, len(p.rows))] {
				if want := row.Verdict(v.Node(shown.Asker), v.Node(shown.Peer)); !strings.HasSuffix(strings.TrimRight(lines[p.top+i], " ↑↓"), want) &&
					!(treeColumns(w).short && strings.HasSuffix(strings.TrimRight(lines[p.top+i], " ↑↓"), " "+row.word())) {
					t.Fatalf("%d columns: %q does not say %q", w, lines[p.top+i], want)
				}
				if doubt := row.ink(th).Same(th.Doubt); doubt != (row.Mine != row.Theirs && row.Verdict("", "") != "then the same") {
					t.Fatalf("the ink of doubt for %q: %v", lines[p.top+i], doubt)
				}
			}
		}
	}
}

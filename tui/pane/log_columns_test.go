// Tests of the log's columns: names, and what never shifts.

package pane

import (
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"ringside/engine"
)

// sends returns a scene in which the default cluster's nodes have these names, and the log
// has the messages of a write.
func sends(t *testing.T, names ...string) Scene {
	t.Helper()
	cfg := engine.Default()
	for i, n := range names {
		cfg.Nodes[i].Name = n
	}
	return laidOutOn(cfg, "put cart:42 milk via "+names[0]+"\nuntil quiet\n", 1, 0)(t)
}

// logged returns the log's lines.
func logged(s Scene, w, h int) string {
	var b strings.Builder
	for _, line := range (&Log{}).Lines(s, w, h) {
		b.WriteString(ansi.Strip(line) + "\n")
	}
	return b.String()
}

// TestLogNamesBothEnds: both ends of a message are told apart, whole while there is room for
// the longest names, and else both of them shortened.
func TestLogNamesBothEnds(t *testing.T) {
	long := []string{"amsterdam-1", "amsterdam-2", "amsterdam-3", "amsterdam-4", "amsterdam-5"}
	s := sends(t, long...)
	for _, w := range []int{158, 118, 98} {
		if got := logged(s, w, 30); !strings.Contains(got, "amsterdam-1 → amsterdam-3") || strings.Contains(got, "amsterdam…") {
			t.Errorf("at %d columns with room names are shortened:\n%s", w, got)
		}
	}
	// Two fifths of 60 columns are 24: of those 23 are for two names and an arrow.
	if got := logged(s, 60, 30); !strings.Contains(got, "amst…dam-1 → amst…dam-3") || !strings.Contains(got, "amsterdam-1 → client") {
		t.Errorf("names are not shortened evenly:\n%s", got)
	}
	short := sends(t, "node-1", "node-2", "node-3", "node-4", "node-5")
	for _, w := range []int{158, 78} {
		if got := logged(short, w, 30); !strings.Contains(got, "node-1 → node-3") || !strings.Contains(got, "node-1 → client") {
			t.Errorf("at %d columns:\n%s", w, got)
		}
	}
}

// TestLogStandsStill: lines stand where they stood when the clock gets another digit.
func TestLogStandsStill(t *testing.T) {
	s := sends(t, "n1", "n2", "n3", "n4", "n5")
	for _, w := range []int{118, 38} {
		var first string
		for _, at := range []time.Duration{time.Second, 10 * time.Second, 100 * time.Second, 1000 * time.Second} {
			v := *s.View
			v.Now, s.View = at, &v
			if got := logged(s, w, 30); first == "" {
				first = got
			} else if got != first {
				t.Errorf("at %v and %d columns the log has shifted:\n%s\n%s", at, w, first, got)
			}
		}
	}
}

// TestNamesInSentences: what happened to a version is told with the coordinator's whole name where a
// line has room for it, and else with one that keeps its end, and no sign of a cut follows another.
func TestNamesInSentences(t *testing.T) {
	var names []string
	for i := range 5 {
		names = append(names, "cassandra-prod-eu-west-node-"+string(rune('1'+i)))
	}
	s := sends(t, names...)
	for w, want := range map[int][]string{
		158: {"stored cart:42 cassandra-prod-eu-west-node-1:1", "via cassandra-prod-eu-west-node-1"},
		118: {"write cart:42 cassandra-prod-eu-west-node-1:1", "west-node-1:1  op 1  durable", "via cassandra-prod-eu-west-node-1"},
	} {
		got := logged(s, w, 30)
		for _, words := range want {
			if !strings.Contains(got, words) {
				t.Errorf("at %d columns %q is not there:\n%s", w, words, got)
			}
		}
	}
	for w := 38; w < 160; w++ {
		if got := logged(s, w, 30); strings.Contains(got, "……") {
			t.Errorf("at %d columns:\n%s", w, got)
		}
	}
}

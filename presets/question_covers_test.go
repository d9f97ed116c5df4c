// Tests of what questions cover.

package presets

import (
	"slices"
	"strings"
	"testing"

	"ringside/engine/script"
)

// TestChoicesCover: what a choice covers follows from its words; one that names nothing
// of a cluster covers nothing.
func TestChoicesCover(t *testing.T) {
	names := []string{"n1", "n2", "n3", "cart:42", "milk"}
	panes := "ring walk nodes operation log lanes"
	results := panes + " clock"
	for _, c := range []struct{ question, covers string }{
		{"Tea?|yes|no", ""},
		{"Shall we go on?|yes|not yet", ""},
		{"What is R?|1|2|3", panes + " settings clock"},
		{"Is R+W>N linearizable?|yes|no", panes + " settings clock"},
		{"Is it safe?|yes|no", results},
		{"What is the client told?|ok|timeout", results},
		{"What comes out?|ok|unavailable", results},
		{"Which one?|n1|n2", results},
		{"What about cart:42?|a|b", results},
		{"And now?|milk|bread", results},
		{"Who is down?|nobody|all", panes + " members clock"},
		{"Will a third ack come?|yes|no", results},
		{"Is it stale?|yes|no", results},
	} {
		words := strings.Split(c.question, "|")
		q, err := AskForChoice(words[0], words[1:], 0)
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(PartNames(q.Covers(names)), " "); got != c.covers {
			t.Errorf("%s covers %q, want %q", c.question, got, c.covers)
		}
	}
}

// TestEveryFactIsCovered: every pane and the clock reveal each fact, and nothing reveals
// it that can't be covered.
func TestEveryFactIsCovered(t *testing.T) {
	for _, f := range script.Facts() {
		covers := Telling(&f)
		for _, name := range append(Coverable(), PartClock) {
			if !slices.Contains(covers, name) {
				t.Errorf("%s does not cover %s", f.Name, name)
			}
		}
		for _, name := range covers {
			if !slices.Contains(AllCovers(), name) {
				t.Errorf("%s covers %s, which there is not", f.Name, name)
			}
		}
		for word := range strings.SplitSeq(f.Also, ", ") {
			if want := strings.Join(wordsOf(word), " "); word != want {
				t.Errorf("%s: %s is never met: it would be read as %s", f.Name, word, want)
			}
		}
	}
}

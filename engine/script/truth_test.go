// Tests that nothing holds of a fact that is not known yet, and that all facts are known in the end.

package script

import (
	"slices"
	"strings"
	"testing"

	"ringside/engine"
	"ringside/engine/event"
)

// comparisons lists comparisons of a fact, written with its arguments, with values of its type.
func comparisons(f *FactInfo, fact string) (all []string) {
	values := map[valueType][]string{number: {"0", "7"}, latency: {"0s", "1h"}, text: {"milk", "none"}, list: {"milk", "none"}}[f.typ]
	for _, word := range f.Words() {
		if word != wordNone && word != event.Pending.String() {
			values = append(values, word)
		}
	}
	if f.typ == yesNo {
		all = append(all, fact)
	}
	for _, op := range operators(f.typ) {
		for _, v := range values {
			all = append(all, fact+" "+op+" "+v)
		}
	}
	return all
}

// written is a fact of five nodes with the arguments of its example.
func written(f *FactInfo) string {
	return strings.NewReplacer("n6", "n5").Replace(f.example())
}

// TestNothingHoldsOfWhatIsNotKnownYet: as long as nobody has asked, answered or measured, no
// comparison with a fact of it holds, and no denial of one; of any other fact one of the two does.
func TestNothingHoldsOfWhatIsNotKnownYet(t *testing.T) {
	ofLoads := func(f *FactInfo) bool {
		return f.Name != "loading" && slices.ContainsFunc(loadFacts, func(l FactInfo) bool { return l.Name == f.Name })
	}
	for _, moment := range []struct {
		name, script string
		unknown      func(*FactInfo) bool
	}{
		{"nobody has asked", "", func(f *FactInfo) bool { return f.ofOperation() || ofLoads(f) }},
		{"a get is under way", "get cart\n", func(f *FactInfo) bool { return f.reply || ofLoads(f) }},
		{"a get is answered", "get cart\nuntil reply\n", ofLoads},
		{"a load is over", "load 20 mix 0.5 keys 2\nuntil quiet\nget cart\nuntil reply\n", func(*FactInfo) bool { return false }},
	} {
		c := newCluster(t)
		r := NewRunner(c)
		for line := range strings.Lines(moment.script) {
			cmd, err := Parse(strings.TrimSpace(line))
			if err == nil {
				err = r.Exec(cmd)
			}
			for done := false; err == nil && !done; {
				done, err = r.Advance(1000)
			}
			if err != nil {
				t.Fatalf("%s: %q: %v", moment.name, line, err)
			}
		}
		for _, f := range Facts() {
			if f.Name == "written" && moment.script != "" { // the newest operation is a get
				continue
			}
			for _, comparison := range comparisons(&f, written(&f)) {
				holds, denied := holdsIn(t, c, comparison), holdsIn(t, c, "not "+comparison)
				if holds && denied || (holds || denied) == moment.unknown(&f) {
					t.Errorf("%s: %s: %v, and its denial: %v", moment.name, comparison, holds, denied)
				}
			}
		}
		for _, word := range []string{wordNone, event.Pending.String()} { // these ask whether it is known
			if holdsIn(t, c, "reply == "+word) == holdsIn(t, c, "reply != "+word) {
				t.Errorf("%s: reply == %s and reply != %s agree", moment.name, word, word)
			}
		}
	}
}

// TestTruthOfParts: and, or and not of what is not known yet, as in SQL.
func TestTruthOfParts(t *testing.T) {
	c := newCluster(t)
	for expr, holds := range map[string]bool{
		"reply == ok or up == 5":                    true,
		"not (reply == ok or up == 5)":              false,
		"not (reply == ok and up == 4)":             true,
		"reply == ok and up == 5":                   false,
		"not (reply == ok and up == 5)":             false,
		"not (reply == ok or up == 4)":              false,
		"not reply == pending and not reply == ok":  false,
		"not reply == pending and reply == none":    true,
		"not not stale or not not not stale":        false,
		"value == none or value != none or up == 4": false,
	} {
		if got := holdsIn(t, c, expr); got != holds {
			t.Errorf("before any operation %s: %v", expr, got)
		}
	}
}

func holdsIn(t *testing.T, c *engine.Cluster, text string) bool {
	t.Helper()
	e, err := ParseExpr(text)
	if err != nil {
		t.Fatal(err)
	}
	v, err := e.Eval(c)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	fast, err := e.HoldsFor(c, newest(c.View(engine.Watch{})))
	if err != nil || fast != v.Holds {
		t.Errorf("%s: %v, and for the newest operation %v (%v)", text, v.Holds, fast, err)
	}
	return v.Holds
}

// Tests of the labels of codes.

package session_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"ringside/engine"
	"ringside/session"
)

// TestLabels: a code with a label opens like the code, its label is read again, and a letter that
// is wrong, in the one or in the other, is found.
func TestLabels(t *testing.T) {
	h := play(t, engine.Default(), "put cart milk")
	code, err := session.Encode(h)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range []session.Label{{}, {"stale-read", "ann"}, {"stale-read", ""}, {"", "Zoë 数"}} {
		whole := l.On(code)
		broken := whole[:len(whole)/2] + "\n  " + whole[len(whole)/2:]
		bare, got, err := session.Labelled(broken)
		if bare != code || got != l || err != nil {
			t.Errorf("%+v is read as %+v, with the code %s (%v)", l, got, bare, err)
		}
		if _, _, err := session.Decode(broken); err != nil || !session.IsCode(whole) {
			t.Errorf("the code with %+v does not open: %v", l, err)
		}
		for i := strings.Index(whole, "."); i < len(whole); i++ {
			other := map[bool]string{true: "A", false: "B"}[whole[i] != 'A']
			if _, _, err := session.Decode(whole[:i] + other + whole[i+1:]); err == nil {
				t.Errorf("%+v: letter %d may be wrong", l, i)
			}
		}
	}
	if bare, l, err := session.Labelled(code); bare != code || l != (session.Label{}) || err != nil {
		t.Errorf("a code without a label has %+v (%v)", l, err)
	}
}

// TestLabelsAreClean: nothing in a label reaches a terminal raw, and a label that was made to has
// no code.
func TestLabelsAreClean(t *testing.T) {
	for _, raw := range []string{"\x1b[31mred\x07", "two\nlines", "\u202eright to left", strings.Repeat("数", 100), "\xff", "\x00"} {
		clean := session.Label{Solver: raw}.Clean().Solver
		if !utf8.ValidString(clean) || strings.ContainsAny(clean, "\x00\x07\x1b\n\u202e") || len(clean) > 80 || (session.Label{Solver: clean}).Clean().Solver != clean {
			t.Errorf("%q becomes %q", raw, clean)
		}
	}
}

// Tests of suggestions for mistyped words.

package nearest

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
	_ "ringside/internal/steady"
)

func TestOf(t *testing.T) {
	verbs := []string{"crash", "cut", "heal", "hang", "put", "get", "set", "walk", "antientropy", "on", "off"}
	for _, c := range []struct{ word, want string }{
		{"crash", "crash"},
		{"CRASH", "crash"},
		{"crahs", "crash"}, // two neighbours swapped
		{"crsh", "crash"},
		{"craash", "crash"},
		{"trash", "crash"},
		{"wlak", "walk"},
		{"pet", "put"}, // as near as get and set: the first
		{"steal", ""},  // two of five letters from heal
		{"c", ""},      // nothing of it would be left
		{"anti", "antientropy"},
		{"of", "off"}, // as near as on, and begins with it
		{"", ""},
		{strings.Repeat("crash", 100), ""},
	} {
		if got, ok := Of(c.word, verbs); got != c.want || ok != (c.want != "") {
			t.Errorf("Of(%q) = %q, %t; want %q", c.word, got, ok, c.want)
		}
	}
}

func TestHint(t *testing.T) {
	if got, want := Hint("quorom", []string{"quorum"}), `; did you mean "quorum"?`; got != want {
		t.Errorf("Hint is %q, want %q", got, want)
	}
	if got := Hint("xyzzy", []string{"quorum"}); got != "" {
		t.Errorf("Hint is %q, want none", got)
	}
}

// TestDistance: the result is a metric, and at most one for each letter that differs.
func TestDistance(t *testing.T) {
	word := rapid.StringMatching(`[abc]{0,6}`)
	rapid.Check(t, func(t *rapid.T) {
		a, b := []rune(word.Draw(t, "a")), []rune(word.Draw(t, "b"))
		d := distance(a, b)
		if d != distance(b, a) {
			t.Errorf("%d there and %d back", d, distance(b, a))
		}
		if (d == 0) != (string(a) == string(b)) {
			t.Errorf("distance %d", d)
		}
		if least, most := max(len(a), len(b))-min(len(a), len(b)), max(len(a), len(b)); d < least || d > most {
			t.Errorf("distance %d is not between %d and %d", d, least, most)
		}
	})
}

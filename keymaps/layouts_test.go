// Tests of keys by position.

package keymaps

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// TestLayouts: each layout has a character for every key, none twice, and those that are no
// Latin ones find the actions of their places.
func TestLayouts(t *testing.T) {
	km := load(t, Default)
	for name, typed := range layouts {
		if n := utf8.RuneCountInString(typed); n != len(latinKeys) {
			t.Errorf("%s has %d keys, want %d", name, n, len(latinKeys))
		}
		for _, r := range typed {
			if strings.Count(typed, string(r)) > 1 {
				t.Errorf("%s has %c twice", name, r)
			}
		}
		with, err := km.WithLayout(name)
		if err != nil {
			t.Fatal(err)
		}
		at, found := 0, 0
		for _, r := range typed {
			key, latin := string(r), latinKeys[at:at+1]
			at++
			want, bound := km.Match(Global, latin)
			if r < utf8.RuneSelf {
				want, bound = km.Match(Global, key)
			}
			if got, ok := with.Match(Global, key); got != want || ok != bound {
				t.Errorf("%s: %s does %q, want %q, as %s does", name, key, got, want, latin)
			}
			if bound {
				found++
			}
		}
		if found < 15 {
			t.Errorf("%s: only %d keys do anything", name, found)
		}
	}
}

// TestKeysByPlace: with Shift and with Ctrl, in a layout of one's own, and never while
// something is typed.
func TestKeysByPlace(t *testing.T) {
	km := load(t, Default)
	for _, layout := range []string{"russian", layouts["russian"]} {
		with, err := km.WithLayout(layout)
		if err != nil {
			t.Fatal(err)
		}
		for key, want := range map[string]string{"ц": "w", "Ж": ":", "Ю": ">", "ctrl+к": "ctrl+r", "alt+Ц": "alt+W", "w": "w", "?": "?", "enter": "enter", "+": "+", "é": "é", "": ""} {
			if got := with.Place(key); got != want {
				t.Errorf("%s is at the place of %q, want %q", key, got, want)
			}
		}
		if a, ok := with.Match(Entry, "ц"); ok {
			t.Errorf("ц does %q while something is typed", a)
		}
	}
	if got := km.Place("ц"); got != "ц" {
		t.Errorf("without a layout ц is %q", got)
	}
	for _, wrong := range []string{"", "rusian", "йцукен"} {
		if _, err := km.WithLayout(wrong); err == nil || !strings.Contains(err.Error(), "known: latin, greek, hebrew, russian, ukrainian") {
			t.Errorf("layout %q: %v", wrong, err)
		}
	}
}

// TestOwnKeysComeFirst: what somebody has bound to a key of their layout is not changed by its
// place.
func TestOwnKeysComeFirst(t *testing.T) {
	km, err := Load(Default, map[string][]string{"read": {"r", "ц"}})
	if err != nil {
		t.Fatal(err)
	}
	with, err := km.WithLayout("russian")
	if err != nil {
		t.Fatal(err)
	}
	if a, _ := with.Match(Global, "ц"); a != Read {
		t.Errorf("ц does %q, want read", a)
	}
}

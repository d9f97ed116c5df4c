// Tests of the user's own colours.

package theme

import (
	"strings"
	"testing"
)

// TestOwnColours: each name gives its ink the colour, all others stay; the user's own look the
// same on a dark and a light ground.
func TestOwnColours(t *testing.T) {
	for _, dark := range []bool{true, false} {
		usual := inks(New(Options{Dark: dark}))
		for _, name := range ColourNames() {
			own, err := NewColours(map[string]string{name: "#123456"})
			if err != nil {
				t.Fatal(err)
			}
			changed := 0
			for what, ink := range inks(New(Options{Dark: dark, Own: own})) {
				if ink.Same(usual[what]) {
					continue
				}
				changed++
				if !strings.Contains(ink.Open(), "38;2;18;52;86") && !strings.HasPrefix(what, "arc ") {
					t.Errorf("dark %v, %s: %s is %q", dark, name, what, ink.Open())
				}
			}
			if changed == 0 {
				t.Errorf("dark %v: %s changes nothing", dark, name)
			}
		}
	}
	sixteen, err := NewColours(map[string]string{"bad": "13"})
	if err != nil {
		t.Fatal(err)
	}
	if got := New(Options{Own: sixteen}).Bad.Open(); !strings.Contains(got, "95") {
		t.Errorf("one of the terminal's own colours is %q", got)
	}
	if got := New(Options{Own: sixteen, Mono: true}).Bad.Open(); strings.Contains(got, "95") {
		t.Errorf("without colours it is %q", got)
	}
}

// TestWrongColours: what can't be a colour is refused, with what can.
func TestWrongColours(t *testing.T) {
	for _, c := range []struct{ name, value, want string }{
		{"acent", "#123456", `did you mean "accent"?`},
		{"node8", "1", "known: accent, good"},
		{"accent", "blue", "allowed: #rrggbb in quotes, or 0 to 15"},
		{"accent", "#12345", "allowed"},
		{"accent", "16", "allowed"},
		{"accent", "01", "allowed"},
		{"accent", "", "allowed"},
		{"accent", "\x1b[31m", "allowed"},
	} {
		if err := CheckColour(c.name, c.value); err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "\x1b") {
			t.Errorf("%s %q: %v", c.name, c.value, err)
		}
	}
}

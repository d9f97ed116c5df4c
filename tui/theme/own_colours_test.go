// Tests of the user's own colours.

package theme

import (
	"image/color"
	"strings"
	"testing"

	"github.com/charmbracelet/colorprofile"
)

// TestOwnColours: each name gives its ink the colour, all others stay; the user's own look the
// same on a dark and a light ground.
func TestOwnColours(t *testing.T) {
	for _, dark := range []bool{true, false} {
		usual := inks(New(Options{Dark: dark}))
		for _, name := range colourNames() {
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

// TestUnreadableColours: each of the user's colours that is hard to read is named with its
// contrast and what is asked of it, on the ground that the terminal has told.
func TestUnreadableColours(t *testing.T) {
	black, white := color.Black, color.White
	for _, c := range []struct {
		name    string
		own     map[string]string
		ground  color.Color // nil: the terminal has not told
		profile colorprofile.Profile
		look    Look
		want    string
	}{
		{"as bright as can be", map[string]string{"accent": "#ffffff"}, black, colorprofile.TrueColor, Auto, ""},
		{"black on black", map[string]string{"accent": "#000000"}, black, colorprofile.TrueColor, Auto, "accent #000000 has a contrast of 1.0:1 (needs 4.5:1)"},
		{"the darkest grey that can be read on white", map[string]string{"dim": "#767676"}, white, colorprofile.TrueColor, Auto, ""},
		{"one that is lighter", map[string]string{"dim": "#777777"}, white, colorprofile.TrueColor, Auto, "dim #777777 has a contrast of 4.4:1 (needs 4.5:1)"},
		{"a line", map[string]string{"border": "#777777"}, white, colorprofile.TrueColor, Auto, ""},
		{"a faint line", map[string]string{"border": "#cccccc"}, white, colorprofile.TrueColor, Auto, "border #cccccc has a contrast of 1.6:1 (needs 2.2:1)"},
		{"one of the terminal's own", map[string]string{"node1": "4"}, black, colorprofile.TrueColor, Auto, "node1 4 has a contrast of 1.5:1 in the palette of VGA (needs 4.5:1)"},
		{"the same on white", map[string]string{"node1": "4"}, white, colorprofile.TrueColor, Auto, ""},
		{"nothing is told of the ground", map[string]string{"node1": "#123456"}, nil, colorprofile.TrueColor, Auto, "node1 #123456 has a contrast of 1.3:1 (needs 4.5:1)"},
		{"nor here, where 16 colours are all", map[string]string{"node1": "4"}, nil, colorprofile.ANSI, Light, ""},
		{"a theme that the ground is not for", map[string]string{"node1": "#123456"}, black, colorprofile.TrueColor, Light, "node1 #123456 has a contrast of 1.6:1 (needs 4.5:1)"},
		{"no colours at all", map[string]string{"accent": "#000000"}, black, colorprofile.TrueColor, Mono, ""},
		{"more than fit", map[string]string{"accent": "#000000", "good": "#000000", "doubt": "#000000", "bad": "#000000"}, black, colorprofile.TrueColor, Auto, "doubt #000000 has a contrast of 1.0:1 (needs 4.5:1), and 1 more"},
	} {
		own, err := NewColours(c.own)
		if err != nil {
			t.Fatal(err)
		}
		l := Looks{Asked: c.look, Own: own, Profile: c.profile}
		if c.ground != nil {
			l.Background(c.ground, c.ground == black)
		}
		switch got := l.Unreadable(); {
		case c.want == "" && got != "", c.want != "" && !strings.HasSuffix(got, c.want):
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		case strings.Contains(got, "\n"):
			t.Errorf("%s: %q is more than a line", c.name, got)
		}
	}
	if got := (&Looks{Asked: Dark, Profile: colorprofile.TrueColor}).Unreadable(); got != "" {
		t.Errorf("without colours of one's own: %q", got)
	}
}

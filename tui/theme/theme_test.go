// Tests of the themes: contrast, colour vision, fewer colours, and ASCII.

package theme

import (
	"fmt"
	"image/color"
	"math"
	"reflect"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
)

func TestNodesTellApart(t *testing.T) {
	th := New(Options{Dark: true})
	seen := make(map[string]int)
	for i := range 56 {
		glyph, ink := th.Node(i)
		look := ink.Render(glyph)
		if first, taken := seen[look]; taken {
			t.Errorf("nodes %d and %d look alike: %q", first, i, look)
		}
		seen[look] = i
	}
	if glyph, _ := th.Node(-1); glyph != "·" {
		t.Errorf("no node is %q", glyph)
	}
}

func TestNoColour(t *testing.T) {
	th := New(Options{Dark: true, Mono: true})
	for name, ink := range inks(th) {
		if strings.ContainsAny(ink.Open(), "34") { // 30–49, 38;2;…
			t.Errorf("%s has a colour: %q", name, ink.Open())
		}
	}
}

func TestASCII(t *testing.T) {
	th := New(Options{ASCII: true})
	var all strings.Builder
	fmt.Fprint(&all, th.Signs, th.Frame, th.glyphs, th.Spell("n1 → n2 ≥ … ⇸ × “é” 世 🙂"))
	if s := all.String(); !isASCII(s) {
		t.Errorf("not all ASCII: %s", s)
	}
	if got, want := th.Spell("n1 → n2: hash ≥ é"), `n1 > n2: hash >= \u00e9`; got != want {
		t.Errorf("Say: %q, want %q", got, want)
	}
}

// TestNodesAreNoLetters: the glyph of a node is nothing that could be read as a letter or
// a number, and it stands for nothing else.
func TestNodesAreNoLetters(t *testing.T) {
	for _, o := range []Options{{}, {ASCII: true}} {
		th := New(o)
		others := map[string]string{}
		for _, of := range []any{th.Signs, th.Frame, th.Wires} {
			v := reflect.ValueOf(of)
			for i := range v.NumField() {
				name := v.Type().Field(i).Name
				for _, sign := range fmt.Sprint(v.Field(i)) {
					others[string(sign)] = name
				}
			}
		}
		for i, glyph := range th.glyphs {
			if r, _ := utf8.DecodeRuneInString(glyph); unicode.IsLetter(r) || unicode.IsDigit(r) {
				t.Errorf("ascii %v: node %d is %q", o.ASCII, i, glyph)
			}
			if name, taken := others[glyph]; taken {
				t.Errorf("ascii %v: node %d is %q, as is %s", o.ASCII, i, glyph, name)
			}
			others[glyph] = fmt.Sprint("node ", i)
		}
	}
}

// TestSignsAreAsWideAsTheySay holds for terminals that count graphemes and for those that
// count runes.
func TestSignsAreAsWideAsTheySay(t *testing.T) {
	for _, o := range []Options{{}, {ASCII: true}} {
		th := New(o)
		signs := reflect.ValueOf(th.Signs)
		for i := range signs.NumField() {
			name, sign := signs.Type().Field(i).Name, signs.Field(i).String()
			want := 1
			if name == "Both" {
				want = 2
			}
			if a, b := ansi.StringWidth(sign), ansi.StringWidthWc(sign); a != want || b != want {
				t.Errorf("%s %q is %d or %d cells, want %d", name, sign, a, b, want)
			}
		}
		for _, g := range th.glyphs {
			if ansi.StringWidth(g) != 1 || ansi.StringWidthWc(g) != 1 {
				t.Errorf("glyph %q is not one cell", g)
			}
		}
	}
}

// inks lists all inks of a theme with their purpose.
func inks(th *Theme) map[string]Ink {
	all := make(map[string]Ink)
	v := reflect.ValueOf(*th)
	for i := range v.NumField() {
		if !v.Type().Field(i).IsExported() {
			continue
		}
		if ink, ok := v.Field(i).Interface().(Ink); ok {
			all[v.Type().Field(i).Name] = ink
		}
	}
	for i, ink := range th.inks {
		all[fmt.Sprint("node ", i)] = ink
		all[fmt.Sprint("chosen node ", i)] = th.chosen[i]
		all[fmt.Sprint("arc ", i)] = th.arcs[i]
	}
	return all
}

// TestSixteenColours: on a terminal with 16 colours all inks are among them, none is the
// colour that such terminals use for the background, and no node has the colour of loss
// or doubt.
func TestSixteenColours(t *testing.T) {
	for _, isDark := range []bool{true, false} {
		th := New(Options{Dark: isDark, Profile: colorprofile.ANSI})
		paper := th.palette().paper
		for name, ink := range inks(th) {
			fg := ink.Style().GetForeground()
			if _, none := fg.(lipgloss.NoColor); none {
				continue
			}
			if _, basic := fg.(ansi.BasicColor); !basic || strings.Contains(ink.Open(), "8;") {
				t.Errorf("dark %v: %s is %v, %q", isDark, name, fg, ink.Open())
			}
			if fg == lipgloss.Color(paper) {
				t.Errorf("dark %v: %s has the colour of the paper", isDark, name)
			}
			if strings.HasPrefix(name, "node") && (ink.Same(th.Bad) || ink.Same(th.Doubt)) {
				t.Errorf("dark %v: %s looks lost or in doubt", isDark, name)
			}
		}
	}
}

// TestFewerColours: a terminal is sent no colour that it lacks, and with 256 of them the
// first five nodes still have a colour each.
func TestFewerColours(t *testing.T) {
	for _, isDark := range []bool{true, false} {
		th := New(Options{Dark: isDark, Profile: colorprofile.ANSI256})
		for a := range 5 {
			for b := range a {
				if th.inks[a].Same(th.inks[b]) {
					t.Errorf("dark %v: nodes %d and %d have one colour of the 256: %q", isDark, b, a, th.inks[a].Open())
				}
			}
		}
	}
	for name, ink := range inks(New(Options{Dark: true, Profile: colorprofile.ANSI256})) {
		if strings.Contains(ink.Open(), "38;2;") {
			t.Errorf("%s has a colour beyond the 256: %q", name, ink.Open())
		}
	}
	for name, ink := range inks(New(Options{Dark: true, Mono: true, Profile: colorprofile.NoTTY})) {
		if ink.Open() != "" {
			t.Errorf("%s on a dumb terminal: %q", name, ink.Open())
		}
	}
}

// TestColourVision simulates the three dichromacies (Viénot, Brettel and Mollon 1999; for
// tritanopia Brettel 1997, one plane) and requires that the colours of the first five
// nodes stay apart by a clear CIE76 difference, and red from amber.
func TestColourVision(t *testing.T) {
	for _, isDark := range []bool{true, false} {
		th := New(Options{Dark: isDark})
		colours := map[string]color.Color{}
		for i := range 5 {
			colours[fmt.Sprint("node ", i)] = th.inks[i].Style().GetForeground()
		}
		for eye, m := range dichromacies {
			for a, ca := range colours {
				for b, cb := range colours {
					if a < b {
						if d := difference(m, ca, cb); d < 9 {
							t.Errorf("dark %v, %s: %s and %s differ by %.1f", isDark, eye, a, b, d)
						}
					}
				}
			}
			if d := difference(m, th.Bad.Style().GetForeground(), th.Doubt.Style().GetForeground()); d < 9 {
				t.Errorf("dark %v, %s: red and amber differ by %.1f", isDark, eye, d)
			}
		}
	}
}

type matrix [3][3]float64

// dichromacies map linear RGB to linear RGB as such eyes see it.
var dichromacies = map[string]matrix{
	"usual":        {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
	"protanopia":   {{.11238, .88762, 0}, {.11238, .88762, 0}, {.00401, -.00401, 1}},
	"deuteranopia": {{.29275, .70725, 0}, {.29275, .70725, 0}, {-.02234, .02234, 1}},
	"tritanopia":   {{1.01277, .13548, -.14826}, {-.01243, .86812, .14431}, {.07589, .805, .11911}},
}

// difference returns the distance of two colours in CIELAB as an eye sees them.
func difference(eye matrix, a, b color.Color) float64 {
	la, lb := lab(seen(eye, linear(a))), lab(seen(eye, linear(b)))
	return math.Hypot(math.Hypot(la[0]-lb[0], la[1]-lb[1]), la[2]-lb[2])
}

func seen(m matrix, c [3]float64) [3]float64 {
	var out [3]float64
	for i := range out {
		out[i] = math.Max(m[i][0]*c[0]+m[i][1]*c[1]+m[i][2]*c[2], 0)
	}
	return out
}

func lab(c [3]float64) [3]float64 {
	f := func(t float64) float64 {
		if t > 216.0/24389 {
			return math.Cbrt(t)
		}
		return (24389.0/27*t + 16) / 116
	}
	x := f((.4124*c[0] + .3576*c[1] + .1805*c[2]) / .95047)
	y := f(.2126*c[0] + .7152*c[1] + .0722*c[2])
	z := f((.0193*c[0] + .1192*c[1] + .9505*c[2]) / 1.08883)
	return [3]float64{116*y - 16, 500 * (x - y), 200 * (y - z)}
}

// TestSignsAreNoLetters: no sign is a letter or a digit, which beside a name would be read as
// part of it.
func TestSignsAreNoLetters(t *testing.T) {
	for _, o := range []Options{{}, {ASCII: true}} {
		th := New(o)
		for _, of := range []any{th.Signs, th.Frame, th.Wires} {
			v := reflect.ValueOf(of)
			for i := range v.NumField() {
				for _, r := range fmt.Sprint(v.Field(i)) {
					if unicode.IsLetter(r) || unicode.IsDigit(r) {
						t.Errorf("ascii %v: %s has %c", o.ASCII, v.Type().Field(i).Name, r)
					}
				}
			}
		}
	}
}

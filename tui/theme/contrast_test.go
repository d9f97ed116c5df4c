// Tests that what the themes write can be read: the contrast of every ink with the ground.

package theme

import (
	"fmt"
	"image/color"
	"math"
	"strings"
	"testing"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
)

// TestContrast requires of every ink of every theme that it can be read on the theme's
// own ground and on the black or the white of each palette.
func TestContrast(t *testing.T) {
	for _, p := range palettes {
		name, colours := p.name, p.colours
		for _, profile := range []colorprofile.Profile{colorprofile.Unknown, colorprofile.ANSI256, colorprofile.ANSI} {
			for _, o := range []Options{{Dark: true}, {}, {Dark: true, Mono: true}, {Mono: true}} {
				o.Profile = profile
				th := New(o)
				d := newDisplay(strings.Fields(colours), o.Dark)
				for _, ground := range []color.Color{d.ground, th.Background()} {
					if profile == colorprofile.ANSI && ground != d.ground {
						continue // the paper is the palette's
					}
					d.ground = ground
					for what, ink := range inks(th) {
						d.demand(t, fmt.Sprintf("%s, dark %v, mono %v, %v: %s", name, o.Dark, o.Mono, profile, what), ink, least(what))
					}
				}
			}
		}
	}
}

func least(ink string) float64 {
	if ink == "Border" || strings.HasPrefix(ink, "arc ") {
		return leastLine
	}
	return leastText
}

// display is a terminal: its palette, its ground, and the colour of text without any.
type display struct {
	palette      []color.Color
	ground, text color.Color
}

func newDisplay(colours []string, dark bool) display {
	var d display
	for _, c := range colours {
		d.palette = append(d.palette, lipgloss.Color("#"+c))
	}
	d.ground, d.text = d.palette[15], d.palette[0]
	if dark {
		d.ground, d.text = d.palette[0], d.palette[7]
	}
	return d
}

// demand requires that an ink has a contrast in each way in which terminals draw it.
// Reversed it has the same.
func (d display) demand(t *testing.T, what string, ink Ink, least float64) {
	t.Helper()
	for how, fg := range d.drawn(ink) {
		if ratio := contrast(fg, d.ground); ratio < least {
			t.Errorf("%s, %s, has a contrast of %.2f, want %.1f", what, how, ratio, least)
		}
	}
}

// drawn returns the colours in which an ink may be seen. xterm and Windows Terminal draw
// what is bold and one of the first eight colours in the brighter eight; what is faint is
// drawn with half the light, or half the way to the ground.
func (d display) drawn(ink Ink) map[string]color.Color {
	style := ink.Style()
	fg := style.GetForeground()
	all := map[string]color.Color{"as it is": d.own(fg)}
	if c, basic := fg.(ansi.BasicColor); basic && c < 8 && style.GetBold() {
		all["bold as bright"] = d.palette[c+8]
	}
	if style.GetFaint() {
		all = map[string]color.Color{"faint": lipgloss.Blend1D(3, d.own(fg), d.ground)[1]}
	}
	return all
}

// own returns a colour as the terminal has it.
func (d display) own(c color.Color) color.Color {
	switch c := c.(type) {
	case lipgloss.NoColor:
		return d.text
	case ansi.BasicColor:
		return d.palette[c]
	}
	return c
}

// TestContrastFormula: black on white has the greatest contrast that there is, and #767676
// is the lightest grey that can be read on white.
func TestContrastFormula(t *testing.T) {
	for _, c := range []struct {
		ink   string
		ratio float64
	}{{"#000000", 21}, {"#767676", 4.54}, {"#777777", 4.48}, {"#ffffff", 1}} {
		if got := contrast(lipgloss.Color(c.ink), lipgloss.Color("#ffffff")); math.Abs(got-c.ratio) > .005 {
			t.Errorf("%s on white: %.3f, want %.2f", c.ink, got, c.ratio)
		}
	}
}

// Package theme says how things look: the inks of the roles that text plays,
// the glyph and colour of each node, and the signs that stand for states.
//
//	role   Text Dim Strong  Accent Focus  Good Doubt Bad  …     → an Ink
//	node   0 ● 1 ▲ 2 ◆ 3 ■ 4 ★ …, in ASCII @ * % $ / …          → a glyph and an Ink
//	sign   ✓ arrived  ✓✓ acknowledged  × refused  ! silent …    → a Signs text
//
// No colour carries a meaning alone: each goes with a glyph or a word. Red is
// for what is lost or failed and amber for what is in doubt, so no node has
// either; one accent marks the focus. Node colours tell apart under the common
// colour-vision deficiencies because neighbours differ in lightness or in the
// blue–yellow direction as well as in hue (Okabe and Ito, "Color Universal
// Design", 2008; Tol, "Colour Schemes", SRON/EPS/TN/09-002).
package theme

import (
	"fmt"
	"image/color"
	"strings"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/colorprofile"
)

// Options say what the terminal can show and what its user wants.
type Options struct {
	Dark  bool     // its background is dark
	Mono  bool     // no colours at all (NO_COLOR)
	ASCII bool     // no characters beyond ASCII
	Own   *Colours // the user's, in place of some of the theme's; nil: none
	// Profile is the colours that it has, where those are not all: ANSI, ANSI256,
	// or NoTTY, which can't even do bold. Nobody converts the lines later.
	Profile colorprofile.Profile
}

// Theme is everything that a pane needs to know about looks. It never changes
// once made, so that its pointer can stand for it in a cache.
type Theme struct {
	Options

	Text     Ink // what is there to be read
	Dim      Ink // labels, units, what is of less interest
	Strong   Ink // the selected row, the word that matters
	Emphasis Ink // a word that is stressed in a text
	Accent   Ink // the one accent: the key, its path, what has the focus
	Good     Ink // met, safe, acknowledged
	Doubt    Ink // amber: timeout, at risk, belief and truth disagree
	Bad      Ink // red: lost or failed
	Border   Ink // a pane's frame
	Focus    Ink // the frame of the pane with the focus
	Title    Ink // a pane's name
	Key      Ink // a key to press
	Value    Ink // a value of the user's

	Signs Signs
	Frame Frame
	Wires Wires

	glyphs []string
	inks   []Ink
	chosen []Ink
	arcs   []Ink
}

// New returns the theme for a terminal. All that is text can be read: no text is faint,
// which is half as light on some terminals, and with 16 colours none that has one is bold,
// which is another colour on some. Only lines are faint.
func New(o Options) *Theme {
	p := o.palette()
	t := &Theme{Options: o, Signs: unicodeSigns, Frame: rounded, Wires: unicodeWires, glyphs: unicodeGlyphs}
	if o.ASCII {
		t.Signs, t.Frame, t.Wires, t.glyphs = asciiSigns, plain, asciiWires, asciiGlyphs
	}
	ink := func(c string, base lipgloss.Style) Ink {
		if !o.Mono && c != "" {
			base = base.Foreground(o.colour(c)).Bold(base.GetBold() && o.Profile != colorprofile.ANSI)
		}
		return NewInk(base)
	}
	normal, bold := lipgloss.NewStyle(), lipgloss.NewStyle().Bold(true)
	if o.Profile == colorprofile.NoTTY {
		bold = normal
	}
	line, loud, doubt := normal, normal, normal
	if o.Mono && o.Profile != colorprofile.NoTTY {
		line, loud = normal.Faint(true), bold
	}
	if p.doubt == "" {
		doubt = bold
	}
	t.Text = NewInk(normal)
	t.Dim = ink(p.dim, normal)
	t.Strong = NewInk(bold)
	t.Emphasis = NewInk(loud)
	if !o.Mono {
		t.Emphasis = NewInk(normal.Italic(true))
	}
	t.Accent = ink(p.accent, bold)
	t.Good = ink(p.good, normal)
	t.Doubt = ink(p.doubt, doubt)
	t.Bad = ink(p.bad, loud)
	t.Border = ink(p.border, line)
	t.Focus = ink(p.accent, normal)
	t.Title = ink("", bold)
	t.Key = ink(p.accent, normal)
	t.Value = ink("", normal)
	chosen := normal
	if o.Profile != colorprofile.NoTTY {
		chosen = normal.Reverse(true)
	}
	for _, c := range p.nodes {
		t.inks = append(t.inks, ink(c, normal))
		t.chosen = append(t.chosen, ink(c, chosen))
		t.arcs = append(t.arcs, ink(o.soften(c, p.paper), line))
	}
	return t
}

// palette returns the colours for the terminal, the user's own in place of others.
func (o Options) palette() palette { return o.Own.in(o.usual()) }

// usual returns the theme's own colours for the terminal.
func (o Options) usual() palette {
	switch few := o.Profile == colorprofile.ANSI; {
	case few && o.Dark:
		return dark16
	case few:
		return light16
	case o.Dark:
		return dark
	}
	return light
}

// soften returns a colour nearer to that of the paper; one of the 16, which have no
// shades, as it is.
func (o Options) soften(c, paper string) string {
	if !strings.HasPrefix(c, "#") {
		return c
	}
	r, g, b, _ := lipgloss.Blend1D(shades, lipgloss.Color(c), lipgloss.Color(paper))[softer].RGBA()
	return fmt.Sprintf("#%02x%02x%02x", r>>8, g>>8, b>>8)
}

// An arc's colour is so many of so many steps from a node's colour to the paper's.
const (
	softer = 2
	shades = 6
)

// colour returns the nearest to a colour that the terminal has.
func (o Options) colour(c string) color.Color {
	if o.Profile == colorprofile.Unknown {
		return lipgloss.Color(c)
	}
	return o.Profile.Convert(lipgloss.Color(c))
}

// Node returns the glyph and the ink of the i-th node. With more nodes than
// glyphs the pairs go on to differ (8 glyphs × 7 colours) before they repeat;
// a node's name always tells it apart.
func (t *Theme) Node(i int) (glyph string, ink Ink) {
	if i < 0 {
		return t.Signs.Nobody, t.Dim
	}
	return t.glyphs[i%len(t.glyphs)], t.inks[i%len(t.inks)]
}

// Chosen returns the inks of the i-th node's glyph and name where it stands out because
// it is the selected one. Without colours both are reversed: bold alone is not seen.
func (t *Theme) Chosen(i int) (glyph, name Ink) {
	if i < 0 {
		return t.Dim, t.Dim
	}
	name = t.chosen[i%len(t.chosen)]
	if t.Mono {
		return name, name
	}
	return t.Strong, name
}

// Arc returns the ink of what the i-th node owns of the ring: its colour, softer than
// the node itself.
func (t *Theme) Arc(i int) Ink {
	if i < 0 {
		return t.Border
	}
	return t.arcs[i%len(t.arcs)]
}

// Background returns the colour of paper that the theme was made for, for what
// must paint one (a picture of the screen).
func (t *Theme) Background() color.Color {
	if t.Dark {
		return lipgloss.Color(dark.paper)
	}
	return lipgloss.Color(light.paper)
}

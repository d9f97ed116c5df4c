// Ink, the style of text as one escape sequence.

package theme

import (
	"strings"

	"charm.land/lipgloss/v2"
)

// Ink is how text looks: a Lip Gloss style reduced once to the escape sequence that
// switches it on. It is small and comparable, so that a canvas can hold one for each cell
// and join equal neighbours. The zero Ink is plain.
type Ink struct{ look *inkLook }

type inkLook struct {
	open  string
	style lipgloss.Style
}

// Reset ends whatever an Ink began.
const Reset = "\x1b[m"

// NewInk returns the ink of a style: its colours and its attributes; a style's sizes,
// paddings and borders have no meaning for a cell.
func NewInk(style lipgloss.Style) Ink {
	open, _, _ := strings.Cut(style.Render("x"), "x")
	return Ink{&inkLook{open, style}}
}

// Open returns the escape sequence that switches the ink on; "" when it is plain.
func (k Ink) Open() string {
	if k.look == nil {
		return ""
	}
	return k.look.open
}

// Same reports whether two inks look alike.
func (k Ink) Same(o Ink) bool { return k.look == o.look || k.Open() == o.Open() }

// Render returns s in this ink. The text must be clean (draw.Clean).
func (k Ink) Render(s string) string {
	if k.Open() == "" || s == "" {
		return s
	}
	return k.look.open + s + Reset
}

// Style returns the Lip Gloss style, for components that ask for one.
func (k Ink) Style() lipgloss.Style {
	if k.look == nil {
		return lipgloss.NewStyle()
	}
	return k.look.style
}

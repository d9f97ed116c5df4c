// What can be read: the contrast of the user's own colours with the ground that they stand on.

package theme

import (
	"cmp"
	"fmt"
	"image/color"
	"math"
	"slices"
	"strings"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"
)

// The least contrasts: what WCAG 2.2 requires of text (1.4.3, level AA), and half of it
// for lines, which are no text.
const (
	leastText = 4.5
	leastLine = 2.2
)

// palettes are the 16 colours as three kinds of terminals draw them that come with them:
// xterm, the VGA of consoles, and Campbell of Windows.
var palettes = []struct{ name, colours string }{
	{"xterm", "000000 cd0000 00cd00 cdcd00 0000ee cd00cd 00cdcd e5e5e5 " +
		"7f7f7f ff0000 00ff00 ffff00 5c5cff ff00ff 00ffff ffffff"},
	{"VGA", "000000 aa0000 00aa00 aa5500 0000aa aa00aa 00aaaa aaaaaa " +
		"555555 ff5555 55ff55 ffff55 5555ff ff55ff 55ffff ffffff"},
	{"Campbell", "0c0c0c c50f1f 13a10e c19c00 0037da 881798 3a96dd cccccc " +
		"767676 e74856 16c60c f9f1a5 3b78ff b4009e 61d6d6 f2f2f2"},
}

// Unreadable says which of the user's own colours are hard to read on the terminal's
// background, with the ratio of each and what is asked of it; "" if none is. The background
// is the one that the terminal has told, or else the one that the theme was made for. Of the
// terminal's own 16 colours nobody knows how it draws them: the worst of three usual palettes
// counts.
func (l *Looks) Unreadable() string {
	o := l.Options()
	if o.Own == nil || o.Mono {
		return ""
	}
	var all []string
	for _, name := range colourNames() { // in their order
		value, ok := o.Own.of[name]
		if !ok {
			continue
		}
		least := leastText
		if name == "border" {
			least = leastLine
		}
		if ratio, in := o.worst(value, l.ground); ratio < least {
			all = append(all, fmt.Sprintf("%s %s has a contrast of %.1f:1%s (needs %.1f:1)", name, value, math.Floor(ratio*10)/10, in, least))
		}
	}
	switch {
	case len(all) == 0:
		return ""
	case len(all) > mostUnreadable:
		all = append(all[:mostUnreadable], fmt.Sprintf("and %d more", len(all)-mostUnreadable))
	}
	return "colours that are hard to read on this background: " + strings.Join(all, ", ")
}

// mostUnreadable is how many colours a warning names.
const mostUnreadable = 3

// worst returns the least contrast that a colour may have on the ground, nil if it is unknown,
// and in whose palette, if it is one of the terminal's own.
func (o Options) worst(value string, told color.Color) (ratio float64, in string) {
	type seen struct {
		ratio float64
		in    string
	}
	var all []seen
	for _, p := range palettes {
		c, ground, in := o.colour(value), told, ""
		colours := strings.Fields(p.colours)
		if ground == nil {
			ground = lipgloss.Color(o.usual().paper)
		}
		if b, basic := ground.(ansi.BasicColor); basic {
			ground = lipgloss.Color("#" + colours[b])
		}
		if b, basic := c.(ansi.BasicColor); basic {
			c, in = lipgloss.Color("#"+colours[b]), " in the palette of "+p.name
		}
		all = append(all, seen{contrast(c, ground), in})
	}
	least := slices.MinFunc(all, func(a, b seen) int { return cmp.Compare(a.ratio, b.ratio) })
	return least.ratio, least.in
}

// contrast is the ratio that WCAG 2.2 defines for two colours, from 1 to 21.
func contrast(a, b color.Color) float64 {
	la, lb := luminance(a), luminance(b)
	return (math.Max(la, lb) + .05) / (math.Min(la, lb) + .05)
}

// luminance is the relative luminance of a colour, from 0 to 1.
func luminance(c color.Color) float64 {
	l := linear(c)
	return .2126*l[0] + .7152*l[1] + .0722*l[2]
}

// linear returns red, green and blue of sRGB as amounts of light, from 0 to 1.
func linear(c color.Color) [3]float64 {
	r, g, b, _ := c.RGBA()
	var out [3]float64
	for i, v := range []uint32{r, g, b} {
		x := float64(v) / 0xffff
		if x <= .04045 {
			out[i] = x / 12.92
		} else {
			out[i] = math.Pow((x+.055)/1.055, 2.4)
		}
	}
	return out
}

// Package bar is what stands at the edges of the screen: the header, the board with the
// question of a class, and the foot with a message or the keys that matter now.
package bar

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"ringside/engine"
	"ringside/tui/draw"
	"ringside/tui/layout"
	"ringside/tui/theme"
)

// span is a stretch of a line in one ink.
type span struct {
	text string
	ink  theme.Ink
	tied bool // to the one before it, by one blank instead of two
}

// Header is what the first line of the screen tells.
type Header struct {
	Title          string // of the preset
	Covered        bool   // a question is open: what came of anything is not told
	CoversNodes    bool   // nor who is up
	CoversSettings bool   // nor N, R and W
	CoversClock    bool   // nor what time it is, and how it passes
	Badge          string // what is looked at in a classroom; "" outside of one
	View           *engine.View
	Theme          *theme.Theme
	Playing        bool
	Calm           bool // time stands, and nothing waits for it
	Ratio          string
	Shape          layout.Shape
	Place          string // what a narrow screen shows
	Ahead          int    // how many events are recorded after the present moment
}

// Line returns the header in exactly w cells: the fullest wording that there is
// room for. What doesn't fit is left out whole, never cut.
func (h Header) Line(w int) string {
	p := h.parts()
	for n := range wordings {
		left, right := h.wording(n, &p)
		if width(left)+width(right)+3 <= w {
			c := draw.NewCanvas(w, 1)
			spans(c, 1, left)
			spans(c, w-1-width(right), right)
			return c.Lines()[0]
		}
	}
	c := draw.NewCanvas(w, 1)
	clock := h.clock("s", 0)
	if draw.Width(clock.text) > w {
		clock.text, _, _ = strings.Cut(clock.text, " ")
	}
	c.Text(0, 0, clock.text, clock.ink)
	return c.Lines()[0]
}

// parts is what a header is put together from.
type parts struct {
	name, title, badge, past, tally []span // nothing where there is nothing to say
	long, short                     []span // N, R and W
	modes, mode                     []span // the settings that are words; the first alone
	up, clock, tight, speed         []span
	place                           []span // what a narrow screen shows
}

func (h Header) parts() parts {
	th, one := h.Theme, func(s span) []span { return join(s) }
	p := parts{
		name: one(span{text: "ringside", ink: th.Strong}), badge: one(span{text: th.Say(h.Badge), ink: th.Accent}),
		title: one(span{text: th.Say(draw.CleanTo(h.Title, 24)), ink: th.Dim}), past: one(h.past()), tally: one(h.tally()),
		long: join(h.tuning()...), short: join(h.tuningShort()...), modes: h.modes(3), mode: h.modes(1), up: one(h.up()),
		clock: []span{h.clock(" s", len("10.000"))}, tight: []span{h.clock("s", 0)},
		speed: []span{{text: draw.FitRight(h.Ratio, len("1/1000x")), ink: th.Dim}},
	}
	if h.Shape == layout.Narrow {
		p.place = one(span{text: th.Say(h.Place), ink: th.Accent})
		p.badge = slices.Concat(p.place, p.badge)
	}
	return p
}

// wordings is how many wordings there are of a header.
const wordings = 6

// wording returns what stands on the left and on the right, from the longest wording to
// the shortest. On a narrow screen the badge begins with what the screen shows.
func (h Header) wording(n int, p *parts) (left, right []span) {
	on := func(all ...[]span) []span { return slices.Concat(all...) }
	if h.Shape == layout.Narrow {
		switch n {
		case 0:
			return on(p.name, p.title, p.badge, p.past, p.tally), on(p.short, p.mode, p.up, p.clock, p.speed)
		case 1:
			right = on(p.short, p.mode, p.up, p.tight)
		case 2:
			right = on(p.short, p.up, p.tight)
		case 3:
			right = on(p.short, p.tight)
		case 4:
			right = p.tight
		default:
			return p.place, p.tight
		}
		return on(p.badge, p.past, p.tally), right
	}
	switch n {
	case 0:
		return on(p.name, p.title, p.badge, p.past, p.tally), on(p.long, p.modes, p.up, p.clock, p.speed)
	case 1:
		return on(p.name, p.badge, p.past, p.tally), on(p.long, p.modes, p.up, p.clock, p.speed)
	case 2:
		return on(p.name, p.title, p.badge, p.past, p.tally), on(p.short, p.modes, p.up, p.clock, p.speed)
	case 3:
		return on(p.title, p.badge, p.past, p.tally), on(p.short, p.modes, p.up, p.tight, p.speed)
	case 4:
		return on(p.title, p.badge, p.past, p.tally), on(p.short, p.mode, p.up, p.tight, p.speed)
	}
	return on(p.badge, p.past, p.tally), on(p.short, p.mode, p.up, p.tight)
}

// past says that what is shown is the past, and how much of what came then is
// recorded; nothing in the present.
func (h Header) past() span {
	if h.Ahead == 0 || h.CoversClock {
		return span{}
	}
	return span{text: fmt.Sprintf("past, %d ahead", h.Ahead), ink: h.Theme.Text}
}

// tally is what the observer has seen go wrong; nothing while that is nothing.
func (h Header) tally() span {
	t := h.View.Tally
	if h.Covered {
		return span{}
	}
	var parts []string
	for _, part := range []struct {
		n    int
		what string
	}{
		{t.Lost, "lost"}, {t.Unreachable, "unreachable"}, {t.AtRisk, "at risk"}, {t.Shadowed, "shadowed"},
		{t.Stale, "stale"}, {t.Older, "older"}, {t.Resurrected, "resurrected"},
	} {
		if part.n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", part.n, part.what))
		}
	}
	ink := h.Theme.Doubt
	if t.Lost > 0 {
		ink = h.Theme.Bad
	}
	return span{text: strings.Join(parts, ", "), ink: ink}
}

// tuning is N, R and W and whether every read quorum meets every write quorum.
func (h Header) tuning() []span {
	if h.CoversSettings {
		return nil
	}
	s := h.View.Settings
	overlap := span{text: "R+W>N " + h.Theme.Signs.Tick, ink: h.Theme.Good}
	switch {
	case h.Covered:
		overlap = span{}
	case !s.Meets(&s):
		overlap = span{text: h.Theme.Say("R+W≤N ") + h.Theme.Signs.Skip, ink: h.Theme.Doubt}
	case s.StandIns(): // others may have stood in
		overlap = span{text: "R+W>N ?", ink: h.Theme.Doubt}
	}
	return []span{
		{text: "N " + Copies(s), ink: h.Theme.Text}, {text: fmt.Sprintf("R %d", s.R), ink: h.Theme.Text},
		{text: fmt.Sprintf("W %d", s.W), ink: h.Theme.Text}, overlap,
	}
}

func (h Header) tuningShort() []span {
	if h.CoversSettings {
		return nil
	}
	s := h.View.Settings
	sign, ink := h.Theme.Signs.Tick, h.Theme.Good
	switch {
	case h.Covered:
		sign = ""
	case !s.Meets(&s):
		sign, ink = h.Theme.Signs.Skip, h.Theme.Doubt
	case s.StandIns():
		sign, ink = "?", h.Theme.Doubt
	}
	return []span{
		{text: fmt.Sprintf("N%s R%d W%d", Copies(s), s.R, s.W), ink: h.Theme.Text},
		{text: sign, ink: ink, tied: true},
	}
}

// Copies is N, or N of each data centre.
func Copies(s engine.Settings) string {
	if len(s.Placement.PerDC) == 0 {
		return fmt.Sprint(s.Placement.N)
	}
	text := ""
	for i, c := range s.Placement.PerDC {
		if i > 0 {
			text += "+"
		}
		text += fmt.Sprint(c.N)
	}
	return text
}

// modes returns the first n of the settings that are words.
func (h Header) modes(n int) []span {
	s := h.View.Settings
	words := []string{string(s.Quorum), string(s.Conflict), string(s.Read)}[:n]
	return []span{{text: strings.Join(words, " "+h.Theme.Signs.Mid+" "), ink: h.Theme.Dim}}
}

// up says how many nodes are up in truth.
func (h Header) up() span {
	if h.CoversNodes {
		return span{}
	}
	n, all := 0, 0
	for i := range h.View.Nodes {
		switch h.View.Nodes[i].Health {
		case engine.Left:
			continue
		case engine.Up:
			n++
		}
		all++
	}
	ink := h.Theme.Text
	if n < all {
		ink = h.Theme.Doubt
	}
	return span{text: fmt.Sprintf("%d/%d up", n, all), ink: ink}
}

// clock is the virtual time, in so many digits at least, and whether it goes on.
func (h Header) clock(unit string, digits int) span {
	signs, ink := [3]string{"▶", "‖", "■"}, h.Theme.Accent
	if h.Theme.ASCII {
		signs = [3]string{">", "=", "."}
	}
	sign, now := signs[0], seconds(h.View.Now)
	switch {
	case h.CoversClock && h.Playing: // until when is not told
		return span{text: sign, ink: ink}
	case h.Calm && !h.CoversClock:
		sign, ink = signs[2], h.Theme.Dim
	case !h.Playing:
		sign, ink = signs[1], h.Theme.Doubt
	case h.View.Motion == engine.Quiet && h.Ahead == 0:
		sign, ink = signs[2], h.Theme.Dim
	}
	if h.CoversClock {
		return span{text: sign, ink: ink}
	}
	return span{text: sign + " " + draw.FitRight(now, max(digits, len(now))) + unit, ink: ink}
}

// seconds writes a virtual time in seconds with three decimals, cut.
func seconds(d time.Duration) string {
	return fmt.Sprintf("%d.%03d", d/time.Second, d%time.Second/time.Millisecond)
}

func join(all ...span) []span {
	some := make([]span, 0, len(all))
	for _, s := range all {
		if s.text != "" {
			some = append(some, s)
		}
	}
	return some
}

// width is how many cells spans take with the gaps between them.
func width(all []span) int {
	w := 0
	for i, s := range all {
		if i > 0 {
			w += s.gap()
		}
		w += draw.Width(s.text)
	}
	return w
}

func spans(c *draw.Canvas, x int, all []span) {
	for i, s := range all {
		if i > 0 {
			x += s.gap()
		}
		x = c.Text(x, 0, s.text, s.ink)
	}
}

// gap is how many blanks stand before a span.
func (s span) gap() int {
	if s.tied {
		return 1
	}
	return 2
}

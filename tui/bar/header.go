// Package bar draws the edges of the screen: the header, the banner with the question of a
// class, and messages and hints at the foot.
package bar

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"ringside/engine"
	"ringside/engine/quorum"
	"ringside/tui/draw"
	"ringside/tui/layout"
	"ringside/tui/theme"
)

// span is a stretch of a line in one ink.
type span struct {
	text string
	ink  theme.Ink
	tied bool // to the one before it, by one blank instead of two
	room int  // the cells that are kept for it while it is covered, so that nothing moves
}

// cells is how many cells a span takes.
func (s span) cells() int {
	if s.text == "" {
		return s.room
	}
	return draw.Width(s.text)
}

// Header is what the first line of the screen tells.
type Header struct {
	Title          string // of the preset
	Covered        bool   // a question is open: what came of anything is not told
	CoversNodes    bool   // nor who is up
	CoversSettings bool   // nor N, R and W
	CoversClock    bool   // nor what time it is, and how it passes
	Badge          string // what is looked at in a classroom; "" outside of one
	Counts         string // what an instructor counts there; "" if nothing,
	CountsShort    string // and in short
	View           *engine.View
	Theme          *theme.Theme
	Playing        bool
	Calm           bool // time stands, and nothing waits for it
	Ratio          string
	Shape          layout.Shape
	Place          string // what a narrow screen shows
	Ahead          int    // how many events are recorded after the present moment
	Branch         [2]int // the one that is shown, and how many there are; 0 of a cluster without
}

// Line returns the header in exactly w cells: the fullest wording that there is
// room for. What doesn't fit is left out whole, never cut.
func (h Header) Line(w int) string {
	if h.View.Outside != nil {
		return h.outside(w)
	}
	p := h.parts()
	apart := 2 // blanks between what stands on the left and on the right
	if h.Shape == layout.Narrow {
		apart = 1
	}
	var room [2][mostSpans]span
	for n := range wordings + 1 {
		if n == wordings { // better that the clock moves something than that it stands alone
			p.tight = h.clock("s", len(" 0.000"))
		}
		left, right := h.wording(min(n, wordings-1), &p, room[0][:0], room[1][:0])
		if width(left)+width(right)+apart+2 <= w {
			return draw.Line(w, func(c *draw.Canvas) {
				spans(c, 1, left)
				spans(c, w-1-width(right), right)
			})
		}
	}
	clock := p.tight
	if draw.Width(clock.text) > w {
		clock.text = string([]rune(clock.text)[:1]) // the sign
	}
	return draw.Line(w, func(c *draw.Canvas) { c.Text(0, 0, clock.text, clock.ink) })
}

// parts is what a header is put together from. A span without text says nothing, and
// takes no room unless some is kept for it.
type parts struct {
	name, title, badge      span
	tally                   [2]span // what has gone wrong, and only the gravest of it
	past                    [3]span // from the longest wording to the shortest
	branch                  span
	counts, few             span    // what an instructor counts, at length and in short
	long                    [4]span // N, R and W
	short                   [2]span
	modes, mode             span // the settings that are words; the first alone
	up, clock, tight, speed span
	place                   span // what a narrow screen shows
}

func (h Header) parts() parts {
	th := h.Theme
	p := parts{
		name: span{text: "ringside", ink: th.Strong}, badge: span{text: th.Spell(h.Badge), ink: th.Accent},
		counts: span{text: h.Counts, ink: th.Strong}, few: span{text: h.CountsShort, ink: th.Strong},
		title: span{text: th.Spell(draw.CleanTo(h.Title, 32)), ink: th.Dim}, past: h.past(), tally: h.tally(), branch: h.branch(),
		long: h.tuning(), short: h.tuningShort(), modes: h.modes(), mode: span{text: string(h.View.Settings.Quorum), ink: th.Dim},
		up: h.up(), clock: h.clock(" s", steady+1), tight: h.clock("s", steady),
		speed: span{text: draw.FitRight(h.Ratio, len("1/1000x")), ink: th.Dim},
	}
	p.tight.tied = true
	if h.Shape == layout.Narrow {
		p.place = span{text: th.Spell(h.Place), ink: th.Accent}
		p.up.tied = true
	}
	return p
}

// wordings is how many wordings there are of a header, and mostSpans how many spans one
// has on a side at most.
const wordings, mostSpans = 11, 9

// wording adds what stands on the left and on the right, from the longest wording to
// the shortest. On a narrow screen the badge follows what the screen shows.
func (h Header) wording(n int, p *parts, left, right []span) (_, _ []span) {
	if h.Shape == layout.Narrow {
		return p.narrow(n, left, right)
	}
	if n == 0 || p.title.text == "" && n < 4 {
		left = append(left, p.name)
	}
	if n < wordings-1 { // what is looked at is worth more than the words for its settings
		left = append(left, p.title)
	}
	left = append(left, p.badge, p.counted(n <= 2))
	if n < wordings-4 {
		left = append(left, p.branch)
	}
	if n < wordings-3 {
		left = append(left, p.past[min(n, 1)], p.tally[0])
	} else { // rather not all of that than not which cluster it is
		left = append(left, p.past[2], p.tally[1])
	}
	if n <= 1 {
		right = append(right, p.long[:]...)
	} else {
		right = append(right, p.short[:]...)
	}
	switch n {
	case 0, 1, 2:
		right = append(right, p.modes, p.up, p.clock, p.speed)
	case 3:
		right = append(right, p.modes, p.up, p.tight, p.speed)
	case 4:
		right = append(right, p.mode, p.up, p.tight, p.speed)
	case 5:
		right = append(right, p.mode, p.up, p.tight)
	case wordings - 1, wordings - 2:
		right = append(right, p.tight)
	default:
		right = append(right, p.up, p.tight)
	}
	return left, right
}

// counted is what an instructor counts.
func (p *parts) counted(long bool) span {
	if long {
		return p.counts
	}
	return p.few
}

// narrow is wording for a narrow screen.
func (p *parts) narrow(n int, left, right []span) (_, _ []span) {
	if n == 0 {
		left = append(left, p.name, p.title)
	}
	left = append(left, p.place)
	if n < wordings-2 || n < wordings-1 && p.few.text == "" {
		left = append(left, p.badge)
	}
	if n < wordings-1 {
		left = append(left, p.counted(n == 0))
		if n < wordings-3 {
			left = append(left, p.branch)
		}
		left = append(left, p.past[min(n, 3)*2/3], p.tally[min(n/3, 1)])
	}
	if n <= 3 || n == wordings-3 { // rather without the branch than without these
		right = append(right, p.short[:]...)
	}
	switch n {
	case 0:
		right = append(right, p.mode, p.up, p.clock, p.speed)
	case 1:
		right = append(right, p.mode, p.up, p.tight)
	case 2:
		right = append(right, p.up, p.tight)
	default:
		right = append(right, p.tight)
	}
	return left, right
}

// past says that what is shown is the past, and how many of the events that came then are
// recorded, from the longest wording to the shortest; nothing in the present.
func (h Header) past() (says [3]span) {
	if h.Ahead == 0 || h.CoversClock {
		return says
	}
	events := "events"
	if h.Ahead == 1 {
		events = "event"
	}
	for i, text := range [...]string{
		fmt.Sprintf("in the past, %d %s ahead", h.Ahead, events), fmt.Sprintf("in the past, %d ahead", h.Ahead), fmt.Sprintf("%d ahead", h.Ahead),
	} {
		says[i] = span{text: text, ink: h.Theme.Text}
	}
	return says
}

// branch names the branch where there are several.
func (h Header) branch() span {
	if h.Branch[1] < 2 || h.CoversClock {
		return span{}
	}
	return span{text: fmt.Sprintf("branch %d/%d", h.Branch[0], h.Branch[1]), ink: h.Theme.Accent}
}

// tally is what the observer has seen go wrong, and in short the gravest of it; nothing while that is
// nothing.
func (h Header) tally() (says [2]span) {
	t := h.View.Tally
	if h.Covered {
		return says
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
	for i := range says {
		says[i] = span{text: strings.Join(parts, ", "), ink: ink}
		if len(parts) > 1 {
			parts = []string{parts[0], h.Theme.Signs.More}
		}
	}
	return says
}

// tuning is N, R and W and whether every read quorum meets every write quorum.
func (h Header) tuning() [4]span {
	if h.CoversSettings {
		return [...]span{{room: len("N 3")}, {room: len("R 2")}, {room: len("W 2")}, {room: len("R+W>N ?")}}
	}
	s := h.View.Settings
	says, sign, ink := h.meets()
	overlap := span{text: says + " " + sign, ink: ink}
	if h.Covered {
		overlap = span{room: len("R+W>N ?")}
	}
	return [...]span{
		{text: "N " + Copies(s), ink: h.Theme.Text}, {text: "R " + draw.Clean(s.R.String()), ink: h.Theme.Text},
		{text: "W " + draw.Clean(s.W.String()), ink: h.Theme.Text}, overlap,
	}
}

func (h Header) tuningShort() [2]span {
	if h.CoversSettings {
		return [...]span{{room: len("N3 R2 W2")}, {room: len("?"), tied: true}}
	}
	s := h.View.Settings
	_, sign, ink := h.meets()
	if h.Covered {
		sign = ""
	}
	return [...]span{
		{text: "N" + Copies(s) + " R" + short(s.R) + " W" + short(s.W), ink: h.Theme.Text},
		{text: sign, ink: ink, tied: true, room: len("?")},
	}
}

// short is a number as it is, and a level that has a name or counts by data centre after a
// space.
func short(level engine.Level) string {
	if level.Kind == quorum.Number {
		return level.String()
	}
	return " " + draw.Clean(level.String())
}

// meets says whether reads have a replica in common with the writes before them, and its
// sign. Of levels other than numbers the sum of R and W says nothing.
func (h Header) meets() (says, sign string, ink theme.Ink) {
	th, s := h.Theme, &h.View.Settings
	numbers := s.R.Kind == quorum.Number && s.W.Kind == quorum.Number
	met := s.Meets(h.View.Ring)
	switch {
	case met == quorum.NotAlways && numbers:
		return th.Spell("R+W≤N"), th.Signs.No, th.Doubt
	case met == quorum.NotAlways:
		return "overlap", th.Signs.No, th.Doubt
	case met == quorum.SameDC && !s.StandIns():
		return "overlap in one DC", "?", th.Doubt
	}
	if says = "overlap"; numbers {
		says = "R+W>N"
	}
	if s.StandIns() { // others may have stood in
		return says, "?", th.Doubt
	}
	return says, th.Signs.Tick, th.Good
}

// Copies is N, or N of each data centre.
func Copies(s engine.Settings) string {
	if len(s.Placement.PerDC) == 0 {
		return strconv.Itoa(s.Placement.N)
	}
	text := ""
	for i, c := range s.Placement.PerDC {
		if i > 0 {
			text += "+"
		}
		text += strconv.Itoa(c.N)
	}
	return text
}

// modes returns the settings that are words.
func (h Header) modes() span {
	s, mid := h.View.Settings, h.Theme.Signs.Mid
	return span{text: string(s.Quorum) + " " + mid + " " + string(s.Conflict) + " " + mid + " " + string(s.Read), ink: h.Theme.Dim}
}

// up says how many nodes are up in truth.
func (h Header) up() span {
	if h.CoversNodes {
		return span{room: len("5/5 up")}
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
	return span{text: strconv.Itoa(n) + "/" + strconv.Itoa(all) + " up", ink: ink}
}

// steady is how many cells of the clock a header keeps room for, so that nothing moves
// when time reaches 10 s, 100 s or 1000 s. From 10,000 s on it has fewer decimals instead.
const steady = len("1000.000")

// clock is whether time goes on, and the virtual time in so many cells at least. A narrow
// header's last digit takes the blank behind the sign.
func (h Header) clock(unit string, cells int) span {
	signs, ink := [3]string{"▶", "‖", "■"}, h.Theme.Accent
	if h.Theme.ASCII {
		signs = [3]string{">", "=", "."}
	}
	sign := signs[0]
	hidden := draw.Spaces(cells + len(unit))
	switch {
	case h.CoversClock && h.Playing: // until when is not told
		return span{text: sign + hidden, ink: ink}
	case h.Calm && !h.CoversClock:
		sign, ink = signs[2], h.Theme.Dim
	case !h.Playing:
		sign, ink = signs[1], h.Theme.Doubt
	case h.View.Motion == engine.Quiet && h.Ahead == 0:
		sign, ink = signs[2], h.Theme.Dim
	}
	if h.CoversClock {
		return span{text: sign + hidden, ink: ink}
	}
	var room [24]byte
	now := appendSeconds(room[:0], h.View.Now)
	return span{text: sign + draw.Spaces(cells-len(now)) + string(now) + unit, ink: ink}
}

// appendSeconds writes a virtual time in seconds, cut, with three decimals, or as many as
// there is room for.
func appendSeconds(b []byte, d time.Duration) []byte {
	from := len(b)
	b = strconv.AppendInt(b, int64(d/time.Second), 10)
	whole := len(b)
	millis := int64(d % time.Second / time.Millisecond)
	b = append(b, '.', byte('0'+millis/100), byte('0'+millis/10%10), byte('0'+millis%10))
	if most := from + steady; len(b) > most {
		b = b[:max(whole, most)]
	}
	return b
}

// width is how many cells spans take with the gaps between them.
func width(all []span) (w int) {
	for _, s := range all {
		if s.cells() == 0 {
			continue
		}
		if w > 0 {
			w += s.gap()
		}
		w += s.cells()
	}
	return w
}

// spans draws spans from a column on.
func spans(c *draw.Canvas, from int, all []span) {
	x := from
	for _, s := range all {
		if s.cells() == 0 {
			continue
		}
		if x > from {
			x += s.gap()
		}
		if s.text == "" {
			x += s.room
			continue
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

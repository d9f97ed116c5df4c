// The page of a load: what has been measured of its requests.

package page

import (
	"fmt"
	"math"
	"math/bits"
	"strconv"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/load"
	"ringside/keymaps"
	"ringside/tui/draw"
	"ringside/tui/layout"
	"ringside/tui/pane"
	"ringside/tui/theme"
	"ringside/tui/workspace"
)

// Load is the page of the newest load.
const Load workspace.PageKind = "load"

// loadPage tells of the newest load: how long its requests took, what their clients were
// told, what was wrong with it, and how many bytes it cost.
//
//	ms           p50       p95       p99     p99.9       max
//	gets         2.0       3.1       4.4       7.7       8.0
//	puts         1.3       2.2       …
//
//	gets, by how long they took
//	   1.0 to 1.4 ms  ████████            96
//	   1.4 to 2.0 ms  ████████████████   201
type loadPage struct {
	base
	can   verdicts
	drawn loadStamp
	of    *load.Result
	theme *theme.Theme
	w     int
	text  text
	lines []string
}

// loadStamp is what the page was drawn from.
type loadStamp struct {
	of       *load.Result
	measured int
	now      engine.Tuning
	verdicts int
	asked    doubt
	theme    *theme.Theme
	w, h, at int
}

// About describes the page.
func (*loadPage) About() About {
	return About{
		Kind: Load, Place: layout.Beside, Scope: keymaps.Details, Covers: everything(),
		Key: Key{Action: keymaps.LoadPage, Group: "Show"},
	}
}

// Name is the page's, with how far the load is.
func (*loadPage) Name(d Desk) string {
	if r := d.View.Load; r != nil {
		return fmt.Sprintf("Load %d of %d", r.Answered(), r.Work.Count)
	}
	return "Load"
}

// Open says how to begin a load if there was none.
func (p *loadPage) Open(d Desk) (tea.Cmd, bool) {
	switch {
	case d.View.Outside != nil:
		d.Refuse(d.OrTwin("measured: no load is put on a real cluster from here"))
		return nil, false
	case d.View.Load == nil:
		d.Say("no load yet: type " + d.KeyName(keymaps.Command) + "load 1000")
		return nil, false
	}
	p.can.query.stop()
	*p = loadPage{can: verdicts{key: keyOf(d)}}
	return nil, true
}

// Close ends the search for what can happen.
func (p *loadPage) Close(Desk, workspace.Open) { p.can.query.stop() }

// Work searches for what can happen under the settings of earlier loads.
func (p *loadPage) Work(d Desk) tea.Cmd { return p.can.work(d) }

// Hear takes an answer in.
func (p *loadPage) Hear(_ Desk, msg Message) bool { return p.can.take(msg) }

// Move scrolls.
func (p *loadPage) Move(d Desk, s workspace.Step) { scrollBy(d, s, p.text.overflow(d.PageSize().Y)) }

// Hints are the keys of the page.
func (*loadPage) Hints(Desk) []Hint { return []Hint{{Action: keymaps.Escape}, scroll} }

// Title returns the page's name, and how far the load is.
func (p *loadPage) Title(s pane.Scene) (string, []string) {
	r := s.View.Load
	if r == nil {
		return "Load", nil
	}
	return "Load", []string{engine.Count(r.Answered()) + " of " + engine.Count(r.Work.Count) + " answered"}
}

// Lines returns h lines of w cells, scrolled by Cursor.
func (p *loadPage) Lines(s pane.Scene, w, h int) []string {
	v := s.View
	stamp := loadStamp{v.Load, len(v.Measured), v.Tuning(), len(p.can.answers), p.can.query.asked, s.Theme, w, h, s.Cursor}
	if p.lines != nil && p.drawn == stamp {
		return p.lines
	}
	p.drawn, p.of, p.theme, p.w = stamp, v.Load, s.Theme, w
	p.text = text{}
	table := tuningTable{v.Measured, stamp.now, isOwn(v), &p.can, s.Theme, w}
	table.write(&p.text)
	if p.of == nil {
		p.text.wrapped(" ", "There has been no load at this moment.", w-1, s.Theme.Dim)
	} else {
		p.write(s.View.Now)
	}
	p.lines = p.text.window(w, h, s.Cursor, s.Theme)
	return p.lines
}

// write tells of a load at a moment.
func (p *loadPage) write(now time.Duration) {
	r, th := p.of, p.theme
	p.text.wrapped(" ", "load "+r.String(), p.w-1, th.Value)
	took := r.Took(now)
	about := "began at " + pane.Seconds(r.Began) + " s"
	if !r.Over {
		about += ", running"
	}
	if took > 0 {
		about += fmt.Sprintf("; %s requests a second in %s s", engine.Count(int(int64(r.Answered())*int64(time.Second)/int64(took))), pane.Seconds(took))
	}
	p.text.wrapped(" ", about, p.w-1, th.Dim)
	p.text.add()
	p.latencies()
	const column = 32
	if replies, sent := p.replies(), p.bytes(); p.w > 2*column {
		both := beside(replies, sent, column)
		p.text.lines = append(p.text.lines, both.lines...)
	} else {
		p.text.lines = append(append(p.text.lines, replies.lines...), sent.lines...)
	}
	p.text.add()
	for _, verb := range p.verbs() {
		p.histogram(verb.name, &verb.tally.Latency)
	}
}

// verb is what was measured of one kind of request.
type verb struct {
	name  string
	tally *load.Tally
}

// verbs returns the kinds of requests of which some have been answered.
func (p *loadPage) verbs() (all []verb) {
	for _, v := range []verb{{"gets", &p.of.Gets}, {"puts", &p.of.Puts}} {
		if v.tally.Latency.Count() > 0 {
			all = append(all, v)
		}
	}
	return all
}

// latencies writes the table of percentiles.
func (p *loadPage) latencies() {
	const name = 7
	column := min((p.w-name)/5, 10)
	heads := []string{"p50", "p95", "p99", "p99.9", "max"}
	head := draw.Fit(" ms", name)
	for _, h := range heads {
		head += right(h, column)
	}
	p.text.add(span{text: head, ink: p.theme.Dim})
	for _, v := range p.verbs() {
		l := &v.tally.Latency
		line := ""
		for _, d := range []time.Duration{l.Quantile(500_000), l.Quantile(950_000), l.Quantile(990_000), l.Quantile(999_000), l.Max()} {
			line += right(strings.TrimSuffix(event.Millis(d), " ms"), column)
		}
		p.text.add(span{text: " " + draw.Fit(v.name, name-1), ink: p.theme.Dim}, span{text: line, ink: p.theme.Text})
	}
	if p.of.Gets.Outcomes[event.Unavailable]+p.of.Puts.Outcomes[event.Unavailable] > 0 {
		p.text.wrapped(" ", "Requests that were refused are among them.", p.w-1, p.theme.Dim)
	}
	p.text.add()
}

// replies writes what clients were told, and what was wrong with it.
func (p *loadPage) replies() (t text) {
	r, th := p.of, p.theme
	for o := event.OK; o <= event.CoordinatorLost; o++ {
		if n := r.Gets.Outcomes[o] + r.Puts.Outcomes[o]; n > 0 {
			ink := th.Good
			if o > event.NotFound {
				ink = th.Doubt
			}
			p.count(&t, o.String(), n, ink)
		}
	}
	for _, wrong := range []struct {
		name string
		n    int
	}{{"stale gets", r.Missed}, {"older gets", r.Older}, {"undeleted", r.Undeleted}, {"no room", r.Refused}} {
		if wrong.n > 0 || wrong.name == "stale gets" {
			ink := th.Text
			if wrong.n > 0 {
				ink = th.Bad
			}
			p.count(&t, wrong.name, wrong.n, ink)
		}
	}
	return t
}

// count writes a number of something.
func (p *loadPage) count(t *text, name string, n int, ink theme.Ink) {
	t.add(span{text: " " + draw.Fit(name, 16), ink: p.theme.Dim}, span{text: fmt.Sprintf("%11s", engine.Count(n)), ink: ink})
}

// bytes writes what was sent.
func (p *loadPage) bytes() (t text) {
	t.add(span{text: " bytes sent, by what they bring", ink: p.theme.Dim})
	for _, c := range event.Cargoes() {
		if n := p.of.Sent[c]; n > 0 {
			p.count(&t, "  "+c.String(), n, p.theme.Text)
		}
	}
	return t
}

// bar is a row of a histogram: durations from one of its bounds to the next.
type bar struct {
	from, to time.Duration
	count    int
}

// bars returns the rows of a histogram, two for each doubling, without empty ones at the
// ends.
func bars(h *load.Histogram) (all []bar) {
	h.Each(func(least, _ time.Duration, n int) {
		from, to := halfOctave(least)
		for len(all) > 0 && all[len(all)-1].to < from {
			next, end := halfOctave(all[len(all)-1].to)
			all = append(all, bar{next, end, 0})
		}
		if len(all) == 0 || all[len(all)-1].from != from {
			all = append(all, bar{from, to, 0})
		}
		all[len(all)-1].count += n
	})
	return all
}

// halfOctave returns the bounds of the row in which a duration is counted: a power of two,
// and one and a half times that, in microseconds.
func halfOctave(d time.Duration) (from, to time.Duration) {
	us := uint64(d / time.Microsecond)
	if us < 2 {
		return 0, 2 * time.Microsecond
	}
	whole := uint64(1) << (bits.Len64(us) - 1)
	half := whole + whole/2
	if us < half {
		return time.Duration(whole) * time.Microsecond, time.Duration(half) * time.Microsecond
	}
	return time.Duration(half) * time.Microsecond, time.Duration(2*whole) * time.Microsecond
}

// boundText writes a bound in milliseconds with three digits that count, so that those of two rows differ.
func boundText(d time.Duration) string {
	ms := float64(d) / float64(time.Millisecond)
	switch {
	case d == 0:
		return "0"
	case ms < 1:
		return strconv.FormatFloat(ms, 'f', 3, 64)
	case ms < 10:
		return strconv.FormatFloat(ms, 'f', 2, 64)
	case ms < 100:
		return strconv.FormatFloat(ms, 'f', 1, 64)
	}
	return engine.Count(int(math.Round(ms)))
}

// histogram draws how many requests took how long.
func (p *loadPage) histogram(name string, h *load.Histogram) {
	all := bars(h)
	most := 0
	for _, b := range all {
		most = max(most, b.count)
	}
	const label, number = 23, 11
	room := max(p.w-label-number-2, 4)
	p.text.add(span{text: " " + name + ", by how long they took", ink: p.theme.Dim})
	sign := "█"
	if p.theme.ASCII {
		sign = "#"
	}
	empty := 0
	for i, b := range all {
		if empty++; b.count > 0 {
			empty = 0
		}
		if empty > 1 { // as between what needs no message and what does
			if all[i+1].count > 0 {
				p.text.add(span{text: draw.Fit(fmt.Sprintf("%9s", p.theme.Signs.More), label), ink: p.theme.Dim})
			}
			continue
		}
		wide := (b.count*room + most - 1) / most // a few are seen, too
		bounds := fmt.Sprintf("%8s to %s ms", boundText(b.from), boundText(b.to))
		p.text.add(
			span{text: draw.Fit(bounds, label), ink: p.theme.Dim},
			span{text: draw.Fit(strings.Repeat(sign, wide), room), ink: p.theme.Accent},
			span{text: fmt.Sprintf("%*s", number, engine.Count(b.count)), ink: p.theme.Text},
		)
	}
	p.text.add()
}

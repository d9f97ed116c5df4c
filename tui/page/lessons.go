// The page of lessons and challenges.

package page

import (
	"fmt"
	"image"
	"slices"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"ringside/keymaps"
	"ringside/presets"
	"ringside/tui/class"
	"ringside/tui/draw"
	"ringside/tui/layout"
	"ringside/tui/pane"
	"ringside/tui/theme"
	"ringside/tui/workspace"
)

// Lessons is the page of lessons and challenges.
const Lessons workspace.PageKind = "lessons"

// lessons is the page of lessons and challenges: how far each is, what it is about,
// and how long it takes.
//
//	Lessons, 3 of 16 done
//	  ✓ The token ring and the walk         done            4 min
//	▸   One more copy, and the wrap         step 3 of 4     4 min
//	Challenges, 4 of 39 stars
//	    Yesterday's news                    ★★★             3 min
//	────
//	Find three replicas, also for a row near the end of the ring.
type lessons struct {
	base
	narrowed
	books []book
	known map[string]presets.Progress
	ready bool // it has been read
}

// book is one lesson or challenge.
type book struct {
	name, title, about, source string
	kind                       presets.Kind
	steps, minutes             int
}

// catalogueMsg: the list has been read.
type catalogueMsg struct {
	books []book
	known map[string]presets.Progress
	err   error
}

// page says that it is a page's.
func (catalogueMsg) page() {}

// About describes the page.
func (*lessons) About() About {
	return About{
		Kind: Lessons, Place: layout.Over, Scope: keymaps.Catalogue, Alone: true, Private: true,
		Key: Key{Action: keymaps.Lessons, Group: "Show"},
	}
}

// Name is the page's.
func (p *lessons) Name(Desk) string { return p.name("Lessons", len(p.found())) }

// Open reads the list, on the side.
func (p *lessons) Open(d Desk) (tea.Cmd, bool) {
	p.filter = ""
	progressStore, books := d.ProgressStore(), p.books
	return func() tea.Msg { return readCatalogue(progressStore, books) }, true
}

// readCatalogue reads the lessons and challenges that have not been read yet, and how far
// each is.
func readCatalogue(progressStore class.ProgressStore, books []book) tea.Msg {
	msg := catalogueMsg{books: books}
	names := slices.Concat(presets.Lessons(), presets.Challenges())
	for _, name := range names[len(books):] {
		p, err := presets.Load(name)
		if err != nil {
			return catalogueMsg{err: err}
		}
		b := book{name: name, title: p.Title, about: p.About, source: p.Source, kind: p.Kind(), steps: len(p.Steps), minutes: p.Minutes}
		if p.Objective != "" {
			b.about = p.Objective
		}
		msg.books = append(msg.books, b)
	}
	if progressStore != nil {
		msg.known, msg.err = progressStore.All()
	}
	return msg
}

// Hear takes in what was read. The lesson that is going on is chosen, else the first
// that is not done.
func (p *lessons) Hear(d Desk, msg Message) bool {
	read, ok := msg.(catalogueMsg)
	if !ok {
		return false
	}
	if read.err != nil {
		d.Fail(read.err.Error())
	}
	first := !p.ready
	p.books, p.known, p.ready = read.books, read.known, true
	if !d.Pages.Shows(Lessons) {
		return true
	}
	for i, b := range p.found() {
		if d.Learns(b.name) || first && !d.Learns("") && !p.known[b.name].Done {
			d.Pages.Top().Cursor = i
			break
		}
	}
	return true
}

// found returns the books that the filter lets through.
func (p *lessons) found() (some []book) {
	for _, b := range p.books {
		if p.lets(b.name + " " + b.title + " " + b.about + " " + string(b.kind)) {
			some = append(some, b)
		}
	}
	return some
}

// Click chooses the lesson in a line.
func (p *lessons) Click(d Desk, at image.Point) {
	found, size, top := p.found(), d.PageSize(), d.Pages.Top()
	if len(found) == 0 {
		return
	}
	chosen := min(top.Cursor, len(found)-1)
	rows, from, room := p.window(found, chosen, p.aboutLines(found[chosen], size.X, size.Y, d.Theme), size.Y)
	line := inside(d, at).Y
	if line < 0 || line >= room || from+line >= len(rows) || rows[from+line].book == nil {
		return
	}
	for i := range found {
		if rows[from+line].book == &found[i] {
			top.Cursor = i
		}
	}
}

// window returns the lines of the list, the first that is in view, and how many there is
// room for above so many lines about the chosen one.
func (p *lessons) window(found []book, at, about, h int) (rows []catalogueRow, from, room int) {
	room = h - about
	rows, chosen := p.rows(found, at)
	from = max(min(chosen-room/2, len(rows)-room), 0)
	if from == 1 { // the heading rather than a sign that it is hidden
		from = 0
	}
	return rows, from, room
}

// Move chooses another row.
func (p *lessons) Move(d Desk, s workspace.Step) {
	top := d.Pages.Top()
	top.Cursor = min(max(top.Cursor+s.By(max(d.PageSize().Y/2, 1)), 0), max(len(p.found())-1, 0))
}

// Act begins what is chosen, where it was left or from its beginning, and narrows the
// list down.
func (p *lessons) Act(d Desk, a keymaps.Action) (Act, bool) {
	switch a {
	case keymaps.Detail:
		return Act{Do: func() tea.Cmd { return p.take(d, false) }}, true
	case keymaps.RestartLesson:
		return Act{Do: func() tea.Cmd { return p.take(d, true) }}, true
	case keymaps.Filter:
		return Act{Do: func() tea.Cmd { p.ask(d); return nil }}, true
	case keymaps.Escape:
		return Act{Do: func() tea.Cmd { p.filter = ""; return nil }}, p.filter != ""
	}
	return Act{}, false
}

// take opens what is chosen, where it was left or from its beginning.
func (p *lessons) take(d Desk, anew bool) tea.Cmd {
	found, at := p.found(), d.Pages.Top().Cursor
	if at >= len(found) {
		d.Say("nothing is chosen")
		return nil
	}
	return d.Learn(found[at].name, anew)
}

// Hints are the keys of the page.
func (*lessons) Hints(Desk) []Hint {
	return []Hint{
		{Action: keymaps.Detail, Word: "start or resume"}, choose, {Action: keymaps.Escape}, {Action: keymaps.Filter},
		{Action: keymaps.RestartLesson, Word: "restart"},
	}
}

// Title returns the page's name, and what it is narrowed down to.
func (p *lessons) Title(pane.Scene) (string, []string) {
	return "Lessons and challenges", p.notes(len(p.found()))
}

// Lines returns the page in h lines of w cells; the row of Cursor is in view.
func (p *lessons) Lines(s pane.Scene, w, h int) []string {
	th := s.Theme
	c := draw.NewCanvas(w, h)
	c.More = th.Signs.More
	found := p.found()
	if len(found) == 0 {
		words := "no match; esc shows all again"
		if !p.ready {
			words = "loading …"
		}
		c.TextTo(1, min(1, max(h-1, 0)), w, words, th.Dim)
		return c.Lines()
	}
	at := min(s.Cursor, len(found)-1)
	rows, from, room := p.window(found, at, p.about(c, found[at], w, h, th), h)
	for y := 0; y < room && from+y < len(rows); y++ {
		rows[from+y].draw(c, y, w, th)
	}
	if from > 0 {
		c.Set(w-1, 0, th.Signs.Up, th.Dim)
	}
	if from+room < len(rows) {
		c.Set(w-1, max(room-1, 0), th.Signs.Down, th.Dim)
	}
	return c.Lines()
}

// aboutLines is how many lines about would take.
func (p *lessons) aboutLines(b book, w, h int, th *theme.Theme) int {
	return p.about(draw.NewCanvas(w, h), b, w, h, th)
}

// about tells below the list what the chosen one is about, and returns how many
// lines that takes.
func (p *lessons) about(c *draw.Canvas, b book, w, h int, th *theme.Theme) int {
	if h < 9 {
		return 0
	}
	lines := draw.Wrap(th.Spell(draw.CleanTo(b.about, 4*w)), w-3)
	source := draw.Wrap(th.Spell(draw.CleanTo(b.source, 4*w)), w-3)
	if h < 16 {
		source = nil
	}
	n := len(lines) + len(source) + 1
	c.Fill(1, h-n, w-2, th.Signs.Dash, th.Border)
	for i, line := range lines {
		c.TextTo(1, h-n+1+i, w, line, th.Strong)
	}
	for i, line := range source {
		c.TextTo(1, h-len(source)+i, w, line, th.Dim)
	}
	return n
}

// catalogueRow is a heading, or a lesson and how far the reader is in it.
type catalogueRow struct {
	heading string
	book    *book
	chosen  bool
	state   string // in words
	short   string // in as few cells as possible
	done    bool
}

// rows returns all lines of the list, and which of them is the chosen one.
func (p *lessons) rows(found []book, at int) (rows []catalogueRow, chosen int) {
	for i := range found {
		b := &found[i]
		if i == 0 || found[i-1].kind != b.kind {
			rows = append(rows, catalogueRow{heading: p.heading(b.kind)})
		}
		if i == at {
			chosen = len(rows)
		}
		r := catalogueRow{book: b, chosen: i == at, state: "not started"}
		if known, ok := p.known[b.name]; ok {
			r.done = known.Solved()
			switch {
			case b.kind == presets.KindChallenge && known.Done:
				r.state = strings.Repeat("*", known.Stars)
				r.short = r.state
			case known.Done && known.Step >= b.steps && known.Asked > 0:
				r.state = fmt.Sprintf("%d of %d right", known.Right, known.Asked)
				r.short = fmt.Sprintf("%d/%d", known.Right, known.Asked)
			case known.Done && known.Step >= b.steps:
				r.state, r.short = "done", ""
			case b.kind != presets.KindChallenge:
				r.state = fmt.Sprintf("step %d of %d", min(known.Step, b.steps), b.steps)
				r.short = fmt.Sprintf("%d/%d", min(known.Step, b.steps), b.steps)
			}
		}
		rows = append(rows, r)
	}
	return rows, chosen
}

// heading is a kind of lesson, and how many of it are done.
func (p *lessons) heading(k presets.Kind) string {
	all, done, stars := 0, 0, 0
	for _, b := range p.books {
		if b.kind == k {
			all++
			stars += p.known[b.name].Stars
			if p.known[b.name].Done {
				done++
			}
		}
	}
	if k == presets.KindChallenge {
		return fmt.Sprintf("Challenges, %d of %d stars", stars, 3*all)
	}
	return fmt.Sprintf("Lessons, %d of %d done", done, all)
}

// The columns of the list, from the right edge.
const (
	minutesWidth = len("10 min")
	stateWidth   = len("10 of 10 right")
	roomy        = 64 // cells from which on there is room for words
)

func (r *catalogueRow) draw(c *draw.Canvas, y, w int, th *theme.Theme) {
	if r.book == nil {
		c.TextTo(1, y, w, r.heading, th.Dim)
		return
	}
	ink := th.Text
	if r.chosen {
		c.Set(1, y, th.Signs.Here, th.Accent)
		ink = th.Strong
	}
	if r.done {
		c.Set(3, y, th.Signs.Tick, th.Good)
	}
	state, end := r.short, w-1
	if w >= roomy {
		if r.book.minutes > 0 {
			c.TextRight(end, y, strconv.Itoa(r.book.minutes)+" min", th.Dim)
		}
		end -= minutesWidth + 2
		state = r.state
	}
	if strings.HasPrefix(state, "*") && !th.ASCII {
		state = strings.ReplaceAll(state, "*", "★")
	}
	stateInk := th.Text
	if r.state == "not started" {
		stateInk = th.Dim
	}
	width := draw.Width(state)
	if w >= roomy {
		width = stateWidth
	}
	c.TextTo(end-width, y, end, state, stateInk)
	c.TextTo(5, y, end-width-1, th.Spell(draw.Clean(r.book.title)), ink)
}

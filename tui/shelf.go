package tui

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"ringside/keymaps"
	"ringside/presets"
	"ringside/tui/draw"
	"ringside/tui/pane"
	"ringside/tui/theme"
	"ringside/tui/workspace"
)

// shelf is the page of lessons and challenges: how far each is, what it is about,
// and how long it takes.
//
//	Lessons, 3 of 16 done
//	  ✓ The token ring and the walk         done            4 min
//	▸   One more copy, and the wrap         step 3 of 4     4 min
//	Challenges, 4 of 39 stars
//	    Yesterday's news                    ★★★             3 min
//	────
//	Find three replicas, also for a row near the end of the ring.
type shelf struct {
	books  []book
	known  map[string]presets.Progress
	filter string
	ready  bool // it has been read
}

// book is one lesson or challenge.
type book struct {
	name, title, about, source string
	kind                       presets.Kind
	steps, minutes             int
}

// shelfMsg: the shelf has been read.
type shelfMsg struct {
	books []book
	known map[string]presets.Progress
	err   error
}

// openShelf opens the list, and reads it on the side.
func (m *Model) openShelf() tea.Cmd {
	if m.Page.Kind == shelfPage {
		m.closePage()
		return nil
	}
	m.Page = workspace.Page{Kind: shelfPage}
	m.frame.shelf.filter = ""
	return m.readShelf()
}

func (m *Model) readShelf() tea.Cmd {
	diary, books := m.diary, m.frame.shelf.books
	return func() tea.Msg {
		msg := shelfMsg{books: books}
		names := slices.Concat(presets.Lessons(), presets.Challenges())
		for _, name := range names[len(books):] { // those that have been read stay as they are
			p, err := presets.Load(name)
			if err != nil {
				return shelfMsg{err: err}
			}
			b := book{name: name, title: p.Title, about: p.About, source: p.Source, kind: p.Kind(), steps: len(p.Steps), minutes: p.Minutes}
			if p.Objective != "" {
				b.about = p.Objective
			}
			msg.books = append(msg.books, b)
		}
		if diary != nil {
			msg.known, msg.err = diary.All()
		}
		return msg
	}
}

// shelfRead takes in what was read. The lesson that is going on is chosen, else the
// first that is not done.
func (m *Model) shelfRead(msg shelfMsg) {
	s := &m.frame.shelf
	if msg.err != nil {
		m.fail(msg.err.Error())
	}
	first := !s.ready
	s.books, s.known, s.ready = msg.books, msg.known, true
	if m.Page.Kind != shelfPage {
		return
	}
	for i, b := range s.found() {
		if m.learns(b.name) || first && m.home == nil && !s.known[b.name].Done {
			m.Page.Cursor = i
			return
		}
	}
}

// found returns the books that the filter lets through.
func (p *shelf) found() (some []book) {
	words := strings.Fields(strings.ToLower(p.filter))
	for _, b := range p.books {
		text := strings.ToLower(b.name + " " + b.title + " " + b.about + " " + string(b.kind))
		if !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(text, w) }) {
			some = append(some, b)
		}
	}
	return some
}

// moveShelf chooses another row.
func (m *Model) moveShelf(s step) {
	size, _ := inner(m.screen.Page, m.screen.Shape)
	m.Page.Cursor = min(max(m.Page.Cursor+s.by(max(size.Y/2, 1)), 0), max(len(m.frame.shelf.found())-1, 0))
}

// takeBook opens what is chosen, where it was left or from its beginning.
func (m *Model) takeBook(anew bool) tea.Cmd {
	found := m.frame.shelf.found()
	if m.Page.Cursor >= len(found) {
		m.say("nothing is chosen")
		return nil
	}
	return m.open(found[m.Page.Cursor].name, anew)
}

// askShelf asks what to list, and lists it while it is typed.
func (m *Model) askShelf() {
	shelf, was := &m.frame.shelf, m.frame.shelf.filter
	typed := func(m *Model, text string) { shelf.filter, m.Page.Cursor = text, 0 }
	m.ask(prompt{
		label: "/", line: newEditor(was), typed: typed,
		back:  func(m *Model) { typed(m, was) },
		enter: func(m *Model, text string) tea.Cmd { typed(m, text); return nil },
	})
}

// shelfHints are the keys that matter on the page.
func (m *Model) shelfHints() []keymaps.Action {
	return []keymaps.Action{keymaps.Detail, keymaps.Up, keymaps.Escape, keymaps.Filter, keymaps.RestartLesson}
}

// Title returns the page's name, and what it is narrowed down to.
func (p *shelf) Title(pane.Scene) (string, []string) {
	if p.filter == "" {
		return "Lessons and challenges", nil
	}
	return "Lessons and challenges", []string{"/" + draw.CleanTo(p.filter, 20)}
}

// Lines returns the page in h lines of w cells; the row of Cursor is in view.
func (p *shelf) Lines(s pane.Scene, w, h int) []string {
	th := s.Theme
	c := draw.NewCanvas(w, h)
	c.More = th.Signs.More
	found := p.found()
	if len(found) == 0 {
		words := "nothing like that; esc shows all again"
		if !p.ready {
			words = "one moment"
		}
		c.TextTo(1, min(1, max(h-1, 0)), w, words, th.Dim)
		return c.Lines()
	}
	at := min(s.Cursor, len(found)-1)
	room := h - p.about(c, found[at], w, h, th)
	rows, chosen := p.rows(found, at)
	from := max(min(chosen-room/2, len(rows)-room), 0)
	if from == 1 { // the heading rather than a sign that it is hidden
		from = 0
	}
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

// about tells below the list what the chosen one is about, and returns how many
// lines that takes.
func (p *shelf) about(c *draw.Canvas, b book, w, h int, th *theme.Theme) int {
	if h < 9 {
		return 0
	}
	lines := draw.Wrap(th.Say(draw.CleanTo(b.about, 4*w)), w-3)
	source := draw.Wrap(th.Say(draw.CleanTo(b.source, 4*w)), w-3)
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

// shelfRow is a heading, or a book and how far it is.
type shelfRow struct {
	heading string
	book    *book
	chosen  bool
	state   string // in words
	short   string // in as few cells as possible
	done    bool
}

// rows returns all lines of the list, and which of them is the chosen one.
func (p *shelf) rows(found []book, at int) (rows []shelfRow, chosen int) {
	for i := range found {
		b := &found[i]
		if i == 0 || found[i-1].kind != b.kind {
			rows = append(rows, shelfRow{heading: p.heading(b.kind)})
		}
		if i == at {
			chosen = len(rows)
		}
		r := shelfRow{book: b, chosen: i == at, state: "not begun"}
		if known, ok := p.known[b.name]; ok {
			r.done = known.Done
			switch {
			case b.kind == presets.KindChallenge && known.Done:
				r.state = strings.Repeat("*", known.Stars)
				r.short = r.state
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

// heading counts what is done of a kind.
func (p *shelf) heading(k presets.Kind) string {
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
	stateWidth   = len("step 10 of 10")
	roomy        = 64 // cells from which on there is room for words
)

func (r *shelfRow) draw(c *draw.Canvas, y, w int, th *theme.Theme) {
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
	if r.state == "not begun" {
		stateInk = th.Dim
	}
	width := draw.Width(state)
	if w >= roomy {
		width = stateWidth
	}
	c.TextTo(end-width, y, end, state, stateInk)
	c.TextTo(5, y, end-width-1, th.Say(draw.Clean(r.book.title)), ink)
}

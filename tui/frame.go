// The frame: it puts the screen together from blocks.

package tui

import (
	"cmp"
	"image"
	"slices"

	"ringside/keymaps"
	"ringside/presets"
	"ringside/tui/bar"
	"ringside/tui/draw"
	"ringside/tui/layout"
	"ringside/tui/lesson"
	"ringside/tui/paint"
	"ringside/tui/pane"
	"ringside/tui/theme"
	"ringside/tui/workspace"
)

// frame puts the screen together from blocks that were drawn before. Those of
// panes come from a cache, which may be that of a whole room; what is each
// session's own is drawn here when it has changed.
type frame struct {
	pollBanner bar.PollBanner

	covers [layout.Panes]pane.Cover // over what a question of a lesson is about

	framed map[pane.Pane]*pane.Framed
	blocks [places]*paint.Block // the last of each place
	rough  [places]bool         // the block lacks what the next frame will have

	headerOf    bar.Header
	headerWidth int
	header      string
}

func newFrame() *frame {
	f := &frame{framed: make(map[pane.Pane]*pane.Framed)}
	for p := range layout.Panes {
		f.covers[p].Name = p.String()
	}
	return f
}

// picture returns what stands in a rectangle of the screen: a pane in its border,
// or the bare pane where there is no room for one.
func (f *frame) picture(place int, c *pane.Cache, p pane.Pane, s pane.Scene, r image.Rectangle, shape layout.Shape) *paint.Block {
	_, bare := workspace.Inner(r, shape)
	b, whole := c.Picture(p, s, r.Dx(), r.Dy(), !bare)
	f.rough[place] = !whole
	if b == nil {
		return f.block(place, r.Dx(), f.lines(p, s, r, bare))
	}
	f.blocks[place] = b
	return b
}

// lines draws a pane that is this session's own.
func (f *frame) lines(p pane.Pane, s pane.Scene, r image.Rectangle, bare bool) []string {
	if bare {
		return p.Lines(s, r.Dx(), r.Dy())
	}
	framed := f.framed[p]
	if framed == nil {
		framed = pane.NewFramed(marked{p})
		f.framed[p] = framed
	}
	return framed.Lines(s, r.Dx(), r.Dy())
}

// marked is a pane whose title is marked while it has the focus.
type marked struct{ pane.Pane }

// Title returns the pane's title and notes.
func (p marked) Title(s pane.Scene) (string, []string) {
	title, notes := p.Pane.Title(s)
	return pane.Mark(title, s), notes
}

// The places of a frame: the panes by their number, then these.
const (
	headerPlace = int(layout.Panes) + iota
	pagePlace
	bannerPlace
	notePlace
	footerPlace
	places
)

// unfinished reports whether the next frame will have something that this one lacks.
func (f *frame) unfinished() bool { return f.rough != [places]bool{} }

// block returns lines as a block, the same as before if they are.
func (f *frame) block(place, w int, lines []string) *paint.Block {
	b := f.blocks[place]
	if b != nil {
		if bw, _ := b.Size(); bw == w && slices.Equal(b.Lines(), lines) {
			return b
		}
	}
	b = paint.NewBlock(w, lines)
	f.blocks[place] = b
	return b
}

// oneLine is block for a single line.
func (f *frame) oneLine(place, w int, line string) *paint.Block {
	b := f.blocks[place]
	if b != nil {
		if bw, h := b.Size(); bw == w && h == 1 && b.Lines()[0] == line {
			return b
		}
	}
	b = paint.NewBlock(w, []string{line})
	f.blocks[place] = b
	return b
}

// draw puts the screen together.
func (m *Model) draw() {
	m.arrange()
	m.teach()
	f := paint.Frame{W: m.w, H: m.h, Title: "ringside", NoMouse: m.noMouse}
	if m.Title != "" {
		f.Title += " " + draw.CleanTo(m.Title, 40)
	}
	if m.w > 0 && m.h > 0 {
		f.Parts = m.parts()
	}
	if at, ok := m.cursorAt(); ok {
		f.Cursor = &at
	}
	m.shown = f
}

// cursorAt returns where the cursor stands while something is typed, and whether
// there is room for it.
func (m *Model) cursorAt() (image.Point, bool) {
	switch f := m.Screen.Footer; {
	case m.Prompt == nil && !m.Lesson.Types(m.LessonDesk()):
		return image.Point{}, false
	case m.foot.PromptBelow():
		_, column := m.Prompt.Draw(f.Dx(), m.Theme)
		return image.Pt(column, f.Min.Y), !f.Empty()
	}
	r := m.Screen.Panes[layout.Lesson]
	size, _ := workspace.Inner(r, m.Screen.Shape)
	x, y, ok := m.reading.EntryAt()
	border := (r.Dx() - size.X) / 2
	return r.Min.Add(image.Pt(x+border, y+border)), ok
}

// arrange divides the screen as it is now.
func (m *Model) arrange() {
	banner := m.participant.PollBanner()
	m.Screen = layout.Arrange(m.w, m.h, layout.State{
		Focus: m.Focus, Upper: m.Upper, Lesson: m.Learning(), Page: m.book.Placed(),
		Prompt: m.Prompt != nil, Note: m.foot.NoteRows(m.w), PollBanner: banner.Rows(m.w), PollLeast: banner.Least(m.w), PollPacks: banner.Packs(m.w), NodesCovered: m.Covers(presets.PartNodes), RoundRing: pane.RoundRows(m.View.Ring), Operating: m.Operation() != nil, Clocks: !m.Covers(presets.PartWalk) && pane.ShowsClocks(m.View), Ranges: m.Ranges != nil,
	})
}

// teach brings up to date what the lesson or the challenge says.
func (m *Model) teach() {
	switch {
	case m.Lesson != nil:
		m.said = m.Lesson.Said(m.LessonDesk())
	case m.ChallengeRun != nil:
		m.said = m.ChallengeRun.Said(m.LessonDesk())
	case m.ClassLesson() != nil:
		m.said = lesson.Newer(m.said, m.participant.Teaching(m.ClassLesson()))
	default:
		m.said = nil
	}
}

// scene is what a pane is drawn from.
func (m *Model) scene(p layout.Pane) pane.Scene {
	s := m.panels[p].Scene(m.desk.PanelDesk())
	s.Focused = m.Focus == p && (m.Prompt == nil || m.Prompt.Answers) && m.book.Top() == nil
	return s
}

// pictures returns the cache for the cluster on the screen. A private copy and the past
// have their own: they would push what everybody else looks at out of the room's.
func (m *Model) pictures() *pane.Cache {
	if m.participant == nil || m.Cluster == m.participant.Shared() {
		m.cacheOwn = nil
		return m.cache
	}
	if m.cacheOwn == nil {
		m.cacheOwn = pane.NewCache()
	}
	return m.cacheOwn
}

// relook replaces the theme if more has become known about the terminal.
func (m *Model) relook() {
	if o := m.looks.Options(); o != m.Theme.Options {
		m.Theme = m.cache.Theme(o)
	}
}

// lookLike chooses a theme, "" none, and returns which one is chosen.
func (m *Model) lookLike(l theme.Look) theme.Look {
	defer m.relook()
	return m.looks.Choose(l)
}

// turnMouse leaves the mouse to the terminal, or takes it back.
func (m *Model) turnMouse() {
	m.noMouse = !m.noMouse
	m.Say(map[bool]string{true: "the terminal has the mouse; " + m.KeyName(keymaps.Mouse) + " takes it back", false: "the mouse chooses and scrolls"}[m.noMouse])
}

// parts returns all rectangles of the screen with what stands in them.
func (m *Model) parts() []paint.Part {
	s := &m.Screen
	all := make([]paint.Part, 0, places)
	put := func(r image.Rectangle, b *paint.Block) {
		all = append(all, paint.Part{X: r.Min.X, Y: r.Min.Y, Block: b})
	}
	add := func(place int, r image.Rectangle, lines func() []string) {
		if !r.Empty() {
			put(r, m.frame.block(place, r.Dx(), lines()))
		}
	}
	pictures := m.pictures()
	m.frame.rough = [places]bool{}
	if w := s.Header.Dx(); !s.Header.Empty() {
		put(s.Header, m.frame.oneLine(headerPlace, w, m.headerLine(w)))
	}
	for p := range layout.Panes {
		if r := s.Panes[p]; !r.Empty() {
			put(r, m.frame.picture(int(p), pictures, m.paneOf(p), m.scene(p), r, s.Shape))
		}
	}
	if m.book.Top() != nil && !s.Page.Empty() {
		p, scene := m.book.Drawn(m.CoverWords)
		put(s.Page, m.frame.picture(pagePlace, pictures, p, scene, s.Page, s.Shape))
	}
	add(bannerPlace, s.PollBanner, func() []string {
		return m.frame.pollBanner.Lines(m.participant.PollBanner(), s.PollBanner.Dx(), s.PollBanner.Dy())
	})
	add(notePlace, s.Note, func() []string { return m.foot.NoteLines(s.Note.Dx(), s.Note.Dy()) })
	if w := s.Footer.Dx(); !s.Footer.Empty() {
		put(s.Footer, m.frame.oneLine(footerPlace, w, m.foot.Line(w)))
	}
	// In each row from left to right, whichever pane has given its place to a page.
	slices.SortStableFunc(all, func(a, b paint.Part) int { return cmp.Compare(a.X, b.X) })
	return all
}

// paneOf returns what is drawn in the place of a pane: the pane, or its cover. The
// ring and the walk cover what they must by themselves, unless all of them must go.
func (m *Model) paneOf(p layout.Pane) pane.Pane {
	if covers := m.panels[p].About().Covers; m.View.Ring == nil || covers != "" && m.Covers(covers) {
		m.frame.covers[p].Words = m.CoverWords()
		return &m.frame.covers[p]
	}
	return m.panels[p]
}

// headerLine is the first line of the screen.
func (m *Model) headerLine(w int) string {
	long, short := m.participant.Counts()
	now := bar.Header{
		Title: m.TitleShown(), View: m.View, Theme: m.Theme, Playing: m.Runs(), Calm: m.AtCalm(),
		Ratio: m.Theme.Spell(m.Playback.Ratio(m.MotionShown())), Shape: m.Screen.Shape, Place: m.place(), Ahead: m.AheadShown(),
		Badge: m.participant.Badge(), Counts: long, CountsShort: short, Covered: m.Covers(), CoversNodes: m.Covers(presets.PartNodes),
		Branch: m.BranchShown(), CoversSettings: m.Covers(presets.PartSettings), CoversClock: m.Covers(presets.PartClock),
	}
	if f := m.frame; now != f.headerOf || w != f.headerWidth {
		f.headerOf, f.headerWidth, f.header = now, w, now.Line(w)
	}
	return m.frame.header
}

// place names what a narrow screen shows, and where it stands among the panes.
func (m *Model) place() string {
	if m.book.Top() != nil {
		return m.book.Name()
	}
	return m.panels.Place(m.desk.PanelDesk(), m.Focus, m.Panes())
}

// Tests of the screen's layout: drawings, every size, and thresholds.

package layout

import (
	"fmt"
	"image"
	"strings"
	"testing"

	"github.com/cockroachdb/datadriven"
)

// letters draw the rectangles of a screen, in the order of rects.
const letters = "hfnPRWNOLT"

func (s *Screen) rects() [len(letters)]image.Rectangle {
	return [...]image.Rectangle{
		s.Header, s.Footer, s.Note, s.Page,
		s.Panes[Ring], s.Panes[Walk], s.Panes[Nodes], s.Panes[Operation], s.Panes[Log],
		s.Panes[Lesson],
	}
}

// TestDrawings runs transcripts that draw which cell belongs to what for a size and a
// state. Equal rows are drawn once, with their number; with every=n, so are n columns.
func TestDrawings(t *testing.T) {
	datadriven.RunTest(t, "testdata/drawings", func(t *testing.T, d *datadriven.TestData) string {
		var w, h int
		d.ScanArgs(t, "size", &w, &h)
		every := 1
		if d.HasArg("every") {
			d.ScanArgs(t, "every", &every)
		}
		st := State{Prompt: d.HasArg("prompt"), Lesson: d.HasArg("lesson"), Operating: d.HasArg("operating")}
		if d.HasArg("note") {
			d.ScanArgs(t, "note", &st.Note)
		}
		switch {
		case d.HasArg("over"):
			st.Page = Over
		case d.HasArg("beside"):
			st.Page = Beside
		case d.HasArg("above"):
			st.Page = Above
		}
		st.Focus, st.Upper = paneArg(t, d, "focus"), paneArg(t, d, "upper")
		s := Arrange(w, h, st)
		var b strings.Builder
		fmt.Fprintln(&b, [...]string{"narrow", "classic", "tall", "wide"}[s.Shape])
		for y := 0; y < h; {
			row, n := s.row(y, w, every), 1
			for y+n < h && s.row(y+n, w, every) == row {
				n++
			}
			fmt.Fprintf(&b, "%s ×%d\n", row, n)
			y += n
		}
		return b.String()
	})
}

func (s *Screen) row(y, w, every int) string {
	var b strings.Builder
	for x := 0; x < w; x += every {
		b.WriteByte(s.letter(image.Pt(x, y)))
	}
	return b.String()
}

func (s *Screen) letter(p image.Point) byte {
	for i, r := range s.rects() {
		if p.In(r) {
			return letters[i]
		}
	}
	return '?'
}

func paneArg(t *testing.T, d *datadriven.TestData, name string) Pane {
	if !d.HasArg(name) {
		return Ring
	}
	var text string
	d.ScanArgs(t, name, &text)
	for p := range Panes {
		if p.String() == text {
			return p
		}
	}
	d.Fatalf(t, "no pane %q", text)
	return 0
}

// TestEverySize goes through all sizes and states: each cell of the screen is in exactly
// one rectangle, the pane with the focus is in view, and so is the line being typed.
func TestEverySize(t *testing.T) {
	for h := -1; h <= 60; h++ {
		for w := -1; w <= 200; w++ {
			for _, st := range states() {
				s := Arrange(w, h, st)
				if err := tiles(&s, max(w, 0), max(h, 0)); err != nil {
					t.Fatalf("%d×%d %+v: %v", w, h, st, err)
				}
				if w <= 0 || h <= 0 {
					continue
				}
				middle := s.Panes[st.Focus]
				page := st.Page == Over || st.Page != NoPage && s.Shape == Narrow || st.Page == Above && st.Focus != Log
				if page {
					middle = s.Page
				}
				if st.Page != NoPage && s.Page.Empty() && !(st.Prompt && h == 1) {
					t.Fatalf("%d×%d %+v: the page is not in view", w, h, st)
				}
				if middle.Empty() && !(st.Prompt && h == 1) {
					t.Fatalf("%d×%d %+v: %v has the focus and is not in view", w, h, st, st.Focus)
				}
				if st.Prompt && s.Footer.Empty() {
					t.Fatalf("%d×%d %+v: no room for what is being typed", w, h, st)
				}
				if p, ok := s.At(middle.Min.X, middle.Min.Y); !page && !middle.Empty() && (!ok || p != st.Focus) {
					t.Fatalf("%d×%d %+v: the first cell of %v is said to be in %v", w, h, st, st.Focus, p)
				}
			}
		}
	}
}

func states() []State {
	var all []State
	for focus := range Panes {
		for _, upper := range []Pane{Operation, Log} {
			for page := NoPage; page <= Over; page++ {
				for bits := range 8 {
					lesson := bits&4 != 0
					if focus == Lesson && !lesson {
						continue
					}
					all = append(all, State{
						Focus: focus, Upper: upper, Lesson: lesson, Page: page, Prompt: bits&1 != 0, Note: bits & 2, Operating: upper == Log,
					})
				}
			}
		}
	}
	return all
}

// tiles returns an error if the rectangles of s leave a cell of w × h out, or contain it
// twice. Rectangles that lie in the screen, don't overlap in pairs and add up to its area
// cover it.
func tiles(s *Screen, w, h int) error {
	screen := image.Rect(0, 0, w, h)
	area := 0
	rects := s.rects()
	for i, r := range rects {
		if r.Empty() {
			continue
		}
		if !r.In(screen) {
			return fmt.Errorf("%c %v is not inside %v", letters[i], r, screen)
		}
		for j, other := range rects[:i] {
			if r.Overlaps(other) {
				return fmt.Errorf("%c %v overlaps %c %v", letters[i], r, letters[j], other)
			}
		}
		area += r.Dx() * r.Dy()
	}
	if area != w*h {
		return fmt.Errorf("%d of %d cells are covered", area, w*h)
	}
	return nil
}

// TestShapes checks the thresholds, one cell to either side.
func TestShapes(t *testing.T) {
	for _, c := range []struct {
		w, h int
		want Shape
	}{
		{160, 48, Wide}, {120, 36, Wide}, {110, 30, Wide},
		{109, 30, Classic}, {110, 29, Classic}, {80, 24, Classic}, {80, 20, Classic},
		{79, 24, Narrow}, {80, 19, Narrow}, {40, 12, Narrow}, {79, 39, Narrow}, {39, 200, Narrow},
		{79, 40, Tall}, {60, 50, Tall}, {40, 40, Tall}, {100, 50, Classic}, {200, 22, Classic},
		{1, 1, Narrow}, {0, 0, Narrow},
	} {
		if got := ShapeOf(c.w, c.h); got != c.want {
			t.Errorf("%d×%d is %v, want %v", c.w, c.h, got, c.want)
		}
	}
}

// TestMessageIsWhole: the lines of a message stand together, the last of them in the
// footer, whatever else is at the bottom.
func TestMessageIsWhole(t *testing.T) {
	for w := 20; w <= 140; w += 10 {
		for h := 3; h <= 50; h++ {
			for pollBanner := range 9 {
				for note := range 3 {
					for _, lesson := range []bool{false, true} {
						s := Arrange(w, h, State{PollBanner: pollBanner, Note: note, Lesson: lesson})
						if s.Note.Max.Y != s.Footer.Min.Y || s.PollBanner.Max.Y != s.Note.Min.Y {
							t.Fatalf("%d×%d, banner %d, note %d: %+v", w, h, pollBanner, note, s)
						}
						for p, r := range s.Panes {
							if !r.Empty() && r.Max.Y > s.PollBanner.Min.Y {
								t.Fatalf("%d×%d, banner %d, note %d: %v is under the banner", w, h, pollBanner, note, Pane(p))
							}
						}
					}
				}
			}
		}
	}
}

// TestAllInView: without a lesson, a screen that is not narrow shows every pane, whichever has
// the focus, and each with a line at least inside its border; the ring keeps the height that
// its labels need where there is that much, unless the log or the nodes have the focus.
func TestAllInView(t *testing.T) {
	for h := ClassicHeight; h <= 70; h++ {
		for w := TallWidth; w <= 220; w++ {
			if ShapeOf(w, h) == Narrow {
				continue
			}
			for focus := range Lesson {
				s := Arrange(w, h, State{Focus: focus})
				for p := range Lesson {
					if r := s.Panes[p]; r.Dy() < 3 || r.Dx() < 20 {
						t.Fatalf("%d×%d, %v has the focus: %v is %v", w, h, focus, p, r)
					}
				}
				if r := s.Panes[Ring]; h >= 24 && focus < Nodes && r.Dy() < 12 {
					t.Fatalf("%d×%d, %v has the focus: the ring has %d rows", w, h, focus, r.Dy())
				}
			}
		}
	}
}

// TestOperationBesideLesson: beside a lesson on a usual wide screen, Operation has the rows
// for three replicas, the overlap and why.
func TestOperationBesideLesson(t *testing.T) {
	for h := 36; h <= 70; h++ {
		for focus := range Panes {
			s := Arrange(120, h, State{Focus: focus, Lesson: true})
			if got := s.Panes[Operation].Dy(); got < wholeOperation {
				t.Errorf("120×%d: Operation has %d rows", h, got)
			}
		}
	}
}

// TestOperationIsInView: from 80×24 up an operation is on the screen in a lesson, too, whatever
// has the focus or had it last, with a line at least inside its border; and beside it the ring,
// where that is shown, is high enough to be round.
func TestOperationIsInView(t *testing.T) {
	for h := 24; h <= 70; h++ {
		for w := 80; w <= 220; w++ {
			for focus := range Panes {
				for upper := range Lesson {
					s := Arrange(w, h, State{Focus: focus, Upper: upper, Lesson: true, Operating: true})
					if r := s.Panes[Operation]; r.Dy() < 5 || r.Dx() < 30 {
						t.Fatalf("%d×%d, %v has the focus, %v had it: Operation is %v", w, h, focus, upper, r)
					}
					if r := s.Panes[Ring]; !r.Empty() && focus != Nodes && r.Dy() < leastRound {
						t.Fatalf("%d×%d, %v has the focus, %v had it: Ring is %v", w, h, focus, upper, r)
					}
				}
			}
		}
	}
}

// TestRingStaysRoundBesideAQuestion: at 80×24 a ring that needs the most rows is round beside a
// question of any usual length, covered or shown, unless Nodes or Log has the focus; Nodes is there
// when it has.
func TestRingStaysRoundBesideAQuestion(t *testing.T) {
	for asked := 2; asked <= 4; asked++ {
		for focus := Ring; focus <= Log; focus++ {
			s := Arrange(80, 24, State{Focus: focus, PollBanner: asked, PollLeast: 2, RoundRing: fullRound})
			switch at := s.Panes[Ring]; {
			case focus == Nodes && s.Panes[Nodes].Dy() < fiveNodes:
				t.Errorf("a question of %d rows: Nodes has the focus and %v", asked, s.Panes[Nodes])
			case focus != Nodes && focus != Log && at.Dy() < fullRound:
				t.Errorf("a question of %d rows, focus on %v: the ring has %v", asked, focus, at)
			}
		}
	}
}

// TestRingStaysForRanges: while a lesson speaks of ranges, which only the ring shows, the ring is
// there and as round as above any lesson, whatever pane the lesson shows or somebody looks at.
func TestRingStaysForRanges(t *testing.T) {
	for _, size := range [][2]int{{80, 24}, {100, 30}, {120, 36}, {60, 50}} {
		for focus := Ring; focus <= Lesson; focus++ {
			for upper := Ring; upper <= Log; upper++ {
				for _, operating := range []bool{false, true} {
					s := Arrange(size[0], size[1], State{Lesson: true, Focus: focus, Upper: upper, Operating: operating, Ranges: true})
					if at := s.Panes[Ring]; at.Dy() < leastRound || at.Dx() < 30 {
						t.Errorf("%v, focus on %v after %v: the ring has %v", size, focus, upper, at)
					}
					if focus < Lesson && s.Panes[focus].Empty() {
						t.Errorf("%v: %v has the focus and is not there", size, focus)
					}
				}
			}
		}
	}
}

// TestOperationBesideLessonAndQuestion: so it has beside a question of the class's lesson, too, as far as a
// ring that has few tokens stays round above it.
func TestOperationBesideLessonAndQuestion(t *testing.T) {
	const round = 11
	for asked := 2; asked <= 8; asked++ {
		s := Arrange(120, 36, State{Lesson: true, Focus: Lesson, PollBanner: asked, PollLeast: 2, RoundRing: round})
		if operation, ring := s.Panes[Operation].Dy(), s.Panes[Ring].Dy(); operation < wholeOperation || ring < round {
			t.Errorf("a question of %d rows: Operation has %d and Ring %d", asked, operation, ring)
		}
		s = Arrange(120, 36, State{Lesson: true, Focus: Lesson, PollBanner: asked, PollLeast: 2, RoundRing: fullRound})
		if ring := s.Panes[Ring].Dy(); ring < fullRound {
			t.Errorf("a question of %d rows: Ring has %d", asked, ring)
		}
	}
}

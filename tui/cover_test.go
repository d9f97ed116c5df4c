// Tests that the open questions of lessons give no answer away.

package tui

import (
	"image"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"ringside/internal/steady"
	"ringside/presets"
	"ringside/tui/class"
	"ringside/tui/layout"
	"ringside/tui/page"
	"ringside/tui/theme"
	"ringside/tui/workspace"
)

// TestOpenQuestionsGiveNothingAway walks through every lesson, and at each open
// question looks at everything that there is to look at, at all sizes: what is
// covered shows nothing of its own, and nowhere but in the lesson stands the answer,
// or why it is right.
func TestOpenQuestionsGiveNothingAway(t *testing.T) {
	sizes := []image.Point{{120, 36}, {160, 48}, {80, 24}, {40, 12}}
	sizes = sizes[:steady.Rounds(len(sizes), 1, 1)]
	for _, name := range steady.First(presets.Lessons(), 1) {
		t.Run(name, func(t *testing.T) {
			for _, size := range sizes {
				r := open(t, preset(t, "default"), Options{Learn: loaded(t, name), Look: theme.Dark}, size.X, size.Y)
				for !r.m.Lesson.Finished() {
					if step, _ := r.m.Lesson.Step(); r.m.Lesson.Open() {
						told := truthOf(t, r)
						lookEverywhere(t, r, told, step)
						r.press("V")
						if size.X == 120 && len(step.Cover) > 0 && givesAway(r, told, step) == "" {
							t.Errorf("step %q: the covers are still there when the answer is:\n%s", step.Title, r.screen())
						}
					}
					r.m.Lesson.EndWatch(r.m.LessonDesk())
					if !r.m.Lesson.Finished() {
						r.press("G")
						r.m.Lesson.EndWatch(r.m.LessonDesk())
					}
				}
			}
		})
	}
}

// TestNothingIsExportedOfAnOpenQuestion: an export shows what is covered, also when
// somebody has tried out off the path what is asked.
func TestNothingIsExportedOfAnOpenQuestion(t *testing.T) {
	file := filepath.Join(t.TempDir(), "a.svg")
	r := open(t, preset(t, "default"), Options{Learn: loaded(t, "token-ring"), Look: theme.Dark}, 120, 36)
	r.press("G", "V", "G")
	r.notYet()
	for _, line := range []string{"put row-1 x", "run 1s", "export " + file} {
		r.press(":")
		r.write(line)
		r.press("enter")
		r.wait(time.Second)
	}
	if _, err := os.Stat(file); err == nil || !strings.Contains(r.screen(), "\n export: that would give the answer away") {
		t.Errorf("it was exported: %v\n%s", err, r.screen())
	}
}

// TestNoLineTellsWhatALessonAsks: at an open question of a lesson a line that would print
// something covered is refused, typed or pasted with others, and nobody is told what of the
// lesson's own they have undone; with the answer all of that is allowed again.
func TestNoLineTellsWhatALessonAsks(t *testing.T) {
	const refused, line = "that would give the answer away; answer first", "expect replicas(row-1) == none"
	r := open(t, preset(t, "default"), Options{Learn: loaded(t, "token-ring"), Look: theme.Dark}, 120, 36)
	says := func(what, want string, wanted bool) {
		t.Helper()
		r.wait(time.Second)
		if got := r.m.Note.Text; strings.Contains(got, want) != wanted {
			t.Errorf("%s: said %q", what, got)
		}
	}
	lines := func(wanted bool) {
		t.Helper()
		r.press(":")
		r.write(line)
		r.press("enter")
		says(line, refused, wanted)
		r.press(":")
		r.send(tea.PasteMsg{Content: "crash 1\n" + line + "\n"})
		says(line+", pasted", refused, wanted)
		r.press("esc")
	}
	r.press("G", "V", "G")
	r.notYet()
	if step, _ := r.m.Lesson.Step(); !r.m.Lesson.Open() || len(step.Cover) == 0 {
		t.Fatal("nothing is covered")
	}
	lines(true)
	r.press("U")
	says("undo", "undone: ", false)
	r.press("J", "V")
	r.m.Lesson.EndWatch(r.m.LessonDesk())
	lines(false)
	r.press("U")
	says("undo after the answer", "undone: ", true)
}

// TestACoveredPageStandsStill: a page that a question covers is neither moved nor closed by what
// nobody can see, whatever happens to what it shows; with the answer it is as it was left.
func TestACoveredPageStandsStill(t *testing.T) {
	for _, key := range []string{"F", "L", "enter"} {
		c := &chair{}
		shared := lived(t, preset(t, "five"), []string{"put cart zebra via D", "run 60s", "crash A", "crash B"})
		r := sit(t, c, Options{Look: theme.Dark}, 120, 36)
		c.shown = &looked{shared}
		r.send(newsMsg{})
		r.press("D")
		r.m.GoTo(layout.Operation)
		r.press(key)
		page, was := r.m.Pages.Top(), r.screen()
		if page == nil {
			t.Fatalf("%q opens no page:\n%s", key, was)
		}
		open := *page
		c.room.Poll = &class.Poll{Number: 1, Question: "What is it?", Covered: presets.AllCovers()}
		r.send(newsMsg{})
		r.press("down", "down", "pgdown")
		if page = r.m.Pages.Top(); page == nil || *page != open {
			t.Fatalf("%q, keys: the covered page is now %+v, and was %+v\n%s", key, page, open, r.screen())
		}
		for at := r.m.Screen.Page.Min.Add(image.Pt(3, 1)); at.In(r.m.Screen.Page.Inset(1)); at.Y++ {
			r.send(tea.MouseClickMsg(tea.Mouse{X: at.X, Y: at.Y, Button: tea.MouseLeft}))
			r.send(tea.MouseWheelMsg(tea.Mouse{X: at.X, Y: at.Y, Button: tea.MouseWheelDown}))
		}
		if page = r.m.Pages.Top(); page == nil || *page != open {
			t.Errorf("%q: the covered page is now %+v, and was %+v", key, page, open)
		}
		shared.Seek(0) // the class goes to before all of it
		r.send(newsMsg{})
		if page = r.m.Pages.Top(); page == nil || page.Kind != open.Kind {
			t.Errorf("%q: the page closes, and so tells that there is nothing to show", key)
		}
	}
}

// truthOf asks a copy of the lesson for the answer to the question that is open.
func truthOf(t *testing.T, r *rig) presets.Result {
	t.Helper()
	l, err := presets.Resume(r.m.Lesson.Preset(), r.m.Lesson.Progress())
	if err != nil {
		t.Fatal(err)
	}
	told, err := l.Reveal()
	if err != nil {
		t.Fatal(err)
	}
	return told
}

// lookEverywhere goes to every pane, opens every page, and moves about.
func lookEverywhere(t *testing.T, r *rig, told presets.Result, step *presets.Step) {
	t.Helper()
	look := func(where string) {
		t.Helper()
		if bad := givesAway(r, told, step); bad != "" {
			t.Errorf("%d×%d, step %q, %s: %s\n%s", r.m.w, r.m.h, step.Title, where, bad, r.screen())
		}
	}
	r.notYet()
	for p := range layout.Panes {
		r.m.GoTo(p)
		r.send(tea.WindowSizeMsg{Width: r.m.w, Height: r.m.h})
		look(p.String())
		if r.m.w%80 == 0 { // half of the sizes are enough for what is the same everywhere
			continue
		}
		for _, key := range []string{"enter", "F", "L", "?"} {
			over := key == "L" || key == "?" // the same wherever it is opened
			if p == layout.Lesson && key == "enter" || over && p != layout.Log {
				continue // enter is to answer
			}
			r.press(key)
			look(p.String() + " " + key)
			r.m.Pages.Clear()
			r.m.GoTo(p)
		}
		r.press("o", "O", "y", ",", ";", "up", "down", "left", "right")
		look(p.String() + ", moving about")
	}
	r.press("J")
	r.m.GoTo(layout.Lesson)
}

// givesAway says what on the screen gives an answer away; "" if nothing does.
func givesAway(r *rig, told presets.Result, step *presets.Step) string {
	m, lines := r.m, strings.Split(r.cells(), "\n")
	for p, name := range map[layout.Pane]presets.Part{layout.Nodes: presets.PartNodes, layout.Operation: presets.PartOperation, layout.Log: presets.PartLog} {
		if slices.Contains(step.Cover, name) && !blankUnderCover(lines, m.Screen.Panes[p], m.Screen.Shape) {
			return "there is something under the cover of " + string(name)
		}
	}
	if m.book.Covered() && !blankUnderCover(lines, m.Screen.Page, m.Screen.Shape) {
		return "the page is open"
	}
	if len(step.Cover) > 0 {
		for _, word := range []string{"R+W", "✓", "stale", "lost", "shadowed", "≤N", " ahead"} {
			if strings.Contains(lines[0], word) {
				return "the header says " + word
			}
		}
	}
	rest := outside(lines, m.Screen.Panes[layout.Lesson])
	if strings.Contains(rest, told.Why) {
		return "the why is on the screen"
	}
	if len(step.Cover) == 0 || step.Ask.Kind != presets.AskValue || m.Pages.Shows(page.Help) {
		return "" // the help has all kinds of words, and the same ones always
	}
	words := strings.FieldsFunc(rest, func(c rune) bool { return !unicode.IsLetter(c) })
	for _, w := range strings.Fields(told.Truth) {
		if slices.Contains(words, strings.Trim(w, ",")) {
			return "the answer is on the screen: " + w
		}
	}
	return ""
}

// blankUnderCover reports whether a rectangle of the screen shows its frame, the words
// on the cover, and nothing else.
func blankUnderCover(lines []string, r image.Rectangle, shape layout.Shape) bool {
	size, bare := workspace.Inner(r, shape)
	at := r.Min
	if !bare {
		at = at.Add(image.Pt(1, 1))
	}
	for y := at.Y; y < at.Y+size.Y; y++ {
		words := strings.TrimSpace(ansi.Cut(lines[y], at.X, at.X+size.X))
		if words != "" && words != "covered until you answer" && words != "covered until the answer is shown" && words != "covered" {
			return false
		}
	}
	return true
}

// outside returns the screen without a rectangle.
func outside(lines []string, r image.Rectangle) string {
	var b strings.Builder
	for y, line := range lines {
		if y >= r.Min.Y && y < r.Max.Y {
			line = ansi.Cut(line, 0, r.Min.X) + ansi.Cut(line, r.Max.X, ansi.StringWidth(line))
		}
		b.WriteString(line + "\n")
	}
	return b.String()
}

// Tests of the lesson's pane and of Markdown.

package pane

import (
	"fmt"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"ringside/internal/steady"
	"ringside/presets"
	"ringside/tui/theme"
)

// TestMarkdown runs transcripts of what is written and how it is set. Strong words stand
// between *, stressed ones between _, code between `.
func TestMarkdown(t *testing.T) {
	for _, c := range []struct {
		name, text string
		w          int
		ascii      bool
		want       []string
	}{
		{"words that wrap", "One **strong** word, one *stressed*, and `code` in it.", 24, false,
			[]string{"One *strong* word, one", "_stressed_, and `code` in", "it."}},
		{"paragraphs", "First.\n\nSecond\ngoes on.", 24, false, []string{"First.", "", "Second goes on."}},
		{"a list hangs", "- a thing that is rather long\n- another\n\nAfter.", 16, false,
			[]string{"• a thing that", "  is rather long", "• another", "", "After."}},
		{"a number that ends a sentence is no item", "It becomes **3**. The walk goes on until it has three nodes.", 12, false,
			[]string{"It becomes", "*3*. The walk", "goes on", "until it has", "three nodes."}},
		{"ASCII", "R+W≤N → “no”\n\n- × é", 24, true, []string{`R+W<=N > "no"`, "", `- x \u00e9`}},
		{"escape sequences", "a \x1b[31mred\x1b]0;x\a b", 60, false, []string{`a \x1b[31mred\x1b]0;x\x07 b`}},
		{"links and tags", "[here](http://e.com/x) <b>bold</b>", 60, false, []string{"here http://e.com/x bold"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			th := theme.New(theme.Options{Dark: true, ASCII: c.ascii})
			var got []string
			for _, line := range markdown(c.text, c.w, th) {
				text := ""
				for _, p := range line {
					mark := ""
					switch {
					case p.ink.Same(th.Strong):
						mark = "*"
					case p.ink.Same(th.Emphasis):
						mark = "_"
					case p.ink.Same(th.Accent):
						mark = "`"
					}
					text += strings.ReplaceAll(mark+p.text+mark, " "+mark, mark+" ")
				}
				got = append(got, strings.TrimRight(text, " "))
			}
			if fmt.Sprintf("%q", got) != fmt.Sprintf("%q", c.want) {
				t.Errorf("%q\nset as %q\nwant   %q", c.text, got, c.want)
			}
		})
	}
}

// TestLessonAtEverySize: whatever a lesson says, its pane has exactly the size that it is
// given, and nothing in it could move the cursor.
func TestLessonAtEverySize(t *testing.T) {
	long := strings.Repeat("a very long text with **wide** 世界 characters and \x1b[2J more; ", 30)
	all := []*Teaching{
		nil, {},
		{Name: long, Step: 3, Steps: 100, Heading: long, Say: long, Question: long, Choices: []string{long, "b"}, Chosen: 1, Hints: []string{long, long}},
		{Steps: 5, Step: 5, Say: "- one\n- two", Question: "?", Wants: long, Entry: &Entry{Text: "4, 2", Column: 4}, Press: []Press{{"enter", long}, {"esc", "not yet"}}},
		{Name: "Challenge", Marks: "2 of 6", Verdict: &Verdict{Given: long, Truth: long, Why: long}, Question: "?", Note: long, End: long},
	}
	th := theme.New(theme.Options{Dark: true})
	for i, said := range all {
		for h := range 40 {
			for _, w := range steady.First([]int{64, 0, 1, 2, 3, 7, 20, 38, 44, 63, 78, 120}, 1) {
				p := &LessonPane{}
				s := Scene{Lesson: said, Theme: th, Cursor: h % 3 * ToEnd}
				lines := p.Lines(s, w, h)
				if len(lines) != h {
					t.Fatalf("lesson %d at %d×%d has %d lines", i, w, h, len(lines))
				}
				for y, line := range lines {
					if got := ansi.StringWidth(line); got != w {
						t.Fatalf("lesson %d at %d×%d: line %d takes %d cells: %q", i, w, h, y, got, line)
					}
					if strings.ContainsAny(ansi.Strip(line), "\x1b\a") {
						t.Fatalf("lesson %d at %d×%d: line %d has a control character: %q", i, w, h, y, line)
					}
				}
				if x, y, ok := p.EntryAt(); ok && (x < 0 || x > w || y < 0 || y >= h) {
					t.Fatalf("lesson %d at %d×%d: the cursor is at %d,%d", i, w, h, x, y)
				}
			}
		}
	}
}

// TestTheVerdictIsInView: where not all that follows an answer fits, its verdict is seen first, and the end
// can be scrolled to.
func TestTheVerdictIsInView(t *testing.T) {
	s := halfWritten(t)
	s.Lesson = &Teaching{
		Name: "Challenge", Heading: "Two truths", Say: strings.Repeat("What is to be done. ", 40), Chosen: -1,
		Verdict: &Verdict{Right: true, Solved: true, Given: "solved", Truth: "***", Why: "few commands"},
		Told:    []Labelled{{Label: "how", Text: strings.Repeat("It came about. ", 40), Plain: true}}, End: "That is all.",
	}
	for cursor, want := range map[int]string{ToEnd: "solved", Bottom: "That is all."} {
		s.Cursor = cursor
		text := ansi.Strip(strings.Join(new(LessonPane).Lines(s, 78, 9), "\n"))
		if !strings.Contains(text, want) {
			t.Errorf("%q is out of sight:\n%s", want, text)
		}
	}
	if end := new(LessonPane).End(s, 78, 9); end <= 0 || end >= new(LessonPane).Overflow(s, 78, 9) {
		t.Errorf("the verdict is in line %d of %d", end, new(LessonPane).Overflow(s, 78, 9))
	}
}

// TestTextsFitBesideTheirQuestions: at 80×24, where a question stands beside the text, the text of each
// step of the lessons is seen whole.
func TestTextsFitBesideTheirQuestions(t *testing.T) {
	const w, h = 78, 9
	for _, name := range presets.Lessons() {
		lesson, err := presets.Load(name)
		if err != nil {
			t.Fatal(err)
		}
		for i := range lesson.Steps {
			step := &lesson.Steps[i]
			s := halfWritten(t)
			s.Lesson = &Teaching{
				Name: lesson.Title, Heading: step.Title, Say: presets.LinesIn(step.Say, presets.LineAlone),
				Step: i + 1, Steps: len(lesson.Steps) + 2, Chosen: -1, Press: []Press{{Key: "m", What: "hint"}},
			}
			if step.Ask != nil {
				s.Lesson.Question = step.Ask.Text
			} else if step.Try != nil {
				s.Lesson.Question = step.Try.Text
			}
			d := new(LessonPane).set(s, w, h)
			if over := len(d.left) - (h - len(d.press)); over > 0 {
				t.Errorf("%s, step %d, %q: %d lines do not fit", name, i+1, step.Title, over)
			}
		}
	}
}

// TestMarkdownFits: whatever a text says, at any width, no line is wider than that and
// nothing in it could move the cursor, whatever its references refer to.
func TestMarkdownFits(t *testing.T) {
	piece := rapid.SampledFrom([]string{
		"- ", "1. ", "> ", "# ", "```\n", "    ", "**", "*", "`", "[a](http://e.com)", "<b>", "<div>\n", "&#27;[2J", "&#x202e;", "&amp;",
		"word", "a-rather-long-word-with-hyphens", "世界", "é́́", "\x1b[31m", "\n", "\n\n", " ", "  \n", "\\*", "\t", "---\n",
	})
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(piece, 0, 30).Draw(t, "text"), "")
		w := rapid.IntRange(1, 50).Draw(t, "w")
		for _, line := range markdown(text, w, theme.New(theme.Options{Dark: true, ASCII: rapid.Bool().Draw(t, "ascii")})) {
			said := textOf(line)
			if got := ansi.StringWidth(said); got > w {
				t.Fatalf("%q takes %d cells of %d", said, got, w)
			}
			if strings.ContainsFunc(said, func(r rune) bool { return r < ' ' || r == 0x7f || r >= 0x80 && r < 0xa0 || r == 0x202e }) {
				t.Fatalf("%q is not safe", said)
			}
		}
	})
}

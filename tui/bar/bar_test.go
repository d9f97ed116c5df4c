// Tests of the edges of the screen: they fill their lines exactly, and tell nothing that
// is covered.

package bar

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"ringside/engine"
	"ringside/engine/quorum"
	"ringside/tui/class"
	"ringside/tui/layout"
	"ringside/tui/theme"
)

var themes = map[string]*theme.Theme{
	"colours": theme.New(theme.Options{Dark: true}), "ascii": theme.New(theme.Options{Mono: true, ASCII: true}),
}

// exactly fails the test unless all lines take w cells.
func exactly(t *testing.T, what string, lines []string, w, h int) {
	t.Helper()
	if len(lines) != h {
		t.Fatalf("%s: %d lines, want %d", what, len(lines), h)
	}
	for _, line := range lines {
		if got := ansi.StringWidth(line); got != w {
			t.Fatalf("%s: %d cells, want %d: %q", what, got, w, line)
		}
	}
}

// TestMessage: a message takes as many lines as it needs, at most three, and is cut
// with a sign where even these are too few.
func TestMessage(t *testing.T) {
	long := strings.Repeat("a write waits for its second ack; ", 40)
	for name, th := range themes {
		for w := range 130 {
			for _, text := range []string{"", "saved", "crash n9: no such node (nodes: n1 to n5)", long, "購物車\x1b[31m"} {
				m := Message{Text: text, Bad: w%2 == 0, Doubt: w%3 == 0, Theme: th}
				rows := m.Rows(w)
				if rows > mostRows {
					t.Fatalf("%s, %d columns: %d rows", name, w, rows)
				}
				for h := 1; h <= mostRows; h++ {
					exactly(t, name, m.Lines(w, h), w, h)
				}
			}
		}
	}
	m := Message{Text: long, Bad: true, Theme: themes["ascii"]}
	last := ansi.Strip(m.Lines(60, 2)[1])
	if more := themes["ascii"].Signs.More; !strings.HasSuffix(strings.TrimRight(last, " "), more) {
		t.Errorf("nothing says that there is more: %q", last)
	}
	if first := ansi.Strip(m.Lines(60, 2)[0]); !strings.HasPrefix(first, " ! a write") {
		t.Errorf("no sign says that it is bad: %q", first)
	}
}

// views are two clusters that differ in all that a header tells.
func views(t *testing.T) (calm, broken *engine.View) {
	t.Helper()
	run := func(commands ...engine.Command) *engine.View {
		c, err := engine.New(engine.Default())
		if err != nil {
			t.Fatal(err)
		}
		for _, cmd := range commands {
			if err := c.Apply(cmd); err != nil {
				t.Fatal(err)
			}
			c.Advance(c.Now()+5*time.Second, 100_000)
		}
		return c.View(engine.Watch{})
	}
	lost := []engine.Command{
		{Verb: engine.Put, Key: "cart", Value: "milk"}, {Verb: engine.Set, Name: "r", To: "1"},
		{Verb: engine.Wipe, Node: "n1"}, {Verb: engine.Wipe, Node: "n2"}, {Verb: engine.Wipe, Node: "n3"},
		{Verb: engine.Wipe, Node: "n4"}, {Verb: engine.Wipe, Node: "n5"},
	}
	return run(), run(lost...)
}

// TestHeader: at every width the header fills its line; and what is covered can't be told
// from it.
func TestHeader(t *testing.T) {
	calm, broken := views(t)
	if broken.Tally.Lost == 0 || broken.Now == calm.Now {
		t.Fatalf("nothing is lost: %+v", broken.Tally)
	}
	for name, th := range themes {
		for _, shape := range []layout.Shape{layout.Wide, layout.Narrow} {
			for w := range 160 {
				of := func(v *engine.View, ahead int, covered bool) string {
					return Header{
						Title: "lecture", View: v, Theme: th, Ratio: "1/1000x", Shape: shape, Place: "Ring 1/5", Ahead: ahead,
						Calm: v == calm, Playing: w%2 == 0, Branch: [2]int{1, 1 + ahead},
						Covered: covered, CoversNodes: covered, CoversSettings: covered, CoversClock: covered,
					}.Line(w)
				}
				exactly(t, name, []string{of(calm, 0, false), of(broken, 7, false), of(broken, 7, true)}, w, 3)
				if a, b := of(calm, 0, true), of(broken, 7, true); a != b {
					t.Fatalf("%s, %d columns: what is covered shows in\n%q\n%q", name, w, a, b)
				}
			}
		}
	}
	line := ansi.Strip(Header{View: broken, Theme: themes["ascii"], Ratio: "1x", Ahead: 7}.Line(150))
	for _, want := range []string{"1 lost", "in the past, 7 events ahead", "N3", "0/5 up"} {
		if !strings.Contains(line, want) {
			t.Errorf("the header does not say %q: %s", want, line)
		}
	}
}

// TestHeaderStandsStill: what a question covers leaves its place blank: nothing else moves, and
// no other word comes in its place. From 80 columns on the title stays in any case.
func TestHeaderStandsStill(t *testing.T) {
	calm, broken := views(t)
	for name, th := range themes {
		for _, shape := range []layout.Shape{layout.Wide, layout.Narrow} {
			for w := 30; w < 160; w++ {
				h := Header{Title: "token-ring", View: calm, Theme: th, Ratio: "1/1000x", Shape: shape, Place: "Lesson 6/6", Calm: true}
				open := []rune(ansi.Strip(h.Line(w)))
				for cover := 1; cover < 16; cover++ {
					c := h
					c.Covered, c.CoversNodes, c.CoversSettings, c.CoversClock = cover&1 != 0, cover&2 != 0, cover&4 != 0, cover&8 != 0
					for x, r := range []rune(ansi.Strip(c.Line(w))) {
						if r != ' ' && r != open[x] && !(c.CoversClock && strings.ContainsRune("=‖", r)) { // whether all is at rest is covered, too
							t.Fatalf("%s, %d columns: the header moves when something is covered:\n%s\n%s", name, w, string(open), ansi.Strip(c.Line(w)))
						}
					}
				}
				h.View, h.Calm = broken, false
				if shape == layout.Wide && w >= 80 && !(strings.Contains(string(open), "token-ring") && strings.Contains(h.Line(w), "token-ring")) {
					t.Fatalf("%s, %d columns: the title is not in the header:\n%s\n%s", name, w, string(open), ansi.Strip(h.Line(w)))
				}
			}
		}
	}
}

// TestHeaderKeepsTheTitle: from 80 columns on the header says which cluster it is, and the gravest of
// what has gone wrong, even with the longest levels, all kinds of faults, in the past and on a branch.
func TestHeaderKeepsTheTitle(t *testing.T) {
	_, broken := views(t)
	v := *broken
	v.Settings.R, v.Settings.W = engine.Level{Kind: quorum.LocalQuorum}, engine.Level{Kind: quorum.EachQuorum}
	v.Tally.Lost, v.Tally.Unreachable, v.Tally.AtRisk, v.Tally.Stale, v.Tally.Older = 2, 11, 3, 14, 5
	for name, th := range themes {
		for w := 80; w < 200; w++ {
			for ahead := range 2 {
				h := Header{Title: "two-dcs", View: &v, Theme: th, Ratio: "1/1000x", Shape: layout.Wide, Ahead: 14 * ahead, Branch: [2]int{2, 2 + ahead}}
				line := ansi.Strip(h.Line(w))
				exactly(t, name, []string{line}, w, 1)
				if !strings.Contains(line, "two-dcs  ") || !strings.Contains(line, "2 lost,") || !strings.Contains(line, "W each_quorum") {
					t.Errorf("%s, %d columns: %q", name, w, line)
				}
			}
		}
	}
}

// TestPollBanner: the banner takes the rows that it says, and names the right answer only
// when it is shown.
func TestPollBanner(t *testing.T) {
	open := &class.Poll{Number: 1, Question: "Which nodes keep cart, in their order?", Choices: []string{"three", "two"}, Answered: 1, Of: 3}
	shown := *open
	shown.Revealed, shown.Right = true, "two"
	shown.Counts = []class.Count{{Answer: "three", N: 2}, {Answer: "two", N: 1, Right: true}}
	for name, th := range themes {
		for w := 1; w < 140; w++ {
			for _, p := range []*class.Poll{open, &shown} {
				a := Asked{Poll: p, Mine: "three", Key: "A", Theme: th}
				var b PollBanner
				exactly(t, name, b.Lines(a, w, a.Rows(w)), w, a.Rows(w))
			}
		}
	}
	if rows := (Asked{}).Rows(80); rows != 0 {
		t.Errorf("no poll takes %d rows", rows)
	}
	var b PollBanner
	a := Asked{Poll: open, Mine: "three", Key: "A", Theme: themes["ascii"]}
	if got := ansi.Strip(strings.Join(b.Lines(a, 80, a.Rows(80)), "\n")); !strings.Contains(got, "1 of 3") {
		t.Errorf("an open question shows\n%s", got)
	}
	a.Poll = &shown
	if got := ansi.Strip(strings.Join(b.Lines(a, 80, a.Rows(80)), "\n")); !strings.Contains(got, "##") || strings.Contains(got, "b two") {
		t.Errorf("a shown answer shows\n%s", got)
	}
}

// TestPollBannerEndsNowhereInTheMiddle: what to press is told whole in the narrowest class.
func TestPollBannerEndsNowhereInTheMiddle(t *testing.T) {
	open := &class.Poll{Number: 1, Question: "Which?", Choices: []string{"three", "two"}, Of: 3}
	for w := 30; w < 100; w++ {
		a := Asked{Poll: open, Key: "A", Theme: themes["ascii"]}
		got := ansi.Strip(strings.Join((&PollBanner{}).Lines(a, w, a.Rows(w)), "\n"))
		if !strings.Contains(got, "A answers") || strings.Contains(got, a.Theme.Signs.More) {
			t.Errorf("%d columns:\n%s", w, got)
		}
	}
}

// TestPollBannerSaysWhatItLeavesOut: a question that is too long ends with a mark, and answers
// for which there is no room are counted.
func TestPollBannerSaysWhatItLeavesOut(t *testing.T) {
	open := &class.Poll{Number: 1, Question: strings.Repeat("Is it safe, if this happens? ", 12), Choices: []string{"yes, always", "only until the next crash", "no, never again", "nobody can know"}, Of: 3}
	th := themes["ascii"]
	a := Asked{Poll: open, Key: "A", Theme: th}
	lines := strings.Split(ansi.Strip(strings.Join((&PollBanner{}).Lines(a, 36, a.Rows(36)), "\n")), "\n")
	if end := strings.TrimSpace(lines[4]); !strings.HasSuffix(end, th.Signs.More) {
		t.Errorf("the last line of the question is %q", end)
	}
	if got := ansi.Strip(strings.Join((&PollBanner{}).Lines(a, 36, a.Rows(36)-5), "\n")); !strings.Contains(got, "3 more lines") || !strings.Contains(got, "a yes") {
		t.Errorf("five rows too few:\n%s", got)
	}
}

// TestPollBannerShowsEveryChoice: after the reveal, too, a student's banner has all choices in
// the rows that it can't do without.
func TestPollBannerShowsEveryChoice(t *testing.T) {
	p := &class.Poll{Number: 1, Question: "Which?", Choices: []string{"node 1", "node 2", "node 3", "node 4"}, Of: 3, Revealed: true, Right: "node 4"}
	for i, c := range p.Choices {
		p.Counts = append(p.Counts, class.Count{Answer: c, N: []int{2, 0, 0, 1}[i], Right: c == p.Right})
	}
	for _, th := range themes {
		for _, w := range []int{40, 80} {
			a := Asked{Poll: p, Mine: "node 1", Key: "A", Theme: th}
			least := a.Least(w)
			if least != map[int]int{40: 4, 80: 3}[w] {
				t.Errorf("%d columns: the answers take %d rows beside each other", w, least)
			}
			for rows := a.Rows(w); rows >= least; rows-- {
				got := ansi.Strip(strings.Join((&PollBanner{}).Lines(a, w, rows), "\n"))
				lacks := slices.ContainsFunc(p.Choices, func(c string) bool { return !strings.Contains(got, c) })
				if lacks {
					t.Errorf("%d columns, %d rows:\n%s", w, rows, got)
				}
			}
		}
	}
}

// TestPollBannerReadsAnswersToTheirEnd: on the smallest screen too every word of every answer is seen,
// while the question is open and after the reveal, and which one was given here.
func TestPollBannerReadsAnswersToTheirEnd(t *testing.T) {
	answers := []string{"yes, C does not have it", "no, two of three always include A or B"}
	for name, th := range themes {
		for _, revealed := range []bool{false, true} {
			p := &class.Poll{Number: 1, Question: "Can it be stale?", Choices: answers, Of: 2, Answered: 1, Revealed: revealed}
			if revealed {
				p.Counts = []class.Count{{Answer: answers[0]}, {Answer: answers[1], N: 1, Right: true}}
			}
			asked := Asked{Poll: p, Mine: answers[1], Key: "A", Theme: th}
			for w := 38; w < 80; w++ {
				lines := new(PollBanner).Lines(asked, w, asked.Rows(w))
				exactly(t, name, lines, w, asked.Rows(w))
				seen := strings.Join(strings.Fields(ansi.Strip(strings.Join(lines, " "))), " ")
				for _, text := range append(slices.Clone(answers), "you") {
					if !strings.Contains(seen, text) {
						t.Errorf("%s, %d cells, revealed %v: %q is not seen in %q", name, w, revealed, text, seen)
					}
				}
			}
		}
	}
}

// TestClockMovesNothing: when time reaches 10 s, 100 s, 1000 s and more, everything but its
// digits stays where it is, and in the same words.
func TestClockMovesNothing(t *testing.T) {
	calm, broken := views(t)
	digits := regexp.MustCompile(`( *)(\d+)\.\d{1,3}( ?s\b)`)
	for name, th := range themes {
		for shape, least := range map[layout.Shape]int{layout.Wide: 80, layout.Narrow: 40} {
			for w := least; w < 200; w++ {
				for _, v := range []*engine.View{calm, broken} {
					at := func(now time.Duration) string {
						then := *v
						then.Now = now
						line := ansi.Strip(Header{Title: "lecture", View: &then, Theme: th, Ratio: "1/1000x", Shape: shape, Place: "Ring"}.Line(w))
						if !digits.MatchString(line) {
							t.Fatalf("%s, %d columns: no time in %q", name, w, line)
						}
						return digits.ReplaceAllStringFunc(line, func(now string) string {
							unit := strings.TrimLeft(now, " .0123456789")
							return strings.Repeat("#", len(now)-len(unit)) + unit
						})
					}
					first := at(time.Second)
					for _, now := range []time.Duration{9999 * time.Millisecond, 10 * time.Second, 100 * time.Second, 1000 * time.Second, 9999 * time.Second,
						10_000 * time.Second, 99_999_999 * time.Millisecond, 240 * time.Hour} {
						if line := at(now); line != first {
							t.Fatalf("%s, %d columns: at 1 s\n%q\nat %s\n%q", name, w, first, now, line)
						}
					}
				}
			}
		}
	}
}

// Tests of cleaning, measuring, fitting and wrapping text.

package draw

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"
)

func TestClean(t *testing.T) {
	for _, c := range []struct{ what, in, want string }{
		{"plain text", "cart:42 ~", "cart:42 ~"},
		{"letters beyond ASCII", "Göteborg 世界 ☃", "Göteborg 世界 ☃"},
		{"an escape sequence", "\x1b[2J", `\x1b[2J`},
		{"tab, newline, return", "a\tb\nc\r", `a\tb\nc\r`},
		{"NUL and DEL", "\x00\x7f", `\x00\x7f`},
		{"C1 controls", "\u009b31m\u0085", `\u009b31m\u0085`},
		{"bytes that are no UTF-8", "a\xff\x9bb", `a\xff\x9bb`},
		{"right-to-left override", "\u202eabc\u2066", `\u202eabc\u2066`},
		{"zero width", "a\u200bb\u200d\ufeff", `a\u200bb\u200d\ufeff`},
		{"line and paragraph separators", "\u2028\u2029", `\u2028\u2029`},
		{"an accent on a letter", "e\u0301", "e\u0301"},
		{"an accent on nothing", "\u0301x", `\u0301x`},
		{"an accent on an escape", "\n\u0301", `\n\u0301`},
		{"too many accents", "z\u0301\u0302\u0303\u0304!", "z\u0301\u0302\u0303" + `\u0304!`},
		{"a family of joined people", "👩\u200d👧", `👩\u200d👧`},
		{"a flag", "🇩🇪", `\U0001f1e9\U0001f1ea`},
		{"a variation selector", "❤\ufe0f", `❤\ufe0f`},
		{"a skin tone", "👍🏽", `👍\U0001f3fd`},
		{"Hangul syllables, and letters that fuse", "한\u1100\u1161", "한\u1100" + `\u1161`},
		{"letters that fuse to one", "क्ष", "क्" + `\u0937`},
		{"a filler", "\u3164", `\u3164`},
	} {
		if got := Clean(c.in); got != c.want {
			t.Errorf("%s: Clean(%q) = %q, want %q", c.what, c.in, got, c.want)
		}
	}
}

// Of what takes one cell without being looked up, the tables of widths say the same, and it
// fuses with nothing.
func TestOneCellIsOneCell(t *testing.T) {
	for r := rune(0x80); r <= 0x10ffff; r++ {
		if !oneCell(r) {
			continue
		}
		s := string(r)
		c := cleaner{out: new(strings.Builder)}
		if ansi.StringWidth(s) != 1 || ansi.StringWidthWc(s) != 1 || c.joins(s) || quirky(r) {
			t.Errorf("%q (%U) is not always one cell", s, r)
		}
	}
}

// anyText makes strings that are likely to cause trouble.
var anyText = rapid.Custom(func(t *rapid.T) string {
	pieces := rapid.SliceOfN(rapid.OneOf(
		rapid.String(),
		rapid.SampledFrom([]string{"\x1b[31m", "e\u0301", "世界", "\u200d", "🇩🇪", "👩‍👩‍👧", "\xff", "\t", "abc", "क्षि", "\u202e", "﷽", "각"}),
		rapid.Map(rapid.SliceOfN(rapid.Byte(), 0, 6), func(b []byte) string { return string(b) }),
	), 0, 6).Draw(t, "pieces")
	return strings.Join(pieces, "")
})

func TestCleanTextIsSafeAndMeasuresAlike(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := anyText.Draw(t, "s")
		got := Clean(s)
		if !utf8.ValidString(got) {
			t.Fatalf("%q is not UTF-8", got)
		}
		if a, b := ansi.StringWidth(got), ansi.StringWidthWc(got); a != b {
			t.Fatalf("%q is %d cells by grapheme and %d by rune", got, a, b)
		}
		if ansi.Strip(got) != got {
			t.Fatalf("%q has an escape sequence", got)
		}
		if again := Clean(got); again != got {
			t.Fatalf("cleaned again it is %q, not %q", again, got)
		}
	})
}

func TestFittedTextHasItsWidth(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, w := anyText.Draw(t, "s"), rapid.IntRange(0, 30).Draw(t, "w")
		clean := Clean(s)
		for _, got := range []string{Fit(clean, w), FitRight(clean, w)} {
			if Width(got) != w {
				t.Fatalf("%q is %d cells, want %d", got, Width(got), w)
			}
		}
		cut := CleanTo(s, w)
		if Width(cut) > w || w > 0 && Width(clean) <= w && cut != clean {
			t.Fatalf("CleanTo(%q, %d) = %q", s, w, cut)
		}
	})
}

func TestFit(t *testing.T) {
	for _, c := range []struct {
		in          string
		w           int
		left, right string
	}{
		{"milk", 6, "milk  ", "  milk"},
		{"milk", 4, "milk", "milk"},
		{"milk", 3, "mi…", "mi…"},
		{"milk", 1, "…", "…"},
		{"milk", 0, "", ""},
		{"世界世界", 5, "世界…", "世界…"},
		{"世界世界", 4, "世… ", " 世…"},
		{"e\u0301e\u0301e\u0301", 2, "e\u0301…", "e\u0301…"},
	} {
		if l, r := Fit(c.in, c.w), FitRight(c.in, c.w); l != c.left || r != c.right {
			t.Errorf("%q in %d cells: %q and %q, want %q and %q", c.in, c.w, l, r, c.left, c.right)
		}
	}
}

func TestCleaningALongTextStopsWhenTheCellsAreFull(t *testing.T) {
	long := strings.Repeat("\x1b[2J世", 1<<18)
	allocs := testing.AllocsPerRun(10, func() { CleanTo(long, 20) })
	if allocs > 40 {
		t.Errorf("%v allocations for 20 cells of a text of %d bytes", allocs, len(long))
	}
}

func TestWrap(t *testing.T) {
	got := strings.Join(Wrap("two durable copies; n3 will learn of it", 14), "|")
	if want := "two durable|copies; n3|will learn of|it"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	for _, line := range Wrap("a"+strings.Repeat("界", 30), 7) {
		if Width(line) > 7 {
			t.Errorf("%q is wider than 7", line)
		}
	}
}

// TestWrapKeepsToTheWidth: no line is too wide, whatever signs stand alone in the text.
func TestWrapKeepsToTheWidth(t *testing.T) {
	for _, s := range []string{"select R (answers a read waits for) for + and -", "a - b – c — d -- e", "N … - W -"} {
		for w := 4; w < 60; w++ {
			for _, line := range Wrap(s, w) {
				if Width(line) > w {
					t.Errorf("%d columns: %q", w, line)
				}
			}
		}
	}
}

// TestWrappedSentencesAreThoseOfTheLibrary: breaking plain sentences without copying them
// gives what ansi.Wrap gives, where that keeps to the width.
func TestWrappedSentencesAreThoseOfTheLibrary(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfN(rapid.StringMatching(`[a-z;"]{0,9}|[a-z]{1,3}-[a-z]{0,3}`), 1, 12).Draw(t, "words")
		s, w := strings.Join(words, " "), rapid.IntRange(1, 30).Draw(t, "w")
		got, want := Wrap(s, w), strings.Split(ansi.Wrap(s, w, ""), "\n")
		wide := slices.ContainsFunc(want, func(line string) bool { return Width(line) > w })
		if s != "" && !wide && !slices.Equal(got, want) {
			t.Fatalf("%q in %d cells: %q, want %q", s, w, got, want)
		}
	})
}

func TestWrappingASentenceAllocatesItsListAlone(t *testing.T) {
	const s = "acknowledged by n1 and n3; n2 has it in memory only"
	if allocs := testing.AllocsPerRun(10, func() { Wrap(s, 20) }); allocs > 1 {
		t.Errorf("%v allocations, want 1", allocs)
	}
}

// TestNarrowSignsTakeOneCell: alone, and beside a letter or each other.
func TestNarrowSignsTakeOneCell(t *testing.T) {
	n := 0
	for r := range rune(0x10000) {
		if !narrow(r) {
			continue
		}
		n++
		for _, s := range []string{string(r), "a" + string(r), string(r) + "a", string(r) + string(r), "→" + string(r)} {
			if got, want := Width(s), ansi.StringWidth(s); got != want || got != utf8.RuneCountInString(s) {
				t.Errorf("%q (%U) takes %d cells, want %d", s, r, got, want)
			}
		}
	}
	if n < 800 {
		t.Errorf("only %d signs looked at", n)
	}
}

// TestNamesKeepBothEnds: a name that is too long begins and ends as it should, in as many cells as
// it may have at the most, whatever is in it.
func TestNamesKeepBothEnds(t *testing.T) {
	for _, c := range []struct {
		name string
		w    int
		want string
	}{
		{"n1", 12, "n1"}, {"cassandra-eu-west-1a", 20, "cassandra-eu-west-1a"}, {"cassandra-eu-west-1a", 12, "cassa…est-1a"},
		{"cassandra-eu-west-1a", 4, "c…1a"}, {"cassandra-eu-west-1a", 3, "ca…"}, {"cassandra", 0, ""}, {"世界世界世界", 7, "世…界"},
	} {
		if got := Name(c.name, c.w, "…"); got != c.want {
			t.Errorf("%s in %d cells is %q, should be %q", c.name, c.w, got, c.want)
		}
	}
	for _, name := range []string{"世界e\u0301\u0301-1a", "a\x1b[31mred-1b", "👩‍👩‍👧-1c", strings.Repeat("x", 300)} {
		for w := range 40 {
			if got := Name(name, w, "…"); Width(got) > w || strings.Contains(got, "\x1b") {
				t.Errorf("%q in %d cells is %q", name, w, got)
			}
		}
	}
}

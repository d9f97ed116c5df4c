// Tests of the canvas, of frames and of dots.

package draw

import (
	"strings"
	"testing"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	_ "ringside/internal/steady"
	"ringside/tui/theme"
)

func plainLines(c *Canvas) string { return strings.Join(c.Lines(), "\n") }

func TestCanvasDrawings(t *testing.T) {
	none := theme.Ink{}
	for _, c := range []struct {
		what string
		draw func(*Canvas)
		want string
	}{
		{"empty", func(*Canvas) {}, "      \n      "},
		{"text is cut at the edges", func(c *Canvas) {
			c.Text(-2, 0, "abcdefgh", none)
			c.Text(4, 1, "xyz", none)
			c.Text(0, 2, "below", none)
		}, "cdefgh\n    xy"},
		{"a wide letter is not cut in half", func(c *Canvas) {
			c.Text(5, 0, "世", none)
			c.Text(-1, 1, "世界", none)
		}, "      \n 界   "},
		{"drawing over half of a wide letter leaves a space", func(c *Canvas) {
			c.Text(0, 0, "世界!", none)
			c.Set(1, 0, "x", none)
			c.Text(0, 1, "世界!", none)
			c.Set(1, 1, "月", none)
		}, " x界! \n 月 ! "},
		{"accents stay on their letters", func(c *Canvas) {
			c.Text(0, 0, "e\u0301e\u0301a", none)
			c.Set(1, 0, "o", none)
		}, "e\u0301oa   \n      "},
		{"numbers end where they should", func(c *Canvas) {
			c.TextRight(6, 0, "1234", none)
			c.TextRight(6, 1, "7", none)
		}, "  1234\n     7"},
		{"what does not fit ends in an ellipsis", func(c *Canvas) {
			c.TextTo(1, 0, 5, "abcdef", none)
			c.TextTo(4, 1, 4, "abc", none)
		}, " abc… \n      "},
	} {
		canvas := NewCanvas(6, 2)
		c.draw(canvas)
		if got := plainLines(canvas); got != c.want {
			t.Errorf("%s:\n%q, want\n%q", c.what, got, c.want)
		}
	}
}

func TestCanvasJoinsRunsOfOneInk(t *testing.T) {
	red := theme.NewInk(lipgloss.NewStyle().Foreground(lipgloss.Color("#ff0000")))
	bold := theme.NewInk(lipgloss.NewStyle().Bold(true))
	c := NewCanvas(8, 1)
	c.Text(0, 0, "ab", red)
	c.Text(2, 0, "cd", red)
	c.Text(5, 0, "ef", bold)
	want := red.Open() + "abcd" + theme.Reset + " " + bold.Open() + "ef" + theme.Reset + " "
	if got := c.Lines()[0]; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestCanvasLinesAlwaysHaveTheirSize(t *testing.T) {
	inks := []theme.Ink{{}, theme.NewInk(lipgloss.NewStyle().Bold(true)), theme.NewInk(lipgloss.NewStyle().Faint(true))}
	rapid.Check(t, func(t *rapid.T) {
		w, h := rapid.IntRange(-1, 12).Draw(t, "w"), rapid.IntRange(-1, 4).Draw(t, "h")
		c := NewCanvas(w, h)
		for range rapid.IntRange(0, 12).Draw(t, "times") {
			x, y := rapid.IntRange(-4, 14).Draw(t, "x"), rapid.IntRange(-1, 5).Draw(t, "y")
			ink := rapid.SampledFrom(inks).Draw(t, "ink")
			s := Clean(anyText.Draw(t, "s"))
			switch rapid.IntRange(0, 3).Draw(t, "how") {
			case 0:
				c.Text(x, y, s, ink)
			case 1:
				c.TextTo(x, y, x+rapid.IntRange(0, 9).Draw(t, "cells"), s, ink)
			case 2:
				c.TextRight(x, y, s, ink)
			case 3:
				c.Set(x, y, rapid.SampledFrom([]string{"", "a", "界", "●", "e\u0301"}).Draw(t, "glyph"), ink)
			}
		}
		lines := c.Lines()
		if len(lines) != max(h, 0) {
			t.Fatalf("%d lines, want %d", len(lines), max(h, 0))
		}
		for _, line := range lines {
			if got := ansi.StringWidth(line); got != max(w, 0) {
				t.Fatalf("%q is %d cells, want %d", line, got, max(w, 0))
			}
		}
	})
}

func TestFrame(t *testing.T) {
	for _, c := range []struct {
		what   string
		title  string
		notes  []string
		w, h   int
		ascii  bool
		inside []string
		want   string
	}{
		{"a title", "Ring", nil, 14, 3, false, []string{"hello       "}, "╭ Ring ──────╮\n│hello       │\n╰────────────╯"},
		{"notes", "Log", []string{"all", "following"}, 30, 2, false, nil, "╭ Log ── all ── following ───╮\n╰────────────────────────────╯"},
		{"no room for the second note", "Log", []string{"all", "following"}, 20, 2, false, nil, "╭ Log ── all ──────╮\n╰──────────────────╯"},
		{"a long title", "Operation", nil, 9, 2, false, nil, "╭ Oper… ╮\n╰───────╯"},
		{"no room for a title", "Ring", nil, 4, 2, false, nil, "╭──╮\n╰──╯"},
		{"lines too few and too many", "", nil, 4, 4, false, []string{"ab"}, "╭──╮\n│ab│\n│  │\n╰──╯"},
		{"ASCII", "Ring", nil, 10, 3, true, []string{"hello   "}, "+ Ring --+\n|hello   |\n+--------+"},
		{"no room for a border", "Ring", nil, 1, 2, false, nil, " \n "},
		{"nothing", "Ring", nil, 0, 0, false, nil, ""},
	} {
		th := theme.New(theme.Options{Dark: true, ASCII: c.ascii})
		got := ansi.Strip(strings.Join(Frame(c.title, c.notes, c.inside, c.w, c.h, true, th), "\n"))
		if got != c.want {
			t.Errorf("%s:\n%s\nwant\n%s", c.what, got, c.want)
		}
	}
}

func TestDots(t *testing.T) {
	d := NewDots(4, 2)
	d.Line(0, 0, 7, 7, 1, theme.Ink{})
	d.Line(7, 0, 0, 7, 1, theme.Ink{})
	d.Dot(-1, 0, theme.Ink{})
	d.Dot(8, 8, theme.Ink{})
	c := NewCanvas(4, 2)
	c.Set(3, 1, "x", theme.Ink{})
	d.Stamp(c, false)
	if got, want := plainLines(c), "⠑⢄⡠⠊\n⡠⠊⠑x"; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	c.Reset(4, 2)
	d.Stamp(c, true)
	if got, want := plainLines(c), "....\n...."; got != want {
		t.Errorf("in ASCII: got\n%s\nwant\n%s", got, want)
	}
}

// TestInksThatLookAlikeAreOne: neighbours whose inks look alike share their escape
// sequence, an ink that looks like nothing is plain, and graphemes of several runes are
// kept until the canvas is reset.
func TestInksThatLookAlikeAreOne(t *testing.T) {
	red, alike := theme.NewInk(lipgloss.NewStyle().Bold(true)), theme.NewInk(lipgloss.NewStyle().Bold(true))
	plain := theme.NewInk(lipgloss.NewStyle())
	c := NewCanvas(5, 1)
	c.Text(0, 0, "a", red)
	c.Text(1, 0, "e\u0301", alike)
	c.Text(2, 0, "b", plain)
	c.Text(4, 0, "c", theme.Ink{})
	if got, want := c.Lines()[0], red.Open()+"ae\u0301"+theme.Reset+"b c"; got != want {
		t.Errorf("the line is %q, want %q", got, want)
	}
	if got := c.At(1, 0); got != "e\u0301" {
		t.Errorf("a cell has %q, want the letter with its accent", got)
	}
	if c.Empty(1, 0) || !c.Empty(3, 0) || !c.Empty(-1, 0) || !c.Empty(0, 1) {
		t.Error("the cells that are empty are others")
	}
	c.Reset(2, 1)
	if got := c.Lines()[0]; got != "  " {
		t.Errorf("after a reset the line is %q, want blanks", got)
	}
}

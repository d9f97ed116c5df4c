// Tests of every pane at every size, and of drawing only what has changed.

package pane

import (
	"fmt"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"ringside/engine"
	"ringside/engine/ring"
	"ringside/internal/steady"
	"ringside/tui/theme"
)

// panes returns all panes, by name.
func panes() map[string]Pane {
	return map[string]Pane{
		"ring": &Ring{}, "walk": &Walk{}, "nodes": &Nodes{}, "detail": &NodeDetail{},
		"operation": &Operation{}, "log": &Log{}, "faults": &FaultList{},
		"lanes": &Lanes{},
	}
}

// TestEverySize draws every pane of the most awkward cluster at every size from 0×0 to
// 60×20, and of others at some, and checks that there are exactly that many lines and
// cells.
func TestEverySize(t *testing.T) {
	flat := hostile(t)
	flat.Flat = true
	alone := sceneOf(atRest(makeRing(t, ring.Draw(1, 1, 1))), "", theme.Options{})
	scenes := map[string]Scene{
		"hostile": hostile(t), "hostile and flat": flat, "in ASCII": inASCII(hostile)(t),
		"half written": halfWritten(t), "read": afterRead(t), "covered": covered(hostile)(t),
		"racks": racks(t), "messages": defaultHalf(t), "one node": alone,
		"awkward": laidOutOn(awkwardNames(), awkward, 1, 4)(t), "awkward in ASCII": inASCII(laidOutOn(awkwardNames(), awkward, 1, 0))(t),
		"timed out": laidOut(timedOut, 1, 6)(t), "under way": laidOut(flying, 1, 0)(t), "under way in ASCII": inASCII(laidOut(flying, 1, 0))(t),
	}
	for scene, s := range scenes {
		step := steady.Rounds(7, 7, 21)
		if scene == "hostile" {
			step = steady.Rounds(1, 1, 6)
		}
		for name, p := range panes() {
			for h := 0; h <= 20; h += min(step, 2) {
				for w := 0; w <= 60; w += step {
					s.Cursor, s.Lanes.Left = (w+h)%5, (w+h)%7
					checkSize(t, fmt.Sprint(name, " of ", scene), p.Lines(s, w, h), w, h, s.Theme.ASCII)
				}
			}
			f := NewFramed(p)
			for w := 0; w <= 60; w += step {
				checkSize(t, fmt.Sprint("framed ", name, " of ", scene), f.Lines(s, w, w/3), w, w/3, s.Theme.ASCII)
			}
		}
	}
}

func checkSize(t *testing.T, what string, lines []string, w, h int, ascii bool) {
	t.Helper()
	if len(lines) != h {
		t.Fatalf("%s at %d×%d has %d lines", what, w, h, len(lines))
	}
	for y, line := range lines {
		plain := ansi.Strip(line)
		if got, runes := ansi.StringWidth(line), ansi.StringWidthWc(plain); got != w || runes != w {
			t.Fatalf("%s at %d×%d: line %d is %d cells by grapheme and %d by rune: %q", what, w, h, y, got, runes, line)
		}
		for _, r := range plain {
			if r < ' ' || r == 0x7f || ascii && r > 0x7e {
				t.Fatalf("%s at %d×%d: line %d has %q: %q", what, w, h, y, r, line)
			}
		}
		for _, seq := range strings.Split(line, "\x1b")[1:] {
			if end := strings.IndexFunc(seq[1:], func(r rune) bool { return r >= '@' }); seq[0] != '[' || seq[1+end] != 'm' {
				t.Fatalf("%s at %d×%d: line %d has an escape sequence that is no colour: %q", what, w, h, y, line)
			}
		}
	}
}

// TestTheSameIsNotDrawnAgain: a second call with nothing changed returns the very same
// lines and allocates nothing; any change gives others.
func TestTheSameIsNotDrawnAgain(t *testing.T) {
	s := halfWritten(t)
	for name, p := range panes() {
		f := NewFramed(p)
		first := f.Lines(s, 60, 12)
		if n := testing.AllocsPerRun(100, func() { f.Lines(s, 60, 12) }); n != 0 {
			t.Errorf("%s: %v allocations for a picture that it has already", name, n)
		}
		if again := f.Lines(s, 60, 12); &again[0] != &first[0] {
			t.Errorf("%s was drawn again though nothing changed", name)
		}
		for what, change := range map[string]func(*Scene){
			"the view":  func(s *Scene) { v := *s.View; s.View = &v },
			"the theme": func(s *Scene) { s.Theme = theme.New(theme.Options{}) },
		} {
			other := s
			change(&other)
			if again := f.Lines(other, 60, 12); &again[0] == &first[0] {
				t.Errorf("%s was not drawn again with another %s", name, what)
			}
			first = f.Lines(s, 60, 12)
		}
	}
}

// TestNothingMovesWhenANumberGrows compares the columns before and after counters and
// times get more digits.
func TestNothingMovesWhenANumberGrows(t *testing.T) {
	small, large := halfWritten(t), halfWritten(t)
	large.View.Nodes[0].Keys = 123456
	large.View.Nodes[0].Share = 1
	op := *large.Op
	op.Answers = append([]engine.AnswerView(nil), op.Answers...)
	op.Answers[0].Answered = 987 * ms
	large.Op = &op
	for name, columns := range map[string][]string{
		"nodes":     {"crashed", "down by", "▲"},
		"operation": {"W reached", "sent 0.0", "primary"},
	} {
		before := strings.Join(panes()[name].Lines(small, 72, 8), "\n")
		after := strings.Join(panes()[name].Lines(large, 72, 8), "\n")
		for _, word := range columns {
			a, b := columnOf(before, word), columnOf(after, word)
			if a < 0 || a != b {
				t.Errorf("%s: %q is at column %d, and at %d once a number has grown", name, word, a, b)
			}
		}
	}
}

// columnOf returns the column of a word in the first line that contains it.
func columnOf(lines, word string) int {
	for _, line := range strings.Split(ansi.Strip(lines), "\n") {
		if before, _, found := strings.Cut(line, word); found {
			return ansi.StringWidth(before)
		}
	}
	return -1
}

// Tests that the bytes written give the right screen, and are few.

package paint

import (
	"fmt"
	"image"
	"strings"
	"testing"

	"github.com/charmbracelet/x/vt"
	"pgregory.net/rapid"
	_ "ringside/internal/steady"
)

// cells returns what the terminal shows: every cell with its style.
func (t *painted) cells() string {
	e := t.Emulator
	var b strings.Builder
	for y := range e.Height() {
		for x := range e.Width() {
			c := e.CellAt(x, y)
			if c == nil || c.Content == "" && c.Width == 1 {
				b.WriteString("[ ]")
				continue
			}
			fmt.Fprintf(&b, "[%s%s]", c.Style.String(), c.Content)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// painted is a terminal and the painter of its session.
type painted struct {
	*vt.Emulator
	p *painter
}

func newPainted(w, h int) *painted {
	t := &painted{Emulator: vt.NewEmulator(w, h)}
	t.p = newPainter(t, 0, func(error) {})
	return t
}

// Write withholds the questions to the terminal from the emulator, which would block until
// somebody reads its answers.
func (t *painted) Write(b []byte) (int, error) {
	_, err := t.Emulator.WriteString(strings.NewReplacer("\x1b]11;?\x07", "", askWidth, "").Replace(string(b)))
	return len(b), err
}

func (t *painted) paint(f Frame) {
	t.p.show(f)
	t.p.paint()
}

var styles = []string{"", "", "\x1b[1m", "\x1b[31m", "\x1b[97m", "\x1b[38;5;7m", "\x1b[38;2;1;2;3m", "\x1b[2;4m", "\x1b[1m\x1b[38;2;9;9;9m", "\x1b[48;2;5;5;5m"}

// The emulator handles marks only on letters beyond ASCII.
var glyphs = []string{" ", " ", " ", "a", "b", "─", "●", "世", "界", "ж\u0301", "ж\u0323\u0302", "\t", "\x1b[2J", "\x07", "é"}

func drawLine(rt *rapid.T, w int) string {
	var b strings.Builder
	for range rapid.IntRange(0, w+3).Draw(rt, "graphemes") {
		style := rapid.SampledFrom(styles).Draw(rt, "style")
		text := rapid.SampledFrom(glyphs).Draw(rt, "glyph")
		if n := rapid.IntRange(0, 12).Draw(rt, "again"); n > 8 {
			text = strings.Repeat(text, n)
		}
		b.WriteString(style + text)
		if style != "" && rapid.Bool().Draw(rt, "ends") {
			b.WriteString("\x1b[m")
		}
	}
	if rapid.Bool().Draw(rt, "plain") {
		b.WriteString("\x1b[0m")
	}
	return b.String()
}

// drawFrame draws a frame of w × h cells of up to three parts side by side, each of which
// may be a block of an earlier frame.
func drawFrame(rt *rapid.T, w, h int, before []*Block) (Frame, []*Block) {
	f := Frame{W: w, H: h}
	for x, n := 0, rapid.IntRange(0, 3).Draw(rt, "parts"); n > 0 && x < w; n-- {
		x += rapid.SampledFrom([]int{0, 0, 1}).Draw(rt, "margin")
		bw := rapid.SampledFrom([]int{w - x, w / 2, 7}).Draw(rt, "width")
		if bw = min(bw, w-x); bw < 1 {
			break
		}
		var b *Block
		for _, old := range before {
			if ow, oh := old.Size(); ow == bw && oh == h && rapid.Bool().Draw(rt, "old") {
				b = old
			}
		}
		if b == nil {
			lines := make([]string, h)
			for y := range lines {
				lines[y] = drawLine(rt, bw)
			}
			b = NewBlock(bw, lines)
			before = append(before, b)
		}
		f.Parts = append(f.Parts, Part{X: x, Block: b})
		x += bw
	}
	if w > 0 && h > 0 && rapid.Bool().Draw(rt, "cursor") {
		f.Cursor = &image.Point{X: rapid.IntRange(0, w-1).Draw(rt, "x"), Y: rapid.IntRange(0, h-1).Draw(rt, "y")}
	}
	return f, before
}

// TestPaintedIsDrawn: after any frames and resizes the screen is that of a terminal that
// has shown only the last frame.
func TestPaintedIsDrawn(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		sizes := rapid.IntRange(1, 30)
		w, h := sizes.Draw(rt, "w"), rapid.IntRange(1, 4).Draw(rt, "h")
		at := newPainted(w, h)
		var blocks []*Block
		for range rapid.IntRange(1, 6).Draw(rt, "frames") {
			if rapid.IntRange(0, 3).Draw(rt, "resize") == 0 {
				w, h = sizes.Draw(rt, "w"), rapid.IntRange(1, 4).Draw(rt, "h")
				at.Resize(w, h)
			}
			var f Frame
			f, blocks = drawFrame(rt, w, h, blocks)
			at.paint(f)
			fresh := newPainted(w, h)
			fresh.paint(f)
			if got, want := at.cells(), fresh.cells(); got != want {
				rt.Fatalf("%d×%d\n%q\ngot\n%s\nwant\n%s", w, h, f.String(), got, want)
			}
			if f.Cursor != nil {
				if p := at.CursorPosition(); p.X != f.Cursor.X || p.Y != f.Cursor.Y {
					rt.Fatalf("the cursor is at %v, wanted at %v", p, *f.Cursor)
				}
			}
		}
	})
}

// TestPaintedIsTheText: a frame painted on an empty screen is the frame's text.
func TestPaintedIsTheText(t *testing.T) {
	at := newPainted(12, 3)
	at.paint(Frame{W: 12, H: 3, Parts: []Part{
		{0, 0, NewBlock(12, []string{"head \x1b[1mbold\x1b[m"})},
		{0, 1, NewBlock(6, []string{"世界ab", "ж\u0301y"})},
		{6, 1, NewBlock(6, []string{"\x1b[31m──────\x1b[m", "too long a line"})},
	}})
	if got, want := at.String(), "head bold\n世界ab──────\nж\u0301y    too lo"; strings.ReplaceAll(got, "\r", "") != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// TestBytes compares what is written with the shortest possible bytes.
func TestBytes(t *testing.T) {
	const red, blue = "\x1b[38;2;255;0;0m", "\x1b[38;2;0;0;255m"
	for _, c := range []struct{ name, old, now, want string }{
		{"nothing", "abc", "abc", ""},
		{"one cell", "abcdef", "abXdef", "\x1b[1;3HX"},
		{"over a small gap", "abcdefgh", "Xbcdefgh" + "", "\x1b[1HX"},
		{"two cells near each other", "abcdefgh", "XbcYefgh", "\x1b[1HXbcY"},
		{"a wide one over another, and a cell apart", "世bcdefghijk", "界bcdefghijY", "\x1b[1H界\x1b[9CY"},
		{"two cells apart", "abcdefghijkl", "XbcdefghijkY", "\x1b[1HX\x1b[10CY"},
		{"a style that replaces another", "ab", red + "a" + blue + "b\x1b[m", "\x1b[1H" + red + "a" + blue + "b\x1b[m"},
		{"a style that does not", "ab", "\x1b[1ma\x1b[m" + blue + "b\x1b[m", "\x1b[1H\x1b[1ma\x1b[;38;2;0;0;255mb\x1b[m"},
		{"blanks", "abcdefghijkl", "a", "\x1b[1;2H\x1b[11X"},
	} {
		w := 12
		old, now := NewBlock(w, []string{c.old}), NewBlock(w, []string{c.now})
		if got := string(now.changeFrom(old, image.Point{})); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// TestSharedChange: a change is computed once, however many sessions need it.
func TestSharedChange(t *testing.T) {
	old, now := NewBlock(3, []string{"abc"}), NewBlock(3, []string{"abd"})
	first := now.changeFrom(old, image.Pt(1, 1))
	if again := now.changeFrom(old, image.Pt(1, 1)); &again[0] != &first[0] {
		t.Error("it was worked out again")
	}
	if elsewhere := now.changeFrom(old, image.Pt(2, 1)); string(elsewhere) == string(first) {
		t.Error("it is the same in another place")
	}
	if allocs := testing.AllocsPerRun(100, func() { now.changeFrom(old, image.Pt(1, 1)) }); allocs > 1 {
		t.Errorf("asking again takes %v allocations", allocs)
	}
}

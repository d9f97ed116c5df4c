// Tests of the line editor: keys, what fits on the screen, and very long lines.

package entry

import (
	"strings"
	"testing"

	"github.com/cockroachdb/datadriven"
	"pgregory.net/rapid"

	_ "ringside/internal/steady"
	"ringside/tui/draw"
)

// TestEditor runs transcripts of keys and of what so many cells show after them, with the
// cursor as a bar.
func TestEditor(t *testing.T) {
	var e editor
	datadriven.RunTest(t, "testdata/editor", func(t *testing.T, d *datadriven.TestData) string {
		switch d.Cmd {
		case "new":
			e = editor{}
			e.insert(unescape(d.Input))
		case "type":
			e.insert(unescape(d.Input))
		case "keys":
			for key := range strings.FieldsSeq(d.Input) {
				if !e.key(key) {
					d.Fatalf(t, "%q means nothing to the editor", key)
				}
			}
		default:
			d.Fatalf(t, "no command %q", d.Cmd)
		}
		w := 20
		d.MaybeScanArgs(t, "width", &w)
		return drawn(&e, w) + "\n"
	})
}

// unescape replaces the escapes
// , \t, \e and \u{…} of a transcript.
func unescape(s string) string {
	return strings.NewReplacer(`\n`, "\n", `\t`, "\t", `\e`, "\x1b", `\rlo`, "\u202e", `\ff`, "\xff").Replace(s)
}

// drawn shows the window with a bar where the cursor is.
func drawn(e *editor, w int) string {
	shown, column := e.window(w, "…")
	left := ""
	for draw.Width(left) < column {
		g := firstGrapheme(shown[len(left):])
		left += g
	}
	return "[" + left + "|" + shown[len(left):] + "]"
}

func firstGrapheme(s string) string {
	e := editor{text: s}
	return e.after()
}

// TestWindowHoldsWhatItSays: whatever was typed and wherever the cursor is, the window is
// clean, fits, and contains the cursor.
func TestWindowHoldsWhatItSays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var e editor
		keys := []string{"left", "right", "home", "end", "backspace", "delete", "ctrl+w", "ctrl+left", "ctrl+right", "ctrl+u", "ctrl+k"}
		for range rapid.IntRange(1, 12).Draw(t, "steps") {
			if rapid.Bool().Draw(t, "type") {
				e.insert(rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"購物車", "é", "e\u0301\u0302", "\x1b[31m", "👨‍👩‍👧", "\xff\xfe", "a b  c"})).Draw(t, "text"))
			} else {
				e.key(rapid.SampledFrom(keys).Draw(t, "key"))
			}
		}
		if e.at < 0 || e.at > len(e.text) {
			t.Fatalf("the cursor is at %d of %d", e.at, len(e.text))
		}
		w := rapid.IntRange(1, 40).Draw(t, "width")
		shown, column := e.window(w, "…")
		if got := draw.Width(shown); got > w {
			t.Errorf("%q takes %d of %d cells", shown, got, w)
		}
		if column < 0 || column >= w {
			t.Errorf("the cursor is in column %d of %d", column, w)
		}
		if draw.Clean(shown) != shown {
			t.Errorf("%q is not clean", shown)
		}
	})
}

// TestMegabyte: pasted text is kept whole, and a line of a megabyte is shown and edited
// in only a few passes over it.
func TestMegabyte(t *testing.T) {
	big := strings.Repeat("spam, eggs\n", 100_000)
	var e editor
	e.insert("x")
	e.insert(big)
	e.key("left")
	e.key("backspace")
	if want := "x" + big[:len(big)-2] + "\n"; e.text != want {
		t.Errorf("kept %d bytes, want %d", len(e.text), len(want))
	}
	shown, column := e.window(30, "…")
	if want := "…ggs\\nspam, eggs\\nspam, egg\\n"; shown != want || column != draw.Width(want)-2 {
		t.Errorf("shows %q with the cursor in column %d", shown, column)
	}
}

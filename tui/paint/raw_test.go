// A fuzz test that nothing in a frame's lines reaches the terminal as a control sequence.

package paint

import (
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"
)

// ours are the sequences that a painter writes.
var ours = regexp.MustCompile("\x1b\\[[?>=<]?[0-9;:]*[a-zA-Z]|\x1b\\[[0-9] q|\x1b\\][0-9]+;[^\x07\x1b]*\x07")

// FuzzNothingRaw: whatever lines and titles contain, only text and the painter's own
// sequences are written: no control character gets through, and nothing in a line is
// taken for a sequence.
func FuzzNothingRaw(f *testing.F) {
	for _, line := range []string{
		"plain", "\x1b[31mred\x1b[m", "\x1b[2J", "\x1b]0;title\x07", "\x9b31m", "\u009b31m", "a\x00b\x7f", "\x1b[38;2;1;2m", "e\u0301\u0302", "\xff\xfe",
		"\u202eabc", "世界", "\x1b[1;2", "\x1bPq\x1b\\", "\x1b[31mx\x1b[99999999999m", "🇩🇪👨‍👩‍👧",
	} {
		f.Add(line, "title")
		f.Add("line", line)
	}
	f.Fuzz(func(t *testing.T, line, title string) {
		var out strings.Builder
		p := newPainter(&out, 0, func(error) {})
		p.show(Frame{W: 20, H: 1, Title: title, Parts: []Part{{Block: NewBlock(20, []string{line})}}})
		p.paint()
		p.show(Frame{W: 20, H: 1, Title: title, Parts: []Part{{Block: NewBlock(20, []string{"x" + line})}}})
		p.paint()
		p.leave()
		all := out.String()
		if !utf8.ValidString(all) {
			t.Errorf("not UTF-8: %q", all)
		}
		rest := ours.ReplaceAllString(all, "")
		for _, r := range rest {
			if r < ' ' || r >= 0x7f && r < 0xa0 {
				t.Fatalf("%q gets through: %q of %q", r, rest, all)
			}
		}
	})
}

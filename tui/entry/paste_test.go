// Tests of what is pasted into a line.

package entry

import (
	"slices"
	"testing"
)

// TestPaste: a line keeps the first line of what is pasted, but where lines are wanted, or a
// text that may have breaks.
func TestPaste(t *testing.T) {
	const text = "\r\nuser:7\r\nput evil 1\n"
	for _, c := range []struct {
		name  string
		q     Question
		keeps string
		lines []string
	}{
		{"a key", Question{Label: "key"}, "user:7", nil},
		{"a value", Question{Label: "value", Breaks: true}, text, nil},
		{"lines", Question{Label: ":", Lines: true}, "", []string{"", "user:7", "put evil 1"}},
	} {
		typed := ""
		c.q.Typed = func(text string) { typed = text }
		l := New(c.q)
		lines := l.Paste(text)
		if l.Text() != c.keeps || typed != c.keeps || !slices.Equal(lines, c.lines) {
			t.Errorf("%s keeps %q, tells %q and returns %q; want %q and %q", c.name, l.Text(), typed, lines, c.keeps, c.lines)
		}
	}
}

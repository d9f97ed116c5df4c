// Tests of what is pasted into a line.

package entry

import (
	"slices"
	"testing"

	tea "charm.land/bubbletea/v2"

	"ringside/keymaps"
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

// TestPasteBesideAWholeLine: two pasted lines are two lines, unless the first has been changed.
func TestPasteBesideAWholeLine(t *testing.T) {
	keys, err := keymaps.Load("default", nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"put a 1\n", "put a 1\r", "put a 1\r\n"} {
		line, ok := WholeLine(text)
		if !ok || line != "put a 1" {
			t.Fatalf("%q is %q, whole: %t", text, line, ok)
		}
	}
	for _, text := range []string{"put a 1", "a\rb\r", "a\nb", ""} {
		if line, ok := WholeLine(text); ok {
			t.Errorf("%q is the whole line %q", text, line)
		}
	}
	l := New(Question{Label: ":", Lines: true})
	l.Hold("put a 1")
	if lines := l.Paste("put b 2\r"); l.Text() != "" || !slices.Equal(lines, []string{"put a 1", "put b 2"}) {
		t.Errorf("the lines are %q and %q is left", lines, l.Text())
	}
	l.Hold("put a ")
	l.Key(keys, tea.KeyPressMsg{Code: '1', Text: "1"})
	if lines := l.Paste("2\n"); l.Text() != "" || !slices.Equal(lines, []string{"put a 12"}) {
		t.Errorf("after a key, the lines are %q and %q is left", lines, l.Text())
	}
}

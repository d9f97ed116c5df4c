// A test of lines in texts.

package presets

import "testing"

// TestLinesIn: code with a colon before it is a line, and nothing else is: neither code that a colon follows nor what
// has no end.
func TestLinesIn(t *testing.T) {
	say := func(line string) string { return "<" + line + ">" }
	for text, want := range map[string]string{
		"The line `:merkle A B` shows `A`: so": "The line <merkle A B> shows `A`: so",
		"`a`: one, `b`: two":                   "`a`: one, `b`: two",
		"no end `:merkle":                      "no end `:merkle",
		"`:`":                                  "`:`",
	} {
		if got := LinesIn(text, say); got != want {
			t.Errorf("%q becomes %q, want %q", text, got, want)
		}
	}
}

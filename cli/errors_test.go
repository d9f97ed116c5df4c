// The test of how errors are made safe to print.

package cli

import "testing"

func TestOneLineHidesNothing(t *testing.T) {
	for in, want := range map[string]string{
		"one\n two":   "one two",
		" a\t \r\nb ": "a b",
		"/a  b/c d":   "/a  b/c d",
		"a\u3164b":    `a\u3164b`,
		"ti\u2800tle": `ti\u2800tle`,
		"\x1b[2J":     `\x1b[2J`,
		"grün 🙂":      "grün 🙂",
	} {
		if got := oneLine(in); got != want {
			t.Errorf("oneLine(%+q) = %+q, want %+q", in, got, want)
		}
	}
}

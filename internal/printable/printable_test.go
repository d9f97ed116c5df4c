// The test of which characters are hidden.

package printable_test

import (
	"testing"

	"ringside/internal/printable"
)

func TestHidden(t *testing.T) {
	for _, r := range "\x00\x1b\x7f\u0085\u00a0\u00ad\u034f\u115f\u17b4\u180e\u200b\u200f\u202e\u2066\u2800\u3164\ufe0f\ufeff\uffa0\U000e0001\U000e0100\U000e01ef\ue000\uffff" {
		if !printable.Hidden(r) {
			t.Errorf("%U is shown", r)
		}
	}
	for _, r := range " a~é\u0301ß→→中नहि한🙂\ufffd" {
		if printable.Hidden(r) {
			t.Errorf("%U is hidden", r)
		}
	}
}

func TestQuote(t *testing.T) {
	for in, want := range map[string]string{
		"a\u3164b":     `"a\u3164b"`,
		"é 🙂":          `"é 🙂"`,
		"\x1b\xff\"\n": `"\x1b\xff\"\n"`,
	} {
		if got := printable.Quote(in); got != want {
			t.Errorf("Quote(%+q) = %s, want %s", in, got, want)
		}
	}
}

// Tests of Quote and Show.

package event

import (
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"ringside/internal/printable"
)

func TestQuote(t *testing.T) {
	for _, c := range []struct{ is, in, out string }{
		{"a word", `milk`, `milk`},
		{"a key with a colon", `cart:42`, `cart:42`},
		{"a backslash is itself in a bare word", `a\b`, `a\b`},
		{"other scripts", `müsli→牛乳`, `müsli→牛乳`},
		{"an accent in its own character", "e\u0301t\u00e9", "e\u0301t\u00e9"},
		{"nothing", ``, `""`},
		{"a blank", `two words`, `"two words"`},
		{"a quote", `a"b`, `"a\"b"`},
		{"an apostrophe", `don't`, `"don't"`},
		{"a list", `a,b`, `"a,b"`},
		{"a comment", `#1`, `"#1"`},
		{"a backslash between quotes", `a \b`, `"a \\b"`},
		{"escape sequences", "\x1b[2J", `"\x1b[2J"`},
		{"one of the upper controls", "\u009b2J", `"\u009b2J"`},
		{"line breaks and tabs", "a\r\n\tb", `"a\r\n\tb"`},
		{"delete and nul", "\x7f\x00", `"\x7f\x00"`},
		{"right-to-left override", "abc\u202edef", `"abc\u202edef"`},
		{"zero width", "a\u200bb\u200d\ufeff", `"a\u200bb\u200d\ufeff"`},
		{"a blank that is no blank", "a\u00a0b\u3000c", `"a\u00a0b\u3000c"`},
		{"blank letters", "\u3164\u115f\u2800", `"\u3164\u115f\u2800"`},
		{"a variation selector", "\u2764\ufe0f", "\"\u2764\\ufe0f\""},
		{"tags beyond the first plane", "a\U000e0041\U000e0101", `"a\U000e0041\U000e0101"`},
		{"bytes that are not UTF-8", "a\xff\xc3", `"a\xff\xc3"`},
		{"the replacement character itself", "\ufffd", "\"\ufffd\""},
		{"a mark without a letter", "\u0301e", `"\u0301e"`},
	} {
		if got := Quote(c.in); got != c.out {
			t.Errorf("%s: %s, should be %s", c.is, strconv.QuoteToASCII(got), strconv.QuoteToASCII(c.out))
		}
	}
}

func TestShow(t *testing.T) {
	for _, c := range []struct {
		in         string
		characters int
		out        string
	}{
		{"milk", 4, "milk"},
		{"milks", 4, "mil…"},
		{"oat milk", 10, `"oat milk"`},
		{"oat milk", 9, `"oat mil…`},
		{"a\x1b[2J", 5, `"a…`},
		{"a\x1b[2J", 7, `"a\x1b…`},
		{"müsli牛乳", 6, "müsli…"},
		{strings.Repeat("é", 1000), 3, "éé…"},
		{"", 1, "…"},
		{"", 2, `""`},
		{"milk", 1, "…"},
		{"oat milk", 1, "…"},
		{"milk", 0, ""},
		{"milk", -1, ""},
	} {
		if got := Show(c.in, c.characters); got != c.out {
			t.Errorf("Show(%q, %d) is %s, should be %s", c.in, c.characters, got, c.out)
		}
	}
}

// anyText draws texts with many characters that need care.
func anyText() *rapid.Generator[string] {
	return rapid.OneOf(rapid.String(), rapid.StringOf(rapid.SampledFrom([]rune("ab \"'\\#,(\x1b\u202e\u200b\u0301é牛\ufffd"))),
		rapid.Map(rapid.SliceOf(rapid.Byte()), func(b []byte) string { return string(b) }))
}

// TestQuoteProperties: the result of Quote is safe to print and reads back as its
// argument; the result of Show is safe to print, not too long, and begins the same.
func TestQuoteProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := anyText().Draw(t, "s")
		q := Quote(s)
		back := q
		if !Bare(s) {
			var err error
			if back, err = strconv.Unquote(q); err != nil {
				t.Fatalf("%q does not unquote: %v", q, err)
			}
		}
		if back != s {
			t.Fatalf("%q reads back as %q", q, back)
		}
		n := rapid.IntRange(0, 20).Draw(t, "n")
		shown := Show(s, n)
		for _, text := range []string{q, shown} {
			for _, r := range text {
				if printable.Hidden(r) || r == utf8.RuneError && !strings.ContainsRune(s, r) {
					t.Fatalf("%q holds %U", text, r)
				}
			}
		}
		if utf8.RuneCountInString(shown) > n {
			t.Fatalf("%q is longer than %d", shown, n)
		}
		if shown != q && n > 0 && !strings.HasSuffix(shown, "…") {
			t.Fatalf("%q is cut and does not say so", shown)
		}
	})
}

// TestPlainASCIIIsBare compares Bare's fast path with its result for a word that takes the
// slow one: the same word with a letter that is not ASCII.
func TestPlainASCIIIsBare(t *testing.T) {
	for c := range rune(128) {
		if short, long := Bare("a"+string(c)), Bare("é"+string(c)); short != long {
			t.Errorf("%q: %v in a word that is all ASCII, %v in another", c, short, long)
		}
	}
}

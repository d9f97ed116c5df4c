// Tests of pictures of a screen: what each kind of cell becomes, and that any text at all
// is a picture that a browser reads.

package picture

import (
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	_ "ringside/internal/steady"
)

var paper = Colours{Ink: "#111111", Paper: "#eeeeee"}

// body returns what a picture has besides its frame.
func body(t testing.TB, svg string) []string {
	t.Helper()
	lines := strings.Split(strings.TrimSuffix(svg, "\n"), "\n")
	if len(lines) < 3 || lines[len(lines)-1] != "</svg>" {
		t.Fatalf("not a picture:\n%s", svg)
	}
	return lines[2 : len(lines)-1]
}

// TestCells: text stands in its cells, with its colours and weight; blanks draw nothing.
func TestCells(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"plain text, each cell in its place", "ab c", []string{
			`<text x="12.0 20.4 37.2" y="26" fill="#111111">abc</text>`}},
		{"the second line", "\nz", []string{`<text x="12.0" y="44" fill="#111111">z</text>`}},
		{"a colour", "a\x1b[38;2;255;0;16mb\x1b[m", []string{
			`<text x="12.0" y="26" fill="#111111">a</text>`, `<text x="20.4" y="26" fill="#ff0010">b</text>`}},
		{"a background, also where there is no text", "\x1b[48;2;0;255;0mx \x1b[m", []string{
			`<rect x="12.0" y="12" width="16.8" height="18" fill="#00ff00"/>`, `<text x="12.0" y="26" fill="#111111">x</text>`}},
		{"reversed", "\x1b[7mx\x1b[m", []string{
			`<rect x="12.0" y="12" width="8.4" height="18" fill="#111111"/>`, `<text x="12.0" y="26" fill="#eeeeee">x</text>`}},
		{"bold and faint", "\x1b[1mx\x1b[m\x1b[2my\x1b[m", []string{
			`<text x="12.0" y="26" fill="#111111" font-weight="bold">x</text>`, `<text x="20.4" y="26" fill="#111111" opacity="0.6">y</text>`}},
		{"what XML would take for its own", `<&">`, []string{`<text x="12.0 20.4 28.8 37.2" y="26" fill="#111111">&lt;&amp;&#34;&gt;</text>`}},
		{"a character of two cells", "日x", []string{`<text x="12.0 28.8" y="26" fill="#111111">日x</text>`}},
		{"what is outside the screen", "0123456789\nb\nc\nd", []string{
			`<text x="12.0 20.4 28.8 37.2 45.6 54.0" y="26" fill="#111111">012345</text>`,
			`<text x="12.0" y="44" fill="#111111">b</text>`}},
		{"nothing", "", nil},
	} {
		got := body(t, SVG(Of(c.text, 6, 2), paper))
		if strings.Join(got, "\n") != strings.Join(c.want, "\n") {
			t.Errorf("%s:\n%s\nwant\n%s", c.name, strings.Join(got, "\n"), strings.Join(c.want, "\n"))
		}
	}
}

// TestSize: the picture has a margin around its cells, and the paper's colour.
func TestSize(t *testing.T) {
	svg := SVG(Of("", 10, 3), OnLight())
	for _, want := range []string{`viewBox="0 0 108 78"`, `fill="#fbfbf8"`} {
		if !strings.Contains(svg, want) {
			t.Errorf("no %s in\n%s", want, svg)
		}
	}
	if dark := SVG(Of("x", 10, 3), OnDark()); !strings.Contains(dark, `fill="#16181c"`) || !strings.Contains(dark, `fill="#d0d0d0"`) {
		t.Errorf("a dark one is\n%s", dark)
	}
}

var places = regexp.MustCompile(`<text x="([^"]*)"`)

// TestAnyTextIsAPicture: whatever is on the screen, the picture is well-formed XML with
// the characters of the screen in their order, and a place for each.
func TestAnyTextIsAPicture(t *testing.T) {
	piece := rapid.SampledFrom([]string{"a", "B", " ", "<", "&", "]]>", "'", "é", "日", "→", "\n",
		"\x1b[1m", "\x1b[7m", "\x1b[31m", "\x1b[48;5;200m", "\x1b[m"})
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(piece, 0, 40).Draw(t, "text"), "")
		w, h := rapid.IntRange(1, 12).Draw(t, "w"), rapid.IntRange(1, 4).Draw(t, "h")
		svg := SVG(Of(text, w, h), paper)
		drawn := ""
		for dec := xml.NewDecoder(strings.NewReader(svg)); ; {
			tok, err := dec.Token()
			if errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatalf("%v in\n%s", err, svg)
			}
			if chars, ok := tok.(xml.CharData); ok {
				drawn += strings.ReplaceAll(string(chars), "\n", "")
			}
		}
		shown := strings.Map(func(r rune) rune {
			if r == ' ' || r == '\n' {
				return -1
			}
			return r
		}, onScreen(text, w, h))
		if drawn != shown {
			t.Fatalf("%q is drawn, %q is on the screen", drawn, shown)
		}
		n := 0
		for _, m := range places.FindAllStringSubmatch(svg, -1) {
			n += len(strings.Fields(m[1]))
		}
		if n != len([]rune(shown)) {
			t.Fatalf("%d places for %q", n, shown)
		}
	})
}

// onScreen returns what of a text fits on a screen, without its styles.
func onScreen(text string, w, h int) string {
	lines := strings.Split(ansi.Strip(text), "\n")
	var b strings.Builder
	for _, line := range lines[:min(h, len(lines))] {
		b.WriteString(ansi.Truncate(line, w, ""))
		b.WriteByte('\n')
	}
	return b.String()
}

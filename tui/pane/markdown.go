package pane

import (
	"strings"

	"charm.land/glamour/v2"
	style "charm.land/glamour/v2/ansi"
	"github.com/charmbracelet/x/ansi"

	"ringside/tui/draw"
	"ringside/tui/theme"
)

// markdown sets short Markdown in lines of at most w cells. Glamour reads and
// wraps it in marks of its own, each of which becomes an ink of the theme: so the
// words have the theme's colours, or none, and nothing else that a text makes
// Glamour write, such as a hyperlink, reaches the terminal.
func markdown(text string, w int, th *theme.Theme) [][]part {
	if w < 1 {
		return nil
	}
	list := isList(text)
	wrap := w
	if list {
		wrap = max(w-len(hang), 1) // room to hang what an item goes on with
	}
	out, err := renderer(wrap, th).Render(clean(text, th))
	if err != nil { // of reading from a string and writing to one there is none
		return plainText(text, w, th)
	}
	var lines [][]part
	inItem := false
	for _, line := range strings.Split(strings.Trim(out, "\n"), "\n") {
		words := inked(strings.TrimRight(line, " "), th)
		switch head := textOf(words); {
		case strings.TrimSpace(head) == "":
			inItem, words = false, nil
		case list && isItem(head):
			inItem = true
		case inItem:
			words = append([]part{{hang, th.Text}}, words...)
		}
		if words != nil || len(lines) > 0 { // Glamour begins some texts with an empty line
			lines = append(lines, words)
		}
	}
	return lines
}

const hang = "  "

// isList says whether a line of Markdown begins an item of a list.
func isList(text string) bool {
	for line := range strings.Lines(text) {
		if isItem(line) {
			return true
		}
	}
	return false
}

func isItem(line string) bool {
	line = strings.TrimLeft(line, " ")
	number, _, numbered := strings.Cut(line, ". ")
	if numbered && number != "" && len(number) < 3 && strings.Trim(number, "0123456789") == "" {
		return true
	}
	for _, sign := range []string{bullet, "- ", "* "} {
		if strings.HasPrefix(line, sign) {
			return true
		}
	}
	return false
}

const bullet = "• "

// clean makes every line of a text safe, and leaves it its lines.
func clean(text string, th *theme.Theme) string {
	lines := strings.Split(strings.ReplaceAll(text, "\t", "    "), "\n")
	for i, line := range lines {
		lines[i] = th.Say(draw.Clean(strings.TrimSuffix(line, "\r")))
	}
	return strings.Join(lines, "\n")
}

func plainText(text string, w int, th *theme.Theme) (lines [][]part) {
	for _, line := range strings.Split(clean(text, th), "\n") {
		for _, words := range draw.Wrap(line, w) {
			lines = append(lines, []part{{words, th.Text}})
		}
	}
	return lines
}

// renderer has Glamour mark what is strong as bold, what is stressed as italic,
// and code with a colour.
func renderer(w int, th *theme.Theme) *glamour.TermRenderer {
	yes, code, dot := true, "1", bullet
	if th.ASCII {
		dot = "- "
	}
	strong := style.StylePrimitive{Bold: &yes}
	r, err := glamour.NewTermRenderer(glamour.WithWordWrap(w), glamour.WithStyles(style.StyleConfig{
		Heading:     style.StyleBlock{StylePrimitive: strong},
		Strong:      strong,
		Emph:        style.StylePrimitive{Italic: &yes},
		Code:        style.StyleBlock{StylePrimitive: style.StylePrimitive{Color: &code}},
		CodeBlock:   style.StyleCodeBlock{StyleBlock: style.StyleBlock{StylePrimitive: style.StylePrimitive{Color: &code}}},
		Item:        style.StylePrimitive{BlockPrefix: dot},
		Enumeration: style.StylePrimitive{BlockPrefix: ". "},
		List:        style.StyleList{LevelIndent: uint(len(hang))},
	}))
	if err != nil { // only options that read files have one
		panic("pane: " + err.Error())
	}
	return r
}

// inked reads Glamour's marks: a sequence that changes the look changes the ink,
// and every other sequence is dropped.
func inked(line string, th *theme.Theme) (parts []part) {
	ink := th.Text
	var state byte
	for len(line) > 0 {
		seq, width, n, next := ansi.DecodeSequence(line, state, nil)
		line, state = line[n:], next
		switch {
		case width > 0 && len(parts) > 0 && parts[len(parts)-1].ink.Same(ink):
			parts[len(parts)-1].text += seq
		case width > 0:
			parts = append(parts, part{seq, ink})
		case strings.HasPrefix(seq, "\x1b[") && strings.HasSuffix(seq, "m"):
			ink = marked(seq[2:len(seq)-1], th)
		}
	}
	return parts
}

// marked is the ink for the parameters of one of Glamour's marks.
func marked(params string, th *theme.Theme) theme.Ink {
	ink := th.Text
	for _, p := range strings.Split(params, ";") {
		switch p {
		case "1":
			ink = th.Strong
		case "3":
			ink = th.Emphasis
		case "31":
			return th.Accent
		}
	}
	return ink
}

func textOf(parts []part) string {
	all := ""
	for _, p := range parts {
		all += p.text
	}
	return all
}

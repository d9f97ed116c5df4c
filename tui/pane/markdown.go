// Short Markdown, as lessons are written in, set in lines of parts: Goldmark parses it,
// and the result is written with the inks of the theme, or with none. Nothing else that a
// text may contain, such as a hyperlink or a tag, reaches the terminal.

package pane

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/charmbracelet/x/ansi"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"ringside/tui/draw"
	"ringside/tui/theme"
)

// PlainText is Markdown as text, each paragraph and each item of a list in one line.
func PlainText(source string, th *theme.Theme) (lines []string) {
	for _, parts := range markdown(source, 1<<20, th) {
		lines = append(lines, label(parts).String())
	}
	return lines
}

// markdown sets Markdown in lines of at most w cells.
func markdown(source string, w int, th *theme.Theme) [][]part {
	if w < 1 {
		return nil
	}
	m := typesetter{source: []byte(source), theme: th, w: w}
	m.blocks(goldmark.DefaultParser().Parse(text.NewReader(m.source)), "", "")
	return m.lines
}

// typesetter is Markdown being set: the lines so far, and the current one.
type typesetter struct {
	source []byte
	theme  *theme.Theme
	w      int
	lines  [][]part

	line  []part // begun, and cells wide
	cells int
	fresh bool   // the line has nothing but its beginning
	space bool   // a blank is due before the next word
	word  []part // a word that may go on
	hang  string // what every further line of the block begins with
}

// blocks sets the blocks within a node. The very first line begins with first, the others
// with hang.
func (m *typesetter) blocks(parent ast.Node, first, hang string) {
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		if n.PreviousSibling() != nil && n.Kind() != ast.KindListItem && n.Kind() != ast.KindList && len(m.lines) > 0 {
			m.lines = append(m.lines, nil)
		} else if n.Kind() == ast.KindList && n.PreviousSibling() != nil && parent.Kind() != ast.KindListItem {
			m.lines = append(m.lines, nil)
		}
		m.block(n, first, hang)
		first = hang
	}
}

// block sets one block.
func (m *typesetter) block(n ast.Node, first, hang string) {
	switch n := n.(type) {
	case *ast.List:
		m.list(n, first, hang)
	case *ast.Blockquote:
		m.blocks(n, first+quoteSign, hang+quoteSign)
	case *ast.CodeBlock, *ast.FencedCodeBlock, *ast.HTMLBlock:
		m.verbatim(n, first, hang)
	case *ast.ThematicBreak:
		m.lines = append(m.lines, []part{{ansi.Truncate(first+"---", m.w, ""), m.theme.Text}})
	default:
		ink := m.theme.Text
		if n.Kind() == ast.KindHeading {
			ink = m.theme.Strong
		}
		m.begin(first, hang)
		m.inlines(n, ink)
		m.end()
	}
}

const quoteSign = "| "

// list sets a list, with a hanging indent under each item's sign.
func (m *typesetter) list(n *ast.List, first, hang string) {
	number := n.Start
	for item := n.FirstChild(); item != nil; item = item.NextSibling() {
		sign := "• "
		switch {
		case n.IsOrdered():
			sign = fmt.Sprintf("%d. ", number)
			number++
		case m.theme.ASCII:
			sign = "- "
		}
		m.blocks(item, first+sign, hang+strings.Repeat(" ", ansi.StringWidth(sign)))
		first = hang
	}
}

// verbatim sets lines as they are, cut if they are too long.
func (m *typesetter) verbatim(n ast.Node, first, hang string) {
	if ansi.StringWidth(hang) >= m.w || ansi.StringWidth(first) >= m.w {
		first, hang = "", ""
	}
	for i := range n.Lines().Len() {
		at := n.Lines().At(i)
		line := m.clean(strings.TrimRight(string(at.Value(m.source)), "\r\n"))
		for {
			fits := ansi.Truncate(line, max(m.w-ansi.StringWidth(first), 1), "")
			m.lines = append(m.lines, []part{{first, m.theme.Text}, {fits, m.theme.Accent}})
			first = hang
			if line = line[len(fits):]; line == "" || fits == "" {
				break
			}
		}
	}
}

// inlines sets the contents of a block.
func (m *typesetter) inlines(parent ast.Node, ink theme.Ink) {
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		switch n := n.(type) {
		case *ast.Text:
			m.words(m.plain(n.Segment.Value(m.source)), ink)
			switch {
			case n.HardLineBreak():
				m.newLine()
			case n.SoftLineBreak():
				m.endWord()
				m.space = true
			}
		case *ast.String:
			m.words(m.clean(string(n.Value)), ink)
		case *ast.CodeSpan:
			for code := n.FirstChild(); code != nil; code = code.NextSibling() {
				if said, ok := code.(*ast.Text); ok {
					m.words(m.clean(strings.ReplaceAll(string(said.Segment.Value(m.source)), "\n", " ")), m.theme.Accent)
				}
			}
		case *ast.Emphasis:
			if n.Level == 1 {
				m.inlines(n, m.theme.Emphasis)
			} else {
				m.inlines(n, m.theme.Strong)
			}
		case *ast.AutoLink:
			m.words(m.clean(string(n.Label(m.source))), ink)
		case *ast.Link:
			m.inlines(n, ink)
			m.words(" "+m.clean(string(n.Destination)), ink)
		case *ast.Image:
			m.inlines(n, ink)
			m.words(" "+m.clean(string(n.Destination)), ink)
		}
	}
}

// plain returns what a text means: its references and escapes are resolved, and then it
// is made safe, since a reference can be to any character.
func (m *typesetter) plain(raw []byte) string {
	if bytes.ContainsAny(raw, `\&`) {
		raw = util.ResolveEntityNames(util.ResolveNumericReferences(util.UnescapePunctuations(raw)))
	}
	return m.clean(string(raw))
}

// clean makes a line of text safe to print.
func (m *typesetter) clean(s string) string {
	return m.theme.Spell(draw.Clean(strings.ReplaceAll(s, "\t", "    ")))
}

// begin begins a block.
func (m *typesetter) begin(first, hang string) {
	m.hang = hang
	m.start(first)
}

// start begins a line.
func (m *typesetter) start(with string) {
	if ansi.StringWidth(with) >= m.w {
		with = "" // the words matter more
	}
	m.line, m.cells, m.fresh, m.space = nil, ansi.StringWidth(with), true, false
	if with != "" {
		m.line = append(m.line, part{with, m.theme.Text})
	}
}

// newLine ends the line and begins the next one of the block.
func (m *typesetter) newLine() {
	m.endWord()
	m.lines = append(m.lines, m.line)
	m.start(m.hang)
}

// end ends the block.
func (m *typesetter) end() {
	m.endWord()
	if !m.fresh {
		m.lines = append(m.lines, m.line)
	}
}

// words adds text, whose last word may continue in the next one.
func (m *typesetter) words(s string, ink theme.Ink) {
	for s != "" {
		word, rest, more := strings.Cut(s, " ")
		if word != "" {
			m.word = append(m.word, part{word, ink})
		}
		if more {
			m.endWord()
			m.space = m.space || !m.fresh
		}
		s = rest
	}
}

// endWord puts the word onto the line, or onto the next one if it does not fit.
func (m *typesetter) endWord() {
	word := m.word
	if len(word) == 0 {
		return
	}
	m.word = nil
	wide := ansi.StringWidth(textOf(word))
	if m.space && m.cells+1+wide > m.w {
		m.lines = append(m.lines, m.line)
		m.start(m.hang)
	}
	if m.space && !m.fresh {
		blank := part{" ", m.theme.Text}
		if last := m.line[len(m.line)-1].ink; last.Same(word[0].ink) {
			blank.ink = last // one run of ink, such as words that are strong
		}
		m.put(blank)
	}
	m.space = false
	for _, p := range word {
		m.cut(p)
	}
}

// cut puts a part of a word onto the line, and continues below if a word is wider than a
// whole line.
func (m *typesetter) cut(p part) {
	for p.text != "" {
		fits := ansi.Truncate(p.text, m.w-m.cells, "")
		if fits == "" && !m.fresh {
			m.lines = append(m.lines, m.line)
			m.start(m.hang)
			continue
		}
		if fits == "" {
			return // there is no room for it at any width
		}
		m.put(part{fits, p.ink})
		p.text = p.text[len(fits):]
	}
}

// put puts what fits onto the line, in one part with the previous one if its ink is the
// same.
func (m *typesetter) put(p part) {
	m.fresh = false
	m.cells += ansi.StringWidth(p.text)
	if last := len(m.line) - 1; last >= 0 && m.line[last].ink.Same(p.ink) {
		m.line[last].text += p.text
		return
	}
	m.line = append(m.line, p)
}

func textOf(parts []part) string {
	all := ""
	for _, p := range parts {
		all += p.text
	}
	return all
}

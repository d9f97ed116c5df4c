// The handout as a Markdown document.

package handout

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"ringside/tui"
)

// Markdown returns the document as Markdown, with the screens as text.
func (d *Document) Markdown() string {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n", escape(d.Title))
	for _, line := range []string{d.Objective, d.minutes(), d.Source} {
		if line != "" {
			fmt.Fprintf(&b, "\n%s\n", escape(line))
		}
	}
	for i := range d.Steps {
		s := &d.Steps[i]
		fmt.Fprintf(&b, "\n## %d. %s\n\n%s\n\n", s.Number, escape(s.Heading), s.Say)
		if s.Screen.Text != "" {
			screen(&b, s.Screen)
		}
		if s.Question == "" {
			continue
		}
		fmt.Fprintf(&b, "\n**%s**\n\n", escape(s.Question))
		for i, c := range s.Choices {
			fmt.Fprintf(&b, "- %s) %s\n", letter(i), escape(c))
		}
		if s.Choices == nil {
			fmt.Fprintf(&b, "%s: ____________________\n", escape(s.Wants))
		}
	}
	if d.Answers && d.asks() {
		d.markdownAnswers(&b)
	}
	return b.String()
}

func (d *Document) markdownAnswers(b *strings.Builder) {
	b.WriteString("\n# Answers\n\n")
	for i := range d.Steps {
		if s := &d.Steps[i]; s.Question != "" {
			fmt.Fprintf(b, "- %d. %s **%s**: %s\n", s.Number, escape(s.Question), escape(s.Truth), s.Why)
		}
	}
}

// screen writes a screen as text, in a fence that nothing on it can close.
func screen(b *strings.Builder, s tui.Shot) {
	lines := strings.Split(ansi.Strip(s.Text), "\n")
	fence := "```"
	for strings.Contains(strings.Join(lines, "\n"), fence) {
		fence += "`"
	}
	fmt.Fprintln(b, fence+"text")
	for _, line := range lines {
		fmt.Fprintln(b, strings.TrimRight(line, " "))
	}
	fmt.Fprintln(b, fence)
}

// escape keeps the words of a title or a question from being interpreted as Markdown.
func escape(s string) string {
	return strings.NewReplacer(`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "<", "&lt;", "#", `\#`).Replace(s)
}

// The handout as an HTML page.

package handout

import (
	"bytes"
	"fmt"
	"html"
	"strings"

	"github.com/yuin/goldmark"

	"ringside/tui"
)

// HTML returns the document as one self-contained page: its style and its pictures are in
// it, and it has no script.
func (d *Document) HTML() string {
	var p page
	p.WriteString(pageHead)
	p.tag("title", "", d.Title)
	p.WriteString(pageStyle)
	p.tag("h1", "", d.Title)
	for _, about := range []string{d.Objective, d.minutes(), d.Source} {
		if about != "" {
			p.tag("p", "about", about)
		}
	}
	for i := range d.Steps {
		p.step(&d.Steps[i])
	}
	if d.Answers && d.asks() {
		p.tag("h1", "answers", "Answers")
		p.WriteString("<dl>\n")
		for i := range d.Steps {
			if s := &d.Steps[i]; s.Question != "" {
				p.answer(s)
			}
		}
		p.WriteString("</dl>\n")
	}
	p.WriteString("</body>\n</html>\n")
	return p.String()
}

// page is an HTML page that is being written. It is written by hand: a template would
// keep every exported method of the whole program in the binary, since it may call any by
// its name.
type page struct{ strings.Builder }

// tag writes an element with a class, or none, and a text, which is escaped.
func (p *page) tag(name, class, text string) {
	attribute := ""
	if class != "" {
		attribute = ` class="` + class + `"`
	}
	fmt.Fprintf(p, "<%s%s>%s</%s>\n", name, attribute, html.EscapeString(text), name)
}

func (p *page) heading(s *Step) { p.tag("h2", "", fmt.Sprintf("%d. %s", s.Number, s.Heading)) }

// picture draws a screen, or a part of one, all in the same scale; one that is narrow stands
// beside the text.
func (p *page) picture(s tui.Shot) {
	class := ""
	if 2*s.W <= width {
		class = ` class="beside"`
	}
	fmt.Fprintf(p, "<figure%s style=\"width: %d%%\">%s</figure>\n", class, 100*s.W/width, svg(s))
}

func (p *page) step(s *Step) {
	if s.Apart {
		p.WriteString("<section class=\"apart\">\n")
	} else {
		p.WriteString("<section>\n")
	}
	p.heading(s)
	beside := 2*s.Screen.W <= width
	if s.Screen.Text != "" && beside {
		p.picture(s.Screen)
	}
	p.WriteString(say(s.Say))
	if s.Screen.Text != "" && !beside {
		p.picture(s.Screen)
	}
	switch {
	case s.Question == "":
	case len(s.Choices) > 0:
		p.tag("p", "question", s.Question)
		p.WriteString("<ol class=\"choices\">\n")
		for _, c := range s.Choices {
			p.tag("li", "", c)
		}
		p.WriteString("</ol>\n")
	default:
		p.tag("p", "question", s.Question)
		p.tag("p", "about", s.Wants)
		p.tag("p", "line", "")
	}
	p.WriteString("</section>\n")
}

func (p *page) answer(s *Step) {
	p.tag("dt", "", fmt.Sprintf("%d. %s", s.Number, s.Question))
	fmt.Fprintf(p, "<dd><span class=\"truth\">%s</span>: %s</dd>\n", html.EscapeString(s.Truth), within(say(s.Why)))
}

// say renders a step's Markdown. Goldmark leaves out raw HTML and links that run a
// script, so its output is safe.
func say(text string) string {
	var b bytes.Buffer
	if err := goldmark.Convert([]byte(text), &b); err != nil { // writing to a buffer can't fail
		return "<p>" + html.EscapeString(text) + "</p>\n"
	}
	return b.String()
}

const pageHead = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
`

const pageStyle = `<style>
:root { color-scheme: light; }
body { font: 16px/1.5 Georgia, "Times New Roman", serif; color: #202124; background: #fff; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }
h1, h2 { font-family: system-ui, sans-serif; line-height: 1.2; }
h1 { font-size: 1.7rem; margin-bottom: .3rem; }
h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; }
code { font-family: ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; font-size: .9em; }
figure { margin: 1rem 0; }
svg { width: 100%; height: auto; border: 1px solid #d8d8d8; border-radius: 6px; }
.about { color: #5f6368; margin: .2rem 0; }
.question { font-weight: bold; }
ol.choices { list-style: lower-alpha; }
.line { border-bottom: 1px solid #202124; height: 1.6rem; }
.truth { font-weight: bold; }
.answers, .apart { break-before: page; }
dd { margin: 0 0 .6rem 1.2rem; }
.beside { float: right; margin: 0 0 .5rem 1rem; }
section { display: flow-root; }
section, dd { break-inside: avoid; }
dt, h2, .question { break-after: avoid; }
@page { margin: 15mm; }
@media print {
body { margin: 0; padding: 0; max-width: none; font-size: 10pt; line-height: 1.35; }
h2 { margin: 1.1rem 0 .3rem; }
p, ol { margin: .3rem 0; }
figure { margin: .5rem 0; }
}
</style>
</head>
<body>
`

// within takes the tags off a single paragraph.
func within(paragraph string) string {
	return strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(paragraph), "<p>"), "</p>")
}

// The handout as an HTML page.

package handout

import (
	"bytes"
	"fmt"
	"html"
	"html/template"

	"github.com/yuin/goldmark"

	"ringside/tui"
)

// HTML returns the document as one self-contained page: its style and its pictures are in
// it, and it has no script.
func (d *Document) HTML() (string, error) {
	page := template.New("handout").Funcs(template.FuncMap{
		"say": say, "letter": letter,
		"picture": func(s tui.Shot) template.HTML { return template.HTML(svg(s)) },
	})
	page, err := page.Parse(pageText)
	if err != nil {
		return "", fmt.Errorf("hand-out: %w", err)
	}
	var b bytes.Buffer
	err = page.Execute(&b, struct {
		*Document
		Length string
		Asks   bool
	}{d, d.minutes(), d.asks()})
	if err != nil {
		return "", fmt.Errorf("hand-out: %w", err)
	}
	return b.String(), nil
}

// say renders a step's Markdown. Goldmark leaves out raw HTML and links that run a
// script, so its output is safe.
func say(text string) template.HTML {
	var b bytes.Buffer
	if err := goldmark.Convert([]byte(text), &b); err != nil { // writing to a buffer can't fail
		return template.HTML("<p>" + html.EscapeString(text) + "</p>")
	}
	return template.HTML(b.String())
}

const pageText = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{.Title}}</title>
<style>
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
.answers { break-before: page; }
section { break-inside: avoid; }
@media print { body { margin: 0; max-width: none; font-size: 11pt; } }
</style>
</head>
<body>
<h1>{{.Title}}</h1>
{{with .Objective}}<p class="about">{{.}}</p>{{end}}
{{with .Length}}<p class="about">{{.}}</p>{{end}}
{{with .Source}}<p class="about">{{.}}</p>{{end}}
{{range .Steps}}<section>
<h2>{{.Number}}. {{.Heading}}</h2>
{{say .Say}}
{{if .Screen.Text}}<figure>{{picture .Screen}}</figure>
{{end}}{{if .Question}}<p class="question">{{.Question}}</p>
{{if .Choices}}<ol class="choices">{{range .Choices}}<li>{{.}}</li>{{end}}</ol>
{{else}}<p class="about">{{.Wants}}</p>
<p class="line"></p>
{{end}}{{end}}</section>
{{end}}{{if and .Answers .Asks}}<h1 class="answers">Answers</h1>
{{range .Steps}}{{if .Question}}<section>
<h2>{{.Number}}. {{.Heading}}</h2>
<p class="question">{{.Question}}</p>
<p><span class="truth">{{.Truth}}</span>: {{.Why}}</p>
<figure>{{picture .Then}}</figure>
</section>
{{end}}{{end}}{{end}}</body>
</html>
`

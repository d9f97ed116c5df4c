// Package export writes a trace, or a part of it, in the file formats of other programs.
//
//	event.Trace ── lanes.Of ──▶ Mermaid  a sequence diagram, for a page of Markdown
//	                       ├──▶ SVG      the lanes as a picture, for a page or a slide
//	                       └──▶ ShiViz   a log with vector clocks, for ShiViz to explore
//	screens ──────────────────▶ Cast     a recording of a terminal, for asciinema
//	                       └──▶ Animation  the same as an SVG that moves, for a page
//
// Everything but what is made from screens is made from the trace alone. Names and values come from users:
// each format has its own way of keeping them from being interpreted.
package export

import (
	"bytes"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"ringside/engine/event"
	"ringside/engine/explain"
	"ringside/engine/lanes"
	"ringside/engine/ring"
)

// Format is a format of exports.
type Format string

// The formats, by the names that the command line gives them.
const (
	Mermaid   Format = "mermaid"
	SVG       Format = "svg"
	Cast      Format = "cast"
	Animation Format = "animation"
	ShiViz    Format = "shiviz"
)

// endings lists the formats, each with its file endings.
func endings() []struct {
	format  Format
	endings []string
} {
	return []struct {
		format  Format
		endings []string
	}{
		{Mermaid, []string{".mmd", ".mermaid"}},
		{SVG, []string{".svg"}},
		{Cast, []string{".cast"}},
		{Animation, nil}, // an .svg as well, whose name says rather that it is one of lanes
		{ShiViz, []string{".shiviz", ".log"}},
	}
}

// Formats returns the names of all formats.
func Formats() (all []string) {
	for _, f := range endings() {
		all = append(all, string(f.format))
	}
	return all
}

// Endings returns the file endings that select a format.
func Endings() (all []string) {
	for _, f := range endings() {
		all = append(all, f.endings...)
	}
	return all
}

// ByEnding returns the format of a file by its name's ending, and whether there is one.
func ByEnding(path string) (Format, bool) {
	ending := strings.ToLower(filepath.Ext(path))
	for _, f := range endings() {
		if slices.Contains(f.endings, ending) {
			return f.format, true
		}
	}
	return "", false
}

// Source is the trace to export, with its names.
type Source struct {
	Trace *event.Trace
	Names func(ring.NodeID) string
	Title string // the title of the export
}

// Text returns a part of a source in a format that is made from the trace alone: any but
// a Cast or an Animation. An empty part is an error.
func Text(f Format, s Source, p lanes.Part) ([]byte, error) {
	write, ok := map[Format]func(*document){Mermaid: (*document).mermaid, SVG: (*document).svg, ShiViz: (*document).shiviz}[f]
	if !ok {
		return nil, fmt.Errorf("export: %q is not made from a trace", f)
	}
	doc := newDocument(s, p)
	if len(doc.d.Rows) == 0 {
		return nil, fmt.Errorf("export: nothing happened there")
	}
	write(doc)
	return doc.out.Bytes(), nil
}

// document is one export being written.
type document struct {
	Source
	d     *lanes.Diagram
	names map[lanes.Lane]string
	out   bytes.Buffer
}

func newDocument(s Source, p lanes.Part) *document {
	doc := &document{Source: s, d: lanes.Of(s.Trace, p), names: make(map[lanes.Lane]string)}
	if len(doc.d.Lanes) == 0 { // no lane takes part: it was all done by hand
		doc.d.Lanes = []lanes.Lane{{Kind: lanes.Hand}}
	}
	taken := make(map[string]bool)
	for i := len(doc.d.Lanes) - 1; i >= 0; i-- { // nodes before clients: a client with a node's name gets another
		doc.name(doc.d.Lanes[i], taken)
	}
	for _, k := range []lanes.Kind{lanes.Hand, lanes.Observer} {
		if l := (lanes.Lane{Kind: k}); doc.names[l] == "" {
			doc.name(l, taken)
		}
	}
	return doc
}

// name gives a lane a unique name.
func (s *document) name(l lanes.Lane, taken map[string]bool) {
	name := [...]string{lanes.Client: "client", lanes.Node: "node", lanes.Hand: "hand", lanes.Observer: "observer"}[l.Kind]
	switch l.Kind {
	case lanes.Client:
		name = shown(s.Trace.Text(event.Sym(l.Who)))
	case lanes.Node:
		name = shown(s.Names(l.Node()))
	}
	if taken[name] {
		name += " (" + [...]string{lanes.Client: "client", lanes.Node: "node", lanes.Hand: "hand", lanes.Observer: "observer"}[l.Kind] + ")"
	}
	for taken[name] {
		name += "'"
	}
	taken[name], s.names[l] = true, name
}

// shown returns a name as it can be shown, without the quotes that a command would need.
func shown(name string) string {
	quoted := event.Show(name, event.LongestShown)
	if inner, ok := strings.CutPrefix(quoted, `"`); ok {
		return strings.TrimSuffix(inner, `"`)
	}
	return quoted
}

// node is Source.Names, safe to show.
func (s *document) node(n ring.NodeID) string { return shown(s.Names(n)) }

// words says what happens in a row, each thing once.
func (s *document) words(row *lanes.Row) string {
	var all []string
	for _, step := range row.Steps {
		if words := explain.Brief(s.Trace, step, s.node); !slices.Contains(all, words) {
			all = append(all, words)
		}
	}
	return strings.Join(all, "; ")
}

// since returns how long after the first row a row is.
func (s *document) since(row int) time.Duration { return s.d.Rows[row].At - s.d.Rows[0].At }

// idle says how long nothing happened before a row.
func (s *document) idle(row int) string {
	return "nothing for " + event.Millis(s.d.Rows[row].At-s.d.Rows[row-1].At)
}

// headline says what the export shows.
func (s *document) headline() string {
	if s.Title == "" {
		return "Ringside"
	}
	return "Ringside: " + shown(s.Title)
}

// summary describes the export in a sentence.
func (s *document) summary() string {
	var clients, nodes []string
	for _, l := range s.d.Lanes {
		switch l.Kind {
		case lanes.Client:
			clients = append(clients, s.names[l])
		case lanes.Node:
			nodes = append(nodes, s.names[l])
		}
	}
	sent, lost := 0, 0
	for i := range s.d.Messages {
		if m := &s.d.Messages[i]; m.Type != 0 {
			sent++
			if m.Fate == lanes.Dropped {
				lost++
			}
		}
	}
	who := "nodes " + strings.Join(nodes, ", ")
	if len(clients) > 0 {
		who = "clients " + strings.Join(clients, ", ") + " and " + who
	}
	return fmt.Sprintf("A space-time diagram of %s. Messages between nodes: %d, %d of them lost, in %s.",
		who, sent, lost, event.Millis(s.since(len(s.d.Rows)-1)))
}

// The filter of a table: words that a row must have, or must not.

package pane

import (
	"slices"
	"strconv"
	"strings"

	"ringside/engine/ring"
	"ringside/tui/narrow"
)

// rowFilter is the words of a filter of rows: all must match. A word that is a node's name
// matches only that; one with ! before it must not match.
type rowFilter struct {
	words []narrow.Word
	names map[string]bool // of all nodes, in lower case
}

// newRowFilter parses what was typed; nil if nothing was.
func newRowFilter(s *Scene) *rowFilter {
	words := narrow.Words(s.Filter)
	if len(words) == 0 {
		return nil
	}
	f := &rowFilter{words, make(map[string]bool, len(s.View.Nodes))}
	for i := range s.View.Nodes {
		f.names[strings.ToLower(s.View.Nodes[i].Name)] = true
	}
	return f
}

// lets reports whether a row passes that is about a node, and whose text is this.
func (f *rowFilter) lets(node, text string) bool {
	node, text = strings.ToLower(node), strings.ToLower(text)
	return narrow.Lets(f.words, func(word string) bool {
		return node == word || !f.names[word] && (strings.Contains(node, word) || strings.Contains(text, word))
	})
}

// NodeRows returns the nodes that the table of h lines lists, in their order; nil for all
// of them in theirs. A filter lets some through: by name, state, data centre, rack, and
// "replica" for the replicas of the key. Where not all fit, those replicas come first.
func NodeRows(s *Scene, h int) []ring.NodeID {
	n := len(s.View.Nodes)
	f := newRowFilter(s)
	var first []ring.NodeID
	if s.Key != "" && !s.Covered {
		first = s.Walk.Replicas
	}
	if f == nil && (n <= h-1 || len(first) == 0) {
		return nil
	}
	rows := make([]ring.NodeID, 0, n)
	add := func(id ring.NodeID) {
		if int(id) < n && (f == nil || f.lets(s.View.Nodes[id].Name, s.rowText(id, first))) {
			rows = append(rows, id)
		}
	}
	for _, id := range first {
		add(id)
	}
	for id := range ring.NodeID(n) {
		if !slices.Contains(first, id) {
			add(id)
		}
	}
	return rows
}

// count is how many rows there are.
func (t *nodeTable) count() int {
	if t.rows != nil {
		return len(t.rows)
	}
	return len(t.View.Nodes)
}

// rowText is what a filter looks for in a node's row.
func (s *Scene) rowText(id ring.NodeID, replicas []ring.NodeID) string {
	n := &s.View.Nodes[id]
	word, _ := s.condition(n, false)
	text := word + " " + n.DC + "/" + n.Rack
	if len(n.DownBy) > 0 {
		text += " down"
	}
	if len(n.DoubtedBy) > 0 {
		text += " doubted"
	}
	if n.Hints > 0 {
		text += " hints"
	}
	if slices.Contains(replicas, id) {
		text += " replica"
	}
	return text
}

// Matches says how many rows a filter lets through.
func Matches(n int) string {
	if n == 1 {
		return "1 match"
	}
	return strconv.Itoa(n) + " matches"
}

// filterNotes are the notes about a filter in a frame.
func (s *Scene) filterNotes(n int) []string {
	if s.Filter == "" {
		return nil
	}
	return []string{Matches(n), "filter " + s.text(s.Filter, 30)}
}

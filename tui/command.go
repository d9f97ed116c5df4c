package tui

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"ringside/engine/script"
	"ringside/presets"
	"ringside/tui/class"
	"ringside/tui/draw"
	"ringside/tui/entry"
)

// maxHistory is how many lines are kept.
const maxHistory = 500

// maxRemembered is how many bytes a line may have that is kept: a longer one was pasted,
// and hundreds of them would take more memory than what they do.
const maxRemembered = 4 << 10

// askCommand opens the command line.
func (m *Model) askCommand() {
	m.ask(entry.Question{
		Label: ":", Recalls: true, History: m.history, Lines: true,
		Complete: func(line string) (int, []string) {
			if from, words, ok := m.completeSaying(line); ok {
				return from, words
			}
			from, words := script.Complete(line, m.known())
			if from == 0 {
				words = append(words, startingWith(line, append(ownWords(), m.classWords()...))...)
			}
			return from, words
		},
		Enter: func(text string) tea.Cmd {
			m.remember(text)
			return m.runLine(text)
		},
	})
}

// completeSaying completes the names of people in a line for the room, and reports whether
// it is one.
func (m *Model) completeSaying(line string) (from int, words []string, ok bool) {
	word, rest, more := strings.Cut(line, " ")
	if m.seat == nil || !more {
		return 0, nil, false
	}
	ok = slices.ContainsFunc(m.seat.seen.Sayings, func(s class.Saying) bool { return s.Verb == word && strings.Contains(s.How, "NAME") })
	for _, p := range m.seat.Room().People {
		if name := draw.CleanTo(p.Name, class.LongestName); ok && strings.HasPrefix(strings.ToLower(name), strings.ToLower(rest)) {
			words = append(words, name)
		}
	}
	return len(word) + 1, words, ok
}

// startingWith returns those of the words that begin with what has been typed.
func startingWith(typed string, words []string) (some []string) {
	for _, w := range words {
		if strings.HasPrefix(w, typed) {
			some = append(some, w)
		}
	}
	return some
}

// remember keeps a line for the history, once, unless it is too long.
func (m *Model) remember(line string) {
	if strings.TrimSpace(line) == "" || len(line) > maxRemembered || len(m.history) > 0 && m.history[len(m.history)-1] == line {
		return
	}
	m.history = append(m.history, line)
	if len(m.history) > maxHistory {
		m.history = m.history[len(m.history)-maxHistory:]
	}
}

// known returns the names that a completion may offer: all nodes, and the keys
// and clients of the operations that are kept, the latest first.
func (m *Model) known() script.Known {
	var k script.Known
	if m.covers(presets.CoverMembers) {
		return k
	}
	for i := range m.View.Nodes {
		n := &m.View.Nodes[i]
		k.Nodes = append(k.Nodes, n.Name)
		if rack := n.DC + "/" + n.Rack; !slices.Contains(k.Racks, rack) {
			k.Racks = append(k.Racks, rack)
		}
		if !slices.Contains(k.DCs, n.DC) {
			k.DCs = append(k.DCs, n.DC)
		}
	}
	if m.covers(presets.CoverClock) { // what has been asked for would tell
		return k
	}
	if m.Key != "" {
		k.Keys = append(k.Keys, m.Key)
	}
	for _, op := range slices.Backward(m.View.Ops) {
		if !slices.Contains(k.Keys, op.Key) {
			k.Keys = append(k.Keys, op.Key)
		}
		if !slices.Contains(k.Clients, op.Client) {
			k.Clients = append(k.Clients, op.Client)
		}
	}
	return k
}

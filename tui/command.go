package tui

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"ringside/engine/script"
	"ringside/presets"
	"ringside/tui/entry"
)

// maxHistory is how many lines are kept.
const maxHistory = 500

// maxRemembered is how many bytes a line may have that is kept: a longer one was pasted,
// and hundreds of them would take more memory than what they do.
const maxRemembered = 4 << 10

// askCommand opens the command line.
func (m *Model) askCommand() {
	m.Ask(entry.Question{
		Label: ":", Recalls: true, History: m.history, Lines: true,
		Complete: func(line string) (int, []string) {
			if from, words, ok := m.seat.Complete(line); ok {
				return from, words
			}
			from, words := script.Complete(line, m.known())
			if from == 0 {
				words = append(words, entry.StartingWith(line, append(ownWords(), m.seat.Words()...))...)
			}
			return from, words
		},
		Enter: func(text string) tea.Cmd {
			m.remember(text)
			return m.runLine(text)
		},
	})
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
	if m.Covers(presets.CoverMembers) {
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
	if m.Covers(presets.CoverClock) { // what has been asked for would tell
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

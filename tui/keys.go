// The names of keys as the screen shows them.

package tui

import (
	"strings"

	"ringside/keymaps"
	"ringside/tui/draw"
)

// keyLabels names keys as the screen shows them.
func (m *Model) keyLabels(keys []string) string {
	all := make([]string, len(keys))
	for i, k := range keys {
		all[i] = m.keyLabel(k)
	}
	return strings.Join(all, " ")
}

func (m *Model) keyLabel(key string) string {
	if !m.Theme.ASCII {
		switch key {
		case "up":
			return "↑"
		case "down":
			return "↓"
		case "left":
			return "←"
		case "right":
			return "→"
		}
	}
	return draw.Clean(key)
}

// keyName is the first key of an action; the line to type if it has none.
func (m *Model) keyName(a keymaps.Action) string {
	if key, ok := m.keys.Key(a); ok {
		return m.keyLabel(key)
	}
	return string(a)
}

// footKeys returns the key of each action that the foot of the screen shows: enter and
// esc before others.
func footKeys(keys *keymaps.Keymap) map[keymaps.Action]string {
	all := make(map[keymaps.Action]string)
	for _, info := range keymaps.Actions() {
		for i, k := range keys.Keys(info.Action) {
			if i == 0 || k == "enter" || k == "esc" {
				all[info.Action] = k
			}
		}
	}
	return all
}

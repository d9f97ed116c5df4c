// The names of keys as the screen shows them.

package drive

import (
	"strings"

	"ringside/keymaps"
	"ringside/tui/draw"
)

// KeyLabels names keys as the screen shows them.
func (d *Driver) KeyLabels(keys []string) string {
	all := make([]string, len(keys))
	for i, k := range keys {
		all[i] = d.KeyLabel(k)
	}
	return strings.Join(all, " ")
}

// KeyLabel names a key as the screen shows it.
func (d *Driver) KeyLabel(key string) string {
	if !d.Theme.ASCII {
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

// KeyName is the first key of an action; the line to type if it has none.
func (d *Driver) KeyName(a keymaps.Action) string {
	if key, ok := d.Keys.Key(a); ok {
		return d.KeyLabel(key)
	}
	return string(a)
}

// KeyOf is the key of an action, as the screen shows it; false if it has none.
func (d *Driver) KeyOf(a keymaps.Action) (string, bool) {
	name, ok := d.Keys.Key(a)
	return d.KeyLabel(name), ok
}

// A test of how a text names lines.

package lesson

import (
	"testing"

	"ringside/keymaps"
)

// bound is an explorer in which some actions have keys.
type bound struct {
	Host
	keys map[keymaps.Action]string
}

func (b bound) KeyName(a keymaps.Action) string { return b.keys[a] }

func (b bound) Key(a keymaps.Action) (string, bool) {
	key, ok := b.keys[a]
	return key, ok
}

// TestTyped: a line is named as it is typed under the reader's keymap, and with the key that does the same, if there
// is one.
func TestTyped(t *testing.T) {
	d := Desk{Host: bound{keys: map[keymaps.Action]string{keymaps.Command: ";", keymaps.MerklePage: "#"}}}
	for line, want := range map[string]string{
		"merkle": "`;merkle` (or the key `#`)", "measured": "`;measured`", "likely lost == 1": "`;likely lost == 1`",
	} {
		if got := typedAs(d, line); got != want {
			t.Errorf("%s: %s, want %s", line, got, want)
		}
	}
}

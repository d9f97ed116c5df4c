// Tests of how a text names lines, and which keys a step to try takes.

package lesson

import (
	"slices"
	"testing"

	"ringside/keymaps"
	"ringside/presets"
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

// TestKeysOfWhatCanBeTyped: a request through a node that is named, or for a client that is, is
// typed as a command: its key would make another one. A step that needs such a request says so.
func TestKeysOfWhatCanBeTyped(t *testing.T) {
	named := 0
	for _, name := range presets.Lessons() {
		p, err := presets.Load(name)
		if err != nil {
			t.Fatal(err)
		}
		for i := range p.Steps {
			if p.Steps[i].Try == nil {
				continue
			}
			for _, line := range p.Steps[i].Try.Verbs() {
				if line.Via+line.Client == "" {
					continue
				}
				if named++; actionOf(line.Command) != keymaps.Command {
					t.Errorf("%s: a key is named for %s", name, line.Command)
				}
			}
		}
	}
	if named < 5 {
		t.Errorf("only %d requests are through a node or for a client that is named", named)
	}
}

// TestKeysDoNotTellTheFault: of a fault that the text of a step to try does not name, the keys do not
// tell which it is; where the text names it, there is nothing to find.
func TestKeysDoNotTellTheFault(t *testing.T) {
	for name, all := range map[string]bool{"gossip": true, "overlap": true, "token-ring": false, "one-more-copy": false} {
		p, err := presets.Load(name)
		if err != nil {
			t.Fatal(err)
		}
		for i := range p.Steps {
			try := p.Steps[i].Try
			if try == nil {
				continue
			}
			does := actionsOf(try)
			if got := slices.Contains(does, keymaps.Crash) && slices.Contains(does, keymaps.Hang) && slices.Contains(does, keymaps.Isolate) && slices.Contains(does, keymaps.Cut); got != all {
				t.Errorf("%s: the actions are %v", name, does)
			}
		}
	}
}

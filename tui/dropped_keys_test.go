// Tests of what the explorer says of keys that were too many.

package tui

import (
	"testing"

	"ringside/tui/paint"
)

// TestDroppedKeys: how many keys were dropped is said in one line, at every size.
func TestDroppedKeys(t *testing.T) {
	for _, w := range []int{120, 80, 60} {
		r := open(t, preset(t, "lecture-ring-1"), Options{}, w, 24)
		r.send(paint.KeysDroppedMsg{Keys: 18_431})
		r.says("more keys than the explorer keeps up with: dropped 18,431")
	}
}

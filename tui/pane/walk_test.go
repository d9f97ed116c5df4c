// Tests of what the walk says about stand-ins.

package pane

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
)

// TestWalkCountsHintsOfItsKey: beside a stand-in stands how many hints it keeps of the key
// of the walk, and not how many of all keys.
func TestWalkCountsHintsOfItsKey(t *testing.T) {
	s := sloppy(t)
	s.View.Nodes[s.Walk.Hops[len(s.Walk.Hops)-1].Node].Hints = 3 // with two of other keys
	text := ansi.Strip(strings.Join(new(Walk).Lines(s, 80, 20), "\n"))
	if !strings.Contains(text, "1 hint ") && !strings.Contains(text, "1 hint\n") || strings.Contains(text, "hints") {
		t.Errorf("one hint of the key is kept, and two of others:\n%s", text)
	}
}

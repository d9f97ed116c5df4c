// Tests of the nodes beside each other.

package pane

import (
	"image"
	"testing"

	"ringside/engine/ring"
)

// TestStripHit: a click on a strip of several lines means the node that is drawn there, and
// none where none is.
func TestStripHit(t *testing.T) {
	s := halfWritten(t)
	for _, c := range []struct {
		x, y int
		want string
	}{{1, 0, "n1"}, {5, 0, "n1"}, {6, 0, "n2"}, {14, 0, ""}, {2, 1, "n4"}, {12, 1, "n4"}, {14, 1, ""}, {4, 2, "n3"}, {8, 2, ""}} {
		id, ok := NodeAt(&s, image.Pt(c.x, c.y), 16, 3)
		got := ""
		if ok && id != ring.None {
			got = s.name(id)
		}
		if got != c.want {
			t.Errorf("column %d, line %d: %q, want %q", c.x, c.y, got, c.want)
		}
	}
}

// Tests of the nodes beside each other.

package pane

import (
	"image"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"ringside/engine"
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

// TestNamesBeforeBlanks: where there is no room for blanks between signs and names, the names stay.
func TestNamesBeforeBlanks(t *testing.T) {
	s := defaultCluster(t, 8, 4)
	for i := range s.View.Nodes {
		s.View.Nodes[i].Name = string(rune('A' + i))
	}
	s.View.Nodes[7].Standing = engine.Joining
	line := ansi.Strip(new(Nodes).Lines(s, 34, 1)[0])
	for i := range s.View.Nodes {
		if !strings.Contains(line, s.View.Nodes[i].Name) {
			t.Errorf("%s is missing in %q", s.View.Nodes[i].Name, line)
		}
	}
}

// TestAJoiningNodeIsNoAlarm: in a line so short that only signs fit, a node that joins has the sign of
// what is to come, and the one for what is wrong only if something is.
func TestAJoiningNodeIsNoAlarm(t *testing.T) {
	for _, downBy := range [][]ring.NodeID{nil, {0}} {
		s := defaultCluster(t, 6, 4)
		n := &s.View.Nodes[5]
		n.Standing, n.DownBy = engine.Joining, downBy
		line := ansi.Strip(new(Nodes).Lines(s, 34, 1)[0])
		if wrong := strings.Contains(line, s.Theme.Signs.Silent); wrong != (downBy != nil) || wrong == strings.Contains(line, s.Theme.Signs.Pending) {
			t.Errorf("believed down by %d: %q", len(downBy), line)
		}
	}
}

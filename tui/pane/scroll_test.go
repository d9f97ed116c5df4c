// Tests of scrolling, and of a covered walk.

package pane

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"ringside/engine"
	"ringside/engine/ring"
)

func shown(lines []string) string { return ansi.Strip(strings.Join(lines, "\n")) }

// TestScrollingReachesTheLastLine: with Cursor at the pane's Overflow the last line is in
// view, and one less hides it.
func TestScrollingReachesTheLastLine(t *testing.T) {
	many := afterRead(t)
	op := *many.Op
	for i := range 9 {
		op.Answers = append(op.Answers, engine.AnswerView{Node: ring.NodeID(i % 3), State: engine.Sent, Sent: 5 * ms})
	}
	op.Answers = append(op.Answers, engine.AnswerView{Node: 3, State: engine.BelievedDown})
	many.Op = &op
	for _, c := range []struct {
		name  string
		scene Scene
		pane  Pane
		over  func(Scene) int
		last  string
	}{
		{"walk", racks(t), &Walk{}, func(s Scene) int { return (&Walk{}).Overflow(s, 60, 8) }, "t31"},
		{"operation", many, &Operation{}, func(s Scene) int { return (&Operation{}).Overflow(s) }, "believed down"},
		{"detail", keepsKeys(t), &NodeDetail{}, func(s Scene) int { return (&NodeDetail{}).Overflow(s, 60, 8) }, "t8  "},
	} {
		over := c.over(c.scene)
		if over <= 0 {
			t.Errorf("%s: nothing to scroll", c.name)
		}
		c.scene.Cursor = over
		if got := shown(c.pane.Lines(c.scene, 60, 8)); !strings.Contains(got, c.last) {
			t.Errorf("%s: scrolled down %d lines there is no %q:\n%s", c.name, over, c.last, got)
		}
		c.scene.Cursor = over - 1
		if got := shown(c.pane.Lines(c.scene, 60, 8)); strings.Contains(got, c.last) {
			t.Errorf("%s: scrolled down %d lines there is %q already:\n%s", c.name, over-1, c.last, got)
		}
	}
}

// TestTheSelectedNodeIsAlwaysInView: the selected node is in view in a table of a
// thousand.
func TestTheSelectedNodeIsAlwaysInView(t *testing.T) {
	s := thousand(t)
	p := &Nodes{}
	for n := range ring.NodeID(1000) {
		s.Node = n
		var row string
		for _, line := range p.Lines(s, 50, 7) {
			if strings.Contains(line, s.Theme.Signs.Here) {
				row = ansi.Strip(line)
			}
		}
		if words := strings.Fields(row); len(words) < 3 || words[2] != s.View.Nodes[n].Name {
			t.Fatalf("node %s is selected, the row is %q", s.View.Nodes[n].Name, row)
		}
	}
}

// TestACoveredWalkGivesNothingAway: covered, the pictures of a key's walk are the same
// whichever nodes it leads to.
func TestACoveredWalkGivesNothingAway(t *testing.T) {
	s := covered(default5)(t)
	other := s
	other.Walk.Hops = s.View.Ring.Walk(nil, s.Walk.Token+1<<62, s.View.Settings.Placement)
	for name, p := range map[string][2]Pane{"ring": {&Ring{}, &Ring{}}, "walk": {&Walk{}, &Walk{}}} {
		a, b := p[0].Lines(s, 60, 20), p[1].Lines(other, 60, 20)
		if strings.Join(a, "\n") != strings.Join(b, "\n") {
			t.Errorf("%s differs:\n%s\n%s", name, shown(a), shown(b))
		}
	}
}

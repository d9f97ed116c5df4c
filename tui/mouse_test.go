// Tests of the mouse: what a click chooses, and who has the mouse.

package tui

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"ringside/tui/layout"
	"ringside/tui/page"
)

// clickOn clicks the first place of a text in a pane, or on the whole screen for none.
func (r *rig) clickOn(p layout.Pane, text string) {
	r.t.Helper()
	rect := r.m.Screen.Panes[p]
	for y, line := range strings.Split(r.screen(), "\n") {
		cells := []rune(line)
		from, to := min(rect.Min.X, len(cells)), min(rect.Max.X, len(cells))
		if i := strings.Index(string(cells[from:to]), text); y >= rect.Min.Y && y < rect.Max.Y && i >= 0 {
			r.send(tea.MouseClickMsg{X: from + len([]rune(string(cells[from:to])[:i])), Y: y, Button: tea.MouseLeft})
			return
		}
	}
	r.t.Fatalf("%q is not in the %v pane:\n%s", text, p, r.screen())
}

// TestClickChooses: a click on a row chooses what stands there, on every screen that shows
// the pane.
func TestClickChooses(t *testing.T) {
	for _, size := range [][2]int{{120, 36}, {80, 24}, {60, 50}} {
		r := open(t, preset(t, "lecture-ring-1"), Options{}, size[0], size[1])
		r.line("set latency fixed")
		r.line("put cart:42 milk via 4")
		r.settle()
		r.press("3")
		r.clickOn(layout.Nodes, "◆")
		if r.m.Focus != layout.Nodes || r.m.NodeName(r.m.Node) != "3" {
			t.Errorf("%v: a click in the nodes chooses %s in the %v pane", size, r.m.NodeName(r.m.Node), r.m.Focus)
		}
		r.clickOn(layout.Walk, "▲")
		if r.m.Focus != layout.Walk || r.m.NodeName(r.m.Node) != "2" {
			t.Errorf("%v: a click in the walk chooses %s", size, r.m.NodeName(r.m.Node))
		}
		last := r.m.Operation().Answers[2].Node
		r.press("4")
		glyph, _ := r.m.Theme.Node(int(last))
		r.clickOn(layout.Operation, glyph+" "+r.m.NodeName(last))
		if got := r.m.Scrolls[layout.Operation]; r.m.Operation().Answers[got].Node != last {
			t.Errorf("%v: a click in the operation chooses answer %d", size, got)
		}
		r.clickOn(layout.Log, "client")
		if e := r.m.View.Trace.At(r.m.Log.Step); r.m.Log.Step == 0 || e.Kind.String() != "reply" {
			t.Errorf("%v: a click in the log chooses step %d", size, r.m.Log.Step)
		}
	}
}

// TestClickOfALesson: a click chooses in the list of lessons.
func TestClickOfALesson(t *testing.T) {
	r := open(t, preset(t, "default"), Options{Catalogue: true}, 100, 30)
	for y, line := range strings.Split(r.screen(), "\n") {
		if strings.Contains(line, "Sloppy quorums and hinted") {
			r.send(tea.MouseClickMsg{X: 10, Y: y, Button: tea.MouseLeft})
			if after := strings.Split(r.screen(), "\n")[y]; !strings.Contains(after, "▸") || !r.m.Pages.Shows(page.Lessons) {
				t.Errorf("row %d is not chosen:\n%s", y, r.screen())
			}
			return
		}
	}
	t.Errorf("no lesson is listed:\n%s", r.screen())
}

// TestMouseGivenBack: the terminal gets its mouse back by a key and by the configuration.
func TestMouseGivenBack(t *testing.T) {
	r := open(t, preset(t, "default"), Options{NoMouse: true}, 80, 24)
	if !r.m.Frame().NoMouse {
		t.Error("mouse: off takes the mouse all the same")
	}
	r.press("ctrl+t")
	if r.m.Frame().NoMouse {
		t.Error("the key does not take the mouse")
	}
	r.press("ctrl+t")
	r.reads("the terminal has the mouse; ctrl+t takes it back")
	if !r.m.Frame().NoMouse {
		t.Error("the key does not give the mouse back")
	}
}

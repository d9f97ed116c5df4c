// Tests of the mouse: what a click chooses, and who has the mouse.

package tui

import (
	"fmt"
	"image"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"ringside/internal/steady"
	"ringside/presets"
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
		r.clickOn(layout.Nodes, "■") // at 80×24 the nodes stand in one line
		if name := r.m.NodeName(r.m.Node); name != "4" {
			t.Errorf("%v: a click in the nodes, which do not have the focus, chooses %s", size, name)
		}
		r.clickOn(layout.Log, "client")
		if e := r.m.View.Trace.At(r.m.Log.Step); r.m.Log.Step == 0 || e.Kind.String() != "reply" {
			t.Errorf("%v: a click in the log chooses step %d", size, r.m.Log.Step)
		}
	}
}

// TestClickBesideAPage: a page about the chosen node stays when another node is clicked, and is
// about that one; any other click leaves it.
func TestClickBesideAPage(t *testing.T) {
	r := open(t, preset(t, "lecture-ring-1"), Options{}, 120, 36)
	r.line("put cart:42 milk via 4")
	r.settle()
	for _, key := range []string{"F", "enter"} {
		r.press("3", "home", key)
		open := r.m.Pages.Top()
		if open == nil {
			t.Fatalf("%s opens no page:\n%s", key, r.screen())
		}
		kind := open.Kind
		for _, in := range []struct {
			pane layout.Pane
			sign string
			node string
		}{{layout.Nodes, "◆", "3"}, {layout.Ring, "■", "4"}} {
			r.clickOn(in.pane, in.sign)
			if name := r.m.NodeName(r.m.Node); name != in.node || !r.m.Pages.Shows(kind) {
				t.Errorf("%s, a click in the %v pane: node %s, page %+v\n%s", kind, in.pane, name, r.m.Pages.Top(), r.screen())
			}
		}
		r.clickOn(layout.Log, "client")
		if r.m.Focus != layout.Log || r.m.Pages.Top() != nil {
			t.Errorf("%s stays over a click in the log", kind)
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

// TestClickOnTheRing: a click on a label, a slot or the arc before it chooses the node, on
// rings with few tokens and with many.
func TestClickOnTheRing(t *testing.T) {
	for _, c := range []struct {
		preset, text, node string
		w, h               int
	}{
		{"lecture-ring-1", "t6 3", "3", 120, 36}, {"lecture-ring-1", "t4 2", "2", 80, 24},
		{"default", "★", "n5", 120, 36}, {"default", "▲ 2 n2", "n2", 120, 36}, {"default", "■", "n4", 80, 24},
	} {
		r := open(t, preset(t, c.preset), Options{}, c.w, c.h)
		r.press("1")
		r.clickOn(layout.Ring, c.text)
		if r.m.Focus != layout.Ring || r.m.NodeName(r.m.Node) != c.node {
			t.Errorf("%s at %d×%d: a click on %q chooses %s in the %v pane", c.preset, c.w, c.h, c.text, r.m.NodeName(r.m.Node), r.m.Focus)
		}
	}
	r := open(t, preset(t, "lecture-ring-1"), Options{}, 120, 36)
	inside, size := r.m.Screen.Panes[layout.Ring].Min.Add(image.Pt(1, 1)), r.m.Size(layout.Ring)
	hit := map[string]bool{}
	for y := range size.Y {
		for x := range size.X {
			r.send(tea.MouseClickMsg{X: inside.X + x, Y: inside.Y + y, Button: tea.MouseLeft})
			hit[r.m.NodeName(r.m.Node)] = true
		}
	}
	if len(hit) != len(r.m.View.Nodes) {
		t.Errorf("clicks on the whole ring choose only %v", hit)
	}
}

// TestClickOnPages: a click chooses a fault, a binding and a person in a class, and does
// nothing else.
func TestClickOnPages(t *testing.T) {
	for _, size := range [][2]int{{120, 36}, {80, 24}, {60, 50}, {40, 12}} {
		r := open(t, preset(t, "lecture-ring-1"), Options{}, size[0], size[1])
		r.line("crash 2")
		r.press("F")
		r.clickOnPage("wrong clock")
		if got := r.m.Pages.Top().Row; got != "skew 2 +5s" {
			t.Errorf("%v: the click chooses the fault %q", size, got)
		}
		r.clickOnPage("2 crashed")
		if got := r.m.Pages.Top().Row; got != "heal 2" && got != "start 2" {
			t.Errorf("%v: the click chooses the fault %q", size, got)
		}
		r.press("esc", "?")
		for range 3 {
			r.press("down")
		}
		before := r.m.Pages.Top().Cursor
		r.clickOnPage("delete the chosen key")
		if at := r.m.Pages.Top().Cursor; at == before || !strings.Contains(r.screen(), "▸d") {
			t.Errorf("%v: the click chooses binding %d:\n%s", size, at, r.screen())
		}
	}
}

// TestClickOnACause: a click on an event of how one came about chooses it.
func TestClickOnACause(t *testing.T) {
	for _, size := range [][2]int{{120, 36}, {80, 24}, {60, 20}} {
		r := open(t, preset(t, "default"), Options{}, size[0], size[1])
		r.line("put cart:42 milk")
		r.settle()
		r.press("4", "enter")
		for range 4 {
			if strings.Contains(r.screen(), "you ") {
				break
			}
			r.press("pgup")
		}
		r.clickOnPage("you ")
		if e := r.m.View.Trace.At(r.m.Log.Step); e.Kind.String() != "invoke" || !r.m.Pages.Shows(page.Causes) {
			t.Errorf("%v: the click chooses a %v, at step %d:\n%s", size, e.Kind, r.m.Log.Step, r.screen())
		}
	}
}

// TestClickInAClass: a click on somebody chooses them, and on what can be done with them that;
// it does nothing yet.
func TestClickInAClass(t *testing.T) {
	for _, size := range [][2]int{{120, 36}, {80, 24}, {60, 20}} {
		c := &chair{}
		c.hundred(true)
		r := sit(t, c, Options{}, size[0], size[1])
		r.send(newsMsg{})
		r.press("@")
		r.clickOnPage("s67 ")
		if got := r.m.Pages.Top().Row; got != "s67" {
			t.Errorf("%v: the click chooses %q:\n%s", size, got, r.screen())
		}
		r.press("enter")
		r.clickOnPage(":mute s67")
		if got := r.m.Pages.Top().Cursor; !r.m.Pages.Shows(page.Person) || got == 0 || len(c.said) > 0 {
			t.Errorf("%v: the click chooses row %d, and the room is told %q:\n%s", size, got, c.said, r.screen())
		}
	}
}

// TestClickInTheLab: a click on a cell of the map gives the cluster its R and W, on every screen;
// one beside the map changes nothing.
func TestClickInTheLab(t *testing.T) {
	for _, size := range steady.First([][2]int{{120, 36}, {80, 24}, {60, 50}, {60, 20}, {40, 12}}, 1) {
		r := open(t, preset(t, "default"), Options{}, size[0], size[1])
		r.press("K")
		rights := map[string]int{} // where the column of each W ends
		for y, line := range strings.Split(r.screen(), "\n") {
			cells := []rune(line)
			for w := 1; w <= 3; w++ {
				head := fmt.Sprintf("W %d", w)
				if i := strings.Index(line, head); i >= 0 && rights[head] == 0 && strings.Contains(line, "W 1") {
					rights[head] = len([]rune(line[:i])) + 2
				}
			}
			if i := strings.Index(line, "R 3 "); i >= 0 && len(cells) > rights["W 1"] && rights["W 1"] > 0 {
				r.send(tea.MouseClickMsg{X: rights["W 1"], Y: y, Button: tea.MouseLeft})
			}
		}
		if now := r.m.View.Settings; now.R.String() != "3" || now.W.String() != "1" {
			t.Errorf("%v: a click on R 3 W 1 sets R %v W %v:\n%s", size, now.R, now.W, r.screen())
		}
		r.send(tea.MouseClickMsg{X: r.m.Screen.Page.Max.X - 2, Y: r.m.Screen.Page.Max.Y - 1, Button: tea.MouseLeft})
		if now := r.m.View.Settings; now.R.String() != "3" || now.W.String() != "1" || !r.m.Pages.Shows(page.Lab) {
			t.Errorf("%v: a click beside the map sets R %v W %v", size, now.R, now.W)
		}
	}
}

// clickOnPage clicks the first place of a text on the page that is open.
func (r *rig) clickOnPage(text string) {
	r.t.Helper()
	for y, line := range strings.Split(r.screen(), "\n") {
		cells := []rune(line)
		from := min(r.m.Screen.Page.Min.X, len(cells))
		if i := strings.Index(string(cells[from:]), text); i >= 0 && y >= r.m.Screen.Page.Min.Y && y < r.m.Screen.Page.Max.Y {
			r.send(tea.MouseClickMsg{X: from + len([]rune(string(cells[from:])[:i])), Y: y, Button: tea.MouseLeft})
			return
		}
	}
	r.t.Fatalf("%q is not on the page:\n%s", text, r.screen())
}

// TestClickAnswers: a click on an answer of a lesson chooses it, and Enter gives it.
func TestClickAnswers(t *testing.T) {
	for _, size := range [][2]int{{120, 36}, {100, 30}, {80, 24}, {60, 50}} {
		r := open(t, preset(t, "default"), Options{Learn: loaded(t, "conflicting-versions")}, size[0], size[1])
		for range 40 {
			if step, _ := r.m.Lesson.Step(); r.m.Lesson.Open() && step.Ask.Kind == presets.AskChoice {
				break
			} else if r.m.Lesson.Open() {
				r.notYet()
				r.press("V")
			}
			r.press("enter")
		}
		r.press("down") // all answers are in view
		r.clickOn(layout.Lesson, "b  ")
		if r.m.Lesson.Chosen != 1 || !r.m.Lesson.Open() {
			t.Errorf("%v: the click chooses answer %d:\n%s", size, r.m.Lesson.Chosen, r.screen())
		}
		r.press("enter")
		if r.m.Lesson.Open() {
			t.Errorf("%v: the chosen answer is not given", size)
		}
	}
}

// TestWheelScrollsWhatIsUnderIt: the wheel scrolls the pane or the page under the pointer,
// gives no pane the focus, and changes no cluster.
func TestWheelScrollsWhatIsUnderIt(t *testing.T) {
	r := open(t, preset(t, "default"), Options{}, 120, 36)
	r.line("put cart milk")
	r.settle()
	r.press("1")
	over := func(rect image.Rectangle) {
		r.send(tea.MouseWheelMsg{X: rect.Min.X + 2, Y: rect.Min.Y + 2, Button: tea.MouseWheelUp})
	}
	last := r.m.SelectedStep()
	over(r.m.Screen.Panes[layout.Log])
	if r.m.SelectedStep() == last || r.m.Focus != layout.Ring {
		t.Errorf("the wheel over the log leaves it at step %d, in the %v pane", r.m.SelectedStep(), r.m.Focus)
	}
	r.press("3", "enter") // the page of a node is scrolled, not turned
	was := r.m.Node
	over(r.m.Screen.Page)
	if r.m.Node != was {
		t.Error("the wheel over the page of a node chooses another node")
	}
	r.press("esc", "K")
	levels := r.m.View.Settings.R.String() + r.m.View.Settings.W.String()
	over(r.m.Screen.Page)
	if now := r.m.View.Settings.R.String() + r.m.View.Settings.W.String(); now != levels {
		t.Errorf("the wheel over the lab sets %s in the place of %s", now, levels)
	}
}

// Tests of small screens: what has no room for a pane of its own is told in another way, and
// nothing ends in the middle.

package tui

import (
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"ringside/tui/layout"
	"ringside/tui/page"
)

// TestOperationComesUp: where one pane is seen at a time, an operation that starts is the one,
// whether a key or a line has started it; where it is in view anyway the focus stays.
func TestOperationComesUp(t *testing.T) {
	for _, size := range [][2]int{{40, 12}, {60, 20}, {79, 30}, {80, 24}, {120, 36}} {
		narrow := layout.ShapeOf(size[0], size[1]) == layout.Narrow
		for _, start := range [][]string{{"w", "enter", "enter"}, {"r", "enter"}, {"d", "enter"}} {
			r := open(t, preset(t, "default"), Options{}, size[0], size[1])
			if r.press(start...); (r.m.Focus == layout.Operation) != narrow || !r.m.InView(layout.Operation) {
				t.Errorf("%v: after %v the %v pane has the focus", size, start, r.m.Focus)
			}
			r.settle()
			r.reads("told", "why")
			r.press("5")
			if r.line("get cart:42"); (r.m.Focus == layout.Operation) != narrow {
				t.Errorf("%v: after a line the %v pane has the focus", size, r.m.Focus)
			}
		}
		r := open(t, preset(t, "default"), Options{}, size[0], size[1])
		if r.line("crash n1"); r.m.Focus != layout.Ring {
			t.Errorf("%v: a crash gives %v the focus", size, r.m.Focus)
		}
	}
}

// TestMessageLeavesKeys: a message takes lines above the keys, not theirs, on any screen that
// has a line to spare.
func TestMessageLeavesKeys(t *testing.T) {
	for _, size := range [][2]int{{40, 12}, {60, 20}, {79, 30}, {60, 50}, {80, 24}, {120, 36}} {
		r := open(t, preset(t, "default"), Options{}, size[0], size[1])
		r.line("heal n1") // nothing is wrong with it
		if r.m.Note.Text == "" {
			t.Fatal("nothing is said")
		}
		last := r.screen()[strings.LastIndex(r.screen(), "\n")+1:]
		if !strings.Contains(last, "? help") || !strings.Contains(strings.Join(strings.Fields(r.screen()), " "), r.m.Note.Text) {
			t.Errorf("%v: the message or the keys are not seen:\n%s", size, r.screen())
		}
	}
}

// TestSurvivalIsWhole: what a write survives is read to its end in the walk, beside an operation.
func TestSurvivalIsWhole(t *testing.T) {
	for _, size := range [][2]int{{120, 36}, {100, 30}, {80, 24}, {60, 50}, {60, 20}, {40, 12}} {
		for _, c := range []struct{ lines, want string }{
			{"put cart:42 milk", "survives any two disks"},
			{"crash n3\nput cart:42 milk", "survives any one disk"},
			{"isolate n1\nset w 1\nput cart:42 milk via n1", "only the disk of n1 has it"},
		} {
			r := open(t, preset(t, "default"), Options{}, size[0], size[1])
			for _, line := range strings.Split(c.lines, "\n") {
				r.line(line)
			}
			r.settle()
			r.press("1", "2", "1")
			if size[0] < 80 && size[1] < 40 {
				r.press("2")
			}
			walk := strings.Join(strings.Fields(strings.ReplaceAll(r.paneText(layout.Walk), "│", " ")), " ")
			if !strings.Contains(walk, c.want) {
				t.Errorf("%v: the walk does not say %q:\n%s", size, c.want, r.screen())
			}
		}
	}
}

// paneText returns what stands in the place of a pane.
func (r *rig) paneText(p layout.Pane) string {
	at := r.m.Screen.Panes[p]
	var b strings.Builder
	for _, line := range strings.Split(r.cells(), "\n")[at.Min.Y:at.Max.Y] {
		fmt.Fprintln(&b, string([]rune(line)[at.Min.X:at.Max.X]))
	}
	return b.String()
}

// TestFiveNodesInView: where a screen has the rows, the usual cluster's nodes are all listed.
func TestFiveNodesInView(t *testing.T) {
	for _, size := range [][2]int{{160, 48}, {120, 36}, {100, 30}, {100, 50}, {60, 50}, {60, 20}, {40, 12}} {
		r := open(t, preset(t, "default"), Options{}, size[0], size[1])
		if !r.m.InView(layout.Nodes) {
			r.press("3")
		}
		text := r.paneText(layout.Nodes)
		for n := 1; n <= 5; n++ {
			if !strings.Contains(text, fmt.Sprint("n", n)) {
				t.Errorf("%v: n%d is not in view:\n%s", size, n, r.screen())
			}
		}
	}
}

// TestMatchesAreCounted: in each pane with a filter the number of matches is on the screen, even
// beside a long filter, and in the header where a pane has no frame.
func TestMatchesAreCounted(t *testing.T) {
	for _, size := range [][2]int{{160, 48}, {120, 36}, {80, 24}, {60, 50}, {60, 20}, {40, 12}} {
		for _, c := range []struct{ key, filter, want string }{
			{"3", "!n1 !n2 !down up dc1", "2 matches"}, {"2", "!skip replica", "3 matches"}, {"5", "op:1 !n1 store !xyzzy", "2 matches"}, {"3", "n4", "1 match"},
		} {
			r := open(t, preset(t, "default"), Options{}, size[0], size[1])
			r.line("set latency fixed")
			r.line("put cart:42 milk")
			r.settle()
			r.line("crash n5")
			r.press(c.key, "/")
			r.write(c.filter)
			r.reads(c.want)
			r.press("enter")
			r.reads(c.want)
			if r.press("esc"); strings.Contains(r.screen(), "match") {
				t.Errorf("%v: the filter is still there:\n%s", size, r.screen())
			}
		}
	}
}

// TestLogTellsAll: where a line of the log has no room for an event, the chosen one stands below
// in full, with the unit of its time; a click there chooses nothing.
func TestLogTellsAll(t *testing.T) {
	for _, size := range [][2]int{{40, 12}, {60, 20}} {
		r := open(t, preset(t, "default"), Options{}, size[0], size[1])
		r.line("crash n1")
		r.line("put cart:42 milk via n2")
		r.settle()
		r.press("5")
		r.write("/dropped")
		r.press("enter")
		if all := strings.Join(strings.Fields(r.screen()), " "); !strings.Contains(all, " s n2 → n1 write cart:42 n2:1 dropped: the node is down; op 1") {
			t.Errorf("%v: the event is not told in full:\n%s", size, r.screen())
		}
		r.press("esc", "home")
		step := r.m.Log.Step
		at := r.m.Screen.Panes[layout.Log]
		r.send(tea.MouseClickMsg{X: at.Min.X + 2, Y: at.Max.Y - 1, Button: tea.MouseLeft})
		if r.m.Log.Step != step {
			t.Errorf("%v: a click below the list chooses step %d", size, r.m.Log.Step)
		}
	}
}

// TestCauseIsWhole: how an event came about is read to the end of each line.
func TestCauseIsWhole(t *testing.T) {
	r := open(t, preset(t, "default"), Options{}, 40, 12)
	r.line("crash n1")
	r.line("put cart:42 milk via n2")
	r.settle()
	r.press("5")
	r.write("/dropped")
	r.press("enter", "enter")
	var all string
	for range 12 {
		all += r.screen()
		r.press("pgdown")
	}
	if !r.m.Pages.Shows(page.Causes) || strings.Contains(all, "…") || !strings.Contains(all, "write cart:42 n2:1 dropped: the") {
		t.Errorf("a cause ends in the middle:\n%s", all)
	}
}

// TestAnswerIsInView: the answer of a search stands on the smallest screen without scrolling,
// and each question is read to its end when it is chosen.
func TestAnswerIsInView(t *testing.T) {
	for _, size := range [][2]int{{40, 12}, {60, 20}, {80, 24}} {
		r := open(t, preset(t, "default"), Options{}, size[0], size[1])
		r.press("I")
		for i := range 4 {
			if i > 0 {
				r.press("down")
			}
			if all := strings.Join(strings.Fields(strings.ReplaceAll(r.screen(), "│", " ")), " "); i == 3 && !strings.Contains(all, "failed with put cart milk as ann within 1 crash") {
				t.Errorf("%v: question %d ends in the middle:\n%s", size, i, r.screen())
			}
		}
		r.press("home", "enter")
		for i := 0; !strings.Contains(r.screen(), "no: ") && !strings.Contains(r.screen(), "yes"); i++ {
			if i == 100 {
				t.Fatalf("%v: the answer is not in view:\n%s", size, r.screen())
			}
			r.wait(100 * time.Millisecond)
		}
	}
}

// TestHelpAndLessonsAreFiltered: words that an entry must have or must not have leave some, and
// how many is on the screen, of the keys as of the lessons.
func TestHelpAndLessonsAreFiltered(t *testing.T) {
	for _, size := range [][2]int{{120, 36}, {80, 24}, {40, 12}} {
		for _, c := range []struct{ key, filter, want, has, lacks string }{
			{"?", "chosen key !delete !read", "1 match", "write a value", "delete the"},
			{"?", "delete the chosen key !", "1 match", "delete the", "write a value"},
			{"C", "quorums !sloppy !above", "", "", "Sloppy quorums"},
		} {
			r := open(t, preset(t, "default"), Options{}, size[0], size[1])
			r.press(c.key, "/")
			r.write(c.filter)
			r.reads(c.want, "match", c.has)
			r.lacks(c.lacks)
			r.press("enter", "esc")
			r.lacks("match")
		}
	}
}

// Tests of the ring in a class, while something is asked.

package tui

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"ringside/engine/history"
	"ringside/internal/steady"
	"ringside/presets"
	"ringside/tui/class"
	"ringside/tui/layout"
	"ringside/tui/pane"
	"ringside/tui/theme"
)

// TestAskingChangesTheRingNoMoreThanItMust: while something is asked, and after the reveal, the
// ring is as round as it was before and the key has its label, with a lesson and without.
// So it is for a ring with many tokens, while Nodes is covered. On a screen of 80x24 such a ring
// and a lesson do not fit, nor such a ring and the answers of everybody: there it may be flat.
func TestAskingChangesTheRingNoMoreThanItMust(t *testing.T) {
	for _, ring := range []string{"lecture-ring-1", "default"} {
		for _, size := range steady.First([][2]int{{160, 48}, {120, 36}, {100, 30}, {80, 24}}, 1) {
			for _, inLesson := range []bool{false, true} {
				for _, state := range []string{"before", "nodes", "answered", "choice", "chosen", "revealed"} {
					c := &chair{}
					r := sit(t, c, Options{Look: theme.Dark}, size[0], size[1])
					cluster, err := history.New(preset(t, ring))
					if err != nil {
						t.Fatal(err)
					}
					c.shown, c.room.Place.Key = cluster, "cart:7"
					if inLesson {
						c.room.Lesson = &class.LessonStep{Teaching: pane.Teaching{Name: "A lesson", Step: 1, Steps: 2, Heading: "First", Say: "Look.", Chosen: -1}, Turn: 1}
					}
					if of, ok := polls()[state]; ok {
						c.room.Poll, c.mine.Answer = &of.poll, of.mine
						if !of.poll.Revealed {
							of.poll.Covered = []presets.Part{presets.PartNodes}
						}
					}
					r.send(newsMsg{})
					at := r.m.Screen.Panes[layout.Ring]
					var drawn strings.Builder
					for _, line := range strings.Split(r.screen(), "\n")[at.Min.Y:at.Max.Y] {
						drawn.WriteString(ansi.Cut(line, at.Min.X, at.Max.X) + "\n")
					}
					small := size[1] == 24 && ring == "default" && (inLesson || state == "revealed" || state == "chosen")
					if flat := strings.Contains(drawn.String(), "↻"); flat && !small {
						t.Errorf("%s at %v, lesson %t, %s: the ring is flat:\n%s", ring, size, inLesson, state, drawn.String())
					}
					if !strings.Contains(drawn.String(), "cart:7") {
						t.Errorf("%s at %v, lesson %t, %s: the key has no label:\n%s", ring, size, inLesson, state, drawn.String())
					}
				}
			}
		}
	}
}

// TestAskedInOrder: while it is asked which nodes keep a key, in their order, Walk has a line for each of
// the three on a screen of 80x24, and so it has with the answer.
func TestAskedInOrder(t *testing.T) {
	for _, state := range []string{"nodes", "answered", "revealed"} {
		c := &chair{}
		r := sit(t, c, Options{Look: theme.Dark}, 80, 24)
		of := polls()[state]
		c.room.Poll, c.mine.Answer, c.room.Place.Key = &of.poll, of.mine, "cart:7"
		if !of.poll.Revealed {
			of.poll.Covered = []presets.Part{presets.PartRing, presets.PartWalk, presets.PartOperation}
		}
		r.send(newsMsg{})
		if !strings.Contains(r.screen(), "││ 3  ") {
			t.Errorf("%s: the walk has no third line:\n%s", state, r.screen())
		}
	}
}

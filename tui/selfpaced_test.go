// Tests of lessons and challenges that somebody in a class takes alone.

package tui

import (
	"strings"
	"testing"

	"ringside/engine"
	"ringside/presets"
	"ringside/tui/class"
	"ringside/tui/layout"
	"ringside/tui/pane"
	"ringside/tui/theme"
)

// TestLessonAlone: somebody in a class goes through a lesson alone, is called out
// of it, comes back to where it was, and leaves it.
func TestLessonAlone(t *testing.T) {
	c := &chair{}
	r := sit(t, c, Options{Look: theme.Dark}, 120, 36)
	says := func(words ...string) {
		t.Helper()
		for _, w := range words {
			if !strings.Contains(r.screen(), w) {
				t.Fatalf("no %q:\n%s", w, r.screen())
			}
		}
	}
	r.press("C")
	says("Lessons, 0 of")
	r.press("/")
	r.write("token-ring")
	r.press("enter", "enter")
	says("by yourself", "Eight tokens")
	r.press("enter", "d", "enter") // the next step, and its answer
	says("A row has a", "right: node 4")
	crash := engine.Command{Verb: engine.Crash, Node: "1"}
	if err := r.m.Local.Apply(crash); err != nil {
		t.Fatal(err)
	}
	r.send(newsMsg{})
	says("3/4 up")

	// The class goes on without it, and calls it back.
	r.press("B")
	says("with ann", "4/4 up")
	if r.m.Local != nil || r.m.Learning() {
		t.Fatal("the class can be driven from here, or is taken for the lesson")
	}
	r.press("B")
	says("by yourself", "A row has a", "right: node 4", "3/4 up")
	c.room.Held = true
	r.send(newsMsg{})
	r.press("x")
	says("with ann", "ann drives; B goes back to your lesson")
	r.press("esc")
	says("B your lesson")
	r.press("B")
	says("everybody looks at the class now")
	c.room.Held = false
	r.send(newsMsg{})

	// What the class is asked is covered here too, and not answered by the same lesson.
	r.press("B")
	c.room.Lesson = &class.LessonStep{Teaching: pane.Teaching{Name: "Another lesson", Step: 1, Steps: 2, Heading: "First", Chosen: -1}, Covered: []presets.Part{presets.PartNodes}, Turn: 1}
	c.room.Poll = &class.Poll{Number: 1, Question: "Which?", Choices: []string{"a", "b"}, Of: 1}
	r.send(newsMsg{})
	if says("by yourself", "A row has a", "Which?"); !r.m.Covers("nodes") || strings.Contains(r.screen(), "First") {
		t.Errorf("the class's covers do not hold:\n%s", r.screen())
	}
	c.room.Lesson.Name = r.m.Lesson.Preset().Title
	r.send(newsMsg{})
	says("with ann", "the class is asked about this lesson now; answer there first")
	r.press("B")
	says("with ann", "the class is asked about this lesson now; answer there first")
	c.room.Poll, c.room.Lesson = nil, nil
	r.send(newsMsg{})

	// Left for good, it is a copy that the key makes again.
	r.press("B", "Z")
	says("back in the class")
	r.press("B")
	if got := strings.Join(c.said, "; "); got != "fork" {
		t.Errorf("said %q", got)
	}
	var told []string
	for _, s := range c.learns {
		told = append(told, strings.TrimPrefix(s.String()+map[bool]string{true: ", aside"}[s.Aside], "in "))
	}
	in, aside := "step 2 of 8 in The token ring and the walk", "step 2 of 8 in The token ring and the walk, aside"
	want := []string{"step 1 of 8 in The token ring and the walk", in, aside, in, aside, in, aside, in, ""}
	if strings.Join(told, "\n") != strings.Join(want, "\n") {
		t.Errorf("told the room\n%s", strings.Join(told, "\n"))
	}
}

// TestChallengeAlone: a challenge too, and a step of the class's lesson is no
// command of it.
func TestChallengeAlone(t *testing.T) {
	c := &chair{lease: &helm{}}
	c.mine.Instructor = true
	r := sit(t, c, Options{Look: theme.Dark}, 120, 36)
	c.room.Lesson = &class.LessonStep{Teaching: pane.Teaching{Name: "A lesson", Step: 1, Steps: 2, Heading: "First", Chosen: -1}, Turn: 1}
	r.send(newsMsg{})
	r.press("C", "/")
	r.write("stale-read")
	r.press("enter", "enter", "G", "J")
	if len(c.said) > 0 || r.m.ChallengeRun == nil || r.m.Focus != layout.Lesson {
		t.Errorf("said %q:\n%s", c.said, r.screen())
	}
	if !strings.Contains(r.screen(), "Challenge") || strings.Contains(r.screen(), "First") {
		t.Errorf("no challenge:\n%s", r.screen())
	}
	r.press("D")
	if r.m.ChallengeRun != nil || !strings.Contains(r.screen(), "First") {
		t.Errorf("not back in the class:\n%s", r.screen())
	}
}

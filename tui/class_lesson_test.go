// Tests of a lesson that a class goes through, as a follower sees it.

package tui

import (
	"strings"
	"testing"

	"ringside/presets"
	"ringside/tui/class"
	"ringside/tui/layout"
	"ringside/tui/pane"
)

// TestLessonLeft: somebody whose focus is on the lesson's pane when the lesson is left
// gets another pane.
func TestLessonLeft(t *testing.T) {
	c := &chair{lease: &helm{}}
	r := sit(t, c, Options{}, 120, 36)
	c.room.Lesson = &class.LessonStep{Teaching: pane.Teaching{Name: "A lesson", Step: 1, Steps: 2, Heading: "First", Say: "Look.", Chosen: -1}, Turn: 1}
	r.send(newsMsg{})
	for r.m.Focus != layout.Lesson {
		r.press("tab")
	}
	if !strings.Contains(r.screen(), "First") {
		t.Errorf("no lesson:\n%s", r.screen())
	}
	c.room.Lesson = nil
	r.send(newsMsg{})
	r.press("enter", "up", "pgdown", "tab")
	if r.m.Focus >= layout.Lesson || strings.Contains(r.screen(), "First") {
		t.Errorf("the lesson's pane is still in hand:\n%s", r.screen())
	}
}

// TestFollowersReadTheLesson: a follower brings the lesson into view and scrolls
// it alone, at every size, and sees the explanation when an answer is shown.
func TestFollowersReadTheLesson(t *testing.T) {
	for _, size := range [][2]int{{120, 36}, {80, 24}, {40, 12}} {
		c := &chair{}
		r := sit(t, c, Options{}, size[0], size[1])
		teaching := pane.Teaching{Name: "A lesson", Step: 1, Steps: 2, Heading: "First", Say: "Begin here. " + strings.Repeat("Many words follow one after the other. ", 25), Chosen: -1}
		c.room.Lesson = &class.LessonStep{Teaching: teaching, Turn: 1}
		r.send(newsMsg{})
		r.press("l")
		if !strings.Contains(r.screen(), "Begin here") {
			t.Errorf("%v: no lesson:\n%s", size, r.screen())
		}
		for range 40 {
			r.press("down")
		}
		if strings.Contains(r.screen(), "Begin here") {
			t.Errorf("%v: it is not scrolled:\n%s", size, r.screen())
		}
		r.send(newsMsg{}) // the driver moves
		if strings.Contains(r.screen(), "Begin here") {
			t.Errorf("%v: it is scrolled back:\n%s", size, r.screen())
		}
		teaching.Verdict = &pane.Verdict{Truth: "3, 1, 2", Why: "because of the walk"}
		c.room.Lesson = &class.LessonStep{Teaching: teaching, Turn: 2}
		r.send(newsMsg{})
		if !strings.Contains(strings.Join(strings.Fields(r.screen()), " "), "because of") {
			t.Errorf("%v: no explanation:\n%s", size, r.screen())
		}
		c.room.Lesson = &class.LessonStep{Teaching: pane.Teaching{Name: "A lesson", Step: 2, Steps: 2, Heading: "Second", Say: "Begin again.", Chosen: -1}, Turn: 3}
		r.send(newsMsg{})
		if !strings.Contains(r.screen(), "Begin again") {
			t.Errorf("%v: the next step is not at its beginning:\n%s", size, r.screen())
		}
		r.press("l")
	}
}

// TestTheTextIsSeenWhileAsked: where one pane is seen and the driver looks at one that a question of the
// class's lesson covers, a follower sees the lesson's text in its place.
func TestTheTextIsSeenWhileAsked(t *testing.T) {
	for _, size := range [][2]int{{60, 20}, {40, 12}} {
		c := &chair{}
		r := sit(t, c, Options{}, size[0], size[1])
		c.room.Place.Focus = layout.Operation
		c.room.Lesson = &class.LessonStep{Teaching: pane.Teaching{Name: "A lesson", Step: 1, Steps: 2, Heading: "First", Say: "Begin here.", Chosen: -1}, Turn: 1}
		asked := polls()["open"]
		asked.poll = polls()["answered"].poll
		asked.poll.Covered = []presets.Part{presets.PartOperation}
		c.room.Poll = &asked.poll
		r.send(newsMsg{})
		if !strings.Contains(r.screen(), "Begin here") {
			t.Errorf("%v: nothing of the lesson is seen:\n%s", size, r.screen())
		}
		told := asked.poll
		told.Revealed, told.Covered = true, nil
		c.room.Poll = &told
		if r.send(newsMsg{}); r.m.Focus != layout.Operation {
			t.Errorf("%v: after the answer was shown the %v pane is seen:\n%s", size, r.m.Focus, r.screen())
		}
	}
}

// TestFollowersSeeWhatIsDone: when the class has done what a step has it do, everybody reads
// that it is done, whatever they answered before.
func TestFollowersSeeWhatIsDone(t *testing.T) {
	c := &chair{}
	r := sit(t, c, Options{}, 120, 36)
	teaching := pane.Teaching{Name: "A lesson", Step: 1, Steps: 2, Heading: "First", Say: "Do it.", Chosen: -1}
	teaching.Verdict = pane.TryVerdict("a read is stale", true, nil, "because of the crash")
	c.room.Lesson = &class.LessonStep{Teaching: teaching, Turn: 1}
	r.send(newsMsg{})
	if said := "done: a read is stale"; !strings.Contains(r.screen(), said) {
		t.Errorf("the screen does not say %q:\n%s", said, r.screen())
	}
}

// TestCoversSayUntilWhen: what a question covers stays so for those who have answered, and the
// panes say until when: until the answer is shown, not until they answer.
func TestCoversSayUntilWhen(t *testing.T) {
	for _, size := range [][2]int{{120, 36}, {80, 24}} {
		c := &chair{}
		r := sit(t, c, Options{}, size[0], size[1])
		answered := polls()["answered"]
		answered.poll.Covered = []presets.Part{presets.PartOperation, presets.PartLog, presets.PartNodes}
		c.room.Poll, c.mine.Answer = &answered.poll, answered.mine
		r.send(newsMsg{})
		const said = "covered until the answer is shown"
		if !strings.Contains(r.screen(), said) {
			t.Errorf("%v: no pane says %q:\n%s", size, said, r.screen())
		}
		revealed := polls()["revealed"]
		c.room.Poll, c.mine.Answer = &revealed.poll, revealed.mine
		if r.send(newsMsg{}); strings.Contains(r.screen(), "covered") {
			t.Errorf("%v: after the reveal a pane is covered:\n%s", size, r.screen())
		}
	}
}

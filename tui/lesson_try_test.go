// Tests of steps in which the reader acts.

package tui

import (
	"strings"
	"testing"
	"time"

	"ringside/engine"
	"ringside/tui/theme"
)

// TestTrying: what a step has the reader do is done with the explorer's own keys, and the
// lesson says so at once; what was done stays behind when the lesson goes on.
func TestTrying(t *testing.T) {
	r := open(t, preset(t, "default"), Options{Learn: loaded(t, "write-acks"), Look: theme.Dark}, 120, 36)
	for r.m.Lesson.Trying() == nil {
		if r.m.Lesson.Asking() != nil {
			r.notYet()
			r.press("V")
		}
		r.press("G") // to the end of what is watched
		r.press("G")
	}
	r.m.Lesson.EndWatch(r.m.LessonDesk())
	r.press("G")
	if said := "this is for you to do"; !strings.Contains(r.screen(), said) {
		t.Errorf("the screen does not say %q:\n%s", said, r.screen())
	}
	if told, ok := r.m.Lesson.Tried(); ok {
		t.Fatalf("done already: %+v", told)
	}
	if strings.Contains(r.screen(), "not yet") {
		t.Errorf("it is judged before anything is done:\n%s", r.screen())
	}
	r.press("W", "-")
	if !strings.Contains(r.screen(), "not yet You have read") {
		t.Errorf("the screen does not say what is missing:\n%s", r.screen())
	}
	r.press(":")
	r.write("put cart pears via A")
	r.press("enter")
	for range 100 {
		r.wait(50 * time.Millisecond)
	}
	told, ok := r.m.Lesson.Tried()
	if !ok || !told.Reached || told.Why == "" {
		t.Fatalf("not done: %+v\n%s", told, r.screen())
	}
	if !strings.Contains(r.screen(), "done: ") || r.m.Playback.Playing {
		t.Errorf("it is not said, or time goes on:\n%s", r.screen())
	}
	r.press("enter")
	step, _ := r.m.Lesson.Step()
	if w := engine.SettingText(&r.m.View.Settings, "w"); step.Title != "What follows" || w != "2" {
		t.Errorf("after it comes %q with W %v", step.Title, w)
	}
}

// Tests that private clusters stand still while the class is asked something, and only
// then.
package tui

import (
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/script"
	"ringside/presets"
	"ringside/tui/class"
	"ringside/tui/participant"
	"ringside/tui/source"
	"ringside/tui/theme"
)

// askedOf has the class be asked something that covers so much.
func askedOf(r *rig, c *chair, covers ...presets.Part) {
	c.room.Poll = &class.Poll{Number: 1, Question: "What is it?", Covered: covers}
	r.send(newsMsg{})
}

// answered shows the answer.
func answered(r *rig, c *chair) {
	told := *c.room.Poll
	told.Revealed, told.Covered = true, nil
	c.room.Poll = &told
	r.send(newsMsg{})
	r.press("esc")
}

// types types a line and lets a second go by.
func types(r *rig, line string) {
	r.press(":")
	r.write(line)
	r.press("enter")
	r.wait(time.Second)
}

// TestCopiesStandStillWhileTheClassIsAsked: whatever is typed, pasted or pressed in a
// copy changes nothing in it and lets no time pass, and is answered in one line; one
// that was playing goes on when the answer is shown.
func TestCopiesStandStillWhileTheClassIsAsked(t *testing.T) {
	c := &chair{}
	r := sit(t, c, Options{Look: theme.Dark}, 120, 36)
	own := lived(t, preset(t, "five"), []string{"put cart zebra via D", "run 500us"})
	r.send(participant.ReplyMsg{Reply: class.Reply{Own: own}})
	r.press("space")
	askedOf(r, c, presets.Telling(script.FindFact("replicas"))...)
	at, events := own.Now(), own.View(engine.Watch{}).Trace.Len()
	still := func(what string) {
		t.Helper()
		if own.Now() != at || own.View(engine.Watch{}).Trace.Len() != events {
			t.Fatalf("after %s it is %v and there are %d events; it was %v and there were %d", what, own.Now(), own.View(engine.Watch{}).Trace.Len(), at, events)
		}
	}
	r.wait(3 * time.Second)
	still("three seconds")
	for _, line := range linesOf("replicas(cart)") {
		switch word, _, _ := strings.Cut(line, " "); word {
		case "code", "save", "export", "notes", "nonsense", "fork":
			continue // these have a line of their own
		}
		types(r, line)
		still(line)
		if n := r.m.Note.Text; line != "put" && n != "a question is open in the class: your copy stands still until the answer is shown" {
			t.Errorf("%s is answered with %q", line, n)
		}
		r.press("esc")
	}
	r.press(":")
	r.send(tea.PasteMsg{Content: "put cart y\nrun 1s\n"})
	r.wait(3 * time.Second)
	still("pasted lines")
	if r.m.Job != nil {
		t.Errorf("%s goes on", r.m.Job.Name)
	}
	for _, key := range keysOf(r.m.Keys) {
		r.press(key, "esc")
		r.wait(100 * time.Millisecond)
		still(fmt.Sprintf("%q", key))
		r.press("esc")
	}
	answered(r, c)
	r.wait(3 * time.Second)
	if own.Now() == at {
		t.Error("the copy was playing, and does not go on when the answer is shown")
	}
}

// TestARunIsStoppedByTheQuestion: what lets time pass in a copy ends when the class is
// asked something, and says why.
func TestARunIsStoppedByTheQuestion(t *testing.T) {
	c := &chair{}
	r := sit(t, c, Options{Look: theme.Dark}, 120, 36)
	r.send(participant.ReplyMsg{Reply: class.Reply{Own: lived(t, preset(t, "five"), nil)}})
	r.m.Start(source.Job{Name: "run 1000h", Slice: func(int) (bool, error) { return false, nil }})
	askedOf(r, c, presets.Telling(script.FindFact("acks"))...)
	if r.m.Job != nil || !strings.Contains(r.screen(), "stopped: a question is open in the class: your copy stands still") {
		t.Errorf("the run goes on:\n%s", r.screen())
	}
}

// TestAQuestionThatCoversNothingLeavesCopiesAlone: a copy does all it can while nothing
// is asked, while what is asked covers nothing, and when the answer was shown.
func TestAQuestionThatCoversNothingLeavesCopiesAlone(t *testing.T) {
	for _, asked := range []string{"nothing", "tea", "revealed"} {
		c := &chair{}
		r := sit(t, c, Options{Look: theme.Dark}, 120, 36)
		r.send(participant.ReplyMsg{Reply: class.Reply{Own: lived(t, preset(t, "five"), nil)}})
		switch asked {
		case "tea":
			askedOf(r, c)
		case "revealed":
			askedOf(r, c, presets.Telling(script.FindFact("acks"))...)
			answered(r, c)
		}
		for _, line := range []string{"put cart zebra via D", "until reply", "expect acks == 2", "crash A", "back", "forward"} {
			types(r, line)
			if r.m.Note.Bad || r.m.Note.Refused {
				t.Errorf("%s: %s: %s", asked, line, r.m.Note.Text)
			}
		}
		if op := r.m.View.Newest(); op == nil || op.Outcome != event.OK || !strings.Contains(r.screen(), "zebra") {
			t.Errorf("%s: the copy shows no write:\n%s", asked, r.screen())
		}
	}
}

// TestWhatWasBeingTypedIsRefused: a value that was being typed when the question came is
// not written.
func TestWhatWasBeingTypedIsRefused(t *testing.T) {
	c := &chair{}
	r := sit(t, c, Options{Look: theme.Dark}, 120, 36)
	own := lived(t, preset(t, "five"), nil)
	r.send(participant.ReplyMsg{Reply: class.Reply{Own: own}})
	r.press("w")
	askedOf(r, c, presets.Telling(script.FindFact("acks"))...)
	r.press("enter")
	if own.View(engine.Watch{}).Trace.Len() > 0 || !strings.Contains(r.screen(), "your copy stands still") {
		t.Errorf("the value is written:\n%s", r.screen())
	}
}

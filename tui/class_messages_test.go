// Tests of what the header and the last line say in a class.

package tui

import (
	"strings"
	"testing"

	"ringside/tui/class"
	"ringside/tui/participant"
	"ringside/tui/theme"
)

// TestHandsAreCounted: the header of an instructor counts raised hands, wherever they
// look.
func TestHandsAreCounted(t *testing.T) {
	c := &chair{lease: &helm{}}
	c.mine.Instructor = true
	r := sit(t, c, Options{}, 120, 36)
	for _, step := range []struct {
		people []class.Person
		says   string
	}{
		{[]class.Person{{Name: "bob", Here: true, Hand: true}, {Name: "carol", Hand: true}}, "you drive  1 hand up"},
		{[]class.Person{{Name: "bob", Here: true, Hand: true}, {Name: "carol", Here: true, Hand: true}}, "you drive  2 hands up"},
	} {
		c.room.People = step.people
		r.send(newsMsg{})
		if !strings.Contains(r.screen(), step.says) {
			t.Errorf("no %q:\n%s", step.says, r.screen())
		}
	}
	c.mine.Instructor = false
	r.send(newsMsg{})
	if strings.Contains(r.screen(), "hands up") {
		t.Errorf("a student is told:\n%s", r.screen())
	}
}

// TestMessagesEndWithWhatTheyAreAbout: nothing in the last line is about a question, a
// copy or a driver that there is no more, and a newcomer is not told what was
// said before.
func TestMessagesEndWithWhatTheyAreAbout(t *testing.T) {
	c := &chair{}
	c.room.Note = class.Notice{Number: 4, Text: "ann asks: an old question"}
	r := sit(t, c, Options{Look: theme.Dark}, 120, 36)
	says := func(text string) {
		t.Helper()
		if !strings.Contains(r.screen(), text) {
			t.Errorf("no %q:\n%s", text, r.screen())
		}
	}
	saysNo := func(text string) {
		t.Helper()
		if strings.Contains(r.screen(), text) {
			t.Errorf("%q:\n%s", text, r.screen())
		}
	}
	saysNo("an old question")

	c.room.Poll = &class.Poll{Number: 1, Question: "First?", Choices: []string{"yes", "no"}}
	c.room.Note = class.Notice{Number: 5, Text: "ann asks: First?"}
	r.send(newsMsg{})
	says("ann asks: First?")
	r.send(participant.ReplyMsg{Reply: class.Reply{Said: "answered: yes"}})
	says("answered: yes")
	r.press("A")
	c.room.Poll = &class.Poll{Number: 2, Question: "Second?", Choices: []string{"yes", "no"}}
	r.send(newsMsg{})
	saysNo("answered: yes")
	saysNo("answer ▸")
	says("the question was closed before your answer came")

	c.room.Note = class.Notice{Number: 6, Text: "ann asks: Second?"}
	r.send(newsMsg{})
	says("ann asks: Second?")
	c.room.Poll = nil
	r.send(newsMsg{})
	saysNo("ann asks")

	c.room.Shows, c.room.Note = "bob", class.Notice{Number: 7, Text: "this is bob's copy"}
	r.send(newsMsg{})
	says("this is bob's copy")
	c.room.Shows = ""
	r.send(newsMsg{})
	saysNo("this is bob's copy")

	c.lease, c.room.Driver, c.room.Note = &helm{}, "alice", class.Notice{Number: 8, Text: "alice drives now"}
	r.send(newsMsg{})
	says("you drive now: everybody sees what you do")
}

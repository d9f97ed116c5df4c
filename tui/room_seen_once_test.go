// A test that the room is looked at once for each message.

package tui

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"ringside/tui/class"
	"ringside/tui/pane"
	"ringside/tui/participant"
	"ringside/tui/theme"
)

// restless is a chair in a room that has changed whenever it is looked at.
type restless struct {
	chair
	looks int
}

func (c *restless) Snapshot() class.Snapshot {
	state := polls()[[]string{"nodes", "answered", "revealed", "choice", "many"}[c.looks%5]]
	c.room.Poll, c.mine.Answer = &state.poll, state.mine
	c.room.Lesson, c.room.Driver, c.room.People, c.lease = nil, "ann", nil, nil
	c.mine.Instructor = false
	if c.looks%2 == 0 {
		c.room.Poll = nil
		c.room.Driver = ""
	}
	if c.looks%3 == 0 {
		c.room.Lesson = &class.LessonStep{Teaching: pane.Teaching{Name: "A lesson", Step: 1, Steps: 2, Heading: "First", Say: "Look.", Chosen: -1}, Turn: c.looks}
		c.room.People = []class.Person{{Name: "ann", Here: true}}
		c.mine.Instructor = true
	}
	if c.looks%7 == 0 {
		c.lease = &helm{}
	}
	c.looks++
	return c.chair.Snapshot()
}

// TestOneLookForAFrame: whatever message comes, the room is looked at once for all
// that it does and for the frame after it.
func TestOneLookForAFrame(t *testing.T) {
	c := &restless{}
	r := sit(t, &c.chair, Options{Participant: c, Look: theme.Dark}, 120, 36)
	messages := []tea.Msg{newsMsg{}, frameMsg{}, tea.PasteMsg{Content: "get x"}, keyPress("esc"), participant.ReplyMsg{}}
	for _, size := range [][2]int{{120, 36}, {80, 24}, {40, 12}, {30, 6}, {80, 23}, {160, 48}} {
		messages = append(messages, tea.WindowSizeMsg{Width: size[0], Height: size[1]})
		for _, k := range strings.Fields("A esc B D ! @ @ ? ? w esc : esc enter tab k esc F esc L esc up down pgdn G V R N W q x") {
			messages = append(messages, keyPress(k))
		}
		for _, line := range []string{"notes", "fork", "reveal", "raise"} {
			messages = append(messages, keyPress(":"), tea.PasteMsg{Content: line}, keyPress("enter"))
		}
	}
	for round := range 5 {
		for i, msg := range messages {
			before := c.looks
			r.run(r.m.Update(msg))
			r.check()
			if n := c.looks - before; n > 1 {
				t.Fatalf("round %d, message %d %T: the room was looked at %d times", round, i, msg, n)
			}
		}
	}
	before, shared := c.looks, r.m.participant.Shared()
	_, _, _ = shared.Motion(), shared.Now(), shared.View(r.m.Watch)
	if n := c.looks - before; n > 0 {
		t.Errorf("between two messages the cluster looks at the room %d times", n)
	}
}

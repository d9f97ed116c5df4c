// Tests that a member's snapshot holds one consistent moment while questions come and go.

package room_test

import (
	"fmt"
	"sync"
	"testing"

	tea "charm.land/bubbletea/v2"

	"ringside/classroom/room"
	"ringside/tui"
	"ringside/tui/class"
)

// TestQuestionsComeAndGoUnderFrames: questions are opened, revealed and taken away, also
// by the steps of a lesson, while everybody's screen is being drawn. No frame is laid out
// with a question and drawn without it, or the other way round.
func TestQuestionsComeAndGoUnderFrames(t *testing.T) {
	s := open(t, nil)
	ann, err := s.join(room.Identity{Name: "ann", Key: "a", Instructor: true})
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	var watching sync.WaitGroup
	for i := range 6 {
		m, err := s.join(room.Identity{Name: fmt.Sprint("s", i)})
		if err != nil {
			t.Fatal(err)
		}
		model, err := tui.New(tui.Options{Participant: m, Env: []string{"TERM=xterm", "LANG=C.UTF-8"}})
		if err != nil {
			t.Fatal(err)
		}
		watching.Go(func() {
			for n := 0; ; n++ {
				select {
				case <-done:
					return
				default:
					model.Update(tea.WindowSizeMsg{Width: 80 + n%3*20, Height: 24 + n%2*12})
				}
			}
		})
	}
	lines := []string{`ask choice "Is it safe?" yes no`, "close", "ask nodes cart:7", "reveal", "close",
		"lesson token-ring", "next", "reveal", "next", "previous", "lesson off"}
	for i := range 40 * len(lines) {
		s.reply(ann.Ask(class.ParseRequest(lines[i%len(lines)])))
	}
	close(done)
	watching.Wait()
}

// TestOneMoment: what an answer reports has been published before, and everything in a
// snapshot belongs together: a participant has no answer to a question that is gone.
func TestOneMoment(t *testing.T) {
	s := open(t, nil)
	ann, err := s.join(room.Identity{Name: "ann", Key: "a", Instructor: true})
	if err != nil {
		t.Fatal(err)
	}
	bob, err := s.join(room.Identity{Name: "bob"})
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	var looking sync.WaitGroup
	looking.Go(func() {
		for {
			select {
			case <-done:
				return
			default:
			}
			if now := bob.Snapshot(); now.Mine.Answer != "" && (now.Room.Poll == nil || now.Room.Poll.Answered == 0) {
				t.Errorf("bob's answer is %q to %+v", now.Mine.Answer, now.Room.Poll)
				return
			}
		}
	})
	for range 500 {
		s.reply(ann.Ask(class.ParseRequest(`ask choice "Safe?" yes no`)))
		s.reply(bob.Ask(class.ParseRequest("answer yes")))
		if got := bob.Snapshot(); got.Mine.Answer != "yes" || got.Room.Poll.Answered != 1 {
			t.Fatalf("after the answer: %q, %+v", got.Mine.Answer, got.Room.Poll)
		}
		s.reply(ann.Ask(class.ParseRequest("close")))
		if got := bob.Snapshot(); got.Room.Poll != nil || got.Mine.Answer != "" {
			t.Fatalf("after close: %+v, %q", got.Room.Poll, got.Mine.Answer)
		}
	}
	close(done)
	looking.Wait()
}

// Tests of going far through a long history: no key waits until it has arrived.

package tui

import (
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"ringside/engine"
	"ringside/engine/history"
	"ringside/engine/script"
	"ringside/internal/steady"
	"ringside/presets"
	"ringside/tui/class"
	"ringside/tui/participant"
	"ringside/tui/source"
)

// farHistory is a history with a long branch without keyframes, and a short branch that it
// is on.
func farHistory(t testing.TB) *history.History {
	t.Helper()
	h, err := history.New(engine.Default())
	if err != nil {
		t.Fatal(err)
	}
	r := script.NewRunner(h)
	do := func(lines ...string) {
		for _, line := range lines {
			cmd, err := script.Parse(line)
			if err == nil {
				err = r.Exec(cmd)
			}
			for done := false; err == nil && !done; {
				done, err = r.Advance(10_000)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	for i := 0; h.Position().Turn < 30_000; i++ {
		do(fmt.Sprintf("put key%d v", i%50), "until quiet")
	}
	for i := range 6 { // more than keep their keyframes
		do("back 1000000", "fork", fmt.Sprintf("put branch v%d", i), "until quiet")
	}
	return h
}

// typeLine types a line of the language.
func (r *rig) typeLine(line string) {
	r.t.Helper()
	r.press(":")
	r.write(line)
	r.press("enter")
}

// arrive lets frames pass until nothing goes on any more, and counts them.
func (r *rig) arrive() (frames int) {
	r.t.Helper()
	for ; r.m.Job != nil; frames++ {
		if frames > 10_000 {
			r.t.Fatal("it never arrives")
		}
		r.wait(time.Millisecond)
	}
	return frames
}

// TestAFarWayKeepsNoKey: on a long way the screen goes on at the moment that is left, says
// how far it is, and takes keys; Esc and Ctrl+C give the way up; its end is that of the same
// way gone in one piece.
func TestAFarWayKeepsNoKey(t *testing.T) {
	whole := farHistory(t)
	for _, lines := range steady.First([]string{
		"switch 1", "switch 1; back 20000", "switch 1; back 100000; forward 20000", "switch 1; undo; undo; redo", "switch 1; back 7; fork",
	}, 1) {
		t.Run(lines, func(t *testing.T) {
			h, want := whole.Fork(), whole.Fork()
			r := openOn(t, h, Options{}, 120, 36)
			r.slow = 5 * time.Millisecond // three looks at the clock are a slice
			was := h.Position()
			for i, line := range strings.Split(lines, "; ") {
				cmd, err := script.Parse(line)
				if err != nil {
					t.Fatal(err)
				}
				if err := script.Travel(want, cmd); err != nil {
					t.Fatal(err)
				}
				if i > 0 {
					r.typeLine(line)
					r.arrive()
					continue
				}
				for _, key := range []string{"esc", "ctrl+c"} {
					r.typeLine(line)
					r.stays(h, was, line)
					r.press(key)
					if on, _ := h.Branch(); r.m.Job != nil || r.quit || on == 1 || h.Position() != was {
						t.Fatalf("after %s the job is %v, and the screen is on branch %d at %v", key, r.m.Job, on, h.Position())
					}
					r.says(line + " stopped")
				}
				r.typeLine(line)
				if n := r.arrive(); n < 20 {
					t.Errorf("%s takes %d frames: a key waits for it", line, n)
				}
			}
			if h.Position() != want.Position() || fmt.Sprint(h.Branches()) != fmt.Sprint(want.Branches()) {
				t.Errorf("it leads to %v, want %v", h.Position(), want.Position())
			}
			if n := r.m.View.Trace.Len(); n != want.Position().Step || r.m.Playback.Playing {
				t.Errorf("shown is step %d, want %d, and time goes on: %v", n, want.Position().Step, r.m.Playback.Playing)
			}
		})
	}
}

// stays fails unless a far way goes on while the screen shows where it began.
func (r *rig) stays(h *history.History, was history.Moment, line string) {
	r.t.Helper()
	r.wait(5 * time.Millisecond)
	focus := r.m.Focus
	r.press("tab")
	if r.m.Job == nil || r.m.Focus == focus || h.Position() != was || r.m.View.Trace.Len() != was.Step {
		r.t.Fatalf("while %s goes on, the job is %v and the history at %v, was at %v", line, r.m.Job, h.Position(), was)
	}
	if part := r.m.Job.Part(); part <= 0 || part >= 1 || !strings.Contains(r.screen(), line+" is running") {
		r.t.Errorf("%g of it is done, says\n%s", part, r.screen())
	}
	r.typeLine("back 1")
	r.says(line + " is running; esc stops it")
}

// TestAFarWayInPastedLines: pasted lines wait for a long way that one of them goes, and no
// key does; what stops them gives the way up.
func TestAFarWayInPastedLines(t *testing.T) {
	whole := farHistory(t)
	h := whole.Fork()
	r := openOn(t, h, Options{}, 120, 36)
	r.slow = 5 * time.Millisecond
	was := h.Position()
	paste := func() {
		r.send(tea.PasteMsg{Content: "back 1\nswitch 1\nput late v\nuntil quiet\n"})
	}
	paste()
	r.wait(10 * time.Millisecond)
	if on, _ := h.Branch(); r.m.Job == nil || on == 1 {
		t.Fatalf("it is on branch %d, and the job is %v", on, r.m.Job)
	}
	r.press("esc", "esc") // the first closes the command line
	if on, _ := h.Branch(); r.m.Job != nil || on == 1 || h.Position().Compare(was) >= 0 {
		t.Fatalf("it is stopped on branch %d at %v, and the job is %v", on, h.Position(), r.m.Job)
	}
	paste()
	if n := r.arrive(); n < 20 {
		t.Errorf("it takes %d frames: a key waits for it", n)
	}
	done := h.Commands()
	if on, _ := h.Branch(); on != 1 || done[len(done)-1].Key != "late" {
		t.Errorf("it ends on branch %d with %v: %s", on, done[len(done)-1], r.m.Note.Text)
	}
}

// farPast is the past of a class, through which a way is gone a piece at a time.
type farPast struct{ *history.History }

func (p farPast) Depart(cmd engine.Command) (source.Trip, error) {
	return source.NewJourney(p.History, source.WayOf(cmd)), nil
}

// TestAFarWayThroughTheClassesPast: a participant who looks around goes a long way as in a cluster
// of its own. What happens in the class meanwhile neither ends it nor is ended by
// it, but a question does end it.
func TestAFarWayThroughTheClassesPast(t *testing.T) {
	h := farHistory(t)
	was := h.Position()
	c := &chair{}
	r := sit(t, c, Options{}, 120, 36)
	r.slow = 5 * time.Millisecond
	begin := func() {
		r.send(participant.ReplyMsg{Reply: class.Reply{Past: farPast{h}}, Then: engine.Command{Verb: engine.Switch, Count: 1}})
		for range 3 {
			r.wait(source.FrameTime)
			r.send(newsMsg{})
		}
		r.stays(h, was, "switch 1")
	}
	begin()
	r.press("ctrl+c")
	r.says("switch 1 stopped")
	begin()
	c.room.Poll = &class.Poll{Number: 1, Question: "which?", Choices: []string{"a", "b"}, Covered: []presets.Part{presets.PartClock}}
	r.send(newsMsg{})
	if r.m.Job != nil || h.Position() != was || r.quit {
		t.Errorf("the class is asked, and it is at %v, the job is %v", h.Position(), r.m.Job)
	}
	c.room.Poll = nil
	r.send(newsMsg{})
	begin()
	for n := 0; r.m.Job != nil; n++ {
		if n > 10_000 {
			t.Fatal("it never arrives")
		}
		r.wait(source.FrameTime)
	}
	if on, _ := h.Branch(); on != 1 || r.m.View.Trace.Len() != h.Position().Step {
		t.Errorf("it ends on branch %d", on)
	}
}

// A test of the long way back to the lesson of a class, while everybody else goes on.

package room

import (
	"strings"
	"testing"

	"ringside/engine"
	"ringside/presets"
	"ringside/tui/class"
	"ringside/tui/source"
)

// longLesson is a lesson in whose steps much happens.
const longLesson = `
format: 1
title: Long
about: Long steps.
objective: Go back to them.
minutes: 1
cluster: {like: three}
steps:
  - title: One
    say: Much happens.
    do: |
      load 3000 keys 20 rate 1000
      until quiet
    ask:
      kind: choice
      text: What else?
      choices: [much, little]
      answer: 1
      why: It is a long lesson.
    then: put cart v
  - title: Two
    say: That was it.
    do: put cart v
`

// TestALongWayBackToALessonKeepsNobody: an instructor who reveals an answer, or takes a step
// again, far away from the lesson's course is answered at once, and until the class arrives
// everybody sees where it was; a question that is taken away meanwhile stays away.
func TestALongWayBackToALessonKeepsNobody(t *testing.T) {
	p, err := presets.Parse("long.yaml", []byte(longLesson))
	if err != nil {
		t.Fatal(err)
	}
	for _, move := range []string{"reveal", "again", "reveal and stop"} {
		t.Run(move, func(t *testing.T) {
			l := newLabAt(t, &clock{}, new(fastClock).Now, nil)
			ann, bob := l.join(Identity{Name: "ann", Key: "a", Instructor: true}), l.join(Identity{Name: "bob"})
			l.inside(func(r *Room) {
				made, err := presets.NewWalkthroughRun(p)
				if err != nil {
					t.Error(err)
					return
				}
				r.follow(made)
				r.halt()
				h := made.History()
				for i := range 8 { // more than keep what makes the way back short
					h.Seek(10 + i)
					if err := h.Split(); err != nil {
						t.Error(err)
					}
				}
				was, kept := h.Position(), h.View(engine.Watch{})
				line, _, stops := strings.Cut(move, " and ")
				if reply := r.say(ann, class.ParseRequest(line)); reply.Err != nil || r.job == nil {
					t.Errorf("%s is answered %v, and was done while everybody waited: %v", line, reply.Err, r.job == nil)
					return
				}
				if reply := r.say(ann, class.ParseRequest(line)); reply.Err == nil || !strings.HasSuffix(reply.Err.Error(), " is running") {
					t.Errorf("%s once more is answered %v", line, reply.Err)
				}
				if h.Position() != was || h.View(engine.Watch{}) != kept || r.poll.revealed {
					t.Errorf("%s goes on, and the class is at %v, was at %v", line, h.Position(), was)
				}
				if reply := r.say(bob, class.ParseRequest("answer a")); reply.Err != nil {
					t.Errorf("an answer meanwhile: %v", reply.Err)
				}
				if stops {
					r.control(source.Stop)
				}
			})
			until(t, bob, func(s class.Snapshot) bool { return s.Room.Job == "" })
			l.inside(func(r *Room) {
				at := r.lesson.Where()
				switch move {
				case "reveal":
					if !r.poll.revealed || r.lesson.Open() || len(r.poll.counts) != 2 || r.poll.counts[0].N != 1 {
						t.Errorf("it is not revealed, or without the answer that came meanwhile: %+v", r.poll)
					}
				case "again":
					if !r.lesson.Open() || r.poll.revealed || r.poll.number != 2 {
						t.Errorf("the step has not started again: %+v", r.poll)
					}
				default:
					if r.poll.revealed || !r.lesson.Open() || at != presets.Astray && at != presets.Behind {
						t.Errorf("it was stopped, and the class is at %d: %+v", at, r.poll)
					}
				}
			})
		})
	}
}

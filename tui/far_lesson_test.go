// Tests of the long way back to a lesson or to the start of a challenge: no key waits for it.

package tui

import (
	"fmt"
	"testing"
	"time"

	"ringside/engine"
	"ringside/engine/history"
	"ringside/internal/steady"
	"ringside/presets"
	"ringside/tui/source"
)

// longSteps is a lesson in whose steps much happens.
const longSteps = `
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
      load 2000 keys 20 rate 1000
      until quiet
  - title: Two
    say: Much more happens.
    do: |
      load 2000 keys 20 rate 1000
      until quiet
    ask:
      kind: choice
      text: What else?
      choices: [much, little]
      answer: 1
      why: It is a long lesson.
    then: |
      load 1000 keys 20 rate 1000
      until quiet
`

// longStart is a challenge before which much happens.
const longStart = `
format: 1
title: Long
about: A long beginning.
objective: Go back to it.
minutes: 1
cluster: {like: three}
challenge:
  goal: Write it.
  do: |
    load 2000 keys 20 rate 1000
    until quiet
  won: held(A, cart) == v
  commands: 5
  verbs: [put]
  stars: {two: 4, three: 2}
  solution: |
    put cart v
    run 1s
`

func parsed(t *testing.T, text string) *presets.Preset {
	t.Helper()
	p, err := presets.Parse("long.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// strays begins branches of the reader's own: more than keep what makes the way back short.
func strays(t *testing.T, h *history.History) {
	t.Helper()
	for i := range 8 {
		h.Seek(10 + i)
		if err := h.Split(); err != nil {
			t.Fatal(err)
		}
		if err := h.Apply(engine.Command{Verb: engine.Put, Key: fmt.Sprint("own", i), Value: "v"}); err != nil {
			t.Fatal(err)
		}
	}
}

// goesFar presses a key that goes a long way: meanwhile the screen stays, and keys are taken; Esc
// gives the way up; and the same key again leads to its end.
func (r *rig) goesFar(h *history.History, key, name string) {
	r.t.Helper()
	was := h.Position()
	r.m.Playback.Playing = false
	r.slow = 5 * time.Millisecond
	r.press(key)
	r.stays(h, was, name)
	job, part := r.m.Job, r.m.Job.Part()
	r.press(key)
	if r.says(name + " is running; esc stops it"); r.m.Job != job || job.Part() < part {
		r.t.Errorf("%s begins anew when %s is pressed again", name, key)
	}
	r.press("esc")
	if r.m.Job != nil || h.Position() != was {
		r.t.Fatalf("after esc the job is %v at %v, was at %v", r.m.Job, h.Position(), was)
	}
	r.press(key)
	if n := r.arrive(); n < 10 {
		r.t.Errorf("%s takes %d frames: a key waits for it", name, n)
	}
	r.slow = 0
}

// TestALongWayBackToALessonKeepsNoKey: every move of a lesson from far away goes a piece at a
// time, can be stopped, and comes to where the lesson is by itself.
func TestALongWayBackToALessonKeepsNoKey(t *testing.T) {
	for _, move := range steady.First([]struct {
		key, name string
		step      int
		open      bool
	}{
		{"J", "the way back to the lesson", 2, true},
		{"e", "the step again", 2, true},
		{"E", "the previous step", 1, false},
		{"V", "the answer", 2, false},
	}, 1) {
		t.Run(move.name, func(t *testing.T) {
			r := open(t, preset(t, "default"), Options{Learn: parsed(t, longSteps)}, 120, 36)
			l := r.m.Lesson
			for _, n := l.Step(); n < 2 || l.Watching(); _, n = l.Step() {
				r.press("enter")
			}
			if _, n := l.Step(); n != 2 || l.Where() != presets.OnCourse {
				t.Fatalf("at step %d, %d", n, l.Where())
			}
			r.notYet()
			_, asked := l.Played()
			strays(t, l.History())
			if l.Where() != presets.Astray {
				t.Fatal("the reader is not astray")
			}
			r.wait(source.FrameTime)
			r.goesFar(l.History(), move.key, move.name)
			if l.Watching() {
				r.press("enter")
			}
			_, n := l.Step()
			if n != move.step || l.Open() != move.open || l.Where() != presets.OnCourse {
				t.Errorf("it leads to step %d, open %v, %d", n, l.Open(), l.Where())
			}
			if _, at := l.Played(); move.open && at != asked {
				t.Errorf("it leads to %v, want %v", at, asked)
			}
		})
	}
}

// TestALongWayBackToAChallengeKeepsNoKey: as with a lesson.
func TestALongWayBackToAChallengeKeepsNoKey(t *testing.T) {
	r := open(t, preset(t, "default"), Options{Learn: parsed(t, longStart)}, 120, 36)
	h := r.m.ChallengeRun.History()
	start := h.Position()
	strays(t, h)
	r.wait(source.FrameTime)
	r.goesFar(h, "S", "the way back to the start")
	if at := h.Position(); at.Step != start.Step || h.Ahead() > 0 {
		t.Errorf("it leads to %v with %d events ahead, want %v with none", at, h.Ahead(), start)
	}
}

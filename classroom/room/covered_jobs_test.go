// Tests of what goes on in the class's cluster when a question is asked.

package room

import (
	"errors"
	"testing"

	"ringside/engine/history"
	"ringside/engine/script"
	"ringside/tui/class"
	"ringside/tui/source"
)

// TestAQuestionStopsWhatWouldTell: what waits for a fact ends when a question covers
// something, since its end would give the answer away; a run goes on, and so does all when
// nothing is covered.
func TestAQuestionStopsWhatWouldTell(t *testing.T) {
	for line, judges := range map[string]bool{"until lost == 7": true, "run 15m": false} {
		for cover, covers := range map[string]bool{"": true, " cover none": false} {
			l := newLabAt(t, &clock{}, new(fastClock).Now, nil)
			ann := l.join(Identity{Name: "ann", Key: "a", Instructor: true})
			l.inside(func(r *Room) {
				for _, text := range []string{"load 100000 rate 100", line} {
					cmd, err := script.Parse(text)
					if err == nil {
						_, err = r.drive(cmd)
					}
					if err != nil {
						t.Errorf("%s: %v", text, err)
					}
				}
				if r.job == nil {
					t.Errorf("%s has ended", line)
				}
				if reply := r.say(ann, class.ParseRequest(`ask fact acks "How many?"`+cover)); reply.Err != nil {
					t.Error(reply.Err)
				}
				if stopped := r.job == nil; stopped != (judges && covers) {
					t.Errorf("%s, then a question%s: it is stopped: %v", line, cover, stopped)
				}
				r.stopJob()
			})
		}
	}
}

// TestNoFailureTellsWhy: why something failed is told to all only while nothing is covered.
func TestNoFailureTellsWhy(t *testing.T) {
	for _, covered := range []bool{false, true} {
		for _, moves := range []bool{false, true} {
			l := newLabAt(t, &clock{}, new(fastClock).Now, nil)
			ann := l.join(Identity{Name: "ann", Key: "a", Instructor: true})
			l.inside(func(r *Room) {
				if covered {
					r.say(ann, class.ParseRequest(`ask fact acks "How many?"`))
				}
				r.note = class.Notice{}
				r.job = &job{name: "step 2", journey: source.NewJourney(r.history, func(*history.History) error {
					return errors.New("n3 is down")
				})}
				if moves {
					r.job.moved = func() { t.Error("it has moved") }
				}
				want := "n3 is down"
				switch {
				case covered && moves:
					want = "step 2 failed; the reason would give the answer away"
				case covered:
					want = ""
				}
				if r.goOn(); r.job != nil || r.note.Text != want {
					t.Errorf("covered %v, of the lesson %v: all are told %q, want %q", covered, moves, r.note.Text, want)
				}
			})
		}
	}
}

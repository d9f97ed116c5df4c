// Tests of taking a class far through its recorded past, while everybody else goes on.

package room

import (
	"context"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"ringside/engine"
	"ringside/engine/history"
	"ringside/engine/script"
	"ringside/tui/class"
	"ringside/tui/source"
)

// fastClock advances a millisecond whenever it is read, so that a slice of a job is short
// on any machine.
type fastClock struct{ looks atomic.Int64 }

func (c *fastClock) Now() time.Time {
	return time.Unix(1_000_000, c.looks.Add(int64(time.Millisecond)))
}

// farClass is a class with a long branch without keyframes, and a short branch that the
// class is on.
func farClass(t *testing.T) *lab {
	t.Helper()
	l := newLabAt(t, &clock{now: time.Unix(1_000_000, 0)}, new(fastClock).Now, nil)
	l.inside(func(r *Room) {
		r.halt()
		do := func(lines ...string) {
			for _, text := range lines {
				if err := line(r.history, text); err != nil {
					t.Error(err)
				}
			}
		}
		for i := 0; r.history.Position().Turn < 30_000; i++ {
			do(fmt.Sprintf("put key%d v", i%50), "until quiet")
		}
		for i := range 6 { // more than keep their keyframes
			do("back 100000", "fork", fmt.Sprintf("put branch v%d", i), "until quiet")
		}
		r.setStage(r.history, "")
	})
	return l
}

// inside has the room's goroutine call f, while nothing else happens there.
func (l *lab) inside(f func(r *Room)) {
	l.t.Helper()
	if err := l.room.call(context.Background(), func() { f(l.room); l.room.publish() }); err != nil {
		l.t.Fatal(err)
	}
}

// until waits for news of the room that satisfies is.
func until(t *testing.T, m *Member, is func(class.Snapshot) bool) class.Snapshot {
	t.Helper()
	limit := time.After(time.Minute)
	for {
		if s := m.Snapshot(); is(s) {
			return s
		}
		select {
		case <-m.News():
		case <-limit:
			t.Fatal("it does not come")
		}
	}
}

// TestAFarJourneyKeepsNobody: a driver who takes the class far away is answered at once,
// and until the class arrives everybody else sees, copies and saves the moment that is
// left.
func TestAFarJourneyKeepsNobody(t *testing.T) {
	for _, way := range []string{"switch 1", "switch 1; back 20000", "switch 1; undo", "switch 1; back 100000; forward 20000"} {
		t.Run(way, func(t *testing.T) {
			l := farClass(t)
			ann, bob := l.join(Identity{Name: "ann", Key: "a", Instructor: true}), l.join(Identity{Name: "bob"})
			want := l.room.history.Fork()
			ways := strings.Split(way, "; ")
			for i, text := range ways {
				cmd := command(t, text)
				if err := script.Travel(want, cmd); err != nil {
					t.Fatal(err)
				}
				far := false
				l.inside(func(r *Room) {
					before, kept, effort := r.stage.Position(), r.stage.View(engine.Watch{}), r.work.budget.left
					if said, err := r.drive(cmd); said != "" || err != nil {
						t.Errorf("%s: %q, %v", text, said, err)
					}
					if far = r.job != nil; !far {
						return
					}
					if r.stage.Position() != before || r.stage.View(engine.Watch{}) != kept || r.history != r.stage {
						t.Errorf("%s goes on, and the class is at %v, was at %v", text, r.stage.Position(), before)
					}
					if _, err := r.drive(command(t, "put k v")); err == nil || err.Error() != text+" is running" {
						t.Errorf("put while %s goes on: %v", text, err)
					}
					if reply := r.say(bob, class.ParseRequest("fork")); reply.Err != nil || reply.Own.(*Copy).Position() != before {
						t.Errorf("bob's copy while %s goes on: %v", text, reply.Err)
					}
					if k, err := r.keepNow(nil); err != nil || k.history.Position() != before {
						t.Errorf("the class is kept at another moment: %v", err)
					}
					if r.work.budget.left >= effort {
						t.Errorf("%s costs the driver nothing", text)
					}
				})
				if i == 0 && !far {
					t.Errorf("%s was done while everybody waited", text)
				}
				now := until(t, bob, func(s class.Snapshot) bool { return s.Room.Job == "" })
				l.inside(func(r *Room) {
					if r.stage.Position() != want.Position() || fmt.Sprint(r.stage.Branches()) != fmt.Sprint(want.Branches()) {
						t.Errorf("%s leads to %v, want %v", text, r.stage.Position(), want.Position())
					}
				})
				if v := now.View(engine.Watch{}); v.Trace.Len() != want.Position().Step {
					t.Errorf("everybody sees step %d after %s, want %d", v.Trace.Len(), text, want.Position().Step)
				}
			}
			w, _ := ann.Lease()
			if r := <-w.Do(command(t, "put k v")); r.Err != nil {
				t.Errorf("after it: %v", r.Err)
			}
		})
	}
}

// TestAFarJourneyEnds: stopping a journey, resetting the class and showing a copy all end
// it, and the class is where it was, or where it was sent.
func TestAFarJourneyEnds(t *testing.T) {
	for name, end := range map[string]func(*Room, *Member){
		"stop":  func(r *Room, _ *Member) { r.control(source.Stop) },
		"reset": func(r *Room, ann *Member) { r.say(ann, class.ParseRequest("reset class")) },
		"show":  func(r *Room, ann *Member) { r.say(ann, class.ParseRequest("show bob")) },
	} {
		t.Run(name, func(t *testing.T) {
			l := farClass(t)
			ann, bob := l.join(Identity{Name: "ann", Key: "a", Instructor: true}), l.join(Identity{Name: "bob"})
			l.inside(func(r *Room) {
				was := r.history.Position()
				bob.participant.offer = r.history.Fork()
				if _, err := r.drive(command(t, "switch 1")); err != nil || r.job == nil {
					t.Fatalf("it does not go on: %v", err)
				}
				end(r, ann)
				if r.job != nil {
					t.Errorf("%s goes on", r.job.name)
				}
				if name == "reset" {
					was = history.Moment{}
				}
				if on, _ := r.stage.Branch(); r.stage.Position() != was || on == 1 && name != "reset" {
					t.Errorf("it ends on branch %d at %v, want %v", on, r.stage.Position(), was)
				}
				if _, err := r.drive(command(t, "put k v")); err != nil {
					t.Error(err)
				}
			})
		})
	}
}

// TestAFarTripOfAParticipant: a participant who takes their copy, or the class's past, far away goes a piece
// at a time, pays for each piece, and for what it has given up; what it comes to is the same
// as if it had gone in one piece.
func TestAFarTripOfAParticipant(t *testing.T) {
	for name, take := range map[string]func(*lab, *Member) source.Shown{
		"copy": func(l *lab, m *Member) source.Shown { return l.fork(m) },
		"past": func(_ *lab, m *Member) source.Shown { return (<-m.Ask(class.ParseRequest("past"))).Past },
	} {
		t.Run(name, func(t *testing.T) {
			l := farClass(t)
			bob := l.join(Identity{Name: "bob"})
			far := take(l, bob)
			on, _ := source.Branch(far)
			was, at := far.View(engine.Watch{}), far.Now()
			paid := func() float64 { b := bob.participant.budget; return b.most - b.left }
			before := paid()
			for range 2 {
				trip, err := source.Depart(far, command(t, "switch 1"))
				if err != nil {
					t.Fatal(err)
				}
				for range 50 {
					if done, err := trip.Advance(); done || err != nil {
						t.Fatalf("it is over at once: %v", err)
					}
				}
				if now, _ := source.Branch(far); now != on || far.Now() != at || far.View(engine.Watch{}) != was {
					t.Fatalf("while it goes on it is on branch %d at %v", now, far.Now())
				}
				trip.Cancel()
				if now := paid(); now < before+50*200 {
					t.Errorf("it has paid %g for two hundred things in each of 50 pieces", now-before)
				}
				before = paid()
			}
			if err := travel(far, command(t, "switch 1")); err != nil {
				t.Fatal(err)
			}
			if now := paid(); now < before+30_000 {
				t.Errorf("it has paid %g for 30,000 things", now-before)
			}
			if now, _ := source.Branch(far); now != 1 || far.View(engine.Watch{}) == was {
				t.Errorf("it ends on branch %d", now)
			}
			bob.participant.budget.charge(uint64(bob.participant.budget.most))
			if _, err := source.Depart(far, command(t, "switch 2")); err == nil || !strings.Contains(err.Error(), usedUp) {
				t.Errorf("a participant who has nothing left: %v", err)
			}
			if _, err := source.Depart(far, command(t, "fork")); err == nil {
				t.Error("a participant who has nothing left, or only looks, begins a branch")
			}
		})
	}
}

// Tests that use up a participant's budget in every way there is, and check what others can
// still do.

package room

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"ringside/engine/script"
	"ringside/presets"
	"ringside/tui/class"
	"ringside/tui/source"
)

// toils are ways to keep a processor busy, each without end: they redo what was done, or
// copy it, and record little or nothing.
func toils() map[string]func(l *lab, m *Member, own source.Cluster) func(i int) error {
	type step = func(i int) error
	return map[string]func(l *lab, m *Member, own source.Cluster) func(i int) error{
		"going back": func(_ *lab, _ *Member, own source.Cluster) step {
			return func(int) error { return lines(own, "back", "forward") }
		},
		"put, step, back": func(_ *lab, _ *Member, own source.Cluster) step {
			return func(i int) error {
				err := lines(own, "put k v", "step 3", "back 2")
				if err != nil && strings.Contains(err.Error(), ":fork takes a new one") {
					return lines(own, "back 5", "forward 5") // it goes on without anything new
				}
				return err
			}
		},
		"undoing": func(_ *lab, _ *Member, own source.Cluster) step {
			return func(int) error { return lines(own, "undo", "undo", "redo", "redo") }
		},
		"switching": func(l *lab, _ *Member, own source.Cluster) step {
			for i := range 8 {
				if err := lines(own, "back 400", "fork", fmt.Sprint("put branch v", i), "step 3"); err != nil {
					l.t.Fatal(err)
				}
			}
			return func(i int) error { return line(own, fmt.Sprint("switch ", i%9+1)) }
		},
		"looking at the past": func(l *lab, m *Member, own source.Cluster) step {
			r := <-m.Offer(own.(*Copy).Fork())
			if r.Err != nil {
				l.t.Fatal(r.Err)
			}
			ann := l.join(Identity{Name: "ann", Key: "a", Instructor: true})
			if r = <-ann.Ask(class.ParseRequest("show " + m.Name())); r.Err != nil {
				l.t.Fatal(r.Err)
			}
			r = <-m.Ask(class.ParseRequest("past"))
			if r.Err != nil {
				l.t.Fatal(r.Err)
			}
			return func(int) error {
				for _, way := range []string{"back", "forward"} {
					cmd, _ := script.Parse(way)
					if err := travel(r.Past, cmd); err != nil {
						return err
					}
				}
				return nil
			}
		},
		"new copies": func(l *lab, m *Member, _ source.Cluster) step {
			return func(int) error { return (<-m.Ask(class.ParseRequest("fork"))).Err }
		},
		"looking at the past anew": func(l *lab, m *Member, _ source.Cluster) step {
			return func(int) error { return (<-m.Ask(class.ParseRequest("past"))).Err }
		},
		"a lesson again and again": func(l *lab, m *Member, _ source.Cluster) step {
			p, err := presets.Load("token-ring")
			if err != nil {
				l.t.Fatal(err)
			}
			return func(int) error {
				if err := m.Afford(); err != nil { // as the explorer asks before it opens one
					return err
				}
				lesson, err := presets.NewWalkthroughRun(p)
				if err != nil {
					return err
				}
				return line(m.Own(lesson.History()), "run 1h")
			}
		},
		"a copy offered and a lesson": func(l *lab, m *Member, own source.Cluster) step {
			p, err := presets.Load("token-ring")
			if err != nil {
				l.t.Fatal(err)
			}
			lesson, err := presets.NewWalkthroughRun(p)
			if err != nil {
				l.t.Fatal(err)
			}
			mine := m.Own(lesson.History())
			fill(l.t, mine, 2000)
			return func(int) error {
				if err := m.Afford(); err != nil {
					return err
				}
				<-m.Offer(own.(*Copy).Fork())
				return lines(mine, "back", "forward")
			}
		},
	}
}

const usedUp = "you have used up your time on the server's processor, which others need too; try again in "

// TestAParticipantsWorkIsBounded: however a participant keeps the processor busy, that ends with one
// line, has cost their budget and little more, and does not affect anybody else.
func TestAParticipantsWorkIsBounded(t *testing.T) {
	for name, toil := range toils() {
		t.Run(name, func(t *testing.T) {
			l := newLab(t, nil)
			m := l.join(Identity{Name: "mallory"})
			own := l.fork(m)
			fill(t, own, 12_000)
			do := toil(l, m, own)
			m.participant.budget.charge(class.ParticipantEffort * 3 / 4) // the rest is enough
			var err error
			for i := 0; err == nil; i++ {
				if err = do(i); i > 200_000 {
					t.Fatal("there is no end")
				}
			}
			if text := err.Error(); !strings.Contains(text, usedUp) || strings.Contains(text, "\n") || len(text) > 160 {
				t.Fatalf("it ends with %q", text)
			}
			l.room.processor.mu.Lock()
			debt := -m.participant.budget.left
			l.room.processor.mu.Unlock()
			if debt > class.ParticipantEffort/4 {
				t.Errorf("it has cost %.0f more than the %d that it may", debt, class.ParticipantEffort)
			}
			h := own.(*Copy).History
			at, effort := h.Position(), h.Effort()
			for _, text := range []string{"put k v", "step", "run 1s", "back", "undo", "fork", "switch 1"} {
				if err := line(own, text); err == nil || !strings.Contains(err.Error(), usedUp) {
					t.Errorf("%s then: %v", text, err)
				}
			}
			if h.Position() != at || h.Effort() > effort+20*effortAsked {
				t.Errorf("what was refused has moved it from %v to %v, and taken %d", at, h.Position(), h.Effort()-effort)
			}
			for _, say := range []string{"fork", "past"} {
				if r := <-m.Ask(class.ParseRequest(say)); r.Err == nil || !strings.Contains(r.Err.Error(), usedUp) {
					t.Errorf("%s then: %v", say, r.Err)
				}
			}
			if r := <-m.Ask(class.ParseRequest("raise")); r.Err != nil { // the class's own state is unaffected
				t.Error(r.Err)
			}
			if err := lines(l.fork(l.join(Identity{Name: "bob"})), "put k v", "until quiet", "back 3", "fork"); err != nil {
				t.Errorf("bob can't: %v", err)
			}
		})
	}
}

// effortAsked is the most that a refused request costs: a View.
const effortAsked = 1000

// TestWorkComesBack: the participant can go on after the time that the line names, and no
// sooner; the more participants share, the longer that is.
func TestWorkComesBack(t *testing.T) {
	for _, many := range []int{1, 3, 30} {
		l := newLab(t, nil)
		var members []*Member
		for i := range many {
			m := l.join(Identity{Name: fmt.Sprint("m", i)})
			members = append(members, m)
			m.participant.budget.charge(class.ParticipantEffort)
		}
		m := members[0]
		var wait int
		err := m.Afford()
		if err == nil {
			t.Fatal("all is used up, and more can be worked out")
		}
		if _, scan := fmt.Sscanf(strings.TrimPrefix(err.Error(), usedUp), "%d s", &wait); scan != nil {
			t.Fatalf("%v: %v", err, scan)
		}
		if least := class.ParticipantEffort / again / min(class.ParticipantRate, class.AllRate/many); wait < least || wait > least+1 {
			t.Errorf("of %d participants each waits %d s, want %d", many, wait, least)
		}
		l.clock.pass(time.Duration(wait)*time.Second - time.Second - time.Millisecond)
		if m.Afford() == nil {
			t.Errorf("it goes on before %d s have passed", wait)
		}
		l.clock.pass(time.Second + 2*time.Millisecond)
		for i, m := range members {
			if err := m.Afford(); err != nil {
				t.Errorf("participant %d of %d after %d s: %v", i, many, wait, err)
			}
		}
		l.clock.pass(time.Hour)
		if got := len(l.room.processor.hungry); m.Afford() != nil || got > many {
			t.Errorf("after an hour %d budgets are not full", got)
		}
	}
}

// TestALightParticipantWaitsForNobody: while others hold all the turns, a participant who has used
// little goes on, and so does the class's cluster.
func TestALightParticipantWaitsForNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLab(t, nil)
		ann := l.join(Identity{Name: "ann", Key: "a", Instructor: true})
		mallory, bob := l.join(Identity{Name: "mallory"}), l.join(Identity{Name: "bob"})
		theirs, his := l.fork(mallory), l.fork(bob)
		mallory.participant.budget.charge(class.ParticipantEffort * 3 / 4)
		w, ok := ann.Lease()
		if !ok {
			t.Fatal("ann does not drive")
		}
		p := l.room.processor
		for range cap(p.turn) {
			p.turn <- struct{}{} // somebody's long replay
		}
		// over reports whether something ends before anything else happens.
		over := func(what chan error) bool {
			synctest.Wait()
			return len(what) > 0
		}
		does := func(f func() error) chan error {
			done := make(chan error, 1)
			go func() { done <- f() }()
			return done
		}
		waits := does(func() error { return lines(theirs, "put k v", "step") })
		if over(waits) {
			t.Errorf("mallory, who has used much, goes before it is her turn")
		}
		all := []chan error{waits}
		for who, goesOn := range map[string]func() error{
			"bob": func() error { return lines(his, "put k v", "until quiet", "back 2") },
			"ann": func() error {
				for _, text := range []string{"put k v", "back"} {
					if r := <-w.Do(command(t, text)); r.Err != nil {
						return r.Err
					}
				}
				return nil
			},
		} {
			done := does(goesOn)
			if all = append(all, done); !over(done) {
				t.Errorf("%s waits for others", who)
			}
		}
		for range cap(p.turn) {
			<-p.turn
		}
		for _, done := range all {
			if err := <-done; err != nil {
				t.Error(err)
			}
		}
	})
}

// TestTheClassIsBounded: a driver who takes the class's cluster back and forth without
// end is told so in a line; the class goes on after it.
func TestTheClassIsBounded(t *testing.T) {
	l := newLab(t, nil)
	ann := l.join(Identity{Name: "ann", Key: "a", Instructor: true})
	w, _ := ann.Lease()
	const told = "the cluster of the class has used up its time on the server's processor"
	l.room.work.budget.charge(class.DriverEffort - 10_000)
	var r source.Reply
	for i := 0; r.Err == nil; i++ {
		for _, text := range []string{"put k v", "step", "back", "undo"} {
			if r = <-w.Do(command(t, text)); r.Err != nil {
				break
			}
		}
		if i > 10_000 {
			t.Fatal("there is no end")
		}
	}
	if !strings.Contains(r.Err.Error(), told) {
		t.Fatal(r.Err)
	}
	l.clock.pass(time.Second)
	if r = <-w.Do(command(t, "put k v")); r.Err != nil {
		t.Error(r.Err)
	}
}

// TestAParticipantsMemoryIsBounded: a copy, the offered copy and a lesson count together;
// withdrawing the offer, or taking a new copy, makes room.
func TestAParticipantsMemoryIsBounded(t *testing.T) {
	l := newLab(t, nil)
	m := l.join(Identity{Name: "mallory"})
	own := l.fork(m)
	fillUp := func(c source.Cluster) (err error) {
		for i := 0; err == nil && i < 500; i++ {
			err = lines(c, fmt.Sprintf("put k%d %s%d", i, strings.Repeat("x", 240_000), i), "until quiet")
		}
		return err
	}
	if err := fillUp(own); err == nil || !strings.Contains(err.Error(), "this copy is full") {
		t.Fatalf("the copy alone: %v", err)
	}
	<-m.Offer(own.(*Copy).Fork())
	p, err := presets.Load("token-ring")
	if err != nil {
		t.Fatal(err)
	}
	lesson, err := presets.NewWalkthroughRun(p)
	if err != nil {
		t.Fatal(err)
	}
	const full = "your memory here is full: your copy, the copy you offer and your lesson take 48 MiB together"
	mine := m.Own(lesson.History())
	if err := fillUp(mine); err == nil || !strings.Contains(err.Error(), full) {
		t.Fatalf("with a copy offered and a lesson: %v", err)
	}
	if r := <-m.Ask(class.ParseRequest("offer off")); r.Err != nil {
		t.Fatal(r.Err)
	}
	if err := line(mine, "put k v"); err != nil {
		t.Errorf("after offer off: %v", err)
	}
	m.Learns(class.SelfPaced{})
	if err := line(l.fork(m), "put k v"); err != nil {
		t.Errorf("in a new copy: %v", err)
	}
}

// TestSavingGivesNothingBack: what may still be done in a copy, and in the class's
// cluster, is the same after the class was saved and reopened, however often.
func TestSavingGivesNothingBack(t *testing.T) {
	l := newLab(t, nil)
	m := l.join(Identity{Name: "mallory", Key: "m"})
	own := l.fork(m)
	fill(t, own, 20_000)
	left, shared := own.(*Copy).Left(), l.room.history.Left()
	if left.Work > class.CopyBounds().Work-20_000 {
		t.Fatalf("of %d are left %d", class.CopyBounds().Work, left.Work)
	}
	m.Leave()
	for round := range 3 {
		data, err := l.room.Save(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		st, aside := Restore(data)
		if len(aside) > 0 {
			t.Fatal(aside[0].Why)
		}
		l = newLab(t, st)
		m = l.join(Identity{Name: "mallory", Key: "m"})
		now := l.fork(m).(*Copy)
		if got := now.Left(); got.Work != left.Work || got.Text != left.Text || got.Bytes > left.Bytes || got.Branches != left.Branches {
			t.Errorf("round %d: left are %+v, were %+v", round, got, left)
		}
		if got := l.room.history.Left(); got.Work != shared.Work || got.Bytes > shared.Bytes {
			t.Errorf("round %d: of the class's cluster %+v, were %+v", round, got, shared)
		}
		if now.budget != m.participant.budget {
			t.Error("a copy that was saved draws upon another budget")
		}
		m.Leave()
	}
}

// TestAReopenedCopySaysTheSame: a copy that was saved and reopened is full at the same
// point as before, and says so in the same words.
func TestAReopenedCopySaysTheSame(t *testing.T) {
	l := newLab(t, nil)
	m := l.join(Identity{Name: "mallory", Key: "m"})
	own := l.fork(m)
	for range 40 {
		if err := lines(own, "put k v", "step 3", "back 2"); err != nil {
			t.Fatal(err)
		}
	}
	m.Leave()
	data, err := l.room.Save(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	st, aside := Restore(data)
	if len(aside) > 0 {
		t.Fatal(aside[0].Why)
	}
	l = newLab(t, st)
	own = l.fork(l.join(Identity{Name: "mallory", Key: "m"}))
	for range 200 {
		if err = lines(own, "put k v", "step 3", "back 2"); err != nil {
			break
		}
	}
	const want = "put: this copy has 100 branches, and can't have another one begin here; go on where one ends, or :fork takes a new one"
	if err == nil || err.Error() != want {
		t.Errorf("it is full with %v, want %s", err, want)
	}
	if _, branches := own.(*Copy).Branch(); branches != 100 {
		t.Errorf("there are %d branches", branches)
	}
}

// TestAskingIsBounded: one participant can't fill the room's inbox.
func TestAskingIsBounded(t *testing.T) {
	l := newLab(t, nil)
	mallory, bob := l.join(Identity{Name: "mallory"}), l.join(Identity{Name: "bob"})
	hold, held := make(chan struct{}), make(chan struct{})
	l.room.post(func() { close(held); <-hold })
	<-held
	var replies []<-chan class.Reply
	for range cap(l.room.inbox) + 10 {
		replies = append(replies, mallory.Ask(class.ParseRequest("raise")))
	}
	his := bob.Ask(class.ParseRequest("raise"))
	close(hold)
	if r := <-his; r.Err != nil {
		t.Errorf("bob can't raise a hand: %v", r.Err)
	}
	taken := 0
	for _, reply := range replies {
		if r := <-reply; r.Err == nil {
			taken++
		} else if !strings.Contains(r.Err.Error(), "16 lines of yours wait for the room already") {
			t.Fatal(r.Err)
		}
	}
	if taken != mostAsked {
		t.Errorf("%d were taken at once, want %d", taken, mostAsked)
	}
	if r := <-mallory.Ask(class.ParseRequest("lower")); r.Err != nil {
		t.Errorf("after that: %v", r.Err)
	}
}

// Tests of somebody who has used up their time or memory: nothing that takes more is done, in
// whichever way they ask for it.

package room

import (
	"strings"
	"testing"
	"time"

	"ringside/engine/history"
	"ringside/tui/class"
	"ringside/tui/source"
)

// ways are what can be asked of a copy: each returns whether it was done.
func ways(c *Copy, t *testing.T) map[string]func() bool {
	later := c.Now() + time.Second
	return map[string]func() bool{
		"apply":   func() bool { return c.Apply(command(t, "put k w")) == nil },
		"step":    c.Step,
		"advance": func() bool { was := c.Position(); c.Advance(later, 5); return c.Position() != was },
		"split":   func() bool { return c.Split() == nil },
		"full":    func() bool { return c.Full() == nil },
		"fork":    func() bool { _, err := c.Depart(command(t, "fork")); return err == nil },
	}
}

// TestUsedUpTime: without time nothing is computed, in a copy, the past or somebody's copy.
func TestUsedUpTime(t *testing.T) {
	l := newLab(t, nil)
	ann, bob := l.ann(), l.join(Identity{Name: "bob", Host: "h1"})
	own := l.fork(bob).(*Copy)
	if err := lines(own, "put k v", "step 5"); err != nil {
		t.Fatal(err)
	}
	r := <-bob.Ask(class.ParseRequest("past"))
	if offered := <-bob.Offer(inRoom(l, func(r *Room) *history.History { return r.history.Fork() })); r.Err != nil || offered.Err != nil {
		t.Fatal(r.Err, offered.Err)
	}
	past := r.Past.(*Past)
	for _, m := range []*Member{ann, bob} {
		m.participant.budget.charge(2 * class.ParticipantEffort)
	}
	all := ways(own, t)
	all["back"] = func() bool { return own.Back(1) > 0 }
	all["undo"] = func() bool { _, ok := own.Undo(); return ok }
	all["switch"] = func() bool { return own.Switch(1) == nil }
	all["back in the past"] = func() bool { _, err := past.Depart(command(t, "back")); return err == nil }
	all["switch in the past"] = func() bool { return past.Switch(1) == nil }
	all["a new copy"] = func() bool { return bob.says("fork") == nil }
	all["the past"] = func() bool { return bob.says("past") == nil }
	all["somebody's copy"] = func() bool { return ann.says("view bob") == nil }
	for what, does := range all {
		if does() {
			t.Errorf("%s is done", what)
		}
	}
	l.inside(func(r *Room) { r.work.budget.charge(2 * class.DriverEffort) })
	lease, _ := ann.Lease()
	if r := <-lease.Do(command(t, "put k v")); r.Err == nil || !strings.Contains(r.Err.Error(), "used up") {
		t.Errorf("the class's cluster goes on: %v", r.Err)
	}
}

// TestUsedUpMemory: who holds as much as they may adds nothing, and goes where they have been.
func TestUsedUpMemory(t *testing.T) {
	l := newLab(t, nil)
	bob := l.join(Identity{Name: "bob", Host: "h1"})
	own := l.fork(bob).(*Copy)
	if err := lines(own, "put k v", "step 5"); err != nil {
		t.Fatal(err)
	}
	bob.participant.holds.note(ownLesson, class.ParticipantBytes)
	for what, does := range ways(own, t) {
		if does() {
			t.Errorf("%s is done", what)
		}
	}
	if own.Back(2) != 2 || own.Full() != nil || !own.Step() {
		t.Error("what is recorded can't be seen again")
	}
	l.obeys(l.ann(), "reset bob")
	if err := bob.participant.holds.full(); err != nil {
		t.Errorf("after what they held is gone: %v", err)
	}
}

// TestTimeComesBack: at one's own rate, and no more than there was.
func TestTimeComesBack(t *testing.T) {
	l := newLab(t, nil)
	b := l.join(Identity{Name: "bob", Host: "h1"}).participant.budget
	left := func() float64 {
		b.processor.mu.Lock()
		defer b.processor.mu.Unlock()
		b.processor.refill()
		return b.left
	}
	b.charge(10 * class.ParticipantRate)
	was := left()
	if l.clock.pass(time.Second); left() != was+class.ParticipantRate {
		t.Errorf("in a second %v comes back, want %d", left()-was, class.ParticipantRate)
	}
	if l.clock.pass(1000 * time.Hour); left() != class.ParticipantEffort {
		t.Errorf("there is %v, want %d", left(), class.ParticipantEffort)
	}
}

// TestCopiesAreCharged: taking a copy, laying one aside, a lesson of one's own and a trip count.
func TestCopiesAreCharged(t *testing.T) {
	l := newLab(t, nil)
	bob := l.join(Identity{Name: "bob", Host: "h1"})
	own := l.fork(bob).(*Copy)
	fill(t, own, 3000)
	lesson, err := history.New(l.room.Config())
	if err != nil {
		t.Fatal(err)
	}
	for range 100 {
		if err := lesson.Apply(command(t, "put k v")); err != nil {
			t.Fatal(err)
		}
		lesson.Step()
	}
	for what, does := range map[string]func(){
		"laying aside": func() { own.Fork() },
		"a lesson":     func() { bob.Own(lesson) },
		"a trip": func() {
			if err := travel(own, command(t, "back 2500")); err != nil {
				t.Error(err)
			}
		},
		"a copy of a copy": func() {
			inRoom(l, func(r *Room) source.Cluster {
				return r.like("bob").newCopy(r.forkFor(r.like("bob"), own.History), ownCopy, nil)
			})
		},
	} {
		before, _ := l.room.processor.Counted()
		does()
		if after, _ := l.room.processor.Counted(); after.Used == before.Used {
			t.Errorf("%s costs nothing", what)
		}
	}
}

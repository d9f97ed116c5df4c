// Tests of ways around a name, a ban and a code: each fails when the room lets one of them
// pass.

package room

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"ringside/engine/history"
	"ringside/tui/class"
)

// says says a line to the room, and returns why it is refused.
func (m *Member) says(line string) error { return (<-m.Ask(class.ParseRequest(line))).Err }

// inRoom returns what the room's goroutine finds.
func inRoom[T any](l *lab, f func(r *Room) T) T {
	l.t.Helper()
	found, err := ask(context.Background(), l.room, func() T { return f(l.room) })
	if err != nil {
		l.t.Fatal(err)
	}
	return found
}

// refuses joins somebody who must be kept out, for a reason in which these words are.
func (l *lab) refuses(who Identity, why string) {
	l.t.Helper()
	if m, err := l.room.Join(context.Background(), who); err == nil || !strings.Contains(err.Error(), why) {
		l.t.Errorf("%+v comes in as %v, or for another reason than %q: %v", who, m, why, err)
	}
}

// obeys says lines that are not refused.
func (l *lab) obeys(m *Member, lines ...string) {
	l.t.Helper()
	for _, line := range lines {
		if err := m.says(line); err != nil {
			l.t.Errorf("%s: %v", line, err)
		}
	}
}

func (l *lab) ann() *Member {
	l.t.Helper()
	return l.join(Identity{Name: "ann", Key: "ann's", Instructor: true})
}

// TestAPassIsForOnce: who was let in once is not let in again.
func TestAPassIsForOnce(t *testing.T) {
	l := newLab(t, nil)
	ann := l.ann()
	l.join(Identity{Name: "bob", Host: "h1"})
	l.obeys(ann, "ban bob")
	eve := Identity{Name: "eve", Host: "h1"}
	l.refuses(eve, "banned from your network")
	l.obeys(ann, "admit eve")
	l.join(eve).Leave()
	if n := inRoom(l, func(r *Room) int { return len(r.passes) }); n != 0 {
		t.Errorf("%d passes are left", n)
	}
}

// TestABanTakesAll: who is banned drives no more, is on the list once, and who was to come
// in from there waits again.
func TestABanTakesAll(t *testing.T) {
	l := newLab(t, nil)
	ann := l.ann()
	l.join(Identity{Name: "bob", Host: "h1"})
	l.join(Identity{Name: "carol", Host: "h1"})
	eve := Identity{Name: "eve", Host: "h1"}
	l.obeys(ann, "ban carol")
	l.refuses(eve, "banned from your network")
	l.obeys(ann, "admit eve", "hand bob", "ban bob")
	if d := ann.Room().Driver; d != "ann" {
		t.Errorf("%s drives", d)
	}
	l.refuses(eve, "banned from your network")
	l.obeys(ann, "ban bob")
	if n := inRoom(l, func(r *Room) int { return len(r.bans) }); n != 2 {
		t.Errorf("2 are banned, %d times", n)
	}
}

// TestNamesThatNobodyGets: somebody who teaches, and may come by any name, gets none that
// commands take for a word, or that was banned.
func TestNamesThatNobodyGets(t *testing.T) {
	l := newLab(t, nil)
	l.inside(func(r *Room) { r.bans = append(r.bans, ban{Name: "bob"}) })
	for _, name := range []string{"all", "class", "off", "bob"} {
		if m := l.join(Identity{Name: name, Key: name, Instructor: true}); m.Name() != name+"-2" {
			t.Errorf("somebody is called %s", m.Name())
		}
	}
}

// TestNamesThatLookAlike: two letters that look like one are that one.
func TestNamesThatLookAlike(t *testing.T) {
	l := newLab(t, nil)
	l.join(Identity{Name: "tim", Host: "h1"})
	l.join(Identity{Name: "wim", Host: "h1"})
	for _, name := range []string{"tirn", "vvim", "vvirn"} {
		l.refuses(Identity{Name: name, Host: "h2"}, "is here already")
		l.refuses(Identity{Name: name, Host: "h2"}, "the name "+name+" looks like ") // or they would not know why
	}
}

// TestDigitsThatLookLikeLetters: a stroke looks like an i as well as like an l, while these do
// not look like each other, and letters of other alphabets look like the Latin ones.
func TestDigitsThatLookLikeLetters(t *testing.T) {
	l := newLab(t, nil)
	for _, name := range []string{"alice", "bill", "oscar"} {
		l.join(Identity{Name: name, Host: "h1"})
	}
	for _, name := range []string{"al1ce", "aIice", "a1ice", "A11CE", "b1ll", "bi1l", "BI11", "0scar", "аӏісе", "оscar"} {
		if _, err := l.room.Join(t.Context(), Identity{Name: name, Host: "h2"}); err == nil {
			t.Errorf("%s is let in", name)
		}
	}
	l.join(Identity{Name: "bili", Host: "h2"})
}

// TestAnInstructorsName: an instructor that somebody appointed can't give another's name away,
// one by one or with all that wait.
func TestAnInstructorsName(t *testing.T) {
	l := newLab(t, nil)
	ann := l.ann()
	bob := l.join(Identity{Name: "bob", Host: "h1"})
	l.join(Identity{Name: "carol", Host: "h1"}).Leave()
	l.join(Identity{Name: "carol", Host: "h1"})
	l.obeys(ann, "instruct bob", "instruct carol")
	if err := ann.says("instruct carol"); err == nil {
		t.Error("somebody is made an instructor twice")
	}
	l.refuses(Identity{Name: "carol", Host: "h9"}, "carol is an instructor")
	for _, line := range []string{"admit carol", "admit all"} {
		if err := bob.says(line); err == nil {
			t.Errorf("%s: bob gives carol's name away", line)
		}
	}
	l.obeys(ann, "admit carol")
}

// TestNoCodeForWhoNeedsNone: an instructor who lets somebody in who is here changes the code of
// nobody who has proved who they are.
func TestNoCodeForWhoNeedsNone(t *testing.T) {
	l := newLab(t, nil)
	ann := l.ann()
	l.join(Identity{Name: "bob", Host: "h1"})
	l.join(Identity{Name: "carol", Host: "h1", Key: "carol's"})
	code := func(r *Room) string { return r.like("bob").code + r.like("carol").code }
	was := inRoom(l, code)
	for _, name := range []string{"bob", "carol"} {
		if err := ann.says("admit " + name); err == nil {
			t.Errorf("%s is let in, and was not waiting", name)
		}
	}
	if is := inRoom(l, code); is != was {
		t.Errorf("codes were %q, and are %q", was, is)
	}
}

// TestCodesOfNobody: no code opens the place of a participant who has none, and a code is the
// same with what nobody sees in it.
func TestCodesOfNobody(t *testing.T) {
	for _, typed := range []string{"", " ", "-"} {
		if SameCode(typed, "") || SameCode(typed, " - ") {
			t.Errorf("%q is the code of somebody who has none", typed)
		}
	}
	if !SameCode("kq7\u200b4mt", "KQ7-4MT") || SameCode("kq8", "kq7") {
		t.Error("what nobody sees counts in a code, or what everybody sees does not")
	}
	l := newLab(t, nil)
	l.join(Identity{Name: "bob", Host: "h1", Key: "bob's"}).Leave()
	l.inside(func(r *Room) { r.like("bob").code = "old" })
	l.refuses(Identity{Name: "bob", Host: "h1", Code: "old"}, "belongs to a key")
}

// TestUnbanOfWhoHasACode: lifting a ban is a pass only for those who have nothing else with
// which to come back.
func TestUnbanOfWhoHasACode(t *testing.T) {
	l := newLab(t, nil)
	ann := l.ann()
	l.join(Identity{Name: "bob", Host: "h1", Key: "bob's"})
	l.obeys(ann, "ban bob", "unban bob")
	l.join(Identity{Name: "carol", Host: "h2"})
	l.inside(func(r *Room) { r.bans = append(r.bans, ban{Name: "carol"}) })
	l.obeys(ann, "unban carol")
	if passes := inRoom(l, func(r *Room) []pass { return slices.Clone(r.passes) }); len(passes) > 0 {
		t.Errorf("passes are given: %v", passes)
	}
}

// TestListsAreBounded: bans, passes and those who wait take so much, and the oldest go.
func TestListsAreBounded(t *testing.T) {
	l := newLab(t, nil)
	ann := l.ann()
	l.inside(func(r *Room) {
		r.bans = append(r.bans, ban{Name: "first", Host: "h1"})
		for i := range mostBans - 1 {
			r.bans = append(r.bans, ban{Name: fmt.Sprint("b", i)})
		}
		for i := range mostPasses {
			r.passes = append(r.passes, pass{Name: fmt.Sprint("p", i)})
		}
	})
	for i := range mostWaiting + 1 {
		l.refuses(Identity{Name: fmt.Sprint("w", i), Host: "h1"}, "banned")
	}
	l.obeys(ann, "admit w5")
	l.join(Identity{Name: "bob", Host: "h2"})
	l.obeys(ann, "ban bob")
	got := inRoom(l, func(r *Room) [3]int { return [3]int{len(r.bans), len(r.passes), len(r.waiting)} })
	if want := [3]int{mostBans, mostPasses, mostWaiting - 1}; got != want {
		t.Errorf("kept are %v bans, passes and waiting, want %v", got, want)
	}
}

// TestOnlyInYourOwnName: an explorer whose place somebody has taken up again asks nothing in
// their name, and offers and learns nothing.
func TestOnlyInYourOwnName(t *testing.T) {
	l := newLab(t, nil)
	l.ann()
	bob := Identity{Name: "bob", Host: "h1", Key: "bob's"}
	old := l.join(bob)
	now := l.join(bob)
	select {
	case <-old.Gone():
	default:
		t.Error("the old one goes on")
	}
	l.inside(func(r *Room) { r.like("bob").notify("a code", false) })
	if is, was := now.Mine().Note.Text, old.Mine().Note.Text; is != "a code" || was != "" {
		t.Errorf("the one who is here now is told %q, the old one %q", is, was)
	}
	if err := old.says("raise"); err == nil || !strings.Contains(err.Error(), "in your name") {
		t.Errorf("the old one raises a hand: %v", err)
	}
	if r := <-old.Offer(inRoom(l, func(r *Room) *history.History { return r.history.Fork() })); r.Err == nil {
		t.Error("the old one offers a copy")
	}
	old.Learns(class.SelfPaced{Name: "old"})
	now.Learns(class.SelfPaced{Name: "now"})
	old.Learns(class.SelfPaced{Name: "old"})
	if what := inRoom(l, func(r *Room) string { return r.like("bob").selfPaced.Name }); what != "now" {
		t.Errorf("bob learns %s", what)
	}
	if old.Leave(); inRoom(l, func(r *Room) *Member { return r.like("bob").member }) != now {
		t.Error("the old one leaves, and the one who is here now is gone")
	}
}

// TestMutedRaisesNoHand, and who is away is not sent away.
func TestMutedRaisesNoHand(t *testing.T) {
	l := newLab(t, nil)
	ann, bob := l.ann(), l.join(Identity{Name: "bob", Host: "h1"})
	l.obeys(ann, "mute bob")
	if err := bob.says("raise"); err == nil {
		t.Error("a muted student raises a hand")
	}
	bob.Leave()
	for _, line := range []string{"kick bob", "hand bob"} {
		if err := ann.says(line); err == nil {
			t.Errorf("%s, who is away", line)
		}
	}
}

// TestOffersEnd: nobody can look at a copy whose owner has left or was taken back to the class.
func TestOffersEnd(t *testing.T) {
	l := newLab(t, nil)
	ann, bob := l.ann(), l.join(Identity{Name: "bob", Host: "h1", Key: "bob's"})
	for _, ends := range []func(){func() { l.obeys(ann, "reset bob") }, bob.Leave} {
		if r := <-bob.Offer(inRoom(l, func(r *Room) *history.History { return r.history.Fork() })); r.Err != nil {
			t.Fatal(r.Err)
		}
		l.obeys(ann, "view bob")
		ends()
		if err := ann.says("view bob"); err == nil {
			t.Error("the copy can be looked at")
		}
	}
}

// TestOnlyInstructorsAreTold: what concerns the keeping of the class is told those who teach,
// and nothing raw.
func TestOnlyInstructorsAreTold(t *testing.T) {
	l := newLab(t, nil)
	ann, bob := l.ann(), l.join(Identity{Name: "bob", Host: "h1", Key: "bob's"})
	l.room.TellInstructors("full\x1b[2J", true)
	l.inside(func(*Room) {})
	if text := ann.Mine().Note.Text; !strings.HasPrefix(text, "full") || strings.Contains(text, "\x1b") {
		t.Errorf("ann is told %q", text)
	}
	if text := bob.Mine().Note.Text; strings.Contains(text, "full") {
		t.Errorf("bob is told %q", text)
	}
}

// TestWhatAnAddressProves: somebody who comes by a name and from the address of who had it
// binds that name to no key of theirs, and comes in no more once somebody was banned from there.
func TestWhatAnAddressProves(t *testing.T) {
	l := newLab(t, nil)
	ann := l.ann()
	l.join(Identity{Name: "bob", Host: "h1"}).Leave()
	l.join(Identity{Name: "bob", Host: "h1", Key: "mallory's"}).Leave()
	if key := inRoom(l, func(r *Room) string { return r.like("bob").key }); key != "" {
		t.Errorf("the name bob belongs to %s now", key)
	}
	l.inside(func(r *Room) { r.like("bob").code = "" }) // as in a class that an earlier release has saved
	l.join(Identity{Name: "carol", Host: "h1"})
	l.obeys(ann, "ban carol")
	l.refuses(Identity{Name: "bob", Host: "h1"}, "banned from your network")
	l.inside(func(r *Room) { r.bans = []ban{{Name: "dave", Key: "dave's"}} })
	l.join(Identity{Name: "erin"}) // of a ban without an address nobody knows from where
}

// TestWhoDoesNotTeachAnyMore: the class's cluster is kept for an instructor who is away, and
// not for who comes back as a student.
func TestWhoDoesNotTeachAnyMore(t *testing.T) {
	l := newLab(t, nil)
	l.ann().Leave()
	ann := l.join(Identity{Name: "ann", Key: "ann's"})
	if _, drives := ann.Lease(); drives || ann.Room().Driver != "" {
		t.Errorf("%q drives", ann.Room().Driver)
	}
}

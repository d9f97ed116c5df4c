// Tests of the feedback on attempts at challenges.

package presets

import (
	"strings"
	"testing"

	"ringside/engine/history"
	"ringside/engine/script"
)

// TestFeedback: an attempt that does not win is told in sentences what the goal lacks, and they
// say of an operation what became of it.
func TestFeedback(t *testing.T) {
	for _, c := range []struct{ challenge, lines, want string }{
		{"stale-read", "get cart via n4; until reply", "The read (op 2) was not stale: it returned op 1, the newest acknowledged."},
		{"stale-read", "put cart eggs; until quiet", "The newest operation (op 2) is a write; the goal is about a read."},
		{"lost", "get cart; until reply", "No acknowledged write is lost: none has been acknowledged."},
		{"lost", "put cart milk via A; until quiet; wipe A", "No acknowledged write is lost: op 1 is on B and C."},
		{"the-last-does-not-win", "put cart eggs as bob; until quiet; get cart; until reply", "The read (op 3) returned eggs; the goal is milk. A holds eggs of cart; the goal is milk. B holds eggs of cart; the goal is milk. And 1 more condition."},
		{"lost", "put cart milk via A", "No acknowledged write is lost: none has been acknowledged."},
		{"keep-writing", "set quorum sloppy", "You have read and written nothing yet."},
		{"wins-later", "put cart eggs", "Op 2 has no answer yet."},
		{"wins-later", "put cart eggs; until reply; get cart; until reply", "The client of the write (op 2) was told OK; the goal is timeout."},
		{"two-truths", "put cart milk; until quiet; get cart; until reply", "The read (op 2) returned milk; the goal is eggs and milk. What the read (op 2) returned was written by you; the goal is ann and bob."},
		{"keep-every-add", "set conflict siblings; heal all; run 2s; get cart via A; until reply", "The read (op 3) returned milk; the goal is eggs and milk. B holds milk of cart, and C eggs; the goal is that they hold the same."},
		{"opposite-beliefs", "cut A C", "A believes C up; the goal is down."},
		{"keep-writing", "put cart eggs via n5; until reply", "The client of the write (op 2) was told unavailable; the goal is OK."},
		{"time-runs-backwards", "put cart new; run 1ms; get cart; until reply", "The read (op 3) was not older: no read that was over before it began had seen more."},
		{"back-from-the-dead", "get cart; until reply", "The read (op 2) was not resurrected: it returned milk, and nothing that a forgotten delete had removed. Still to do: 1 delete."},
		{"back-from-the-dead", "delete cart via C; cut A C; run 2m; get cart via A; until reply", "The read (op 3) was not resurrected: it returned milk, and missed the delete of op 2, which is not forgotten: somebody still knows of it."},
	} {
		a := attempted(t, c.challenge)
		for line := range strings.SplitSeq(c.lines, "; ") {
			if err := own(a.History(), line); err != nil {
				t.Fatalf("%s: %s: %v", c.challenge, line, err)
			}
		}
		if s := a.Standing(); s.Said != c.want || s.Won {
			t.Errorf("%s: after %s it is said\n%q\nwant\n%q", c.challenge, c.lines, s.Said, c.want)
		}
	}
}

// TestUnmet: an expression holds if, and only if, nothing of it is unmet.
func TestUnmet(t *testing.T) {
	p := loaded(t, "three")
	h, err := history.New(p.Config())
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{"put cart milk", "until quiet", "crash C"} {
		if err := own(h, line); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct{ text, unmet string }{
		{"reply == ok and up == 2", ""},
		{"reply == ok and up == 3", "up"},
		{"reply == timeout or up == 3 and n == 2", "reply"},
		{"not (reply == ok and up == 2)", "reply"},
		{"not (reply == ok or up == 2)", "reply up"},
		{"lost == 1 and reply(7) == ok", "lost reply(7)"},
		{"holders(cart) == A,B,C and not holders(cart) == A", ""},
		{"held(A, cart) == eggs", "held(A, cart)"},
		{"up < n and up == r", ""},
		{"up == n", "up"},
		{"up == 3 and r == 2 or up == 3 and w == 2 and r == 2", "up"},
		{"reply(7) == ok or up == 3", "up"},
	} {
		e, err := script.ParseExpr(c.text)
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, u := range e.Unmet(h) {
			names = append(names, u.Fact.String())
		}
		if got := strings.Join(names, " "); got != c.unmet {
			t.Errorf("%s: unmet are %q, want %q", c.text, got, c.unmet)
		}
		if v, err := e.Eval(h); (err == nil && v.Holds) != (c.unmet == "") {
			t.Errorf("%s: holds is %t, and unmet %q (%v)", c.text, v.Holds, c.unmet, err)
		}
	}
}

// TestNearestWay: of a goal that can be reached in several ways it is said what the nearest lacks, and
// only that; values that would do as well are said with it.
func TestNearestWay(t *testing.T) {
	a := attempted(t, "two-truths")
	for _, line := range []string{"put cart milk", "until quiet", "crash C", "get cart", "until reply"} {
		if err := own(a.History(), line); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct{ won, want string }{
		{"stale == yes and up == 3 or value == eggs", "The read (op 2) returned milk; the goal is eggs."},
		{"value == eggs or up == 3 and value == milk and r == 2", "2 nodes are up; the goal is 3."},
		{"reply == timeout or reply == failed or reply == unavailable", "The client of the read (op 2) was told OK; the goal is timeout, failed or unavailable."},
		{"holders(cart) contains 7 or holders(cart) contains 8", "Key cart is on A, B and C; the goal is that 7 or 8 is among them."},
		{"up == n", "2 nodes are up; the goal is n, which is 3."},
	} {
		e, err := script.ParseExpr(c.won)
		if err != nil {
			t.Fatal(err)
		}
		if said := feedback(e, a.History(), a.start.moment.Step); said != c.want {
			t.Errorf("of %s it is said\n%q\nwant\n%q", c.won, said, c.want)
		}
	}
}

// TestFeedbackIsClean: what somebody wrote is never said raw.
func TestFeedbackIsClean(t *testing.T) {
	a := attempted(t, "two-truths")
	for _, line := range []string{`put cart "\x1b[31mred\x07"`, "until quiet", "get cart", "until reply"} {
		if err := own(a.History(), line); err != nil {
			t.Fatal(err)
		}
	}
	if said := a.Standing().Said; !strings.Contains(said, "red") || strings.ContainsAny(said, "\x1b\x07") {
		t.Errorf("it is said %q", said)
	}
}

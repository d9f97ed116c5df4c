// Tests of ways to do what a step asks that are not the file's own.

package presets

import (
	"strings"
	"testing"
)

// TestOtherWays: a step to try takes every way that does what its text asks, also one that comes
// after something that did not work, or that the file did not think of.
func TestOtherWays(t *testing.T) {
	for _, c := range []struct{ lesson, lines string }{
		{"two-data-centres", "put cart pears via A; until quiet; put cart pears via A; until reply; get cart via X; until reply"},
		{"two-data-centres", "put cart pears via B; until reply; get cart via Y; until reply"},
		{"token-ring", "put row-3 bye; until quiet; crash 4; get row-3; until reply"},
		{"one-more-copy", "crash 4; crash 2; get row-1 via 1; until reply"},
		{"sloppy-quorums-and-hints", "crash A; put cart pears via B; crash C; put cart pears; until reply"},
		{"read-repair-and-anti-entropy", "set read all; get plum via A; until quiet"},
		{"one-more-copy", "put row-1 bye; until quiet; crash 4; crash 2; get row-1; until reply"},
		{"vnodes-and-failure-domains", "set n 4; put row-16 hello; until quiet; wipe 1; wipe 2"},
		{"tuning-table", "put cart pears via A as ann; put cart pears via B as bob; until quiet; set r 3; get cart via A; until quiet"},
		{"conflicting-versions", "isolate A; put note ann via A as ann; put note bob via B as bob; put note bob via B as carl; until quiet; heal all; run 2s; get note via A; until reply"},
		{"join-and-leave", "add K; run 20s"},
		{"project-6", "isolate n1; until believes(n1, n2) == down and believes(n1, n3) == down; put cart cocoa via n1 at quorum; until reply"},
	} {
		l := trying(t, c.lesson)
		reached := false
		for line := range strings.SplitSeq(c.lines, "; ") {
			if reached && !strings.HasPrefix(line, "until") {
				t.Errorf("%s: it is reached before %s of %s", c.lesson, line, c.lines)
			}
			if err := own(l.History(), line); err != nil {
				t.Fatalf("%s: %s: %v", c.lesson, line, err)
			}
			reached = l.Judge() || reached
		}
		if !reached {
			v, err := l.Trying().Goal.Eval(l.History())
			t.Errorf("%s: not reached after %s: %s (%v)", c.lesson, c.lines, v.Found, err)
		}
	}
}

// TestNoWayPastThePoint: a goal that holds without what the step is about is not reached, and the
// reader is told what does not count.
func TestNoWayPastThePoint(t *testing.T) {
	for _, c := range []struct{ lesson, lines, said string }{
		{"token-ring", "get row-3 via 1; until quiet; crash 4", "The request was answered before crash 4: make another one."},
		{"one-more-copy", "get row-1 via 3; until quiet; crash 4; crash 2", "The request was answered before crash 2: make another one."},
		{"vnodes-and-failure-domains", "wipe 1; wipe 2; set n 3; put row-16 hello; until quiet", "set came after wipe, which must come last. Undo both."},
		{"sloppy-quorums-and-hints", "hang A; hang B; run 30s; put cart pears via C; until quiet", "A is hung"},
		{"read-repair-and-anti-entropy", "repair C; until quiet; get plum via C at all; until quiet", "repair is not allowed in this step (allowed: get, set). Undo it."},
		{"gossip", "crash D; run 30s; start D", "crash is not allowed in this step"},
		{"join-and-leave", "remove A; run 30s", "the goal is that A is among them."},
		{"join-and-leave", "run 30s; put sock 9", "The members are still A, B, C, D, E, F and G."},
		{"two-data-centres", "isolate X; run 1m; put cart pears via A; until quiet; heal all; get cart via X; until reply", "isolate is not allowed in this step"},
		{"how-many-nodes-may-die", "crash B; crash E", "You have made no load yet."},
		{"how-many-nodes-may-die", "load 100 gets keys 60 clients 4; until quiet; crash B; crash E; run 30s", "The load began before crash E: make another one."},
		{"since-when", "wipe A; put card hello via B; until quiet", "put is not allowed in this step"},
		{"since-when", "wipe A; heal all; run 10s", "heal came after wipe, which must come last. Undo both."},
	} {
		l := trying(t, c.lesson)
		for line := range strings.SplitSeq(c.lines, "; ") {
			if err := own(l.History(), line); err != nil {
				t.Fatalf("%s: %s: %v", c.lesson, line, err)
			}
			if l.Judge() {
				t.Fatalf("%s: it is reached after %s of %s", c.lesson, line, c.lines)
			}
		}
		if said := l.Lacks(); !strings.Contains(said, c.said) {
			t.Errorf("%s: after %s it says %q, not %q", c.lesson, c.lines, said, c.said)
		}
	}
}

// trying takes a lesson to its first step to try.
func trying(t *testing.T, name string) *WalkthroughRun {
	t.Helper()
	p := loaded(t, name)
	l, err := NewWalkthroughRun(p)
	for err == nil && l.Trying() == nil {
		if l.Open() {
			_, err = l.Reveal()
		}
		if err == nil {
			err = l.Next()
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// TestPastTheText: what does not do what the text of a step to try asks does not reach its goal,
// though it once did.
func TestPastTheText(t *testing.T) {
	for _, c := range []struct{ lesson, lines string }{
		{"read-repair-and-anti-entropy", "repair C; until quiet; get plum via C; until quiet"},
		{"read-repair-and-anti-entropy", "put plum sweet; until quiet; get plum via C; until quiet"},
		{"tuning-table", "put cart pears; until quiet; isolate A; get cart via A; until reply"},
		{"project-6", "crash n1; crash n2; crash n3; put cart x at quorum; until reply"},
		{"reads", "set r 3; crash C; get toy via A; until reply"},
		{"sloppy-quorums-and-hints", "crash D; crash A; put cart pears via C; until reply; crash B"},
	} {
		l := trying(t, c.lesson)
		for line := range strings.SplitSeq(c.lines, "; ") {
			if err := own(l.History(), line); err != nil {
				t.Fatalf("%s: %s: %v", c.lesson, line, err)
			}
			if l.Judge() {
				t.Errorf("%s: it is reached by %s, at %s", c.lesson, c.lines, line)
				break
			}
		}
	}
}

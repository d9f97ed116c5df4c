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

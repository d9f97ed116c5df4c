// Tests of what is said, and can be shown, after a challenge is won.

package presets

import (
	"strings"
	"testing"

	"ringside/engine"
)

// TestWhatHappened: after a win it is said in three sentences how that came about. They are made
// of what the reader's own run recorded: another way to win has other sentences.
func TestWhatHappened(t *testing.T) {
	for _, c := range []struct{ challenge, lines, want string }{
		{"lost", "put cart milk via A; isolate A; until reply; wipe A; until quiet", "Lost: no copy of cart A:1 is left. The client of op 1 was told OK after 1 ack. " +
			"A had it on its disk from 0.1 ms on, then lost its disk; the write of op 1 from A to B was dropped: the link is cut; the write of op 1 from A to C was dropped: the link is cut."},
		{"lost", "put cart milk via A; until quiet; wipe A; wipe B; wipe C; until quiet", "Lost: no copy of cart A:1 is left. The client of op 1 was told OK after 1 ack. " +
			"A had it on its disk from 0.1 ms on, then lost its disk; B had it on its disk from 1.1 ms on, then lost its disk; C had it on its disk from 1.1 ms on, then lost its disk."},
		{"two-truths", "put cart milk as ann; put cart eggs as bob; until quiet; get cart; until reply", "The client of op 3 was told: OK milk | eggs. " +
			"Op 3: 2 siblings, written without knowing of each other: a put after this read replaces them all; A and B had acknowledged op 2. " +
			"The commands: put cart milk as ann; put cart eggs as bob; get cart."},
	} {
		a := attempted(t, c.challenge)
		if said := a.Happened(); said != nil {
			t.Errorf("%s: before it is won it is said %q", c.challenge, said)
		}
		for line := range strings.SplitSeq(c.lines, "; ") {
			if err := own(a.History(), line); err != nil {
				t.Fatalf("%s: %s: %v", c.challenge, line, err)
			}
		}
		if said := strings.Join(a.Happened(), " "); said != c.want {
			t.Errorf("%s: after %s it is said\n%q\nwant\n%q", c.challenge, c.lines, said, c.want)
		}
	}
	for _, name := range Challenges() {
		a := attempted(t, name)
		if _, err := a.solve(); err != nil {
			t.Fatal(err)
		}
		if said := a.Happened(); len(said) != mostHappened {
			t.Errorf("%s: it is said in %d sentences what happened: %q", name, len(said), said)
		}
		if a.Preset().Challenge.Cost == "" {
			t.Errorf("%s does not say what it costs", name)
		}
	}
}

// TestNodesKeepTheirCase: a sentence that begins with the name of a node leaves it as it is.
func TestNodesKeepTheirCase(t *testing.T) {
	a := attempted(t, "stale-read")
	v := a.History().View(engine.Watch{})
	for text, want := range map[string]string{"n1 had it as a hint": "n1 had it as a hint.", "op 3 is a read.": "Op 3 is a read."} {
		if got := ended(v, text); got != want {
			t.Errorf("%q becomes %q, want %q", text, got, want)
		}
	}
}

// TestStory: the shortest way can be stepped through in a branch of its own, from its beginning to
// where it wins, and the reader's own run stays in its branch.
func TestStory(t *testing.T) {
	for _, name := range Challenges() {
		a := attempted(t, name)
		if err := own(a.History(), "run 1ms"); err != nil {
			t.Fatal(err)
		}
		if _, err := a.solve(); err != nil {
			t.Fatal(err)
		}
		mine, _ := a.History().Branch()
		if err := a.Story(); err != nil {
			t.Fatal(err)
		}
		if s := a.Standing(); s.Won || s.Given != 0 {
			t.Errorf("%s: the story begins with %+v", name, s)
		}
		if on, _ := a.History().Branch(); on == mine || a.History().Ahead() == 0 {
			t.Errorf("%s: the story is in branch %d, with %d events ahead", name, on, a.History().Ahead())
		}
		for a.History().Forward(1) > 0 {
		}
		if s := a.Standing(); !s.Won {
			t.Errorf("%s: the story ends with %+v", name, s)
		}
		if err := a.History().Switch(mine); err != nil {
			t.Fatal(err)
		}
		if s := a.Standing(); !s.Won {
			t.Errorf("%s: the reader's own run ends with %+v", name, s)
		}
	}
}

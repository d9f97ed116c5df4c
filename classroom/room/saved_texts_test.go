// Tests of what a file says of a class that somebody else may have written.

package room

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"ringside/presets"
)

// TestNothingRawFromAFile: no text of a file reaches a screen, a log or the next file as it is.
func TestNothingRawFromAFile(t *testing.T) {
	const raw = "x\x1b[2Jy"
	s := saved{
		Format: format, Title: raw, Banned: []string{raw + " " + raw}, Bans: []ban{{raw, raw, raw}}, Passes: []pass{{raw, raw, true}},
		Participants:   []savedParticipant{{Name: raw, Key: raw, Host: raw, Code: raw, Answer: raw, Learns: raw}},
		Misconceptions: map[string]int{raw: 1}, Polls: 1,
		Poll: &savedPoll{Text: raw, Choices: []string{raw, "b"}},
	}
	data, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	st, _ := Restore(data)
	if st == nil || strings.Contains(st.saved.Title, "\x1b") {
		t.Fatalf("nothing is read, or a raw title: %v", st)
	}
	l := newLab(t, st)
	all := inRoom(l, func(r *Room) string {
		p := r.participants[0]
		return fmt.Sprintln(p.name, p.key, p.host, p.code, p.answer, p.selfPaced, r.bans, r.passes, r.misconceptions, *r.describePoll())
	})
	if strings.Contains(all, "\x1b") || strings.Count(all, "[2J") < 12 {
		t.Errorf("kept is %q", all)
	}
}

// TestRolesFromAFile: a role that nothing proves is nobody's, and nobody drives by being named.
func TestRolesFromAFile(t *testing.T) {
	data, err := json.Marshal(saved{Format: format, Driver: "bob", Participants: []savedParticipant{{Name: "bob", Instructor: true, Appointed: true}}})
	if err != nil {
		t.Fatal(err)
	}
	st, _ := Restore(data)
	l := newLab(t, st)
	if inRoom(l, func(r *Room) bool { return r.driver != nil }) {
		t.Error("somebody drives who does not teach")
	}
	bob := l.join(Identity{Name: "bob", Host: "h1"})
	if _, drives := bob.Lease(); drives || bob.Mine().Instructor {
		t.Errorf("bob drives: %t; teaches: %t", drives, bob.Mine().Instructor)
	}
}

// TestNumbersFromAFile: a step that a lesson does not have is its last, and so many kinds of
// misconceptions are kept.
func TestNumbersFromAFile(t *testing.T) {
	name := presets.Lessons()[0]
	for _, step := range []int{-5, 1 << 30} {
		one := savedParticipant{Learns: name, ProgressStore: map[string]presets.Progress{name: {Name: name, Step: step}}}
		if at := one.selfPaced(); at.Steps == 0 || at.Step < 0 || at.Step > at.Steps {
			t.Errorf("step %d becomes step %d of %d", step, at.Step, at.Steps)
		}
	}
	s := saved{Misconceptions: make(map[string]int)}
	for i := range 2 * mostMisconceptions {
		s.Misconceptions[fmt.Sprint(i)] = 1
	}
	if s.clean(); len(s.Misconceptions) != mostMisconceptions {
		t.Errorf("%d misconceptions are kept", len(s.Misconceptions))
	}
}

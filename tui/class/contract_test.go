// Tests of the contract between a participant and their room: what is covered, what is
// asked, what is told of somebody who learns alone, and the limits as the help lists them.

package class

import (
	"slices"
	"strings"
	"testing"

	"ringside/engine"
	"ringside/presets"
)

// TestAsked: a question is open until its answers are revealed.
func TestAsked(t *testing.T) {
	p := &Poll{Number: 3}
	s := Snapshot{Room: &Room{Poll: p}}
	if s.Asked() != p {
		t.Error("a question that is not revealed is not asked")
	}
	p.Revealed = true
	if s.Asked() != nil {
		t.Error("a question is asked still, whose answers are revealed")
	}
	s.Room.Poll = nil
	if s.Asked() != nil {
		t.Error("nothing is asked, and it is not nil")
	}
}

// TestCovered: a lesson and an open question cover what they say, and a lesson that covers
// anything covers the clock too. Working it out writes to nothing that sessions share.
func TestCovered(t *testing.T) {
	room := make([]presets.Part, 1, 8) // an append would write behind its end
	room[0] = presets.PartNodes
	for _, c := range []struct {
		name   string
		lesson []presets.Part
		poll   *Poll
		want   []presets.Part
	}{
		{"nothing", nil, nil, nil},
		{"a lesson that covers nothing", []presets.Part{}, nil, nil},
		{"a lesson", room, nil, []presets.Part{presets.PartNodes, presets.PartClock}},
		{"a question", nil, &Poll{Covered: []presets.Part{presets.PartRing}}, []presets.Part{presets.PartRing}},
		{"a question that covers nothing", nil, &Poll{}, nil},
		{"both", room, &Poll{Covered: []presets.Part{presets.PartRing}},
			[]presets.Part{presets.PartNodes, presets.PartClock, presets.PartRing}},
		{"a question that is revealed", room, &Poll{Covered: []presets.Part{presets.PartRing}, Revealed: true},
			[]presets.Part{presets.PartNodes, presets.PartClock}},
	} {
		s := Snapshot{Room: &Room{Poll: c.poll}}
		if c.lesson != nil {
			s.Room.Lesson = &LessonStep{Covered: c.lesson}
		}
		if got := s.Covered(); !slices.Equal(got, c.want) {
			t.Errorf("%s: covered is %v, want %v", c.name, got, c.want)
		}
	}
	if behind := room[:2][1]; behind != "" {
		t.Errorf("%q is written behind the lesson's own list", behind)
	}
}

// TestBlind: somebody who must not learn what is covered may let time pass, and nothing else: any
// other command may be refused or stop early, and that tells something of the cluster.
func TestBlind(t *testing.T) {
	var blind []string
	for v := range engine.Verb(100) {
		if Blind(engine.Command{Verb: v}) {
			blind = append(blind, v.String())
		}
	}
	if !slices.Equal(blind, []string{"run"}) {
		t.Errorf("%q tell nothing, want run alone", blind)
	}
}

// TestSelfPaced: a screen is told how far somebody is, in one line that is safe to print.
func TestSelfPaced(t *testing.T) {
	for _, c := range []struct {
		s    SelfPaced
		want string
	}{
		{SelfPaced{Title: "Token ring", Step: 2, Steps: 7}, "step 2 of 7 in Token ring"},
		{SelfPaced{Title: "Keep every add"}, "in Keep every add"},
		{SelfPaced{Title: "a\x1b[2Jb\nc"}, "in a"},
		{SelfPaced{Title: strings.Repeat("x", 400), Step: 1, Steps: 2}, "step 1 of 2 in x"},
	} {
		got := c.s.String()
		if !strings.HasPrefix(got, c.want) || len(got) > 80 || strings.ContainsAny(got, "\x1b\n") {
			t.Errorf("%q, want %q and at most 40 safe cells of the title", got, c.want)
		}
	}
}

// TestLimits: the help lists the limits that a room keeps to, in its words.
func TestLimits(t *testing.T) {
	var b strings.Builder
	for _, l := range Limits() {
		b.WriteString(l[0] + ": " + l[1] + "\n")
	}
	const want = `a student's copy: 32 MiB, 400,000 events and turns, 100 branches, 8 MiB of commands
a participant's copy, offered copy and lesson, together: 48 MiB
the cluster of a class: 256 MiB, 2,000,000 events and turns, 500 branches, 16 MiB of commands
what a participant has the processor do: 2,000,000 events at once, then 100,000 a second
what commands of the driver take, such as going back: 4,000,000 events at once, then 400,000 a second
`
	if b.String() != want {
		t.Errorf("the limits are\n%s\nwant\n%s", &b, want)
	}
	if !strings.Contains(AboutWork(), "400,000 events a second") {
		t.Errorf("%s", AboutWork())
	}
}

// TestLimitsFitTogether: a participant has room for a copy and a lesson beside it, and one
// alone can't take what all share.
func TestLimitsFitTogether(t *testing.T) {
	if b := CopyBounds(); ParticipantBytes <= b.Bytes || ParticipantRate >= AllRate || ParticipantEffort < b.Work || CopyBounds().Bytes >= ClusterBounds().Bytes {
		t.Errorf("a participant: %d bytes, %d a second; a copy: %+v; all: %d a second; the class: %+v", ParticipantBytes, ParticipantRate, b, AllRate, ClusterBounds())
	}
}

// Tests of a participant: what is on their screen, and what the room is asked.

package participant_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/cockroachdb/datadriven"

	"ringside/engine"
	"ringside/engine/history"
	"ringside/engine/script"
	"ringside/keymaps"
	"ringside/presets"
	"ringside/tui/action"
	"ringside/tui/bar"
	"ringside/tui/class"
	"ringside/tui/desktest"
	"ringside/tui/drive"
	"ringside/tui/participant"
	"ringside/tui/source"
	"ringside/tui/workspace"
)

// room is the room that a test sets up. It does what it is asked for at once, and notes
// it.
type room struct {
	*history.History
	state class.Room
	mine  class.Mine
	lease bool
	heard []string
}

func (r *room) note(format string, args ...any) {
	r.heard = append(r.heard, fmt.Sprintf(format, args...))
}

func (r *room) Name() string                          { return "bob" }
func (r *room) News() <-chan struct{}                 { return nil }
func (r *room) Gone() <-chan struct{}                 { return nil }
func (r *room) Own(h *history.History) source.Cluster { return h }
func (r *room) Afford() error                         { return nil }
func (r *room) ProgressStore() class.ProgressStore    { return nil }
func (r *room) Learns(what class.SelfPaced)           { r.note("learns %q", what.Title) }
func (r *room) Keep(h *history.History)               { r.note("keeps a copy of %d events", h.Trace().Len()) }
func (r *room) Offer(*history.History) <-chan class.Reply {
	return replied(class.Reply{Said: "offered"})
}

func (r *room) Snapshot() class.Snapshot {
	state, mine := r.state, r.mine
	s := class.Snapshot{
		Room: &state, Mine: &mine, View: r.View, Motion: r.Motion(), Now: r.Now(),
		Commands: []class.RoomCommand{{Verb: "raise", What: "raise your hand"}, {Verb: "fork", What: "take a copy"}},
	}
	if r.lease {
		s.Lease = driving{r}
	}
	return s
}

func (r *room) Ask(asked class.Request) <-chan class.Reply {
	line := asked.String()
	r.note("say %s", line)
	switch {
	case line == "fork" && r.state.Held:
		return replied(class.Reply{Err: errors.New("fork: everybody looks at the class now")})
	case line == "fork":
		return replied(class.Reply{Own: r.Fork()})
	case line == "past":
		return replied(class.Reply{Past: past{r.Fork()}})
	}
	return replied(class.Reply{Said: "done: " + line})
}

// past is the shared cluster as it was: its time can be gone through, and nothing else.
type past struct{ *history.History }

// driving is the lease of the room.
type driving struct{ r *room }

func (d driving) Do(c engine.Command) <-chan source.Reply {
	d.r.note("do %v", c)
	return replied(source.Reply{Err: d.r.Apply(c)})
}

func (d driving) Control(c source.Control) <-chan source.Reply {
	d.r.note("control %s", c)
	return replied(source.Reply{Said: "the clock: " + string(c)})
}

func (d driving) Show(p workspace.Place) { d.r.note("show key %q", p.Key) }

func replied[R any](r R) <-chan R {
	c := make(chan R, 1)
	c <- r
	return c
}

// place is a participant in a room, and the desk that they work with.
type place struct {
	t    *testing.T
	desk action.Desk
	room *room
	who  *participant.Participant

	keeps bool // what the last line says, until the next one
}

func sit(t *testing.T) *place {
	desk, h := desktest.New(t)
	p := &place{t: t, desk: desk, room: &room{History: h}}
	p.room.state.Name, p.room.state.Playback, p.room.state.Driver = "class", source.NewPlayback(), "ann"
	p.who = participant.New(desk, p.room)
	desk.Gate = p.who
	p.who.Hear()
	p.look()
	return p
}

// look takes in what the room shows now.
func (p *place) look() {
	p.who.LookUp()
	desktest.Refresh(p.desk)
}

// answers takes in what the room has answered.
func (p *place) answers() {
	for cmd := p.desk.Answers(); cmd != nil; cmd = p.desk.Answers() {
		p.take(cmd())
	}
}

func (p *place) take(msg tea.Msg) {
	switch msg := msg.(type) {
	case tea.BatchMsg:
		for _, cmd := range msg {
			p.take(cmd())
		}
	case participant.ReplyMsg:
		p.who.Heard(msg)
	case drive.DoneMsg:
		p.desk.Done(msg)
	default:
		p.t.Errorf("%T comes", msg)
	}
}

// set changes something in the room.
func (p *place) set(what, to string) {
	s := &p.room.state
	switch what {
	case "driver":
		s.Driver = to
	case "mine":
		p.room.lease = to == "drive"
	case "held":
		s.Held = to == "yes"
	case "instructor":
		p.room.mine.Instructor = to == "yes"
	case "key":
		s.Place.Key = to
	case "notice":
		s.Note = class.Notice{Number: s.Note.Number + 1, Text: to}
	case "notice-over":
		s.Note.Text = ""
	case "hand":
		p.room.mine.Hand = to == "up"
	case "asked":
		number := 1
		if s.Poll != nil {
			number = s.Poll.Number + 1
		}
		s.Poll = &class.Poll{Number: number, Question: to, Covered: []presets.Part{presets.PartClock, presets.PartNodes}, Choices: []string{"yes", "no"}}
	case "revealed":
		shown := *s.Poll
		shown.Revealed = true
		s.Poll = &shown
	default:
		p.t.Fatalf("nothing is called %s", what)
	}
}

// act does what a key of a class does, unless it is off.
func (p *place) act(a keymaps.Action) {
	in := p.who.Intents()[a]
	switch {
	case p.who.Act(a):
	case p.who.Off(in) != "":
		p.desk.Refuse(p.who.Off(in))
	case in.Off != nil && in.Off() != "":
		p.desk.Refuse(in.Off())
	default:
		in.Do()
	}
}

// state is what the participant looks at, what the last line says, and what the room has heard.
func (p *place) state() string {
	looks := "another cluster, driven from here"
	switch {
	case p.who.Following():
		looks = "the class, where " + p.room.state.Driver + " looks"
	case p.who.Roams():
		looks = "the class or its past, alone"
	case p.desk.Local == nil:
		looks = "the class, which it drives"
	}
	var out strings.Builder
	fmt.Fprintf(&out, "looks at %s; key %q\n", looks, p.desk.Key)
	if n := p.desk.Note; n.Text != "" {
		fmt.Fprintf(&out, "%s: %s\n", map[bool]string{true: "can't", false: "says"}[n.Bad || n.Refused], n.Text)
	}
	for _, line := range p.room.heard {
		fmt.Fprintf(&out, "room hears: %s\n", line)
	}
	p.room.heard = nil
	if !p.keeps {
		p.desk.Note = bar.Note{}
	}
	return out.String()
}

// pasted is where lines are pasted that the room may have to carry out.
type pasted struct{ who *participant.Participant }

func (p pasted) Remember(string) {}

func (p pasted) Own(line string) bool { return p.who.Request(class.ParseRequest(line)) }

// TestTranscripts runs the transcripts of participants in testdata:
//
//	room     what has changed in the room, one thing per line
//	press    actions of the keymap, one per line
//	line     lines for the room, as they are typed
//	run      lines of the command language
//	paste    the same, and lines for the room, as they are pasted: one after the other
//
// [keep]: no key is pressed after it, so that what the last line says stays.
// Each shows what the participant looks at then, what it says, and what the room has heard.
func TestTranscripts(t *testing.T) {
	datadriven.Walk(t, "testdata", func(t *testing.T, path string) {
		p := sit(t)
		datadriven.RunTest(t, path, func(t *testing.T, d *datadriven.TestData) string {
			if d.Cmd == "paste" {
				p.desk.RunLines(strings.Split(d.Input, "\n"), pasted{p.who})
			}
			p.keeps = d.HasArg("keep")
			for line := range strings.Lines(d.Input) {
				line = strings.TrimSuffix(line, "\n")
				switch d.Cmd {
				case "room":
					what, to, _ := strings.Cut(line, " ")
					p.set(what, to)
				case "press":
					p.act(keymaps.Action(line))
				case "line":
					if !p.who.Request(class.ParseRequest(line)) {
						t.Errorf("%s is not for the room", line)
					}
				case "run":
					cmd, err := script.Parse(line)
					if err != nil {
						t.Fatal(err)
					}
					p.desk.Run(cmd)
				case "paste":
				default:
					t.Fatalf("no command is called %s", d.Cmd)
				}
			}
			p.look()
			p.answers()
			desktest.Refresh(p.desk)
			p.who.TellPlace()
			return p.state()
		})
	})
}

// TestNobody: a nil Participant is that of a person alone, whom no class keeps from anything.
func TestNobody(t *testing.T) {
	var s *participant.Participant
	if s.Following() || s.Request(class.Request{Verb: "raise"}) || s.Act(keymaps.NextStep) || s.Takes(keymaps.ToLesson) || len(s.Hints()) > 0 || s.HintWord(keymaps.OwnCopy) != "" {
		t.Error("somebody alone is in a class")
	}
	if why := s.Off(action.Intent{Drives: true}); why != "" {
		t.Errorf("somebody alone can't drive: %s", why)
	}
	if why := s.Off(action.Intent{Class: true}); why != "this is not a classroom" {
		t.Errorf("a key of a class is off because of %q", why)
	}
	if !s.Begin("a lesson") {
		t.Error("somebody alone can't begin a lesson")
	}
	s.LookUp()
	s.TellPlace()
	s.TellSelfPaced()
}

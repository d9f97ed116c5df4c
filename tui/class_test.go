// Tests of what a classroom adds to the screen.

package tui

import (
	"fmt"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/cockroachdb/datadriven"

	"ringside/tui/class"
	"ringside/tui/pane"
	"ringside/tui/theme"
)

// polls are questions in all their states.
func polls() map[string]struct {
	poll class.Poll
	mine string
} {
	type state = struct {
		poll class.Poll
		mine string
	}
	nodes := class.Poll{Number: 1, Question: "Which nodes keep cart:7, in their order?", Key: "cart:7", Answered: 3, Of: 12}
	choice := class.Poll{Number: 2, Question: "A write was told OK by 2 of 3, and then one of these two lost its disk. Is it safe?",
		Choices: []string{"yes, always", "no", "only until the next crash", "nobody can know"}, Answered: 1, Of: 12}
	told := nodes
	told.Revealed, told.Answered, told.Right = true, 12, "3, 1, 2"
	told.Counts = []class.Count{{Answer: "2, 3, 1", N: 5}, {Answer: "3, 1, 2", N: 4, Right: true}, {Answer: "3, 2, 1", N: 3}}
	many := told
	many.Counts = nil
	for i := range 12 {
		many.Counts = append(many.Counts, class.Count{Answer: fmt.Sprintf("%d, 1, 2", i+4), N: 12 - i, Right: i == 9})
	}
	chosen := choice
	chosen.Question = "Who has the first token at or after cart:7?"
	chosen.Choices, chosen.Revealed, chosen.Right = []string{"node 1", "node 2", "node 3", "node 4"}, true, "node 4"
	for i, c := range chosen.Choices {
		chosen.Counts = append(chosen.Counts, class.Count{Answer: c, N: i, Right: i == 3})
	}
	none := told
	none.Counts, none.Answered = nil, 0
	return map[string]state{
		"nodes": {nodes, ""}, "answered": {nodes, "3, 1, 2"}, "choice": {choice, "no"}, "chosen": {chosen, "node 2"}, "revealed": {told, "3, 1, 2"}, "many": {many, "5, 1, 2"}, "none": {none, ""},
	}
}

// TestClass draws what a classroom adds to the screen.
//
//	banner state=NAME size=(W,H) [ascii]   a question; [instructor], [lesson]: in one
//	roster size=(W,H)                     who is here
//	hundred size=(W,H)                    who is here of a hundred, while a question is open, after
//	KEY … | type TEXT                     these keys, and what the room is told; [student]: as one sees it
//	lesson size=(W,H)                     what a follower reads after the reveal, after these keys
//	KEY …
//	help size=(W,H)                       what a student can do
//	notes size=(W,H)                      what an instructor has before him
func TestClass(t *testing.T) {
	datadriven.RunTest(t, "testdata/class/drawings", func(t *testing.T, d *datadriven.TestData) string {
		w, h := 80, 24
		d.MaybeScanArgs(t, "size", &w, &h)
		c := &chair{}
		r := sit(t, c, Options{ASCII: d.HasArg("ascii"), Look: theme.Dark}, w, h)
		switch d.Cmd {
		case "banner":
			var name string
			d.ScanArgs(t, "state", &name)
			state := polls()[name]
			c.room.Poll, c.mine.Answer = &state.poll, state.mine
			if c.mine.Instructor = d.HasArg("instructor"); d.HasArg("lesson") {
				c.lease = &helm{}
				c.room.Lesson = &class.LessonStep{Teaching: pane.Teaching{Name: "A lesson", Step: 1, Steps: 2, Heading: "First", Say: "Look.", Chosen: -1}, Turn: 1}
			}
		case "roster":
			c.mine.Instructor, c.mine.Serves = true, true
			c.room.Invitation = "Students type\n  ssh -p 2222 NAME@host\n"
			c.room.People = []class.Person{
				{Name: "bob"}, {Name: "carol", Here: true, Hand: true, SelfPaced: class.SelfPaced{Name: "token-ring", Title: "The token ring", Step: 2, Steps: 4}}, {Name: "ann", Instructor: true, Here: true},
				{Name: "dave", Here: true, Own: true, Offers: true, Answered: true}, {Name: "\x1b[31meve", Here: true, Muted: true},
			}
			r.send(newsMsg{})
			r.press("@")
		case "hundred":
			c.hundred(!d.HasArg("student"))
			r.send(newsMsg{})
			r.press("@")
			for line := range strings.Lines(d.Input) {
				if text, ok := strings.CutPrefix(strings.TrimSpace(line), "type "); ok {
					r.write(text)
				} else {
					r.press(strings.Fields(line)...)
				}
			}
			panes, _, _ := strings.Cut(r.screen(), "╭ Log")
			return panes + r.screen()[strings.LastIndex(r.screen(), "\n")+1:] + "\nsaid: " + strings.Join(c.said, "; ") + "\n"
		case "lesson":
			c.room.Lesson = &class.LessonStep{Turn: 1, Teaching: pane.Teaching{
				Name: "A lesson", Step: 1, Steps: 2, Heading: "Three replicas", Chosen: -1,
				Say:     "The key's hash is its place on the ring.\n\nWalk on from there, clockwise, until you have met three different nodes: they keep it.",
				Verdict: &pane.Verdict{Truth: "3, 1, 2", Why: "t6 of node 3 is the first token after the hash, and then come t1 and t3."},
			}}
			told := polls()["revealed"]
			c.room.Poll, c.mine.Answer = &told.poll, told.mine
			r.send(newsMsg{})
			for line := range strings.Lines(d.Input) {
				r.press(strings.Fields(line)...)
			}
		case "help":
			r.press("?")
		case "notes":
			c.mine.Instructor = true
			r.press(":")
			r.write("notes")
			r.press("enter")
		}
		if r.send(newsMsg{}); d.HasArg("lesson") {
			r.press("esc") // the message
		}
		lines := strings.Split(r.screen(), "\n")
		if from := r.m.Screen.PollBanner.Min.Y; d.Cmd == "banner" {
			return lines[0] + "\n…\n" + strings.Join(lines[from:], "\n") + "\n"
		}
		return r.screen() + "\n"
	})
}

// TestRosterFilterChoosesTheFirst: while a filter of the roster is typed the first person that is listed
// is chosen, also when the one who was chosen before was not listed in between.
func TestRosterFilterChoosesTheFirst(t *testing.T) {
	c := &chair{}
	c.mine.Instructor = true
	told := polls()["open"]
	c.room.Poll = &told.poll
	c.room.People = []class.Person{{Name: "instructor", Instructor: true, Here: true}, {Name: "bob", Here: true}, {Name: "carol", Here: true, Answered: true}}
	r := sit(t, c, Options{}, 120, 36)
	r.send(newsMsg{})
	r.press("@", "right", "right", "/")
	r.write("!answered")
	if got := r.m.Pages.Top().Row; got != "bob" {
		t.Errorf("%q is chosen:\n%s", got, r.screen())
	}
}

// hundred makes the class an instructor and a hundred students, of whom some have their hands up,
// have answered, or are gone.
func (c *chair) hundred(instructs bool) {
	c.mine.Name, c.mine.Instructor, c.mine.Serves = "ann", instructs, instructs
	c.room.Poll = &class.Poll{Number: 1, Question: "Tea?", Choices: []string{"yes", "no"}}
	c.room.People = []class.Person{{Name: "ann", Instructor: true, Here: true}}
	for i := 1; i <= 100; i++ {
		who := class.Person{Name: fmt.Sprintf("s%d", i), Here: i%25 != 0, Answered: i%3 != 0}
		if i%30 == 7 { // the last in the list first
			who.Hand, who.Raised = true, uint64(1000-i)
		}
		if who.Own = i == 37; who.Own {
			who.Offers = true
		}
		if who.Answered {
			c.room.Poll.Answered++
		}
		if who.Answered || who.Here {
			c.room.Poll.Of++
		}
		c.room.People = append(c.room.People, who)
	}
}

// TestPollBannerAtEverySize: no size breaks the screen, and the right answer is never
// among those that there is no room for.
func TestPollBannerAtEverySize(t *testing.T) {
	for name, state := range polls() {
		c := &chair{}
		c.room.Poll, c.mine.Answer = &state.poll, state.mine
		r := sit(t, c, Options{}, 120, 36)
		for w := 20; w <= 140; w += 15 {
			for h := 5; h <= 40; h += 5 {
				r.send(tea.WindowSizeMsg{Width: w, Height: h})
				if w >= 40 && h >= 12 && state.poll.Revealed && !strings.Contains(r.screen(), state.poll.Right) {
					t.Fatalf("%s at %d×%d does not say what is right:\n%s", name, w, h, r.screen())
				}
			}
		}
	}
}

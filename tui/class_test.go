// Tests of the explorer in a class.

package tui

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/cockroachdb/datadriven"

	"ringside/engine"
	"ringside/tui/class"
	"ringside/tui/console"
	"ringside/tui/layout"
	"ringside/tui/page"
	"ringside/tui/pane"
	"ringside/tui/participant"
	"ringside/tui/source"
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
	none := told
	none.Counts, none.Answered = nil, 0
	return map[string]state{
		"nodes": {nodes, ""}, "answered": {nodes, "3, 1, 2"}, "choice": {choice, "no"}, "revealed": {told, "3, 1, 2"}, "many": {many, "5, 1, 2"}, "none": {none, ""},
	}
}

// TestClass draws what a classroom adds to the screen.
//
//	board state=NAME size=(W,H) [ascii]   a question; [instructor], [lesson]: in one
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
		case "board":
			var name string
			d.ScanArgs(t, "state", &name)
			state := polls()[name]
			c.room.Poll, c.mine.Answer = &state.poll, state.mine
			if c.mine.Instructor = d.HasArg("instructor"); d.HasArg("lesson") {
				c.lease = &helm{}
				c.room.Lesson = &class.LessonStep{Teaching: pane.Teaching{Name: "A lesson", Step: 1, Steps: 2, Heading: "First", Say: "Look.", Chosen: -1}, Turn: 1}
			}
		case "roster":
			c.mine.Instructor = true
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
		if from := r.m.Screen.PollBanner.Min.Y; d.Cmd == "board" {
			return lines[0] + "\n…\n" + strings.Join(lines[from:], "\n") + "\n"
		}
		return r.screen() + "\n"
	})
}

// hundred makes the class an instructor and a hundred students, of whom some have their hands up,
// have answered, or are gone.
func (c *chair) hundred(instructs bool) {
	c.mine.Instructor = instructs
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

// TestWhoDoesNotDrive: a participant who does not drive has nothing to drive with, whatever is
// pressed or typed; and the driver asks the room for the same.
func TestWhoDoesNotDrive(t *testing.T) {
	c := &chair{}
	r := sit(t, c, Options{}, 120, 36)
	if r.m.Local != nil || r.m.Remote.Can(source.Crash) != "ann drives; B makes a copy of your own" {
		t.Fatalf("the explorer has something to drive the shared cluster with: %q", r.m.Remote.Can(source.Crash))
	}
	if reply := <-r.m.Remote.Do(engine.Command{Verb: engine.Crash, Node: "1"}); reply.Err == nil {
		t.Error("the shared cluster takes a command from a participant who does not drive")
	}
	keys := strings.Fields("w enter r d c z h H x i s p + - space . n , ; U Y < > R N W F enter esc")
	r.press(keys...)
	r.press(":")
	r.write("crash 1")
	r.press("enter")
	r.m.console.Paste("crash 2\ncrash 3\n")
	r.press("esc")
	if events := c.shown.View(engine.Watch{}).Trace.Len(); events > 0 || len(c.said) > 0 {
		t.Errorf("%d events, said %q", events, c.said)
	}
	c.lease = &helm{}
	r.send(newsMsg{})
	r.press("c", "space", ".", ">", "<")
	r.press(":")
	r.write("set r 3")
	r.press("enter", "tab")
	want := "crash 1; pause; step; faster; slower; set r 3"
	if got := strings.Join(c.lease.lines, "; "); got != want {
		t.Errorf("drove %q, want %q", got, want)
	}
	if last := c.lease.places[len(c.lease.places)-1]; last.Focus != layout.Walk {
		t.Errorf("those who follow look at %v", last.Focus)
	}
	r.press("shift+tab", "enter", "@", "?") // the page of a node, who is here, the help
	if last := c.lease.places[len(c.lease.places)-1]; !last.Pages.Shows(page.Node) || !r.m.Pages.Shows(page.Help) {
		t.Errorf("the followers see %+v, the driver %+v", last.Pages.Top(), r.m.Pages.Top())
	}
}

// TestFilesOfTheServer: a remote user can't name files of the server.
func TestFilesOfTheServer(t *testing.T) {
	r := sit(t, &chair{}, Options{}, 120, 36)
	fileless := append(page.Commands(), "can", "likely", "code", "help", "theme", "quit", "quit!", "q", "q!")
	for _, word := range console.OwnWords() {
		if slices.Contains(fileless, word) {
			continue
		}
		r.press(":")
		r.write(word + " /etc/passwd")
		r.press("enter")
		if !strings.Contains(r.screen(), "no files of the server") {
			t.Errorf("%s:\n%s", word, r.screen())
		}
	}
	r.press("ctrl+z", "q")
	if r.quit || !strings.Contains(r.screen(), "again leaves the class") {
		t.Errorf("q:\n%s", r.screen())
	}
}

// TestSearchNeedsOwnCopy: what can happen in the room's cluster is asked of a copy of one's own.
func TestSearchNeedsOwnCopy(t *testing.T) {
	r := sit(t, &chair{}, Options{}, 120, 36)
	for _, line := range []string{"can stale == yes", "likely stale == yes"} {
		r.press(":")
		r.write(line)
		r.press("enter")
		if !strings.Contains(r.screen(), "make a copy of your own first") || r.m.Pages.Top() != nil {
			t.Errorf("%s:\n%s", line, r.screen())
		}
	}
}

// TestHelpOfAClass: no line that the help lists is refused because of where it is typed, and
// the help says of each what it does; only instructors are told of their notes.
func TestHelpOfAClass(t *testing.T) {
	for _, instructor := range []bool{false, true} {
		c := &chair{}
		c.mine.Instructor = instructor
		r := sit(t, c, Options{}, 120, 200)
		r.press("?")
		var lines []string
		for _, word := range strings.FieldsFunc(r.screen(), func(c rune) bool { return c == ' ' || c == '│' || c == '\n' }) {
			if verb := strings.TrimPrefix(word, ":"); verb != word && verb != "" {
				lines = append(lines, verb)
			}
		}
		if slices.Contains(lines, "notes") != instructor || len(lines) < 20 {
			t.Errorf("instructor %t: the help has the lines %q", instructor, lines)
		}
		r.press("?")
		for _, verb := range lines {
			if verb == "quit" || verb == "look" {
				continue
			}
			r.press(":")
			r.write("help " + verb)
			r.press("enter")
			if s := r.screen(); strings.Contains(s, "help: no") || !strings.Contains(s, verb) {
				t.Errorf("help %s:\n%s", verb, s)
			}
			r.press(":")
			r.write(verb)
			r.press("enter")
			if s := r.screen(); strings.Contains(s, "not in a class") || strings.Contains(s, "not known") {
				t.Errorf("%s:\n%s", verb, s)
			}
			r.press("esc", "esc")
		}
	}
}

// TestLessonLeft: somebody whose focus is on the lesson's pane when the lesson is left
// gets another pane.
func TestLessonLeft(t *testing.T) {
	c := &chair{lease: &helm{}}
	r := sit(t, c, Options{}, 120, 36)
	c.room.Lesson = &class.LessonStep{Teaching: pane.Teaching{Name: "A lesson", Step: 1, Steps: 2, Heading: "First", Say: "Look.", Chosen: -1}, Turn: 1}
	r.send(newsMsg{})
	for r.m.Focus != layout.Lesson {
		r.press("tab")
	}
	if !strings.Contains(r.screen(), "First") {
		t.Errorf("no lesson:\n%s", r.screen())
	}
	c.room.Lesson = nil
	r.send(newsMsg{})
	r.press("enter", "up", "pgdown", "tab")
	if r.m.Focus >= layout.Lesson || strings.Contains(r.screen(), "First") {
		t.Errorf("the lesson's pane is still in hand:\n%s", r.screen())
	}
}

// TestQuittingEndsTheClass: the instructor who quits is told what that does to the
// others.
func TestQuittingEndsTheClass(t *testing.T) {
	for n, want := range map[int]string{
		0: "q again ends the class; nobody else is here", 1: "q again ends the class for 1 other person", 23: "q again ends the class for 23 people",
	} {
		r := sit(t, &chair{}, Options{Ends: func() int { return n }}, 120, 36)
		r.press("q")
		if r.quit || !strings.Contains(r.screen(), want) {
			t.Errorf("no %q:\n%s", want, r.screen())
		}
		if r.press("q"); !r.quit {
			t.Error("it does not quit")
		}
		r = sit(t, &chair{}, Options{Ends: func() int { return n }}, 120, 36)
		if r.press("ctrl+c"); r.quit || !strings.Contains(r.screen(), "ctrl+c"+strings.TrimPrefix(want, "q")) {
			t.Errorf("ctrl+c with %d others quits: %v\n%s", n, r.quit, r.screen())
		}
		if r.press("ctrl+c"); !r.quit {
			t.Error("ctrl+c again does not quit")
		}
	}
}

// TestInterruptInAClass: Ctrl+C asks before it leaves the class, as q does, wherever the
// participant looks; another key in between means that nothing was asked.
func TestInterruptInAClass(t *testing.T) {
	for there, times := range map[string]int{"": 2, ":": 3, "?": 2, "@": 2, "enter": 2} {
		r := sit(t, &chair{}, Options{}, 120, 36)
		if there != "" {
			r.press(there)
		}
		for n := range times {
			if r.quit {
				t.Errorf("after %q the ctrl+c number %d leaves", there, n)
			}
			r.press("ctrl+c")
		}
		if !r.quit {
			t.Errorf("after %q ctrl+c does not leave", there)
		}
	}
	r := sit(t, &chair{}, Options{}, 120, 36)
	r.press("ctrl+c")
	r.says("ctrl+c again leaves the class; your place is kept")
	if r.press("tab", "ctrl+c"); r.quit {
		t.Error("another key in between, and ctrl+c leaves")
	}
	if r.press("q"); !r.quit {
		t.Error("q after ctrl+c does not leave")
	}
}

// TestHandsAreCounted: the header of an instructor counts raised hands, wherever they
// look.
func TestHandsAreCounted(t *testing.T) {
	c := &chair{lease: &helm{}}
	c.mine.Instructor = true
	r := sit(t, c, Options{}, 120, 36)
	for _, step := range []struct {
		people []class.Person
		says   string
	}{
		{[]class.Person{{Name: "bob", Here: true, Hand: true}, {Name: "carol", Hand: true}}, "you drive  1 hand up"},
		{[]class.Person{{Name: "bob", Here: true, Hand: true}, {Name: "carol", Here: true, Hand: true}}, "you drive  2 hands up"},
	} {
		c.room.People = step.people
		r.send(newsMsg{})
		if !strings.Contains(r.screen(), step.says) {
			t.Errorf("no %q:\n%s", step.says, r.screen())
		}
	}
	c.mine.Instructor = false
	r.send(newsMsg{})
	if strings.Contains(r.screen(), "hands up") {
		t.Errorf("a student is told:\n%s", r.screen())
	}
}

// TestMessagesEndWithWhatTheyAreAbout: nothing in the last line is about a question, a
// copy or a driver that there is no more, and a newcomer is not told what was
// said before.
func TestMessagesEndWithWhatTheyAreAbout(t *testing.T) {
	c := &chair{}
	c.room.Note = class.Notice{Number: 4, Text: "ann asks: an old question"}
	r := sit(t, c, Options{Look: theme.Dark}, 120, 36)
	says := func(text string) {
		t.Helper()
		if !strings.Contains(r.screen(), text) {
			t.Errorf("no %q:\n%s", text, r.screen())
		}
	}
	saysNo := func(text string) {
		t.Helper()
		if strings.Contains(r.screen(), text) {
			t.Errorf("%q:\n%s", text, r.screen())
		}
	}
	saysNo("an old question")

	c.room.Poll = &class.Poll{Number: 1, Question: "First?", Choices: []string{"yes", "no"}}
	c.room.Note = class.Notice{Number: 5, Text: "ann asks: First?"}
	r.send(newsMsg{})
	says("ann asks: First?")
	r.send(participant.ReplyMsg{Reply: class.Reply{Said: "answered: yes"}})
	says("answered: yes")
	r.press("A")
	c.room.Poll = &class.Poll{Number: 2, Question: "Second?", Choices: []string{"yes", "no"}}
	r.send(newsMsg{})
	saysNo("answered: yes")
	saysNo("answer ▸")
	says("the question was closed before your answer came")

	c.room.Note = class.Notice{Number: 6, Text: "ann asks: Second?"}
	r.send(newsMsg{})
	says("ann asks: Second?")
	c.room.Poll = nil
	r.send(newsMsg{})
	saysNo("ann asks")

	c.room.Shows, c.room.Note = "bob", class.Notice{Number: 7, Text: "this is bob's copy"}
	r.send(newsMsg{})
	says("this is bob's copy")
	c.room.Shows = ""
	r.send(newsMsg{})
	saysNo("this is bob's copy")

	c.lease, c.room.Driver, c.room.Note = &helm{}, "alice", class.Notice{Number: 8, Text: "alice drives now"}
	r.send(newsMsg{})
	says("you drive now: everybody sees what you do")
}

// TestLinesForOthers: a line that only an instructor may say, or that is a slip of the
// pen, is answered by the room, which knows; one of the cluster's language never goes
// there. Names are completed.
func TestLinesForOthers(t *testing.T) {
	c := &chair{}
	r := sit(t, c, Options{}, 120, 36)
	for _, line := range []string{"hand amy", "mesage hello", "crash 1", "# nothing", "put a b"} {
		r.press(":")
		r.write(line)
		r.press("enter")
	}
	if got := strings.Join(c.said, "; "); got != "hand amy; mesage hello" {
		t.Errorf("said %q", got)
	}
	c.room.People = []class.Person{{Name: "amy", Here: true}, {Name: "Fatima", Here: true}}
	r.send(newsMsg{})
	r.press(":")
	r.write("lower fa")
	r.press("tab", "enter")
	if got := c.said[len(c.said)-1]; strings.TrimSpace(got) != "lower Fatima" {
		t.Errorf("completed to %q", got)
	}
}

// TestFollowersReadTheLesson: a follower brings the lesson into view and scrolls
// it alone, at every size, and sees the explanation when an answer is shown.
func TestFollowersReadTheLesson(t *testing.T) {
	for _, size := range [][2]int{{120, 36}, {80, 24}, {40, 12}} {
		c := &chair{}
		r := sit(t, c, Options{}, size[0], size[1])
		teaching := pane.Teaching{Name: "A lesson", Step: 1, Steps: 2, Heading: "First", Say: "Begin here. " + strings.Repeat("Many words follow one after the other. ", 25), Chosen: -1}
		c.room.Lesson = &class.LessonStep{Teaching: teaching, Turn: 1}
		r.send(newsMsg{})
		r.press("l")
		if !strings.Contains(r.screen(), "Begin here") {
			t.Errorf("%v: no lesson:\n%s", size, r.screen())
		}
		for range 40 {
			r.press("down")
		}
		if strings.Contains(r.screen(), "Begin here") {
			t.Errorf("%v: it is not scrolled:\n%s", size, r.screen())
		}
		r.send(newsMsg{}) // the driver moves
		if strings.Contains(r.screen(), "Begin here") {
			t.Errorf("%v: it is scrolled back:\n%s", size, r.screen())
		}
		teaching.Verdict = &pane.Verdict{Truth: "3, 1, 2", Why: "because of the walk"}
		c.room.Lesson = &class.LessonStep{Teaching: teaching, Turn: 2}
		r.send(newsMsg{})
		if !strings.Contains(strings.Join(strings.Fields(r.screen()), " "), "because of") {
			t.Errorf("%v: no explanation:\n%s", size, r.screen())
		}
		c.room.Lesson = &class.LessonStep{Teaching: pane.Teaching{Name: "A lesson", Step: 2, Steps: 2, Heading: "Second", Say: "Begin again.", Chosen: -1}, Turn: 3}
		r.send(newsMsg{})
		if !strings.Contains(r.screen(), "Begin again") {
			t.Errorf("%v: the next step is not at its beginning:\n%s", size, r.screen())
		}
		r.press("l")
	}
}

// TestAnswersComeInTheOrderOfQuestions: two lines that are typed in a row are answered in
// that order, though the second answer is there first.
func TestAnswersComeInTheOrderOfQuestions(t *testing.T) {
	room := &slowRoom{chair: &chair{}}
	r := sit(t, room.chair, Options{Participant: room}, 120, 36)
	messages := make(chan tea.Msg, 1000)
	start := func(cmd tea.Cmd) {
		if cmd != nil {
			go func() { messages <- cmd() }()
		}
	}
	for _, line := range []string{":raise", ":lower"} {
		for _, c := range line {
			start(r.m.Update(keyPress(string(c))))
		}
		start(r.m.Update(keyPress("enter")))
	}
	if got := strings.Join(room.said, " "); got != "raise lower" {
		t.Fatalf("said %q", got)
	}
	room.asked[1] <- class.Reply{Said: "the second answer"}
	room.asked[0] <- class.Reply{Said: "the first answer"}
	for answers := 0; answers < 2; {
		switch msg := (<-messages).(type) {
		case tea.BatchMsg:
			for _, c := range msg {
				start(c)
			}
		case participant.ReplyMsg:
			if want := []string{"the first answer", "the second answer"}[answers]; msg.Said != want {
				t.Errorf("answer %d is %q", answers+1, msg.Said)
			}
			answers++
			start(r.m.Update(msg))
		}
	}
	if !strings.Contains(r.screen(), "the second answer") {
		t.Errorf("no second answer:\n%s", r.screen())
	}
}

// Tests of what a participant in a class may ask, and of whom.

package tui

import (
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"ringside/engine"
	"ringside/internal/steady"
	"ringside/tui/class"
	"ringside/tui/console"
	"ringside/tui/layout"
	"ringside/tui/page"
	"ringside/tui/participant"
	"ringside/tui/source"
)

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
	fileless := append(page.Commands(), "merkle", "measured", "can", "likely", "twin", "code", "help", "theme", "quit", "quit!", "q", "q!")
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
		for _, verb := range steady.First(lines, 4) {
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

// TestLetterOfAChoice: who follows, and presses a letter of a choice alone or another key that
// is the driver's, is told which key answers.
func TestLetterOfAChoice(t *testing.T) {
	c := &chair{}
	r := sit(t, c, Options{}, 120, 36)
	c.room.Poll = &class.Poll{Number: 1, Question: "Which?", Choices: []string{"node 1", "node 2", "node 3", "node 4"}, Of: 1}
	r.send(newsMsg{})
	for _, key := range []string{"c", "d", "tab"} {
		if r.press(key); r.m.Note.Text != "ann drives; A answers the question" {
			t.Errorf("%s is answered with %q", key, r.m.Note.Text)
		}
	}
	r.press("A")
	if r.m.Prompt == nil {
		t.Error("A does not answer")
	}
	r.press("esc")
	shown := *c.room.Poll
	shown.Revealed = true
	c.room.Poll = &shown
	r.send(newsMsg{})
	if r.press("tab"); r.m.Note.Text != "ann drives; D lets you look around" {
		t.Errorf("after the reveal tab is answered with %q", r.m.Note.Text)
	}
}

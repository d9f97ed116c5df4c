// What a participant can't do while the class is asked something, and its poll banner.

package participant

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"ringside/engine/event"
	"ringside/keymaps"
	"ringside/tui/bar"
	"ringside/tui/class"
	"ringside/tui/entry"
)

// What is covered can still be computed, by doing something and seeing what becomes of
// it: which command is refused, and why; when a client is told; how many events there
// are. So while the class is asked, those who are asked compute nothing:
//
//	follows          looks only, and the clock is covered
//	drives           lets time pass (class.Blind); the rest is for those who teach
//	a copy, the past, a lesson or challenge of one's own
//	                 stands still, and takes no line
//
// Those who teach drive on, and are told of no refusal why.

// Withheld is why nothing can be done now in what a participant looks at; "" if
// something can.
func (s *Participant) Withheld() string {
	if len(s.seen.Covered()) == 0 {
		return ""
	}
	what := ""
	switch _, drives := s.Lease(); {
	case s.Lesson != nil:
		what = "the cluster of your lesson stands still"
	case s.Home != nil:
		what = "your challenge stands still"
	case s.inOwn:
		what = "your copy stands still"
	case s.looks:
		what = "the past is hidden"
	case drives && !s.Mine().Instructor:
		what = "you can only let time pass"
	default:
		return ""
	}
	return "a question is open in the class: " + what + " until the answer is shown"
}

// askAnswer asks for the answer to the question that is open.
func (s *Participant) askAnswer() {
	p := s.seen.Asked()
	s.Ask(entry.Question{
		Label: "answer", Text: s.Mine().Answer, Poll: p.Number,
		Complete: func(line string) (int, []string) {
			from := 0
			words := p.Choices
			if p.Key != "" {
				from = strings.LastIndexAny(line, " ,") + 1
				words = nil
				for i := range s.View.Nodes {
					words = append(words, event.Quote(s.View.Nodes[i].Name))
				}
			}
			return from, entry.StartingWith(line[from:], words)
		},
		Enter: func(text string) tea.Cmd {
			s.say(class.Request{Verb: "answer", Rest: text})
			return nil
		},
	})
}

// bannerAsks says what an instructor can do next with the question, at length and in short;
// "" to all others.
func (s *Participant) bannerAsks() (long, short string) {
	colon, revealed := s.KeyName(keymaps.Command), s.Room().Poll.Revealed
	next, show := s.KeyName(keymaps.NextStep), s.KeyName(keymaps.ShowAnswer)
	inLesson := s.ClassLesson() != nil && s.Home == nil
	switch {
	case !s.Mine().Instructor:
		return "", ""
	case inLesson && revealed && s.ClassLesson().Step >= s.ClassLesson().Steps:
		leave := s.KeyName(keymaps.LeaveLesson)
		return "that was the last step; " + leave + " leaves the lesson", leave + " leaves the lesson"
	case inLesson && revealed:
		return next + " goes on to the next step", next + " next step"
	case inLesson:
		return show + " shows the answer and what was answered; then " + next + " goes on", show + " shows the answer; then " + next
	case revealed:
		return colon + "close takes it off the screens; " + colon + "ask asks the next one", colon + "close, or the next " + colon + "ask"
	}
	return colon + "reveal shows the answer and what was answered; " + colon + "close withdraws the question",
		colon + "reveal shows the answer; " + colon + "close"
}

// PollBanner is what the banner shows.
func (s *Participant) PollBanner() bar.Asked {
	if s == nil || s.Room().Poll == nil {
		return bar.Asked{}
	}
	long, short := s.bannerAsks()
	return bar.Asked{
		Poll: s.Room().Poll, Mine: s.Mine().Answer, Asks: long, AsksShort: short, Key: s.KeyName(keymaps.AnswerPoll), Theme: s.Theme,
	}
}

// The keys and the lines of a classroom, and what the screen says of it.

package participant

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	tea "charm.land/bubbletea/v2"

	"ringside/engine"
	"ringside/engine/script"
	"ringside/keymaps"
	"ringside/tui/action"
	"ringside/tui/class"
	"ringside/tui/draw"
	"ringside/tui/page"
	"ringside/tui/source"
)

// Title is what is above the keys that are for a classroom.
const Title = "In the classroom"

// Intents are the keys for what is done most often in a classroom. The
// rest is typed.
func (s *Participant) Intents() action.Intents {
	all := action.Intents{}
	all[keymaps.LookAround] = action.Intent{Class: true, Line: "look", Do: func() tea.Cmd { s.lookAround(); return nil }}
	all[keymaps.OwnCopy] = action.Intent{Class: true, Line: "fork", Do: func() tea.Cmd {
		switch {
		case s.inOwn:
			s.rejoin()
		case s.selfPaced != class.SelfPaced{}:
			return s.resumeSelfPaced()
		case s.own != nil && !s.Room().Held:
			s.enterOwn(s.own)
			s.Say("your own copy, as you left it; :fork takes a new one")
		case s.Room().Held:
			s.Refuse("everybody looks at the class now")
		default:
			s.say(class.Request{Verb: "fork"})
		}
		return nil
	}}
	all[keymaps.RaiseHand] = action.Intent{Class: true, Line: "raise", Do: func() tea.Cmd {
		s.say(class.Request{Verb: map[bool]string{true: "lower", false: "raise"}[s.Mine().Hand]})
		return nil
	}}
	all[keymaps.AnswerPoll] = action.Intent{Class: true, Line: "answer …", Off: func() string {
		if s.seen.Asked() == nil {
			return "nothing is asked now"
		}
		return ""
	}, Do: func() tea.Cmd { s.askAnswer(); return nil }}
	return all
}

// lookAround lets go of the driver's screen, or comes back to it.
func (s *Participant) lookAround() {
	_, drives := s.Lease()
	switch {
	case s.inOwn, s.looks:
		s.rejoin()
		s.Say("back in the class")
	case drives:
		s.Refuse("you drive: everybody sees what you look at")
	case s.Room().Held:
		s.Refuse("everybody looks at the class now")
	default:
		s.looks, s.copyOf = true, ""
		text := "look around: "
		if s.Host.Off(keymaps.Back) == "" {
			text += s.KeyName(keymaps.Back) + " goes back in time, "
		}
		s.Say(text + s.KeyName(keymaps.LookAround) + " back to the class")
	}
}

// Request asks the room for something, and reports whether it is for the room.
func (s *Participant) Request(asked class.Request) bool {
	switch {
	case s == nil:
		return false
	case asked == class.Request{Verb: "look"}:
		s.lookAround()
		return true
	case asked == class.Request{Verb: "notes"}:
		s.Book.Show(page.Notes)
		return true
	case asked == class.Request{Verb: "offer"} && s.inOwn:
		if k, ok := s.Cluster.(source.Keeper); ok && s.Driver.Afford("offer: ") {
			s.await(s.room.Offer(k.Fork()), engine.Command{})
		}
		return true
	}
	for _, c := range s.seen.Commands {
		if c.Verb == asked.Verb {
			s.say(asked)
			return true
		}
	}
	return false
}

// AskRoom asks the room about a line that nobody else here knows: it knows whose line
// it is, and what else it could be. It reports whether it was asked.
func (s *Participant) AskRoom(asked class.Request) bool {
	if _, ok := script.Find(asked.Verb); s == nil || ok || !isWord(asked.Verb) {
		return false
	}
	s.say(asked)
	return true
}

// isWord reports whether a line begins with what could be a verb.
func isWord(word string) bool {
	return word != "" && strings.IndexFunc(word, func(c rune) bool { return c != '!' && !unicode.IsLetter(c) }) < 0
}

// Words are the first words of lines for the room.
func (s *Participant) Words() []string {
	if s == nil {
		return nil
	}
	words := []string{"look"}
	for _, c := range s.commands() {
		words = append(words, c.Verb)
	}
	return words
}

// commands are the lines for the room, with those that only open a page here.
func (s *Participant) commands() []class.RoomCommand {
	if !s.seen.Mine.Instructor {
		return s.seen.Commands
	}
	return append(slices.Clip(s.seen.Commands), class.RoomCommand{
		Verb: "notes", What: "show the right answer, what was answered so far and what comes next",
	})
}

// About says what a line for the room does; "" if there is none of that name.
func (s *Participant) About(name string) string {
	if s == nil {
		return ""
	}
	for _, c := range s.commands() {
		if c.Verb == name {
			return strings.TrimSpace(c.Verb+" "+c.How) + ": " + c.What
		}
	}
	return ""
}

// First puts what is for a classroom before everything else on the page of
// bindings, with what can be said to the room.
func (s *Participant) First(all []page.Section) []page.Section {
	if s == nil {
		return all
	}
	said := page.Section{Title: "Said to the room"}
	for _, c := range s.commands() {
		said.Rows = append(said.Rows, page.Row{Keys: ":" + c.Verb, What: strings.TrimSpace(c.How + "  " + c.What)})
	}
	at := slices.IndexFunc(all, func(s page.Section) bool { return s.Title == Title })
	first := []page.Section{all[at], said}
	return append(append(first, all[:at]...), all[at+1:]...)
}

// Badge says in the header what is looked at.
func (s *Participant) Badge() string {
	if s == nil {
		return ""
	}
	return s.lookedAt()
}

// Counts says to an instructor, at length and in short, how many hands of those who are here are
// up, and how many have answered the open question.
func (s *Participant) Counts() (long, short string) {
	if s == nil || !s.Mine().Instructor {
		return "", ""
	}
	var all, few []string
	n := 0
	for _, p := range s.Room().People {
		if p.Here && p.Hand {
			n++
		}
	}
	if n > 0 {
		word := map[bool]string{true: "hand", false: "hands"}[n == 1]
		all, few = append(all, fmt.Sprintf("%d %s up", n, word)), append(few, fmt.Sprintf("%d %s", n, word))
	}
	if p := s.seen.Asked(); p != nil {
		all = append(all, fmt.Sprintf("%d of %d answered", p.Answered, p.Of))
		answered := fmt.Sprintf("%d/%d", p.Answered, p.Of)
		if n == 0 {
			answered += " answered"
		}
		few = append(few, answered)
	}
	return strings.Join(all, ", "), strings.Join(few, ", ")
}

// lookedAt names what is on the screen.
func (s *Participant) lookedAt() string {
	room := s.Room()
	_, drives := s.Lease()
	switch {
	case s.Home != nil:
		return "by yourself"
	case s.inOwn:
		return "your own copy"
	case s.looks && s.copyOf != "":
		return draw.CleanTo(s.copyOf, class.LongestName) + "'s copy"
	case s.looks:
		return "looking around"
	case room.Shows != "":
		return draw.CleanTo(room.Shows, class.LongestName) + "'s copy"
	case drives:
		return "you drive"
	case room.Driver == "":
		return "nobody drives"
	}
	return "with " + draw.CleanTo(room.Driver, class.LongestName)
}

// Hints are the keys that matter in a classroom.
func (s *Participant) Hints() []keymaps.Action {
	switch {
	case s == nil:
		return nil
	case s.Home != nil:
		return []keymaps.Action{keymaps.OwnCopy}
	case s.inOwn || s.looks:
		return []keymaps.Action{keymaps.LookAround}
	case s.Following() && s.ClassLesson() != nil:
		return []keymaps.Action{keymaps.ToLesson, keymaps.LookAround, keymaps.OwnCopy, keymaps.RaiseHand, keymaps.Roster}
	case s.Following():
		return []keymaps.Action{keymaps.LookAround, keymaps.OwnCopy, keymaps.RaiseHand, keymaps.Roster}
	case s.ClassLesson() != nil && s.seen.Asked() != nil:
		return []keymaps.Action{keymaps.ShowAnswer, keymaps.PreviousStep, keymaps.Roster}
	case s.ClassLesson() != nil:
		return []keymaps.Action{keymaps.NextStep, keymaps.PreviousStep, keymaps.Roster}
	}
	return []keymaps.Action{keymaps.Roster}
}

// HintWord is what the keys of a class do now, where that is not always the same.
func (s *Participant) HintWord(a keymaps.Action) string {
	switch {
	case s == nil:
	case (a == keymaps.LookAround || a == keymaps.OwnCopy) && (s.inOwn || s.looks):
		return "the class"
	case a == keymaps.OwnCopy && s.selfPaced.Name != "":
		return "your lesson"
	case a == keymaps.ToLesson && s.ClassLesson() != nil && s.Home == nil: // there is nothing to answer in its pane
		return "lesson"
	}
	return ""
}

// Complete completes the names of people in a line for the room, and reports whether it
// is one.
func (s *Participant) Complete(line string) (from int, words []string, ok bool) {
	word, rest, more := strings.Cut(line, " ")
	if s == nil || !more {
		return 0, nil, false
	}
	ok = slices.ContainsFunc(s.seen.Commands, func(say class.RoomCommand) bool { return say.Verb == word && strings.Contains(say.How, "NAME") })
	for _, p := range s.Room().People {
		if name := draw.CleanTo(p.Name, class.LongestName); ok && strings.HasPrefix(strings.ToLower(name), strings.ToLower(rest)) {
			words = append(words, name)
		}
	}
	return len(word) + 1, words, ok
}

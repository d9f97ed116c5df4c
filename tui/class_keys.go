// The keys and the lines of a classroom, and what the screen says of it.

package tui

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	tea "charm.land/bubbletea/v2"

	"ringside/engine/script"
	"ringside/keymaps"
	"ringside/tui/class"
	"ringside/tui/draw"
	"ringside/tui/page"
	"ringside/tui/source"
)

// classIntents are the keys for what is done most often in a classroom. The
// rest is typed.
func classIntents(all map[keymaps.Action]intent) {
	all[keymaps.LookAround] = intent{class: true, line: "look", do: func(m *Model) tea.Cmd { m.lookAround(); return nil }}
	all[keymaps.OwnCopy] = intent{class: true, line: "fork", do: func(m *Model) tea.Cmd {
		switch {
		case m.seat.inOwn:
			m.rejoin()
		case m.seat.study != class.Study{}:
			return m.goOnStudying()
		case m.seat.own != nil && !m.seat.Room().Held:
			m.enterOwn(m.seat.own)
			m.say("your own copy, as you left it; :fork takes a new one")
		default:
			m.await(m.seat.Say("fork"))
		}
		return nil
	}}
	all[keymaps.RaiseHand] = intent{class: true, line: "raise", do: func(m *Model) tea.Cmd {
		m.await(m.seat.Say(map[bool]string{true: "lower", false: "raise"}[m.seat.Mine().Hand]))
		return nil
	}}
	all[keymaps.AnswerPoll] = intent{class: true, line: "answer …", off: func(m *Model) string {
		if m.openPoll() == nil {
			return "nothing is asked now"
		}
		return ""
	}, do: func(m *Model) tea.Cmd { m.askAnswer(); return nil }}
	pageIntents(classTitle)(all)
}

// lookAround lets go of the driver's screen, or comes back to it.
func (m *Model) lookAround() {
	_, drives := m.seat.Lease()
	switch {
	case m.seat.inOwn, m.seat.looks:
		m.rejoin()
		m.say("back in the class")
	case drives:
		m.fail("you drive: everybody looks where you do")
	case m.seat.Room().Held:
		m.fail("everybody looks at the class now")
	default:
		m.seat.looks = true
		m.say("look around: " + m.keyName(keymaps.Back) + " goes back in time, " + m.keyName(keymaps.LookAround) + " back to the class")
	}
}

// classLine carries out a line that is for the room, and reports whether it is one.
func (m *Model) classLine(line string) bool {
	word, _, _ := strings.Cut(strings.TrimSpace(line), " ")
	switch {
	case m.seat == nil:
		return false
	case word == "look" && strings.TrimSpace(line) == "look":
		m.lookAround()
		return true
	case strings.TrimSpace(line) == "notes":
		m.show(page.Notes)
		return true
	case strings.TrimSpace(line) == "offer" && m.seat.inOwn:
		if k, ok := m.cluster.(source.Keeper); ok && m.afford("offer: ") {
			m.await(m.seat.Offer(k.Fork()))
		}
		return true
	}
	for _, s := range m.seat.seen.Sayings {
		if s.Verb == word {
			m.await(m.seat.Say(line))
			return true
		}
	}
	return false
}

// askRoom asks the room about a line that nobody else here knows: it knows whose line
// it is, and what else it could be. It reports whether it was asked.
func (m *Model) askRoom(word, line string) bool {
	if _, ok := script.Find(word); m.seat == nil || ok || !isWord(word) {
		return false
	}
	m.await(m.seat.Say(line))
	return true
}

// isWord reports whether a line begins with what could be a verb.
func isWord(word string) bool {
	return word != "" && strings.IndexFunc(word, func(c rune) bool { return c != '!' && !unicode.IsLetter(c) }) < 0
}

// classWords are the first words of lines for the room.
func (m *Model) classWords() []string {
	if m.seat == nil {
		return nil
	}
	words := []string{"look", "notes"}
	for _, s := range m.seat.seen.Sayings {
		words = append(words, s.Verb)
	}
	return words
}

// classFirst puts what is for a classroom before everything else on the page of
// bindings, with what can be said to the room.
func (m *Model) classFirst(all []page.Section) []page.Section {
	if m.seat == nil {
		return all
	}
	said := page.Section{Title: "Said to the room"}
	for _, s := range m.seat.seen.Sayings {
		said.Rows = append(said.Rows, page.Row{Keys: ":" + s.Verb, What: strings.TrimSpace(s.How + "  " + s.What)})
	}
	at := slices.IndexFunc(all, func(s page.Section) bool { return s.Title == classTitle })
	first := []page.Section{all[at], said}
	return append(append(first, all[:at]...), all[at+1:]...)
}

// badge says in the header what is looked at, and to an instructor how many hands are
// up.
func (m *Model) badge() string {
	if m.seat == nil {
		return ""
	}
	return m.lookedAt() + m.hands()
}

// hands counts the hands of those who are here, for an instructor.
func (m *Model) hands() string {
	if !m.seat.Mine().Instructor {
		return ""
	}
	n := 0
	for _, p := range m.seat.Room().People {
		if p.Here && p.Hand {
			n++
		}
	}
	switch n {
	case 0:
		return ""
	case 1:
		return ", 1 hand up"
	}
	return fmt.Sprintf(", %d hands up", n)
}

// lookedAt says what is looked at.
func (m *Model) lookedAt() string {
	room := m.seat.Room()
	_, drives := m.seat.Lease()
	switch {
	case m.home != nil:
		return "by yourself"
	case m.seat.inOwn:
		return "your own copy"
	case m.seat.looks:
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

// classHints are the keys that matter in a classroom.
func (m *Model) classHints() []keymaps.Action {
	switch {
	case m.seat == nil:
		return nil
	case m.home != nil:
		return []keymaps.Action{keymaps.OwnCopy}
	case m.seat.inOwn || m.seat.looks:
		return []keymaps.Action{keymaps.LookAround}
	case m.following() && m.classLesson() != nil:
		return []keymaps.Action{keymaps.ToLesson, keymaps.LookAround, keymaps.OwnCopy, keymaps.RaiseHand, keymaps.Roster}
	case m.following():
		return []keymaps.Action{keymaps.LookAround, keymaps.OwnCopy, keymaps.RaiseHand, keymaps.Roster}
	case m.classLesson() != nil && m.openPoll() != nil:
		return []keymaps.Action{keymaps.ShowAnswer, keymaps.PreviousStep, keymaps.Roster}
	case m.classLesson() != nil:
		return []keymaps.Action{keymaps.NextStep, keymaps.PreviousStep, keymaps.Roster}
	}
	return []keymaps.Action{keymaps.Roster}
}

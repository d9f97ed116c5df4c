package tui

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	tea "charm.land/bubbletea/v2"

	"ringside/engine"
	"ringside/engine/script"
	"ringside/keymaps"
	"ringside/presets"
	"ringside/tui/class"
	"ringside/tui/draw"
	"ringside/tui/layout"
	"ringside/tui/page"
	"ringside/tui/source"
	"ringside/tui/workspace"
)

// seated is the explorer's side of a Seat: what it looks at, and how.
//
//	follows   the shared cluster, where the driver looks
//	drives    the shared cluster, where others follow
//	looks     the shared cluster or its past, anywhere, read-only
//	own       a copy of its own, or a lesson, as if it were alone
type seated struct {
	class.Seat
	seen  class.Snapshot // what this message is handled by, and its frame drawn from
	looks bool
	own   source.Cluster // the copy; nil if there is none
	inOwn bool           // the copy is looked at, or a lesson of its own: then Model.home is the class
	aside *sight         // a lesson of its own that can be gone back to; nil if there is none
	study class.Study    // what was told of it to the room
	pace  source.Pace    // of the copy, while another cluster is looked at
	drove bool           // at the last look
	reads bool           // follows, but for the lesson's pane, which is in view here
	told  [2]uint64
	at    occasion        // of the message in the last line
	shown workspace.Place // what was told to those who follow

	kept    record    // of the copy, as the room knows it,
	keptAt  time.Time // since then
	keeping bool      // it will be told again

	turn             int // of Lesson, as far as the driver has looked there
	asked            int // of Poll, as far as the driver has its key in hand
	resets, revealed int // of Mine and of Poll, as far as they have been looked at
}

// newsMsg: the room has changed. goneMsg: the seat is somebody else's now.
type (
	newsMsg struct{}
	goneMsg struct{}
)

// replyMsg is the room's answer. then is what to go on with in what it gave.
type replyMsg struct {
	class.Reply
	then engine.Command
}

// sitDown takes a seat.
func (m *Model) sitDown(s class.Seat) {
	seen := s.Snapshot()
	m.seat = &seated{Seat: s, seen: seen, pace: source.NewPace(), study: seen.Mine.Study, resets: seen.Mine.Resets}
	m.seat.told[0] = seen.Room.Note.Number // to whoever was here then; what is told to this seat is new
	m.seat.at = m.occasion()
	m.cluster, m.driven, m.runner = m.seat.Shared(), nil, nil
}

// occasion is what a message in the last line may be about. When it is over the
// message goes: what was answered is no news of the next question, nor is who has
// asked it once it is gone.
type occasion struct {
	poll          int // 0: nothing is asked
	revealed      bool
	shows, driver string
	turn          int // of a lesson
}

func (m *Model) occasion() (now occasion) {
	room := m.seat.Room()
	now.shows, now.driver = room.Shows, room.Driver
	if p := room.Poll; p != nil {
		now.poll, now.revealed = p.Number, p.Revealed
	}
	if l := room.Lesson; l != nil {
		now.turn = l.Turn
	}
	return now
}

// newOccasion forgets what is about one that is over.
func (m *Model) newOccasion() {
	now, was := m.occasion(), m.seat.at
	if now == was {
		return
	}
	m.seat.at = now
	if !m.note.leaving {
		m.note = note{}
	}
	if p := m.prompt; p != nil && p.Poll != 0 && (now.poll != p.Poll || now.revealed) {
		m.closePrompt()
		m.fail("the question is over, and your answer was not given")
	}
}

// await has the room's answer come as a message.
func (m *Model) await(reply <-chan class.Reply) { m.awaitThen(reply, engine.Command{}) }

func (m *Model) awaitThen(reply <-chan class.Reply, then engine.Command) {
	gone := m.seat.Gone()
	m.waits = append(m.waits, func() tea.Msg {
		select {
		case r := <-reply:
			return replyMsg{r, then}
		case <-gone:
			return nil
		}
	})
}

// hear takes in what has changed in the room.
func (m *Model) hear() {
	s, room, mine := m.seat, m.seat.Room(), m.seat.Mine()
	if room.Held && (s.inOwn || s.looks) {
		m.rejoin()
	}
	_, drives := s.Wheel()
	m.newOccasion()
	if mine.Resets > s.resets {
		s.resets, s.own = mine.Resets, nil
		if s.inOwn {
			m.rejoin()
		}
		m.endStudy()
	}
	if m.home != nil && m.classAsks(m.studies().Title) {
		m.rejoin()
		m.fail(asksTheSame)
	}
	if drives && !s.drove && (s.looks || s.inOwn) {
		m.rejoin()
	}
	if p := room.Poll; p != nil && !p.Revealed && p.Number > s.asked {
		s.asked = p.Number
		if drives && p.Key != "" && !s.looks && !s.inOwn {
			m.Key = p.Key
			m.goTo(layout.Ring)
		}
	}
	if p := room.Poll; p != nil && p.Revealed && p.Number > s.revealed {
		s.revealed = p.Number
		if drives && p.Key != "" && !s.looks && !s.inOwn {
			m.Key = p.Key
			m.goTo(layout.Walk)
		}
	}
	if !s.inOwn {
		m.pace, m.job = room.Pace, nil
		if room.Job != "" && (mine.Instructor || !m.covers(presets.CoverClock)) { // how long it takes would tell
			m.job = &job{name: room.Job}
			if part := room.Part; part >= 0 {
				m.job.part = func() float64 { return part }
			}
		}
	}
	m.stopAsked()
	m.lookWithLesson()
	if m.following() {
		m.mirror(room.Place)
	}
	if m.Focus >= m.panes() { // the lesson is over
		m.Focus = min(m.Upper, layout.Log)
	}
	personal := mine.Note.Number > s.told[1] // perhaps a code that is not told again
	for i, n := range []class.Notice{room.Note, mine.Note} {
		if n.Number > s.told[i] {
			s.told[i] = n.Number
			m.note = note{text: n.Text, bad: n.Bad}
		}
	}
	if drives != s.drove && !m.note.leaving {
		s.drove = drives
		if personal {
			return
		}
		m.say(map[bool]string{true: "you drive now: everybody sees what you do", false: m.whoDrives()}[drives])
	}
}

// following says whether the screen looks where the driver does.
func (m *Model) following() bool {
	if m.seat == nil || m.seat.looks || m.seat.inOwn {
		return false
	}
	_, drives := m.seat.Wheel()
	return !drives
}

// travels says whether what is looked at can be taken to another moment by
// itself.
func (m *Model) travels() bool { return m.seat != nil && m.seat.looks }

// mirror looks where the driver does, but for what was opened here.
func (m *Model) mirror(p workspace.Place) {
	lesson, own := m.Scrolls[layout.Lesson], m.Pages.Only(m.private) // everybody reads at a pace of their own
	m.Place = p
	m.Scrolls[layout.Lesson] = lesson
	if m.seat.reads && m.classLesson() != nil {
		m.Focus = layout.Lesson
	}
	m.Pages = m.Pages.Over(own)
}

// tellPlace tells those who follow where this screen looks.
func (m *Model) tellPlace() {
	if m.seat == nil || m.seat.inOwn || m.seat.looks {
		return
	}
	w, ok := m.seat.Wheel()
	if !ok {
		return
	}
	p := m.Place
	p.Pages = p.Pages.Only(m.public)
	if p != m.seat.shown {
		m.seat.shown = p
		w.Show(p)
	}
}

// control asks the room for something about its clock.
func (m *Model) control(c class.Control) {
	m.askWheel(func(w class.Wheel) <-chan class.Reply { return w.Control(c) })
}

func (m *Model) askWheel(ask func(class.Wheel) <-chan class.Reply) bool {
	if why := m.handsOff(); why != "" {
		m.fail(why)
		return false
	}
	if m.seat == nil {
		return false
	}
	if w, ok := m.seat.Wheel(); ok {
		m.await(ask(w))
	}
	return true
}

// handsOff says why the cluster that is looked at can't be driven from here; ""
// if it can.
func (m *Model) handsOff() string {
	if m.seat == nil || m.driven != nil {
		return ""
	}
	_, drives := m.seat.Wheel()
	switch {
	case m.seat.looks:
		return "this is for looking only; " + m.keyName(keymaps.LookAround) + " goes back to the class"
	case !drives && m.seat.study.Name != "":
		return m.whoDrives() + "; " + m.keyName(keymaps.OwnCopy) + " goes back to your lesson"
	case !drives:
		return m.whoDrives() + "; " + m.keyName(keymaps.OwnCopy) + " makes a copy of your own"
	}
	return ""
}

func (m *Model) whoDrives() string {
	if by := m.seat.Room().Driver; by != "" {
		return draw.CleanTo(by, class.LongestName) + " drives"
	}
	return "nobody drives now"
}

// seatedOff says why an action is not for this seat now; "" if it is.
func (m *Model) seatedOff(in intent) string {
	switch {
	case m.seat == nil && in.class:
		return "this is not a classroom"
	case m.seat == nil || in.travels && m.travels():
		return ""
	case in.drives:
		return m.handsOff()
	case in.looks && m.following() && (m.open() == nil || !m.open().about.Private):
		return m.whoDrives() + "; " + m.keyName(keymaps.LookAround) + " lets you look around"
	}
	return ""
}

// heard takes in the room's answer.
func (m *Model) heard(r replyMsg) {
	if m.home != nil && (r.Own != nil || r.Past != nil) {
		m.rejoin()
	}
	switch {
	case r.Err != nil:
		m.fail(r.Err.Error())
	case r.Own != nil:
		m.enterOwn(r.Own)
		m.say("your own copy: nobody else sees what you do; " + m.keyName(keymaps.LookAround) + " goes back to the class")
	case r.Past != nil:
		m.seat.looks, m.seat.inOwn = true, false
		m.lookAt(r.Past, nil)
		if r.then.Verb != 0 {
			m.run(r.then)
		}
	}
	if r.Said != "" {
		m.say(r.Said)
	}
}

// lookAt has another cluster on the screen: driven is the same, if it can be.
func (m *Model) lookAt(c source.Shown, driven source.Cluster) {
	if m.job != nil && m.driven != nil {
		m.endJob()
	}
	m.cluster, m.driven, m.runner, m.job = c, driven, nil, nil
	if driven != nil {
		m.runner = script.NewRunner(driven)
	}
	m.Op = 0
	m.Follow()
	v := c.View(engine.Watch{Key: m.Key})
	m.told = lastTold(v)
}

// enterOwn goes on in a copy of one's own.
func (m *Model) enterOwn(c source.Cluster) {
	s := m.seat
	m.endStudy()
	if c != s.own {
		s.kept = recordOf(c)
		s.pace = source.NewPace()
		s.pace.Playing = false
	}
	s.own, s.inOwn, s.looks = c, true, false
	m.lookAt(c, c)
	m.pace = s.pace
}

// keepEvery is how often the room is told at most how a copy of one's own stands.
const keepEvery = 5 * time.Second

// keepMsg: the room may be told again how the copy stands.
type keepMsg struct{}

// keepOwn tells the room how the copy of one's own stands, if something was done there:
// now, or as soon as it may be told again.
func (m *Model) keepOwn() tea.Cmd {
	s := m.seat
	if s == nil || s.own == nil || !s.inOwn || m.home != nil {
		return nil
	}
	k, ok := s.own.(source.Keeper)
	if !ok || recordOf(s.own) == s.kept || s.keeping {
		return nil
	}
	if wait := keepEvery - m.clock.Now().Sub(s.keptAt); wait > 0 {
		s.keeping = true
		return m.clock.After(wait, keepMsg{})
	}
	s.kept, s.keptAt = recordOf(s.own), m.clock.Now()
	s.Keep(k.Fork())
	return nil
}

// rejoin looks where the driver looks again.
func (m *Model) rejoin() {
	s := m.seat
	switch {
	case m.home != nil:
		m.layAside()
	case s.inOwn:
		s.pace = m.pace
		s.pace.Stop()
	}
	s.inOwn, s.looks = false, false
	m.lookAt(s.Shared(), nil)
	m.prompt, m.Picking = nil, false
	m.hear()
}

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
	_, drives := m.seat.Wheel()
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

// classLine carries out a line that is for the room, and says whether it is one.
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
// it is, and what else it could be. It says whether it was asked.
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

// badge says in the header what is looked at, and to whoever teaches how many hands are
// up.
func (m *Model) badge() string {
	if m.seat == nil {
		return ""
	}
	return m.lookedAt() + m.hands()
}

// hands counts the hands of those who are here, for whoever teaches.
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
	_, drives := m.seat.Wheel()
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

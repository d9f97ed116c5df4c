package tui

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"ringside/engine"
	"ringside/engine/script"
	"ringside/keymaps"
	"ringside/presets"
	"ringside/tui/class"
	"ringside/tui/draw"
	"ringside/tui/layout"
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

	kept    source.Record // of the copy, as the room knows it,
	keptAt  time.Time     // since then
	keeping bool          // it will be told again

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
	_, drives := s.Lease()
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

// following reports whether the screen looks where the driver does.
func (m *Model) following() bool {
	if m.seat == nil || m.seat.looks || m.seat.inOwn {
		return false
	}
	_, drives := m.seat.Lease()
	return !drives
}

// travels reports whether what is looked at can be taken to another moment by
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
	w, ok := m.seat.Lease()
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
	m.askLease(func(w class.Lease) <-chan class.Reply { return w.Control(c) })
}

func (m *Model) askLease(ask func(class.Lease) <-chan class.Reply) bool {
	if why := m.handsOff(); why != "" {
		m.fail(why)
		return false
	}
	if m.seat == nil {
		return false
	}
	if w, ok := m.seat.Lease(); ok {
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
	_, drives := m.seat.Lease()
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
	m.told = workspace.LastTold(v)
}

// enterOwn goes on in a copy of one's own.
func (m *Model) enterOwn(c source.Cluster) {
	s := m.seat
	m.endStudy()
	if c != s.own {
		s.kept = source.RecordOf(c)
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
	if !ok || source.RecordOf(s.own) == s.kept || s.keeping {
		return nil
	}
	if wait := keepEvery - m.clock.Now().Sub(s.keptAt); wait > 0 {
		s.keeping = true
		return m.clock.After(wait, keepMsg{})
	}
	s.kept, s.keptAt = source.RecordOf(s.own), m.clock.Now()
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

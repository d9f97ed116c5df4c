// Package participant is the explorer's side of somebody in a class: what is on their
// screen, what they tell and ask the room, the lessons that they take alone, and the keys
// and lines of a class.
//
//	class.Participant ── Snapshot ─▶ Participant.LookUp ─▶ Hear ─▶ drive.Driver, workspace
//	                  ◀─ Say, Show ── keys, lines of the class
//	class.Lease       ◀─ Do, Control ── Shared, the source.Source of the class's cluster
package participant

import (
	"cmp"
	"time"

	tea "charm.land/bubbletea/v2"

	"ringside/engine"
	"ringside/engine/history"
	"ringside/keymaps"
	"ringside/presets"
	"ringside/tui/action"
	"ringside/tui/bar"
	"ringside/tui/class"
	"ringside/tui/draw"
	"ringside/tui/drive"
	"ringside/tui/layout"
	"ringside/tui/source"
	"ringside/tui/workspace"
)

// Participant is the explorer's side of a place in a class: what it looks at, and how. A nil Participant
// is that of a person alone.
//
//	follows   the shared cluster, where the driver looks
//	drives    the shared cluster, where others follow
//	looks     the shared cluster or its past, anywhere, read-only
//	own       a copy of its own, or a lesson, as if it were alone
type Participant struct {
	action.Desk
	room      class.Participant
	seen      class.Snapshot // what this message is handled by, and its frame drawn from
	looks     bool
	copyOf    string          // whose copy is looked at instead of the shared cluster; "" if none is
	own       source.Cluster  // the copy; nil if there is none
	inOwn     bool            // the copy is looked at, or a lesson of its own: then Home is the class
	aside     *drive.Subject  // a lesson of its own that can be gone back to; nil if there is none
	selfPaced class.SelfPaced // what was told of it to the room
	playback  source.Playback // of the copy, while another cluster is looked at
	drove     bool            // at the last look
	reads     bool            // follows, but for the lesson's pane, which is in view here
	told      [2]uint64
	heard     [2]string       // the notices of these numbers
	at        occasion        // of the message in the last line
	shown     workspace.Place // what was told to those who follow

	kept    source.Record // of the copy, as the room knows it,
	keptAt  time.Time     // since then
	keeping bool          // it will be told again

	turn             int              // of Lesson, as far as the driver has looked there
	left             *workspace.Place // where the driver looked in the class's own cluster; nil outside of a lesson
	asked            int              // of Poll: the last one whose key has been selected
	resets, revealed int              // of Mine and of Poll, as far as they have been looked at
}

// ReplyMsg is the room's answer. Then is what to go on with in what it gave.
type ReplyMsg struct {
	class.Reply
	Then engine.Command
}

// New begins a participant. What it is looked at with stands still until Hear has been called.
func New(d action.Desk, room class.Participant) *Participant {
	seen := room.Snapshot()
	s := &Participant{Desk: d, room: room, seen: seen, playback: source.NewPlayback(), selfPaced: seen.Mine.SelfPaced, resets: seen.Mine.Resets}
	s.told[0] = seen.Room.Note.Number // for those who were here then; a notice to this participant alone is new
	s.at = s.occasion()
	s.Cluster, s.Remote, s.Local = s.Shared(), s.Shared(), nil
	return s
}

// occasion is what a message in the last line may be about. When it is over the
// message goes: what was answered is no news of the next question, nor is who has
// asked it once it is gone.
type occasion struct {
	poll          int // 0: nothing is asked
	revealed      bool
	shows, driver string
	turn          int  // of a lesson
	hand          bool // one's own is up
}

func (s *Participant) occasion() (now occasion) {
	room := s.Room()
	now.shows, now.driver, now.hand = room.Shows, room.Driver, s.Mine().Hand
	if p := room.Poll; p != nil {
		now.poll, now.revealed = p.Number, p.Revealed
	}
	if l := room.Lesson; l != nil {
		now.turn = l.Turn
	}
	return now
}

// newOccasion clears the message when its occasion is over.
func (s *Participant) newOccasion() {
	now, was := s.occasion(), s.at
	if now == was {
		return
	}
	s.at = now
	if !s.Note.Leaving {
		s.Note = bar.Note{}
	}
	if p := s.Prompt; p != nil && p.Poll != 0 && (now.poll != p.Poll || now.revealed) {
		s.Unask()
		s.Refuse("the question was closed before your answer came")
	}
}

// say says something to the room.
func (s *Participant) say(asked class.Request) { s.await(s.room.Ask(asked), engine.Command{}) }

// await turns the room's answer into a message; answers arrive in the order of the lines.
// then is carried out in what the answer brings.
func (s *Participant) await(reply <-chan class.Reply, then engine.Command) {
	gone := s.room.Gone()
	s.Owe(func() tea.Msg {
		select {
		case r := <-reply:
			return ReplyMsg{r, then}
		case <-gone:
			return nil
		}
	})
}

// Hear takes in what has changed in the room.
func (s *Participant) Hear() {
	room, mine := s.Room(), s.Mine()
	if room.Held && (s.inOwn || s.looks) {
		s.rejoin()
	}
	_, drives := s.Lease()
	s.newOccasion()
	if mine.Resets > s.resets {
		s.resets, s.own = mine.Resets, nil
		if s.inOwn {
			s.rejoin()
		}
		s.endSelfPaced()
	}
	if s.Home != nil && s.classAsks(s.selfPacedNow().Title) {
		s.rejoin()
		s.Refuse(asksTheSame)
	}
	if drives && !s.drove && (s.looks || s.inOwn) {
		s.rejoin()
	}
	if p := room.Poll; p != nil && !p.Revealed && p.Number > s.asked {
		s.asked = p.Number
		if drives && p.Key != "" && !s.looks && !s.inOwn {
			s.Key = p.Key
			s.GoTo(layout.Ring)
		}
	}
	if p := room.Poll; p != nil && p.Revealed && p.Number > s.revealed {
		s.revealed = p.Number
		if drives && p.Key != "" && !s.looks && !s.inOwn {
			s.Key = p.Key
			s.GoTo(layout.Walk)
		}
	}
	if !s.inOwn {
		s.Playback = room.Playback
		if !s.Job.Here() { // else it is on the way to another moment of the class's past
			s.Job = nil
		}
		if s.Job == nil && room.Job != "" && (mine.Instructor || !s.Covers(presets.PartClock)) { // how long it takes would tell
			s.Job = &source.Job{Name: room.Job}
			if part := room.Part; part >= 0 {
				s.Job.Part = func() float64 { return part }
			}
		}
	}
	s.StopAsked()
	s.lookWithLesson()
	if s.Following() {
		s.mirror(room.Place)
	}
	if s.Focus >= s.Panes() { // the lesson is over
		s.Focus = min(s.Upper, layout.Log)
	}
	personal := mine.Note.Number > s.told[1] && mine.Note.Text != "" // perhaps a code that is not told again
	for i, n := range []class.Notice{room.Note, mine.Note} {
		switch {
		case n.Text == "": // it is true no more
			if s.heard[i] != "" && s.Note.Text == s.heard[i] {
				s.Note = bar.Note{}
			}
			s.told[i], s.heard[i] = n.Number, ""
		case n.Number > s.told[i]:
			s.told[i], s.heard[i] = n.Number, n.Text
			s.Note = bar.Note{Text: n.Text, Bad: n.Bad}
		}
	}
	if drives != s.drove && !s.Note.Leaving {
		s.drove = drives
		if personal {
			return
		}
		s.Say(map[bool]string{true: "you drive now: everybody sees what you do", false: s.whoDrives()}[drives])
	}
}

// Following reports whether the screen looks where the driver does.
func (s *Participant) Following() bool {
	if s == nil || s.looks || s.inOwn {
		return false
	}
	_, drives := s.Lease()
	return !drives
}

// Roams reports whether this screen can go to another moment without the class.
func (s *Participant) Roams() bool { return s.looks }

// mirror looks where the driver does, but for what was opened here.
func (s *Participant) mirror(p workspace.Place) {
	lesson, own := s.Scrolls[layout.Lesson], s.Pages.Only(s.Book.Private) // everybody reads at a pace of their own
	s.Place = p
	s.Scrolls[layout.Lesson] = lesson
	if s.ClassLesson() != nil && (s.reads || s.hidden(p.Focus)) {
		s.Focus = layout.Lesson
	}
	s.Pages = s.Pages.Over(own)
}

// hidden reports whether a screen that shows one pane at a time would show nothing in this one,
// since it is covered.
func (s *Participant) hidden(p layout.Pane) bool {
	covers := s.Panels[p].About().Covers
	return s.Screen.Shape == layout.Narrow && covers != "" && s.Covers(covers)
}

// TellPlace tells those who follow where this screen looks.
func (s *Participant) TellPlace() {
	if s == nil || s.inOwn || s.looks {
		return
	}
	w, ok := s.Lease()
	if !ok {
		return
	}
	p := s.Place
	p.Pages = p.Pages.Only(s.Book.Public)
	if p != s.shown {
		s.shown = p
		w.Show(p)
	}
}

// HandsOff says why the cluster that is looked at can't be driven from here; ""
// if it can.
func (s *Participant) HandsOff() string {
	if s.Local != nil {
		return ""
	}
	return s.mayNot()
}

// mayNot says why this participant can't drive what the class looks at, and what it can do
// instead; "" if it drives.
func (s *Participant) mayNot() string {
	_, drives := s.Lease()
	switch {
	case s.looks:
		return "you can only look at this; " + s.KeyName(keymaps.LookAround) + " goes back to the class"
	case !drives && s.answers() != "":
		return s.whoDrives() + "; " + s.answers()
	case !drives && s.selfPaced.Name != "":
		return s.whoDrives() + "; " + s.KeyName(keymaps.OwnCopy) + " goes back to your lesson"
	case !drives:
		return s.whoDrives() + "; " + s.KeyName(keymaps.OwnCopy) + " makes a copy of your own"
	}
	return ""
}

// answers says which key answers the question that is open, as a letter of one of its choices
// alone does not; "" if none is, or to those who teach.
func (s *Participant) answers() string {
	if s.seen.Asked() == nil || s.Mine().Instructor {
		return ""
	}
	return s.KeyName(keymaps.AnswerPoll) + " answers the question"
}

func (s *Participant) whoDrives() string {
	if by := s.Room().Driver; by != "" {
		return draw.CleanTo(by, class.LongestName) + " drives"
	}
	return "nobody drives now"
}

// Off says why an action is not for this participant now; "" if it is.
func (s *Participant) Off(in action.Intent) string {
	switch {
	case s == nil && in.Class:
		return "this is not a classroom"
	case s == nil || in.Travels && s.Roams():
		return ""
	case in.Drives:
		return s.HandsOff()
	case in.Looks && s.Following() && (s.Book.Top() == nil || !s.Book.Top().Of.Private):
		return s.whoDrives() + "; " + cmp.Or(s.answers(), s.KeyName(keymaps.LookAround)+" lets you look around")
	}
	return ""
}

// Class is the class, as it was when this message came in.
func (s *Participant) Class() *class.Snapshot { return &s.seen }

// Past asks for the shared cluster as it was, to carry a command out in that.
func (s *Participant) Past(cmd engine.Command) { s.await(s.room.Ask(class.Request{Verb: "past"}), cmd) }

// Own is what a lesson of one's own is driven with: in a class there is a limit to it.
func (s *Participant) Own(h *history.History) source.Cluster { return s.room.Own(h) }

// Afford says why nothing more can be worked out for this participant now; nil if it can.
func (s *Participant) Afford() error { return s.room.Afford() }

// News has a token whenever something has changed in the room, and Gone is closed when
// the participant is somebody else's.
func (s *Participant) News() (news, gone <-chan struct{}) { return s.room.News(), s.room.Gone() }

// ProgressStore is where the place in lessons is kept.
func (s *Participant) ProgressStore() class.ProgressStore { return s.room.ProgressStore() }

// Heard takes in the room's answer.
func (s *Participant) Heard(r ReplyMsg) {
	s.TakeReply(func() error {
		if r.Err == nil {
			s.take(r)
		}
		return r.Err
	})
}

// take goes on with what the room's answer brings.
func (s *Participant) take(r ReplyMsg) {
	if s.Home != nil && (r.Own != nil || r.Past != nil) {
		s.rejoin()
	}
	switch {
	case r.Own != nil:
		s.enterOwn(r.Own)
		s.Say("your own copy: nobody else sees what you do; " + s.KeyName(keymaps.LookAround) + " goes back to the class")
	case r.Past != nil:
		s.looks, s.inOwn, s.copyOf = true, false, r.Of
		s.LookAt(r.Past, nil)
		if r.Then.Verb != 0 {
			s.Run(r.Then)
		}
	}
	if r.Said != "" {
		s.Say(r.Said)
	}
}

// enterOwn goes on in a copy of one's own.
func (s *Participant) enterOwn(c source.Cluster) {
	s.endSelfPaced()
	if c != s.own {
		s.kept = source.RecordOf(c)
		s.playback = source.NewPlayback()
		s.playback.Playing = false
	}
	s.own, s.inOwn, s.looks = c, true, false
	s.LookAt(c, source.NewLocal(c))
	s.Playback = s.playback
}

// keepEvery is how often the room is told at most how a copy of one's own stands.
const keepEvery = 5 * time.Second

// KeepMsg: the room may be told again how the copy stands.
type KeepMsg struct{}

// KeepAgain lets the room be told again how the copy stands.
func (s *Participant) KeepAgain() { s.keeping = false }

// KeepOwn tells the room how the copy of one's own stands, if something was done there:
// now, or as soon as it may be told again.
func (s *Participant) KeepOwn() tea.Cmd {
	if s == nil || s.own == nil || !s.inOwn || s.Home != nil {
		return nil
	}
	k, ok := s.own.(source.Keeper)
	if !ok || source.RecordOf(s.own) == s.kept || s.keeping {
		return nil
	}
	if wait := keepEvery - s.Clock.Now().Sub(s.keptAt); wait > 0 {
		s.keeping = true
		return s.Clock.After(wait, KeepMsg{})
	}
	s.kept, s.keptAt = source.RecordOf(s.own), s.Clock.Now()
	s.room.Keep(k.Fork())
	return nil
}

// rejoin looks where the driver looks again.
func (s *Participant) rejoin() {
	switch {
	case s.Home != nil:
		s.layAside()
	case s.inOwn:
		s.playback = s.Playback
		s.playback.Stop()
	}
	s.inOwn, s.looks = false, false
	s.LookAt(s.Shared(), nil)
	s.Prompt, s.Picking = nil, false
	s.Hear()
}

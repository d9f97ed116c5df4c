// Lessons that somebody in a class takes alone.

package participant

import (
	tea "charm.land/bubbletea/v2"

	"ringside/keymaps"
	"ringside/tui/class"
)

// Somebody in a class can go through a lesson or a challenge alone. It happens in
// a cluster of its own, as a copy does: the same keys lead there and back, and the
// class can call everybody out of it. How far it has come is kept with the participant.

// asksTheSame is why somebody can't be in a lesson alone.
const asksTheSame = "the class is asked about this lesson now; answer there first"

// selfPacedOff says why somebody in a class can't be in a lesson alone now; "" if it
// can be.
func (s *Participant) selfPacedOff(title string) string {
	switch {
	case s.Room().Held:
		return "everybody looks at the class now"
	case s.classAsks(title):
		return asksTheSame
	}
	return ""
}

// classAsks reports whether a question of a lesson of this title is open in the
// class: the lesson would answer it.
func (s *Participant) classAsks(title string) bool {
	l := s.ClassLesson()
	return l != nil && l.Name == title && s.seen.Asked() != nil
}

// Begin puts what is on the screen aside for a self-paced lesson, or says why it can't begin
// now.
func (s *Participant) Begin(title string) bool {
	if s == nil {
		return true
	}
	if why := s.selfPacedOff(title); why != "" {
		s.Refuse(why)
		return false
	}
	s.beginSelfPaced()
	return true
}

// beginSelfPaced puts what is on the screen aside for a self-paced lesson.
func (s *Participant) beginSelfPaced() {
	if s.Home == nil && (s.inOwn || s.looks) {
		s.rejoin()
	}
	s.inOwn, s.looks, s.aside = true, false, nil
}

// layAside puts a lesson of one's own aside as it is, to come back to.
func (s *Participant) layAside() {
	s.Close()
	aside := s.Driver.Subject
	s.aside = &aside
	s.GoHome()
}

// resumeSelfPaced goes back to the lesson that was put aside; after the line was
// lost, to the step at which it was.
func (s *Participant) resumeSelfPaced() tea.Cmd {
	if why := s.selfPacedOff(s.selfPaced.Title); why != "" {
		s.Refuse(why)
		return nil
	}
	if s.aside == nil {
		return s.Host.Learn(s.selfPaced.Name, false)
	}
	aside := *s.aside
	s.beginSelfPaced()
	s.Enter(aside)
	s.Say("where you were; " + s.KeyName(keymaps.OwnCopy) + " goes back to the class")
	return nil
}

// Leave ends a lesson of one's own. The place in it is kept.
func (s *Participant) Leave() {
	s.rejoin()
	s.endSelfPaced()
	s.Say("back in the class")
}

// endSelfPaced forgets the lesson that could be gone back to.
func (s *Participant) endSelfPaced() {
	s.aside = nil
	if s.selfPaced != (class.SelfPaced{}) {
		s.selfPaced = class.SelfPaced{}
		s.room.Learns(s.selfPaced)
	}
}

// selfPacedNow returns the lesson or the challenge that is looked at.
func (s *Participant) selfPacedNow() (now class.SelfPaced) {
	switch {
	case s.Lesson != nil:
		p := s.Lesson.Preset()
		now = class.SelfPaced{Name: p.Name, Title: p.Title, Steps: len(p.Steps)}
		_, now.Step = s.Lesson.Step()
	case s.ChallengeRun != nil:
		p := s.ChallengeRun.Preset()
		now = class.SelfPaced{Name: p.Name, Title: p.Title}
	}
	return now
}

// TellSelfPaced tells the room about the self-paced lesson when it has changed.
func (s *Participant) TellSelfPaced() {
	if s == nil {
		return
	}
	now := s.selfPaced
	if s.Home != nil {
		now = s.selfPacedNow()
	} else {
		now.Aside = now.Name != ""
	}
	if now != s.selfPaced {
		s.selfPaced = now
		s.room.Learns(now)
	}
}

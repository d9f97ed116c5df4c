// Lessons that somebody in a class takes alone.

package seat

import (
	tea "charm.land/bubbletea/v2"

	"ringside/keymaps"
	"ringside/tui/class"
)

// Somebody in a class can go through a lesson or a challenge alone. It happens in
// a cluster of its own, as a copy does: the same keys lead there and back, and the
// class can call everybody out of it. How far it has come is kept with the seat.

// asksTheSame is why somebody can't be in a lesson alone.
const asksTheSame = "the class is asked about this lesson now; answer there first"

// studyOff says why somebody in a class can't be in a lesson alone now; "" if it
// can be.
func (s *Seat) studyOff(title string) string {
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
func (s *Seat) classAsks(title string) bool {
	l := s.ClassLesson()
	return l != nil && l.Name == title && s.seen.Asked() != nil
}

// Begin puts aside what is looked at, for a lesson of one's own; or says why it can't be
// gone through now.
func (s *Seat) Begin(title string) bool {
	if s == nil {
		return true
	}
	if why := s.studyOff(title); why != "" {
		s.Fail(why)
		return false
	}
	s.beginStudy()
	return true
}

// beginStudy puts aside what is looked at, for a lesson of one's own.
func (s *Seat) beginStudy() {
	if s.Home == nil && (s.inOwn || s.looks) {
		s.rejoin()
	}
	s.inOwn, s.looks, s.aside = true, false, nil
}

// layAside puts a lesson of one's own aside as it is, to come back to.
func (s *Seat) layAside() {
	s.Close()
	aside := s.Driver.Sight
	s.aside = &aside
	s.GoHome()
}

// goOnStudying goes back to the lesson that was put aside; after the line was
// lost, to the step at which it was.
func (s *Seat) goOnStudying() tea.Cmd {
	if why := s.studyOff(s.study.Title); why != "" {
		s.Fail(why)
		return nil
	}
	if s.aside == nil {
		return s.Host.Learn(s.study.Name, false)
	}
	aside := *s.aside
	s.beginStudy()
	s.Enter(aside)
	s.Say("where you were; " + s.KeyName(keymaps.OwnCopy) + " goes back to the class")
	return nil
}

// Leave ends a lesson of one's own. The place in it is kept.
func (s *Seat) Leave() {
	s.rejoin()
	s.endStudy()
	s.Say("back in the class")
}

// endStudy forgets the lesson that could be gone back to.
func (s *Seat) endStudy() {
	s.aside = nil
	if s.study != (class.Study{}) {
		s.study = class.Study{}
		s.room.Learns(s.study)
	}
}

// studies is the lesson or the challenge that is looked at.
func (s *Seat) studies() (now class.Study) {
	switch {
	case s.Lesson != nil:
		p := s.Lesson.Preset()
		now = class.Study{Name: p.Name, Title: p.Title, Steps: len(p.Steps)}
		_, now.Step = s.Lesson.Step()
	case s.ChallengeRun != nil:
		p := s.ChallengeRun.Preset()
		now = class.Study{Name: p.Name, Title: p.Title}
	}
	return now
}

// TellStudy tells the room what is learned here alone, when that has changed.
func (s *Seat) TellStudy() {
	if s == nil {
		return
	}
	now := s.study
	if s.Home != nil {
		now = s.studies()
	} else {
		now.Aside = now.Name != ""
	}
	if now != s.study {
		s.study = now
		s.room.Learns(now)
	}
}

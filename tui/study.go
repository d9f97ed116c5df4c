package tui

import (
	tea "charm.land/bubbletea/v2"

	"ringside/engine/history"
	"ringside/keymaps"
	"ringside/tui/class"
	"ringside/tui/source"
)

// Somebody in a class can go through a lesson or a challenge alone. It happens in
// a cluster of its own, as a copy does: the same keys lead there and back, and the
// class can call everybody out of it. How far it has come is kept with the seat.

// asksTheSame is why somebody can't be in a lesson alone.
const asksTheSame = "the class is asked about this lesson now; answer there first"

// studyOff says why somebody in a class can't be in a lesson alone now; "" if it
// can be.
func (m *Model) studyOff(title string) string {
	switch {
	case m.seat.Room().Held:
		return "everybody looks at the class now"
	case m.classAsks(title):
		return asksTheSame
	}
	return ""
}

// classAsks reports whether a question of a lesson of this title is open in the
// class: the lesson would answer it.
func (m *Model) classAsks(title string) bool {
	l := m.classLesson()
	return l != nil && l.Name == title && m.openPoll() != nil
}

// ownCluster is what a lesson is driven with: in a class there is a limit to it.
func (m *Model) ownCluster(h *history.History) source.Cluster {
	if m.seat == nil {
		return h
	}
	return m.seat.Own(h)
}

// afford says why nothing more can be worked out for a seat now, and whether that is
// so. Alone there is no limit.
func (m *Model) afford(what string) bool {
	if m.seat == nil {
		return true
	}
	err := m.seat.Afford()
	if err != nil {
		m.fail(what + err.Error())
	}
	return err == nil
}

// beginStudy puts aside what is looked at, for a lesson of one's own.
func (m *Model) beginStudy() {
	s := m.seat
	if m.home == nil && (s.inOwn || s.looks) {
		m.rejoin()
	}
	s.inOwn, s.looks, s.aside = true, false, nil
}

// layAside puts a lesson of one's own aside as it is, to come back to.
func (m *Model) layAside() {
	m.close()
	aside := m.sight
	m.seat.aside = &aside
	m.goHome()
}

// goOnStudying goes back to the lesson that was put aside; after the line was
// lost, to the step at which it was.
func (m *Model) goOnStudying() tea.Cmd {
	s := m.seat
	if why := m.studyOff(s.study.Title); why != "" {
		m.fail(why)
		return nil
	}
	if s.aside == nil {
		return m.learnNamed(s.study.Name, false)
	}
	aside := *s.aside
	m.beginStudy()
	m.enter(aside)
	m.say("where you were; " + m.keyName(keymaps.OwnCopy) + " goes back to the class")
	return nil
}

// leaveStudy ends a lesson of one's own. The place in it is kept.
func (m *Model) leaveStudy() {
	m.rejoin()
	m.endStudy()
	m.say("back in the class")
}

// endStudy forgets the lesson that could be gone back to.
func (m *Model) endStudy() {
	s := m.seat
	s.aside = nil
	if s.study != (class.Study{}) {
		s.study = class.Study{}
		s.Learns(s.study)
	}
}

// studies is the lesson or the challenge that is looked at.
func (m *Model) studies() (now class.Study) {
	switch {
	case m.lesson != nil:
		p := m.lesson.Preset()
		now = class.Study{Name: p.Name, Title: p.Title, Steps: len(p.Steps)}
		_, now.Step = m.lesson.Step()
	case m.challengeRun != nil:
		p := m.challengeRun.Preset()
		now = class.Study{Name: p.Name, Title: p.Title}
	}
	return now
}

// tellStudy tells the room what is learned here alone, when that has changed.
func (m *Model) tellStudy() {
	if m.seat == nil {
		return
	}
	now := m.seat.study
	if m.home != nil {
		now = m.studies()
	} else {
		now.Aside = now.Name != ""
	}
	if now != m.seat.study {
		m.seat.study = now
		m.seat.Learns(now)
	}
}

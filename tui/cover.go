package tui

import (
	"slices"

	"ringside/engine"
	"ringside/keymaps"
	"ringside/presets"
	"ringside/tui/class"
	"ringside/tui/layout"
	"ringside/tui/pane"
)

// While a question is open, what would give its answer away lies under a cover: not
// only the panes that a lesson names, or that tell the fact that is asked, but every
// page, message and count that tells the same, and every line that would print it;
// in a class in all that anybody looks at, whether they have answered or not.
//
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

// covers reports whether one of these is covered, of presets.AllCovers; without any
// whether something is.
func (m *Model) covers(some ...string) bool {
	own, class := m.covered()
	if len(some) == 0 {
		return len(own)+len(class) > 0
	}
	return slices.ContainsFunc(some, func(name string) bool {
		return slices.Contains(own, name) || slices.Contains(class, name)
	})
}

// covered lists what a question of one's own lesson covers, and one of the class's.
func (m *Model) covered() (own, class []string) {
	if m.lesson != nil {
		own = m.lesson.Covered()
	}
	if l := m.classLesson(); l != nil && len(l.Covered) > 0 {
		class = append(slices.Clip(l.Covered), presets.CoverClock)
	}
	if p := m.openPoll(); p != nil && len(p.Covered) > 0 {
		class = slices.Concat(class, p.Covered)
	}
	return own, class
}

// coverWords says until when something is covered.
func (m *Model) coverWords() string {
	if _, class := m.covered(); len(class) > 0 {
		return "covered until the answer is shown"
	}
	return "covered until you answer"
}

// wouldTell is why a line can't be carried out that prints what is covered.
func (m *Model) wouldTell() string {
	if _, class := m.covered(); len(class) > 0 {
		return "that would tell what the class is asked; wait until the answer is shown"
	}
	return "that would tell what is asked; answer first"
}

// withheld is why nothing can be done now in what is looked at from a seat; "" if
// something can.
func (m *Model) withheld() string {
	if m.seat == nil {
		return ""
	}
	if _, class := m.covered(); len(class) == 0 {
		return ""
	}
	what := ""
	switch _, drives := m.seat.Lease(); {
	case m.lesson != nil:
		what = "the cluster of your lesson stands still"
	case m.home != nil:
		what = "your challenge stands still"
	case m.seat.inOwn:
		what = "your copy stands still"
	case m.seat.looks:
		what = "nothing of the past is shown"
	case drives && !m.seat.Mine().Instructor:
		what = "you can only let time pass"
	default:
		return ""
	}
	return "the class is asked something: " + what + " until the answer is shown"
}

// refuses is why a typed command can't be carried out because the class is asked
// something; "" if it can.
func (m *Model) refuses(cmd engine.Command) string {
	if m.driven == nil && !m.travels() && class.Blind(cmd) {
		return ""
	}
	return m.withheld()
}

// refusesKey is the same for a key.
func (m *Model) refusesKey(a keymaps.Action) string {
	if in := m.intents[a]; !in.drives || a == keymaps.Play && m.driven == nil && !m.travels() {
		return ""
	}
	return m.withheld()
}

// stands reports whether time stands in a cluster of one's own because the class is
// asked something. What a lesson plays goes on: it is the same for everybody.
func (m *Model) stands() bool {
	return m.driven != nil && m.withheld() != "" && (m.lesson == nil || !m.lesson.Watching())
}

// runs is whether the header says that time passes. Where the clock is covered it does
// not tell that a run has ended, nor that nothing is left to happen.
func (m *Model) runs() bool {
	if m.covers(presets.CoverClock) {
		return m.pace.Playing && !m.stands()
	}
	return m.pace.Playing || m.job != nil
}

// motionShown is what the header takes to be going on, for how fast time passes.
func (m *Model) motionShown() engine.Motion {
	if m.covers(presets.CoverClock) {
		return engine.Moving
	}
	return m.View.Motion
}

// stopAsked ends what lets time pass in a cluster that is to stand still, or what
// would tell by its end what is covered.
func (m *Model) stopAsked() {
	if m.job == nil {
		return
	}
	switch why := m.withheld(); {
	case m.driven != nil && why != "":
		m.endJob()
		m.fail("stopped: " + why)
	case m.job.judges && m.covers():
		m.endJob()
		m.fail("stopped: " + m.wouldTell())
	}
}

// detailCovered opens no page that would be chosen by what is covered, and says so.
// It reports whether it did.
func (m *Model) detailCovered() bool {
	chosen := m.Focus == layout.Log || m.Focus == layout.Operation || m.Focus == layout.Walk
	if !chosen || !m.covers("operation", "log", "lanes") {
		return false
	}
	m.say(m.coverWords())
	return true
}

// paneOf returns what is drawn in the place of a pane: the pane, or its cover. The
// ring and the walk cover what they must by themselves, unless all of them must go.
func (m *Model) paneOf(p layout.Pane) pane.Pane {
	if covers := m.panels[p].About().Covers; covers != "" && m.covers(covers) {
		m.frame.covers[p].Words = m.coverWords()
		return &m.frame.covers[p]
	}
	return m.panels[p]
}

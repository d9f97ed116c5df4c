package tui

import (
	"ringside/engine/script"
	"ringside/tui/keep"
	"ringside/tui/lesson"
	"ringside/tui/source"
	"ringside/tui/workspace"
)

// sight is a cluster that is looked at, and how: all that is put aside while
// another one is.
type sight struct {
	workspace.Workspace
	title        string
	cluster      source.Shown
	driven       source.Cluster    // cluster, nil if it can only be looked at
	remote       source.Source     // cluster, if it is neither driven from here nor a class's
	runner       *script.Runner    // of driven
	lesson       *lesson.Lesson    // that happens in it; nil if none does
	challengeRun *lesson.Challenge // the same of a challenge

	pace source.Pace
	job  *job

	ahead  int    // how many events are recorded after the present moment
	parted string // that a branch has begun, until it is said
	told   uint32 // the last operation whose outcome has been noted
	knob   string // which of n, r and w is raised and lowered

	kept keep.Session
}

// newSight looks at a cluster that nobody has looked at yet. It may be nil, for
// one that is still to come.
func newSight(stage *workspace.Stage, c source.Cluster, title string) sight {
	s := sight{title: title, pace: source.NewPace(), knob: "n"}
	s.Stage = stage
	s.Log.Follow = true
	if c != nil {
		s.cluster, s.driven, s.runner, s.kept = c, c, script.NewRunner(c), keep.Of(c, "")
	}
	return s
}

// enter looks at something else, with the explorer's own put aside.
func (m *Model) enter(s sight) {
	m.close()
	if m.home == nil {
		home := m.sight
		m.home = &home
	}
	m.sight = s
	m.View = m.cluster.View(m.Watch)
}

// goHome looks at the explorer's own cluster again, as it was left.
func (m *Model) goHome() {
	if m.home == nil {
		return
	}
	m.close()
	m.sight, m.home = *m.home, nil
}

// close ends what is going on before something else is looked at.
func (m *Model) close() {
	if m.job != nil && m.driven != nil {
		m.endJob()
	}
	m.pace.Stop()
	m.prompt, m.Picking = nil, false
	m.Pages.Clear()
}

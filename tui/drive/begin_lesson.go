// Lessons and challenges that are begun.

package drive

import (
	"ringside/engine"
	"ringside/presets"
	"ringside/tui/layout"
	"ringside/tui/lesson"
	"ringside/tui/workspace"
)

// Learns reports whether it is this that is being learned.
func (d *Driver) Learns(name string) bool {
	return d.Lesson != nil && d.Lesson.Preset().Name == name || d.ChallengeRun != nil && d.ChallengeRun.Preset().Name == name
}

// Learn puts what is on the screen aside and begins a lesson.
func (d *Driver) Learn(l *presets.WalkthroughRun) {
	s := Look(d.Stage, d.Gate.Own(l.History()), l.Preset().Name)
	s.Lesson = lesson.New(l)
	s.Focus = layout.Lesson
	d.Enter(s)
	d.Lesson.AtStep(d.LessonDesk())
}

// Try puts what is on the screen aside and begins a challenge.
func (d *Driver) Try(a *presets.ChallengeRun) {
	a.Solver = d.Solver
	s := Look(d.Stage, d.Gate.Own(a.History()), a.Preset().Name)
	s.ChallengeRun = lesson.Try(a)
	s.Focus, s.Upper = layout.Lesson, layout.Nodes
	d.Enter(s)
	d.Told = workspace.LastTold(d.View)
	if op := d.View.Newest(); op != nil {
		d.Key = op.Key
	}
}

// AheadShown is how many events the header says are recorded ahead: those of a
// lesson that is where it should be are no news.
func (d *Driver) AheadShown() int {
	if d.Lesson != nil && (d.Lesson.Holds() || d.Lesson.Open()) {
		return 0
	}
	return d.Ahead
}

// AtCalm reports whether time stands where a lesson is and nothing waits for it.
func (d *Driver) AtCalm() bool {
	return d.Lesson != nil && d.Lesson.Resting() && d.Cluster.Motion() <= engine.Background
}

// Sights: the cluster on the screen, and those that are put aside meanwhile.

package drive

import (
	"ringside/engine"
	"ringside/tui/keep"
	"ringside/tui/lesson"
	"ringside/tui/source"
	"ringside/tui/workspace"
)

// Sight is a cluster that is looked at, and how: all that is put aside while
// another one is.
type Sight struct {
	workspace.Workspace
	Title        string
	Cluster      source.Shown
	Local        *source.Local     // of Cluster; nil if it can only be looked at
	Remote       source.Source     // Cluster, if it lives elsewhere and can be asked for something; else nil
	Lesson       *lesson.Lesson    // that happens in it; nil if none does
	ChallengeRun *lesson.Challenge // the same of a challenge

	Playback source.Playback
	Job      *source.Job // what lets time go on as fast as it can; nil: nothing does

	Ahead int    // how many events are recorded after the present moment
	Told  uint32 // the last operation whose outcome has been noted
	Knob  string // which of n, r and w is raised and lowered

	Kept   keep.Session
	parted string // that a branch has begun, until it is said
}

// Look returns the sight of a cluster that nobody has looked at yet. It may be nil, for
// one that is still to come.
func Look(stage *workspace.Stage, c source.Cluster, title string) Sight {
	s := Sight{Title: title, Playback: source.NewPlayback(), Knob: "n"}
	s.Stage = stage
	s.Log.Follow = true
	if c != nil {
		s.Cluster, s.Local, s.Kept = c, source.NewLocal(c), keep.Of(c, "")
	}
	return s
}

// Enter looks at something else, with the explorer's own put aside.
func (d *Driver) Enter(s Sight) {
	d.Close()
	if d.Home == nil {
		home := d.Sight
		d.Home = &home
	}
	d.Sight = s
	d.View = d.Cluster.View(d.Watch)
}

// GoHome looks at the explorer's own cluster again, as it was left.
func (d *Driver) GoHome() {
	if d.Home == nil {
		return
	}
	d.Close()
	d.Sight, d.Home = *d.Home, nil
}

// Close ends what is going on before something else is looked at.
func (d *Driver) Close() {
	if d.Job != nil && d.Local != nil {
		d.StopJob()
	}
	d.Playback.Stop()
	d.Prompt, d.Picking = nil, false
	d.Pages.Clear()
}

// OwnSight is the explorer's own sight, whatever is looked at now.
func (d *Driver) OwnSight() *Sight {
	if d.Home != nil {
		return d.Home
	}
	return &d.Sight
}

// Unsaved reports whether something has been done that is not saved anywhere. The place in
// a lesson is always saved.
func (d *Driver) Unsaved() bool {
	own := d.OwnSight()
	return own.Lesson == nil && own.ChallengeRun == nil && own.Kept.Unsaved(own.Cluster)
}

// LookAt has another cluster on the screen, which is driven from here or only looked at.
func (d *Driver) LookAt(c source.Shown, local *source.Local) {
	if d.Job != nil && d.Local != nil {
		d.StopJob()
	}
	d.Cluster, d.Local, d.Job = c, local, nil
	d.Remote = nil
	if local == nil {
		d.Remote, _ = c.(source.Source)
	}
	d.Op = 0
	d.Follow()
	v := c.View(engine.Watch{Key: d.Key})
	d.Told = workspace.LastTold(v)
}

// Resume takes up a cluster that has a past where it was left: time stands, so
// that nothing is missed, and the key of the latest operation is selected.
func (d *Driver) Resume() {
	d.Ahead = source.Ahead(d.Cluster)
	if d.View.Trace.Len() > 0 || d.Ahead > 0 {
		d.Playback.Playing = false
	}
	if op := workspace.Latest(d.View); op != nil {
		d.Told, d.Key = workspace.LastTold(d.View), op.Key
	}
}

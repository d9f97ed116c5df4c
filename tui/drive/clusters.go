// Subjects: the cluster on the screen, and the one that is put aside while a lesson is on it.

package drive

import (
	"ringside/engine"
	"ringside/engine/history"
	"ringside/tui/lesson"
	"ringside/tui/save"
	"ringside/tui/source"
	"ringside/tui/workspace"
)

// Subject is the cluster that is explored, with the state of the screen around it. It is
// put aside as a whole while another one is on the screen.
type Subject struct {
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
	Twin  bool   // it is the embedded twin of a real cluster, from which Escape comes back
	Knob  string // which of n, r and w is raised and lowered

	Kept   save.Session
	parted string // that a branch has begun, until it is said
}

// Look returns the subject for a cluster that nobody has looked at yet. It may be nil, for
// one that is still to come.
func Look(stage *workspace.Stage, c source.Cluster, title string) Subject {
	s := Subject{Title: title, Playback: source.NewPlayback(), Knob: "n"}
	s.Stage = stage
	s.Log.Follow = true
	if c != nil {
		s.Cluster, s.Local, s.Kept = c, source.NewLocal(c), save.Of(c, "")
	}
	return s
}

// Enter looks at something else, with the explorer's own put aside.
func (d *Driver) Enter(s Subject) {
	d.Close()
	if d.Home == nil {
		home := d.Subject
		d.Home = &home
	}
	d.Subject = s
	d.View = d.Cluster.View(d.Watch)
}

// MakeTwin puts the real cluster on the screen aside and looks at an embedded one with the same ring,
// copies and levels, at the same key. The error says why there is none.
func (d *Driver) MakeTwin() error {
	cfg, err := engine.Twin(d.View)
	if err != nil {
		return err
	}
	h, err := history.New(cfg)
	if err != nil {
		return err
	}
	s := Look(d.Stage, d.Gate.Own(h), "twin of "+d.View.Outside.What)
	s.Twin, s.Key = true, d.Key
	d.Enter(s)
	return nil
}

// GoHome looks at the explorer's own cluster again, as it was left.
func (d *Driver) GoHome() {
	if d.Home == nil {
		return
	}
	d.Close()
	d.Subject, d.Home = *d.Home, nil
}

// Become looks at another cluster of one's own in place of the one that was explored, and of
// a lesson.
func (d *Driver) Become(s Subject) {
	d.GoHome()
	d.Close()
	d.Subject = s
	d.View = d.Cluster.View(d.Watch)
	d.Resume()
}

// Close ends what is going on before something else is looked at.
func (d *Driver) Close() {
	d.StopLines()
	if d.Job.Here() {
		d.StopJob()
	}
	d.Playback.Stop()
	d.Prompt, d.Picking = nil, false
	d.Pages.Clear()
}

// Own returns the explorer's own subject, even while a lesson is on the screen.
func (d *Driver) Own() *Subject {
	if d.Home != nil {
		return d.Home
	}
	return &d.Subject
}

// Unsaved reports whether something has been done that is not saved anywhere. The place in
// a lesson is always saved.
func (d *Driver) Unsaved() bool {
	own := d.Own()
	return own.Lesson == nil && own.ChallengeRun == nil && own.Kept.Unsaved(own.Cluster)
}

// WouldEnd reports whether something would be gone if the program had to end now: what is
// not saved, or a time that has been let pass.
func (d *Driver) WouldEnd() bool {
	own := d.Own()
	return own.Lesson == nil && own.ChallengeRun == nil && own.Kept.WouldEnd(own.Cluster)
}

// LookAt has another cluster on the screen, which is driven from here or only looked at.
func (d *Driver) LookAt(c source.Shown, local *source.Local) {
	d.StopLines()
	if d.Job.Here() {
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
	if op := d.View.Newest(); op != nil {
		d.Told, d.Key = workspace.LastTold(d.View), op.Key
	}
}

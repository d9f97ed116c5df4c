// What a question covers, and what can't be done while it is open.

package drive

import (
	"slices"

	"ringside/engine"
	"ringside/presets"
	"ringside/tui/class"
)

// While a question is open, what would give its answer away lies under a cover: not
// only the panes that a lesson names, or that tell the fact that is asked, but every
// page, message and count that tells the same, and every line that would print it;
// in a class in all that anybody looks at, whether they have answered or not.
//
// What is covered can still be computed, by doing something and seeing what becomes of
// it: which command is refused, and why; when a client is told; how many events there
// are. So while the class is asked, those who are asked compute nothing: their Gate
// withholds it.

// Covers reports whether one of these is covered, of presets.AllCovers; without any
// whether something is.
func (d *Driver) Covers(some ...presets.Part) bool {
	own, class := d.covered()
	if len(some) == 0 {
		return len(own)+len(class) > 0
	}
	return slices.ContainsFunc(some, func(part presets.Part) bool {
		return slices.Contains(own, part) || slices.Contains(class, part)
	})
}

// covered lists what a question of one's own lesson covers, and one of the class's.
func (d *Driver) covered() (own, class []presets.Part) {
	if d.Lesson != nil {
		own = d.Lesson.Covered()
	}
	if c := d.Gate.Class(); c != nil {
		class = c.Covered()
	}
	return own, class
}

// CoverWords says how long something stays covered.
func (d *Driver) CoverWords() string {
	if d.View.Ring == nil { // nothing is known yet of a cluster that is attached to
		return "waits for the cluster"
	}
	if _, class := d.covered(); len(class) > 0 {
		return "covered until the answer is shown"
	}
	return "covered until you answer"
}

// WouldTell says why a line that would print something covered is refused.
func (d *Driver) WouldTell() string {
	if _, class := d.covered(); len(class) > 0 {
		return "that would give the class's answer away; wait until it is shown"
	}
	return "that would give the answer away; answer first"
}

// refuses is why a typed command can't be carried out because the class is asked
// something; "" if it can.
func (d *Driver) refuses(cmd engine.Command) string {
	if d.Local == nil && !d.Gate.Roams() && class.Blind(cmd) {
		return ""
	}
	return d.Gate.Withheld()
}

// Runs is whether the header says that time passes. Where the clock is covered it does
// not tell that a run has ended, nor that nothing is left to happen.
func (d *Driver) Runs() bool {
	if d.Covers(presets.PartClock) {
		return d.Playback.Playing && !d.Stands()
	}
	return d.Playback.Playing || d.Job != nil
}

// MotionShown is what the header takes to be going on, for how fast time passes.
func (d *Driver) MotionShown() engine.Motion {
	if d.Covers(presets.PartClock) {
		return engine.Moving
	}
	return d.View.Motion
}

// StopAsked stops a job in a cluster that must stand still, and one whose end would give
// away what is covered.
func (d *Driver) StopAsked() {
	if d.Job == nil {
		return
	}
	switch why := d.Gate.Withheld(); {
	case d.Job.Here() && !d.Job.OfLesson() && why != "":
		d.StopJob()
		d.Refuse("stopped: " + why)
	case d.Job.Judges && d.Covers():
		d.StopJob()
		d.Refuse("stopped: " + d.WouldTell())
	}
}

// ClassLesson is the step that the class is at, nil if there is none.
func (d *Driver) ClassLesson() *class.LessonStep {
	if c := d.Gate.Class(); c != nil {
		return c.Room.Lesson
	}
	return nil
}

// TitleShown names what the cluster was made from: the lesson that the class is taking, or a
// preset.
func (d *Driver) TitleShown() string {
	if l := d.ClassLesson(); l != nil && d.Home == nil {
		return l.Name
	}
	return d.Title
}

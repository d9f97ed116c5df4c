// What a lesson has played, watched.

package lesson

import (
	"ringside/tui/layout"
	"ringside/tui/source"
)

// watchedBy is the clock by which a lesson is watched.
func watchedBy(d Desk) source.Watched { return source.Watched{Playback: d.Playback()} }

// watchPlayed goes back to where the last move began, and lets time pass.
func (l *Lesson) watchPlayed(d Desk) {
	if !l.Begin(watchedBy(d)) {
		l.EndWatch(d)
		return
	}
	l.resting = false
	d.Told()
}

// WatchOn lets time go on for one frame of what is watched.
func (l *Lesson) WatchOn(d Desk) {
	now := d.Now()
	if Unseen(d) {
		d.Playback().Hold(now)
		return
	}
	if l.On(watchedBy(d), now) {
		l.EndWatch(d)
	}
}

// Unseen reports whether what is watched is not in view: on a narrow screen that
// shows the lesson.
func Unseen(d Desk) bool {
	return d.Screen.Shape == layout.Narrow && d.Focus.Teaches()
}

// EndWatch goes to the end of what is watched.
func (l *Lesson) EndWatch(d Desk) {
	d.EndJob()
	if err := l.End(watchedBy(d)); err != nil {
		d.Fail(err.Error())
	}
	l.atRest(d)
}

// atRest has time stand where the lesson is.
func (l *Lesson) atRest(d Desk) {
	l.resting = true
	d.Told()
	d.Op = 0
}

// Wake lets time go on if it is the lesson that has it stand.
func (l *Lesson) Wake(d Desk) {
	if l.resting {
		l.resting = false
		d.Playback().Playing = true
		d.Playback().Stop()
	}
}

// Holds reports whether what is looked at is what the lesson has played, and not what the
// reader does.
func (l *Lesson) Holds() bool { return l.Watching() || l.resting }

// Resting reports whether time stands because the lesson has it stand.
func (l *Lesson) Resting() bool { return l.resting }

// Stray ends the watching where the reader has done something else meanwhile.
func (l *Lesson) Stray(d Desk) { l.Player.Stray(watchedBy(d)) }

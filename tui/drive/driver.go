// Package drive controls the cluster on the screen: it carries out commands, runs time,
// goes to other moments, and says what may not be done or seen now, and why.
//
//	intent, line ─▶ Gate: may it be? ─▶ Driver.Apply, Run ─┬─▶ source.Local   and time goes on with GoOn
//	                                                       └─▶ source.Source  its reply is a DoneMsg
//	frame ─▶ GoOn ─▶ source.Job, source.Playback or the lesson that is watched
//
// A Subject is a cluster on the screen with its workspace, its playback and the lesson that
// happens in it. One is put aside while another one is on the screen.
package drive

import (
	tea "charm.land/bubbletea/v2"

	"ringside/engine"
	"ringside/engine/history"
	"ringside/keymaps"
	"ringside/tui/bar"
	"ringside/tui/class"
	"ringside/tui/entry"
	"ringside/tui/layout"
	"ringside/tui/lesson"
	"ringside/tui/source"
)

// Driver controls the cluster on the screen. It belongs to one explorer and asks its Host
// for what it does not do itself.
type Driver struct {
	Subject
	Home *Subject // the explorer's own, while a lesson is looked at; else nil

	Host  lesson.Host
	Gate  Gate // Free: nobody else is concerned
	Clock source.Clock
	Keys  *keymaps.Keymap

	Solver string // whose solutions of challenges are made here; "": nobody has said

	Prompt *entry.Line // what is being typed; nil: nothing is
	Note   bar.Note    // a message in one line, until the next key

	warned   string       // the previous doubt of Warn
	greeting string       // what was said at the start
	waits    []tea.Cmd    // for answers to what was asked for
	owed     source.Queue // of replies of a source that lives elsewhere, and of the class
	branches branchList   // as it was asked for last
	story    story        // that was opened last
	lines    *batch       // pasted lines that wait for one; nil: none do
}

// Gate says what a participant in a class may do.
type Gate interface {
	// Class is the class as it is; nil for a person alone.
	Class() *class.Snapshot
	// HandsOff is why what is looked at can't be driven from here, Withheld why nothing
	// can be done in it because the class is asked something; "" if it can.
	HandsOff() string
	Withheld() string
	// Roams reports whether the past can be gone to by looking alone; Past goes there.
	Roams() bool
	Past(engine.Command)
	// Own is what a lesson of one's own is driven with, and Afford says why nothing more
	// can be worked out with it; nil if it can.
	Own(*history.History) source.Cluster
	Afford() error
}

// Free is the Gate of a person alone.
type Free struct{}

// Class returns none.
func (Free) Class() *class.Snapshot { return nil }

// HandsOff lets all be driven.
func (Free) HandsOff() string { return "" }

// Withheld withholds nothing.
func (Free) Withheld() string { return "" }

// Roams is for those who follow somebody.
func (Free) Roams() bool { return false }

// Past is never asked for.
func (Free) Past(engine.Command) {}

// Own returns the history itself.
func (Free) Own(h *history.History) source.Cluster { return h }

// Afford knows no limit.
func (Free) Afford() error { return nil }

// Say shows a message until the next key.
func (d *Driver) Say(text string) { d.Note = bar.Note{Text: text} }

// Fail shows one that says what failed and why.
func (d *Driver) Fail(text string) { d.Note = bar.Note{Text: text, Bad: true} }

// Refuse shows a message that says why something can't be done now. Nothing failed, so it
// is not drawn as a failure.
func (d *Driver) Refuse(text string) { d.Note = bar.Note{Text: text, Refused: true} }

// Greet shows a message at the start, until the next key, beside what Warn has to say.
func (d *Driver) Greet(text string) {
	d.greeting, d.warned = text, text
	d.Say(text)
}

// Warn shows a doubt until the next key, in place of the previous one, unless something
// else is said; "" takes the previous one away.
func (d *Driver) Warn(text string) {
	if d.greeting != "" && text != "" {
		text = d.greeting + "; " + text
	} else {
		text += d.greeting
	}
	if text != d.warned && d.Note.Text == d.warned {
		d.warned, d.Note = text, bar.Note{Text: text, Doubt: text != d.greeting}
	}
}

// Ask asks for a line.
func (d *Driver) Ask(q entry.Question) {
	d.Prompt = entry.New(q)
	d.Note = bar.Note{}
}

// Unask closes the line, and undoes what typing has done.
func (d *Driver) Unask() {
	p := d.Prompt
	d.Prompt, d.Note = nil, bar.Note{}
	if p.Back != nil {
		p.Back()
	}
}

// Await adds a command that waits for an answer; nil adds nothing.
func (d *Driver) Await(wait tea.Cmd) {
	if wait != nil {
		d.waits = append(d.waits, wait)
	}
}

// Answers returns what waits for the answers to what was asked for.
func (d *Driver) Answers() tea.Cmd {
	if len(d.waits) == 0 {
		return nil
	}
	waits := d.waits
	d.waits = nil
	return tea.Batch(waits...)
}

// Playing reports whether time goes on.
func (d *Driver) Playing() bool { return d.Playback.Playing }

// GoTo gives a pane the focus.
func (d *Driver) GoTo(p layout.Pane) {
	if p != d.Focus {
		d.Pages.Clear()
	}
	d.Focus = p
	if p.Upper(d.Learning()) {
		d.Upper = p
	}
}

// Panes is how many there are: the lesson's only in one.
func (d *Driver) Panes() layout.Pane {
	if !d.Learning() {
		return layout.Lesson
	}
	return layout.Panes
}

// Learning reports whether there is a lesson or a challenge in a pane.
func (d *Driver) Learning() bool {
	return d.Lesson != nil && !d.Lesson.Printed || d.ChallengeRun != nil || d.ClassLesson() != nil
}

// LessonDesk is what a lesson works with.
func (d *Driver) LessonDesk() lesson.Desk {
	return lesson.Desk{Workspace: &d.Workspace, Host: d.Host}
}

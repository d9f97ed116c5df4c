// The outcome of an operation, as the last line tells it.

package drive

import (
	"ringside/engine/event"
	"ringside/engine/explain"
	"ringside/tui/bar"
	"ringside/tui/draw"
	"ringside/tui/layout"
)

// NoteOutcome puts what came of an operation into the last line where the
// Operation pane is not in view, unless a page has the whole of a small screen.
func (d *Driver) NoteOutcome() {
	op := d.View.Newest()
	if op == nil || op.Outcome == event.Pending || d.Prompt != nil || d.Covers() || d.Lesson != nil && d.Lesson.Holds() {
		return
	}
	fresh := op.ID > d.Told
	d.Told = op.ID
	if d.InView(layout.Operation) || d.Screen.Shape == layout.Narrow && d.Pages.Top() != nil || d.Note.Op != op.ID && (!fresh || d.Note.Bad || d.Note.Refused || d.Note.Leaving) {
		return
	}
	text := op.Verb.String() + " " + draw.CleanTo(op.Key, 16) + ": " + op.Outcome.String() + ", " + explain.Why(d.View, op)
	doubt := op.Outcome == event.Timeout || op.Outcome == event.CoordinatorLost
	d.Note = bar.Note{Text: text, Bad: op.Outcome > event.NotFound && !doubt, Doubt: doubt, Op: op.ID}
}

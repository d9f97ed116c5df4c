// What is selected in the log, and what of it is shown.

package workspace

import (
	"ringside/tui/layout"
	"ringside/tui/pane"
)

// Follow has the log show the newest line again.
func (w *Workspace) Follow() { w.Log.Follow, w.Log.Step, w.Log.Top = true, 0, 0 }

// LogRows is how many events the log lists at once.
func (w *Workspace) LogRows() int {
	size := w.Size(layout.Log)
	return max(pane.LogRows(size.X, size.Y), 1)
}

// ShowStep has the log show an event, and selects it.
func (w *Workspace) ShowStep(step int) {
	w.Log = w.Reader.Show(w.Scene(), step, w.LogRows())
}

// SelectStep does the same, and brings out all if the event is fine print.
func (w *Workspace) SelectStep(step int) {
	if w.Log.Level == pane.Story && w.View.Trace.At(step).Fine() {
		w.Log.Level = pane.Everything
	}
	w.ShowStep(step)
}

// KeepStep keeps the selected event in view when other lines are let through.
func (w *Workspace) KeepStep() {
	if !w.Log.Follow {
		w.ShowStep(w.Log.Step)
	}
}

// StepShown returns the event that is selected in the log, the newest while it
// follows; 0 if none is shown.
func (w *Workspace) StepShown() int {
	return w.Reader.Move(w.Scene(), 0, w.LogRows()).Step
}

// SelectedStep returns the same, and selects it.
func (w *Workspace) SelectedStep() int {
	if w.Log.Follow || w.Log.Step == 0 {
		w.Log.Step = w.StepShown()
	}
	return w.Log.Step
}

// MoveLog moves the selection of the log.
func (w *Workspace) MoveLog(s Step) {
	h := w.LogRows()
	by := s.By(h)
	if s.Sideways() {
		by = 0
	}
	w.Log = w.Reader.Move(w.Scene(), by, h)
}

// Opening a session: how far it is, on a terminal, and its end by a signal.

package cli

import (
	"context"
	"errors"
	"path/filepath"

	"ringside/engine/history"
	"ringside/session"
)

// opened is a session, or what a script did.
type opened struct {
	history *history.History
	title   string          // for the screen
	warning session.Warning // how it differs from what was recorded
	verdict error           // of a script whose expectations did not hold
}

// openSession opens a session from a code or a file, and prints a warning if it differs from
// what was recorded. On a terminal it shows how far it is. The error is the cause of the
// context's end if that comes before.
func (a *app) openSession(ctx context.Context, arg string) (s opened, err error) {
	if session.IsCode(arg) {
		return a.openBy(ctx, "replay", func(p session.Pause) (*history.History, session.Warning, error) { return session.DecodePausing(arg, p) })
	}
	return a.openBy(ctx, filepath.Base(arg), func(p session.Pause) (*history.History, session.Warning, error) { return session.OpenPausing(arg, p) })
}

// openBy is openSession for one that is opened in a way of its own.
func (a *app) openBy(ctx context.Context, title string, open func(session.Pause) (*history.History, session.Warning, error)) (s opened, err error) {
	bar := progressBar{a: a}
	pause := func(part float64) bool {
		bar.show(part, "replayed")
		return ctx.Err() == nil
	}
	s.title = title
	s.history, s.warning, err = open(pause)
	bar.wipe()
	if errors.Is(err, session.ErrStopped) {
		err = context.Cause(ctx)
	}
	a.warn(s.warning)
	return s, err
}

// toEnd goes to the end of what is recorded, as openSession opens a session.
func (a *app) toEnd(ctx context.Context, h *history.History) error {
	bar := progressBar{a: a}
	h.Pausing(func() bool {
		bar.show(h.Way(), "replayed")
		return ctx.Err() == nil
	})
	defer h.Pausing(nil)
	err := h.Go(h.End())
	bar.wipe()
	return errors.Join(context.Cause(ctx), err)
}

// warn prints a warning, if there is one.
func (a *app) warn(warning session.Warning) {
	if warning.Text != "" {
		a.note("ringside: " + warning.Text)
	}
}

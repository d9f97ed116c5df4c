// The instructor's own explorer in a class that this process hosts, reopened if it fails.

package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"ringside/classroom"
	"ringside/classroom/room"
	"ringside/internal/count"
	"ringside/keymaps"
	"ringside/tui"
	"ringside/tui/paint"
	"ringside/tui/theme"
)

// desk is where the instructor of `ringside classroom` sits. The class is served by the
// same process and ends when the instructor quits, but not when the instructor's explorer
// fails: then it is opened again for the same person.
type desk struct {
	*app
	server *classroom.Server
	log    *slog.Logger
	fails  int // in a row
}

const (
	// mostFails is how often in a row the explorer is reopened automatically, and
	// longEnough how long it must have been open for the count to start again.
	mostFails  = 3
	longEnough = time.Minute
)

// teach keeps the explorer open until the instructor quits. The note is its first
// message; "" means how students can join.
func (d *desk) teach(ctx context.Context, note string) error {
	if note == "" {
		if key, ok := d.cfg.keymap.Key(keymaps.Roster); ok {
			note = key + " shows what students type to come in"
		}
	}
	for {
		opened := d.time()
		err := d.sit(ctx, note)
		var failure *paint.Panic
		var by paint.SignalError
		switch {
		case err == nil:
			return nil
		case errors.As(err, &by), errors.As(context.Cause(ctx), &by):
			return stoppedBy(by)
		case errors.Is(err, context.Canceled):
			return nil
		case !errors.As(err, &failure):
			return failed("the explorer stopped: %w", err)
		}
		d.log.Error("the instructor's explorer has failed", "panic", fmt.Sprint(failure.Value), "stack", string(failure.Stack))
		if d.fails++; d.time().Sub(opened) >= longEnough {
			d.fails = 1
		}
		if d.fails >= mostFails && !d.again(ctx, failure) {
			if errors.As(context.Cause(ctx), &by) {
				return stoppedBy(by)
			}
			return nil
		}
		note = fmt.Sprintf("the explorer failed (%v) and was opened again; the class went on", failure.Value)
	}
}

// sit opens the instructor's explorer.
func (d *desk) sit(ctx context.Context, note string) error {
	name := d.env.get("USER")
	if name == "" {
		name = "instructor"
	}
	m, err := d.server.Host(ctx, room.Identity{Name: room.CleanName(name), Key: "this terminal", Instructor: true})
	if err != nil {
		return err
	}
	defer m.Leave()
	return d.explore(ctx, tui.Options{
		Participant: m, Solver: m.Name(), Ends: d.server.Present, Note: note,
		Keymap: d.cfg.keymap, Title: d.server.Rooms()[0].Title(), Look: theme.Look(d.cfg.theme), ASCII: d.cfg.ascii,
		Env: d.env.list, In: d.in, Out: d.out,
	})
}

// again waits until the instructor asks for the explorer again, and reports whether they
// do: an explorer that fails whenever it is opened must not take the class's processor.
func (d *desk) again(ctx context.Context, failure *paint.Panic) bool {
	_, err := fmt.Fprintf(d.out, "The explorer failed %s: %s\nThe class goes on; connected: %d. Enter opens the explorer again, Ctrl+C ends the class.\n",
		count.Of(d.fails, "time"), oneLine(failure.Error()), d.server.Present())
	if err != nil {
		return false
	}
	entered := make(chan error, 1)
	go func() {
		_, err := bufio.NewReader(d.in).ReadString('\n')
		entered <- err
	}()
	select {
	case err := <-entered:
		d.fails = 0
		return err == nil
	case <-ctx.Done():
		return false
	}
}

// time returns the computer's time.
func (d *desk) time() time.Time {
	if d.now == nil {
		return time.Time{}
	}
	return d.now()
}

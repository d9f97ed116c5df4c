// This file has commands end that a signal asks to end.

package cli

import (
	"context"
	"os"
	"os/signal"
	"slices"
	"sync"
	"syscall"

	"ringside/tui/paint"
)

// untilSignal returns a context that ends when a signal asks the program to end, with a
// paint.SignalError as the cause. A second signal ends the program at once, whatever
// it does. What was to be ignored from the start is: a hang-up by nohup, an interrupt
// in the background. The function that it returns waits for what looks for signals.
func untilSignal(ctx context.Context) (context.Context, func()) {
	ask := slices.DeleteFunc([]os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP}, signal.Ignored)
	ctx, end := context.WithCancelCause(ctx)
	come := make(chan os.Signal, 1)
	if len(ask) > 0 { // without any, Notify means all
		signal.Notify(come, ask...)
	}
	var looking sync.WaitGroup
	looking.Go(func() {
		defer signal.Stop(come)
		select {
		case s := <-come:
			end(paint.SignalError{Signal: s})
		case <-ctx.Done():
		}
	})
	return ctx, func() {
		end(nil)
		looking.Wait()
	}
}

// stoppedBy is why a command ends that a signal has ended. Its exit code is the one
// that shells give to what a signal ends; whatever there is to say has been said.
func stoppedBy(s paint.SignalError) *exitError {
	number, _ := s.Signal.(syscall.Signal)
	return &exitError{code: exitSignal + int(number)}
}

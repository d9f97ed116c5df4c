// Signals that end commands, and their exit codes.

package cli

import (
	"context"
	"errors"
	"os"
	"os/signal"
	"slices"
	"sync"
	"syscall"

	"ringside/tui/paint"
)

// untilSignal returns a context that a terminating signal ends, with a paint.SignalError
// as the cause. A second signal ends the program at once, whatever it does; a second
// SIGQUIT prints the stacks of all goroutines. A signal that was ignored from the start
// stays ignored: a hang-up by nohup, an interrupt in the background. The returned function
// stops and waits for the goroutine that listens for signals.
func untilSignal(ctx context.Context) (context.Context, func()) {
	return heed(ctx, signal.Stop)
}

// untilSaved is untilSignal for a server: another signal does not end it while it saves, which
// takes seconds at most. Only a second SIGQUIT does.
func untilSaved(ctx context.Context) (context.Context, func()) {
	return heed(ctx, func(chan<- os.Signal) { signal.Reset(syscall.SIGQUIT) })
}

// heed returns a context that a terminating signal ends; then is called right after that.
func heed(ctx context.Context, then func(chan<- os.Signal)) (context.Context, func()) {
	ask := slices.DeleteFunc([]os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT}, signal.Ignored)
	ctx, end := context.WithCancelCause(ctx)
	come := make(chan os.Signal, 1)
	if len(ask) > 0 { // Notify without any means all
		signal.Notify(come, ask...)
	}
	var looking sync.WaitGroup
	looking.Go(func() {
		select {
		case s := <-come:
			end(paint.SignalError{Signal: s})
			then(come)
		case <-ctx.Done():
		}
	})
	return ctx, func() {
		end(nil)
		looking.Wait()
		signal.Stop(come)
	}
}

// stoppedBy returns the error of a command that a signal ended. Its exit code is the one
// that shells use for that; everything has been printed already.
func stoppedBy(s paint.SignalError) *exitError {
	number, _ := s.Signal.(syscall.Signal)
	return &exitError{code: exitSignal + int(number)}
}

// endedBy returns how a search ends that a signal has ended: with the exit code that shells use for
// that. After Ctrl+C it is nil, since the answer is then only that it is not known.
func endedBy(ctx context.Context) error {
	var by paint.SignalError
	if !errors.As(context.Cause(ctx), &by) || by.Signal == os.Interrupt {
		return nil
	}
	return stoppedBy(by)
}

// onlyWritten returns the error of what could not be printed, and nil for an exit code alone.
func onlyWritten(err error) error {
	if err == nil || err.Error() == "" {
		return nil
	}
	return err
}

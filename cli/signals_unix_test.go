// Tests of the second signal.

//go:build unix

package cli

import (
	"context"
	"errors"
	"os/signal"
	"syscall"
	"testing"

	"ringside/tui/paint"
)

// TestASecondSignalWhileItSaves: a server that saves because of a signal is not ended by more
// of them.
func TestASecondSignalWhileItSaves(t *testing.T) {
	for _, sig := range []syscall.Signal{syscall.SIGTERM, syscall.SIGHUP, syscall.SIGINT} {
		if signal.Ignored(sig) {
			continue
		}
		ctx, stop := untilSaved(t.Context())
		for range 3 {
			if err := syscall.Kill(syscall.Getpid(), sig); err != nil {
				t.Fatal(err)
			}
			<-ctx.Done() // it saves
		}
		var by paint.SignalError
		if !errors.As(context.Cause(ctx), &by) || by.Signal != sig {
			t.Errorf("%v ends it with %v", sig, context.Cause(ctx))
		}
		stop()
	}
}

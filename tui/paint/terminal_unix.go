// Running a model on a Unix terminal: raw mode, its size, signals and keys.

//go:build unix

package paint

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"sync"
	"syscall"

	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/term"
	"github.com/muesli/cancelreader"
)

// OnTerminal runs a model on the program's own terminal: in raw mode, at its
// size, until the model quits, ctx ends, or a signal asks to: an interrupt, a
// SIGTERM, a SIGHUP or a SIGQUIT, and then the error is a SignalError. What is no terminal
// counts as one of 80 × 24 cells.
func OnTerminal(ctx context.Context, m Model, in io.Reader, out io.Writer, env []string) error {
	keys, isIn := in.(term.File)
	screen, isOut := out.(term.File)
	if !isIn || !isOut || !term.IsTerminal(keys.Fd()) || !term.IsTerminal(screen.Fd()) {
		return Run(ctx, m, Terminal{In: in, Out: out, Env: env, Profile: colorprofile.Env(env), Window: NewWindow(80, 24)})
	}
	was, err := term.MakeRaw(keys.Fd())
	if err != nil {
		return fmt.Errorf("make the terminal raw: %w", err)
	}
	defer func() { _ = term.Restore(keys.Fd(), was) }()
	w, h, err := term.GetSize(screen.Fd())
	if err != nil {
		return fmt.Errorf("ask the terminal for its size: %w", err)
	}
	reader, err := cancelreader.NewReader(keys)
	if err != nil {
		return fmt.Errorf("read the terminal: %w", err)
	}
	defer func() { _ = reader.Close() }()

	window := NewWindow(w, h)
	ctx, quit := context.WithCancelCause(ctx)
	signals := make(chan os.Signal, 4)
	signal.Notify(signals, syscall.SIGWINCH, os.Interrupt, syscall.SIGTERM)
	for _, s := range []os.Signal{syscall.SIGHUP, syscall.SIGQUIT} {
		if !signal.Ignored(s) { // as nohup has it
			signal.Notify(signals, s)
		}
	}
	var heeding sync.WaitGroup
	heeding.Go(surviving(quit, func() { heed(ctx, signals, screen, window, quit) }))
	defer heeding.Wait()
	defer quit(nil)
	defer signal.Stop(signals)

	t := Terminal{
		In: reader, Out: screen, Env: env, Profile: colorprofile.Detect(screen, env), Window: window,
		suspend: func() error { return suspend(keys, was, screen, window) },
		cancel:  func() { reader.Cancel() },
	}
	return Run(ctx, m, t)
}

// heed carries out what signals ask for.
func heed(ctx context.Context, signals <-chan os.Signal, screen term.File, window *Window, quit func(error)) {
	for {
		select {
		case <-ctx.Done():
			return
		case s := <-signals:
			if s != syscall.SIGWINCH {
				quit(SignalError{s})
				return
			}
			if w, h, err := term.GetSize(screen.Fd()); err == nil {
				window.Resize(w, h)
			}
		}
	}
}

// suspend stops the process group as the shell expects it, with the terminal as
// it was, and makes it raw again when the shell lets it go on.
func suspend(keys term.File, was *term.State, screen term.File, window *Window) error {
	if err := term.Restore(keys.Fd(), was); err != nil {
		return fmt.Errorf("restore the terminal: %w", err)
	}
	goes := make(chan os.Signal, 1)
	signal.Notify(goes, syscall.SIGCONT)
	defer signal.Stop(goes)
	if err := syscall.Kill(0, syscall.SIGTSTP); err != nil {
		return fmt.Errorf("stop: %w", err)
	}
	<-goes
	if _, err := term.MakeRaw(keys.Fd()); err != nil {
		return fmt.Errorf("make the terminal raw again: %w", err)
	}
	if w, h, err := term.GetSize(screen.Fd()); err == nil {
		window.Resize(w, h)
	}
	return nil
}

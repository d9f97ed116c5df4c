package cli

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
)

// exitError is an error that knows the program's exit code. Without an error of its
// own there is nothing to be said about it.
type exitError struct {
	code int
	err  error
}

func (e *exitError) Error() string {
	if e.err == nil {
		return ""
	}
	return e.err.Error()
}

func (e *exitError) Unwrap() error { return e.err }

const (
	exitFailed = 1   // what was asked for was tried and did not come out
	exitUsage  = 2   // what was asked for could not be read
	exitSignal = 128 // and the signal's number: a signal has ended it
)

// failed is an error of what was asked for and tried: an expectation that does
// not hold, a terminal that went away.
func failed(format string, args ...any) error {
	return &exitError{exitFailed, fmt.Errorf(format, args...)}
}

// written is what came of writing a command's output.
func written(err error) error {
	if err != nil {
		return failed("the output could not be written: %w", err)
	}
	return nil
}

// exitCode returns the exit code of an error. Unless the error says otherwise it
// is about what the user wrote: that is what all of cobra's are about, too.
func exitCode(err error) int {
	var exit *exitError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &exit):
		return exit.code
	}
	return exitUsage
}

// noArguments refuses words behind a command that takes none.
func noArguments(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	return fmt.Errorf("%s: unexpected argument %q; it takes flags only (see %s --help)", cmd.Name(), args[0], cmd.CommandPath())
}

// atMostOneName refuses a second word behind a command that takes one.
func atMostOneName(cmd *cobra.Command, args []string) error {
	if len(args) <= 1 {
		return nil
	}
	return fmt.Errorf("%s: unexpected argument %q; it takes one name (see %s --help)", cmd.Name(), args[1], cmd.CommandPath())
}

// oneLine is a text as a terminal may have it: line breaks become spaces and
// what cannot be printed is escaped.
func oneLine(s string) string {
	var b strings.Builder
	for _, c := range strings.Join(strings.Fields(s), " ") {
		if strconv.IsPrint(c) {
			b.WriteRune(c)
			continue
		}
		quoted := strconv.QuoteRuneToGraphic(c)
		b.WriteString(quoted[1 : len(quoted)-1])
	}
	return b.String()
}

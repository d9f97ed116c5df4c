// Errors with exit codes, and errors about arguments.

package cli

import (
	"errors"
	"fmt"
	"strings"
	"unicode"

	"github.com/spf13/cobra"

	"ringside/internal/printable"
)

// exitError is an error with the program's exit code. If it wraps no error, nothing is
// printed.
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
	exitFailed  = 1   // it was tried and failed
	exitUsage   = 2   // what was asked for could not be read
	exitUnknown = 3   // a search was stopped before it had seen everything
	exitSignal  = 128 // plus the signal's number: a signal has ended it
)

// failed returns an error of something that was tried: an expectation that does not hold,
// a terminal that went away.
func failed(format string, args ...any) error {
	return &exitError{exitFailed, fmt.Errorf(format, args...)}
}

// written returns the error of writing a command's output. Like a file that can't be written it is no
// expectation that does not hold.
func written(err error) error {
	if err != nil {
		return &exitError{exitUsage, fmt.Errorf("the output could not be written: %w", err)}
	}
	return nil
}

// exitCode returns the exit code of an error. Unless it is an exitError it is about what
// the user wrote, as all of cobra's are.
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

// noArguments refuses arguments of a command that takes none.
func noArguments(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	return fmt.Errorf("%s: unexpected argument %q; it takes flags only (see %s --help)", cmd.Name(), args[0], cmd.CommandPath())
}

// atMostOneName refuses a second argument of a command that takes one.
func atMostOneName(cmd *cobra.Command, args []string) error {
	if len(args) <= 1 {
		return nil
	}
	return fmt.Errorf("%s: unexpected argument %q; it takes one name (see %s --help)", cmd.Name(), args[1], cmd.CommandPath())
}

// oneLine returns a text that is safe to print on one line: line breaks become spaces,
// and hidden characters are escaped. Blanks stay as many as they are: the name of a folder may have two.
func oneLine(s string) string {
	text := strings.TrimSpace(strings.ToValidUTF8(s, "\ufffd"))
	line := ""
	for text != "" {
		word := text[:len(text)-len(strings.TrimLeftFunc(text, notSpace))]
		rest := strings.TrimLeftFunc(text[len(word):], unicode.IsSpace)
		gap := text[len(word) : len(text)-len(rest)]
		if strings.Trim(gap, " ") != "" { // a line break, with the blanks around it
			gap = " "
		}
		line, text = line+word+gap, rest
	}
	return printable.Escape(line)
}

func notSpace(r rune) bool { return !unicode.IsSpace(r) }

// Reader: reads a script command by command.

package script

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"

	"ringside/engine"
)

// MaxLine is the maximum length of a line of a script in bytes: enough for a value of a
// megabyte of which every byte is escaped.
const MaxLine = 8 << 20

// Reader reads a script command by command, and holds at most one line in memory.
type Reader struct {
	// Colon: a line may begin with a colon, as those do that are copied from where they are typed
	// behind one.
	Colon bool

	src  *bufio.Reader
	line int
	text []byte
}

// NewReader returns a Reader of src.
func NewReader(src io.Reader) *Reader { return &Reader{src: bufio.NewReader(src)} }

// Text returns the last line read, without its line break.
func (r *Reader) Text() string { return strings.TrimRight(string(r.text), "\r\n") }

// Line returns the number of the last line read, counted from 1.
func (r *Reader) Line() int { return r.line }

// Next returns the next command; it skips lines without one. The error is io.EOF at the
// end, an *Error with its line number for an invalid line, or the error of the underlying
// reader. After an *Error, reading can continue.
func (r *Reader) Next() (engine.Command, error) {
	for {
		line, err := r.readLine()
		if err != nil {
			return engine.Command{}, err
		}
		if r.Colon {
			line = strings.TrimPrefix(strings.TrimLeft(line, " \t"), ":")
		}
		cmd, err := Parse(line)
		if err != nil {
			var bad *Error
			if errors.As(err, &bad) {
				bad.Line = r.line
			}
			return engine.Command{}, err
		}
		if cmd.Verb != 0 {
			return cmd, nil
		}
	}
}

// readLine returns the next line without its line break, and the first line without its
// byte order mark.
func (r *Reader) readLine() (string, error) {
	r.text = r.text[:0]
	r.line++
	for {
		part, err := r.src.ReadSlice('\n')
		if len(r.text)+len(part) > MaxLine {
			return "", fmt.Errorf("line %d: longer than %d bytes; no value needs as much", r.line, MaxLine)
		}
		r.text = append(r.text, part...)
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case err == io.EOF && len(r.text) == 0:
			r.line--
			return "", io.EOF
		case err != nil && err != io.EOF:
			return "", fmt.Errorf("line %d: %w", r.line, err)
		}
		text := string(r.text)
		if r.line == 1 {
			text = strings.TrimPrefix(text, "\ufeff")
		}
		return strings.TrimRight(text, "\r\n"), nil
	}
}

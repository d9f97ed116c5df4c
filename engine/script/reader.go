package script

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"

	"ringside/engine"
)

// MaxLine is how many bytes a line of a script may have: enough for a value of
// a megabyte of which every byte is escaped.
const MaxLine = 8 << 20

// Reader reads a script, one command after the other, without holding more than
// one line.
type Reader struct {
	src  *bufio.Reader
	line int
	text []byte
}

// NewReader makes a Reader of src.
func NewReader(src io.Reader) *Reader { return &Reader{src: bufio.NewReader(src)} }

// Text returns the line that was read last, without its end.
func (r *Reader) Text() string { return strings.TrimRight(string(r.text), "\r\n") }

// Line returns the number of the line that was read last, counted from 1.
func (r *Reader) Line() int { return r.line }

// Next returns the next command; lines without one are passed over. The error
// is io.EOF at the end, an *Error with its line for a line that is not in the
// language, or what reading came to. After an *Error reading can go on.
func (r *Reader) Next() (engine.Command, error) {
	for {
		line, err := r.readLine()
		if err != nil {
			return engine.Command{}, err
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

// readLine returns the next line without its end. A byte order mark before the
// first is not part of it.
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

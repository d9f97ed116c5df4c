// Script files, read twice: first to check every line, then line by line to play them.

package cli

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"

	"ringside/engine"
	"ringside/engine/script"
	"ringside/internal/strictyaml"
	"ringside/session"
)

// mostSpooled is how many bytes are kept of a script that can be read only once, from the
// standard input or a pipe. A file is not kept and may have any size.
const mostSpooled = 256 << 20

// scriptText is a script whose lines have all been checked. It holds one of them at a
// time.
type scriptText struct {
	file  string
	lines *script.Reader
	count int      // how many they are
	from  *os.File // nil: not from a file
}

// readScript checks a whole script before anything of it runs, so that a line with an
// error leaves nothing half done.
func readScript(in io.Reader, file string) (*scriptText, error) {
	return readScriptUpTo(in, file, mostSpooled)
}

// readScriptUpTo is readScript that keeps at most so many bytes of what can be read only
// once.
func readScriptUpTo(in io.Reader, file string, most int) (*scriptText, error) {
	s := &scriptText{file: file}
	if file == "-" {
		return s, s.spool(in, most)
	}
	if err := session.Readable(file, "a script, which is a file with one command per line"); err != nil {
		return nil, fmt.Errorf("run: %w", err)
	}
	f, err := os.Open(file)
	if err != nil {
		return nil, fmt.Errorf("run: %w", err)
	}
	s.from = f
	info, err := f.Stat()
	switch {
	case err == nil && info.Mode().IsRegular():
		err = s.again(f)
	default:
		err = s.spool(f, most)
	}
	if err != nil {
		return nil, errors.Join(err, s.close())
	}
	return s, nil
}

// close closes the script's file.
func (s *scriptText) close() error {
	if s.from == nil {
		return nil
	}
	return s.from.Close()
}

// again checks a file, and rewinds it to be read once more up to where it ended.
func (s *scriptText) again(f *os.File) error {
	if err := s.check(f); err != nil {
		return err
	}
	size, err := f.Seek(0, io.SeekCurrent)
	if err == nil {
		_, err = f.Seek(0, io.SeekStart)
	}
	if err != nil {
		return fmt.Errorf("run: %w", err)
	}
	s.lines = script.NewReader(io.LimitReader(f, size))
	return nil
}

// spool checks a stream that can be read only once, and keeps its text.
func (s *scriptText) spool(in io.Reader, most int) error {
	kept := spool{most: most, left: most}
	if err := s.check(io.TeeReader(in, &kept)); err != nil {
		return err
	}
	s.lines = script.NewReader(kept.reader())
	return nil
}

// check reads a script to its end. The error names the line that can't be parsed.
func (s *scriptText) check(in io.Reader) error {
	lines := script.NewReader(in)
	for {
		switch _, err := lines.Next(); {
		case errors.Is(err, io.EOF):
			s.count = lines.Line()
			return nil
		case err != nil:
			return fmt.Errorf("%s: %w", scriptName(s.file), err)
		}
	}
}

// next returns the next command and its line number; the error is io.EOF at the end.
func (s *scriptText) next() (engine.Command, int, error) {
	cmd, err := s.lines.Next()
	if err != nil && !errors.Is(err, io.EOF) {
		err = fmt.Errorf("%s was changed while it was played: %w", scriptName(s.file), err)
	}
	return cmd, s.lines.Line(), err
}

// spool keeps what is written to it, in pieces that are never moved.
type spool struct {
	pieces [][]byte
	most   int // how many bytes may be written
	left   int // how many still may
}

// spoolPiece is the size of a piece.
const spoolPiece = 64 << 10

func (s *spool) Write(p []byte) (int, error) {
	if len(p) > s.left {
		return 0, fmt.Errorf("the script has more than %d bytes, which is the most of one that is not a file; write it to a file, which may have any size", s.most)
	}
	s.left -= len(p)
	for rest := p; len(rest) > 0; {
		last := len(s.pieces) - 1
		if last < 0 || len(s.pieces[last]) == cap(s.pieces[last]) {
			s.pieces = append(s.pieces, make([]byte, 0, spoolPiece))
			continue
		}
		n := min(len(rest), cap(s.pieces[last])-len(s.pieces[last]))
		s.pieces[last] = append(s.pieces[last], rest[:n]...)
		rest = rest[n:]
	}
	return len(p), nil
}

func (s *spool) reader() io.Reader {
	all := make([]io.Reader, len(s.pieces))
	for i, p := range s.pieces {
		all[i] = bytes.NewReader(p)
	}
	return io.MultiReader(all...)
}

// scriptName returns the name of a script in messages.
func scriptName(file string) string {
	if file == "-" {
		return "standard input"
	}
	return strictyaml.Quote(file)
}

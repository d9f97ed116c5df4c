package session

import (
	"bufio"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// IsFile reports whether a file is meant as a session, rather than as a script, by
// the first line that is not blank or a comment.
func IsFile(path string) (bool, error) {
	f, err := os.Open(path)
	if err != nil {
		return false, err
	}
	defer f.Close()
	lines := bufio.NewScanner(io.LimitReader(f, 1<<16))
	for lines.Scan() {
		if line := strings.TrimSpace(lines.Text()); line != "" && !strings.HasPrefix(line, "#") {
			return strings.HasPrefix(line, "format:"), nil
		}
	}
	return false, lines.Err()
}

// WriteFile writes a file under another name until it is whole, so that a file
// that was there before is either replaced or untouched.
func WriteFile(path string, data []byte) error { return writeFile(path, data, 0o644) }

func writeFile(path string, data []byte, mode fs.FileMode) error {
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return named(path, err)
	}
	if err = fill(f, data, mode); err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		_ = os.Remove(f.Name()) // the error that matters is the first
	}
	return named(path, err)
}

// named is an error about the file that was to be written, rather than about the
// one that it has been until then.
func named(path string, err error) error {
	var at *fs.PathError
	var between *os.LinkError
	switch {
	case errors.As(err, &at):
		return &fs.PathError{Op: "write", Path: path, Err: at.Err}
	case errors.As(err, &between):
		return &fs.PathError{Op: "write", Path: path, Err: between.Err}
	}
	return err
}

// fill writes a file and closes it, whole and on the disk.
func fill(f *os.File, data []byte, mode fs.FileMode) error {
	_, err := f.Write(data)
	if err == nil {
		err = f.Chmod(mode)
	}
	if err == nil {
		err = f.Sync()
	}
	if closed := f.Close(); err == nil {
		err = closed
	}
	return err
}

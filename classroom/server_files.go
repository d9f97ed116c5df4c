// Reading the files that a server keeps in its folder, and moving unreadable ones aside
// so that they stop no class from opening.

package classroom

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"ringside/internal/whole"
)

// readKept reads a file of at most so many bytes. The error is fs.ErrNotExist if there is
// no such file; else it says why the file can't be read.
func readKept(path string, most int64) ([]byte, error) {
	if _, err := os.Lstat(path); err != nil {
		return nil, bare(err)
	}
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, &notFile{"a link to a file that does not exist", ""}
	case err != nil:
		return nil, bare(err)
	case !info.Mode().IsRegular(): // opening a pipe would block until somebody writes to it
		return nil, &notFile{kind(info.Mode()), ", not a file"}
	case info.Size() > most:
		return nil, fmt.Errorf("it has %d bytes; at most %d are read", info.Size(), most)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, bare(err)
	}
	defer func() { _ = f.Close() }()
	data, err := io.ReadAll(io.LimitReader(f, most))
	if err != nil {
		return nil, bare(err)
	}
	return data, nil
}

// notFile is the error about something that has a file's name and is not a regular file.
type notFile struct{ what, but string }

func (e *notFile) Error() string { return "it is " + e.what + e.but }

// bare returns an error without its path, which the message already names.
func bare(err error) error {
	var at *fs.PathError
	if errors.As(err, &at) {
		return at.Err
	}
	return err
}

// kind names the kind of something that is not a regular file.
func kind(mode fs.FileMode) string {
	switch {
	case mode.IsDir():
		return "a folder"
	case mode&fs.ModeNamedPipe != 0:
		return "a named pipe"
	case mode&fs.ModeSocket != 0:
		return "a socket"
	case mode&fs.ModeDevice != 0:
		return "a device"
	}
	return "something else"
}

// unusedPath returns a path in a folder that is not in use, with the time in its name.
func unusedPath(folder, begins string, at time.Time, ending string) string {
	begins += at.Format("-20060102-150405")
	for n := 1; ; n++ {
		name := begins
		if n > 1 {
			name += fmt.Sprintf("-%d", n)
		}
		path := filepath.Join(folder, name+ending)
		if _, err := os.Lstat(path); errors.Is(err, fs.ErrNotExist) || n == 1000 {
			return path
		}
	}
}

// moveAside renames something that can't be read, and returns its new path.
func moveAside(path, begins string, at time.Time, ending string) (string, error) {
	aside := unusedPath(filepath.Dir(path), begins, at, ending)
	if err := whole.Move(path, aside); err != nil {
		return "", err
	}
	return aside, nil
}

// writable makes a folder, and returns an error if no file can be made in it.
func writable(folder string) error {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(folder, ".ringside-*")
	if err != nil {
		return err
	}
	return errors.Join(f.Close(), os.Remove(f.Name()))
}

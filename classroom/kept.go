// This file reads what a server keeps in its folder, whatever has become of it, and
// gives what can't be read another name, so that it keeps no class from opening.

package classroom

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// readKept reads a file of at most so many bytes. The error is fs.ErrNotExist if there
// is nothing of that name; else it says why what is there can't be read.
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
	case !info.Mode().IsRegular(): // opening a pipe would wait for somebody to write to it
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

// notFile is the error about something that has the name of a file and is none.
type notFile struct{ what, but string }

func (e *notFile) Error() string { return "it is " + e.what + e.but }

// bare is an error without the path, which is said beside it.
func bare(err error) error {
	var at *fs.PathError
	if errors.As(err, &at) {
		return at.Err
	}
	return err
}

// kind says what it is that is no file.
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

// unusedPath returns a path in a folder that nothing has, with the time in it.
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

// moveAside gives something that can't be read another name, and returns its path.
func moveAside(path, begins string, at time.Time, ending string) (string, error) {
	aside := unusedPath(filepath.Dir(path), begins, at, ending)
	if err := os.Rename(path, aside); err != nil {
		return "", err
	}
	return aside, nil
}

// writable makes a folder, and says why no file can be made in it.
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

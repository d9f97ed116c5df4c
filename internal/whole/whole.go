// Package whole writes files that are there whole or not at all: whatever happens
// meanwhile, a file of that name is the one that was there before or the new one.
//
//	Create ──▶ .ringside-….tmp, in the same folder ── Close ──▶ synced, renamed
//	                                               └─ Discard ▶ removed
//	Add    ──▶ the same, but what is there already stays
//	Move   ──▶ another name for a file or a folder that is there
//	Sweep  ──▶ removes what a process has left that was killed meanwhile
package whole

import (
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"time"
)

// Write replaces a file by one with this in it. One that was there before keeps its
// permissions; another gets mode, less what the process's umask takes away.
func Write(path string, data []byte, mode fs.FileMode) error {
	f, err := Create(path, mode)
	if err != nil {
		return err
	}
	if _, err := f.Write(data); err != nil {
		return errors.Join(err, f.Discard())
	}
	return f.Close()
}

// Add makes a file with this in it where there is none. If there is anything of that
// name, be it made meanwhile, the error is fs.ErrExist and that stays: of several who
// would make the same file one does, and the others can read what that has in it.
func Add(path string, data []byte, mode fs.FileMode) error {
	if _, err := os.Lstat(path); err == nil {
		return named(path, fs.ErrExist)
	}
	temp, err := unused(filepath.Dir(path), mode)
	if err != nil {
		return named(path, err)
	}
	_, err = temp.Write(data)
	if err = errors.Join(err, temp.Sync(), temp.Close()); err == nil {
		err = os.Link(temp.Name(), path)
	}
	if rerr := os.Remove(temp.Name()); err == nil {
		err = rerr
	}
	if err == nil {
		syncFolder(filepath.Dir(path))
	}
	return named(path, err)
}

// Move gives a file or a folder another name in the same file system. It has either the old
// name or the new one, also after a loss of power. A file of the new name is replaced.
func Move(from, to string) error {
	if err := rename(from, to); err != nil {
		return about("move", from, err)
	}
	syncFolder(filepath.Dir(to))
	if filepath.Dir(from) != filepath.Dir(to) {
		syncFolder(filepath.Dir(from))
	}
	return nil
}

// File is a file that is being written. Either Close or Discard ends that.
type File struct {
	name string // as it was asked for, for errors
	path string // of the file to replace, which may stand behind links; "": what is open is it
	temp *os.File
}

// Create begins a file that takes a name when it is closed; see Write. A link is
// followed: it stays, and what it leads to is replaced. What is no file but can be
// written to, as a pipe or /dev/null, is written to as it is.
func Create(path string, mode fs.FileMode) (*File, error) {
	target, err := follow(path)
	if err != nil {
		return nil, named(path, err)
	}
	info, err := os.Stat(target)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		info = nil
	case err != nil:
		return nil, named(path, err)
	case !info.Mode().IsRegular(): // a folder says here that it is one
		f, err := os.OpenFile(target, os.O_WRONLY, 0)
		return &File{name: path, temp: f}, named(path, err)
	default:
		if err := writable(target); err != nil {
			return nil, named(path, err)
		}
	}
	temp, err := unused(filepath.Dir(target), mode)
	if err == nil && info != nil {
		if err = temp.Chmod(info.Mode().Perm()); err != nil {
			err = errors.Join(err, temp.Close(), os.Remove(temp.Name()))
		}
	}
	if err != nil {
		return nil, named(path, err)
	}
	return &File{name: path, path: target, temp: temp}, nil
}

// Write appends to the file.
func (f *File) Write(data []byte) (int, error) {
	n, err := f.temp.Write(data)
	return n, named(f.name, err)
}

// Close puts the file in its place. If that fails, what was there before still is, and
// nothing else.
func (f *File) Close() error {
	if f.path == "" {
		return named(f.name, f.temp.Close())
	}
	err := errors.Join(f.temp.Sync(), f.temp.Close())
	if err == nil {
		err = rename(f.temp.Name(), f.path)
	}
	if err != nil {
		return errors.Join(named(f.name, err), os.Remove(f.temp.Name()))
	}
	syncFolder(filepath.Dir(f.path))
	return nil
}

// Discard forgets what was written.
func (f *File) Discard() error {
	err := f.temp.Close()
	if f.path != "" {
		err = errors.Join(err, os.Remove(f.temp.Name()))
	}
	return named(f.name, err)
}

// mostLinks is how many links are followed, as most systems do.
const mostLinks = 40

// follow returns what a path leads to, which need not be there.
func follow(path string) (string, error) {
	for range mostLinks {
		info, err := os.Lstat(path)
		if err != nil || info.Mode()&fs.ModeSymlink == 0 {
			return path, nil // whether it can be is told by opening it
		}
		to, err := os.Readlink(path)
		if err != nil {
			return "", err
		}
		if !filepath.IsAbs(to) {
			to = filepath.Join(filepath.Dir(path), to)
		}
		path = to
	}
	return "", errors.New("too many links, one to another")
}

// writable says why a file may not be written to. Renaming another over it would not
// ask.
func writable(path string) error {
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	return f.Close()
}

// unused makes a file in a folder under a name that nobody has. The name is short
// whatever the file's is, and hidden.
func unused(folder string, mode fs.FileMode) (*os.File, error) {
	for {
		name := filepath.Join(folder, fmt.Sprintf(".ringside-%016x.tmp", rand.Uint64()))
		f, err := os.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, mode)
		if !errors.Is(err, fs.ErrExist) {
			return f, err
		}
	}
}

// Sweep removes what processes that were killed while they wrote a file in a folder have left
// there, if it was last written before a time. It returns how many files it has removed.
func Sweep(folder string, before time.Time) (removed int) {
	files, err := os.ReadDir(folder)
	if err != nil {
		return 0
	}
	for _, f := range files {
		if ours, _ := filepath.Match(".ringside-????????????????.tmp", f.Name()); !ours || !f.Type().IsRegular() {
			continue
		}
		if info, err := f.Info(); err != nil || !info.ModTime().Before(before) {
			continue
		}
		if os.Remove(filepath.Join(folder, f.Name())) == nil {
			removed++
		}
	}
	return removed
}

// rename gives a file its name. On Windows that is refused while somebody else, as a
// scanner for viruses, has the old one open: mostly not for long.
func rename(from, to string) error {
	const tries, pause = 10, 20 * time.Millisecond
	err := os.Rename(from, to)
	for try := 1; err != nil && runtime.GOOS == "windows" && errors.Is(err, fs.ErrPermission) && try < tries; try++ {
		time.Sleep(pause)
		err = os.Rename(from, to)
	}
	return err
}

// syncFolder has a rename outlive a loss of power, where folders can be synced. It can be
// refused without anything being wrong with the file.
func syncFolder(path string) {
	if f, err := os.Open(path); err == nil {
		_ = f.Sync()
		_ = f.Close()
	}
}

// named is an error about the file that was asked for, rather than about another name
// that it has meanwhile.
func named(path string, err error) error { return about("write", path, err) }

// about is an error of an operation on a file.
func about(op, path string, err error) error {
	var at *fs.PathError
	var between *os.LinkError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &at):
		err = at.Err
	case errors.As(err, &between):
		err = between.Err
	}
	return &fs.PathError{Op: op, Path: path, Err: err}
}

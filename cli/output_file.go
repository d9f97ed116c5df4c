// The files that commands write: what can be said of their names before anything runs.

package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"ringside/internal/strictyaml"
)

// outputFile refuses a name under which no file can be written: an empty one, a folder, or
// one in a folder that is not there, or that of a file which is read. asked is the flag or the
// command that names it; read are the files that are read, or written as well.
func outputFile(asked, path string, read ...string) error {
	if path == "" {
		return fmt.Errorf("%s: the name is empty; name the file to write", asked)
	}
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return fmt.Errorf("%s: %s is a folder; name the file to write", asked, strictyaml.Quote(path))
	}
	for _, r := range read {
		if sameFile(path, r) {
			return fmt.Errorf("%s: %s is read or written already; name another file", asked, strictyaml.Quote(path))
		}
	}
	parent := filepath.Dir(path)
	switch info, err := os.Stat(parent); {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("%s: %s can't be written: there is no folder %s", asked, strictyaml.Quote(path), strictyaml.Quote(parent))
	case err == nil && !info.IsDir():
		return fmt.Errorf("%s: %s can't be written: %s is not a folder", asked, strictyaml.Quote(path), strictyaml.Quote(parent))
	}
	return nil
}

// sameFile reports whether two names are of one file, which need not be there yet. The empty name and
// that of a standard stream are of none.
func sameFile(a, b string) bool {
	if a == "" || b == "" || a == "-" || b == "-" {
		return false
	}
	one, err := os.Stat(a)
	other, err2 := os.Stat(b)
	if err == nil && err2 == nil {
		return os.SameFile(one, other) && one.Mode().IsRegular()
	}
	a, err = filepath.Abs(a)
	b, err2 = filepath.Abs(b)
	return err == nil && err2 == nil && a == b
}

// outputFlag is outputFile for a flag of a command, which may be left out.
func outputFlag(flags interface{ Changed(string) bool }, name, path string, read ...string) error {
	if !flags.Changed(name) {
		return nil
	}
	return outputFile("--"+name, path, read...)
}

// unwritten returns the error of a file that could not be written after all. What it was
// asked for could not be done, and that is no expectation that does not hold.
func unwritten(asked string, err error) error {
	if err == nil {
		return nil
	}
	return &exitError{exitUsage, fmt.Errorf("%s: %w", asked, err)}
}

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
// one in a folder that is not there. asked is the flag or the command that names it.
func outputFile(asked, path string) error {
	if path == "" {
		return fmt.Errorf("%s: the name is empty; name the file to write", asked)
	}
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return fmt.Errorf("%s: %s is a folder; name the file to write", asked, strictyaml.Quote(path))
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

// outputFlag is outputFile for a flag of a command, which may be left out.
func outputFlag(flags interface{ Changed(string) bool }, name, path string) error {
	if !flags.Changed(name) {
		return nil
	}
	return outputFile("--"+name, path)
}

// unwritten returns the error of a file that could not be written after all. What it was
// asked for could not be done, and that is no expectation that does not hold.
func unwritten(asked string, err error) error {
	if err == nil {
		return nil
	}
	return &exitError{exitUsage, fmt.Errorf("%s: %w", asked, err)}
}

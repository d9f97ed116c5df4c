// Sessions that are kept automatically, because their program has to end.

package session

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"ringside/engine/history"
	"ringside/internal/whole"
)

// Keep writes a session for Open to a new file in a folder, which need not exist, and
// returns its path. The file is named after the time, never replaces another, and only
// its owner can read it.
func Keep(folder string, at time.Time, h *history.History) (path string, err error) {
	data, err := Marshal(h)
	if err != nil {
		return "", err
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return "", fmt.Errorf("keep the session: %w", err)
	}
	if path, err = unusedName(folder, at.Format("session-20060102-150405")); err != nil {
		return "", fmt.Errorf("keep the session: %w", err)
	}
	if err := whole.Write(path, data, 0o600); err != nil {
		return "", errors.Join(fmt.Errorf("keep the session: %w", err), os.Remove(path))
	}
	return path, nil
}

// unusedName creates an empty file with a new name that starts with begins.
func unusedName(folder, begins string) (string, error) {
	for n := 1; ; n++ {
		name := begins + ".yaml"
		if n > 1 {
			name = fmt.Sprintf("%s-%d.yaml", begins, n)
		}
		path := filepath.Join(folder, name)
		f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err != nil {
			return "", err
		}
		return path, f.Close()
	}
}

// Sessions that are kept automatically, because their program has to end.

package session

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sort"
	"strings"
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
	if path, err = unusedName(folder, begins+at.Format("20060102-150405")); err != nil {
		return "", fmt.Errorf("keep the session: %w", err)
	}
	if err := whole.Write(path, data, 0o600); err != nil {
		return "", errors.Join(fmt.Errorf("keep the session: %w", err), os.Remove(path))
	}
	return path, nil
}

// Sessions that are kept are called begins, their time, and extension.
const begins, extension = "session-", ".yaml"

// KeptIn returns the paths of the sessions that Keep has written to a folder, the newest first;
// none if it can't be read.
func KeptIn(folder string) (paths []string) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil
	}
	for _, e := range entries {
		if name := e.Name(); e.Type().IsRegular() && strings.HasPrefix(name, begins) && strings.HasSuffix(name, extension) {
			paths = append(paths, filepath.Join(folder, name))
		}
	}
	sort.Slice(paths, func(i, j int) bool {
		return strings.TrimSuffix(paths[i], extension) > strings.TrimSuffix(paths[j], extension)
	})
	return paths
}

// unusedName creates an empty file with a new name that starts with a word.
func unusedName(folder, word string) (string, error) {
	for n := 1; ; n++ {
		name := word + extension
		if n > 1 {
			name = fmt.Sprintf("%s-%d%s", word, n, extension)
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

// The folder in which progress is kept, with one file for each lesson and challenge.

package presets

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"ringside/internal/whole"
)

// ProgressStore keeps how far somebody is in each lesson and challenge, in a folder with
// a small file for each, so that two programs that write at once don't lose each other's
// work.
type ProgressStore struct{ folder string }

// NewProgressStore returns the progress store in a folder, which need not exist.
func NewProgressStore(folder string) *ProgressStore { return &ProgressStore{folder} }

const (
	progressFormat = 1
	progressEnding = ".json"
	damagedEnding  = ".damaged" // follows the name of a file that was set aside
	maxPage        = 1 << 16    // bytes of one file
)

// page is a file of the progress store.
type page struct {
	Format int `json:"format"`
	Progress
}

// All returns all progress, by name. Files that can't be understood are ignored.
func (d *ProgressStore) All() (map[string]Progress, error) {
	all := make(map[string]Progress)
	entries, err := os.ReadDir(d.folder)
	if errors.Is(err, fs.ErrNotExist) {
		return all, nil
	}
	if err != nil {
		return all, fmt.Errorf("what was learned: %w", err)
	}
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), progressEnding) {
			continue
		}
		if p, ok := d.read(filepath.Join(d.folder, e.Name())); ok {
			all[p.Name] = p
		}
	}
	return all, nil
}

// SetAside: progress was written, but the file that was there could not be understood, and has
// another name now. Another one that was set aside before is replaced.
type SetAside struct{ Name, File string }

// Error says what was set aside, and where it is.
func (e *SetAside) Error() string {
	return fmt.Sprintf("the progress in %s could not be understood and begins anew; the damaged file is kept as %s", e.Name, e.File)
}

// Of returns the progress in one preset, and whether there is any.
func (d *ProgressStore) Of(name string) (Progress, bool) {
	p, ok := d.read(d.path(name))
	return p, ok && p.Name == key(name)
}

func (d *ProgressStore) read(path string) (Progress, bool) {
	f, err := os.Open(path)
	if err != nil {
		return Progress{}, false
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxPage))
	var p page
	if err != nil || json.Unmarshal(data, &p) != nil || p.Format != progressFormat {
		return Progress{}, false
	}
	return p.Progress, true
}

// Write stores somebody's progress. What was done once stays done, and the most stars
// stay. A *SetAside is an error only of the file from before: p is kept.
func (d *ProgressStore) Write(p Progress) error {
	p.Name = key(p.Name)
	path := d.path(p.Name)
	var aside error
	if was, ok := d.read(path); ok {
		p = p.Since(was)
	} else if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() {
		if err := whole.Move(path, path+damagedEnding); err != nil {
			return fmt.Errorf("keep the place in the lesson: %w", err)
		}
		aside = &SetAside{p.Name, path + damagedEnding}
	}
	data, err := json.Marshal(page{progressFormat, p})
	if err != nil {
		return fmt.Errorf("keep the place in the lesson: %w", err)
	}
	if err := d.put(path, append(data, '\n')); err != nil {
		return fmt.Errorf("keep the place in the lesson: %w", err)
	}
	return aside
}

// put writes a file whole or not at all.
func (d *ProgressStore) put(path string, data []byte) error {
	if err := os.MkdirAll(d.folder, 0o700); err != nil {
		return err
	}
	return whole.Write(path, data, 0o600)
}

// key returns the key of a preset: its name, or the whole path of a file.
func key(name string) string {
	if fileOf(name) != "" {
		return name
	}
	if path, err := filepath.Abs(name); err == nil {
		return path
	}
	return name
}

// path returns the file of a preset: two presets of one name in two folders have two.
func (d *ProgressStore) path(name string) string {
	name = key(name)
	if fileOf(name) != "" {
		return filepath.Join(d.folder, name+progressEnding)
	}
	sum := sha256.Sum256([]byte(name))
	return filepath.Join(d.folder, "file-"+hex.EncodeToString(sum[:8])+progressEnding)
}

// This file replaces files in every way in which they can be there, and fails in every
// way in which that can fail.

package whole_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"ringside/internal/whole"
)

// only fails unless a folder holds these names and no other.
func only(t *testing.T, folder string, want ...string) {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range entries {
		got = append(got, e.Name())
	}
	if strings.Join(got, " ") != strings.Join(want, " ") {
		t.Errorf("the folder holds %q, want %q", got, want)
	}
}

// TestSweep: what killed processes have left is removed, and nothing else.
func TestSweep(t *testing.T) {
	folder, old := t.TempDir(), time.Now().Add(-time.Hour)
	for name, at := range map[string]time.Time{
		".ringside-0123456789abcdef.tmp": old, ".ringside-fedcba9876543210.tmp": time.Now(), // somebody is writing it
		"class.room.json": old, ".ringside-notes.tmp": old, ".ringsiderc": old,
	} {
		path := filepath.Join(folder, name)
		if err := errors.Join(os.WriteFile(path, nil, 0o600), os.Chtimes(path, at, at)); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(folder, ".ringside-aaaaaaaaaaaaaaaa.tmp"), 0o700); err != nil {
		t.Fatal(err)
	}
	if n := whole.Sweep(folder, time.Now().Add(-time.Minute)); n != 1 {
		t.Errorf("%d files are removed, want 1", n)
	}
	only(t, folder, ".ringside-aaaaaaaaaaaaaaaa.tmp", ".ringside-fedcba9876543210.tmp", ".ringside-notes.tmp", ".ringsiderc", "class.room.json")
}

func holds(t *testing.T, path, want string) {
	t.Helper()
	if got, err := os.ReadFile(path); err != nil || string(got) != want {
		t.Errorf("%s has %q, %v, want %q", path, got, err, want)
	}
}

func put(t *testing.T, path, text string, mode fs.FileMode) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, mode); err != nil {
		t.Fatal(err)
	}
}

// TestReplaces: a file is replaced, one that is not there is made, and nothing else is left.
func TestReplaces(t *testing.T) {
	dir := t.TempDir()
	longest := strings.Repeat("n", 255)
	for _, name := range []string{"a", longest} {
		for _, text := range []string{"one", "two and more", ""} {
			if err := whole.Write(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
			holds(t, filepath.Join(dir, name), text)
		}
	}
	only(t, dir, "a", longest)
}

// TestPermissions: a new file has those that are asked for at most, and one that was there
// keeps its own; one that may not be written to is not replaced.
func TestPermissions(t *testing.T) {
	if runtime.GOOS == "windows" {
		return // files have no such permissions there
	}
	dir := t.TempDir()
	mode := func(name string) fs.FileMode {
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		return info.Mode().Perm()
	}
	if err := whole.Write(filepath.Join(dir, "new"), nil, 0o600); err != nil || mode("new") != 0o600 {
		t.Errorf("a file for its owner alone has %v, %v", mode("new"), err)
	}
	put(t, filepath.Join(dir, "shared"), "old", 0o664)
	if err := whole.Write(filepath.Join(dir, "shared"), nil, 0o600); err != nil || mode("shared") != 0o664 {
		t.Errorf("a file that others may write to has %v, %v", mode("shared"), err)
	}
	if os.Geteuid() != 0 { // who may write to anything
		put(t, filepath.Join(dir, "locked"), "old", 0o444)
		if err := whole.Write(filepath.Join(dir, "locked"), []byte("new"), 0o644); !errors.Is(err, fs.ErrPermission) {
			t.Errorf("a file that may not be written to: %v", err)
		}
		holds(t, filepath.Join(dir, "locked"), "old")
	}
}

// TestLinks: a link stays a link, whatever it leads to, and what is behind it is written.
func TestLinks(t *testing.T) {
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "there"), 0o700); err != nil {
		t.Fatal(err)
	}
	there := filepath.Join(dir, "there", "file")
	put(t, there, "old", 0o600)
	for link, to := range map[string]string{
		"relative": filepath.Join("there", "file"), "absolute": there, "twice": "relative", "dangling": filepath.Join("there", "new"), "loop": "loop",
	} {
		if err := os.Symlink(to, filepath.Join(dir, link)); err != nil {
			t.Logf("no links here: %v", err) // Windows may not let anybody make one
			return
		}
	}
	for _, name := range []string{"relative", "absolute", "twice"} {
		if err := whole.Write(filepath.Join(dir, name), []byte(name), 0o644); err != nil {
			t.Error(err)
		}
		holds(t, there, name)
	}
	if err := whole.Write(filepath.Join(dir, "dangling"), []byte("new"), 0o644); err != nil {
		t.Error(err)
	}
	holds(t, filepath.Join(dir, "there", "new"), "new")
	if err := whole.Write(filepath.Join(dir, "loop"), nil, 0o644); err == nil || !strings.Contains(err.Error(), "links") {
		t.Errorf("a link to itself: %v", err)
	}
	for _, name := range []string{"relative", "absolute", "twice", "dangling", "loop"} {
		if info, err := os.Lstat(filepath.Join(dir, name)); err != nil || info.Mode()&fs.ModeSymlink == 0 {
			t.Errorf("%s is no link any more", name)
		}
	}
	only(t, filepath.Join(dir, "there"), "file", "new")
}

// TestFails: what can't be written says which file it is in one line, and leaves nothing.
func TestFails(t *testing.T) {
	dir := t.TempDir()
	for _, path := range []string{dir, filepath.Join(dir, "no", "file"), filepath.Join(dir, "nul\x00")} {
		err := whole.Write(path, []byte("new"), 0o644)
		var at *fs.PathError
		if !errors.As(err, &at) || at.Path != path || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v", path, err)
		}
	}
	only(t, dir)
}

// TestReplacedMeanwhile: what can't take its place at the end leaves what is there.
func TestReplacedMeanwhile(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "file")
	f, err := whole.Create(path, 0o644)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Write([]byte("new")); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(path, "full"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err == nil || strings.Contains(err.Error(), "\n") {
		t.Errorf("put in the place of a folder: %v", err)
	}
	only(t, dir, "file")
}

// TestDiscard: until a file is closed there is nothing of it under its name, and after it
// is discarded nothing at all.
func TestDiscard(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "file")
	put(t, path, "old", 0o600)
	f, err := whole.Create(path, 0o644)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Write([]byte("new")); err != nil {
		t.Fatal(err)
	}
	holds(t, path, "old")
	if err := f.Discard(); err != nil {
		t.Error(err)
	}
	holds(t, path, "old")
	only(t, dir, "file")
}

// TestDevices: what is no file is written to, and stays what it is.
func TestDevices(t *testing.T) {
	if err := whole.Write(os.DevNull, []byte("gone"), 0o644); err != nil {
		t.Error(err)
	}
	if info, err := os.Stat(os.DevNull); err != nil || runtime.GOOS != "windows" && info.Mode()&fs.ModeCharDevice == 0 {
		t.Errorf("%s is no device any more", os.DevNull)
	}
}

// TestAdds: a file that is not there is made, what is there stays, and of many who make
// the same one at once one does.
func TestAdds(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a")
	if err := whole.Add(path, []byte("one"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := whole.Add(path, []byte("two"), 0o600); !errors.Is(err, fs.ErrExist) {
		t.Errorf("where there is a file: %v", err)
	}
	holds(t, path, "one")
	only(t, dir, "a")
	if err := whole.Add(filepath.Join(dir, "no", "a"), nil, 0o600); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("where there is no folder: %v", err)
	}
	for round := range 20 {
		path := filepath.Join(dir, "b")
		const many = 16
		var made atomic.Int32
		var wait sync.WaitGroup
		for i := range many {
			wait.Go(func() {
				text := strings.Repeat(string(rune('a'+i)), 10_000)
				switch err := whole.Add(path, []byte(text), 0o600); {
				case err == nil:
					made.Add(1)
				case !errors.Is(err, fs.ErrExist):
					t.Error(err)
				}
				if got, err := os.ReadFile(path); err != nil || len(got) != len(text) {
					t.Errorf("round %d: read %d bytes, %v", round, len(got), err)
				}
			})
		}
		if wait.Wait(); made.Load() != 1 {
			t.Fatalf("round %d: %d have made it", round, made.Load())
		}
		only(t, dir, "a", "b")
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
	}
}

// TestMove: a file or a folder has its new name and no other; one that can't be moved
// keeps its own, and the error names it.
func TestMove(t *testing.T) {
	dir := t.TempDir()
	put(t, filepath.Join(dir, "a"), "text", 0o600)
	if err := whole.Move(filepath.Join(dir, "a"), filepath.Join(dir, "b")); err != nil {
		t.Fatal(err)
	}
	holds(t, filepath.Join(dir, "b"), "text")
	if err := os.MkdirAll(filepath.Join(dir, "work", "lib"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := whole.Move(filepath.Join(dir, "work", "lib"), filepath.Join(dir, "lib")); err != nil {
		t.Fatal(err)
	}
	only(t, dir, "b", "lib", "work")
	only(t, filepath.Join(dir, "work"))
	var at *fs.PathError
	err := whole.Move(filepath.Join(dir, "b"), filepath.Join(dir, "nowhere", "c"))
	if !errors.As(err, &at) || at.Op != "move" || at.Path != filepath.Join(dir, "b") {
		t.Errorf("the error is %v", err)
	}
	holds(t, filepath.Join(dir, "b"), "text")
}

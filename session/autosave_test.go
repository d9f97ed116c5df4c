// A test of sessions that are kept automatically.

package session_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"ringside/engine"
	"ringside/engine/history"
	"ringside/session"
)

// TestKeep: a session that is kept never replaces another, only its owner can read it,
// and it opens again; one that can't be kept leaves nothing behind.
func TestKeep(t *testing.T) {
	h, err := history.New(engine.Default())
	if err != nil {
		t.Fatal(err)
	}
	folder := filepath.Join(t.TempDir(), "a", "b")
	at := time.Date(2026, 11, 28, 9, 8, 7, 0, time.UTC)
	for _, want := range []string{"session-20261128-090807.yaml", "session-20261128-090807-2.yaml", "session-20261128-090807-3.yaml"} {
		path, err := session.Keep(folder, at, h)
		if err != nil || filepath.Base(path) != want {
			t.Fatalf("kept as %s, %v, want %s", path, err, want)
		}
		for name, mode := range map[string]os.FileMode{path: 0o600, folder: 0o700} {
			if info, err := os.Stat(name); err != nil || info.Mode().Perm() != mode {
				t.Errorf("%s has the mode %v, %v, want %v", name, info.Mode(), err, mode)
			}
		}
		if _, _, err := session.Open(path); err != nil {
			t.Error(err)
		}
	}
	if path, err := session.Keep(os.DevNull, at, h); err == nil {
		t.Errorf("kept in %s", path)
	}
	for _, other := range []string{"history", "session-mine", "unsaved"} {
		if err := os.WriteFile(filepath.Join(folder, other), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	later, err := session.Keep(folder, at.Add(time.Second), h)
	if err != nil {
		t.Fatal(err)
	}
	kept := session.KeptIn(folder)
	if len(kept) != 4 || kept[0] != later || filepath.Base(kept[1]) != "session-20261128-090807-3.yaml" || filepath.Base(kept[3]) != "session-20261128-090807.yaml" {
		t.Errorf("kept are %q", kept)
	}
	if kept := session.KeptIn(later); kept != nil {
		t.Errorf("in a file, kept are %q", kept)
	}
	entries, err := os.ReadDir(folder)
	if err != nil || len(entries) != 7 {
		t.Errorf("the folder has %v, %v", entries, err)
	}
}

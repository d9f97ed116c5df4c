// Tests of sessions with many branches: what they take to save and to open.

package session_test

import (
	"path/filepath"
	"regexp"
	"runtime"
	"testing"

	"pgregory.net/rapid"

	"ringside/engine/history"
	"ringside/session"
)

// TestManyBranchesAreOpenedOneAfterTheOther: the memory in use while a session opens does not
// grow with what its branches have in common.
func TestManyBranchesAreOpenedOneAfterTheOther(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s.yaml")
	if err := session.Save(path, branchy(t, 300)); err != nil {
		t.Fatal(err)
	}
	used := func() int {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		return int(m.HeapAlloc)
	}
	before, most, pauses := used(), 0, 0
	_, _, err := session.OpenPausing(path, func(float64) bool {
		if pauses++; pauses%4 == 0 { // each look takes as long as a collection of all garbage
			most = max(most, used()-before)
		}
		return true
	})
	if err != nil || pauses < 5 {
		t.Fatal(err, pauses)
	}
	t.Logf("%d MiB at %d pauses", most>>20, pauses)
	if most > 32<<20 {
		t.Errorf("opening a session with 300 short branches takes %d MiB at a time", most>>20)
	}
}

// TestBranchesComeToWhatTheyWouldAlone: what is saved of a branch is what would be saved of it
// if it had left no other one.
func TestBranchesComeToWhatTheyWouldAlone(t *testing.T) {
	result := regexp.MustCompile(`(?m)^  result: .*$`)
	rapid.Check(t, func(t *rapid.T) {
		h := drawHistory(t)
		data, err := session.Marshal(h)
		if err != nil {
			t.Fatal(err)
		}
		results := result.FindAllString(string(data), -1)
		for i, b := range h.Branches() {
			if err := h.Switch(b.ID); err != nil {
				t.Fatal(err)
			}
			var c history.Course
			for done, r := range h.Commands() {
				c.Commands = append(c.Commands, history.Placed{At: history.Place{Done: done, Turn: r.At.Turn, Now: r.At.Now}, Command: r.Command})
			}
			c.End = history.Place{Done: len(c.Commands), Turn: b.End.Turn, Now: b.End.Now}
			c.Left = c.End
			alone, deviations, err := history.Replay(h.Config(), []history.Course{c}, 1, nil)
			if err != nil || len(deviations) > 0 {
				t.Fatal(err, deviations)
			}
			text, err := session.Marshal(alone)
			if err != nil {
				t.Fatal(err)
			}
			if want := result.FindString(string(text)); results[i] != want {
				t.Fatalf("branch %d is saved with %s, and alone with %s", b.ID, results[i], want)
			}
		}
	})
}

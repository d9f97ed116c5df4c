// Tests of the lines that are kept between runs.

package console_test

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"ringside/tui/console"
)

// enterAll types lines in an explorer that keeps them in a file.
func enterAll(t *testing.T, file string, lines ...string) *line {
	l := open(t)
	l.Recall(console.NewHistoryFile(file))
	for _, text := range lines {
		l.Open()
		l.Prompt.Put(text)
		l.hear(t, l.enter())
		l.hear(t, l.Aside()...)
	}
	return l
}

// TestHistoryOutlivesARun: what was typed comes back in the next run, in the order in which it was
// typed, but for what begins with a blank, and nobody else can read it.
func TestHistoryOutlivesARun(t *testing.T) {
	file := filepath.Join(t.TempDir(), "state", "history")
	enterAll(t, file, "run 1ms", "run 2ms", " put secret x", "run 2ms", "xyzzy", "put a \u202eb", "put 購物車 milk")
	l := enterAll(t, file)
	l.Open()
	if got, want := strings.Join(l.Prompt.History, "; "), "run 1ms; run 2ms; xyzzy; put 購物車 milk"; got != want {
		t.Errorf("recalled %q, want %q", got, want)
	}
	for path, mode := range map[string]os.FileMode{file: 0o600, filepath.Dir(file): 0o700} {
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != mode {
			t.Errorf("%s: %v, %v, want %v", path, info.Mode(), err, mode)
		}
	}
}

// TestHistoryIsBounded: of a long file only the newest lines are recalled, and it is short
// again after a start; what is no history, or can't be read, has no lines.
func TestHistoryIsBounded(t *testing.T) {
	file := filepath.Join(t.TempDir(), "history")
	var all strings.Builder
	for i := range 200_000 {
		all.WriteString("run " + strconv.Itoa(i) + "ms\n")
	}
	if err := os.WriteFile(file, []byte(all.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		lines := console.NewHistoryFile(file).Read()
		if len(lines) != 500 || lines[499] != "run 199999ms" || lines[0] != "run 199500ms" {
			t.Fatalf("%d lines, from %q on", len(lines), lines[0])
		}
	}
	if info, err := os.Stat(file); err != nil || info.Size() > 10_000 || info.Mode().Perm() != 0o600 {
		t.Errorf("the file has %d bytes, %v", info.Size(), err)
	}
	for _, path := range []string{t.TempDir(), "/dev/zero", filepath.Join(file, "nothing")} {
		if lines := console.NewHistoryFile(path).Read(); lines != nil {
			t.Errorf("%s has %q", path, lines)
		}
	}
}

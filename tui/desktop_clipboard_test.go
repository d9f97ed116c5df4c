//go:build unix

// A test of copying to the clipboard of the desktop, with a program of the test's own.

package tui

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"ringside/tui/clip"
)

// TestCopiesToTheDesktop: what is copied says that the terminal was sent it, and when a
// program of the desktop has it as well, that; unless something else is said by then.
func TestCopiesToTheDesktop(t *testing.T) {
	dir := t.TempDir()
	script := "#!/bin/sh\nPATH=/usr/bin:/bin\ncat >'" + dir + "/taken'\n"
	if err := os.WriteFile(filepath.Join(dir, "xclip"), []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	desktop := clip.Local([]string{"PATH=" + dir, "DISPLAY=:0"})
	desktop.Limit = 10 * time.Minute
	r := open(t, preset(t, "lecture-ring-1"), Options{Clipboard: desktop}, 120, 36)
	r.press("w", "enter", "enter")
	r.settle()
	r.press("5", "up", "y")
	r.says("copied with xclip: the event")
	if got, err := os.ReadFile(filepath.Join(dir, "taken")); err != nil || string(got) != r.copied || r.copied == "" {
		t.Errorf("xclip has %q, the terminal %q (%v)", got, r.copied, err)
	}
	r.types("code")
	r.says("copied with xclip: code for ringside replay,")

	late := r.m.Update(keyPress("y"))
	r.says("sent to the terminal's clipboard: the event")
	r.types("nodes")
	was := r.m.Note.Text
	r.run(late)
	if r.m.Note.Text != was {
		t.Errorf("it says %q, and said %q before", r.m.Note.Text, was)
	}
}

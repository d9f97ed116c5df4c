// Tests of leaving by a line, and of what another cluster brings to the screen.

package tui

import (
	"os"
	"path/filepath"
	"testing"

	"ringside/tui/console"
	"ringside/tui/theme"
)

// line types a line and enters it.
func (r *rig) line(text string) {
	r.t.Helper()
	r.press(":")
	r.write(text)
	r.press("enter")
}

// TestQuitLines: q and quit leave, and ask if what was done is not saved; with ! they do not.
func TestQuitLines(t *testing.T) {
	for _, word := range []string{"q", "quit", "q!", "quit!"} {
		r := open(t, preset(t, "default"), Options{}, 80, 24)
		if r.line(word); !r.quit {
			t.Errorf(":%s does not quit:\n%s", word, r.screen())
		}
	}
	r := open(t, preset(t, "default"), Options{}, 80, 24)
	r.line("put a b")
	r.line("q")
	r.reads("not saved: :q! quits")
	r.line("save " + filepath.Join(t.TempDir(), "s.yaml"))
	if r.line("q"); !r.quit {
		t.Errorf("what is saved is not left:\n%s", r.screen())
	}
	r = open(t, preset(t, "default"), Options{}, 80, 24)
	r.line("put a b")
	if r.line("q!"); !r.quit {
		t.Errorf("q! does not quit:\n%s", r.screen())
	}
}

// TestAnotherCluster: another preset, a saved session and a lesson take the screen, and a
// theme is chosen by its name.
func TestAnotherCluster(t *testing.T) {
	r := open(t, preset(t, "default"), Options{Title: "default"}, 120, 36)
	r.line("preset two-dcs")
	r.reads("ringside  two-dcs", "opened two-dcs", "6/6 up")
	r.line("put a b")
	r.settle()
	file := filepath.Join(t.TempDir(), "session.yaml")
	r.line("save " + file)
	if _, err := os.Stat(file); err != nil {
		t.Fatal(err)
	}
	r.line("preset lecture-ring-1")
	r.reads("ringside  lecture-ring-1", "nothing has happened yet")
	r.line("open " + file)
	r.reads("ringside  session.yaml", "6/6 up", `put a "b"`)
	r.line("q")
	if !r.quit {
		t.Errorf("a session that was only opened is not left at once:\n%s", r.screen())
	}
	r.quit = false
	r.line("preset token-ring")
	r.reads("Eight tokens, four")
	r.line("preset default")
	r.reads("ringside  default", "press k and type a key")
	r.line("theme mono")
	if r.m.looks.Asked != theme.Mono || !r.m.Theme.Mono {
		t.Errorf("the theme is %v", r.m.looks.Asked)
	}
}

// TestRecalled: what an earlier run has typed is there.
func TestRecalled(t *testing.T) {
	file := console.NewHistoryFile(filepath.Join(t.TempDir(), "history"))
	r := open(t, preset(t, "default"), Options{History: file}, 80, 24)
	r.line("put cart milk")
	r = open(t, preset(t, "default"), Options{History: file}, 80, 24)
	r.press(":", "up")
	r.reads(": put cart milk")
	r.press("esc", ":", "ctrl+r")
	r.write("milk")
	r.reads("find milk ▸ put cart milk")
}

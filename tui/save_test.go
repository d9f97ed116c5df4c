// Tests of saving, resuming, codes, exports, and of what is left when the explorer ends.

package tui

import (
	"bytes"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"ringside/engine"
	"ringside/engine/history"
	"ringside/session"
	"ringside/tui/class"
	"ringside/tui/desktest"
	"ringside/tui/page"
)

// types types a line of the command language and enters it.
func (r *rig) types(line string) {
	r.t.Helper()
	r.press("esc", ":")
	r.write(line)
	r.press("enter")
}

// says fails the test unless the last lines of the screen say something, which may go over two.
func (r *rig) says(text string) {
	r.t.Helper()
	lines := strings.Split(r.screen(), "\n")
	if last := strings.Join(lines[len(lines)-4:], "\n"); !strings.Contains(strings.Join(strings.Fields(last), " "), text) {
		r.t.Fatalf("the screen does not say %q:\n%s", text, last)
	}
}

// TestHelpNames: a word of the language is told in a line, also in a class.
func TestHelpNames(t *testing.T) {
	r := open(t, preset(t, "lecture-ring-1"), Options{}, 120, 36)
	r.types("help lost")
	r.says("fact lost: how many acknowledged writes have no copy left anywhere, nor anything that replaces them; lost is a number; example: expect lost == 0")
	r.types("help losst")
	r.says(`! help: no command, setting, fact or term is called losst; did you mean "lost"?`)
	r.types("help exprot") // of the explorer's own commands
	r.says(`! help: no command, setting, fact or term is called exprot; did you mean "export"?`)
	r.types("help")
	if !r.m.Pages.Shows(page.Help) {
		t.Errorf("help alone does not open the page of all bindings:\n%s", r.screen())
	}
	ann := sit(t, &chair{}, Options{}, 120, 36)
	ann.types("help quorum")
	ann.says("setting quorum: which acknowledgements count; strict:")
}

// TestHelpLimits: every limit is told on a page, at every width; in a class also what a
// participant may have worked out.
func TestHelpLimits(t *testing.T) {
	for name, inClass := range map[string]bool{"alone": false, "in a class": true} {
		t.Run(name, func(t *testing.T) {
			var r *rig
			if inClass {
				r = sit(t, &chair{}, Options{}, 120, 60)
			} else {
				r = open(t, preset(t, "lecture-ring-1"), Options{}, 120, 60)
			}
			r.types("help limits")
			if !r.m.Pages.Shows(page.Limits) {
				t.Fatalf("no page of limits:\n%s", r.screen())
			}
			of := make(map[string]bool)
			for _, l := range class.Limits() {
				of[l[0]] = true
			}
			for _, w := range []int{120, 60, 40} {
				r.send(tea.WindowSizeMsg{Width: w, Height: 200})
				said := strings.Join(strings.Fields(strings.NewReplacer("│", " ", "\n", " ").Replace(r.screen())), " ")
				for _, l := range page.AllLimits() {
					want := inClass || !of[l[0]]
					if w < 120 && strings.Contains(said, l[0]+" "+l[1]) != want {
						t.Errorf("%d columns, %q is told: %v, want %v\n%s", w, l, !want, want, r.screen())
					}
					if strings.Contains(said, l[0]) != want {
						t.Errorf("%d columns, %q is told: %v, want %v", w, l[0], !want, want)
					}
				}
				if strings.Contains(said, class.AboutWork()) != inClass {
					t.Errorf("%d columns, that work is limited is told: %v\n%s", w, !inClass, r.screen())
				}
			}
			if r.press("esc"); r.m.Pages.Shows(page.Limits) {
				t.Error("escape does not close it")
			}
		})
	}
}

// TestSave: quitting asks while something is not saved, and a saved session
// opens with the same trace at the same step.
func TestSave(t *testing.T) {
	t.Chdir(t.TempDir())
	r := open(t, preset(t, "lecture-ring-1"), Options{}, 120, 36)
	r.types("save")
	r.says("! save: name the file: :save FILE")
	r.press("w", "enter", "enter")
	r.settle()
	r.press(",", ",")
	r.press("q")
	r.says("not saved: q again quits, :save FILE keeps the session")
	r.press("tab", "q")
	r.says("not saved")
	if r.quit {
		t.Fatal("another key in between, and q quits")
	}
	r.types("save nowhere/s.yaml")
	r.says("! save the session: write nowhere/")
	if err := os.WriteFile("s.yaml", []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	r.types("save s.yaml")
	r.says("! save: s.yaml already exists; save! replaces it")
	if b, err := os.ReadFile("s.yaml"); err != nil || string(b) != "mine" {
		t.Fatalf("the file that was there is now %q, %v", b, err)
	}
	r.types("save! s.yaml")
	r.says("saved: ringside replay s.yaml opens it here again")

	opened, _, err := session.Open("s.yaml")
	if err != nil {
		t.Fatal(err)
	}
	desktest.Same(t, opened, r.m.Cluster.(*history.History))

	r.press("U") // only looking at the past
	r.press("d")
	r.press("q")
	r.says("not saved")
	r.types("save")
	r.says("saved")
	r.press("q")
	if !r.quit {
		t.Error("saved, and q does not quit")
	}
}

// TestPastedLinesSave: lines that are pasted can keep the session, and make its
// code, and one that can't says so with its place.
func TestPastedLinesSave(t *testing.T) {
	t.Chdir(t.TempDir())
	r := open(t, preset(t, "lecture-ring-1"), Options{}, 120, 36)
	r.pasteLines("put cart milk\nuntil quiet\nsave s.yaml\ncode")
	opened, _, err := session.Open("s.yaml")
	if err != nil {
		t.Fatal(err)
	}
	desktest.Same(t, opened, r.m.Cluster.(*history.History))
	if !strings.Contains(r.copied, "ringside2.") {
		t.Errorf("copied is %q", r.copied)
	}
	r.press("q")
	if !r.quit {
		t.Error("saved, and q does not quit")
	}
	r = open(t, preset(t, "lecture-ring-1"), Options{}, 120, 36)
	r.press(":")
	r.send(tea.PasteMsg{Content: "put cart milk\nsave\nput cart eggs\n"})
	r.says("line 2, save: name the file")
}

// TestResume: a session that was left in the middle of a write opens there, and
// time stands until somebody lets it go on.
func TestResume(t *testing.T) {
	h, err := history.New(engine.Default())
	if err != nil {
		t.Fatal(err)
	}
	if err := h.Apply(engine.Command{Verb: engine.Put, Key: "cart", Value: "milk"}); err != nil {
		t.Fatal(err)
	}
	h.Advance(h.Now()+2*time.Millisecond, 1000)
	h.Back(4)
	at := h.Position()
	r := openOn(t, h, Options{File: "s.yaml"}, 120, 36)
	r.wait(time.Minute)
	if h.Position() != at {
		t.Errorf("it was left at %v and stands at %v", at, h.Position())
	}
	if s := r.screen(); !strings.Contains(s, "past, ") || !strings.Contains(s, "key cart ") || !strings.Contains(s, "waiting") {
		t.Errorf("the screen does not show where it was left:\n%s", s)
	}
}

// TestCode: the replay code in the clipboard is the session.
func TestCode(t *testing.T) {
	r := open(t, preset(t, "lecture-ring-1"), Options{}, 120, 36)
	r.press("w", "enter", "enter")
	r.settle()
	r.types("back 4")
	r.types("code")
	r.says("sent to the terminal's clipboard: code for ringside replay,")
	code := regexp.MustCompile(`ringside2\.[-\w]+`).FindString(r.copied)
	opened, _, err := session.Decode(code)
	if err != nil {
		t.Fatalf("%s: %v", r.copied, err)
	}
	desktest.Same(t, opened, r.m.Cluster.(*history.History))
}

// TestNothingToSave: a user who has done nothing, or only looked, quits at once.
func TestNothingToSave(t *testing.T) {
	h, err := history.New(engine.Default())
	if err != nil {
		t.Fatal(err)
	}
	if err := h.Apply(engine.Command{Verb: engine.Put, Key: "cart", Value: "milk"}); err != nil {
		t.Fatal(err)
	}
	r := openOn(t, h, Options{File: "s.yaml"}, 120, 36)
	r.press(",", ";", ".", "U", "Y", "tab", "/", "x", "enter", "q")
	if !r.quit {
		t.Errorf("q asks:\n%s", r.screen())
	}
}

// TestExport: what happened is written in the format that the file's name says, up
// to the moment that is shown; what can't be is told, and the session goes on.
func TestExport(t *testing.T) {
	t.Chdir(t.TempDir())
	r := open(t, preset(t, "default"), Options{Title: "default"}, 100, 30)
	r.types("export")
	r.says("! export: name the file: :export [op] FILE")
	r.types("export op a.svg")
	r.says("! export: no operation yet")
	r.types("export a.svg")
	r.says("! export: nothing happened there")
	r.types("put cart milk")
	r.settle()
	r.types("get other")
	r.settle()
	r.types("export a.png")
	r.says("! export: the name a.png does not tell the format (endings: .mmd")
	r.types("export nowhere/a.svg")
	r.says("! export: write nowhere/a.svg: no such file or directory")
	for path, want := range map[string][2]string{
		"all.mmd":   {"sequenceDiagram", "get other"},
		"all.svg":   {"<svg", "get other"},
		"all.log":   {`(?<at_s>\S+)`, "get other"},
		"all.cast":  {`{"version":2,"width":100,"height":30`, "get other"},
		"op op.svg": {"<svg", "get other"},
	} {
		r.types("export " + path)
		file := strings.TrimPrefix(path, "op ")
		r.says("written: " + file)
		if b, err := os.ReadFile(file); err != nil || !strings.HasPrefix(string(b), want[0]) || !bytes.Contains(b, []byte(want[1])) {
			t.Errorf("%s begins with %.40q, %v", file, b, err)
		}
	}
	r.types("export all.svg")
	r.says("! export: all.svg already exists; export! replaces it")
	r.types("undo")
	r.types("export! all.svg")
	r.says("written: all.svg")
	if b, err := os.ReadFile("all.svg"); err != nil || bytes.Contains(b, []byte("get other")) {
		t.Errorf("it tells what is yet to come: %v", err)
	}
	if b, err := os.ReadFile("op.svg"); err != nil || bytes.Contains(b, []byte("milk")) {
		t.Errorf("one operation tells of another: %v", err)
	}
}

// fallen is a cluster that panics when it is asked for a copy.
type fallen struct{ *history.History }

func (fallen) Fork() *history.History { panic("fallen") }

// TestTimeThatPassed: the time that somebody has let pass is left, too, when the explorer ends
// unasked, but nobody who quits is asked about it. Time that passes by itself is not.
func TestTimeThatPassed(t *testing.T) {
	t.Chdir(t.TempDir())
	for how, pass := range map[string]func(*rig){
		"typed":       func(r *rig) { r.types("run 1000h") },
		"pasted":      func(r *rig) { r.send(tea.PasteMsg{Content: "run 1s\nrun 1s\n"}) },
		"step by key": func(r *rig) { r.press(".") },
	} {
		r := open(t, preset(t, "lecture-ring-1"), Options{}, 120, 36)
		r.types("put cart milk")
		r.types("save! s.yaml")
		r.says("saved")
		r.wait(time.Millisecond)
		if h := r.m.orphaned(); h != nil {
			t.Fatalf("%s: something is left before", how)
		}
		pass(r)
		r.settle()
		h := r.m.orphaned()
		if h == nil {
			t.Fatalf("%s: nothing is left", how)
		}
		desktest.Same(t, h, r.m.Cluster.(*history.History))
		if r.m.Unsaved() {
			t.Errorf("%s: who quits is asked", how)
		}
		r.types("save! s.yaml")
		r.says("saved")
		if h := r.m.orphaned(); h != nil {
			t.Errorf("%s: it is saved, and something is left", how)
		}
	}
}

// TestOrphaned: what is left when the explorer ends unasked is what was done and
// is saved nowhere, also while a lesson is looked at; of a broken one it is
// nothing.
func TestOrphaned(t *testing.T) {
	t.Chdir(t.TempDir())
	r := open(t, preset(t, "lecture-ring-1"), Options{}, 120, 36)
	if h := r.m.orphaned(); h != nil {
		t.Error("nothing was done, and something is left")
	}
	r.press("w", "enter", "enter")
	r.settle()
	h := r.m.orphaned()
	if h == nil {
		t.Fatal("nothing is left")
	}
	desktest.Same(t, h, r.m.Cluster.(*history.History))
	r.types("run 1000h")
	if h := r.m.orphaned(); h == nil {
		t.Error("nothing is left in the middle of a run")
	}
	r.types("save s.yaml")
	r.says("saved")
	if h := r.m.orphaned(); h != nil {
		t.Error("it is saved, and something is left")
	}
	r.press("w", "enter", "enter")
	r.press("C", "enter")
	if r.m.Home == nil {
		t.Fatal("no lesson is open")
	}
	if h := r.m.orphaned(); h == nil {
		t.Error("nothing is left while a lesson is looked at")
	}
	r.m.Home.Cluster = fallen{r.m.Home.Cluster.(*history.History)}
	if h := r.m.orphaned(); h != nil {
		t.Error("something is left of a cluster that panics")
	}
}

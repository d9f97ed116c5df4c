// The rig, which drives the explorer's Model without a terminal, on a clock of the
// test's.

package tui

import (
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"

	"ringside/engine"
	"ringside/engine/history"
	"ringside/presets"
	"ringside/tui/clip"
	"ringside/tui/console"
	"ringside/tui/drive"
	"ringside/tui/lesson"
	"ringside/tui/page"
	"ringside/tui/paint"
	"ringside/tui/save"
	"ringside/tui/source"
)

// rig drives a Model as the program would, without a terminal: keys go in, the
// text of the screen comes out, and time goes on only when the test says so.
type rig struct {
	t      testing.TB
	m      *Model
	now    time.Time
	slow   time.Duration // that passes while the clock is read
	looked time.Duration // that has passed so
	frames []dueFrame
	copied string
	quit   bool
	count  int // of frames

	checked  []string // the lines of the previous frame, which were right
	wide     int      // how many cells each had
	coloured string   // of the previous look at the screen
	text     string   // coloured without colours
}

// dueFrame is a message that comes when the time has.
type dueFrame struct {
	at  time.Time
	msg tea.Msg
}

// Now and After make the rig the Model's clock.
func (r *rig) Now() time.Time {
	r.looked += r.slow
	return r.now.Add(r.looked)
}

func (r *rig) After(d time.Duration, msg tea.Msg) tea.Cmd {
	due := dueFrame{r.now.Add(d), msg} // whatever has passed while the clock was read
	return func() tea.Msg { return due }
}

// open starts the explorer on a cluster in a terminal of w × h cells.
func open(t testing.TB, cfg engine.Config, o Options, w, h int) *rig {
	t.Helper()
	c, err := history.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return openOn(t, c, o, w, h)
}

// openOn starts it on a cluster that there is already.
func openOn(t testing.TB, c source.Cluster, o Options, w, h int) *rig {
	t.Helper()
	r := &rig{t: t, now: time.Unix(1_000_000, 0)}
	o.Cluster, o.Clock = c, r
	var err error
	if r.m, err = New(o); err != nil {
		t.Fatal(err)
	}
	r.run(r.m.Init())
	r.send(tea.ColorProfileMsg{Profile: colorprofile.TrueColor})
	r.send(tea.WindowSizeMsg{Width: w, Height: h})
	return r
}

// preset returns the cluster of an embedded preset.
func preset(t testing.TB, name string) engine.Config {
	t.Helper()
	p, err := presets.Load(name)
	if err != nil {
		t.Fatal(err)
	}
	return p.Config()
}

// send gives the Model a message, carries out what it asks for, and checks that
// the screen is whole.
func (r *rig) send(msg tea.Msg) {
	r.t.Helper()
	cmd := r.m.Update(msg)
	r.run(cmd)
	r.check()
}

func (r *rig) run(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	switch msg := cmd().(type) {
	case tea.BatchMsg:
		for _, c := range msg {
			r.run(c)
		}
	case dueFrame:
		r.frames = append(r.frames, msg)
	case tea.QuitMsg:
		r.quit = true
	case page.Message, lesson.OpenedMsg, lesson.KeptMsg, save.SavedMsg, save.CodedMsg, save.ExportedMsg, drive.DoneMsg, console.OpenedMsg, clip.DoneMsg:
		r.send(msg)
	case paint.CopyMsg:
		r.copied = string(msg)
	}
}

// check fails the test unless the screen has exactly the size of the terminal
// and nothing in it could move the cursor.
func (r *rig) check() {
	r.t.Helper()
	content := r.content()
	if r.m.w == 0 || r.m.h == 0 {
		if content != "" {
			r.t.Fatalf("a screen without cells shows %q", content)
		}
		return
	}
	lines := strings.Split(content, "\n")
	if len(lines) != r.m.h {
		r.t.Fatalf("%d lines on a screen of %d×%d", len(lines), r.m.w, r.m.h)
	}
	was := r.checked
	for y, line := range lines {
		if y < len(was) && line == was[y] && len(was) == len(lines) && r.wide == r.m.w {
			continue // measuring takes longer than drawing
		}
		if w := ansi.StringWidth(line); w != r.m.w {
			r.t.Fatalf("line %d takes %d cells on a screen of %d×%d: %q", y, w, r.m.w, r.m.h, line)
		}
		if i := strings.IndexFunc(ansi.Strip(line), func(c rune) bool { return c < ' ' || c == 0x7f }); i >= 0 {
			r.t.Fatalf("line %d has a control character: %q", y, line)
		}
	}
	r.checked, r.wide = lines, r.m.w
	if c := r.m.Frame().Cursor; c != nil && (c.X < 0 || c.X >= r.m.w || c.Y < 0 || c.Y >= r.m.h) {
		r.t.Fatalf("the cursor is at %d,%d on a screen of %d×%d", c.X, c.Y, r.m.w, r.m.h)
	}
}

// press presses keys, each as tea.KeyPressMsg.String writes it.
func (r *rig) press(keys ...string) {
	r.t.Helper()
	for _, k := range keys {
		r.send(keyPress(k))
	}
}

// notYet has letters be commands, where they would begin the answer to a lesson's question.
func (r *rig) notYet() {
	r.t.Helper()
	for range 2 { // what is typed goes first
		if r.m.Prompt != nil || r.m.Lesson.Types(r.m.LessonDesk()) {
			r.press("esc")
		}
	}
}

// write types text, a letter at a time.
func (r *rig) write(text string) {
	r.t.Helper()
	for _, c := range text {
		r.send(tea.KeyPressMsg{Code: c, Text: string(c)})
	}
}

func keyPress(name string) tea.KeyPressMsg {
	named := map[string]rune{
		"enter": tea.KeyEnter, "esc": tea.KeyEscape, "tab": tea.KeyTab, "backspace": tea.KeyBackspace,
		"delete": tea.KeyDelete, "up": tea.KeyUp, "down": tea.KeyDown, "left": tea.KeyLeft, "right": tea.KeyRight,
		"home": tea.KeyHome, "end": tea.KeyEnd, "pgup": tea.KeyPgUp, "pgdown": tea.KeyPgDown,
	}
	var k tea.KeyPressMsg
	for mod, bit := range map[string]tea.KeyMod{"ctrl+": tea.ModCtrl, "shift+": tea.ModShift, "alt+": tea.ModAlt} {
		if rest, ok := strings.CutPrefix(name, mod); ok {
			name, k.Mod = rest, bit
		}
	}
	switch code, ok := named[name]; {
	case ok:
		k.Code = code
	case name == "space":
		k.Code, k.Text = ' ', " "
	default:
		k.Code = []rune(name)[0]
		if k.Mod == 0 {
			k.Text = name
		}
	}
	return k
}

// wait lets real time go on for d, with all the frames that are due in it.
func (r *rig) wait(d time.Duration) {
	r.t.Helper()
	end := r.now.Add(d)
	for len(r.frames) > 0 {
		next := r.frames[0]
		for _, f := range r.frames {
			if f.at.Before(next.at) {
				next = f
			}
		}
		if next.at.After(end) {
			break
		}
		r.frames = without(r.frames, next)
		r.now = next.at
		if f, ok := next.msg.(frameMsg); ok && f.number == r.m.awaited {
			r.count++ // others have been called off
		}
		r.send(next.msg)
	}
	r.now = end
}

func without(all []dueFrame, one dueFrame) (rest []dueFrame) {
	for _, f := range all {
		if f != one {
			rest = append(rest, f)
		}
	}
	return rest
}

// settle waits until what is asked for is answered and nothing moves any more.
func (r *rig) settle() {
	r.t.Helper()
	for range 600 {
		if r.m.Job == nil && (source.Motion(r.m.Cluster) <= engine.Background || !r.m.Playback.Playing) {
			return
		}
		r.wait(100 * time.Millisecond)
	}
	r.t.Fatal("a minute has passed and something still moves")
}

// content returns the screen with its styles.
func (r *rig) content() string {
	f := r.m.Frame()
	return f.String()
}

// screen returns the text of the screen without colours, and without blanks at the ends of
// lines.
func (r *rig) screen() string {
	lines := strings.Split(r.cells(), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return strings.Join(lines, "\n")
}

// cells returns the text of the screen without colours. Tests look at a screen more than
// once.
func (r *rig) cells() string {
	if content := r.content(); content != r.coloured {
		r.coloured, r.text = content, ansi.Strip(content)
	}
	return r.text
}

// unescape turns \n, \t, \e and \u{…} escapes of a transcript into what they stand for.
func unescape(s string) string {
	return strings.NewReplacer(`\n`, "\n", `\t`, "\t", `\e`, "\x1b", `\rlo`, "\u202e", `\ff`, "\xff").Replace(s)
}

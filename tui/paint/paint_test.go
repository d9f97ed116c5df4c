// Tests of whole sessions: how they end, stall, resize, suspend, and throttle.

package paint

import (
	"context"
	"errors"
	"github.com/charmbracelet/x/vt"
	"image"
	"io"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
)

// longestWait is how long a test waits for something immediate.
const longestWait = 2 * time.Minute

// typewriter shows what was typed, and which messages it got.
type typewriter struct {
	w, h   int
	text   string
	size   func(tea.WindowSizeMsg)
	colour func(tea.BackgroundColorMsg)
	busy   chan struct{} // until it is closed, the key # takes no end
	broken bool          // it panics when it should draw
}

func (m *typewriter) Init() tea.Cmd { return nil }

func (m *typewriter) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		m.w, m.h = msg.Width, msg.Height
		if m.size != nil {
			m.size(msg)
		}
	case tea.BackgroundColorMsg:
		if m.colour != nil {
			m.colour(msg)
		}
	case tea.PasteMsg:
		m.text += "paste of " + strings.Repeat("x", len(msg.Content)>>10)
	case PasteTooLongMsg:
		m.text += "too long"
	case KeysDroppedMsg:
		m.text = "dropped some"
	case tea.KeyPressMsg:
		switch msg.String() {
		case "q":
			return tea.Quit
		case "c":
			return Copy("copied")
		case "z":
			return tea.Suspend
		case "!":
			panic("told to")
		case "?":
			return func() tea.Msg { panic("a command told to") }
		case "&":
			return tea.Batch(nil, func() tea.Msg { panic("one of two told to") }, func() tea.Msg { return nil })
		case "#":
			<-m.busy
		case "%":
			m.broken = true
		}
		m.text += msg.String()
	}
	return nil
}

func (m *typewriter) Frame() Frame {
	if m.broken {
		panic("can't draw")
	}
	f := Frame{W: m.w, H: m.h, Title: "typewriter"}
	if m.w > 0 && m.h > 0 {
		f.Parts = []Part{{Block: NewBlock(m.w, []string{"you typed " + m.text})}}
		f.Cursor = &image.Point{}
	}
	return f
}

// link is both ends of a session's line.
type link struct {
	t      *testing.T
	keys   *io.PipeWriter
	window *Window
	ended  chan error

	mu      sync.Mutex
	written strings.Builder
	news    chan struct{}
	stuck   chan struct{} // while it is not nil, writes block until it is closed
	hung    chan struct{}
}

func (l *link) Write(b []byte) (int, error) {
	l.mu.Lock()
	stuck := l.stuck
	l.mu.Unlock()
	if stuck != nil {
		<-stuck
		return 0, io.ErrClosedPipe
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	select {
	case l.news <- struct{}{}:
	default:
	}
	return l.written.Write(b)
}

// open runs a model until the test is over.
func open(t *testing.T, m Model, stall time.Duration) (*link, context.CancelFunc) {
	t.Helper()
	return openChanged(t, m, stall, nil)
}

// openChanged is open on a terminal that is changed first.
func openChanged(t *testing.T, m Model, stall time.Duration, change func(*Terminal)) (*link, context.CancelFunc) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	in, keys := io.Pipe()
	l := &link{t: t, keys: keys, window: NewWindow(40, 3), ended: make(chan error, 1), news: make(chan struct{}, 1), hung: make(chan struct{})}
	terminal := Terminal{
		In: in, Out: l, Env: []string{"TERM=xterm"}, Window: l.window, Stall: stall,
		Hangup: sync.OnceFunc(func() { close(l.hung) }),
	}
	if change != nil {
		change(&terminal)
	}
	go func() { l.ended <- Run(ctx, m, terminal) }()
	t.Cleanup(func() { cancel(); _ = keys.Close() })
	return l, cancel
}

func (l *link) types(keys string) {
	l.t.Helper()
	if _, err := io.WriteString(l.keys, keys); err != nil {
		l.t.Fatal(err)
	}
}

// wrote waits until a text has been written.
func (l *link) wrote(text string) {
	l.t.Helper()
	late := time.After(longestWait)
	for {
		l.mu.Lock()
		all := l.written.String()
		l.mu.Unlock()
		if strings.Contains(all, text) {
			return
		}
		select {
		case <-l.news:
		case <-late:
			l.t.Fatalf("no %q in %q", text, all)
		}
	}
}

// end waits for the session to end.
func (l *link) end() error {
	l.t.Helper()
	select {
	case err := <-l.ended:
		return err
	case <-time.After(longestWait):
		buf := make([]byte, 1<<16)
		l.t.Fatalf("it goes on:\n%s", buf[:runtime.Stack(buf, true)])
		return nil
	}
}

// TestEnds: whatever ends a session, it says so, and the last thing it writes restores
// its terminal.
func TestEnds(t *testing.T) {
	var broken *Panic
	for _, c := range []struct {
		name string
		does func(*link, context.CancelFunc)
		is   func(error) bool
	}{
		{"the user quits", func(l *link, _ context.CancelFunc) { l.types("q") }, func(err error) bool { return err == nil }},
		{"the context ends", func(_ *link, end context.CancelFunc) { end() }, func(err error) bool { return errors.Is(err, context.Canceled) }},
		{"the terminal is gone", func(l *link, _ context.CancelFunc) { _ = l.keys.Close() }, func(err error) bool { return errors.Is(err, ErrGone) }},
		{"reading fails", func(l *link, _ context.CancelFunc) { _ = l.keys.CloseWithError(io.ErrNoProgress) }, func(err error) bool { return errors.Is(err, io.ErrNoProgress) }},
		{"a panic", func(l *link, _ context.CancelFunc) { l.types("!") }, func(err error) bool { return errors.As(err, &broken) && broken.Value == "told to" }},
		{"a panic of a command", func(l *link, _ context.CancelFunc) { l.types("?") }, func(err error) bool { return errors.As(err, &broken) && broken.Value == "a command told to" }},
		{"a panic of one of two", func(l *link, _ context.CancelFunc) { l.types("&") }, func(err error) bool { return errors.As(err, &broken) && broken.Value == "one of two told to" }},
		{"a panic while drawing", func(l *link, _ context.CancelFunc) { l.types("%") }, func(err error) bool { return errors.As(err, &broken) && broken.Value == "can't draw" }},
	} {
		t.Run(c.name, func(t *testing.T) {
			l, cancel := open(t, &typewriter{}, 0)
			l.types("a")
			l.wrote("a")
			l.wrote("\x1b[?1049h")
			c.does(l, cancel)
			if err := l.end(); !c.is(err) {
				t.Errorf("it ended with %v", err)
			}
			all := l.written.String()
			if left := strings.LastIndex(all, leave); left < 0 || strings.Contains(all[left:], "typed") {
				t.Errorf("the terminal is not given back: %q", all)
			}
			if at := strings.LastIndex(all, "\x1b[?25l"); at > strings.LastIndex(all, "\x1b[?25h") {
				t.Errorf("the cursor is hidden: %q", all)
			}
		})
	}
}

// TestNothingLeft: sessions that end with keys in flight, half an escape
// sequence or an open paste leave no goroutine behind.
func TestNothingLeft(t *testing.T) {
	before := runtime.NumGoroutine()
	for i, keys := range []string{"", "abcdefgh", "\x1b", "\x1b[", "\x1b[200~abc", "\x1b]11;", "q\x1b[1;", "qqqqqqqq"} {
		for _, byKey := range []bool{true, false} {
			l, cancel := open(t, &typewriter{}, 0)
			l.wrote("typed")
			go func() { _, _ = io.WriteString(l.keys, keys) }()
			if byKey && i > 5 {
				_ = l.end()
			} else {
				cancel()
				_ = l.end()
			}
			_ = l.keys.Close()
		}
	}
	for range int(longestWait / time.Millisecond) {
		if runtime.NumGoroutine() <= before {
			return
		}
		<-time.After(time.Millisecond)
	}
	buf := make([]byte, 1<<18)
	t.Errorf("%d goroutines, %d before:\n%s", runtime.NumGoroutine(), before, buf[:runtime.Stack(buf, true)])
}

// TestStalled: a terminal that accepts nothing ends the session after a while, and holds
// up neither the model nor the end.
func TestStalled(t *testing.T) {
	m := &typewriter{}
	sizes := make(chan tea.WindowSizeMsg, 100)
	m.size = func(msg tea.WindowSizeMsg) { sizes <- msg }
	l, _ := open(t, m, 200*time.Millisecond)
	l.wrote("typed")
	<-sizes
	stuck := make(chan struct{})
	l.mu.Lock()
	l.stuck = stuck
	l.mu.Unlock()
	go func() {
		<-l.hung
		close(stuck)
	}()
	l.types("abc")
	l.window.Resize(20, 2)
	select {
	case <-sizes: // the model goes on
	case <-time.After(longestWait):
		t.Fatal("the model waits for the terminal")
	}
	if err := l.end(); !errors.Is(err, ErrStalled) {
		t.Errorf("it ended with %v", err)
	}
}

// TestLatestWins: frames that a slow terminal had no time for are never written.
func TestLatestWins(t *testing.T) {
	at := newPainted(10, 1)
	for _, text := range []string{"one", "two", "three"} {
		at.p.show(Frame{W: 10, H: 1, Parts: []Part{{Block: NewBlock(10, []string{text})}}})
	}
	at.p.paint()
	if got := strings.TrimSpace(at.String()); got != "three" || strings.Contains(string(at.p.buf[:cap(at.p.buf)]), "one") {
		t.Errorf("the screen is %q", got)
	}
}

// TestResizeFlood: of many sizes the last one counts, and nothing waits for them.
func TestResizeFlood(t *testing.T) {
	const flood = 10_000
	last := tea.WindowSizeMsg{Width: 77, Height: 9} // which the flood has not
	m := &typewriter{}
	sizes := make(chan tea.WindowSizeMsg, flood+2) // as many as there are, and the first
	m.size = func(msg tea.WindowSizeMsg) { sizes <- msg }
	l, _ := open(t, m, 0)
	l.wrote("typed")
	for i := range flood {
		l.window.Resize(1+i%50, 1+i%7)
	}
	l.window.Resize(last.Width, last.Height)
	l.types("a")
	l.wrote("a")
	late := time.After(longestWait)
	for size := (tea.WindowSizeMsg{}); size != last; {
		select {
		case size = <-sizes: // it comes by another path than the key, and may come later
		case <-late:
			t.Fatalf("the model's size is %d×%d", size.Width, size.Height)
		}
	}
	l.types("q")
	if err := l.end(); err != nil {
		t.Fatal(err)
	}
	if m.w != last.Width || m.h != last.Height {
		t.Errorf("the model's size is %d×%d in the end", m.w, m.h)
	}
}

func TestCopy(t *testing.T) {
	l, _ := open(t, &typewriter{}, 0)
	l.types("c")
	l.wrote("\x1b]52;c;Y29waWVk\x07")
}

// TestSuspend: a session over a line can't stop the process.
func TestSuspend(t *testing.T) {
	l, _ := open(t, &typewriter{}, 0)
	l.types("zab")
	l.wrote("b")
}

// TestPaste: a paste is accepted whole or not at all.
func TestPaste(t *testing.T) {
	l, _ := open(t, &typewriter{}, 0)
	l.types(pasteStart + strings.Repeat("a", 2<<10) + pasteEnd)
	l.wrote("paste of xx")
	l.types(pasteStart + strings.Repeat("b", 3*MaxPaste) + pasteEnd + "c")
	l.wrote("too long")
	l.wrote("c")
}

// TestBusyModel: keys are read while the model is busy, and those that are too many are
// dropped, which it is told.
func TestBusyModel(t *testing.T) {
	m := &typewriter{busy: make(chan struct{})}
	l, _ := open(t, m, 0)
	l.types("#")
	for range 20 {
		l.types(strings.Repeat("j", maxWaiting/8)) // returns when they are read
	}
	close(m.busy)
	l.wrote("dropped some")
}

// TestAway: while another program has the terminal nothing is written to it, not even
// what was shown before; then the whole screen is.
func TestAway(t *testing.T) {
	at := newPainted(10, 1)
	frame := func(text string) Frame {
		return Frame{W: 10, H: 1, Parts: []Part{{Block: NewBlock(10, []string{text})}}}
	}
	at.paint(frame("one"))
	at.p.show(frame("two"))
	at.p.leave()
	at.p.paint()
	if at.IsAltScreen() {
		t.Fatal("it has taken the terminal again")
	}
	at.p.comeBack()
	at.p.paint()
	if got := strings.TrimSpace(at.String()); !at.IsAltScreen() || got != "two" {
		t.Errorf("the screen is %q", got)
	}
}

// TestRedraw: what another program has written on the screen is gone after a redraw, and only
// then.
func TestRedraw(t *testing.T) {
	at := newPainted(10, 2)
	frame := Frame{W: 10, H: 2, Parts: []Part{{Block: NewBlock(10, []string{"ours      ", "          "})}}}
	at.paint(frame)
	clean := at.cells()
	if _, err := at.WriteString("\x1b[2;3Hfrom wall"); err != nil {
		t.Fatal(err)
	}
	at.paint(frame)
	if at.cells() == clean {
		t.Fatal("the screen was not written upon")
	}
	at.p.redraw()
	at.paint(frame)
	if got := at.cells(); got != clean {
		t.Errorf("after a redraw it shows\n%s", at.String())
	}
}

// TestMouseOfTheTerminal: the modes of the mouse follow the frames.
func TestMouseOfTheTerminal(t *testing.T) {
	var out strings.Builder
	p := newPainter(&out, 0, func(error) {})
	for _, c := range []struct {
		off         bool
		has, hasNot string
	}{{false, "\x1b[?1002h", "\x1b[?1002l"}, {true, "\x1b[?1002l", "\x1b[?1002h"}, {true, "", "\x1b[?1002"}, {false, "\x1b[?1002h", "\x1b[?1002l"}} {
		out.Reset()
		p.show(Frame{W: 10, H: 1, NoMouse: c.off})
		if p.paint(); !strings.Contains(out.String(), c.has) || strings.Contains(out.String(), c.hasNot) {
			t.Errorf("off %t: %q", c.off, out.String())
		}
	}
	out.Reset()
	p = newPainter(&out, 0, func(error) {})
	p.show(Frame{W: 10, H: 1, NoMouse: true})
	if p.paint(); strings.Contains(out.String(), "\x1b[?1002") {
		t.Errorf("a session without the mouse begins with %q", out.String())
	}
}

// TestLeavesTidy: without an alternate screen the last frame stays; the prompt of the shell
// then has the last line for itself. The window's title is that of before.
func TestLeavesTidy(t *testing.T) {
	var out strings.Builder
	p := newPainter(&out, 0, func(error) {})
	p.show(Frame{W: 10, H: 3, Title: "ours", Parts: []Part{{Block: NewBlock(10, []string{"header    ", "body      ", "? help    "})}}})
	p.paint()
	p.leave()
	bytes := out.String()
	if push, pop := strings.Index(bytes, "\x1b[22;2t"), strings.Index(bytes, "\x1b[23;2t"); push < 0 || push > strings.Index(bytes, "ours") || pop < strings.Index(bytes, "\x1b]2;\x07") {
		t.Errorf("the title is not put aside before ours and put back last: %q", bytes)
	}
	at := vt.NewEmulator(10, 3)
	for _, mode := range []string{"\x1b[?1049h", "\x1b[?1049l", "\x1b]11;?\x07", "\x1b[6n"} {
		bytes = strings.ReplaceAll(bytes, mode, "")
	}
	if _, err := at.WriteString(bytes + "$ "); err != nil {
		t.Fatal(err)
	}
	if got, want := strings.Join(strings.Fields(at.String()), " "), "header body $"; got != want {
		t.Errorf("the screen is %q, want %q", got, want)
	}
}

// TestThrottle: a burst goes through at once, further keys at the rate, and a pause
// restores the burst.
func TestThrottle(t *testing.T) {
	limit := throttle{rate: 100}
	now := time.Unix(1000, 0)
	types := func(n int) (waited time.Duration) {
		for range n {
			d := limit.due(now)
			now = now.Add(d)
			waited += d
		}
		return waited
	}
	if d := types(burst); d != 0 {
		t.Errorf("a burst waits for %s", d)
	}
	if d := types(500); d != 5*time.Second {
		t.Errorf("500 keys more take %s, want 5s", d)
	}
	now = now.Add(time.Hour)
	if d := types(burst); d != 0 {
		t.Errorf("a burst after a pause waits for %s", d)
	}
}

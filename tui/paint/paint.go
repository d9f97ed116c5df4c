// Package paint runs a Bubble Tea program and writes its screens to a terminal
// by itself.
//
//	keys ─▶ splitter ─▶ decoder ─▶ ┌─────────┐           ┌─────────┐
//	sizes ───────────────────────▶ │  Model  │ ─ Frame ─▶│ painter │ ─▶ one Write: what differs
//	messages of commands ────────▶ └─────────┘  latest   └─────────┘    from the last one written
//	                                             wins
//
// Bubble Tea's own renderer looks sixty times a second whether there is
// something new, and lays every screen out again to find what it is. Here a
// frame is put together from blocks that are known to be equal by their address;
// only changed blocks are compared, once for all the sessions that show them;
// and nothing runs while nothing changes. The model never waits for a terminal
// that is slow.
//
// What the renderer would have done besides is done here too: alternate screen,
// cursor, mouse, bracketed paste, keyboard modes, title, clipboard, background
// colour, synchronized output (mode 2026), and giving the terminal back whatever
// the program ended of. Colours are as the lines have them: the theme knows what
// the terminal can show.
//
// A session over a network is run like this; OnTerminal is for the program's own
// terminal:
//
//	window := paint.NewWindow(pty.Width, pty.Height)
//	go func() {
//		for size := range sizes { // the client's; a flood of them does no harm
//			window.Resize(size.Width, size.Height)
//		}
//	}()
//	err := paint.Run(ctx, model, paint.Terminal{
//		In: channel, Out: channel, Env: env, Profile: colorprofile.Env(env), Window: window,
//		Stall: 10 * time.Second, Hangup: func() { channel.Close() },
//	})
//
// A message from outside the model comes from a command that waits for it and
// for the session's context; a command that waits for ever is never called off.
package paint

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	uv "github.com/charmbracelet/ultraviolet"

	"ringside/tui/theme"
)

// Model is a program that draws frames.
type Model interface {
	Init() tea.Cmd
	// Update takes a message. The first ones are a tea.EnvMsg, a
	// tea.ColorProfileMsg and a tea.WindowSizeMsg, in this order.
	Update(tea.Msg) tea.Cmd
	// Frame returns the screen as it is after the last Update.
	Frame() Frame
}

// Terminal is where a session is seen.
type Terminal struct {
	In      io.Reader // the session ends when it does
	Out     io.Writer
	Env     []string // NAME=VALUE
	Profile colorprofile.Profile
	Window  *Window

	// Rate is how many keys a second the model is given in the long run; of what is
	// typed faster, what waits too long is dropped. 0: as many as it can take.
	Rate int
	// Stall is how long a write may take before the session ends with ErrStalled.
	// 0: for ever.
	Stall time.Duration
	// Hangup is called when the session is over and Out still does not take what
	// is written to it; it must make that write return. nil: such a write is left
	// behind.
	Hangup func()

	// suspend stops the process and returns when it goes on; nil if it can't be
	// stopped from here.
	suspend func() error
	// cancel makes reads of In return; nil if only its other end can.
	cancel func()
	// decode tells what keys mean; nil: as Bubble Tea's library does.
	decode func([]byte) (int, uv.Event)
}

// ErrGone is why a session ended whose terminal sends nothing any more.
var ErrGone = errors.New("the terminal is gone")

// SignalError is why a session on the program's own terminal ended that was asked to
// by a signal.
type SignalError struct{ os.Signal }

// Error names the signal.
func (e SignalError) Error() string { return "a signal asks to quit: " + e.String() }

// ErrStalled is why a session ended whose terminal did not take what was written
// to it.
var ErrStalled = errors.New("the terminal does not take what is written to it")

// Panic is why a session ended whose model, input or painter panicked.
type Panic struct {
	Value any
	Stack []byte
}

// Error returns the panic in one line.
func (p *Panic) Error() string { return fmt.Sprintf("the program panicked: %v", p.Value) }

// survive, deferred by a goroutine of a session, makes a panic the end of that
// session and of nothing else.
func survive(end func(error)) {
	if v := recover(); v != nil {
		end(&Panic{v, debug.Stack()})
	}
}

// surviving returns what a goroutine of a session does, whose panic ends that
// session.
func surviving(end func(error), f func()) func() {
	return func() {
		defer survive(end)
		f()
	}
}

// Copy returns a command that puts text into the terminal's clipboard.
func Copy(text string) tea.Cmd { return func() tea.Msg { return CopyMsg(text) } }

// CopyMsg is what Copy's command gives.
type CopyMsg string

// Redraw has the whole screen written again, over what another program has written there.
func Redraw() tea.Msg { return RedrawMsg{} }

// RedrawMsg is what Redraw gives.
type RedrawMsg struct{}

// WideMsg: the terminal draws in two cells what is as wide as its font has it, such as lines
// and arrows, which so don't fit a screen that is laid out for one.
type WideMsg struct{}

// Learn takes in what a message tells of the terminal.
func Learn(l *theme.Looks, msg tea.Msg) {
	switch msg := msg.(type) {
	case tea.EnvMsg:
		l.Env = theme.NewEnviron(msg)
	case tea.ColorProfileMsg:
		l.Profile = msg.Profile
	case tea.BackgroundColorMsg:
		l.Background(msg.Color, msg.IsDark())
	case WideMsg:
		l.Wide = true
	}
}

// PasteTooLongMsg comes in the place of a paste of more than MaxPaste bytes.
type PasteTooLongMsg struct{}

// PasteCutMsg comes in the place of a paste whose end did not come.
type PasteCutMsg struct{}

// Window is the size of a terminal, which may change at any time.
type Window struct {
	mu   sync.Mutex
	w, h int
	news chan struct{}
}

// NewWindow returns a window of w × h cells.
func NewWindow(w, h int) *Window { return &Window{w: w, h: h, news: make(chan struct{}, 1)} }

// Resize changes the size. It never waits; of many changes the last counts.
func (v *Window) Resize(w, h int) {
	v.mu.Lock()
	v.w, v.h = w, h
	v.mu.Unlock()
	select {
	case v.news <- struct{}{}:
	default:
	}
}

// Size returns the size.
func (v *Window) Size() (w, h int) {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.w, v.h
}

func (v *Window) msg() tea.WindowSizeMsg {
	w, h := v.Size()
	return tea.WindowSizeMsg{Width: w, Height: h}
}

// grace is how long a terminal has to take the sequences that restore it.
const grace = time.Second

// Run shows a model until it quits, ctx ends or the terminal is gone. It returns
// nil if the model quit, ctx's cause, ErrGone, ErrStalled, a *Panic, or the
// error of a write. When it returns, it has written its last byte. One goroutine
// goes on to read In until that returns; close it.
func Run(ctx context.Context, m Model, t Terminal) error {
	ctx, end := context.WithCancelCause(ctx)
	defer end(nil)
	p := newPainter(t.Out, t.Stall, func(err error) {
		end(err)
		if t.Hangup != nil && errors.Is(err, ErrStalled) {
			t.Hangup()
		}
	})
	h := &host{model: m, painter: p, terminal: &t, end: end}
	program := tea.NewProgram(h, tea.WithContext(ctx), tea.WithInput(nil), tea.WithOutput(io.Discard), tea.WithoutRenderer(),
		tea.WithFPS(1), tea.WithoutSignalHandler(), tea.WithEnvironment(t.Env), tea.WithColorProfile(t.Profile), tea.WithFilter(filter))

	var others sync.WaitGroup
	over := make(chan struct{})
	painted := make(chan struct{})
	go func() {
		defer close(painted)
		p.run(over)
	}()
	others.Go(surviving(end, func() { watch(ctx, t.Window, program) }))
	keys := newSender(t.Rate, program.Send)
	in := newInput(t.In, &p.asked, &p.width, func(msg tea.Msg) error { return keys.put(ctx, msg) })
	if t.decode != nil {
		in.decode = t.decode
	}
	unread, read, sent := make(chan struct{}), make(chan struct{}), make(chan struct{})
	go func() {
		defer close(sent)
		surviving(end, func() { keys.run(ctx, read) })()
	}()
	go func() {
		defer close(unread)
		in.run(ctx, func(why error) {
			close(read)
			<-sent
			end(why)
		})
	}()

	_, err := program.Run()
	cause := context.Cause(ctx)
	end(nil)
	close(over)
	finish(painted, t.Hangup)
	others.Wait()
	if t.cancel != nil {
		t.cancel()
		<-unread
	}
	switch {
	case h.panic != nil:
		return h.panic
	case cause != nil:
		return cause
	case errors.Is(err, tea.ErrInterrupted):
		return nil
	}
	return err
}

// finish waits for the painter, and hangs up if the terminal takes too long.
func finish(painted <-chan struct{}, hangup func()) {
	select {
	case <-painted:
		return
	case <-time.After(grace):
	}
	if hangup != nil {
		hangup()
		<-painted
	}
}

// watch tells the program of changes of the window's size.
func watch(ctx context.Context, v *Window, program *tea.Program) {
	for {
		select {
		case <-v.news:
			program.Send(resizedMsg(v.msg()))
		case <-ctx.Done():
			return
		}
	}
}

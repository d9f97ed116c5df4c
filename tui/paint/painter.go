// The painter: it writes frames to a terminal, and restores it at the end.

package paint

import (
	"io"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
	"ringside/internal/printable"
)

// The modes of a terminal during a session, and how it is restored. Terminals ignore
// those that they do not know.
const (
	enter = ansi.SetModeAltScreenSaveCursor + ansi.ResetModeTextCursorEnable +
		ansi.SetModeBracketedPaste + ansi.SetModifyOtherKeys2 + "\x1b[>1u" + // Kitty's keys, told apart
		pushTitle + askWidth + ansi.RequestBackgroundColor
	// How far a line goes that is one cell wide, unless the terminal takes characters of
	// ambiguous width (UAX #11) to be wide. In the second row, since a position in the first is
	// also how xterm spells F3 with a modifier. The first frame is drawn over it.
	askWidth    = "\x1b[2;1H─" + ansi.RequestCursorPositionReport
	pushTitle   = "\x1b[22;2t"
	popTitle    = "\x1b[23;2t"
	steadyBlock = "\x1b[2 q"
	usualCursor = "\x1b[0 q"
	// Without an alternate screen the last frame stays, and the shell's prompt stands in
	// its last line.
	below = "\x1b[m\x1b[999;1H\x1b[2K"
	leave = below + ansi.ResetModifyOtherKeys + "\x1b[<u" +
		ansi.ResetModeMouseButtonEvent + ansi.ResetModeMouseExtSgr + ansi.ResetModeBracketedPaste +
		ansi.ResetModeAltScreenSaveCursor + ansi.SetModeTextCursorEnable
)

// painter writes frames to a terminal, from one goroutine.
//
//	show ──▶ next ──▶ run ──▶ what differs from last ──▶ one Write
//
// A frame that is not yet begun when the next one is shown is never written.
type painter struct {
	out    io.Writer
	stall  time.Duration
	failed func(error) // called once when nothing can be written any more

	news  chan struct{} // one token: there is something to write
	asked question      // to the terminal, for its background
	width question      // and for how wide it draws a line

	mu   sync.Mutex // guards what is to be written
	next *Frame
	copy string // for the clipboard; "": nothing

	writing sync.Mutex // guards what has been written
	buf     []byte
	last    *Frame // nil: unknown, at the start or after another program used the screen
	title   string
	mouse   bool // clicks come here; else they are the terminal's
	cursor  bool // the cursor is shown
	styled  bool // the cursor's shape was changed
	broken  bool // a write has failed
	stained bool // another program has written on the screen
	away    bool // another program has the terminal
}

func newPainter(out io.Writer, stall time.Duration, failed func(error)) *painter {
	return &painter{out: out, stall: stall, failed: failed, news: make(chan struct{}, 1)}
}

// show has a frame written as soon as the previous one is. It never waits.
func (p *painter) show(f Frame) {
	p.mu.Lock()
	p.next = &f
	p.mu.Unlock()
	p.wake()
}

// clip copies a text to the clipboard.
func (p *painter) clip(text string) {
	p.mu.Lock()
	p.copy = text
	p.mu.Unlock()
	p.wake()
}

func (p *painter) wake() {
	select {
	case p.news <- struct{}{}:
	default:
	}
}

// run writes until done is closed, and then restores the terminal. A panic ends the
// session, whose terminal is restored all the same.
func (p *painter) run(done <-chan struct{}) {
	p.paintUntil(done)
	<-done
	defer survive(p.failed)
	p.leave()
}

func (p *painter) paintUntil(done <-chan struct{}) {
	defer survive(p.failed)
	for {
		select {
		case <-p.news:
			p.paint()
		case <-done:
			return
		}
	}
}

// paint writes what has been shown since the previous call.
func (p *painter) paint() {
	p.writing.Lock()
	defer p.writing.Unlock()
	if p.away {
		return
	}
	p.mu.Lock()
	next, text := p.next, p.copy
	p.next, p.copy = nil, ""
	p.mu.Unlock()
	p.buf = p.buf[:0]
	if next != nil {
		p.frame(next)
	}
	if text != "" {
		p.buf = append(p.buf, ansi.SetSystemClipboard(text)...)
	}
	p.write()
	p.buf = shrunk(p.buf)
}

// frame appends the bytes that turn the screen into a frame.
func (p *painter) frame(f *Frame) {
	if p.last == nil {
		p.buf = append(p.buf, enter...)
		p.asked.ask(time.Now())
		p.width.ask(time.Now())
	}
	if f.Title != p.title {
		p.buf = append(p.buf, ansi.SetWindowTitle(plain(f.Title))...)
		p.title = f.Title
	}
	if f.NoMouse == p.mouse {
		p.mouse = !f.NoMouse
		modes := ansi.SetModeMouseButtonEvent + ansi.SetModeMouseExtSgr
		if f.NoMouse {
			modes = ansi.ResetModeMouseButtonEvent + ansi.ResetModeMouseExtSgr
		}
		p.buf = append(p.buf, modes...)
	}
	begun := len(p.buf)
	p.buf = append(p.buf, ansi.SetModeSynchronizedOutput...)
	if p.cursor {
		p.buf = append(p.buf, ansi.ResetModeTextCursorEnable...)
	}
	drawn := len(p.buf)
	switch old := p.last; {
	case old == nil || old.W != f.W || old.H != f.H || p.stained:
		p.stained = false
		p.buf = append(p.buf, "\x1b[m\x1b[2J"...)
		p.buf = appendFrame(p.buf, nil, f)
	case !sameLayout(old, f):
		p.buf = appendFrame(p.buf, old, f)
	default:
		for i := range f.Parts {
			if was, part := old.Parts[i].Block, f.Parts[i]; was != part.Block {
				p.buf = append(p.buf, part.Block.changeFrom(was, part.corner())...)
			}
		}
	}
	moved := len(p.buf) > drawn || !sameCursor(p.last, f)
	p.last = f
	if !moved {
		p.buf = p.buf[:begun]
		return
	}
	p.place(f)
	p.buf = append(p.buf, ansi.ResetModeSynchronizedOutput...)
}

// plain returns a title without anything that a terminal would act on or nobody would
// see, in case it is not clean.
func plain(title string) string {
	return strings.Map(func(r rune) rune {
		if printable.Hidden(r) || r == utf8.RuneError {
			return -1
		}
		return r
	}, title)
}

// place moves the cursor to where the frame has it.
func (p *painter) place(f *Frame) {
	if f.Cursor == nil {
		p.cursor = false
		return
	}
	p.buf = append(p.buf, "\x1b["...)
	p.buf = strconv.AppendInt(p.buf, int64(f.Cursor.Y+1), 10)
	p.buf = append(p.buf, ';')
	p.buf = strconv.AppendInt(p.buf, int64(f.Cursor.X+1), 10)
	p.buf = append(p.buf, 'H')
	if !p.styled {
		p.buf = append(p.buf, steadyBlock...)
		p.styled = true
	}
	p.buf = append(p.buf, ansi.SetModeTextCursorEnable...)
	p.cursor = true
}

// comeBack takes the terminal again, with the next frame.
func (p *painter) comeBack() {
	p.writing.Lock()
	defer p.writing.Unlock()
	p.away = false
}

// redraw has the next frame written as a whole.
func (p *painter) redraw() {
	p.writing.Lock()
	defer p.writing.Unlock()
	p.stained = true
}

// leave restores the terminal, and stops writing until comeBack.
func (p *painter) leave() {
	p.writing.Lock()
	defer p.writing.Unlock()
	p.away = true
	if p.last == nil {
		return
	}
	p.buf = append(p.buf[:0], leave...)
	if p.title != "" {
		p.buf = append(p.buf, ansi.SetWindowTitle("")+popTitle...) // a terminal without a stack of titles has none
	}
	if p.styled {
		p.buf = append(p.buf, usualCursor...)
	}
	p.write()
	p.last, p.title, p.cursor, p.styled, p.mouse = nil, "", false, false, false
}

// write writes the buffer. If that takes too long, the session has failed, and the
// receiver of failed must make the write return.
func (p *painter) write() {
	if len(p.buf) == 0 || p.broken {
		return
	}
	if p.stall > 0 {
		defer time.AfterFunc(p.stall, func() { p.failed(ErrStalled) }).Stop()
	}
	if _, err := p.out.Write(p.buf); err != nil {
		p.broken = true
		p.failed(err)
	}
}

// shrunk returns the buffer for reuse, unless a rare large frame has made it large.
func shrunk(buf []byte) []byte {
	const usual = 16 << 10
	if cap(buf) > usual {
		return nil
	}
	return buf[:0]
}

func sameCursor(a, b *Frame) bool {
	if a == nil || a.Cursor == nil || b.Cursor == nil {
		return a != nil && a.Cursor == b.Cursor
	}
	return *a.Cursor == *b.Cursor
}

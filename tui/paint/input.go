// Input: from the bytes of a terminal to the messages of the model.

package paint

import (
	"context"
	"errors"
	"io"
	"strings"
	"sync"
	"sync/atomic"
	"time"
	"unicode"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/muesli/cancelreader"
)

// readSize is how many bytes are read at once. Each becomes at most one message.
const readSize = 4 << 10

// chunk is the result of one read.
type chunk struct {
	bytes []byte
	at    time.Time
}

// input turns what a terminal sends into messages.
//
//	Read ─▶ chunk ─▶ splitter ─▶ whole piece ─▶ decoder ─▶ typedAhead ─▶ send, one at a time
//
// What the model has no time for waits in typedAhead, which drops what is too much.
type input struct {
	from   io.Reader
	asked  *question           // for the background
	width  *question           // for how wide a line is drawn
	send   func(tea.Msg) error // an error ends the reading
	decode func([]byte) (int, uv.Event)

	split splitter
	err   error // the error of send
}

func newInput(from io.Reader, asked, width *question, send func(tea.Msg) error) *input {
	in := &input{from: from, asked: asked, width: width, send: send, decode: new(uv.EventDecoder).Decode}
	in.split = splitter{emit: in.piece, asked: asked.open}
	return in
}

// run reads until the input ends, ctx ends, send fails or something panics, and passes
// end the reason. It returns when no read is in progress.
func (in *input) run(ctx context.Context, end func(error)) {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	chunks := make(chan chunk)
	var reading sync.WaitGroup
	reading.Go(surviving(stop, func() { stop(pump(ctx, in.from, chunks)) }))
	end(in.listen(ctx, chunks))
	stop(nil)
	reading.Wait()
}

// listen takes chunks until ctx ends or send fails. It returns why.
func (in *input) listen(ctx context.Context, chunks <-chan chunk) (err error) {
	defer survive(func(p error) { err = p })
	timer := time.NewTimer(0)
	defer timer.Stop()
	for in.err == nil {
		var late <-chan time.Time
		if at, waits := in.split.deadline(); waits {
			// A read that has the rest may have returned and be about to say so.
			timer.Reset(max(time.Until(at), time.Millisecond))
			late = timer.C
		}
		select {
		case c := <-chunks:
			in.split.feed(c.bytes, c.at)
		case now := <-late:
			in.split.expire(now)
		case <-ctx.Done():
			if at, waits := in.split.deadline(); waits {
				in.split.expire(at) // nothing more will come
			}
			return context.Cause(ctx)
		}
	}
	return in.err
}

// pump reads chunks until ctx ends or reading fails. It returns why.
func pump(ctx context.Context, from io.Reader, chunks chan<- chunk) error {
	for {
		buf := make([]byte, readSize)
		n, err := from.Read(buf)
		if n > 0 {
			select {
			case chunks <- chunk{buf[:n], time.Now()}:
			case <-ctx.Done():
				return context.Cause(ctx)
			}
		}
		if errors.Is(err, io.EOF) || errors.Is(err, cancelreader.ErrCanceled) {
			return ErrGone
		}
		if err != nil {
			return err
		}
	}
}

// piece sends the messages of a piece.
func (in *input) piece(p piece) {
	switch p.kind {
	case piecePaste:
		in.tell(tea.PasteMsg{Content: strings.ToValidUTF8(string(p.bytes), "")})
	case pieceTooLong:
		in.tell(PasteTooLongMsg{})
	case pieceCut:
		in.tell(PasteCutMsg{})
	default:
		in.keys(p.bytes)
	}
}

// keys sends the messages of keys and sequences that a program can have asked for.
func (in *input) keys(b []byte) {
	sequence := b[0] == 0x1b
	for len(b) > 0 && in.err == nil && !ignored(b) {
		n, event := in.decode(b)
		switch {
		case n <= 0:
			return
		case sequence && n > 1: // it is complete: what the decoder has left of it is not text
			n = len(b)
		}
		spelled := b[:n]
		b = b[n:]
		switch e := event.(type) {
		case uv.KeyPressEvent:
			if strings.ContainsFunc(e.Text, unicode.IsControl) {
				e.Text = "" // a sequence could spell any text
			}
			in.key(e, spelled)
		case uv.BackgroundColorEvent:
			in.asked.close()
			if e.Color != nil {
				in.tell(e)
			}
		case uv.CursorPositionEvent:
			if e.Y == 1 && in.width.open(time.Now()) {
				in.width.close()
				if e.X > 1 {
					in.tell(WideMsg{})
				}
			}
		case uv.MouseClickEvent, uv.MouseReleaseEvent, uv.MouseMotionEvent, uv.MouseWheelEvent, uv.FocusEvent, uv.BlurEvent:
			in.tell(e)
		}
		// Everything else is a reply that was not asked for: it answers another program
		// that had the terminal before, or nothing. A cursor position in the first line
		// counts as one too, although it also encodes the key F3 with modifiers, which
		// xterm spells the same.
	}
}

// ignored reports whether a sequence is not even decoded: Windows keys, of which one can
// stand for 65,535, in a mode that is never asked for, and strings that no terminal sends
// unasked.
func ignored(b []byte) bool {
	if len(b) < 2 || b[0] != 0x1b {
		return false
	}
	switch b[1] {
	case 0x1b:
		return ignored(b[1:])
	case '[':
		return len(b) > 2 && b[len(b)-1] == '_'
	case 'P', 'X', '^', '_':
		return len(b) > 2
	}
	return false
}

func (in *input) tell(msg tea.Msg) {
	if in.err == nil {
		in.err = in.send(msg)
	}
}

// questionTimeout is how long a terminal may take to answer.
const questionTimeout = 3 * time.Second

// question records that a terminal has been asked and has not answered yet. It may be
// used by several goroutines.
type question struct{ at atomic.Int64 } // when, in nanoseconds since 1970; 0: nothing

func (q *question) ask(now time.Time) { q.at.Store(now.UnixNano()) }

func (q *question) close() { q.at.Store(0) }

func (q *question) open(now time.Time) bool {
	at := q.at.Load()
	return at != 0 && now.UnixNano()-at < int64(questionTimeout)
}

// Package film makes a recording of a screen that shows what happened in a cluster.
//
//	history ─▶ film: how fast time goes by, and where it stops ─▶ Screen ─▶ export.Recording
//
// The time in it is the film's own: it takes as long as the film does however fast the
// computer is, and the same history gives the same film to the last byte.
package film

import (
	"context"
	"fmt"
	"strings"
	"time"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/history"
	"ringside/engine/lanes"
	"ringside/export"
	"ringside/tui/source"
)

// Screen is an explorer that nobody sees, of the history that is filmed.
type Screen interface {
	// Show brings the screen up to date, and returns it in lines.
	Show() []string
	// Take has what an operation is about in hand; and shows its lanes, if it is the one
	// that the film is of.
	Take(key string)
	Lanes(op uint32)
	// Tell says which line has been carried out.
	Tell(line string)
}

// Options say what a film is of.
type Options struct {
	Title         string
	Width, Height int
	Light         bool // dark on light
	Part          lanes.Part
}

// Make plays what is recorded in a history, or a part of it, on a screen that open returns
// for a copy of it, and returns what the screen showed as an asciinema recording. One
// operation is shown as lanes.
func Make(ctx context.Context, h *history.History, o Options, open func(*history.History) (Screen, error)) ([]byte, error) {
	f, err := begin(h, o, open)
	if err != nil {
		return nil, err
	}
	f.show()
	for !f.over() {
		if err := ctx.Err(); err != nil {
			return nil, fmt.Errorf("export: %w", err)
		}
		f.next()
	}
	f.at += lastHold
	f.tape.Output(f.at, "\x1b[?25h") // a player stops at the last thing it has
	return f.tape.Bytes(), nil
}

// How long things take in a film.
const (
	filmFrame   = time.Second / 15
	commandHold = 900 * time.Millisecond // after a command, to read it
	calm        = 600 * time.Millisecond // while nothing moves; after that time flies
	mostFlies   = 1 << 20                // how much faster at most: twelve days a second
	lastHold    = 3 * time.Second
	// longestFilm is how long messages may travel in all: of a longer history
	// they travel faster.
	longestFilm = 3 * time.Minute
)

// film is a recording under way.
type film struct {
	screen  Screen
	history *history.History
	tape    *export.Recording
	op      uint32 // the operation that is shown as lanes; 0: none
	last    int    // the last step
	factor  time.Duration
	hold    time.Duration

	at    time.Duration // in the film
	idle  time.Duration // for how long nothing has moved
	flies time.Duration // how fast time goes then
	told  int           // steps that have been shown
	lines []string      // on the screen
}

// begin gets ready to record the first picture.
func begin(h *history.History, o Options, open func(*history.History) (Screen, error)) (*film, error) {
	f := &film{history: h.Fork(), op: o.Part.Op, hold: commandHold, flies: 1}
	first := f.cut(o.Part)
	f.rate(first)
	f.history.Seek(first)
	var err error
	if f.screen, err = open(f.history); err != nil {
		return nil, err
	}
	f.told = f.history.Trace().Len()
	colours := export.Colours{Ink: "#d0d0d0", Paper: "#16181c"}
	if o.Light {
		colours = export.Colours{Ink: "#202124", Paper: "#fbfbf8"}
	}
	f.tape = export.NewRecording(o.Width, o.Height, strings.TrimSpace("ringside "+o.Title), colours)
	f.tape.Output(0, "\x1b[2J\x1b[?25l")
	return f, nil
}

// cut finds the last step of a part and returns the one before its first.
func (f *film) cut(p lanes.Part) (before int) {
	t := f.history.Trace()
	before, f.last = max(p.From-1, 0), t.Len()
	switch {
	case p.Op != 0:
		rows := lanes.Of(t, p).Rows
		end := rows[len(rows)-1]
		f.last = end.Steps[len(end.Steps)-1]
		if cause := int(t.At(rows[0].Steps[0]).Cause); cause > 0 {
			before = cause - 1 // with the command that asks for it
		}
	case p.To != 0:
		f.last = min(p.To, f.last)
	}
	return before
}

// rate makes the film so fast that it does not get too long: it plays the history
// once to see for how long messages travel.
func (f *film) rate(first int) {
	h := f.history
	h.Seek(first)
	moving, commands, told := time.Duration(0), 0, first
	for h.Trace().Len() < f.last {
		from, m := h.Now(), h.Motion()
		if !h.Step() {
			break
		}
		if m == engine.Moving {
			moving += h.Now() - from
		}
		for ; told < h.Trace().Len(); told++ {
			if h.Trace().At(told+1).Kind == event.Command {
				commands++
			}
		}
	}
	f.factor = source.FactorFor(moving, longestFilm)
	if all := time.Duration(commands) * commandHold; all > longestFilm {
		f.hold = max(longestFilm/time.Duration(commands), filmFrame)
	}
}

// over reports whether everything has been shown.
func (f *film) over() bool {
	_, more := f.history.Next()
	return f.history.Trace().Len() >= f.last || !more
}

// next lets time go on to the next frame: slowly while messages travel, as it is
// while nothing does, and faster and faster if that takes long.
func (f *film) next() {
	until := f.history.Now() + filmFrame/f.factor
	if f.history.Motion() == engine.Moving {
		f.idle, f.flies = 0, 1
	} else {
		if f.idle += filmFrame; f.idle > calm {
			f.flies = min(f.flies*2, mostFlies)
		}
		until = f.history.Now() + filmFrame*f.flies
	}
	f.advance(until)
	f.at += filmFrame
	f.tell()
	f.show()
}

// advance lets time go on, but not past a command or the beginning of something
// to watch.
func (f *film) advance(until time.Duration) {
	resting := f.history.Motion() != engine.Moving
	for {
		next, more := f.history.Next()
		if !more || next > until {
			f.history.Advance(until, source.FrameBudget)
			return
		}
		length := f.history.Trace().Len()
		f.history.Advance(max(next, f.history.Now()), source.FrameBudget)
		if resting && f.history.Motion() == engine.Moving || f.commanded(length) || f.over() {
			f.idle, f.flies = 0, 1
			return
		}
	}
}

// commanded reports whether a command has been carried out since a step.
func (f *film) commanded(since int) bool {
	t := f.history.Trace()
	for step := since + 1; step <= t.Len(); step++ {
		if t.At(step).Kind == event.Command {
			return true
		}
	}
	return false
}

// tell shows the commands that have been carried out, and has what they were
// about in hand.
func (f *film) tell() {
	t := f.history.Trace()
	line := ""
	for f.told < t.Len() {
		f.told++
		switch e := t.At(f.told); e.Kind {
		case event.Command:
			line = t.Text(e.Text)
			f.tape.Marker(f.at, line)
		case event.Invoke:
			if f.op == 0 || f.op == e.Op {
				f.screen.Take(t.Text(e.Key))
			}
			if f.op == e.Op {
				f.screen.Lanes(f.op)
			}
		}
	}
	if line != "" {
		f.screen.Tell(line)
		f.show()
		f.at += f.hold
	}
}

// show records what has changed on the screen.
func (f *film) show() {
	lines := f.screen.Show()
	var out strings.Builder
	for y, line := range lines {
		if y < len(f.lines) && f.lines[y] == line {
			continue
		}
		fmt.Fprintf(&out, "\x1b[%d;1H%s", y+1, line)
	}
	f.lines = lines
	if out.Len() > 0 {
		f.tape.Output(f.at, out.String())
	}
}

// Package recording plays a session on a screen that nobody sees, and records that screen.
//
//	history ─▶ recorder: how fast time goes by, and where it stops ─▶ Screen ─▶ export.Recording
//
// A recording has a time of its own, which does not depend on how fast the computer is: the
// same history gives the same recording to the last byte.
package recording

import (
	"context"
	"fmt"
	"image"
	"strings"
	"time"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/history"
	"ringside/engine/lanes"
	"ringside/export"
	"ringside/internal/picture"
	"ringside/tui/source"
)

// Screen is an explorer that nobody sees, of the history that is recorded.
type Screen interface {
	// Show brings the screen up to date, and returns it in lines.
	Show() []string
	// Take selects the key of an operation; Lanes shows its lanes, if the recording is of
	// that operation alone.
	Take(key string)
	Lanes(op uint32)
	// Tell says which line has been carried out.
	Tell(line string)
}

// Options say what a recording is of.
type Options struct {
	Title         string
	Width, Height int
	Light         bool // dark on light
	Part          lanes.Part
	Animated      bool               // it becomes an SVG that moves
	Progress      func(part float64) // unless it is nil: called for each frame with the part that is drawn
}

// Make plays what is recorded in a history, or a part of it, on a screen that open returns
// for a copy of it, and returns what the screen showed as an asciinema recording, or as an
// animated picture. One operation is shown as lanes.
func Make(ctx context.Context, h *history.History, o Options, open func(*history.History) (Screen, error)) ([]byte, error) {
	r, err := begin(ctx, h, o, open)
	if err != nil {
		return nil, err
	}
	r.show()
	for !r.over() {
		if ctx.Err() != nil {
			return nil, fmt.Errorf("export: %w", context.Cause(ctx))
		}
		r.next()
		if o.Progress != nil {
			o.Progress(r.part())
		}
	}
	r.at += lastHold
	if o.Animated {
		colours := picture.OnDark()
		if o.Light {
			colours = picture.OnLight()
		}
		return []byte(picture.Animate(r.frames, r.at, colours)), nil
	}
	r.tape.Output(r.at, "\x1b[?25h") // a player stops at the last thing it has
	return r.tape.Bytes(), nil
}

// How long things take in a recording.
const (
	frame       = time.Second / 15
	commandHold = 900 * time.Millisecond // after a command, to read it
	calm        = 600 * time.Millisecond // while nothing moves; after that time flies
	mostFlies   = 1 << 20                // how much faster at most: twelve days a second
	lastHold    = 3 * time.Second
	// longest is how long messages may travel in all: of a longer history
	// they travel faster.
	longest = 3 * time.Minute
)

// recorder is a recording under way.
type recorder struct {
	screen  Screen
	history *history.History
	tape    *export.Recording
	op      uint32 // the operation that is shown as lanes; 0: none
	first   int    // the step before the first one
	last    int    // the last step
	factor  time.Duration
	hold    time.Duration

	at    time.Duration // in the recording
	idle  time.Duration // for how long nothing has moved
	flies time.Duration // how fast time goes then
	told  int           // steps that have been shown
	lines []string      // on the screen

	frames []picture.Frame // of an animation
	size   image.Point     // its size; zero of all else
}

// begin gets ready to record the first picture.
func begin(ctx context.Context, h *history.History, o Options, open func(*history.History) (Screen, error)) (*recorder, error) {
	r := &recorder{history: h.Fork(), op: o.Part.Op, hold: commandHold, flies: 1}
	if o.Animated {
		r.size = image.Pt(o.Width, o.Height)
	}
	first := r.cut(o.Part)
	r.first = first
	r.rate(ctx, first)
	r.history.Seek(first)
	var err error
	if r.screen, err = open(r.history); err != nil {
		return nil, err
	}
	r.told = r.history.Trace().Len()
	colours := export.Colours{Ink: "#d0d0d0", Paper: "#16181c"}
	if o.Light {
		colours = export.Colours{Ink: "#202124", Paper: "#fbfbf8"}
	}
	r.tape = export.NewRecording(o.Width, o.Height, strings.TrimSpace("ringside "+o.Title), colours)
	r.tape.Output(0, "\x1b[2J\x1b[?25l")
	return r, nil
}

// cut finds the last step of a part and returns the one before its first.
func (r *recorder) cut(p lanes.Part) (before int) {
	t := r.history.Trace()
	before, r.last = max(p.From-1, 0), t.Len()
	switch {
	case p.Op != 0:
		rows := lanes.Of(t, p).Rows
		end := rows[len(rows)-1]
		r.last = end.Steps[len(end.Steps)-1]
		if cause := int(t.At(rows[0].Steps[0]).Cause); cause > 0 {
			before = cause - 1 // with the command that asks for it
		}
	case p.To != 0:
		r.last = min(p.To, r.last)
	}
	return before
}

// rate makes the recording so fast that it does not get too long: it plays the history
// once to see for how long messages travel, unless the recording is stopped meanwhile.
func (r *recorder) rate(ctx context.Context, first int) {
	h := r.history
	h.Seek(first)
	moving, commands, told := time.Duration(0), 0, first
	for h.Trace().Len() < r.last && ctx.Err() == nil {
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
	r.factor = source.FactorFor(moving, longest)
	if all := time.Duration(commands) * commandHold; all > longest {
		r.hold = max(longest/time.Duration(commands), frame)
	}
}

// over reports whether everything has been shown.
func (r *recorder) over() bool {
	_, more := r.history.Next()
	return r.history.Trace().Len() >= r.last || !more
}

// part returns which part of the steps has been shown, from 0 to 1.
func (r *recorder) part() float64 {
	return min(float64(r.history.Trace().Len()-r.first)/float64(max(r.last-r.first, 1)), 1)
}

// next lets time go on to the next frame: slowly while messages travel, as it is
// while nothing does, and faster and faster if that takes long.
func (r *recorder) next() {
	until := r.history.Now() + frame/r.factor
	if r.history.Motion() == engine.Moving {
		r.idle, r.flies = 0, 1
	} else {
		if r.idle += frame; r.idle > calm {
			r.flies = min(r.flies*2, mostFlies)
		}
		until = r.history.Now() + frame*r.flies
	}
	r.advance(until)
	r.at += frame
	r.tell()
	r.show()
}

// advance lets time go on, but not past a command or the beginning of something
// to watch.
func (r *recorder) advance(until time.Duration) {
	resting := r.history.Motion() != engine.Moving
	for {
		next, more := r.history.Next()
		if !more || next > until {
			r.history.Advance(until, source.FrameBudget)
			return
		}
		length := r.history.Trace().Len()
		r.history.Advance(max(next, r.history.Now()), source.FrameBudget)
		if resting && r.history.Motion() == engine.Moving || r.commanded(length) || r.over() {
			r.idle, r.flies = 0, 1
			return
		}
	}
}

// commanded reports whether a command has been carried out since a step.
func (r *recorder) commanded(since int) bool {
	t := r.history.Trace()
	for step := since + 1; step <= t.Len(); step++ {
		if t.At(step).Kind == event.Command {
			return true
		}
	}
	return false
}

// tell shows the commands that have been carried out, and has what they were
// about selected.
func (r *recorder) tell() {
	t := r.history.Trace()
	line := ""
	for r.told < t.Len() {
		r.told++
		switch e := t.At(r.told); e.Kind {
		case event.Command:
			line = t.Text(e.Text)
			r.tape.Marker(r.at, line)
		case event.Invoke:
			if r.op == 0 || r.op == e.Op {
				r.screen.Take(t.Text(e.Key))
			}
			if r.op == e.Op {
				r.screen.Lanes(r.op)
			}
		}
	}
	if line != "" {
		r.screen.Tell(line)
		r.show()
		r.at += r.hold
	}
}

// show records what has changed on the screen.
func (r *recorder) show() {
	lines := r.screen.Show()
	var out strings.Builder
	for y, line := range lines {
		if y < len(r.lines) && r.lines[y] == line {
			continue
		}
		fmt.Fprintf(&out, "\x1b[%d;1H%s", y+1, line)
	}
	r.lines = lines
	if out.Len() == 0 {
		return
	}
	r.tape.Output(r.at, out.String())
	if r.size != (image.Point{}) {
		r.frames = append(r.frames, picture.Frame{At: r.at, Cells: picture.Of(strings.Join(lines, "\n"), r.size.X, r.size.Y)})
	}
}

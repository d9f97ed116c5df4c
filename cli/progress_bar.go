// The progress bar of commands that work for a while, on a terminal's standard error.

package cli

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"
)

// progressBar is a bar that is redrawn at most ten times a second. It prints nothing without a
// clock, or if the standard error is no terminal that has room for it. However narrow that is, the bar
// is one line, since what goes on in a second one could not be drawn over.
type progressBar struct {
	a     *app
	shown time.Time // when it was last drawn; zero if it never was
	wide  int       // cells of the last drawing
}

// show draws the bar for the part that is done, from 0 to 1, with a text behind it.
func (b *progressBar) show(part float64, text string) {
	if !b.a.watched || b.a.now == nil || b.a.beside > 0 && b.a.beside <= len(" 100%") {
		return
	}
	now := b.a.now()
	if now.Sub(b.shown) < 100*time.Millisecond {
		return
	}
	b.shown = now
	full, empty, tail := "█", "░", "…"
	if b.a.cfg != nil && b.a.cfg.ascii {
		full, empty, tail = "#", ".", "..."
	}
	const around = len(" 100%  ") // the bar and the text
	width := 30
	if b.a.beside > 0 {
		room := b.a.beside - 1 - around // on some terminals a line as wide as they are goes on in the next
		width = max(min(width, max(room-ansi.StringWidth(text), leastBar), room), 0)
		if text = ansi.Truncate(text, max(room-width, 0), tail); room-width < len(tail) {
			text = ""
		}
	}
	done := int(min(max(part, 0), 1) * float64(width))
	line := strings.Repeat(full, done) + strings.Repeat(empty, width-done) + strings.TrimRight(fmt.Sprintf(" %3d%%  %s", int(part*100), text), " ")
	wide := ansi.StringWidth(line)
	fmt.Fprint(b.a.err, "\r"+line+strings.Repeat(" ", max(b.wide-wide, 0)))
	b.wide = max(b.wide, wide)
}

// leastBar is how many cells a bar keeps beside a text that is too long.
const leastBar = 10

// wipe removes the bar.
func (b *progressBar) wipe() {
	if b.wide > 0 {
		fmt.Fprint(b.a.err, "\r"+strings.Repeat(" ", b.wide)+"\r")
		b.wide = 0
	}
}

// over returns a writer to what may be the same terminal: whatever it writes takes the bar's
// place.
func (b *progressBar) over(w io.Writer) io.Writer { return overBar{b, w} }

type overBar struct {
	bar *progressBar
	w   io.Writer
}

func (o overBar) Write(p []byte) (int, error) {
	o.bar.wipe()
	return o.w.Write(p)
}

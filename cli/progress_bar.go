// The progress bar of commands that work for a while, on a terminal's standard error.

package cli

import (
	"fmt"
	"io"
	"strings"
	"time"
)

// progressBar is a bar that is redrawn at most ten times a second. It prints nothing without a
// clock, or if the standard error is no terminal.
type progressBar struct {
	a     *app
	shown time.Time // when it was last drawn; zero if it never was
	wide  int       // cells of the last drawing
}

// show draws the bar for the part that is done, from 0 to 1, with a text behind it.
func (b *progressBar) show(part float64, text string) {
	if !b.a.watched || b.a.now == nil {
		return
	}
	now := b.a.now()
	if now.Sub(b.shown) < 100*time.Millisecond {
		return
	}
	b.shown = now
	const width = 30
	full, empty := "█", "░"
	if b.a.cfg != nil && b.a.cfg.ascii {
		full, empty = "#", "."
	}
	done := int(min(max(part, 0), 1) * width)
	bar := strings.Repeat(full, done) + strings.Repeat(empty, width-done)
	line := fmt.Sprintf("%3d%%  %s", int(part*100), text)
	fmt.Fprintf(b.a.err, "\r%s %s", bar, line)
	b.wide = max(b.wide, width+1+len(line))
}

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

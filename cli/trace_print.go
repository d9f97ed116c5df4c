// Printing a trace, in words or as JSON lines.

package cli

import (
	"bufio"
	"io"
	"time"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/explain"
	"ringside/engine/ring"
)

// traced is a cluster with a trace.
type traced interface {
	Trace() *event.Trace
	Now() time.Duration
	NodeName(ring.NodeID) string
	View(engine.Watch) *engine.View
}

// tracePrinter writes events, one per line: in words or as JSON.
type tracePrinter struct {
	out  *bufio.Writer
	json bool
	told int // steps printed so far
	buf  []byte
}

// newTracePrinter returns a printer of what happens to a cluster. As JSON it begins with head, the
// cluster itself.
func newTracePrinter(out io.Writer, json bool, head interface{ AppendJSON([]byte) []byte }) *tracePrinter {
	p := &tracePrinter{out: bufio.NewWriterSize(out, 1<<16), json: json}
	if json {
		p.out.Write(append(head.AppendJSON(nil), '\n')) // flush reports an error of out
	}
	return p
}

// print writes what has happened since the previous call, and calls each, unless it is
// nil, for every step that it has written.
func (p *tracePrinter) print(c traced, each func(tr *event.Trace, step int) error) error {
	tr := c.Trace()
	for p.told < tr.Len() {
		p.told++
		if p.json {
			p.buf = tr.AppendJSON(p.buf[:0], p.told, c.NodeName)
			if tr.At(p.told).Kind == event.Loaded {
				p.buf = appendLoad(p.buf, c.View(engine.Watch{}).Load)
			}
			p.buf = append(p.buf, '\n')
		} else {
			p.buf = append(event.AppendLogTime(p.buf[:0], tr.At(p.told).At), "  "...)
			p.buf = append(explain.Event(tr, p.told, c.NodeName).Append(p.buf), '\n')
		}
		if _, err := p.out.Write(p.buf); err != nil {
			return unwritten("the trace could not be written", err)
		}
		if each == nil {
			continue
		}
		if err := each(tr, p.told); err != nil {
			return err
		}
	}
	return nil
}

// flush writes buffered output.
func (p *tracePrinter) flush() error {
	if err := p.out.Flush(); err != nil {
		return unwritten("the trace could not be written", err)
	}
	return nil
}

// Printing walks, as text or as JSON.

package cli

import (
	"bufio"
	"encoding/hex"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"

	"ringside/engine/event"
	"ringside/engine/ring"
)

// maxShown is how many characters of a key are printed as text.
const maxShown = 60

// walkPrinter walks, and prints each hop. It keeps nothing from one key to the next but
// its buffers.
type walkPrinter struct {
	ring      *ring.Ring
	placement ring.Placement
	json      bool
	glyphs    walkGlyphs

	out    *bufio.Writer
	hops   []ring.Hop
	line   []byte
	walked bool
	// whys are the reasons met so far, as they are printed. There are only a few for each
	// node and rack.
	whys map[ring.Hop]string

	// The widths of the columns.
	rank, label, token, node int
}

// walkGlyphs are the characters that are not ASCII.
type walkGlyphs struct {
	skip, wrap string
	plain      bool
}

func newWalkPrinter(out io.Writer, r *ring.Ring, p ring.Placement, json, ascii bool) *walkPrinter {
	w := &walkPrinter{ring: r, placement: p, json: json,
		out: bufio.NewWriterSize(out, 1<<16), whys: make(map[ring.Hop]string)}
	w.glyphs = walkGlyphs{skip: "↷", wrap: "↻"}
	if ascii {
		w.glyphs = walkGlyphs{skip: "-", wrap: "~", plain: true}
	}
	if json {
		return w
	}
	w.rank = len(strconv.Itoa(p.N))
	lowest, highest := r.Slot(0).Token, r.Slot(r.Len()-1).Token
	w.token = max(len(strconv.FormatInt(int64(lowest), 10)), len(strconv.FormatInt(int64(highest), 10)))
	for i := range r.Len() {
		w.label = max(w.label, cells(r.Label(i)))
	}
	for _, n := range r.Nodes() {
		w.node = max(w.node, cells(n.Name))
	}
	return w
}

// walk prints the walk from a token: the key's, if there is a key.
func (w *walkPrinter) walk(key string, token ring.Token, keyed bool) error {
	w.hops = w.ring.Walk(w.hops[:0], token, w.placement)
	w.line = w.line[:0]
	if w.json {
		w.appendJSON(key, token, keyed)
	} else {
		w.appendText(key, token, keyed)
	}
	w.walked = true
	_, err := w.out.Write(w.line)
	return written(err)
}

func (w *walkPrinter) flush() error { return written(w.out.Flush()) }

// appendText appends the lines of one walk as text.
func (w *walkPrinter) appendText(key string, token ring.Token, keyed bool) {
	if w.walked {
		w.line = append(w.line, '\n')
	}
	if keyed {
		w.line = append(w.line, "key "...)
		w.line = append(w.line, w.ascii(event.Show(key, maxShown))...)
		w.line = append(w.line, "  "...)
	}
	w.line = append(w.line, "token "...)
	w.line = strconv.AppendInt(w.line, int64(token), 10)
	w.line = append(w.line, '\n')
	copies := 0
	for _, h := range w.hops {
		if h.Wraps {
			w.right(w.glyphs.wrap, w.rank+1)
			w.line = append(w.line, "  past the top\n"...)
		}
		mark := w.glyphs.skip
		if h.Decision == ring.Replica {
			copies++
			mark = strconv.Itoa(copies)
		}
		slot := w.ring.Slot(int(h.Slot))
		w.right(mark, w.rank+1)
		if w.label > 0 {
			w.left(slot.Label, w.label)
		}
		w.line = append(w.line, "  "...)
		w.right(strconv.FormatInt(int64(slot.Token), 10), w.token)
		w.left(w.ring.Nodes()[h.Node].Name, w.node)
		w.line = append(w.line, "  "...)
		w.line = append(w.line, w.why(h)...)
		w.line = append(w.line, '\n')
	}
	w.line = append(w.line, "replicas"...)
	for _, h := range w.hops {
		if h.Decision == ring.Replica {
			w.line = append(w.line, ' ')
			w.line = append(w.line, w.ring.Nodes()[h.Node].Name...)
		}
	}
	w.line = append(w.line, '\n')
}

// why returns a hop's reason as it is printed.
func (w *walkPrinter) why(h ring.Hop) string {
	same := h
	same.Slot = 0 // it does not affect the reason
	text, known := w.whys[same]
	if !known {
		text = w.ring.Explain(h)
		if w.json {
			text = string(event.AppendString(nil, text))
		} else {
			text = w.ascii(text)
		}
		w.whys[same] = text
	}
	return text
}

// left appends a cell after two spaces, padded to its column's width.
func (w *walkPrinter) left(s string, width int) {
	w.line = append(w.line, "  "...)
	w.line = append(w.line, s...)
	w.fill(width - cells(s))
}

// right appends a cell, aligned to the right.
func (w *walkPrinter) right(s string, width int) {
	w.fill(width - cells(s))
	w.line = append(w.line, s...)
}

// cells returns the width of a text on a terminal.
func cells(s string) int {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return ansi.StringWidth(s)
		}
	}
	return len(s)
}

func (w *walkPrinter) fill(n int) {
	for range n {
		w.line = append(w.line, ' ')
	}
}

// ascii replaces the characters that some terminals lack.
func (w *walkPrinter) ascii(s string) string {
	if !w.glyphs.plain {
		return s
	}
	return strings.NewReplacer("≥", ">=", "…", "...").Replace(s)
}

// appendJSON appends one walk as one JSON object and a newline. A key that is not valid
// UTF-8 has U+FFFD in place of each invalid byte, and all its bytes as key_hex.
func (w *walkPrinter) appendJSON(key string, token ring.Token, keyed bool) {
	w.line = append(w.line, '{')
	if keyed {
		w.line = append(w.line, `"key":`...)
		w.line = event.AppendString(w.line, key)
		if !utf8.ValidString(key) {
			w.line = append(w.line, `,"key_hex":"`...)
			w.line = hex.AppendEncode(w.line, []byte(key))
			w.line = append(w.line, '"')
		}
		w.line = append(w.line, ',')
	}
	w.line = append(w.line, `"token":`...)
	w.line = strconv.AppendInt(w.line, int64(token), 10)
	w.line = append(w.line, `,"replicas":[`...)
	before := ""
	for _, h := range w.hops {
		if h.Decision == ring.Replica {
			w.line = append(w.line, before...)
			w.line = event.AppendString(w.line, w.ring.Nodes()[h.Node].Name)
			before = ","
		}
	}
	w.line = append(w.line, `],"hops":[`...)
	for i, h := range w.hops {
		if i > 0 {
			w.line = append(w.line, ',')
		}
		w.appendHop(h)
	}
	w.line = append(w.line, "]}\n"...)
}

func (w *walkPrinter) appendHop(h ring.Hop) {
	slot := w.ring.Slot(int(h.Slot))
	w.line = append(w.line, `{"token":`...)
	w.line = strconv.AppendInt(w.line, int64(slot.Token), 10)
	w.line = append(w.line, `,"label":`...)
	w.line = event.AppendString(w.line, slot.Label)
	w.line = append(w.line, `,"node":`...)
	w.line = event.AppendString(w.line, w.ring.Nodes()[h.Node].Name)
	w.line = append(w.line, `,"decision":"`...)
	w.line = append(w.line, h.Decision.String()...)
	w.line = append(w.line, `","why":`...)
	w.line = append(w.line, w.why(h)...)
	w.line = append(w.line, `,"wraps":`...)
	w.line = strconv.AppendBool(w.line, h.Wraps)
	w.line = append(w.line, '}')
}

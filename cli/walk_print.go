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

// maxShown is how many characters of a key are shown to people.
const maxShown = 60

// walkPrinter walks, and prints what it meets. It keeps nothing from one key to
// the next but its buffers.
type walkPrinter struct {
	ring      *ring.Ring
	placement ring.Placement
	json      bool
	glyphs    walkGlyphs

	out    *bufio.Writer
	hops   []ring.Hop
	line   []byte
	walked bool
	// whys are the reasons met so far, as they are printed. There are no more than a
	// few for each node and rack.
	whys map[ring.Hop]string

	// How wide the columns are.
	rank, label, token, node int
}

// walkGlyphs are the characters that are more than ASCII.
type walkGlyphs struct {
	skip, wrap string
	plain      bool
}

func newWalkPrinter(out io.Writer, r *ring.Ring, p ring.Placement, json, ascii bool) *walkPrinter {
	w := &walkPrinter{ring: r, placement: p, json: json,
		out: bufio.NewWriterSize(out, 1<<16), whys: make(map[ring.Hop]string)}
	w.glyphs = walkGlyphs{skip: "×", wrap: "↻"}
	if ascii {
		w.glyphs = walkGlyphs{skip: "x", wrap: "~", plain: true}
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

// walk prints the walk from a token: that of the key, if there is one.
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

// appendText makes the lines of one walk for people to read.
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
	same.Slot = 0 // which does not matter to it
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

// left appends a cell behind two spaces, and fills it up to its column's width.
func (w *walkPrinter) left(s string, width int) {
	w.line = append(w.line, "  "...)
	w.line = append(w.line, s...)
	w.fill(width - cells(s))
}

// right appends a cell that ends where its column does.
func (w *walkPrinter) right(s string, width int) {
	w.fill(width - cells(s))
	w.line = append(w.line, s...)
}

// cells returns how wide a text is on a terminal.
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

// ascii replaces the characters of our own that some terminals lack.
func (w *walkPrinter) ascii(s string) string {
	if !w.glyphs.plain {
		return s
	}
	return strings.NewReplacer("≥", ">=", "…", "...").Replace(s)
}

// appendJSON makes one walk into one JSON object and a newline. A key that is not
// valid UTF-8 has U+FFFD where it is not, and all its bytes as key_hex.
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

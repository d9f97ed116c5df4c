package paint

import (
	"bytes"
	"io"
)

// MaxPaste is how many bytes one paste may have. A longer one is not taken at
// all: half of a list of commands is worse than none.
const MaxPaste = 256 << 10

// maxSequence is how long an answer of the terminal may be.
const maxSequence = 4 << 10

const (
	pasteStart = "\x1b[200~"
	pasteEnd   = "\x1b[201~"
)

// bounded passes on what a terminal sends, with an end put to every paste and
// every sequence that is too long and the rest of it dropped: whoever decodes
// them keeps them whole, and one that never ends would grow for ever.
type bounded struct {
	from    io.Reader
	out     []byte // read and not yet passed on
	state   inputState
	held    int  // bytes of the paste or the sequence so far
	over    bool // it has been ended
	matched int  // how many bytes of the bracket of a paste have been seen
	esc     bool // in a string: the byte before was an ESC
}

type inputState uint8

const (
	ground  inputState = iota
	escape             // after ESC
	control            // CSI, up to its final byte
	str                // OSC, DCS, APC, PM or SOS, up to BEL or ST
	paste              // between the brackets
)

// Read reads at least one byte that is within the limits.
func (b *bounded) Read(to []byte) (int, error) {
	for len(b.out) == 0 {
		n, err := b.from.Read(to)
		for _, c := range to[:n] {
			b.take(c)
		}
		if err != nil && len(b.out) == 0 {
			return 0, err
		}
	}
	n := copy(to, b.out)
	if b.out = b.out[n:]; len(b.out) == 0 {
		b.out = b.out[:0:0]
	}
	return n, nil
}

func (b *bounded) take(c byte) {
	switch b.state {
	case ground:
		if c == 0x1b {
			b.become(escape)
		}
		b.out = append(b.out, c)
	case escape:
		switch {
		case c == '[':
			b.become(control)
			b.matched = len("\x1b[")
		case bytes.IndexByte([]byte("]PX^_"), c) >= 0:
			b.become(str)
		case c != 0x1b:
			b.become(ground)
		}
		b.out = append(b.out, c)
	case control:
		b.inControl(c)
	case str:
		b.inString(c)
	case paste:
		b.inPaste(c)
	}
}

func (b *bounded) become(s inputState) {
	b.state, b.held, b.over, b.matched, b.esc = s, 0, false, 0, false
}

// pass passes a byte of something that may have so many on, or puts an end to it.
func (b *bounded) pass(c byte, limit int, end string) {
	switch b.held++; {
	case b.held <= limit:
		b.out = append(b.out, c)
	case !b.over:
		b.over = true
		b.out = append(b.out, end...)
	}
}

func (b *bounded) inControl(c byte) {
	if b.matched > 0 && c == pasteStart[b.matched] {
		b.matched++
	} else {
		b.matched = 0
	}
	whole := b.matched == len(pasteStart)
	// A sequence that is cut short ends in a byte that means nothing.
	b.pass(c, maxSequence, "\x7f")
	switch {
	case whole:
		b.become(paste)
	case c == 0x1b:
		b.become(escape)
	case c >= 0x40 && c <= 0x7e:
		b.become(ground)
	}
}

func (b *bounded) inString(c byte) {
	b.pass(c, maxSequence, "\x07")
	if c == 0x07 || b.esc && c == '\\' {
		b.become(ground)
		return
	}
	b.esc = c == 0x1b
}

func (b *bounded) inPaste(c byte) {
	switch {
	case c == pasteEnd[b.matched]:
		b.matched++
	case c == pasteEnd[0]:
		b.matched = 1
	default:
		b.matched = 0
	}
	b.pass(c, MaxPaste+len(pasteEnd), pasteEnd)
	if b.matched == len(pasteEnd) {
		b.become(ground)
	}
}

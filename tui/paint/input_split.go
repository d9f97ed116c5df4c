// The splitter: it cuts the bytes of a terminal into whole keys, replies and pastes.

package paint

import (
	"time"
	"unicode/utf8"
)

// MaxPaste is how many bytes one paste may have. A longer one is rejected as a whole:
// half of a list of commands is worse than none.
const MaxPaste = 256 << 10

// The limits of one sequence. A sequence that exceeds them is read to its end and
// dropped: the library that decodes sequences fails on more than 32 parameters, and no
// terminal sends nearly as many.
const (
	maxParams       = 30
	maxDigits       = 9
	maxIntermediate = 2
	maxString       = 4 << 10 // bytes of an OSC and the like
)

const (
	pasteStart = "\x1b[200~"
	pasteEnd   = "\x1b[201~"
	ctrlC      = 0x03
)

// piece is a complete unit of a terminal's input.
type piece struct {
	kind  pieceKind
	bytes []byte // valid until the splitter is used again
}

type pieceKind uint8

const (
	pieceKeys    pieceKind = iota // text, control characters, and sequences of keys and of replies
	piecePaste                    // what stood between the brackets
	pieceTooLong                  // a paste that was too long; its bytes are gone
	pieceCut                      // a paste whose end never came; its bytes are gone
)

// splitter cuts what a terminal sends into whole pieces, however the line has cut it
// before, and emits them in order.
//
//	"q\x1b]11;rgb:16" … "16/1818/1c1c\x07" ─▶ "q", "\x1b]11;rgb:1616/1818/1c1c\x07"
//
// A piece that stays incomplete is dropped after a while and never becomes keys, nor does
// the rest of it that comes later; and so is one that is larger than anything that a
// terminal sends. The splitter reads no clock: its caller says when the bytes came, and
// calls expire when the deadline is over.
type splitter struct {
	emit func(piece)
	// asked reports whether the terminal owes a reply; nil: it never does.
	asked func(now time.Time) bool

	text  []byte // complete keys, not emitted yet
	state inputState
	held  []byte    // the sequence or the paste that has begun
	since time.Time // when it began; of a paste: since when its bytes are counted
	last  time.Time // when its latest byte came

	bad     bool // it exceeds a limit, is invalid or came too late: it is dropped at its end
	sure    bool // its introducer was one byte, which is no key with Alt
	late    bool // no part of it has arrived for long: a byte alone is a key again
	parts   int  // how many parts have arrived since it was late; of a paste: bytes since
	params  int
	digits  int // of the latest parameter
	between int // intermediate bytes
	missing int // bytes of a rune or of a mouse report still to come
	esc     bool
	matched int // how much of the closing bracket of a paste has been seen

	lost lost // a beginning that became a key

	escaped bool // an ESC became the Escape key: perhaps that of the reply that is owed
	owed    bool // what has begun looks like the rest of that reply, and may still be keys
}

type inputState uint8

const (
	ground   inputState = iota
	inRune              // a character of several bytes
	escape              // after ESC
	single              // SS3, up to its final byte
	control             // CSI, up to its final byte
	function            // CSI [, which one more byte follows on the Linux console
	mouse               // CSI M, which three more bytes follow
	str                 // OSC, DCS, APC, PM or SOS, up to BEL or ST
	paste               // between the brackets
)

// feed takes bytes that came at a time.
func (s *splitter) feed(b []byte, now time.Time) {
	s.expire(now)
	if len(b) == 0 {
		return
	}
	if s.trickles(now) {
		s.cut()
		s.bad, s.late = true, true
	}
	switch {
	case s.late && s.isTyped(b), s.tooSlow(b, now):
		s.become(ground)
	case s.state == paste && len(b) == 1 && b[0] == ctrlC:
		s.cut() // typed: pasted text comes in larger parts, and terminals filter this out of it
		s.become(ground)
		return
	case s.state == ground:
		s.rejoin(b, now)
	}
	for _, c := range b {
		s.take(c, now)
	}
	s.last = now
	s.flush()
}

// flush emits the complete keys.
func (s *splitter) flush() {
	if len(s.text) > 0 {
		s.emit(piece{pieceKeys, s.text})
		s.text = s.text[:0]
	}
}

// become enters a state with nothing held.
func (s *splitter) become(state inputState) {
	s.state, s.held = state, s.held[:0]
	s.bad, s.esc, s.params, s.digits, s.between, s.missing, s.matched = false, false, 0, 0, 0, 0, 0
	s.sure, s.late, s.owed, s.parts = false, false, false, 0
}

// begin enters a state whose first bytes have come.
func (s *splitter) begin(state inputState, now time.Time, first ...byte) {
	s.become(state)
	s.held = append(s.held, first...)
	s.since = now
}

// done emits what is held as keys.
func (s *splitter) done() {
	if !s.bad {
		s.flush()
		s.emit(piece{pieceKeys, s.held})
	}
	s.become(ground)
}

// escapes emits the Escape key so many times. Each is a piece: two bytes in one
// would be Alt and Escape.
func (s *splitter) escapes(n int) {
	s.flush()
	for range n {
		s.emit(piece{pieceKeys, []byte{0x1b}})
	}
}

// abandon drops what is held, unless it is an introducer alone, which is a key with Alt:
// Alt+[ and the like.
func (s *splitter) abandon() {
	if s.introduced() {
		s.flush()
		s.emit(piece{pieceKeys, s.held})
	}
	s.become(ground)
}

// cut gives a paste up whose end has not come.
func (s *splitter) cut() {
	s.flush()
	s.emit(piece{kind: pieceCut})
	s.held = nil
}

func (s *splitter) take(c byte, now time.Time) {
	switch s.state {
	case ground:
		s.inGround(c, now)
	case inRune:
		s.inRune(c, now)
	case escape:
		s.inEscape(c, now)
	case single:
		s.inSingle(c, now)
	case control:
		s.inControl(c, now)
	case function:
		s.become(ground) // a function key, to which nothing is bound
		if c < ' ' {
			s.take(c, now)
		}
	case mouse:
		s.inMouse(c, now)
	case str:
		s.inString(c, now)
	case paste:
		s.inPaste(c)
	}
}

func (s *splitter) inGround(c byte, now time.Time) {
	switch {
	case c == 0x1b:
		s.begin(escape, now, c)
	case c == ']' && s.owes(now):
		s.begin(str, now, 0x1b, c)
		s.owed, s.lost = true, lost{}
	case c < utf8.RuneSelf:
		s.text = append(s.text, c)
	case runeLen(c) > 0:
		s.begin(inRune, now, c)
		s.missing = runeLen(c) - 1
	case introduces(c - 0x40): // in one byte rather than as ESC and another
		s.begin(escape, now, 0x1b)
		s.inEscape(c-0x40, now)
		s.sure = true
	}
}

// runeLen returns how many bytes a character has that begins with a byte; 0 if none does.
func runeLen(c byte) int {
	switch {
	case c >= 0xc2 && c <= 0xdf:
		return 2
	case c >= 0xe0 && c <= 0xef:
		return 3
	case c >= 0xf0 && c <= 0xf4:
		return 4
	}
	return 0
}

func introduces(c byte) bool {
	switch c {
	case 'O', '[', ']', 'P', 'X', '^', '_':
		return true
	}
	return false
}

func (s *splitter) inRune(c byte, now time.Time) {
	if c < 0x80 || c > 0xbf {
		s.become(ground)
		s.take(c, now)
		return
	}
	s.held = append(s.held, c)
	if s.missing--; s.missing > 0 {
		return
	}
	if s.held[0] == 0x1b {
		s.bad = !utf8.Valid(s.held)
		s.done()
		return
	}
	if utf8.Valid(s.held) {
		s.text = append(s.text, s.held...)
	}
	s.become(ground)
}

// inEscape takes what follows one ESC or two: Alt and an arrow is either on some
// terminals.
func (s *splitter) inEscape(c byte, now time.Time) {
	twice := len(s.held) > 1
	if twice && c != '[' && c != 'O' {
		s.escapes(1)
		s.begin(escape, now, 0x1b)
	}
	switch {
	case c == 0x1b:
		s.held = append(s.held, c)
	case c == '[':
		s.state, s.held = control, append(s.held, c)
	case c == 'O':
		s.state, s.held = single, append(s.held, c)
	case introduces(c):
		s.state, s.held = str, append(s.held, c)
	case c < utf8.RuneSelf:
		s.held = append(s.held, c)
		s.done()
	case runeLen(c) > 0:
		s.state, s.held = inRune, append(s.held, c)
		s.missing = runeLen(c) - 1
	default:
		s.escapes(1)
		s.become(ground)
		s.take(c, now)
	}
}

func (s *splitter) inSingle(c byte, now time.Time) {
	switch {
	case c >= '0' && c <= '9':
		s.hold(c, 2)
	case c > ' ' && c < 0x7f:
		s.held = append(s.held, c)
		s.done()
	default:
		s.abandon()
		s.take(c, now)
	}
}

// hold takes a digit of a parameter.
func (s *splitter) hold(c byte, most int) {
	if s.digits++; s.digits > most {
		s.bad = true
	}
	s.keep(c)
}

// keep holds a byte of a sequence, unless it is one that will be dropped.
func (s *splitter) keep(c byte) {
	if !s.bad {
		s.held = append(s.held, c)
	}
}

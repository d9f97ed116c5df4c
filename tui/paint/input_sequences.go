// Control sequences, strings and pastes, as the splitter reads them.

package paint

import (
	"strings"
	"time"
)

func (s *splitter) inControl(c byte, now time.Time) {
	first := s.held[len(s.held)-1] == '[' && !s.bad
	switch {
	case c == 0x1b:
		s.begin(escape, now, c)
	case c < ' ' || c >= 0x7f:
		s.become(ground)
		s.take(c, now)
	case first && c == '[':
		s.state = function
	case first && c == 'M':
		s.state, s.held, s.missing = mouse, append(s.held, c), 3
	case c >= '@':
		s.endControl(c, now)
	case c < '0':
		if s.between++; s.between > maxIntermediate {
			s.bad = true
		}
		s.keep(c)
		if c == '$' && s.params == 0 && s.digits > 0 {
			s.done() // Shift and a key in rxvt; the reply with a $ has two parameters
		}
	case s.between > 0 || c >= '<' && !first:
		s.bad = true
	case c <= '9':
		s.hold(c, maxDigits)
	default:
		if c <= ';' {
			s.digits = 0
			if s.params++; s.params >= maxParams {
				s.bad = true
			}
		}
		s.keep(c)
	}
}

func (s *splitter) endControl(c byte, now time.Time) {
	s.keep(c)
	if s.bad || !strings.HasSuffix(string(s.held), pasteStart) {
		s.done()
		return
	}
	s.flush()
	s.escapes(len(s.held) - len(pasteStart))
	s.become(paste)
	s.since = now
}

func (s *splitter) inMouse(c byte, now time.Time) {
	if c < ' ' {
		s.become(ground)
		s.take(c, now)
		return
	}
	s.held = append(s.held, c)
	if s.missing--; s.missing == 0 {
		s.done()
	}
}

func (s *splitter) inString(c byte, now time.Time) {
	const st, can, sub = 0x9c, 0x18, 0x1a
	if s.owed {
		s.inOwed(c, now)
		return
	}
	switch {
	case s.esc && c == '\\', c == 0x07, c == st && s.missing == 0:
		s.held = append(s.held, 0x07)
		s.done()
		return
	case s.esc: // an ESC ends it and begins another sequence
		s.begin(escape, now, 0x1b)
		s.inEscape(c, now)
		return
	case c == can || c == sub:
		s.become(ground)
		return
	case c == ctrlC:
		s.become(ground)
		s.take(c, now)
		return
	}
	if s.esc = c == 0x1b; s.esc {
		return
	}
	// A byte within a character may be that of ST.
	if s.missing > 0 && c >= 0x80 && c <= 0xbf {
		s.missing--
	} else {
		s.missing = max(runeLen(c)-1, 0)
	}
	if len(s.held) >= maxString {
		s.bad = true
	}
	if !s.bad {
		s.held = append(s.held, c)
	}
}

// inOwed takes what follows a ] that may be the rest of the reply that is owed. Digits and
// a semicolon make it one; with anything else all of it is keys.
func (s *splitter) inOwed(c byte, now time.Time) {
	digits := len(s.held) - len("\x1b]")
	switch {
	case c == ';' && digits > 0:
		s.owed = false
	case c < '0' || c > '9' || digits >= maxOwedDigits:
		s.asKeys()
		s.take(c, now)
		return
	}
	s.held = append(s.held, c)
}

// asKeys emits what might have been the rest of a reply as the keys that it is.
func (s *splitter) asKeys() {
	s.text = append(s.text, s.held[1:]...)
	s.become(ground)
}

func (s *splitter) inPaste(c byte) {
	s.parts++
	switch {
	case c == pasteEnd[s.matched]:
		s.matched++
	case c == pasteEnd[0]:
		s.matched = 1
	default:
		s.matched = 0
	}
	switch {
	case s.late:
	case len(s.held) >= MaxPaste+len(pasteEnd):
		s.bad = true
	default:
		s.held = append(s.held, c)
	}
	if s.matched < len(pasteEnd) {
		return
	}
	switch {
	case s.late: // cut has said so
	case s.bad:
		s.emit(piece{kind: pieceTooLong})
	default:
		s.emit(piece{piecePaste, s.held[:len(s.held)-len(pasteEnd)]})
	}
	s.become(ground)
	s.held = nil
}

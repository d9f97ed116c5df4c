// How long the splitter waits for the rest of an input, and what becomes of a rest that
// comes later.

package paint

import (
	"strings"
	"time"
)

// An ESC, and an introducer such as ESC [, is a key unless more follows soon. What is
// longer is no key that anybody presses, so its rest can be waited for: taken for keys, the
// end of a reply would act.
//
//	ESC            50 ms ─▶ the Escape key
//	ESC [          0.7 s ─▶ Alt+[
//	… ] 1 1 ;      after the Escape key, while a reply is owed, is the rest of that reply
//	ESC [ ? 6 2    5 s of silence ─▶ dropped; more at once is still its rest, a byte alone is a key
//	a paste        2 s of silence, or of few bytes ─▶ the same
//	               1 min of silence ─▶ forgotten
const (
	// escTimeout is how long an ESC may be the beginning of something longer
	// before it is the Escape key.
	escTimeout = 50 * time.Millisecond
	// escTimeoutAsked is the same while the terminal owes a reply, which may
	// arrive in two parts with the ESC in the first.
	escTimeoutAsked = 250 * time.Millisecond
	// gapTimeout is how long after an introducer the rest of a sequence is waited for.
	gapTimeout = 700 * time.Millisecond
	// silenceTimeout is how long after its latest byte the rest of a longer sequence is
	// waited for, whatever it consists of.
	silenceTimeout = 5 * time.Second
	// pasteTimeout is the same for a paste, and the time in which at least pasteLeast bytes of
	// one have to come: with fewer somebody types, and the end of the paste never came.
	pasteTimeout = 2 * time.Second
	pasteLeast   = 256
	// forgetTimeout is how long after the latest byte several bytes at once are
	// still the rest of a sequence or a paste.
	forgetTimeout = time.Minute
	// rollTimeout is less than the time in which somebody presses Escape and two other
	// keys one after the other.
	rollTimeout = 120 * time.Millisecond

	// A sequence that takes longer than slowAfter and comes in more than maxParts parts
	// ends with the next byte that comes alone: somebody types, and nothing arrives.
	slowAfter = 3 * time.Second
	maxParts  = 128
)

// lost is a beginning that became a key because nothing followed it in time: ESC, or ESC
// and an introducer.
type lost struct {
	at         time.Time     // zero: there is none, or something else has come since
	introducer byte          // 0: ESC alone
	within     time.Duration // in which a byte alone may still continue it
}

// deadline returns when the splitter stops waiting for the rest of what has begun, and
// false if nothing has.
func (s *splitter) deadline() (time.Time, bool) {
	switch {
	case s.state == ground:
		return time.Time{}, false
	case s.state == escape && s.asked != nil && s.asked(s.last):
		return s.last.Add(escTimeoutAsked), true
	case s.state == escape:
		return s.last.Add(escTimeout), true
	case s.owed, s.introduced() && s.held[1] == ']' && s.asked != nil && s.asked(s.last):
		return s.last.Add(questionTimeout), true
	case s.introduced():
		return s.last.Add(gapTimeout), true
	case s.late || s.state == inRune: // a character hides nothing: any other byte ends it
		return s.last.Add(forgetTimeout), true
	case s.state == paste:
		return s.last.Add(pasteTimeout), true
	}
	return s.last.Add(silenceTimeout), true
}

// introduced reports whether there is only an introducer, which is also a key with Alt.
func (s *splitter) introduced() bool {
	if s.owed {
		return false
	}
	introducer := s.state == single || s.state == control || s.state == str
	return introducer && !s.bad && !s.sure && !s.esc && len(s.held) == 2
}

// expire ends what is overdue: an ESC becomes the Escape key, an introducer that nothing
// followed a key with Alt. Everything else is dropped, as is its rest.
func (s *splitter) expire(now time.Time) {
	at, waits := s.deadline()
	if !waits || now.Before(at) {
		return
	}
	switch {
	case s.state == escape:
		s.escapes(len(s.held))
		s.lost = lost{at: at}
		s.escaped = true
	case s.owed:
		s.asKeys()
	case s.introduced():
		s.lost = lost{at, s.held[1], silenceTimeout}
		s.abandon()
	case s.late || s.state == inRune:
	default:
		if s.state == paste {
			s.cut()
		}
		s.bad, s.late = true, true
		if at := s.last.Add(forgetTimeout); now.Before(at) {
			return
		}
	}
	s.become(ground)
	s.flush()
}

// isTyped reports whether what comes so late is a key, and not the rest of what has begun.
func (s *splitter) isTyped(b []byte) bool {
	if len(b) == 1 || s.state != paste {
		return len(b) == 1 // an ESC ends everything but a paste
	}
	n := min(len(b), len(pasteEnd))
	return b[0] == 0x1b && string(b[:n]) != pasteEnd[:n]
}

// tooSlow reports whether a byte that comes alone is no part of the sequence that has
// begun, because so many have come one by one.
func (s *splitter) tooSlow(b []byte, now time.Time) bool {
	switch s.state {
	case ground, inRune, escape, paste:
		return false
	}
	if now.Sub(s.since) > slowAfter {
		s.parts++
	}
	return s.parts > maxParts && len(b) == 1
}

// trickles reports whether so little of a paste comes that it must be typed. It begins to
// count again every pasteTimeout.
func (s *splitter) trickles(now time.Time) bool {
	if s.state != paste || s.late || now.Sub(s.since) < pasteTimeout {
		return false
	}
	little := s.parts < pasteLeast
	s.since, s.parts = now, 0
	return little
}

// rejoin begins a sequence again whose beginning became a key, if its rest has come. Of what
// follows an ESC alone, a byte at a time, only what comes faster than keys are pressed is
// the rest.
func (s *splitter) rejoin(b []byte, now time.Time) {
	l := s.lost
	s.lost = lost{}
	if l.at.IsZero() || now.Sub(l.at) >= forgetTimeout {
		return
	}
	rest := string(b)
	if l.introducer != 0 {
		rest = string(l.introducer) + string(b)
	}
	soon := now.Sub(l.at)
	switch {
	case len(b) == 1 && l.introducer != 0 && soon >= l.within:
	case len(b) > 1 && l.introducer == 0 && soon < gapTimeout && isKeyRest(rest), isReplyRest(rest):
		s.begin(escape, now, 0x1b)
		if l.introducer != 0 {
			s.inEscape(l.introducer, now)
		}
	case len(b) == 1 && l.introducer == 0 && introduces(b[0]):
		s.lost = lost{at: now, introducer: b[0]}
		if soon < rollTimeout {
			s.lost.within = rollTimeout
		}
	}
}

// maxOwedDigits is how many digits the number of a reply has that is owed.
const maxOwedDigits = 3

// owes reports whether the terminal owes a reply, whose ESC may have become the Escape key.
// That answers OSC 11, the only question that is asked, and begins with ESC ] and a number.
func (s *splitter) owes(now time.Time) bool {
	return s.escaped && s.asked != nil && s.asked(now)
}

// isReplyRest reports whether a text looks like a reply without its ESC.
func isReplyRest(text string) bool {
	if len(text) < 2 {
		return false
	}
	switch text[0] {
	case ']':
		title := strings.IndexByte("lLI", text[1]) >= 0 && len(text) > len("]ll") // not keys pressed quickly
		return text[1] >= '0' && text[1] <= '9' || title
	case 'P':
		return strings.IndexByte(">!01", text[1]) >= 0
	case '_':
		return text[1] == 'G'
	case '[':
		return text[1] >= '0' && text[1] <= '?' && isKeyRest(text)
	}
	return false
}

// isKeyRest reports whether a text looks like a key or a reply without its ESC, one that
// begins with ESC [.
func isKeyRest(text string) bool {
	if len(text) < 2 || text[0] != '[' {
		return false
	}
	i := 1
	for i < len(text) && text[i] >= ' ' && text[i] <= '?' {
		i++
	}
	return i == len(text) || text[i] >= '@' && text[i] <= '~'
}

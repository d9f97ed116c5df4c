// Tests of what arrives late: no part of a reply or of a paste becomes a key, whenever it
// comes, and a key pressed after it works.

package paint

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// late are the kinds of replies of terminals, one each, with their messages.
var late = []struct{ bytes, told string }{
	{"\x1b[?62;1;4;6;22c", ""},
	{"\x1b[?2026;2$y", ""},
	{"\x1b[4;1$y", ""},
	{"\x1b[>41;390;0c", ""},
	{"\x1b[?1u", ""},
	{"\x1b[>4;2m", ""},
	{"\x1b[12;40R", ""},
	{"\x1b[?3;4;1R", ""},
	{"\x1b[0n", ""},
	{"\x1b[?997;1n", ""},
	{"\x1b[48;24;80;480;640t", ""},
	{"\x1b]11;rgb:1616/1818/1c1c\x07", "background #16181c"},
	{"\x1b]11;rgb:ffff/ffff/ffff\x1b\\", "background #ffffff"},
	{"\x1b]4;1;rgb:cccc/0000/0000\x1b\\", ""},
	{"\x1b]52;c;Y3Jhc2ggbjE=\x07", ""},
	{"\x1bP>|xterm(380)c\x1b\\", ""},
	{"\x1bP!|7E565445\x1b\\", ""},
	{"\x1bP1+r5463=31\x1b\\", ""},
	{"\x1bP1$r0;1m\x1b\\", ""},
	{"\x1b_Gi=31;OK\x1b\\", ""},
	{"\x9b12;40R", ""},
	{"\x9d11;rgb:1616/1818/1c1c\x9c", "background #16181c"},
	{"\x90>|xterm(380)c\x9c", ""},
}

// keysOf returns what a person sees of a reply that comes in parts a pause apart: an ESC
// alone is the Escape key after a short wait, and ESC and an introducer a key with Alt.
// Nothing else of it may be.
func keysOf(bytes string, cuts []int, pause time.Duration, owed bool) string {
	wait := escTimeout
	if owed {
		wait = escTimeoutAsked
	}
	first, second := slices.Contains(cuts, 1), slices.Contains(cuts, 2)
	// A ] is recognized as the rest of the reply that is owed, for as long as that is.
	expected := owed && bytes[1] == ']' && pause < questionTimeout
	switch {
	case bytes[0] != 0x1b:
		return ""
	case expected && first && pause >= wait:
		return "esc "
	case expected:
		return ""
	case first && second && pause >= wait:
		return "esc " + bytes[1:2] + " "
	case first && pause >= wait:
		return "esc "
	case second && pause >= gapTimeout:
		return strings.Replace("alt+"+strings.ToLower(bytes[1:2])+" ", "+p", "+shift+p", 1)
	}
	return ""
}

// TestLateReplies: a reply cut anywhere in two places, for any pause within which its rest is
// waited for, is no keys, and a key pressed right after it works.
func TestLateReplies(t *testing.T) {
	for _, c := range late {
		for _, pause := range []time.Duration{40 * time.Millisecond, 60 * time.Millisecond, 300 * time.Millisecond, 800 * time.Millisecond, 1200 * time.Millisecond, slowAfter, silenceTimeout - 1} {
			for at := 1; at < len(c.bytes); at++ {
				for next := at; next < len(c.bytes); next++ {
					for _, owed := range []bool{false, true} {
						comesLate(t, c.bytes, c.told, []int{at, next}, pause, owed)
					}
				}
			}
		}
	}
}

// comesLate checks one reply.
func comesLate(t interface{ Errorf(string, ...any) }, bytes, told string, cuts []int, pause time.Duration, owed bool) {
	l := newListener()
	if owed {
		l.asked.ask(l.now)
		l.waits(0)
	}
	from := 0
	for _, at := range cuts {
		if at > from {
			l.hears(bytes[from:at])
			l.waits(pause)
			from = at
		}
	}
	l.hears(bytes[from:])
	l.hears("q")
	want := keysOf(bytes, cuts, pause, owed) + told + "q"
	if got := strings.Join(l.told, " "); spaceless(got) != spaceless(want) {
		t.Errorf("%q cut at %v, %s apart, owed %t, and q: %q, want %q", bytes, cuts, pause, owed, got, want)
	}
}

// spaceless leaves the spaces out that are between messages.
func spaceless(told string) string { return strings.ReplaceAll(told, " ", "") }

// TestSlowReplies: a slow line that brings a reply a byte at a time makes no keys of it,
// however long it takes altogether.
func TestSlowReplies(t *testing.T) {
	for _, c := range late {
		for _, pause := range []time.Duration{40 * time.Millisecond, 45 * time.Millisecond, 60 * time.Millisecond, 100 * time.Millisecond} {
			l := newListener()
			for i := range len(c.bytes) {
				l.hears(c.bytes[i : i+1])
				l.waits(pause)
			}
			l.hears("q")
			want := c.told + " q"
			if pause >= escTimeout && c.bytes[0] == 0x1b {
				want = "esc " + c.bytes[1:2] + " " + want
			}
			if got := strings.Join(l.told, " "); spaceless(got) != spaceless(want) {
				t.Errorf("%q, %s a byte, and q: %q, want %q", c.bytes, pause, got, want)
			}
		}
		for _, pause := range []time.Duration{500 * time.Millisecond, silenceTimeout - 1} { // after an unmistakable beginning
			l := newListener()
			l.hears(c.bytes[:3])
			for i := 3; i < len(c.bytes); i++ {
				l.waits(pause)
				l.hears(c.bytes[i : i+1])
			}
			l.hears("q")
			if got, want := strings.Join(l.told, " "), strings.TrimSpace(c.told+" q"); got != want {
				t.Errorf("%q, %s a byte after the third, and q: %q, want %q", c.bytes, pause, got, want)
			}
		}
	}
}

// TestVeryLate: when the wait is over, a rest of several bytes is still none of keys; a
// byte alone is a key.
func TestVeryLate(t *testing.T) {
	for _, c := range late {
		for at := 3; at < len(c.bytes)-1; at++ {
			l := newListener()
			l.hears(c.bytes[:at])
			l.waits(forgetTimeout - 1)
			l.hears(c.bytes[at:])
			l.hears("q")
			l.hears(c.bytes[:at])
			l.waits(silenceTimeout)
			l.hears("q")
			if got := strings.Join(l.told, " "); got != "qq" {
				t.Errorf("%q … %q and q, and %q … q: %q", c.bytes[:at], c.bytes[at:], c.bytes[:at], got)
			}
		}
	}
}

// TestLatePaste: the rest of a paste that stalls is not typed, whenever it comes, and
// what is typed after it works.
func TestLatePaste(t *testing.T) {
	const text = pasteStart + "crash n1\rwipe n2\r\x1b[A" + pasteEnd
	for _, pause := range []time.Duration{pasteTimeout - 1, pasteTimeout, 2 * pasteTimeout, forgetTimeout - 1} {
		for at := len(pasteStart); at < len(text)-1; at++ {
			if text[at] == 0x1b && text[at+1:at+3] != "[2" {
				continue // looks like the key that it stands for
			}
			l := newListener()
			l.hears(text[:at])
			l.waits(pause)
			l.hears(text[at:])
			l.hears("q")
			want := "paint.PasteCutMsg q"
			if pause < pasteTimeout {
				want = `paste of "crash n1\rwipe n2\r\x1b[A" q`
			}
			if got := strings.Join(l.told, " "); got != want {
				t.Errorf("%q … %s … %q, and q: %q, want %q", text[:at], pause, text[at:], got, want)
			}
		}
	}
	for _, key := range []string{"q", "\x1b[A", "\x03", "\x1b"} { // its end never comes
		l := newListener()
		l.hears(pasteStart + "put k v\r")
		l.waits(pasteTimeout)
		l.hears(key)
		l.waits(escTimeout)
		l.hears("z")
		want := map[string]string{"q": "qz", "\x1b[A": "up z", "\x03": "ctrl+c z", "\x1b": "esc z"}[key]
		if got := strings.Join(l.told, " "); got != "paint.PasteCutMsg "+want {
			t.Errorf("a paste without an end, and %q: %q", key, got)
		}
	}
}

// TestTypingIntoAPaste: a paste whose end never came gives the keyboard back to somebody who
// goes on typing, before long; and so does a key that is stuck, or the rest of one that is a flood.
func TestTypingIntoAPaste(t *testing.T) {
	for _, pause := range []time.Duration{5, 33, 100, 400, 1900} {
		pause *= time.Millisecond
		l := newListener()
		l.hears(pasteStart + strings.Repeat("put k v\r", 1000))
		began := l.now
		for l.now.Sub(began) < 2*pasteTimeout+pause {
			l.waits(pause)
			l.hears("j")
		}
		l.waits(pause)
		l.hears("q")
		got := strings.Join(l.told, " ")
		back := pause > 2*pasteTimeout/pasteLeast
		if back && !(strings.HasPrefix(got, "paint.PasteCutMsg j") && strings.HasSuffix(got, "q")) || !back && got != "" {
			t.Errorf("keys every %v: %q", pause, got)
		}
	}
	l := newListener() // a slow line is no typing
	l.hears(pasteStart)
	for range 100 {
		l.waits(100 * time.Millisecond)
		l.hears(strings.Repeat("x", 96))
	}
	if l.hears(pasteEnd + "q"); strings.Join(l.told, " ") != `paste of "`+strings.Repeat("x", 20)+`" q` {
		t.Errorf("a paste over a slow line: %q", l.told)
	}
}

// TestRestAfterAnIntroducer: of any reply whose rest comes long after its introducer alone, whole,
// in pairs or a byte at a time, nothing is a key but Alt and the introducer, to which nothing
// is bound; what somebody presses after that is, and after the Escape key as well.
func TestRestAfterAnIntroducer(t *testing.T) {
	for _, c := range append(replies, late...) {
		if c.bytes[0] != 0x1b || c.bytes[1] == 'X' { // no reply is an SOS
			continue
		}
		for _, pause := range []time.Duration{gapTimeout, 800 * time.Millisecond, 2 * time.Second, silenceTimeout - time.Second, silenceTimeout + time.Second, forgetTimeout / 2} {
			for _, each := range []int{1, 2, 7, len(c.bytes)} {
				if each == 1 && (pause > silenceTimeout || strings.IndexByte("lL", c.bytes[2]) >= 0) {
					continue // a byte alone is a key
				}
				if each == 2 && strings.IndexByte("lL", c.bytes[2]) >= 0 {
					continue // so are two letters
				}
				l := newListener()
				l.hears(c.bytes[:2])
				l.waits(pause)
				for rest := c.bytes[2:]; rest != ""; {
					n := min(each, len(rest))
					l.hears(rest[:n])
					rest = rest[n:]
					l.waits(escTimeout / 2)
				}
				l.hears("q")
				want := keysOf(c.bytes, []int{2}, gapTimeout, false) + c.told + "q"
				if got := strings.Join(l.told, " "); spaceless(got) != spaceless(want) {
					t.Errorf("%q, its rest %s later, %d bytes at a time, and q: %q, want %q", c.bytes, pause, each, got, want)
				}
			}
		}
	}
	for _, keys := range []string{"]", "]q", "]lq", "[A", "P1", "_G"} { // pressed one after the other
		l := newListener()
		l.hears("\x1b")
		l.waits(rollTimeout)
		for i := range len(keys) {
			l.hears(keys[i : i+1])
			l.waits(800 * time.Millisecond)
		}
		if got := strings.Join(l.told, " "); got != "esc "+keys {
			t.Errorf("Escape and %q: %q", keys, got)
		}
	}
	l := newListener() // and after Alt and an introducer
	l.hears("\x1b]")
	for _, key := range []string{"q", "w", "l", "l"} {
		l.waits(gapTimeout)
		l.hears(key)
	}
	if got := strings.Join(l.told, " "); got != "alt+] qwll" {
		t.Errorf("Alt+] and keys: %q", got)
	}
}

// TestKeysAfterEscape: what somebody types after the Escape key is keys, however much it
// looks like a reply.
func TestKeysAfterEscape(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := newListener()
		l.hears("\x1b")
		want := "esc "
		for range rapid.IntRange(1, 8).Draw(t, "keys") {
			l.waits(rollTimeout + time.Duration(rapid.Int64Range(0, int64(time.Minute)).Draw(t, "pause")))
			key := rapid.SampledFrom([]string{"[", "]", "P", "_", "G", "?", ">", "1", "2", ";", "c", "u"}).Draw(t, "key")
			l.hears(key)
			want += key
		}
		if got := strings.Join(l.told, " "); got != want {
			t.Fatalf("told %q, want %q", got, want)
		}
	})
}

// TestCutAnywhere: any replies one after the other, cut into any parts that leave no
// introducer alone, at any pauses, are no keys.
func TestCutAnywhere(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := newListener()
		var want []string
		for range rapid.IntRange(1, 4).Draw(t, "replies") {
			c := rapid.SampledFrom(late).Draw(t, "reply")
			if c.told != "" {
				want = append(want, c.told)
			}
			for rest, first := c.bytes, 3; rest != ""; first = 1 {
				n := rapid.IntRange(first, len(rest)).Draw(t, "part")
				l.hears(rest[:n])
				if rest = rest[n:]; rest != "" {
					l.waits(time.Duration(rapid.Int64Range(0, int64(silenceTimeout)-1).Draw(t, "pause")))
				}
			}
		}
		l.hears("q")
		if got := strings.Join(l.told, " "); got != strings.Join(append(want, "q"), " ") {
			t.Fatalf("told %q, want %q and q", got, want)
		}
	})
}

// owed are replies to the question that is asked, one for each way to end them.
var owed = []string{"\x1b]11;rgb:1616/1818/1c1c\x07", "\x1b]11;rgb:1616/1818/1c1c\x1b\\", "\x1b]11;rgb:1616/1818/1c1c\x9c"}

// TestOwedReply: while a reply is owed, it is never keys, cut anywhere, at any pauses, behind
// any Escape keys that somebody presses: an ESC of its own that comes alone is the Escape
// key, and nothing else of it is a key.
func TestOwedReply(t *testing.T) {
	pauses := []time.Duration{0, 30, 60, 130, 240, 260, 600, 800, 1100}
	rapid.Check(t, func(t *rapid.T) {
		l := newListener()
		l.asked.ask(l.now)
		pressed := rapid.IntRange(0, 2).Draw(t, "pressed")
		for range pressed {
			l.hears("\x1b")
			l.waits(escTimeoutAsked)
		}
		reply := rapid.SampledFrom(owed).Draw(t, "reply")
		lone, end := false, l.now.Add(questionTimeout-escTimeoutAsked*3)
		for from := 0; from < len(reply); {
			n := min(rapid.IntRange(1, 4).Draw(t, "bytes"), len(reply)-from)
			l.hears(reply[from : from+n])
			from += n
			pause := rapid.SampledFrom(pauses).Draw(t, "pause") * time.Millisecond
			if from == len(reply) || l.now.Add(pause).After(end) {
				pause = 0
			}
			lone = lone || from == 1 && pause >= escTimeoutAsked
			l.waits(pause)
		}
		l.hears("q")
		want := strings.Repeat("esc ", pressed)
		if lone {
			want += "esc "
		}
		if got := strings.Join(l.told, " "); got != want+"background #16181c q" {
			t.Errorf("%q: %q, want %q", reply, got, want+"background #16181c q")
		}
	})
}

// TestOwedReplyByTheByte: the same, a byte at a time with one pause at every place.
func TestOwedReplyByTheByte(t *testing.T) {
	for _, reply := range owed {
		for _, pause := range []time.Duration{60 * time.Millisecond, 130 * time.Millisecond, 300 * time.Millisecond, time.Second, 2 * time.Second} {
			for at := 1; at < len(reply); at++ {
				for _, pressed := range []string{"", "esc "} {
					l := newListener()
					l.asked.ask(l.now)
					if pressed != "" {
						l.hears("\x1b")
						l.waits(escTimeoutAsked)
					}
					for i := range len(reply) {
						if i == at {
							l.waits(pause)
						}
						l.hears(reply[i : i+1])
					}
					l.hears("q")
					want := pressed
					if at == 1 && pause >= escTimeoutAsked {
						want += "esc "
					}
					want += "background #16181c q"
					if got := strings.Join(l.told, " "); got != want {
						t.Errorf("%q, %s before byte %d: %q, want %q", reply, pause, at, got, want)
					}
				}
			}
		}
	}
}

// TestKeysWhileAReplyIsOwed: what somebody types after the Escape key while a reply is owed
// is keys, in its order, at once if it can't be the reply, and else when it is not.
func TestKeysWhileAReplyIsOwed(t *testing.T) {
	for typed, want := range map[string]string{
		"]": "esc ]", "]q": "esc ]q", "]1q": "esc ]1q", "]]": "esc ]]", "]1]": "esc ]1]", "];": "esc ];", "]1234;": "esc ]1234;",
		"]\x1b": "esc ] esc", "]\x03": "esc ] ctrl+c", "]12\r": "esc ]12 enter", "1]": "esc 1]",
	} {
		for _, pause := range []time.Duration{0, 80 * time.Millisecond, 400 * time.Millisecond} {
			l := newListener()
			l.asked.ask(l.now)
			l.hears("\x1b")
			l.waits(escTimeoutAsked)
			for i := range len(typed) {
				l.hears(typed[i : i+1])
				l.waits(pause)
			}
			l.waits(questionTimeout)
			if got := strings.Join(l.told, " "); got != want {
				t.Errorf("%q, %s apart: %q, want %q", typed, pause, got, want)
			}
		}
	}
	l := newListener() // nothing is owed
	l.hears("\x1b")
	l.waits(escTimeout)
	l.hears("]")
	if got := strings.Join(l.told, " "); got != "esc ]" {
		t.Errorf("with nothing owed: %q", got)
	}
}

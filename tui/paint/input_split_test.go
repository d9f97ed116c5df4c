// Tests of the splitter: what a terminal's bytes become, wherever and whenever the line
// cuts them.

package paint

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"
)

// listener is an input without a terminal and with its own clock.
type listener struct {
	*input
	now  time.Time
	told []string // texts that were typed, one string for what stands together; else names

	texts bool // the last of them is typed text
	most  int  // bytes that the decoder was given at once
}

func newListener() *listener {
	l := &listener{now: time.Unix(1000, 0)}
	l.input = newInput(nil, new(question), new(question), func(msg tea.Msg) error {
		l.tell(msg)
		return nil
	})
	decode := l.decode
	l.decode = func(b []byte) (int, uv.Event) {
		l.most = max(l.most, len(b))
		return decode(b)
	}
	return l
}

func (l *listener) tell(msg tea.Msg) {
	text, name := "", ""
	switch msg := msg.(type) {
	case uv.KeyPressEvent:
		if text = msg.Text; text == "" {
			name = msg.String()
		}
	case EscapedKeyMsg:
		name = msg.WithAlt.String() + "=" + msg.Alone.String() // as Alt and the key, or Escape and it
	case tea.PasteMsg:
		name = fmt.Sprintf("paste of %.20q", msg.Content)
	case uv.BackgroundColorEvent:
		name = "background " + msg.String()
	default:
		name = fmt.Sprintf("%T", msg)
	}
	if text != "" && l.texts {
		l.told[len(l.told)-1] += text
	} else {
		l.told = append(l.told, text+name)
	}
	l.texts = text != ""
}

// hears feeds bytes that come at once.
func (l *listener) hears(text string) { l.split.feed([]byte(text), l.now) }

// waits lets time pass.
func (l *listener) waits(d time.Duration) {
	end := l.now.Add(d)
	for {
		at, waits := l.split.deadline()
		if !waits || at.After(end) {
			break
		}
		l.now = at
		l.split.expire(l.now)
	}
	l.now = end
}

// long is longer than the splitter waits for anything.
const long = pasteTimeout + 2*forgetTimeout

// typed are keys and pastes, as terminals of all kinds send them, with their messages.
var typed = []struct{ bytes, told string }{
	{"abc", "abc"},
	{"\t\r\x7f", "tab enter backspace"},
	{"\x03", "ctrl+c"},
	{"\x1b[A\x1b[1;5B\x1bOC", "up ctrl+down right"},
	{"\x1b[3~\x1b[5;2~", "delete shift+pgup"},
	{"\x1b[27u\x1b[99;5u\x1b[27;5;105~", "esc ctrl+c tab"},
	{"\x1b[91;5u\x1b[27;5;91~\x1b[27;2u", "esc esc esc"},
	{"\x1b[109;5u\x1b[27;5;109~\x1b[106;5u\x1b[27;5;106~\n\x1b[13;2u\x1b[27;2;13~\x1b[57414u", "enter enter enter enter enter enter enter enter"},
	{"\x1b[105;5u\x1b[27;2;9~\x1b[109;69u", "tab shift+tab enter"},
	{"\f\x1b[108;5u\x1b[27;5;108~", "ctrl+l ctrl+l ctrl+l"},
	{"\x1bx\x1b\r\x1bé", "alt+x=x alt+enter=enter alt+é=é"},
	{"\x1b\x1b[A", "alt+up"},
	{"\x1b[7$\x1b[7^", "shift+home ctrl+home"},
	{"\x1b[M !!", "uv.MouseClickEvent"},
	{"\x1b[<0;3;4M\x1b[<64;3;4M", "uv.MouseClickEvent uv.MouseWheelEvent"},
	{"é世界\u202e🇩🇪", "é世界\u202e🇩🇪"},
	{pasteStart + "put k v\x1b[A\x1b[20y\r" + pasteEnd + "z", `paste of "put k v\x1b[A\x1b[20y\r" z`},
	{"\x1b\x1b[200~q" + pasteEnd, `esc paste of "q"`},
	{pasteStart + "世\xff界" + pasteEnd, `paste of "世界"`},
}

// replies are what terminals answer, asked or not.
var replies = []struct{ bytes, told string }{
	{"\x1b]11;rgb:1616/1818/1c1c\x07", "background #16181c"},
	{"\x1b]11;rgb:ffff/ffff/ffff\x1b\\", "background #ffffff"},
	{"\x1b]11;rgba:0000/0000/0000/ffff\x1b\\", "background #000000"},
	{"\x9d11;rgb:1616/1818/1c1c\x9c", "background #16181c"},
	{"\x1b]11;nonsense\x07", ""},
	{"\x1b]10;rgb:1616/1818/1c1c\x07", ""},
	{"\x1b]4;1;rgb:cccc/0000/0000\x1b\\", ""},
	{"\x1b]52;c;Y3Jhc2ggbjE=\x07", ""},
	{"\x1bP>|xterm(380)c\x1b\\", ""},
	{"\x90>|xterm(380)c\x9c", ""},
	{"\x1bP!|7E565445\x1b\\", ""},
	{"\x1bP1+r5463=31\x1b\\", ""},
	{"\x1bP1$r0;1m\x1b\\", ""},
	{"\x1b[?62;1;2;4;6;9;15;22c", ""},
	{"\x1b[?1;2c\x1b[>41;380;0c", ""},
	{"\x1b[12;40R\x1b[1;1R\x1b[1;5R\x1b[?3;4;1R", ""},
	{"\x9b12;40R", ""},
	{"\x1b[?2026;2$y\x1b[4;1$y", ""},
	{"\x1b[?1u\x1b[>4;2m", ""},
	{"\x1b[0n\x1b[?997;1n", ""},
	{"\x1b[8;24;80t\x1b[48;24;80;480;640t", ""},
	{"\x1b_Gi=31;OK\x1b\\", ""},
	{"\x1bXsos\x1b\\\x1b^pm\x1b\\", ""},
	{"\x1b]lthe title q\x1b\\", ""},
}

// TestTyped: keys mean the same wherever the line cuts them, if their parts come soon one
// after the other.
func TestTyped(t *testing.T) {
	for _, c := range typed {
		for at := range len(c.bytes) {
			for _, gap := range []time.Duration{0, escTimeout - time.Millisecond} {
				l := newListener()
				l.hears(c.bytes[:at])
				l.waits(gap)
				l.hears(c.bytes[at:])
				l.waits(long)
				if got := strings.Join(l.told, " "); got != c.told {
					t.Errorf("%q … %s … %q: %q, want %q", c.bytes[:at], gap, c.bytes[at:], got, c.told)
				}
			}
		}
	}
}

// TestReplies: a reply that comes in parts is put together, and never becomes keys.
func TestReplies(t *testing.T) {
	const apart = 80 * time.Millisecond
	for _, c := range replies {
		for at := range len(c.bytes) {
			for next := at; next < len(c.bytes); next++ {
				for _, owed := range []bool{true, false} {
					l := newListener()
					if owed {
						l.asked.ask(l.now)
					}
					l.hears(c.bytes[:at])
					l.waits(apart)
					l.hears(c.bytes[at:next])
					if at < next {
						l.waits(apart)
					}
					l.hears(c.bytes[next:])
					l.waits(long)
					got := strings.Join(l.told, " ")
					if got != c.told && (owed || !lonely(c.bytes, at, next)) {
						t.Errorf("%q … %q … %q, owed %t: %q, want %q", c.bytes[:at], c.bytes[at:next], c.bytes[next:], owed, got, c.told)
					}
				}
			}
		}
	}
}

// lonely reports whether a part ends in an ESC, which then is the Escape key unless a
// reply is owed: the two can't be told apart.
func lonely(bytes string, cuts ...int) bool {
	return slices.ContainsFunc(cuts, func(at int) bool { return at > 0 && bytes[at-1] == 0x1b })
}

// TestRestOfReply: the rest of a reply whose ESC was taken for the Escape key is still
// not text.
func TestRestOfReply(t *testing.T) {
	for _, c := range replies {
		if c.bytes[0] != 0x1b || strings.HasPrefix(c.bytes, "\x1b]l") || strings.HasPrefix(c.bytes, "\x1bX") {
			continue
		}
		l := newListener()
		l.hears("\x1b")
		l.waits(80 * time.Millisecond)
		l.hears(c.bytes[1:])
		l.waits(long)
		want := strings.TrimSpace("esc " + c.told)
		if got := strings.Join(l.told, " "); got != want {
			t.Errorf("ESC … %q: %q, want %q", c.bytes[1:], got, want)
		}
	}
	l := newListener() // text typed after it is, though
	l.hears("\x1b")
	l.waits(80 * time.Millisecond)
	for _, key := range []string{"[", "P", "]", "1", "_", "G"} {
		l.hears(key)
		l.waits(30 * time.Millisecond)
	}
	if got := strings.Join(l.told, " "); got != "esc [P]1_G" {
		t.Errorf("keys after the Escape key are %q", got)
	}
	l = newListener() // and so is what comes long after it, a line at once
	l.hears("\x1b")
	l.waits(forgetTimeout + escTimeout)
	l.hears("P1$rok")
	if got := strings.Join(l.told, " "); got != "esc P1$rok" {
		t.Errorf("a line long after the Escape key is %q", got)
	}
}

// TestEscape: the Escape key works at once, text typed after it as well, and with a reply
// owed a little later.
func TestEscape(t *testing.T) {
	l := newListener()
	l.hears("\x1b")
	l.waits(escTimeout - 1)
	if len(l.told) > 0 {
		t.Fatalf("an ESC is %q before its time", l.told)
	}
	l.waits(1)
	l.hears("\x1b")
	l.waits(escTimeout)
	l.hears("x")
	l.hears("\x1by")
	l.hears("\x1b\x1b")
	l.waits(escTimeout)
	if got := strings.Join(l.told, " "); got != "esc esc x alt+y=y esc esc" {
		t.Errorf("told %q", got)
	}
	l = newListener()
	l.asked.ask(l.now)
	l.hears("\x1b")
	l.waits(escTimeoutAsked)
	l.hears("\x1b]11;rgb:00/00/00\x07\x1b")
	l.waits(escTimeout)
	if got := strings.Join(l.told, " "); got != "esc background #000000 esc" {
		t.Errorf("with a reply owed: %q", got)
	}
	l.asked.ask(l.now)
	l.waits(questionTimeout)
	l.hears("\x1b")
	l.waits(escTimeout)
	if got := l.told[len(l.told)-1]; len(l.told) != 4 || got != "esc" {
		t.Errorf("with a reply that does not come: %q", l.told)
	}
}

// TestEndless: a sequence without an end is dropped, and a key pressed after a silence
// arrives; Ctrl+C arrives at once.
func TestEndless(t *testing.T) {
	flood := strings.Repeat("7", 3*MaxPaste)
	for _, c := range []struct {
		begins, told string
		wait         time.Duration
	}{
		{"\x1b]11;rgb:16", "", silenceTimeout},
		{"\x1b]" + flood, "", silenceTimeout},
		{"\x1bP>|" + flood, "", silenceTimeout},
		{"\x1b_G" + flood, "", silenceTimeout},
		{"\x1b[" + flood, "", silenceTimeout},
		{"\x1b[" + strings.Repeat(";", 99), "", silenceTimeout},
		{"\x1b[1;2" + strings.Repeat("$", 99), "", silenceTimeout},
		{"\x1bO" + flood, "", silenceTimeout},
		{"\x1b[M!", "", silenceTimeout},
		{"\x1b[[", "", silenceTimeout},
		{"\xe4\xb8", "", silenceTimeout},
		{"\x1b[", "alt+[ ", gapTimeout},
		{"\x1bP", "alt+shift+p ", gapTimeout},
		{pasteStart + flood, "paint.PasteCutMsg ", pasteTimeout},
	} {
		l := newListener()
		l.hears(c.begins)
		l.waits(c.wait)
		l.hears("o")
		l.hears("k")
		if got := strings.Join(l.told, " "); got != c.told+"ok" {
			t.Errorf("%.20q: %q, want %q", c.begins, got, c.told+"ok")
		}
		if held := cap(l.split.held); held > 16<<10 {
			t.Errorf("%.20q: %d bytes are still held", c.begins, held)
		}
		l = newListener()
		l.hears(c.begins)
		l.hears("\x03")
		if len(l.told) == 0 || l.told[len(l.told)-1] != "ctrl+c" && l.told[len(l.told)-1] != "paint.PasteCutMsg" {
			t.Errorf("%.20q and Ctrl+C: %q", c.begins, l.told)
		}
		if l.hears("ok"); l.told[len(l.told)-1] != "ok" {
			t.Errorf("%.20q and Ctrl+C: then %q", c.begins, l.told)
		}
	}
	// One that goes on for ever, a byte at a time, ends as well.
	l := newListener()
	l.hears("\x1b]11;")
	for range 2 * maxParts {
		l.hears("x")
		l.waits(silenceTimeout / 2)
	}
	if all := strings.Join(l.told, ""); len(all) < maxParts/2 || strings.Trim(all, "x") != "" {
		t.Errorf("an OSC that goes on hides what is typed: %q", all)
	}
}

// TestLimits: a sequence within the limits gets through, one beyond them does not, and
// what follows it does.
func TestLimits(t *testing.T) {
	l := newListener()
	l.hears("\x1b[" + strings.Repeat(";", 32) + "1") // crashes the library's parser
	l.hears("\x1b[" + strings.Repeat(";", 32) + "1u" + "\x1b[" + strings.Repeat(":", 5000) + "u")
	l.hears("\x1b[1" + strings.Repeat("0", maxDigits) + "u\x1b[1234567890123456789012345678901234567890;5u")
	l.hears("\x1b[1;2<A\x1b[1 2A\x1b[1!!!A\x1b[12" + strings.Repeat("!", 200) + "$\x1bO000A")
	l.hears("\x1b]11;rgb:" + strings.Repeat("0", maxString) + "/0/0\x07")
	l.hears("\x1b[65;30;97;1;0;65535_" + "\x1b\x1b[65;30;97;1;0;65535_" + "\x1b[0;0;97;1;0;1_" + "\x9b65;30;97;1;0;9_")
	l.hears("\x1b[97;1;27:10:13u") // the text of a key is not a control character
	l.hears("ok")
	if got := strings.Join(l.told, " "); got != "a ok" && got != "aok" {
		t.Errorf("told %.200q", got)
	}
	if l.most > 64 { // only the key a, the letters and nothing that is long
		t.Errorf("the decoder was given %d bytes", l.most)
	}
	l = newListener() // releases of the decoder have room for 32 parameters, and have crashed at more
	if l.hears("\x1b[" + strings.Repeat(";", 32) + "1u"); l.most > 0 {
		t.Errorf("the decoder was given a sequence of 33 parameters, %d bytes", l.most)
	}
	for _, broken := range []string{"\x1b[1 2A", "\x1b[1;2<A", "\x1b[1!!!A"} {
		l = newListener()
		if l.hears(broken); l.most > 0 {
			t.Errorf("the decoder was given %q, which no terminal sends", broken)
		}
	}
	l = newListener() // what will be dropped is not kept until then
	l.hears("\x1b[" + strings.Repeat(" ", 1<<20))
	l.hears("\x1b]" + strings.Repeat(" ", 1<<20))
	if held := cap(l.split.held); held > 16<<10 {
		t.Errorf("%d bytes are held of sequences that are dropped", held)
	}
	l.waits(long)
	l.hears("\x1b]11;rgb:1/2/3;世\x9c") // the last byte is not a part of 世
	l.hears("\x1b]52;\u009c东\x07")     // the last bytes of both look like ST
	l.hears("ok")
	if got := strings.Join(l.told, " "); got != "background #010200 ok" {
		t.Errorf("told %.200q", got)
	}
	for _, c := range []struct {
		size int
		told string
	}{{MaxPaste, "tea.PasteMsg"}, {MaxPaste + 1, "paint.PasteTooLongMsg"}, {3 * MaxPaste, "paint.PasteTooLongMsg"}} {
		l := newListener()
		var got []string
		l.send = func(msg tea.Msg) error {
			if p, ok := msg.(tea.PasteMsg); ok && len(p.Content) != c.size {
				t.Errorf("%d bytes of a paste of %d", len(p.Content), c.size)
			}
			got = append(got, fmt.Sprintf("%T", msg))
			return nil
		}
		l.hears(pasteStart + strings.Repeat("p", c.size) + pasteEnd)
		if !slices.Equal(got, []string{c.told}) {
			t.Errorf("a paste of %d bytes: %q", c.size, got)
		}
		if cap(l.split.held) > maxString {
			t.Errorf("%d bytes are held after a paste", cap(l.split.held))
		}
	}
}

// Tests of the input path of a session: any bytes, at any time.

package paint

import (
	"encoding/binary"
	"errors"
	"io"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"
)

// attacks are inputs that have crashed, bloated or misled a program.
func attacks() []string {
	all := []string{
		"\x1b[" + strings.Repeat(";", 32) + "1", "\x1b[" + strings.Repeat(";", 33) + "u", "\x9b" + strings.Repeat(":", 40) + "1",
		strings.Repeat("\x1b[65;30;97;1;0;65535_", 180), "\x1b[0;0;55357;1;0;65535_\x1b[0;0;56832;1;0;1_",
		"\x1b]11;" + strings.Repeat("x", 5000), "\x1bP" + strings.Repeat("1;", 40) + "q", "\x1b_G" + strings.Repeat("a=1,", 99) + "\x1b\\",
		"\x1b]52;c;" + strings.Repeat("!", 99) + "\x07", "\x1b]11;rgb:\x07", "\x1b]11;#\x07", "\x1b]999999999999999999999999;x\x07",
		"\x1b[99999999999999999999u", "\x1b[1;99999999999999999999A", "\x1b[27;99999;99999~", "\x1b[57344:1:1;1:3;1:2:3u", "\x1b[M", "\x1b[M\x1b[M\x1b[M",
		"\x1b[<99999999;999999999;99999999M", "\x1b[<;;M", "\x1b[200~\x1b[200~", "\x1b[201~", "\x1b[200~\x1b[201", "\x1b[1$", "\x1b[$", "\x1b\x1b\x1b\x1b[A",
		"\x1bO9999999A", "\xf0\x9f", "\xed\xa0\x80", "e" + strings.Repeat("\u0301", 2000), "\x1b\xff\x1b\xe4", "\x1b[[", "\x00\x80\x9c\x1b\\",
	}
	for _, r := range replies {
		all = append(all, r.bytes)
	}
	for _, k := range typed {
		all = append(all, k.bytes)
	}
	return all
}

// cut is a part of the input, and how long it takes until the next.
type cut struct {
	bytes string
	wait  time.Duration
}

func (c cut) String() string { return c.bytes + " … " + c.wait.String() }

// withstands feeds cut bytes to an input and returns the messages, without those of the
// text typed afterwards, which must arrive.
func withstands(t *testing.T, cuts []cut) []string {
	t.Helper()
	l := newListener()
	total, events, largest := 0, 0, 0
	told := l.send
	l.send = func(msg tea.Msg) error {
		events++
		if k, ok := msg.(uv.KeyPressEvent); ok {
			_ = tea.KeyPressMsg(k).String()
		}
		return told(msg)
	}
	for _, c := range cuts {
		l.hears(c.bytes)
		l.waits(c.wait)
		total += len(c.bytes)
		largest = max(largest, len(c.bytes))
		if held := cap(l.split.held); held > 4*(MaxPaste+maxString) || cap(l.split.text) > 4*max(readSize, largest) {
			t.Fatalf("%d bytes are held and %d waiting, of %d: %q", held, cap(l.split.text), total, cuts)
		}
	}
	l.waits(long)
	if events > total {
		t.Fatalf("%d events of %d bytes: %q", events, total, cuts)
	}
	all := slices.Clone(l.told)
	l.told, l.texts = nil, false
	l.hears("ok\r")
	if got := strings.Join(l.told, " "); got != "ok enter" {
		t.Fatalf("then the keys o, k and Enter are %q, after %q", got, cuts)
	}
	return all
}

// whole is text that comes at once.
func whole(text string) []cut { return []cut{{text, 0}} }

// halves cuts a text at places chosen by numbers.
func halves(text string, places []byte, wait func(i int) time.Duration) (all []cut) {
	for i, p := range places {
		if len(text) == 0 {
			break
		}
		at := int(p) * len(text) / 256
		all = append(all, cut{text[:at], wait(i)})
		text = text[at:]
	}
	return append(all, cut{text, 0})
}

// FuzzInput: whatever comes, however it is cut and however long it takes, nothing panics,
// memory and events are bounded, and later text arrives. Bytes that come without a pause
// mean the same wherever they are cut.
func FuzzInput(f *testing.F) {
	for i, a := range attacks() {
		f.Add([]byte(a), []byte{byte(i * 7), byte(i * 31), 128}, uint16(i))
	}
	f.Fuzz(func(t *testing.T, data, places []byte, waits uint16) {
		if len(data) > 4<<10 || len(places) > 64 {
			return
		}
		text := string(data)
		once := withstands(t, whole(text))
		if cuts := halves(text, places, func(int) time.Duration { return 0 }); !typesInPaste(cuts) {
			if parts := withstands(t, cuts); strings.Join(once, " ") != strings.Join(parts, " ") {
				t.Fatalf("%q at once is %q, cut into %q is %q", text, once, cuts, parts)
			}
		}
		withstands(t, halves(text, places, func(i int) time.Duration {
			return []time.Duration{0, time.Millisecond, 80 * time.Millisecond, 2 * gapTimeout}[waits>>(2*(i%8))&3]
		}))
	})
}

// typesInPaste reports whether a part is Ctrl+C alone, which means something else in a
// paste.
func typesInPaste(cuts []cut) bool {
	return slices.ContainsFunc(cuts, func(c cut) bool { return c.bytes == "\x03" })
}

// TestAnyInput is FuzzInput on many random texts made of what terminals and
// attackers send.
func TestAnyInput(t *testing.T) {
	words := append(attacks(), "\x1b", "\x1b[", "\x1b]", "\x1bP", "\x1bO", "\x07", "\x1b\\", "\x9c", ";", ":", "1", "u", "~", "_", "$", "a", "é", "\xff", "\x03", "\x18",
		pasteStart, pasteEnd)
	words = slices.DeleteFunc(words, func(w string) bool { return len(w) > 200 })
	draw := rand.New(rand.NewPCG(1, 2))
	for range 5000 {
		var text strings.Builder
		for range 1 + draw.IntN(8) {
			if draw.IntN(4) == 0 {
				text.Write(binary.LittleEndian.AppendUint64(nil, draw.Uint64()))
				continue
			}
			w := words[draw.IntN(len(words))]
			text.WriteString(w[:len(w)-draw.IntN(2)*draw.IntN(len(w)+1)])
		}
		places := make([]byte, draw.IntN(6))
		for i := range places {
			places[i] = byte(draw.Uint32())
		}
		once := withstands(t, whole(text.String()))
		if cuts := halves(text.String(), places, func(int) time.Duration { return 0 }); !typesInPaste(cuts) {
			if parts := withstands(t, cuts); strings.Join(once, " ") != strings.Join(parts, " ") {
				t.Fatalf("%q at once is %q, cut into %q is %q", text.String(), once, cuts, parts)
			}
		}
		withstands(t, halves(text.String(), places, func(int) time.Duration {
			return []time.Duration{0, time.Millisecond, 80 * time.Millisecond, 2 * gapTimeout}[draw.IntN(4)]
		}))
	}
}

// TestAttacked: a session goes on under all attacks, and handles what is typed after
// them.
func TestAttacked(t *testing.T) {
	for _, a := range attacks() {
		l, _ := openChanged(t, &typewriter{}, 0, func(at *Terminal) { at.Window = NewWindow(10_000, 1) })
		l.wrote("typed")
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		l.types(a)
		l.types("\x18\x1b\\" + pasteEnd) // an end to whatever was begun
		l.types("§")
		l.wrote("§")
		runtime.ReadMemStats(&after)
		if took := after.TotalAlloc - before.TotalAlloc; took > 64<<20 {
			t.Errorf("%.40q takes %d MiB", a, took>>20)
		}
	}
}

// brokenReader panics instead of reading.
type brokenReader struct{}

func (brokenReader) Read([]byte) (int, error) { panic("reading told to") }

// nothing is a model that, on command, draws a frame that can't be painted.
type nothing struct{ typewriter }

func (m *nothing) Frame() Frame {
	f := m.typewriter.Frame()
	if strings.Contains(m.text, "x") {
		f.Parts = []Part{{}}
	}
	return f
}

// TestSurvives: a panic of any goroutine of a session ends that session, which says so,
// and its terminal is restored.
func TestSurvives(t *testing.T) {
	for _, c := range []struct {
		name, says string
		model      Model
		change     func(*Terminal)
		does       func(*link)
	}{
		{"decoding", "decoding told to", &typewriter{}, func(at *Terminal) {
			at.decode = func([]byte) (int, uv.Event) { panic("decoding told to") }
		}, func(l *link) { l.wrote("typed"); l.types("a") }},
		{"painting", "nil pointer", &nothing{}, nil, func(l *link) { l.wrote("typed"); l.types("x") }},
		{"reading", "reading told to", &typewriter{}, func(at *Terminal) {
			at.In = io.MultiReader(at.In, brokenReader{})
		}, func(l *link) { l.wrote("typed"); _ = l.keys.Close() }},
	} {
		t.Run(c.name, func(t *testing.T) {
			l, _ := openChanged(t, c.model, 0, c.change)
			c.does(l)
			var failed *Panic
			if err := l.end(); !errors.As(err, &failed) || !strings.Contains(failed.Error(), c.says) || strings.Contains(failed.Error(), "\n") {
				t.Errorf("it ended with %v", err)
			}
			l.mu.Lock()
			defer l.mu.Unlock()
			if all := l.written.String(); !strings.Contains(all, leave) {
				t.Errorf("the terminal is not given back: %q", all)
			}
		})
	}
}

// unborn is a model that panics when it begins.
type unborn struct{ typewriter }

func (*unborn) Init() tea.Cmd { panic("beginning told to") }

// leaving is a terminal whose writes panic once it is to be restored.
type leaving struct{ io.Writer }

func (l leaving) Write(b []byte) (int, error) {
	if strings.Contains(string(b), leave) {
		panic("leaving told to")
	}
	return l.Writer.Write(b)
}

// TestSurvivesAtBothEnds: a panic before the first frame or while the terminal is restored
// ends the session, too, and nothing else.
func TestSurvivesAtBothEnds(t *testing.T) {
	l, _ := open(t, &unborn{}, 0)
	var failed *Panic
	if err := l.end(); !errors.As(err, &failed) || failed.Value != "beginning told to" {
		t.Errorf("it ended with %v", err)
	}
	l, _ = openChanged(t, &typewriter{}, 0, func(at *Terminal) { at.Window = nil })
	if err := l.end(); !errors.As(err, &failed) {
		t.Errorf("without a window it ended with %v", err)
	}
	l, _ = openChanged(t, &typewriter{}, 0, func(at *Terminal) { at.Out = leaving{at.Out} })
	l.wrote("typed")
	l.types("q")
	if err := l.end(); err != nil {
		t.Errorf("it ended with %v", err)
	}
}

// TestSplitReplyOnLine: the two parts of a reply, 80 ms apart on a real line, are one
// background and no key.
func TestSplitReplyOnLine(t *testing.T) {
	m := &typewriter{}
	colours := make(chan tea.BackgroundColorMsg, 1)
	m.colour = func(msg tea.BackgroundColorMsg) { colours <- msg }
	l, _ := open(t, m, 0)
	l.wrote("typed")
	l.types("\x1b]11;rgb:16")
	<-time.After(80 * time.Millisecond)
	l.types("16/1818/1c1c\x07")
	select {
	case c := <-colours:
		if c.String() != "#16181c" {
			t.Errorf("the background is %s", c)
		}
	case <-time.After(longestWait):
		t.Fatal("no background")
	}
	l.types("§")
	l.wrote("§")
	l.types("q")
	if err := l.end(); err != nil || m.text != "§" {
		t.Errorf("typed %q, %v", m.text, err)
	}
}

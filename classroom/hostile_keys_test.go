// Tests of a student who sends hostile byte sequences instead of keys.

package classroom_test

import (
	"io"
	"runtime"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"ringside/classroom"
	"ringside/internal/screen"
	"ringside/tui/paint"
)

// TestAttackedByKeys: byte sequences from one student that crash or bloat a key decoder
// affect nobody, not even that student.
func TestAttackedByKeys(t *testing.T) {
	c := open(t, nil)
	ann := c.comes("ann", "ann", 120, 36)
	ann.sees("you drive", "4/4 up")
	mallory := c.comes("mallory", "", 120, 36)
	mallory.sees("with ann", "4/4 up")
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for _, attack := range []string{
		"\x1b[" + strings.Repeat(";", 32) + "1", // 33 parameters
		"\x1b[" + strings.Repeat(":", 2000) + "u",
		strings.Repeat("\x1b[65;30;97;1;0;65535_", 180), // a key that is repeated 11,796,300 times
		"\x1b]11;" + strings.Repeat("7", 1<<20), "\x1bP" + strings.Repeat("1;", 1<<16), "\x1b_G" + strings.Repeat("a=1,", 1<<12),
	} {
		mallory.types(attack)
		mallory.types("\x1b\\") // terminates a sequence that has no end
	}
	mallory.types("!")
	mallory.sees("your hand is up")
	runtime.ReadMemStats(&after)
	if grown := int64(after.HeapAlloc) - int64(before.HeapAlloc); grown > 64<<20 {
		t.Errorf("the server has grown by %d MiB", grown>>20)
	}
	ann.types("w" + screen.Enter + screen.Enter)
	ann.sees("told OK")
	mallory.sees("told OK")
}

// TestRepliesInParts: a reply of a student's terminal that arrives in two parts, with a
// pause between them, is not taken for keys.
func TestRepliesInParts(t *testing.T) {
	c := open(t, nil)
	ann := c.comes("ann", "ann", 120, 36)
	ann.Mute()
	ann.sees("you drive", "4/4 up")
	for _, parts := range [][2]string{
		{"\x1b]11;rgb:16", "16/1818/1c1c\x07"}, {"\x1bP>|xterm", "(380)c\x1b\\"}, {"\x1b[?62;1", ";22c"}, {"\x1b[12;", "40R"},
	} {
		ann.types(parts[0])
		<-time.After(80 * time.Millisecond)
		ann.types(parts[1])
	}
	ann.types("w" + screen.Enter + screen.Enter)
	ann.sees("told OK", "4/4 up")
}

// counting is a screen that counts keys.
type counting struct {
	left int // until it says so
	all  chan struct{}
}

func (*counting) Init() tea.Cmd { return nil }

func (m *counting) Update(msg tea.Msg) tea.Cmd {
	if _, ok := msg.(tea.KeyPressMsg); ok {
		if m.left--; m.left == 0 {
			close(m.all)
		}
	}
	return nil
}

func (*counting) Frame() paint.Frame {
	return paint.Frame{W: 40, H: 1, Parts: []paint.Part{{Block: paint.NewBlock(40, []string{"counting"})}}}
}

// TestKeysPerSecond: somebody who types as fast as their line allows is given keys no faster than
// anybody types, after those of a few pastes.
func TestKeysPerSecond(t *testing.T) {
	const burst, more, perSecond = 4096, 100, 200
	m := &counting{burst + more, make(chan struct{})}
	c := open(t, func(c *classroom.Config) { c.Explorer = func(classroom.Client) (paint.Model, error) { return m, nil } })
	_, _, keys, shown := c.dial("mallory", 40, 10)
	until(t, shown, "counting")
	began := time.Now()
	if _, err := io.WriteString(keys, strings.Repeat("j", burst+more)); err != nil {
		t.Fatal(err)
	}
	select {
	case <-m.all:
	case <-time.After(longestWait):
		t.Fatal("not all keys come")
	}
	if took, least := time.Since(began), more*time.Second/perSecond; took < least {
		t.Errorf("%d keys took %v, and %d of them have to take %v", burst+more, took, more, least)
	}
}

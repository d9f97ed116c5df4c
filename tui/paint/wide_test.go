// Tests of the question how wide a terminal draws lines.

package paint

import (
	"testing"

	tea "charm.land/bubbletea/v2"
)

// surveyor is a model that counts what it is told of the terminal's width until x is typed.
type surveyor struct {
	typewriter
	wide int
	told chan int
}

func (m *surveyor) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case WideMsg:
		m.wide++
	case tea.KeyPressMsg:
		if msg.String() == "x" {
			m.told <- m.wide
		}
	}
	return m.typewriter.Update(msg)
}

// TestWideTerminal: a terminal that draws a line in two cells is told from one that draws it in
// one; a report that nobody asked for, the position in another row and F3 with a modifier tell
// nothing.
func TestWideTerminal(t *testing.T) {
	for reply, wide := range map[string]int{
		"\x1b[2;3R":            1,
		"\x1b[2;2R":            0,
		"\x1b[1;3R":            0,
		"\x1b[2;3R\x1b[2;3R":   1,
		"\x1b[2;2R\x1b[2;3R":   0,
		"\x1b[1;2R\x1b[2;3R":   1,
		"\x1b[24;80R\x1b[2;3R": 1,
	} {
		m := &surveyor{told: make(chan int, 1)}
		l, _ := open(t, m, 0)
		l.wrote(askWidth)
		l.types(reply + "x")
		if got := <-m.told; got != wide {
			t.Errorf("%q: told %d times that it is wide, want %d", reply, got, wide)
		}
		l.types("q")
		if err := l.end(); err != nil {
			t.Fatal(err)
		}
	}
}

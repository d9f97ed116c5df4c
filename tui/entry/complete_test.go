// Tests of completing a word.

package entry

import (
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"ringside/keymaps"
)

// TestCompleteAgain: the first time, what all candidates begin with is put in, and they are told;
// then each of them after the other, until something else is typed.
func TestCompleteAgain(t *testing.T) {
	keys, err := keymaps.Load(keymaps.Default, nil)
	if err != nil {
		t.Fatal(err)
	}
	words := []string{"session-2", "session-1", "seen"}
	l := New(Question{Label: ":", Complete: func(line string) (int, []string) {
		from := strings.LastIndexByte(line, ' ') + 1
		return from, StartingWith(line[from:], words)
	}})
	l.Put("open s")
	tab, all := tea.KeyPressMsg{Code: tea.KeyTab}, "session-2  session-1  seen"
	for i, want := range []string{"open se", "open session-2", "open session-1", "open seen", "open session-2"} {
		if is, say := l.Key(keys, tab); is != Completed || say != all || l.Text() != want {
			t.Errorf("tab %d: %q, and told is %q; want %q and %q", i+1, l.Text(), say, want, all)
		}
	}
	l.Key(keys, tea.KeyPressMsg{Code: '!', Text: "!"})
	if _, say := l.Key(keys, tab); say != "nothing to complete here" || l.Text() != "open session-2!" {
		t.Errorf("after another key: %q, and told is %q", l.Text(), say)
	}
	if !slices.Equal(words, []string{"session-2", "session-1", "seen"}) {
		t.Errorf("the candidates became %q", words)
	}
}

// Tests of finding an earlier line by a part of it.

package entry

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"ringside/keymaps"
	"ringside/tui/theme"
)

// press gives a line keys: a name in angle brackets is one, all else is typed.
func press(t *testing.T, l *Line, keys string) (last Outcome) {
	t.Helper()
	km, err := keymaps.Load(keymaps.Default, nil)
	if err != nil {
		t.Fatal(err)
	}
	named := map[string]tea.KeyPressMsg{
		"r": {Code: 'r', Mod: tea.ModCtrl}, "p": {Code: 'p', Mod: tea.ModCtrl}, "n": {Code: 'n', Mod: tea.ModCtrl}, "g": {Code: 'g', Mod: tea.ModCtrl},
		"enter": {Code: tea.KeyEnter}, "esc": {Code: tea.KeyEscape}, "left": {Code: tea.KeyLeft}, "backspace": {Code: tea.KeyBackspace},
	}
	for keys != "" {
		if name, rest, ok := strings.Cut(keys, ">"); ok && keys[0] == '<' {
			last, _ = l.Key(km, named[name[1:]])
			keys = rest
			continue
		}
		last, _ = l.Key(km, tea.KeyPressMsg{Code: rune(keys[0]), Text: keys[:1]})
		keys = keys[1:]
	}
	return last
}

func TestFindEarlier(t *testing.T) {
	history := []string{"put cart milk", "get cart", "crash n1", "put cart eggs", "crash n2"}
	for _, c := range []struct {
		keys, text string
		is         Outcome
		drawn      string
	}{
		{"<r>cart", "put cart eggs", Changed, "find cart"},
		{"<r>CART<r>", "get cart", Changed, "find CART"},
		{"<r>cart<r><r><r>", "put cart milk", Changed, "find cart"},
		{"<r>milk<enter>", "put cart milk", Entered, ":"},
		{"x<r>milk<esc>", "x", Changed, ":x"},
		{"x<r>milk<g>y", "xy", Changed, ":xy"},
		{"<r>milk<left>s", "put cart milsk", Changed, ":"},
		{"<r>crash n1<backspace>", "crash n2", Changed, "find crash n"},
		{"x<r>nothing", "x", Changed, "no earlier line has nothing"},
		{"<r>cartqq", "", Changed, "no earlier line has cartqq"},
		{"<r>cartq<backspace>", "put cart eggs", Changed, "find cart"},
		{"<r>milk<r><r>", "put cart milk", Changed, "find milk"}, // there is no other
		{"<p><p>", "put cart eggs", Changed, ":"},
		{"<p><p><n>", "crash n2", Changed, ":"},
		{"<r>m<backspace><backspace>", "", Changed, ":"},
	} {
		l := New(Question{Label: ":", Recalls: true, History: history})
		is := press(t, l, c.keys)
		line, _ := l.Draw(60, theme.New(theme.Options{Mono: true, ASCII: true}))
		if l.Text() != c.text || is != c.is || !strings.Contains(strings.ReplaceAll(line, ": ", ":"), c.drawn) {
			t.Errorf("%s: %q, %d, drawn %q; want %q, %d, %q", c.keys, l.Text(), is, line, c.text, c.is, c.drawn)
		}
	}
	l := New(Question{Label: "key"}) // it recalls nothing
	if press(t, l, "<r>"); l.find != nil {
		t.Error("a line without earlier ones looks for one")
	}
}

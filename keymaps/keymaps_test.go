// Tests of keymaps: the built-in ones, key names, matching, overrides, and hostile files.

package keymaps

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/cockroachdb/datadriven"
)

func load(t *testing.T, name string) *Keymap {
	t.Helper()
	km, err := Load(name, nil)
	if err != nil {
		t.Fatal(err)
	}
	return km
}

func TestEveryKeymapLoads(t *testing.T) {
	names := Names()
	if names[0] != Default || !slices.Contains(names, "vim") {
		t.Errorf("keymaps are %v, want %s first, and vim", names, Default)
	}
	for _, name := range names {
		if km := load(t, name); km.Name != name || km.About == "" {
			t.Errorf("keymap %s calls itself %q, about %q", name, km.Name, km.About)
		}
	}
}

// TestEveryActionHasAKey: every built-in keymap has a key for every action.
func TestEveryActionHasAKey(t *testing.T) {
	for _, name := range Names() {
		for _, row := range Table(load(t, name)) {
			if len(row.Keys) == 0 {
				t.Errorf("%s: %s has no key", name, row.Action)
			}
		}
	}
}

// TestEssentialKeysAreOnEveryKeyboard: no digit, no bracket, no ctrl chord, and no sign
// that some layouts hide behind AltGr or a dead key.
func TestEssentialKeysAreOnEveryKeyboard(t *testing.T) {
	for _, name := range Names() {
		for _, row := range Table(load(t, name)) {
			if row.Essential && !slices.ContainsFunc(row.Keys, everywhere) {
				t.Errorf("%s: %s has %q, none of which every keyboard has", name, row.Action, row.Keys)
			}
		}
	}
	for _, key := range []string{"1", "[", "]", "{", "ctrl+c", "alt+x", "shift+tab", "@", "~", "\\", "|", "é", "f1", "pgup"} {
		if everywhere(key) {
			t.Errorf("%q is said to be on every keyboard", key)
		}
	}
}

// everywhere reports whether a key is on every keyboard and reaches every terminal: no
// digit, no bracket, and no modifier but shift.
func everywhere(key string) bool {
	if slices.Contains([]string{"enter", "tab", "esc", "space", "up", "down", "left", "right"}, key) {
		return true
	}
	if len(key) != 1 {
		return false
	}
	c := key[0]
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || strings.IndexByte(".,:;-+/?!=<>", c) >= 0
}

func TestActionsAreTold(t *testing.T) {
	seen := make(map[Action]bool)
	for _, i := range Actions() {
		if seen[i.Action] || i.Short == "" || i.Long == "" || !slices.Contains(Scopes(), i.Scope) || !isName(string(i.Action)) {
			t.Errorf("%+v: an action has a name of its own, a scope and help", i)
		}
		seen[i.Action] = true
	}
	if rows := Table(load(t, Default)); len(rows) != len(seen) {
		t.Errorf("the table has %d rows for %d actions", len(rows), len(seen))
	}
}

// TestKeyNames checks the names against what Bubble Tea calls the keys.
func TestKeyNames(t *testing.T) {
	for _, c := range []struct {
		key  tea.Key
		want string
	}{
		{tea.Key{Code: tea.KeyEnter}, "enter"},
		{tea.Key{Code: tea.KeyTab, Mod: tea.ModShift}, "shift+tab"},
		{tea.Key{Code: tea.KeyEscape}, "esc"},
		{tea.Key{Code: tea.KeySpace, Text: " "}, "space"},
		{tea.Key{Code: tea.KeyPgDown}, "pgdown"},
		{tea.Key{Code: tea.KeyF24}, "f24"},
		{tea.Key{Code: tea.KeyInsert}, "insert"},
		{tea.Key{Code: 'c', Mod: tea.ModCtrl}, "ctrl+c"},
		{tea.Key{Code: '+', Mod: tea.ModCtrl}, "ctrl++"},
		{tea.Key{Code: 'a', Mod: tea.ModCtrl | tea.ModAlt | tea.ModShift}, "ctrl+alt+shift+a"},
		{tea.Key{Code: 'n', ShiftedCode: 'N', Mod: tea.ModShift, Text: "N"}, "N"},
		{tea.Key{Code: 'é', Text: "é"}, "é"},
		{tea.Key{Code: '+', Text: "+"}, "+"},
	} {
		got := tea.KeyPressMsg(c.key).String()
		if problem := checkKey(got); got != c.want || problem != "" {
			t.Errorf("Bubble Tea says %q, want %q; checkKey: %s", got, c.want, problem)
		}
	}
	special := []rune{
		tea.KeyEnter, tea.KeyTab, tea.KeyBackspace, tea.KeyEscape, tea.KeySpace, tea.KeyUp, tea.KeyDown, tea.KeyLeft, tea.KeyRight,
		tea.KeyBegin, tea.KeyFind, tea.KeyInsert, tea.KeyDelete, tea.KeySelect, tea.KeyPgUp, tea.KeyPgDown, tea.KeyHome, tea.KeyEnd,
	}
	for i := range rune(24) {
		special = append(special, tea.KeyF1+i)
	}
	for i, code := range special {
		if got := tea.KeyPressMsg(tea.Key{Code: code}).String(); got != named()[i] {
			t.Errorf("Bubble Tea says %q where named() has %q", got, named()[i])
		}
	}
}

func TestMatch(t *testing.T) {
	for _, c := range []struct {
		keymap string
		scope  Scope
		key    string
		want   Action
	}{
		{"default", Ring, "w", Write},
		{"default", Log, "w", Write},
		{"default", Log, "f", Follow},
		{"default", Ring, "f", ""},
		{"default", Global, "f", ""},
		{"default", Help, "w", ""},
		{"default", Help, "up", Up},
		{"default", Dialog, "esc", Refuse},
		{"default", Dialog, "w", ""},
		{"default", Dialog, "y", Confirm},
		{"default", Details, "y", Copy},
		{"default", Entry, "esc", Cancel},
		{"default", Entry, "q", ""},
		{"default", Entry, "ctrl+c", Quit},
		{"default", Nodes, "shift+tab", PreviousPane},
		{"default", Nodes, "W", ChooseW},
		{"vim", Ring, "h", Left},
		{"vim", Ring, "m", Heal},
		{"vim", Help, "G", End},
		{"vim", Entry, "j", ""},
	} {
		if got, ok := load(t, c.keymap).Match(c.scope, c.key); got != c.want || ok != (c.want != "") {
			t.Errorf("%s: %q in %s is %q, want %q", c.keymap, c.key, c.scope, got, c.want)
		}
	}
}

func TestKeymapNeverChanges(t *testing.T) {
	km := load(t, Default)
	km.Keys(Quit)[0] = "changed"
	km.Help(Quit).Keys[0] = "changed"
	Table(km)[0].Keys[0] = "changed"
	if got := km.Keys(Quit)[0] + km.Keys(Write)[0]; got != "qw" {
		t.Errorf("a change of a returned list changed the keymap: %q", got)
	}
	mine := map[string][]string{"quit": {"Q"}}
	changed, err := Load(Default, mine)
	if err != nil {
		t.Fatal(err)
	}
	mine["quit"][0] = "x"
	if key, ok := changed.Key(Quit); !ok || key != "Q" {
		t.Errorf("quit has %q, want the override Q", key)
	}
	if a, ok := changed.Match(Ring, "q"); ok {
		t.Errorf("q still is %s: an override replaces all keys of its action", a)
	}
}

// TestTranscripts loads keymaps and overrides; a line "action: key key" of an
// override replaces the action's keys.
func TestTranscripts(t *testing.T) {
	datadriven.Walk(t, "testdata", func(t *testing.T, path string) {
		datadriven.RunTest(t, path, func(t *testing.T, d *datadriven.TestData) string {
			switch d.Cmd {
			case "table":
				return table(load(t, d.CmdArgs[0].Key))
			case "load":
				_, err := Load(strings.TrimSpace(d.Input), nil)
				return fmt.Sprint(err)
			case "override":
				_, err := Load(Default, overrides(d.Input))
				return fmt.Sprint(err)
			case "edit":
				return edit(t, d)
			case "parse":
				_, err := Parse("mine.yaml", []byte(d.Input), nil)
				return fmt.Sprint(err)
			}
			t.Fatalf("no command %q", d.Cmd)
			return ""
		})
	})
}

// edit replaces one line of the default keymap and parses it.
func edit(t *testing.T, d *datadriven.TestData) string {
	data, err := embedded.ReadFile("default.yaml")
	if err != nil {
		t.Fatal(err)
	}
	old, with, _ := strings.Cut(d.Input, "\n")
	lines := strings.Split(string(data), "\n")
	at := slices.IndexFunc(lines, func(l string) bool { return strings.TrimSpace(l) == old })
	if at < 0 {
		t.Fatalf("default.yaml has no line %q", old)
	}
	lines[at] = strings.Replace(lines[at], old, with, 1)
	_, err = Parse("mine.yaml", []byte(strings.Join(lines, "\n")), nil)
	return fmt.Sprint(err)
}

func overrides(input string) map[string][]string {
	m := make(map[string][]string)
	for line := range strings.Lines(input) {
		action, keys, _ := strings.Cut(strings.TrimSuffix(line, "\n"), ":")
		m[action] = strings.Fields(keys)
	}
	return m
}

func table(km *Keymap) string {
	var b strings.Builder
	for _, row := range Table(km) {
		fmt.Fprintf(&b, "%-9s %-18s %-18s %s\n", row.Scope, row.Action, strings.Join(row.Keys, " "), row.Help)
	}
	return b.String()
}

// FuzzParse: whatever the bytes, the answer is a keymap that can be quit, or one line of
// plain text.
func FuzzParse(f *testing.F) {
	for _, name := range Names() {
		data, err := embedded.ReadFile(name + ".yaml")
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		km, err := Parse("fuzz.yaml", data, nil)
		if err == nil {
			if key, ok := km.Key(Quit); !ok {
				t.Errorf("accepted, and quit has no key (%q)", key)
			}
			return
		}
		for _, c := range err.Error() {
			if c < ' ' || c == 0x7f || c >= 0x80 && c < 0xa0 {
				t.Fatalf("the error has the control character %U: %q", c, err)
			}
		}
	})
}

// TestUsualKey: an action has its usual key unless the keymap says otherwise or the key
// is taken.
func TestUsualKey(t *testing.T) {
	for _, info := range Actions() {
		for _, key := range info.Usual {
			if checkKey(key) != "" || info.Essential {
				t.Errorf("%s: %q is no usual key", info.Action, key)
			}
		}
	}
	for _, c := range []struct {
		name      string
		overrides map[string][]string
		want      string
	}{
		{"nothing is said", nil, "@"},
		{"another", map[string][]string{"roster": {"f9"}}, "f9"},
		{"none", map[string][]string{"roster": {}}, ""},
		{"it is another's", map[string][]string{"theme": {"@"}}, ""},
		{"it is another's elsewhere", map[string][]string{"confirm": {"enter", "@"}}, "@"},
	} {
		for _, name := range Names() {
			km, err := Load(name, c.overrides)
			if err != nil {
				t.Errorf("%s, %s: %v", name, c.name, err)
				continue
			}
			if key, _ := km.Key(Roster); key != c.want {
				t.Errorf("%s, %s: the key is %q, want %q", name, c.name, key, c.want)
			}
		}
	}
}

// TestLikeDefault: a keymap names what differs. A key that it gives away is gone from the
// action that it does not name, which then has its next usual key, if it has one.
func TestLikeDefault(t *testing.T) {
	km, err := Parse("mine.yaml", []byte("format: 1\nlike: default\nglobal:\n  theme: [L, P]\n"), nil)
	if err != nil {
		t.Fatal(err)
	}
	for action, want := range map[Action]string{Theme: "L", Lanes: "", Write: "w", BranchesPage: "ctrl+g", FailuresPage: "Q"} {
		if key, _ := km.Key(action); key != want {
			t.Errorf("%s has the key %q, want %q", action, key, want)
		}
	}
}

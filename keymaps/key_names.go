// The names of keys: which can be pressed, and how others call them.

package keymaps

import (
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"ringside/internal/nearest"
	"ringside/internal/printable"
)

// named returns the keys that have a name instead of a character, as
// tea.KeyPressMsg.String writes them (ultraviolet, key.go, keyTypeString). The list is made once,
// and never written to.
var named = sync.OnceValue(func() []string {
	names := []string{
		"enter", "tab", "backspace", "esc", "space", "up", "down", "left", "right",
		"begin", "find", "insert", "delete", "select", "pgup", "pgdown", "home", "end",
	}
	for i := 1; i <= 24; i++ {
		names = append(names, "f"+strconv.Itoa(i))
	}
	return slices.Clip(names)
})

// modifiers returns the modifiers, in the only order in which String writes them.
func modifiers() []string { return []string{"ctrl", "alt", "shift", "meta", "hyper", "super"} }

// otherName returns the name here of a key that other programs call by word.
func otherName(word string) (string, bool) {
	name, ok := map[string]string{
		" ": "space", "spacebar": "space", "return": "enter", "cr": "enter", "escape": "esc",
		"pageup": "pgup", "pagedown": "pgdown", "pgdn": "pgdown", "del": "delete", "ins": "insert", "bs": "backspace",
	}[strings.ToLower(word)]
	return name, ok
}

// checkKey returns why no key press is ever written like this; "" if one is.
func checkKey(key string) string {
	if !utf8.ValidString(key) || len(key) > 64 {
		return "is not the name of a key"
	}
	mods, base := splitKey(key)
	for i, m := range mods {
		at := slices.Index(modifiers(), m)
		if at < 0 {
			return "has the unknown modifier " + strconv.Quote(m) + nearest.Hint(m, modifiers()) +
				" (allowed, in this order: " + strings.Join(modifiers(), ", ") + ")"
		}
		if i > 0 && at <= slices.Index(modifiers(), mods[i-1]) {
			return "has its modifiers in the wrong order (allowed, in this order: " + strings.Join(modifiers(), ", ") + ")"
		}
	}
	c, size := utf8.DecodeRuneInString(base)
	if same := seenAs(key); same != "" {
		return "is never seen: terminals send the same for it as for " + same
	}
	if size != len(base) && slices.Contains(named(), base) {
		return ""
	}
	if base == "" || size != len(base) || printable.Hidden(c) || unicode.IsSpace(c) || unicode.IsMark(c) {
		return "is not the name of a key" + suggest(key, base)
	}
	switch {
	case len(mods) == 1 && mods[0] == "shift":
		return "is never seen: with shift a key gives another character" + hintUpper(c)
	case len(mods) > 0 && unicode.IsUpper(c):
		return "is never seen: with a modifier a letter is written small; did you mean " +
			strconv.Quote(strings.Join(mods, "+")+"+"+strings.ToLower(base)) + "?"
	}
	return ""
}

// seenAs returns the key as which one counts in every terminal; "" if that is itself.
func seenAs(key string) string {
	switch key {
	case "ctrl+[", "shift+esc":
		return "esc"
	case "ctrl+m", "ctrl+j", "shift+enter":
		return "enter"
	case "ctrl+i":
		return "tab"
	}
	return ""
}

// splitKey splits a key from its modifiers: "ctrl++" is ctrl and "+".
func splitKey(key string) (mods []string, base string) {
	if key == "+" {
		return nil, key
	}
	if front, ok := strings.CutSuffix(key, "++"); ok {
		return strings.Split(front, "+"), "+"
	}
	parts := strings.Split(key, "+")
	return parts[:len(parts)-1], parts[len(parts)-1]
}

// suggest names the key that the user probably meant.
func suggest(key, base string) string {
	mods, _ := splitKey(key)
	front := ""
	if len(mods) > 0 {
		front = strings.Join(mods, "+") + "+"
	}
	if name, ok := otherName(base); ok {
		return "; did you mean " + strconv.Quote(front+name) + "?"
	}
	if m, rest, ok := strings.Cut(base, "-"); ok && slices.Contains(modifiers(), strings.ToLower(m)) {
		return "; did you mean " + strconv.Quote(strings.ToLower(m)+"+"+rest) + "?"
	}
	if name, ok := nearest.Of(base, named()); ok {
		return "; did you mean " + strconv.Quote(front+name) + "?"
	}
	return " (allowed: one character, or " + strings.Join(named()[:18], ", ") + ", f1 to f24)"
}

func hintUpper(c rune) string {
	if u := unicode.ToUpper(c); u != c {
		return "; did you mean " + strconv.Quote(string(u)) + "?"
	}
	return ""
}

// types reports whether a key types a character into a line.
func types(key string) bool {
	return key == "space" || utf8.RuneCountInString(key) == 1
}

// Keys that are the same key whichever protocol a terminal spells them in.

package paint

import (
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"
)

// EscapedKeyMsg is a key that came behind an ESC in one part: somebody pressed it with Alt,
// or Escape and then it. What may be the beginning of a reply does not become one.
type EscapedKeyMsg struct{ WithAlt, Alone tea.KeyPressMsg }

// key sends a key, which the bytes b spell.
func (in *input) key(k uv.KeyPressEvent, b []byte) {
	k = usual(k)
	if len(b) > 1 && b[0] == 0x1b && k.Mod&tea.ModAlt != 0 && !introduces(b[1]) && (len(b) == 2 || b[1] >= utf8.RuneSelf) {
		if n, event := in.decode(b[1:]); n == len(b)-1 {
			if alone, ok := event.(uv.KeyPressEvent); ok {
				in.tell(EscapedKeyMsg{tea.KeyPressMsg(k), tea.KeyPressMsg(usual(alone))})
				return
			}
		}
	}
	in.tell(k)
}

// usual returns the key that a terminal without xterm's modifyOtherKeys and Kitty's
// protocol would send for a key: it has one byte for Escape and Ctrl+[, for Enter and
// Ctrl+M, for Tab and Ctrl+I, and takes Ctrl+J and Enter with Shift for Enter.
func usual(k uv.KeyPressEvent) uv.KeyPressEvent {
	mods := k.Mod &^ (tea.ModCapsLock | tea.ModNumLock | tea.ModScrollLock)
	same := rune(0)
	switch {
	case mods == tea.ModCtrl:
		same = map[rune]rune{'[': tea.KeyEscape, 'm': tea.KeyEnter, 'j': tea.KeyEnter, 'i': tea.KeyTab, '3': tea.KeyEscape}[k.Code]
	case mods == tea.ModShift && (k.Code == tea.KeyEnter || k.Code == tea.KeyEscape):
		same = k.Code
	case mods == 0 && k.Code == tea.KeyKpEnter:
		same = tea.KeyEnter
	}
	if same == 0 {
		return k
	}
	return uv.KeyPressEvent{Code: same}
}

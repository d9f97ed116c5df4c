// Keys by position: what a key of a layout without Latin letters would be on a Latin one.

package keymaps

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"ringside/internal/nearest"
)

// Latin is the layout whose keys type Latin letters: none has another meaning.
const Latin = "latin"

// The keys of three rows on a Latin layout, without and with Shift.
const (
	latinKeys  = "qwertyuiop[]asdfghjkl;'zxcvbnm,./"
	latinShift = `QWERTYUIOP{}ASDFGHJKL:"ZXCVBNM<>?`
)

// layouts are what those keys type in other layouts; what they type without Shift.
var layouts = map[string]string{
	"russian":   "йцукенгшщзхъфывапролджэячсмитьбю.",
	"ukrainian": "йцукенгшщзхїфівапролджєячсмитьбю.",
	"greek":     ";ςερτυθιοπ[]ασδφγηξκλ΄'ζχψωβνμ,./",
	"hebrew":    "/'קראטוןםפ][שדגכעיחלךף,זסבהנמצתץ.",
}

// Layouts returns the names of layouts, Latin first.
func Layouts() []string { return append([]string{Latin}, slices.Sorted(maps.Keys(layouts))...) }

// WithLayout returns a keymap in which a key that types no Latin character means what the key
// at its place does on a Latin layout. The layout is the name of one, or the 33 characters
// that the keys from Q to / type in it, row by row. The error says what is allowed.
func (km *Keymap) WithLayout(layout string) (*Keymap, error) {
	if layout == Latin {
		return km, nil
	}
	typed, ok := layouts[layout]
	if !ok {
		typed = layout
	}
	if utf8.RuneCountInString(typed) != len(latinKeys) {
		return nil, fmt.Errorf("%q is not known%s, or the %d characters of the keys from Q to /",
			layout, nearest.Among(layout, "known", Layouts()), len(latinKeys))
	}
	with := *km
	with.places = make(map[string]string)
	for shifted, latin := range []string{latinKeys, latinShift} {
		at := 0
		for _, r := range typed {
			if shifted == 1 {
				r = unicode.ToUpper(r)
			}
			if _, taken := with.places[string(r)]; r >= utf8.RuneSelf && !taken {
				with.places[string(r)] = latin[at : at+1]
			}
			at++
		}
	}
	return &with, nil
}

// Place returns the key that a key is on a Latin layout, with what is held down beside it: the
// same where it types a Latin character, or the keymap has no other layout.
func (km *Keymap) Place(key string) string {
	held := strings.LastIndexByte(key[:max(len(key)-1, 0)], '+') + 1
	if latin, ok := km.places[key[held:]]; ok {
		return key[:held] + latin
	}
	return key
}

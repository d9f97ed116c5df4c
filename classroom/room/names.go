// Names of participants: which are allowed, and which look the same to a reader.

package room

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"ringside/engine/event"
)

// reserved reports whether a name is, or looks like, a word that can stand in place of a
// name in the room's commands.
func reserved(name string) bool {
	f := faceOf(name)
	return slices.ContainsFunc([]string{"all", "class", "off"}, func(word string) bool { return f.like(faceOf(word)) })
}

// fit says in a sentence why a name is not allowed; nil if it is.
func fit(name string) error {
	if reserved(name) {
		return fmt.Errorf("%s can't be a name, because it means something in the commands of a class; come with another one: ssh NAME@HOST", name)
	}
	if a, b, mixed := scripts(name); mixed {
		return fmt.Errorf("%s mixes %s and %s letters, some of which look the same; come with a name in one alphabet: ssh NAME@HOST",
			event.Show(name, mostName), a, b)
	}
	return nil
}

// scripts returns two alphabets that a name mixes, if they have letters that look the
// same.
func scripts(name string) (a, b string, mixed bool) {
	for _, c := range name {
		for _, one := range []struct {
			name  string
			table *unicode.RangeTable
		}{{"Latin", unicode.Latin}, {"Cyrillic", unicode.Cyrillic}, {"Greek", unicode.Greek}, {"Armenian", unicode.Armenian}, {"Cherokee", unicode.Cherokee}} {
			switch {
			case !unicode.Is(one.table, c), one.name == a:
			case a == "":
				a = one.name
			default:
				return a, one.name, true
			}
		}
	}
	return a, "", false
}

// face is how a name looks to a reader.
type face struct{ folded, look string }

func faceOf(name string) face {
	name = norm.NFKC.String(name)
	f := face{folded: strings.ToLower(name)}
	name = strings.ReplaceAll(strings.ReplaceAll(name, "rn", "m"), "vv", "w")
	f.look = strings.Map(func(c rune) rune { return look(unicode.ToLower(look(c))) }, name)
	return f
}

// like reports whether two names look the same to a reader: they differ only in case, or
// in letters that look the same.
func (f face) like(g face) bool {
	return f.folded == g.folded || slices.EqualFunc([]rune(f.look), []rune(g.look), mistaken)
}

// stroke stands for what can be mistaken for an l and for an i.
const stroke = '1'

// mistaken reports whether a letter of a look can be mistaken for another.
func mistaken(a, b rune) bool {
	return a == b || a == stroke && (b == 'l' || b == 'i') || b == stroke && (a == 'l' || a == 'i')
}

func alike(a, b string) bool { return a == b || faceOf(a).like(faceOf(b)) }

// look returns the small Latin letter that a letter or a digit can be mistaken for, or
// stroke, or else the letter itself.
func look(c rune) rune {
	const letters = "01|IӏӀıɑɡ‐‑–—−ОоАВЕКМНРСТХаесрхуіјѕһԁԛԝΑΒΕΖΗΙΚΜΝΟΡΤΥΧονικαρυχօսո"
	const taken = "o11111iag-----ooabekmhpctxaecpxyijshdqwabezh1kmnoptyxovikapuxoun"
	if c > unicode.MaxASCII || c == '0' || c == '1' || c == '|' || c == 'I' {
		if at := strings.IndexRune(letters, c); at >= 0 {
			return rune(taken[utf8.RuneCountInString(letters[:at])])
		}
	}
	return c
}

// Which theme a terminal gets: what was asked for, and what is known of the terminal.

package theme

import (
	"image/color"
	"slices"
	"strconv"
	"strings"

	"github.com/charmbracelet/colorprofile"

	"ringside/internal/nearest"
)

// Look is which theme was asked for.
type Look string

const (
	// Auto takes the terminal's own background, and no colour where NO_COLOR or
	// the terminal says so.
	Auto  Look = "auto"
	Dark  Look = "dark"
	Light Look = "light"
	Mono  Look = "mono"
)

// Names lists what can be asked for.
func Names() []string { return []string{string(Auto), string(Dark), string(Light), string(Mono)} }

// Known reports whether a look can be asked for.
func (l Look) Known() bool { return slices.Contains(Names(), string(l)) }

// Unknown says that a name is none of a theme, and which there are.
func Unknown(name string) string {
	return strconv.Quote(name) + " is not known" + nearest.Among(name, "known", Names())
}

// Next is the look after one, as a key goes through them.
func (l Look) Next() Look { return map[Look]Look{Auto: Dark, Dark: Light, Light: Mono, Mono: Auto}[l] }

// Looks works out the theme from what was asked for and what becomes known of
// the terminal, in whatever order that arrives.
type Looks struct {
	Asked   Look
	ASCII   bool // asked for
	Wide    bool // the terminal draws lines and other signs two cells wide
	Own     *Colours
	Env     Environ
	Profile colorprofile.Profile // Unknown until the program has told
	light   answer               // whether the terminal's background is light
	ground  color.Color          // which it is; nil until the terminal has told
}

// Choose asks for another look, "" for none, and returns the one that is asked for.
func (l *Looks) Choose(look Look) Look {
	if look != "" {
		l.Asked = look
	}
	return l.Asked
}

// Background takes in what the terminal says of its background.
func (l *Looks) Background(ground color.Color, dark bool) {
	l.light, l.ground = yes, ground
	if dark {
		l.light = no
	}
}

// answer is what the terminal says, if it does.
type answer uint8

const (
	unanswered answer = iota
	yes
	no
)

// Options returns what the theme is made from.
func (l *Looks) Options() Options {
	light := l.light == yes || l.light == unanswered && l.Env.lightBackground()
	o := Options{Dark: !light, ASCII: l.ASCII || l.Wide || l.Env.NoUnicode(), Own: l.Own}
	switch l.Asked {
	case Dark, Light:
		o.Dark = l.Asked == Dark
	case Mono:
		o.Mono = true
	}
	if l.Profile == colorprofile.NoTTY || l.Profile == colorprofile.ASCII || l.Env["NO_COLOR"] != "" {
		o.Mono = true
	}
	switch l.Profile {
	case colorprofile.NoTTY:
		o.Profile = l.Profile
	case colorprofile.ANSI, colorprofile.ANSI256:
		if !o.Mono {
			o.Profile = l.Profile
		}
	}
	return o
}

// Environ holds the variables of the terminal's own environment: in a server
// they are the client's, not the process's.
type Environ map[string]string

// NewEnviron makes it of NAME=VALUE.
func NewEnviron(pairs []string) Environ {
	e := make(Environ, len(pairs))
	for _, p := range pairs {
		name, value, _ := strings.Cut(p, "=")
		e[name] = value
	}
	return e
}

// NoUnicode reports whether the locale names a character set that is not UTF-8
// (POSIX: the first of LC_ALL, LC_CTYPE and LANG that is set decides), or the
// terminal is one that has few glyphs. Without any locale it is taken to be a
// modern terminal in a bare container.
func (e Environ) NoUnicode() bool {
	switch term := e["TERM"]; {
	case term == "dumb", term == "linux", term == "ansi", strings.HasPrefix(term, "vt"):
		return true
	}
	for _, name := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if v := strings.ToLower(e[name]); v != "" {
			return !strings.Contains(v, "utf-8") && !strings.Contains(v, "utf8")
		}
	}
	return false
}

// lightBackground reports whether the terminal tells by COLORFGBG (rxvt, Konsole)
// that its background is one of the two whites: "0;15".
func (e Environ) lightBackground() bool {
	colours := e["COLORFGBG"]
	background := colours[strings.LastIndexByte(colours, ';')+1:]
	return background == "7" || background == "15"
}

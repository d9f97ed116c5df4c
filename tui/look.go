package tui

import (
	"strings"

	"github.com/charmbracelet/colorprofile"

	"ringside/tui/theme"
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

// looks works out the theme from what was asked for and what becomes known of
// the terminal, in whatever order that arrives.
type looks struct {
	asked   Look
	ascii   bool   // asked for
	light   answer // whether the terminal's background is light
	env     environ
	profile colorprofile.Profile // Unknown until the program has told
}

// answer is what the terminal says, if it does.
type answer uint8

const (
	unanswered answer = iota
	yes
	no
)

func (l *looks) options() theme.Options {
	light := l.light == yes || l.light == unanswered && l.env.lightBackground()
	o := theme.Options{Dark: !light, ASCII: l.ascii || l.env.noUnicode()}
	switch l.asked {
	case Dark, Light:
		o.Dark = l.asked == Dark
	case Mono:
		o.Mono = true
	}
	if l.profile == colorprofile.NoTTY || l.profile == colorprofile.ASCII || l.env["NO_COLOR"] != "" {
		o.Mono = true
	}
	switch l.profile {
	case colorprofile.NoTTY:
		o.Profile = l.profile
	case colorprofile.ANSI, colorprofile.ANSI256:
		if !o.Mono {
			o.Profile = l.profile
		}
	}
	return o
}

// environ holds the variables of the terminal's own environment: in a server
// they are the client's, not the process's.
type environ map[string]string

func newEnviron(pairs []string) environ {
	e := make(environ, len(pairs))
	for _, p := range pairs {
		name, value, _ := strings.Cut(p, "=")
		e[name] = value
	}
	return e
}

// noUnicode reports whether the locale names a character set that is not UTF-8
// (POSIX: the first of LC_ALL, LC_CTYPE and LANG that is set decides), or the
// terminal is one that has few glyphs. Without any locale it is taken to be a
// modern terminal in a bare container.
func (e environ) noUnicode() bool {
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
func (e environ) lightBackground() bool {
	colours := e["COLORFGBG"]
	background := colours[strings.LastIndexByte(colours, ';')+1:]
	return background == "7" || background == "15"
}

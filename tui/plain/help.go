// The help of the plain form: about its own words, those of the language, and the limits.

package plain

import (
	"strings"

	"ringside/engine"
	"ringside/engine/script"
	"ringside/internal/nearest"
	"ringside/tui/class"
	"ringside/tui/page"
)

// ownHelp returns a line for each word that is not of the language.
func ownHelp() (all []struct{ word, line string }) {
	add := func(word, line string) { all = append(all, struct{ word, line string }{word, line}) }
	add("help", "help NAME: all about a command, a setting, a fact or a term, or the limits"+
		nearest.List("settings", engine.SettingNames())+nearest.List("facts", script.FactNames()))
	for _, r := range requests() {
		add(r.word, strings.TrimSpace(r.word+" "+r.how)+": "+r.help)
	}
	add("save", "save [FILE], save! FILE: keep the session; save! in place of a file that is there")
	add("code", "code: the session as one word, for ringside replay")
	add("quit", "quit: end now; the end of the input first lets go on what is under way")
	return all
}

// ownWords returns the words that are not of the language.
func ownWords() (words []string) {
	for _, o := range ownHelp() {
		words = append(words, o.word)
	}
	return words
}

// limits prints the limits of everything.
func (p *talk) limits() {
	for _, l := range page.AllLimits() {
		p.say("limit of " + l[0] + ": " + l[1])
	}
	p.say(class.AboutWork())
}

// help prints all about one word. A word can be of the language as well, as faults is.
func (p *talk) help(name string) {
	if name == page.LimitsWord {
		p.limits()
		return
	}
	own, words := false, []string(nil)
	for _, o := range ownHelp() {
		words = append(words, o.word)
		if o.word == strings.TrimSuffix(name, "!") {
			own = true
			p.say(o.line)
		}
	}
	lines, err := script.Help(name, words...)
	if err != nil && !own {
		p.refuse(err.Error())
	}
	for _, line := range lines {
		p.say(line)
	}
}

// The help of the plain form: about its own words, those of the language, and the limits.

package plain

import (
	"strings"

	"ringside/engine"
	"ringside/engine/script"
	"ringside/internal/nearest"
	"ringside/tui/class"
	"ringside/tui/page"
	"ringside/tui/source"
	"ringside/tui/source/attached"
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

// helpAll prints a line for each word. Of a real cluster it lists what can be done there, and then what
// can't, and why.
func (p *talk) helpAll() {
	view := p.cluster.View(engine.Watch{})
	for _, v := range script.Verbs() {
		if notHere(view, v.Verb.String()) == "" {
			p.say(v.Syntax() + ": " + v.Help)
		}
	}
	for _, own := range ownHelp() {
		if notHere(view, own.word) == "" {
			p.say(own.line)
		}
	}
	if view.Outside != nil {
		p.say("here: " + view.Outside.What + ", " + view.Outside.Mode)
		p.sayNotHere(view)
	}
	p.limits()
}

// sayNotHere prints which words can't be used with a real cluster: those with one reason in one line.
func (p *talk) sayNotHere(view *engine.View) {
	var reasons []string
	words := make(map[string][]string)
	add := func(word string) {
		if why := notHere(view, word); why != "" {
			if words[why] == nil {
				reasons = append(reasons, why)
			}
			words[why] = append(words[why], word)
		}
	}
	for _, v := range script.Verbs() {
		add(v.Verb.String())
	}
	for _, own := range ownHelp() {
		add(own.word)
	}
	for _, why := range reasons {
		p.say("not here: " + strings.Join(words[why], ", ") + ": " + why)
	}
	p.say("not here: set of anything but r and w: " + attached.Why(view, source.Settings))
}

// notHere returns why a word can't be used with the real cluster of a View; "" if it can, or if the
// cluster is an embedded one.
func notHere(view *engine.View, word string) string {
	if view.Outside == nil {
		return ""
	}
	for _, v := range script.Verbs() {
		if v.Verb.String() != word {
			continue
		}
		switch needs := source.Needs(engine.Command{Verb: v.Verb, Name: "r"}); {
		case needs == source.Timing: // lets its time pass, or waits for it
			return ""
		case v.Verb == engine.Resolve && view.Outside.Writes:
			return "a real cluster keeps no siblings"
		default:
			return attached.Why(view, needs)
		}
	}
	switch word {
	case "branches":
		return attached.Why(view, source.Travel)
	case "can", "likely":
		return "a real cluster can't be copied; its twin can, in the explorer (:twin)"
	case "merkle":
		return "a real cluster does not show its trees"
	case "save", "code":
		return "a real cluster keeps no record of a session"
	case "measured":
		return attached.Why(view, source.Load)
	}
	return ""
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
	if why := notHere(p.cluster.View(engine.Watch{}), strings.TrimSuffix(name, "!")); why != "" {
		p.say("not here: " + why)
	}
}

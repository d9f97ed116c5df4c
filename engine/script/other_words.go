// The command that somebody means by a word of theirs, which is none of ours.

package script

import (
	"slices"
	"strings"

	"ringside/internal/nearest"
)

// otherWords returns the commands that are meant by a word that keys, databases, shells and games
// have for what they do; nil if it is none of these.
func otherWords(word string) []string {
	switch strings.ToLower(word) {
	case "lesson", "lessons", "challenge", "challenges", "course", "tutorial":
		return []string{"learn"}
	case "write", "insert", "update", "store":
		return []string{"put"}
	case "read", "select", "fetch":
		return []string{"get"}
	case "del", "rm", "unset":
		return []string{"delete"}
	case "exit", "bye", "close":
		return []string{"quit"}
	case "kill", "stop", "shutdown":
		return []string{"crash"}
	case "recover", "reboot", "boot":
		return []string{"start"}
	case "play", "wait", "sleep", "continue":
		return []string{"run"}
	case "partition", "disconnect":
		return []string{"cut"}
	case "reconnect", "unpartition", "join":
		return []string{"mend"}
	case "freeze":
		return []string{"hang"}
	case "edit":
		return []string{"open"}
	case "cluster":
		return []string{"preset"}
	case "colours", "colors", "colorscheme":
		return []string{"theme"}
	case "search":
		return []string{"can"}
	case "keys", "bindings", "man":
		return []string{"help"}
	}
	return nil
}

// Meant returns the end of an error about a word that is none of some commands: the one that is
// meant by it or looks like it, or else all; what says what they are.
func Meant(word, what string, commands []string) string {
	for _, name := range otherWords(word) {
		if slices.Contains(commands, name) {
			return `; did you mean "` + name + `"?`
		}
	}
	if hint := nearest.Hint(word, commands); hint != "" {
		return hint
	}
	return nearest.List(what, commands)
}

// meant is Meant as the hint of an error.
func meant(word, what string, commands []string) string {
	return strings.TrimLeft(Meant(word, what, commands), "; ")
}

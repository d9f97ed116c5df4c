// The random scripts against the language: they have every command, with and without each of
// its optional words, and every value that a setting can be.

package tracecheck_test

import (
	"strings"
	"testing"

	"ringside/engine"
	"ringside/engine/script"
)

// TestScriptsHaveTheWholeLanguage: what the language has, and the random scripts have not,
// would be checked by nobody.
func TestScriptsHaveTheWholeLanguage(t *testing.T) {
	lines := make(map[engine.Verb][]string)
	to := make(map[string]bool)
	for number := range uint64(2500) {
		for _, step := range draw(1, number).steps {
			cmd := step.cmd
			if _, err := script.Parse(cmd.String()); err != nil {
				t.Fatalf("script %d: %v", number, err)
			}
			lines[cmd.Verb] = append(lines[cmd.Verb], cmd.String())
			if cmd.Verb == engine.Set {
				to[cmd.Name+" "+cmd.To], to[cmd.Name] = true, true
			}
		}
	}
	for _, v := range script.Verbs() {
		if v.Verb.MovesTime() {
			continue // the clock moves between any two commands, and time travel leaves no event
		}
		if len(lines[v.Verb]) == 0 {
			t.Errorf("no script says %v", v.Verb)
		}
		wants(t, &v, lines[v.Verb])
	}
	for _, k := range engine.AllSettings() {
		if !to[k.Name] {
			t.Errorf("no script sets %s", k.Name)
		}
		for _, word := range k.Words() {
			if !to[k.Name+" "+word] {
				t.Errorf("no script sets %s to %s", k.Name, word)
			}
		}
	}
}

// wants reports an error for each optional argument of a verb that no line has, or that all
// lines have.
func wants(t *testing.T, v *script.VerbInfo, lines []string) {
	t.Helper()
	positions := 0
	for _, a := range v.Args {
		switch {
		case a.Word == "closed": // which is usual, and is not written
		case a.Word != "":
			with := 0
			for _, line := range lines {
				if strings.Contains(line+" ", " "+a.Word+" ") {
					with++
				}
			}
			if with == 0 || a.Optional && with == len(lines) {
				t.Errorf("of %d lines with %v, %d say %s", len(lines), v.Verb, with, a.Word)
			}
		default:
			if positions++; !a.Optional {
				continue
			}
			var with, without bool
			for _, line := range lines {
				with = with || len(strings.Fields(line)) > positions
				without = without || len(strings.Fields(line)) <= positions
			}
			if !with || !without {
				t.Errorf("%v with its optional %s: %v, without: %v", v.Verb, a.Name, with, without)
			}
		}
	}
}

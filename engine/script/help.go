// This file says in words what the language has: verbs, settings and facts, each from
// its table.

package script

import (
	"fmt"
	"slices"
	"strings"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/internal/nearest"
)

// Help returns lines about a word: the verb, the setting and the fact of that name, what it
// means as a term, or else as a value of a setting, as far as there are such. The error names
// the nearest words, those that a program knows besides among them.
func Help(name string, besides ...string) ([]string, error) {
	lines := ofLanguage(name)
	if lines == nil {
		lines = ofLanguage(strings.ToLower(name))
	}
	lines = append(lines, explained(name)...)
	if lines == nil {
		lines = ofValues(name)
	}
	if lines != nil {
		return lines, nil
	}
	words := slices.Concat(verbNames(), engine.SettingNames(), FactNames(), Terms(), besides)
	hint := nearest.Hint(name, words)
	if hint == "" {
		hint = nearest.List("commands", slices.Concat(verbNames(), besides)) + "; ringside settings and ringside facts list the others"
	}
	return nil, fmt.Errorf("help: no command, setting, fact or term is called %s%s", event.Show(name, shownWord), hint)
}

// ofValues returns a line for what a word means as a value, with the settings of which it is one.
func ofValues(name string) (lines []string) {
	of := make(map[string][]string)
	var means []string
	for _, s := range engine.SettingNames() {
		for _, v := range engine.FindSetting(s).CanBe {
			if v.Word == strings.ToLower(name) && v.Word != "off" {
				if of[v.Help] == nil {
					means = append(means, v.Help)
				}
				of[v.Help] = append(of[v.Help], s)
			}
		}
	}
	for _, m := range means {
		lines = append(lines, "set "+strings.Join(of[m], "|")+" "+strings.ToLower(name)+": "+strings.ReplaceAll(m, "`", ""))
	}
	return lines
}

// ofLanguage returns lines about the verb, the setting and the fact of a name.
func ofLanguage(name string) (lines []string) {
	if v, ok := Find(name); ok {
		lines = append(lines, "command "+v.Syntax()+": "+v.Help, "  example: "+v.Example)
	}
	if k := engine.FindSetting(name); k != nil {
		lines = append(lines, SettingHelp(k)...)
	}
	if f := FindFact(name); f != nil {
		lines = append(lines, f.Lines()...)
	}
	return lines
}

// SettingHelp returns all there is to know about a setting, as lines.
func SettingHelp(k *engine.Setting) []string {
	lines := []string{"setting " + k.Name + ": " + k.Help}
	if k.About != "" {
		lines = append(lines, "  "+strings.ReplaceAll(k.About, "`", ""))
	}
	for _, v := range k.CanBe {
		lines = append(lines, fmt.Sprintf("  %s: %s", v.Word, strings.ReplaceAll(v.Help, "`", "")))
	}
	if k.Kind != engine.WordSetting {
		lines = append(lines, "  allowed: "+k.Allowed())
	}
	return append(lines, "  default: "+k.Default(), "  example: set "+k.Name+" "+k.Example)
}

// Lines returns all there is to know about the fact, as lines.
func (f *FactInfo) Lines() []string {
	return []string{"fact " + f.Syntax() + ": " + f.Help, "  " + f.Is(), "  example: expect " + f.Example}
}

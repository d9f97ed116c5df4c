// A test that texts name lines, which work everywhere, and no keys.

package presets

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestTextsNameNoKeys: a key of the explorer is another one in another keymap, and in lines there
// is none. What a text of a lesson has as code in one letter is a node, or a key of the store.
func TestTextsNameNoKeys(t *testing.T) {
	one := regexp.MustCompile("`(.)`")
	plain := regexp.MustCompile(`\b(?i:page|press|presses|pressing) ([^a-z\s])(\W|$)`) // as in: the page Q
	for _, name := range slices.Concat(Lessons(), Challenges()) {
		p := loaded(t, name)
		known := nodeNames(&p.cfg)
		var texts []string
		for i := range p.Steps {
			s := &p.Steps[i]
			known = append(known, s.Show.Key)
			for _, line := range slices.Concat(s.Do, s.Then) {
				known = append(known, line.Key)
			}
			texts = append(append(texts, s.Say), s.Hints...)
			if s.Ask != nil {
				texts = append(texts, s.Ask.Text, s.Ask.Why)
			}
			if s.Try != nil {
				texts = append(texts, s.Try.Text, s.Try.Why)
			}
		}
		if found := plain.FindString(strings.Join(texts, "\n")); found != "" {
			t.Errorf("%s: %q names a key", name, found)
		}
		for _, found := range one.FindAllStringSubmatch(strings.Join(texts, "\n"), -1) {
			if !slices.Contains(known, found[1]) {
				t.Errorf("%s: %s is neither a node nor a key of the store", name, found[0])
			}
		}
	}
}

// The facts about how a key is kept: its fate, what it survives, and what is gone.

package script

import (
	"strings"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/oracle"
)

// fates lists the states of versions that nothing has replaced, as words of the trace.
func fates() []string {
	words := []string{wordNone}
	for s := oracle.Safe; s <= oracle.Lost; s++ {
		if s != oracle.Superseded {
			words = append(words, fateWord(s))
		}
	}
	return words
}

// fateWord returns a state as one word.
func fateWord(s oracle.State) string {
	if s == oracle.InFlight {
		return event.InFlight.String()
	}
	return strings.ReplaceAll(s.String(), " ", "")
}

func domains() []string {
	words := []string{wordNone}
	for d := engine.Nothing; d <= engine.OneDC; d++ {
		words = append(words, d.String())
	}
	return words
}

// kept returns the Keeping of the version of the watched key that is kept worst, or nil if there is
// none.
func (l *look) kept() *engine.Keeping {
	v := l.view()
	if i := v.Weakest(); i >= 0 {
		return &v.Kept[i]
	}
	return nil
}

func (l *look) gone([]string) (value, error) {
	return value{n: int64(l.view().Gone)}, nil
}

func (l *look) fate([]string) (value, error) {
	if k := l.kept(); k != nil {
		return value{text: fateWord(k.State)}, nil
	}
	return value{text: wordNone}, nil
}

func (l *look) survives([]string) (value, error) {
	if k := l.kept(); k != nil {
		return value{text: k.Survives.String()}, nil
	}
	return value{text: wordNone}, nil
}

// A step in which the reader acts: which keys it takes, and when it is done.

package lesson

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"ringside/engine"
	"ringside/keymaps"
	"ringside/presets"
	"ringside/tui/layout"
	"ringside/tui/pane"
)

// Judge checks whether what the reader is to bring about has come about, in a lesson or in a
// challenge; both may be nil.
func Judge(d Desk, l *Lesson, a *Challenge) tea.Cmd {
	if l != nil {
		l.Judge(d)
	}
	if a != nil {
		return a.Judge(d)
	}
	return nil
}

// Judge checks whether the reader has reached the goal of a step to try. When that is so,
// time stops.
func (l *Lesson) Judge(d Desk) {
	if l.Stray(d); l.judged == d.View || l.Watching() {
		return
	}
	if l.judged = d.View; !l.Player.Judge() {
		return
	}
	l.resting = true
	d.Playback().Playing = false
	d.Playback().Stop()
	d.GoTo(layout.Lesson)
	d.Scrolls[layout.Lesson] = pane.ToEnd
	l.keepPlace(d)
}

// takes says which keys what is to be tried takes, and what they do.
func takes(d Desk, t *presets.Try) string {
	var all []string
	for _, p := range keysOf(d, t) {
		all = append(all, p.Key+" "+p.What)
	}
	return strings.Join(all, ", ")
}

// keysOf are the keys that what is to be tried takes; what has none is typed as a command.
func keysOf(d Desk, t *presets.Try) (all []pane.Press) {
	typed := false
	for _, line := range t.Verbs() {
		if p, ok := keyOf(d, line.Command); ok {
			all = append(all, p)
		} else {
			typed = true
		}
	}
	if typed || len(all) == 0 {
		all = press(d, all, keymaps.Command, "type a command")
	}
	return all
}

// keyOf is the key of a command, if it has one.
func keyOf(d Desk, cmd engine.Command) (pane.Press, bool) {
	does := map[engine.Verb]keymaps.Action{
		engine.Put: keymaps.Write, engine.Get: keymaps.Read, engine.Delete: keymaps.Delete,
		engine.Crash: keymaps.Crash, engine.Hang: keymaps.Hang, engine.Heal: keymaps.Heal,
		engine.Start: keymaps.Heal, engine.Resume: keymaps.Heal,
		engine.Isolate: keymaps.Isolate, engine.Cut: keymaps.Cut, engine.Slow: keymaps.Slow,
		engine.Set: map[string]keymaps.Action{
			"n": keymaps.ChooseN, "r": keymaps.ChooseR, "w": keymaps.ChooseW, "conflict": keymaps.Conflict,
		}[cmd.Name],
	}[cmd.Verb]
	key, ok := d.Key(does)
	if !ok {
		return pane.Press{}, false
	}
	info, _ := keymaps.Lookup(does)
	word := info.Short
	if cmd.Verb == engine.Set && does != keymaps.Conflict {
		word += ", then " + d.KeyName(keymaps.Raise) + " or " + d.KeyName(keymaps.Lower)
	}
	return pane.Press{Key: key, What: word}, true
}

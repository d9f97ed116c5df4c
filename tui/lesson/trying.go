// A step in which the reader acts: which keys it takes, and when it is done.

package lesson

import (
	"slices"
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

// keysOf are the keys that what is to be tried takes, in the order of the help: that of the solution
// would be a recipe. What no key does is typed as a command.
func keysOf(d Desk, t *presets.Try) (all []pane.Press) {
	does := actionsOf(t)
	for i, a := range does {
		if _, ok := d.Key(a); !ok {
			does[i] = keymaps.Command
		}
	}
	for _, info := range keymaps.Actions() {
		if a := info.Action; slices.Contains(does, a) {
			word := info.Short
			switch a {
			case keymaps.ChooseN, keymaps.ChooseR, keymaps.ChooseW:
				word = "then " + d.KeyName(keymaps.Raise) + " or " + d.KeyName(keymaps.Lower)
			case keymaps.Command:
				word = "type a command"
			}
			all = press(d, all, a, word)
		}
	}
	return all
}

// actionsOf are the actions that what is to be tried takes. If it takes a fault that its text does not
// name, all four are among them: which of them it is, is for the reader to find.
func actionsOf(t *presets.Try) (does []keymaps.Action) {
	faults := []keymaps.Action{keymaps.Crash, keymaps.Hang, keymaps.Isolate, keymaps.Cut}
	for _, line := range t.Verbs() {
		a := actionOf(line.Command)
		does = append(does, a)
		if slices.Contains(faults, a) && !strings.Contains(strings.ToLower(t.Text), line.Verb.String()) {
			does = append(does, faults...)
		}
	}
	return does
}

// actionOf is the action that does what a command does; Command where it has to be typed: a request
// of a key goes through the key's first replica, for one and the same client.
func actionOf(cmd engine.Command) keymaps.Action {
	if cmd.Via != "" || cmd.Client != "" {
		return keymaps.Command
	}
	does, ok := map[engine.Verb]keymaps.Action{
		engine.Put: keymaps.Write, engine.Get: keymaps.Read, engine.Delete: keymaps.Delete,
		engine.Crash: keymaps.Crash, engine.Hang: keymaps.Hang, engine.Heal: keymaps.Heal,
		engine.Start: keymaps.Heal, engine.Resume: keymaps.Heal,
		engine.Isolate: keymaps.Isolate, engine.Cut: keymaps.Cut, engine.Slow: keymaps.Slow,
	}[cmd.Verb]
	if cmd.Verb == engine.Set {
		does, ok = map[string]keymaps.Action{
			"n": keymaps.ChooseN, "r": keymaps.ChooseR, "w": keymaps.ChooseW, "conflict": keymaps.Conflict,
		}[cmd.Name]
	}
	if !ok {
		return keymaps.Command
	}
	return does
}

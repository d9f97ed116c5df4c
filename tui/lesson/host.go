// Package lesson is a lesson or a challenge on the screen: how the reader stands to it,
// what it says and which keys matter, how what it played is watched, and how the place
// in it is kept.
//
//	presets.WalkthroughRun ─▶ player.Player ─▶ Lesson ─┐
//	presets.ChallengeRun ─────────────────▶ Challenge ─┴─▶ pane.Teaching ─▶ the pane
//	key ─▶ explorer ─▶ Go, GoOn, Say … ─▶ Desk        Keeper ─▶ the progress store
//
// What a lesson says and what is right is the business of package presets.
package lesson

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"ringside/keymaps"
	"ringside/presets"
	"ringside/tui/page"
	"ringside/tui/pane"
	"ringside/tui/panel"
	"ringside/tui/source"
	"ringside/tui/workspace"
)

// Host is what a lesson may ask of the explorer beside what a pane may.
type Host interface {
	panel.Host
	// Key is the key of an action, as the screen shows it; false if it has none.
	Key(a keymaps.Action) (string, bool)
	// Playback is how fast time passes; Now is the real time.
	Playback() *source.Playback
	Now() time.Time
	// Afford reports whether there is processor time left, and says so if there is not.
	Afford(what string) bool
	// Lead goes a way through the history, and says with then how that has ended.
	Lead(name string, way source.Way, then func(error))
	// Leads reports whether such a way is being gone, and says so if it is.
	Leads() bool
	// Await has a command carried out.
	Await(tea.Cmd)
	// EndJob stops the job, if there is one.
	EndJob()
	// Told marks all outcomes so far as told.
	Told()
	// Typing is the answer that is being typed; nil if none is.
	Typing() *pane.Entry
	// Keep keeps how far somebody has come.
	Keep(presets.Progress) tea.Cmd
}

// Desk is what a lesson works with.
type Desk struct {
	*workspace.Workspace
	Host
}

// After is the name of the lesson that comes after one; "" if there is none.
func After(name string) string {
	names := presets.Lessons()
	for i, n := range names[:max(len(names)-1, 0)] {
		if n == name {
			return names[i+1]
		}
	}
	return ""
}

// nextOf goes on to the lesson after one, or to the list.
func nextOf(d Desk, name string) tea.Cmd {
	if next := After(name); next != "" {
		return d.Learn(next, false)
	}
	return d.Show(page.Lessons)
}

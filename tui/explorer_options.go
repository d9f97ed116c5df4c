// What an explorer is made from.

package tui

import (
	"io"

	"ringside/engine/history"
	"ringside/keymaps"
	"ringside/presets"
	"ringside/tui/class"
	"ringside/tui/clip"
	"ringside/tui/console"
	"ringside/tui/pane"
	"ringside/tui/source"
	"ringside/tui/theme"
)

// Options are what the explorer is made from.
type Options struct {
	Cluster source.Cluster
	// Source is shown instead of Cluster: one that lives elsewhere.
	Source source.Source
	Keymap *keymaps.Keymap // nil: the default one
	// Learn is a lesson or a challenge to begin with, nil if it is the explorer,
	// or with Catalogue the list of all. ProgressStore is where one's place is kept; nil: nowhere.
	Learn         *presets.Preset
	Catalogue     bool
	ProgressStore class.ProgressStore

	History  console.HistoryFile // where lines that are typed are kept for the next time; its zero value: nowhere
	Sessions func() []string     // the files of sessions that ended unsaved, the newest first; nil: none are kept

	Title string     // the preset's name, in the header
	File  string     // where the session was opened from; "" if it is a new one
	Look  theme.Look // "": Auto
	ASCII bool       // no characters beyond ASCII, whatever the locale says

	Colours   *theme.Colours  // the user's own; nil: none
	NoMouse   bool            // the terminal keeps the mouse
	Clipboard *clip.Clipboard // the one of the desktop, beside the terminal's; nil: there is none
	Solver    string          // whose solutions of challenges are made here; "": nobody has said

	// Env is the environment of the terminal: TERM, LANG, NO_COLOR and so on,
	// as NAME=VALUE.
	Env []string
	In  io.Reader // nil: the terminal
	Out io.Writer // nil: standard output

	Clock source.Clock // nil: SystemClock
	// Cache holds the pictures of those who look at the same cluster; nil: its own.
	Cache *pane.Cache

	// Participant is somebody in a classroom, which then brings the cluster with it; nil
	// outside of a class.
	Participant class.Participant
	// Ends returns for how many others the class ends when this explorer is quit;
	// nil if it goes on without it.
	Ends func() int
	// Note is what is said at first; "" nothing.
	Note string

	// Left is given what was done and is saved nowhere, if the explorer ends of
	// anything but its user's wish: a signal, a terminal that is gone, a failure.
	// nil: it is lost.
	Left func(*history.History)
}

// What pages, panes and lessons may ask of the explorer.

package tui

import (
	tea "charm.land/bubbletea/v2"

	"ringside/keymaps"
	"ringside/presets"
	"ringside/tui/action"
	"ringside/tui/class"
	"ringside/tui/drive"
	"ringside/tui/layout"
	"ringside/tui/page"
	"ringside/tui/pane"
	"ringside/tui/source"
	"ringside/tui/workspace"
)

// host is what a page may ask of the explorer.
type host struct {
	*drive.Driver
	m *Model
}

// Show opens the page of a kind over what is open.
func (h host) Show(kind workspace.PageKind) tea.Cmd { return h.m.book.Show(kind) }

// Do carries out an action, as if its key were pressed.
func (h host) Do(a keymaps.Action) tea.Cmd { return h.m.act(a) }

// Request asks the room for something.
func (h host) Request(asked class.Request) bool { return h.m.participant.Request(asked) }

// Type puts a line into the command line, to be changed first.
func (h host) Type(line string) { h.m.console.Type(line) }

// Class is the classroom; nil for a person alone.
func (h host) Class() *class.Snapshot { return h.Gate.Class() }

// ProgressStore is where the place in lessons is kept; nil: nowhere.
func (h host) ProgressStore() class.ProgressStore { return h.m.keeper.ProgressStore }

// Learn opens the lesson of a name.
func (h host) Learn(name string, anew bool) tea.Cmd { return h.m.learnNamed(name, anew) }

// Learns reports whether the lesson of a name is being gone through; of no name
// whether any is.
func (h host) Learns(name string) bool {
	if name == "" {
		return h.m.Home != nil
	}
	return h.Driver.Learns(name)
}

// Off returns why an action can't be carried out now; "" if it can.
func (h host) Off(a keymaps.Action) string { return h.m.disabled(a) }

// Teaching is what a lesson or a challenge says now; nil if there is none.
func (h host) Teaching() *pane.Teaching { return h.m.said }

// Bindings returns all bindings as they are without the page that asks.
func (h host) Bindings() page.Bindings {
	open := h.m.Pages
	defer func() { h.m.Pages = open }()
	h.m.Pages.Pop()
	return page.Bindings{Keymap: h.m.Keys.Name, Sections: h.m.participant.First(h.m.intents.Sections(action.Shown{
		Keys: h.m.Keys, Labels: h.m.KeyLabels, Off: h.m.disabled,
	}))}
}

// Key is the key of an action, as the screen shows it; false if it has none.
func (h host) Key(a keymaps.Action) (string, bool) { return h.m.KeyOf(a) }

// Playback is how fast time goes by.
func (h host) Playback() *source.Playback { return &h.m.Playback }

// Told marks all outcomes so far as told.
func (h host) Told() { h.m.Told = workspace.LastTold(h.m.Cluster.View(h.m.Watch)) }

// Typing is the answer that is being typed; nil if none is.
func (h host) Typing() *pane.Entry {
	p, size := h.m.Prompt, h.m.Size(layout.Lesson)
	if p == nil || !p.Answers {
		return nil
	}
	shown, column := p.Window(h.m.reading.EntryRoom(size.X, size.Y), h.m.Theme.Signs.More)
	return &pane.Entry{Text: shown, Column: column}
}

// Keep keeps how far somebody has come.
func (h host) Keep(p presets.Progress) tea.Cmd { return h.m.keeper.Keep(p) }

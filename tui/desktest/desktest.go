// Package desktest is an explorer without a screen, for tests of what works with one.
//
//	New ─▶ action.Desk: a driver of a cluster, its panes and its pages ─▶ participant, console, foot
package desktest

import (
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"ringside/engine"
	"ringside/engine/history"
	"ringside/keymaps"
	"ringside/presets"
	"ringside/tui/action"
	"ringside/tui/class"
	"ringside/tui/drive"
	"ringside/tui/entry"
	"ringside/tui/layout"
	"ringside/tui/lesson"
	"ringside/tui/page"
	"ringside/tui/pane"
	"ringside/tui/panel"
	"ringside/tui/source"
	"ringside/tui/theme"
	"ringside/tui/workspace"
)

// New returns the desk of an explorer on a cluster of the default configuration, in which
// nothing has happened and time stands.
func New(t testing.TB) (action.Desk, *history.History) {
	t.Helper()
	h, err := history.New(engine.Default())
	if err != nil {
		t.Fatal(err)
	}
	keys, err := keymaps.Load(keymaps.Default, nil)
	if err != nil {
		t.Fatal(err)
	}
	stage := &workspace.Stage{Theme: theme.New(theme.Options{Dark: true})}
	d := &drive.Driver{Subject: drive.Look(stage, h, "test"), Gate: drive.Free{}, Clock: still{}, Keys: keys}
	d.Playback.Playing = false
	d.View = h.View(engine.Watch{})
	panels := panel.New()
	on := &host{d: d}
	d.Host = on
	on.book = page.NewBook(page.Desk{Workspace: &d.Workspace, Host: on})
	return action.Desk{Driver: d, Panels: &panels, Book: on.book}, h
}

// Refresh fetches the View of what is looked at.
func Refresh(d action.Desk) { d.View = d.Cluster.View(d.Watch) }

// still is a clock that stands.
type still struct{}

func (still) Now() time.Time                           { return time.Unix(1e9, 0) }
func (still) After(_ time.Duration, m tea.Msg) tea.Cmd { return func() tea.Msg { return m } }

// host is all of an explorer but its screen. What only a screen can do, nothing does.
type host struct {
	lesson.Host // nil: what no test asks for
	d           *drive.Driver
	book        *page.Book
}

func (h *host) Say(text string)                      { h.d.Say(text) }
func (h *host) Fail(text string)                     { h.d.Fail(text) }
func (h *host) Refuse(text string)                   { h.d.Refuse(text) }
func (h *host) OrTwin(why string) string             { return h.d.OrTwin(why) }
func (h *host) KeyName(a keymaps.Action) string      { return h.d.KeyName(a) }
func (h *host) Key(a keymaps.Action) (string, bool)  { return h.d.KeyOf(a) }
func (h *host) Covers(some ...presets.Part) bool     { return h.d.Covers(some...) }
func (h *host) Playing() bool                        { return h.d.Playing() }
func (h *host) Afford(what string) bool              { return h.d.Afford(what) }
func (h *host) Class() *class.Snapshot               { return h.d.Gate.Class() }
func (h *host) Playback() *source.Playback           { return &h.d.Playback }
func (h *host) Now() time.Time                       { return h.d.Now() }
func (h *host) EndJob()                              { h.d.EndJob() }
func (h *host) Run(cmd engine.Command)               { h.d.Run(cmd) }
func (h *host) Show(kind workspace.PageKind) tea.Cmd { return h.book.Show(kind) }
func (h *host) Do(a keymaps.Action) tea.Cmd          { h.d.Say("does " + string(a)); return nil }
func (h *host) Off(keymaps.Action) string            { return "" }
func (h *host) Teaching() *pane.Teaching             { return nil }
func (h *host) Learns(string) bool                   { return false }
func (h *host) Told()                                {}
func (h *host) Ask(q entry.Question)                 { h.d.Ask(q) }
func (h *host) GoTo(p layout.Pane)                   { h.d.GoTo(p) }
func (h *host) Type(line string)                     { h.d.Say("types " + line) }
func (h *host) Bindings() page.Bindings              { return page.Bindings{} }
func (h *host) ProgressStore() class.ProgressStore   { return nil }
func (h *host) Learn(string, bool) tea.Cmd           { return nil }
func (h *host) Branches() []history.Branch           { return h.d.Branches() }
func (h *host) BranchShown() [2]int                  { return h.d.BranchShown() }

// Commands that have something else on the screen: another cluster, a lesson, a theme, or
// the shell.

package console

import (
	"fmt"
	"path/filepath"
	"slices"
	"strconv"

	tea "charm.land/bubbletea/v2"

	"ringside/engine/history"
	"ringside/internal/nearest"
	"ringside/keymaps"
	"ringside/presets"
	"ringside/session"
	"ringside/tui/draw"
	"ringside/tui/drive"
	"ringside/tui/page"
	"ringside/tui/save"
	"ringside/tui/theme"
	"ringside/tui/workspace"
)

// OpenedMsg: another cluster is there to be looked at, or could not be opened.
type OpenedMsg struct {
	cluster *history.History
	title   string
	file    string // where it is saved; "": nowhere
	learn   string // it is a lesson or a challenge of this name; "": it is none
	says    string // what to say of it; "": its title
	err     error
}

// open has another cluster on the screen in place of one's own; it is loaded on the side.
func (c *Console) open(name string, load func(string) OpenedMsg, anyway bool) tea.Cmd {
	switch {
	case name == "":
		c.Fail("name what to open; tab lists what there is")
		return nil
	case !anyway && c.Unsaved():
		c.Refuse("not saved: the same command with ! leaves the session, " + c.KeyName(keymaps.Command) + "save FILE keeps it")
		return nil
	}
	name = atHome(name)
	return func() tea.Msg { return load(name) }
}

// openSession opens a saved session, a replay code, or a preset's file.
func openSession(name string) OpenedMsg {
	if session.IsCode(name) {
		h, warning, err := session.Decode(name)
		return OpenedMsg{cluster: h, title: "replay", says: warning.Text, err: err}
	}
	h, warning, err := session.Open(name)
	if err != nil {
		if of := openPreset(name); of.err == nil {
			return of
		}
		return OpenedMsg{err: err}
	}
	msg := OpenedMsg{cluster: h, title: filepath.Base(name), file: name, says: warning.Text}
	if warning.Text != "" {
		msg.file = "" // it may have recorded more than could be done again
	}
	return msg
}

// openPreset opens a preset of a name or in a file.
func openPreset(name string) OpenedMsg {
	p, err := presets.Load(name)
	switch {
	case err != nil:
		return OpenedMsg{err: err}
	case p.Kind() != presets.KindCluster:
		return OpenedMsg{learn: name}
	}
	h, err := history.New(p.Config())
	return OpenedMsg{cluster: h, title: p.Name, err: err}
}

// Opened shows what was opened.
func (c *Console) Opened(msg OpenedMsg) tea.Cmd {
	switch {
	case msg.err != nil:
		c.Fail(msg.err.Error())
		return nil
	case msg.learn != "":
		return c.Host.Learn(msg.learn, false)
	}
	s := drive.Look(c.Stage, msg.cluster, msg.title)
	s.Kept = save.Of(msg.cluster, msg.file)
	c.Become(s)
	if c.Say("opened " + msg.title); msg.says != "" {
		c.Say(msg.says)
	}
	return nil
}

// learn opens a lesson or a challenge, or the list of all.
func (c *Console) learn(name string) tea.Cmd {
	if name == "" {
		return c.Book.Show(page.Lessons)
	}
	if c.Participant != nil && !slices.Contains(lessonsOf(c, ""), name) { // it might be a file of the server
		c.Fail("learn: " + strconv.Quote(draw.CleanTo(name, 40)) + " is not built in" + nearest.Hint(name, lessonsOf(c, "")) + "; a class opens no files of the server")
		return nil
	}
	return c.Host.Learn(atHome(name), false)
}

// can opens the page of what can happen with a question.
func (c *Console) can(line string) tea.Cmd { return c.ask(page.Can, line) }

// likely opens the page of how likely something was at each step.
func (c *Console) likely(expr string) tea.Cmd { return c.ask(page.Likely, expr) }

// merkle opens the page of the Merkle trees of two replicas.
func (c *Console) merkle(nodes string) tea.Cmd { return c.ask(page.Merkle, nodes) }

// ask opens a page with a question, as its key does: it may not be now.
func (c *Console) ask(kind workspace.PageKind, question string) tea.Cmd {
	if c.Covers() {
		c.Refuse(string(kind) + ": " + c.WouldTell())
		return nil
	}
	c.Question = question
	return c.Book.Show(kind)
}

// theme chooses a theme.
func (c *Console) theme(name string) tea.Cmd {
	if name != "" && !theme.Look(name).Known() {
		c.Fail(fmt.Sprintf("theme: %s", theme.Unknown(name)))
		return nil
	}
	c.Say("theme " + string(c.Theming(theme.Look(name))))
	return nil
}

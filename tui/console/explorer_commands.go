// The commands of the explorer itself.

package console

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"ringside/engine/script"
	"ringside/keymaps"
	"ringside/tui/page"
	"ringside/tui/paint"
	"ringside/tui/save"
	"ringside/tui/workspace"
)

// OwnWords are the commands of the explorer itself, which are not of the
// language and so not for scripts.
func OwnWords() []string {
	return append([]string{"save", "save!", "code", "export", "export!", "help"}, page.Commands()...)
}

// own runs a command of the explorer itself, and reports whether it is one.
//
//	save [FILE]        keep the session; the file that was named last if none is
//	save! FILE         the same in place of a file that is there
//	code               copy the session's replay code
//	export [op] FILE   write what happened, or the chosen operation, for others to read
//	export! [op] FILE  the same in place of a file that is there
//	failures           show what is lost if nodes go; and so for each page that has a command
//	help [NAME]        show all bindings; or say all about a command, a setting or a fact, or the limits
func (c *Console) own(line string) (tea.Cmd, bool) {
	word, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
	path := strings.TrimSpace(rest)
	switch {
	case c.Participant.Line(line):
		return nil, true
	case path == "" && slices.Contains(page.Commands(), word):
		return c.Book.Show(workspace.PageKind(word)), true
	case c.Participant != nil && word != "code" && word != "help" && slices.Contains(OwnWords(), word):
		c.Fail(word + ": the files of this machine are not yours; " + c.KeyName(keymaps.Command) + "code copies your own copy as one word")
		return nil, true
	}
	switch word {
	case "save", "save!":
		return c.save(path, word == "save!"), true
	case "code":
		return c.code(), true
	case "export", "export!":
		return c.export(path, word == "export!"), true
	case "help":
		return c.help(rest), true
	}
	return nil, c.Participant.AskRoom(word, line)
}

// help shows the page of all bindings, or says all about one word of the language.
func (c *Console) help(name string) tea.Cmd {
	if name = strings.TrimSpace(name); name == "" {
		return c.Host.Do(keymaps.Bindings)
	}
	if kind, ok := c.Book.Explains(name); ok {
		return c.Book.Show(kind)
	}
	lines, err := script.Help(name)
	if err != nil {
		c.Fail(err.Error())
		return nil
	}
	for i := range lines {
		lines[i] = strings.TrimSpace(lines[i])
	}
	c.Say(strings.Join(lines, "; "))
	return nil
}

// save writes the session to a file. It is written on the side, from a copy:
// the cluster goes on.
func (c *Console) save(path string, replace bool) tea.Cmd {
	c.Sync()
	write, err := c.Kept.Save(c.Cluster, path, replace, c.KeyName(keymaps.Command))
	if err != nil {
		c.Fail(err.Error())
		return nil
	}
	return func() tea.Msg { return write() }
}

// Saved shows the result of saving.
func (c *Console) Saved(msg save.SavedMsg) {
	if msg.Err != nil {
		c.Fail(msg.Err.Error())
		return
	}
	c.Say(c.Kept.Saved(msg))
}

// code makes the replay code, on the side as well.
func (c *Console) code() tea.Cmd {
	switch {
	case c.Covers(): // elsewhere it opens without covers
		c.Refuse("code: " + c.WouldTell())
		return nil
	case c.coding:
		c.Refuse("code: it is being made")
		return nil
	case !c.Afford("code: "):
		return nil
	}
	c.Sync()
	encode, err := save.Code(c.Cluster)
	if err != nil {
		c.Fail(err.Error())
		return nil
	}
	c.coding = true
	return func() tea.Msg { return encode() }
}

// Coded copies the code.
func (c *Console) Coded(msg save.CodedMsg) tea.Cmd {
	c.coding = false
	if msg.Err != nil {
		c.Fail(msg.Err.Error())
		return nil
	}
	c.Say("copied for ringside replay: " + msg.Code)
	return paint.Copy(msg.Code)
}

// export writes what has happened up to the present moment, or the chosen operation, on
// the side, from a copy.
func (c *Console) export(rest string, replace bool) tea.Cmd {
	if c.Covers() {
		c.Refuse("export: " + c.WouldTell())
		return nil
	}
	record := c.Recorder()
	c.Sync()
	write, err := save.Export(c.Cluster, save.What{
		Rest: rest, Replace: replace, Op: c.Operation(), Title: c.Title, Colon: c.KeyName(keymaps.Command),
		Record: record,
	})
	if err != nil {
		c.Fail(err.Error())
		return nil
	}
	return func() tea.Msg { return write() }
}

// Exported shows the result of exporting.
func (c *Console) Exported(msg save.ExportedMsg) {
	if msg.Err != nil {
		c.Fail(msg.Err.Error())
		return
	}
	c.Say(msg.Says())
}

// The commands of the explorer itself.

package console

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	tea "charm.land/bubbletea/v2"

	"ringside/engine"
	"ringside/engine/script"
	"ringside/engine/search"
	"ringside/keymaps"
	"ringside/tui/class"
	"ringside/tui/clip"
	"ringside/tui/draw"
	"ringside/tui/page"
	"ringside/tui/save"
	"ringside/tui/workspace"
)

// ownCommand is a command of the explorer itself, which is not of the language and so not
// for scripts.
type ownCommand struct {
	word, how, help string
	// takes says what completes its argument; nil: nothing does.
	takes func(c *Console, typed string) []string
	files bool // it is about files of this machine, which are not those of a participant in a class
	do    func(c *Console, rest string) tea.Cmd
}

// ownCommands lists all of them, but for those of the pages.
func ownCommands() []ownCommand {
	save := func(replace bool) func(*Console, string) tea.Cmd {
		return func(c *Console, path string) tea.Cmd { return c.save(path, replace) }
	}
	export := func(replace bool) func(*Console, string) tea.Cmd {
		return func(c *Console, rest string) tea.Cmd { return c.export(rest, replace) }
	}
	open := func(load func(string) OpenedMsg, anyway bool) func(*Console, string) tea.Cmd {
		return func(c *Console, name string) tea.Cmd { return c.open(name, load, anyway) }
	}
	quit := func(anyway bool) func(*Console, string) tea.Cmd {
		return func(c *Console, _ string) tea.Cmd { return c.Quit(anyway) }
	}
	return []ownCommand{
		{word: "save", how: "[FILE]", help: "save the session", takes: filesOf, files: true, do: save(false)},
		{word: "save!", how: "FILE", help: "save the session, replacing a file that exists", takes: filesOf, files: true, do: save(true)},
		{word: "w", how: "[FILE]", help: "save the session, as save does", takes: filesOf, files: true, do: save(false)},
		{word: "w!", how: "FILE", help: "save the session, replacing a file that exists, as save! does", takes: filesOf, files: true, do: save(true)},
		{word: "code", help: "copy the replay code of the session", do: func(c *Console, _ string) tea.Cmd { return c.code() }},
		{word: "export", how: "[op] FILE", help: "write what happened, or the chosen operation, for other programs", takes: exportsOf, files: true, do: export(false)},
		{word: "export!", how: "[op] FILE", help: "export, replacing a file that exists", takes: exportsOf, files: true, do: export(true)},
		{word: "open", how: "FILE|CODE", help: "open a saved session, a replay code or a preset's file; tab lists sessions that ended unsaved first", takes: sessionsOf, files: true, do: open(openSession, false)},
		{word: "open!", how: "FILE|CODE", help: "open it even if the session is not saved", takes: sessionsOf, files: true, do: open(openSession, true)},
		{word: "preset", how: "NAME|FILE", help: "begin anew in another cluster", takes: presetsOf, files: true, do: open(openPreset, false)},
		{word: "preset!", how: "NAME|FILE", help: "begin anew even if the session is not saved", takes: presetsOf, files: true, do: open(openPreset, true)},
		{word: "learn", how: "[NAME]", help: "take a lesson or a challenge; without a name, list them", takes: lessonsOf, do: (*Console).learn},
		{word: "can", how: "[" + search.LineHelp + "]", help: "search every order of events for one in which the expression holds; without one, list questions", do: (*Console).can},
		{word: "likely", how: "[EXPRESSION]", help: "say at each step in how many futures the expression holds at the end", do: (*Console).likely},
		{word: "measured", help: "show what has been measured of the newest load", do: func(c *Console, _ string) tea.Cmd { return c.Host.Do(keymaps.LoadPage) }},
		{word: "merkle", how: "[NODE NODE [now]]", help: "show the Merkle trees of two replicas as they were compared, or what they would find now", do: (*Console).merkle},
		{word: "twin", help: "of a real cluster: open an embedded twin, with the same ring, copies and levels", do: (*Console).twin},
		{word: "theme", how: "[NAME]", help: "choose a theme; without a name, say which one is chosen", takes: themesOf, do: (*Console).theme},
		{word: "help", how: "[NAME]", help: "show all keys; or all about a command, a setting, a fact or a term, or the limits", takes: helpOf, do: func(c *Console, rest string) tea.Cmd { return c.help(rest) }},
		{word: "quit", help: "quit", do: quit(false)},
		{word: "quit!", help: "quit even if the session is not saved", do: quit(true)},
		{word: "q", help: "quit", do: quit(false)},
		{word: "q!", help: "quit even if the session is not saved", do: quit(true)},
	}
}

// OwnWords are the commands of the explorer itself.
func OwnWords() (words []string) {
	for _, c := range ownCommands() {
		words = append(words, c.word)
	}
	return append(words, page.Commands()...)
}

// Rows are the lines about them on the page of bindings, in a class without those that it
// refuses; those that replace something or leave it stand beside the others.
func Rows(inClass bool) (rows []page.Row) {
	for _, c := range ownCommands() {
		if !strings.HasSuffix(c.word, "!") && len(c.word) > 1 && !(inClass && c.files) {
			rows = append(rows, page.Row{Keys: ":" + c.word, What: strings.TrimSpace(c.how + "  " + c.help)})
		}
	}
	return rows
}

// find returns the explorer's own command of a word.
func find(word string) (ownCommand, bool) {
	all := ownCommands()
	if i := slices.IndexFunc(all, func(c ownCommand) bool { return c.word == word }); i >= 0 {
		return all[i], true
	}
	return ownCommand{}, false
}

// own runs a command of the explorer itself, and reports whether it is one. Those of the
// pages open them.
func (c *Console) own(line string) (tea.Cmd, bool) {
	asked := class.ParseRequest(line)
	word, rest := asked.Verb, asked.Rest
	if c.Participant.Request(asked) {
		return nil, true
	}
	if rest == "" && slices.Contains(page.Commands(), word) {
		if kind := workspace.PageKind(word); !c.Pages.Shows(kind) {
			return c.Host.Do(c.Book.Key(kind)), true // as its key does: it may not be now
		}
		return nil, true
	}
	cmd, ok := find(word)
	switch {
	case !ok && c.Participant != nil:
		return nil, c.Participant.AskRoom(asked)
	case !ok:
		return nil, c.unknown(word)
	case c.Participant != nil && cmd.files:
		c.Fail(word + ": not in a class, which opens and writes no files of the server; " + c.KeyName(keymaps.Command) + "code copies your own copy as one word")
	case rest != "" && cmd.how == "":
		c.Fail(word + ": takes no argument")
	default:
		return cmd.do(c, rest), true
	}
	return nil, true
}

// twin has the embedded twin of the real cluster on the screen.
func (c *Console) twin(string) tea.Cmd {
	unlike := engine.TwinNote(c.View)
	if err := c.MakeTwin(); err != nil {
		c.Refuse("twin: " + err.Error())
		return nil
	}
	if unlike != "" {
		c.Say(unlike + "; " + c.KeyName(keymaps.Escape) + " returns to the real one")
		return nil
	}
	c.Say("the embedded twin: faults, can and failures do nothing to the real one; " + c.KeyName(keymaps.Escape) + " returns to it")
	return nil
}

// unknown says that no command begins with a word, of those of the language and of the
// explorer itself, and reports whether that is so.
func (c *Console) unknown(word string) bool {
	if _, ok := script.Find(word); ok || word == "" || strings.IndexFunc(word, func(r rune) bool { return r != '!' && !unicode.IsLetter(r) }) >= 0 {
		return false
	}
	var all []string
	for _, v := range script.Verbs() {
		all = append(all, v.Verb.String())
	}
	all = append(all, OwnWords()...)
	c.Fail(strconv.Quote(draw.CleanTo(word, 40)) + ": not known" + script.Meant(word, "commands", all))
	return true
}

// help shows the page of all bindings, or says all about one word of the language.
func (c *Console) help(name string) tea.Cmd {
	if name = strings.TrimSpace(name); name == "" {
		return c.Host.Do(keymaps.Bindings)
	}
	if kind, ok := c.Book.Explains(name); ok {
		return c.Book.Show(kind)
	}
	lines, err := script.Help(name, OwnWords()...)
	own, ok := find(name)
	if said := c.Participant.About(name); said != "" {
		lines, err = append([]string{said}, lines...), nil
	}
	switch {
	case err != nil && ok:
		c.Say(strings.TrimSpace(own.word+" "+own.how) + ": " + own.help)
		return nil
	case err != nil:
		c.Fail(err.Error())
		return nil
	}
	for i := range lines {
		lines[i] = strings.TrimSpace(lines[i])
	}
	c.Say(strings.Join(lines, "; "))
	return nil
}

// noRecord says that a real cluster keeps no record, and what else can be done, or that its twin keeps
// one; it reports false of all other clusters.
func (c *Console) noRecord(what, instead string) bool {
	if c.View.Outside == nil {
		return false
	}
	why := what + ": a real cluster keeps no record"
	if instead != "" {
		c.Refuse(why + "; " + instead)
	} else {
		c.Refuse(c.OrTwin(why))
	}
	return true
}

// save writes the session to a file. It is written on the side, from a copy:
// the cluster goes on.
func (c *Console) save(path string, replace bool) tea.Cmd {
	if c.noRecord("save", "") {
		return nil
	}
	c.Sync()
	path = atHome(path)
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
	if c.noRecord("code", "") {
		return nil
	}
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
	return c.Copy(msg.Code, "code for ringside replay, "+msg.Code)
}

// Copy puts a text into the clipboard and says so; what is how it is called.
func (c *Console) Copy(text, what string) tea.Cmd {
	if text == "" {
		c.Say("nothing to copy here")
		return nil
	}
	say, cmd := c.Clipboard.Copy(text, what)
	c.Say(say)
	return cmd
}

// Copied says what the desktop made of a copy, unless something else is said meanwhile.
func (c *Console) Copied(msg clip.DoneMsg) tea.Cmd {
	if c.Note.Text == msg.Sent {
		c.Say(msg.Says)
	}
	return c.Clipboard.Done()
}

// export writes what has happened up to the present moment, or the chosen operation, on
// the side, from a copy.
func (c *Console) export(rest string, replace bool) tea.Cmd {
	if c.Covers() {
		c.Refuse("export: " + c.WouldTell())
		return nil
	}
	if c.noRecord("export", "ringside run --attach HOST --json prints what happens") {
		return nil
	}
	record := c.Recorder()
	c.Sync()
	write, err := save.Export(c.Cluster, save.What{
		Rest: exportAtHome(rest), Replace: replace, Op: c.Operation(), Title: c.Title, Colon: c.KeyName(keymaps.Command),
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

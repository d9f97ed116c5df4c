package tui

import (
	"context"
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"ringside/engine/history"
	"ringside/engine/lanes"
	"ringside/engine/script"
	"ringside/keymaps"
	"ringside/tui/bar"
	"ringside/tui/keep"
	"ringside/tui/page"
	"ringside/tui/paint"
	"ringside/tui/source"
)

// ownWords are the commands of the explorer itself, which are not of the
// language and so not for scripts.
func ownWords() []string { return []string{"save", "save!", "code", "export", "export!", "help"} }

// own carries out a command of the explorer itself, and reports whether it is one.
//
//	save [FILE]        keep the session; the file that was named last if none is
//	save! FILE         the same in place of a file that is there
//	code               copy the session's replay code
//	export [op] FILE   write what happened, or the operation in hand, for others to read
//	export! [op] FILE  the same in place of a file that is there
//	help [NAME]        show all bindings; or say all about a command, a setting or a fact, or the limits
func (m *Model) own(line string) (tea.Cmd, bool) {
	word, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
	path := strings.TrimSpace(rest)
	switch {
	case m.seat.Line(line):
		return nil, true
	case m.seat != nil && word != "code" && word != "help" && slices.Contains(ownWords(), word):
		m.Fail(word + ": the files of this machine are not yours; " + m.KeyName(keymaps.Command) + "code copies your own copy as one word")
		return nil, true
	}
	switch word {
	case "save", "save!":
		return m.save(path, word == "save!"), true
	case "code":
		return m.code(), true
	case "export", "export!":
		return m.export(path, word == "export!"), true
	case "help":
		return m.help(rest), true
	}
	return nil, m.seat.AskRoom(word, line)
}

// help shows the page of all bindings, or says all about one word of the language.
func (m *Model) help(name string) tea.Cmd {
	if name = strings.TrimSpace(name); name == "" {
		return m.act(keymaps.Bindings)
	}
	if name == page.Limits {
		return m.book.Show(page.Limits)
	}
	lines, err := script.Help(name)
	if err != nil {
		m.Fail(err.Error())
		return nil
	}
	for i := range lines {
		lines[i] = strings.TrimSpace(lines[i])
	}
	m.Say(strings.Join(lines, "; "))
	return nil
}

// save writes the session to a file. It is written on the side, from a copy:
// the cluster goes on.
func (m *Model) save(path string, replace bool) tea.Cmd {
	m.Sync()
	write, err := m.Kept.Save(m.Cluster, path, replace, m.KeyName(keymaps.Command))
	if err != nil {
		m.Fail(err.Error())
		return nil
	}
	return func() tea.Msg { return write() }
}

// saved says what came of it.
func (m *Model) saved(msg keep.SavedMsg) {
	if msg.Err != nil {
		m.Fail(msg.Err.Error())
		return
	}
	m.Say(m.Kept.Saved(msg))
}

// code makes the replay code, on the side as well.
func (m *Model) code() tea.Cmd {
	switch {
	case m.Covers(): // elsewhere it opens without covers
		m.Fail("code: " + m.WouldTell())
		return nil
	case m.coding:
		m.Fail("code: it is being made")
		return nil
	case !m.Afford("code: "):
		return nil
	}
	m.Sync()
	encode, err := keep.Code(m.Cluster)
	if err != nil {
		m.Fail(err.Error())
		return nil
	}
	m.coding = true
	return func() tea.Msg { return encode() }
}

// coded copies the code.
func (m *Model) coded(msg keep.CodedMsg) tea.Cmd {
	m.coding = false
	if msg.Err != nil {
		m.Fail(msg.Err.Error())
		return nil
	}
	m.Say("copied for ringside replay: " + msg.Code)
	return paint.Copy(msg.Code)
}

// export writes what has happened up to the present moment, or the operation in
// hand, on the side, from a copy.
func (m *Model) export(rest string, replace bool) tea.Cmd {
	if m.Covers() {
		m.Fail("export: " + m.WouldTell())
		return nil
	}
	look := FilmOptions{Title: m.Title, Width: m.w, Height: m.h, Look: m.looks.Asked, ASCII: m.looks.ASCII, Keymap: m.Keys}
	m.Sync()
	write, err := keep.Export(m.Cluster, keep.What{
		Rest: rest, Replace: replace, Op: m.Operation(), Title: m.Title, Colon: m.KeyName(keymaps.Command),
		Film: func(h *history.History, p lanes.Part) ([]byte, error) { return Film(context.Background(), h, p, look) },
	})
	if err != nil {
		m.Fail(err.Error())
		return nil
	}
	return func() tea.Msg { return write() }
}

// exported says what came of it.
func (m *Model) exported(msg keep.ExportedMsg) {
	if msg.Err != nil {
		m.Fail(msg.Err.Error())
		return
	}
	m.Say(msg.Says())
}

// leave quits. If something has been done that is not saved, it asks once; key is
// what was pressed.
func (m *Model) leave(asked bool, key string) tea.Cmd {
	if m.seat != nil && !asked {
		m.Note = bar.Note{Leaving: true, Text: key + " again " + m.leavesClass()}
		return nil
	}
	if asked || !m.Unsaved() {
		return m.keeper.Quit()
	}
	m.Note = bar.Note{Leaving: true, Text: "not saved: " + key + " again quits, " +
		m.KeyName(keymaps.Command) + "save FILE keeps what was done"}
	return nil
}

// leavesClass says what quitting does to the class.
func (m *Model) leavesClass() string {
	if m.ends == nil {
		return "leaves the class; your seat stays yours"
	}
	switch n := m.ends(); n {
	case 0:
		return "ends the class; nobody else is here"
	case 1:
		return "ends the class for 1 other person"
	default:
		return fmt.Sprintf("ends the class for %d people", n)
	}
}

// interrupt does what Ctrl+C means: it cancels what is being typed or chosen, and
// else quits, as far as nothing is lost by it.
func (m *Model) interrupt() tea.Cmd {
	switch {
	case m.Prompt != nil:
		m.Unask()
		return nil
	case m.Picking:
		m.StopPicking()
		return nil
	}
	asked := m.Note.Leaving
	m.Note = bar.Note{}
	if m.seat != nil && m.ends == nil {
		asked = true // a seat stays its owner's, and the class goes on
	}
	return m.leave(asked, "ctrl+c")
}

// orphaned returns what was done and is saved nowhere, nil if there is nothing.
// The explorer has ended, of a panic perhaps, after which anything may be broken.
func (m *Model) orphaned() (h *history.History) {
	defer func() {
		if recover() != nil {
			h = nil
		}
	}()
	k, ok := m.OwnSight().Cluster.(source.Keeper)
	if m.seat != nil || !ok || !m.Unsaved() {
		return nil
	}
	return k.Fork()
}

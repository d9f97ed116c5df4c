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
	"ringside/tui/keep"
	"ringside/tui/page"
	"ringside/tui/paint"
	"ringside/tui/source"
	"ringside/tui/workspace"
)

// resume takes up a cluster that has a past where it was left: time stands, so
// that nothing is missed, and the key of the latest operation is in hand.
func (m *Model) resume() {
	m.ahead = source.Ahead(m.cluster)
	if m.View.Trace.Len() > 0 || m.ahead > 0 {
		m.pace.Playing = false
	}
	if op := workspace.Latest(m.View); op != nil {
		m.told, m.Key = workspace.LastTold(m.View), op.Key
	}
}

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
	case m.classLine(line):
		return nil, true
	case m.seat != nil && word != "code" && word != "help" && slices.Contains(ownWords(), word):
		m.fail(word + ": the files of this machine are not yours; " + m.keyName(keymaps.Command) + "code copies your own copy as one word")
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
	return nil, m.askRoom(word, line)
}

// help shows the page of all bindings, or says all about one word of the language.
func (m *Model) help(name string) tea.Cmd {
	if name = strings.TrimSpace(name); name == "" {
		return m.act(keymaps.Bindings)
	}
	if name == page.Limits {
		return m.show(page.Limits)
	}
	lines, err := script.Help(name)
	if err != nil {
		m.fail(err.Error())
		return nil
	}
	for i := range lines {
		lines[i] = strings.TrimSpace(lines[i])
	}
	m.say(strings.Join(lines, "; "))
	return nil
}

// save writes the session to a file. It is written on the side, from a copy:
// the cluster goes on.
func (m *Model) save(path string, replace bool) tea.Cmd {
	m.sync()
	write, err := m.kept.Save(m.cluster, path, replace, m.keyName(keymaps.Command))
	if err != nil {
		m.fail(err.Error())
		return nil
	}
	return func() tea.Msg { return write() }
}

// saved says what came of it.
func (m *Model) saved(msg keep.SavedMsg) {
	if msg.Err != nil {
		m.fail(msg.Err.Error())
		return
	}
	m.say(m.kept.Saved(msg))
}

// code makes the replay code, on the side as well.
func (m *Model) code() tea.Cmd {
	switch {
	case m.covers(): // elsewhere it opens without covers
		m.fail("code: " + m.wouldTell())
		return nil
	case m.coding:
		m.fail("code: it is being made")
		return nil
	case !m.afford("code: "):
		return nil
	}
	m.sync()
	encode, err := keep.Code(m.cluster)
	if err != nil {
		m.fail(err.Error())
		return nil
	}
	m.coding = true
	return func() tea.Msg { return encode() }
}

// coded copies the code.
func (m *Model) coded(msg keep.CodedMsg) tea.Cmd {
	m.coding = false
	if msg.Err != nil {
		m.fail(msg.Err.Error())
		return nil
	}
	m.say("copied for ringside replay: " + msg.Code)
	return paint.Copy(msg.Code)
}

// export writes what has happened up to the present moment, or the operation in
// hand, on the side, from a copy.
func (m *Model) export(rest string, replace bool) tea.Cmd {
	if m.covers() {
		m.fail("export: " + m.wouldTell())
		return nil
	}
	look := FilmOptions{Title: m.title, Width: m.w, Height: m.h, Look: m.looks.Asked, ASCII: m.looks.ASCII, Keymap: m.keys}
	m.sync()
	write, err := keep.Export(m.cluster, keep.What{
		Rest: rest, Replace: replace, Op: m.Operation(), Title: m.title, Colon: m.keyName(keymaps.Command),
		Film: func(h *history.History, p lanes.Part) ([]byte, error) { return Film(context.Background(), h, p, look) },
	})
	if err != nil {
		m.fail(err.Error())
		return nil
	}
	return func() tea.Msg { return write() }
}

// exported says what came of it.
func (m *Model) exported(msg keep.ExportedMsg) {
	if msg.Err != nil {
		m.fail(msg.Err.Error())
		return
	}
	m.say(msg.Says())
}

// leave quits. If something has been done that is not saved, it asks once; key is
// what was pressed.
func (m *Model) leave(asked bool, key string) tea.Cmd {
	if m.seat != nil && !asked {
		m.note = note{leaving: true, text: key + " again " + m.leavesClass()}
		return nil
	}
	if asked || !m.unsaved() {
		return m.keeper.Quit()
	}
	m.note = note{leaving: true, text: "not saved: " + key + " again quits, " +
		m.keyName(keymaps.Command) + "save FILE keeps what was done"}
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

// unsaved reports whether something has been done that is kept nowhere. The place in
// a lesson is.
func (m *Model) unsaved() bool {
	own := &m.sight
	if m.home != nil {
		own = m.home
	}
	return own.lesson == nil && own.challengeRun == nil && own.kept.Unsaved(own.cluster)
}

// interrupt does what Ctrl+C means: it cancels what is being typed or chosen, and
// else quits, as far as nothing is lost by it.
func (m *Model) interrupt() tea.Cmd {
	switch {
	case m.prompt != nil:
		m.closePrompt()
		return nil
	case m.Picking:
		m.StopPicking()
		return nil
	}
	asked := m.note.leaving
	m.note = note{}
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
	own := &m.sight
	if m.home != nil {
		own = m.home
	}
	k, ok := own.cluster.(source.Keeper)
	if m.seat != nil || !ok || !m.unsaved() {
		return nil
	}
	return k.Fork()
}

// Package console is the command line: what is typed or pasted into it, remembered and
// completed, and the commands that are the explorer's own and not of the language.
//
//	":" ─▶ Console.Open ─▶ entry.Question ─▶ Run ─┬─▶ save, code, export, help
//	paste ─▶ RunLines ────────────────────────────┼─▶ participant.Participant.Line    for the class
//	                                              └─▶ drive.Driver      the language
package console

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"ringside/engine/script"
	"ringside/presets"
	"ringside/tui/bar"
	"ringside/tui/clip"
	"ringside/tui/drive"
	"ringside/tui/entry"
	"ringside/tui/page"
	"ringside/tui/participant"
	"ringside/tui/save"
	"ringside/tui/theme"
)

// Console is the command line of one explorer.
type Console struct {
	*drive.Driver
	Participant *participant.Participant // nil: alone
	Book        *page.Book
	Recorder    func() save.Recorder // Recorder makes recordings of a screen as it is now
	Quit        func(anyway bool) tea.Cmd
	Theming     func(theme.Look) theme.Look // Theming chooses a theme, "" none, and returns which one is chosen
	Clipboard   *clip.Clipboard             // Clipboard is the desktop's; nil: there is none
	File        HistoryFile                 // where lines are kept between runs
	Sessions    func() []string             // the files of sessions that ended unsaved, the newest first; nil: none are kept

	history []string
	coding  bool      // a replay code is being made
	later   []tea.Cmd // commands that pasted lines have requested
}

// maxHistory is how many lines are kept.
const maxHistory = 500

// maxRemembered is how many bytes a remembered line may have: a longer one was pasted,
// and hundreds of them would take too much memory.
const maxRemembered = 4 << 10

// Open opens the command line.
func (c *Console) Open() {
	c.Ask(entry.Question{
		Label: ":", Recalls: true, History: c.history, Lines: true,
		Complete: func(line string) (int, []string) {
			said := withoutColon(line)
			from, words := c.candidates(said)
			return from + len(line) - len(said), words
		},
		Enter: func(text string) tea.Cmd {
			text = withoutColon(text)
			c.Remember(text)
			return c.Run(text)
		},
	})
}

// withoutColon returns a line as it is said: help and README print lines with the colon that
// opens the command line, and so they are copied.
func withoutColon(line string) string {
	if said, ok := strings.CutPrefix(strings.TrimLeft(line, " \t"), ":"); ok {
		return said
	}
	return line
}

// candidates returns what can stand in the place of the last word of a line, and where that
// begins.
func (c *Console) candidates(line string) (int, []string) {
	if from, words, ok := c.Participant.Complete(line); ok {
		return from, words
	}
	if from, words, ok := c.complete(line); ok {
		return from, words
	}
	from, words := script.Complete(line, c.known())
	if from == 0 {
		words = append(words, entry.StartingWith(line, append(OwnWords(), c.Participant.Words()...))...)
	}
	return from, words
}

// Remember adds a line to the history, once, unless it is too long.
func (c *Console) Remember(line string) {
	if !remembers(c.history, line) {
		return
	}
	c.history = append(c.history, line)
	if keep := c.File.keep(line); keep != nil && c.Participant == nil {
		c.later = append(c.later, keep)
	}
	c.history = newest(c.history)
}

// Recall has the lines of earlier runs be remembered.
func (c *Console) Recall(file HistoryFile) { c.File, c.history = file, file.Read() }

// known returns the names that a completion may offer: all nodes, and the keys
// and clients of the operations that are kept, the latest first.
func (c *Console) known() script.Known {
	var k script.Known
	if c.Covers(presets.PartMembers) {
		return k
	}
	for i := range c.View.Nodes {
		n := &c.View.Nodes[i]
		k.Nodes = append(k.Nodes, n.Name)
		if rack := n.DC + "/" + n.Rack; !slices.Contains(k.Racks, rack) {
			k.Racks = append(k.Racks, rack)
		}
		if !slices.Contains(k.DCs, n.DC) {
			k.DCs = append(k.DCs, n.DC)
		}
	}
	if c.Covers(presets.PartClock) { // earlier requests would reveal the answer
		return k
	}
	if c.Key != "" {
		k.Keys = append(k.Keys, c.Key)
	}
	for _, op := range slices.Backward(c.View.Ops) {
		if !slices.Contains(k.Keys, op.Key) {
			k.Keys = append(k.Keys, op.Key)
		}
		if !slices.Contains(k.Clients, op.Client) {
			k.Clients = append(k.Clients, op.Client)
		}
	}
	return k
}

// Run carries out one line of the command language. What takes virtual time
// goes on as a job.
func (c *Console) Run(line string) tea.Cmd {
	if cmd, ok := c.own(line); ok {
		return cmd
	}
	c.RunLine(line)
	return nil
}

// Type puts a line into the command line, to be changed first.
func (c *Console) Type(line string) {
	c.Open()
	c.Prompt.Put(line)
}

// Paste inserts text into the line being typed; if there is none, it opens the command
// line with it, where it can be checked before it is run. The command line is closed if every
// line of the text is whole, and so runs.
func (c *Console) Paste(text string) {
	if c.Lesson.Types(c.LessonDesk()) {
		c.Lesson.AskFor(c.LessonDesk(), "")
	}
	if c.Prompt == nil {
		c.Note = bar.Note{}
		c.Pages.Clear()
		c.Picking = false
		c.Open()
		if line, ok := entry.WholeLine(text); ok {
			c.Prompt.Hold(line)
			return
		}
	}
	lines := c.Prompt.Paste(text)
	if lines == nil {
		return
	}
	for i := range lines {
		lines[i] = withoutColon(lines[i])
	}
	if c.Prompt.Text() == "" {
		c.Prompt = nil
	}
	c.RunLines(lines, c)
}

// Own runs a pasted line if it is a command of the explorer itself, and reports whether
// it was.
func (c *Console) Own(line string) bool {
	cmd, ok := c.own(line)
	if ok && cmd != nil && !c.Note.Bad {
		c.later = append(c.later, cmd)
	}
	return ok
}

// Aside returns the commands that pasted lines have requested.
func (c *Console) Aside() (all []tea.Cmd) {
	all, c.later = c.later, nil
	return all
}

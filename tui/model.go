// The model: it routes messages, and fetches what there is to see.

package tui

import (
	"fmt"
	"time"

	tea "charm.land/bubbletea/v2"

	"ringside/engine"
	"ringside/engine/ring"
	"ringside/keymaps"
	"ringside/tui/action"
	"ringside/tui/clip"
	"ringside/tui/console"
	"ringside/tui/drive"
	"ringside/tui/foot"
	"ringside/tui/layout"
	"ringside/tui/lesson"
	"ringside/tui/page"
	"ringside/tui/paint"
	"ringside/tui/pane"
	"ringside/tui/panel"
	"ringside/tui/participant"
	"ringside/tui/save"
	"ringside/tui/source"
	"ringside/tui/theme"
	"ringside/tui/workspace"
)

// Model is the explorer as the painter sees it. It is the only paint.Model: what it is
// made of are structs with methods. It belongs to the program's own goroutine.
type Model struct {
	*drive.Driver // of what is looked at

	participant *participant.Participant // nil: alone
	ends        func() int               // for how many the class ends with this explorer; nil: for nobody

	keeper  lesson.Keeper // of what was learned
	opening bool          // a lesson is being opened
	begin   tea.Cmd       // what the program begins with; nil: nothing

	desk    action.Desk
	intents action.Table
	console *console.Console
	foot    *foot.Foot

	looks    theme.Looks
	cache    *pane.Cache // of what everybody sees
	cacheOwn *pane.Cache // of what only this screen sees; nil until it does

	book    *page.Book
	panels  panel.Set
	reading *action.Reading // one of them
	said    *pane.Teaching  // by a lesson or a challenge; nil if there is none
	w, h    int
	frame   *frame
	shown   paint.Frame

	awaited uint64    // the number of the frame that is to come
	noMouse bool      // the terminal keeps the mouse
	due     time.Time // when it comes; zero if none does
	asked   bool      // the key before this one was to quit, and was asked about
}

// New returns the explorer of a cluster. It reads no clock but the one in o and
// no environment but o.Env.
func New(o Options) (*Model, error) {
	if o.Clock == nil {
		o.Clock = source.SystemClock{}
	}
	if o.Keymap == nil {
		var err error
		if o.Keymap, err = keymaps.Load(keymaps.Default, nil); err != nil {
			return nil, err
		}
	}
	if o.Look == "" {
		o.Look = theme.Auto
	}
	m := &Model{
		Driver: &drive.Driver{Subject: drive.Look(&workspace.Stage{}, o.Cluster, o.Title), Gate: drive.Free{}, Clock: o.Clock, Keys: o.Keymap, Solver: o.Solver},
		looks:  theme.Looks{Asked: o.Look, ASCII: o.ASCII, Env: theme.NewEnviron(o.Env), Own: o.Colours},
		frame:  newFrame(), noMouse: o.NoMouse,
	}
	m.furnish()
	m.Kept.File, m.ends = o.File, o.Ends
	if m.cache = o.Cache; m.cache == nil {
		m.cache = pane.NewCache()
	}
	m.Theme = m.cache.Theme(m.looks.Options())
	if o.Source != nil {
		m.Cluster, m.Remote, m.Playback.Playing = o.Source, o.Source, false
	}
	if o.Participant != nil {
		m.participant = participant.New(m.desk, o.Participant)
		m.Gate = m.participant
		m.Kept = save.Of(m.Cluster, o.File)
	}
	m.console = &console.Console{
		Driver: m.Driver, Participant: m.participant, Book: m.book, Recorder: m.recorder, Theming: m.lookLike, Clipboard: o.Clipboard, Sessions: o.Sessions,
		Quit: func(anyway bool) tea.Cmd { return m.leave(anyway, m.KeyName(keymaps.Command)+"q!") },
	}
	m.console.Recall(o.History)
	m.foot, m.intents = foot.New(m.desk, m.participant), m.newTable()
	m.View = m.Cluster.View(engine.Watch{})
	m.Resume()
	if m.participant != nil {
		m.participant.Hear()
	}
	if m.keeper.ProgressStore = o.ProgressStore; m.participant != nil {
		m.keeper.ProgressStore = m.participant.ProgressStore()
	}
	switch {
	case o.Learn != nil:
		opened := lesson.Open(o.Learn, o.ProgressStore, false)
		if opened.Err != nil {
			return nil, opened.Err
		}
		m.begin = m.opened(opened)
		m.refresh()
	case o.Catalogue:
		m.begin = m.book.Show(page.Lessons)
	}
	if o.Note != "" {
		m.Greet(o.Note)
	}
	m.draw()
	return m, nil
}

// furnish gets the pages and the panes of what is looked at.
func (m *Model) furnish() {
	m.Host = host{m.Driver, m}
	m.book = page.NewBook(page.Desk{Workspace: &m.Workspace, Host: m.Host})
	m.panels, m.reading = panel.New(), &action.Reading{Driver: m.Driver}
	m.panels[layout.Lesson] = m.reading
	m.desk = action.Desk{Driver: m.Driver, Panels: &m.panels, Book: m.book}
}

// Init waits for what others do. What the terminal is like the painter asks.
func (m *Model) Init() tea.Cmd { return batch(m.listen(), m.begin) }

// Frame returns what Update has drawn.
func (m *Model) Frame() paint.Frame { return m.shown }

// Update routes a message to what it concerns, and brings the screen up to date.
func (m *Model) Update(msg tea.Msg) tea.Cmd {
	var cmd tea.Cmd
	m.participant.LookUp()
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		m.w, m.h = msg.Width, msg.Height
	case tea.EnvMsg, tea.ColorProfileMsg, tea.BackgroundColorMsg, paint.WideMsg:
		paint.Learn(&m.looks, msg)
		m.relook()
		m.Warn(m.looks.Unreadable())
	case tea.KeyPressMsg:
		cmd = m.press(msg)
	case paint.EscapedKeyMsg:
		if !m.means(msg.WithAlt) {
			return batch(m.Update(tea.KeyPressMsg{Code: tea.KeyEscape}), m.Update(msg.Alone))
		}
		cmd = m.press(msg.WithAlt)
	case tea.PasteMsg:
		m.console.Paste(msg.Content)
	case paint.PasteTooLongMsg:
		m.Fail(fmt.Sprintf("too much to paste (limit: %d KiB), so nothing was taken; put it in a file and use `ringside run`", paint.MaxPaste>>10))
	case paint.PasteCutMsg:
		m.Fail("the paste was cut off, so nothing was taken; paste it again")
	case paint.KeysDroppedMsg:
		m.Refuse(fmt.Sprintf("more keys than the explorer keeps up with: dropped %s", engine.Count(msg.Keys)))
	case tea.MouseClickMsg:
		m.click(msg.Mouse())
	case tea.MouseWheelMsg:
		m.wheel(msg.Mouse())
	case console.OpenedMsg:
		cmd = m.console.Opened(msg)
	case save.SavedMsg:
		m.console.Saved(msg)
	case save.ExportedMsg:
		m.console.Exported(msg)
	case clip.DoneMsg:
		cmd = m.console.Copied(msg)
	case save.CodedMsg:
		cmd = m.console.Coded(msg)
	case lesson.OpenedMsg:
		cmd = m.opened(msg)
	case lesson.KeptMsg:
		var why string
		if cmd, why = m.keeper.Kept(msg); why != "" {
			m.Fail(why)
		}
	case newsMsg: // it has been looked up
		cmd = m.listen()
	case participant.ReplyMsg:
		m.participant.Heard(msg)
	case drive.DoneMsg:
		m.Done(msg)
	case goneMsg:
		return tea.Quit
	case participant.KeepMsg:
		m.participant.KeepAgain()
	case frameMsg:
		if msg.number != m.awaited {
			return nil
		}
		m.due = time.Time{}
		m.GoOn()
	case page.Message:
		m.book.Hear(msg)
	default:
		return nil
	}
	m.refresh()
	cmd = batch(cmd, lesson.Judge(m.LessonDesk(), m.Lesson, m.ChallengeRun))
	m.TellBranch()
	m.participant.TellPlace()
	m.participant.TellSelfPaced()
	m.draw()
	cmd = batch(batch(cmd, m.participant.KeepOwn()), m.book.Work())
	return batch(batch(cmd, m.Answers()), batch(tea.Batch(m.console.Aside()...), m.schedule()))
}

func batch(a, b tea.Cmd) tea.Cmd {
	if a == nil {
		return b
	}
	if b == nil {
		return a
	}
	return tea.Batch(a, b)
}

// refresh fetches the View and what follows from it.
func (m *Model) refresh() {
	m.Watch = engine.Watch{Key: m.Key}
	m.book.Watch(&m.Watch)
	was := m.View
	m.View = m.Cluster.View(m.Watch)
	m.Ahead = source.Ahead(m.Cluster)
	if m.Lesson != nil {
		m.Lesson.Stray(m.LessonDesk())
	}
	m.Node = max(min(m.Node, ring.NodeID(len(m.View.Nodes)-1)), 0)
	m.book.Keep()
	if m.Rewalk(was) {
		m.NoteOutcome()
	}
}

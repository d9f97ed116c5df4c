// The table of actions: their names, where their keys work, and their help.

package keymaps

import "slices"

// Action is something that a key can do. Keymaps and the configuration bind keys to its
// name.
type Action string

// Scope is where a key works.
type Scope string

const (
	// Global keys work in every pane.
	Global Scope = "global"

	// A pane's own keys work while it has the focus.
	Ring      Scope = "ring"
	Walk      Scope = "walk"
	Nodes     Scope = "nodes"
	Log       Scope = "log"
	Operation Scope = "operation"
	Lesson    Scope = "lesson"

	// Scopes that cover the panes hide the panes' keys and the global ones.
	Help      Scope = "help"   // the page of bindings
	Details   Scope = "detail" // more of what was chosen
	Catalogue Scope = "shelf"  // the list of lessons; its word in keymaps is older
	Dialog    Scope = "dialog" // a question
	Entry     Scope = "entry"  // a line that is being typed: command, key, value, filter
)

// panes are the scopes of the panes. It is never written to.
var panes = []Scope{Ring, Walk, Nodes, Log, Operation, Lesson}

// Scopes returns all scopes, in the order in which they are shown.
func Scopes() []Scope {
	return slices.Concat([]Scope{Global}, panes, []Scope{Help, Details, Catalogue, Dialog, Entry})
}

// isPane reports whether global keys work in a scope.
func (s Scope) isPane() bool { return slices.Contains(panes, s) }

// where names a scope in a sentence: "in every pane".
func (s Scope) where() string {
	switch {
	case s == Global:
		return "every pane"
	case s.isPane():
		return "the " + string(s) + " pane"
	case s == Entry:
		return "a line that is typed"
	}
	return "the " + string(s)
}

const (
	// Client requests.
	Write   Action = "write"
	Read    Action = "read"
	Delete  Action = "delete"
	EditKey Action = "edit-key"

	// Settings.
	ChooseN  Action = "choose-n"
	ChooseR  Action = "choose-r"
	ChooseW  Action = "choose-w"
	Raise    Action = "raise"
	Lower    Action = "lower"
	Conflict Action = "conflict"

	// Faults of nodes and links.
	Crash   Action = "crash"
	Hang    Action = "hang"
	Heal    Action = "heal"
	HealAll Action = "heal-all"
	Cut     Action = "cut"
	Isolate Action = "isolate"
	Slow    Action = "slow"
	Faults  Action = "faults"

	// Faults of the message chosen in the log or in the operation.
	DropMessage      Action = "drop-message"
	DelayMessage     Action = "delay-message"
	DuplicateMessage Action = "duplicate-message"
	DeliverMessage   Action = "deliver-message"

	// Time.
	Play         Action = "play"
	Step         Action = "step"
	StepReply    Action = "step-reply"
	Back         Action = "back"
	Forward      Action = "forward"
	Undo         Action = "undo"
	Redo         Action = "redo"
	NoReturn     Action = "no-return"
	Faster       Action = "faster"
	Slower       Action = "slower"
	BranchesPage Action = "branches"

	// Moving around.
	NextPane     Action = "next-pane"
	PreviousPane Action = "previous-pane"
	ToRing       Action = "to-ring"
	ToWalk       Action = "to-walk"
	ToNodes      Action = "to-nodes"
	ToOperation  Action = "to-operation"
	ToLog        Action = "to-log"
	Up           Action = "up"
	Down         Action = "down"
	Left         Action = "left"
	Right        Action = "right"
	PageUp       Action = "page-up"
	PageDown     Action = "page-down"
	Home         Action = "home"
	End          Action = "end"
	Detail       Action = "detail"
	NextOp       Action = "next-operation"
	PreviousOp   Action = "previous-operation"

	// What is shown, and how.
	Filter       Action = "filter"
	Follow       Action = "follow"
	Level        Action = "log-level"
	Shape        Action = "ring-shape"
	Lanes        Action = "lanes"
	LoadPage     Action = "load"
	FailuresPage Action = "failures"
	LabPage      Action = "lab"
	CanPage      Action = "can"
	LikelyPage   Action = "likely"
	MerklePage   Action = "merkle"
	Theme        Action = "theme"
	Copy         Action = "copy"

	// Lessons and challenges.
	Lessons       Action = "lessons"
	ToLesson      Action = "to-lesson"
	NextStep      Action = "next-step"
	PreviousStep  Action = "previous-step"
	StepAgain     Action = "step-again"
	RestartLesson Action = "restart-lesson"
	BackToLesson  Action = "back-to-lesson"
	Hint          Action = "hint"
	ShowAnswer    Action = "show-answer"
	LeaveLesson   Action = "leave-lesson"

	// In a classroom.
	LookAround Action = "look-around"
	OwnCopy    Action = "own-copy"
	RaiseHand  Action = "raise-hand"
	AnswerPoll Action = "answer"
	Roster     Action = "roster"

	// The program.
	Command  Action = "command"
	Redraw   Action = "redraw"
	Mouse    Action = "mouse"
	Bindings Action = "help"
	Escape   Action = "escape"
	Quit     Action = "quit"

	// Answering and typing.
	Confirm      Action = "confirm"
	Refuse       Action = "refuse"
	Accept       Action = "accept"
	Cancel       Action = "cancel"
	Complete     Action = "complete"
	HistoryOlder Action = "history-older"
	HistoryNewer Action = "history-newer"
	HistoryFind  Action = "history-find"
)

// Info describes an action.
type Info struct {
	Action    Action
	Scope     Scope    // where its keys work
	Also      []Scope  // other places where they work
	Short     string   // one or two words, for the foot of the screen
	Long      string   // what it does, for the page of bindings
	Usual     []string // its keys if a keymap names none: the first that is free
	Essential bool     // the explorer can't be used without it: it always has a key that every keyboard has
}

// in reports whether the action's keys work in a scope, and so must differ from those of
// every other action that works there.
func (i Info) in(s Scope) bool {
	return i.Scope == s || i.Scope == Global && s.isPane() || slices.Contains(i.Also, s)
}

// Actions returns all actions, in the order in which they are shown.
func Actions() []Info { return slices.Clone(actions) }

// actions is never written to.
var actions = slices.Concat(clientActions(), settingActions(), faultActions(), messageActions(), timeActions(),
	moveActions(), showActions(), lessonActions(), classActions(), programActions(), typingActions())

// Lookup returns the description of an action, and whether there is one of that name.
func Lookup(a Action) (Info, bool) {
	i := slices.IndexFunc(actions, func(i Info) bool { return i.Action == a })
	if i < 0 {
		return Info{}, false
	}
	return actions[i], true
}

func clientActions() []Info {
	return []Info{
		{Action: Write, Scope: Global, Short: "write", Long: "write a value to the chosen key", Essential: true},
		{Action: Read, Scope: Global, Short: "read", Long: "read the chosen key", Essential: true},
		{Action: Delete, Scope: Global, Short: "delete", Long: "delete the chosen key", Essential: true},
		{Action: EditKey, Scope: Global, Short: "key", Long: "choose a key", Essential: true},
	}
}

func settingActions() []Info {
	return []Info{
		{Action: ChooseN, Scope: Global, Short: "N", Long: "select N (copies of each key) for + and -", Essential: true},
		{Action: ChooseR, Scope: Global, Short: "R", Long: "select R (answers a read waits for) for + and -", Essential: true},
		{Action: ChooseW, Scope: Global, Short: "W", Long: "select W (acks a write waits for) for + and -", Essential: true},
		{Action: Raise, Scope: Global, Short: "more", Long: "raise the selected one of N, R and W", Essential: true},
		{Action: Lower, Scope: Global, Short: "fewer", Long: "lower the selected one of N, R and W", Essential: true},
		{Action: Conflict, Scope: Global, Short: "policy", Long: "switch to the next conflict policy", Essential: true},
	}
}

func faultActions() []Info {
	return []Info{
		{Action: Crash, Scope: Global, Short: "crash", Long: "crash the chosen node: memory is lost, the disk is kept", Essential: true},
		{Action: Hang, Scope: Global, Short: "hang", Long: "hang the chosen node: it keeps everything and answers nothing", Essential: true},
		{Action: Heal, Scope: Global, Short: "heal", Long: "heal the chosen node: start or resume it, mend its links", Essential: true},
		{Action: HealAll, Scope: Global, Short: "heal all", Long: "heal every node and every link", Essential: true},
		{Action: Cut, Scope: Global, Short: "cut", Long: "cut the link between the chosen node and another", Essential: true},
		{Action: Isolate, Scope: Global, Short: "isolate", Long: "cut all links of the chosen node", Essential: true},
		{Action: Slow, Scope: Global, Short: "slow", Long: "make the chosen node slow", Essential: true},
		{Action: Faults, Scope: Global, Short: "faults", Long: "list faults: heal them, or add others"},
	}
}

func messageActions() []Info {
	too := []Scope{Operation}
	return []Info{
		{Action: DropMessage, Scope: Log, Also: too, Short: "drop", Long: "drop the chosen message in flight"},
		{Action: DelayMessage, Scope: Log, Also: too, Short: "delay", Long: "delay the chosen message"},
		{Action: DuplicateMessage, Scope: Log, Also: too, Short: "duplicate", Long: "duplicate the chosen message"},
		{Action: DeliverMessage, Scope: Log, Also: too, Short: "deliver", Long: "deliver the chosen message now"},
	}
}

func timeActions() []Info {
	return []Info{
		{Action: Play, Scope: Global, Short: "pause", Long: "play or pause", Essential: true},
		{Action: Step, Scope: Global, Short: "step", Long: "step forward one event", Essential: true},
		{Action: StepReply, Scope: Global, Short: "to reply", Long: "run until the client has its answer", Essential: true},
		{Action: Back, Scope: Global, Short: "back", Long: "step back one event; nothing is lost"},
		{Action: Forward, Scope: Global, Short: "forward", Long: "step forward one recorded event"},
		{Action: Undo, Scope: Global, Short: "undo", Long: "undo the last command: go back to just before it"},
		{Action: Redo, Scope: Global, Short: "redo", Long: "redo: go back to where you pressed undo"},
		{Action: NoReturn, Scope: Global, Also: []Scope{Details}, Short: "no return", Long: "go to the point of no return, from which on all futures drawn end alike", Usual: []string{"^"}},
		{Action: Faster, Scope: Global, Short: "faster", Long: "play faster"},
		{Action: Slower, Scope: Global, Short: "slower", Long: "play slower"},
		{Action: BranchesPage, Scope: Global, Short: "branches", Long: "show or hide the tree of branches, and go to one", Usual: []string{"P", "ctrl+g"}},
	}
}

func moveActions() []Info {
	over := []Scope{Help, Details, Catalogue}
	return []Info{
		{Action: NextPane, Scope: Global, Short: "next pane", Long: "go to the next pane", Essential: true},
		{Action: PreviousPane, Scope: Global, Short: "previous pane", Long: "go to the previous pane"},
		{Action: ToRing, Scope: Global, Usual: []string{"1"}, Short: "ring", Long: "go to the ring"},
		{Action: ToWalk, Scope: Global, Usual: []string{"2"}, Short: "walk", Long: "go to the walk"},
		{Action: ToNodes, Scope: Global, Usual: []string{"3"}, Short: "nodes", Long: "go to the nodes"},
		{Action: ToOperation, Scope: Global, Usual: []string{"4"}, Short: "operation", Long: "go to the operation"},
		{Action: ToLog, Scope: Global, Usual: []string{"5"}, Short: "log", Long: "go to the log"},
		{Action: Up, Scope: Global, Also: over, Short: "up", Long: "choose what is above, or scroll up", Essential: true},
		{Action: Down, Scope: Global, Also: over, Short: "down", Long: "choose what is below, or scroll down", Essential: true},
		{Action: Left, Scope: Global, Also: over, Short: "left", Long: "choose what is to the left, or counterclockwise on the ring", Essential: true},
		{Action: Right, Scope: Global, Also: over, Short: "right", Long: "choose what is to the right, or clockwise on the ring", Essential: true},
		{Action: PageUp, Scope: Global, Also: over, Short: "page up", Long: "scroll up one page"},
		{Action: PageDown, Scope: Global, Also: over, Short: "page down", Long: "scroll down one page"},
		{Action: Home, Scope: Global, Also: over, Short: "first", Long: "choose the first, or scroll to the top"},
		{Action: End, Scope: Global, Also: over, Short: "last", Long: "choose the last, or scroll to the bottom"},
		{Action: Detail, Scope: Global, Also: []Scope{Help, Catalogue}, Short: "detail", Long: "look closer at what is chosen", Essential: true},
		{Action: NextOp, Scope: Global, Short: "next op", Long: "show the next operation"},
		{Action: PreviousOp, Scope: Global, Short: "previous op", Long: "show the previous operation"},
	}
}

func showActions() []Info {
	return []Info{
		{Action: Filter, Scope: Global, Also: []Scope{Help, Catalogue}, Short: "filter", Long: "filter the nodes, the walk or the log by words; !word excludes", Essential: true},
		{Action: Follow, Scope: Log, Short: "follow", Long: "follow the newest event, or stop following"},
		{Action: Level, Scope: Log, Short: "level", Long: "show the story, or every event"},
		{Action: Lanes, Scope: Global, Short: "lanes", Long: "show or hide the chosen operation as lanes, time downward"},
		{Action: LoadPage, Scope: Global, Short: "load", Long: "show or hide what has been measured of the newest load"},
		{Action: FailuresPage, Scope: Global, Short: "what if", Long: "show or hide what is lost if nodes go", Usual: []string{"Q", "ctrl+w"}},
		{Action: LabPage, Scope: Global, Short: "lab", Long: "show or hide what each R and W costs, and how stale reads are", Usual: []string{"K", "ctrl+k"}},
		{Action: CanPage, Scope: Global, Short: "can it?", Long: "ask what can happen, such as whether a read is always fresh; every order of events is searched", Usual: []string{"I"}},
		{Action: LikelyPage, Scope: Global, Short: "since when", Long: "show or hide how likely the outcome was at each step", Usual: []string{"%"}},
		{Action: MerklePage, Scope: Global, Short: "trees", Long: "show or hide the Merkle trees of two replicas, as they were compared", Usual: []string{"#"}},
		{Action: Shape, Scope: Global, Short: "shape", Long: "draw the ring as a circle or as a line"},
		{Action: Theme, Scope: Global, Short: "theme", Long: "switch to the next theme"},
		{Action: Copy, Scope: Global, Also: []Scope{Details}, Short: "copy", Long: "copy what is chosen to the clipboard"},
	}
}

func lessonActions() []Info {
	return []Info{
		{Action: Lessons, Scope: Global, Also: []Scope{Details, Catalogue}, Short: "lessons", Long: "show or hide the list of lessons and challenges"},
		{Action: ToLesson, Scope: Global, Also: []Scope{Details}, Short: "answer", Long: "go to the lesson, and answer its question"},
		{Action: NextStep, Scope: Global, Also: []Scope{Details}, Short: "next step", Long: "go on to the next step of the lesson"},
		{Action: PreviousStep, Scope: Global, Also: []Scope{Details}, Short: "previous step", Long: "go back to the previous step, as you left it"},
		{Action: Hint, Scope: Global, Also: []Scope{Details}, Short: "hint", Long: "show one more hint"},
		{Action: ShowAnswer, Scope: Global, Also: []Scope{Details}, Short: "show me", Long: "show the answer without answering"},
		{Action: BackToLesson, Scope: Global, Also: []Scope{Details}, Short: "back to the lesson", Long: "return to where the lesson is; what you did is kept in a branch"},
		{Action: StepAgain, Scope: Global, Also: []Scope{Details}, Short: "again", Long: "restart the step, with its question open"},
		{Action: RestartLesson, Scope: Global, Also: []Scope{Details, Catalogue}, Short: "start over", Long: "restart the lesson or the challenge"},
		{Action: LeaveLesson, Scope: Global, Also: []Scope{Details}, Short: "leave the lesson", Long: "go back to your own cluster; your place in the lesson is kept"},
	}
}

func classActions() []Info {
	return []Info{
		{Action: LookAround, Scope: Global, Also: []Scope{Details}, Short: "look around", Long: "look around on your own, or follow the driver again"},
		{Action: OwnCopy, Scope: Global, Also: []Scope{Details}, Short: "own copy", Long: "make your own copy of the cluster and go there, or come back"},
		{Action: AnswerPoll, Scope: Global, Also: []Scope{Details}, Short: "answer", Long: "answer the open question"},
		{Action: RaiseHand, Scope: Global, Also: []Scope{Details}, Short: "hand", Long: "raise or lower your hand"},
		{Action: Roster, Scope: Global, Also: []Scope{Details}, Usual: []string{"@"}, Short: "who is here", Long: "show who is here"},
	}
}

func programActions() []Info {
	return []Info{
		{Action: Command, Scope: Global, Short: "command", Long: "type a command", Essential: true},
		{Action: Redraw, Scope: Global, Also: []Scope{Help, Details, Catalogue, Dialog, Entry}, Usual: []string{"ctrl+l"}, Short: "redraw", Long: "draw the whole screen again"},
		{Action: Mouse, Scope: Global, Also: []Scope{Help, Details, Catalogue}, Usual: []string{"ctrl+t"}, Short: "mouse", Long: "leave the mouse to the terminal, to select text, or take it back"},
		{Action: Bindings, Scope: Global, Also: []Scope{Help, Catalogue}, Short: "help", Long: "show or hide all keys", Essential: true},
		{Action: Escape, Scope: Global, Also: []Scope{Help, Details, Catalogue}, Short: "back", Long: "close what is open", Essential: true},
		{Action: Quit, Scope: Global, Also: []Scope{Help, Details, Catalogue, Dialog, Entry}, Short: "quit", Long: "quit", Essential: true},
	}
}

func typingActions() []Info {
	return []Info{
		{Action: Confirm, Scope: Dialog, Short: "yes", Long: "answer yes", Essential: true},
		{Action: Refuse, Scope: Dialog, Short: "no", Long: "answer no", Essential: true},
		{Action: Accept, Scope: Entry, Short: "accept", Long: "run what you typed", Essential: true},
		{Action: Cancel, Scope: Entry, Short: "cancel", Long: "leave without a change", Essential: true},
		{Action: Complete, Scope: Entry, Short: "complete", Long: "complete the word; again, put in what fits one after the other", Essential: true},
		{Action: HistoryOlder, Scope: Entry, Short: "older", Long: "recall the previous line"},
		{Action: HistoryNewer, Scope: Entry, Short: "newer", Long: "recall the next line"},
		{Action: HistoryFind, Scope: Entry, Usual: []string{"ctrl+r"}, Short: "find", Long: "find an earlier line that contains what you type; again for an older one"},
	}
}

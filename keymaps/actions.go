package keymaps

import "slices"

// Action is something that a key can ask for. Its name is what a keymap and the
// configuration bind keys to.
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

	// What lies over the panes hides their keys and the global ones.
	Help    Scope = "help"   // the page of bindings
	Details Scope = "detail" // more of what was chosen
	Shelf   Scope = "shelf"  // the list of lessons
	Dialog  Scope = "dialog" // a question
	Entry   Scope = "entry"  // a line that is being typed: command, key, value, filter
)

// Scopes returns all scopes, in the order in which they are shown.
func Scopes() []Scope {
	return []Scope{Global, Ring, Walk, Nodes, Log, Operation, Lesson,
		Help, Details, Shelf, Dialog, Entry}
}

// isPane reports whether global keys are seen in a scope.
func (s Scope) isPane() bool {
	return slices.Contains([]Scope{Ring, Walk, Nodes, Log, Operation, Lesson}, s)
}

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
	// What a client asks.
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

	// Faults of the message that is chosen in the log or in the operation.
	DropMessage      Action = "drop-message"
	DelayMessage     Action = "delay-message"
	DuplicateMessage Action = "duplicate-message"
	DeliverMessage   Action = "deliver-message"

	// Time.
	Play      Action = "play"
	Step      Action = "step"
	StepReply Action = "step-reply"
	Back      Action = "back"
	Forward   Action = "forward"
	Undo      Action = "undo"
	Redo      Action = "redo"
	Faster    Action = "faster"
	Slower    Action = "slower"

	// Moving about.
	NextPane     Action = "next-pane"
	PreviousPane Action = "previous-pane"
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
	Filter Action = "filter"
	Follow Action = "follow"
	Level  Action = "log-level"
	Shape  Action = "ring-shape"
	Lanes  Action = "lanes"
	Theme  Action = "theme"
	Copy   Action = "copy"

	// What is learned.
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
)

// Info is what there is to say of an action.
type Info struct {
	Action    Action
	Scope     Scope   // where its keys work
	Also      []Scope // where else
	Short     string  // one or two words, for the foot of the screen
	Long      string  // what it does, for the page of bindings
	Key       string  // what it has where a keymap names none and that one is free; "": none
	Essential bool    // the explorer cannot be used without it: it always has a key that every keyboard has
}

// in reports whether the action's keys work in a scope, and so must differ from
// those of every other action that does.
func (i Info) in(s Scope) bool {
	return i.Scope == s || i.Scope == Global && s.isPane() || slices.Contains(i.Also, s)
}

// Actions returns all actions, in the order in which they are shown.
func Actions() []Info { return slices.Clone(actions) }

// actions is never written to.
var actions = slices.Concat(clientActions(), settingActions(), faultActions(), messageActions(), timeActions(),
	moveActions(), showActions(), lessonActions(), classActions(), programActions(), typingActions())

// Lookup returns what there is to say of an action, and whether there is one of
// that name.
func Lookup(a Action) (Info, bool) {
	i := slices.IndexFunc(actions, func(i Info) bool { return i.Action == a })
	if i < 0 {
		return Info{}, false
	}
	return actions[i], true
}

func clientActions() []Info {
	return []Info{
		{Action: Write, Scope: Global, Short: "write", Long: "write a value to the key in hand", Essential: true},
		{Action: Read, Scope: Global, Short: "read", Long: "read the key in hand", Essential: true},
		{Action: Delete, Scope: Global, Short: "delete", Long: "delete the key in hand", Essential: true},
		{Action: EditKey, Scope: Global, Short: "key", Long: "type another key to have in hand", Essential: true},
	}
}

func settingActions() []Info {
	return []Info{
		{Action: ChooseN, Scope: Global, Short: "N", Long: "let raise and lower change N, the copies of each key", Essential: true},
		{Action: ChooseR, Scope: Global, Short: "R", Long: "let raise and lower change R, the answers that a read waits for", Essential: true},
		{Action: ChooseW, Scope: Global, Short: "W", Long: "let raise and lower change W, the acks that a write waits for", Essential: true},
		{Action: Raise, Scope: Global, Short: "more", Long: "raise N, R or W, whichever was chosen last", Essential: true},
		{Action: Lower, Scope: Global, Short: "fewer", Long: "lower N, R or W, whichever was chosen last", Essential: true},
		{Action: Conflict, Scope: Global, Short: "policy", Long: "take the next conflict policy", Essential: true},
	}
}

func faultActions() []Info {
	return []Info{
		{Action: Crash, Scope: Global, Short: "crash", Long: "crash the chosen node: its memory is gone, its disk stays", Essential: true},
		{Action: Hang, Scope: Global, Short: "hang", Long: "hang the chosen node: it keeps everything and answers nothing", Essential: true},
		{Action: Heal, Scope: Global, Short: "heal", Long: "heal the chosen node: start it, let it go on, mend its links", Essential: true},
		{Action: HealAll, Scope: Global, Short: "heal all", Long: "heal every node and every link", Essential: true},
		{Action: Cut, Scope: Global, Short: "cut", Long: "cut the link between the chosen node and another", Essential: true},
		{Action: Isolate, Scope: Global, Short: "isolate", Long: "cut all links of the chosen node", Essential: true},
		{Action: Slow, Scope: Global, Short: "slow", Long: "make the chosen node slow", Essential: true},
		{Action: Faults, Scope: Global, Short: "faults", Long: "list what is broken, to mend it, and what else could be"},
	}
}

func messageActions() []Info {
	too := []Scope{Operation}
	return []Info{
		{Action: DropMessage, Scope: Log, Also: too, Short: "lose it", Long: "lose the chosen message, which is in flight"},
		{Action: DelayMessage, Scope: Log, Also: too, Short: "hold it", Long: "let the chosen message take longer"},
		{Action: DuplicateMessage, Scope: Log, Also: too, Short: "twice", Long: "send the chosen message once more"},
		{Action: DeliverMessage, Scope: Log, Also: too, Short: "arrive", Long: "let the chosen message arrive now"},
	}
}

func timeActions() []Info {
	return []Info{
		{Action: Play, Scope: Global, Short: "pause", Long: "let time go on, or halt it", Essential: true},
		{Action: Step, Scope: Global, Short: "step", Long: "let the next event happen", Essential: true},
		{Action: StepReply, Scope: Global, Short: "to reply", Long: "let time go on until the client is told", Essential: true},
		{Action: Back, Scope: Global, Short: "back", Long: "turn time back by one event; nothing is lost by it"},
		{Action: Forward, Scope: Global, Short: "forward", Long: "go one event into what is recorded ahead"},
		{Action: Undo, Scope: Global, Short: "undo", Long: "go back to just before the last command"},
		{Action: Redo, Scope: Global, Short: "redo", Long: "go to where undo was asked for"},
		{Action: Faster, Scope: Global, Short: "faster", Long: "show time faster"},
		{Action: Slower, Scope: Global, Short: "slower", Long: "show time slower"},
	}
}

func moveActions() []Info {
	over := []Scope{Help, Details, Shelf}
	return []Info{
		{Action: NextPane, Scope: Global, Short: "next pane", Long: "go to the next pane", Essential: true},
		{Action: PreviousPane, Scope: Global, Short: "last pane", Long: "go to the pane before"},
		{Action: Up, Scope: Global, Also: over, Short: "up", Long: "choose what is above, or scroll up", Essential: true},
		{Action: Down, Scope: Global, Also: over, Short: "down", Long: "choose what is below, or scroll down", Essential: true},
		{Action: Left, Scope: Global, Also: over, Short: "left", Long: "choose what is to the left, or counterclockwise on the ring", Essential: true},
		{Action: Right, Scope: Global, Also: over, Short: "right", Long: "choose what is to the right, or clockwise on the ring", Essential: true},
		{Action: PageUp, Scope: Global, Also: over, Short: "page up", Long: "a page up"},
		{Action: PageDown, Scope: Global, Also: over, Short: "page down", Long: "a page down"},
		{Action: Home, Scope: Global, Also: over, Short: "first", Long: "choose the first, or scroll to the top"},
		{Action: End, Scope: Global, Also: over, Short: "last", Long: "choose the last, or scroll to the bottom"},
		{Action: Detail, Scope: Global, Also: []Scope{Shelf}, Short: "detail", Long: "show more of what is chosen", Essential: true},
		{Action: NextOp, Scope: Global, Short: "next op", Long: "show the next operation"},
		{Action: PreviousOp, Scope: Global, Short: "last op", Long: "show the operation before"},
	}
}

func showActions() []Info {
	return []Info{
		{Action: Filter, Scope: Global, Also: []Scope{Shelf}, Short: "filter", Long: "show only the events that have some text in them", Essential: true},
		{Action: Follow, Scope: Log, Short: "follow", Long: "follow the newest event, or stay"},
		{Action: Level, Scope: Log, Short: "level", Long: "show the story, or every event"},
		{Action: Lanes, Scope: Global, Short: "lanes", Long: "draw the operation in hand as lanes, time downward, or close them"},
		{Action: Shape, Scope: Global, Short: "shape", Long: "draw the ring round, or unroll it to a line"},
		{Action: Theme, Scope: Global, Short: "theme", Long: "take the next theme"},
		{Action: Copy, Scope: Global, Also: []Scope{Details}, Short: "copy", Long: "copy what is chosen to the clipboard"},
	}
}

func lessonActions() []Info {
	return []Info{
		{Action: Lessons, Scope: Global, Also: []Scope{Details, Shelf}, Short: "lessons", Long: "list the lessons and challenges, or close the list"},
		{Action: ToLesson, Scope: Global, Also: []Scope{Details}, Short: "answer", Long: "go to the lesson, and answer its question"},
		{Action: NextStep, Scope: Global, Also: []Scope{Details}, Short: "next step", Long: "go on to the next step of the lesson"},
		{Action: PreviousStep, Scope: Global, Also: []Scope{Details}, Short: "step before", Long: "go back to the step before, as it was left"},
		{Action: Hint, Scope: Global, Also: []Scope{Details}, Short: "hint", Long: "show one more hint"},
		{Action: ShowAnswer, Scope: Global, Also: []Scope{Details}, Short: "show me", Long: "show the answer without giving one"},
		{Action: BackToLesson, Scope: Global, Also: []Scope{Details}, Short: "back to the lesson", Long: "come back to where the lesson is; what you did stays in a branch"},
		{Action: StepAgain, Scope: Global, Also: []Scope{Details}, Short: "again", Long: "begin the step again, its question open"},
		{Action: RestartLesson, Scope: Global, Also: []Scope{Details, Shelf}, Short: "start over", Long: "begin the lesson or the challenge again"},
		{Action: LeaveLesson, Scope: Global, Also: []Scope{Details}, Short: "leave the lesson", Long: "go back to the cluster that was here before; the place is kept"},
	}
}

func classActions() []Info {
	return []Info{
		{Action: LookAround, Scope: Global, Also: []Scope{Details}, Short: "look around", Long: "let go of the driver's screen, or come back to it"},
		{Action: OwnCopy, Scope: Global, Also: []Scope{Details}, Short: "own copy", Long: "make a copy of your own and go there, or come back"},
		{Action: AnswerPoll, Scope: Global, Also: []Scope{Details}, Short: "answer", Long: "answer the question that is open"},
		{Action: RaiseHand, Scope: Global, Also: []Scope{Details}, Short: "hand", Long: "raise your hand, or take it down"},
		{Action: Roster, Scope: Global, Also: []Scope{Details}, Key: "@", Short: "who is here", Long: "show who is here"},
	}
}

func programActions() []Info {
	return []Info{
		{Action: Command, Scope: Global, Short: "command", Long: "type a command", Essential: true},
		{Action: Bindings, Scope: Global, Also: []Scope{Help, Shelf}, Short: "help", Long: "show all bindings, or close them", Essential: true},
		{Action: Escape, Scope: Global, Also: []Scope{Help, Details, Shelf}, Short: "back", Long: "back out of what is open", Essential: true},
		{Action: Quit, Scope: Global, Also: []Scope{Help, Details, Shelf, Dialog, Entry}, Short: "quit", Long: "quit", Essential: true},
	}
}

func typingActions() []Info {
	return []Info{
		{Action: Confirm, Scope: Dialog, Short: "yes", Long: "answer yes", Essential: true},
		{Action: Refuse, Scope: Dialog, Short: "no", Long: "answer no", Essential: true},
		{Action: Accept, Scope: Entry, Short: "accept", Long: "carry out what is typed", Essential: true},
		{Action: Cancel, Scope: Entry, Short: "cancel", Long: "leave the line as it was", Essential: true},
		{Action: Complete, Scope: Entry, Short: "complete", Long: "complete the word", Essential: true},
		{Action: HistoryOlder, Scope: Entry, Short: "older", Long: "the line before in the history"},
		{Action: HistoryNewer, Scope: Entry, Short: "newer", Long: "the next line in the history"},
	}
}

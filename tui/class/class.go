// Package class is the contract between a participant and their room: what the participant
// sees of the room, and may ask of it. A room knows this contract, and not the
// explorer on the participant's screen.
//
//	room ── Snapshot ──▶ participant the room, what concerns them, the cluster, at one moment
//	     ◀─ Say, Offer, Keep, Learns
//	     ◀─ Lease.Do, Control, Show  only from the driver
package class

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"ringside/engine"
	"ringside/engine/history"
	"ringside/presets"
	"ringside/tui/draw"
	"ringside/tui/pane"
	"ringside/tui/source"
	"ringside/tui/workspace"
)

// Participant is somebody in a classroom. Everybody in the room sees one cluster,
// whose time the room runs; a participant looks at it, and asks the room for the rest.
// Only the holder of the Lease drives: a Participant itself can't. All methods return
// at once.
type Participant interface {
	// Name is who it is.
	Name() string
	// Snapshot returns the room, this participant and the cluster that everybody sees, all as
	// they were at one moment. A frame is laid out and drawn from one Snapshot.
	Snapshot() Snapshot
	// News has a token whenever there is another Snapshot since one was taken.
	News() <-chan struct{}
	// Gone is closed when the participant is no longer this explorer's.
	Gone() <-chan struct{}
	// Ask asks the room for something; one Reply comes, unless they are gone.
	Ask(Request) <-chan Reply
	// Offer lets instructors look at a copy, which is given away.
	Offer(copy *history.History) <-chan Reply
	// Keep tells the room how the copy of one's own stands now, so that it is saved
	// with the class. The history is given away.
	Keep(*history.History)
	// Own returns what to drive a cluster of one's own with, which does not grow
	// without end.
	Own(h *history.History) source.Cluster
	// Afford says why nothing more can be worked out for this participant now, with all the
	// clusters of its own; nil if it can.
	Afford() error
	// ProgressStore is where the place in lessons that are gone through alone is kept.
	ProgressStore() ProgressStore
	// Learns tells the room what its owner learns alone.
	Learns(SelfPaced)
}

// Snapshot is a classroom as one participant sees it at one moment. Nothing in it ever changes,
// but for the Lease, which may be taken away.
type Snapshot struct {
	Room     *Room         // never nil
	Mine     *Mine         // never nil
	Lease    Lease         // what drives the shared cluster; nil for all but one
	Notes    []string      // what an instructor has at hand, and nobody else sees
	Commands []RoomCommand // what Ask takes from this participant
	// View returns the shared cluster with something watched: always the same for
	// the same. What nobody watched at that moment comes with another Snapshot.
	View   func(engine.Watch) *engine.View
	Motion engine.Motion // what is going on in it
	Now    time.Duration // and its virtual time
}

// ProgressStore keeps how far somebody has come in each lesson and challenge. A
// *presets.ProgressStore is one. Its methods are called on the side.
type ProgressStore interface {
	All() (map[string]presets.Progress, error)
	Of(name string) (presets.Progress, bool)
	Write(presets.Progress) error
}

// Blind reports whether a command can be carried out by somebody who is not to learn
// what is covered: it is never refused, whatever the cluster is like, and says nothing.
func Blind(cmd engine.Command) bool { return cmd.Verb == engine.Run }

// SelfPaced is a lesson or a challenge that somebody goes through alone. The zero
// value is none.
type SelfPaced struct {
	Name, Title string
	Step, Steps int  // 0 of a challenge
	Aside       bool // its owner looks at something else now, and can go back to it
}

// String says in words how far somebody is in it.
func (s SelfPaced) String() string {
	title := draw.CleanTo(s.Title, 40)
	if s.Steps == 0 {
		return "in " + title
	}
	return fmt.Sprintf("step %d of %d in %s", s.Step, s.Steps, title)
}

// Lease drives the shared cluster of a classroom for as long as it is in one's
// hands; then every Reply says who has it now.
type Lease interface {
	// Do asks for a command to be carried out.
	Do(engine.Command) <-chan source.Reply
	// Control asks for the clock to be held, or for something that goes on to end.
	Control(source.Control) <-chan source.Reply
	// Show tells where the driver's screen looks; those who follow look there too.
	Show(workspace.Place)
}

// RoomCommand is a line that can be typed for the room.
type RoomCommand struct {
	Verb string // its first word
	How  string // what follows
	What string // what it does, in a few words
}

// Request is what is asked of the room: one of its commands, and what follows its word.
type Request struct{ Verb, Rest string }

// ParseRequest returns what a typed line asks of the room, which knows its commands.
func ParseRequest(line string) Request {
	verb, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
	return Request{verb, strings.TrimSpace(rest)}
}

// String returns the line that is typed for it.
func (r Request) String() string { return strings.TrimSpace(r.Verb + " " + r.Rest) }

// Reply is what came of something that the room was asked for.
type Reply struct {
	Said string         // to be shown; "" if what happens says enough
	Err  error          // why it can't be
	Own  source.Cluster // a cluster for the person who asked, to drive freely; else nil
	Past source.Shown   // the shared cluster as it was, or somebody's copy, to look around in; else nil
	Of   string         // whose copy Past is; "" for the shared cluster
}

// Room is a classroom at one moment.
type Room struct {
	Name       string
	Place      workspace.Place // where the driver looks
	Playback   source.Playback
	Job        string           // what lets time go on as fast as it can; "" if nothing does
	Part       float64          // how much of it is done; below 0 if nobody knows
	Ahead      int              // how many events are recorded after the present moment
	Branches   []history.Branch // of what is shown; never changed
	BranchList uint64           // tells one list of them from another
	Branch     int              // the one that is shown
	Driver     string           // who drives; "" if nobody does
	Shows      string           // whose copy is shown in place of the class's own cluster; "" if it is that
	Note       Notice           // the last thing that was told to all
	Held       bool             // private copies stand still, and everybody looks at the class
	People     []Person

	Invitation string      // how others come in, a line or more
	Poll       *Poll       // nil if nothing has been asked
	Lesson     *LessonStep // nil if there is none
}

// LongestName is how many cells somebody's name takes at most.
const LongestName = 24

// Person is somebody in the room, or who was.
type Person struct {
	Name       string
	Instructor bool
	Serves     bool // the class: outranks all others
	Here       bool
	Hand       bool   // raised
	Raised     uint64 // when, as a number: that of a hand which was raised later is larger; 0 if it is down
	Muted      bool
	Answered   bool // the question that is open
	Own        bool // has a copy of its own
	Offers     bool // lets the instructor look at it
	SelfPaced  SelfPaced
}

// Mine is what concerns one participant alone.
type Mine struct {
	Name       string
	Instructor bool
	Serves     bool // the class
	Hand       bool
	Answer     string // to the question that is open; "" if none yet
	Resets     int    // how often an instructor has thrown its copy away
	Note       Notice
	SelfPaced  SelfPaced // as it was told last, maybe before the line was lost
}

// Notice is something that is told once.
type Notice struct {
	Number uint64 // grows; 0: nothing has been told
	Text   string
	Bad    bool
}

// Poll is a question to everybody.
type Poll struct {
	Number   int
	Question string
	Key      string         // the answer is a list of this key's replicas; "": one of Choices
	Covered  []presets.Part // what would tell the answer, of presets.AllCovers; nil if Revealed
	Choices  []string       // nil if Key
	Answered int            // how many have answered,
	Of       int            // and how many were asked
	Revealed bool
	Counts   []Count // of each answer, the most frequent first; nil until revealed
	Right    string  // "" until revealed, and if nobody knows
}

// LessonStep is the step of a walkthrough that a class is at.
type LessonStep struct {
	pane.Teaching
	Covered []presets.Part // of presets.Coverable
	Show    presets.Show   // what the driver should look at,
	Turn    int            // since the move of this number
}

// Count is how many gave one answer.
type Count struct {
	Answer string
	N      int
	Right  bool

	Misconception string // that it stands for, where it is wrong; "" if nobody has said
}

// Asked returns the question that is open, nil if there is none.
func (s *Snapshot) Asked() *Poll {
	if p := s.Room.Poll; p != nil && !p.Revealed {
		return p
	}
	return nil
}

// Covered lists what the class's lesson and its question cover, of presets.AllCovers.
func (s *Snapshot) Covered() (all []presets.Part) {
	if l := s.Room.Lesson; l != nil && len(l.Covered) > 0 {
		all = append(slices.Clip(l.Covered), presets.PartClock)
	}
	if p := s.Asked(); p != nil && len(p.Covered) > 0 {
		all = slices.Concat(all, p.Covered)
	}
	return all
}

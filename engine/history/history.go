// Package history is time that goes both ways: a cluster, what was done to it, and every
// moment that it has been through.
//
//	commands ──▶ History ──▶ Cluster, now
//	                │ journal, keyframes, branches
//	                ▼
//	     any moment: the nearest keyframe before it, and what was done since
package history

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/ring"
)

// History is a cluster whose time goes both ways. What is done to it is written
// down, and since equal commands at equal moments make equal traces, any moment
// can be made again: from the nearest keyframe before it, and the commands since.
//
//	start ───c───────c──────●──────────c─────── end     branch 1
//	  ▲          ▲          │ another command here
//	  └─keyframes┘          └────c───────── end         branch 2
//
// Going back loses nothing: what is recorded stays ahead, and lies there until
// time passes it again, commands and all. A command that was not the next in the
// recording starts a branch; the old one is kept. A History belongs to one
// goroutine, as a Cluster does.
type History struct {
	config   engine.Config
	live     *engine.Cluster
	turn     int    // how many things have happened to live
	next     int    // of on.log: the first command that live has not seen
	owner    *owner // of the branches that it may change, on among them
	on       *branch
	branches []*branch
	undone   []Moment // from where Undo was called, the last at the end
	revision uint64
	every    int // how much work lies between two new keyframes, at least
	began    int // the step of the keyframe from which live has come
	account  account
	effort   uint64       // see Effort
	forked   uint64       // the effort of the history that this is a fork of
	seen     *engine.View // that was given out last

	pause  func() bool // on the way to another moment; nil: none
	walked int         // things that have happened on it
	given  bool        // it was given up
	toward int         // the step it leads to
}

// Moment is a place in a cluster's life. Commands can come between two events,
// after things that left no event, or at a time at which nothing happened; the
// three together say which place is meant. Along a branch none of them ever
// gets smaller.
type Moment struct {
	Step int           // how many events the trace has
	Turn int           // how many messages, disks and timers have had their turn
	Now  time.Duration // the virtual time
}

// Compare orders the moments of one branch: -1, 0 or +1.
func (m Moment) Compare(o Moment) int {
	return cmp.Or(cmp.Compare(m.Step, o.Step), cmp.Compare(m.Turn, o.Turn), cmp.Compare(m.Now, o.Now))
}

// Recorded is a command and the moment at which it was applied.
type Recorded struct {
	At Moment
	engine.Command
}

// New makes a cluster in which nothing has happened yet. The error is
// that of engine.New.
func New(cfg engine.Config) (*History, error) {
	c, err := engine.New(cfg)
	if err != nil {
		return nil, err
	}
	c.Last() // there is an account of all branches together
	b := &branch{owner: new(owner), id: 1, frames: []keyframe{{c: c.Frozen()}}}
	h := &History{config: cfg, live: c, owner: b.owner, on: b, branches: []*branch{b}, every: frameEvery}
	h.account.Bounds = SessionBounds()
	return h, nil
}

// Config returns what the cluster was made from.
func (h *History) Config() engine.Config { return h.config }

// View returns the cluster as it is now; see engine.Cluster.View.
func (h *History) View(w engine.Watch) *engine.View {
	v := h.live.View(w)
	if v != h.seen {
		h.seen = v
		h.effort += effortOfView + uint64(len(v.Nodes))
	}
	return v
}

// Now returns the virtual time.
func (h *History) Now() time.Duration { return h.live.Now() }

// Trace returns what has happened up to now; see engine.Cluster.Trace. Travelling
// makes another one.
func (h *History) Trace() *event.Trace { return h.live.Trace() }

// NodeName returns the name of a node.
func (h *History) NodeName(id ring.NodeID) string { return h.live.NodeName(id) }

// Form hands over a part of what the cluster is now; see engine.Cluster.Form.
func (h *History) Form(part engine.Part, to func(piece []byte)) { h.live.Form(part, to) }

// Motion says what is going on now, whatever may be recorded ahead.
func (h *History) Motion() engine.Motion {
	if h.account.full != nil && h.Full() != nil {
		return engine.Quiet // for good
	}
	return h.live.Motion()
}

// Position returns the present moment.
func (h *History) Position() Moment {
	return Moment{Step: h.live.Trace().Len(), Turn: h.turn, Now: h.live.Now()}
}

// End returns how far the branch is recorded. It is Position unless time has
// been turned back.
func (h *History) End() Moment { return h.on.end }

// Revision grows with every command that is recorded, and not by travelling:
// while it stays, a saved session is up to date but for the position.
func (h *History) Revision() uint64 { return h.revision }

// Commands returns all commands of the branch, those ahead of the present
// moment too.
func (h *History) Commands() []Recorded {
	all := make([]Recorded, h.on.log.len())
	for i := range all {
		all[i] = h.on.log.entry(i)
	}
	return all
}

// Applied returns how many of Commands lie before the present moment.
func (h *History) Applied() int { return h.next }

// Next returns when the next thing will happen, a recorded command included;
// false if nothing will.
func (h *History) Next() (time.Duration, bool) {
	if at, ok := h.due(); ok {
		return at.Now, true
	}
	if h.account.full != nil && h.Full() != nil {
		return 0, false
	}
	return h.live.Next()
}

// due returns the moment of the recorded command that comes before anything
// else can happen, if there is one.
func (h *History) due() (Moment, bool) {
	if h.next >= h.on.log.len() {
		return Moment{}, false
	}
	at := h.on.log.moment(h.next)
	return at, at.Turn == h.turn
}

// Apply carries out a command at the present moment; an error means that
// nothing has changed. If something else is recorded to happen from here on, a
// branch begins: the recorded one is kept.
func (h *History) Apply(cmd engine.Command) error {
	at := h.Position()
	if due, ok := h.due(); ok && due == at && h.on.log.holds(h.next, cmd) {
		h.undone = nil
		h.replay(at)
		return nil
	}
	parts := h.on.end.Step > at.Step || h.on.end.Turn > at.Turn
	err := h.spent()
	if parts {
		err = h.branchable()
	}
	if err == nil {
		err = h.account.holds(&cmd)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", cmd.Verb, err)
	}
	if err := h.live.Apply(cmd); err != nil {
		h.effort++
		return err
	}
	h.happened(at.Step)
	h.undone = nil
	if parts {
		h.branchOff(at)
	}
	h.on.cutAfter(at) // time that passed without anything happening is no loss
	h.on.log.add(at, cmd)
	h.write(at)
	h.next++
	h.revision++
	h.passed()
	return nil
}

// What a saved session has, at most, on the line of a command besides the command, and
// of a branch besides its commands. A writer of sessions holds to that.
const (
	perLine   = 72
	perCourse = 288
)

// Written returns how many bytes a saved session has of commands and branches, at most:
// what Bounds.Text limits, so that one that is saved can be opened.
func (h *History) Written() int { return h.account.text + len(h.branches)*perCourse }

// write adds the command that has been applied at a moment to the account.
func (h *History) write(at Moment) {
	trace := h.live.Trace()
	line := len(trace.Text(trace.At(at.Step+1).Text)) + perLine
	h.on.text += line
	h.account.text += line
}

// replay applies the recorded command that is due.
func (h *History) replay(at Moment) {
	h.live.Rest(at.Now)
	before := h.live.Trace().Len()
	if err := h.live.Apply(h.on.log.entry(h.next).Command); err != nil {
		// It could be applied here before, to an equal cluster.
		panic(fmt.Sprintf("history: a recorded command can't be applied again: %v", err))
	}
	h.happened(before)
	h.next++
	h.passed()
}

// Step lets the next thing happen that leaves an event, be it a recorded
// command, and reports whether there was one.
func (h *History) Step() bool {
	for before := h.live.Trace().Len(); ; {
		if !h.once() {
			return false
		}
		if h.live.Trace().Len() > before {
			return true
		}
	}
}

// Advance lets time go on to until, or until budget things have happened or no more
// can (Full), and reports whether it got there. Recorded commands are applied at their
// moments. Time ends at engine.MaxTime.
func (h *History) Advance(until time.Duration, budget int) bool {
	until = min(until, engine.MaxTime)
	for {
		if at, ok := h.Next(); !ok || at > until {
			break
		}
		if budget <= 0 {
			return false
		}
		budget--
		if !h.once() {
			return false
		}
	}
	if h.account.full != nil && h.Full() != nil {
		return false
	}
	h.idle(until)
	return true
}

// idle lets time pass in which nothing happens.
func (h *History) idle(until time.Duration) {
	if until <= h.live.Now() {
		return
	}
	h.live.Rest(until)
	h.reach()
}

// reach notes that time has come to where it never was.
func (h *History) reach() {
	if m := h.Position(); m.Compare(h.on.end) > 0 {
		h.on.end = m
	}
}

// once lets one thing happen, a recorded command if one is due, and says
// whether there was one.
func (h *History) once() bool {
	if at, ok := h.due(); ok {
		h.replay(at)
		return true
	}
	if h.account.full != nil && h.Full() != nil {
		return false
	}
	before := h.live.Trace().Len()
	if !h.live.Once() {
		h.reach()
		return false
	}
	h.happened(before)
	h.turn++
	h.passed()
	return true
}

// passed notes that something has happened. Where nobody has been before the
// recording grows; where it meets a keyframe, the keyframe takes over, so that
// there is only one trace of what has happened twice.
func (h *History) passed() {
	h.live.Tidy()
	m := h.Position()
	if m.Compare(h.on.end) > 0 {
		h.account.work += max(m.work()-h.on.end.work(), 0)
		h.on.end = m
		h.on.stops.add(m.Step)
		h.keep(m)
		if a := &h.account; h.live.TraceBytes() >= a.next || a.work >= a.Work || a.text+shortLine > a.Text {
			h.weigh()
		}
		return
	}
	if i, ok := h.on.find(m); ok {
		h.take(h.on.frames[i].c)
	}
}

// take goes on with a copy of a keyframe's cluster.
func (h *History) take(c *engine.Cluster) {
	h.copied(c)
	h.adopt(c.Clone())
}

// adopt goes on with an equal or another cluster. A reader sees a new
// View.
func (h *History) adopt(c *engine.Cluster) {
	c.Succeed(h.live)
	h.live = c
}

// Fork returns a history of its own that stands where this one stands, with all
// branches: what happens to one is nothing to the other, and each can be given
// to another goroutine.
func (h *History) Fork() *History {
	f := *h
	f.pause, f.given, f.forked = nil, false, h.effort
	f.live = h.live.Clone()
	f.copied(h.live)
	f.owner, h.owner = new(owner), new(owner) // all that there are belong to both from now on,
	h.on.owner = h.owner
	f.branches = slices.Clone(h.branches)
	f.on = f.mine(h.on.id) // but for the one that each is on
	f.undone = slices.Clone(h.undone)
	f.account.warm = slices.Clone(h.account.warm)
	return &f
}

// KeepEvery makes the history keep keyframes after so much work, at least: things that
// happen, and events that they leave. It only changes how long travelling takes.
func (h *History) KeepEvery(work int) { h.every = work }

// Cluster returns a copy of the cluster as it is now, which goes on by itself and has no
// history. Nothing limits how much memory it takes.
func (h *History) Cluster() *engine.Cluster {
	h.copied(h.live)
	return h.live.Clone()
}

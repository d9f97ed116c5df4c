// Package room is one class: a cluster that everybody sees, and rules for who may do what
// to it.
//
//	        ┌───────── one goroutine owns the cluster, its time, the roster ─────────┐
//	Lease ─▶│ inbox ─▶ drive, say ─▶ history.History ─▶ publish: an immutable picture │
//	Member ▶│                                           │ (atomic pointer)           │
//	        └───────────────────────────────────────────┼────────────────────────────┘
//	                     one token in each Member's news ▼ (capacity 1, never waits)
//	                     Member.Room, Member.Shared: read by sessions, which never lock
//
// A Member is a participant who is here (class.Participant). It can look, ask for copies and say things
// to the room, and has nothing with which to change the shared cluster: that takes a
// Lease, which the room gives to one participant at a time and which is worthless once it has
// been taken back.
//
// A panic in the room's goroutine ends this room and no other.
package room

import (
	"context"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync/atomic"
	"time"

	"ringside/engine"
	"ringside/engine/history"
	"ringside/engine/script"
	"ringside/presets"
	"ringside/tui/class"
	"ringside/tui/source"
	"ringside/tui/workspace"
)

// Config configures a room.
type Config struct {
	Name    string
	Title   string // what Cluster was made from
	Cluster engine.Config
	State   *State          // as the class was left; nil: it begins
	Log     *slog.Logger    // nil: nothing is logged
	Results Results         // nil: answers are not kept
	Lecture *presets.Preset // a walkthrough beside the embedded ones; nil: none
	Now     func() time.Time

	Processor *Processor // shared with other rooms; nil: the room has its own
}

// Room is a class. Its methods can be called from any goroutine.
type Room struct {
	name    string
	title   string
	left    bool
	aside   []Aside
	dirty   chan struct{} // holds a token when there may be something to save
	config  engine.Config
	log     *slog.Logger
	results Results
	lecture *presets.Preset
	now     func() time.Time

	processor *Processor

	inbox  chan func()
	done   chan struct{}
	failed atomic.Bool
	state  atomic.Pointer[picture]

	// The rest belongs to the room's goroutine.
	history      *history.History // the class's own
	stage        *history.History // what is shown: history, or an offered copy
	shows        string           // whose copy it is; "" for history
	runner       *script.Runner
	playback     source.Playback
	job          *job
	work         meter // of the driver
	place        workspace.Place
	term         uint64 // of the lease: older leases are void
	driver       *participant
	participants []*participant // in the order in which they were taken
	bans         []ban
	passes       []pass    // people let in by instructors
	waiting      []waiting // who has asked to come in
	knocked      time.Time // when instructors were last told of them
	held         bool
	invite       string // how others join
	note         class.Notice
	poll         *poll
	lesson       *classLesson // nil: none
	polls        int
	hands        uint64   // how many have been raised
	owed         []func() // answers, sent once the next picture is published
	revision     uint64   // of history, in the last picture
	changed      bool     // the cluster has, since the last picture
	outdated     bool     // the last picture is, for another reason
	roster       []class.Person
	branches     branchList
	asked        *class.Poll // as everybody sees it; nil: to be described again
	noted        []string    // the notes of the previous picture
	clock        *time.Timer
	due          time.Time // when it fires; zero if it is not set

	misconceptions map[string]int // how often each came up in the questions that were revealed
}

// picture is what the room publishes.
type picture struct {
	room   class.Room
	notes  []string                     // for instructors
	views  []*engine.View               // the first as the driver watches the cluster
	mine   map[*participant]*class.Mine // what concerns each participant alone
	driver *participant
	lease  *Lease // nil if nobody drives
}

// frame is how often a cluster in motion is shown to the class.
const frame = time.Second / 15

// New makes a room and starts its goroutine, which ends with ctx.
func New(ctx context.Context, c Config) (*Room, error) {
	h, err := c.history()
	if err != nil {
		return nil, err
	}
	if c.Processor == nil {
		c.Processor = NewProcessor(c.Now)
	}
	h.BoundLeft(class.ClusterBounds(), c.left().within(class.ClusterBounds()))
	r := &Room{
		processor: c.Processor, work: meter{c.Processor.classBudget(), h.Effort()},
		name: c.Name, title: c.Title, dirty: make(chan struct{}, 1), config: h.Config(), log: c.Log, results: c.Results, lecture: c.Lecture, now: c.Now,
		inbox: make(chan func(), 1024), done: make(chan struct{}),
		history: h, playback: source.NewPlayback(),
		clock: time.NewTimer(time.Hour), misconceptions: make(map[string]int),
	}
	if r.log == nil {
		r.log = slog.New(slog.DiscardHandler)
	}
	if r.now == nil {
		r.now = time.Now
	}
	r.log = r.log.With("room", r.name)
	r.playback.Playing = c.State == nil
	r.place.Log.Follow = true
	r.setStage(h, "")
	if r.results != nil {
		r.polls = r.results.Last(r.name)
	}
	if c.State != nil {
		if title := c.State.Title(); c.State.history != nil {
			r.title, r.left = title, true
		}
		if err := r.reopenAs(c.State); err != nil {
			return nil, err
		}
	}
	r.publish()
	go r.run(ctx)
	return r, nil
}

// left returns how much may still be done in the class's cluster, if it was saved.
func (c *Config) left() *left {
	if c.State == nil || c.State.history == nil {
		return nil
	}
	return c.State.saved.Left
}

func (c *Config) history() (*history.History, error) {
	if c.State != nil && c.State.history != nil {
		return c.State.history, nil
	}
	return history.New(c.Cluster)
}

// Name returns the room's name.
func (r *Room) Name() string { return r.name }

// Title is the name of the preset that the room's cluster was made from; "" if unknown.
func (r *Room) Title() string { return r.title }

// Left reports whether the room's cluster goes on where it was left.
func (r *Room) Left() bool { return r.left }

// Config returns the configuration of the room's cluster.
func (r *Room) Config() engine.Config { return r.config }

// Dirty delivers a token when something has been done since the previous one.
func (r *Room) Dirty() <-chan struct{} { return r.dirty }

// Mark requests that the room be saved again.
func (r *Room) Mark() { r.mark() }

// TellInstructors shows a line to the instructors who are here.
func (r *Room) TellInstructors(line string, bad bool) {
	r.post(func() {
		for _, s := range r.participants {
			if s.instructor && s.member != nil {
				s.notify(cleanText(line), bad)
			}
		}
	})
}

// Members returns how many are in the room.
func (r *Room) Members() (n int) {
	for _, p := range r.state.Load().room.People {
		if p.Here {
			n++
		}
	}
	return n
}

// Done is closed when the room has ended.
func (r *Room) Done() <-chan struct{} { return r.done }

// run is the room's goroutine.
func (r *Room) run(ctx context.Context) {
	defer close(r.done)
	defer r.dropJob()
	defer r.reply() // nobody waits for a room that has failed
	defer func() {
		if p := recover(); p != nil {
			r.failed.Store(true)
			r.log.Error("the room has failed", "panic", p, "stack", string(debug.Stack()))
			r.endAll("this room has failed and is closed; other rooms go on")
		}
	}()
	for {
		select {
		case <-ctx.Done():
			r.endAll("the class is over")
			return
		case f := <-r.inbox:
			r.drain(f)
		case <-r.clock.C:
			r.goOn()
		}
		r.publish()
		r.reply()
		r.wind()
	}
}

// drain calls f and then what waits in the inbox, for at most a frame. All of that is
// published as one picture.
func (r *Room) drain(f func()) {
	f()
	for end := r.now().Add(frame); r.now().Before(end); {
		select {
		case f := <-r.inbox:
			f()
		default:
			return
		}
	}
}

// reply sends the answers that had to wait until their results were published.
func (r *Room) reply() {
	for _, answer := range r.owed {
		answer()
	}
	clear(r.owed)
	r.owed = r.owed[:0]
}

// post has the room's goroutine call f, and reports whether its queue had room: the
// caller never waits.
func (r *Room) post(f func()) bool {
	select {
	case <-r.done:
		return false
	default:
	}
	select {
	case r.inbox <- f:
		return true
	default:
		return false
	}
}

// call has the room's goroutine call f, and waits until everybody can see what it did.
func (r *Room) call(ctx context.Context, f func()) error {
	finished := make(chan struct{})
	if r.failed.Load() {
		return r.over()
	}
	select {
	case r.inbox <- func() { f(); r.owed = append(r.owed, func() { close(finished) }) }:
	case <-r.done:
		return r.over()
	case <-ctx.Done():
		return ctx.Err()
	}
	select {
	case <-finished:
		return nil
	case <-r.done:
		return r.over()
	case <-ctx.Done():
		return ctx.Err()
	}
}

// ask has the room's goroutine call f, and returns its result. A caller that stops
// waiting gets nothing: the result is passed on, not written where the caller could read
// it.
func ask[T any](ctx context.Context, r *Room, f func() T) (T, error) {
	answer := make(chan T, 1)
	if err := r.call(ctx, func() { answer <- f() }); err != nil {
		var none T
		return none, err
	}
	return <-answer, nil
}

// over returns the error of a room that has ended.
func (r *Room) over() error {
	if r.failed.Load() {
		return fmt.Errorf("the room %s has failed and is closed", r.name)
	}
	return fmt.Errorf("the room %s is closed", r.name)
}

// publish shows everybody what has changed.
func (r *Room) publish() {
	r.judgeLesson()
	old := r.state.Load()
	mine, same := r.mine(old)
	if same && !r.changed && !r.outdated {
		return
	}
	p := &picture{room: r.describe(), mine: mine}
	if r.driver != nil {
		p.driver, p.lease = r.driver, r.driver.lease
	}
	if p.notes = r.noted; old == nil || r.outdated {
		p.notes = r.notes() // nobody waits for them while only time passes
	}
	r.noted = p.notes
	if old != nil && !r.changed {
		p.views = r.keep(old.views)
	} else {
		for _, w := range r.watches() {
			p.views = append(p.views, r.stage.View(w))
		}
	}
	if old != nil && (r.outdated || !same || r.revision != r.history.Revision()) {
		r.revision = r.history.Revision()
		r.mark()
	}
	r.changed, r.outdated = false, false
	r.state.Store(p)
	for _, s := range r.participants {
		s.tell()
	}
}

// mine returns what concerns each participant, and whether it is the same map as in the previous
// picture.
func (r *Room) mine(old *picture) (all map[*participant]*class.Mine, same bool) {
	if old != nil && len(old.mine) == len(r.participants) {
		same = true
		for _, s := range r.participants {
			same = same && old.mine[s] == s.mine
		}
		if same {
			return old.mine, true
		}
	}
	all = make(map[*participant]*class.Mine, len(r.participants))
	for _, s := range r.participants {
		all[s] = s.mine
	}
	return all, false
}

// keep returns the Views for what is watched now, reusing those that exist.
func (r *Room) keep(old []*engine.View) (views []*engine.View) {
	for _, w := range r.watches() {
		v := viewOf(old, w)
		if v == nil {
			v = r.stage.View(w)
		}
		views = append(views, v)
	}
	return views
}

func viewOf(views []*engine.View, w engine.Watch) *engine.View {
	for _, v := range views {
		if v.Watch == w {
			return v
		}
	}
	return nil
}

// mostWatches is how many different things the members of a room can watch closely at
// once; the others see what the driver watches.
const mostWatches = 24

// watches lists what members look at, the driver's first.
func (r *Room) watches() []engine.Watch {
	all := []engine.Watch{{Key: r.place.Key}}
	add := func(w engine.Watch) {
		for _, have := range all {
			if have == w {
				return
			}
		}
		if len(all) < mostWatches {
			all = append(all, w)
		}
	}
	if r.driver != nil {
		if w := r.driver.watch(); w != nil {
			all[0] = *w
		}
	}
	for _, s := range r.participants {
		if w := s.watch(); w != nil {
			add(*w)
		}
	}
	return all
}

// mark records that there may be something to save.
func (r *Room) mark() {
	select {
	case r.dirty <- struct{}{}:
	default:
	}
}

// describe returns everything about the room except the cluster.
func (r *Room) describe() class.Room {
	if r.roster == nil {
		r.roster = r.people()
	}
	d := class.Room{
		Name: r.name, Place: r.place, Playback: r.playback, Ahead: r.stage.Ahead(), Shows: r.shows,
		Note: r.note, Held: r.held, Invitation: r.invite, People: r.roster, Poll: r.describePoll(), Lesson: r.describeLesson(),
	}
	l := r.describeBranches()
	d.Branches, d.BranchList, d.Branch = l.all, l.number, l.on
	if r.driver != nil {
		d.Driver = r.driver.name
	}
	if r.job != nil {
		d.Job, d.Part = r.job.name, r.job.part(r.stage)
	}
	return d
}

// Invite tells instructors how others can join.
func (r *Room) Invite(text string) { r.post(func() { r.invite, r.outdated = text, true }) }

// setStage shows the class's own cluster, or an offered copy.
func (r *Room) setStage(h *history.History, whose string) {
	r.dropJob()
	r.stage, r.shows = h, whose
	r.runner = script.NewRunner(h)
	r.work.paid = h.Effort()
	r.changed = true
}

// tellAll shows everybody a line, once.
func (r *Room) tellAll(text string, bad bool) {
	r.note = class.Notice{Number: r.note.Number + 1, Text: text, Bad: bad}
	r.outdated = true
}

// rollCall makes the next picture contain a new roster and a new description of the question.
func (r *Room) rollCall() { r.roster, r.asked, r.outdated = nil, nil, true }

// endAll ends all members.
func (r *Room) endAll(why string) {
	for _, s := range r.participants {
		if s.member != nil {
			s.member.end(why)
		}
	}
}

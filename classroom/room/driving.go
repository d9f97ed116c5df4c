// Driving the class's cluster: leases, commands, its clock, and jobs that take long.

package room

import (
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"ringside/engine"
	"ringside/engine/history"
	"ringside/engine/script"
	"ringside/tui/class"
	"ringside/tui/source"
	"ringside/tui/workspace"
)

// job runs time as fast as it can, or goes to another moment, a slice at a time, so that
// the class sees its progress and the driver can stop it.
type job struct {
	name    string
	expect  string // what is to hold at its end; "": nothing
	judges  bool   // it ends with an expression
	from    time.Duration
	whole   time.Duration   // 0: unknown
	journey *source.Journey // to another moment; nil: it runs time
	moved   func()          // what takes over a move of the lesson that has been made; nil: it is none
}

// part returns how much of it is done; below 0 if unknown.
func (j *job) part(h *history.History) float64 {
	switch {
	case j.journey != nil:
		return j.journey.Part()
	case j.whole <= 0:
		return -1
	}
	return float64(h.Now()-j.from) / float64(j.whole)
}

const (
	// sliceTime is how long a job may keep the room waiting, and sliceBudget how many
	// events happen between two looks at the clock.
	sliceTime   = 10 * time.Millisecond
	sliceBudget = 200
)

// Lease drives the shared cluster: commands and time. A room has one valid lease, and its
// holder drives.
type Lease struct {
	room  *Room
	term  uint64
	place chan workspace.Place // the latest, until the room has taken it
	asks  asks
}

// Do carries out a command of the language.
func (l *Lease) Do(cmd engine.Command) <-chan source.Reply {
	return l.asks.do(l.room, func() (string, error) {
		if err := l.holds(); err != nil {
			return "", err
		}
		return l.room.drive(cmd)
	})
}

// Control plays or pauses the clock, or changes its speed.
func (l *Lease) Control(c source.Control) <-chan source.Reply {
	return l.asks.do(l.room, func() (string, error) {
		err := l.holds()
		if err == nil {
			l.room.control(c)
		}
		return "", err
	})
}

// Show tells the room where the driver's screen looks.
func (l *Lease) Show(p workspace.Place) {
	select { // an older one is of no use any more
	case <-l.place:
	default:
	}
	l.place <- p // only the driver's own goroutine sends
	l.room.post(func() {
		select {
		case p := <-l.place:
			if l.holds() == nil {
				l.room.place, l.room.outdated = p, true
			}
		default:
		}
	})
}

// holds returns nil if the lease is valid, else an error that says why not.
func (l *Lease) holds() error {
	switch r := l.room; {
	case l.term == r.term:
		return nil
	case r.driver == nil:
		return fmt.Errorf("nobody drives now")
	default:
		return fmt.Errorf("%s drives now", r.driver.name)
	}
}

// asks bounds how much one participant may ask of the room before it is answered: whatever is
// pasted there, the room has time for everybody else.
type asks struct {
	most    int32
	waiting atomic.Int32
}

// How much a participant may ask at once: lines for the room, and lines of the driver, which may
// be pasted.
const (
	mostAsked  = 16
	mostDriven = 256
)

// do has the room call f, and returns its answer: words alone.
func (a *asks) do(r *Room, f func() (string, error)) <-chan source.Reply {
	return answered(a, r, func() (reply source.Reply) {
		reply.Said, reply.Err = f()
		return reply
	}, func(err error) source.Reply { return source.Reply{Err: err} })
}

// ask is do for answers of more than words.
func (a *asks) ask(r *Room, f func() class.Reply) <-chan class.Reply {
	return answered(a, r, f, func(err error) class.Reply { return class.Reply{Err: err} })
}

// answered has the room call f, and returns its answer once the result has been published; or
// why it is refused, if too much waits already.
func answered[R any](a *asks, r *Room, f func() R, refused func(error) R) <-chan R {
	reply := make(chan R, 1)
	if a.waiting.Add(1) > a.most {
		a.waiting.Add(-1)
		reply <- refused(fmt.Errorf("%d lines of yours wait for the room already; wait until they are answered", a.most))
		return reply
	}
	if !r.post(func() {
		answer := f()
		r.owed = append(r.owed, func() {
			a.waiting.Add(-1)
			reply <- answer
		})
	}) {
		a.waiting.Add(-1)
		reply <- refused(errors.New("the room has too much to do; try again"))
	}
	return reply
}

// control does what the driver asks of the clock.
func (r *Room) control(c source.Control) {
	if c == source.Stop {
		r.stopJob()
		return
	}
	r.sync()
	switch c {
	case source.Play, source.Pause:
		r.playback.Playing = c == source.Play
		r.playback.Stop()
	case source.Faster:
		r.playback.Faster(+1)
	case source.Slower:
		r.playback.Faster(-1)
	}
	r.outdated = true
}

// drive carries out a command of the driver.
func (r *Room) drive(cmd engine.Command) (said string, err error) {
	switch {
	case r.job != nil:
		return "", fmt.Errorf("%s is running", r.job.name)
	case script.Judges(cmd) && r.coversNow():
		return "", fmt.Errorf("%s: that would give the answer away; an instructor can reveal it", cmd.Verb)
	case r.coversNow() && !r.driver.instructor && !class.Blind(cmd):
		return "", fmt.Errorf("%s: you can only let time pass until the answer is shown", cmd.Verb)
	}
	if err := r.work.budget.afford(); err != nil {
		return "", fmt.Errorf("%s: %w", cmd, err)
	}
	r.log.Info("drive", "by", r.driver.name, "line", cleanText(cmd.String()))
	said, err = r.execute(cmd)
	if r.coversNow() {
		return "", withheld(cmd, err)
	}
	return said, err
}

// withheld is an error without its reason, which would reveal covered parts of the
// cluster: which nodes are down, which messages are in flight, how many events there are.
func withheld(cmd engine.Command, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: refused; the reason would give the answer away, and an instructor can reveal it", cleanText(cmd.String()))
}

// execute carries out a command at the present moment.
func (r *Room) execute(cmd engine.Command) (string, error) {
	r.sync()
	r.changed = true
	r.work.paid = r.stage.Effort() // what happens by itself is charged to nobody
	defer r.work.pay(r.stage, 0)
	_, branches := r.stage.Branch()
	switch {
	case cmd.Verb.Travels():
		if err := r.travel(cmd); err != nil {
			return "", err
		}
		r.halt()
	case cmd.Verb.MovesTime():
		if cmd.Verb == engine.Step {
			r.halt()
		}
		return "", r.begin(cmd)
	default:
		if err := r.stage.Apply(cmd); err != nil {
			return "", err
		}
	}
	if _, now := r.stage.Branch(); now > branches {
		return fmt.Sprintf("branch %d begins here; switch goes to another one", now), nil
	}
	return "", nil
}

// begin starts a command that takes virtual time.
func (r *Room) begin(cmd engine.Command) error {
	j := &job{name: cmd.String(), from: r.stage.Now(), judges: script.Judges(cmd)}
	if cmd.Verb == engine.Run {
		j.whole = cmd.For
	}
	if cmd.Verb == engine.Expect {
		j.expect = cmd.Expr
	}
	if err := r.runner.Exec(cmd); err != nil {
		return err
	}
	r.job = j
	r.playback.Stop()
	r.goOn()
	return nil
}

// travel starts taking the class to another moment. A near one is reached at once; for a
// far one a job goes on, and until it is done everybody sees the moment that is left. The
// error says why that is impossible.
func (r *Room) travel(cmd engine.Command) error {
	r.job = &job{name: cmd.String(), journey: source.NewJourney(r.stage, source.WayOf(cmd))}
	_, err := r.goOnJob()
	return err
}

// goOn lets time pass for one frame.
func (r *Room) goOn() {
	r.due = time.Time{}
	if r.job == nil && r.stage.Full() != nil {
		r.halt()
		return
	}
	if r.job == nil {
		if r.playback.Playing {
			r.letPass()
			r.changed = true
		}
		return
	}
	name, expect, moves := r.job.name, r.job.expect, r.job.moved != nil
	switch done, err := r.goOnJob(); {
	case err != nil && moves && r.coversNow():
		r.tellAll(name+" failed; the reason would give the answer away", true)
	case err != nil && !r.coversNow(): // the reason would reveal the answer
		r.tellAll(err.Error(), true)
	case done && err == nil && expect != "":
		r.tellAll("it holds: "+expect, false)
	}
}

// goOnJob runs the job for a slice, and ends it when it is done or fails.
func (r *Room) goOnJob() (done bool, err error) {
	r.changed = true
	for end := r.now().Add(sliceTime); !done && err == nil; {
		if j := r.job.journey; j != nil {
			done, err = j.Advance()
			if r.job.moved == nil { // a lesson is the class's own
				r.work.payTo(j.Effort(), 0)
			}
		} else {
			done, err = r.runner.Advance(sliceBudget)
		}
		if !done && err == nil && !r.now().Before(end) {
			return false, nil
		}
	}
	moved := r.job.moved
	r.stopJob()
	if err == nil && moved != nil {
		r.work.paid = r.stage.Effort()
		moved()
	}
	return done, err
}

// stopJob ends a job: running time where it is, a journey where it began.
func (r *Room) stopJob() {
	r.dropJob()
	r.outdated = true
	r.runner.Cancel()
	r.playback.Stop()
}

// dropJob forgets the job.
func (r *Room) dropJob() {
	if r.job != nil && r.job.journey != nil {
		r.job.journey.Cancel()
		r.work.paid = r.stage.Effort()
	}
	r.job = nil
}

// sync brings virtual time up to the present before something is done.
func (r *Room) sync() {
	if r.job == nil {
		r.playback.Sync(r.stage, r.now())
		r.changed = true
	}
}

// halt stops the clock.
func (r *Room) halt() {
	r.playback.Playing = false
	r.playback.Stop()
	r.outdated = true
}

// wind sets the clock for the next time something is due, if anything is.
func (r *Room) wind() {
	wait, moves := r.playback.Wait(r.stage)
	wait = max(wait, frame)
	if r.job != nil {
		wait, moves = frame/4, true // slices are short, and the rest is for the sessions
	}
	if !moves {
		r.playback.Stop()
		r.clock.Stop()
		r.due = time.Time{}
		return
	}
	now := r.now()
	r.playback.Start(now)
	if due := now.Add(wait); r.due.IsZero() || due.Before(r.due) {
		r.due = due
		r.clock.Reset(wait)
	}
}

// Lines that are carried out one after the other.

package drive

import (
	"errors"
	"fmt"

	"ringside/engine/script"
	"ringside/keymaps"
	"ringside/tui/bar"
	"ringside/tui/source"
)

// RunLine carries out one line of the command language.
func (d *Driver) RunLine(line string) {
	cmd, err := script.Parse(line)
	if err != nil {
		d.Fail(err.Error())
		return
	}
	if cmd.Verb != 0 {
		d.Run(cmd)
	}
}

// Typed is where lines are typed: it remembers them, and carries out those that are not
// of the language.
type Typed interface {
	Remember(line string)
	// Own carries a line out, and reports whether it is one of its own.
	Own(line string) bool
}

// RunLines carries out lines one after the other, up to the first that can't be. A line
// begins when all that the one before it has asked for is over: time that goes by, a way
// to another moment, an answer of the class.
func (d *Driver) RunLines(lines []string, by Typed) {
	if d.Local != nil {
		if why := d.Gate.Withheld(); why != "" {
			d.Refuse(why)
			return
		}
	}
	switch {
	case d.lines != nil:
		d.Refuse(d.lines.name() + " is running; " + d.KeyName(keymaps.Escape) + " stops it")
		return
	case d.Job.Here(), d.Local != nil && d.Job != nil:
		d.Refuse(d.Busy())
		return
	}
	d.Sync()
	b := &batch{Driver: d, lines: lines, by: by}
	b.begin()
}

// batch is lines that are carried out one after the other, here or elsewhere.
//
//	begin ─┬─▶ goOn, a slice of a job, where the cluster is driven from here ─┐
//	       └─▶ send, where it is driven elsewhere ────────────────────────────┤
//	   ▲                                                                      ▼
//	   └──────── TakeReply, when the answer to its latest line is there ── Driver.lines
type batch struct {
	*Driver
	lines  []string
	by     Typed
	next   int
	trip   source.Trip // of the latest line; nil: there is none
	arrive func()      // what to do at its end
	local  *source.Local
	until  int  // how many replies there are when the latest line is answered
	own    bool // a line of its own is carried out, which may have something else looked at
	failed bool
}

func (b *batch) name() string { return fmt.Sprintf("running %d pasted lines", len(b.lines)) }

// begin goes on with the next line in what is looked at now.
func (b *batch) begin() {
	b.local = b.Local
	if b.local == nil {
		b.send()
		return
	}
	b.Start(source.Job{
		Name: b.name(), Judges: true, Slice: b.slice, Stop: b.stop,
		Part: func() float64 { return float64(b.next) / float64(len(b.lines)) },
	})
}

// slice is a slice of the job.
func (b *batch) slice(budget int) (done bool, err error) {
	done, err = b.goOn(budget)
	b.failed = err != nil && !errors.Is(err, source.ErrWaits)
	return done, err
}

// goOn carries out lines, or what the latest one has begun, for about budget events.
func (b *batch) goOn(budget int) (done bool, err error) {
	for range budget {
		switch {
		case b.Driver.lines == b:
			return false, source.ErrWaits
		case b.trip != nil:
			return false, b.travelOn()
		}
		if done, err := b.local.Go(budget); err != nil {
			return false, script.AtLine(b.next, err)
		} else if !done {
			return false, nil
		}
		if b.next == len(b.lines) {
			return true, nil
		}
		asked := b.owed.Asked()
		line := b.lines[b.next]
		b.next++
		b.by.Remember(line)
		if err := b.execute(line); err != nil {
			return false, script.AtLine(b.next, err)
		}
		if b.waits(asked) {
			continue
		}
		if b.Local != b.local { // the line has had something else looked at
			b.begin()
			return true, nil
		}
	}
	return false, nil
}

// waits reports whether the latest line has asked for something, which is waited for
// then: only asked replies had been asked for before it.
func (b *batch) waits(asked int) bool {
	if b.owed.Asked() == asked {
		return false
	}
	b.until = b.owed.Asked()
	b.Driver.lines = b
	return true
}

// travelOn goes a piece of the way to another moment.
func (b *batch) travelOn() error {
	done, err := b.trip.Advance()
	if err != nil {
		return script.AtLine(b.next, err)
	}
	if done {
		b.trip = nil
		b.arrive()
	}
	return nil
}

// stop gives up the way to another moment, and says which lines are not carried out.
func (b *batch) stop() {
	if b.trip != nil {
		b.trip.Cancel()
	}
	if b.Driver.lines == b {
		b.Driver.lines = nil
	}
	if b.next < len(b.lines) && !b.failed && !b.own {
		b.Say(script.AtLine(b.next, errors.New(b.name()+" stopped")).Error())
	}
}

// send asks for lines elsewhere, up to the first that has to be answered.
func (b *batch) send() {
	for b.next < len(b.lines) {
		asked := b.owed.Asked()
		line := b.lines[b.next]
		b.next++
		b.by.Remember(line)
		if err := b.request(line); err != nil {
			b.Fail(script.AtLine(b.next, err).Error())
			return
		}
		if b.waits(asked) {
			return
		}
		if b.Local != nil {
			b.begin()
			return
		}
	}
}

// request asks for one of several lines elsewhere.
func (b *batch) request(line string) error {
	if done, err := b.ownLine(line); done {
		return err
	}
	cmd, err := script.Parse(line)
	if err != nil || cmd.Verb == 0 {
		return err
	}
	if why := b.refuses(cmd); why != "" {
		return errors.New(why)
	}
	if !b.elsewhere(cmd) {
		return errors.New(b.Note.Text)
	}
	b.follows(cmd)
	return nil
}

// ownLine carries a line out if it is not of the language.
func (b *batch) ownLine(line string) (done bool, err error) {
	d := b.Driver
	d.Note = bar.Note{}
	b.own = true
	done = b.by.Own(line)
	b.own = false
	if done && (d.Note.Bad || d.Note.Refused) {
		return true, errors.New(d.Note.Text)
	}
	return done, nil
}

// StopLines stops pasted lines that wait for an answer, and reports whether there were any.
func (d *Driver) StopLines() bool {
	b := d.lines
	if b == nil {
		return false
	}
	b.stop()
	return true
}

// TakeReply takes in a reply of a cluster that is driven elsewhere, or of the class: take
// carries out what it brings and returns why it failed. Pasted lines that waited for it go
// on after that, in what is looked at then, or end there.
func (d *Driver) TakeReply(take func() error) {
	d.Await(d.owed.Next())
	b := d.lines
	if b != nil && d.owed.Answered() < b.until {
		b = nil
	}
	if b != nil {
		d.lines = nil
		if b.local != nil {
			d.Job = nil // it begins anew
		}
	}
	err := take()
	switch {
	case err != nil && b != nil:
		d.Fail(script.AtLine(b.next, err).Error())
	case err != nil:
		d.Fail(err.Error())
	case b != nil:
		b.begin()
	}
}

// execute carries out one of several lines, up to where it takes time.
func (b *batch) execute(line string) (err error) {
	d := b.Driver
	if done, err := b.ownLine(line); done {
		return err
	}
	cmd, err := script.Parse(line)
	if err != nil || cmd.Verb == 0 {
		return err
	}
	switch why := d.refuses(cmd); {
	case why != "":
		return errors.New(why)
	case script.Judges(cmd) && d.Covers():
		return errors.New(d.WouldTell())
	case cmd.Verb.Travels():
		b.trip, b.arrive, err = d.depart(cmd)
		return err
	case cmd.Verb.MovesTime():
		d.Kept.Passes(cmd)
		return (<-d.Local.Do(cmd)).Err
	}
	if err := d.change(cmd); err != nil {
		return err
	}
	d.follows(cmd)
	return nil
}

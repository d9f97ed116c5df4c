// Lines that are carried out one after the other.

package drive

import (
	"errors"
	"fmt"

	"ringside/engine/script"
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

// RunLines carries out lines one after the other, up to the first that can't be.
func (d *Driver) RunLines(lines []string, by Typed) {
	if d.Local == nil {
		d.sendLines(lines, by)
		return
	}
	if why := d.Gate.Withheld(); why != "" {
		d.Refuse(why)
		return
	}
	if d.Job != nil {
		d.Refuse(d.Busy())
		return
	}
	d.Sync()
	b := &batch{Driver: d, lines: lines, by: by}
	d.Start(source.Job{
		Name: fmt.Sprintf("running %d pasted lines", len(lines)), Judges: true, Slice: b.goOn, Stop: b.stop,
		Part: func() float64 { return float64(b.next) / float64(len(lines)) },
	})
}

// batch is lines that are carried out one after the other.
type batch struct {
	*Driver
	lines  []string
	by     Typed
	next   int
	trip   source.Trip // of the latest line; nil: there is none
	arrive func()      // what to do at its end
}

// goOn carries out lines, or what the latest one has begun, for about budget events.
func (b *batch) goOn(budget int) (done bool, err error) {
	for range budget {
		if b.trip != nil {
			return false, b.travelOn()
		}
		if done, err := b.Local.Go(budget); err != nil {
			return false, script.AtLine(b.next, err)
		} else if !done {
			return false, nil
		}
		if b.next == len(b.lines) {
			return true, nil
		}
		line := b.lines[b.next]
		b.next++
		b.by.Remember(line)
		if err := b.execute(line); err != nil {
			return false, script.AtLine(b.next, err)
		}
	}
	return false, nil
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

// stop gives up the way to another moment.
func (b *batch) stop() {
	if b.trip != nil {
		b.trip.Cancel()
	}
}

// sendLines asks for all of them elsewhere.
func (d *Driver) sendLines(lines []string, by Typed) {
	for i, line := range lines {
		by.Remember(line)
		cmd, err := script.Parse(line)
		if err != nil {
			d.Fail(script.AtLine(i+1, err).Error())
			return
		}
		if cmd.Verb != 0 && !d.elsewhere(cmd) {
			return
		}
	}
}

// execute carries out one of several lines, up to where it takes time.
func (b *batch) execute(line string) (err error) {
	d := b.Driver
	d.Note = bar.Note{}
	if b.by.Own(line) {
		if d.Note.Bad || d.Note.Refused {
			return errors.New(d.Note.Text)
		}
		return nil
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
		return (<-d.Local.Do(cmd)).Err
	}
	if err := d.change(cmd); err != nil {
		return err
	}
	d.follows(cmd)
	return nil
}

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
	next := 0
	d.Start(source.Job{Name: fmt.Sprintf("running %d pasted lines", len(lines)), Judges: true, Slice: func(budget int) (bool, error) {
		for range budget {
			if done, err := d.Local.Go(budget); err != nil {
				return false, script.AtLine(next, err)
			} else if !done {
				return false, nil
			}
			if next == len(lines) {
				return true, nil
			}
			line := lines[next]
			next++
			by.Remember(line)
			if err := d.execute(line, by); err != nil {
				return false, script.AtLine(next, err)
			}
		}
		return false, nil
	}, Part: func() float64 { return float64(next) / float64(len(lines)) }})
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
func (d *Driver) execute(line string, by Typed) error {
	d.Note = bar.Note{}
	if by.Own(line) {
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
		return d.travel(cmd)
	case cmd.Verb.MovesTime():
		return (<-d.Local.Do(cmd)).Err
	}
	if err := d.change(cmd); err != nil {
		return err
	}
	d.follows(cmd)
	return nil
}

package tui

import (
	"errors"
	"fmt"

	tea "charm.land/bubbletea/v2"

	"ringside/engine"
	"ringside/engine/script"
)

// runLine carries out one line of the command language. What takes virtual time
// goes on as a job.
func (m *Model) runLine(line string) tea.Cmd {
	if cmd, ok := m.own(line); ok {
		return cmd
	}
	cmd, err := script.Parse(line)
	if err != nil {
		m.fail(err.Error())
		return nil
	}
	if cmd.Verb != 0 {
		m.run(cmd)
	}
	return nil
}

// run carries out a command of the language.
func (m *Model) run(cmd engine.Command) {
	switch {
	case m.refuses(cmd) != "":
		m.fail(m.refuses(cmd))
		return
	case m.driven == nil && !(cmd.Verb.Travels() && m.travels()):
		if m.drive(cmd) {
			m.follows(cmd)
		}
		return
	case m.job != nil:
		m.fail(m.disabledByJob())
		return
	case script.Judges(cmd) && m.covers():
		m.fail(m.wouldTell())
		return
	case !cmd.Verb.MovesTime():
		if m.apply(cmd) {
			m.follows(cmd)
		}
		return
	}
	if cmd.Verb.Travels() {
		if err := m.travel(cmd); err != nil {
			m.fail(err.Error())
		}
		return
	}
	m.sync()
	part := m.partOfRun(cmd)
	if err := m.runner.Exec(cmd); err != nil {
		m.fail(err.Error())
		return
	}
	done := func() {
		if cmd.Verb == engine.Expect {
			m.say("it holds: " + cmd.Expr)
		}
	}
	if _, busy := m.runner.Busy(); !busy {
		done()
		return
	}
	m.start(job{name: cmd.String(), judges: script.Judges(cmd), slice: m.runner.Advance, part: part, done: done})
}

// follows has what a typed command was about in hand.
func (m *Model) follows(cmd engine.Command) {
	if cmd.Verb <= engine.Delete {
		m.Key = cmd.Key
	}
	m.ChooseNode(cmd.Node)
}

// runLines carries out pasted lines one after the other, up to the first that
// can't be.
func (m *Model) runLines(lines []string) tea.Cmd {
	if m.driven == nil {
		for i, line := range lines {
			m.remember(line)
			cmd, err := script.Parse(line)
			if err != nil {
				m.fail(script.AtLine(i+1, err).Error())
				break
			}
			if cmd.Verb != 0 && !m.drive(cmd) {
				break
			}
		}
		return nil
	}
	if why := m.withheld(); why != "" {
		m.fail(why)
		return nil
	}
	if m.job != nil {
		m.fail(m.disabledByJob())
		return nil
	}
	m.sync()
	next := 0
	m.start(job{name: fmt.Sprintf("running %d pasted lines", len(lines)), judges: true, slice: func(budget int) (bool, error) {
		for range budget {
			if done, err := m.runner.Advance(budget); err != nil {
				return false, script.AtLine(next, err)
			} else if !done {
				return false, nil
			}
			if next == len(lines) {
				return true, nil
			}
			line := lines[next]
			next++
			m.remember(line)
			if err := m.execute(line); err != nil {
				return false, script.AtLine(next, err)
			}
		}
		return false, nil
	}, part: func() float64 { return float64(next) / float64(len(lines)) }})
	return nil
}

func (m *Model) execute(line string) error {
	m.note = note{}
	if cmd, ok := m.own(line); ok {
		if m.note.bad {
			return errors.New(m.note.text)
		}
		if cmd != nil {
			m.later = append(m.later, cmd)
		}
		return nil
	}
	cmd, err := script.Parse(line)
	if err != nil || cmd.Verb == 0 {
		return err
	}
	switch why := m.refuses(cmd); {
	case why != "":
		return errors.New(why)
	case script.Judges(cmd) && m.covers():
		return errors.New(m.wouldTell())
	case cmd.Verb.Travels():
		return m.travel(cmd)
	case cmd.Verb.MovesTime():
		return m.runner.Exec(cmd)
	}
	if err := m.change(cmd); err != nil {
		return err
	}
	m.follows(cmd)
	return nil
}

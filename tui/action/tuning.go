// Settings that a key changes.

package action

import (
	"errors"
	"fmt"
	"slices"
	"strconv"

	tea "charm.land/bubbletea/v2"

	"ringside/engine"
	"ringside/engine/quorum"
	"ringside/keymaps"
	"ringside/presets"
	"ringside/tui/source"
)

// Tune changes the settings that matter most.
func (d Desk) Tune() Intents {
	all := Intents{}
	for action, name := range map[keymaps.Action]string{
		keymaps.ChooseN: "n", keymaps.ChooseR: "r", keymaps.ChooseW: "w",
	} {
		in := Plain(func() {
			again := d.Knob == name
			d.Knob = name
			switch {
			case again && name != "n":
				d.rename(action)
			case d.Covers(presets.PartSettings) && d.changedBy() == "":
				d.Refuse(d.Host.Off(keymaps.Raise))
			case d.Covers(presets.PartSettings):
				d.Say(upper(name) + ": " + d.changedBy())
			default:
				d.tellKnob(action)
			}
		})
		in.Line = "set " + name + " LEVEL"
		if name == "n" {
			in.Line = "set n NUMBER"
		}
		all[action] = in
	}
	turn := func(by int) Intent {
		off := func() string {
			if why := d.Can(d.turns()); why != "" {
				return why
			}
			return d.atEnd(by)
		}
		return Intent{Off: off, Drives: true, Line: "set n|r|w LEVEL", Do: func() tea.Cmd {
			to, err := d.turned(by)
			if err != nil {
				d.Refuse(err.Error())
			} else {
				d.tune(to)
			}
			return nil
		}}
	}
	all[keymaps.Raise], all[keymaps.Lower] = turn(+1), turn(-1)
	all[keymaps.Conflict] = Intent{Needs: source.Settings, Drives: true, Line: "set conflict POLICY", Do: func() tea.Cmd {
		policies := engine.FindSetting("conflict").Words()
		at := slices.Index(policies, string(d.View.Settings.Conflict))
		d.set("conflict", policies[(at+1)%len(policies)])
		return nil
	}}
	return all
}

func (d Desk) set(name, to string) {
	if d.Apply(engine.Command{Verb: engine.Set, Name: name, To: to}) {
		d.Say(name + " is " + to)
	}
}

func upper(name string) string { return string(name[0] - 'a' + 'A') }

// tune sets N, R or W, and says so unless what it is, is covered.
func (d Desk) tune(to string) {
	if d.Apply(engine.Command{Verb: engine.Set, Name: d.Knob, To: to}) && !d.Covers(presets.PartSettings) {
		d.Say(upper(d.Knob) + " is " + to)
	}
}

// tellKnob says what N, R or W is, and which keys change it.
func (d Desk) tellKnob(choose keymaps.Action) {
	text := fmt.Sprintf("%s is %s", upper(d.Knob), engine.SettingText(&d.View.Settings, d.Knob))
	if by := d.changedBy(); by != "" {
		text += "; " + by
	}
	if d.Knob != "n" {
		if level := d.level(); d.renamed() != level && d.settable(d.renamed().String()) {
			what := " again makes it a number"
			if level.Kind == quorum.Number {
				what = " again has a name for it"
			}
			text += ", " + d.KeyName(choose) + what
		}
	}
	d.Say(text)
}

// changedBy says which keys change what + and - change now; "" if none can.
func (d Desk) changedBy() string {
	up, down := d.Host.Off(keymaps.Raise) == "", d.Host.Off(keymaps.Lower) == ""
	switch {
	case up && down:
		return fmt.Sprintf("%s and %s change it", d.KeyName(keymaps.Raise), d.KeyName(keymaps.Lower))
	case up:
		return d.KeyName(keymaps.Raise) + " raises it"
	case down:
		return d.KeyName(keymaps.Lower) + " lowers it"
	}
	return ""
}

// settable reports whether N, R or W may be set to something from here.
func (d Desk) settable(to string) bool {
	return d.Can(d.turns()) == "" && d.Gate.Withheld() == "" && d.forbidden(to) == ""
}

// rename writes R or W in the other way, as a name or as a number, if there is one.
func (d Desk) rename(choose keymaps.Action) {
	switch to := d.renamed(); {
	case d.Covers(presets.PartSettings):
		d.Refuse(d.WouldTell())
	case to == d.level():
		d.tellKnob(choose)
	default:
		d.tune(to.String())
	}
}

// renamed returns R or W written in the other way; as it is, if there is none.
func (d Desk) renamed() engine.Level {
	return d.level().Renamed(d.View.Ring, d.View.Settings.Placement)
}

// turned returns what N, R or W is by more: of a number the number, of a level with a name
// the next one that can be met. The error is one line.
func (d Desk) turned(by int) (string, error) {
	s := &d.View.Settings
	if d.Knob != "n" {
		level := d.level()
		if level.Kind == quorum.Number {
			return strconv.Itoa(level.N + by), nil // whether it can be is the engine's to say
		}
		to, err := level.Next(by, d.View.Ring, s.Placement)
		switch {
		case err != nil && d.Covers(presets.PartSettings):
			return "", errors.New(d.WouldTell())
		case err != nil:
			return "", fmt.Errorf("%s: %w", d.Knob, err)
		}
		return to.String(), nil
	}
	switch {
	case s.Placement.Racks() && d.Covers(presets.PartSettings):
		return "", errors.New(d.WouldTell())
	case s.Placement.Racks():
		return "", errors.New("N is set for each data centre: " + d.KeyName(keymaps.Command) + "set n " + s.Placement.Counts() + " says it again")
	}
	return strconv.Itoa(s.Placement.N + by), nil
}

// atEnd says why N, R or W can't be by more; "" if it can, or if saying so would tell what a
// question covers.
func (d Desk) atEnd(by int) string {
	if d.Covers(presets.PartSettings) {
		return ""
	}
	to, err := d.turned(by)
	if err != nil {
		return err.Error()
	}
	if why := d.forbidden(to); why != "" {
		return why
	}
	s, err := engine.With(d.View.Settings, d.Knob, to)
	if err == nil {
		err = engine.CheckPlacement(&s, d.View.Ring)
	}
	if err != nil {
		return err.Error()
	}
	for _, set := range []struct {
		name  string
		level engine.Level
	}{{"R", s.R}, {"W", s.W}} {
		if err := engine.CheckLevel(set.level, &s, d.View.Ring); err != nil {
			return fmt.Sprintf("%s %s: %v", set.name, set.level, err)
		}
	}
	return ""
}

// level returns R or W.
func (d Desk) level() engine.Level {
	if d.Knob == "w" {
		return d.View.Settings.W
	}
	return d.View.Settings.R
}

// turns is what the cluster must be able to do so that + and - change what they change now.
func (d Desk) turns() source.Ability {
	return source.Needs(engine.Command{Verb: engine.Set, Name: d.Knob})
}

// Settings that a key changes.

package action

import (
	"fmt"
	"slices"
	"strconv"

	tea "charm.land/bubbletea/v2"

	"ringside/engine"
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
			d.Knob = name
			if d.Covers(presets.PartSettings) {
				d.Say(fmt.Sprintf("%s: %s and %s change it", upper(name), d.KeyName(keymaps.Raise), d.KeyName(keymaps.Lower)))
				return
			}
			d.Say(fmt.Sprintf("%s is %s; %s and %s change it", upper(name), engine.SettingText(&d.View.Settings, name),
				d.KeyName(keymaps.Raise), d.KeyName(keymaps.Lower)))
		})
		in.Line = "set " + name + " NUMBER"
		all[action] = in
	}
	turn := func(by int) Intent {
		return Intent{Needs: source.Settings, Drives: true, Line: "set n|r|w NUMBER", Do: func() tea.Cmd {
			if p := d.View.Settings.Placement; d.Knob == "n" && p.Racks() && !d.Covers(presets.PartSettings) {
				d.Refuse("N is set for each data centre: " + d.KeyName(keymaps.Command) + "set n " + p.String() + " says it again")
				return nil
			}
			to := d.tuned(d.Knob) + by
			if d.Apply(engine.Command{Verb: engine.Set, Name: d.Knob, To: strconv.Itoa(to)}) {
				if !d.Covers(presets.PartSettings) {
					d.Say(fmt.Sprintf("%s is %d", upper(d.Knob), to))
				}
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

// tuned returns N, R or W.
func (d Desk) tuned(name string) int {
	s := d.View.Settings
	switch name {
	case "r":
		return d.answers(s.R)
	case "w":
		return d.answers(s.W)
	}
	return s.Placement.N
}

// answers is the number from which a key goes on: of how many replicas the answers are
// enough.
func (d Desk) answers(level engine.Level) int {
	demand := level.On(d.View.Ring, d.View.Settings.Placement)
	return demand.Least()
}

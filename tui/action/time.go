// Time: play, pause, speed, and going to other moments, such as the point of no return.

package action

import (
	tea "charm.land/bubbletea/v2"

	"ringside/engine"
	"ringside/keymaps"
	"ringside/presets"
	"ringside/tui/source"
)

// Time plays and pauses, changes the speed, and goes back.
func (d Desk) Time() Intents {
	all := Intents{}
	all[keymaps.Play] = Intent{Needs: source.Timing, Drives: true, Do: Plain(d.PlayPause).Do}
	all[keymaps.Step] = Intent{Needs: source.Timing, Drives: true, Line: "step", Do: Plain(d.StepOnce).Do}
	all[keymaps.StepReply] = Intent{Needs: source.Timing, Drives: true, Line: "until reply", Off: func() string {
		if op := d.View.Newest(); (op == nil || op.Outcome != 0) && !d.Covers(presets.PartOperation) {
			return "no client waits for an answer"
		}
		return ""
	}, Do: func() tea.Cmd {
		d.Run(engine.Command{Verb: engine.Until, Expr: "reply"})
		return nil
	}}
	speed := func(by int) Intent {
		return Intent{Needs: source.Timing, Off: func() string { return d.Gate.HandsOff() }, Do: Plain(func() { d.Faster(by) }).Do}
	}
	all[keymaps.Faster], all[keymaps.Slower] = speed(+1), speed(-1)
	d.travel(all)
	return all
}

// travel goes to other moments.
func (d Desk) travel(all Intents) {
	beginning := func() string {
		if d.View.Trace.Len() == 0 && d.View.Now == 0 {
			return "this is the beginning"
		}
		return ""
	}
	end := func() string {
		if d.Ahead == 0 {
			return "no later event is recorded"
		}
		return ""
	}
	all[keymaps.NoReturn] = Intent{
		Needs: source.Travel, Drives: true, Travels: true,
		Off: func() string {
			r := d.Ribbon
			switch {
			case d.Covers(): // where that is would tell, and so would whether it is known
				return d.CoverWords()
			case !r.Of(d.View, d.BranchShown()[0]):
				return "not known yet; " + d.KeyName(keymaps.LikelyPage) + " finds it"
			case r.Step == 0:
				return "there is no point of no return"
			case r.Step == d.View.Trace.Len():
				return "this is the point of no return"
			}
			return ""
		},
		Do: func() tea.Cmd {
			d.Run(source.ToStep(d.View.Trace.Len(), d.Ribbon.Step))
			return nil
		},
	}
	for action, way := range map[keymaps.Action]struct {
		command engine.Command
		off     func() string
	}{
		keymaps.Back: {engine.Command{Verb: engine.Back, Count: 1}, beginning}, keymaps.Undo: {engine.Command{Verb: engine.Undo}, beginning},
		keymaps.Forward: {engine.Command{Verb: engine.Forward, Count: 1}, end}, keymaps.Redo: {engine.Command{Verb: engine.Redo}, end},
	} {
		all[action] = Intent{
			Needs: source.Travel, Drives: true, Travels: true, Line: way.command.String(),
			Do:  func() tea.Cmd { d.Run(way.command); return nil },
			Off: way.off,
		}
	}
}

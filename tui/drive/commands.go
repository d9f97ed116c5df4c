// Commands that are carried out at the present moment, here or elsewhere.

package drive

import (
	tea "charm.land/bubbletea/v2"

	"ringside/engine"
	"ringside/engine/script"
	"ringside/keymaps"
	"ringside/tui/layout"
	"ringside/tui/source"
)

// DoneMsg is a Source's reply to a command.
type DoneMsg source.Reply

// Can returns why the cluster that is looked at can't do something; "" if it can.
func (d *Driver) Can(what source.Ability) string {
	switch {
	case what == source.None:
	case d.Remote != nil:
		return d.orTwin(what, d.Remote.Can(what))
	case d.Local != nil:
		return d.Local.Can(what)
	}
	return ""
}

// Unattached returns why an action can't be carried out before anything is known of a
// cluster that is attached to; "" if it can.
func (d *Driver) Unattached(a keymaps.Action) string {
	if d.View.Ring != nil {
		return ""
	}
	switch a {
	case keymaps.Command, keymaps.Bindings, keymaps.Quit, keymaps.Escape, keymaps.Theme, keymaps.Mouse, keymaps.Redraw:
		return ""
	}
	return d.cannot(source.Settings)
}

// Apply carries a command out at the present moment, and says in one line why
// if it can't be.
func (d *Driver) Apply(cmd engine.Command) bool {
	if why := d.refuses(cmd); why != "" {
		d.Refuse(why)
		return false
	}
	if d.Local == nil {
		return d.elsewhere(cmd) && d.bringUp(cmd)
	}
	d.Sync()
	if err := d.change(cmd); err != nil {
		d.Fail(err.Error())
		return false
	}
	d.Op = 0
	d.bringUp(cmd)
	if d.Lesson != nil {
		d.Lesson.Wake(d.LessonDesk())
	}
	if !d.Playback.Playing && cmd.Verb <= engine.Delete {
		d.Say(d.KeyName(keymaps.Play) + " plays, " + d.KeyName(keymaps.Step) + " steps one event")
	}
	return true
}

// bringUp brings the operation that a command starts into view on a screen that shows one pane
// at a time. It reports true.
func (d *Driver) bringUp(cmd engine.Command) bool {
	if cmd.Verb <= engine.Delete && d.Screen.Shape == layout.Narrow {
		d.GoTo(layout.Operation)
	}
	return true
}

// elsewhere asks for a command to be carried out elsewhere, and reports whether it was.
func (d *Driver) elsewhere(cmd engine.Command) bool {
	if why := d.cannot(source.Needs(cmd)); why != "" {
		d.Refuse(why)
		return false
	}
	d.await(d.Remote.Do(cmd))
	return true
}

// control asks the clock of a cluster that is driven elsewhere for something.
func (d *Driver) control(c source.Control) {
	if why := d.cannot(source.Timing); why != "" {
		d.Refuse(why)
		return
	}
	if paced, ok := d.Remote.(source.Timed); ok {
		d.await(paced.Control(c))
	}
}

// cannot is why a cluster that is driven elsewhere can't do something; "" if it can.
func (d *Driver) cannot(what source.Ability) string {
	if d.Remote == nil {
		return d.Gate.HandsOff()
	}
	return d.orTwin(what, d.Remote.Can(what))
}

// orTwin adds to why a real cluster can't do something that its twin can.
func (d *Driver) orTwin(what source.Ability, why string) string {
	if !source.InTwin(what) {
		return why
	}
	return d.OrTwin(why)
}

// OrTwin adds to why something can't be done with a real cluster that its twin can do it.
func (d *Driver) OrTwin(why string) string {
	return source.OrTwin(d.View, why, d.KeyName(keymaps.Command))
}

// await turns a reply into a message.
func (d *Driver) await(reply <-chan source.Reply) {
	gone := d.Remote.Gone()
	d.Owe(func() tea.Msg {
		select {
		case r := <-reply:
			return DoneMsg(r)
		case <-gone:
			return nil
		}
	})
}

// Owe adds a command that waits for a reply, whose message is to come to TakeReply;
// replies are taken in in the order in which they were asked for.
func (d *Driver) Owe(wait tea.Cmd) { d.Await(d.owed.Add(wait)) }

// Done shows the result of a command that was carried out elsewhere.
func (d *Driver) Done(r DoneMsg) {
	d.TakeReply(func() error {
		if r.Err == nil && r.Said != "" {
			d.Say(r.Said)
		}
		return r.Err
	})
}

// change carries out a command that changes the cluster, and notes whether a
// branch begins with it.
func (d *Driver) change(cmd engine.Command) error {
	if d.ChallengeRun != nil {
		if err := d.ChallengeRun.Refuses(cmd); err != nil {
			return err
		}
	}
	left, before := source.Branch(d.Cluster)
	r := <-d.Local.Do(cmd)
	if now, after := source.Branch(d.Cluster); after > before && !d.Learning() { // a lesson says so itself
		d.parted = source.Parted(now, left, d.KeyName(keymaps.Command))
	}
	return r.Err
}

// Run carries out a command of the language. What takes virtual time goes on as a job.
func (d *Driver) Run(cmd engine.Command) {
	switch {
	case d.refuses(cmd) != "":
		d.Refuse(d.refuses(cmd))
		return
	case d.Local == nil && !(cmd.Verb.Travels() && d.Gate.Roams()):
		if d.elsewhere(cmd) {
			d.follows(cmd)
		}
		return
	case d.Job != nil:
		d.Refuse(d.Busy())
		return
	case script.Judges(cmd) && d.Covers():
		d.Refuse(d.WouldTell())
		return
	case !cmd.Verb.MovesTime():
		if d.Apply(cmd) {
			d.follows(cmd)
		}
		return
	}
	if cmd.Verb.Travels() {
		d.travel(cmd)
		return
	}
	d.Sync()
	var part func() float64 // its progress is unknown
	if cmd.Verb == engine.Run {
		part = source.PartOf(d.Cluster, cmd.For)
	}
	if r := <-d.Local.Do(cmd); r.Err != nil {
		d.Fail(r.Err.Error())
		return
	}
	d.Kept.Passes(cmd)
	done := func() {
		if cmd.Verb == engine.Expect {
			d.Say("it holds: " + cmd.Expr)
		}
	}
	if !d.Local.Busy() {
		done()
		return
	}
	d.Start(source.Job{Name: cmd.String(), Slice: d.Local.Go, Part: part, Done: done})
}

// follows selects what a typed command was about.
func (d *Driver) follows(cmd engine.Command) {
	if cmd.Verb <= engine.Delete {
		d.Key = cmd.Key
	}
	d.ChooseNode(cmd.Node)
}

// Busy returns why nothing else can be started while a job runs; "" if it can.
func (d *Driver) Busy() string {
	return d.Job.Name + " is running; " + d.KeyName(keymaps.Escape) + " stops it"
}

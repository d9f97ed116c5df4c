// The keys that matter now.

package foot

import (
	"slices"
	"strings"

	"charm.land/bubbles/v2/progress"
	"github.com/charmbracelet/x/ansi"

	"ringside/keymaps"
	"ringside/presets"
	"ringside/tui/bar"
	"ringside/tui/draw"
	"ringside/tui/layout"
	"ringside/tui/page"
	"ringside/tui/pane"
)

// hintLine shows as many keys as there is room for, the help always among them.
func (f *Foot) hintLine(w int) string {
	return draw.Line(w, func(c *draw.Canvas) { f.drawHints(c, f.drawJob(c, 1, w), w) })
}

// drawJob draws from column x on what is going on or is being picked, and returns the
// column where the keys begin.
func (f *Foot) drawJob(c *draw.Canvas, x, w int) int {
	if f.Job != nil {
		x = c.TextTo(x, 0, w, draw.CleanTo(f.Job.Name, w/2)+" is running", f.Theme.Accent) + 2
		if f.Job.Part != nil && x+barWidth < w {
			x = c.Text(x, 0, f.bar(f.Job.Part()), f.Theme.Accent) + 2
		}
	}
	if f.Picking {
		x = c.TextTo(x, 0, w, f.PickLine(), f.Theme.Accent) + 2
	}
	return x
}

// drawHints draws the keys from column x on. While an answer is typed, or what is typed begins
// one, the key of the help would be typed too.
func (f *Foot) drawHints(c *draw.Canvas, x, w int) {
	last := bar.Hint{Key: f.KeyName(keymaps.Bindings), Word: "help"}
	end := w - last.Width() - 2
	hints := f.hints()
	if f.Screen.Shape == layout.Narrow && f.Book.Top() == nil && f.Prompt == nil {
		var first []pane.Press
		switch {
		case f.Lesson != nil:
			first = f.Lesson.Hints(f.LessonDesk())
		case f.ChallengeRun != nil:
			first = f.ChallengeRun.Hints(f.LessonDesk())
		}
		for i, p := range first {
			hints = slices.Insert(hints, i, bar.Hint{Key: p.Key, Word: p.What})
		}
	}
	for _, h := range hints {
		if x+h.Width() > end {
			break
		}
		x = h.Draw(c, x, f.Theme) + 2
	}
	if x+last.Width() <= w && f.Prompt == nil && f.Lesson.Commands(f.LessonDesk(), f.keys[keymaps.Bindings]) {
		last.Draw(c, x, f.Theme)
	}
}

// hints returns the keys that matter now, the most important first. The list is valid
// until the next call.
func (f *Foot) hints() []bar.Hint {
	all := f.shown[:0]
	for _, on := range f.hintsNow() {
		if on.Action == keymaps.Raise && f.Host.Off(on.Action) != "" {
			on.Action = keymaps.Lower // one of both can be
		}
		if f.Host.Off(on.Action) != "" || f.unknown(on.Action) || f.vain(on.Action) || !f.Lesson.Commands(f.LessonDesk(), f.keys[on.Action]) {
			continue
		}
		if h, ok := f.hint(on); ok && !slices.ContainsFunc(all, func(o bar.Hint) bool { return o.Key == h.Key }) {
			all = append(all, h)
		}
	}
	f.shown = all
	return all
}

// unknown reports whether an action may be in vain, and saying so would tell what a question
// covers: the foot doesn't offer it then, whether it is or not.
func (f *Foot) unknown(a keymaps.Action) bool {
	switch a {
	case keymaps.Heal, keymaps.Hang, keymaps.Crash:
		return f.HealthCovered()
	case keymaps.Raise, keymaps.Lower:
		return f.Covers(presets.PartSettings)
	}
	return false
}

// vain reports whether a key would find no earlier operation; while any question covers something it
// is not offered at all, since whether there is one would tell.
func (f *Foot) vain(a keymaps.Action) bool {
	return a == keymaps.PreviousOp &&
		(f.Covers(presets.AllCovers()...) || len(f.View.Ops) == 0 || f.Operation() == f.View.Ops[0])
}

// hint describes a key for the foot of the screen; false if the keymap has none.
func (f *Foot) hint(on page.Hint) (bar.Hint, bool) {
	key, ok := f.keys[on.Action]
	if !ok {
		return bar.Hint{}, false
	}
	h := bar.Hint{Key: f.KeyLabel(key), Word: on.Word}
	switch {
	case on == panes:
		h.Key += "-" + f.KeyName(on.And)
	case on.And != "":
		h.Key = draw.Pair(h.Key, f.KeyName(on.And))
	}
	if h.Word == "" {
		h.Word = f.hintWord(on.Action)
	}
	h.Word = f.Theme.Spell(h.Word)
	if on.Action == keymaps.Raise && f.Host.Off(keymaps.Lower) == "" {
		h.Key += "/" + f.KeyName(keymaps.Lower)
	}
	return h, true
}

// hintWord is what an action does now, in a word or two.
func (f *Foot) hintWord(a keymaps.Action) string {
	switch {
	case f.Participant.HintWord(a) != "":
		return f.Participant.HintWord(a)
	case a == keymaps.Crash || a == keymaps.Heal || a == keymaps.Hang:
		return f.words[a] + " " + draw.Name(f.Theme.Spell(draw.Clean(f.NodeName(f.Node))), 12, f.Theme.Signs.More)
	case a == keymaps.Play && !f.Playback.Playing:
		return "play"
	case a == keymaps.Raise, a == keymaps.Lower:
		return f.knobName()
	case a == keymaps.Confirm:
		return "cut"
	case a == keymaps.Refuse:
		return "back"
	}
	return f.words[a]
}

// hidesPanes reports whether any pane of the cluster is out of sight.
func (f *Foot) hidesPanes() bool {
	for p, at := range f.Screen.Panes {
		if at.Empty() && !layout.Pane(p).Teaches() {
			return true
		}
	}
	return false
}

// panes says, where some are out of sight, how to reach them.
var panes = page.Hint{Action: keymaps.ToRing, And: keymaps.ToLog, Word: "panes"}

// knobName names what raise and lower change.
func (f *Foot) knobName() string {
	if f.Screen.Shape == layout.Narrow {
		return strings.ToUpper(f.Knob)
	}
	return "change " + strings.ToUpper(f.Knob)
}

// hintsNow are the keys that matter now, the most important first.
func (f *Foot) hintsNow() []page.Hint {
	switch {
	case f.Job != nil:
		return []page.Hint{{Action: keymaps.Escape, Word: "stop"}}
	case f.Prompt != nil: // any other key is typed into the answer
		return []page.Hint{{Action: keymaps.Accept, Word: "answer"}, {Action: keymaps.Cancel, Word: f.Lesson.CancelWord()}}
	case f.Picking:
		return page.Hints(keymaps.Confirm, keymaps.Up, keymaps.Refuse)
	case f.Book.Top() != nil:
		return f.Book.Hints()
	}
	f.now = append(f.now[:0], page.Hints(f.Participant.Hints()...)...)
	if f.Lesson.Types(f.LessonDesk()) {
		f.now = append(f.now, page.Hint{Action: keymaps.Escape, Word: f.Lesson.CancelWord()})
	}
	f.now = append(f.now, f.Panels[f.Focus].Hints(f.PanelDesk())...)
	if f.Screen.Shape == layout.Narrow && len(f.now) > 0 { // the other panes are out of sight
		after := 2
		switch {
		case f.Key == "": // what to press first comes first
			after = 3
		case f.now[0].Action == keymaps.DropMessage: // what can be done to a message stays together
			after = len(f.now)
		}
		f.now = slices.Insert(f.now, min(after, len(f.now)), panes)
	}
	if f.Screen.Shape != layout.Narrow && f.Screen.Page.Empty() && f.hidesPanes() {
		how := panes
		if !f.Lesson.Commands(f.LessonDesk(), f.keys[keymaps.ToRing]) { // the digits choose an answer
			how = page.Hint{Action: keymaps.NextPane, Word: "other panes"}
		}
		f.now = slices.Insert(f.now, min(1, len(f.now)), how)
	}
	var room [16]keymaps.Action
	more := append(room[:0], keymaps.Play)
	if !f.Playback.Playing {
		more = append(more, keymaps.Step, keymaps.Back)
		if f.Ahead > 0 && !f.Covers(presets.PartClock) {
			more = append(more, keymaps.Forward)
		}
	}
	if !f.Covers(presets.PartOperation) { // whether a client waits would tell
		more = append(more, keymaps.StepReply)
	}
	more = append(more, keymaps.NextPane, keymaps.Command, keymaps.Raise)
	if len(f.View.Faults) > 0 && !f.Covers(presets.PartNodes) {
		more = append(more, keymaps.Faults, keymaps.HealAll)
	}
	more = append(more, keymaps.Filter, keymaps.EditKey, keymaps.Faults, keymaps.Quit, keymaps.Lessons)
	for _, a := range more {
		f.now = append(f.now, page.Hint{Action: a})
	}
	return f.now
}

// footKeys returns the key of each action that the foot of the screen shows: enter and
// esc before others.
func footKeys(keys *keymaps.Keymap) map[keymaps.Action]string {
	all := make(map[keymaps.Action]string)
	for _, info := range keymaps.Actions() {
		for i, k := range keys.Keys(info.Action) {
			if i == 0 || k == "enter" || k == "esc" {
				all[info.Action] = k
			}
		}
	}
	return all
}

// barWidth is how many cells the bar of a long job takes, its percentage
// included.
const barWidth = 22

// bar draws how far a job has come: Bubbles' bar, in the theme's ink.
func (f *Foot) bar(fraction float64) string {
	full, empty := '█', '░'
	if f.Theme.ASCII {
		full, empty = '#', '.'
	}
	b := progress.New(progress.WithWidth(barWidth), progress.WithFillCharacters(full, empty))
	return ansi.Strip(b.ViewAs(min(max(fraction, 0), 1)))
}

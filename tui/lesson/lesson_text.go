// What a lesson says, and the keys that matter in it.

package lesson

import (
	"fmt"
	"reflect"
	"slices"

	"ringside/keymaps"
	"ringside/presets"
	"ringside/tui/draw"
	"ringside/tui/layout"
	"ringside/tui/pane"
)

// Said returns what the lesson says now: the same as before while it says the same.
func (l *Lesson) Said(d Desk) *pane.Teaching {
	l.said = Newer(l.said, l.teaching(d))
	return l.said
}

// Newer returns what is said now: as it was if it says the same.
func Newer(was *pane.Teaching, now pane.Teaching) *pane.Teaching {
	if was != nil && reflect.DeepEqual(*was, now) {
		return was
	}
	return &now
}

// teaching is what the lesson says now.
func (l *Lesson) teaching(d Desk) pane.Teaching {
	step, number := l.Step()
	t := pane.Teaching{
		Name: l.Preset().Title, Step: number, Steps: len(l.Preset().Steps),
		Heading: step.Title, Say: step.Say, Chosen: l.Chosen, Hints: l.Player.Hints(), Note: l.standing(d),
	}
	if q := step.Ask; q != nil {
		t.Question, t.Wants = q.Text, q.Wants()
		for _, c := range q.Choices {
			t.Choices = append(t.Choices, c.Text)
		}
	}
	if try := step.Try; try != nil {
		t.Question, t.Wants = try.Text, takes(d, try)
	}
	if lacks := l.Lacks(); lacks != "" {
		t.Told = append(t.Told, pane.NotYet(lacks))
	}
	if r, ok := l.Tried(); ok {
		t.Verdict = pane.TryVerdict(step.Try.Text, r.Reached, r.Way, r.Why)
	}
	if r, ok := l.Result(); ok {
		t.Verdict = &pane.Verdict{Given: r.Given, Right: r.Right, Truth: r.Truth, Why: r.Why, Misconception: r.Misconception}
	}
	typed := func(line string) string { return typedAs(d, line) }
	t.Say, t.Hints = presets.LinesIn(t.Say, typed), slices.Clone(t.Hints)
	for i, hint := range t.Hints {
		t.Hints[i] = presets.LinesIn(hint, typed)
	}
	if v := t.Verdict; v != nil {
		v.Why = presets.LinesIn(v.Why, typed)
	}
	t.Entry, t.Types = d.Typing(), l.Types(d)
	if l.Finished() && !l.Watching() {
		t.End = "That was the last step."
		if right, asked := l.Score(); asked > 0 {
			t.End = fmt.Sprintf("That was the last step: %d of %d right.", right, asked)
		}
	}
	if d.Screen.Shape == layout.Narrow {
		return t // the last line of the screen says what to press
	}
	t.Press = l.Hints(d)
	return t
}

// typedAs is a line that a text names as it is typed here, with the key that does the same, if there is one.
func typedAs(d Desk, line string) string {
	text := "`" + d.KeyName(keymaps.Command) + line + "`"
	page, has := map[string]keymaps.Action{
		"measured": keymaps.LoadPage, "merkle": keymaps.MerklePage, "lab": keymaps.LabPage, "failures": keymaps.FailuresPage,
		"can": keymaps.CanPage, "likely": keymaps.LikelyPage,
	}[line]
	if !has {
		return text
	}
	if key, bound := d.Key(page); bound {
		text += " (or the key `" + key + "`)"
	}
	return text
}

// standing says how the cluster stands to the lesson, if it is not where the
// lesson is.
func (l *Lesson) standing(d Desk) string {
	if l.OutOfReach() {
		return "From here no way that we know leads there. " + d.KeyName(keymaps.Undo) + " undoes your last command, " +
			d.KeyName(keymaps.StepAgain) + " begins the step again."
	}
	back := d.KeyName(keymaps.BackToLesson)
	switch where := l.Where(); {
	case where == presets.Astray:
		return "You have left the lesson's path. Try what you like; " + back + " comes back to it."
	case where == presets.Behind && !l.Watching():
		return "This is earlier in the step; " + back + " comes back to its end."
	}
	return ""
}

// Hints are the keys that matter in the lesson now, the most important
// first.
func (l *Lesson) Hints(d Desk) (all []pane.Press) {
	step, number := l.Step()
	key := func(a keymaps.Action, word string) { all = press(d, all, a, word) }
	here := d.Focus.Teaches() && d.Pages.Top() == nil
	if d.Typing() != nil {
		key(keymaps.Accept, "answer")
		key(keymaps.Cancel, l.CancelWord())
		return all
	}
	onward := func(a keymaps.Action, word string) {
		if here {
			a = keymaps.Detail
		}
		key(a, word)
	}
	if l.Where() == presets.Astray {
		key(keymaps.BackToLesson, "back to the lesson")
	}
	switch {
	case l.Watching() && here && l.chosen():
		key(keymaps.Detail, "answer")
		key(keymaps.Play, map[bool]string{true: "pause", false: "play"}[d.Playback().Playing])
	case l.Watching() && Unseen(d):
		key(keymaps.NextPane, "watch it")
		onward(keymaps.BackToLesson, "skip it")
	case l.Watching():
		onward(keymaps.BackToLesson, "skip to the end")
		key(keymaps.Play, map[bool]string{true: "pause", false: "play"}[d.Playback().Playing])
	case l.Trying() != nil:
		all = append(all, keysOf(d, l.Trying())...)
		if d.Off(keymaps.Undo) == "" {
			key(keymaps.Undo, "undo")
		}
	case l.Open() && step.Ask.Kind == presets.AskChoice && here:
		all = append(all, pane.Press{Key: draw.Pair(d.KeyName(keymaps.Up), d.KeyName(keymaps.Down)), What: "choose"})
		key(keymaps.Detail, "answer")
	case l.Open() && !l.Types(d):
		onward(keymaps.ToLesson, "answer")
	case l.Open():
	case !l.Finished():
		onward(keymaps.NextStep, "next step")
	default:
		if After(l.Preset().Name) != "" {
			onward(keymaps.Lessons, "next lesson")
		}
		key(keymaps.Lessons, "all lessons")
		key(keymaps.RestartLesson, "again")
		key(keymaps.LeaveLesson, "leave")
	}
	if l.Open() {
		if left := len(step.Hints) - len(l.Player.Hints()); left > 0 {
			key(keymaps.Hint, "hint")
		}
		key(keymaps.ShowAnswer, "show me")
	}
	if number > 1 {
		key(keymaps.PreviousStep, "step before")
	}
	if l.Types(d) {
		return l.typedHints(d, all)
	}
	return all
}

// press adds a key to those that matter, if the keymap has one.
func press(d Desk, all []pane.Press, a keymaps.Action, word string) []pane.Press {
	if name, ok := d.Key(a); ok {
		all = append(all, pane.Press{Key: name, What: word})
	}
	return all
}

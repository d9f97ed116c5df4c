// A challenge on the screen.

package lesson

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"ringside/engine"
	"ringside/internal/count"
	"ringside/keymaps"
	"ringside/presets"
	"ringside/tui/layout"
	"ringside/tui/pane"
)

// Challenge is a challenge on the screen, and how it stands. Time passes as in the
// explorer; the challenge decides which commands are allowed.
type Challenge struct {
	*presets.ChallengeRun
	standing presets.Standing
	judged   *engine.View // of which that is the standing
	stars    int          // that have been won; 0: none yet
	given    int          // the commands that they were won with
	Proof    string       // the session in which they were
	shortest string       // the shortest way that is known, once they have been won
	happened string       // in the session in which they were
	story    bool         // the shortest way is being shown, and nothing is judged
	said     *pane.Teaching
}

// Try returns a challenge that has not been shown yet.
func Try(a *presets.ChallengeRun) *Challenge { return &Challenge{ChallengeRun: a} }

// Judge checks whether the goal is reached. When it is, time stops, and the session is
// kept as a code.
func (a *Challenge) Judge(d Desk) tea.Cmd {
	if a.judged == d.View || a.story {
		return nil
	}
	a.judged, a.standing = d.View, a.Standing()
	if !a.standing.Won || a.standing.Stars <= a.stars {
		return nil
	}
	code, err := a.Code()
	if err != nil {
		d.Fail(err.Error())
		return nil
	}
	a.stars, a.given, a.Proof = a.standing.Stars, a.standing.Given, code
	a.shortest, a.happened = strings.Join(a.Shortest(), "; "), strings.Join(a.Happened(), " ")
	d.Playback().Playing = false
	d.Playback().Stop()
	d.GoTo(layout.Lesson)
	d.Scrolls[layout.Lesson] = pane.ToEnd
	return d.Keep(presets.Progress{Name: a.Preset().Name, Done: true, Stars: a.stars})
}

// Again begins the challenge again.
func (a *Challenge) Again(d Desk) {
	if d.Leads() || !d.Afford("") {
		return
	}
	d.EndJob()
	d.Lead("the way back to the start", a.Aside(), func(err error) {
		if err != nil {
			d.Fail(err.Error())
			return
		}
		a.begun(d)
	})
}

// Unsolved says why the shortest way can't be shown; "" if it can.
func (a *Challenge) Unsolved() string {
	if a.stars == 0 {
		return presets.ErrUnsolved.Error()
	}
	return ""
}

// Show shows the shortest way that is known, in a branch of its own, from its beginning: to be
// stepped through. Neither it nor what the reader does from there counts as the reader's.
func (a *Challenge) Show(d Desk) {
	if d.Leads() || !d.Afford("") {
		return
	}
	d.EndJob()
	d.Lead("the shortest way", a.StoryAside(), func(err error) {
		if err != nil {
			d.Fail(err.Error())
			return
		}
		a.story = true
		d.Playback().Playing = false
		d.Playback().Stop()
		d.Told()
		d.Op = 0
		d.Pages.Clear()
		d.Follow()
		d.Scrolls[layout.Lesson] = pane.Bottom // there it says that nothing is judged
		d.Say("the shortest way, from its beginning: " + d.KeyName(keymaps.Step) + " steps through it")
	})
}

// begun shows the beginning of the challenge.
func (a *Challenge) begun(d Desk) {
	if err := a.History().Part(); err != nil { // what was tried lies in its branch, and does not happen again
		d.Fail(err.Error())
	}
	a.judged, a.stars, a.Proof, a.story = nil, 0, "", false
	d.Playback().Playing = true
	d.Playback().Stop()
	d.Told()
	d.Op = 0
	d.Pages.Clear()
	d.Follow()
	d.GoTo(layout.Lesson)
}

// teaching returns what the pane shows of it now.
func (a *Challenge) teaching(d Desk) pane.Teaching {
	p, now := a.Preset(), a.standing
	t := pane.Teaching{
		Name: "Challenge", Heading: p.Title, Chosen: -1, Hints: a.ChallengeRun.Hints(),
		Say:   strings.TrimSpace(p.Challenge.Goal) + "\n\n- " + strings.Join(p.Challenge.Rules(), "\n- "),
		Marks: fmt.Sprintf("%d of %d", now.Given, p.Challenge.Commands),
	}
	switch {
	case a.stars > 0:
		t.Verdict = &pane.Verdict{Right: true, Solved: true, Given: "solved", Truth: stars(a.stars), Why: a.worth(a.stars)}
		t.Told = append(t.Told, pane.Labelled{Label: "how", Text: a.happened, Plain: true})
		if p.Challenge.Cost != "" {
			t.Told = append(t.Told, pane.Labelled{Label: "cost", Text: p.Challenge.Cost})
		}
		t.End = "The shortest way that we know: " + a.shortest + ". "
		t.End += d.KeyName(keymaps.Copy) + " copies the code that proves it, for ringside check --solution CODE."
	case now.Given > 0:
		t.Question = now.Said
	}
	if a.story {
		t.Note = "This is the shortest way, in a branch of its own. Nothing that you do from here is judged; " +
			d.KeyName(keymaps.RestartLesson) + " starts over."
	}
	t.Press = a.Hints(d)
	if d.Screen.Shape == layout.Narrow {
		t.Press = nil
	}
	return t
}

func stars(n int) string { return strings.Repeat("★", n) }

// worth says with how many commands it was solved, and how to win more stars.
func (a *Challenge) worth(n int) string {
	c := a.Preset().Challenge
	given := count.Of(a.given, "command")
	switch n {
	case 3:
		return given + ", the fewest that we know of"
	case 2:
		return fmt.Sprintf("%s; three stars are for %d", given, c.Three)
	}
	return fmt.Sprintf("%s; two stars are for %d, three for %d", given, c.Two, c.Three)
}

// Hints returns the keys that matter in a challenge.
func (a *Challenge) Hints(d Desk) (all []pane.Press) {
	key := func(a keymaps.Action, word string) { all = press(d, all, a, word) }
	if a.stars > 0 {
		key(keymaps.ShowAnswer, "show the shortest way")
		key(keymaps.Copy, "copy its code")
	} else {
		key(keymaps.Command, "type a command")
		if d.Off(keymaps.Undo) == "" {
			key(keymaps.Undo, "undo")
		}
		if len(a.ChallengeRun.Hints()) < len(a.Preset().Challenge.Hints) {
			key(keymaps.Hint, "hint")
		}
	}
	key(keymaps.RestartLesson, "start over")
	key(keymaps.Lessons, "all challenges")
	key(keymaps.LeaveLesson, "leave")
	return all
}

// Said returns what the challenge says now: the same as before while it says the same.
func (a *Challenge) Said(d Desk) *pane.Teaching {
	a.said = Newer(a.said, a.teaching(d))
	return a.said
}

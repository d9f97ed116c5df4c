package tui

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"ringside/engine"
	"ringside/keymaps"
	"ringside/presets"
	"ringside/tui/layout"
	"ringside/tui/pane"
	"ringside/tui/workspace"
)

// attempt is a challenge on the screen, and how it stands. Time goes by as in the
// explorer; what may be done is the challenge's to say.
type attempt struct {
	*presets.Attempt
	standing presets.Standing
	judged   *engine.View // of which that is the standing
	stars    int          // that have been won; 0: none yet
	given    int          // the commands that they were won with
	code     string       // the session in which they were
	said     *pane.Teaching
}

// tryIt begins a challenge in place of what is looked at.
func (m *Model) tryIt(a *presets.Attempt) {
	s := newSight(m.Stage, m.ownCluster(a.History()), a.Preset().Name)
	s.attempt = &attempt{Attempt: a}
	s.Focus, s.Upper = layout.Lesson, layout.Nodes
	m.enter(s)
	m.told = lastTold(m.View)
	if op := workspace.Latest(m.View); op != nil {
		m.Key = op.Key
	}
}

// judge looks whether the goal is reached. When it is, time stands, and the
// session is kept as a code.
func (m *Model) judge() tea.Cmd {
	a := m.attempt
	if a == nil || a.judged == m.View {
		return nil
	}
	a.judged, a.standing = m.View, a.Standing()
	if !a.standing.Won || a.standing.Stars <= a.stars {
		return nil
	}
	code, err := a.Code()
	if err != nil {
		m.fail(err.Error())
		return nil
	}
	a.stars, a.given, a.code = a.standing.Stars, a.standing.Given, code
	m.pace.Playing = false
	m.pace.Stop()
	m.goTo(layout.Lesson)
	m.Scrolls[layout.Lesson] = pane.ToEnd
	return m.keep(presets.Progress{Name: a.Preset().Name, Done: true, Stars: a.stars})
}

// restartAttempt begins the challenge again.
func (m *Model) restartAttempt() tea.Cmd {
	if !m.afford("") {
		return nil
	}
	m.endAnyJob()
	if err := m.attempt.Restart(); err != nil {
		m.fail(err.Error())
		return nil
	}
	a := m.attempt
	if err := a.History().Part(); err != nil { // what was tried lies in its branch, and does not happen again
		m.fail(err.Error())
	}
	a.judged, a.stars, a.code = nil, 0, ""
	m.pace.Playing = true
	m.pace.Stop()
	m.told = lastTold(m.cluster.View(m.Watch))
	m.Op = 0
	m.Pages.Clear()
	m.Follow()
	m.goTo(layout.Lesson)
	return nil
}

// challenge is what the pane says of it now.
func (m *Model) challenge() pane.Teaching {
	a := m.attempt
	p, now := a.Preset(), a.standing
	t := pane.Teaching{
		Name: "Challenge", Heading: p.Title, Chosen: -1, Hints: a.Hints(),
		Say:   strings.TrimSpace(p.Challenge.Goal) + "\n\n- " + strings.Join(p.Challenge.Rules(), "\n- "),
		Marks: fmt.Sprintf("%d of %d", now.Given, p.Challenge.Commands),
	}
	switch {
	case a.stars > 0:
		t.Verdict = &pane.Verdict{Right: true, Solved: true, Given: "solved", Truth: stars(a.stars), Why: m.worth(a.stars)}
		t.End = m.keyName(keymaps.Copy) + " copies the code that proves it, for `ringside check --solution CODE`."
	case now.Told:
		t.Question = "Now: " + now.Found
		for _, q := range now.NeedMore {
			t.Question += fmt.Sprintf("; still to do: %d %s", q.N, q.Verb)
		}
	}
	for _, h := range m.attemptHints() {
		t.Press = append(t.Press, pane.Press{Key: h.key, What: h.word})
	}
	if m.Screen.Shape == layout.Narrow {
		t.Press = nil
	}
	return t
}

func stars(n int) string { return strings.Repeat("★", n) }

// worth says with how many commands it was solved, and how more stars are won.
func (m *Model) worth(n int) string {
	c := m.attempt.Preset().Challenge
	given := plural(m.attempt.given, "command")
	switch n {
	case 3:
		return given + ": nobody does it with fewer that we know of"
	case 2:
		return fmt.Sprintf("%s; three stars are for %d", given, c.Three)
	}
	return fmt.Sprintf("%s; two stars are for %d, three for %d", given, c.Two, c.Three)
}

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// attemptHints are the keys that matter in a challenge.
func (m *Model) attemptHints() (all []hint) {
	key := func(a keymaps.Action, word string) {
		if name, ok := m.keys.Key(a); ok {
			all = append(all, hint{m.keyLabel(name), word})
		}
	}
	a := m.attempt
	if a.stars > 0 {
		key(keymaps.Copy, "copy its code")
	} else {
		key(keymaps.Command, "type a command")
		key(keymaps.Undo, "undo")
		if len(a.Hints()) < len(a.Preset().Challenge.Hints) {
			key(keymaps.Hint, "hint")
		}
	}
	key(keymaps.RestartLesson, "start over")
	key(keymaps.Lessons, "all challenges")
	key(keymaps.LeaveLesson, "leave")
	return all
}

// learning says whether there is a lesson or a challenge in a pane.
func (m *Model) learning() bool {
	return m.lesson != nil && !m.lesson.printed || m.attempt != nil || m.classLesson() != nil
}

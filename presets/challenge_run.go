// A challenge being attempted: its rules, its hints, and its replay code.

package presets

import (
	"errors"
	"fmt"
	"slices"

	"ringside/engine"
	"ringside/engine/history"
	"ringside/engine/ring"
	"ringside/session"
)

// ChallengeRun is a challenge being attempted. Its driver calls Refuses before each
// command, and Standing after every change.
type ChallengeRun struct {
	course
	// Solver is who attempts it, for the code; "" if that is unknown.
	Solver string

	preset *Preset
	start  mark
	hints  int
}

// NewChallengeRun begins a challenge. The error names the place in its file.
func NewChallengeRun(p *Preset) (*ChallengeRun, error) {
	if p.Challenge == nil {
		return nil, fmt.Errorf("%s: %w", p.Name, errNoChallenge)
	}
	course, err := newCourse(p)
	if err != nil {
		return nil, err
	}
	a := &ChallengeRun{course: course, preset: p}
	if a.start, err = a.play(p.Challenge.Do); err != nil {
		return nil, err
	}
	return a, nil
}

// Preset returns the challenge.
func (a *ChallengeRun) Preset() *Preset { return a.preset }

// given returns the reader's own commands up to now.
func (a *ChallengeRun) given() []history.Recorded {
	return a.history.Commands()[min(a.start.commands, a.history.Applied()):a.history.Applied()]
}

// Refuses returns nil if a command may be given now, else an error that says why not.
func (a *ChallengeRun) Refuses(cmd engine.Command) error {
	if a.early() && !cmd.Verb.MovesTime() {
		return errEarly
	}
	return a.preset.Challenge.refuses(a.given(), cmd)
}

// RefusesVerb returns nil if some command of a verb that changes the cluster may be given now.
func (a *ChallengeRun) RefusesVerb(verb string) error {
	if a.early() {
		return errEarly
	}
	return a.preset.Challenge.refusesVerb(a.given(), verb)
}

var errEarly = errors.New("this is before the challenge begins; go forward, or begin again")

// early reports whether the present moment is one before the challenge begins.
func (a *ChallengeRun) early() bool { return a.history.Position().Compare(a.start.moment) < 0 }

// Standing returns how the run stands now. What was undone does not count.
func (a *ChallengeRun) Standing() Standing { return a.preset.Challenge.standing(a.given(), a.history) }

// Hints returns the hints shown so far.
func (a *ChallengeRun) Hints() []string { return a.preset.Challenge.Hints[:a.hints] }

// Hint shows one more hint, and reports whether there was one.
func (a *ChallengeRun) Hint() bool {
	if a.hints == len(a.preset.Challenge.Hints) {
		return false
	}
	a.hints++
	return true
}

// Restart begins again. What was tried is kept in a branch.
func (a *ChallengeRun) Restart() error { return a.returnTo(a.start) }

// Aside returns Restart made on a fork of the history; the run itself is then at its start
// when the history has become the fork.
func (a *ChallengeRun) Aside() (way func(fork *history.History) error) {
	return func(fork *history.History) error {
		c := a.on(fork)
		return c.returnTo(a.start)
	}
}

// Code returns the run as one word, which Judge understands anywhere. It carries the names of the
// challenge and of the solver.
func (a *ChallengeRun) Code() (string, error) {
	code, err := session.Encode(a.history)
	if err != nil {
		return "", err
	}
	return session.Label{Challenge: a.preset.LabelName(), Solver: a.Solver}.On(code), nil
}

// Judge returns how a recorded session stands in a challenge, at the step at which it was
// left. The error says why it is not a run of this challenge: another cluster, another
// beginning, a command that is not allowed.
func Judge(p *Preset, h *history.History) (Standing, error) {
	a, err := NewChallengeRun(p)
	if err != nil {
		return Standing{}, err
	}
	cfg := h.Config()
	if !sameCluster(&cfg, &p.cfg) {
		return Standing{}, fmt.Errorf("the session has another cluster than challenge %s", p.Name)
	}
	n := a.start.commands
	commands := h.Commands()[:h.Applied()]
	if len(commands) < n || !slices.Equal(commands[:n], a.done) || h.Position().Compare(a.start.moment) < 0 {
		return Standing{}, fmt.Errorf("the session does not begin as challenge %s does", p.Name)
	}
	given := commands[n:]
	for i, r := range given {
		if r.At.Compare(a.start.moment) < 0 {
			return Standing{}, fmt.Errorf("%s: it was given before challenge %s began", r.Command, p.Name)
		}
		if err := p.Challenge.refuses(given[:i], r.Command); err != nil {
			return Standing{}, err
		}
	}
	return p.Challenge.standing(given, h), nil
}

// sameCluster reports whether two clusters begin alike.
func sameCluster(a, b *engine.Config) bool {
	same := a.Seed == b.Seed && slices.EqualFunc(a.Nodes, b.Nodes, func(a, b ring.Node) bool {
		return a.Name == b.Name && a.DC == b.DC && a.Rack == b.Rack && slices.Equal(a.Tokens, b.Tokens)
	})
	for _, name := range engine.SettingNames() {
		same = same && engine.SettingText(&a.Settings, name) == engine.SettingText(&b.Settings, name)
	}
	return same
}

// Shortest returns the lines of the shortest solution that is known, once the challenge is
// solved; before that, nil.
func (a *ChallengeRun) Shortest() (lines []string) {
	if !a.Standing().Won {
		return nil
	}
	for i := range a.preset.Challenge.solution {
		lines = append(lines, a.preset.Challenge.solution[i].String())
	}
	return lines
}

// Happened says how the goal has come about, in up to three sentences that are made of what
// happened; nil before that.
func (a *ChallengeRun) Happened() []string {
	if !a.Standing().Won {
		return nil
	}
	return happened(a.preset.Challenge.won.Expr, a.history.View(engine.Watch{}), a.given())
}

// Story begins again and plays the shortest solution that is known, in a branch of its own; what
// was tried stays in its branch. Then it is back where the solution begins, so that somebody can
// step through it. It does not look at whether the challenge has been solved, and nothing that it
// plays counts as the reader's.
func (a *ChallengeRun) Story() error {
	if err := a.returnTo(a.start); err != nil {
		return err
	}
	if _, err := a.play(a.preset.Challenge.solution); err != nil {
		return err
	}
	return a.history.Go(a.start.moment)
}

// StoryAside returns Story made on a fork of the history; the run is there when the history has
// become the fork.
func (a *ChallengeRun) StoryAside() (way func(fork *history.History) error) {
	return func(fork *history.History) error {
		c := &ChallengeRun{course: a.on(fork), preset: a.preset, start: a.start}
		return c.Story()
	}
}

// solve plays the file's solution, and returns how the run stands then.
func (a *ChallengeRun) solve() (Standing, error) {
	for i := range a.preset.Challenge.solution {
		line := &a.preset.Challenge.solution[i]
		if err := a.Refuses(line.Command); err != nil {
			return Standing{}, line.place.Errorf("%v", err)
		}
		if _, err := a.play([]Line{*line}); err != nil {
			return Standing{}, err
		}
	}
	return a.Standing(), nil
}

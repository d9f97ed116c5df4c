// How a round is played: its steps, its end, and the rules that must hold.

package soak

import (
	"fmt"
	"slices"
	"time"

	"ringside/engine"
	"ringside/engine/check"
	"ringside/engine/event"
	"ringside/engine/oracle"
	"ringside/internal/timespan"
)

// Cluster is what a round is played on: an *engine.Cluster, or a *history.History to
// record it.
type Cluster interface {
	check.Cluster
	Apply(engine.Command) error
	Advance(until time.Duration, budget int) bool
	Step() bool
	Now() time.Duration
	Motion() engine.Motion
}

// Report is the result of a round.
type Report struct {
	Operations int
	Refused    int                 // commands that were refused, without effect
	Faults     map[engine.Verb]int // how often each verb other than a request was carried out
	Outcomes   [event.CoordinatorLost + 1]int
	Tally      oracle.Tally
	Events     int
	Time       time.Duration // virtual
}

// Failure is a rule that did not hold, and after how many steps of the round.
type Failure struct {
	Round *Round
	After int
	Err   error
}

// Error returns the round, the step and the rule as text.
func (f *Failure) Error() string {
	return fmt.Sprintf("%v: after %d of %d steps: %v", f.Round, f.After, len(f.Round.Steps), f.Err)
}

// Unwrap returns the rule that did not hold.
func (f *Failure) Unwrap() error { return f.Err }

const (
	// mostEvents is how many events may happen before a round that does not come to rest is
	// abandoned.
	mostEvents = 5_000_000
	// RuleRest: whatever is in progress ends.
	RuleRest = "what is going on comes to an end"
	// RuleRefused: a refused command changes nothing.
	RuleRefused = "a command that can't be changes nothing"
	// RuleFork: a copy of a cluster behaves as the original does.
	RuleFork = "a fork goes on as the original does"
)

// forkEvery: every that many rounds, one is played twice from its middle on, by the
// cluster and by a fork of it.
const forkEvery = 8

// Play plays the round on a new cluster.
func (r *Round) Play() (Report, error) {
	c, err := engine.New(r.Config)
	if err != nil {
		return Report{}, &Failure{r, 0, err}
	}
	half := len(r.Steps)
	if r.Number%forkEvery == 0 {
		half /= 2
	}
	p := player{round: r, c: c, follower: check.NewFollower(r.Promises)}
	if err := p.begin(half); err != nil || half == len(r.Steps) {
		return p.end(err)
	}
	fork := c.Clone()
	report, err := p.finish(half)
	if err != nil {
		return report, err
	}
	twin := player{round: r, c: fork} // without a follower: it must be the same
	if _, err := twin.finish(half); err != nil {
		return report, p.failure(&check.Violation{Rule: RuleFork, What: err.Error()})
	}
	return report, p.same(c, fork)
}

// PlayOn plays the round on a cluster made from its Config.
func (r *Round) PlayOn(c Cluster) (Report, error) {
	p := player{round: r, c: c, follower: check.NewFollower(r.Promises)}
	return p.end(p.begin(len(r.Steps)))
}

// player plays one round.
type player struct {
	round    *Round
	c        Cluster
	follower *check.Follower // nil: no checks during the round
	report   Report
	at       int // steps taken
}

// begin carries out the first steps.
func (p *player) begin(steps int) error {
	v := p.c.View(engine.Watch{})
	if err := check.Ring(v.Ring, v.Settings.Placement); err != nil {
		return p.failure(err)
	}
	return p.steps(0, steps)
}

// finish carries out the steps from one on, and ends the round.
func (p *player) finish(from int) (Report, error) { return p.end(p.steps(from, len(p.round.Steps))) }

func (p *player) steps(from, to int) error {
	for p.at = from; p.at < to; p.at++ {
		if err := p.step(&p.round.Steps[p.at]); err != nil {
			return err
		}
	}
	return nil
}

func (p *player) step(s *Step) error {
	if !p.c.Advance(p.c.Now()+s.After, mostEvents) {
		return p.failure(&check.Violation{Rule: RuleRest, What: fmt.Sprintf("%s later still %v", timespan.Text(s.After), p.c.Motion())})
	}
	before, cmd := p.c.Trace().Len(), s.Command
	if cmd.Msg != 0 {
		if flying := p.c.View(engine.Watch{}).Messages; len(flying) > 0 {
			cmd.Msg = int(flying[cmd.Msg%len(flying)].ID)
		}
	}
	if cmd.Verb == engine.Remove && p.round.Promises != (check.Promises{}) && p.down(cmd.Node) {
		return nil // it would lose its disk
	}
	switch err := p.c.Apply(cmd); {
	case err != nil && p.c.Trace().Len() != before:
		return p.failure(&check.Violation{Rule: RuleRefused, What: fmt.Sprintf("%v: %v", cmd, err)})
	case err != nil:
		p.report.Refused++
	default:
		p.count(cmd.Verb)
	}
	return p.follow()
}

// down reports whether a node is down.
func (p *player) down(name string) bool {
	return slices.ContainsFunc(p.c.View(engine.Watch{}).Nodes, func(n engine.NodeView) bool {
		return n.Name == name && n.Health == engine.Crashed
	})
}

func (p *player) count(v engine.Verb) {
	if v <= engine.Resolve {
		p.report.Operations++
		return
	}
	if p.report.Faults == nil {
		p.report.Faults = make(map[engine.Verb]int)
	}
	p.report.Faults[v]++
}

func (p *player) follow() error {
	if p.follower == nil {
		return nil
	}
	return p.failure(p.follower.Follow(p.c))
}

// failure returns the place in the round at which a rule did not hold, with the rule.
func (p *player) failure(err error) error {
	if err == nil {
		return nil
	}
	return &Failure{p.round, p.at, err}
}

// end finishes the round: everything is healed, compared, repaired, and at rest.
func (p *player) end(err error) (Report, error) {
	if err == nil {
		err = p.settle()
	}
	if err == nil {
		err = p.follow()
	}
	if err == nil && p.follower != nil {
		err = p.failure(p.follower.Known(p.c))
	}
	if err == nil && p.follower != nil {
		if n := p.follower.Unanswered(); n > 0 {
			err = p.failure(&check.Violation{Rule: check.RuleAnswered, What: fmt.Sprintf("%d do", n)})
		}
	}
	if p.follower != nil {
		p.report.Outcomes, p.report.Tally = p.follower.Outcomes, p.follower.Tally
	}
	p.report.Events, p.report.Time = p.c.Trace().Len(), p.c.Now()
	return p.report, err
}

// settle heals everything, and has replicas compared until they must be equal.
func (p *player) settle() error {
	if len(p.c.View(engine.Watch{}).Faults) > 0 {
		if err := p.c.Apply(engine.Command{Verb: engine.Heal, Node: "all"}); err != nil {
			return p.failure(err)
		}
	}
	if err := p.rest(); err != nil {
		return err
	}
	for range 2 {
		if p.round.Config.Placement.N == 1 || len(p.round.Config.Nodes) == 1 {
			break // there is no node to compare with
		}
		if err := p.c.Apply(engine.Command{Verb: engine.AntiEntropy, Node: "all"}); err != nil {
			return p.failure(err)
		}
		if err := p.rest(); err != nil {
			return err
		}
	}
	v := p.c.View(engine.Watch{})
	if err := check.Ring(v.Ring, v.Settings.Placement); err != nil {
		return p.failure(err)
	}
	if err := check.Settled(p.c, p.round.Keys); err != nil {
		return p.failure(err)
	}
	return p.readAll()
}

// readAll reads every key once more, after everything has settled.
func (p *player) readAll() error {
	if err := p.follow(); err != nil {
		return err
	}
	if p.follower != nil {
		p.follower.Settle()
	}
	for _, key := range p.round.Keys {
		if err := p.c.Apply(engine.Command{Verb: engine.Get, Key: key}); err != nil {
			return p.failure(err)
		}
	}
	return p.rest()
}

// noticed is how long it takes until all nodes have noticed that the others are healed,
// and have handed their hints over.
const noticed = 20 * time.Second

// rest lets everything happen that is under way.
func (p *player) rest() error {
	for i := 0; p.c.Motion() > engine.Background; i++ {
		if i > mostEvents || !p.c.Step() && p.c.Motion() > engine.Background {
			return p.failure(&check.Violation{Rule: RuleRest, What: fmt.Sprintf("motion %v", p.c.Motion())})
		}
	}
	if !p.c.Advance(p.c.Now()+noticed, mostEvents) {
		return p.failure(&check.Violation{Rule: RuleRest, What: "20 s after healing something still goes on"})
	}
	return nil
}

// same compares the traces of two clusters.
func (p *player) same(a, b *engine.Cluster) error {
	x, y := a.Trace(), b.Trace()
	for step := 1; step <= max(x.Len(), y.Len()); step++ {
		if step > x.Len() || step > y.Len() || *x.At(step) != *y.At(step) {
			return p.failure(&check.Violation{Rule: RuleFork, Step: step, What: "the traces differ"})
		}
	}
	return nil
}

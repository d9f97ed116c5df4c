// The proof of a par, and the solution that reaches it.

package puzzle

import (
	"context"
	"math/rand/v2"
	"slices"
	"sort"
	"strings"

	"ringside/engine"
	"ringside/engine/script"
	"ringside/engine/search"
	"ringside/presets"
)

// mostStates is how many states one search for a puzzle may look at, and mostSearched all
// searches for a draft; one that takes more is left aside.
const (
	mostStates   = 30_000
	mostSearched = 60_000
)

// proof is a draft being proven.
type proof struct {
	*draft
	start    *engine.Cluster // where the reader begins
	expr     script.Expr
	open     []search.Request
	past     int // how many operations there have been where the reader begins
	named    int // the highest number of an operation that the goal names
	searched int
}

// choice is which requests are made, and how often each fault may be: all in all so many
// commands.
type choice struct {
	requests []int
	faults   []int
}

// prove finds the fewest commands with which the goal can be reached, in any order of events,
// and lines that reach it with so many. It returns nil if there are none, or if that is not
// known.
func (d *draft) prove(ctx context.Context) (*Puzzle, error) {
	p := proof{draft: d}
	if err := p.begin(); err != nil {
		return nil, err
	}
	if v, _ := p.expr.Eval(p.start); v.Holds {
		return nil, nil
	}
	for par := 1; par <= hardest; par++ {
		unknown := false
		for _, c := range p.choices(par) {
			if ctx.Err() != nil {
				return nil, context.Cause(ctx)
			}
			if p.named > p.past+len(c.requests) {
				continue // the goal is about an operation that there is not
			}
			q := p.question(c)
			if b := &q.Bounds; b.Starts > 0 && b.Crashes+b.Hangs+b.Wipes == 0 && p.allUp() {
				continue // there is nothing to start: fewer commands do as much
			}
			a, err := search.Run(ctx, q, nil)
			if err != nil {
				return nil, err
			}
			p.searched += a.States
			switch {
			case ctx.Err() != nil:
				return nil, context.Cause(ctx)
			case p.searched > mostSearched, a.Outcome == search.Yes && par < easiest:
				return nil, nil
			case a.Outcome == search.Unknown:
				unknown = true // whether so many commands do need not be known of every choice
			case a.Outcome == search.Yes:
				lines, err := p.solve(q, a, par)
				if lines == nil && err == nil {
					lines = p.look(par)
				}
				if err != nil || lines == nil {
					return nil, err
				}
				return &Puzzle{Par: par, Solution: lines, Searched: p.searched}, nil
			}
		}
		if unknown {
			return nil, nil
		}
	}
	return nil, nil
}

// begin plays what happens before the reader begins.
func (p *proof) begin() (err error) {
	three, err := presets.Parse("puzzle", []byte("format: 1\ncluster: "+p.cluster()+"\n"))
	if err != nil {
		return err
	}
	if p.start, err = engine.New(three.Config()); err != nil {
		return err
	}
	if err := play(p.start, strings.Split(strings.TrimSpace(p.do), "\n")); err != nil {
		return err
	}
	if p.expr, err = script.ParseExpr(p.won); err != nil {
		return err
	}
	p.past = len(p.start.View(engine.Watch{}).Ops)
	for _, call := range p.expr.Calls() {
		if call.Of {
			p.named = max(p.named, int(call.Number))
		}
	}
	for i, line := range p.requests {
		r, err := search.ParseRequest(line)
		if err != nil {
			return err
		}
		if r.Verb == engine.Get { // a reader need not wait for another read's answer
			r.Client = "reader" + string(rune('1'+i))
		}
		p.open = append(p.open, r)
	}
	return nil
}

// play carries out lines.
func play(c *engine.Cluster, lines []string) error {
	r := script.NewRunner(c)
	for _, line := range lines {
		cmd, err := script.Parse(line)
		if err == nil && cmd.Verb != 0 {
			err = r.Exec(cmd)
		}
		for done := false; err == nil && !done; {
			done, err = r.Advance(1000)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// choices lists which commands a story may have, so many in all: those with the most requests
// first, in which a goal is the likeliest to be reached.
func (p *proof) choices(commands int) (all []choice) {
	var add func(c choice, at, left int)
	add = func(c choice, at, left int) {
		switch {
		case at < len(p.requests):
			add(c, at+1, left)
			if left > 0 {
				add(choice{append(slices.Clip(c.requests), at), c.faults}, at+1, left-1)
			}
		case at < len(p.requests)+len(p.faults):
			for n := range min(left, p.faults[at-len(p.requests)].most) + 1 {
				add(choice{c.requests, append(slices.Clip(c.faults), n)}, at+1, left-n)
			}
		case left == 0:
			all = append(all, c)
		}
	}
	add(choice{}, 0, commands)
	sort.SliceStable(all, func(i, j int) bool { return len(all[i].requests) > len(all[j].requests) })
	return all
}

// question asks whether the goal can be reached with the commands of a choice. What happens by
// itself, such as a coordinator that gives up waiting, may happen as often as it can.
func (p *proof) question(c choice) *search.Question {
	q := &search.Question{Cluster: p.start, Expr: p.expr, Bounds: search.Bounds{States: mostStates}}
	for _, i := range c.requests {
		q.Open = append(q.Open, p.open[i])
	}
	b := &q.Bounds
	for i, n := range c.faults {
		switch p.faults[i].verb {
		case "crash":
			b.Crashes += n
		case "start":
			b.Starts += n
		case "hang":
			b.Hangs += n
		case "wipe":
			b.Wipes += n
		case "cut":
			b.Cuts += n
		}
		if n > 0 {
			b.Timeouts = len(c.requests)
		}
	}
	return q
}

// allUp reports whether every node is up where the puzzle begins.
func (p *proof) allUp() bool {
	return !slices.ContainsFunc(p.start.View(engine.Watch{}).Nodes, func(n engine.NodeView) bool { return n.Health != engine.Up })
}

// waits are how long the reader may wait before a command. The last is the longest.
var waits = []string{"", "run 500us", "run 1500us", "until reply", "until quiet"}

// solve finds lines with the commands of a story, in its order, that reach the goal in the
// reader's own cluster; nil if it finds none.
func (p *proof) solve(q *search.Question, a *search.Answer, par int) ([]string, error) {
	told, err := search.Replay(q.Cluster.Clone(), q, a)
	if err != nil {
		return nil, err
	}
	var commands []string
	for _, t := range told {
		switch cmd := t.Commands[0]; cmd.Verb {
		case engine.Deliver, engine.SyncDisk, engine.TimeOut:
		default:
			if cmd.Verb == engine.Get {
				cmd.Client = ""
			}
			commands = append(commands, cmd.String())
		}
	}
	if len(commands) != par {
		return nil, nil
	}
	return p.try(p.start, nil, commands), nil
}

// mostLooks is how many ways are tried to reach the goal where the story of the search can't be
// played in the time that messages take.
const mostLooks = 3000

// look tries commands of all choices of a par at random, always the same ones; nil if none of
// them reach the goal.
func (p *proof) look(par int) []string {
	from, all := rand.New(rand.NewPCG(uint64(par), 0x6c6f6f6b)), p.choices(par)
	for range mostLooks {
		c := all[from.IntN(len(all))]
		var commands []string
		node := func() string { return string(rune('A' + from.IntN(3))) }
		for _, i := range c.requests {
			commands = append(commands, p.requests[i]+" via "+node())
		}
		for i, n := range c.faults {
			for range n {
				switch verb := p.faults[i].verb; verb {
				case "cut":
					commands = append(commands, verb+" "+[...]string{"A B", "B C", "A C"}[from.IntN(3)])
				default:
					commands = append(commands, verb+" "+node())
				}
			}
		}
		from.Shuffle(len(commands), func(i, j int) { commands[i], commands[j] = commands[j], commands[i] })
		if lines := p.attempt(from, commands); lines != nil {
			return lines
		}
	}
	return nil
}

// attempt gives commands with random waits between them, and returns the lines if they reach
// the goal.
func (p *proof) attempt(from *rand.Rand, commands []string) (lines []string) {
	c := p.start.Clone()
	for i := range len(commands) + 1 {
		if wait := waits[from.IntN(len(waits))]; wait != "" {
			lines = append(lines, wait)
			if play(c, lines[len(lines)-1:]) != nil {
				return nil
			}
		}
		if i < len(commands) {
			lines = append(lines, commands[i])
			if play(c, commands[i:i+1]) != nil {
				return nil
			}
		}
	}
	if v, _ := p.expr.Eval(c); !v.Holds {
		return nil
	}
	return lines
}

// try gives the commands that are left, each after some wait.
func (p *proof) try(at *engine.Cluster, done, left []string) []string {
	for _, wait := range waits {
		c, lines := at.Clone(), slices.Clip(done)
		if wait != "" {
			lines = append(lines, wait)
			if play(c, []string{wait}) != nil {
				continue
			}
		}
		if len(left) == 0 {
			if v, _ := p.expr.Eval(c); v.Holds {
				return lines
			}
			continue
		}
		if play(c, left[:1]) != nil {
			continue
		}
		if found := p.try(c, append(lines, left[0]), left[1:]); found != nil {
			return found
		}
	}
	return nil
}

// What can happen, and since when it could not be stopped, as lines on request.

package plain

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"

	"ringside/engine"
	"ringside/engine/explain"
	"ringside/engine/history"
	"ringside/engine/likely"
	"ringside/engine/ring"
	"ringside/engine/script"
	"ringside/engine/search"
	"ringside/tui/page"
	"ringside/tui/source"
)

// fork returns a copy of the session, whose own way it goes.
func (p *talk) fork() (*history.History, error) {
	k, ok := p.cluster.(source.Keeper)
	if !ok {
		return nil, errors.New("this cluster can't be copied")
	}
	return k.Fork(), nil
}

// can searches what can happen from here, as the explorer does; without a question it lists
// those that people ask.
func (p *talk) can(ctx context.Context, rest string) error {
	key := cmp.Or(p.key, search.UsualKey)
	if rest == "" {
		for _, q := range search.UsualQuestions(key) {
			p.say(q.Asks)
			p.say("  can " + q.Line)
		}
		return nil
	}
	h, err := p.fork()
	if err != nil {
		return err
	}
	q, err := page.AskCan(h, rest, key)
	if err != nil {
		return err
	}
	short, end := context.WithTimeout(ctx, page.CanTime)
	defer end()
	a, err := search.Run(short, q, nil)
	if err != nil {
		return err
	}
	var told []search.Told
	if a.Outcome == search.Yes {
		if told, err = search.Replay(h, q, a); err != nil {
			return err
		}
	}
	p.say(a.Headline(q))
	for i, t := range told {
		line := fmt.Sprintf("%3d  %s", i+1, t.Commands[0])
		for _, cmd := range t.Commands[1:] {
			line += "; " + cmd.String()
		}
		p.say(line + ": " + t.Why)
	}
	if told != nil {
		p.say(a.Then(q))
	}
	p.say("open: " + search.OpenText(q.Open))
	p.say("bounds: " + q.Within())
	if a.Outcome == search.No {
		p.say("not searched: " + search.NotSearched)
		if more := a.Advice(q); more != "" {
			p.say(more)
		}
	}
	return nil
}

// likely says at which steps of the session something became more likely or less, and since when
// it could not be stopped: of the expression, or of what the newest operation came to.
func (p *talk) likely(ctx context.Context, rest string) error {
	if rest == "" {
		rest = likely.DefaultExpression(p.cluster.View(engine.Watch{}).Newest())
	}
	if rest == "" {
		return nothing("no operation has come to an end yet; likely EXPRESSION asks of anything")
	}
	e, err := script.ParseExpr(rest)
	if err != nil {
		return err
	}
	h, err := p.fork()
	if err != nil {
		return err
	}
	a, err := likely.Run(ctx, h, likely.Question{Expr: e}, nil)
	if err != nil {
		return err
	}
	p.say(e.String() + ": " + a.Ends())
	for i, one := range a.Steps {
		if i > 0 && one.Holds == a.Steps[i-1].Holds && i != a.Certain {
			continue // a reader hears only what changes
		}
		text := "the beginning"
		if one.Step > 0 {
			text = explain.Event(h.Trace(), one.Step, func(id ring.NodeID) string { return h.NodeName(id) }).Inline()
		}
		if i > 0 && i == a.Certain {
			text += "; point of no return"
		}
		p.say(fmt.Sprintf("  step %d, %.1f%% of %s futures: %s", one.Step, 100*a.Share(i), engine.Count(a.Futures), text))
	}
	return nil
}

// failures says what would be lost if some nodes were gone.
func (p *talk) failures(ctx context.Context, rest string) error {
	return p.all(page.FailureLines(ctx, p.cluster.View(engine.Watch{}), strings.Fields(rest)))
}

// lab says what each R and W costs.
func (p *talk) lab(ctx context.Context, _ string) error {
	return p.all(page.LabLines(ctx, p.cluster.View(engine.Watch{})))
}

// all prints lines, unless there is an error.
func (p *talk) all(lines []string, err error) error {
	for _, line := range lines {
		p.say(line)
	}
	return err
}

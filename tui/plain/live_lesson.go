// A lesson on a real cluster, line by line: each step is predicted, and then watched as it happens.

package plain

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"ringside/engine"
	"ringside/engine/script"
	"ringside/presets"
	"ringside/tui/source"
	"ringside/tui/workspace"
)

// errLeft is the error of a reader who leaves a lesson.
var errLeft = errors.New("the lesson was left")

// liveLesson is a lesson on a real cluster. What has happened there can't be taken back, so each
// step comes once, and nothing is kept of it.
//
//	step ─▶ Do ─┬─ question ─▶ answer, reveal ─▶ Then, as it happens ─▶ the truth ─┬─▶ next ─▶ step …
//	            └─ to try ─▶ lines of the reader's ─▶ the goal is reached ───────────┘
type liveLesson struct {
	*talk
	run   *presets.LiveRun
	lines *script.Reader
}

// learnLive has a lesson taken on the real cluster that is open, until its last step, the end of the
// input or of ctx. The error says what could not be carried out there.
func (p *talk) learnLive(ctx context.Context, preset *presets.Preset, lines *script.Reader) error {
	l := &liveLesson{talk: p, run: presets.NewLiveRun(preset), lines: lines}
	v := p.cluster.View(engine.Watch{})
	p.told, p.why = v.Trace.Len(), workspace.LastTold(v)
	p.say(fmt.Sprintf("lesson: %s, %d steps, about %d min, on %s: nothing can be taken back", preset.Title, len(preset.Steps), preset.Minutes, v.Outside.What))
	err := l.steps(ctx)
	if errors.Is(err, errLeft) || errors.Is(err, io.EOF) {
		err = nil
	}
	if flush := p.out.Flush(); err == nil && flush != nil {
		err = fmt.Errorf("write what happened: %w", flush)
	}
	return err
}

func (l *liveLesson) steps(ctx context.Context) error {
	settings := l.run.Config().Settings
	for _, s := range [][2]string{{"r", settings.R.String()}, {"w", settings.W.String()}} {
		if err := l.carryOut(ctx, engine.Command{Verb: engine.Set, Name: s[0], To: s[1]}); err != nil {
			return err
		}
	}
	for {
		if err := l.step(ctx); err != nil {
			return err
		}
		if !l.run.Next() {
			break
		}
		l.say("next goes on")
		if err := l.until(ctx, func(word, _ string) (bool, error) {
			if word != "next" {
				return false, errors.New("this step is over: next goes on, and quit leaves")
			}
			return true, nil
		}); err != nil {
			return err
		}
	}
	right, asked := l.run.Score()
	l.say(fmt.Sprintf("that was the last step: %d of %d right", right, asked))
	if len(l.cluster.View(engine.Watch{}).Faults) > 0 {
		l.say("some nodes are still down; ringside cassandra up starts them")
	}
	return nil
}

// step is one step. What happens while it is set up, and would answer its question, is printed after
// the answer.
func (l *liveLesson) step(ctx context.Context) error {
	step, number := l.run.Step()
	l.say(fmt.Sprintf("step %d of %d: %s", number, len(l.run.Steps), step.Title))
	l.words(step.Say)
	l.key = step.Show.Key
	l.held = step.Ask != nil && slices.Contains(step.Cover, presets.PartLog)
	if err := l.play(ctx, step.Do); err != nil {
		return err
	}
	switch {
	case step.Ask != nil:
		if err := l.predict(ctx, step.Ask); err != nil {
			return err
		}
		l.held = false
		l.tell()
		if err := l.play(ctx, step.Then); err != nil {
			return err
		}
		if r, err := l.run.Result(l.cluster); err != nil {
			l.say("it went another way: " + err.Error())
		} else {
			l.verdict(r)
		}
	case step.Try != nil:
		return l.try(ctx, step.Try)
	}
	if err := l.run.Holds(l.cluster); err != nil {
		l.say("it went another way: " + err.Error())
	}
	return nil
}

// play carries out lines of the lesson, and prints each before what it does.
func (l *liveLesson) play(ctx context.Context, lines []presets.Line) error {
	for _, line := range lines {
		l.say("> " + line.String())
		if err := l.out.Flush(); err != nil {
			return fmt.Errorf("write what happened: %w", err)
		}
		if err := l.carryOut(ctx, line.Command); err != nil {
			_, number := l.run.Step()
			return fmt.Errorf("the lesson ends at step %d: %w", number, err)
		}
	}
	return nil
}

// predict asks the question, until there is an answer to it, or the reader has it shown.
func (l *liveLesson) predict(ctx context.Context, q *presets.Question) error {
	l.say("question: " + q.Text)
	for i, c := range q.Choices {
		l.say(fmt.Sprintf("  %c  %s", 'a'+i, c.Text))
	}
	l.say("answer ANSWER (" + q.Wants() + "); hint helps; reveal shows what happens")
	return l.until(ctx, func(word, rest string) (bool, error) {
		if word == "reveal" {
			return true, nil
		}
		typed := strings.TrimSpace(word + " " + rest)
		switch word {
		case "next":
			return false, errors.New("answer first (" + q.Wants() + "); reveal shows what happens")
		case "answer":
			typed = rest
		}
		err := l.run.Predict(typed, l.cluster)
		return err == nil, err
	})
}

// try has the reader act until the goal is reached, or a way is shown.
func (l *liveLesson) try(ctx context.Context, t *presets.Try) error {
	l.say("try it: " + t.Text)
	l.say("for you to do, with commands of the language; hint helps; reveal shows a way")
	before := l.trace()
	shown := false
	err := l.until(ctx, func(word, rest string) (bool, error) {
		if word == "reveal" {
			shown = true
			return true, l.play(ctx, l.run.Way())
		}
		if word == "next" || word == "answer" || len(word) == 1 && rest == "" {
			return false, errors.New("this step is for you to do, with commands of the language; hint helps; reveal shows a way")
		}
		cmd, err := script.Parse(strings.TrimSpace(word + " " + rest))
		if err == nil {
			err = l.carryOut(ctx, cmd)
		}
		return err == nil && l.trace() > before && l.run.Reached(l.cluster), err
	})
	if err != nil {
		return err
	}
	if shown && !l.run.Reached(l.cluster) {
		l.say("it went another way: " + t.Goal.String() + " does not hold")
		return nil
	}
	l.run.Tried(!shown)
	l.say("done: " + t.Text)
	l.said("why: ", t.Why)
	return nil
}

// until reads lines until one is what is waited for: done says so, or why it can't be taken. quit
// leaves, and hint helps, wherever.
func (l *liveLesson) until(ctx context.Context, done func(word, rest string) (bool, error)) error {
	for {
		if err := l.out.Flush(); err != nil {
			return fmt.Errorf("write what happened: %w", err)
		}
		_, err := l.lines.Next()
		var bad *script.Error
		switch {
		case ctx.Err() != nil:
			return context.Cause(ctx)
		case err != nil && !errors.As(err, &bad):
			return err
		}
		word, rest, _ := strings.Cut(strings.TrimPrefix(strings.TrimSpace(l.lines.Text()), ":"), " ")
		switch word {
		case "quit", "leave":
			return errLeft
		case "hint":
			if hint, ok := l.run.Hint(); ok {
				l.said("hint: ", hint)
			} else {
				l.refuse("there is no other hint")
			}
			continue
		}
		switch ok, err := done(word, strings.TrimSpace(rest)); {
		case ctx.Err() != nil:
			return context.Cause(ctx)
		case err != nil:
			l.refuse(err.Error())
		case ok:
			return nil
		}
	}
}

// isReal reports whether a cluster is a real one.
func isReal(c source.Cluster) bool { return c.View(engine.Watch{}).Outside != nil }

// A challenge in lines: what it asks for, and what has been reached.

package plain

import (
	"errors"
	"fmt"
	"strings"

	"ringside/presets"
)

// begun prints the goal of a challenge and its rules.
func (p *talk) begun() {
	preset := p.learns.challenge.Preset()
	p.say("challenge: " + preset.Title)
	p.words(preset.Challenge.Goal)
	for _, rule := range preset.Challenge.Rules() {
		p.say("rule: " + rule)
	}
	p.judge()
}

// judge prints how the challenge stands if that is news, and when it is solved the code that
// proves it.
func (p *talk) judge() {
	if p.learns != nil && p.learns.lesson != nil && p.learns.lesson.Judge() {
		p.standing()
		p.keep(p.learns.lesson.Progress())
	}
	if p.learns != nil && p.learns.lesson != nil {
		if lacks := p.learns.lesson.Lacks(); lacks != p.learns.stands {
			if p.learns.stands = lacks; lacks != "" {
				p.say("not yet: " + lacks)
			}
		}
		out := p.learns.lesson.OutOfReach()
		if out && !p.learns.out {
			p.say("from here no way that we know leads there; undo takes back your last command, return begins the step again")
		}
		p.learns.out = out
	}
	if p.learns == nil || p.learns.challenge == nil || p.learns.shown {
		return
	}
	l, a := p.learns, p.learns.challenge
	now := a.Standing()
	text := fmt.Sprintf("%d of %d commands given", now.Given, a.Preset().Challenge.Commands)
	if now.Given > 0 && now.Said != "" {
		text += "; not yet: " + now.Said
	}
	if text != l.stands {
		l.stands = text
		p.say(text)
	}
	if !now.Won || now.Stars <= l.stars {
		return
	}
	l.stars = now.Stars
	p.say(fmt.Sprintf("solved with %d of 3 stars; %s", now.Stars, "restart begins again"))
	for _, sentence := range a.Happened() {
		p.say("what happened: " + sentence)
	}
	if cost := a.Preset().Challenge.Cost; cost != "" {
		p.said("what it costs: ", cost)
	}
	p.say("the shortest way that we know: " + strings.Join(a.Shortest(), "; ") + " (reveal plays it)")
	code, err := a.Code()
	if err != nil {
		p.say(err.Error())
		return
	}
	p.say("proof: ringside check --solution " + code)
	p.keep(presets.Progress{Name: a.Preset().Name, Done: true, Stars: now.Stars})
}

// keep keeps how far the reader is; that it can't be is said once.
func (p *talk) keep(to presets.Progress) {
	if p.progress == nil {
		return
	}
	err := p.progress.Write(to)
	if aside := (*presets.SetAside)(nil); errors.As(err, &aside) {
		p.say(aside.Error())
	} else if err != nil {
		p.progress = nil
		p.say(err.Error() + "; it is not kept")
	}
}

// Levels of random rounds: by name and by data centre, of the settings and of single
// requests. They are drawn by dice of their own, so that rounds without them stay the same.

package soak

import (
	"strconv"

	"ringside/engine"
	"ringside/engine/ring"
	"ringside/engine/sim"
)

// leveler draws levels that have a meaning where the round begins.
type leveler struct {
	*dice
	cfg *engine.Config
	on  *ring.Ring
}

// levels draws whether a round has levels, and places its copies for them: so many in each
// data centre, or, seldom, anywhere. It returns nil if it has none.
func levels(seed uint64, r *Round) *leveler {
	d := &dice{random: sim.NewRandom(seed), round: uint64(r.Number), of: sim.Levels}
	on, err := ring.New(r.Config.Nodes)
	if err != nil || !d.one(3) {
		return nil
	}
	l := &leveler{dice: d, cfg: &r.Config, on: on}
	if !d.one(6) {
		l.place()
	}
	r.Config.R, r.Config.W = l.level(), l.level()
	return l
}

// place draws how many copies each data centre keeps: at most one of them keeps none.
func (l *leveler) place() {
	var copies []ring.Copies
	for i, dc := range l.on.DCs() {
		most := 0
		for _, n := range l.on.Nodes() {
			if n.DC == dc {
				most++
			}
		}
		if i == 0 || !l.one(6) {
			copies = append(copies, ring.Copies{DC: dc, N: 1 + l.below(min(most, 3))})
		}
	}
	l.cfg.Placement = ring.PerDC(copies...)
}

// level draws one: a name, a number, or counts for some of the data centres.
func (l *leveler) level() engine.Level {
	for {
		word := pick(l.dice, engine.FindSetting("r").Words()...)
		switch l.below(6) {
		case 0:
			word = strconv.Itoa(1 + l.below(l.cfg.Placement.N))
		case 1:
			word = l.counts()
		}
		if level, err := engine.ParseLevel(word); err == nil && engine.CheckLevel(level, &l.cfg.Settings, l.on) == nil {
			return level
		}
	}
}

// counts draws counts for some data centres; "", which is no level, if copies fall anywhere.
func (l *leveler) counts() (text string) {
	for _, c := range l.cfg.Placement.PerDC {
		if text == "" || l.one(2) {
			if text != "" {
				text += ","
			}
			text += c.DC + "=" + strconv.Itoa(1+l.below(c.N))
		}
	}
	return text
}

// give gives a command a level, if it is one that has some: every third request, and every
// change of R or W.
func (l *leveler) give(cmd *engine.Command) {
	switch {
	case l == nil:
	case cmd.Verb <= engine.Resolve && l.one(3):
		cmd.At = l.level()
	case cmd.Verb == engine.Set && (cmd.Name == "r" || cmd.Name == "w"):
		cmd.To = l.level().String()
	}
}

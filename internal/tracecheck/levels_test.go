// Random scripts whose requests ask for levels.

package tracecheck_test

import (
	"strconv"
	"strings"

	"ringside/engine"
	"ringside/engine/ring"
)

// withLevels gives a script copies in up to three data centres, and levels to its settings,
// to changes of them and to requests. Some of those have no meaning, and are refused then.
func withLevels(s *plan, d dice) {
	dcs := 1 + d.IntN(3)
	for i := range s.cfg.Nodes {
		s.cfg.Nodes[i].DC = "dc" + strconv.Itoa(1+i%dcs)
	}
	r, err := ring.New(s.cfg.Nodes)
	if err != nil {
		panic(err)
	}
	var copies []ring.Copies
	for i, dc := range r.DCs() {
		if most := (len(s.cfg.Nodes) - i + dcs - 1) / dcs; i == 0 || !d.one(6) {
			copies = append(copies, ring.Copies{DC: dc, N: 1 + d.IntN(min(most, 3))})
		}
	}
	s.cfg.Placement = ring.PerDC(copies...)
	if d.one(6) {
		s.cfg.Placement = ring.Simple(s.cfg.Placement.N)
	}
	level := func() (level engine.Level) {
		word := pick(d, engine.FindSetting("r").Words()...)
		switch d.IntN(6) {
		case 0:
			word = strconv.Itoa(1 + d.IntN(s.cfg.Placement.N))
		case 1:
			var parts []string
			for _, c := range copies {
				if len(parts) == 0 || d.one(2) {
					parts = append(parts, c.DC+"="+strconv.Itoa(1+d.IntN(c.N)))
				}
			}
			word = strings.Join(parts, ",")
		}
		level, err := engine.ParseLevel(word)
		if err != nil {
			panic(err)
		}
		return level
	}
	for _, of := range []*engine.Level{&s.cfg.R, &s.cfg.W} {
		for *of = level(); engine.CheckLevel(*of, &s.cfg.Settings, r) != nil; {
			*of = level()
		}
	}
	for i := range s.steps {
		switch cmd := &s.steps[i].cmd; {
		case cmd.Verb == engine.Set && (cmd.Name == "r" || cmd.Name == "w"):
			cmd.To = level().String()
		case (cmd.Verb >= engine.Put && cmd.Verb <= engine.Resolve || cmd.Verb == engine.Load && cmd.To == "") && d.one(3):
			cmd.At = level()
		case cmd.Verb == engine.Add:
			cmd.DC = pick(d, "dc1", "dc1", "dc2")
		}
	}
}

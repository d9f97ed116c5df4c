// This file gives random scripts levels by name and by data centre, and finds whose answers
// count at them, for what is said of that.

package engine_test

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/explain"
	"ringside/engine/ring"
)

// level spreads the nodes over one data centre or two, and gives levels to the settings and
// to requests. Some have no meaning there, and are refused then.
func (s *sentencePlay) level(seed uint64) {
	r := rand.New(rand.NewPCG(seed, 18))
	dcs := 1 + min(r.IntN(4), 1)
	for i := range s.cfg.Nodes {
		s.cfg.Nodes[i].DC = "dc" + strconv.Itoa(i%dcs)
	}
	copies := []ring.Copies{{DC: "dc0", N: 1 + r.IntN(3)}}
	if dcs == 2 && r.IntN(6) > 0 {
		copies = append(copies, ring.Copies{DC: "dc1", N: 1 + r.IntN(2)})
	}
	s.cfg.Placement = ring.PerDC(copies...)
	on, err := ring.New(s.cfg.Nodes)
	if err != nil {
		panic(err)
	}
	level := func() engine.Level {
		for {
			word := pick(r, engine.FindSetting("r").Words()...)
			switch r.IntN(6) {
			case 0:
				word = strconv.Itoa(1 + r.IntN(s.cfg.Placement.N))
			case 1:
				at := copies[r.IntN(len(copies))]
				word = at.DC + "=" + strconv.Itoa(1+r.IntN(at.N))
			case 2:
				if len(copies) == 2 {
					word = "dc0=1,dc1=" + strconv.Itoa(1+r.IntN(copies[1].N))
				}
			}
			if of, err := engine.ParseLevel(word); err == nil && (r.IntN(20) == 0 || engine.CheckLevel(of, &s.cfg.Settings, on) == nil) {
				return of
			}
		}
	}
	for _, of := range []*engine.Level{&s.cfg.R, &s.cfg.W} {
		for *of = level(); engine.CheckLevel(*of, &s.cfg.Settings, on) != nil; {
			*of = level()
		}
	}
	s.moments = slices.Clone(s.moments)
	for i := range s.moments {
		switch cmd := &s.moments[i].cmd; {
		case cmd.Verb >= engine.Put && cmd.Verb <= engine.Resolve || cmd.Verb == engine.Load && cmd.To == "":
			if r.IntN(3) == 0 {
				cmd.At = level()
			}
		case cmd.Verb == engine.Add:
			cmd.DC = pick(r, "dc0", "dc0", "dc1")
		case r.IntN(12) == 0:
			s.moments[i].cmd = engine.Command{Verb: engine.Set, Name: pick(r, "r", "w"), To: level().String()}
		}
	}
}

// asked returns how many answers an operation waited for in which data centre, or anywhere
// (""), and its level: its own or, by the trace, the setting's. They are worked out by hand.
func (l *link) asked(op uint32) (needs map[string]int, level string) {
	began, e := l.invoke(op)
	name := "w"
	if e.Verb == event.Get {
		name = "r"
	}
	if level = l.t.LevelOf(e); level == "" {
		level, _ = l.setting(name, began)
	}
	n, _ := l.setting("n", began)
	return needsAt(level, n, l.dc(e.Node)), level
}

// needsAt returns how many answers a level waits for in which data centre, or anywhere (""),
// if a node of the data centre home coordinates.
func needsAt(level, n, home string) map[string]int {
	copies := make(map[string]int)
	for part := range strings.SplitSeq(n, ",") {
		dc, count, _ := strings.Cut(part, "=")
		copies[dc] = atoi(count)
	}
	total, needs := copiesOf(n), make(map[string]int)
	words := map[string]int{"one": 1, "two": 2, "three": 3, "quorum": total/2 + 1, "all": total}
	switch {
	case words[level]+atoi(level) > 0:
		needs[""] = words[level] + atoi(level)
	case !strings.Contains(n, "=") && level != "local_one":
		needs[""] = total/2 + 1 // in the one data centre that there is
	case level == "local_one":
		needs[home] = 1
	case level == "local_quorum":
		needs[home] = copies[home]/2 + 1
	case level == "each_quorum":
		for dc, of := range copies {
			needs[dc] = of/2 + 1
		}
	default:
		for part := range strings.SplitSeq(level, ",") {
			dc, count, _ := strings.Cut(part, "=")
			needs[dc] = atoi(count)
		}
	}
	return needs
}

// readsRepair reports whether reads ask a replica and others, whose answers they can compare,
// and repair what they find.
func (x *truth) readsRepair(id ring.NodeID) bool {
	s, at := x.v.Settings, &link{observation: x.observation, t: &x.v.Trace}
	if s.Repair == engine.RepairOff {
		return false
	}
	here := at.dc(id)
	return s.Read == engine.AllRead || slices.ContainsFunc(x.v.Nodes, func(n engine.NodeView) bool {
		needs := needsAt(s.R.String(), engine.SettingText(&s, "n"), n.DC)
		return needs[""]+needs[here] > 0 && (sum(needs) > 1 || s.Speculates())
	})
}

// sum adds up how many answers are waited for.
func sum(needs map[string]int) (n int) {
	for _, need := range needs {
		n += need
	}
	return n
}

// needNotMeet reports whether a read and a write may be answered by different replicas.
func (l *link) needNotMeet(c *explain.Claim) bool {
	read, _ := l.invoke(c.Op)
	write, _ := l.invoke(c.Ref)
	wrote, _ := l.setting("n", write)
	reads, _ := l.setting("n", read)
	asked, r := l.asked(c.Op)
	acked, w := l.asked(c.Ref)
	if c.Need != max(copiesOf(wrote), copiesOf(reads)) || c.N != sum(asked)+sum(acked) {
		return false
	}
	if strings.HasPrefix(c.Text, "R is ") && (!strings.Contains(c.Text, r) || !strings.Contains(c.Text, w)) {
		return false
	}
	if asked[""]+acked[""] > 0 || !strings.Contains(wrote, "=") {
		return c.N <= c.Need // the one that takes answers from anywhere takes them from the others
	}
	for part := range strings.SplitSeq(wrote, ",") {
		dc, count, _ := strings.Cut(part, "=")
		if asked[dc]+acked[dc] > atoi(count) {
			return false
		}
	}
	return true
}

// dc returns the data centre of a node, whether it is a member or not.
func (l *link) dc(id ring.NodeID) string {
	if id == ring.None {
		return ""
	}
	return l.c.View(engine.Watch{}).Nodes[id].DC
}

// answeredIn counts those of a data centre whose answers have counted.
func (l *link) answeredIn(op uint32, dc string) (n int) {
	for _, id := range l.run[op] {
		if l.dc(id) == dc {
			n++
		}
	}
	return n
}

// holdsOfLevel reports whether a claim about whose answers count at a level is true of the
// message or the reply of the event.
func (l *line) holdsOfLevel(c *explain.Claim) bool {
	at := &link{observation: l.observation, t: l.t, symptom: l.step}
	needs, level := at.asked(c.Op)
	switch c.Kind {
	case explain.AtLevel:
		return c.Text == level
	case explain.CountsNowhere:
		if c.By != ring.None {
			step, _ := at.last(l.step, func(e *event.Event) bool {
				return e.Op == c.Op && e.Kind == event.StandIn && e.To == c.Node && e.From == c.By
			})
			return step > 0 && (needs[at.dc(c.By)] == 0 || at.dc(c.By) != at.dc(c.Node))
		}
		if c.Text == "pending" {
			step, _ := at.last(l.step, func(e *event.Event) bool { return e.Op == c.Op && e.Kind == event.AddPending && e.To == c.Node })
			return step > 0
		}
		return needs[at.dc(c.Node)] == 0
	case explain.CountsIn:
		l.anew(l.e)
		n := at.answeredIn(c.Op, c.Text)
		if !slices.Contains(l.run[c.Op], l.e.From) {
			n++
		}
		return c.Text == at.dc(l.e.From) && l.asksFor(c, needs) && (c.N == min(n, c.Need) || l.moves && c.N <= n)
	case explain.HeardIn:
		return c.Need > 0 && l.asksFor(c, needs) && (c.N == min(at.answeredIn(c.Op, c.Text), c.Need) || l.moves)
	}
	_, asked := at.invoke(c.Op)
	up := at.believedIn(l.view(), asked, c.Text)
	return c.N < c.Need && l.asksFor(c, needs) && (c.N == up || l.moves || l.later())
}

// asksFor reports whether as many answers of a data centre are waited for as is claimed: as
// many as the level says and, while nodes join, some more.
func (w *observation) asksFor(c *explain.Claim, needs map[string]int) bool {
	return c.Need == needs[c.Text] || w.moves && needs[c.Text] > 0 && c.Need > needs[c.Text]
}

// believedIn counts the replicas of a data centre that the coordinator of a request believes
// up.
func (l *link) believedIn(v *engine.View, asked *event.Event, dc string) (up int) {
	for _, id := range v.Walk(l.t.Text(asked.Key)).Replicas {
		if l.dc(id) == dc && !slices.Contains(v.Nodes[id].DownBy, asked.Node) {
			up++
		}
	}
	return up
}

// holdsOfLevel reports whether a claim about whose answers count at a level is true of the
// operation as it is now.
func (x *truth) holdsOfLevel(c *explain.Claim) bool {
	at := &link{observation: x.observation, t: &x.v.Trace}
	needs, _ := at.asked(x.o.ID)
	if c.Need == 0 || !x.asksFor(c, needs) {
		return false
	}
	if c.Kind == explain.BelievedIn { // how many, is held when the client is told
		return x.o.Outcome == event.Unavailable && c.N < c.Need
	}
	if x.o.Outcome == event.CoordinatorLost { // nobody's answer made up the reply
		return c.N == 0
	}
	return c.N == min(at.answeredIn(x.o.ID, c.Text), c.Need) || x.moves
}

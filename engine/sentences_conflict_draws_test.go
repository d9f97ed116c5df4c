// This file draws scripts in which versions are discarded: because a clock was wrong, or because
// the policy by which nodes unite versions changes while they keep siblings.

package engine_test

import (
	"math/rand/v2"
	"strconv"
	"time"

	"ringside/engine"
	"ringside/engine/ring"
)

// drawPolicies draws a script in which siblings are written, the policy changes, and reads and
// repairs meet what was kept under the other one.
func drawPolicies(r *rand.Rand) sentencePlay {
	cfg := drawPlay(r).cfg
	cfg.Placement, cfg.R, cfg.W = ring.Simple(3), engine.Answers(2+r.IntN(2)), engine.Answers(1+r.IntN(2))
	cfg.Conflict, cfg.Grace = pick(r, engine.Siblings, engine.Siblings, engine.LWW), 240*time.Hour
	s := sentencePlay{cfg: cfg, seed: r.Uint64()}
	node := func() string { return cfg.Nodes[r.IntN(len(cfg.Nodes))].Name }
	for range 6 + r.IntN(10) {
		m := sentenceMoment{after: time.Duration(r.IntN(4_000_000)), looks: []int{r.IntN(20)}}
		switch r.IntN(8) {
		case 0, 1, 2:
			m.cmd = engine.Command{Verb: engine.Put, Key: "a", Value: strconv.Itoa(r.IntN(100)), Blind: r.IntN(3) > 0, Client: pick(r, "", "ann", "bob"), Via: node()}
		case 3, 4, 5:
			m.cmd = engine.Command{Verb: engine.Get, Key: "a", Client: pick(r, "", "ann", "bob"), Via: node()}
		case 6:
			m.cmd = engine.Command{Verb: engine.Set, Name: "conflict", To: pick(r, "siblings", "lww", "lww", "merge")}
		case 7:
			m.cmd = engine.Command{Verb: pick(r, engine.Wipe, engine.Start, engine.Drop, engine.Cut, engine.Mend), Node: node(), Peer: node()}
			if m.cmd.Verb == engine.Wipe || m.cmd.Verb == engine.Start {
				m.cmd.Peer = ""
			}
		}
		s.moments = append(s.moments, m)
	}
	return s
}

// drawTurnedDown draws a script in which the last write wins and clocks are wrong, so that replicas
// discard writes that they acknowledge, and then lose what they kept instead.
func drawTurnedDown(r *rand.Rand) sentencePlay {
	cfg := drawPlay(r).cfg
	cfg.Placement, cfg.R, cfg.W = ring.Simple(3), engine.Answers(1+r.IntN(2)), engine.Answers(1+r.IntN(3))
	cfg.Conflict, cfg.Quorum, cfg.Grace, cfg.Latency = engine.LWW, engine.Strict, 240*time.Hour, "fixed"
	cfg.Repair, cfg.Entropy = pick(r, engine.RepairOff, engine.RepairOff, engine.RepairAsync), 0
	s := sentencePlay{cfg: cfg, seed: r.Uint64()}
	c, err := engine.New(cfg)
	if err != nil {
		panic(err) // the settings are those of this file
	}
	home := c.View(engine.Watch{}).Walk("a").Replicas
	r.Shuffle(len(home), func(i, j int) { home[i], home[j] = home[j], home[i] })
	name := func(i int) string { return c.NodeName(home[i]) }
	add := func(after time.Duration, cmd engine.Command, looks ...int) {
		s.moments = append(s.moments, sentenceMoment{after, cmd, looks})
	}
	put := func(i int, client string) engine.Command {
		return engine.Command{Verb: engine.Put, Key: "a", Value: strconv.Itoa(r.IntN(100)), Client: client, Via: name(i)}
	}
	add(0, put(0, "bob"), 20)
	add(10*time.Millisecond, engine.Command{Verb: engine.Skew, Node: name(1), For: -10 * time.Second})
	add(10*time.Millisecond, put(1, "ann"), 20)
	if r.IntN(3) == 0 {
		add(10*time.Millisecond, put(2, "bob"), 20)
	}
	for i := range 2 + r.IntN(2) {
		add(time.Duration(r.IntN(3000))*time.Millisecond, engine.Command{Verb: pick(r, engine.Wipe, engine.Wipe, engine.Crash), Node: name(i % 3)})
		add(10*time.Millisecond, engine.Command{Verb: engine.Start, Node: name(i % 3)})
	}
	add(3*time.Second, engine.Command{Verb: engine.Get, Key: "a", Client: "zoe", Via: name(r.IntN(3))}, 30)
	return s
}

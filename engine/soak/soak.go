// Package soak leads a cluster through random operations and faults, round after
// round, and holds it all the while against what must always be true (package
// check).
//
//	seed, number ─▶ Draw ─▶ Round: settings, commands, and how long after each other
//	                          │
//	                        Play ─▶ Report, or *Failure ─▶ Shrink ─▶ a Round that still fails, with less
//
// A round begins with a new cluster and ends with one that is healed, repaired
// and at rest. So memory does not grow with the number of rounds, and what fails
// is told by two numbers.
package soak

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"ringside/engine"
	"ringside/engine/check"
	"ringside/engine/quorum"
	"ringside/engine/ring"
	"ringside/engine/sim"
)

// Round is one run: what it starts from, and what is done.
type Round struct {
	Seed     uint64
	Number   int
	Config   engine.Config
	Promises check.Promises
	Keys     []string
	Steps    []Step
}

// Step is a command, and how long after the one before it is given. Where it
// names a message in flight, that is the so-manieth of those there are then, round
// and round.
type Step struct {
	After   time.Duration
	Command engine.Command
}

// String names the round and what it starts from.
func (r *Round) String() string {
	s := &r.Config.Settings
	return fmt.Sprintf("round %d of seed %d: N=%v R=%s W=%s, %s, %s, read %s, repair %s, sync %s",
		r.Number, r.Seed, s.Placement, s.R, s.W, s.Quorum, s.Conflict, s.Read, s.Repair, s.Sync)
}

// Breaks reports whether a command of the rounds adds a fault, rather than
// healing one, asking for something, or changing settings or the membership.
func Breaks(v engine.Verb) bool {
	switch v {
	case engine.Put, engine.Get, engine.Delete, engine.Resolve, engine.Set, engine.Add, engine.Remove, engine.Start, engine.Resume, engine.Heal, engine.Mend,
		engine.AntiEntropy, engine.Deliver:
		return false
	}
	return true
}

// Rules lists what every round is held against.
func Rules() []string {
	return []string{
		check.RuleCauses, check.RuleTime, check.RuleAnswers, check.RuleHints, check.RuleOverlap, check.RuleMeets, check.RuleKept, check.RuleKnown,
		check.RuleHealed, check.RuleAnswered, check.RuleConverged, check.RuleDigests, check.RuleNoHints, check.RuleQuiet, check.RuleLeft, check.RuleHolds, check.RuleTakes,
		check.RuleFresh, check.RuleShares, check.RuleWalks, RuleRest, RuleRefused, RuleFork,
	}
}

// Options say what rounds are drawn from.
type Options struct {
	Seed uint64
	// Base is the cluster of every round; nil: nodes and settings are drawn, too.
	Base *engine.Config
}

// How long a round is, in requests.
const (
	shortest = 100
	longest  = 2000
)

// Draw makes the round of a number. Equal options and numbers make equal rounds.
func Draw(o Options, number int) *Round {
	d := &dice{random: sim.NewRandom(o.Seed), of: sim.Chance, round: uint64(number)}
	r := &Round{Seed: o.Seed, Number: number, Config: engine.Default()}
	lasting := d.one(2) // disks last
	changing, moving := false, false
	var l *leveler
	s := &r.Config.Settings
	if o.Base != nil {
		r.Config = *o.Base
	} else {
		changing, moving = d.one(4), d.one(3)
		nodes(d, &r.Config)
		settings(d, s, len(r.Config.Nodes))
		if lasting {
			s.Sync = engine.SyncAlways
		}
		l = levels(o.Seed, r)
		rules(o.Seed, r)
	}
	r.Config.Seed = d.bits() // so that delays differ; the nodes stay where they are
	durable := lasting && s.Sync == engine.SyncAlways
	r.Promises.Meets = durable && !changing && s.Quorum == engine.Strict
	r.Promises.Overlap = r.Promises.Meets && l == nil && meets(&r.Config)
	r.Promises.Kept = durable && s.Conflict == engine.Siblings
	for i := range 1 + d.below(12) {
		r.Keys = append(r.Keys, "k"+strconv.Itoa(i+1))
	}
	w := writer{dice: d, round: r, verbs: verbs(lasting), changing: changing, calm: 2 + d.below(20)}
	for _, n := range r.Config.Nodes {
		w.names = append(w.names, n.Name)
	}
	if moving {
		w.verbs = append(w.verbs, engine.Add, engine.Add, engine.Remove)
		for i := range 6 {
			w.names = append(w.names, "x"+strconv.Itoa(i+1))
		}
	}
	if s.Rules == engine.CassandraRules { // which alone know it
		w.verbs = append(w.verbs, engine.Gossip, engine.Gossip, engine.Gossip)
	}
	for ops := shortest + d.below(longest-shortest); ops > 0; {
		step := w.step()
		l.give(&step.Command)
		if step.Command.Verb <= engine.Resolve {
			ops--
		}
		r.Steps = append(r.Steps, step)
	}
	return r
}

// meets reports whether reads and writes always have a replica in common.
func meets(cfg *engine.Config) bool {
	r, err := ring.New(cfg.Nodes)
	return err == nil && cfg.Meets(r) == quorum.Always
}

// nodes draws a few, in a few racks of one data centre or two.
func nodes(d *dice, cfg *engine.Config) {
	count, dcs, racks := 2+d.below(7), 1+d.below(2), 1+d.below(3)
	cfg.Nodes = ring.Draw(d.bits(), count, 1+d.below(8))
	for i := range cfg.Nodes {
		cfg.Nodes[i].DC = "dc" + strconv.Itoa(1+i%dcs)
		cfg.Nodes[i].Rack = "r" + strconv.Itoa(1+i/dcs%racks)
	}
}

// settings draws those of a cluster of so many nodes.
func settings(d *dice, s *engine.Settings, nodes int) {
	s.Placement = ring.Simple(min(pick(d, 1, 2, 3, 3, 3, 4, 5), nodes))
	s.R, s.W = engine.Answers(1+d.below(s.Placement.N)), engine.Answers(1+d.below(s.Placement.N))
	s.Quorum = pick(d, engine.Strict, engine.Sloppy)
	s.Conflict = pick(d, engine.Siblings, engine.Siblings, engine.LWW, engine.Merge)
	s.Read = pick(d, engine.DigestRead, engine.FullRead, engine.AllRead)
	s.Repair = pick(d, engine.RepairOff, engine.RepairAsync, engine.RepairBlocking)
	s.Sync = pick(d, engine.SyncAlways, engine.SyncPeriodic)
	s.Latency = pick(d, "lan", "lan", "fixed")
	s.Speculate = pick(d, 0, 2*time.Millisecond)
	s.Gossip = pick(d, 0, time.Second)
	s.Entropy = pick(d, 0, 0, 5*time.Second)
}

// rules lets some rounds go by Cassandra's rules. They have dice of their own, so that the
// other rounds stay the same.
func rules(seed uint64, r *Round) {
	d := &dice{random: sim.NewRandom(seed), round: ^uint64(r.Number), of: sim.Levels}
	if d.one(4) {
		r.Config.Settings, _ = engine.With(r.Config.Settings, "rules", "cassandra") // the table knows it
	}
}

// verbs lists the faults of a round, those that are to come more often more than
// once.
func verbs(lasting bool) []engine.Verb {
	all := []engine.Verb{
		engine.Crash, engine.Crash, engine.Start, engine.Hang, engine.Resume, engine.Cut, engine.Cut, engine.Mend, engine.Isolate,
		engine.Slow, engine.Skew, engine.Power, engine.Heal, engine.Heal, engine.Heal, engine.Heal, engine.AntiEntropy,
		engine.Drop, engine.Delay, engine.Duplicate, engine.Deliver,
	}
	all = append(all, all...)
	all = append(all, engine.Blackout)
	if !lasting {
		all = append(all, engine.Wipe, engine.Wipe)
	}
	return all
}

// writer draws the steps of a round.
type writer struct {
	*dice
	round    *Round
	verbs    []engine.Verb
	names    []string // of the nodes that there are, and that may come
	changing bool     // settings change while it goes on
	calm     int      // how many requests there are to a fault
}

func (w *writer) node() string { return pick(w.dice, w.names...) }

// step draws the next one. Mostly it comes as quickly as messages travel, now and
// then past a timeout.
func (w *writer) step() Step {
	after := w.upTo(3 * time.Millisecond)
	if w.one(20) {
		after = w.upTo(2500 * time.Millisecond)
	}
	switch {
	case w.changing && w.one(40):
		return Step{after, w.change()}
	case w.one(w.calm):
		return Step{after, w.fault()}
	}
	return Step{after, w.request()}
}

// request draws what a client asks.
func (w *writer) request() engine.Command {
	cmd := engine.Command{
		Verb:   pick(w.dice, engine.Put, engine.Put, engine.Put, engine.Get, engine.Get, engine.Get, engine.Delete, engine.Resolve),
		Key:    pick(w.dice, w.round.Keys...),
		Client: pick(w.dice, "", "alice", "bob"),
	}
	if w.one(4) {
		cmd.Via = w.node()
	}
	if cmd.Verb == engine.Put || cmd.Verb == engine.Resolve {
		cmd.Value = strconv.Itoa(w.below(1000))
		// Blind writes make many siblings, so they are the exception.
		cmd.Blind = cmd.Verb == engine.Put && w.one(8)
	}
	return cmd
}

// change draws another value of a setting.
func (w *writer) change() engine.Command {
	n := w.round.Config.Placement.N
	cmd := engine.Command{Verb: engine.Set, Name: pick(w.dice, "r", "w", "quorum", "read", "repair", "speculative")}
	switch cmd.Name {
	case "r", "w":
		cmd.To = strconv.Itoa(1 + w.below(n))
	case "speculative":
		cmd.To = pick(w.dice, "off", "2ms")
	default:
		cmd.To = pick(w.dice, engine.FindSetting(cmd.Name).Words()...)
	}
	return cmd
}

// fault draws a fault of a node, a link or a message.
func (w *writer) fault() engine.Command {
	cmd := engine.Command{Verb: pick(w.dice, w.verbs...), Node: w.node()}
	switch cmd.Verb {
	case engine.Add:
		at := pick(w.dice, w.round.Config.Nodes...)
		cmd.Node, cmd.DC, cmd.Rack = pick(w.dice, w.names[len(w.round.Config.Nodes):]...), at.DC, at.Rack
	case engine.Cut, engine.Mend:
		cmd.Peer = w.node()
		cmd.OneWay = cmd.Verb == engine.Cut && w.one(2)
	case engine.Slow:
		cmd.Factor = int64(100 + w.below(20_000))
		if w.one(2) {
			cmd.Peer = w.node()
		}
	case engine.Skew:
		cmd.For = w.upTo(20*time.Second) - 10*time.Second
	case engine.Heal, engine.AntiEntropy:
		if w.one(2) {
			cmd.Node = "all"
		}
	case engine.Power, engine.Blackout:
		w.powerLoss(&cmd)
	case engine.Gossip:
		cmd.To = pick(w.dice, engine.GossipOff, engine.GossipOff, engine.GossipOn)
	case engine.Drop, engine.Delay, engine.Duplicate, engine.Deliver:
		cmd.Peer = w.node()
		if cmd.Verb == engine.Deliver || w.one(2) {
			cmd.Node, cmd.Peer = "", ""
			cmd.Msg = 1 + w.below(30)
		} else if cmd.Verb != engine.Delay {
			cmd.Count = pick(w.dice, 0, 0, 3)
		}
		if cmd.Verb == engine.Delay {
			cmd.For = 1 + w.upTo(3*time.Second)
		}
	}
	return cmd
}

// powerLoss chooses the place of a power failure.
func (w *writer) powerLoss(cmd *engine.Command) {
	at := w.round.Config.Nodes[w.below(len(w.round.Config.Nodes))]
	cmd.Node = at.DC
	over := engine.BlackoutOver
	if cmd.Verb == engine.Power {
		cmd.Node, over = at.DC+"/"+at.Rack, engine.PowerOn
	}
	if w.one(2) {
		cmd.To = over
	}
}

// with returns the round with other steps.
func (r *Round) with(steps []Step) *Round {
	c := *r
	c.Steps = slices.Clip(steps)
	return &c
}

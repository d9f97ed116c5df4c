// This file plays random scripts in which nodes join and leave among faults of every
// kind, and holds each against what is promised of a node that leaves: it takes nothing,
// it goes, and nothing goes with it.

package engine_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"ringside/engine"
	"ringside/engine/check"
	"ringside/engine/explain"
	"ringside/engine/ring"
	"ringside/engine/sim"
	"ringside/engine/version"
	"ringside/internal/steady"
)

// TestLeaversTakeNothing: in random scripts a node that leaves stores nothing new but
// writes that were planned with those who come in its place, and keeps no hint for
// anybody; when all is healed nobody is leaving, a node that has left holds nothing, and what the
// leaver kept has as many copies as before.
func TestLeaversTakeNothing(t *testing.T) {
	scripts := steady.Rounds(4000, 600, 40)
	from := 0
	if at := os.Getenv("RINGSIDE_LEAVERS"); at != "" { // from-count, to look at others
		if _, err := fmt.Sscanf(at, "%d-%d", &from, &scripts); err != nil {
			t.Fatal(err)
		}
	}
	left, failed := 0, 0
	for seed := range scripts {
		s := exodus{seed: uint64(from + seed), dice: rand.New(rand.NewPCG(uint64(from+seed), 9))}
		if err := s.play(); err != nil {
			t.Errorf("script %d: %v\n%v", s.seed, err, &s)
			if os.Getenv("RINGSIDE_TRACE") != "" {
				t.Log(s.trace())
			}
			if failed++; failed == 5 {
				return
			}
		}
		left += s.leavers
	}
	if left < scripts/2 {
		t.Errorf("only %d nodes left in %d scripts", left, scripts)
	}
}

// exodus is one random script and what is remembered of it.
type exodus struct {
	seed     uint64
	dice     *rand.Rand
	c        *engine.Cluster
	n        int // copies of each key
	lasting  bool
	names    []string
	lines    []string
	leavers  int
	copies   []copied
	held     bool // N has been the same all the time
	follower *check.Follower
}

// copied is what a keeper held of a key when a change of membership began, and how many
// keepers had that.
type copied struct {
	when int // the step
	who  string
	key  string
	set  *version.Set
	many int
}

func (s *exodus) String() string {
	v := s.c.View(engine.Watch{})
	return fmt.Sprintf("%d nodes of %d, seed %d, %v\n%s", len(s.names), v.Nodes[0].Slots, s.seed, v.Settings, strings.Join(s.lines, "\n"))
}

func (s *exodus) one(n int) bool { return s.dice.IntN(n) == 0 }

func any1[T any](s *exodus, all ...T) T { return all[s.dice.IntN(len(all))] }

func (s *exodus) node() string { return any1(s, s.names...) }

func (s *exodus) key() string { return "k" + strconv.Itoa(s.dice.IntN(4)) }

// config draws a cluster.
func (s *exodus) config() engine.Config {
	cfg := engine.Default()
	nodes := 3 + s.dice.IntN(5)
	cfg.Nodes, cfg.Seed = ring.Draw(s.seed, nodes, 1+s.dice.IntN(4)), s.seed
	s.n = min(any1(s, 1, 2, 3, 3, 3), nodes-1)
	cfg.Placement = ring.Simple(s.n)
	if s.one(4) {
		for i := range cfg.Nodes {
			cfg.Nodes[i].Rack = "r" + strconv.Itoa(1+i%3)
		}
		cfg.Placement, _ = ring.ParsePlacement("dc1=" + strconv.Itoa(s.n))
	}
	if nodes >= 5 && s.one(5) {
		for i := range cfg.Nodes {
			cfg.Nodes[i].DC, cfg.Nodes[i].Rack = "dc"+strconv.Itoa(1+i%2), "r"+strconv.Itoa(1+i/2%2)
		}
		s.n = 3
		cfg.Placement, _ = ring.ParsePlacement("dc1=2,dc2=1")
	}
	cfg.R, cfg.W = engine.Answers(1+s.dice.IntN(s.n)), engine.Answers(1+s.dice.IntN(s.n))
	cfg.Quorum = any1(s, engine.Strict, engine.Strict, engine.Sloppy)
	cfg.Conflict = any1(s, engine.Siblings, engine.LWW, engine.Merge)
	cfg.Read = any1(s, engine.DigestRead, engine.FullRead, engine.AllRead)
	cfg.Repair = any1(s, engine.RepairOff, engine.RepairAsync, engine.RepairBlocking, engine.RepairBlocking)
	cfg.Sync = any1(s, engine.SyncAlways, engine.SyncAlways, engine.SyncPeriodic)
	cfg.Speculate = any1(s, 0, 2*time.Millisecond)
	cfg.Gossip = any1(s, 0, time.Second, time.Second)
	cfg.Entropy = any1(s, 0, 0, 3*time.Second)
	cfg.Latency = any1(s, "lan", "fixed")
	s.lasting = cfg.Sync == engine.SyncAlways
	for _, n := range cfg.Nodes {
		s.names = append(s.names, n.Name)
	}
	return cfg
}

// play plays the script and looks what came of it.
func (s *exodus) play() error {
	var err error
	if s.c, err = engine.New(s.config()); err != nil {
		return err
	}
	s.held = true
	s.follower = check.NewFollower(check.Promises{})
	for range 15 + s.dice.IntN(40) {
		after := time.Duration(s.dice.Int64N(3_000_000))
		if s.one(6) {
			after = time.Duration(s.dice.Int64N(2_500)) * time.Millisecond
		}
		if !s.c.Advance(s.c.Now()+after, 1_000_000) {
			return fmt.Errorf("time does not go on")
		}
		s.do(s.command(), after)
		if err := s.follower.Follow(s.c); err != nil {
			return err
		}
	}
	return s.ended()
}

// command draws what is done next.
func (s *exodus) command() engine.Command {
	if !s.one(3) {
		cmd := engine.Command{Verb: any1(s, engine.Put, engine.Put, engine.Get, engine.Get, engine.Delete), Key: s.key(), Client: any1(s, "", "ann", "bob")}
		if s.one(2) {
			cmd.Via = s.node()
		}
		if cmd.Verb == engine.Put {
			cmd.Value, cmd.Blind = strconv.Itoa(s.dice.IntN(1000)), s.one(3)
		}
		return cmd
	}
	cmd := engine.Command{Node: s.node(), Verb: any1(s, engine.Remove, engine.Remove, engine.Remove, engine.Remove, engine.Add, engine.Add, engine.Crash, engine.Crash, engine.Start, engine.Start,
		engine.Hang, engine.Resume, engine.Isolate, engine.Cut, engine.Cut, engine.Mend, engine.Heal, engine.Heal, engine.Slow, engine.Drop, engine.Drop,
		engine.Delay, engine.Duplicate, engine.AntiEntropy, engine.Set, engine.Power, engine.Skew)}
	switch cmd.Verb {
	case engine.Add:
		cmd.Node = "x" + strconv.Itoa(len(s.names))
		cmd.Rack, cmd.DC = any1(s, "", "r1", "r2"), any1(s, "", "dc1")
	case engine.Cut, engine.Mend:
		cmd.Peer, cmd.OneWay = s.node(), cmd.Verb == engine.Cut && s.one(2)
	case engine.Heal, engine.AntiEntropy:
		if s.one(2) {
			cmd.Node = "all"
		}
	case engine.Slow:
		cmd.Factor = int64(sim.Usual) * (2 + s.dice.Int64N(500))
	case engine.Drop, engine.Duplicate:
		cmd.Peer = s.node()
	case engine.Delay:
		cmd.Peer, cmd.For = s.node(), time.Duration(1+s.dice.Int64N(3_000))*time.Millisecond
	case engine.Power:
		cmd.Node, cmd.To = "dc1/r1", any1(s, "", engine.PowerOn)
	case engine.Skew:
		cmd.For = time.Duration(s.dice.IntN(2_000_000_000) - 1_000_000_000)
	case engine.Set:
		cmd = engine.Command{Verb: engine.Set, Name: any1(s, "n", "repair", "repair"), To: any1(s, "off", "async", "blocking")}
		if cmd.Name == "n" {
			cmd.To = strconv.Itoa(1 + s.dice.IntN(3))
		}
	}
	return cmd
}

// do applies a command, if it can be.
func (s *exodus) do(cmd engine.Command, after time.Duration) {
	leaves := cmd.Verb == engine.Remove
	if leaves && s.is(cmd.Node, engine.Crashed) {
		return // its disk would be lost
	}
	var copies []copied
	if leaves || cmd.Verb == engine.Add {
		copies = s.remember()
	}
	change := s.c.View(engine.Watch{}).Change
	if s.c.Apply(cmd) != nil {
		return
	}
	s.lines = append(s.lines, fmt.Sprintf("run %v", after), cmd.String())
	s.copies = append(s.copies, copies...)
	switch {
	case leaves && change == nil: // else a join is given up
		s.leavers++
	case cmd.Verb == engine.Add:
		s.names = append(s.names, cmd.Node)
	case cmd.Verb == engine.Set && cmd.Name == "n":
		s.held = false
	}
}

func (s *exodus) is(name string, h engine.Health) bool {
	return slices.ContainsFunc(s.c.View(engine.Watch{}).Nodes, func(n engine.NodeView) bool { return n.Name == name && n.Health == h })
}

// remember notes what keepers hold of the keys.
func (s *exodus) remember() (all []copied) {
	for i := range 4 {
		key := "k" + strconv.Itoa(i)
		v := s.c.View(engine.Watch{Key: key})
		for _, copy := range v.Copies {
			if copy.Set != nil && slices.Contains(v.Walk(key).Replicas, copy.Node) {
				all = append(all, copied{v.Trace.Len(), v.Node(copy.Node), key, copy.Set, s.holders(v, key, copy.Set)})
			}
		}
	}
	return all
}

// holders counts the keepers of a key that know all of a set, or something that is worth
// more.
func (s *exodus) holders(v *engine.View, key string, set *version.Set) (many int) {
	for _, id := range v.Walk(key).Replicas {
		for _, copy := range v.Copies {
			if copy.Node == id && s.covers(v, copy.Set, set) {
				many++
			}
		}
	}
	return many
}

func (s *exodus) covers(v *engine.View, mine, set *version.Set) bool {
	merge := version.Merge
	if v.Settings.Conflict == engine.LWW {
		merge = version.MergeLWW
	}
	return merge(mine, set).Digest() == mine.Digest()
}

// ended heals all and looks whether who left has gone, and what became of what it held.
func (s *exodus) ended() error {
	if len(s.c.View(engine.Watch{}).Faults) > 0 {
		if err := s.c.Apply(engine.Command{Verb: engine.Heal, Node: "all"}); err != nil {
			return err
		}
	}
	if !s.c.Advance(s.c.Now()+60*time.Second, 1_000_000) {
		return fmt.Errorf("time does not go on")
	}
	if err := s.follower.Follow(s.c); err != nil {
		return err
	}
	v := s.c.View(engine.Watch{})
	if v.Change != nil {
		return fmt.Errorf("a minute after all is healed %v is %v: waits: %s", v.Node(v.Change.Node), v.Change.Standing, v.Change.Waits)
	}
	for _, n := range v.Nodes {
		if n.Standing == engine.Leaving || n.Standing == engine.Gone && n.Keys+n.Hints > 0 {
			return fmt.Errorf("a minute after all is healed %s is %v and holds %d keys and %d hints", n.Name, n.Standing, n.Keys, n.Hints)
		}
	}
	if !s.lasting {
		return nil
	}
	if v.Tally.Lost > 0 {
		return fmt.Errorf("%d acknowledged writes are lost", v.Tally.Lost)
	}
	if !s.held {
		return nil
	}
	for _, c := range s.copies {
		v := s.c.View(engine.Watch{Key: c.key})
		if now := s.holders(v, c.key, c.set); now < c.many {
			return fmt.Errorf("at step %d %s held %v of %s, as %d keepers did; now %d do", c.when, c.who, c.set.Values(), c.key, c.many, now)
		}
	}
	return nil
}

func (s *exodus) trace() string {
	var all strings.Builder
	for step := 1; step <= s.c.Trace().Len(); step++ {
		fmt.Fprintln(&all, step, explain.Event(s.c.Trace(), step, s.c.NodeName))
	}
	return all.String()
}

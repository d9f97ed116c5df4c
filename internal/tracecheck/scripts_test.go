// Random scripts for the checker, written as commands and played on a cluster.

package tracecheck_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/ring"
)

// plan is a cluster and a script for it.
type plan struct {
	cfg   engine.Config
	steps []step
	heals bool         // in the end all is healed, and given time
	last  *engine.View // of the cluster that has played it
}

// step is a command, and how long after the previous one it is given.
type step struct {
	after time.Duration
	cmd   engine.Command
}

// dice draws scripts.
type dice struct{ *rand.Rand }

func pick[T any](d dice, from ...T) T { return from[d.IntN(len(from))] }

func (d dice) one(in int) bool { return d.IntN(in) == 0 }

// draw makes the script with a number: few keys and clients, so that they collide, few
// nodes, and every kind of fault, setting and membership change.
func draw(seed, number uint64) *plan {
	d := dice{rand.New(rand.NewPCG(seed, number))}
	s := &plan{cfg: engine.Default(), heals: d.one(2)}
	count, dcs := 2+d.IntN(6), 1+d.IntN(2)
	s.cfg.Seed = d.Uint64()
	s.cfg.Nodes = ring.Draw(d.Uint64(), count, 1+d.IntN(4))
	for i := range s.cfg.Nodes {
		s.cfg.Nodes[i].DC, s.cfg.Nodes[i].Rack = "dc"+strconv.Itoa(1+i%dcs), "r"+strconv.Itoa(1+i/dcs%2)
	}
	set := &s.cfg.Settings
	set.Placement = ring.Simple(min(pick(d, 1, 2, 3, 3, 3, 4, 5), count))
	n := set.Placement.N
	set.R, set.W = engine.Answers(1+d.IntN(n)), engine.Answers(1+d.IntN(n))
	set.Quorum = pick(d, engine.Strict, engine.Sloppy)
	set.Conflict = pick(d, engine.Siblings, engine.LWW, engine.Merge)
	set.Read = pick(d, engine.DigestRead, engine.FullRead, engine.AllRead)
	set.Repair = pick(d, engine.RepairOff, engine.RepairAsync, engine.RepairBlocking)
	set.Sync = pick(d, engine.SyncAlways, engine.SyncPeriodic)
	set.Latency = pick(d, "lan", "fixed")
	set.Timeout = pick(d, time.Second, 20*time.Millisecond)
	set.Speculate = pick(d, 0, 2*time.Millisecond)
	set.Gossip = pick(d, 0, time.Second)
	set.Entropy = pick(d, 0, 0, 3*time.Second)
	set.Grace = pick(d, 240*time.Hour, 240*time.Hour, 2*time.Second)
	set.Handoff = pick(d, 3*time.Hour, 3*time.Hour, 5*time.Second)
	w := writer{dice: d, dcs: dcs, names: []string{"x1", "x2"}, keys: []string{"a", "b c", "ü:1"}[:1+d.IntN(3)], changing: d.one(3), moving: d.one(3), calm: 2 + d.IntN(6), n: n}
	for _, n := range s.cfg.Nodes {
		w.names = append(w.names, n.Name)
	}
	own := dice{rand.New(rand.NewPCG(seed, ^number))} // so that the other scripts stay as they are
	cassandra := set.Gossip != 0 && own.one(4)
	if cassandra {
		*set, _ = engine.With(*set, "rules", "cassandra") // the table knows it
	}
	for range 10 + d.IntN(60) {
		if cassandra && own.one(12) {
			cmd := engine.Command{Verb: engine.Gossip, Node: pick(own, w.names...), To: pick(own, engine.GossipOff, engine.GossipOff, engine.GossipOn)}
			s.steps = append(s.steps, step{time.Duration(own.IntN(20_000)) * time.Millisecond, cmd})
		}
		after := time.Duration(d.IntN(3_000_000))
		if d.one(10) {
			after = time.Duration(d.IntN(2500)) * time.Millisecond
		}
		s.steps = append(s.steps, step{after, w.command()})
	}
	s.vary(dice{rand.New(rand.NewPCG(seed, ^number))}, dcs)
	return s
}

// vary gives some scripts other delays, copies on different racks, loads, or the same commands
// several times, so that keys have more writes than the observer remembers by name.
func (s *plan) vary(d dice, dcs int) {
	set, n := &s.cfg.Settings, s.cfg.Placement.N
	if d.one(4) {
		set.Latency = pick(d, engine.FindSetting("latency").Words()...)
	}
	if d.one(4) {
		set.Placement = ring.PerDC(ring.Copies{DC: "dc1", N: n})
		if dcs > 1 && n > 1 {
			set.Placement = ring.PerDC(ring.Copies{DC: "dc1", N: (n + 1) / 2}, ring.Copies{DC: "dc2", N: n / 2})
		}
	}
	if d.one(8) {
		s.steps = slices.Concat(s.steps, s.steps, s.steps, s.steps)
	}
	if d.one(8) {
		withLoads(s, d)
	}
	if d.one(3) {
		withLevels(s, d)
	}
	if d.one(4) {
		s.cfg.Settings, _ = engine.With(s.cfg.Settings, "rules", "cassandra")
		s.steps[len(s.steps)/2].after = time.Duration(10+d.IntN(15)) * time.Second // nodes are convicted
	}
}

// writer draws commands.
type writer struct {
	dice
	names, keys      []string
	changing, moving bool
	calm, n, dcs     int
}

func (w *writer) node() string { return pick(w.dice, w.names...) }

func (w *writer) command() engine.Command {
	switch {
	case w.changing && w.one(10):
		return w.change()
	case w.one(w.calm):
		return w.fault()
	}
	cmd := engine.Command{
		Verb:   pick(w.dice, engine.Put, engine.Put, engine.Put, engine.Get, engine.Get, engine.Get, engine.Delete, engine.Resolve),
		Key:    pick(w.dice, w.keys...),
		Client: pick(w.dice, "", "ann", "bob"),
	}
	if w.one(3) {
		cmd.Via = w.node()
	}
	if cmd.Verb == engine.Put || cmd.Verb == engine.Resolve {
		cmd.Value = pick(w.dice, strconv.Itoa(w.IntN(50)), "milk, "+strconv.Itoa(w.IntN(5)), "")
		cmd.Blind = cmd.Verb == engine.Put && w.one(4)
	}
	return cmd
}

// change draws a new value for a setting.
func (w *writer) change() engine.Command {
	k := engine.FindSetting(pick(w.dice, engine.SettingNames()...))
	cmd := engine.Command{Verb: engine.Set, Name: k.Name}
	switch k.Kind {
	case engine.LevelSetting:
		cmd.To = strconv.Itoa(1 + w.IntN(w.n))
	case engine.CopiesSetting:
		if cmd.To = strconv.Itoa(1 + w.IntN(w.n)); w.one(3) {
			cmd.To = "dc1=" + cmd.To
		}
	case engine.SpanSetting:
		cmd.To = pick(w.dice, append(k.Words(), "2s", "10s", "30ms")...)
	default:
		cmd.To = pick(w.dice, k.Words()...)
	}
	return cmd
}

var faults = []engine.Verb{
	engine.Crash, engine.Crash, engine.Start, engine.Start, engine.Hang, engine.Resume, engine.Cut, engine.Mend, engine.Isolate, engine.Slow,
	engine.Skew, engine.Wipe, engine.Power, engine.Blackout, engine.Heal, engine.Heal, engine.Heal, engine.AntiEntropy,
	engine.Drop, engine.Delay, engine.Duplicate, engine.Deliver, engine.SyncDisk, engine.TimeOut,
}

// fault draws faults of nodes, links and messages, and nodes that join and leave.
func (w *writer) fault() engine.Command {
	cmd := engine.Command{Verb: pick(w.dice, faults...), Node: w.node()}
	if w.moving && w.one(4) {
		cmd.Verb = pick(w.dice, engine.Add, engine.Remove)
	}
	switch cmd.Verb {
	case engine.Add:
		cmd.Node, cmd.DC, cmd.Rack = pick(w.dice, "x1", "x2"), "dc"+strconv.Itoa(1+w.IntN(w.dcs)), pick(w.dice, "r1", "r2", "r3")
		switch w.IntN(4) {
		case 0:
			cmd.DC, cmd.Rack = "", ""
		case 1:
			cmd.Tokens = strconv.FormatInt(w.Int64(), 10) + "," + strconv.FormatInt(-w.Int64(), 10)
		}
	case engine.Cut, engine.Mend:
		cmd.Peer, cmd.OneWay = w.node(), cmd.Verb == engine.Cut && w.one(2)
		if cmd.Verb == engine.Mend && w.one(3) {
			cmd.Peer = ""
		}
	case engine.Slow:
		if cmd.Factor = int64(100 + w.IntN(20_000)); w.one(2) {
			cmd.Peer = w.node()
		}
	case engine.Skew:
		cmd.For = time.Duration(w.Int64N(20e9) - 10e9)
	case engine.Heal:
		if cmd.Node = pick(w.dice, "all", cmd.Node, ""); cmd.Node != "" && cmd.Node != "all" && w.one(3) {
			cmd.Peer = w.node()
		}
	case engine.AntiEntropy:
		cmd.Node = pick(w.dice, "all", cmd.Node, "")
	case engine.Power:
		cmd.Node, cmd.To = pick(w.dice, "dc1/r1", "dc1/r2"), pick(w.dice, "", engine.PowerOn)
	case engine.Blackout:
		cmd.Node, cmd.To = "dc"+strconv.Itoa(1+w.IntN(w.dcs)), pick(w.dice, "", engine.BlackoutOver)
	case engine.SyncDisk:
		cmd.Count = pick(w.dice, 0, 1+w.IntN(30)) // of the newest: see play
	case engine.TimeOut:
		cmd.Node, cmd.Count = "", 1+w.IntN(30)
	case engine.Drop, engine.Delay, engine.Duplicate, engine.Deliver:
		cmd.Peer = w.node()
		if cmd.Verb == engine.Deliver && !w.one(8) || w.one(2) {
			cmd.Node, cmd.Peer, cmd.Msg = "", "", 1+w.IntN(30) // of those in flight: see play
		}
		if cmd.Verb == engine.Delay {
			cmd.For = time.Duration(1 + w.Int64N(3e9))
		} else if cmd.Msg == 0 && cmd.Verb != engine.Deliver {
			cmd.Count = pick(w.dice, 0, 3)
		}
	}
	return cmd
}

// play runs a script and returns its trace as lines of JSON.
func (s *plan) play() ([]byte, error) {
	c, err := engine.New(s.cfg)
	if err != nil {
		return nil, err
	}
	for _, step := range s.steps {
		if !c.Advance(c.Now()+step.after, 1_000_000) {
			return nil, fmt.Errorf("no end after a million things, before %v", step.cmd)
		}
		cmd := step.cmd
		if cmd.Msg != 0 {
			if flying := c.View(engine.Watch{}).Messages; len(flying) > 0 {
				cmd.Msg = int(flying[cmd.Msg%len(flying)].ID)
			}
		}
		if cmd.Verb == engine.SyncDisk && cmd.Count != 0 || cmd.Verb == engine.TimeOut {
			cmd.Count = underway(c, cmd.Count)
		}
		_ = c.Apply(cmd) // much of it can't be at that moment, and changes nothing then
	}
	if s.heals {
		_ = c.Apply(engine.Command{Verb: engine.Heal, Node: "all"})
	}
	for i := 0; c.Motion() > engine.Background; i++ {
		if i > 1_000_000 {
			return nil, fmt.Errorf("no rest after a million things")
		}
		c.Step()
	}
	if s.heals {
		c.Advance(c.Now()+30*time.Second, 1_000_000)
	}
	s.last = c.View(engine.Watch{})
	return trace(s.cfg, c), nil
}

// underway returns the number of an operation that has not been answered, if there is one.
func underway(c *engine.Cluster, number int) int {
	var waiting []int
	for _, op := range c.View(engine.Watch{}).Ops {
		if op.Outcome == event.Pending {
			waiting = append(waiting, int(op.ID))
		}
	}
	if len(waiting) == 0 {
		return number
	}
	return waiting[number%len(waiting)]
}

// text returns the script in the command language, for `ringside run`.
func (s *plan) text() string {
	out := fmt.Sprintf("# %d nodes, seed %d, %+v\n", len(s.cfg.Nodes), s.cfg.Seed, s.cfg.Settings)
	for _, step := range s.steps {
		out += fmt.Sprintf("run %v\n%v\n", step.after, step.cmd)
	}
	return out
}

// dice returns dice that give equal results for equal scripts.
func (s *plan) dice() dice { return dice{rand.New(rand.NewPCG(s.cfg.Seed, 1))} }

// keep saves a trace and its script in a folder.
func (s *plan) keep(t *testing.T, folder string, number uint64, trace []byte) {
	for ext, b := range map[string][]byte{"json": trace, "txt": []byte(s.text())} { // any order: two files
		if err := os.WriteFile(filepath.Join(folder, fmt.Sprintf("%d.%s", number, ext)), b, 0o644); err != nil {
			t.Error(err)
		}
	}
}

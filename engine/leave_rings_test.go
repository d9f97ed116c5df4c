// This file lets nodes leave random rings, with clients writing and faults meanwhile,
// and looks whether each goes, holds nothing, and has taken nothing with it.

package engine_test

import (
	"fmt"
	"testing"
	"time"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/explain"
	"ringside/engine/ring"
	"ringside/internal/steady"
)

// leaving is one way of leaving a cluster.
type leaving struct {
	nodes, vnodes, keys int
	conflict            engine.Conflict
	sync                engine.Sync
	quorum              engine.Quorum
	silent              bool   // nobody gossips
	writes              bool   // clients write while it goes on
	faults              string // what else happens
	script              string // who comes and goes, in this order
}

func (l leaving) String() string {
	return fmt.Sprintf("%d nodes of %d, %d keys, %s, %s, %s, silent %v, writes %v, %q, %s", l.nodes, l.vnodes, l.keys, l.conflict, l.sync, l.quorum, l.silent, l.writes, l.faults, l.script)
}

// ways lists the ways: one thing differs from the first at a time, and some together.
func ways() (all []leaving) {
	usual := leaving{6, 8, 40, engine.Siblings, engine.SyncAlways, engine.Strict, false, false, "", "-n5"}
	for _, change := range []func(*leaving){
		func(*leaving) {},
		func(l *leaving) { l.vnodes = 1 },
		func(l *leaving) { l.nodes, l.script = 4, "-n4" },
		func(l *leaving) { l.nodes, l.vnodes = 9, 3 },
		func(l *leaving) { l.script = "+x -x" },
		func(l *leaving) { l.script, l.vnodes = "+x -x", 1 },
		func(l *leaving) { l.script = "-n5 -n2 -n6" },
		func(l *leaving) { l.script = "-n5 +x -n2 +y -x -y" },
		func(l *leaving) { l.faults = "crash and start a keeper" },
		func(l *leaving) { l.faults = "crash a keeper for good" },
		func(l *leaving) { l.faults = "crash and start the leaver" },
		func(l *leaving) { l.faults = "cut the leaver off" },
		func(l *leaving) { l.faults = "slow" },
		func(l *leaving) { l.faults = "crash the leaver while another leaves" },
		func(l *leaving) { l.faults, l.silent = "crash the leaver while another leaves", true },
		func(l *leaving) { l.faults, l.vnodes, l.nodes = "crash the leaver while another leaves", 1, 9 },
		func(l *leaving) { l.quorum = engine.Sloppy },
		func(l *leaving) { l.quorum, l.faults = engine.Sloppy, "crash and start a keeper" },
		func(l *leaving) { l.sync = engine.SyncPeriodic },
	} {
		for _, conflict := range []engine.Conflict{engine.Siblings, engine.LWW, engine.Merge} {
			for _, writes := range []bool{false, true} {
				l := usual
				change(&l)
				l.conflict, l.writes = conflict, writes
				all = append(all, l)
			}
		}
	}
	return all
}

// TestEveryLeaverGoes: in every way of leaving, on several rings: the node goes while
// clients go on, takes nothing in that is not its own, holds nothing in the end, and no
// acknowledged write is lost.
func TestEveryLeaverGoes(t *testing.T) {
	for i, l := range steady.First(ways(), 2) {
		l.play(t, uint64(i+1))
	}
}

// play plays one way on a ring.
func (l leaving) play(t *testing.T, seed uint64) {
	cfg := engine.Default()
	cfg.Nodes, cfg.Seed = ring.Draw(seed, l.nodes, l.vnodes), seed
	cfg.Conflict, cfg.Sync, cfg.Quorum = l.conflict, l.sync, l.quorum
	if l.silent {
		cfg.Gossip = 0
	}
	c, err := engine.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	p := &departure{T: t, leaving: l, seed: seed, c: c}
	for i := range l.keys {
		p.do(engine.Command{Verb: engine.Put, Key: fmt.Sprint("key", i), Value: "v"})
		c.Advance(c.Now()+time.Millisecond, 1_000_000)
	}
	for i := 0; i < l.keys; i += 3 { // some are deleted, some written again
		p.do(engine.Command{Verb: engine.Delete, Key: fmt.Sprint("key", i)})
		p.do(engine.Command{Verb: engine.Put, Key: fmt.Sprint("key", i+1), Value: "w"})
		c.Advance(c.Now()+time.Millisecond, 1_000_000)
	}
	c.Advance(c.Now()+2*time.Second, 10_000_000)
	var names []string
	for rest := l.script; rest != ""; {
		var word string
		if word, rest, _ = cutWord(rest); word[0] == '+' {
			p.change(engine.Command{Verb: engine.Add, Node: word[1:]})
		} else {
			names = append(names, word[1:])
			p.change(engine.Command{Verb: engine.Remove, Node: word[1:]})
		}
	}
	p.ended(names)
}

func cutWord(s string) (word, rest string, found bool) {
	for i := range s {
		if s[i] == ' ' {
			return s[:i], s[i+1:], true
		}
	}
	return s, "", false
}

// departure is a way of leaving that is being played.
type departure struct {
	*testing.T
	leaving
	seed  uint64
	c     *engine.Cluster
	count int
	again int // at which millisecond who has crashed starts
}

func (p *departure) do(cmd engine.Command) {
	if err := p.c.Apply(cmd); err != nil {
		p.Fatalf("%v, seed %d: %v: %v", p.leaving, p.seed, cmd, err)
	}
}

// try applies what can't always be.
func (p *departure) try(cmd engine.Command) { _ = p.c.Apply(cmd) }

// change begins a change of membership and goes on until it is over: for a minute at
// most, in which clients go on writing all the time.
func (p *departure) change(cmd engine.Command) {
	p.do(cmd)
	keeper := "n1"
	leaves := cmd.Verb == engine.Remove
	for ms := range 60_000 {
		if p.c.View(engine.Watch{}).Change == nil && (!leaves || p.node(cmd.Node).Standing == engine.Gone) {
			if ms > 30_000 {
				p.Fatalf("%v, seed %d: %v took %d ms", p.leaving, p.seed, cmd, ms)
			}
			return
		}
		p.fault(ms, leaves, cmd.Node, keeper)
		if p.writes && ms%2 == 0 {
			p.write()
		}
		p.c.Advance(p.c.Now()+time.Millisecond, 1_000_000)
	}
	n := p.node(cmd.Node)
	p.Errorf("%v, seed %d: a minute after %v it is %v and holds %d keys and %d hints", p.leaving, p.seed, cmd, n.Standing, n.Keys, n.Hints)
}

// write lets a client write, or read and write, or delete.
func (p *departure) write() {
	p.count++
	key, client := fmt.Sprint("key", p.count*7%p.keys), fmt.Sprint("c", p.count%5)
	switch p.count % 4 {
	case 0:
		p.try(engine.Command{Verb: engine.Delete, Key: key, Client: client})
	case 1:
		p.try(engine.Command{Verb: engine.Get, Key: key, Client: client})
	default:
		p.try(engine.Command{Verb: engine.Put, Key: key, Value: fmt.Sprint(p.count), Client: client})
	}
}

// other is who leaves besides, in some ways.
const other = "n2"

// fault lets happen what is to happen so many milliseconds after a change began.
func (p *departure) fault(ms int, leaves bool, who, keeper string) {
	if !leaves {
		return
	}
	switch p.faults {
	case "crash and start a keeper":
		if ms == 4 {
			p.try(engine.Command{Verb: engine.Crash, Node: keeper})
		}
		if ms == 3000 {
			p.try(engine.Command{Verb: engine.Start, Node: keeper})
		}
	case "crash a keeper for good":
		if ms == 9 { // those who come to keep a copy have it by then, or wait for nobody
			if p.c.View(engine.Watch{}).Change == nil {
				p.try(engine.Command{Verb: engine.Crash, Node: keeper})
			}
		}
		if ms == 12_000 && p.node(keeper).Health == engine.Crashed { // else the leaver waits for it
			p.do(engine.Command{Verb: engine.Remove, Node: keeper})
		}
	case "crash and start the leaver":
		if ms == 6 {
			p.try(engine.Command{Verb: engine.Crash, Node: who})
		}
		if ms == 2500 {
			p.try(engine.Command{Verb: engine.Start, Node: who})
		}
	case "cut the leaver off":
		if ms == 7 {
			p.try(engine.Command{Verb: engine.Isolate, Node: who})
		}
		if ms == 8000 {
			p.try(engine.Command{Verb: engine.Mend, Node: who})
		}
	case "crash the leaver while another leaves":
		if p.c.View(engine.Watch{}).Change == nil && p.again == 0 {
			p.do(engine.Command{Verb: engine.Crash, Node: who}) // it has left, and holds what it kept
			p.again = ms + 2 + int(p.seed%4)
		}
		if ms == p.again && ms > 0 {
			p.do(engine.Command{Verb: engine.Remove, Node: other})
			p.do(engine.Command{Verb: engine.Start, Node: who})
		}
	case "slow":
		if ms == 0 {
			p.try(engine.Command{Verb: engine.Slow, Node: who, Factor: 20_000})
		}
	}
}

func (p *departure) node(name string) engine.NodeView {
	for _, n := range p.c.View(engine.Watch{}).Nodes {
		if n.Name == name {
			return n
		}
	}
	p.Fatalf("no node %s", name)
	return engine.NodeView{}
}

// ended looks at what must be so in the end: those who left hold nothing, and took
// nothing in after they had left.
func (p *departure) ended(names []string) {
	p.try(engine.Command{Verb: engine.Heal, Node: "all"})
	p.c.Advance(p.c.Now()+30*time.Second, 10_000_000)
	gone := make(map[ring.NodeID]bool)
	for _, name := range names {
		n := p.node(name)
		if n.Standing != engine.Gone || n.Keys != 0 || n.Hints != 0 {
			p.Errorf("%v, seed %d: %s is %v and holds %d keys and %d hints", p.leaving, p.seed, name, n.Standing, n.Keys, n.Hints)
		}
		gone[n.ID] = true
	}
	if lost := p.c.View(engine.Watch{}).Tally.Lost; lost != 0 {
		p.Errorf("%v, seed %d: %d acknowledged writes are lost", p.leaving, p.seed, lost)
	}
	left := make(map[ring.NodeID]bool)
	for step := 1; step <= p.c.Trace().Len(); step++ {
		switch e := p.c.Trace().At(step); {
		case e.Kind == event.Learn && e.Node == e.To && p.c.Trace().Text(e.Text) == "has left":
			left[e.Node] = true
		case left[e.Node] && (e.Kind == event.Store || e.Kind == event.Hint):
			p.Errorf("%v, seed %d: after it has left: step %d: %v", p.leaving, p.seed, step, explain.Event(p.c.Trace(), step, p.c.NodeName).Inline())
		}
	}
}

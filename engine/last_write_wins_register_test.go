// This file holds what the observer says of reads, where the last write wins, against
// porcupine, which knows what a single copy could have answered.

package engine_test

import (
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/explain"
	"ringside/engine/ring"
	"ringside/engine/sim"
	"ringside/internal/steady"
)

// contest is what four clients do with one key while things break.
type contest struct {
	c      *engine.Cluster
	random sim.Random
	asked  map[uint32]porcupine.Operation
	told   int
	seen   []porcupine.Operation
	busy   [4]uint32        // the operation that a client waits for
	ready  [4]time.Duration // when it asks next
	maybe  bool             // some delete was not acknowledged, or not yet when a read found nothing
	flags  map[event.Kind]int
}

func (p *contest) draw(i int, of uint64) uint64 { return p.random.Draw(99, uint64(i), of) }

// run lets the clients ask so many times.
func (p *contest) run(t *testing.T, requests int, breaks bool) {
	for i := 0; i < requests; {
		next := 0
		for j := range p.ready {
			if p.ready[j] < p.ready[next] {
				next = j
			}
		}
		if at, ok := p.c.Next(); ok && at <= p.ready[next] {
			p.c.Step()
			p.listen()
			continue
		}
		p.c.Advance(p.ready[next], 0)
		if breaks && p.draw(i, 1)%4 == 0 {
			p.breaks(i)
		}
		p.ask(t, i, next)
		p.listen()
		i++
	}
	for p.c.Motion() > engine.Background && p.c.Step() {
		p.listen()
	}
	for _, op := range p.asked { // a write without an answer may happen at any time
		if op.Input.(request).put {
			op.Return = math.MaxInt64
			p.seen = append(p.seen, op)
		}
	}
}

func (p *contest) node(i int, of uint64) string {
	return p.c.NodeName(ring.NodeID(p.draw(i, of) % 5))
}

// breaks adds a fault, or heals one.
func (p *contest) breaks(i int) {
	cmd := engine.Command{Node: p.node(i, 2), Peer: p.node(i, 3)}
	switch p.draw(i, 4) % 8 {
	case 0:
		cmd.Verb, cmd.Count = engine.Drop, 2
	case 1:
		cmd.Verb, cmd.OneWay = engine.Cut, true
	case 2:
		cmd.Verb, cmd.Peer = engine.Crash, ""
	case 3:
		cmd.Verb, cmd.Peer = engine.Start, ""
	case 4:
		cmd.Verb, cmd.For = engine.Delay, time.Duration(1+p.draw(i, 5)%20_000_000)
	case 5:
		cmd.Verb, cmd.Peer = engine.Wipe, ""
	default:
		cmd = engine.Command{Verb: engine.Heal, Node: "all"}
	}
	_ = p.c.Apply(cmd) // what can't be is no fault
}

// ask lets a client ask for something.
func (p *contest) ask(t *testing.T, i, client int) {
	in := request{put: p.draw(i, 6)%2 == 0, value: fmt.Sprint(i)}
	cmd := engine.Command{Verb: engine.Get, Key: "x", Client: fmt.Sprint("c", client), Via: p.node(i, 7)}
	switch {
	case in.put && p.draw(i, 8)%8 == 0:
		cmd.Verb, in.value = engine.Delete, ""
	case in.put:
		cmd.Verb, cmd.Value, cmd.Blind = engine.Put, in.value, p.draw(i, 9)%2 == 0
	}
	call := p.c.Trace().Len() + 1
	if p.c.Apply(cmd) != nil {
		cmd.Via = ""
		if err := p.c.Apply(cmd); err != nil {
			t.Fatal(err)
		}
	}
	ops := p.c.View(engine.Watch{}).Ops
	id := ops[len(ops)-1].ID
	p.busy[client], p.ready[client] = id, math.MaxInt64
	p.asked[id] = porcupine.Operation{ClientId: int(id), Input: in, Call: int64(call)}
}

// listen hears what clients are told, and what the observer says of it.
func (p *contest) listen() {
	for ; p.told < p.c.Trace().Len(); p.told++ {
		e := p.c.Trace().At(p.told + 1)
		switch e.Kind {
		case event.Missed, event.Older:
			p.flags[e.Kind]++
			p.maybe = p.maybe || p.c.Trace().At(int(e.Cause)).Outcome == event.NotFound && p.deleting()
		case event.Reply:
			for i := range p.busy {
				if p.busy[i] == e.Op {
					p.busy[i], p.ready[i] = 0, e.At+time.Duration(p.draw(int(e.Op), 10)%2_000_000)
				}
			}
			p.reply(e)
		}
	}
}

// deleting reports whether a delete waits for its answer.
func (p *contest) deleting() bool {
	for _, op := range p.asked {
		if in := op.Input.(request); in.put && in.value == "" {
			return true
		}
	}
	return false
}

func (p *contest) reply(e *event.Event) {
	op, known := p.asked[e.Op]
	if !known {
		return
	}
	happened := e.Outcome == event.OK || e.Outcome == event.NotFound
	if !happened && e.Outcome != event.Unavailable && e.Verb != event.Get {
		p.maybe = p.maybe || e.Verb == event.Delete
		return
	}
	delete(p.asked, e.Op)
	if !happened {
		return
	}
	op.Output, op.Return = "", int64(p.told+1)
	if values := p.c.Trace().SetOf(e).Values(); len(values) > 0 {
		op.Output = values[0]
	}
	p.seen = append(p.seen, op)
}

// TestStaleMeansNotLinearizable: where the last write wins, whatever breaks, however
// wrong clocks are and however few must answer, a history in which a read is called
// stale is one that no single copy could have, and of one that no single copy could
// have some read is called stale or older. The exception to the latter are writes at one
// time, of which reads return now one and now the other; if quorums overlap, none does.
func TestStaleMeansNotLinearizable(t *testing.T) {
	seeds, stale, older, broken, unsaid := steady.Rounds(4000, 400, 40), 0, 0, 0, 0
	for seed := range uint64(seeds) {
		cfg := engine.Default()
		p := contest{random: sim.NewRandom(seed), asked: make(map[uint32]porcupine.Operation), flags: make(map[event.Kind]int)}
		draw := func(of uint64, n int) int { return int(p.draw(0, 100+of) % uint64(n)) }
		cfg.Seed, cfg.Conflict = seed, engine.LWW
		cfg.R, cfg.W = engine.Answers(1+draw(1, 3)), engine.Answers(1+draw(2, 3))
		cfg.Repair = []engine.Repair{engine.RepairOff, engine.RepairAsync, engine.RepairBlocking}[draw(3, 3)]
		cfg.Read = []engine.ReadMode{engine.DigestRead, engine.FullRead, engine.AllRead}[draw(4, 3)]
		cfg.Quorum = []engine.Quorum{engine.Strict, engine.Sloppy}[draw(5, 2)]
		cfg.Sync = []engine.Sync{engine.SyncAlways, engine.SyncPeriodic}[draw(6, 2)]
		c, err := engine.New(cfg)
		if err != nil {
			t.Fatal(err)
		}
		p.c = c
		if draw(7, 2) == 0 {
			for i := range 5 {
				if skew := time.Duration(draw(10+uint64(i), 20)-10) * time.Millisecond; skew != 0 {
					if err := c.Apply(engine.Command{Verb: engine.Skew, Node: c.NodeName(ring.NodeID(i)), For: skew}); err != nil {
						t.Fatal(err)
					}
				}
			}
		}
		p.run(t, 24, draw(8, 2) == 0)
		result := porcupine.CheckOperationsTimeout(register, p.seen, 10*time.Second)
		switch {
		case result == porcupine.Unknown:
			continue
		case result == porcupine.Ok && p.flags[event.Missed] > 0 && !p.maybe:
			t.Fatalf("seed %d, R=%v W=%v: a read is called stale, and a single copy could have answered so:\n%s", seed, cfg.R, cfg.W, p.story())
		case result == porcupine.Illegal && p.flags[event.Missed]+p.flags[event.Older] == 0:
			unsaid++
			if cfg.R.N+cfg.W.N > 3 && cfg.Quorum == engine.Strict {
				t.Fatalf("seed %d, R=%v W=%v: no single copy could have answered so, and no read is called stale or older:\n%s", seed, cfg.R, cfg.W, p.story())
			}
		case result == porcupine.Illegal:
			broken++
		}
		stale, older = stale+min(p.flags[event.Missed], 1), older+min(p.flags[event.Older], 1)
	}
	t.Logf("of %d histories %d are not linearizable, %d have a stale read and %d an older one; of %d nothing is said", seeds, broken, stale, older, unsaid)
	if stale < seeds/10 || broken-stale < seeds/100 {
		t.Errorf("too little has happened")
	}
}

// story tells what clients saw and what the observer said.
func (p *contest) story() (all string) {
	for step := 1; step <= p.c.Trace().Len(); step++ {
		switch p.c.Trace().At(step).Kind {
		case event.Invoke, event.Reply, event.Missed, event.Older, event.Skew:
			all += fmt.Sprintln(step, explain.Event(p.c.Trace(), step, p.c.NodeName))
		}
	}
	return all
}

// Linearizability, checked with porcupine: which settings guarantee it, and which do not.

package engine_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/sim"
	"ringside/internal/steady"
)

// register is one key that is written and read: porcupine's model of a single copy.
var register = porcupine.Model{
	Init: func() any { return "" },
	Step: func(state, input, output any) (bool, any) {
		if in := input.(request); in.put {
			return true, in.value
		}
		return output.(string) == state.(string), state
	},
}

// request is a client's request to the register.
type request struct {
	put   bool
	value string
}

// clients makes four clients read and write one key at the same time, each shortly after
// its previous answer, and returns what they saw. The times of the operations are steps of
// the trace, which distinguish even what happened at the same instant.
func clients(t *testing.T, cfg engine.Config, requests int) (seen []porcupine.Operation, tr *event.Trace) {
	t.Helper()
	c, err := engine.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	const many = 4
	random := sim.NewRandom(cfg.Seed)
	draw := func(i, of uint64) uint64 { return random.Draw(99, i, of) }
	var ready [many]time.Duration // when each asks next
	busy := make(map[uint32]int)  // operation → client
	asked := make(map[uint32]porcupine.Operation)
	told := 0
	for done := 0; done < requests || len(busy) > 0; {
		next := 0
		for i := range ready {
			if ready[i] < ready[next] {
				next = i
			}
		}
		if at, ok := c.Next(); ok && (at <= ready[next] || done >= requests) {
			c.Step()
		} else {
			c.Advance(ready[next], 0)
			i := uint64(done + len(busy))
			in := request{put: draw(i, 1)%2 == 0, value: fmt.Sprint(i)}
			cmd := engine.Command{Verb: engine.Get, Key: "x", Via: cfg.Nodes[draw(i, 2)%uint64(len(cfg.Nodes))].Name}
			if in.put {
				cmd.Verb, cmd.Value, cmd.Blind = engine.Put, in.value, true
			}
			call := c.Trace().Len() + 1
			if err := c.Apply(cmd); err != nil {
				t.Fatal(err)
			}
			ops := c.View(engine.Watch{}).Ops
			id := ops[len(ops)-1].ID
			busy[id] = next
			asked[id] = porcupine.Operation{ClientId: next, Input: in, Call: int64(call)}
			ready[next] = 1 << 60 // until it is answered
		}
		for ; told < c.Trace().Len(); told++ {
			e := c.Trace().At(told + 1)
			if e.Kind != event.Reply {
				continue
			}
			op := asked[e.Op]
			op.Output, op.Return = "", int64(told+1)
			if set := c.Trace().SetOf(e); set != nil {
				op.Output = set.Values()[0]
			}
			if e.Outcome != event.OK && e.Outcome != event.NotFound {
				t.Fatalf("op %d: %v without any fault", e.Op, e.Outcome)
			}
			seen = append(seen, op)
			client := busy[e.Op]
			delete(busy, e.Op)
			ready[client] = e.At + time.Duration(draw(uint64(e.Op), 3)%2_000_000)
			done++
		}
	}
	return seen, c.Trace()
}

func contested(seed uint64, repair engine.Repair) engine.Config {
	cfg := engine.Default()
	cfg.Seed, cfg.Repair, cfg.Conflict, cfg.Timeout = seed, repair, engine.LWW, time.Hour
	return cfg
}

// TestBlockingRepairIsLinearizable: 3/2/2 with last write wins, synchronized clocks,
// blocking read repair and no faults is linearizable, on 500 seeds.
func TestBlockingRepairIsLinearizable(t *testing.T) {
	for seed := range uint64(steady.Rounds(500, 500, 10)) {
		seen, _ := clients(t, contested(seed, engine.RepairBlocking), 24)
		if !porcupine.CheckOperations(register, seen) {
			t.Fatalf("seed %d: not linearizable: %v", seed, seen)
		}
	}
}

// TestOverlapAloneIsNotLinearizable shows that the test above can fail: with R=1 and W=3
// every read quorum meets every write quorum, and yet some seeds give histories that no
// single copy could have, since a read may see a write that is under way and a later read,
// of another replica, may not.
func TestOverlapAloneIsNotLinearizable(t *testing.T) {
	found := 0
	seeds := steady.Rounds(500, 500, 40)
	for seed := range uint64(seeds) {
		cfg := contested(seed, engine.RepairAsync)
		cfg.R, cfg.W = engine.Answers(1), engine.Answers(3)
		if seen, _ := clients(t, cfg, 24); !porcupine.CheckOperations(register, seen) {
			found++
		}
	}
	t.Logf("of %d seeds with R=1 W=3, %d are not linearizable", seeds, found)
	if found == 0 {
		t.Errorf("of %d seeds with R=1 W=3, all are linearizable", seeds)
	}
}

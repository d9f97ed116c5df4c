// The test of what is said of levels that count by data centre.

package engine_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/explain"
	"ringside/engine/ring"
)

// claimsOfLevels are the kinds of claims about levels and about whose answers count at them.
var claimsOfLevels = []explain.Kind{explain.AtLevel, explain.CountsIn, explain.CountsNowhere, explain.HeardIn, explain.BelievedIn}

// byDataCentre are levels, and how many replicas each asks for in the coordinator's data
// centre and in the other one, of three in each. They are written by hand.
var byDataCentre = map[string][2]int{
	"local_one": {1, 0}, "local_quorum": {2, 0}, "each_quorum": {2, 2},
}

// levelRequest is a request of the script, and who has answered it.
type levelRequest struct {
	level string
	home  int    // the coordinator's data centre
	needs [2]int // by data centre
	heard [2][]ring.NodeID
}

// TestSentencesOfLevels plays random requests at levels while nodes crash and come back: how
// many count, in which data centre, is counted here from the messages alone, and who is
// believed up comes from the coordinator's beliefs.
func TestSentencesOfLevels(t *testing.T) {
	made := make(map[explain.Kind]int)
	r := rand.New(rand.NewPCG(23, 5))
	for range 150 {
		playLevels(t, r, made)
	}
	for _, k := range claimsOfLevels {
		if made[k] == 0 {
			t.Errorf("no claim of kind %d was ever made", k)
		}
	}
	t.Log(made)
}

// dcOf is the data centre of the i-th node: three are in each.
func dcOf(n ring.NodeID) int { return int(n) / 3 }

func playLevels(t *testing.T, r *rand.Rand, made map[explain.Kind]int) {
	cfg := engine.Default()
	cfg.Seed, cfg.Read, cfg.Repair = r.Uint64(), engine.FullRead, engine.RepairOff
	cfg.Nodes = ring.Draw(r.Uint64(), 6, 1)
	for i := range cfg.Nodes {
		cfg.Nodes[i].DC = fmt.Sprintf("dc%d", dcOf(ring.NodeID(i))+1)
	}
	cfg.Placement = ring.PerDC(ring.Copies{DC: "dc1", N: 3}, ring.Copies{DC: "dc2", N: 3})
	c, err := engine.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	requests := make(map[uint32]*levelRequest)
	levels := []string{"local_one", "local_quorum", "each_quorum", "dc1=1,dc2=2", "dc2=3"}
	seen := c.Trace().Len()
	for range 12 {
		var asked *levelRequest
		node := ring.NodeID(r.IntN(6))
		cmd := engine.Command{Verb: pick(r, engine.Crash, engine.Start), Node: c.NodeName(node)}
		if r.IntN(3) > 0 {
			asked = &levelRequest{level: pick(r, levels...), home: dcOf(node)}
			level, err := engine.ParseLevel(asked.level)
			if err != nil {
				t.Fatal(err)
			}
			cmd = engine.Command{Verb: pick(r, engine.Put, engine.Get), Key: "a", Value: "v", Via: c.NodeName(node), At: level}
			if cmd.Verb == engine.Get {
				cmd.Value = ""
			}
			switch by, named := byDataCentre[asked.level]; {
			case named:
				asked.needs[asked.home], asked.needs[1-asked.home] = by[0], by[1]
			case asked.level == "dc2=3":
				asked.needs = [2]int{0, 3}
			default:
				asked.needs = [2]int{1, 2}
			}
		}
		_ = c.Apply(cmd) // it is refused of a node that is in that state already
		seen = holdLevels(t, c, seen, asked, requests, made)
		for end := c.Now() + time.Duration(pick(r, 1, 3, 2000))*time.Millisecond; c.Now() < end && c.Motion() >= engine.Waiting; {
			c.Advance(end, 1)
			seen = holdLevels(t, c, seen, nil, requests, made)
		}
	}
}

// holdLevels checks what is said of the events after one, and returns the last of them.
func holdLevels(t *testing.T, c *engine.Cluster, seen int, asked *levelRequest, requests map[uint32]*levelRequest, made map[explain.Kind]int) int {
	tr := c.Trace()
	for step := seen + 1; step <= tr.Len(); step++ {
		e := tr.At(step)
		if e.Kind == event.Invoke && asked != nil {
			requests[e.Op] = asked
		}
		req := requests[e.Op]
		if req == nil {
			continue
		}
		if e.Kind == event.Deliver && (e.Type == event.WriteAck || e.Type == event.Data) && !slices.Contains(req.heard[dcOf(e.From)], e.From) {
			req.heard[dcOf(e.From)] = append(req.heard[dcOf(e.From)], e.From)
		}
		for _, claim := range explain.Told(tr, step) {
			if !slices.Contains(claimsOfLevels, claim.Kind) {
				continue
			}
			made[claim.Kind]++
			if !req.holds(c, e, &claim) {
				t.Fatalf("%v at step %d is not so: %+v, of a request at %s in dc%d, heard %v", e.Kind, step, claim, req.level, req.home+1, req.heard)
			}
		}
	}
	return tr.Len()
}

// holds reports whether a claim is true of a request.
func (q *levelRequest) holds(c *engine.Cluster, e *event.Event, claim *explain.Claim) bool {
	dc := 0
	if claim.Text == "dc2" {
		dc = 1
	}
	switch claim.Kind {
	case explain.AtLevel:
		return claim.Text == q.level
	case explain.CountsNowhere:
		return q.needs[dcOf(e.From)] == 0
	case explain.CountsIn:
		return dc == dcOf(e.From) && claim.Need == q.needs[dc] && claim.N == min(len(q.heard[dc]), claim.Need)
	case explain.HeardIn:
		return claim.Need == q.needs[dc] && claim.Need > 0 && claim.N == min(len(q.heard[dc]), claim.Need)
	}
	up := 0
	for _, n := range c.View(engine.Watch{}).Nodes {
		if dcOf(n.ID) == dc && !slices.Contains(n.DownBy, e.Node) {
			up++
		}
	}
	return claim.N == up && claim.Need == q.needs[dc] && up < claim.Need
}

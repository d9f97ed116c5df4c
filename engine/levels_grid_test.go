// Every level under every kind of failure, in the engine: what a client is told.

package engine_test

import (
	"fmt"
	"strings"
	"testing"

	"ringside/engine"
	"ringside/engine/ring"
)

// levelGrid is what clients are told in clusters of one, two and three data centres. A data
// centre has three nodes, a, b and c, all of which keep every key, a and b in one rack; c of
// dc1 coordinates. The columns are failures that everybody knows of: none, a of dc1, the
// rack of a and b of dc1, and dc2. It is written from what Cassandra's documentation says of
// its levels: a level is met when as many replicas are up as it asks for, in the data
// centres where it asks, and else the request is unavailable.
const levelGrid = `
1           none  node  rack
one         ok    ok    ok
two         ok    ok    -
three       ok    -     -
quorum      ok    ok    -
all         ok    -     -
local_one   ok    ok    ok
local_quorum ok   ok    -
each_quorum ok    ok    -
dc1=2       ok    ok    -

2           none  node  rack  dc
one         ok    ok    ok    ok
two         ok    ok    ok    ok
three       ok    ok    ok    ok
quorum      ok    ok    ok    -
all         ok    -     -     -
local_one   ok    ok    ok    ok
local_quorum ok   ok    -     ok
each_quorum ok    ok    -     -
dc1=1,dc2=1 ok    ok    ok    -
dc2=3       ok    ok    ok    -

3           none  node  rack  dc
one         ok    ok    ok    ok
two         ok    ok    ok    ok
three       ok    ok    ok    ok
quorum      ok    ok    ok    ok
all         ok    -     -     -
local_one   ok    ok    ok    ok
local_quorum ok   ok    -     ok
each_quorum ok    ok    -     -
dc3=3       ok    ok    ok    ok
7           ok    ok    ok    -
`

// TestLevelsUnderFailures does a write and a read at each level in each of these clusters.
func TestLevelsUnderFailures(t *testing.T) {
	for block := range strings.SplitSeq(strings.TrimSpace(levelGrid), "\n\n") {
		lines := strings.Split(block, "\n")
		head := strings.Fields(lines[0])
		dcs := int(head[0][0] - '0')
		for _, line := range lines[1:] {
			row := strings.Fields(line)
			for i, want := range row[1:] {
				for _, request := range []string{"put cart new via c1 at " + row[0], "get cart via c1 at " + row[0]} {
					name := fmt.Sprintf("%d data centres, %s, %s", dcs, head[i+1], request)
					if got := replyAfter(t, dcs, head[i+1], request); got != want {
						t.Errorf("%s: %s, and not %s", name, got, want)
					}
				}
			}
		}
	}
}

// replyAfter returns what a client is told of a request after a failure.
func replyAfter(t *testing.T, dcs int, failure, request string) string {
	t.Helper()
	cfg := engine.Default()
	cfg.Latency = "fixed"
	var nodes []ring.Node
	var copies []ring.Copies
	for dc := 1; dc <= dcs; dc++ {
		copies = append(copies, ring.Copies{DC: fmt.Sprintf("dc%d", dc), N: 3})
		for i, name := range []string{"a", "b", "c"} {
			nodes = append(nodes, ring.Node{Name: fmt.Sprintf("%s%d", name, dc), DC: fmt.Sprintf("dc%d", dc), Rack: fmt.Sprintf("r%d", i/2+1)})
		}
	}
	for i, n := range ring.Draw(1, len(nodes), 1) {
		nodes[i].Tokens = n.Tokens
	}
	cfg.Nodes, cfg.Placement = nodes, ring.PerDC(copies...)
	breaks := map[string]string{"none": "", "node": "crash a1", "rack": "crash a1\ncrash b1", "dc": "crash a2\ncrash b2\ncrash c2"}[failure]
	lines := "put cart old via c1 at one\nuntil quiet\n" + breaks + "\nrun 1m\n" + request + "\nuntil reply\n"
	ops := scripted(t, cfg, lines).View(engine.Watch{}).Ops
	switch word := ops[len(ops)-1].Outcome.String(); word {
	case "unavailable":
		return "-"
	default:
		return word
	}
}

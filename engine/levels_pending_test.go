// Every level while a node joins: how many must answer then, and what is said of it.

package engine_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/explain"
	"ringside/engine/ops"
	"ringside/engine/ring"
)

// levelsWhileJoining is who must answer in two data centres of three nodes, all of which keep
// every key, while d2 is about to keep this one in dc2. It is Cassandra's rule
// (ConsistencyLevel.blockForWrite, DatacenterSyncWriteResponseHandler): a write waits for one
// more where the pending replica counts, which is in its own data centre if the level counts
// by these; a read waits for as many as ever. Each cell is for a request that a1, or a2,
// coordinates: of all, or in dc1+dc2.
const levelsWhileJoining = `
             put via a1  put via a2  get via a1  get via a2
one          2           2           1           1
two          3           3           2           2
three        4           4           3           3
quorum       5           5           4           4
all          7           7           6           6
local_one    1+0         0+2         1+0         0+1
local_quorum 2+0         0+3         2+0         0+2
each_quorum  2+3         2+3         2+2         2+2
dc1=1,dc2=1  1+2         1+2         1+1         1+1
dc1=3,dc2=2  3+3         3+3         3+2         3+2
dc2=3        0+4         0+4         0+3         0+3
`

// joining are the lines by which d2 comes to join, and goes on joining: it can't reach two of
// those whose ranges it takes over. The %d is its token.
const joining = `put cart old via c1 at one
until quiet
add d2 dc dc2 rack r1 tokens %d
cut d2 b2
cut d2 c2
run 1s
expect pending(cart) == d2 and standing(d2) == joining
`

// joined plays some lines after d2 has begun to join, and returns the last operation.
func joined(t *testing.T, lines string) (*engine.View, *engine.OpView) {
	t.Helper()
	v := scripted(t, twoOfThree(t), fmt.Sprintf(joining, ring.Hash("cart"))+lines+"\nuntil reply\n").View(engine.Watch{})
	return v, v.Ops[len(v.Ops)-1]
}

// twoOfThree is two data centres of three nodes, a, b and c of each, which keep every key.
func twoOfThree(t *testing.T) engine.Config {
	t.Helper()
	cfg := engine.Default()
	cfg.Latency, cfg.Nodes = "fixed", ring.Draw(1, 6, 1)
	for i := range cfg.Nodes {
		n := &cfg.Nodes[i]
		n.Name, n.DC, n.Rack = fmt.Sprintf("%c%d", 'a'+i%3, i/3+1), fmt.Sprintf("dc%d", i/3+1), fmt.Sprintf("r%d", i%3/2+1)
	}
	cfg.Placement = ring.PerDC(ring.Copies{DC: "dc1", N: 3}, ring.Copies{DC: "dc2", N: 3})
	return cfg
}

// TestLevelsWhileANodeJoins holds what each request waits for against the table.
func TestLevelsWhileANodeJoins(t *testing.T) {
	lines := strings.Split(strings.TrimSpace(levelsWhileJoining), "\n")
	for _, line := range lines[1:] {
		row := strings.Fields(line)
		for i, request := range []string{"put cart new via a1", "put cart new via a2", "get cart via a1", "get cart via a2"} {
			_, o := joined(t, request+" at "+row[0])
			if got := awaited(o); got != row[1+i] || o.Outcome != event.OK || o.Acks != o.Need {
				t.Errorf("%s at %s: %v, %d of %d answers, waits for %s, want %s and all of them", request, row[0], o.Outcome, o.Acks, o.Need, got, row[1+i])
			}
			if pending := slices.ContainsFunc(o.Answers, func(a ops.Answer) bool { return a.Role == engine.Pending }); pending != (i < 2) {
				t.Errorf("%s at %s: it asks the pending replica is %v", request, row[0], pending)
			}
		}
	}
}

// awaited is what an operation waits for, as the table has it.
func awaited(o *engine.OpView) string {
	if o.Parts == nil {
		return fmt.Sprint(o.Need)
	}
	var in [2]int
	for _, p := range o.Parts {
		in[p.DC[2]-'1'] = p.Need
	}
	if in[0]+in[1] != o.Need {
		return fmt.Sprintf("%d+%d of %d", in[0], in[1], o.Need)
	}
	return fmt.Sprintf("%d+%d", in[0], in[1])
}

// TestWhatIsSaidWhileANodeJoins: a write that can't have as many answers is told so, and the
// sentence counts the pending replica where it would count.
func TestWhatIsSaidWhileANodeJoins(t *testing.T) {
	const unchanged = "; nothing was sent, nothing changed"
	for _, tt := range []struct {
		lines, want string
		is          event.Outcome
	}{
		{"crash d2\nrun 30s\nput cart new via a1 at all", "a1 believed only 6 of 7 replicas and pending ones up, and 7 must answer" + unchanged, event.Unavailable},
		{"crash d2\nrun 30s\nput cart new via a1 at dc2=3", "a1 believed only 3 of 4 replicas and pending ones up in dc2, where 4 must answer" + unchanged, event.Unavailable},
		{"crash d2\ncrash b2\nrun 30s\nput cart new via a1 at each_quorum", "a1 believed only 2 of 4 replicas and pending ones up in dc2, where 3 must answer" + unchanged, event.Unavailable},
		{"crash d2\ncrash b2\ncrash c2\nrun 30s\nput cart new via a1 at dc1=1,dc2=1", "a1 believed only 1 of 4 replicas and pending ones up in dc2, where 2 must answer" + unchanged, event.Unavailable},
		{"crash b1\ncrash c1\nrun 30s\nput cart new via a1 at each_quorum", "a1 believed only 1 of 3 replicas up in dc1, where 2 must answer" + unchanged, event.Unavailable},
		{"crash d2\ncrash b2\nrun 30s\nget cart via a1 at each_quorum", "c2, b1, a1 and a2 agree", event.OK},
		{"crash d2\ncrash b2\nrun 30s\nput cart new via a1 at local_quorum", "durable on c2, b1, c1, a1 and a2; b2 is stale until it is up again and a2 hands over a copy (connection refused)", event.OK},
		{"hang d2\nput cart new via a1 at each_quorum", "durable on all 6 replicas; waiting in d2, which hangs", event.OK},
		{"hang d2\nput cart new via a1 at dc2=3", "3 of 4 acks in dc2 came in time; a timeout does not mean no: durable on all 6 replicas; waiting in d2, which hangs; it may win later", event.Timeout},
		{"hang d2\nhang c2\nput cart new via a2 at each_quorum", "2 of 2 acks in dc1 and 2 of 3 in dc2 came in time; a timeout does not mean no: durable on b1, b2, c1, a1 and a2; " +
			"waiting in c2, which hangs; waiting in d2, which hangs; it may win later", event.Timeout},
	} {
		v, o := joined(t, tt.lines)
		if got := explain.Why(v, o); got != tt.want || o.Outcome != tt.is {
			t.Errorf("%q: %v\n%s\nwant %v\n%s", tt.lines, o.Outcome, got, tt.is, tt.want)
		}
	}
}

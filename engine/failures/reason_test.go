// Tests of the sentences about levels.

package failures_test

import (
	"testing"

	"ringside/engine/failures"
	"ringside/engine/quorum"
	"ringside/engine/ring"
)

func TestWhy(t *testing.T) {
	nodes := ring.Draw(1, 9, 2)
	for i := range nodes {
		nodes[i].DC = []string{"dc1", "dc2", "dc3"}[i%3]
	}
	r, err := ring.New(nodes)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ rf, level, want string }{
		{"3", "quorum", "2 of 3 replicas must answer: any 2 nodes that share a range take it with them"},
		{"3", "all", "3 of 3 replicas must answer: any node takes its ranges with it"},
		{"1", "one", "the only replica must answer: any node takes its ranges with it"},
		{"dc1=3,dc2=3", "local_quorum", "2 of 3 replicas in dc1 must answer: any 2 nodes of dc1 that share a range take it with them"},
		{"dc1=3,dc2=2", "each_quorum", "2 of 3 replicas in dc1 and 2 of 2 replicas in dc2 must answer: " +
			"any 2 nodes of dc1 that share a range take it with them, or any node of dc2 takes its ranges with it"},
		{"11", "quorum", "6 of 11 replicas must answer: any 4 nodes that share a range take it with them"},
		{"11", "all", "it is never met: it asks for 11 of 11 replicas, and there are 9"},
		{"dc1=5,dc2=1", "local_quorum", "3 of 5 replicas in dc1 must answer: any node of dc1 takes its ranges with it"},
		{"dc1=7,dc2=1", "local_quorum", "it is never met: it asks for 4 of 7 replicas in dc1, and there are 3"},
		{"dc2=3", "local_one", "it is never met: it asks for a replica in the coordinator's data centre, which keeps no copies"},
	} {
		p, err := ring.ParsePlacement(c.rf)
		if err != nil {
			t.Fatal(err)
		}
		l, err := quorum.ParseLevel(c.level)
		if err != nil {
			t.Fatal(err)
		}
		d, err := l.For(r, p)
		if err != nil {
			t.Fatal(err)
		}
		if got := failures.Why(d, 0, r.DCs()); got != c.want {
			t.Errorf("%s on %s: %s\nwant %s", c.level, c.rf, got, c.want)
		}
	}
}

// This file has sentences that said of a replica what would bring it up to date, or of a write what had
// become of it, and were wrong.

package engine_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"ringside/engine"
	"ringside/engine/explain"
)

// TestWhatCatchesUpAndWhatIsLeft: sentences about a write name what brings a stale replica up to
// date, also if it brings what replaces the write, and what the observer says of it, also if a
// node has let go of a tombstone that had nothing to do with it.
func TestWhatCatchesUpAndWhatIsLeft(t *testing.T) {
	const twoWrites = "set quorum sloppy\ncut n5 n4\nput cart milk via n5\nuntil quiet\nput cart eggs via n5\nuntil quiet\n"
	const purged = "set repair off\nset grace 1s\nset w 3\nput cart milk via n5 as ann\nuntil quiet\nwipe n4\nstart n4\nrun 2s\n" +
		"delete cart via n4 as bob at one\nuntil quiet\nrun 2s\nget cart via n5 at 3 as zoe\nuntil quiet\n"
	const siblings = "set conflict merge\nset handoff off\nput cart milk via n5 as ann\nput cart eggs via n2 as bob\nuntil quiet\n" +
		"crash n4\nwipe n4\nstart n4\nrun 3s\n"
	const twoHints = "set quorum sloppy\nset handoff 2s\ncrash n4\nrun 3s\ndelete cart via n5 as ann\nuntil quiet\ncrash n2\n" +
		"put cart eggs via n5 as bob blind\nuntil quiet\n"
	for name, c := range map[string]struct{ lines, says string }{
		"a concurrent tombstone was dropped": {purged,
			"at risk: on 2 disks of the 3 promised; durable on n5 and n2; n4 is stale: read repair and anti-entropy are off (stored it, then lost it)"},
		"and then all is lost": {purged + "crash n5\ncrash n2\nwipe n5\nwipe n2\n",
			"lost: it was acknowledged, and no copy is left; n5, n2 and n4 had it, and lost it"},
		"a hint of a later version, without read repair": {"set repair off\n" + twoWrites,
			"n5, n2 and n1 have a later version; n4 is stale until its hint is delivered (write lost: the link is cut)"},
		"a hint of a later version, with read repair": {twoWrites,
			"n5, n2 and n1 have a later version; n4 is stale until its hint is delivered (write lost: the link is cut)"},
		"a hint in which another write counted": {twoHints + "run 4s\n",
			"the tombstone is durable on n5 and n2, as a hint on n1 for n4; n4 lacks the tombstone until its hint is delivered (connection refused)"},
		"reads that unite siblings, without read repair": {"set repair off\n" + siblings,
			"durable on n5 and n2; n4 is stale until a read unites the siblings (stored it, then lost it)"},
		"reads that unite siblings and ask one replica": {"set r 1\n" + siblings,
			"durable on n5 and n2; n4 is stale until a read unites the siblings (stored it, then lost it)"},
	} {
		t.Run(name, func(t *testing.T) {
			cfg := engine.Default()
			cfg.Latency = "fixed"
			v := scripted(t, cfg, c.lines).View(engine.Watch{})
			if said := explain.Why(v, v.Op(1)); said != c.says {
				t.Errorf("it says\n%q, not\n%q", said, c.says)
			}
		})
	}
}

// TestHintForNoReplica: a hint for a node that is no replica any more goes to those that are, so none
// of these is said to stay stale.
func TestHintForNoReplica(t *testing.T) {
	const lines = "set quorum sloppy\nset repair off\nisolate n4\nrun 12s\nadd n6\nput cart v5 via n5\nuntil quiet\n"
	c := scripted(t, engine.Default(), lines)
	v := c.View(engine.Watch{})
	const says = "durable on n5 and n2, as a hint on n1 for n4; n6 is stale until n1 hands over a copy"
	if said := explain.Why(v, v.Op(1)); said != says {
		t.Errorf("it says\n%q, not\n%q", said, says)
	}
	c.Advance(c.Now()+10*time.Second, 1_000_000)
	v = c.View(engine.Watch{})
	if said := explain.Why(v, v.Op(1)); said != "durable on all 3 replicas" {
		t.Errorf("later it says\n%q", said)
	}
}

// TestStandInLostNothing: a stand-in that has become a replica had no copy of its own, and has lost
// none.
func TestStandInLostNothing(t *testing.T) {
	const lines = "set quorum sloppy\nwipe n4\nrun 12s\nput cart v6 via n2 as cem\nheal all\nremove n2\nuntil quiet\n"
	v := scripted(t, engine.Default(), lines).View(engine.Watch{})
	const says = "durable on n5 and n4; n1 is stale until a read repairs it"
	if said := explain.Why(v, v.Op(1)); said != says {
		t.Errorf("it says\n%q, not\n%q", said, says)
	}
}

// TestPendingReplicaHadToAnswer: where a write waited for the answer of a node that was about to keep
// a copy, the causes say so.
func TestPendingReplicaHadToAnswer(t *testing.T) {
	const lines = "slow n5-n1 20\nremove n4\nrun 2ms\ndrop n2>n5 9\ndrop n1>n5 9\nput cart v1 via n5\nrun 5s\n"
	cfg := engine.Default()
	cfg.Latency = "fixed"
	v := scripted(t, cfg, lines).View(engine.Watch{})
	const says = "3 of n5, n2 and n4 and of n1, which was about to keep a copy (one answer more for each) had to answer (w is 2 from the start, n is 3 from the start)"
	var all []string
	for _, cause := range explain.Because(v, int(v.Op(1).Symptom)) {
		all = append(all, cause.Text)
	}
	if !slices.Contains(all, says) {
		t.Errorf("the causes are\n%s", strings.Join(all, "\n"))
	}
}

// Tests of what is concluded from heartbeats.

package attach

import (
	"math"
	"net/netip"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"ringside/cassandra/cql"
	"ringside/engine"
)

// TestMissedHeartbeats: missed heartbeats are told once they have been missed in what a node answered:
// not of a time before it called the other up again, and not of a time in which it did not answer.
func TestMissedHeartbeats(t *testing.T) {
	s := threeNodes(t, 3)
	number := int64(0)
	hear := func(second int, third bool) {
		number++
		got := heard{gossip: make(map[netip.AddrPort]heartbeatState)}
		for i := range s.nodes {
			if i < 2 || third {
				got.gossip[s.nodes[i].internal] = heartbeatState{1, number}
			} else {
				got.gossip[s.nodes[i].internal] = heartbeatState{1, 0}
			}
		}
		at := time.Duration(second) * time.Second
		s.holders[0].hear(s, 0, at, &got)
		s.judge(at, 0)
		s.doubt(at)
	}
	told := func() (all []string) {
		for _, l := range lines(s.view(engine.Watch{})) {
			if strings.Contains(l, "127.0.0.3") && strings.HasPrefix(l, "127.0.0.1: ") {
				all = append(all, l)
			}
		}
		return all
	}
	change := func(second int, to string) {
		s.push(time.Duration(second)*time.Second, 0, &cql.Event{Kind: cql.StatusChange, Change: to, Node: s.nodes[2].address})
	}
	wants := func(when string, n int, last string) {
		t.Helper()
		if all := told(); len(all) != n || n > 0 && !strings.Contains(all[n-1], last) {
			t.Fatalf("%s: %q; wanted %d, the last with %q", when, all, n, last)
		}
	}
	for second := 2; second <= 10; second += 2 {
		hear(second, true)
	}
	wants("all is well", 0, "")
	change(12, "DOWN")
	for second := 12; second <= 40; second += 2 {
		hear(second, false)
	}
	wants("called down", 1, "is down")
	change(41, "UP")
	hear(42, false) // its heartbeats are in the table a moment later
	wants("called up again", 2, "is up again")
	hear(44, true)
	hear(46, true)
	s.doubt(100 * time.Second)
	wants("no answer for a while", 2, "is up again")
	hear(102, false)
	wants("the first answer after that", 2, "is up again")
	for second := 104; second <= 114; second += 2 {
		hear(second, false)
	}
	wants("missed anew", 3, "missed")
}

// TestStopsGossiping: what others believe of a node that announces that it stops gossiping and still runs is not known
// at first, for the next gossip calls it up again and nothing says so; when its heartbeats have been missed for long
// enough it is down, though its last one is new; that it did so is told, once; and it is over when it gossips again.
func TestStopsGossiping(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFake(t, "three")
		c := open(t, f, nil)
		until(t, c, "all up", allUp)
		f.set(func() {
			f.moves = map[string]move{"127.0.0.2": {"shutdown,true", "", "dc1", "r2"}}
			f.heartbeats["127.0.0.2"], f.stopped["127.0.0.2"] = math.MaxInt32, true
		})
		f.push("127.0.0.1", statusEvent("STATUS_CHANGE", "DOWN", "127.0.0.2"))
		const told = "127.0.0.1: 127.0.0.2 has announced that it stops gossiping; if it still runs, it may be asked until its heartbeats have been missed for some 19 s"
		v := until(t, c, "it is told", func(v *engine.View) bool { return logged(v, told) })
		if o := v.Outside.Holders; o[0].Of[1] != engine.HeardUnknown || len(v.Nodes[1].DownBy) > 0 {
			t.Errorf("it is\n%s", describe(v))
		}
		<-time.After(time.Minute) // virtual
		v = c.View(engine.Watch{})
		if o := v.Outside.Holders; o[0].Of[1] != engine.HeardDown || o[2].Of[1] != engine.HeardDown || !o[1].Reached {
			t.Errorf("a minute later it is\n%s", describe(v))
		}
		if n := strings.Count(strings.Join(lines(v), "\n"), told); n != 1 {
			t.Errorf("told %d times", n)
		}
		f.set(func() {
			f.moves = nil
			f.heartbeats["127.0.0.2"], f.stopped["127.0.0.2"] = 1, false
		})
		f.push("127.0.0.1", statusEvent("STATUS_CHANGE", "UP", "127.0.0.2"))
		until(t, c, "all up again", allUp)
	})
}

// TestGossipOff: of a cluster of one's own a node with its gossip off has a fault, by what it says of itself: it hears of
// nobody meanwhile, and goes on believing the others up, however long that is; healed, all is as it was.
func TestGossipOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFake(t, "three")
		c := open(t, f, func(o *Options) {
			o.Process = func(netip.AddrPort) (engine.Health, bool) { return engine.Up, true }
		})
		v := until(t, c, "all up", allUp)
		if !v.Outside.Own || len(v.Faults) != 0 {
			t.Fatalf("%+v, faults %+v", v.Outside, v.Faults)
		}
		hosts := []string{"127.0.0.1", "127.0.0.2", "127.0.0.3"}
		f.set(func() {
			f.moves = map[string]move{"127.0.0.2": {"shutdown,true", "", "dc1", "r2"}}
			for _, host := range hosts { // that of 127.0.0.2 moves on for nobody, and nobody's does for it
				f.stopped[host] = true
			}
		})
		until(t, c, "its fault", func(v *engine.View) bool { return len(v.Faults) == 1 })
		<-time.After(time.Minute) // virtual
		v = c.View(engine.Watch{})
		if fault := v.Faults[0]; fault.Kind != engine.FaultGossip || fault.Text != "127.0.0.2 gossip off" || fault.Heal.String() != "gossip 127.0.0.2 on" || fault.Since == 0 {
			t.Errorf("%+v", fault)
		}
		if o := v.Outside.Holders; o[0].Of[1] != engine.HeardDown || o[1].Of[0] != engine.HeardUp || o[1].Of[2] != engine.HeardUp || v.Nodes[1].Health != engine.Up {
			t.Errorf("one-sided it is not\n%s", describe(v))
		}
		f.set(func() {
			f.moves = nil
			clear(f.stopped)
		})
		f.push("127.0.0.1", statusEvent("STATUS_CHANGE", "UP", "127.0.0.2"))
		f.push("127.0.0.3", statusEvent("STATUS_CHANGE", "UP", "127.0.0.2"))
		v = until(t, c, "no fault, and all up", func(v *engine.View) bool { return len(v.Faults) == 0 && allUp(v) })
		for _, line := range lines(v) {
			if strings.HasPrefix(line, "127.0.0.2: ") && strings.Contains(line, "missed") {
				t.Errorf("in the name of the one that does not gossip: %s", line)
			}
		}
	})
}

// TestDownBefore: of a node that was down before it was asked about nothing is pushed. It is unknown, and not suspected,
// until its heartbeats have been missed for longer than any node waits; then it is believed down, which is told, and
// when it is heard of it is up again.
func TestDownBefore(t *testing.T) {
	s := threeNodes(t, 3)
	hear := func(second, third int) engine.Heard {
		got := heard{gossip: make(map[netip.AddrPort]heartbeatState), links: make(map[netip.AddrPort]bool)}
		for i := range s.nodes {
			got.gossip[s.nodes[i].internal] = heartbeatState{1, int64(second)}
			got.links[s.nodes[i].internal] = i < 2
		}
		got.gossip[s.nodes[2].internal] = heartbeatState{1, int64(third)}
		at := time.Duration(second) * time.Second
		s.holders[0].hear(s, 0, at, &got)
		s.judge(at, 0)
		s.doubt(at)
		return s.holders[0].verdict(2)
	}
	said := func() (all []string) {
		for _, l := range lines(s.view(engine.Watch{})) {
			if strings.Contains(l, "127.0.0.3") && strings.HasPrefix(l, "127.0.0.1: ") {
				all = append(all, l)
			}
		}
		return all
	}
	for second := 2; second <= 26; second += 2 {
		if got := hear(second, 7); got != engine.HeardUnknown || len(said()) > 0 {
			t.Fatalf("after %d s: %v, told %q", second, got, said())
		}
	}
	for second := 28; second <= 60; second += 2 {
		if got := hear(second, 7); got != engine.HeardDown || len(said()) != 1 || !strings.Contains(said()[0], "is down") {
			t.Fatalf("after %d s: %v, told %q", second, got, said())
		}
	}
	if got := hear(62, 8); got != engine.HeardUp || len(said()) != 2 {
		t.Fatalf("heard of again: %v, told %q", got, said())
	}
}

// TestRestartedBeforeConviction: a node that was restarted before others were convinced that it was down is called down
// and up, one right after the other; the log says that it was restarted, where its heartbeats are of another
// generation, and says it of no other pair of these.
func TestRestartedBeforeConviction(t *testing.T) {
	for generation, want := range map[int64]bool{2: true, 1: false} {
		s := threeNodes(t, 3)
		hear := func(second int, generation, beat int64) {
			got := heard{gossip: make(map[netip.AddrPort]heartbeatState)}
			for i := range s.nodes {
				got.gossip[s.nodes[i].internal] = heartbeatState{1, int64(second)}
			}
			got.gossip[s.nodes[2].internal] = heartbeatState{generation, beat}
			s.holders[0].hear(s, 0, time.Duration(second)*time.Second, &got)
		}
		for second := 2; second <= 10; second += 2 {
			hear(second, 1, int64(second))
		}
		for i, change := range []string{"DOWN", "UP"} {
			s.push(14*time.Second+time.Duration(i)*time.Millisecond, 0, &cql.Event{Kind: cql.StatusChange, Change: change, Node: s.nodes[2].address})
		}
		hear(16, generation, 20)
		hear(18, generation, 22)
		text := strings.Join(lines(s.view(engine.Watch{})), "\n")
		if n := strings.Count(text, "was restarted before it was believed down"); n == 1 != want {
			t.Errorf("generation %d: told %d times:\n%s", generation, n, text)
		}
	}
}

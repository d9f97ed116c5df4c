// Tests of a node that runs without gossip: when that is possible, and what ends it.

package engine_test

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/randomscript"
)

func gossip(node, to string) engine.Command {
	return engine.Command{Verb: engine.Gossip, Node: node, To: to}
}

// refused fails the test unless a command is refused for a reason with these words.
func (s *sixth) refused(cmd engine.Command, why string) {
	s.Helper()
	if err := s.c.Apply(cmd); err == nil || !strings.Contains(err.Error(), why) {
		s.Errorf("%v: %v, want: %s", cmd, err, why)
	}
}

// downBy returns how many nodes believe n3 down.
func (s *sixth) downBy() int { return len(s.c.View(engine.Watch{}).Nodes[2].DownBy) }

// TestGossipOffIsRefused: where it can't be, or changes nothing, and why.
func TestGossipOffIsRefused(t *testing.T) {
	s := newSixth(t, 1)
	s.refused(gossip("n3", engine.GossipOn), "it is so already")
	s.refused(gossip("n9", engine.GossipOff), "n9")
	s.refused(gossip("n3", "half"), "neither on nor off")
	s.do(gossip("n3", engine.GossipOff))
	s.refused(gossip("n3", engine.GossipOff), "it is so already")
	s.refused(engine.Command{Verb: engine.Set, Name: "rules", To: "dynamo"}, "gossip n3 on first")
	s.do(engine.Command{Verb: engine.Crash, Node: "n2"})
	s.refused(gossip("n2", engine.GossipOff), "only a node that runs")
	s.do(engine.Command{Verb: engine.Heal, Node: "all"})
	s.do(engine.Command{Verb: engine.Set, Name: "rules", To: "dynamo"})
	s.refused(gossip("n3", engine.GossipOff), "any message of a node is a sign of life")
}

// TestWhatEndsGossipOff: heal, a restart, and gossip on; not a hang. The node is then believed up, and
// has the hints that were kept for it.
func TestWhatEndsGossipOff(t *testing.T) {
	for name, ends := range map[string][]engine.Command{
		"on":      {gossip("n3", engine.GossipOn)},
		"heal":    {{Verb: engine.Heal, Node: "n3"}},
		"all":     {{Verb: engine.Heal, Node: "all"}},
		"restart": {{Verb: engine.Crash, Node: "n3"}, {Verb: engine.Start, Node: "n3"}},
		"hang":    {{Verb: engine.Hang, Node: "n3"}, {Verb: engine.Heal, Node: "n3"}},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSixth(t, 2)
			s.mute()
			if s.downBy() != 2 || s.c.Motion() != engine.Quiet {
				t.Fatalf("%d nodes believe it down, motion %v", s.downBy(), s.c.Motion())
			}
			s.ask(put("new", "n1"))
			if name == "hang" {
				s.do(engine.Command{Verb: engine.Hang, Node: "n3"})
				s.do(engine.Command{Verb: engine.Resume, Node: "n3"})
				if s.run(time.Minute); s.downBy() != 2 {
					t.Fatal("a node that resumes gossips again")
				}
			}
			for _, cmd := range ends {
				s.do(cmd)
			}
			s.run(20 * time.Second)
			if s.downBy() != 0 || len(s.c.View(engine.Watch{}).Faults) > 0 || s.c.View(engine.Watch{}).Nodes[0].Hints > 0 {
				t.Errorf("%d nodes believe it down, faults %v, %d hints", s.downBy(), s.c.View(engine.Watch{}).Faults, s.c.View(engine.Watch{}).Nodes[0].Hints)
			}
		})
	}
}

// TestWithoutGossipBeliefStays: a node whose gossip is off goes on believing a peer up that has crashed since,
// and waits for it.
func TestWithoutGossipBeliefStays(t *testing.T) {
	s := newSixth(t, 3)
	s.mute()
	s.do(engine.Command{Verb: engine.Crash, Node: "n2"})
	s.run(time.Minute)
	if r := s.ask(get("n3")); r.Outcome != event.Timeout {
		t.Errorf("read at ALL through n3: %v, want a timeout", r.Outcome)
	}
	if r := s.ask(get("n1")); r.Outcome != event.Unavailable || r.N != 1 {
		t.Errorf("read at ALL through n1: %v with %d, want unavailable with 1", r.Outcome, r.N)
	}
}

// TestAllIsWellAfterGossipWasOff: whatever else goes wrong, and also when nodes join and leave meanwhile, the cluster comes
// to rest, and once all is healed nobody is believed down, and replicas come to be equal.
func TestAllIsWellAfterGossipWasOff(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := randomscript.Any(t)
		w.Faults = randomscript.Faults
		w.TurnGossip()
		if w.KeepDisks(); rapid.Bool().Draw(t, "members come and go") {
			w.ChangeMembers()
		}
		c := randomscript.Play(t, w, w.Script(t))
		randomscript.Rest(t, c)
		randomscript.HealAll(t, c)
		for _, n := range c.View(engine.Watch{}).Nodes {
			if n.Health == engine.Up && len(n.DownBy) > 0 {
				t.Fatalf("all is healed, and %d nodes believe %s down", len(n.DownBy), n.Name)
			}
		}
	})
}

// What is said of comparisons under way: one of other ranges brings a replica nothing.

package engine_test

import (
	"testing"

	"ringside/engine"
)

// TestComparisonOfOtherRanges: x1 joins and still lacks b, while n3, which keeps b, asks x1 about
// what it gives up to it.
func TestComparisonOfOtherRanges(t *testing.T) {
	s := sentencePlay{cfg: engine.Default(), seed: 9361635699653312818}
	s.cfg.Seed = 3342799519747693464
	for i := range s.cfg.Nodes {
		s.cfg.Nodes[i].DC = "dc0"
	}
	for _, set := range [][2]string{
		{"n", "dc0=3"}, {"r", "two"}, {"w", "local_one"}, {"quorum", "sloppy"}, {"read", "full"}, {"repair", "off"},
		{"conflict", "lww"}, {"grace", "2s"}, {"antientropy", "3s"},
	} {
		now, err := engine.With(s.cfg.Settings, set[0], set[1])
		if err != nil {
			t.Fatal(err)
		}
		s.cfg.Settings = now
	}
	each, err := engine.ParseLevel("each_quorum")
	if err != nil {
		t.Fatal(err)
	}
	s.moments = []sentenceMoment{
		{592123, engine.Command{Verb: engine.Put, Key: "a", Value: "74", Client: "ann", At: each}, nil},
		{12192, engine.Command{Verb: engine.Get, Key: "a", Client: "bob"}, []int{7}},
		{1662816, engine.Command{Verb: engine.Put, Key: "b", Value: "27", Client: "bob", Blind: true}, nil},
		{348640, engine.Command{Verb: engine.Add, Node: "x1", DC: "dc0"}, []int{9}},
		{136781, engine.Command{Verb: engine.Deliver, Msg: -6}, []int{7}},
		{1115956, engine.Command{Verb: engine.Gossip, Node: "n5", To: "on"}, []int{9}},
		{154585, engine.Command{Verb: engine.Deliver, Msg: -3}, nil},
		{217005, engine.Command{Verb: engine.Put, Key: "b", Value: "85", Client: "ann"}, []int{5, 8}},
	}
	if err := s.judge(new(audit)); err != nil {
		t.Error(err)
	}
}

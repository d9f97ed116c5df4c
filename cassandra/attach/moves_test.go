// Tests of who joins and who leaves.

package attach

import (
	"strings"
	"testing"
	"time"

	"ringside/engine"
)

// TestJoiningAndLeaving: a node that joins is known from gossip before it has tokens in the tables, and one that
// leaves is in the ring until it has left. Nobody waits for the next reading of the tables, and a node keeps its
// number.
func TestJoiningAndLeaving(t *testing.T) {
	f := newFake(t, "three")
	const third = "127.0.0.3"
	whole, none := f.answers["127.0.0.1"][peersStatement], f.answers["127.0.0.1"][linksStatement] // no peer has tokens there
	probe := open(t, f, nil)
	until(t, probe, "all up", allUp)
	var id string
	probe.look(func(s *state) { id = s.nodes[2].hostID })
	probe.Close()
	says := func(status string) {
		f.set(func() { f.moves = map[string]move{third: {status, id, "dc1", "r\x1b3"}} })
	}
	f.answers["127.0.0.1"][peersStatement] = none
	f.dead[third] = true // it answers no clients yet
	c := open(t, f, func(o *Options) { o.Intervals.Tables, o.Keyspace = time.Hour, "shop" })
	until(t, c, "one alone", func(v *engine.View) bool { return v.Ring != nil && v.Outside.Holders[0].Reached })
	says("BOOT,-42")
	v := until(t, c, "it joins", func(v *engine.View) bool {
		return len(v.Nodes) == 2 && v.Nodes[1].Standing == engine.Joining && v.Outside.Holders[1].Why != engine.NotYet && v.Outside.Holders[0].Of[1] == engine.HeardUp
	})
	if n := v.Nodes[1]; n.Name != third || n.Slots != 0 || v.Ring.Size() != 1 || len(v.Walk("a").Replicas) != 1 ||
		v.Outside.Holders[1].Why != "it is joining, and answers no clients yet" || !logged(v, "connection: 127.0.0.3 joins, in dc1/r\\x1b3: others hand over data to it") {
		t.Errorf("it is\n%s", describe(v))
	}
	f.set(func() { f.answers["127.0.0.1"][peersStatement], f.moves, f.dead[third] = whole, nil, false })
	v = until(t, c, "it is a member", func(v *engine.View) bool {
		return len(v.Nodes) == 3 && v.Nodes[1].Standing == engine.Member && allUp(v)
	})
	if n := v.Nodes[1]; n.Name != third || n.Slots != 8 || v.Ring.Size() != 3 || !logged(v, "connection: 127.0.0.3 has joined the ring, in dc1/r3 with 8 tokens") {
		t.Errorf("it is\n%s", describe(v))
	}
	says("LEAVING,-42")
	v = until(t, c, "it leaves", func(v *engine.View) bool { return v.Nodes[1].Standing == engine.Leaving })
	if v.Nodes[1].Slots != 8 || v.Ring.Size() != 3 || !logged(v, "connection: 127.0.0.3 is leaving the ring: it hands over its data") {
		t.Errorf("it is\n%s", describe(v))
	}
	says("NORMAL,-42")
	v = until(t, c, "it stays", func(v *engine.View) bool { return v.Nodes[1].Standing == engine.Member })
	if !logged(v, "connection: 127.0.0.3 stays in the ring") {
		t.Errorf("it is\n%s", describe(v))
	}
	says("LEAVING,-42")
	until(t, c, "it leaves again", func(v *engine.View) bool { return v.Nodes[1].Standing == engine.Leaving })
	f.set(func() { f.answers["127.0.0.1"][peersStatement] = none })
	says("LEFT,-42,1790000000000")
	v = until(t, c, "it has left", func(v *engine.View) bool { return v.Nodes[1].Standing == engine.Gone })
	if !logged(v, "connection: 127.0.0.3 has left the ring") || !strings.HasSuffix(v.Nodes[1].Name, " (left)") {
		t.Errorf("it is\n%s", describe(v))
	}
	id = "0badcafe-0000-4000-8000-000000000000" // a new one at the same address, which gives up
	says("BOOT,-42")
	until(t, c, "another joins", func(v *engine.View) bool { return len(v.Nodes) == 4 && v.Nodes[3].Standing == engine.Joining })
	f.set(func() { f.moves = nil })
	v = until(t, c, "it does not", func(v *engine.View) bool { return v.Nodes[3].Standing == engine.Gone })
	if !logged(v, "connection: 127.0.0.3 joins no more") {
		t.Errorf("it is\n%s", describe(v))
	}
}

// TestJoinWithoutGrant: who may not read the table of gossip sees members alone.
func TestJoinWithoutGrant(t *testing.T) {
	f := newFake(t, "three")
	f.user, f.refuses["system_views"] = "ann", 0x2100
	f.moves = map[string]move{"127.0.0.3": {"LEAVING,-42", "x", "dc1", "r3"}}
	c := open(t, f, func(o *Options) { o.User, o.Password = "ann", "secret" })
	v := until(t, c, "the ring", func(v *engine.View) bool { return v.Ring != nil })
	if v.Ring.Size() != 3 || v.Nodes[2].Standing != engine.Member {
		t.Errorf("it is\n%s", describe(v))
	}
}

// What is heard of a node of a real cluster, at a glance, and its name where there is little room.

package pane

import (
	"strings"
	"testing"

	"ringside/engine"
	"ringside/engine/ring"
	"ringside/engine/version"
	"ringside/tui/theme"
)

// outsideOf is a real cluster of a ring's nodes, of which all say that all are up.
func outsideOf(r *ring.Ring) *engine.View {
	v := atRest(r)
	v.Outside = &engine.Outside{}
	for range v.Nodes {
		h := engine.Holder{Reached: true}
		for range v.Nodes {
			h.Of = append(h.Of, engine.HeardUp)
		}
		v.Outside.Holders = append(v.Outside.Holders, h)
	}
	return v
}

// TestHeardAtAGlance: the line of the nodes says of each that is not simply up what is heard of it, from
// the moment it does not answer.
func TestHeardAtAGlance(t *testing.T) {
	v := outsideOf(makeRing(t, withAddresses("127.0.0.", ring.Draw(7, 3, 8))))
	row := func(want string) {
		t.Helper()
		v.Version++
		s := sceneOf(v, "", theme.Options{Dark: true})
		if got := strings.TrimSpace(shown((&Nodes{}).Lines(s, 34, 1))); got != want {
			t.Errorf("it says %q, want %q", got, want)
		}
	}
	third, o := &v.Outside.Holders[2], v.Outside
	row("▸● .1 ▲ .2 ◆ .3")
	third.Reached, third.Why = false, engine.NotYet
	row("▸● .1 ▲ .2 ◆ .3")
	third.Why = "connection refused"
	v.Nodes[2].Standing = engine.Joining
	row("▸● .1 ▲ .2 ◆ .3 joining")
	v.Nodes[2].Standing = engine.Leaving
	row("▸● .1 ▲ .2 ◆ .3 leaving")
	v.Nodes[2].Standing = engine.Member
	row("▸● .1 ▲ .2 ◆ .3 silent")
	o.Holders[0].Of[2] = engine.HeardDown
	row("▸● .1 ▲ .2 ◆ .3 down by 1")
	o.Holders[1].Of[2] = engine.HeardDown
	row("▸● .1 ▲ .2 ◆ .3 down")
	v.Nodes[2].Health = engine.Hung
	row("▸● .1 ▲ .2 ◆ .3 hung")
}

// TestValueBeforeItsTime: where there is no room for a value and when it was written, the value stays.
func TestValueBeforeItsTime(t *testing.T) {
	s := sceneOf(outsideOf(makeRing(t, withAddresses("127.0.0.", ring.Draw(7, 3, 8)))), "", theme.Options{Dark: true})
	tea := version.Sibling{Value: "tea", Stamp: (18*3600+17*60+53)*1e9 + 355335000}
	for _, test := range []struct {
		w    int
		want string
	}{
		{40, `"tea" written 18:17:53.355335`},
		{29, `"tea" written 18:17:53.355335`},
		{28, `"tea" 18:17:53.355335`},
		{21, `"tea" 18:17:53.355335`},
		{20, `"tea"`},
		{6, `"tea"`},
	} {
		if got := s.sibling(tea, test.w); got != test.want {
			t.Errorf("in %d cells: %s, want %s", test.w, got, test.want)
		}
	}
}

// TestWalkOfTablets: the title of a walk that tablets make untrue says so, whatever the server's token is.
func TestWalkOfTablets(t *testing.T) {
	v := outsideOf(makeRing(t, withAddresses("127.0.0.", ring.Draw(7, 3, 8))))
	s := sceneOf(v, "cart:42", theme.Options{Dark: true})
	v.Outside.Token = engine.TokenSaid{Key: "cart:42", Token: s.Walk.Token, Known: true}
	for tablets, want := range map[bool]string{false: "token as the server's", true: "not where its tablets are"} {
		v.Outside.Tablets = tablets
		if _, notes := new(Walk).Title(s); strings.Join(notes, ", ") != want {
			t.Errorf("tablets %t: %q, want %q", tablets, notes, want)
		}
	}
}

// TestColumnsOfFourNodes: four nodes have a column each where the explorer has 120 columns, and 80; there the words
// are short.
func TestColumnsOfFourNodes(t *testing.T) {
	v := outsideOf(makeRing(t, withAddresses("127.0.0.", ring.Draw(7, 4, 8))))
	v.Outside.Holders[0].Of[3], v.Outside.Holders[1].Of[3], v.Outside.Holders[2].Of[3] = engine.HeardDown, engine.HeardSuspected, engine.HeardUnknown
	v.Nodes[2].Standing = engine.Leaving
	text := func(width int) string {
		v.Version++
		return strings.Join(strings.Fields(shown((&Nodes{}).Lines(sceneOf(v, "", theme.Options{Dark: true}), width, 7))), " ")
	}
	for width, want := range map[int][]string{
		46: {"down susp. ? ·", "leav…"},
		76: {"down suspected unknown ·", "leaving"},
	} {
		for _, want := range want {
			if got := text(width); !strings.Contains(got, want) {
				t.Errorf("in %d columns: no %q in %s", width, want, got)
			}
		}
	}
}

// TestStandingWithoutColumns: where there is no room for a column per node, too, a node that leaves says so.
func TestStandingWithoutColumns(t *testing.T) {
	v := outsideOf(makeRing(t, withAddresses("127.0.0.", ring.Draw(7, 4, 8))))
	text := func() string {
		v.Version++
		return shown((&Nodes{}).Lines(sceneOf(v, "", theme.Options{Dark: true}), 36, 7))
	}
	if got := text(); strings.Contains(got, "leaving") {
		t.Errorf("before:\n%s", got)
	}
	v.Nodes[3].Standing = engine.Leaving
	if got := text(); !strings.Contains(got, "127.0.0.4 leaving: 3 up") {
		t.Errorf("a node leaves:\n%s", got)
	}
}

// TestHubNodesAreNamed: without a key, too, each node inside the circle has its name, or the end of it.
func TestHubNodesAreNamed(t *testing.T) {
	r := makeRing(t, withAddresses("127.0.0.", ring.Draw(7, 3, 8)))
	for _, size := range ringSizes {
		p := &Ring{}
		text := shown(p.Lines(sceneOf(outsideOf(r), "", theme.Options{Dark: true}), size[0], size[1]))
		for _, n := range p.d.hub {
			if name := "." + r.Nodes()[n.node].Name[len("127.0.0."):]; !strings.Contains(text, name) {
				t.Errorf("%v: no %s:\n%s", size, name, text)
			}
		}
		if p.d.plan.path.round && len(p.d.hub) != 3 {
			t.Errorf("%v: %d nodes inside", size, len(p.d.hub))
		}
	}
}

// TestFaultsOfOwnNodes: the page of faults offers what can be done to processes of one's own, and what was done is
// listed with the line that heals it; of a cluster that is somebody else's it offers nothing.
func TestFaultsOfOwnNodes(t *testing.T) {
	v := outsideOf(makeRing(t, withAddresses("127.0.0.", ring.Draw(7, 3, 8))))
	s := sceneOf(v, "", theme.Options{Dark: true})
	name := v.Nodes[s.Node].Name
	offers := func(want ...string) {
		t.Helper()
		var got []string
		for _, c := range s.FaultChoices() {
			got = append(got, strings.TrimSuffix(c.Line, " "+name)+" ")
		}
		if g, w := strings.Join(got, ""), strings.Join(want, ""); g != w {
			t.Errorf("it offers %q, want %q", g, w)
		}
	}
	offers()
	v.Outside.Own = true
	offers("crash ", "hang ", "gossip "+name+" off ")
	heal := engine.Command{Verb: engine.Gossip, Node: name, To: engine.GossipOn}
	v.Faults = []engine.Fault{{Kind: engine.FaultGossip, Node: s.Node, Peer: ring.None, Text: name + " gossip off", Heal: heal}}
	offers("crash ", "hang ")
	if got := shown(new(FaultList).Lines(s, 70, 8)); !strings.Contains(got, name+" gossip off") || !strings.Contains(got, "gossip "+name+" on") {
		t.Error(got)
	}
}

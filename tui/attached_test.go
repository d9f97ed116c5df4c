// Tests of the explorer over a real cluster, by a Source that shows what one said.

package tui

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/ring"
	"ringside/tui/page"
	"ringside/tui/source"
	"ringside/tui/source/attached"
)

// realCluster is a real cluster, whose View the test sets. What it can't do it says as the real
// one does.
type realCluster struct {
	view *engine.View
	did  []string // the commands that it was asked to carry out
}

func (o *realCluster) Motion() engine.Motion          { return engine.Quiet }
func (o *realCluster) Now() time.Duration             { return o.view.Now }
func (o *realCluster) News() <-chan struct{}          { return nil }
func (o *realCluster) Gone() <-chan struct{}          { return nil }
func (o *realCluster) Can(what source.Ability) string { return attached.Why(o.view, what) }

func (o *realCluster) Do(cmd engine.Command) <-chan source.Reply {
	o.did = append(o.did, cmd.String())
	reply := make(chan source.Reply, 1)
	reply <- source.Reply{}
	return reply
}

func (o *realCluster) View(w engine.Watch) *engine.View {
	if o.view.Watch == w {
		return o.view
	}
	v := *o.view
	v.Watch = w
	if v.Outside.Token.Known {
		said := *v.Outside
		said.Token = engine.TokenSaid{Key: w.Key, Known: w.Key != "", Token: ring.Hash(w.Key)}
		v.Outside = &said
	}
	o.view = &v
	return o.view
}

// beforeAttached is what is known before the first tables are in.
func beforeAttached() *engine.View {
	return &engine.View{
		Version: 1, Settings: engine.Default().Settings, Eras: []engine.Era{{}},
		Outside: &engine.Outside{What: "cassandra", Mode: "read-only", Waits: "connecting to 127.0.0.1:9042"},
	}
}

// oneSilent is what three nodes said after the third was killed: the first has called it
// down, the second has not yet. Their tokens are those of a real cluster.
func oneSilent(t *testing.T) *engine.View {
	t.Helper()
	tokens := [][]ring.Token{
		{-1045149140319817005, -2046066528816494172, -6996435658819702806, -8570185526571909084, 3948062129613084890, 7478310821315778810, 8269055147685212368, 8705864213580133966},
		{-6087025142371770235, -8986331332933801151, 240981777836006883, 2518092438765310065, 2873438097974915957, 5715198387965708519, 6844115731442920152, 7126851091879426701},
		{-2066218536244265292, -5615280329694207997, -6364410989549665540, -6884805056947021938, -795206895685676557, -8243831923171306453, -8408234725949944404, 4057325854335746564},
	}
	var nodes []ring.Node
	for i, all := range tokens {
		n := ring.Node{Name: "127.0.0." + string(rune('1'+i)), DC: "dc1", Rack: "r" + string(rune('1'+i))}
		for _, token := range all {
			n.Tokens = append(n.Tokens, ring.Mark{Token: token})
		}
		nodes = append(nodes, n)
	}
	on, err := ring.New(nodes)
	if err != nil {
		t.Fatal(err)
	}
	settings := engine.Default().Settings
	settings.Placement = ring.PerDC(ring.Copies{DC: "dc1", N: 3})
	settings.Placement.AtOnce = true
	var trace event.Recorder
	for _, e := range []event.Event{
		{Kind: event.Told, At: 50e6, Node: ring.None, Text: trace.Add("the ring comes from the tables of 127.0.0.1:9042: 3 nodes")},
		{Kind: event.Told, At: 62e6, Node: 2, Text: trace.Add("can't be asked: connection refused")},
		{Kind: event.Doubt, At: 9e9, Node: 1, To: 2, Arg: 7},
		{Kind: event.Suspect, At: 19e9, Node: 0, To: 2, Fresh: true},
		{Kind: event.Told, At: 21e9, Node: 1, Text: trace.Add("table shop.carts created")},
	} {
		e.From = ring.None
		if e.Kind == event.Told {
			e.To = ring.None
		}
		trace.Append(e)
	}
	up, silent, down, unknown := engine.HeardUp, engine.HeardSuspected, engine.HeardDown, engine.HeardUnknown
	v := &engine.View{
		Version: 2, Now: 21e9, Settings: settings, Ring: on, RingVersion: 1, Trace: trace.Snapshot(), Eras: []engine.Era{{Settings: settings}},
		Outside: &engine.Outside{
			What: "cassandra 5.0.9 at 127.0.0.1", Mode: "read-only", Keyspace: "shop", Token: engine.TokenSaid{Known: true},
			Holders: []engine.Holder{
				{Reached: true, Hints: 0, Of: []engine.Heard{unknown, up, down}},
				{Reached: true, Hints: 2, Of: []engine.Heard{up, unknown, silent}},
				{Why: "connection refused", Hints: -1, Of: []engine.Heard{unknown, unknown, unknown}},
			},
		},
	}
	for i, n := range nodes {
		v.Nodes = append(v.Nodes, engine.NodeView{ID: ring.NodeID(i), Name: n.Name, DC: n.DC, Rack: n.Rack, Slow: 1000, RingVersion: 1, Slots: 8, Share: on.Fraction(ring.NodeID(i)), Next: on.Fraction(ring.NodeID(i))})
	}
	v.Nodes[2].DownBy = []ring.NodeID{0}
	return v
}

// TestAttachedDrawing holds the screen over a real cluster against its drawings: who says
// what of whom, and what is unknown.
func TestAttachedDrawing(t *testing.T) {
	for _, size := range []struct {
		name string
		w, h int
	}{{"wide", 120, 36}, {"narrow", 80, 24}} {
		t.Run(size.name, func(t *testing.T) {
			r := openOn(t, nil, Options{Source: &realCluster{view: oneSilent(t)}}, size.w, size.h)
			r.press("k")
			r.write("cart:42")
			r.press("enter")
			golden(t, filepath.Join("testdata", "attached", size.name+".txt"), r.screen())
		})
	}
}

// TestAttachedNode: the page of a node says who says what, and claims nothing else of it.
func TestAttachedNode(t *testing.T) {
	r := openOn(t, nil, Options{Source: &realCluster{view: oneSilent(t)}}, 120, 36)
	r.press("down", "down", "enter")
	for _, line := range []string{"suspected by 127.0.0.2", "down by 127.0.0.1", "connection refused", "unknown: 127.0.0.1 127.0.0.2"} {
		if !strings.Contains(r.screen(), line) {
			t.Errorf("the page does not say %q:\n%s", line, r.screen())
		}
	}
	for _, truth := range []string{"is      ", "clock", "keeps"} {
		if strings.Contains(r.screen(), truth) {
			t.Errorf("the page claims to know %q:\n%s", truth, r.screen())
		}
	}
}

// TestBeforeAttached: the screen is there before anything is known, every key can be pressed
// and every command typed, and what failed stands in the header. Then the cluster comes.
func TestBeforeAttached(t *testing.T) {
	o := &realCluster{view: beforeAttached()}
	r := openOn(t, nil, Options{Source: o}, 120, 36)
	if screen := r.screen(); !strings.Contains(screen, "connecting to 127.0.0.1:9042") || !strings.Contains(screen, "waits for the cluster") {
		t.Errorf("the screen is\n%s", screen)
	}
	for _, key := range strings.Fields("w r d c z H x i s p + - space . , n ; U Y < > k tab enter up down left right F L A O / g G 1 2 3 4 5 y") {
		r.press("esc", key)
	}
	r.press("esc", "k")
	if !strings.Contains(r.screen(), "not attached yet") {
		t.Errorf("a key does not say why it can't be done:\n%s", r.screen())
	}
	for _, line := range []string{"put a b", "get a", "set r one", "crash n1", "run 1s", "expect stale == 0", "failures", "lab", "can lost > 0"} {
		r.press("esc", ":")
		r.write(line)
		r.press("enter")
	}
	r.press("esc", "?")
	r.press("esc", "esc")
	failed := beforeAttached()
	failed.Version, failed.Outside.Failed, failed.Outside.Waits = 2, true, "127.0.0.1:9042: user ann is refused: wrong"
	o.view = failed
	r.send(newsMsg{})
	if !strings.Contains(r.screen(), "user ann is refused: wrong") {
		t.Errorf("the header does not say what failed:\n%s", r.screen())
	}
	o.view = oneSilent(t)
	r.send(newsMsg{})
	if screen := r.screen(); !strings.Contains(screen, "cassandra 5.0.9 at 127.0.0.1  read-only") || strings.Contains(screen, "waits for the cluster") {
		t.Errorf("the cluster is not shown:\n%s", screen)
	}
}

// TestAttachedRefuses: what would change the cluster, its time or its faults says why it can't be.
func TestAttachedRefuses(t *testing.T) {
	r := openOn(t, nil, Options{Source: &realCluster{view: oneSilent(t)}}, 120, 36)
	for key, why := range map[string]string{"c": "no faults", "space": "can't be stopped", ",": "back in time", "w": "nothing is written", "r": "no table", "+": "has its own configuration"} {
		r.press("esc", "k")
		r.write("cart:42")
		r.press("enter", key)
		if !strings.Contains(r.screen(), why) {
			t.Errorf("%s: the screen does not say %q:\n%s", key, why, r.screen())
		}
	}
}

// TestOwnCluster: on a cluster of one's own faults are carried out, those that happen to processes,
// and what there is of them can be healed; all else still says why it can't be.
func TestOwnCluster(t *testing.T) {
	view := oneSilent(t)
	view.Outside.Own, view.Nodes[2].Health = true, engine.Crashed
	view.Faults = []engine.Fault{{Kind: engine.FaultHealth, Node: 2, Peer: ring.None, Text: "127.0.0.3 crashed", Heal: engine.Command{Verb: engine.Start, Node: "127.0.0.3"}}}
	o := &realCluster{view: view}
	r := openOn(t, nil, Options{Source: o}, 120, 36)
	r.press("c", "H")
	for _, line := range []string{"hang 127.0.0.2", "wipe 127.0.0.2", "isolate 127.0.0.2", "power dc1/r1"} {
		r.press(":")
		r.write(line)
		r.press("enter")
	}
	if want := []string{"crash 127.0.0.1", "heal all", "hang 127.0.0.2"}; !slices.Equal(o.did, want) {
		t.Errorf("it did %q, want %q", o.did, want)
	}
	r.press("esc", "F")
	for _, line := range []string{"127.0.0.3 crashed", "start 127.0.0.3", "hang 127.0.0.2"} {
		if !strings.Contains(r.screen(), line) {
			t.Errorf("the page of faults does not say %q:\n%s", line, r.screen())
		}
	}
	if strings.Contains(r.screen(), "wrong clock") {
		t.Errorf("the page offers what can't be:\n%s", r.screen())
	}
	r.press("esc", "down")
	if !strings.Contains(r.screen(), "127.0.0.3: its process is gone") {
		t.Errorf("Nodes does not say that the process is gone:\n%s", r.screen())
	}
}

// TestFailuresOfARealRing: the page of what is lost begins with the nodes gone that the cluster has lost:
// those that nobody says are up, or whose process of one's own does not run.
func TestFailuresOfARealRing(t *testing.T) {
	view := oneSilent(t)
	r := openOn(t, nil, Options{Source: &realCluster{view: view}}, 120, 36)
	open := func(want string) {
		t.Helper()
		r.press("esc", "esc", ":")
		r.write("failures")
		r.press("enter")
		if !strings.Contains(r.screen(), want) {
			t.Errorf("it does not say %q:\n%s", want, r.screen())
		}
		lines, err := page.FailureLines(t.Context(), view, nil)
		if err != nil || strings.Contains(want, "none") != strings.HasPrefix(lines[0], "nobody is gone") ||
			!strings.Contains(want, "none") && !strings.HasPrefix(lines[0], want) {
			t.Errorf("in lines, not %q: %q, %v", want, lines, err)
		}
	}
	open("gone: 127.0.0.3, as found")
	r.press("enter") // the first one, too
	if screen := r.screen(); !strings.Contains(screen, "gone: 127.0.0.1 127.0.0.3") || strings.Contains(screen, "as found") {
		t.Errorf("with another one:\n%s", screen)
	}
	view.Outside.Holders[1].Of[2] = engine.HeardUp
	view.Version++
	open("gone: none")
	view.Outside.Own, view.Nodes[2].Health = true, engine.Hung
	view.Version++
	open("gone: 127.0.0.3, as found")
}

// TestTwin: the embedded twin has the real cluster's ring and key, and faults; Escape returns to the
// real one, to which nothing has been done.
func TestTwin(t *testing.T) {
	o := &realCluster{view: oneSilent(t)}
	r := openOn(t, nil, Options{Source: o}, 120, 36)
	line := func(text string) {
		r.press(":")
		r.write(text)
		r.press("enter")
	}
	r.press("k")
	r.write("cart:42")
	r.press("enter")
	walk := o.view.Walk("cart:42")
	line("twin")
	if m := r.m; m.Remote != nil || !slices.Equal(m.View.Walk("cart:42").Replicas, walk.Replicas) || m.View.Settings.Rules != engine.CassandraRules || m.Key != "cart:42" || m.View.Outside != nil {
		t.Fatalf("the twin is\n%s", r.screen())
	}
	if screen := r.screen(); !strings.Contains(screen, "all nodes of the twin are up; 127.0.0.3 is down on the real cluster: crash 127.0.0.3") {
		t.Errorf("the twin does not say in what it differs:\n%s", screen)
	}
	line("crash 127.0.0.3")
	if m := r.m; m.View.Nodes[2].Health != engine.Crashed {
		t.Errorf("the twin has no faults:\n%s", r.screen())
	}
	line("twin")
	if !strings.Contains(r.screen(), "twin: this cluster is not a real one") {
		t.Errorf("a twin has a twin:\n%s", r.screen())
	}
	r.press("esc", "esc", "esc")
	if screen := r.screen(); !strings.Contains(screen, "cassandra 5.0.9 at 127.0.0.1  read-only") || len(o.did) != 0 || r.m.Remote == nil {
		t.Errorf("after Escape it did %q\n%s", o.did, screen)
	}
}

// TestNoKeyspace: where nobody has said how many copies there are, the header says that the
// number is assumed.
func TestNoKeyspace(t *testing.T) {
	view := oneSilent(t)
	view.Outside.Keyspace = ""
	for width, want := range map[int]string{120: "N 3 assumed: no keyspace", 80: "N 3 assumed"} {
		r := openOn(t, nil, Options{Source: &realCluster{view: view}}, width, 36)
		if !strings.Contains(r.screen(), want) {
			t.Errorf("at %d the header takes the number of copies for known:\n%s", width, r.screen())
		}
	}
}

// TestLevelsStay: where the header has little room it drops the keyspace, which what may be done names, before the
// levels and copies that a request goes by.
func TestLevelsStay(t *testing.T) {
	view := oneSilent(t)
	o := view.Outside
	o.Keyspace, o.Mode, o.Reads, o.Writes = "ringside", "writes to keyspace ringside, your own: faults allowed", true, true
	r := openOn(t, nil, Options{Source: &realCluster{view: view}}, 80, 24)
	if head, _, _ := strings.Cut(r.screen(), "\n"); !strings.Contains(head, "R ") || !strings.Contains(head, "W ") || !strings.Contains(head, "N 3") {
		t.Errorf("the header has no levels:\n%s", head)
	}
}

// golden holds a screen against a file, or with -rewrite writes it.
func golden(t *testing.T, file, got string) {
	t.Helper()
	if flag.Lookup("rewrite").Value.String() == "true" { // datadriven's
		if err := os.WriteFile(file, []byte(got+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if string(want) != got+"\n" {
		t.Errorf("the screen is\n%s\nand not as in %s", got, file)
	}
}

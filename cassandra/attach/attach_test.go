// Tests of looking at a cluster, on what real nodes answered.

package attach

import (
	"crypto/tls"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"ringside/engine"
	"ringside/engine/explain"
	"ringside/engine/ring"
)

// quick are intervals for tests.
var quick = Intervals{Beliefs: 5 * time.Millisecond, Tables: 20 * time.Millisecond, Retry: 5 * time.Millisecond, Silent: 200 * time.Millisecond, Timeout: 10 * time.Second}

func open(t *testing.T, f *fakeCluster, change func(*Options)) *Cluster {
	t.Helper()
	o := Options{Hosts: []string{"127.0.0.1"}, Intervals: quick, Dial: f.dial}
	if change != nil {
		change(&o)
	}
	c := Open(o)
	t.Cleanup(c.Close)
	return c
}

// until waits until a View is as it should be.
func until(t *testing.T, c *Cluster, what string, ok func(*engine.View) bool) *engine.View {
	t.Helper()
	late := time.After(20 * time.Second)
	for {
		v := c.View(engine.Watch{Key: "cart:42"})
		if ok(v) {
			return v
		}
		select {
		case <-c.News():
		case <-late:
			t.Fatalf("not within 20 s: %s\n%s", what, describe(v))
		}
	}
}

// describe is all that is known, as text.
func describe(v *engine.View) string {
	var b strings.Builder
	o := v.Outside
	fmt.Fprintf(&b, "%s, %s, keyspace %q\n", o.What, o.Mode, o.Keyspace)
	if o.Waits != "" {
		fmt.Fprintf(&b, "%s (failed: %t)\n", o.Waits, o.Failed)
	}
	for i, h := range o.Holders {
		n := v.Nodes[i]
		fmt.Fprintf(&b, "%s %s/%s %d tokens: asked %t %q, %d hints, says %v\n", n.Name, n.DC, n.Rack, n.Slots, h.Reached, h.Why, h.Hints, h.Of)
	}
	for _, line := range lines(v) {
		fmt.Fprintln(&b, line)
	}
	return b.String()
}

// lines is the log.
func lines(v *engine.View) (all []string) {
	for step := 1; step <= v.Trace.Len(); step++ {
		l := explain.Event(&v.Trace, step, func(id ring.NodeID) string { return v.Nodes[id].Name })
		all = append(all, l.Who+": "+l.What)
	}
	return all
}

func logged(v *engine.View, line string) bool { return slices.Contains(lines(v), line) }

// allUp reports whether every node says of every other that it is up.
func allUp(v *engine.View) bool {
	if len(v.Outside.Holders) == 0 {
		return false
	}
	for i, h := range v.Outside.Holders {
		for k, of := range h.Of {
			if i != k && of != engine.HeardUp {
				return false
			}
		}
	}
	return true
}

// TestPicture: the ring is the one in the node's own tables, the walk follows the keyspace's
// replication and the server's token agrees; each node's opinions are its own. Nothing is
// asked but what is read from the server's own tables, and nothing is traced.
func TestPicture(t *testing.T) {
	f := newFake(t, "three")
	var c *Cluster
	f.set(func() { // meanwhile nobody comes in
		c = open(t, f, nil)
		if v := c.View(engine.Watch{}); v.Ring != nil || v.Outside.Waits != "connecting to 127.0.0.1:9042" || v.Outside.Failed {
			t.Errorf("before anything is known:\n%s", describe(v))
		}
	})
	v := until(t, c, "a whole picture", func(v *engine.View) bool { return allUp(v) && v.Outside.Token.Known && v.Outside.Waits == "" })
	if v.Outside.What != "cassandra 5.0.9 at 127.0.0.1" || v.Outside.Mode != "read-only" || v.Outside.Waits != "" || v.Outside.Keyspace != "flat" {
		t.Errorf("it is\n%s", describe(v))
	}
	for i, n := range v.Nodes {
		if want := fmt.Sprintf("127.0.0.%d", i+1); n.Name != want || n.Rack != fmt.Sprintf("r%d", i+1) || n.Slots != 8 {
			t.Errorf("node %d is %s in %s with %d tokens", i, n.Name, n.Rack, n.Slots)
		}
	}
	if w := v.Walk("cart:42"); len(w.Replicas) != 2 || v.Outside.Token.Token != w.Token {
		t.Errorf("the walk: token %d, the server says %d; replicas %v", w.Token, v.Outside.Token.Token, w.Replicas)
	}
	if again := c.View(engine.Watch{Key: "cart:42"}); again.Version == v.Version && again != v {
		t.Error("nothing has changed, and the View is another one")
	}
	f.set(func() {
		allowed := []string{localStatement, peersStatement, keyspacesStatement, movesStatement, gossipStatement, linksStatement, hintsStatement, "SELECT token('cart:42') AS t FROM system.local"}
		for _, a := range f.asked {
			if _, statement, _ := strings.Cut(a, ": "); !slices.Contains(allowed, statement) {
				t.Errorf("it asked %s", a)
			}
		}
		if f.flags != 0 {
			t.Errorf("a frame has the flags %#x", f.flags)
		}
	})
}

// TestNodeLost: a node that is killed can't be asked, the others stop hearing it, and only
// who says that it is down says so. When it is back, all of that ends.
func TestNodeLost(t *testing.T) {
	f := newFake(t, "three")
	c := open(t, f, nil)
	until(t, c, "all up", allUp)
	f.kill("127.0.0.3")
	until(t, c, "both have not heard of it", func(v *engine.View) bool {
		o := v.Outside.Holders
		return !o[2].Reached && strings.Contains(o[2].Why, "connection refused") && o[2].Of[0] == engine.HeardUnknown &&
			o[0].Of[2] == engine.HeardSuspected && o[1].Of[2] == engine.HeardSuspected && o[0].Of[1] == engine.HeardUp
	})
	f.push("127.0.0.2", statusEvent("STATUS_CHANGE", "DOWN", "127.0.0.3"))
	v := until(t, c, "n2 alone says so", func(v *engine.View) bool { return v.Outside.Holders[1].Of[2] == engine.HeardDown })
	if v.Outside.Holders[0].Of[2] != engine.HeardSuspected || len(v.Nodes[2].DownBy) != 1 || !logged(v, "127.0.0.2: believes that 127.0.0.3 is down") {
		t.Errorf("it is\n%s", describe(v))
	}
	f.start("127.0.0.3")
	v = until(t, c, "all up again", allUp)
	if !logged(v, "127.0.0.3: answers") {
		t.Errorf("the log:\n%s", describe(v))
	}
}

// TestAllLost: the whole cluster goes away and comes back, by itself.
func TestAllLost(t *testing.T) {
	f := newFake(t, "three")
	c := open(t, f, nil)
	until(t, c, "all up", allUp)
	for host := range f.answers {
		f.kill(host)
	}
	v := until(t, c, "that is said", func(v *engine.View) bool {
		return strings.HasPrefix(v.Outside.Waits, "no node answers; the last answer came at ")
	})
	if v.Ring == nil || !v.Outside.Failed {
		t.Errorf("it is\n%s", describe(v))
	}
	for host := range f.answers {
		f.start(host)
	}
	v = until(t, c, "all up again", func(v *engine.View) bool { return allUp(v) && !v.Outside.Failed })
	if v.Outside.Waits != "" {
		t.Errorf("it says %s", v.Outside.Waits)
	}
}

// TestAllHang: connections stay open and nobody answers: the header says so before any of them is
// given up, and since when; it ends with the first answer.
func TestAllHang(t *testing.T) {
	f := newFake(t, "three")
	c := open(t, f, nil)
	until(t, c, "all up", allUp)
	f.set(func() {
		for host := range f.answers {
			f.deaf[host] = true
		}
	})
	v := until(t, c, "that is said", func(v *engine.View) bool { return v.Outside.Failed })
	since, err := time.ParseDuration(strings.ReplaceAll(strings.TrimPrefix(v.Outside.Waits, "no node answers; the last answer came at "), " ", ""))
	if err != nil || v.Now-since < quick.Silent/2 || v.Now-since >= quick.Timeout {
		t.Errorf("%v: %s, %v", v.Now, v.Outside.Waits, err)
	}
	if !v.Outside.Holders[1].Reached || !logged(v, "connection: "+v.Outside.Waits) {
		t.Errorf("it is\n%s", describe(v))
	}
	for host := range f.answers {
		f.set(func() { f.deaf[host] = false })
		f.kill(host) // the question is lost, as after a restart
		f.start(host)
	}
	v = until(t, c, "all up again", func(v *engine.View) bool { return allUp(v) && !v.Outside.Failed })
	if !logged(v, "connection: nodes answer again") {
		t.Errorf("it is\n%s", describe(v))
	}
}

// TestLeadGone: the node whose tables were read is lost, and another one's are read.
func TestLeadGone(t *testing.T) {
	f := newFake(t, "three")
	c := open(t, f, nil)
	until(t, c, "all up", allUp)
	f.kill("127.0.0.1")
	until(t, c, "another one leads", func(v *engine.View) bool {
		return !v.Outside.Failed && v.Outside.What != "cassandra 5.0.9 at 127.0.0.1"
	})
}

// TestMembers: who joins and who leaves is told, and the others keep their numbers.
func TestMembers(t *testing.T) {
	f := newFake(t, "three")
	c := open(t, f, func(o *Options) { o.Keyspace = "shop" })
	before := until(t, c, "all up", allUp)
	whole := f.answers["127.0.0.1"][peersStatement]
	f.set(func() { f.answers["127.0.0.1"][peersStatement] = f.answers["127.0.0.1"][linksStatement] }) // no peer has tokens there
	v := until(t, c, "two have left", func(v *engine.View) bool { return v.Ring.Size() == 1 })
	if v.Nodes[0].Name != before.Nodes[0].Name || v.Nodes[2].Standing != engine.Gone || len(v.Walk("a").Replicas) != 1 || !logged(v, "connection: 127.0.0.3 has left the ring") {
		t.Errorf("it is\n%s", describe(v))
	}
	f.set(func() { f.answers["127.0.0.1"][peersStatement] = whole })
	v = until(t, c, "they are back", func(v *engine.View) bool { return v.Ring.Size() == 3 && allUp(v) })
	if len(v.Nodes) != 3 || !logged(v, "connection: 127.0.0.3 is in the ring again") {
		t.Errorf("it is\n%s", describe(v))
	}
}

// TestSchemaTold: who said what changed is in the log.
func TestSchemaTold(t *testing.T) {
	f := newFake(t, "three")
	c := open(t, f, nil)
	until(t, c, "all up", allUp)
	f.push("127.0.0.2", str(str(str(str(str(nil, "SCHEMA_CHANGE"), "CREATED"), "TABLE"), "shop"), "bas\x1bkets"))
	until(t, c, "the table", func(v *engine.View) bool { return logged(v, `127.0.0.2: table shop.bas\x1bkets created`) })
	f.push("127.0.0.3", statusEvent("TOPOLOGY_CHANGE", "NEW_NODE", "127.0.0.9"))
	until(t, c, "the node", func(v *engine.View) bool { return logged(v, "127.0.0.3: 127.0.0.9:9042 is new") })
}

// TestRefusals: what keeps one from attaching is one clear line each, and is tried again
// only if that could help.
func TestRefusals(t *testing.T) {
	partitioner := encodeRows([]column{{"partitioner", 0x0d}, {"host_id", 0x0c}}, [][][]byte{{[]byte("org.apache.cassandra.dht.ByteOrderedPartitioner"), make([]byte, 16)}})
	for _, test := range []struct {
		name string
		with func(*fakeCluster, *Options)
		want string
	}{
		{"nobody there", func(_ *fakeCluster, o *Options) { o.Hosts = []string{"10.0.0.9:1"} },
			"trying again: 10.0.0.9:1: connection refused: nothing listens there; is Cassandra running, and is the port right?"},
		{"no login", func(f *fakeCluster, _ *Options) { f.user = "ann" }, "127.0.0.1:9042: it requires a login; give one with --user NAME"},
		{"wrong password", func(f *fakeCluster, o *Options) { f.user, o.User, o.Password = "ann", "ann", "wrong" },
			"127.0.0.1:9042: user ann is refused: Provided username ann and/or password are incorrect"},
		{"it expects TLS", func(f *fakeCluster, _ *Options) { f.first = func(byte) []byte { return nil } },
			"127.0.0.1:9042: it closed the connection without an answer: it may expect TLS (--tls-ca FILE), or is not Cassandra"},
		{"it speaks no TLS", func(f *fakeCluster, o *Options) {
			o.TLS = &tls.Config{}
			f.first = func(byte) []byte { return frameOf(0x84, 0, 0, make([]byte, 9)) }
		}, "127.0.0.1:9042: the node does not speak TLS; leave out --tls-ca"},
		{"another protocol", func(f *fakeCluster, _ *Options) {
			f.first = func(byte) []byte { return []byte("HTTP/1.1 400 Bad Request\r\n") }
		},
			"127.0.0.1:9042: the server there does not speak Cassandra's protocol"},
		{"too old", func(f *fakeCluster, _ *Options) {
			_, body := serverError(0x0a, "Invalid or unsupported protocol version (4); highest supported is 3")
			f.first = func(byte) []byte { return frameOf(0x83, 0, 0, body) }
		}, "127.0.0.1:9042: it does not speak version 4 of the protocol, which Cassandra has had since 2.2: Invalid or unsupported protocol version (4); highest supported is 3"},
		{"partitioner", func(f *fakeCluster, _ *Options) {
			f.answers["127.0.0.1"][localStatement] = encode64(partitioner)
		}, `the cluster's partitioner is "ByteOrderedPartitioner"; Ringside places keys by Murmur3Partitioner only`},
		{"keyspace", func(_ *fakeCluster, o *Options) { o.Keyspace = "shpo" }, `no such keyspace "shpo"; did you mean "shop"?`},
		{"a keyspace like none", func(_ *fakeCluster, o *Options) { o.Keyspace = "inventory" }, `no such keyspace "inventory" (keyspaces: flat, shop)`},
		{"a keyspace of each node's own", func(_ *fakeCluster, o *Options) { o.Keyspace = "system" },
			"keyspace system: each node keeps its own copy, and no other"},
		{"it hangs", func(f *fakeCluster, o *Options) { f.deaf["127.0.0.1"], o.Intervals.Timeout = true, 50*time.Millisecond },
			"trying again: 127.0.0.1:9042: it accepts the connection but does not answer: it hangs, or is not Cassandra"},
	} {
		t.Run(test.name, func(t *testing.T) {
			f := newFake(t, "three")
			c := open(t, f, func(o *Options) { test.with(f, o) })
			v := until(t, c, "it fails", func(v *engine.View) bool { return v.Outside.Failed })
			if v.Outside.Waits != test.want {
				t.Errorf("it says  %s\nwant     %s", v.Outside.Waits, test.want)
			}
		})
	}
}

// TestHangingHost: of several hosts one hangs, and nobody waits for it.
func TestHangingHost(t *testing.T) {
	f := newFake(t, "three")
	f.deaf["127.0.0.1"] = true
	c := open(t, f, func(o *Options) { o.Hosts = []string{"127.0.0.1", "127.0.0.2:9042"} })
	v := until(t, c, "the other one answers", func(v *engine.View) bool { return v.Ring != nil })
	if v.Outside.What != "cassandra 5.0.9 at 127.0.0.2" {
		t.Errorf("it is\n%s", describe(v))
	}
}

// TestWithoutGrant: what may not be read is unknown, and what would show it is said. What a
// node pushes is known all the same.
func TestWithoutGrant(t *testing.T) {
	f := newFake(t, "three")
	f.user, f.refuses["system_views"] = "ann", 0x2100
	c := open(t, f, func(o *Options) { o.User, o.Password = "ann", "secret" })
	v := until(t, c, "the grant is named", func(v *engine.View) bool {
		return len(v.Outside.Holders) > 0 && v.Outside.Holders[1].Why == "unknown without: GRANT SELECT ON KEYSPACE system_views TO ann"
	})
	if h := v.Outside.Holders[1]; !h.Reached || h.Hints != -1 || h.Of[0] != engine.HeardUnknown {
		t.Errorf("it is\n%s", describe(v))
	}
	f.push("127.0.0.2", statusEvent("STATUS_CHANGE", "DOWN", "127.0.0.1"))
	until(t, c, "what is pushed", func(v *engine.View) bool { return v.Outside.Holders[1].Of[0] == engine.HeardDown })
}

// TestScylla: it is named, and what it has no table of is said to be so.
func TestScylla(t *testing.T) {
	f := newFake(t, "three")
	f.scylla = true
	for _, missing := range []string{"peers_v2", "system_views"} {
		f.refuses[missing] = 0x2200
	}
	c := open(t, f, nil)
	old := encodeRows([]column{{"peer", 0x10}}, nil)
	f.set(func() { f.answers["127.0.0.1"][oldPeersStatement] = encode64(old) })
	v := until(t, c, "it is looked at", func(v *engine.View) bool {
		return v.Ring != nil && v.Outside.Holders[0].Reached && v.Outside.Holders[0].Why != ""
	})
	if v.Outside.What != "scylla 5.0.9 at 127.0.0.1" || !strings.HasPrefix(v.Outside.Holders[0].Why, "Scylla has no tables") || v.Outside.Tablets {
		t.Errorf("it is\n%s", describe(v))
	}
	some := encodeRows([]column{{"keyspace_name", 0x0d}, {"initial_tablets", 9}}, [][][]byte{{[]byte("flat"), {0, 0, 0, 0}}})
	f.set(func() { f.answers["127.0.0.1"][tabletsStatement] = encode64(some) })
	v = until(t, c, "its keyspace has tablets", func(v *engine.View) bool { return v.Outside.Tablets })
	const said = "connection: keyspace flat keeps its copies by tablets: the walk, what is lost when nodes go, and the twin place them by the ring, and are not true of it"
	if v.Outside.Mode != "read-only, tablets: copies are not where the ring says" || !logged(v, said) {
		t.Errorf("it is\n%s", describe(v))
	}
}

// TestForeignProcesses: where somebody else's nodes stand at the addresses of processes of one's own
// that are down, nothing is known of their processes, whether they answer or not.
func TestForeignProcesses(t *testing.T) {
	f := newFake(t, "three")
	f.kill("127.0.0.3")
	c := open(t, f, func(o *Options) {
		o.Process = func(netip.AddrPort) (engine.Health, bool) { return engine.Crashed, true }
	})
	lost := func(v *engine.View) bool {
		return len(v.Outside.Holders) == 3 && v.Outside.Holders[0].Reached && v.Outside.Holders[1].Reached && v.Outside.Holders[2].Why != engine.NotYet
	}
	if v := until(t, c, "the third is lost", lost); v.Outside.Own || v.Nodes[2].Health != engine.Up {
		t.Errorf("own %t, the third %s", v.Outside.Own, v.Nodes[2].Health)
	}
	for host := range f.answers {
		f.kill(host)
	}
	v := until(t, c, "all are lost", func(v *engine.View) bool {
		return v.Outside.Failed && !v.Outside.Holders[0].Reached && !v.Outside.Holders[1].Reached
	})
	if v.Outside.Own || v.Faults != nil || v.Outside.Mode != "read-only" {
		t.Errorf("own %t, %s, faults %+v", v.Outside.Own, v.Outside.Mode, v.Faults)
	}
}

// TestOwnProcesses: where all processes are one's own, it is known which runs; a node that
// answers although one's own process is down is somebody else's.
func TestOwnProcesses(t *testing.T) {
	f := newFake(t, "three")
	health := map[string]engine.Health{}
	c := open(t, f, func(o *Options) {
		o.Process = func(a netip.AddrPort) (h engine.Health, ours bool) {
			f.set(func() { h = health[a.Addr().String()] })
			return h, true
		}
	})
	until(t, c, "its own", func(v *engine.View) bool { return v.Outside.Own && allUp(v) && len(v.Faults) == 0 })
	f.set(func() { health["127.0.0.3"] = engine.Crashed })
	third, err := c.Address("127.0.0.3")
	if err != nil {
		t.Fatal(err)
	}
	c.LookAt(third) // that its connection is gone is not known yet
	if v := c.View(engine.Watch{}); !v.Outside.Own || len(v.Faults) != 1 {
		t.Errorf("after a kill: own %t, faults %+v", v.Outside.Own, v.Faults)
	}
	f.kill("127.0.0.3")
	v := until(t, c, "that one is gone", func(v *engine.View) bool { return len(v.Faults) == 1 })
	if v.Nodes[2].Health != engine.Crashed || v.Faults[0].Heal.String() != "start 127.0.0.3" || v.Faults[0].Text != "127.0.0.3 crashed" {
		t.Errorf("%+v", v.Faults)
	}
	f.set(func() { health["127.0.0.2"] = engine.Hung })
	a, err := c.Address("127.0.0.2")
	if err != nil {
		t.Fatal(err)
	}
	c.LookAt(a)
	if v := c.View(engine.Watch{}); len(v.Faults) != 2 || v.Faults[0].Heal.String() != "resume 127.0.0.2" {
		t.Errorf("%+v", v.Faults)
	}
	f.start("127.0.0.3") // and no process of ours
	until(t, c, "not its own", func(v *engine.View) bool { return !v.Outside.Own && v.Faults == nil && v.Outside.Mode == "read-only" })
	f.set(func() { health["127.0.0.1"], health["127.0.0.2"] = engine.Crashed, engine.Crashed })
	for host := range f.answers { // processes of ours that are down are not those that were lost
		f.kill(host)
	}
	v = until(t, c, "all are lost", func(v *engine.View) bool {
		return !slices.ContainsFunc(v.Outside.Holders, func(h engine.Holder) bool { return h.Reached })
	})
	if v.Outside.Own || v.Faults != nil || v.Nodes[2].Health != engine.Up {
		t.Errorf("own %t, %+v, the third %s", v.Outside.Own, v.Faults, v.Nodes[2].Health)
	}
	if _, err := c.Address("n9"); err == nil || err.Error() != "no node n9 (nodes: 127.0.0.1, 127.0.0.2, 127.0.0.3)" {
		t.Error(err)
	}
}

// TestProcessThatStarts: where a process of one's own runs and nothing listens yet, that is said, and not that
// Cassandra may not be running.
func TestProcessThatStarts(t *testing.T) {
	f := newFake(t, "three")
	c := open(t, f, func(o *Options) {
		o.Process = func(netip.AddrPort) (engine.Health, bool) { return engine.Up, true }
	})
	until(t, c, "its own", func(v *engine.View) bool { return v.Outside.Own && allUp(v) })
	f.kill("127.0.0.3") // and another one is started at once
	until(t, c, "that it starts", func(v *engine.View) bool {
		return v.Outside.Holders[2].Why == "starting or ending, not listening"
	})
}

// A real cluster looked at. It needs JDK 17, and Cassandra 5.0 or Maven:
//
//	go test -tags cassandra ./cassandra/attach -run TestReal
//	go test -tags cassandra ./cassandra/attach -run TestCaptureTrace -asked "get cart:42 at all" -name get-all
//	go test -tags cassandra ./cassandra/attach -run 'TestCapture$' -capture 127.0.0.1,127.0.0.2,127.0.0.3 -name three
//
// TestCapture and TestCaptureTrace keep what the nodes of a cluster that runs already answer, in testdata.

//go:build cassandra && unix

package attach

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"ringside/cassandra/cql"
	"ringside/cassandra/own"
	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/ring"
	"ringside/engine/script"
)

var (
	capture = flag.String("capture", "", "addresses of nodes whose answers are kept")
	asked   = flag.String("asked", "", "a request whose trace is kept")
	lost    = flag.Bool("lost", false, "not all nodes can be asked")
	name    = flag.String("name", "three", "of the file in testdata")
)

// raw asks a node a statement, and returns the body of its answer as it is.
func raw(t *testing.T, c net.Conn, opcode byte, body []byte) []byte {
	t.Helper()
	if err := c.SetDeadline(time.Now().Add(10 * time.Second)); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Write(frameOf(4, 0, opcode, body)); err != nil {
		t.Fatal(err)
	}
	var header [9]byte
	if _, err := io.ReadFull(c, header[:]); err != nil {
		t.Fatal(err)
	}
	answer := make([]byte, binary.BigEndian.Uint32(header[5:]))
	if _, err := io.ReadFull(c, answer); err != nil {
		t.Fatal(err)
	}
	if header[4] == 0 {
		t.Fatalf("%q", answer)
	}
	return answer
}

// The ports of TestReal are others than those of a cluster that somebody runs here.
const (
	realPort = 19042
	realHost = "127.0.0.1:19042"
)

// TestReal looks at three real nodes: its token of every key is the server's, nothing but the
// server itself writes until requests are asked, and of a node that is killed each other one says at
// its own moment that it is down, and later that it is up. Until then a read at ALL times out, from
// then on it is unavailable at once, and writes at ONE go on. At last a fourth one joins and leaves.
func TestReal(t *testing.T) {
	cluster := own.New(own.Options{
		Dir: t.TempDir(), Nodes: 3, Heap: "192m", Environ: os.Environ(), Out: t.Output(), Ask: func() bool { return true },
		Ports: own.Ports{Requests: realPort, Peers: 17000, JMX: func(n int) int { return 17109 + 10*n }},
	})
	t.Cleanup(func() {
		if _, err := cluster.Down(true); err != nil {
			t.Error(err)
		}
	})
	if err := cluster.Up(t.Context()); err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	c := Open(Options{Hosts: []string{realHost}})
	t.Cleanup(c.Close)
	until := func(what string, most time.Duration, key string, ok func(*engine.View) bool) *engine.View {
		t.Helper()
		late := time.After(most)
		for {
			v := c.View(engine.Watch{Key: key})
			if ok(v) {
				if what != "" {
					t.Logf("%v: %s", time.Since(began), what)
				}
				return v
			}
			select {
			case <-c.News():
			case <-late:
				t.Fatalf("not within %v: %s\n%s", most, what, describe(v))
			}
		}
	}
	until("the ring", time.Minute, "", func(v *engine.View) bool { return v.Ring != nil })
	until("all opinions", time.Minute, "", allUp)
	before := settledWrites(t)
	t.Logf("%v: the nodes write nothing more by themselves", time.Since(began))
	for i := range 300 {
		key := fmt.Sprintf("it's:%d", i)
		v := until("", time.Minute, key, func(v *engine.View) bool { return v.Outside.Token.Known })
		if w := v.Walk(key); w.Token != v.Outside.Token.Token {
			t.Errorf("%s: token %d, the server says %d", key, w.Token, v.Outside.Token.Token)
		}
	}
	if after := writes(t); after != before {
		t.Errorf("looking has written something: at first %s, now %s", before, after)
	}
	t.Logf("%v: 300 tokens", time.Since(began))
	asks := Open(Options{Hosts: []string{realHost}, Keyspace: Keyspace, Requests: Requests{Reads: true, Writes: true, Table: KVTable, Copies: ring.Simple(3)}})
	t.Cleanup(asks.Close)
	for ready := false; !ready; {
		select {
		case <-asks.News():
		case <-time.After(time.Minute):
			t.Fatalf("no table to read within a minute\n%s", describe(asks.View(engine.Watch{})))
		}
		v := asks.View(engine.Watch{})
		ready = v.Ring != nil && v.Outside.Unread == "" && allUp(v)
	}
	request := func(line string, told event.Outcome) *engine.OpView {
		t.Helper()
		cmd, err := script.Parse(line)
		if err != nil {
			t.Fatal(err)
		}
		o := ask(t, asks, cmd)
		t.Logf("%v: %s: %s in %v, %d of %d", time.Since(began), line, o.Outcome, o.Told, o.Acks, o.Need)
		// A node that has been slow itself may ask a peer that hangs rather than its own copy, until it
		// has found out.
		for again := 0; cmd.Verb == engine.Get && o.Outcome == event.Timeout && told == event.OK && again < 20; again++ {
			o = ask(t, asks, cmd)
			t.Logf("%v: once more: %s in %v, %d of %d", time.Since(began), o.Outcome, o.Told, o.Acks, o.Need)
		}
		if o.Outcome != told {
			t.Errorf("%s: told %s, want %s\n%s", line, o.Outcome, told, describe(asks.View(engine.Watch{})))
		}
		return o
	}
	request("put cart:42 milk at all", event.OK)
	for _, via := range []string{"127.0.0.1", "127.0.0.2", "127.0.0.3"} {
		o := request("get cart:42 at quorum via "+via, event.OK)
		if values := o.Returned.Values(); !slices.Equal(values, []string{"milk"}) || o.Missed.Found || o.Older.Found {
			t.Errorf("get via %s: %q, missed %t, older %t", via, values, o.Missed.Found, o.Older.Found)
		}
		if answered := slices.ContainsFunc(o.Answers, func(a engine.AnswerView) bool { return a.State == engine.Acked }); !answered {
			t.Errorf("get via %s: nobody answers in its trace: %+v", via, o.Answers)
		}
	}
	request("put gone:1 milk at any", event.OK)
	request("delete gone:1 at all", event.OK)
	request("get gone:1 at all", event.NotFound)
	oneSided(t, cluster, request, func(what string, ok func(*engine.View) bool) { until(what, 2*time.Minute, "", ok) })
	verdicts(t, cluster, request, func(what string, ok func(*engine.View) bool) { until(what, 2*time.Minute, "", ok) })
	until("all up after the verdicts", 2*time.Minute, "", allUp)
	if err := cluster.Kill(3, func(string) {}); err != nil {
		t.Fatal(err)
	}
	request("put cart:42 tea via 127.0.0.1 at one", event.OK)
	request("get cart:42 via 127.0.0.1 at all", event.Timeout) // nobody has called it down
	until("nobody can ask it", 10*time.Second, "", func(v *engine.View) bool { return !v.Outside.Holders[2].Reached })
	until("both say that it is down", 2*time.Minute, "", func(v *engine.View) bool { return len(v.Nodes[2].DownBy) == 2 })
	if o := request("get cart:42 via 127.0.0.1 at all", event.Unavailable); o.Told > time.Second {
		t.Errorf("unavailable after %v", o.Told)
	}
	request("put cart:42 coffee via 127.0.0.1 at one", event.OK)
	if err := cluster.Up(t.Context()); err != nil {
		t.Fatal(err)
	}
	until("all up again", 2*time.Minute, "", allUp)
	joinAndLeave(t, cluster, request, func(what string, ok func(*engine.View) bool) *engine.View {
		return until(what, 2*time.Minute, "", ok)
	})
}

// oneSided turns the gossip of a node off: the others believe it down when its heartbeats have been missed, and refuse
// what needs it; it believes that they are up, and serves the same request.
func oneSided(t *testing.T, cluster *own.Cluster, request func(line string, told event.Outcome) *engine.OpView, until func(what string, ok func(*engine.View) bool)) {
	t.Helper()
	gossip := func(on bool) {
		t.Helper()
		if err := cluster.Gossip(t.Context(), 3, on, func(line string) { t.Log(line) }); err != nil {
			t.Fatal(err)
		}
	}
	gossip(false)
	until("both have heard that it stops gossiping", func(v *engine.View) bool {
		return v.Outside.Holders[0].Of[2] == engine.HeardUnknown && v.Outside.Holders[1].Of[2] == engine.HeardUnknown
	})
	until("both say that the one without gossip is down", func(v *engine.View) bool { return len(v.Nodes[2].DownBy) == 2 })
	request("get cart:42 via 127.0.0.1 at all", event.Unavailable)
	request("get cart:42 via 127.0.0.3 at all", event.OK)
	until("it is reached, and believes both up", func(v *engine.View) bool {
		h := v.Outside.Holders[2]
		return h.Reached && h.Of[0] == engine.HeardUp && h.Of[1] == engine.HeardUp
	})
	gossip(true)
	until("all up after it gossips again", allUp)
}

// joinAndLeave has a fourth node join, which is a member before it serves a request, and leave again; and one of
// three is not let go.
func joinAndLeave(t *testing.T, cluster *own.Cluster, request func(line string, told event.Outcome) *engine.OpView, until func(what string, ok func(*engine.View) bool) *engine.View) {
	t.Helper()
	told := func(line string) { t.Log(line) }
	if err := cluster.Leave(t.Context(), 3, told); err == nil || !strings.HasPrefix(err.Error(), "nodetool refuses: keyspace ") {
		t.Errorf("one of three leaves: %v", err)
	}
	goes := func(what func() error, standing engine.Standing) {
		t.Helper()
		done := make(chan error, 1)
		go func() { done <- what() }()
		until("the fourth is "+standing.String(), func(v *engine.View) bool {
			return len(v.Nodes) > 3 && v.Nodes[3].Standing == standing
		})
		if err := <-done; err != nil {
			t.Fatal(err)
		}
	}
	goes(func() error { return cluster.Join(t.Context(), 4, own.Place{}, told) }, engine.Joining)
	v := until("the fourth is a member", func(v *engine.View) bool { return v.Nodes[3].Standing == engine.Member && allUp(v) })
	if n := v.Nodes[3]; n.Name != "127.0.0.4" || n.Slots != 8 || n.Rack != "r4" || v.Ring.Size() != 4 {
		t.Errorf("the fourth:\n%s", describe(v))
	}
	request("put cart:4 milk via 127.0.0.4 at all", event.OK)
	if o := request("get cart:4 via 127.0.0.4 at all", event.OK); !slices.Equal(o.Returned.Values(), []string{"milk"}) {
		t.Errorf("it returned %q", o.Returned.Values())
	}
	goes(func() error { return cluster.Leave(t.Context(), 4, told) }, engine.Leaving)
	v = until("the fourth is gone", func(v *engine.View) bool { return v.Nodes[3].Standing == engine.Gone })
	if status := cluster.Status(t.Context()); v.Ring.Size() != 3 || len(status) != 3 {
		t.Errorf("%+v\n%s", status, describe(v))
	}
	if o := request("get cart:4 at all", event.OK); !slices.Equal(o.Returned.Values(), []string{"milk"}) {
		t.Errorf("without it: %q", o.Returned.Values())
	}
}

// verdicts has a node miss a write and a delete, asks that node alone, and wants each verdict that there
// is. The node hangs until its peers believe it down, so that they send it nothing; then they hang while
// it is asked, so that no hint and no repair comes first. It is asked at once: a node that has hung itself
// may not believe others down for minutes.
func verdicts(t *testing.T, cluster *own.Cluster, request func(line string, told event.Outcome) *engine.OpView, until func(what string, ok func(*engine.View) bool)) {
	t.Helper()
	do := func(what func(int, func(line string)) error, nodes ...int) {
		t.Helper()
		for _, n := range nodes {
			if err := what(n, func(string) {}); err != nil {
				t.Fatal(err)
			}
		}
	}
	request("put toy ball at all", event.OK)
	request("put bike red at all", event.OK)
	do(cluster.Hang, 3)
	until("both say that the one that hangs is down", func(v *engine.View) bool { return len(v.Nodes[2].DownBy) == 2 })
	request("put toy doll via 127.0.0.1 at quorum", event.OK)
	request("delete bike via 127.0.0.1 at quorum", event.OK)
	request("get toy via 127.0.0.1 at one", event.OK)
	do(cluster.Hang, 1, 2)
	do(cluster.Resume, 3)
	if o := request("get toy via 127.0.0.3 at one", event.OK); !o.Missed.Found || !o.Older.Found || o.Resurrected.Found {
		t.Errorf("get toy: %q, missed %t, older %t, resurrected %t", o.Returned.Values(), o.Missed.Found, o.Older.Found, o.Resurrected.Found)
	}
	if o := request("get bike via 127.0.0.3 at one", event.OK); !o.Resurrected.Found || o.Missed.Found || o.Older.Found {
		t.Errorf("get bike: %q, resurrected %t, missed %t, older %t", o.Returned.Values(), o.Resurrected.Found, o.Missed.Found, o.Older.Found)
	}
	do(cluster.Resume, 1, 2)
}

// settledWrites waits until the nodes have written all that they write when they start: until it is
// the same three times.
func settledWrites(t *testing.T) string {
	t.Helper()
	late := time.After(time.Minute)
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	before := writes(t)
	for same := 1; same < 3; {
		select {
		case <-tick.C:
		case <-late:
			t.Fatalf("the nodes go on writing: %s", before)
		}
		now := writes(t)
		if same++; now != before {
			before, same = now, 1
		}
	}
	return before
}

// writes is how much has been written to tables that are not the server's own bookkeeping,
// as the nodes count it: keyspace system is their own, each node's.
func writes(t *testing.T) string {
	t.Helper()
	var all []string
	for n := 1; n <= 3; n++ {
		conn, err := cql.Dial(t.Context(), fmt.Sprintf("127.0.0.%d:%d", n, realPort), cql.Config{})
		if err != nil {
			t.Fatal(err)
		}
		rows, err := query(t.Context(), conn, "SELECT keyspace_name, table_name, count FROM system_views.local_write_latency")
		if err != nil {
			t.Fatal(err)
		}
		for i := range rows.Len() {
			if k := rows.Text(i, "keyspace_name"); k != "system" {
				all = append(all, fmt.Sprintf("n%d %s.%s %d", n, k, rows.Text(i, "table_name"), rows.Int(i, "count")))
			}
		}
		conn.Close()
	}
	slices.Sort(all)
	return strings.Join(all, "; ")
}

func TestCapture(t *testing.T) {
	if *capture == "" {
		return
	}
	all := make(captured)
	for _, host := range strings.Split(*capture, ",") {
		c, err := net.Dial("tcp", host+":9042")
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		raw(t, c, 1, str(str(binary.BigEndian.AppendUint16(nil, 1), "CQL_VERSION"), "3.0.0"))
		all[host] = make(map[string]string)
		for _, statement := range []string{localStatement, peersStatement, keyspacesStatement, linksStatement, hintsStatement} {
			body := append(binary.BigEndian.AppendUint32(nil, uint32(len(statement))), statement...)
			all[host][statement] = base64.StdEncoding.EncodeToString(raw(t, c, 7, append(body, 0, 1, 0)))
		}
	}
	text, err := json.MarshalIndent(all, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join("testdata", *name+".json"), append(text, '\n'), 0o644); err != nil {
		t.Fatal(err)
	}
}

// TestCaptureTrace keeps what became of one request of a cluster that runs already, with its trace.
func TestCaptureTrace(t *testing.T) {
	if *asked == "" {
		return
	}
	cmd, err := script.Parse(*asked)
	if err != nil {
		t.Fatal(err)
	}
	c := Open(Options{Hosts: []string{"127.0.0.1"}, Keyspace: Keyspace, Requests: Requests{Reads: true, Writes: true, Table: KVTable, Copies: ring.Simple(3)}})
	defer c.Close()
	for ready := false; !ready; {
		<-c.News()
		c.look(func(s *state) {
			ready = s.requests.table != nil && s.holders[2].reached || *lost && s.requests.table != nil
		})
	}
	q := request{Command: cmd}
	conn, err := c.begin(t.Context(), &q, nil)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := conn.Query(t.Context(), q.statement())
	kept := keptTrace{Command: *asked, Told: time.Since(c.began) - q.began, Coordinator: int(q.node)}
	lines, whole := c.traced(t.Context(), conn, rows, err)
	kept.Whole = whole
	if err != nil && !errors.As(err, &kept.Error) {
		t.Fatal(err)
	}
	if err == nil && q.table != nil {
		kept.Value, kept.Stamp, kept.Found = q.table.row(rows)
	}
	for _, l := range lines {
		kept.Lines = append(kept.Lines, fmt.Sprintf("%s %d %d %s", l.source, l.elapsed.Microseconds(), l.clock.Microseconds(), l.text))
	}
	all := make(map[string]keptTrace)
	if text, err := os.ReadFile(tracesFile); err == nil {
		if err := json.Unmarshal(text, &all); err != nil {
			t.Fatal(err)
		}
	}
	all[*name] = kept
	text, err := json.MarshalIndent(all, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(tracesFile, append(text, '\n'), 0o644); err != nil {
		t.Fatal(err)
	}
}

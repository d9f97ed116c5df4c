// Tests of requests: what is asked of whom, and what can be judged of the answers.

package attach

import (
	"encoding/binary"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"ringside/cassandra/cql"
	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/explain"
	"ringside/engine/quorum"
	"ringside/engine/ring"
)

func ask(t *testing.T, c *Cluster, cmd engine.Command) *engine.OpView {
	t.Helper()
	if err := c.Ask(t.Context(), cmd)(); err != nil {
		t.Fatal(err)
	}
	ops := c.View(engine.Watch{}).Ops
	return ops[len(ops)-1]
}

// TestNoTable: a table that is not there is told of when it is looked for, once, and not only when a
// key is asked for.
func TestNoTable(t *testing.T) {
	f := newFake(t, "three")
	f.set(func() { f.copies = "3" })
	c := open(t, f, func(o *Options) {
		o.Keyspace, o.Intervals.Tables = Keyspace, 5*time.Millisecond
		o.Requests = Requests{Reads: true, Table: "carts"}
	})
	const said = "connection: no get can be asked: keyspace ringside has no table \"carts\" (tables: kv)"
	until(t, c, "it is said", func(v *engine.View) bool { return logged(v, said) })
	v := until(t, c, "it is looked for again", func(*engine.View) (again bool) {
		f.set(func() { again = f.columns > 2 })
		return again
	})
	if n := len(slices.DeleteFunc(lines(v), func(l string) bool { return l != said })); n != 1 {
		t.Errorf("it is said %d times\n%s", n, describe(v))
	}
}

// TestRequests: the keyspace is made once, with the copies that were asked for; puts and gets go to
// the coordinator that is named, at the level that is named or set, traced, and the value and its
// time come back.
func TestRequests(t *testing.T) {
	f := newFake(t, "three")
	c := open(t, f, func(o *Options) {
		o.Keyspace = Keyspace
		o.Requests = Requests{Reads: true, Writes: true, Table: KVTable, Copies: ring.PerDC(ring.Copies{DC: "dc1", N: 2})}
	})
	v := until(t, c, "it can be read", func(v *engine.View) bool {
		return v.Ring != nil && v.Outside.Reads && v.Outside.Unread == "" && allUp(v)
	})
	if v.Outside.Mode != "writes to keyspace ringside" || v.Outside.Keyspace != Keyspace || v.Settings.Placement.N != 2 {
		t.Errorf("it is\n%s", describe(v))
	}
	put := ask(t, c, engine.Command{Verb: engine.Put, Key: "it's", Value: "milk"})
	if err := c.SetLevel("r", "one"); err != nil {
		t.Fatal(err)
	}
	get := ask(t, c, engine.Command{Verb: engine.Get, Key: "it's", Via: "127.0.0.2"})
	all := ask(t, c, engine.Command{Verb: engine.Get, Key: "it's", Via: "127.0.0.3", At: quorum.Level{Kind: quorum.All}})
	if put.Outcome != event.OK || put.Level != "quorum" || get.Level != "one" || all.Level != "all" || all.Need != 2 || get.Coordinator != 1 || all.Coordinator != 2 {
		t.Errorf("put %+v\nget %+v\nall %+v", put, get, all)
	}
	if s := get.Returned.Siblings; len(s) != 1 || s[0].Value != "milk" || s[0].Dot != put.Dot || time.Since(time.Unix(0, s[0].Stamp)) > time.Minute {
		t.Errorf("it returned %+v", s)
	}
	if any := ask(t, c, engine.Command{Verb: engine.Put, Key: "hint", Value: "a", At: quorum.Level{Kind: quorum.Any}}); any.Level != "any" || any.Need != 0 || any.Acks != 0 || any.Outcome != event.OK {
		t.Errorf("put at any: %+v", any)
	}
	ask(t, c, engine.Command{Verb: engine.Delete, Key: "it's"})
	if gone := ask(t, c, engine.Command{Verb: engine.Get, Key: "it's"}); gone.Outcome != event.NotFound || gone.Returned != nil || gone.Missed.Found || gone.Older.Found {
		t.Errorf("after the delete: %+v", gone)
	}
	f.set(func() {
		var made, traced []string
		for _, a := range f.asked {
			if strings.Contains(a, "CREATE ") {
				_, statement, _ := strings.Cut(a, ": ")
				made = append(made, statement)
			}
		}
		for _, a := range f.traced {
			traced = append(traced, a[:strings.Index(a, " ")+7])
		}
		if want := []string{"CREATE KEYSPACE IF NOT EXISTS ringside WITH replication = {'class': 'NetworkTopologyStrategy', 'dc1': 2}", tableStatement}; !slices.Equal(made, want) {
			t.Errorf("made %q, want %q", made, want)
		}
		if want := []string{"127.0.0.1: INSERT", "127.0.0.2: SELECT", "127.0.0.3: SELECT", "127.0.0.1: INSERT", "127.0.0.1: DELETE", "127.0.0.1: SELECT"}; !slices.Equal(traced, want) {
			t.Errorf("traced %q, want %q", traced, want)
		}
		if f.agreeing != 3 {
			t.Errorf("it asked %d times whether all have heard of the table", f.agreeing)
		}
		if want := []cql.Level{cql.Quorum, cql.One, cql.All, cql.Any, cql.Quorum, cql.One}; !slices.Equal(f.levels, want) {
			t.Errorf("at the levels %v, want %v", f.levels, want)
		}
	})
}

// TestNoTrace: where no trace came nothing is said of what replicas did, at no level.
func TestNoTrace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFake(t, "three")
		f.untraced = true
		c := open(t, f, func(o *Options) {
			o.Keyspace, o.Requests = Keyspace, Requests{Reads: true, Writes: true, Table: KVTable, Copies: ring.Simple(3)}
		})
		until(t, c, "it can be written to", func(v *engine.View) bool { return v.Outside.Unread == "" && allUp(v) })
		for _, level := range []quorum.Level{{Kind: quorum.Any}, {Kind: quorum.All}} {
			for _, via := range []string{"127.0.0.1", "127.0.0.2", "127.0.0.3"} {
				put := ask(t, c, engine.Command{Verb: engine.Put, Key: "a", Value: "b", At: level, Via: via})
				if why := explain.Why(c.View(engine.Watch{}), put); why != "no trace came: what each replica did is unknown" {
					t.Errorf("%s via %s: it says %s", level, via, why)
				}
			}
		}
	})
}

// TestKeyspaceMade: while the keyspace is made the ring is there, and it is said who is waited for: a
// node that refuses connections is not, and one that hangs not for long.
func TestKeyspaceMade(t *testing.T) {
	for name, test := range map[string]struct {
		lose  func(*fakeCluster)
		least time.Duration
		most  time.Duration
		note  string // in the log at the end
	}{
		"dead":  {func(f *fakeCluster) { f.kill("127.0.0.3") }, 0, time.Second, ""},
		"hangs": {func(f *fakeCluster) { f.deaf["127.0.0.3"] = true }, time.Second, agreeTime + time.Second, "connection: not yet known to have the new table: 127.0.0.3; requests through there, or that need it, may fail until then"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := newFake(t, "three")
				f.making = 50 * time.Millisecond // long enough to ask something meanwhile
				test.lose(f)
				c := open(t, f, func(o *Options) {
					o.Keyspace, o.Requests = Keyspace, Requests{Reads: true, Writes: true, Table: KVTable, Copies: ring.Simple(3)}
				})
				v := until(t, c, "the ring, before the keyspace is there", func(v *engine.View) bool { return v.Ring != nil && v.Outside.Waits != "" })
				if v.Outside.Failed || !c.Making() || v.Outside.Keyspace != Keyspace || v.Settings.Placement.N != 3 {
					t.Errorf("it is\n%s", describe(v))
				}
				if err := c.Ask(t.Context(), engine.Command{Verb: engine.Put, Key: "a", Value: "b"})(); err == nil || !strings.HasPrefix(err.Error(), "put: not yet: ") {
					t.Errorf("meanwhile: %v", err)
				}
				if test.note != "" {
					until(t, c, "who is waited for", func(v *engine.View) bool { return v.Outside.Waits == "waiting until 127.0.0.3 has the new table" })
				}
				v = until(t, c, "it can be written to", func(v *engine.View) bool { return v.Outside.Unread == "" })
				if took := c.Elapsed(); took < test.least || took > test.most || c.Making() || v.Outside.Waits != "" || logged(v, test.note) != (test.note != "") {
					t.Errorf("after %v\n%s", took, describe(v))
				}
			})
		})
	}
}

// TestRefusedRequests: what can't be asked is one line, and nothing is sent.
func TestRefusedRequests(t *testing.T) {
	f := newFake(t, "three")
	c := open(t, f, func(o *Options) {
		o.Keyspace, o.Requests = Keyspace, Requests{Reads: true, Writes: true, Table: KVTable, Copies: ring.Simple(3)}
	})
	until(t, c, "all up", func(v *engine.View) bool { return allUp(v) && v.Outside.Unread == "" })
	f.kill("127.0.0.3")
	until(t, c, "one is gone", func(v *engine.View) bool { return !v.Outside.Holders[2].Reached })
	for _, test := range []struct {
		cmd  engine.Command
		want string
	}{
		{engine.Command{Verb: engine.Get, Key: "a", Via: "n9"}, "get: no node n9 (nodes: 127.0.0.1, 127.0.0.2, 127.0.0.3)"},
		{engine.Command{Verb: engine.Get, Key: "a", At: quorum.Answers(4)}, "get: no level of Cassandra: 4 (allowed: one, two, three, quorum, all, local_one, local_quorum, each_quorum, and any for writes)"},
		{engine.Command{Verb: engine.Get, Key: "a", At: quorum.Level{Kind: quorum.Any}}, "get: reads have no level any: a hint alone meets a write, and answers no read"},
		{engine.Command{Verb: engine.Put, Key: "a", Via: "127.0.0.3"}, "put: nothing was sent: 127.0.0.3:9042: connection refused: nothing listens there; is Cassandra running, and is the port right?"},
	} {
		if err := c.Ask(t.Context(), test.cmd)(); err == nil || err.Error() != test.want {
			t.Errorf("%s: %v\nwant %s", test.cmd, err, test.want)
		}
	}
	if v := c.View(engine.Watch{}); len(v.Ops) != 0 {
		t.Errorf("%d operations", len(v.Ops))
	}
	for name, want := range map[string]string{"n": "set n: of a real cluster only r and w can be set, the levels of the next requests", "r": "set r: no level of Cassandra: 7 (allowed: one, two, three, quorum, all, local_one, local_quorum, each_quorum, and any for writes)"} {
		if err := c.SetLevel(name, "7"); err == nil || err.Error() != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

// TestReadOnlyTables: which table gets read, and why another one does not.
func TestReadOnlyTables(t *testing.T) {
	text, number := tableColumn{"id", "partition_key", "text"}, tableColumn{"n", "regular", "int"}
	for _, test := range []struct {
		columns   []tableColumn
		get, want string
	}{
		{[]tableColumn{text, {"v", "regular", "text"}}, `SELECT "v" AS c0, writetime("v") AS t0 FROM "shop"."a""b" WHERE "id" = ?`, ""},
		{[]tableColumn{number, text, {"tags", "regular", "set<text>"}}, `SELECT toJson("n") AS c0, writetime("n") AS t0, toJson("tags") AS c1 FROM "shop"."a""b" WHERE "id" = ?`, ""},
		{[]tableColumn{text, {"at", "clustering", "timestamp"}, number}, "", `table shop.a"b: its primary key is not one text, so no key of the walk is one of it`},
		{[]tableColumn{{"id", "partition_key", "uuid"}, number}, "", `table shop.a"b: its primary key is not one text, so no key of the walk is one of it`},
	} {
		got, why := newTable("shop", `a"b`, test.columns)
		if why != test.want || got != nil && got.get != test.get || (got == nil) != (test.get == "") {
			t.Errorf("%+v: %+v %q", test.columns, got, why)
		}
	}
}

// TestJudge: a read is held against what had been acknowledged, and read, before it began, and the
// proof has both times of writing.
func TestJudge(t *testing.T) {
	var j judge
	op := uint32(0)
	write := func(verb event.Verb, from, done time.Duration, stamp int64) {
		op++
		q := request{Command: engine.Command{Key: "a"}, verb: verb, op: op, began: from, stamp: stamp}
		q.dot.Counter = op
		j.asked(&q)
		if done > 0 {
			j.told(&q, done, event.OK, 0)
		}
	}
	read := func(from, done time.Duration, stamp int64) string {
		op++
		outcome := event.OK
		if stamp == 0 {
			outcome = event.NotFound
		}
		var all []string
		for _, e := range j.told(&request{Command: engine.Command{Key: "a"}, verb: event.Get, op: op, began: from}, done, outcome, stamp) {
			all = append(all, e.Kind.String()+": "+j.proofs[e.Text])
		}
		j.proofs = nil
		return strings.Join(all, "\n")
	}
	expect := func(what, got, want string) {
		t.Helper()
		if got != want {
			t.Errorf("%s:\n%s\nwant\n%s", what, got, want)
		}
	}
	expect("nothing is known", read(0, 1, 0), "")
	write(event.Put, 1, 2, 1_000_000)
	write(event.Put, 3, 4, 3_000_000)
	expect("the newest", read(5, 6, 3_000_000), "")
	expect("somebody else's newer one", read(7, 8, 4_000_000), "")
	expect("an older one", read(9, 10, 1_000_000), "missed: the proof: it returned WRITETIME 1000000; the acknowledged write op 3 has WRITETIME 3000000, 2s later\n"+
		"older: the proof: it returned WRITETIME 1000000; what the earlier read op 5 has WRITETIME 4000000, 3s later")
	expect("nothing", read(11, 12, 0), "missed: the proof: it returned nothing; the acknowledged write op 3 has WRITETIME 3000000\n"+
		"older: the proof: it returned nothing; what the earlier read op 5 has WRITETIME 4000000")
	write(event.Put, 13, 0, 5_000_000)
	write(event.Put, 14, 20, 6_000_000)
	expect("at the same time as a write, or after one of unknown outcome", read(15, 19, 4_000_000), "")
	write(event.Delete, 21, 22, 7_000_000)
	expect("deleted", read(23, 24, 0), "")
	expect("back again", read(25, 26, 6_000_000), "resurrected: the proof: it returned WRITETIME 6000000; the acknowledged delete op 11 has WRITETIME 7000000, 1s later")
}

// values is the table ringside.kv of a fake cluster.
type values map[string]struct {
	value string
	stamp uint64
}

// request carries out a statement on the table; false if it is none.
func (f *fakeCluster) request(host, statement string, level cql.Level, in [][]byte, traced bool) (opcode byte, body []byte, ok bool) {
	stamp := func(b []byte) uint64 { return binary.BigEndian.Uint64(b) }
	switch {
	case statement == putStatement:
		f.values[string(in[0])] = struct {
			value string
			stamp uint64
		}{string(in[1]), stamp(in[2])}
		body = []byte{0, 0, 0, 1}
	case statement == deleteStatement:
		delete(f.values, string(in[1]))
		body = []byte{0, 0, 0, 1}
	case strings.Contains(statement, `FROM "ringside"."kv"`):
		var rows [][][]byte
		if v, there := f.values[string(in[0])]; there {
			rows = [][][]byte{{[]byte(v.value), binary.BigEndian.AppendUint64(nil, v.stamp)}}
		}
		body = encodeRows([]column{{"c0", 0x0d}, {"t0", 2}}, rows)
	default:
		return 0, nil, false
	}
	f.levels = append(f.levels, level)
	if traced {
		f.traced = append(f.traced, host+": "+statement)
		body = append(make([]byte, 16), body...)
	}
	return 0x08, body, true
}

// schema answers what makes the keyspace of requests, and what asks for it.
func (f *fakeCluster) schema(statement string) (body []byte, ok bool) {
	switch {
	case strings.HasPrefix(statement, "CREATE KEYSPACE"):
		f.copies = "3"
		if strings.Contains(statement, "'dc1': 2") {
			f.copies = "2"
		}
		return []byte{0, 0, 0, 1}, true
	case statement == tableStatement:
		return []byte{0, 0, 0, 1}, true
	case statement == columnsStatement:
		f.columns++
		b := func(s string) []byte { return []byte(s) }
		return encodeRows([]column{{"table_name", 0x0d}, {"column_name", 0x0d}, {"kind", 0x0d}, {"type", 0x0d}}, [][][]byte{
			{b("kv"), b("key"), b("partition_key"), b("text")}, {b("kv"), b("value"), b("regular"), b("text")},
		}), true
	case statement == keyspacesStatement && f.copies != "":
		replication := binary.BigEndian.AppendUint32(nil, 2)
		for _, s := range []string{"class", "org.apache.cassandra.locator.NetworkTopologyStrategy", "dc1", f.copies} {
			replication = append(binary.BigEndian.AppendUint32(replication, uint32(len(s))), s...)
		}
		return encodeRows([]column{{"keyspace_name", 0x0d}, {"replication", 0x0d}}, [][][]byte{{[]byte(Keyspace), replication}}), true
	case statement == ownSchemaStatement:
		return encodeRows([]column{{"schema_version", 0x0c}}, [][][]byte{{[]byte("the schema's new")}}), true
	case statement == peersSchemaStatement:
		f.agreeing++
		late := "the schema's new"
		if f.agreeing < 3 || f.dead["127.0.0.3"] || f.deaf["127.0.0.3"] { // the last node hears of it late, or never
			late = "the schema's old"
		}
		second := []byte("\x5b\x82\x1e\xeb\xd6\x02\x4d\x3e\x9a\xf7\xb2\x9d\xb5\x8b\x7f\x29") // as the capture has them
		third := []byte("\x7e\x19\x62\xcf\x41\xf4\x4a\x12\x85\xe1\x9c\x01\x4d\xb5\xd7\xeb")
		return encodeRows([]column{{"host_id", 0x0c}, {"schema_version", 0x0c}}, [][][]byte{{second, []byte("the schema's new")}, {third, []byte(late)}}), true
	case strings.HasPrefix(statement, sessionStatement):
		return encodeRows([]column{{"duration", 9}}, [][][]byte{{{0, 0, 1, 0}}}), true
	case f.untraced && strings.HasPrefix(statement, linesStatement):
		return encodeRows([]column{{"event_id", 0x0f}}, nil), true
	case strings.HasPrefix(statement, linesStatement):
		return encodeRows([]column{{"event_id", 0x0f}, {"activity", 0x0d}, {"source", 0x10}, {"source_port", 9}, {"source_elapsed", 9}}, [][][]byte{
			{make([]byte, 16), []byte("Parsing"), {127, 0, 0, 1}, {0, 0, 27, 88}, {0, 0, 0, 100}},
		}), true
	}
	return nil, false
}

// TestRejected: a request that the coordinator refuses failed before anything was carried out, and that is what is
// said; of another error of the node nothing of the kind is.
func TestRejected(t *testing.T) {
	f := newFake(t, "three")
	c := open(t, f, func(o *Options) {
		o.Keyspace, o.Requests = Keyspace, Requests{Reads: true, Writes: true, Table: KVTable, Copies: ring.Simple(3)}
	})
	until(t, c, "it can be written to", func(v *engine.View) bool { return v.Outside.Unread == "" && allUp(v) })
	for _, test := range []struct {
		code      int
		cmd       engine.Command
		why, line string
	}{
		{0x2100, engine.Command{Verb: engine.Get, Key: "a"}, "127.0.0.1 refused it, and read nothing; the log has its reason",
			"127.0.0.1 → client: failed: the coordinator refused it; nothing was carried out"},
		{0x2100, engine.Command{Verb: engine.Put, Key: "a", Value: "b"}, "127.0.0.1 refused it, and nothing changed; the log has its reason",
			"127.0.0.1 → client: failed: the coordinator refused it; nothing was carried out"},
		{0x1001, engine.Command{Verb: engine.Put, Key: "a", Value: "b"}, "an error does not mean no; no trace came: what each replica did is unknown",
			"127.0.0.1 → client: failed: the coordinator answered with an error; the write may still count"},
	} {
		f.set(func() { f.refuses = map[string]int{" ringside": test.code, `"ringside"`: test.code} })
		o := ask(t, c, test.cmd)
		v := c.View(engine.Watch{})
		if why := explain.Why(v, o); o.Outcome != event.Failed || o.Acks != 0 || o.Need != 2 || why != test.why {
			t.Errorf("%x: %s, %d of %d: %s\nwant %s", test.code, o.Outcome, o.Acks, o.Need, why, test.why)
		}
		if all := lines(v); !slices.ContainsFunc(all[len(all)-3:], func(l string) bool { return strings.HasPrefix(l, test.line) }) {
			t.Errorf("%x: the log has\n%s\nwant %s", test.code, strings.Join(all[len(all)-3:], "\n"), test.line)
		}
		f.set(func() { f.refuses = nil })
	}
}

// TestSlowSchema: nodes that take long to make a keyspace are waited for, longer than for an answer of a table.
func TestSlowSchema(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFake(t, "three")
		f.making = 20 * time.Second
		c := open(t, f, func(o *Options) {
			o.Keyspace, o.Requests = Keyspace, Requests{Reads: true, Writes: true, Table: KVTable, Copies: ring.Simple(3)}
		})
		until(t, c, "the ring", func(v *engine.View) bool { return v.Ring != nil && v.Outside.Waits == "making the keyspace "+Keyspace })
		<-time.After(time.Minute) // virtual
		if v := c.View(engine.Watch{}); v.Outside.Unread != "" || v.Outside.Failed || logged(v, "connection: lost: make the keyspace ringside: no answer within 10s: i/o timeout") {
			t.Errorf("it is\n%s", describe(v))
		}
	})
}

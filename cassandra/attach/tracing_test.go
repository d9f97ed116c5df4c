// Tests of what becomes of requests, by traces that real nodes kept.

package attach

import (
	"encoding/json"
	"fmt"
	"net/netip"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/cockroachdb/datadriven"

	"ringside/cassandra/cql"
	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/explain"
	"ringside/engine/ring"
	"ringside/engine/script"
)

const tracesFile = "testdata/traces.json"

// keptTrace is what became of a request.
type keptTrace struct {
	Command     string
	Coordinator int
	Told        time.Duration
	Error       *cql.ServerError `json:",omitempty"`
	Value       string
	Stamp       int64
	Found       bool
	Lines       []string // source, µs since it got its message, µs by the clocks, text
	Whole       bool
}

// threeNodes is the state of a cluster of three nodes, through the first of which requests go. Of one
// copy they keep k1, k3 and k2.
func threeNodes(t *testing.T, copies int) *state {
	t.Helper()
	o := Options{Requests: Requests{Reads: true, Writes: true, Copies: ring.Simple(3)}}.filled()
	s := newState(&o)
	found := &tables{from: "127.0.0.1:9042", version: "5.0.9"}
	for i, key := range []string{"k1", "k3", "k2"} {
		token := ring.Token(i)
		if copies == 1 {
			token = ring.Hash(key)
		}
		at := netip.MustParseAddr(fmt.Sprintf("127.0.0.%d", i+1))
		found.nodes = append(found.nodes, node{
			hostID: strconv.Itoa(i), address: netip.AddrPortFrom(at, 9042), internal: netip.AddrPortFrom(at, 7000),
			dc: "dc1", rack: "r1", tokens: []ring.Mark{{Token: token}},
		})
	}
	if err := s.accept(found, keyspace{name: Keyspace, placement: ring.Simple(copies)}, 0); err != nil {
		t.Fatal(err)
	}
	for i := range s.nodes {
		s.reach(0, ring.NodeID(i))
	}
	s.requests.table, _ = newTable(Keyspace, KVTable, []tableColumn{{"key", "partition_key", "text"}, {"value", "regular", "text"}})
	return &s
}

// again plays what became of a request.
func (k *keptTrace) again(t *testing.T, s *state, at time.Duration) {
	t.Helper()
	cmd, err := script.Parse(k.Command)
	if err != nil {
		t.Fatal(err)
	}
	q := request{Command: cmd}
	if _, err := s.plan(&q); err != nil {
		t.Fatal(err)
	}
	if q.node != ring.NodeID(k.Coordinator) {
		t.Fatalf("%s coordinates it, not %s", s.nodes[q.node].name, s.nodes[k.Coordinator].name)
	}
	s.begin(&q, at)
	var lines []tracedLine
	for _, text := range k.Lines {
		part := strings.SplitN(text, " ", 4)
		number := func(s string) time.Duration {
			n, err := strconv.Atoi(s)
			if err != nil {
				t.Fatal(err)
			}
			return time.Duration(n) * time.Microsecond
		}
		lines = append(lines, tracedLine{netip.MustParseAddrPort(part[0]), number(part[1]), number(part[2]), part[3]})
	}
	if k.Error != nil {
		err = k.Error
	}
	s.answered(&q, at+k.Told, found{k.Value, k.Stamp, k.Found}, err, lines, k.Whole)
	s.now = at + k.Told
}

// TestTraces runs testdata/traces.txt, which is to be read: what a screen says of each request, by the
// trace that a real node kept.
//
//	play NAME ...  on three nodes, whose requests go through the one that did when they were kept;
//	               get-other is get with the full copy asked of the other node,
//	               put-one-late is put-one with the line of a sending written when the session is over
//	down, down2    the first one has called the third one, or the second one, down before
//	one            there is one copy of each key
func TestTraces(t *testing.T) {
	text, err := os.ReadFile(tracesFile)
	if err != nil {
		t.Fatal(err)
	}
	var kept map[string]*keptTrace
	if err := json.Unmarshal(text, &kept); err != nil {
		t.Fatal(err)
	}
	other := *kept["get"]
	other.Lines = slices.Clone(other.Lines)
	for i, l := range other.Lines {
		other.Lines[i] = strings.Replace(l, "reading digest from", "reading data from", 1)
	}
	kept["get-other"] = &other
	late := *kept["put-one"]
	const sending = "Sending MUTATION_REQ message to /127.0.0.2:7000 message size 85 bytes"
	late.Lines = slices.DeleteFunc(slices.Clone(late.Lines), func(l string) bool { return strings.HasSuffix(l, sending) })
	late.Lines = append(late.Lines, "127.0.0.1:7000 -1 42000 "+sending)
	kept["put-one-late"] = &late
	datadriven.RunTest(t, "testdata/traces.txt", func(t *testing.T, d *datadriven.TestData) string {
		copies := 3
		if d.HasArg("one") {
			copies = 1
		}
		s := threeNodes(t, copies)
		for i, name := range []string{"down2", "down"} {
			if d.HasArg(name) {
				s.push(0, 0, &cql.Event{Kind: cql.StatusChange, Change: "DOWN", Node: s.nodes[i+1].address})
			}
		}
		from := s.trace.Len() + 1
		at := time.Second
		for _, arg := range d.CmdArgs {
			if k := kept[arg.Key]; k != nil {
				k.again(t, s, at)
				at += 10 * time.Second
			} else if !slices.Contains([]string{"one", "down", "down2"}, arg.Key) {
				d.Fatalf(t, "no trace %s", arg.Key)
			}
		}
		return tell(s.view(engine.Watch{}), from)
	})
}

// tell is what a screen says of what has happened since a step.
func tell(v *engine.View, from int) string {
	var b strings.Builder
	last := time.Duration(-1)
	for step := from; step <= v.Trace.Len(); step++ {
		e := v.Trace.At(step)
		if e.Kind == event.Command {
			last = e.At
		}
		fmt.Fprintf(&b, "%8.1f  %s\n", float64(e.At-last)/1e6, explain.Event(&v.Trace, step, v.Node))
	}
	for _, o := range v.Ops {
		fmt.Fprintf(&b, "op %d: told %s, %d of %d\n", o.ID, explain.Outcome(o.Outcome), o.Acks, o.Need)
		for i := range o.Answers {
			a := &o.Answers[i]
			var notes []string
			claims := explain.Row(v, o, a)
			for k := range claims {
				if words := explain.RowWords(v, o, &claims[k]); len(words) > 0 && words[0] != "" {
					notes = append(notes, words[0])
				}
			}
			fmt.Fprintf(&b, "  %s  %s\n", v.Node(a.Node), strings.Join(notes, ", "))
		}
		fmt.Fprintf(&b, "  why  %s\n", explain.Why(v, o))
	}
	return b.String()
}

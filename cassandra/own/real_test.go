// A real cluster: what it says of its keys is what Ringside says. It needs JDK 17, and
// Cassandra 5.0 or Maven, and takes some minutes:
//
//	go test -tags cassandra ./cassandra/own -run TestRealCluster

//go:build cassandra && unix

package own

import (
	"cmp"
	"context"
	"encoding/binary"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"ringside/cassandra/nodetool"
	"ringside/engine/ring"
	"ringside/presets"
)

// conn is a connection that speaks just enough of CQL's protocol, version 4.
type conn struct {
	net.Conn
	t *testing.T
}

func (c conn) ask(opcode byte, body []byte) (answer byte, result []byte) {
	c.t.Helper()
	if err := c.SetDeadline(time.Now().Add(time.Minute)); err != nil {
		c.t.Fatal(err)
	}
	frame := binary.BigEndian.AppendUint32([]byte{4, 0, 0, 0, opcode}, uint32(len(body)))
	if _, err := c.Write(append(frame, body...)); err != nil {
		c.t.Fatal(err)
	}
	var header [9]byte
	if _, err := io.ReadFull(c, header[:]); err != nil {
		c.t.Fatal(err)
	}
	result = make([]byte, binary.BigEndian.Uint32(header[5:]))
	if _, err := io.ReadFull(c, result); err != nil {
		c.t.Fatal(err)
	}
	return header[4], result
}

// query carries out a statement at level ONE.
func (c conn) query(cql string) []byte {
	c.t.Helper()
	body := append(binary.BigEndian.AppendUint32(nil, uint32(len(cql))), cql...)
	answer, result := c.ask(7, append(body, 0, 1, 0))
	if answer != 8 {
		c.t.Fatalf("%s: %q", cql, result)
	}
	return result
}

func connect(t *testing.T, address string) conn {
	t.Helper()
	raw, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { raw.Close() })
	c := conn{raw, t}
	startup := []byte("\x00\x01\x00\x0bCQL_VERSION\x00\x053.0.0")
	if answer, result := c.ask(1, startup); answer != 2 {
		t.Fatalf("STARTUP: %q", result)
	}
	return c
}

var endpoints = regexp.MustCompile(`end_token:(-?[0-9]+), endpoints:\[([^\]]*)\]`)

// keepers returns who keeps a token, as the ranges of nodetool describering say.
func keepers(t *testing.T, ranges string, token ring.Token) string {
	t.Helper()
	best, first := "", ""
	var bestAt, firstAt int64
	for _, m := range endpoints.FindAllStringSubmatch(ranges, -1) {
		end, err := strconv.ParseInt(m[1], 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		if end >= int64(token) && (best == "" || end < bestAt) {
			best, bestAt = m[2], end
		}
		if first == "" || end < firstAt {
			first, firstAt = m[2], end
		}
	}
	if best == "" {
		return first // past the top
	}
	return best
}

var fetched = flag.String("fetched", "", "a folder in which TestRealFetch leaves what it has fetched: a CASSANDRA_HOME for the other tests")

// TestRealFetch has Maven fetch Cassandra.
func TestRealFetch(t *testing.T) {
	home := cmp.Or(*fetched, t.TempDir())
	c := New(Options{Dir: home, Nodes: 1, Environ: append(os.Environ(), "CASSANDRA_HOME="), Out: t.Output(), Ask: func() bool { return true }})
	lib, err := c.libraries(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(lib, filepath.Join(home, "lib")); err != nil {
		t.Fatal(err)
	}
	if _, err := libOf(home); err != nil {
		t.Error(err)
	}
}

// untilDeadline returns a context that ends a minute before the time of the test is up: so that the
// test fails then, and ends the processes that it has started.
func untilDeadline(t *testing.T) context.Context {
	ctx := t.Context()
	if at, ok := t.Deadline(); ok {
		limited, cancel := context.WithDeadlineCause(ctx, at.Add(-time.Minute), errors.New("the time of the test is nearly up"))
		t.Cleanup(cancel)
		return limited
	}
	return ctx
}

// TestRealCluster starts clusters of one data centre and of two, and asks them where 300
// keys live in keyspaces of every kind.
func TestRealCluster(t *testing.T) {
	folder := t.TempDir()
	ctx := untilDeadline(t)
	for _, shape := range []struct {
		nodes, dcs, racks int
		keyspaces         []string
	}{
		{3, 1, 2, []string{"1", "2", "3", "7", "dc1=1", "dc1=2", "dc1=3", "dc1=5"}},
		{5, 2, 2, []string{"2", "4", "dc1=3", "dc1=3,dc2=2", "dc1=1,dc2=1", "dc2=2", "dc1=9,dc2=9"}},
	} {
		t.Run(fmt.Sprintf("%d data centres", shape.dcs), func(t *testing.T) {
			c := New(Options{
				Dir: folder, Nodes: shape.nodes, DCs: shape.dcs, Racks: shape.racks, Heap: "192m",
				Environ: os.Environ(), Out: t.Output(), Ask: func() bool { return true },
				Ports: Ports{Requests: 29042, Peers: 27000, JMX: func(n int) int { return 27109 + 10*n }}, // others than those of a cluster that somebody runs here, and of package attach's test
			})
			t.Cleanup(func() {
				if _, err := c.Down(true); err != nil {
					t.Error(err)
				}
			})
			if err := c.Up(ctx); err != nil {
				t.Fatal(err)
			}
			for _, s := range c.Status(ctx) {
				t.Logf("n%d has %d MiB of memory", s.Number, s.Resident>>20)
			}
			java, err := findJava(ctx, c.Environ, c.systemJava)
			if err != nil {
				t.Fatal(err)
			}
			lib, err := c.libraries(ctx)
			if err != nil {
				t.Fatal(err)
			}
			tool := func(args ...string) string {
				out, err := c.node(1).nodetool(ctx, java, lib, args...)
				if err = cmp.Or(context.Cause(ctx), err); err != nil {
					t.Fatalf("nodetool %v: %v\n%s", args, err, out)
				}
				return out
			}
			client := connect(t, c.node(1).address())
			var keys []string
			tokens := make(map[string]ring.Token)
			for i := range 300 {
				key := fmt.Sprintf("key:%d", i)
				result := client.query("SELECT token('" + key + "') FROM system.local")
				tokens[key] = ring.Token(binary.BigEndian.Uint64(result[len(result)-8:])) // the only value
				if got := ring.Hash(key); got != tokens[key] {
					t.Errorf("key %s: token %d, the server says %d", key, got, tokens[key])
				}
				keys = append(keys, key)
			}
			on := importedRing(t, tool("ring"))
			for i, copies := range shape.keyspaces {
				p, err := ring.ParsePlacement(copies)
				if err != nil {
					t.Fatal(err)
				}
				p.AtOnce = p.Racks()
				name := fmt.Sprintf("k%d", i)
				client.query("CREATE KEYSPACE " + name + " WITH replication = " + replication(p))
				ranges := tool("describering", name)
				for _, key := range keys {
					var names []string
					for _, n := range on.Replicas(nil, tokens[key], p) {
						names = append(names, on.Nodes()[n].Name)
					}
					if got, want := strings.Join(names, ", "), keepers(t, ranges, tokens[key]); got != want {
						t.Errorf("copies %s, key %s: %s, the server says %s", copies, key, got, want)
					}
				}
			}
		})
	}
}

func replication(p ring.Placement) string {
	if !p.Racks() {
		return fmt.Sprintf("{'class': 'SimpleStrategy', 'replication_factor': %d}", p.N)
	}
	options := []string{"'class': 'NetworkTopologyStrategy'"}
	for _, c := range p.PerDC {
		options = append(options, fmt.Sprintf("'%s': %d", c.DC, c.N))
	}
	return "{" + strings.Join(options, ", ") + "}"
}

// importedRing is the ring of a preset that was made of what nodetool ring printed.
func importedRing(t *testing.T, text string) *ring.Ring {
	t.Helper()
	cluster, err := nodetool.Read("nodetool ring", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	preset, err := cluster.Preset(nodetool.Options{})
	if err != nil {
		t.Fatal(err)
	}
	p, err := presets.Parse("mine.yaml", preset)
	if err != nil {
		t.Fatal(err)
	}
	on, err := ring.New(slices.Clone(p.Config().Nodes))
	if err != nil {
		t.Fatal(err)
	}
	return on
}

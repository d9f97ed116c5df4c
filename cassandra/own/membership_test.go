// Nodes that join and leave, with a java that this test program plays.

//go:build unix

package own

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// playDecommission is nodetool decommission: the node leaves and says so in its log, and its process goes on; or
// it is refused in the words of Cassandra 5.0.9.
func playDecommission(dir, how string) int {
	if how == "few" {
		fmt.Println("nodetool: Unsupported operation: Not enough live nodes to maintain replication factor in keyspace shop (RF = 3, N = 3). Perform a forceful decommission to ignore.\nSee 'nodetool help' or 'nodetool help <command>'.")
		return 1
	}
	if how == "pointless" {
		fmt.Println("nodetool: Unsupported operation: no other normal nodes in the ring; decommission would be pointless\nSee 'nodetool help' or 'nodetool help <command>'.")
		return 1
	}
	if how == "broken tool" {
		fmt.Fprintln(os.Stderr, "error: Stream failed\n-- StackTrace --\njava.lang.RuntimeException: Stream failed")
		return 2
	}
	log, err := os.OpenFile(filepath.Join(dir, "log", "system.log"), os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return 3
	}
	defer log.Close()
	if _, err := log.WriteString("12:00:00.000 INFO  StorageService - DECOMMISSIONED\n"); err != nil {
		return 3
	}
	if how == "long" { // so long that nobody waits for it
		select {}
	}
	return 0
}

// notes are the lines that are told.
type notes []string

func (n *notes) told(line string) { *n = append(*n, line) }

// TestJoinAndLeave: a new node joins where there is most room, through those that run; a node that leaves has
// its process ended and its data deleted, and its number is free again. All that is run is told.
func TestJoinAndLeave(t *testing.T) {
	c, _ := cluster(t, 2, "well")
	c.Racks = 1
	up(t, c)
	number, host, err := c.Free("n3")
	if number != 3 || host != "127.0.0.3" || err != nil {
		t.Fatalf("n%d at %s, %v", number, host, err)
	}
	var did notes
	if err := c.Join(t.Context(), 3, Place{}, did.told); err != nil {
		t.Fatal(err)
	}
	if want := "n3 is to stand in dc1/r1; its command is in " + c.CommandFile(3); len(did) != 1 || did[0] != want {
		t.Errorf("told %q, want %q", did, want)
	}
	if got := states(c); got != "n1 dc1/r1 running answers, n2 dc1/r1 running answers, n3 dc1/r1 running answers" {
		t.Error(got)
	}
	conf := func(number int) string {
		return string(after(c.node(number).yamlFile(), 0))
	}
	if want := fmt.Sprintf(`seeds: "127.0.0.1:%d,127.0.0.2:%[1]d"`, c.Ports.Peers); !strings.Contains(conf(3), want) || !strings.Contains(conf(3), "auto_bootstrap: true") || !strings.Contains(conf(3), "num_tokens: 8") {
		t.Errorf("n3 has no %s:\n%s", want, conf(3))
	}
	pid := c.node(1).pid()
	did = nil
	if err := c.Leave(t.Context(), 1, did.told); err != nil {
		t.Fatal(err)
	}
	want := []string{fmt.Sprintf("nodetool -h 127.0.0.1 -p %d decommission", c.Ports.JMX(1)), fmt.Sprintf("kill -TERM %d; rm -r %s", pid, c.node(1).dir)}
	if len(did) != 2 || did[0] != want[0] || did[1] != want[1] {
		t.Errorf("told %q, want %q", did, want)
	}
	if got := states(c); got != "n2 dc1/r1 running answers, n3 dc1/r1 running answers" || c.Next() != 1 {
		t.Errorf("%s, next n%d", got, c.Next())
	}
	if _, ok := look(pid); ok {
		t.Error("its process goes on")
	}
	// The first node was whom the others started with; without it they start with each other.
	if _, err := c.Down(false); err != nil {
		t.Fatal(err)
	}
	c.Nodes = 0 // those that there are
	up(t, c)
	if got := states(c); got != "n2 dc1/r1 running answers, n3 dc1/r1 running answers" {
		t.Error(got)
	}
	if alone, other := fmt.Sprintf(`seeds: "127.0.0.2:%d"`, c.Ports.Peers), conf(2)+conf(3); strings.Count(other, alone) != 2 {
		t.Errorf("not %s twice:\n%s", alone, other)
	}
	if err := c.Join(t.Context(), 1, Place{"dc2", "east-1"}, did.told); err != nil {
		t.Fatal(err)
	}
	if got := states(c); !strings.HasPrefix(got, "n1 dc2/east-1 running answers, ") || !strings.Contains(conf(1), `seeds: "127.0.0.2:`) {
		t.Errorf("%s\n%s", got, conf(1))
	}
}

// TestPlaceFor: a new node stands where fewest are, in a rack of its own unless racks have several.
func TestPlaceFor(t *testing.T) {
	for _, test := range []struct {
		nodes, dcs, racks int
		at, want          Place
	}{
		{3, 1, 0, Place{}, Place{"dc1", "r4"}},
		{3, 1, 2, Place{}, Place{"dc1", "r2"}},
		{3, 2, 0, Place{}, Place{"dc2", "r2"}},
		{5, 2, 2, Place{}, Place{"dc2", "r3"}},
		{5, 2, 2, Place{DC: "dc1"}, Place{"dc1", "r2"}},
		{3, 1, 0, Place{Rack: "r1"}, Place{"dc1", "r1"}},
		{3, 1, 0, Place{DC: "dc9"}, Place{"dc9", "r1"}},
	} {
		c, _ := cluster(t, test.nodes, "well")
		c.DCs, c.Racks = test.dcs, test.racks
		for number := 1; number <= test.nodes; number++ {
			if err := c.node(number).prepare(false, c.node(number).spread()); err != nil {
				t.Fatal(err)
			}
		}
		if got := c.placeFor(test.at); got != test.want {
			t.Errorf("%+v: %v", test, got)
		}
	}
}

// TestJoinRefused: what keeps a node from joining is one line, and nothing is left of it.
func TestJoinRefused(t *testing.T) {
	c, _ := cluster(t, 2, "well")
	up(t, c)
	join := func(at Place) error {
		return c.Join(t.Context(), 3, at, func(string) {})
	}
	free := c.freeMemory
	wants := func(err error, want string) {
		t.Helper()
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%v\nwant %s", err, want)
		}
		if known := c.known(); len(known) != 2 {
			t.Errorf("there are %v", known)
		}
	}
	for name, want := range map[string]string{
		"n2": "n2 is in the cluster already; the next one is 127.0.0.3", "127.0.0.1": "n1 is in the cluster already",
		"frodo": "node N of your own cluster is 127.0.0.N, N from 1 to 9; the next one is 127.0.0.3", "n10": "N from 1 to 9", "": "N from 1 to 9",
	} {
		_, _, err := c.Free(name)
		wants(err, want)
	}
	wants(c.Join(t.Context(), 2, Place{}, func(string) {}), "n2 is in the cluster already")
	wants(join(Place{Rack: "r1\ndc=x"}), `"r1\ndc=x" is no name of a data centre or rack here`)
	c.freeMemory = func() (int64, bool) { return 1 << 20, true }
	wants(join(Place{}), "MiB of memory here, and 1 MiB are free")
	c.freeMemory = free
	if err := c.Hang(2, func(string) {}); err != nil {
		t.Fatal(err)
	}
	wants(join(Place{}), "n2 hangs, and data is handed over only while all nodes run; resume it first")
	if err := c.Kill(2, func(string) {}); err != nil {
		t.Fatal(err)
	}
	wants(join(Place{}), "n2 is down, and data is handed over only while all nodes run; start it first")
	if err := c.Start(t.Context(), 2); err != nil {
		t.Fatal(err)
	}
	c.Environ = append(c.Environ, played+"=broken")
	wants(join(Place{}), "n3 ended while it started (exit status 3)")
	if log, err := os.ReadFile(filepath.Join(c.node(3).dir, "log", "output.log")); err != nil || !strings.Contains(string(log), "no disk") {
		t.Errorf("what it said: %q, %v", log, err)
	}
}

// TestLeaveRefused: what keeps a node from leaving is one line, and it goes on as before.
func TestLeaveRefused(t *testing.T) {
	for _, test := range []struct{ how, want string }{
		{"few", "nodetool refuses: keyspace shop keeps 3 copies on 3 nodes, and a node leaves only while there are more nodes than copies; add 1 node first"},
		{"pointless", "nodetool refuses: no other normal nodes in the ring; decommission would be pointless"},
		{"broken tool", `nodetool decommission: "error: Stream failed -- StackTrace --`},
		{"well", ""},
	} {
		t.Run(test.how, func(t *testing.T) {
			c, _ := cluster(t, 2, test.how)
			up(t, c)
			wants := func(want string) {
				t.Helper()
				err := c.Leave(t.Context(), 2, func(string) {})
				if err == nil || !strings.HasPrefix(err.Error(), want) || strings.Contains(err.Error(), "\n") {
					t.Errorf("%v\nwant %s", err, want)
				}
				if known := c.known(); len(known) != 2 {
					t.Errorf("there are %v", known)
				}
			}
			if test.want != "" {
				wants(test.want)
				if c.Process(2) != Runs {
					t.Error("it does not run any more")
				}
				return
			}
			if err := c.Kill(1, func(string) {}); err != nil {
				t.Fatal(err)
			}
			wants("n1 is down, and data is handed over only while all nodes run; start it first")
			if err := c.Hang(2, func(string) {}); err != nil {
				t.Fatal(err)
			}
			wants("n2 hangs, and it has to hand over its data; resume it first")
			if err := c.Kill(2, func(string) {}); err != nil {
				t.Fatal(err)
			}
			wants("n2 is down, and it has to hand over its data; start it first")
		})
	}
}

// TestLeftUnseen: a node that has left while nobody waited for it is ended and deleted when the cluster is
// brought up again: Cassandra would not let it start.
func TestLeftUnseen(t *testing.T) {
	c, out := cluster(t, 2, "long")
	up(t, c)
	ctx, cancel := context.WithCancelCause(t.Context())
	left := make(chan error, 1)
	go func() { left <- c.Leave(ctx, 2, func(string) {}) }()
	if err := until(t.Context(), c.Wait, 1, func() (bool, error) { return c.node(2).left(), nil }); err != nil {
		t.Fatal(err)
	}
	cancel(errors.New("given up"))
	if err := <-left; err == nil || err.Error() != "given up" || c.Process(2) != Runs {
		t.Fatalf("%v, and its process does %d", err, c.Process(2))
	}
	c.Nodes = 0
	up(t, c)
	if got := states(c); got != "n1 dc1/r1 running answers" || !strings.Contains(out.String(), "n2 has left the cluster: its process ends, and ") {
		t.Errorf("%s\n%s", got, out)
	}
}

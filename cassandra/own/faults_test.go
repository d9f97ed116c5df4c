// Tests of what is done to one process, with a java that this test program plays.

//go:build unix

package own

import (
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// gossipOff is the file that says that a played node does not gossip.
func gossipOff(dir string) string { return filepath.Join(dir, "gossip-off") }

// playGossip is nodetool disablegossip, enablegossip and statusgossip.
func playGossip(dir, what, how string) int {
	if how == "broken tool" {
		fmt.Fprintln(os.Stderr, "nodetool: Failed to connect to '127.0.0.1:7119'\n - ConnectException: 'Connection refused'.")
		return 1
	}
	var err error
	switch what {
	case "disablegossip":
		err = os.WriteFile(gossipOff(dir), nil, 0o600)
	case "enablegossip":
		err = os.Remove(gossipOff(dir))
	case "statusgossip":
		if _, off := os.Stat(gossipOff(dir)); off == nil {
			fmt.Print("not ")
		}
		fmt.Println("running")
	}
	if err != nil {
		return 2
	}
	return 0
}

// TestFaults: a node is killed, started, stopped and made to run on, and no other is touched;
// each is told with the line that does the same.
func TestFaults(t *testing.T) {
	c, out := cluster(t, 2, "well")
	up(t, c)
	first := c.node(1).pid()
	pid := c.node(2).pid()
	step := func(line string, err error, want string, then Running) {
		t.Helper()
		if err != nil || line != want || c.Process(2) != then {
			t.Errorf("%q, %v, then %d; want %q, then %d", line, err, c.Process(2), want, then)
		}
	}
	var line string
	told := func(of string) { line = of }
	err := c.Hang(2, told)
	step(line, err, fmt.Sprintf("kill -STOP %d", pid), Hung)
	err = c.Resume(2, told)
	step(line, err, fmt.Sprintf("kill -CONT %d", pid), Runs)
	err = c.Hang(2, told)
	step(line, err, fmt.Sprintf("kill -STOP %d", pid), Hung)
	up(t, c)
	if want := fmt.Sprintf("n2 hung: kill -CONT %d", pid); c.Process(2) != Runs || !strings.Contains(out.String(), want) {
		t.Errorf("brought up, it does %d; want %q in\n%s", c.Process(2), want, out)
	}
	err = c.Kill(2, told)
	step(line, err, fmt.Sprintf("kill -KILL %d", pid), Down)
	if err := c.Kill(2, func(string) {}); err == nil || err.Error() != "n2 is not running" {
		t.Errorf("killed again: %v", err)
	}
	c.Home = "" // it is started with what it was started with before
	if err := c.Start(t.Context(), 2); err != nil || c.Process(2) != Runs || !strings.Contains(out.String(), "n2 is up after") {
		t.Errorf("started: %v, %s", err, out)
	}
	if err := c.Start(t.Context(), 2); err == nil || !strings.HasPrefix(err.Error(), "n2 is running, as process ") {
		t.Errorf("started again: %v", err)
	}
	if c.Process(1) != Runs || c.node(1).pid() != first {
		t.Error("the other one was touched")
	}
	if a := netip.MustParseAddrPort(c.node(2).address()); c.Number(a) != 2 || c.Number(netip.MustParseAddrPort("127.0.0.2:1")) != 0 {
		t.Errorf("%s is n%d", a, c.Number(a))
	}
}

// TestGossip: a node's gossip is turned off and on again while it runs; a cluster that is brought up gossips, and says
// so; and what keeps it from being turned off is one line.
func TestGossip(t *testing.T) {
	c, out := cluster(t, 2, "well")
	up(t, c)
	does := func(on bool, what string) {
		t.Helper()
		var did notes
		err := c.Gossip(t.Context(), 2, on, did.told)
		if want := fmt.Sprintf("nodetool -h 127.0.0.1 -p %d %s", c.Ports.JMX(2), what); err != nil || len(did) != 1 || did[0] != want || c.Process(2) != Runs {
			t.Errorf("%q, %v; want %q", did, err, want)
		}
		if _, err := os.Stat(gossipOff(c.node(2).dir)); (err != nil) != on {
			t.Errorf("after %s: %v", what, err)
		}
	}
	does(false, "disablegossip")
	does(true, "enablegossip")
	does(false, "disablegossip")
	up(t, c)
	if want := fmt.Sprintf("n2 did not gossip: nodetool -h 127.0.0.1 -p %d enablegossip", c.Ports.JMX(2)); strings.Count(out.String(), "did not gossip") != 1 || !strings.Contains(out.String(), want) {
		t.Errorf("brought up; want %q in\n%s", want, out)
	}
	wants := func(want string) {
		t.Helper()
		if err := c.Gossip(t.Context(), 2, false, func(string) {}); err == nil || !strings.HasPrefix(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%v\nwant %s", err, want)
		}
	}
	environ := c.Environ
	c.Environ = append(environ, played+"=broken tool")
	wants(`nodetool disablegossip: "nodetool: Failed to connect to '127.0.0.1:7119' - ConnectException`)
	c.Environ = environ
	if err := c.Hang(2, func(string) {}); err != nil {
		t.Fatal(err)
	}
	wants("n2 hangs, and only a node that runs can be told; resume it first")
	if err := c.Kill(2, func(string) {}); err != nil {
		t.Fatal(err)
	}
	wants("n2 is down, and only a node that runs can be told; start it first")
}

// Tests of what is done to one process, with a java that this test program plays.

//go:build unix

package own

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"
)

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
	line, err := c.Hang(2)
	step(line, err, fmt.Sprintf("kill -STOP %d", pid), Hung)
	line, err = c.Resume(2)
	step(line, err, fmt.Sprintf("kill -CONT %d", pid), Runs)
	line, err = c.Hang(2)
	step(line, err, fmt.Sprintf("kill -STOP %d", pid), Hung)
	up(t, c)
	if want := fmt.Sprintf("n2 hung: kill -CONT %d", pid); c.Process(2) != Runs || !strings.Contains(out.String(), want) {
		t.Errorf("brought up, it does %d; want %q in\n%s", c.Process(2), want, out)
	}
	line, err = c.Kill(2)
	step(line, err, fmt.Sprintf("kill -KILL %d", pid), Down)
	if _, err := c.Kill(2); err == nil || err.Error() != "n2 is not running" {
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

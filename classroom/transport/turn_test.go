// Tests of connections that come too fast for all of them to log in.

package transport_test

import (
	"net"
	"strings"
	"testing"
	"time"

	"ringside/classroom/transport"
)

// pending waits until so many connections have not logged in.
func (g *gate) pending(want int) {
	g.t.Helper()
	g.until(want, func() int { now, _ := g.guard.Pending(); return now })
}

// until waits until a count is what it should be.
func (g *gate) until(want int, count func() int) {
	g.t.Helper()
	look, late := time.NewTicker(10*time.Millisecond), time.After(longestWait)
	defer look.Stop()
	for count() != want {
		select {
		case <-look.C:
		case <-late:
			g.t.Fatalf("%d connections wait, want %d", count(), want)
		}
	}
}

// floods makes connections that say something and are dropped, or not.
func (g *gate) floods(n int, says string, drop bool) {
	g.t.Helper()
	for range n {
		c, err := net.Dial("tcp", g.addr)
		if err != nil {
			g.t.Fatal(err)
		}
		if _, err := c.Write([]byte(says)); err != nil {
			g.t.Fatal(err)
		}
		if drop {
			_ = c.Close()
		} else {
			g.t.Cleanup(func() { _ = c.Close() })
		}
	}
}

// TestTurn: of many connections from one address, those that say nothing and those that
// are dropped take nobody's turn. The others wait for theirs, and are then let in.
func TestTurn(t *testing.T) {
	g := newGate(t, func(l *transport.Limits) { l.Greeting = time.Hour }, nil)
	g.turns.Store(0)
	const silent, dropped = 50, 200
	g.floods(silent, "", false)
	g.floods(dropped, "SSH-2.0-x\r\n", true)
	g.until(silent+dropped, func() int { return int(g.guard.Waited()) }) // the last may be accepted long after it was made
	g.pending(silent)
	if n := g.asked.Load(); n > silent+dropped+dropped/4 { // a slow machine may see a few of them alive
		t.Errorf("they ask for a turn %d times", n)
	}
	in := make(chan struct{})
	go func() { defer close(in); g.channel(g.client()) }()
	g.pending(silent + 1)
	g.turns.Store(1) // for the only one that speaks
	select {
	case <-in:
	case <-time.After(longestWait):
		t.Error("the turn went to somebody else")
	}
	if n := g.guard.Waited(); n != silent+dropped+1 {
		t.Errorf("%d connections have waited", n)
	}
	g.guard.Close()
	g.pending(0)
}

// TestTurnOfWhoSaysMuch: a client that says more before its turn than is read then has its
// turn all the same.
func TestTurnOfWhoSaysMuch(t *testing.T) {
	g := newGate(t, func(l *transport.Limits) { l.Greeting = time.Hour }, nil)
	g.turns.Store(0)
	g.floods(1, strings.Repeat("x", 64<<10), false)
	g.until(1, func() int { return int(g.guard.Waited()) })
	g.turns.Store(1)
	g.until(0, func() int { return int(g.turns.Load()) })
}

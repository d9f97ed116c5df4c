// Tests of who has to give way before the login, and of the names that a Limiter remembers.

package transport

import (
	"net"
	"testing"
	"testing/synctest"
	"time"
)

// waits returns a connection that has not logged in, and how to tell whether it is closed.
func waits(g *Guard, network string, speaks bool) (l *link, closed func() bool) {
	here, there := net.Pipe()
	gone := make(chan struct{})
	go func() {
		defer close(gone)
		_, _ = there.Read(make([]byte, 1))
	}()
	l = &link{Conn: here, guard: g, network: network}
	l.speaks.Store(speaks)
	return l, func() bool {
		select {
		case <-gone:
			return true
		default:
			return false
		}
	}
}

// TestWhoGivesWay: the network with most connections loses one, first one that has not
// asked to log in, and never the newest.
func TestWhoGivesWay(t *testing.T) {
	type comes struct {
		network string
		speaks  bool
	}
	for name, c := range map[string]struct {
		come []comes
		out  int
	}{
		"the others are left alone":            {[]comes{{"class", false}, {"eve", true}, {"eve", true}, {"bob", false}}, 1},
		"who does not ask goes first":          {[]comes{{"eve", true}, {"eve", true}, {"eve", false}, {"eve", true}}, 2},
		"else the oldest":                      {[]comes{{"eve", true}, {"eve", true}, {"eve", true}, {"eve", true}}, 0},
		"the newest has had no time to ask":    {[]comes{{"eve", true}, {"eve", true}, {"eve", true}, {"eve", false}}, 0},
		"a class of one each loses its oldest": {[]comes{{"ann", false}, {"bob", false}, {"carol", false}, {"dave", false}}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				g := &Guard{}
				var links []*link
				var closed []func() bool
				for _, one := range c.come {
					l, is := waits(g, one.network, one.speaks)
					links, closed = append(links, l), append(closed, is)
					g.auth.enter(l, len(c.come)-1)
				}
				synctest.Wait()
				for i, is := range closed {
					if is() != (i == c.out) {
						t.Errorf("connection %d is closed: %t", i, is())
					}
				}
				if now, evicted := g.Pending(); now != len(c.come)-1 || evicted != 1 {
					t.Errorf("%d wait, %d had to go", now, evicted)
				}
				for _, l := range links {
					l.hangUp()
				}
			})
		})
	}
}

// TestLoggedInAndNothing: a client that logs in and begins no session is hung up on.
func TestLoggedInAndNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const begin = 10 * time.Second
		g := &Guard{Limits: Limits{Begin: begin}}
		for _, begins := range []bool{true, false} {
			l, closed := waits(g, "eve", true)
			l.logIn()
			l.begun.Store(begins)
			<-time.After(begin - 1)
			synctest.Wait()
			if closed() {
				t.Error("it is hung up on too early")
			}
			<-time.After(time.Nanosecond)
			synctest.Wait()
			if closed() == begins {
				t.Errorf("it began a session: %t, and is hung up on: %t", begins, closed())
			}
			l.hangUp()
		}
	})
}

// TestSentAwayWhoDoesNotRead: a client that is told why it is sent away, and does not
// read that, is hung up on.
func TestSentAwayWhoDoesNotRead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, closed := waits(&Guard{}, "eve", true)
		over := make(chan struct{})
		tell := func(string) { <-over }
		l.tell.Store(&tell)
		l.sendAway("too slow")
		<-time.After(time.Minute)
		synctest.Wait()
		if !closed() {
			t.Error("it is still there after a minute")
		}
		close(over)
	})
}

// TestLimiterForgets: a Limiter remembers so many names, and no new one is allowed until
// one of them has its whole burst again.
func TestLimiterForgets(t *testing.T) {
	now := time.Unix(0, 0)
	l := NewLimiter(2, time.Second, func() time.Time { return now })
	l.bounds = 2
	for _, c := range []struct {
		name  string
		after time.Duration
		want  bool
	}{
		{"a", 0, true}, {"b", 0, true}, {"b", 0, true}, {"c", 0, false}, {"a", 0, true},
		{"c", time.Second, false}, {"c", 2 * time.Second, true}, {"d", 0, true}, {"e", 0, false},
	} {
		now = now.Add(c.after)
		if got := l.Allow(c.name); got != c.want || len(l.spent) > 2 {
			t.Errorf("%s after %v: %t, and %d names are kept", c.name, c.after, got, len(l.spent))
		}
	}
}

// The order in which connections of one address go on to the login when they come too fast
// for all of them.

package transport

import (
	"errors"
	"math/rand/v2"
	"os"
	"time"
)

const (
	// turnEvery is how long, on average, a connection waits before it asks again whether
	// it is its turn. It varies, so that those who wait have equal chances.
	turnEvery = 100 * time.Millisecond
	// mostEarly is how many bytes are read of a client before its turn: its version and
	// its offer for the key exchange have about 2 KiB.
	mostEarly = 4 << 10
)

// waitsFor waits until turn returns true. It returns false if the connection is closed
// first.
//
// A client that floods an address to keep others out makes connections and drops them. Only a
// connection that has spoken, and is still there a moment later, asks for its turn: the
// others take nobody's.
func (l *link) waitsFor(turn func() bool) bool {
	if turn() {
		return true
	}
	l.guard.waited.Add(1)
	buf := make([]byte, mostEarly)
	for {
		pause := turnEvery/2 + rand.N(turnEvery)
		if len(l.early) == len(buf) {
			time.Sleep(pause)
		} else {
			_ = l.SetReadDeadline(time.Now().Add(pause)) // a closed connection is noticed by Read
			n, err := l.Conn.Read(buf[len(l.early):])
			l.early = buf[:len(l.early)+n]
			l.heard.Add(int64(n))
			switch {
			case err == nil:
				continue
			case !errors.Is(err, os.ErrDeadlineExceeded):
				l.hangUp()
				return false
			}
		}
		if len(l.early) > 0 && turn() {
			return l.SetReadDeadline(time.Time{}) == nil
		}
	}
}

// Waited returns how many connections had to wait for their turn.
func (g *Guard) Waited() uint64 { return g.waited.Load() }

// Close hangs up on everybody who has not logged in.
func (g *Guard) Close() {
	g.auth.mu.Lock()
	links := g.auth.links
	g.auth.links = nil
	g.auth.mu.Unlock()
	for _, l := range links {
		l.hangUp()
	}
}

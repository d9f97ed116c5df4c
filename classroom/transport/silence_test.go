// Tests of clients that are silent: while they log in, at their keys, and to questions.

package transport_test

import (
	"bytes"
	"context"
	"io"
	"net"
	"sync/atomic"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"

	"ringside/classroom/transport"
)

// TestHandshake: a client that connects and says nothing, or logs in and does nothing, is
// hung up on.
func TestHandshake(t *testing.T) {
	g := newGate(t, func(l *transport.Limits) { l.Handshake = 2 * time.Second }, nil)
	g.hangsUpOnSilence()
	g.isHungUp(g.client())
}

// hangsUpOnSilence waits until the server has closed a connection on which nothing is said.
func (g *gate) hangsUpOnSilence() {
	g.t.Helper()
	silent, err := net.Dial("tcp", g.addr)
	if err != nil {
		g.t.Fatal(err)
	}
	defer func() { _ = silent.Close() }()
	if err := silent.SetReadDeadline(time.Now().Add(longestWait)); err != nil {
		g.t.Fatal(err)
	}
	if _, err := io.Copy(io.Discard, silent); err != nil {
		g.t.Errorf("who says nothing is still there: %v", err)
	}
}

// TestGreeting: a client that does not begin to speak SSH is hung up on long before the time to
// log in is over.
func TestGreeting(t *testing.T) {
	const soon = 10 * time.Millisecond
	g := newGate(t, func(l *transport.Limits) { l.Greeting, l.Handshake, l.Begin = soon, time.Hour, time.Hour }, nil)
	g.hangsUpOnSilence()
}

// TestUnclosed: a client that does not close its side of a session that is over is hung up on.
func TestUnclosed(t *testing.T) {
	over := make(chan struct{})
	g := newGate(t, func(l *transport.Limits) { l.Stall = 10 * time.Millisecond }, func(*transport.Session) error {
		<-over
		return nil
	})
	held := g.holding()
	held.hold()
	close(over)
	select {
	case <-held.ended:
	case <-time.After(longestWait):
		t.Error("the connection is still open")
	}
}

// TestIdle: a key resets the idle timer, and so does new output; without either the
// session ends.
func TestIdle(t *testing.T) {
	for _, what := range []string{"keys", "frames"} {
		t.Run(what, func(t *testing.T) {
			const idle, beats = 1500 * time.Millisecond, 15
			show := make(chan struct{})
			g := newGate(t, func(l *transport.Limits) { l.Idle = idle }, func(s *transport.Session) error {
				go func() { _, _ = io.Copy(io.Discard, s) }()
				for {
					select {
					case <-show:
						if _, err := io.WriteString(s, "frame"); err != nil {
							return err
						}
					case <-s.Context().Done():
						return context.Cause(s.Context())
					}
				}
			})
			_, ch, _ := g.session()
			began := time.Now()
			beat := time.NewTicker(idle / 5)
			defer beat.Stop()
			for range beats { // five of which are the idle limit
				<-beat.C
				if what == "frames" {
					show <- struct{}{}
				} else if _, err := ch.Write([]byte("k")); err != nil {
					t.Fatal(err)
				}
			}
			told, err := io.ReadAll(ch)
			if err != nil || !bytes.HasSuffix(told, []byte(transport.ErrIdle.Error()+"\r\n")) {
				t.Errorf("told %.80q, %v", told, err)
			}
			if since := time.Since(began); since < idle*beats/5+idle/2 {
				t.Errorf("sent away after %v", since)
			}
			g.endsWith(transport.ErrIdle)
		})
	}
}

// TestAlive: a client that leaves a question unanswered is hung up on.
func TestAlive(t *testing.T) {
	g := newGate(t, func(l *transport.Limits) { l.Alive = time.Second }, nil)
	g.holding().hold()
	g.endsWith(transport.ErrClosed)
}

// holding begins a session on a connection whose client can stop writing.
func (g *gate) holding() *holding {
	g.t.Helper()
	conn, err := net.Dial("tcp", g.addr)
	if err != nil {
		g.t.Fatal(err)
	}
	h := &holding{Conn: conn, held: make(chan struct{}), ended: make(chan error, 1)}
	g.t.Cleanup(func() {
		close(h.held)
		_ = conn.Close()
	})
	sc, chans, requests, err := gossh.NewClientConn(h, g.addr, &gossh.ClientConfig{User: "eve", HostKeyCallback: gossh.InsecureIgnoreHostKey()})
	if err != nil {
		g.t.Fatal(err)
	}
	g.begins(gossh.NewClient(sc, chans, requests))
	return h
}

// holding is a connection whose client can stop writing, and which tells when it can be read no more.
type holding struct {
	net.Conn
	holds atomic.Bool
	held  chan struct{}
	ended chan error
}

func (h *holding) hold() { h.holds.Store(true) }

func (h *holding) Write(p []byte) (int, error) {
	if h.holds.Load() {
		<-h.held
	}
	return h.Conn.Write(p)
}

func (h *holding) Read(p []byte) (int, error) {
	n, err := h.Conn.Read(p)
	if err != nil {
		select {
		case h.ended <- err:
		default:
		}
	}
	return n, err
}

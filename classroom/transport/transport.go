// Package transport takes what comes over SSH and lets through what a session of the
// explorer needs, within limits.
//
//	connection ─▶ how often ─▶ handshake in time ─▶ logged in ─▶ Guard.Channel
//	                                                                  │ few channels, one session each
//	pty-req, window-change, env, shell ─▶ checked, clamped, counted ──┤
//	exec NAME is the name of a room; everything else is refused       ▼
//	                                         Session: bytes, a window, an environment, who it is
//
// No program is run on this machine, and there is no subsystem and no forwarding of
// ports, agents or X11. Whatever a client sends, what is kept of it is bounded, and
// whatever it stops doing, its session ends: a closed channel, a connection that does not
// answer, a terminal that takes nothing, and one at which for long no key is pressed and
// nothing new is shown.
package transport

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"runtime/debug"
	"sync/atomic"
	"time"

	"charm.land/ssh"
	gossh "golang.org/x/crypto/ssh"
)

// Limits bound what one client may take.
type Limits struct {
	Greeting  time.Duration // from the connection until the client has sent the beginning of SSH
	Handshake time.Duration // from the connection to the login: time to compare a host key and to type a code
	Begin     time.Duration // from the login to the first session
	Pending   int           // connections that have not logged in; beyond that the oldest of the network with most of them is dropped
	Idle      time.Duration // without a key and without anything new on the screen; 0: for ever
	Stall     time.Duration // how long a write to a terminal may take
	Alive     time.Duration // how long a client may leave a question unanswered
	Answer    time.Duration // the same when somebody waits to log in by the same name
	Channels  int           // open on one connection
	Requests  int           // before a session begins
	Variables int           // of an environment
	Value     int           // bytes of the word after the host
}

// Usual returns the limits of a class.
func Usual() Limits {
	return Limits{
		Greeting: 10 * time.Second, Handshake: 2 * time.Minute, Begin: 10 * time.Second, Pending: 1000,
		Idle: 30 * time.Minute, Stall: 10 * time.Second, Alive: 30 * time.Second, Answer: 5 * time.Second,
		Channels: 4, Requests: 64, Variables: 24, Value: 256,
	}
}

// Why a session ended other than by quitting.
var (
	ErrIdle   = errors.New("no key was pressed for too long, and nothing new was shown; the same command brings you back")
	ErrClosed = errors.New("the client has closed the session")
)

// Guard stands between SSH and the sessions.
type Guard struct {
	Limits Limits
	Log    *slog.Logger
	// Serve runs the session until it returns. The client is told its error in a line;
	// nothing if it is nil.
	Serve func(*Session) error
	// Turn reports whether a connection from a host may go on to the login now; until it
	// may, it waits. nil: always.
	Turn func(host string) bool

	auth   lobby
	waited atomic.Uint64
}

// Host is the address of a connection without its port.
func Host(addr net.Addr) string {
	host, _, err := net.SplitHostPort(addr.String())
	if err != nil {
		return addr.String()
	}
	return host
}

// Channel is an ssh.ChannelHandler for sessions.
func (g *Guard) Channel(_ *ssh.Server, conn *gossh.ServerConn, asked gossh.NewChannel, ctx ssh.Context) {
	l, ok := ctx.Value(linkKey{}).(*link)
	if !ok {
		_ = asked.Reject(gossh.ResourceShortage, "this connection came another way")
		return
	}
	l.logIn()
	if l.channels.Add(1) > int32(g.Limits.Channels) {
		l.channels.Add(-1)
		_ = asked.Reject(gossh.ResourceShortage, fmt.Sprintf("a connection has at most %d sessions", g.Limits.Channels))
		return
	}
	ch, requests, err := asked.Accept()
	if err != nil {
		l.channels.Add(-1)
		return
	}
	s := newSession(g, l, conn, ch)
	s.handle(requests)
	if l.channels.Add(-1) == 0 {
		l.hangUp() // no connection stays open without a session
	}
}

// alive asks the client at intervals whether it is there, until ctx ends.
func (s *Session) alive(ctx context.Context) {
	every := time.NewTicker(s.guard.Limits.Alive)
	defer every.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-every.C:
		}
		if !s.asked(s.guard.Limits.Alive) {
			return
		}
	}
}

// asked asks the client whether it is there, and hangs up if it does not answer.
func (s *Session) asked(timeout time.Duration) bool {
	late := time.AfterFunc(timeout, s.link.hangUp)
	defer late.Stop()
	_, _, err := s.conn.SendRequest("keepalive@openssh.com", true, nil)
	return err == nil
}

// Alive asks the client now whether it is there, because somebody waits to log in by the same name.
func (s *Session) Alive() bool { return s.asked(s.guard.Limits.Answer) }

// errFailed is the error of a session that panicked.
var errFailed = errors.New("this session has failed; the class goes on, and your place is kept")

// survive, deferred by a goroutine of a session, contains its panic and ends the session.
func (s *Session) survive() {
	if p := recover(); p != nil {
		s.guard.Log.Error("a session has failed", "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
		s.end(errFailed)
	}
}

// run serves the session until it ends, and returns why; after a panic, errFailed.
func (s *Session) run() (err error) {
	defer func() {
		if errors.Is(context.Cause(s.ctx), errFailed) {
			err = errFailed
		}
	}()
	defer s.survive()
	return s.guard.Serve(s)
}

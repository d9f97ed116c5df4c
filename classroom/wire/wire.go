// Package wire takes what comes over SSH and lets through what a session of the
// explorer needs, within limits.
//
//	connection ─▶ how often ─▶ handshake in time ─▶ logged in ─▶ Guard.Channel
//	                                                                  │ few channels, one session each
//	pty-req, window-change, env, shell ─▶ checked, clamped, counted ──┤
//	exec NAME is the name of a room; everything else is refused       ▼
//	                                         Session: bytes, a window, an environment, who it is
//
// There is no program to be run on this machine, no subsystem, no forwarding of
// ports, agents or X11. Whatever a client sends, what is kept of it is bounded,
// and whatever it stops doing, its session ends: a closed channel, a connection
// that nobody answers on, a terminal that takes nothing, and one at which no key is
// pressed and to which nothing new has been shown for long.
package wire

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"runtime/debug"
	"time"

	"charm.land/ssh"
	gossh "golang.org/x/crypto/ssh"
)

// Limits are what one client may take.
type Limits struct {
	Greeting  time.Duration // from the connection until the client has said what SSH begins with
	Handshake time.Duration // from the connection to the login: time to compare a host key and to type a code
	Begin     time.Duration // from the login to the first session
	Pending   int           // connections that have not logged in; the oldest of whoever has most of them gives way
	Idle      time.Duration // without a key and without anything new on the screen; 0: for ever
	Stall     time.Duration // how long a terminal may take nothing
	Alive     time.Duration // how long a client may leave a question unanswered
	Answer    time.Duration // how long when somebody waits for its seat
	Channels  int           // open on one connection
	Requests  int           // before a session begins
	Variables int           // of an environment
	Value     int           // bytes of the word behind the host
}

// Usual are the limits of a class.
func Usual() Limits {
	return Limits{
		Greeting: 10 * time.Second, Handshake: 2 * time.Minute, Begin: 10 * time.Second, Pending: 1000,
		Idle: 30 * time.Minute, Stall: 10 * time.Second, Alive: 30 * time.Second, Answer: 5 * time.Second,
		Channels: 4, Requests: 64, Variables: 24, Value: 256,
	}
}

// Why a session ended that nobody quit.
var (
	ErrIdle   = errors.New("no key was pressed for too long, and nothing new was shown; the same command brings you back to your seat")
	ErrClosed = errors.New("the client has closed the session")
)

// Guard stands between SSH and the sessions.
type Guard struct {
	Limits Limits
	Log    *slog.Logger
	// Serve is the session, until it returns. What it returns is told to the
	// client in a line; nil: nothing is.
	Serve func(*Session) error
	// Accept reports whether a connection from a host is taken.
	Accept func(host string) bool

	auth lobby
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
		l.hangUp() // nobody keeps a connection for nothing
	}
}

// alive asks the client again and again whether it is there, until ctx ends.
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

// asked asks the client whether it is there, and hangs up if it does not say so.
func (s *Session) asked(patience time.Duration) bool {
	late := time.AfterFunc(patience, s.link.hangUp)
	defer late.Stop()
	_, _, err := s.conn.SendRequest("keepalive@openssh.com", true, nil)
	return err == nil
}

// Alive asks the client now whether it is there, since somebody waits for its seat.
func (s *Session) Alive() bool { return s.asked(s.guard.Limits.Answer) }

// errFailed is what a session says that ended of a panic.
var errFailed = errors.New("this session has failed; the class goes on, and your seat is kept")

// survive, deferred by a goroutine of a session, keeps its panic from the others
// and ends the session.
func (s *Session) survive() {
	if p := recover(); p != nil {
		s.guard.Log.Error("a session has failed", "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
		s.end(errFailed)
	}
}

// run serves the session until it ends, and says why. Of a panic it says that it
// has failed.
func (s *Session) run() (err error) {
	defer func() {
		if errors.Is(context.Cause(s.ctx), errFailed) {
			err = errFailed
		}
	}()
	defer s.survive()
	return s.guard.Serve(s)
}

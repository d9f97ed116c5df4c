// Tests of the guard and its sessions against a real SSH client: malformed requests,
// floods, limits and silence.

package transport_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"charm.land/ssh"
	gossh "golang.org/x/crypto/ssh"

	"ringside/classroom/transport"
)

// longestWait is how long something immediate may take.
const longestWait = 2 * time.Minute

// gate is a server with only a test's code behind its guard.
type gate struct {
	t     *testing.T
	addr  string
	guard *transport.Guard
	began chan *transport.Session
	ended chan error   // what Serve returned
	turns atomic.Int64 // how many connections may go on
	asked atomic.Int64 // how often one has asked whether it may
}

// newGate starts a gate whose sessions read to their end, unless serve says otherwise.
func newGate(t *testing.T, change func(*transport.Limits), serve func(*transport.Session) error) *gate {
	t.Helper()
	g := &gate{t: t, began: make(chan *transport.Session, 100), ended: make(chan error, 100)}
	g.turns.Store(1000)
	limits := transport.Usual()
	if change != nil {
		change(&limits)
	}
	if serve == nil {
		serve = func(s *transport.Session) error {
			go func() { _, _ = io.Copy(io.Discard, s) }()
			<-s.Context().Done()
			return context.Cause(s.Context())
		}
	}
	g.guard = &transport.Guard{Limits: limits, Turn: func(host string) bool {
		g.asked.Add(1)
		return host != "127.0.0.1" || g.turns.Add(-1) >= 0
	}, Log: slog.New(slog.DiscardHandler), Serve: func(s *transport.Session) error {
		g.began <- s
		err := errors.New("panicked")
		defer func() { g.ended <- err }()
		err = serve(s)
		return err
	}}
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := gossh.NewSignerFromKey(private)
	if err != nil {
		t.Fatal(err)
	}
	server := &ssh.Server{
		HostSigners: []ssh.Signer{signer}, HandshakeTimeout: limits.Handshake, ConnCallback: g.guard.Connect,
		ChannelHandlers: map[string]ssh.ChannelHandler{"session": g.guard.Channel},
		RequestHandlers: map[string]ssh.RequestHandler{},
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	g.addr = l.Addr().String()
	go func() { _ = server.Serve(l) }() // ErrServerClosed
	t.Cleanup(func() { _ = server.Close() })
	return g
}

// client opens one connection.
func (g *gate) client() *gossh.Client {
	g.t.Helper()
	c, err := gossh.Dial("tcp", g.addr, &gossh.ClientConfig{User: "eve", HostKeyCallback: gossh.InsecureIgnoreHostKey(), Timeout: longestWait})
	if err != nil {
		g.t.Fatal(err)
	}
	g.t.Cleanup(func() { _ = c.Close() })
	return c
}

// channel opens a channel for a session, without any request on it.
func (g *gate) channel(c *gossh.Client) gossh.Channel {
	g.t.Helper()
	ch, requests, err := c.OpenChannel("session", nil)
	if err != nil {
		g.t.Fatal(err)
	}
	go gossh.DiscardRequests(requests)
	return ch
}

func ptyRequest(w, h uint32) []byte {
	return gossh.Marshal(struct {
		Term                 string
		W, H, PixelW, PixelH uint32
		Modes                string
	}{"xterm-256color", w, h, 0, 0, ""})
}

func windowChange(w, h uint32) []byte {
	return gossh.Marshal(struct{ W, H, PixelW, PixelH uint32 }{w, h, 0, 0})
}

func variable(name, value string) []byte {
	return gossh.Marshal(struct{ Name, Value string }{name, value})
}

// asks sends a request and reports whether it was granted.
func (g *gate) asks(ch gossh.Channel, kind string, payload []byte) bool {
	g.t.Helper()
	ok, err := ch.SendRequest(kind, true, payload)
	if err != nil {
		g.t.Fatalf("%s: %v", kind, err)
	}
	return ok
}

// session begins a session on a connection of its own.
func (g *gate) session() (*gossh.Client, gossh.Channel, *transport.Session) {
	g.t.Helper()
	c := g.client()
	ch, s := g.begins(c)
	return c, ch, s
}

// begins begins a session on a connection, as a terminal does.
func (g *gate) begins(c *gossh.Client) (gossh.Channel, *transport.Session) {
	g.t.Helper()
	ch := g.channel(c)
	if !g.asks(ch, "pty-req", ptyRequest(80, 24)) || !g.asks(ch, "shell", nil) {
		g.t.Fatal("a usual session is refused")
	}
	return ch, g.sits()
}

func (g *gate) sits() *transport.Session {
	g.t.Helper()
	select {
	case s := <-g.began:
		return s
	case <-time.After(longestWait):
		g.t.Fatal("no session has begun")
		return nil
	}
}

func (g *gate) endsWith(want error) {
	g.t.Helper()
	select {
	case err := <-g.ended:
		if !errors.Is(err, want) {
			g.t.Errorf("the session ended with %v, want %v", err, want)
		}
	case <-time.After(longestWait):
		g.t.Fatal("the session goes on")
	}
}

// isHungUp waits until the server has closed the connection.
func (g *gate) isHungUp(c *gossh.Client) {
	g.t.Helper()
	gone := make(chan struct{})
	go func() {
		_ = c.Wait()
		close(gone)
	}()
	select {
	case <-gone:
	case <-time.After(longestWait):
		g.t.Fatal("the connection is still open")
	}
}

// TestSizes: a size that would cost gigabytes or that nothing fits in is clamped, at login
// and later, and one that the client does not know is guessed.
func TestSizes(t *testing.T) {
	g := newGate(t, nil, nil)
	for _, size := range []struct {
		w, h         uint32
		haveW, haveH int
	}{
		{20, 5, 20, 5}, {400, 150, 400, 150}, {0, 0, 80, 24}, {80, 0, 80, 24},
		{19, 5, 20, 5}, {20, 4, 20, 5}, {1, 1, 20, 5}, {401, 150, 400, 150}, {400, 151, 400, 150},
		{4000, 2500, 400, 150}, {1, 2_000_000_000, 20, 150}, {1 << 31, 1 << 31, 400, 150}, {1<<32 - 1, 24, 400, 24},
	} {
		c := g.client()
		ch := g.channel(c)
		if !g.asks(ch, "pty-req", ptyRequest(size.w, size.h)) || !g.asks(ch, "shell", nil) {
			t.Fatalf("%d×%d is refused", size.w, size.h)
		}
		if w, h := g.sits().Window.Size(); w != size.haveW || h != size.haveH {
			t.Errorf("%d×%d at login becomes %d×%d, want %d×%d", size.w, size.h, w, h, size.haveW, size.haveH)
		}
		_ = c.Close()
	}
	_, ch, s := g.session()
	for _, size := range [][4]int{{1, 2_000_000_000, 20, 150}, {4000, 1, 400, 5}, {100, 40, 100, 40}, {0, 0, 100, 40}} {
		g.asks(ch, "window-change", windowChange(uint32(size[0]), uint32(size[1])))
		if w, h := s.Window.Size(); w != size[2] || h != size[3] {
			t.Errorf("%d×%d becomes %d×%d, want %d×%d", size[0], size[1], w, h, size[2], size[3])
		}
	}
}

// TestMalformed: requests that are cut off or lie about their lengths are refused, and
// nothing crashes.
func TestMalformed(t *testing.T) {
	g := newGate(t, nil, nil)
	ch := g.channel(g.client())
	long := binary.BigEndian.AppendUint32(nil, 1<<31)
	for _, kind := range []string{"pty-req", "window-change", "env", "exec"} {
		for _, payload := range [][]byte{nil, {0}, long, append(long, "abc"...), ptyRequest(80, 24)[:9]} {
			if g.asks(ch, kind, payload) {
				t.Errorf("%s %x is granted", kind, payload)
			}
		}
	}
	if g.asks(ch, "pty-req", ptyRequest(80, 24)[:4+len("xterm-256color")+7]) {
		t.Error("a terminal is granted whose size is cut off")
	}
	if _, ch, _ := g.session(); g.asks(ch, "window-change", windowChange(80, 24)[:7]) {
		t.Error("a size is granted that is cut off")
	}
}

// TestTerminal: a terminal is named once, and its name is nothing that another terminal obeys.
func TestTerminal(t *testing.T) {
	for term, want := range map[string]string{"screen": "screen", "x\x1b]0;y": "xterm-256color", "a b": "xterm-256color", "": "xterm-256color"} {
		g := newGate(t, nil, nil)
		ch := g.channel(g.client())
		asked := append(gossh.Marshal(struct{ Term string }{term}), windowChange(80, 24)...)
		if !g.asks(ch, "pty-req", asked) || g.asks(ch, "pty-req", ptyRequest(40, 10)) || !g.asks(ch, "shell", nil) {
			t.Fatalf("%q is refused, or another terminal after it is granted", term)
		}
		s := g.sits()
		if w, h := s.Window.Size(); s.Term != want || w != 80 || h != 24 {
			t.Errorf("%q becomes %q of %d×%d", term, s.Term, w, h)
		}
	}
}

// TestFloodOfWindowChanges: nobody waits for the reader of sizes.
func TestFloodOfWindowChanges(t *testing.T) {
	g := newGate(t, nil, nil)
	_, ch, s := g.session()
	for i := range 20_000 {
		if _, err := ch.SendRequest("window-change", false, windowChange(uint32(20+i%300), 24)); err != nil {
			t.Fatal(err)
		}
	}
	g.asks(ch, "window-change", windowChange(123, 45))
	if w, h := s.Window.Size(); w != 123 || h != 45 {
		t.Errorf("the last size is %d×%d", w, h)
	}
}

// TestNothingElse: a session is a shell with the explorer, or a room's name.
func TestNothingElse(t *testing.T) {
	g := newGate(t, nil, nil)
	c, ch, _ := g.session()
	for _, kind := range []string{
		"subsystem", "auth-agent-req@openssh.com", "x11-req", "signal", "break", "shell", "exec", "env", "pty-req",
	} {
		payload := variable("LANG", "C")
		if g.asks(ch, kind, payload) {
			t.Errorf("%s is granted while a session runs", kind)
		}
	}
	fresh := g.channel(c)
	for _, kind := range []string{"subsystem", "auth-agent-req@openssh.com", "x11-req", "signal"} {
		if g.asks(fresh, kind, variable("sftp", "")) {
			t.Errorf("%s is granted", kind)
		}
	}
	for _, kind := range []string{"direct-tcpip", "forwarded-tcpip", "x11", "auth-agent@openssh.com", "direct-streamlocal@openssh.com"} {
		if ch, _, err := c.OpenChannel(kind, nil); err == nil {
			t.Errorf("a channel %s is opened", kind)
			_ = ch.Close()
		}
	}
	for _, kind := range []string{"tcpip-forward", "streamlocal-forward@openssh.com"} {
		if ok, _, err := c.SendRequest(kind, true, nil); err != nil || ok {
			t.Errorf("%s: %t, %v", kind, ok, err)
		}
	}
}

// TestCommandIsARoom: the word after the host is passed on and never run.
func TestCommandIsARoom(t *testing.T) {
	g := newGate(t, nil, nil)
	ch := g.channel(g.client())
	if !g.asks(ch, "pty-req", ptyRequest(80, 24)) {
		t.Fatal("no terminal")
	}
	if g.asks(ch, "exec", gossh.Marshal(struct{ Command string }{strings.Repeat("x", 1<<16)})) {
		t.Error("a name of 64 KiB is taken")
	}
	if !g.asks(ch, "exec", gossh.Marshal(struct{ Command string }{" monday "})) {
		t.Fatal("the room is refused")
	}
	if s := g.sits(); s.Command != "monday" {
		t.Errorf("the room is %q", s.Command)
	}
}

// TestNoTerminal: a client without a terminal is told what to do.
func TestNoTerminal(t *testing.T) {
	g := newGate(t, nil, nil)
	ch := g.channel(g.client())
	if !g.asks(ch, "shell", nil) {
		t.Fatal("the shell is refused without a word")
	}
	told, err := io.ReadAll(ch)
	if err != nil || !bytes.Contains(told, []byte("use ssh -t")) {
		t.Errorf("told %q, %v", told, err)
	}
	if len(g.began) > 0 {
		t.Error("the session was begun")
	}
}

// TestEnvironment: of ten megabytes a few harmless words are kept.
func TestEnvironment(t *testing.T) {
	g := newGate(t, func(l *transport.Limits) { l.Requests = 2000 }, nil)
	ch := g.channel(g.client())
	if !g.asks(ch, "pty-req", ptyRequest(80, 24)) {
		t.Fatal("no terminal")
	}
	for name, value := range map[string]string{
		"LD_PRELOAD": "x", "PATH": "/", "LANG": "\x1b[2J", "LC_ALL": strings.Repeat("x", 1<<14), "LC_\x1b": "x", "TERM": "x", "LC_BIDI": "a\u202eb",
	} {
		if g.asks(ch, "env", variable(name, value)) {
			t.Errorf("%q=%.20q is taken", name, value)
		}
	}
	for i := range 1000 {
		g.asks(ch, "env", variable(fmt.Sprintf("LC_%d", i), "C.UTF-8"))
	}
	if !g.asks(ch, "shell", nil) {
		t.Fatal("no session")
	}
	env := g.sits().Env()
	if len(env) != 1+g.guard.Limits.Variables || env[0] != "TERM=xterm-256color" {
		t.Errorf("kept %d variables: %.60q", len(env), env)
	}
}

// TestFloodOfRequests: a client that sends requests without end before there is a session
// is hung up on.
func TestFloodOfRequests(t *testing.T) {
	g := newGate(t, func(l *transport.Limits) { l.Begin = time.Hour }, nil)
	c := g.client()
	ch := g.channel(c)
	for range 10 * g.guard.Limits.Requests {
		if _, err := ch.SendRequest("env", false, variable("LC_X", "x")); err != nil {
			break
		}
	}
	g.isHungUp(c)
}

// TestChannels: a connection can have a few sessions, not fifty.
func TestChannels(t *testing.T) {
	g := newGate(t, nil, nil)
	c := g.client()
	open := 0
	for range 50 {
		if _, requests, err := c.OpenChannel("session", nil); err == nil {
			open++
			go gossh.DiscardRequests(requests)
		}
	}
	if open != g.guard.Limits.Channels {
		t.Errorf("%d channels are open, want %d", open, g.guard.Limits.Channels)
	}
}

// TestClosedChannel: when a client closes its session and keeps the connection, nothing
// is kept of the session.
func TestClosedChannel(t *testing.T) {
	g := newGate(t, nil, nil)
	c, ch, _ := g.session()
	if err := ch.Close(); err != nil {
		t.Fatal(err)
	}
	g.endsWith(transport.ErrClosed)
	g.isHungUp(c)
}

// TestPanic: a failure in one session is reported there, and the next session works.
func TestPanic(t *testing.T) {
	g := newGate(t, nil, func(*transport.Session) error { panic("ouch") })
	for range 2 {
		_, ch, _ := g.session()
		told, err := io.ReadAll(ch)
		if err != nil || !bytes.Contains(told, []byte("this session has failed")) || bytes.Contains(told, []byte("ouch")) {
			t.Errorf("told %q, %v", told, err)
		}
	}
}

func TestLimiter(t *testing.T) {
	now := time.Unix(0, 0)
	l := transport.NewLimiter(3, time.Second, func() time.Time { return now })
	allow := func(name string, want ...bool) {
		t.Helper()
		for i, w := range want {
			if got := l.Allow(name); got != w {
				t.Errorf("%s at %v, time %d: allowed is %t", name, now.Unix(), i+1, got)
			}
		}
	}
	allow("alice", true, true, true, false)
	allow("bob", true, true, true, false)
	now = now.Add(2 * time.Second)
	allow("alice", true, true, false)
	now = now.Add(time.Hour)
	allow("alice", true, true, true, false)
}

// TestFinallyComesLast: the function given to Finally is called only after the client has
// been told why the session ended, so that a closing server cuts off nobody's last line.
func TestFinallyComesLast(t *testing.T) {
	why := errors.New("the class is closing")
	read, over := make(chan struct{}), make(chan bool, 1)
	g := newGate(t, nil, func(s *transport.Session) error {
		s.Finally(func() {
			select {
			case <-read:
				over <- true
			case <-time.After(longestWait):
				over <- false
			}
		})
		return why
	})
	ch := g.channel(g.client())
	if !g.asks(ch, "pty-req", ptyRequest(80, 24)) || !g.asks(ch, "shell", nil) {
		t.Fatal("a usual session is refused")
	}
	if said, _ := io.ReadAll(ch); !strings.Contains(string(said), why.Error()) {
		t.Errorf("the client was told %q", said)
	}
	close(read)
	if !<-over {
		t.Error("the session was over before the client was told why")
	}
}

// One SSH session: its terminal, its environment, its requests and its end.

package transport

import (
	"context"
	"encoding/binary"
	"errors"
	"io"
	"strings"
	"sync"
	"time"

	gossh "golang.org/x/crypto/ssh"

	"ringside/tui/paint"
)

// The sizes that a session may have. Others are clamped, at login and later: in a window
// that is too small, the explorer says so.
const (
	leastWidth, leastHeight = 20, 5
	mostWidth, mostHeight   = 400, 150
	usualWidth, usualHeight = 80, 24 // for a client that doesn't know its own
)

// Session is a terminal at the other end of a connection. Reading returns what is typed;
// io.EOF when the client has closed it.
type Session struct {
	User    string // as the client gave it: not clean
	Login   any    // who it is, from the login; nil: nobody was asked
	Version string // of the client's program: not clean
	Host    string
	Command string // the word after the host; not clean
	Term    string
	Window  *paint.Window

	guard   *Guard
	link    *link
	conn    *gossh.ServerConn
	channel gossh.Channel
	env     []string
	ctx     context.Context
	end     context.CancelCauseFunc
	started bool
	idle    *time.Timer // nil: no limit
	linger  *time.Timer // hangs up on a client that does not close its side; set before served is done
	finally func()      // after everything else; nil: nothing
	served  sync.WaitGroup
}

func newSession(g *Guard, l *link, conn *gossh.ServerConn, ch gossh.Channel) *Session {
	s := &Session{
		User: conn.User(), Version: string(conn.ClientVersion()), Host: Host(conn.RemoteAddr()),
		guard: g, link: l, conn: conn, channel: ch,
	}
	if conn.Permissions != nil {
		s.Login = conn.Permissions.ExtraData[Login{}]
	}
	s.ctx, s.end = context.WithCancelCause(context.Background())
	return s
}

// Context ends with the session; its cause says why.
func (s *Session) Context() context.Context { return s.ctx }

// Env returns the accepted variables that the client has sent, and TERM.
func (s *Session) Env() []string { return append([]string{"TERM=" + s.Term}, s.env...) }

// End ends the session; the client is told why.
func (s *Session) End(why error) { s.end(why) }

// Stall returns how long a write may take.
func (s *Session) Stall() time.Duration { return s.guard.Limits.Stall }

// HangUp closes the connection: any pending write then fails at once.
func (s *Session) HangUp() { s.link.hangUp() }

// Read returns what has been typed.
func (s *Session) Read(p []byte) (int, error) {
	n, err := s.channel.Read(p)
	s.active(n)
	return n, err
}

// Write writes to the terminal. A session that is shown something new is not idle.
func (s *Session) Write(p []byte) (int, error) {
	n, err := s.channel.Write(p)
	s.active(n)
	return n, err
}

// active restarts the idle timer, which ends the session when no key is pressed and
// nothing is shown.
func (s *Session) active(bytes int) {
	if bytes > 0 && s.idle != nil {
		s.idle.Reset(s.guard.Limits.Idle)
	}
}

// handle answers the channel's requests until it is closed, and then waits for the
// session to end.
func (s *Session) handle(requests <-chan *gossh.Request) {
	s.answer(requests)
	s.end(ErrClosed)
	s.served.Wait()
	if s.linger != nil {
		s.linger.Stop()
	}
}

// answer answers requests until there are no more.
func (s *Session) answer(requests <-chan *gossh.Request) {
	defer s.survive()
	left := s.guard.Limits.Requests
	for r := range requests {
		if left--; left < 0 && !s.link.begun.Load() {
			s.link.hangUp()
		}
		ok := s.request(r)
		if r.WantReply {
			_ = r.Reply(ok, nil) // a client that is gone is noticed by Read
		}
		if ok && (r.Type == "shell" || r.Type == "exec") {
			s.start()
		}
	}
}

// request handles one request and reports whether it is granted.
func (s *Session) request(r *gossh.Request) bool {
	running := s.started
	switch r.Type {
	case "pty-req":
		return !running && s.Window == nil && s.terminal(r.Payload)
	case "window-change":
		if s.Window == nil || len(r.Payload) < 8 {
			return false
		}
		if w, h, ok := size(r.Payload); ok {
			s.Window.Resize(clamp(w, leastWidth, mostWidth), clamp(h, leastHeight, mostHeight))
		}
		return true
	case "env":
		return !running && s.variable(r.Payload)
	case "shell":
		return !running
	case "exec": // ssh -t host ROOM
		command, _, ok := text(r.Payload)
		if running || !ok || len(command) > s.guard.Limits.Value {
			return false
		}
		s.Command = strings.TrimSpace(command)
		return true
	}
	return false // subsystems, agents, X11, signals, breaks
}

// terminal reads the type of the terminal and its size.
func (s *Session) terminal(payload []byte) bool {
	term, rest, ok := text(payload)
	if !ok || len(rest) < 8 {
		return false
	}
	w, h, ok := size(rest)
	if !ok {
		w, h = usualWidth, usualHeight
	}
	s.Term = "xterm-256color"
	if word(term) {
		s.Term = term
	}
	s.Window = paint.NewWindow(clamp(w, leastWidth, mostWidth), clamp(h, leastHeight, mostHeight))
	return true
}

// size reads a width and a height; ok is false if the client does not know them.
func size(payload []byte) (w, h int, ok bool) {
	const most = 1 << 20 // so that an int holds it on every platform
	w = int(min(binary.BigEndian.Uint32(payload), most))
	h = int(min(binary.BigEndian.Uint32(payload[4:]), most))
	return w, h, w > 0 && h > 0
}

func clamp(n, least, most int) int { return max(least, min(n, most)) }

// variable accepts a variable that the explorer uses.
func (s *Session) variable(payload []byte) bool {
	name, rest, ok := text(payload)
	if !ok {
		return false
	}
	value, _, ok := text(rest)
	known := name == "LANG" || name == "NO_COLOR" || name == "COLORTERM" || name == "COLORFGBG" || strings.HasPrefix(name, "LC_")
	if !ok || !known || len(s.env) >= s.guard.Limits.Variables ||
		!word(name) || value != "" && !word(value) {
		return false
	}
	s.env = append(s.env, name+"="+value)
	return true
}

// word reports whether a text is plain: nothing that a terminal would act on.
func word(s string) bool {
	const most = 64
	if s == "" || len(s) > most {
		return false
	}
	for _, c := range s {
		if c <= ' ' || c > '~' {
			return false
		}
	}
	return true
}

// text reads an SSH string.
func text(b []byte) (s string, rest []byte, ok bool) {
	if len(b) < 4 {
		return "", nil, false
	}
	n := binary.BigEndian.Uint32(b)
	if uint64(n) > uint64(len(b)-4) {
		return "", nil, false
	}
	return string(b[4 : 4+n]), b[4+n:], true
}

// start begins the session, once.
func (s *Session) start() {
	s.link.begun.Store(true)
	s.started = true
	if after := s.guard.Limits.Idle; after > 0 {
		s.idle = time.AfterFunc(after, func() { s.end(ErrIdle) })
	}
	s.served.Go(func() {
		defer s.survive()
		s.alive(s.ctx)
	})
	s.served.Go(func() {
		defer func() {
			if s.finally != nil {
				s.finally()
			}
		}()
		defer s.survive()
		var err error
		if s.Window == nil {
			err = errNoTerminal
		} else {
			err = s.run()
		}
		s.end(err)
		if s.idle != nil {
			s.idle.Stop()
		}
		s.say(err)
	})
}

var errNoTerminal = errors.New("this needs a terminal: use ssh -t")

// Finally has f called when the session is over and the client has been told why. The
// server calls Finally once.
func (s *Session) Finally(f func()) { s.finally = f }

// say tells the client why the session ended, and closes the channel. A client that does
// not read is hung up on.
func (s *Session) say(err error) {
	timeout := time.AfterFunc(time.Second, s.link.hangUp)
	defer timeout.Stop()
	code := uint32(0)
	if err != nil {
		code = 1
		_, _ = io.WriteString(s.channel, err.Error()+"\r\n") // the client may be gone
	}
	_, _ = s.channel.SendRequest("exit-status", false, binary.BigEndian.AppendUint32(nil, code))
	_ = s.channel.Close()
	s.linger = time.AfterFunc(s.guard.Limits.Stall, s.link.hangUp)
}

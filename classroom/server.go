// Package classroom serves the explorer over SSH, to a class.
//
//	ssh ─▶ auth (who?) ─▶ transport (what may a client do?) ─▶ room (one class) ─▶ tui of a participant
//	        keys, code       limits on everything          one goroutine        one program each
//
// It is the only importer of wish. A Server has rooms that know nothing of each
// other; a session is somebody in one of them.
package classroom

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"slices"
	"strings"
	"sync"
	"time"

	"charm.land/ssh"
	"charm.land/wish/v2"
	"github.com/charmbracelet/colorprofile"
	gossh "golang.org/x/crypto/ssh"

	"ringside/classroom/room"
	"ringside/classroom/transport"
	"ringside/engine"
	"ringside/engine/event"
	"ringside/internal/nearest"
	"ringside/internal/peer"
	"ringside/presets"
	"ringside/tui/class"
	"ringside/tui/paint"
	"ringside/tui/pane"
)

// Config configures a server.
type Config struct {
	Admission
	Rooms   []string // their names; the first is entered by those who name none
	Cluster engine.Config
	Title   string          // of the cluster
	Lecture *presets.Preset // a walkthrough beside the embedded ones; nil: none
	HostKey string          // its path; the key is generated if there is none
	State   string          // the folder in which rooms are kept while the server is down; "": they are not kept
	Fresh   bool            // start over, whatever is saved there

	MaxSessions int
	Limits      transport.Limits
	Results     room.Results // nil: answers are not kept
	Log         *slog.Logger // nil: nothing is logged

	Explorer Explorer                             // never nil
	Plain    Plain                                // nil: the explorer is drawn on any terminal
	Now      func() time.Time                     // nil: time.Now
	After    func(time.Duration) <-chan time.Time // nil: time.After
}

// Plain shows a class in lines to somebody whose terminal can't be drawn on, until they leave.
type Plain func(ctx context.Context, client Client, line io.ReadWriter) error

// Explorer makes what a participant sees.
type Explorer func(Client) (paint.Model, error)

// Client is a participant who is here, and what their terminal shows the class with.
type Client struct {
	class.Participant
	Title string      // of the room's cluster
	Env   []string    // of the terminal, as NAME=VALUE
	Cache *pane.Cache // the pictures of all who look at the same cluster
}

// Server serves rooms behind one SSH login.
type Server struct {
	config Config
	ssh    *ssh.Server
	guard  *transport.Guard
	auth   *auth
	rooms  []*room.Room

	told []string // what the person who started the server should know

	keepers []*keeper
	locks   []io.Closer
	keeping sync.WaitGroup

	processor *room.Processor // for all rooms

	caches map[*room.Room]*pane.Cache // what everybody in a room sees
	ctx    context.Context
	end    context.CancelCauseFunc

	hosts, names *transport.Limiter
	mu           sync.Mutex
	sessions     map[*transport.Session]bool
	closing      bool
	left         sync.WaitGroup
}

// errClosing is why a session ends when the server does.
var errClosing = errors.New("the class is closing; the same command brings you back when it opens again")

// New returns a server that does not listen yet.
func New(c Config) (*Server, error) {
	if err := c.check(); err != nil {
		return nil, err
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.After == nil {
		c.After = time.After
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	s := &Server{
		config: c, sessions: make(map[*transport.Session]bool),
		caches: make(map[*room.Room]*pane.Cache), processor: room.NewProcessor(c.Now),
		// A whole class sits behind one address, and maybe somebody who would keep it out;
		// one person comes back now and then.
		hosts: transport.NewLimiter(600, 5*time.Millisecond, c.Now), names: transport.NewLimiter(20, 3*time.Second, c.Now),
	}
	s.ctx, s.end = context.WithCancelCause(context.Background())
	if err := s.lockRooms(); err != nil {
		return nil, err
	}
	if err := s.open(); err != nil {
		s.end(err)
		s.keeping.Wait()
		s.unlock()
		return nil, err
	}
	return s, nil
}

// open prepares what is kept in files: the code, the key and the rooms. It fails if
// another server has one of the rooms.
func (s *Server) open() error {
	c := &s.config
	if c.MadeUp {
		code, told, err := KeptCode(c.State, c.Rooms[0], c.Fresh)
		if err != nil {
			return fmt.Errorf("the code of the class: %w", err)
		}
		if c.Code = code; told != "" {
			s.tell("%s", told)
		}
	} else if c.Code != "" && c.State != "" {
		if err := KeepCode(c.State, c.Rooms[0], c.Code); err != nil {
			return fmt.Errorf("the code of the class: %w", err)
		}
	}
	key, err := hostKey(c.HostKey)
	if err != nil {
		return err
	}
	s.auth = &auth{
		Admission: c.Admission, guesses: &guesses{now: c.Now, after: c.After}, log: c.Log,
		rooms: func() []*room.Room { return s.rooms },
	}
	c.Limits.Pending = max(c.Limits.Pending, c.MaxSessions) // a whole class may be about to log in
	s.guard = &transport.Guard{Limits: c.Limits, Log: c.Log, Serve: s.serve, Turn: func(host string) bool { return s.hosts.Allow(peer.Network(host)) }}
	s.ssh, err = wish.NewServer(
		wish.WithHostKeyPEM(key),
		wish.WithVersion("Ringside"),
		func(server *ssh.Server) error {
			const grace = 5 * time.Second // the guard ends it before, and says why
			server.HandshakeTimeout = c.Limits.Handshake + grace
			server.ServerConfigCallback = s.auth.meet
			server.ConnCallback = s.guard.Connect
			server.ChannelHandlers = map[string]ssh.ChannelHandler{"session": s.guard.Channel}
			server.RequestHandlers = map[string]ssh.RequestHandler{}
			return nil
		},
	)
	if err != nil {
		return err
	}
	for _, name := range c.Rooms {
		r, err := s.openRoom(name)
		if err != nil {
			return err
		}
		s.rooms = append(s.rooms, r)
		s.caches[r] = pane.NewCache()
	}
	return nil
}

// Code returns the code that lets students in; "" if there is none.
func (s *Server) Code() string { return s.config.Code }

// Fingerprint returns the host key's fingerprint, as ssh shows it.
func (s *Server) Fingerprint() string {
	return gossh.FingerprintSHA256(s.ssh.HostSigners[0].PublicKey())
}

// Serve accepts connections until ctx ends. Then it tells everybody, and waits until
// their terminals are restored.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	served := make(chan error, 1)
	s.config.Log.Info("open", "listen", l.Addr(), "rooms", strings.Join(s.config.Rooms, " "), "key", s.Fingerprint())
	go func() { served <- s.ssh.Serve(l) }()
	var err error
	select {
	case <-ctx.Done():
	case err = <-served:
	}
	if errors.Is(err, ssh.ErrServerClosed) {
		err = nil
	}
	return errors.Join(err, s.close())
}

// close ends all sessions and the rooms. It returns an error if a room could not be
// saved.
func (s *Server) close() error {
	const timeout = 3 * time.Second
	s.mu.Lock()
	s.closing = true
	for session := range s.sessions {
		session.End(errClosing)
	}
	s.mu.Unlock()
	done := make(chan struct{})
	go func() { s.left.Wait(); close(done) }()
	select {
	case <-done:
	case <-time.After(timeout):
	}
	_ = s.ssh.Close() // its listener may be closed already
	s.guard.Close()
	err := s.saveRooms()
	s.config.Log.Info("closed")
	s.end(nil)
	for _, r := range s.rooms {
		<-r.Done()
	}
	s.keeping.Wait()
	s.unlock()
	return err
}

// Rooms lists the rooms, the default room first.
func (s *Server) Rooms() []*room.Room { return s.rooms }

// Host lets somebody at the server itself into the first room.
func (s *Server) Host(ctx context.Context, who room.Identity) (*room.Member, error) {
	who.Serves = true
	return s.rooms[0].Join(ctx, who)
}

// Present returns the number of sessions in all rooms, without the host's own explorer.
func (s *Server) Present() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.sessions)
}

// Invite tells instructors how others can join.
func (s *Server) Invite(text string) {
	for _, r := range s.rooms {
		r.Invite(text)
	}
}

// room returns the room called name, or the first one for "".
func (s *Server) room(name string) (*room.Room, error) {
	if name == "" {
		return s.rooms[0], nil
	}
	i := slices.IndexFunc(s.rooms, func(r *room.Room) bool { return r.Name() == name })
	if i < 0 {
		return nil, fmt.Errorf("there is no room %s here%s", event.Show(name, 30), nearest.Among(name, "rooms", s.config.Rooms))
	}
	return s.rooms[i], nil
}

// serve runs one session, from the login to its end.
func (s *Server) serve(session *transport.Session) error {
	who, ok := session.Login.(room.Identity)
	if !ok {
		return errors.New("this connection has not logged in")
	}
	who.Alive = session.Alive
	r, err := s.room(session.Command)
	if err != nil {
		return err
	}
	standing, err := r.Standing(session.Context(), who)
	if err != nil {
		return err
	}
	if err := s.enter(session, standing.Instructor); err != nil {
		return err
	}
	session.Finally(func() { s.leave(session) })
	m, err := r.Join(session.Context(), who)
	if err != nil {
		return err
	}
	defer m.Leave()
	// It counts against the participant who was proved: nobody can use it up for somebody
	// else.
	by := cmp.Or(who.Key, who.Code, peer.Network(who.Host))
	if !s.names.Allow(r.Name() + " " + m.Name() + " " + by) {
		return errors.New("you reconnect too often; wait a little")
	}
	s.config.Log.Info("session", "room", r.Name(), "name", m.Name(), "client", room.CleanName(session.Version), "term", session.Term)
	err = s.show(session, m, r)
	select {
	case <-m.Gone():
		return errors.New(m.Why())
	default:
		return err
	}
}

func (s *Server) leave(session *transport.Session) {
	s.mu.Lock()
	delete(s.sessions, session)
	s.mu.Unlock()
	s.left.Done()
}

// bounded is a session that is hung up on when a write takes too long.
type bounded struct{ *transport.Session }

// Write writes to the terminal.
func (p bounded) Write(b []byte) (int, error) {
	if stall := p.Stall(); stall > 0 {
		defer time.AfterFunc(stall, p.HangUp).Stop()
	}
	return p.Session.Write(b)
}

// keysPerSecond is how many keys of one session count: more than a key held down
// gives, and so few that nobody can keep a processor from the others.
const keysPerSecond = 200

// show runs the explorer of a participant until they leave.
func (s *Server) show(session *transport.Session, m *room.Member, r *room.Room) error {
	client := Client{Participant: m, Title: r.Title(), Env: session.Env(), Cache: s.caches[r]}
	if session.Term == "dumb" && s.config.Plain != nil {
		return s.config.Plain(session.Context(), client, bounded{session})
	}
	model, err := s.config.Explorer(client)
	if err != nil {
		return err
	}
	err = paint.Run(session.Context(), model, paint.Terminal{
		In: session, Out: session, Env: session.Env(), Profile: colorprofile.Env(session.Env()), Window: session.Window,
		Rate: keysPerSecond, Stall: session.Stall(), Hangup: session.HangUp,
	})
	var failed *paint.Panic
	if errors.As(err, &failed) {
		s.config.Log.Error("a session has failed", "name", m.Name(), "panic", fmt.Sprint(failed.Value), "stack", string(failed.Stack))
		return errors.New("this session has failed; the class goes on, and your place is kept")
	}
	return err
}

// Connections that have not logged in yet: how long they may take, how many there may be,
// and which are dropped first.

package transport

import (
	"net"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"charm.land/ssh"

	"ringside/internal/peer"
)

// link is what is known of one connection.
type link struct {
	net.Conn
	guard    *Guard
	network  string
	heard    atomic.Int64 // bytes
	speaks   atomic.Bool  // the client has asked to log in: it can be told why it can't
	in       atomic.Bool  // it has logged in
	begun    atomic.Bool  // a session has
	channels atomic.Int32
	closed   sync.Once
	early    []byte // what was read before its turn
	mu       sync.Mutex
	timers   []*time.Timer
	tell     atomic.Pointer[func(string)]
}

type linkKey struct{}

// Login is the key under which a connection's permissions hold who has logged in; see
// Session.Login.
type Login struct{}

// greeting is how many bytes a client sends before it is known to speak SSH: its version,
// and part of its offer for the key exchange.
const greeting = 256

// Connect is an ssh.ConnCallback: it takes a connection when it is its turn, or hangs up.
func (g *Guard) Connect(ctx ssh.Context, conn net.Conn) net.Conn {
	host := Host(conn.RemoteAddr())
	l := &link{Conn: conn, guard: g, network: peer.Network(host)}
	ctx.SetValue(linkKey{}, l)
	g.auth.enter(l, g.Limits.Pending)
	l.limit()
	if g.Turn != nil && !l.waitsFor(func() bool { return g.Turn(host) }) {
		return nil
	}
	return l
}

// limit sets how long the connection may take.
func (l *link) limit() {
	g := l.guard
	l.mu.Lock()
	defer l.mu.Unlock()
	l.timers = []*time.Timer{
		time.AfterFunc(g.Limits.Greeting, func() {
			if l.heard.Load() < greeting {
				l.hangUp()
			}
		}),
		time.AfterFunc(g.Limits.Handshake, func() {
			if !l.in.Load() {
				l.sendAway("This has taken too long. Run the same command again.")
			}
		}),
	}
}

func linkOf(ctx ssh.Context) *link {
	l, _ := ctx.Value(linkKey{}).(*link)
	return l
}

// BeforeLogin sets how a connection that is dropped before it has logged in is told why.
func BeforeLogin(ctx ssh.Context, tell func(why string)) {
	if l := linkOf(ctx); l != nil {
		l.tell.Store(&tell)
	}
}

// Speaks records that the client has asked to log in.
func Speaks(ctx ssh.Context) {
	if l := linkOf(ctx); l != nil {
		l.speaks.Store(true)
	}
}

// LoggedIn records that the client has logged in.
func LoggedIn(ctx ssh.Context) {
	if l := linkOf(ctx); l != nil {
		l.logIn()
	}
}

func (l *link) logIn() {
	if l.in.Swap(true) {
		return
	}
	l.guard.auth.leave(l)
	time.AfterFunc(l.guard.Limits.Begin, func() {
		if !l.begun.Load() {
			l.hangUp()
		}
	})
}

// Read counts what the client sends.
func (l *link) Read(p []byte) (int, error) {
	if len(l.early) > 0 {
		n := copy(p, l.early)
		l.early = l.early[n:]
		return n, nil
	}
	n, err := l.Conn.Read(p)
	if !l.in.Load() {
		l.heard.Add(int64(n))
	}
	return n, err
}

// Close closes the connection.
func (l *link) Close() error {
	l.hangUp()
	return nil
}

// hangUp closes the connection, whatever is being written to it.
func (l *link) hangUp() {
	l.closed.Do(func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		for _, t := range l.timers {
			t.Stop()
		}
		l.guard.auth.leave(l)
		_ = l.Conn.Close()
	})
}

// sendAway hangs up, and says why if the client can be told.
func (l *link) sendAway(why string) {
	const timeout = time.Second
	tell := l.tell.Load()
	if tell == nil || !l.speaks.Load() {
		l.hangUp()
		return
	}
	go func() {
		hang := time.AfterFunc(timeout, l.hangUp) // a client that does not read delays nobody
		(*tell)(why)
		hang.Stop()
		l.hangUp()
	}()
}

// lobby holds the connections that have not logged in.
type lobby struct {
	mu      sync.Mutex
	links   []*link // in the order in which they came
	evicted uint64
}

// enter takes a connection in. If there are too many, one of the network that has most of
// them is dropped: the oldest that has not asked to log in, or else the oldest. So somebody
// who fills the lobby mostly drops their own connections, a real client has a while even
// beside them, and at the question for the code only as many whole logins push it out.
func (b *lobby) enter(l *link, most int) {
	b.mu.Lock()
	b.links = append(b.links, l)
	var out *link
	if most > 0 && len(b.links) > most {
		out = b.victim()
		b.evicted++
	}
	b.mu.Unlock()
	if out != nil {
		b.leave(out)
		out.sendAway("Too many connections are waiting to log in. Run the same command again.")
	}
}

// victim returns the connection to drop. b.mu is held.
func (b *lobby) victim() *link {
	of, worst := make(map[string]int), ""
	for _, l := range b.links {
		if of[l.network]++; of[l.network] > of[worst] {
			worst = l.network
		}
	}
	var oldest *link
	for _, l := range b.links[:len(b.links)-1] { // the newest has had no time to ask
		switch {
		case l.network != worst:
		case !l.speaks.Load():
			return l
		case oldest == nil:
			oldest = l
		}
	}
	return oldest
}

func (b *lobby) leave(l *link) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if i := slices.Index(b.links, l); i >= 0 {
		b.links = slices.Delete(b.links, i, i+1)
	}
}

// Pending returns how many connections have not logged in, and how many have been dropped
// so far.
func (g *Guard) Pending() (now int, evicted uint64) {
	g.auth.mu.Lock()
	defer g.auth.mu.Unlock()
	return len(g.auth.links), g.auth.evicted
}

// Package attach looks at a running Cassandra cluster from outside, and changes nothing, unless
// Options.Requests allows a client's requests.
//
//	hosts ─▶ lead: the first node that answers ─▶ its own tables ─▶ ring, replication ┐
//	           every node: a connection of its own ─▶ what it pushes and believes ────┼▶ View
//	Ask ─▶ coordinator: a connection for requests ─▶ what it answered, and its trace ─┘
//
// The ring comes from the tables of one node, since those of two need not agree. What a node
// believes is asked of that node alone, and carries its name. Only tables of the server
// itself are read (system, system_schema, system_views), nothing is written, and no request
// is traced, but for what Ask is given.
package attach

import (
	"context"
	"crypto/tls"
	"net"
	"net/netip"
	"sync"
	"time"

	"ringside/cassandra/cql"
	"ringside/engine"
)

// Options say where a cluster is and who asks.
type Options struct {
	Hosts          []string // addresses, each with or without a port
	Keyspace       string   // whose replication the walk goes by; "": the first one that is not the server's
	User, Password string
	TLS            *tls.Config // nil: no encryption

	// Process says what the process of the node is doing that clients reach at an address, if this
	// program has started it; nil: it has started none. It is asked when a connection is lost or
	// open again.
	Process func(netip.AddrPort) (h engine.Health, ours bool)

	Requests Requests // which requests of clients are allowed

	Intervals Intervals // a zero is the usual one
	// Dial opens the connections; nil: over the network.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
}

// Intervals are how often what is asked.
type Intervals struct {
	Beliefs time.Duration // of one node; 0 is 2 s
	Tables  time.Duration // of the lead; 0 is 10 s
	Retry   time.Duration // after a failure, doubled up to eightfold; 0 is 1 s
	Silent  time.Duration // after how long without a heartbeat a node counts as silent; 0 is 5 s
	Timeout time.Duration // of a dial and of an answer; 0 is 5 s
}

const (
	// mostAsked is how many nodes are asked for their beliefs in a second.
	mostAsked = 20
	// settleTime is how long after a change is pushed the tables are read: it is told before
	// they have it.
	settleTime = 300 * time.Millisecond
	// DefaultPort is where clients reach a node.
	DefaultPort = "9042"
)

// Cluster is a cluster that is looked at. Its methods may be called by several goroutines,
// and return at once.
type Cluster struct {
	options Options
	began   time.Time
	news    chan struct{}
	stop    context.CancelFunc
	done    sync.WaitGroup
	keys    chan string         // whose tokens are to be asked
	ready   chan netip.AddrPort // who may answer again by now
	clients clients

	mu     sync.Mutex
	state  state
	serial uint64
	views  map[engine.Watch]*engine.View // of the state; few at a time
}

// Open begins to look at a cluster. It returns before anything is known: News tells when
// something is. Close ends it.
func Open(o Options) *Cluster {
	ctx, stop := context.WithCancel(context.Background())
	c := &Cluster{
		options: o.filled(), began: time.Now(), news: make(chan struct{}, 1), stop: stop,
		keys: make(chan string, 1), ready: make(chan netip.AddrPort, engine.MaxNodes), views: make(map[engine.Watch]*engine.View),
	}
	c.state = newState(&c.options)
	r := &reporter{Cluster: c, reports: make(chan report, 64)}
	c.done.Go(func() { r.run(ctx) })
	return c
}

func (o Options) filled() Options {
	p := &o.Intervals
	for _, d := range []struct {
		of    *time.Duration
		usual time.Duration
	}{{&p.Beliefs, 2 * time.Second}, {&p.Tables, 10 * time.Second}, {&p.Retry, time.Second}, {&p.Silent, 5 * time.Second}, {&p.Timeout, 5 * time.Second}} {
		if *d.of == 0 {
			*d.of = d.usual
		}
	}
	return o
}

// Elapsed returns how long ago it was opened.
func (c *Cluster) Elapsed() time.Duration { return time.Since(c.began) }

// Close ends all connections, and returns when nothing goes on any more.
func (c *Cluster) Close() {
	c.stop()
	c.hangUp()
	c.done.Wait()
}

// News has a token whenever there is another View.
func (c *Cluster) News() <-chan struct{} { return c.news }

// change changes the state, and tells.
func (c *Cluster) change(how func(*state)) {
	c.mu.Lock()
	how(&c.state)
	c.state.now = time.Since(c.began)
	c.serial++
	clear(c.views)
	c.mu.Unlock()
	select {
	case c.news <- struct{}{}:
	default:
	}
}

// look calls a function with the state, which nobody else reads or changes meanwhile.
func (c *Cluster) look(how func(*state)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	how(&c.state)
}

// report is what one of the connections has found out.
type report struct {
	node  string // the host id of the node that it is about; "": the lead
	event *cql.Event
	heard *heard
	lost  error
	found bool // a connection to the node is open
	of    process
}

// reporter owns the connections.
type reporter struct {
	*Cluster
	reports chan report
	peers   map[string]*peer // by host id
	back    *backoff         // of the lead
	rate    *rateLimit
}

// run keeps looking until ctx ends. What each connection finds out comes as a report, so
// that one goroutine alone changes the state.
func (r *reporter) run(ctx context.Context) {
	r.peers, r.back, r.rate = make(map[string]*peer), newBackoff(r.options.Intervals.Retry), newRateLimit(mostAsked)
	var all sync.WaitGroup
	defer all.Wait()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	again := make(chan struct{}, 1) // read the tables
	all.Go(func() { r.lead(ctx, again) })
	tick := time.NewTicker(max(r.options.Intervals.Silent/5, 10*time.Millisecond))
	defer tick.Stop()
	settle := time.NewTimer(time.Hour)
	settle.Stop()
	settling := false
	for {
		select {
		case <-ctx.Done():
			return
		case got := <-r.reports:
			if r.take(got) && (got.event != nil || !settling) { // many may say the same again and again
				settle.Reset(settleTime)
				settling = true
			}
			r.follow(ctx, &all)
		case <-settle.C:
			settling = false
			select {
			case again <- struct{}{}:
			default:
			}
		case address := <-r.ready:
			r.hurry(address)
		case <-tick.C:
			r.grow()
		}
	}
}

// follow opens a connection of its own to each node that has none, and ends those to nodes
// that have left.
func (r *reporter) follow(ctx context.Context, all *sync.WaitGroup) {
	member := make(map[string]bool)
	var fresh []node
	r.look(func(s *state) {
		for _, n := range s.nodes {
			if !n.out {
				member[n.hostID] = true
				if r.peers[n.hostID] == nil {
					fresh = append(fresh, n)
				}
			}
		}
	})
	for id, p := range r.peers {
		if !member[id] {
			p.end()
			delete(r.peers, id)
		}
	}
	for _, n := range fresh {
		mine, end := context.WithCancel(ctx)
		p := &peer{r, n, end, newBackoff(r.options.Intervals.Retry)}
		r.peers[n.hostID] = p
		all.Go(func() { p.run(mine) })
	}
}

// hurry has the connection to a node tried again at once, and one for the tables if there is none.
func (r *reporter) hurry(address netip.AddrPort) {
	r.back.hurry()
	for _, p := range r.peers {
		if p.node.address == address {
			p.back.hurry()
		}
	}
}

// tell hands a report to who owns the state.
func (r *reporter) tell(ctx context.Context, got report) {
	select {
	case r.reports <- got:
	case <-ctx.Done():
	}
}

// wait waits; false if ctx ended before.
func wait(ctx context.Context, d time.Duration) bool {
	select {
	case <-time.After(d):
		return true
	case <-ctx.Done():
		return false
	}
}

// rateLimit lets so many through in a second.
type rateLimit struct {
	mu   sync.Mutex
	next time.Time
	gap  time.Duration
	free int // how many more go through at once
}

func newRateLimit(perSecond int) *rateLimit {
	return &rateLimit{gap: time.Second / time.Duration(perSecond), free: perSecond}
}

// turn waits for one's turn; false if ctx ended before.
func (p *rateLimit) turn(ctx context.Context) bool {
	p.mu.Lock()
	now := time.Now()
	if p.free > 0 {
		p.free--
		p.mu.Unlock()
		return true
	}
	if p.next.Before(now) {
		p.next = now
	}
	at := p.next
	p.next = at.Add(p.gap)
	p.mu.Unlock()
	return at.Equal(now) || wait(ctx, at.Sub(now))
}

// config is how connections are opened.
func (o *Options) config() cql.Config {
	return cql.Config{User: o.User, Password: o.Password, TLS: o.TLS, Timeout: o.Intervals.Timeout, Dial: o.Dial}
}

// The model: all that stays the same in a search.

package search

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/node"
	"ringside/engine/oracle"
	"ringside/engine/ring"
	"ringside/internal/count"
	"ringside/internal/digest"
	"ringside/internal/nearest"
)

// model is what stays the same in a search. Nothing writes to it once it is made.
type model struct {
	q        *Question
	settings engine.Settings
	lww      bool // the last write wins now
	everLWW  bool // and did so at some time
	ring     *ring.Ring
	now      time.Duration
	names    []string
	racks    []string // of the nodes: with their data centres
	tokens   map[event.Sym]ring.Token
	texts    map[event.Sym]string
	version  int              // of the ring
	past     []*engine.OpView // the operations before the open requests
	subjects map[event.Sym]oracle.Subject
	keys     []event.Sym // that the observer knows
	open     []question
	clients  [][]int // by client: its open requests, in order
	first    uint32  // the number of the first operation to come
	before   int     // how many operations were open at the beginning: the first of state.ops
	ids      []uint32
	earlier  []int // of each of these, the context of its client and key: see contextOf
	fixed    bool
	deletes  bool   // a delete is known, or may be asked for
	calm     bool   // what is late may be left out: see prune
	blind    bool   // what nobody reads makes no difference to what the question sees
	equal    bool   // nodes may be equal to each other: see interchangeable
	strict   bool   // in which order clients ask and are told matters
	idle     uint16 // a bit for each open request that need not begin: see idleReads
	initial  *state
	asking   asking
	ahead    foresight
}

// question is an open request with what its words stand for.
type question struct {
	Request
	verb    event.Verb
	key     event.Sym
	via     ring.NodeID // None: it names none
	who     int         // its client, among model.clients
	context int         // its client's context of its key, among state.contexts
	after   int         // the open request that must have been answered; -1: none
}

// place returns an operation's place among state.ops.
func (m *model) place(id uint32) int {
	if id >= m.first {
		return m.before + int(id-m.first)
	}
	i, _ := slices.BinarySearch(m.ids, id)
	return i
}

// idAt returns the operation at a place.
func (m *model) idAt(place int) uint32 {
	if place < m.before {
		return m.ids[place]
	}
	return m.first + uint32(place-m.before)
}

// newModel checks a question and makes the model and the first state of its search.
func newModel(q *Question) (*model, error) {
	if err := checkOpen(q.Open); err != nil {
		return nil, err
	}
	c := q.Cluster.Clone()
	for _, r := range q.Open {
		c.Intern(r.Key)
	}
	at, err := c.Moment()
	if err != nil {
		return nil, err
	}
	m := &model{
		q: q, settings: at.Settings, lww: at.Settings.Conflict == engine.LWW, everLWW: at.EverLWW, ring: at.Ring, now: at.Now,
		tokens: make(map[event.Sym]ring.Token), texts: make(map[event.Sym]string), version: at.Version.Number, subjects: make(map[event.Sym]oracle.Subject), first: at.Asked + 1,
		fixed: q.Fixed,
	}
	m.settings.Gossip, m.settings.Entropy = 0, 0
	for i := range at.Members {
		m.names = append(m.names, at.Members[i].Name)
		m.racks = append(m.racks, c.Place(ring.NodeID(i)))
	}
	m.readKeys(c, at)
	if err := checkUnderWay(at); err != nil {
		return nil, err
	}
	if err := m.readOpen(c, at); err != nil {
		return nil, err
	}
	m.initial = m.firstState(c, at)
	if len(m.open)+len(m.initial.flights)+len(m.initial.ops) == 0 && !q.Bounds.faulty() {
		return nil, fmt.Errorf("no request is open and nothing is in flight, so nothing can happen; let lines like get cart as ann follow explore")
	}
	if m.asking, err = newAsking(m, c); err != nil {
		return nil, err
	}
	m.reduce()
	m.prepareAhead()
	return m, m.reachesVia()
}

// canBeUsed returns an error about a bound that nothing can use up: a search within it would tell nothing more.
func (m *model) canBeUsed() error {
	b, s := &m.q.Bounds, m.initial
	down := slices.ContainsFunc(s.members, func(one member) bool { return one.health != engine.Up })
	cut := slices.ContainsFunc(s.cuts, func(links uint64) bool { return links != 0 })
	switch {
	case b.Starts > 0 && !down && b.Crashes+b.Hangs+b.Wipes+b.PowerFailures == 0:
		return fmt.Errorf("%s: every node is up, and nothing that is allowed takes one down; allow a crash, hang, wipe or power failure as well, or leave starts out", count.Of(b.Starts, "start"))
	case b.Mends > 0 && !cut && b.Cuts == 0:
		return fmt.Errorf("%s: no link is cut, and no cut is allowed; allow a cut as well, or leave mends out", count.Of(b.Mends, "mend"))
	}
	return nil
}

// reachesVia returns an error about an open request that can never begin: through a node that is
// crashed, and that nothing starts.
func (m *model) reachesVia() error {
	for i := range m.open {
		q := &m.open[i]
		if q.via != ring.None && m.initial.members[q.via].health == engine.Crashed && m.q.Bounds.Starts == 0 {
			return fmt.Errorf("%s: it can never begin, since %s is crashed and no start is allowed; allow 1 start, or name a node that is up", q.Request, event.Show(q.Via, event.LongestShown))
		}
		if by := m.awaits(i); by >= 0 && m.neverTold(by) {
			return fmt.Errorf("%s: it can never begin, since it waits for the answer to %s, and %s hangs, and neither a start nor a timeout is allowed; allow 1 start or 1 timeout, or name a node that is up",
				q.Request, m.open[by].Request, event.Show(m.open[by].Via, event.LongestShown))
		}
	}
	return nil
}

// awaits returns the open request through a node that hangs to which an open request waits for the answer; -1: there is none.
func (m *model) awaits(i int) int {
	for mine, at := m.clients[m.open[i].who], 0; at < len(mine) && mine[at] < i; at++ {
		if m.neverTold(mine[at]) {
			return mine[at]
		}
	}
	return m.open[i].after
}

// neverTold reports whether nobody will ever answer an open request: it waits before a node that hangs, which
// nothing lets go on and nothing ends, and its client does not give up.
func (m *model) neverTold(i int) bool {
	q, b := &m.open[i], &m.q.Bounds
	return q.via != ring.None && m.initial.members[q.via].health == engine.Hung && b.Starts+b.Crashes+b.Wipes+b.PowerFailures+b.Timeouts == 0
}

// readKeys notes where the keys live that something is known of, or is asked for.
func (m *model) readKeys(c *engine.Cluster, at *engine.Moment) {
	note := func(key event.Sym) {
		if _, known := m.tokens[key]; !known && key != 0 {
			m.texts[key] = c.Trace().Text(key)
			m.tokens[key] = ring.Hash(m.texts[key])
		}
	}
	m.keys = slices.Clone(at.Keys)
	for _, r := range m.q.Open {
		m.keys = append(m.keys, c.Intern(r.Key))
	}
	slices.Sort(m.keys)
	m.keys = slices.Compact(m.keys)
	for _, key := range m.keys {
		note(key)
		m.subjects[key] = at.Observer.Subject(key)
	}
	for i := range at.Members {
		for _, key := range at.Members[i].Store.AllKeys() {
			note(key)
		}
	}
	for i := range at.Under {
		note(at.Under[i].Message.Key)
	}
}

// readOpen looks up what the words of the open requests stand for.
func (m *model) readOpen(c *engine.Cluster, at *engine.Moment) error {
	var names []string
	for _, r := range m.q.Open {
		one := question{Request: r, key: c.Intern(r.Key), via: ring.None, after: -1}
		one.verb = map[engine.Verb]event.Verb{engine.Get: event.Get, engine.Delete: event.Delete}[r.Verb]
		if r.Verb == engine.Put || r.Verb == engine.Resolve {
			one.verb = event.Put
		}
		if r.Via != "" {
			i := slices.Index(m.names, r.Via)
			if i < 0 {
				return fmt.Errorf("%s: no node %s%s", r, event.Show(r.Via, event.LongestShown), nearest.List("nodes", m.names))
			}
			one.via = ring.NodeID(i)
		}
		if err := engine.CheckSize(r.Command); err != nil {
			return err
		}
		if r.At.Given() {
			if err := engine.CheckLevel(r.At, &m.settings, m.ring); err != nil {
				return fmt.Errorf("%s: %w", r, err)
			}
		}
		if one.who = slices.Index(names, r.client()); one.who < 0 {
			one.who = len(names)
			names = append(names, r.client())
			m.clients = append(m.clients, nil)
		}
		if r.After != "" {
			mine := m.clients[slices.Index(names, r.After)]
			one.after = mine[len(mine)-1]
		}
		m.clients[one.who] = append(m.clients[one.who], len(m.open))
		one.context = m.contextPlace(&one)
		m.open = append(m.open, one)
	}
	return m.canBegin(c, at)
}

// canBegin returns an error about an open request that can never begin: a resolve by a client that
// can't have read the key.
func (m *model) canBegin(c *engine.Cluster, at *engine.Moment) error {
	for i := range m.open {
		q := &m.open[i]
		if q.Verb != engine.Resolve {
			continue
		}
		seen, _ := c.Context(c.Intern(q.client()), q.key)
		reads := slices.ContainsFunc(m.open[:i], func(o question) bool { return o.who == q.who && o.key == q.key })
		who := c.Intern(q.client())
		reads = reads || slices.ContainsFunc(at.Ops, func(o engine.MomentOp) bool { return o.Client == who && o.Key == q.key && !o.Told })
		if !engine.CanResolve(seen) && !reads {
			return fmt.Errorf("%s: it can never begin, since its client has not read %s; let it get the key above", q.Request, event.Show(q.Key, event.LongestShown))
		}
	}
	return nil
}

// contextPlace returns the place of the context of a request's client and key.
func (m *model) contextPlace(q *question) int {
	next := 0
	for i := range m.open {
		if o := &m.open[i]; o.who == q.who && o.key == q.key {
			return o.context
		}
		next = max(next, m.open[i].context+1)
	}
	return next
}

// contextOf returns the place of the context of an operation's client and key; -1: nobody
// asks for it any more.
func (m *model) contextOf(place int) int {
	if place < m.before {
		return m.earlier[place]
	}
	return m.open[place-m.before].context
}

// contextOfClient returns the place of the context of a client and a key; -1 if no open request is
// that client's and about that key.
func (m *model) contextOfClient(c *engine.Cluster, client, key event.Sym) int {
	for i := range m.open {
		if q := &m.open[i]; q.key == key && c.Intern(q.client()) == client {
			return q.context
		}
	}
	return -1
}

// firstState returns the state in which the search begins.
func (m *model) firstState(c *engine.Cluster, at *engine.Moment) *state {
	s := &state{step: at.Steps, observer: at.Observer, watch: unnumbered, clients: make([]uint8, len(m.clients)), cuts: make([]uint64, links(len(m.names)))}
	w := m.newWorld()
	w.s = s
	for i := range at.Members {
		mm := &at.Members[i]
		n := mm.Node.Clone(w)
		n.Step(&node.Input{Kind: node.InSilence}, nil)
		n.Store.Share()
		s.nodes = append(s.nodes, n)
		s.sums, s.numbers = append(s.sums, w.sumOf(n)), append(s.numbers, unnumbered)
		one := member{health: mm.Health, dark: mm.Dark, wiped: mm.Wiped, skew: mm.Skew}
		for _, u := range mm.Inbox {
			one.inbox = append(one.inbox, newFlight(u))
		}
		s.members = append(s.members, one)
	}
	for _, l := range at.Cut {
		s.setCut(l.From, l.To, true)
	}
	views := c.View(engine.Watch{})
	m.past = views.Ops
	for i := range at.Ops {
		o := &at.Ops[i]
		view := views.Op(o.ID)
		if view == nil {
			view = &engine.OpView{ID: o.ID, Verb: o.Verb, Key: c.Trace().Text(o.Key), Coordinator: o.Coordinator}
		}
		m.ids = append(m.ids, o.ID)
		m.earlier = append(m.earlier, m.contextOfClient(c, o.Client, o.Key))
		s.ops = append(s.ops, &op{
			place: i, verb: o.Verb, key: o.Key, coordinator: o.Coordinator, need: o.Need, seen: o.Seen, past: o.Past, due: o.Due,
			began: o.Step, dot: o.Dot, made: o.Made, told: o.Told, view: view,
		})
	}
	m.before = len(s.ops)
	s.ops = append(s.ops, make([]*op, len(m.open))...)
	for _, u := range at.Under {
		if u.Kind != engine.ClientGivesUp || m.q.Bounds.Timeouts > 0 && !s.clientMayGiveUp(u.Op) {
			s.add(newFlight(u))
		}
	}
	for i := range m.open {
		q := &m.open[i]
		for len(s.contexts) <= q.context {
			s.contexts = append(s.contexts, nil)
		}
		if seen, past := c.Context(c.Intern(q.client()), q.key); seen != nil {
			s.contexts[q.context] = &clientContext{seen, past}
		}
	}
	b := &m.q.Bounds
	s.left = budget{
		givesUp: int16(b.Timeouts), drops: int16(b.Drops), duplicates: int16(b.Duplicates), crashes: int16(b.Crashes), hangs: int16(b.Hangs),
		starts: int16(b.Starts), wipes: int16(b.Wipes), powerFailures: int16(b.PowerFailures), cuts: int16(b.Cuts), mends: int16(b.Mends), skews: int16(b.Skews),
	}
	return s
}

// newWorld returns what one goroutine makes states with.
func (m *model) newWorld() *world { return &world{model: m, mine: make([]bool, len(m.names))} }

// sumOf returns the digest of a node.
func (m *model) sumOf(n *node.Node) (d digest.Sum) {
	n.AddTo(&d, m.lww)
	return d
}

// list joins names for a sentence.
func list(names []string) string { return strings.Join(names, ", ") }

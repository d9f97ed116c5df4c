// What is known, and how a report changes it.

package attach

import (
	"cmp"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"time"

	"ringside/cassandra/cql"
	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/ops"
	"ringside/engine/quorum"
	"ringside/engine/ring"
	"ringside/internal/count"
)

// state is what is known now. The lock of the Cluster guards it.
type state struct {
	options *Options

	nodes     []node // by ring.NodeID; one that has left stays, and is out
	ring      *ring.Ring
	placement ring.Placement
	keyspace  string
	at        string // whose tables the ring comes from
	version   string
	scylla    bool
	tablets   bool // of the keyspace

	holders []holder // by ring.NodeID
	tokens  map[string]ring.Token

	waits  string // what is being done, or what failed; "" while all is well
	failed bool

	lastAnswer time.Duration // when any node answered last
	quiet      bool          // that is too long ago, though connections are open

	requests requests
	story    ops.Story

	trace event.Recorder
	now   time.Duration // of the last change, since the cluster was opened
}

// maxTokens is how many keys' tokens are remembered.
const maxTokens = 1000

func newState(o *Options) state {
	return state{
		options: o, waits: "connecting to " + strings.Join(o.addresses(), ", "), tokens: make(map[string]ring.Token),
		requests: requests{reads: quorum.Level{Kind: quorum.Quorum}, writes: quorum.Level{Kind: quorum.Quorum}, untold: engine.NotYet}, // as most clients ask
	}
}

// tell adds a line to the log; node None is the connection's.
func (s *state) tell(at time.Duration, node ring.NodeID, text string) {
	s.trace.Append(event.Event{Kind: event.Told, At: at, Node: node, From: ring.None, To: ring.None, Text: s.trace.Add(text)})
}

// said takes in the server's token of a key.
func (s *state) said(key string, token ring.Token) {
	if len(s.tokens) >= maxTokens {
		clear(s.tokens)
	}
	s.tokens[key] = token
}

// accept takes the tables of the lead in.
func (r *reporter) accept(t *tables) error {
	k, err := t.choose(r.options.Keyspace)
	if err != nil {
		return err
	}
	r.change(func(s *state) { err = s.accept(t, k, time.Since(r.began)) })
	return err
}

func (s *state) accept(t *tables, k keyspace, at time.Duration) error {
	nodes, told := s.members(t)
	marks := make([]ring.Node, len(nodes))
	for i, n := range nodes {
		marks[i] = ring.Node{Name: n.name, DC: n.dc, Rack: n.rack, Tokens: n.tokens, Out: n.out || n.standing == engine.Joining}
	}
	if s.ring == nil || !slices.EqualFunc(s.nodes, nodes, node.equal) {
		on, err := ring.New(marks)
		if err != nil {
			return fmt.Errorf("the tables of %s describe no ring: %w", t.from, err)
		}
		first := s.ring == nil
		s.ring, s.nodes = on, nodes
		for i := range s.holders {
			s.holders[i].grow(len(nodes))
		}
		for len(s.holders) < len(nodes) {
			s.holders = append(s.holders, newHolder(len(nodes)))
		}
		if !first {
			for _, text := range told {
				s.tell(at, ring.None, text)
			}
		}
	}
	if s.at != t.from || s.failed {
		s.tell(at, ring.None, fmt.Sprintf("the ring comes from the tables of %s: %s", t.from, count.Of(s.ring.Size(), "node")))
	}
	s.at, s.version, s.scylla = t.from, t.version, t.scylla
	if k.tablets && !s.tablets {
		s.tell(at, ring.None, fmt.Sprintf("keyspace %s keeps its copies by tablets: the walk, what is lost when nodes go, and the twin place them by the ring, and are not true of it", k.name))
	}
	s.keyspace, s.placement, s.tablets = k.name, k.placement, k.tablets
	if k.placement.Racks() { // a data centre that is not there keeps nothing
		s.placement.PerDC = slices.DeleteFunc(slices.Clone(k.placement.PerDC), func(c ring.Copies) bool {
			return !slices.Contains(s.ring.DCs(), c.DC)
		})
		s.placement = ring.PerDC(s.placement.PerDC...)
		s.placement.AtOnce = true
	}
	if s.placement.N == 0 {
		return &FatalError{fmt.Sprintf("keyspace %s keeps its copies in data centres that have no nodes", k.name)}
	}
	s.waits, s.failed = "", false
	s.answer(at)
	return nil
}

// answer notes that a node has answered.
func (s *state) answer(at time.Duration) {
	if s.quiet {
		s.tell(at, ring.None, "nodes answer again")
	}
	s.lastAnswer, s.quiet = at, false
}

// fallsQuiet reports whether no node has answered for too long, or none can be reached, and that is not
// known yet. While the lead answers, and no node can be reached otherwise, all is as it was.
func (s *state) fallsQuiet(at time.Duration) bool {
	reached := slices.ContainsFunc(s.holders, func(h holder) bool { return h.reached })
	return s.ring != nil && !s.quiet && (reached && at-s.lastAnswer > s.options.Intervals.Silent || !reached && s.failed)
}

// fallQuiet notes that no node answers.
func (s *state) fallQuiet(at time.Duration) {
	s.quiet = true
	s.tell(at, ring.None, s.allSilent())
}

// allSilent says that no node answers, and when the last answer came.
func (s *state) allSilent() string {
	return fmt.Sprintf("no node answers; the last answer came at %.1f s", s.lastAnswer.Seconds())
}

// trouble returns what is wrong with the cluster as a whole, or what is waited for; "" while all is
// well.
func (s *state) trouble() (text string, failed bool) {
	if !s.quiet {
		return s.waits, s.failed
	}
	text = s.allSilent()
	if s.failed {
		text += ", " + strings.TrimPrefix(s.waits, unread)
	}
	return text, true
}

func (a node) equal(b node) bool {
	return a.hostID == b.hostID && a.address == b.address && a.internal == b.internal && a.dc == b.dc && a.rack == b.rack &&
		a.name == b.name && a.standing == b.standing && a.out == b.out && slices.Equal(a.tokens, b.tokens)
}

// members returns all nodes, those that were known first, and what is new about them.
func (s *state) members(t *tables) (nodes []node, told []string) {
	now := make(map[string]node, len(t.nodes))
	ports := make(map[uint16]bool)
	for _, n := range t.nodes {
		now[n.hostID] = n
		ports[n.address.Port()] = true
	}
	names := make(map[string]int)
	for _, n := range t.nodes {
		names[n.address.Addr().String()]++
	}
	name := func(n node) string {
		if host := n.address.Addr().String(); names[host] == 1 {
			return host
		}
		return n.address.String()
	}
	known := make(map[string]bool)
	for _, was := range s.nodes {
		known[was.hostID] = true
		is, ok := now[was.hostID]
		switch {
		case !ok && was.out:
			nodes = append(nodes, was)
			continue
		case !ok:
			what := " has left the ring"
			if was.standing == engine.Joining {
				what = " joins no more"
			}
			told = append(told, was.name+what)
			was.out, was.tokens, was.standing = true, nil, engine.Member
			was.name = freeName(was.name+" (left)", nodes)
			nodes = append(nodes, was)
			continue
		case was.out:
			told = append(told, name(is)+" is in the ring again")
		case was.standing != is.standing:
			told = append(told, is.change(name(is), was.standing))
		case !slices.Equal(was.tokens, is.tokens):
			told = append(told, name(is)+" has new tokens")
		case was.address != is.address:
			told = append(told, fmt.Sprintf("%s is at %s now", was.name, name(is)))
		}
		is.name = name(is)
		nodes = append(nodes, is)
	}
	for _, n := range t.nodes {
		if !known[n.hostID] {
			n.name = name(n)
			told = append(told, n.change(n.name, engine.Joining))
			nodes = append(nodes, n)
		}
	}
	return nodes, told
}

// change says what is new about the standing of a node.
func (a node) change(name string, was engine.Standing) string {
	switch {
	case a.standing == engine.Joining:
		return fmt.Sprintf("%s joins, in %s/%s: others hand over data to it", name, a.dc, a.rack)
	case a.standing == engine.Leaving:
		return name + " is leaving the ring: it hands over its data"
	case was == engine.Leaving:
		return name + " stays in the ring"
	}
	return fmt.Sprintf("%s has joined the ring, in %s/%s with %s", name, a.dc, a.rack, count.Of(len(a.tokens), "token"))
}

// freeName returns a name that no node has yet: one address may have left several times.
func freeName(name string, taken []node) string {
	for i := 2; ; i++ {
		if !slices.ContainsFunc(taken, func(n node) bool { return n.name == name }) {
			return name
		}
		name = fmt.Sprintf("%s %d", strings.TrimRight(name, " 0123456789"), i)
	}
}

// take takes a report in, and reports whether the tables should be read again.
func (r *reporter) take(got report) (reread bool) {
	at := time.Since(r.began)
	if got.node == "" {
		if got.lost != nil {
			r.change(func(s *state) { s.lose(at, got.lost) })
		}
		return false
	}
	changed := true
	r.mu.Lock()
	id := r.state.find(got.node)
	r.mu.Unlock()
	if id == ring.None {
		return false
	}
	switch {
	case got.event != nil:
		reread = got.event.Kind != cql.StatusChange || got.event.Change == "UP"
		r.change(func(s *state) { s.push(at, id, got.event) })
	case got.heard != nil:
		r.look(func(s *state) {
			reread = s.moved(got.heard)
			changed = s.holders[id].hear(s, id, at, got.heard) || s.quiet
			if !s.quiet {
				s.lastAnswer = at
			}
		})
		if changed {
			r.change(func(s *state) {
				s.answer(at)
				s.judge(at, id)
			})
		}
	case got.lost != nil:
		r.change(func(s *state) {
			s.unreach(at, id, got.lost, got.of)
			s.runs(at, id, got.of, false)
		})
	case got.found:
		r.change(func(s *state) {
			s.answer(at)
			s.reach(at, id)
			s.runs(at, id, got.of, true)
		})
	}
	return reread
}

// find returns the node of a host id; None if there is none.
func (s *state) find(hostID string) ring.NodeID {
	i := slices.IndexFunc(s.nodes, func(n node) bool { return n.hostID == hostID })
	if i < 0 {
		return ring.None
	}
	return ring.NodeID(i)
}

// unread begins what is said when the tables can't be read any more.
const unread = "the ring can't be read, "

// lose takes in that the tables can't be read.
func (s *state) lose(at time.Duration, why error) {
	text := why.Error()
	var fatal *FatalError
	if s.ring != nil && !errors.As(why, &fatal) {
		text = unread + "trying again: " + text
	} else if !errors.As(why, &fatal) {
		text = "trying again: " + text
	}
	if s.ring != nil && !s.failed {
		lost := "lost: " + why.Error()
		if errors.As(why, &fatal) {
			lost = why.Error()
		}
		s.tell(at, ring.None, lost)
	}
	s.waits, s.failed = text, true
}

// push takes in what a node has pushed.
func (s *state) push(at time.Duration, by ring.NodeID, e *cql.Event) {
	switch e.Kind {
	case cql.StatusChange:
		about := s.atAddress(e.Node)
		if about == ring.None {
			s.tell(at, by, fmt.Sprintf("%s is %s", e.Node, strings.ToLower(e.Change)))
			return
		}
		kind, said := event.Suspect, heardDown
		if e.Change == "UP" {
			kind, said = event.Trust, heardUp
		}
		of := &s.holders[by].of[about]
		if of.said == said && at-of.saidAt < time.Second { // it is pushed twice at times
			return
		}
		if of.blink = 0; said == heardUp && of.said == heardDown && at-of.saidAt < 2*heartbeat {
			of.blink = at
		}
		of.said, of.saidAt, of.silent, of.gone = said, at, false, false
		if said == heardUp { // what was missed before is over
			of.heartbeatAt, of.moved, of.shut = at, false, false
		}
		s.trace.Append(event.Event{Kind: kind, At: at, Node: by, To: about, From: ring.None, Fresh: true})
	case cql.TopologyChange:
		who := e.Node.String()
		if about := s.atAddress(e.Node); about != ring.None {
			who = s.nodes[about].name
		}
		s.tell(at, by, cmp.Or(map[string]string{"NEW_NODE": who + " is new", "REMOVED_NODE": who + " is removed", "MOVED_NODE": who + " has moved"}[e.Change], who+": "+e.Change))
	case cql.SchemaChange:
		what := strings.ToLower(e.Target) + " " + e.Keyspace
		if e.Name != "" {
			what += "." + e.Name
		}
		s.tell(at, by, what+" "+strings.ToLower(e.Change))
	}
}

// atAddress returns the node that clients reach at an address; None if there is none.
func (s *state) atAddress(a netip.AddrPort) ring.NodeID {
	for i := range s.nodes {
		if n := &s.nodes[i]; !n.out && n.address == a {
			return ring.NodeID(i)
		}
	}
	return ring.None
}

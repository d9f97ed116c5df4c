// An independent search, to hold the other one against: it drives the ordinary cluster by
// commands, remembers no state and leaves nothing out, and tries all orders one after the
// other, depth first.

package search_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/script"
	"ringside/engine/search"
	"ringside/internal/steady"
)

// brute tries all orders up to a depth.
type brute struct {
	t    *testing.T
	expr script.Expr
	open []search.Request
	best int // the fewest steps in which the expression holds; more than the depth: none
	work int // steps tried
	over int // how many operations were over before; they are not asked about
}

// mostWork is how many steps are tried of a case; one that takes more is not compared.
const mostWork = 6_000

// place is where a depth-first search is: a cluster, and what has been used up.
type place struct {
	c    *engine.Cluster
	next map[string]int // by client: how many of its requests have begun
	last map[string]uint32
	left map[string]int
	gone map[string]bool // nodes that have lost their disks, and not started since
}

// do carries a command out, and lets a nanosecond pass, in which what it has made due happens.
func (b *brute) do(c *engine.Cluster, cmd engine.Command) bool {
	if c.Apply(cmd) != nil {
		return false
	}
	c.Advance(c.Now()+time.Nanosecond, 1000)
	return true
}

func who(r *search.Request) string {
	if r.Client == "" {
		return engine.DefaultClient
	}
	return r.Client
}

// look tries everything that can happen at a place that depth steps have led to.
func (b *brute) look(at place, depth int) {
	if b.work > mostWork || depth >= b.best {
		return
	}
	if b.holds(at.c) {
		b.best = depth
		return
	}
	if depth+1 >= b.best {
		return
	}
	v := at.c.View(engine.Watch{})
	for _, cmd := range b.requests(at, v) {
		b.try(at, depth, "", cmd)
	}
	for i := range v.Messages {
		id := int(v.Messages[i].ID)
		b.try(at, depth, "", engine.Command{Verb: engine.Deliver, Msg: id})
		lost := "drops"
		if at.gone[at.c.NodeName(v.Messages[i].From)] {
			lost = "" // with its sender
		}
		b.try(at, depth, lost, engine.Command{Verb: engine.Drop, Msg: id})
		b.try(at, depth, "duplicates", engine.Command{Verb: engine.Duplicate, Msg: id})
	}
	for _, n := range v.Nodes {
		for op := range v.Ops {
			b.try(at, depth, "", engine.Command{Verb: engine.SyncDisk, Node: n.Name, Count: op + 1})
		}
		b.try(at, depth, "crashes", engine.Command{Verb: engine.Crash, Node: n.Name})
		b.try(at, depth, "wipes", engine.Command{Verb: engine.Wipe, Node: n.Name})
		b.try(at, depth, "hangs", engine.Command{Verb: engine.Hang, Node: n.Name})
		b.try(at, depth, "starts", engine.Command{Verb: engine.Start, Node: n.Name})
		b.try(at, depth, "starts", engine.Command{Verb: engine.Resume, Node: n.Name})
		if n.Skew == 0 {
			b.try(at, depth, "skews", engine.Command{Verb: engine.Skew, Node: n.Name, For: time.Hour})
			b.try(at, depth, "skews", engine.Command{Verb: engine.Skew, Node: n.Name, For: -time.Hour})
		}
		for _, peer := range v.Nodes {
			if n.ID < peer.ID {
				b.try(at, depth, "cuts", engine.Command{Verb: engine.Cut, Node: n.Name, Peer: peer.Name})
				b.try(at, depth, "mends", engine.Command{Verb: engine.Mend, Node: n.Name, Peer: peer.Name})
			}
		}
	}
	for i, n := range v.Nodes {
		rack := func(m engine.NodeView) bool { return m.DC == n.DC && m.Rack == n.Rack }
		if slices.IndexFunc(v.Nodes, rack) == i {
			b.try(at, depth, "power-failures", engine.Command{Verb: engine.Power, Node: at.c.Place(n.ID)})
		}
	}
	for op := range v.Ops {
		b.try(at, depth, "timeouts", engine.Command{Verb: engine.TimeOut, Count: op + 1})
	}
}

// requests returns those that may begin, through every node unless they name one.
func (b *brute) requests(at place, v *engine.View) (all []engine.Command) {
	seen := make(map[string]int)
	told := func(op uint32) bool { return op == 0 || v.Op(op).Outcome != event.Pending }
	asked := func(client string) (n int) {
		for i := range b.open {
			if who(&b.open[i]) == client {
				n++
			}
		}
		return n
	}
	for i := range b.open {
		r := &b.open[i]
		me := who(r)
		seen[me]++
		if seen[me] != at.next[me]+1 || !told(at.last[me]) {
			continue
		}
		if r.After != "" && (at.next[r.After] < asked(r.After) || !told(at.last[r.After])) {
			continue
		}
		if r.Via != "" {
			all = append(all, r.Command)
			continue
		}
		for _, n := range v.Nodes {
			if n.Health != engine.Crashed {
				cmd := r.Command
				cmd.Via = n.Name
				all = append(all, cmd)
			}
		}
		if !slices.ContainsFunc(v.Nodes, func(n engine.NodeView) bool { return n.Health != engine.Crashed }) {
			all = append(all, r.Command)
		}
	}
	return all
}

// try does one thing at a copy of a place and goes on from there: once as it is, and once
// with the disk writes that it has asked for complete.
func (b *brute) try(at place, depth int, fault string, cmd engine.Command) {
	if fault != "" && at.left[fault] == 0 {
		return
	}
	writing := func(c *engine.Cluster) (all []engine.Command) {
		for _, n := range c.View(engine.Watch{}).Nodes {
			for op := range len(c.View(engine.Watch{}).Ops) {
				sync := engine.Command{Verb: engine.SyncDisk, Node: n.Name, Count: op + 1}
				if c.Clone().Apply(sync) == nil {
					all = append(all, sync)
				}
			}
		}
		return all
	}
	before := writing(at.c)
	next := place{c: at.c.Clone(), next: copied(at.next), last: copied(at.last), left: copied(at.left), gone: copied(at.gone)}
	b.work++
	if !b.do(next.c, cmd) {
		return
	}
	if fault != "" {
		next.left[fault]--
	}
	if cmd.Verb == engine.Wipe || cmd.Verb == engine.Start {
		next.gone[cmd.Node] = cmd.Verb == engine.Wipe
	}
	if cmd.Verb == engine.Put || cmd.Verb == engine.Get || cmd.Verb == engine.Delete || cmd.Verb == engine.Resolve {
		client := cmd.Client
		if client == "" {
			client = engine.DefaultClient
		}
		next.next[client]++
		next.last[client] = uint32(len(next.c.View(engine.Watch{}).Ops))
	}
	quick := next
	quick.c = next.c.Clone()
	b.look(next, depth+1)
	if cmd.Verb == engine.SyncDisk || cmd.Verb == engine.Crash || cmd.Verb == engine.Wipe || cmd.Verb == engine.Power || cmd.Verb == engine.Start || cmd.Verb == engine.Resume {
		return
	}
	again := false
	for _, sync := range writing(quick.c) {
		if !slices.Contains(before, sync) {
			again = b.do(quick.c, sync)
		}
	}
	if again {
		b.look(quick, depth+1)
	}
}

func copied[K comparable, V any](m map[K]V) map[K]V {
	c := make(map[K]V, len(m))
	for k, v := range m {
		c[k] = v
	}
	return c
}

// holds reports whether the expression holds for any operation.
func (b *brute) holds(c *engine.Cluster) bool {
	ops := len(c.View(engine.Watch{}).Ops)
	if v, err := b.expr.Eval(c); ops == b.over && err == nil && v.Holds && b.expr.About(1).String() == b.expr.String() {
		return true
	}
	for op := b.over + 1; op <= ops; op++ {
		if v, err := b.expr.About(uint32(op)).Eval(c); err == nil && v.Holds {
			return true
		}
	}
	return false
}

// everyReduction is each reduction by itself, all, and none. It is never written to.
var everyReduction = []search.Reductions{
	{}, {Late: true, Orders: true, Nodes: true, Far: true}, {Orders: true, Nodes: true, Far: true}, {Late: true, Nodes: true, Far: true}, {Late: true, Orders: true, Far: true},
	{Late: true, Orders: true, Nodes: true}, {Far: true},
}

// drawn draws a small case.
func drawn(t *testing.T, seed uint64) (name string, q *search.Question) {
	r := rand.New(rand.NewPCG(seed, 14))
	pick := func(words ...string) string { return words[r.IntN(len(words))] }
	n := 2 + r.IntN(2)
	lines := fmt.Sprintf("set r 1\nset w 1\nset n %d\nset r %d\nset w %d\nset read %s\nset repair %s\nset quorum %s\nset sync %s\nset conflict %s\nset latency fixed\n%s", n, 1+r.IntN(n), 1+r.IntN(n),
		pick("all", "digest", "full"), pick("off", "off", "async", "blocking"), pick("strict", "strict", "sloppy"), pick("always", "always", "periodic"), pick("siblings", "siblings", "lww"),
		pick("", "", "", "crash B\n", "put cart tea\nuntil quiet\n", "cut A B\n", "put cart tea\n", "hang B\n"))
	open := pick("put cart milk via A as ann\nget cart via B as bob", "put cart milk via A as ann\nget cart as bob after ann",
		"put cart milk via A as ann", "put cart milk via A\nget cart via A", "put cart milk via A as ann\nget cart via A as bob\nget cart as cem after bob", "put cart milk via A as ann\nput cart eggs via B as eve", "put cart milk as ann\nget cart as bob", "delete cart via A as ann\nget cart as bob", "get cart as bob",
		"put cart milk via A as ann\nget cart via B as bob\nresolve cart eggs via B as bob", "get cart via A as bob\nresolve cart eggs via A as bob", "put cart milk via A as ann\nresolve cart eggs via A as ann")
	expr := pick("stale == yes", "older == yes", "stale == yes", "lost > 0", "reply == timeout", "value == milk", "reply == notfound", "holders(cart) == A,B", "atrisk > 0", "reply == failed", "value == eggs", "up == 0", "inflight > 3", "reply == coordinatorlost", "believes(A, B) == down", "hints(A) > 0", "shadowed > 0", "unreachable > 0",
		"acks == 1", "acks == 2", "acks == 1 and reply == coordinatorlost", "acks(1) == 1 and inflight == 1", "acks < need and reply == ok")
	bounds := search.Bounds{Depth: 3 + r.IntN(2)}
	for range r.IntN(3) {
		all := bounds.Faults()
		*all[r.IntN(len(all))].N = 1 + r.IntN(2)
	}
	name = fmt.Sprintf("seed %d: %s with %d nodes, %+v\n%s%s", seed, expr, n, bounds, lines, open)
	q = search.Ask(t, search.SmallCluster(t, n, lines), expr, open, bounds)
	if err := search.Check(q); err != nil && strings.Contains(err.Error(), "start is allowed") || err != nil && strings.Contains(err.Error(), "neither a start") {
		q.Bounds.Starts = 1 // so that every request can begin
	}
	if err := search.Check(q); err != nil && strings.Contains(err.Error(), "every node is up") {
		q.Bounds.Starts = 0
	}
	if err := search.Check(q); err != nil && strings.Contains(err.Error(), "no link is cut") {
		q.Bounds.Mends = 0 // of links
	}
	return name, q
}

// forced lets brute force look for the answer to a question.
func forced(t *testing.T, q *search.Question) *brute {
	b := &brute{t: t, expr: q.Expr, open: q.Open, best: q.Bounds.Depth + 1}
	for _, op := range q.Cluster.View(engine.Watch{}).Ops {
		if op.Outcome != event.Pending {
			b.over++
		}
	}
	left := make(map[string]int)
	for _, f := range q.Bounds.Faults() {
		left[f.Name] = *f.N
	}
	b.look(place{c: q.Cluster.Clone(), next: map[string]int{}, last: map[string]uint32{}, left: left, gone: map[string]bool{}}, 0)
	if b.work > mostWork && q.Bounds.Depth == 1 {
		t.Fatalf("%v: one step is too much work", q.Expr)
	}
	return b
}

// TestBruteForceAgrees draws small cases, and holds the search against one that shares
// nothing with it but the commands: both find the same answer and the same length of the
// shortest story. The search is also the same with and without its reductions.
func TestBruteForceAgrees(t *testing.T) {
	cases := steady.Rounds(200, 30, 5)
	yes, no, short := 0, 0, 0
	for seed := range uint64(cases) {
		name, q := drawn(t, seed)
		b := forced(t, q)
		for b.work > mostWork && q.Bounds.Depth > 1 { // with fewer steps it is small enough
			q.Bounds.Depth--
			b = forced(t, q)
			short++
		}
		bounds := q.Bounds
		for _, without := range everyReduction {
			q.Without = without
			a, err := search.Run(context.Background(), q, nil)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			want := bounds.Depth + 1
			if a.Outcome == search.Yes {
				want = len(a.Steps)
			}
			if want != b.best {
				t.Errorf("%s\nthe search says %v in %d steps (without: %+v), brute force says %d of at most %d", name, a.Outcome, len(a.Steps), without, b.best, bounds.Depth)
			}
			if a.Outcome == search.Yes {
				if _, err := search.Replay(q.Cluster.Clone(), q, a); err != nil {
					t.Errorf("%s\n%v", name, err)
				}
			}
		}
		if b.best <= bounds.Depth {
			yes++
		} else {
			no++
		}
	}
	t.Logf("%d cases: yes %d, no %d, depths taken off where it is too much work %d", cases, yes, no, short)
	if yes < cases/8 || no < cases/8 {
		t.Errorf("of %d cases %d come to yes and %d to no, which proves little", cases, yes, no)
	}
}

// Loads: requests that the cluster's own clients make, each when it has its answer, or so
// many a second.

package engine

import (
	"errors"
	"fmt"
	"strconv"

	"ringside/engine/load"
	"ringside/engine/ring"
)

// LoadOff is the argument of a load command that ends the load under way.
const LoadOff = "off"

// prepareLoad prepares to begin a load, or to end the one under way.
func (c *Cluster) prepareLoad(cmd Command) (func(uint32), error) {
	running := c.load != nil && !c.load.result.Over
	if cmd.To == LoadOff {
		if !running {
			return nil, errors.New("load off: no load is under way")
		}
		if c.load.off {
			return nil, fmt.Errorf("load off: it is ending already; %d of its requests are under way", c.load.underWay())
		}
		return func(cause uint32) { c.endLoad(cause) }, nil
	}
	if err := cmd.Work.Check(); err != nil {
		return nil, fmt.Errorf("load: %w", err)
	}
	if cmd.At.Given() {
		if err := checkLevel("load at", cmd.At, &c.settings, c.ring); err != nil {
			return nil, err
		}
	}
	if running {
		return nil, fmt.Errorf("load: another one is under way, with %d of its %d requests answered; let it end, or end it (load off)",
			c.load.result.Answered(), c.load.result.Work.Count)
	}
	return func(cause uint32) { c.beginLoad(cmd.Work, cmd.At, cause) }, nil
}

func (c *Cluster) beginLoad(w load.Workload, at Level, cause uint32) {
	if c.loads++; c.loads == 1 {
		c.story.Tell(&c.trace.Trace, c.opCount, nil)
		c.asked = c.story.Asked()
	}
	c.load = &loading{
		source: load.NewSource(w, c.seed, uint64(c.loads)), result: load.Result{Work: w, Began: c.now},
		before: c.sent, number: c.loads, at: at, cause: cause, eras: len(c.eras),
	}
	if at.Given() {
		c.load.result.At = at.String()
	}
	c.motion.waiting++ // until its last request has begun
	first := min(w.Clients, w.Count)
	if w.Rate > 0 {
		first = 1 // and each turn plans the next
	}
	for client := range first {
		c.nextTurn(client)
	}
}

// takeTurn begins a load's next request.
func (c *Cluster) takeTurn(ref uint32) {
	l, client := c.load, int(ref&(1<<clientBits-1))
	if l == nil || l.number != ref>>clientBits || l.off {
		return
	}
	q, more := l.source.Next()
	if !more {
		return
	}
	l.result.Made++
	if l.result.Made == l.result.Work.Count {
		c.motion.waiting--
	} else if l.result.Work.Rate > 0 {
		c.nextTurn((client + 1) % l.result.Work.Clients)
	}
	space := c.space()
	key, who := space.keys.name("key-", q.Key), space.clients.name("client-", client)
	c.clients.prefetch(keyOf(who.symbol, key.symbol), 1)
	c.lookAhead()
	cmd := Command{Verb: Get, Key: key.text, Client: who.text, At: l.at}
	if l.result.Work.Spread {
		cmd.Via = c.anyNode()
	}
	if q.Put {
		c.line = strconv.AppendInt(append(c.line[:0], 'v'), int64(l.result.Made), 10)
		cmd.Verb, cmd.Value = Put, string(c.line)
	}
	if err := c.checkRoom(&cmd); err != nil {
		l.result.Refused++
		c.loaded(client)
		return
	}
	c.askAs(&cmd, key, who, l.cause, uint32(client+1))
}

// anyNode draws the node that the load's newest request goes to, among those that are up; "" if
// none is.
func (c *Cluster) anyNode() string {
	tries := 8 * len(c.members) // the nodes that none of them meets are most likely down
	for try := range tries {
		if id := ring.NodeID(c.load.source.Node(try, len(c.members))); c.takesRequests(id) {
			return c.ring.Nodes()[id].Name
		}
	}
	for id := range c.members {
		if c.takesRequests(ring.NodeID(id)) {
			return c.ring.Nodes()[id].Name
		}
	}
	return ""
}

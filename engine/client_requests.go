// Client requests: their contexts and their coordinators.

package engine

import (
	"fmt"

	"ringside/engine/event"
	"ringside/engine/node"
	"ringside/engine/quorum"
	"ringside/engine/ring"
	"ringside/engine/version"
)

// asked maps a command's verb to what it asks of a node.
var asked = [...]event.Verb{Put: event.Put, Resolve: event.Put, Get: event.Get, Delete: event.Delete}

// ask makes a client's request. cause is the step of the command.
func (c *Cluster) ask(cmd *Command, cause uint32) {
	client := cmd.Client
	if client == "" {
		client = DefaultClient
	}
	c.askAs(cmd, &named{text: cmd.Key, token: ring.Hash(cmd.Key)}, &named{text: client, token: ring.Hash(client)}, cause, 0)
}

// askAs is ask of a client about a key; loader is the client of the load that makes the
// request, from 1, or 0.
func (c *Cluster) askAs(cmd *Command, about, client *named, cause, loader uint32) {
	verb, token := asked[cmd.Verb], about.token
	coordinator := c.coordinator(cmd.Via, about)
	key, who := c.symbol(about), c.symbol(client)
	before, place := c.contextOf(who, key)
	before.seen.Prefetch()
	about.subject = before.subject
	c.opCount++
	level := c.levelOf(cmd, verb)
	op := c.newOperation()
	*op = operation{
		verb: verb, key: key, client: who, coordinator: coordinator, began: c.now, need: c.waitsFor(level, coordinator),
		subject: before.subject, context: place, step: uint32(c.trace.Len()), others: op.others[:0],
		size: len(cmd.Value), keySize: len(about.text), lww: c.settings.Conflict == LWW,
	}
	if loader > 0 {
		op.load, op.loader = c.load.number, loader-1
		c.past.asked(c.opCount)
	} else {
		c.lastAsked = c.opCount
	}
	if verb == event.Get {
		op.due = c.sees().Due(op.subject, op.step)
	} else if !cmd.Blind {
		op.seen, op.past = before.seen, before.past
	}
	c.ops.add(c.opCount, op)
	q := node.Request{
		Op: c.opCount, Name: nameOperation(client.token, token, before.ops), Verb: verb, Key: key, Token: token, Value: cmd.Value,
		Text: c.trace.Add(cmd.Value), Client: op.client, Seen: op.seen, Cause: cause, Level: cmd.At,
	}
	if about.copies > 0 {
		q.Keepers, q.Copies, q.On = about.nodes, about.copies, c.ring
	}
	if cmd.At.Given() || level.Kind != quorum.Number {
		q.Named = c.trace.Intern(level.String())
	}
	switch {
	case coordinator == ring.None:
		step := c.invoke(q, op, level)
		c.answer(ring.None, &node.Reply{Op: q.Op, Verb: verb, Outcome: event.Unavailable, Need: op.need, Cause: step})
		c.close(q.Op, op)
	case c.members[coordinator].health == Hung:
		q.Invoked = c.invoke(q, op, level)
		c.hold(q, op)
	default:
		c.coordinate(coordinator, q)
	}
}

// symbol returns the symbol of a name.
func (c *Cluster) symbol(of *named) event.Sym {
	if of.symbol == 0 {
		of.symbol = c.trace.Intern(of.text)
	}
	return of.symbol
}

// levelOf returns whose answers a request waits for.
func (c *Cluster) levelOf(cmd *Command, verb event.Verb) Level {
	switch {
	case cmd.At.Given():
		return cmd.At
	case verb == event.Get:
		return c.settings.R
	}
	return c.settings.W
}

// contextOf counts one more operation of a client on a key, and returns the context before
// it and its place.
func (c *Cluster) contextOf(client, key event.Sym) (before clientContext, place uint32) {
	place, fresh := c.clients.find(keyOf(client, key))
	s := c.clients.own(place)
	if fresh {
		s.subject = c.sees().Subject(key)
	}
	before = *s
	s.ops++
	return before, place
}

// hold keeps a request in front of a hung node: its machine accepts the connection, but
// nothing reads from it. The client waits twice the timeout.
func (c *Cluster) hold(q node.Request, op *operation) {
	m := &c.members[op.coordinator]
	m.inbox = append(m.inbox, parcel{request, q.Op})
	if c.held == nil {
		c.held = make(map[uint32]node.Request)
	}
	q.On = nil // others may keep the key when the node resumes
	c.held[q.Op] = q
	op.timers++
	c.motion.waiting++
	c.queue.Push(c.now+2*c.settings.TimeoutOf(op.verb), clientTimeout, q.Op)
}

// unhold makes a node that runs again take up a request, if its client still waits.
func (c *Cluster) unhold(id uint32) {
	q := c.held[id]
	delete(c.held, id)
	if op := c.ops.get(id); op != nil {
		op.lww = c.settings.Conflict == LWW
		c.coordinate(op.coordinator, q)
	}
}

func (c *Cluster) newOperation() *operation {
	if last := len(c.spareOps) - 1; last >= 0 {
		op := c.spareOps[last]
		c.spareOps = c.spareOps[:last]
		return op
	}
	return new(operation)
}

// coordinator returns the node that a client connects to: the one it names, else the first
// replica that accepts connections, else the first node that does.
func (c *Cluster) coordinator(via string, key *named) ring.NodeID {
	if via != "" {
		return c.byName.Rows()[via]
	}
	if first := key.nodes[0]; key.copies > 0 && c.members[first].health == Up {
		return first
	}
	token := key.token
	if p := c.settings.Placement; !p.Racks() { // nearly always it is the first replica
		c.scratch = c.ring.Replicas(c.scratch[:0], token, ring.Simple(1))
		if first := c.scratch[0]; c.members[first].health == Up {
			return first
		}
	}
	c.scratch = c.ring.Replicas(c.scratch[:0], token, c.settings.Placement)
	for _, id := range c.scratch {
		if c.members[id].health == Up {
			return id
		}
	}
	for i := range c.members {
		if c.takesRequests(ring.NodeID(i)) {
			return ring.NodeID(i)
		}
	}
	return ring.None
}

// takesRequests reports whether a client can ask a node.
func (c *Cluster) takesRequests(id ring.NodeID) bool {
	return c.members[id].health == Up && !c.ring.Nodes()[id].Out
}

// invoke records a request that no coordinator takes up yet.
func (c *Cluster) invoke(q node.Request, op *operation, level Level) uint32 {
	c.keepParts(c.partsFor(level, op.coordinator))
	c.scratch = c.ring.Replicas(c.scratch[:0], q.Token, c.settings.Placement)
	return c.record(event.Event{
		Kind: event.Invoke, Cause: q.Cause, Op: q.Op, Verb: q.Verb, Key: q.Key, Text: q.Text,
		Ref: uint32(q.Client), Node: op.coordinator, From: ring.None, To: ring.None,
		Need: uint8(op.need), Arg: int64(q.Named), Msg: c.trace.AddNodes(c.scratch),
	})
}

// hasRead reports whether the command's client has a context for the key.
func (c *Cluster) hasRead(cmd Command) bool {
	client := cmd.Client
	if client == "" {
		client = DefaultClient
	}
	who, known := c.trace.Find(client)
	key, there := c.trace.Find(cmd.Key)
	return known && there && CanResolve(c.clients.seen(keyOf(who, key)))
}

// checkRequest returns an error if a request can't be made.
func (c *Cluster) checkRequest(cmd Command) error {
	if err := checkSize(&cmd); err != nil {
		return err
	}
	if cmd.Verb == Resolve && !c.hasRead(cmd) {
		return fmt.Errorf("resolve %s: this client has not read it, so there is nothing to resolve; get it first",
			event.Show(cmd.Key, event.LongestShown))
	}
	if cmd.Via != "" {
		if err := c.checkVia(&cmd); err != nil {
			return err
		}
	}
	if cmd.At.Given() {
		if err := checkLevel(cmd.Verb.String()+" at", cmd.At, &c.settings, c.ring); err != nil {
			return err
		}
	}
	return c.checkRoom(&cmd)
}

// checkVia returns an error if the node named by via can't coordinate the request.
func (r *roster) checkVia(cmd *Command) error {
	id, err := r.find(cmd.Via)
	if err != nil {
		return fmt.Errorf("%s via: %w", cmd.Verb, err)
	}
	if is := r.standing(id); is != Member && r.ring.Nodes()[id].Out {
		return fmt.Errorf("%s via %s: it is %s and takes no requests; choose a member", cmd.Verb, cmd.Via, is)
	}
	if r.members[id].health == Crashed {
		return fmt.Errorf("%s via %s: it is crashed and takes no connection; choose a node that is up", cmd.Verb, cmd.Via)
	}
	return nil
}

// CanResolve reports whether a client that has seen a context of a key has something to resolve. One
// that was told that there is nothing has not.
func CanResolve(seen *version.Context) bool { return seen != nil }

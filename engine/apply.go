// Commands that change the cluster: each is checked first, and then carried out at the
// present moment.

package engine

import (
	"errors"
	"fmt"

	"ringside/engine/event"
	"ringside/engine/node"
	"ringside/engine/ring"
	"ringside/engine/sim"
)

// slowest is the largest factor by which a node or a link can be slowed, in thousandths.
const slowest = 1_000_000

// Apply carries out a command at the present moment. An error says why it is refused; the
// cluster is then unchanged. Verbs that move time are refused.
func (c *Cluster) Apply(cmd Command) error {
	if err := c.Full(); err != nil {
		return fmt.Errorf("%s: %w", cmd.Verb, err)
	}
	if cmd.Verb.asks() { // most commands are requests, and need no preparation
		if err := c.checkRequest(cmd); err != nil {
			return err
		}
		c.ask(&cmd, c.command(&cmd))
		c.weigh()
		return nil
	}
	act, err := c.prepare(cmd)
	if err != nil {
		return err
	}
	c.gossip.rested = c.gossip.awake && cmd.Verb.wakesGossip() && c.settled(never)
	act(c.command(&cmd))
	c.gossip.rested = false
	c.weigh()
	return nil
}

// command records that a command is carried out, and returns the step of its event.
func (c *Cluster) command(cmd *Command) uint32 {
	c.line = cmd.appendTo(c.line[:0])
	return c.record(event.Event{
		Kind: event.Command, Text: c.trace.AddBytes(c.line), Node: ring.None, From: ring.None, To: ring.None,
	})
}

// prepare checks a command other than a request and returns the function that carries it
// out, given the step of its Command event. It changes nothing.
func (c *Cluster) prepare(cmd Command) (act func(cause uint32), err error) {
	switch cmd.Verb {
	case Set:
		return c.prepareSet(cmd)
	case Crash, Start, Hang, Resume, Wipe:
		return c.prepareHealth(cmd)
	case Power, Blackout:
		return c.preparePower(cmd)
	case Add:
		return c.prepareAdd(cmd)
	case Remove:
		return c.prepareRemove(cmd)
	case AntiEntropy:
		return c.prepareRepair(cmd)
	case Skew:
		return c.prepareSkew(cmd)
	case Drop, Delay, Duplicate, Deliver:
		return c.prepareMessage(cmd)
	case SyncDisk:
		return c.prepareSync(cmd)
	case TimeOut:
		return c.prepareTimeout(cmd)
	case Slow:
		return c.prepareSlow(cmd)
	case Cut, Mend, Isolate:
		return c.prepareLinks(cmd)
	case Heal:
		return c.prepareHeal(cmd)
	case Load:
		return c.prepareLoad(cmd)
	case Gossip:
		return c.prepareGossip(cmd)
	}
	if cmd.Verb.MovesTime() {
		return nil, fmt.Errorf("%s moves time: it is a command of the session, not of the cluster", cmd.Verb)
	}
	return nil, errors.New("a command without a verb")
}

func (c *Cluster) prepareSet(cmd Command) (func(uint32), error) {
	s, err := With(c.settings, cmd.Name, cmd.To)
	if err != nil {
		return nil, err
	}
	if cmd.Name == "rules" && s.Rules == CassandraRules {
		governed(&s) // also where they hold already, and something was set since
	}
	if err := check(&s, c.ring); err != nil {
		return nil, fmt.Errorf("set: %w", err)
	}
	if err := checkModel(&s, c.own); err != nil {
		return nil, fmt.Errorf("set: %w", err)
	}
	if mute := c.anyMute(); mute != ring.None && s.Rules != CassandraRules {
		return nil, fmt.Errorf("set %s: the gossip of %s is off, which only Cassandra's rules know; gossip %s on first", cmd.Name, c.NodeName(mute), c.NodeName(mute))
	}
	if e := c.newest(); e.Next != nil && s.Placement.String() != c.settings.Placement.String() {
		return nil, fmt.Errorf("set n: %s, and copies can't be placed otherwise until that is over", c.change())
	}
	if len(c.eras) > MaxChanges {
		return nil, fmt.Errorf("set %s: settings have been changed %s times, which is the most", cmd.Name, Count(MaxChanges))
	}
	return func(cause uint32) {
		gossip, entropy, window := c.settings.Gossip, c.settings.Entropy, c.settings.Handoff
		changed, rules := changesOf(&c.settings, &s, cmd.Name, c.ring), s.Rules != c.settings.Rules
		moved := s.Placement.String() != c.settings.Placement.String()
		let := c.prolongs(s.Grace)
		c.settings, c.demands = s, c.demands[:0]
		c.eras = append(c.eras, Era{int(cause), s})
		c.everLWW, c.moved = c.everLWW || s.Conflict == LWW, c.moved || moved
		c.model = modelOf(&s, c.own)
		var step uint32
		for _, text := range changed {
			step = c.record(event.Event{
				Kind: event.Change, Cause: cause, Text: c.trace.Intern(text), Node: ring.None, From: ring.None, To: ring.None,
			})
		}
		c.sweep(let, step)
		for i := range c.members {
			id := ring.NodeID(i)
			if s.Handoff != window && c.members[i].health == Up {
				c.step(id, &node.Input{Kind: node.InExpire, Cause: step})
			}
			if moved && c.members[i].health == Up {
				c.step(id, &node.Input{Kind: node.InPlacement, Cause: step})
			}
		}
		if s.Gossip != gossip || rules {
			c.gossipAnew(rules, step)
		}
		switch {
		case s.Entropy != entropy:
			c.compareAnew(step)
		case moved:
			c.compareSoon(step) // a new replica has no copy yet
		}
	}, nil
}

func (c *Cluster) prepareHealth(cmd Command) (func(uint32), error) {
	id, err := c.find(cmd.Node)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", cmd.Verb, err)
	}
	is := c.members[id].health
	if c.takenOut(id) {
		return nil, fmt.Errorf("%s %s: it is being taken out and does not come back; add another node", cmd.Verb, cmd.Node)
	}
	refuse := func() (func(uint32), error) {
		if is == map[Verb]Health{Crash: Crashed, Start: Up, Hang: Hung, Resume: Up}[cmd.Verb] {
			return nil, fmt.Errorf("%s %s: it is already %s", cmd.Verb, cmd.Node, is)
		}
		return nil, fmt.Errorf("%s %s: it is %s", cmd.Verb, cmd.Node, is)
	}
	switch cmd.Verb {
	case Wipe:
		if c.members[id].wiped != 0 {
			return nil, fmt.Errorf("%s: it has lost its disk already, and has not started since", cmd)
		}
		return func(cause uint32) { c.wipe(id, cause) }, nil
	case Crash:
		if is == Crashed {
			return refuse()
		}
		return func(cause uint32) { c.crash(id, cause) }, nil
	case Start:
		if is != Crashed {
			return refuse()
		}
		return func(cause uint32) { c.start(id, cause) }, nil
	case Hang:
		if is != Up {
			return refuse()
		}
		return func(cause uint32) { c.hang(id, cause) }, nil
	}
	if is != Hung {
		return refuse()
	}
	return func(cause uint32) { c.resume(id, cause) }, nil
}

func (c *Cluster) prepareSlow(cmd Command) (func(uint32), error) {
	if cmd.Factor < 1 || cmd.Factor > slowest {
		return nil, fmt.Errorf("slow: factor %s: out of range (allowed: 0.001 to 1000; 1 is the usual speed)", event.Thousandths(cmd.Factor))
	}
	if cmd.Peer == "" {
		cmd.Node, cmd.Peer = c.splitLink(cmd.Node)
	}
	id, err := c.find(cmd.Node)
	if err != nil {
		return nil, fmt.Errorf("slow: %w", err)
	}
	if cmd.Peer == "" {
		if cmd.Factor == c.members[id].slow {
			return nil, noChange(cmd)
		}
		return func(cause uint32) { c.slowNode(id, cmd.Factor, cause) }, nil
	}
	peer, err := c.pair(cmd, id)
	if err != nil {
		return nil, err
	}
	there, back := sim.Link{From: id, To: peer}, sim.Link{From: peer, To: id}
	if c.links.Factor(there) == cmd.Factor && c.links.Factor(back) == cmd.Factor {
		return nil, noChange(cmd)
	}
	return func(cause uint32) {
		c.slowLink(there, cmd.Factor, cause)
		c.slowLink(back, cmd.Factor, cause)
	}, nil
}

// prepareGossip prepares to turn the gossip of one node off or on, as Cassandra's nodetool disablegossip
// does. Where a message of any kind is a sign of life there is no such fault: belief would come and go
// for ever.
func (c *Cluster) prepareGossip(cmd Command) (func(uint32), error) {
	id, err := c.find(cmd.Node)
	if err == nil {
		is := &c.members[id]
		switch on := cmd.To == GossipOn; {
		case !on && cmd.To != GossipOff:
			err = fmt.Errorf("%q is neither on nor off", cmd.To)
		case is.health != Up:
			err = fmt.Errorf("it is %s, and only a node that runs can be told", is.health)
		case (is.mute == 0) == on:
			err = errors.New("it is so already")
		case !on && !c.settings.GossipAlone():
			err = errors.New("under rules dynamo any message of a node is a sign of life, so nobody would go on believing it down (set rules cassandra goes by gossip alone)")
		case !on && c.settings.Gossip == 0:
			err = errors.New("no node gossips, since the setting gossip is off")
		}
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", cmd, err)
	}
	return func(cause uint32) { c.turnGossip(id, cmd.To == GossipOn, cause) }, nil
}

// noChange is the error of a slow command that would change nothing.
func noChange(cmd Command) error {
	if cmd.Factor == sim.Usual {
		return fmt.Errorf("%s: it is not slow", cmd)
	}
	return fmt.Errorf("%s: it is as slow as that already", cmd)
}

func (c *Cluster) prepareLinks(cmd Command) (func(uint32), error) {
	id, err := c.find(cmd.Node)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", cmd.Verb, err)
	}
	var links []sim.Link
	if cmd.Verb == Isolate || cmd.Verb == Mend && cmd.Peer == "" {
		links = c.linksOf(id)
	} else {
		peer, err := c.pair(cmd, id)
		if err != nil {
			return nil, err
		}
		links = append(links, sim.Link{From: id, To: peer})
		if !cmd.OneWay {
			links = append(links, sim.Link{From: peer, To: id})
		}
	}
	change, already := c.cut, "cut already"
	if cmd.Verb == Mend {
		change, already = c.join, "not cut"
	}
	for _, l := range links {
		if c.links.IsCut(l) == (cmd.Verb == Mend) {
			return func(cause uint32) {
				for _, l := range links {
					change(l, cause)
				}
			}, nil
		}
	}
	return nil, fmt.Errorf("%s: it is %s", cmd, already)
}

// prepareHeal prepares to heal a node, a link, or everything.
func (c *Cluster) prepareHeal(cmd Command) (func(uint32), error) {
	if cmd.Peer != "" {
		cmd.Verb = Mend
		return c.prepareLinks(cmd)
	}
	var ids []ring.NodeID
	if cmd.Node == "" || cmd.Node == "all" {
		if len(c.faults()) == 0 {
			return nil, errors.New("heal all: there are no faults")
		}
		for i := range c.members {
			if id := ring.NodeID(i); !c.takenOut(id) {
				ids = append(ids, id)
			}
		}
	} else {
		id, err := c.find(cmd.Node)
		if err != nil {
			return nil, fmt.Errorf("heal: %w", err)
		}
		if !c.faulty(id) {
			return nil, fmt.Errorf("heal %s: it has no faults", cmd.Node)
		}
		ids = append(ids, id)
	}
	return func(cause uint32) {
		for _, id := range ids {
			c.heal(id, cause)
		}
	}, nil
}

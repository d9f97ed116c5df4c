// Faults of a cluster that Ringside has started itself, and nodes that join and leave it: all is done to
// real processes.

package attached

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"sync"

	"ringside/cassandra/attach"
	"ringside/cassandra/own"
	"ringside/engine"
	"ringside/internal/printable"
	"ringside/tui/source"
)

// Own lets faults happen to the processes of a cluster of one's own. What it does is in the log
// of the cluster that is looked at.
type Own struct {
	ctx     context.Context // what takes long ends with it
	cluster *own.Cluster

	mu    sync.Mutex
	going string // the command that takes long and is being carried out; "": none
}

// NewOwn returns what does so, until ctx ends.
func NewOwn(ctx context.Context, c *own.Cluster) *Own { return &Own{ctx: ctx, cluster: c} }

// Process says what the process of a node is doing, for attach.Options.
func (o *Own) Process(address netip.AddrPort) (h engine.Health, ours bool) {
	number := o.cluster.Number(address)
	if number == 0 {
		return engine.Up, false
	}
	switch o.cluster.Process(number) {
	case own.Down:
		return engine.Crashed, true
	case own.Hung:
		return engine.Hung, true
	}
	return engine.Up, true
}

// onOwn says what a cluster of one's own can do besides, and why not the rest. It is never
// written to.
var onOwn = map[source.Ability]string{
	source.Crash:      "",
	source.Hang:       "",
	source.Gossip:     "",
	source.Heal:       "",
	source.Membership: "",
	source.Loss:       "real disks are not wiped from here; ringside cassandra down --wipe deletes all",
	source.Partitions: "links between real processes are not cut from here: crash a node, hang it, or turn its gossip off",
	source.Slow:       "real processes are not slowed down from here: crash a node, or hang it",
}

// do carries out a command on the processes.
func (o *Own) do(c *attach.Cluster, cmd engine.Command) (said string, err error) {
	v := c.View(engine.Watch{})
	if cmd.Verb == engine.Heal && (cmd.Node == "all" || cmd.Node == "") {
		if len(v.Faults) == 0 {
			return "", errors.New("heal all: there are no faults")
		}
		for _, f := range v.Faults {
			if said, err = o.heal(c, v.Nodes[f.Node].Name); err != nil {
				return "", err
			}
		}
		return said, nil
	}
	switch cmd.Verb {
	case engine.Heal:
		return o.heal(c, cmd.Node)
	case engine.Add:
		return o.add(c, cmd)
	case engine.Remove:
		return o.remove(c, cmd.Node)
	case engine.Gossip:
		return o.gossip(c, cmd.Node, cmd.To == engine.GossipOn)
	}
	return o.one(c, cmd.Verb, cmd.Node)
}

// mute reports whether a node runs with its gossip off.
func mute(v *engine.View, name string) bool {
	return slices.ContainsFunc(v.Faults, func(f engine.Fault) bool {
		return f.Kind == engine.FaultGossip && v.Nodes[f.Node].Name == name
	})
}

// heal makes the process of a node run, and gossip.
func (o *Own) heal(c *attach.Cluster, name string) (said string, err error) {
	address, err := c.Address(name)
	if err != nil {
		return "", fmt.Errorf("heal: %w", err)
	}
	switch h, _ := o.Process(address); h {
	case engine.Crashed:
		return o.one(c, engine.Start, name)
	case engine.Hung:
		return o.one(c, engine.Resume, name)
	}
	if mute(c.View(engine.Watch{}), name) {
		return o.gossip(c, name, true)
	}
	return "", fmt.Errorf("heal %s: its process runs", name)
}

// gossip turns the gossip of one node off or on.
func (o *Own) gossip(c *attach.Cluster, name string, on bool) (said string, err error) {
	what := "gossip " + printable.Escape(name) + " " + engine.GossipOff
	if on {
		what = "gossip " + printable.Escape(name) + " " + engine.GossipOn
	}
	address, err := c.Address(name)
	number := o.cluster.Number(address)
	switch {
	case err == nil && number == 0:
		err = errors.New("it was not started by Ringside")
	case err == nil && c.Standing(address) == engine.Joining:
		err = errors.New("it is still joining; wait until it has joined")
	case err == nil && mute(c.View(engine.Watch{}), name) != on:
		err = errors.New("it is so already")
	}
	if err != nil {
		return "", fmt.Errorf("%s: %w", what, err)
	}
	end, err := o.begin(what)
	if err != nil {
		return "", fmt.Errorf("%s: %w", what, err)
	}
	defer end()
	told := func(line string) { said = what + ": " + line; c.Note(said) }
	if err := o.cluster.Gossip(o.ctx, number, on, told); err != nil {
		return "", fmt.Errorf("%s: %w", what, err)
	}
	c.Gossips(address, on)
	return said, nil
}

// one does one thing to the process of one node.
func (o *Own) one(c *attach.Cluster, verb engine.Verb, name string) (said string, err error) {
	address, err := c.Address(name)
	if err != nil {
		return "", fmt.Errorf("%s: %w", verb, err)
	}
	defer c.LookAt(address)
	number := o.cluster.Number(address)
	if number == 0 {
		return "", fmt.Errorf("%s %s: Ringside has not started it", verb, name)
	}
	told := func(line string) { said = fmt.Sprintf("%s %s: %s", verb, name, line); c.Note(said) }
	switch verb {
	case engine.Crash:
		err = o.cluster.Kill(number, told)
	case engine.Hang:
		err = o.cluster.Hang(number, told)
	case engine.Resume:
		err = o.cluster.Resume(number, told)
	case engine.Start:
		end, busy := o.begin("start " + name)
		if busy != nil {
			return "", fmt.Errorf("start %s: %w", name, busy)
		}
		defer end()
		c.Note("starting " + name)
		if err = o.cluster.Start(o.ctx, number); err == nil {
			told("its command is in " + o.cluster.CommandFile(number))
		}
	default:
		return "", fmt.Errorf("%s: on a cluster of your own there are crash, hang, start, resume, gossip, heal, add and remove", verb)
	}
	if err != nil {
		return "", fmt.Errorf("%s %s: %w", verb, name, err)
	}
	return said, nil
}

// begin notes that a command is being carried out that takes long, until end is called: one starts, joins or
// leaves at a time.
func (o *Own) begin(what string) (end func(), err error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.going != "" {
		return nil, fmt.Errorf("%s is not done yet, and that is done for one node at a time", o.going)
	}
	o.going = what
	return func() {
		o.mu.Lock()
		defer o.mu.Unlock()
		o.going = ""
	}, nil
}

// add starts a node that joins, and returns when it has.
func (o *Own) add(c *attach.Cluster, cmd engine.Command) (said string, err error) {
	number, name, err := o.cluster.Free(cmd.Node)
	if err == nil && cmd.Tokens != "" {
		err = errors.New("tokens of a node that joins are drawn by Cassandra; leave them out")
	}
	if err != nil {
		return "", fmt.Errorf("add %s: %w", printable.Escape(cmd.Node), err)
	}
	end, err := o.begin("add " + name)
	if err != nil {
		return "", fmt.Errorf("add %s: %w", name, err)
	}
	defer end()
	told := func(line string) { c.Note("add " + name + ": " + line) }
	if err := o.cluster.Join(o.ctx, number, own.Place{DC: cmd.DC, Rack: cmd.Rack}, told); err != nil {
		return "", fmt.Errorf("add %s: %w", name, err)
	}
	return "add " + name + ": it has joined", nil
}

// remove has a node leave for good, and returns when its process has ended.
func (o *Own) remove(c *attach.Cluster, name string) (said string, err error) {
	address, err := c.Address(name)
	if err == nil {
		switch c.Standing(address) {
		case engine.Leaving:
			err = errors.New("it is leaving already")
		case engine.Joining:
			err = errors.New("it is still joining; wait until it has joined")
		}
	}
	number := o.cluster.Number(address)
	if err == nil && number == 0 {
		err = errors.New("it was not started by Ringside")
	}
	if err != nil {
		return "", fmt.Errorf("remove %s: %w", printable.Escape(name), err)
	}
	end, err := o.begin("remove " + name)
	if err != nil {
		return "", fmt.Errorf("remove %s: %w", name, err)
	}
	defer end()
	told := func(line string) { c.Note("remove " + name + ": " + line) }
	if err := o.cluster.Leave(o.ctx, number, told); err != nil {
		return "", fmt.Errorf("remove %s: %w", name, err)
	}
	return "remove " + name + ": it has left", nil
}

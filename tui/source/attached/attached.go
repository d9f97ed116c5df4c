// Package attached is a real Cassandra cluster as a source.Source: it can be looked at. Clients'
// requests can be asked of it where that is allowed; if Ringside has started its processes, these
// can be killed, stopped and started.
package attached

import (
	"context"
	"errors"
	"fmt"
	"time"

	"ringside/cassandra/attach"
	"ringside/engine"
	"ringside/tui/source"
)

// Source is a real cluster.
type Source struct {
	*attach.Cluster
	ctx context.Context // what takes long ends with it
	own *Own
}

// New returns a cluster that is looked at as a source. Who opened it closes it. If it is one of
// Ringside's own, faults go through mine. Requests end with ctx at the latest.
func New(ctx context.Context, c *attach.Cluster, mine *Own) Source { return Source{c, ctx, mine} }

// Motion says that nothing is in progress: a real cluster's time is not ours to follow.
func (Source) Motion() engine.Motion { return engine.Quiet }

// Now returns how long after the cluster was opened the last news of it came.
func (s Source) Now() time.Duration { return s.View(engine.Watch{}).Now }

// Gone returns nil: what is lost is looked for again.
func (Source) Gone() <-chan struct{} { return nil }

// why says why something can't be done unless it is allowed. It is never written to.
var why = map[source.Ability]string{
	source.Read:       "attached read-only: no table of the cluster's users is read; attach --read, or run --allow read, allows it",
	source.Write:      "nothing is written to this cluster; attach --write, or run --allow write, allows it",
	source.Load:       "no load is put on a real cluster from here",
	source.Levels:     "attached read-only: set r needs attach --read or --write, set w needs --write",
	source.Settings:   "a real cluster has its own configuration",
	source.Crash:      noFaults,
	source.Hang:       noFaults,
	source.Loss:       noFaults,
	source.Partitions: noFaults,
	source.Gossip:     noFaults + "; ringside cassandra up starts one of your own",
	source.Slow:       noFaults,
	source.Heal:       noFaults,
	source.Skew:       "real clocks are not set from here",
	source.Messages:   "real messages can't be seen or delayed from here",
	source.Membership: "real nodes join and leave by nodetool, not from here",
	source.Repair:     "a repair writes: run nodetool repair on the cluster itself",
	source.Timing:     "a real cluster's time can't be stopped or slowed down",
	source.Travel:     "a real cluster can't go back in time",
}

const noFaults = "Ringside did not start this cluster: no faults"

// Can returns why it can't do something; "" if it can.
func (s Source) Can(what source.Ability) string { return Why(s.View(engine.Watch{}), what) }

// Why returns why the real cluster of a View can't do something; "" if it can.
func Why(v *engine.View, what source.Ability) string {
	if v.Ring == nil && what != source.None {
		return "not attached yet: " + v.Outside.Waits
	}
	switch o := v.Outside; {
	case what == source.Read && o.Reads, what == source.Write && o.Writes:
		return o.Unread
	case what == source.Levels && o.Reads:
		return ""
	}
	if v.Outside.Own {
		if why, known := onOwn[what]; known {
			return why
		}
	}
	return why[what]
}

// Do carries out what can be asked of the cluster, or be done to the processes of one of one's own,
// and refuses all else, with the reason.
func (s Source) Do(cmd engine.Command) <-chan source.Reply {
	reply := make(chan source.Reply, 1)
	do, err := s.plan(cmd)
	if err != nil {
		reply <- source.Reply{Err: fmt.Errorf("%s: %w", cmd.Verb, err)}
		return reply
	}
	go func() { // it ends with the context at the latest
		said, err := do()
		reply <- source.Reply{Said: said, Err: err}
	}()
	return reply
}

// plan returns what carries a command out.
func (s Source) plan(cmd engine.Command) (do func() (string, error), err error) {
	if why := s.Can(source.Needs(cmd)); why != "" {
		return nil, errors.New(why)
	}
	o := s.View(engine.Watch{}).Outside
	switch cmd.Verb {
	case engine.Put, engine.Get, engine.Delete, engine.Resolve:
		ask := s.Ask(s.ctx, cmd)
		return func() (string, error) { return "", ask() }, nil
	case engine.Set:
		if cmd.Name == "w" && !o.Writes {
			return nil, errors.New("w is for writes, and nothing is written to this cluster; attach --write, or run --allow write, allows it")
		}
		return func() (string, error) { return "", s.SetLevel(cmd.Name, cmd.To) }, nil
	}
	if s.own == nil {
		return nil, errors.New("a real cluster is only looked at")
	}
	return func() (string, error) { return s.own.do(s.Cluster, cmd) }, nil
}

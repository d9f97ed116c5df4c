// Package attached is a real Cassandra cluster as a source.Source: it can be looked at, and
// nothing can be done to it, unless Ringside has started its processes: then these can be
// killed, stopped and started.
package attached

import (
	"fmt"
	"time"

	"ringside/cassandra/attach"
	"ringside/engine"
	"ringside/tui/source"
)

// Source is a real cluster.
type Source struct {
	*attach.Cluster
	own *Own
}

// New returns a cluster that is looked at as a source. Who opened it closes it. If it is one of
// Ringside's own, faults go through mine.
func New(c *attach.Cluster, mine *Own) Source { return Source{c, mine} }

// Motion says that nothing is in progress: a real cluster's time is not ours to follow.
func (Source) Motion() engine.Motion { return engine.Quiet }

// Now returns how long after the cluster was opened the last news of it came.
func (s Source) Now() time.Duration { return s.View(engine.Watch{}).Now }

// Gone returns nil: what is lost is looked for again.
func (Source) Gone() <-chan struct{} { return nil }

// why says why something can't be done. It is never written to.
var why = map[source.Ability]string{
	source.Read:       "attached read-only: no table of the cluster's users is read",
	source.Write:      "attached read-only: nothing is written to this cluster",
	source.Settings:   "a real cluster has its own configuration; it can't be changed from here",
	source.Crash:      noFaults,
	source.Hang:       noFaults,
	source.Loss:       noFaults,
	source.Partitions: noFaults,
	source.Slow:       noFaults,
	source.Heal:       noFaults,
	source.Skew:       "the clocks of a real cluster are not set from here",
	source.Messages:   "the messages of a real cluster can't be seen or delayed from here",
	source.Membership: "the members of a real cluster can't be changed from here",
	source.Repair:     "a repair writes: run nodetool repair on the cluster itself",
	source.Timing:     "a real cluster's time can't be stopped, slowed down or sped up",
	source.Travel:     "a real cluster can't go back in time",
}

const noFaults = "this cluster is real and was not started by Ringside: no faults"

// Can returns why it can't do something; "" if it can.
func (s Source) Can(what source.Ability) string { return Why(s.View(engine.Watch{}), what) }

// Why returns why the real cluster of a View can't do something; "" if it can.
func Why(v *engine.View, what source.Ability) string {
	if v.Ring == nil && what != source.None {
		return "not attached yet: " + v.Outside.Waits
	}
	if v.Outside.Own {
		if why, known := onOwn[what]; known {
			return why
		}
	}
	return why[what]
}

// Do carries out what can be done to the processes of a cluster of one's own, and refuses all
// else, with the reason.
func (s Source) Do(cmd engine.Command) <-chan source.Reply {
	reply := make(chan source.Reply, 1)
	why := s.Can(source.Needs(cmd.Verb))
	if why == "" && s.own == nil {
		why = "a real cluster can only be looked at"
	}
	if why != "" {
		reply <- source.Reply{Err: fmt.Errorf("%s: %s", cmd.Verb, why)}
		return reply
	}
	go func() { // it ends with the context of own at the latest
		said, err := s.own.do(s.Cluster, cmd)
		reply <- source.Reply{Said: said, Err: err}
	}()
	return reply
}

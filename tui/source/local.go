// The embedded engine as a source: it answers at once, and what takes virtual time goes
// on a slice at a time.

package source

import (
	"ringside/engine"
	"ringside/engine/script"
)

// Local is a Source whose cluster is driven from here.
type Local struct {
	Cluster
	runner *script.Runner
}

// NewLocal returns the source of a cluster.
func NewLocal(c Cluster) *Local { return &Local{Cluster: c, runner: script.NewRunner(c)} }

// News returns nil: nothing changes in it that is not done from here.
func (l *Local) News() <-chan struct{} { return nil }

// Gone returns nil: it stays.
func (l *Local) Gone() <-chan struct{} { return nil }

// Can returns why it can't do something; "" if it can.
func (l *Local) Can(what Ability) string {
	if _, ok := l.Cluster.(Traveller); what == Travel && !ok {
		return "this cluster can't go back in time"
	}
	return ""
}

// Do carries a command out, and has answered when it returns. What takes virtual time
// only begins, and goes on with Go.
func (l *Local) Do(cmd engine.Command) <-chan Reply {
	reply := make(chan Reply, 1)
	if cmd.Verb.MovesTime() {
		reply <- Reply{Err: l.runner.Exec(cmd)}
	} else {
		reply <- Reply{Err: l.Apply(cmd)}
	}
	return reply
}

// Busy reports whether something goes on that takes virtual time.
func (l *Local) Busy() bool {
	_, busy := l.runner.Busy()
	return busy
}

// Go runs it for about budget events and reports whether it is done.
func (l *Local) Go(budget int) (done bool, err error) { return l.runner.Advance(budget) }

// Cancel ends it where it is.
func (l *Local) Cancel() { l.runner.Cancel() }

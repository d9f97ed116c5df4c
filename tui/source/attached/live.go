// A real cluster as a script drives it: each command takes as long as it takes.

package attached

import (
	"context"
	"errors"
	"strings"
	"time"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/ring"
)

// Live is a real cluster as a source.Cluster. Its time is real: what lets time pass waits, until the
// context of the Source ends.
type Live struct{ Source }

const (
	// patience is how long Ready waits for what nodes say, once the ring is known.
	patience = 3 * time.Second
	// glance is how long a step waits for something to happen.
	glance = 100 * time.Millisecond
)

// Ready waits until the ring is known, and for a while until it is known what each node says or why
// it does not. The error says what keeps it from attaching.
func Ready(s Source) (Live, error) {
	l := Live{s}
	late := time.Duration(-1)
	for {
		v := s.View(engine.Watch{})
		if v.Outside.Failed {
			return l, errors.New(strings.TrimPrefix(v.Outside.Waits, "trying again: "))
		}
		if v.Ring != nil && late < 0 && !s.Making() {
			late = s.Elapsed() + patience
		}
		if v.Ring != nil && !s.Making() && (whole(v) || s.Elapsed() >= late) {
			return l, nil
		}
		if !l.Step() {
			return l, context.Cause(s.ctx)
		}
	}
}

// whole reports whether all is known of a cluster that can be.
func whole(v *engine.View) bool {
	for i := range v.Outside.Holders {
		h := &v.Outside.Holders[i]
		if v.Nodes[i].Standing == engine.Gone || h.Why != "" && h.Why != engine.NotYet {
			continue
		}
		if h.Why == engine.NotYet { // of a cluster of one node there is no more to wait for
			return false
		}
		for k, of := range h.Of {
			if k != i && of == engine.HeardUnknown && v.Nodes[k].Standing != engine.Gone {
				return false
			}
		}
	}
	return v.Outside.Unread != engine.NotYet
}

// Apply carries a command out, and returns when that is done.
func (l Live) Apply(cmd engine.Command) error {
	switch reply := <-l.Do(cmd); {
	case reply.Err != nil:
		return reply.Err
	case l.ctx.Err() != nil:
		return context.Cause(l.ctx)
	}
	return nil
}

// View returns what is known, at the present moment: time passes without news, too.
func (l Live) View(w engine.Watch) *engine.View {
	v := *l.Source.View(w)
	v.Now = l.Elapsed()
	return &v
}

// Now returns how long ago the cluster was opened.
func (l Live) Now() time.Duration { return l.Elapsed() }

// Advance waits until a time, or a moment at least, and reports whether it is there.
func (l Live) Advance(until time.Duration, _ int) bool {
	if rest := until - l.Now(); rest > 0 {
		l.wait(min(rest, glance))
	}
	return l.Now() >= until || l.ctx.Err() != nil
}

// Step waits until there is news, or a moment. It reports false when nothing is waited for any more.
func (l Live) Step() bool {
	l.wait(glance)
	return l.ctx.Err() == nil
}

func (l Live) wait(most time.Duration) {
	timer := time.NewTimer(most)
	defer timer.Stop()
	select {
	case <-l.News():
	case <-timer.C:
	case <-l.ctx.Done():
	}
}

// Next reports false: what a real cluster does next nobody knows.
func (Live) Next() (time.Duration, bool) { return 0, false }

// Full returns nil: there is always something left to happen.
func (Live) Full() error { return nil }

// Trace returns what has happened so far.
func (l Live) Trace() *event.Trace { return &l.View(engine.Watch{}).Trace }

// NodeName returns the name of a node.
func (l Live) NodeName(id ring.NodeID) string { return l.View(engine.Watch{}).Node(id) }

// AppendJSON appends the line with which a trace in JSON begins: what the cluster is.
func (l Live) AppendJSON(dst []byte) []byte {
	v := l.View(engine.Watch{})
	text := func(before, s string) { dst = event.AppendString(append(dst, before...), s) }
	dst = append(dst, `{"step":0,"at_ns":0,"kind":"cluster","nodes":[`...)
	for i := range v.Nodes {
		if i > 0 {
			dst = append(dst, ',')
		}
		text(`{"name":`, v.Nodes[i].Name)
		text(`,"dc":`, v.Nodes[i].DC)
		text(`,"rack":`, v.Nodes[i].Rack)
		dst = append(dst, '}')
	}
	text(`],"real":`, v.Outside.What)
	text(`,"mode":`, v.Outside.Mode)
	text(`,"keyspace":`, v.Outside.Keyspace)
	text(`,"settings":{"copies":`, v.Settings.Placement.String())
	text(`,"r":`, v.Settings.R.String())
	text(`,"w":`, v.Settings.W.String())
	return append(dst, "}}"...)
}

// What a cluster forgets of its loads, if its trace is read as it grows.

package engine

import (
	"sort"

	"ringside/engine/event"
)

// past is what may be forgotten of what has happened. A cluster that ForgetLoads was not
// called for keeps all of it.
type past struct {
	forgets bool
	next    int       // length of the trace at which to forget more
	loads   []stretch // the operations that loads have made, by number
}

// stretch is operations with consecutive numbers.
type stretch struct{ first, last uint32 }

const (
	// KeptOfLoads is how many of the last events are all kept.
	KeptOfLoads = 1 << 17
	forgetEvery = 1 << 16
)

// ForgetLoads tells a cluster in which nothing has happened yet that the trace of a load
// need not be kept, so that the memory of a long one is bounded. Of what is older than
// KeptOfLoads events, those of the load's requests that are over are forgotten: they are zero
// Events (event.Trace.Whole). All the rest is kept: commands, faults, what the observer
// says of other writes, others' requests, and what the load counts (View.Load). Nothing
// that happens later depends on it.
func (c *Cluster) ForgetLoads() { c.past.forgets, c.past.next = true, KeptOfLoads+forgetEvery }

// forget forgets what is old enough, if it is time for that.
func (c *Cluster) forget() {
	p := &c.past
	if !p.forgets || c.trace.Len() < p.next {
		return
	}
	p.next = c.trace.Len() + forgetEvery
	if len(p.loads) > 0 {
		c.tellAsked(nil) // while what the load has stored of their keys is there to be read
		c.trace.Forget(c.trace.Len()-KeptOfLoads, func(e *event.Event) bool {
			return e.Op != 0 && p.ofLoad(e.Op) && c.ops.get(e.Op) == nil
		})
	}
}

// asked notes that the newest operation was made by a load.
func (p *past) asked(op uint32) {
	if !p.forgets {
		return
	}
	if last := len(p.loads) - 1; last >= 0 && p.loads[last].last+1 == op {
		p.loads[last].last = op
		return
	}
	p.loads = append(p.loads, stretch{op, op})
}

// ofLoad reports whether a load has made an operation.
func (p *past) ofLoad(op uint32) bool {
	if last := len(p.loads) - 1; last >= 0 && p.loads[last].first <= op { // as nearly always
		return op <= p.loads[last].last
	}
	i := sort.Search(len(p.loads), func(i int) bool { return p.loads[i].last >= op })
	return i < len(p.loads) && p.loads[i].first <= op
}

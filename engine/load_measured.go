// What the loads of a cluster have measured, under which settings: a row of the tuning table
// each.

package engine

import (
	"slices"
	"time"

	"ringside/engine/event"
	"ringside/engine/load"
)

// MostMeasured is under how many settings it is kept what loads have measured.
const MostMeasured = 32

// Measured is what the newest load under some settings has measured, none of which changed
// while it went on.
type Measured struct {
	Tuning
	Spread        bool // the requests went to any node: see load.Workload
	Requests      int  // that were answered
	Gets, Puts    Timed
	Missed, Older int // of the gets: see load.Result
}

// Tuning is the settings that tell a row of the tuning table from others, as they are written.
type Tuning struct {
	N, R, W string
	Latency string // whose delays
}

// Timed is what was measured of one kind of request.
type Timed struct {
	Answered, Served int // Served: those that were told OK, or that there is nothing
	P50, P99         time.Duration
}

// tuning is what tells a load's row from others; ok is false if a setting has changed since
// the load began.
func (c *Cluster) tuning(l *loading) (t Tuning, ok bool) {
	t = tuningOf(&c.settings)
	if l.at.Given() {
		t.R, t.W = l.at.String(), l.at.String()
	}
	return t, len(c.eras) == l.eras
}

// Tuning returns the settings of the cluster that tell a row of the tuning table from others.
func (v *View) Tuning() Tuning { return tuningOf(&v.Settings) }

func tuningOf(s *Settings) Tuning {
	return Tuning{N: s.Placement.String(), R: s.R.String(), W: s.W.String(), Latency: s.Latency}
}

// keepMeasured keeps what a load that is over has measured, instead of an earlier one's under the
// same settings.
func (c *Cluster) keepMeasured(l *loading) {
	t, ok := c.tuning(l)
	r := &l.result
	if !ok || r.Answered() == 0 {
		return
	}
	c.measured = slices.DeleteFunc(slices.Clone(c.measured), func(m Measured) bool { return m.Tuning == t && m.Spread == r.Work.Spread })
	if len(c.measured) == MostMeasured {
		c.measured = c.measured[1:]
	}
	c.measured = append(c.measured, Measured{
		Tuning: t, Spread: r.Work.Spread, Requests: r.Answered(), Gets: timed(&r.Gets), Puts: timed(&r.Puts), Missed: r.Missed, Older: r.Older,
	})
}

// timed is what was measured of one kind of request.
func timed(t *load.Tally) Timed {
	l := &t.Latency
	if l.Count() == 0 {
		return Timed{}
	}
	return Timed{l.Count(), t.Outcomes[event.OK] + t.Outcomes[event.NotFound], l.Quantile(500_000), l.Quantile(990_000)}
}

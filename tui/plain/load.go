// What came of a load: of its requests together, and not of each.

package plain

import (
	"fmt"
	"strings"
	"time"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/load"
	"ringside/tui/page"
)

// newestLoad reports whether no other load has ended after the one that ends in a step. Of an
// earlier one the View no longer has what it measured.
func newestLoad(t *event.Trace, step int) bool {
	for i := step + 1; i <= t.Len(); i++ {
		if t.At(i).Kind == event.Loaded {
			return false
		}
	}
	return true
}

// measured prints what clients were told, how long they waited, and what the observer says of it.
func (p *talk) measured(l *load.Result) {
	for _, of := range []struct {
		name  string
		tally *load.Tally
	}{{"puts", &l.Puts}, {"gets", &l.Gets}} {
		h := &of.tally.Latency
		if h.Count() == 0 {
			continue
		}
		var told []string
		for o, n := range of.tally.Outcomes {
			if n > 0 {
				told = append(told, fmt.Sprintf("%d %v", n, event.Outcome(o)))
			}
		}
		p.say(fmt.Sprintf("%d %s: %s; half of them within %s, 99 %% within %s, the longest %s",
			h.Count(), of.name, strings.Join(told, ", "), inMS(h.Quantile(500_000)), inMS(h.Quantile(990_000)), inMS(h.Max())))
	}
	for _, of := range []struct {
		name string
		n    int
	}{{"stale", l.Missed}, {"older than an earlier get", l.Older}, {"resurrected", l.Undeleted}} {
		if of.n > 0 {
			p.say(fmt.Sprintf("of the gets, %s: %d", of.name, of.n))
		}
	}
}

// measuredNow prints what has come of the newest load.
func (p *talk) measuredNow(string) error {
	v := p.cluster.View(engine.Watch{})
	l := v.Load
	if l == nil {
		return nothing("there has been no load yet; load 400 makes one")
	}
	p.measured(l)
	return p.all(page.MeasuredLines(v), nil)
}

func inMS(d time.Duration) string {
	return fmt.Sprintf("%.1f ms", float64(d)/float64(time.Millisecond))
}

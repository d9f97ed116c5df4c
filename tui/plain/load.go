// What came of a load: of its requests together, and not of each.

package plain

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"time"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/load"
	"ringside/engine/search"
	"ringside/internal/count"
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
	}{{"put", &l.Puts}, {"get", &l.Gets}} {
		h := &of.tally.Latency
		if h.Count() == 0 {
			continue
		}
		var told []string
		for o, n := range of.tally.Outcomes {
			if n > 0 {
				told = append(told, engine.Count(n)+" "+event.Outcome(o).String())
			}
		}
		among := "" // what is refused at once makes the others look fast
		if of.tally.Outcomes[event.Unavailable] > 0 {
			among = ", refused ones too,"
		}
		p.say(fmt.Sprintf("%s: %s; half of them%s within %s, 95%% within %s, 99%% within %s, 99.9%% within %s, the longest %s",
			count.Of(h.Count(), of.name), strings.Join(told, ", "), among, inMS(h.Quantile(500_000)), inMS(h.Quantile(950_000)), inMS(h.Quantile(990_000)), inMS(h.Quantile(999_000)), inMS(h.Max())))
	}
	for _, of := range []struct {
		name string
		n    int
	}{{"stale", l.Missed}, {"older than an earlier get", l.Older}, {"resurrected", l.Undeleted}} {
		if of.n > 0 {
			p.say(fmt.Sprintf("of the gets, %s: %s", of.name, engine.Count(of.n)))
		}
	}
}

// sent prints how many bytes were sent meanwhile, by what they bring.
func (p *talk) sent(l *load.Result) {
	var all []string
	for _, c := range event.Cargoes() {
		if n := l.Sent[c]; n > 0 {
			all = append(all, c.String()+" "+engine.Count(n))
		}
	}
	if all != nil {
		p.say("bytes sent: " + strings.Join(all, ", "))
	}
}

// measuredNow prints what has come of the newest load, and the tuning table.
func (p *talk) measuredNow(ctx context.Context, _ string) error {
	v := p.cluster.View(engine.Watch{})
	l := v.Load
	if l == nil {
		return nothing("there has been no load yet; load 400 makes one")
	}
	p.measured(l)
	p.sent(l)
	h, err := p.fork()
	if err != nil {
		return err
	}
	return p.all(page.MeasuredLines(ctx, v, h, cmp.Or(p.key, search.UsualKey)), nil)
}

func inMS(d time.Duration) string {
	return fmt.Sprintf("%.1f ms", float64(d)/float64(time.Millisecond))
}
